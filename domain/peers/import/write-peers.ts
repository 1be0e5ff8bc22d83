import { stringify } from "csv-stringify/sync";
import type { Locale } from "../../locale.ts";
import { protectFormula } from "../../protect-formula.ts";
import type { NewPeer } from "../add-peer.ts";
import { COLUMNS, type Column, columnNames } from "./columns.ts";
import { encodeWindows1252 } from "./decode.ts";
import { writePlan } from "./plan.ts";
import { GENDERS, LANGUAGES, ROLES, WAYS } from "./words.ts";

export interface FileFormat {
  locale: Locale;
  separator: ";" | ",";
  windows1252: boolean;
}

/** Spreadsheets take a text file for UTF-8 only with this in front. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Writes peers as `readPeers` reads them.
 *
 * @param peers with a phone in E.164 where it is to be in the file
 * @returns the first character that Windows-1252 lacks, if that is asked for and does not do
 */
export function writePeers(
  peers: (NewPeer & { phone?: string | undefined })[],
  { locale, separator, windows1252 }: FileFormat,
): { bytes: Uint8Array } | { lacks: string } {
  const headings = columnNames.map((name) => COLUMNS[name][locale]);
  const rows = peers.map((peer) => {
    const cells = cellsOf(peer, locale);
    return columnNames.map((name) => protectFormula(cells[name]));
  });
  const text = stringify([headings, ...rows], { delimiter: separator, record_delimiter: "windows" });
  return windows1252 ? encodeWindows1252(text) : { bytes: Buffer.from(BYTE_ORDER_MARK + text) };
}

function cellsOf(peer: NewPeer & { phone?: string | undefined }, locale: Locale): Record<Column, string> {
  // the language that a peer is written to in comes first
  const languages = [...new Set([peer.locale, ...peer.languages])].filter((language) => peer.languages.includes(language));
  return {
    firstName: peer.displayName,
    conditions: peer.conditions.join(" | "),
    relativeOf: (peer.relativeOf ?? []).join(" | "),
    languages: languages.map((language) => LANGUAGES[language][locale]).join(" | "),
    ways: peer.modalities.map((way) => WAYS[way][locale]).join(" | "),
    aboutFr: peer.about.fr,
    aboutEn: peer.about.en,
    plan: writePlan(peer.plan, locale),
    zone: peer.zone,
    phone: peer.phone ?? "",
    role: ROLES[peer.role ?? "volunteer"][locale],
    training: `${peer.trainingMinutes} min`,
    validatedBy: peer.validatedBy ?? "",
    validatedOn: peer.validatedOn ?? "",
    charterSignedOn: peer.charterSignedOn ?? "",
    lastSupervisionOn: peer.lastSupervisionOn ?? "",
    town: peer.town ?? "",
    hospital: peer.hospital ?? "",
    gender: peer.gender ? GENDERS[peer.gender][locale] : "",
    birth: peer.birthDecade ? String(peer.birthDecade) : "",
  };
}
