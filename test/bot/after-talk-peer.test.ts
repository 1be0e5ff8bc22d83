import { afterEach, beforeEach, expect, test } from "vitest";
import { lastAppointment } from "../support/asked.ts";
import { buttonOf, wordsOf } from "../support/coordinator.ts";
import { askFor, clockTo, meet } from "../support/meetings.ts";
import { bookTalk } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { oneValue, peerPhone, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980321";
const CLAIRE = peerPhone("Claire");

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

/** A video talk whose time is over, so that both have been asked. */
async function afterVideo(): Promise<{ starts_at: Date }> {
  const booked = await meet(service, LOU, { peer: "Claire", way: /en vidéo/ });
  await clockTo(service, booked.starts_at, -46);
  return booked;
}

const outcome = async () => {
  const { status, reason_code } = await lastAppointment(service, LOU);
  return [status, reason_code];
};
const disputes = () => rowsOf(service, "select from work_item where kind = 'disputed' and closed_at is null");
const say = { patient: (word: string) => service.text(LOU, word), peer: (word: string) => service.text(CLAIRE, word) };

test("both are asked after a talk by video", async () => {
  await afterVideo();
  expect(service.provider.sentTo(LOU).at(-1)).toContain("Avez-vous pu parler avec Claire?");
  expect(service.provider.sentTo(CLAIRE).at(-1)).toMatch(/Avez-vous pu parler avec Lou, mar. 24 nov. 14:00\? 1 oui 2 non/);
});

test.each<[string, ["patient" | "peer", string][], [string, string | null], number]>([
  [
    "both say yes",
    [
      ["patient", "oui"],
      ["peer", "oui"],
    ],
    ["fulfilled", null],
    0,
  ],
  [
    "both say no",
    [
      ["patient", "non"],
      ["peer", "non"],
    ],
    ["noshow", null],
    0,
  ],
  [
    "both say no, the peer first",
    [
      ["peer", "non"],
      ["patient", "non"],
    ],
    ["noshow", null],
    0,
  ],
  ["only the patient says no", [["patient", "non"]], ["noshow", "patient-says"], 0],
  ["the peer alone says yes, and waits", [["peer", "oui"]], ["booked", null], 0],
  [
    "the peer says no, then the patient yes",
    [
      ["peer", "non"],
      ["patient", "oui"],
    ],
    ["fulfilled", "disputed"],
    1,
  ],
  [
    "the patient says no, then the peer yes",
    [
      ["patient", "non"],
      ["peer", "oui"],
    ],
    ["fulfilled", "disputed"],
    1,
  ],
])("%s", async (_, said, expected, items) => {
  await afterVideo();
  for (const [side, word] of said) {
    const answer = (await say[side](word)).join(" ");
    // whoever talked goes on at once to the next talk, whatever the other has said
    if (side === "patient") expect(answer).toMatch(word === "oui" ? /Reparler avec Claire/ : /dommage/i);
    else expect(answer).toMatch(/^Merci/);
  }
  expect(await outcome()).toEqual(expected);
  expect(await disputes()).toHaveLength(items);
  if (expected[0] === "fulfilled")
    expect(
      await oneValue(
        service,
        "select first_talk_at is not null from request where patient_id = (select patient_id from appointment limit 1)",
      ),
    ).toBe(true);
});

test.each<[string, string | null, [string, string]]>([
  ["nobody", null, ["fulfilled", "unanswered"]],
  ["the peer alone, no", "non", ["noshow", "peer-says"]],
  ["the peer alone, yes", "oui", ["fulfilled", "peer-says"]],
])("after a day of silence, who spoke counts: %s", async (_, word, expected) => {
  const { starts_at } = await afterVideo();
  if (word) await say.peer(word);
  await clockTo(service, starts_at, -25 * 60);
  expect(await outcome()).toEqual(expected);
});

test("in Teams the peer's question is a card with two buttons", async () => {
  const chat = await openPeerChat(service, "DEMO-PAIR");
  const asked = await askFor(service, LOU, { peer: "Claire", way: /en vidéo/ });
  await chat.click("accept-request", { appointmentId: asked.id, programmeId: asked.programme_id });
  await service.drain();
  const { starts_at } = await lastAppointment(service, LOU);
  await clockTo(service, starts_at, -46);
  const { activity } = await service.teams.waitForActivity(
    (sent) => sent.conversationId === chat.conversationId && JSON.stringify(sent.activity).includes("pu parler"),
  );
  const card = (activity.attachments as { content: unknown }[])[0]?.content;
  expect(wordsOf(card)).toBe("Avez-vous pu parler avec Lou, mar. 24 nov. 14:00?\nOui\nNon");
  await chat.click("answer", buttonOf(card, "answer", 0) ?? {});
  expect(await oneValue(service, "select peer_says from appointment")).toBe(true);
  await say.patient("non");
  expect(await outcome()).toEqual(["fulfilled", "disputed"]);
});

test("after a call the peer is asked nothing: what was heard of it is known", async () => {
  await bookTalk(service, LOU, { slot: "1" });
  const { starts_at } = await lastAppointment(service, LOU);
  await clockTo(service, starts_at, -46);
  expect(service.provider.sentTo(CLAIRE).join(" ")).not.toContain("Avez-vous pu parler");
});
