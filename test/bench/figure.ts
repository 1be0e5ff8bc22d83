import type { BenchService } from "./service.ts";

/** One line of the table. */
export interface FigureRow {
  figure: string;
  floor: string;
  measured: string;
  ratio: string;
  /** Absent: only told, for comparison. */
  aim?: string;
  met?: boolean;
  /** A rule, not a speed: it counts in a quick run too. */
  isRule?: true;
}

export interface Figure {
  /** How the command line calls it. */
  name: string;
  about: string;
  measure(service: BenchService): Promise<FigureRow[]>;
}
