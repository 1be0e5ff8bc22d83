import { describe, expect, test } from "vitest";
import { findPeer } from "../../dialogs/find-peer.ts";
import { type MemoryTools, memoryTools, NOW, startTalk, type Talk } from "../support/dialog-tools.ts";

/** Somebody known, on Monday 23 November; Claire is free at 10:00, 12:00 and 14:00 from Tuesday to Thursday. */
const knownTools = (over: Parameters<typeof memoryTools>[1] = {}) => memoryTools({ consented: true, isPatient: true }, over);

async function lead(tools: MemoryTools, ...answers: string[]): Promise<Talk> {
  let talk = await startTalk(findPeer, tools, { understood: ["endometriose"] });
  for (const words of answers) talk = await talk.answer(words);
  return talk;
}

const labels = ({ prompt }: Talk) =>
  prompt?.kind === "choice" ? prompt.choices.map(({ label }) => (typeof label === "string" ? label : label.key)) : [];
const MORE = "findPeer.slotMoreLabel";

describe("a wish", () => {
  test("leaves the times that are in it", async () => {
    expect(labels(await lead(knownTools(), "1", "1", "mercredi"))).toEqual([
      "mer. 25 nov. 10:00",
      "mer. 25 nov. 12:00",
      "mer. 25 nov. 14:00",
      MORE,
    ]);
    expect(labels(await lead(knownTools(), "1", "1", "plutôt le matin"))).toEqual([
      "mar. 24 nov. 10:00",
      "mer. 25 nov. 10:00",
      "jeu. 26 nov. 10:00",
      MORE,
    ]);
  });

  test("goes on by PLUS within itself, and ends where it ends", async () => {
    const afternoons = await lead(knownTools({ free: 15 }), "1", "1", "l'après-midi");
    expect(labels(afternoons)).toEqual(["mar. 24 nov. 14:00", "mer. 25 nov. 14:00", "jeu. 26 nov. 14:00", MORE]);
    const more = await afternoons.answer("PLUS");
    expect(labels(more)).toEqual(["ven. 27 nov. 14:00", "sam. 28 nov. 14:00", MORE]);
    const end = await more.answer("plus");
    expect(end.said).toMatch(/^C'est tout pour l'instant\. Je reprends la liste\. Quand\? 1 mar\. 24 nov\. 10:00/);
  });

  test("in which nothing is free is told so, with what is nearest to it", async () => {
    const talk = await lead(knownTools(), "1", "1", "jeudi soir");
    expect(talk.said).toMatch(
      /^Rien de libre à ce moment-là\. Le plus proche: 1 jeu\. 26 nov\. 10:00 2 jeu\. 26 nov\. 12:00 3 jeu\. 26 nov\. 14:00/,
    );
    const tools = knownTools();
    const hours = await lead(tools, "1", "1", "le soir");
    expect(hours.said).toMatch(/^Rien de libre à ce moment-là\. Le plus proche: 1 mar\. 24 nov\. 10:00/);
    await hours.answer("2");
    expect(tools.done.at(-1)).toBe("holdSlot peer-Claire phone Tue 12:00");
  });

  test("may be changed for another, as often as it takes", async () => {
    const tools = knownTools();
    const talk = await (await lead(tools, "1", "1", "jeudi soir")).answer("mercredi après-midi");
    expect(labels(talk)).toEqual(["mer. 25 nov. 14:00", MORE]);
    await talk.answer("oui");
    expect(tools.done.at(-1)).toBe("holdSlot peer-Claire phone Wed 14:00");
  });

  test("that names one of the times exactly takes it, and otherwise takes none", async () => {
    const tools = knownTools();
    await lead(tools, "1", "1", "mardi 14h");
    expect(tools.done.at(-1)).toBe("holdSlot peer-Claire phone Tue 14:00");
    const other = knownTools();
    const talk = await lead(other, "1", "1", "mercredi 12h");
    expect(labels(talk)).toEqual(["mer. 25 nov. 12:00", MORE]);
    expect(other.done.filter((done) => done.startsWith("holdSlot"))).toEqual([]);
  });

  test("that may mean two days is asked about, and the day that was meant is taken", async () => {
    const tools = knownTools({ free: 30 });
    const asked = await lead(tools, "1", "1", "mardi prochain");
    expect(asked.said).toBe("Quel jour voulez-vous dire? 1 mar. 24 nov. 2 mar. 1 déc. Répondez 1 ou 2, ou écrivez un jour");
    expect(labels(await asked.answer("2"))).toEqual(["mar. 1 déc. 10:00", "mar. 1 déc. 12:00", "mar. 1 déc. 14:00", MORE]);
    expect(labels(await asked.answer("mercredi"))[0]).toBe("mer. 25 nov. 10:00");
    expect(tools.done.filter((done) => done.startsWith("holdSlot"))).toEqual([]);
  });

  test("is still there when a time in it was taken by somebody else just now", async () => {
    const tools = knownTools();
    const talk = await lead(tools, "1", "1", "mercredi");
    tools.taken.add(NOW.plus({ days: 2 }).toMillis());
    const gone = await talk.answer("1");
    expect(gone.said).toMatch(/plus libre.*1 mar\. 24 nov\. 14:00 2 mer\. 25 nov\. 12:00 3 mer\. 25 nov\. 14:00/);
    expect(labels(await gone.answer("PLUS"))).toEqual(["mer. 25 nov. 12:00", "mer. 25 nov. 14:00", MORE]);
  });
});

describe("a wish that was said early is used when times are shown", () => {
  const WEDNESDAY = ["mer. 25 nov. 10:00", "mer. 25 nov. 12:00", "mer. 25 nov. 14:00", MORE];
  test.each([
    ["beside the choice of somebody", ["Claire, mercredi si possible", "1"]],
    ["beside the way to talk", ["1", "au téléphone, mercredi"]],
    ["later of two", ["1 mais plutôt le soir", "1, mercredi"]],
  ])("%s", async (_, answers) => {
    expect(labels(await lead(knownTools(), ...answers))).toEqual(WEDNESDAY);
  });

  test("with what one lives with", async () => {
    let talk = await startTalk(findPeer, knownTools());
    for (const words of ["mon endométriose, plutôt mercredi", "1", "1"]) talk = await talk.answer(words);
    expect(labels(talk)).toEqual(WEDNESDAY);
  });

  test("also when what one lives with had to be asked twice", async () => {
    let talk = await startTalk(findPeer, knownTools());
    for (const words of ["j'ai une MICI, libre mercredi", "1", "1", "1"]) talk = await talk.answer(words);
    expect(labels(talk)).toEqual(WEDNESDAY);
  });
});
