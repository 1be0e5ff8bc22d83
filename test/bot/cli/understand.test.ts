import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { assessSafety } from "../../../domain/safety/assess-safety.ts";
import { findConditions } from "../../../domain/understanding/conditions/find-conditions.ts";
import { findTime } from "../../../domain/understanding/dates/find-time.ts";

const COMMAND = fileURLToPath(new URL("../../../bot/cli/passerelle.ts", import.meta.url));
const TUESDAY = ["--now", "2026-11-24T10:00", "--zone", "Europe/Paris"];

/** Runs the command in a process with no configuration at all, and reads its lines. */
async function understand(words: string[], sentences: string | Buffer) {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [COMMAND, "understand", ...words], { env: { PATH, HOME }, stdio: "pipe" });
  child.stdin.on("error", () => {}).end(sentences);
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return {
    exitCode,
    stderr,
    lines: stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line)),
  };
}

describe("understands each line", () => {
  test("as conditions, best first", async () => {
    const said = ["j'ai une poche depuis mon operation du colon", "j'ai une MICI", "la poche de mon manteau"];
    const { lines, exitCode, stderr } = await understand(["condition"], `${said.join("\n")}\n`);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(lines).toEqual(
      said.map((sentence) => ({ ids: findConditions(sentence).map(({ id }) => id), because: findConditions(sentence)[0]?.because ?? [] })),
    );
    expect(lines[0].ids.length).toBeGreaterThan(0);
    expect(lines[2]).toEqual({ ids: [], because: [] });
  });

  test("as a time, in the zone that was given", async () => {
    const { lines } = await understand(["date", ...TUESDAY], "plutôt jeudi en fin d'aprem\nmardi\nil fait beau\nle soir");
    expect(lines[0]).toEqual({ start: "2026-11-26T16:00+01:00", end: "2026-11-26T18:00+01:00" });
    // said on a Tuesday
    expect(lines[1]).toEqual({
      ambiguous: [
        { start: "2026-11-24T10:00+01:00", end: "2026-11-25T00:00+01:00" },
        { start: "2026-12-01T00:00+01:00", end: "2026-12-02T00:00+01:00" },
      ],
    });
    expect(lines[2]).toEqual({ none: true });
    expect(lines[3]).toEqual({ ambiguous: [], hours: { from: 18, to: 21 } });
    const overseas = await understand(["date", "--now", "2026-11-24T10:00", "--zone", "Indian/Reunion"], "jeudi 14h\n");
    expect(overseas.lines).toEqual([{ start: "2026-11-26T14:00+04:00", end: "2026-11-26T14:30+04:00" }]);
    // an instant with an offset is the same one everywhere: 23:30 in Paris is Wednesday overseas
    const late = await understand(["date", "--now", "2026-11-24T23:30+01:00", "--zone", "Indian/Reunion"], "demain matin\n");
    expect(late.lines[0].start).toBe("2026-11-26T08:00+04:00");
  });

  test("as a time of the very words that the router reads", async () => {
    const said = ["d'ici dix jours", "mardi en huit", "vers 14h30", "next friday after 6pm", "j'ai vu mon médecin hier"];
    const now = DateTime.fromISO("2026-11-24T10:00", { zone: "Europe/Paris" });
    const { lines } = await understand(["date", ...TUESDAY], said.join("\n"));
    const kinds = said.map((sentence) => findTime(sentence, { now, locale: "fr" }).kind);
    expect(lines.map((line) => ("none" in line ? "none" : "ambiguous" in line ? "ambiguous" : "interval"))).toEqual(kinds);
  });

  test("as a date that may have its month first only where the locale is English", async () => {
    const { lines } = await understand(["date", ...TUESDAY, "--locale", "en"], "12/3\n");
    const french = await understand(["date", ...TUESDAY], "12/3\n");
    expect(lines[0].ambiguous.map(({ start }: { start: string }) => start.slice(0, 10))).toEqual(["2027-03-12", "2026-12-03"]);
    expect(french.lines[0].start).toMatch(/^2027-03-12/);
  });

  test("as an answer to a question", async () => {
    const asked = ["answer", "--choices", "Claire|Inès|Sonia", ...TUESDAY];
    const { lines } = await understand(asked, "la deuxieme\nSonya\nplus tard\n1 ou 2\nClaire, jeudi soir\n2 decembre");
    expect(lines).toEqual([
      { choice: 2 },
      { choice: 3 },
      { later: true },
      { none: true },
      { choice: 1, time: { from: expect.stringContaining("2026-11-26T18:00"), to: expect.stringContaining("2026-11-26T21:00") } },
      { none: true },
    ]);
    const yesOrNo = await understand(["answer"], "ouais vas-y\nnon merci\noui mais pas mon numero\n");
    expect(yesOrNo.lines).toEqual([{ yes: true }, { no: true }, { none: true }]);
    const times = await understand(["answer", "--choices", "mar. 14:00|jeu. 16:30", "--times", ...TUESDAY], "jeudi soir\n2\n");
    expect(times.lines).toEqual([{ time: expect.objectContaining({ from: expect.stringContaining("2026-11-26T18:00") }) }, { choice: 2 }]);
  });

  test("as danger, with the rule that fired", async () => {
    const said = ["je vais me pendre", "je suis mort de rire", "bonjour"];
    const { lines } = await understand(["safety"], `${said.join("\r\n")}\r\n`);
    expect(lines).toEqual(said.map((sentence) => ({ level: assessSafety(sentence).level, rule: assessSafety(sentence).rule })));
    expect(lines[0].level).toBe(3);
    expect(lines[2]).toEqual({ level: 0, rule: null });
  });
});

describe("whatever comes in", () => {
  test.each([["condition"], ["date"], ["answer"], ["safety"]])("gives one line for one, in order: %s", async (kind) => {
    const notText = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x00, 0x07]);
    const sentences = Buffer.concat([
      Buffer.from("\n   \n"),
      notText,
      Buffer.from(`\n🙂\n${"je vous raconte ma vie ".repeat(1000)}\n${"a".repeat(20_000)}\n__proto__\n`),
    ]);
    const { lines, exitCode, stderr } = await understand([kind], sentences);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(lines).toHaveLength(7);
    const nothing = { condition: { ids: [], because: [] }, date: { none: true }, answer: { none: true }, safety: { level: 0, rule: null } };
    for (const index of [0, 1]) expect(lines[index]).toEqual(nothing[kind as keyof typeof nothing]);
  });

  test("gives nothing for nothing", async () => {
    expect(await understand(["safety"], "")).toEqual({ exitCode: 0, stderr: "", lines: [] });
  });
});

test.each([
  [["date", "--now", "yesterday"], /An instant is written like 2026-11-24T10:00/],
  [["date", "--zone", "Paris"], /A zone is written like Europe\/Paris/],
  [["date", "--locale", "de"], /Allowed choices are fr, en/],
  [["answer", "--now", "2026-13-45"], /An instant is written like/],
  [["weather"], /weather/],
])("says what is wrong and reads nothing: %j", async (words, said) => {
  const { exitCode, stderr, lines } = await understand(words, "jeudi\n");
  expect(exitCode).toBeGreaterThan(0);
  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(lines).toEqual([]);
});
