import { expect, test } from "vitest";
import { menu } from "../../dialogs/menu.ts";
import { memoryTools, startTalk } from "../support/dialog-tools.ts";

test("offers five things, by number", async () => {
  expect((await startTalk(menu, memoryTools())).said).toBe(
    "Que voulez-vous faire? 1 chercher quelqu'un à qui parler 2 mes rendez-vous 3 mes préférences 4 parler à l'équipe 5 aide Répondez 1, 2, 3, 4 ou 5",
  );
});

test.each([
  ["1", "find-peer"],
  ["chercher quelqu'un à qui parler", "find-peer"],
  ["2", "appointments"],
  ["mes rendez-vous", "appointments"],
  ["mes préférences", "preferences"],
])("hands %j over to %s", async (words, entered) => {
  const talk = await (await startTalk(menu, memoryTools())).answer(words);
  expect(talk).toMatchObject({ entered, said: "", prompt: undefined });
});

test("passes a wish for a human on, and promises a call only if somebody is told", async () => {
  const tools = memoryTools();
  expect((await (await startTalk(menu, tools)).answer("4")).said).toMatch(/^C'est transmis à l'équipe/);
  expect(tools.done).toEqual(["askForHuman"]);
  const alone = await (await startTalk(menu, memoryTools({}, { coordinator: false }))).answer("4");
  expect(alone.said).toMatch(/personne ne peut vous rappeler.*3114/);
});

test("helps", async () => {
  const talk = await (await startTalk(menu, memoryTools())).answer("aide");
  expect(talk.said).toMatch(/^Passerelle vous met en lien.*3114/);
  expect(talk.prompt).toBeUndefined();
});

test("shows the waitlist to who is on it", async () => {
  const talk = await startTalk(menu, memoryTools({}, { waiting: "request" }));
  expect(talk.said).toMatch(/3 ma demande en attente 4 mes préférences/);
  expect((await talk.answer("3")).entered).toBe("waitlist");
});
