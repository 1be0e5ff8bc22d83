import * as z from "zod";
import { isInRange } from "./version-range.ts";

const date = z.iso.date();

/** `deploy/advisories.json`: the security advisories that were read, and what was decided about each. */
const advisoryFile = z.strictObject({
  /** When the advisories for the packages of the lock file were last read. */
  readOn: date,
  advisories: z.array(
    z.strictObject({
      package: z.string().min(1),
      range: z.string().min(1),
      id: z.string().regex(/^(GHSA(-[0-9a-z]{4}){3}|CVE-\d{4}-\d{4,})$/, "must be a GHSA or CVE id"),
      /** `accepted`: we install such a version, and say why it does no harm. `avoided`: we must not install one. */
      decision: z.string().regex(/^(accepted|avoided): .{20,}/, 'must be "accepted: " or "avoided: " and the reason'),
      date,
    }),
  ),
});

/** Compares the advisories that were read with the versions installed, and tells what no longer fits. */
export function problemsOfAdvisories(file: unknown, installed: { name: string; version: string }[], today: string): string[] {
  const parsed = advisoryFile.safeParse(file);
  if (!parsed.success) return [z.prettifyError(parsed.error)];
  const { readOn, advisories } = parsed.data;
  const problems = readOn > today ? [`readOn ${readOn} lies in the future`] : [];
  for (const { package: name, range, id, decision, date } of advisories) {
    if (date > readOn) problems.push(`${id}: decided on ${date}, after the advisories were last read (${readOn})`);
    try {
      const hit = installed.filter((one) => one.name === name && isInRange(one.version, range)).map(({ version }) => version);
      if (decision.startsWith("avoided") && hit.length > 0)
        problems.push(`${id}: ${name} ${hit.join(", ")} is installed and was to be avoided`);
      if (decision.startsWith("accepted") && hit.length === 0)
        problems.push(`${id}: no installed ${name} is ${range} any more: make it "avoided"`);
    } catch (error) {
      problems.push(`${id}: ${(error as Error).message}`);
    }
  }
  return problems;
}
