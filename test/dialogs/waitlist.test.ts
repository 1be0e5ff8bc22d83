import { expect, test } from "vitest";
import { appointments } from "../../dialogs/appointments.ts";
import { waitlist } from "../../dialogs/waitlist.ts";
import { memoryTools, startTalk } from "../support/dialog-tools.ts";

test.each([
  ["1", undefined, /^C'est noté\. Je regarde chaque jour/],
  ["ne plus attendre", "closeRequest", /^C'est entendu, je ne cherche plus/],
  ["3", "handToCoordinator", /^C'est transmis à l'équipe/],
])("lets its patient stay, leave, or have the team look: %s", async (words, done, said) => {
  const tools = memoryTools({}, { waiting: "request" });
  const talk = await startTalk(waitlist, tools);
  expect(talk.said).toBe(
    "Je cherche toujours quelqu'un pour vous. Que préférez-vous? 1 attendre encore 2 ne plus attendre 3 que l'équipe cherche pour moi Répondez 1, 2 ou 3",
  );
  expect((await talk.answer(words)).said).toMatch(said);
  expect(tools.done.at(-1)).toBe(done);
});

test("is the menu for who waits no more", async () => {
  expect((await startTalk(waitlist, memoryTools())).entered).toBe("menu");
});

test("is what RDV shows to who has no appointment and waits", async () => {
  expect((await startTalk(appointments, memoryTools({}, { waiting: "request" }))).entered).toBe("waitlist");
});
