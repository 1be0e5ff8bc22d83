import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReadingContext } from "../../../../domain/peers/import/cells.ts";
import { encodeWindows1252 } from "../../../../domain/peers/import/decode.ts";
import { examplePeer } from "../../../../domain/peers/import/example-peer.ts";
import { type PeersFile, readPeers } from "../../../../domain/peers/import/read-peers.ts";
import { writePeers } from "../../../../domain/peers/import/write-peers.ts";

const context: ReadingContext = { zone: "Europe/Paris", today: "2026-11-23", countries: ["FR"] };
const HEADINGS = "Prénom;Conditions;Langues;Modalités;Présentation;Disponibilités;Téléphone";
const CLAIRE = "Claire;endométriose;français;téléphone;opérée en 2015;lun 14:00-18:00;06 39 98 00 01";

const read = (text: string | Uint8Array) => readPeers(typeof text === "string" ? Buffer.from(text) : text, context);
function good(text: string | Uint8Array): PeersFile {
  const file = read(text);
  if ("refused" in file) throw new Error(file.refused.join(" "));
  return file;
}
const refusal = (text: string | Uint8Array): string => {
  const file = read(text);
  return "refused" in file ? file.refused.join(" ") : "";
};

describe("a file is read", () => {
  const windows1252 = encodeWindows1252(`${HEADINGS}\r\n${CLAIRE}\r\n`);
  test.each<[string, string | Uint8Array]>([
    ["in UTF-8", `${HEADINGS}\n${CLAIRE}`],
    ["with a byte order mark and Windows line ends", `\ufeff${HEADINGS}\r\n${CLAIRE}\r\n`],
    ["with a Mac's line ends", `${HEADINGS}\r${CLAIRE}\r`],
    ["in Windows-1252", "bytes" in windows1252 ? windows1252.bytes : ""],
    ["with commas", `${HEADINGS}\n${CLAIRE}`.replaceAll(";", ",")],
    [
      "with a comma as separator and semicolons in quotes",
      `${HEADINGS}\n${CLAIRE}`.replaceAll(";", ",").replace("14:00-18:00", "14:00-18:00; "),
    ],
    [
      "with other headings, in another order",
      `PHONE;about;weekly plan;LANGUAGES;Modalities;conditions;firstname\n+33639980001;opérée en 2015;mon 14:00-18:00;French;phone;endometriosis;Claire`,
    ],
    ["with blank rows and columns to spare", `${HEADINGS};;\n;;;;;;;;\n\n${CLAIRE};;\n`],
  ])("%s", (_, text) => {
    const { peers, problems, warnings } = good(text);
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(peers).toMatchObject([
      {
        phone: "+33639980001",
        peer: {
          displayName: "Claire",
          locale: "fr",
          zone: "Europe/Paris",
          about: { fr: "opérée en 2015", en: "opérée en 2015" },
          conditions: ["endometriose"],
          plan: [{ weekday: 1, startsAt: "14:00", endsAt: "18:00" }],
          role: "volunteer",
          trainingMinutes: 0,
          validatedBy: null,
        },
      },
    ]);
  });

  test("with every row that is wrong told, by row, line and column, and the good ones kept", () => {
    const file = good(
      `${HEADINGS}\n${CLAIRE}\n"Inès";"endométriose\ndépression";klingon;pigeon;"x";lun;\n\nSonia;;fr;phone;;lun 9-10;;;zut\n${CLAIRE.replace("Claire", "Zoé")}`,
    );
    expect(file.peers.map(({ row, line, peer }) => [row, line, peer.displayName])).toEqual([
      [2, 2, "Claire"],
      [6, 7, "Zoé"],
    ]);
    expect(file.problems.map(({ row, line, column }) => [row, line, column])).toEqual([
      [3, 3, "Langues"],
      [3, 3, "Modalités"],
      [3, 3, "Disponibilités"],
      [5, 6, undefined],
      [5, 6, "Conditions"],
      [5, 6, "Présentation"],
    ]);
    expect(file.problems[3]?.reason).toBe("It has 9 cells and there are 7 headings; is a separator missing its quotes?");
  });

  test("with a warning that names unknown columns", () => {
    expect(good(`${HEADINGS};Pointure;"Plat; préféré"\n${CLAIRE};42;\n`).warnings).toEqual([
      'Columns that are not known were left aside: "Pointure", "Plat; préféré".',
    ]);
  });
});

describe("a file is refused as a whole", () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ["that is empty", "\n\n", /^The file is empty\.$/],
    ["without known headings", "a;b\n1;2", /No column heading is known/],
    [
      "with columns missing, all of them named",
      "Prénom;Langues\nClaire;fr",
      /^These columns are missing: Conditions or Proche de \/ Relative of; Modalités \/ Modalities; Présentation \(fr\).*; Disponibilités \/ Weekly plan\.$/,
    ],
    ["with a column twice", `${HEADINGS};First name\n${CLAIRE};x`, /^The columns "Prénom" and "First name" mean the same/],
    [
      "with a quote that is never closed",
      `${HEADINGS}\n${CLAIRE}\n"Inès;x\ny;z`,
      /^Row 3 \(line 3 of the file\): a cell begins with a double quote/,
    ],
    ["that is a workbook", Buffer.from("PK\u0003\u0004rest"), /workbook/],
    ["in UTF-16", Buffer.from(`\ufeff${HEADINGS}`, "utf16le"), /UTF-16/],
    ["that is no text", Buffer.from("a\u0000b"), /zero bytes/],
  ])("%s", (_, text, why) => {
    expect(refusal(text)).toMatch(why);
  });
});

test("the template is read without a problem, in both languages and with both separators", () => {
  for (const locale of ["fr", "en"] as const) {
    for (const separator of [";", ","] as const) {
      const written = writePeers([examplePeer(locale)], { locale, separator, windows1252: false });
      const file = good("bytes" in written ? written.bytes : "");
      const { phone, ...peer } = examplePeer(locale);
      expect([file.problems, file.peers[0]?.phone, file.peers[0]?.peer]).toEqual([
        [],
        phone,
        { ...peer, languages: locale === "fr" ? ["fr", "en"] : ["en", "fr"] },
      ]);
    }
  }
});

test("a cell that a spreadsheet would run is written with a quote in front", () => {
  const cells = ["=1+1", "+1", "-1", "@x", "'=1"];
  for (const town of cells) {
    const written = writePeers([{ ...examplePeer("fr"), town }], { locale: "fr", separator: ";", windows1252: false });
    const text = "bytes" in written ? Buffer.from(written.bytes).toString() : "";
    expect(text).toContain(`;'${town};`);
    expect(good(text).peers[0]?.peer.town).toBe(town);
  }
});

test("Windows-1252 is refused for what it lacks", () => {
  expect(writePeers([{ ...examplePeer("fr"), town: "Łódź" }], { locale: "fr", separator: ";", windows1252: true })).toEqual({ lacks: "Ł" });
});

describe("whatever the bytes are, the answer is a report", () => {
  const isReport = (bytes: Uint8Array) => {
    const file = read(bytes);
    if ("refused" in file) expect(file.refused.length).toBeGreaterThan(0);
    else for (const { reason, row } of file.problems) expect([typeof reason, row > 1]).toEqual(["string", true]);
  };

  test("at random", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), isReport), { numRuns: 500 });
  });

  test("after a good heading", () => {
    const junk = fc.string({
      unit: fc.constantFrom(..."\";,|/:\r\n\t'=+-@ 09hlundéAz.\u200f�", "lun ", "mar", "9h", "-", "06", "proche:"),
      maxLength: 200,
    });
    fc.assert(
      fc.property(junk, (text) => isReport(Buffer.from(`${HEADINGS}\n${CLAIRE}\n${text}`))),
      { numRuns: 500 },
    );
  });

  test("with bytes of a good file changed", () => {
    const bytes = Buffer.from(`${HEADINGS}\n${CLAIRE}\n${CLAIRE}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 8 }), (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, byte] of changes) changed[at] = byte;
        isReport(changed);
      }),
      { numRuns: 500 },
    );
  });
});
