import { expect, test } from "vitest";
import { renderText } from "../../bot/render/sms.ts";
import { peerRequest, requestText } from "../../dialogs/peer-request.ts";
import { makeAppointment, memoryTools, startTalk } from "../support/dialog-tools.ts";

function peerWith(...ids: string[]) {
  const tools = memoryTools({ id: "peer-Claire", isPeer: true });
  for (const id of ids) tools.kept.set(id, makeAppointment({ id }));
  return tools;
}

test("a peer without cards reads the alias and the time, and neither the condition nor its domain: who else sees the phone reads it too", async () => {
  const talk = await startTalk(peerRequest, peerWith("one"));
  expect(talk.said).toBe(
    "Demande de Lou: au téléphone, mar. 24 nov. 14:00. Réponse avant mar. 24 nov. 02:00. 1 J'accepte 2 Je décline 3 Proposer un autre moment Répondez 1, 2 ou 3",
  );
});

test("a peer accepts one, and is asked the next", async () => {
  const tools = peerWith("one", "two");
  const next = await (await startTalk(peerRequest, tools)).answer("oui");
  expect(next.said).toMatch(/^Merci! C'est confirmé: mar\. 24 nov\. 14:00.*Demande de Lou/);
  const done = await next.answer("2");
  expect(done.said).toBe("C'est noté, merci d'avoir répondu.");
  expect(done.prompt).toBeUndefined();
  expect(tools.done).toEqual(["acceptRequest one", "declineRequest two"]);
});

test.each([
  ["peer-silent", /délai de réponse est passé/],
  ["patient", /La personne a annulé\. Vous n'avez rien à faire/],
  ["erased", /^Ce rendez-vous est annulé\. Vous n'avez rien à faire/],
  ["peer-declined-busy", /merci d'avoir répondu/],
])("a peer who accepts late is told what became of it: %s", async (reasonCode, told) => {
  const tools = peerWith("one");
  const talk = await startTalk(peerRequest, tools);
  tools.kept.set("one", makeAppointment({ id: "one", status: "cancelled", reasonCode, expiresAt: null }));
  expect((await talk.answer("1")).said).toMatch(told);
});

test("a peer reads that it is for a relative", () => {
  const { speaker } = memoryTools();
  expect(renderText(requestText(makeAppointment({ experience: "relative" }), speaker), "fr")).toMatch(
    /^Demande de Lou, pour un proche: au téléphone, mar\. 24 nov\. 14:00\. Réponse avant/,
  );
});

test("a request that is settled is not asked", async () => {
  const tools = peerWith("one");
  tools.kept.set("one", makeAppointment({ id: "one", status: "booked" }));
  const talk = await startTalk(peerRequest, tools, { appointmentId: "one" }, "answer");
  expect(talk).toMatchObject({ said: "", prompt: undefined });
});

test("a request of somebody who gave no name, in English, in the peer's own zone", () => {
  const speaker = { ...memoryTools({ locale: "en", zone: "Indian/Reunion" }).speaker };
  expect(renderText(requestText(makeAppointment({ patientAlias: null }), speaker), "en")).toBe(
    "Request from someone: by phone, Tue 24 Nov 17:00. Answer before Tue 24 Nov 05:00.",
  );
});
