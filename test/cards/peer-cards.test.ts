import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import type { AdaptiveCard } from "../../cards/card.ts";
import { peerAppointmentsCard } from "../../cards/peer-appointments-card.ts";
import { peerMenuCard } from "../../cards/peer-menu-card.ts";
import { proposeCard } from "../../cards/propose-card.ts";
import { requestCard } from "../../cards/request-card.ts";
import { validationErrors } from "../support/card-rules.ts";
import { makeAppointment, NOW } from "../support/dialog-tools.ts";

const PROGRAMME = "44444444-4444-4444-8444-444444444444";
const PEER = { locale: "fr", zone: "Europe/Paris" } as const;
const asked = makeAppointment();
const agreed = makeAppointment({ id: "33333333-3333-4333-8333-333333333333", status: "booked", expiresAt: null, patientAlias: null });
const view = { appointments: [asked, agreed], programmeId: PROGRAMME, ...PEER, now: NOW };
const slots = [1, 2, 3].map((days) => NOW.plus({ days }));

const drawn: [string, AdaptiveCard][] = [
  ["appointments", peerAppointmentsCard(view)],
  ["appointments, one about to be given up", peerAppointmentsCard({ ...view, confirms: agreed.id })],
  ["appointments, one just given up", peerAppointmentsCard({ ...view, appointments: [], done: agreed })],
  ["another time", proposeCard(asked, slots, PROGRAMME, PEER)],
  ["another time, none free", proposeCard(asked, [], PROGRAMME, PEER, "findPeer.slotGone")],
  ["menu", peerMenuCard(PROGRAMME, "fr")],
  ["menu with help", peerMenuCard(PROGRAMME, "en", "Help.")],
];

type Action = { type: string; verb: string; data: object; title: string };
/** Every action on a card, in its lines too. */
function actionsOf(value: unknown): Action[] {
  if (Array.isArray(value)) return value.flatMap(actionsOf);
  if (typeof value !== "object" || value === null) return [];
  const own = "verb" in value ? [value as Action] : [];
  return [...own, ...Object.values(value).flatMap(actionsOf)];
}
const verbs = (made: AdaptiveCard) => actionsOf({ ...made, refresh: undefined }).map(({ verb }) => verb);

describe("a peer's card", () => {
  test.each(drawn)("keeps to the rules of cards: %s", (_, made) => {
    expect(validationErrors(made)).toEqual([]);
  });

  test.each(drawn)("asks of us only what we take, by Action.Execute, with words on every button: %s", (_, made) => {
    const actions = actionsOf(made);
    expect(actions.length).toBeGreaterThan(0);
    for (const { type, verb, data, title } of actions) {
      expect(type).toBe("Action.Execute");
      expect(title).toBeTruthy();
      expect(cardAction.safeParse({ verb, data }).success, verb).toBe(true);
    }
  });
});

describe("the card of appointments", () => {
  test("offers each what is open for it: an answer, a withdrawal, and nothing to a time that waits for the patient", () => {
    expect(verbs(peerAppointmentsCard({ ...view, appointments: [asked] }))).toEqual(["accept-request", "decline-request", "show-menu"]);
    expect(verbs(peerAppointmentsCard({ ...view, appointments: [agreed] }))).toEqual(["confirm-withdraw", "show-menu"]);
    const proposed = makeAppointment({ status: "proposed", offeredBy: "peer" });
    expect(verbs(peerAppointmentsCard({ ...view, appointments: [proposed] }))).toEqual(["show-menu"]);
    // a talk by phone can be called from an hour before, and not given up once it has begun
    const now = agreed.startsAt.minus({ minutes: 60 });
    expect(verbs(peerAppointmentsCard({ ...view, appointments: [agreed], now }))).toEqual(["show-call", "confirm-withdraw", "show-menu"]);
    expect(verbs(peerAppointmentsCard({ ...view, appointments: [agreed], now: agreed.startsAt }))).toEqual(["show-call", "show-menu"]);
  });

  test("withdraws only after it has asked, for that one alone", () => {
    expect(verbs(peerAppointmentsCard(view))).not.toContain("withdraw");
    const asking = peerAppointmentsCard({ ...view, confirms: agreed.id });
    expect(actionsOf(asking).find(({ verb }) => verb === "withdraw")?.data).toMatchObject({ appointmentId: agreed.id });
    expect(verbs(asking).filter((verb) => verb === "withdraw")).toHaveLength(1);
    // one that is settled meanwhile is not asked about
    const settled = peerAppointmentsCard({ ...view, confirms: asked.id });
    expect(verbs(settled)).not.toContain("withdraw");
    expect(JSON.stringify(settled)).not.toContain("sera prévenue");
  });

  test("names aliases and domains, and no condition, number or reference", () => {
    const made = JSON.stringify(peerAppointmentsCard(view));
    expect(made).toContain("Lou, maladie chronique, cancer");
    expect(made).toContain("quelqu'un");
    expect(made).not.toMatch(/endom|12345678|\+33/i);
  });
});

describe("a request's card", () => {
  test.each([
    ["proposed", null, "Vous avez proposé"],
    ["cancelled", "hold-ended", "n'a pas été retenu"],
    ["cancelled", "peer-withdrew-late", "vous ne venez pas"],
    ["cancelled", "moved", "a été déplacé"],
    ["cancelled", "erased", "est annulé"],
  ] as const)("that is %s (%s) says so, without the answers", (status, reasonCode, said) => {
    const made = requestCard(makeAppointment({ status, reasonCode, offeredBy: "peer" }), PROGRAMME, PEER);
    expect(JSON.stringify(made)).toContain(said);
    expect(made.actions).toBeUndefined();
  });

  test("offers other times only where there are some", () => {
    expect(verbs(proposeCard(asked, slots, PROGRAMME, PEER))).toEqual(["propose-time", "show-request"]);
    expect(verbs(proposeCard(asked, [], PROGRAMME, PEER))).toEqual(["show-request"]);
  });

  test("loses a time that is none", () => {
    const data = { appointmentId: PROGRAMME, programmeId: PROGRAMME };
    for (const startsAt of ["tomorrow", "", 7, null])
      expect(cardAction.parse({ verb: "propose-time", data: { ...data, startsAt } }).data).toEqual(data);
  });
});
