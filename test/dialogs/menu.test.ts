import { expect, test } from "vitest";
import { menu } from "../../dialogs/menu.ts";
import { memoryTools, startTalk } from "../support/dialog-tools.ts";

test("offers four things, by number", async () => {
  expect((await startTalk(menu, memoryTools())).said).toBe(
    "Que voulez-vous faire? 1 chercher quelqu'un à qui parler 2 mes rendez-vous 3 parler à l'équipe 4 aide Répondez 1, 2, 3 ou 4",
  );
});

test.each([
  ["1", "find-peer"],
  ["chercher quelqu'un à qui parler", "find-peer"],
  ["2", "appointments"],
  ["mes rendez-vous", "appointments"],
])("hands %j over to %s", async (words, entered) => {
  const talk = await (await startTalk(menu, memoryTools())).answer(words);
  expect(talk).toMatchObject({ entered, said: "", prompt: undefined });
});

test("passes a wish for a human on, and promises a call only if somebody is told", async () => {
  const tools = memoryTools();
  expect((await (await startTalk(menu, tools)).answer("3")).said).toMatch(/^C'est transmis à l'équipe/);
  expect(tools.done).toEqual(["askForHuman"]);
  const alone = await (await startTalk(menu, memoryTools({}, { coordinator: false }))).answer("3");
  expect(alone.said).toMatch(/personne ne peut vous rappeler.*3114/);
});

test("helps", async () => {
  const talk = await (await startTalk(menu, memoryTools())).answer("aide");
  expect(talk.said).toMatch(/^Passerelle vous met en lien.*3114/);
  expect(talk.prompt).toBeUndefined();
});
