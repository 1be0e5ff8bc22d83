import { describe, expect, test } from "vitest";
import { cardAction } from "../../cards/actions.ts";
import { type AdaptiveCard, card, text } from "../../cards/card.ts";
import { promptCard } from "../../cards/prompt-card.ts";
import { requestCard } from "../../cards/request-card.ts";
import { screenTexts, texts } from "../../dialogs/texts/texts.ts";
import type { AppointmentStatus } from "../../domain/booking/appointment.ts";
import { conditions } from "../../domain/conditions/catalogue.ts";
import { validationErrors } from "../support/card-rules.ts";
import { makeAppointment } from "../support/dialog-tools.ts";

const PROGRAMME = "44444444-4444-4444-8444-444444444444";
const PEER = { locale: "fr", zone: "Europe/Paris" } as const;
const STATUSES: AppointmentStatus[] = ["proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "entered-in-error"];
const QUESTION = { number: 3, programmeId: PROGRAMME };

const shown = (made: AdaptiveCard) => JSON.stringify(made);
const verbs = (made: AdaptiveCard) => (made.actions ?? []).map(({ verb }) => verb);
/** Every card that we draw. */
const drawn: [string, AdaptiveCard][] = [
  ...STATUSES.map((status): [string, AdaptiveCard] => [`request, ${status}`, requestCard(makeAppointment({ status }), PROGRAMME, PEER)]),
  [
    "choice",
    promptCard(
      {
        kind: "choice",
        text: { key: "findPeer.slot" },
        choices: [
          { value: "a", label: "jeudi" },
          { value: "b", label: { key: "findPeer.moreLabel" }, byWord: true },
        ],
      },
      QUESTION,
      "fr",
    ),
  ],
  ["yes or no", promptCard({ kind: "yes-no", text: { key: "appointment.confirmCancel", args: { at: "jeudi" } } }, QUESTION, "fr")],
  ["open question", promptCard({ kind: "text", text: { key: "findPeer.alias" } }, QUESTION, "fr")],
  ["notice", card([text("Cette demande n'existe plus.")], [])],
];

describe("every card", () => {
  test.each(drawn)("keeps to version 1.5, and every one of its ids is its own: %s", (_, made) => {
    expect(validationErrors(made)).toEqual([]);
    expect(Number(made.version)).toBeLessThanOrEqual(1.5);
  });

  test.each(drawn)("sends what is pressed by Action.Execute, never Action.Submit: %s", (_, made) => {
    expect(shown(made)).not.toContain("Action.Submit");
    for (const action of made.actions ?? []) expect(action.type).toBe("Action.Execute");
  });

  test.each(drawn)("asks of us only what we take: %s", (_, made) => {
    for (const action of [...(made.actions ?? []), ...(made.refresh ? [made.refresh.action] : [])]) {
      const data = { ...(action.data as object), appointmentId: PROGRAMME };
      expect(cardAction.safeParse({ verb: action.verb, data }).success).toBe(true);
    }
  });

  test("shows what people wrote as it is, not as Markdown", () => {
    const made = requestCard(makeAppointment({ patientAlias: "*Lou* [x](https://example.org)" }), PROGRAMME, PEER);
    expect(shown(made)).toContain("*Lou* [x](https://example.org)");
    expect(shown(made)).not.toContain('"TextBlock"');
  });
});

describe("a validator that sees nothing would prove nothing: it", () => {
  test.each<[string, object]>([
    ["an element that does not exist", { body: [{ type: "Blink", text: "x" }] }],
    ["an element of a later version", { body: [{ type: "CodeBlock", codeSnippet: "x" }] }],
    ["an action without a title", { actions: [{ type: "Action.Execute", verb: "x" }] }],
    ["a submitting action", { actions: [{ type: "Action.Submit", title: "x" }] }],
    ["a later version", { version: "1.6" }],
    ["an input without an id", { body: [{ type: "Input.Text" }] }],
    [
      "two inputs of one id",
      {
        body: [
          { type: "Input.Text", id: "a" },
          { type: "Input.Text", id: "a" },
        ],
      },
    ],
  ])("refuses %s", (_, wrong) => {
    expect(validationErrors({ type: "AdaptiveCard", version: "1.5", body: [], ...wrong })).not.toEqual([]);
  });
});

describe("a peer's request card", () => {
  const stateArgs = (locale: "fr" | "en") => ({ alias: "Lou", at: texts(locale).at(makeAppointment().startsAt.setZone(PEER.zone)) });
  const states: [AppointmentStatus, string | null, string][] = [
    ["proposed", null, "peer.request.held"],
    ["booked", null, "peer.request.booked"],
    ["arrived", null, "peer.request.booked"],
    ["fulfilled", null, "peer.request.done"],
    ["noshow", null, "peer.request.done"],
    ["cancelled", "peer-declined", "peer.request.declined"],
    ["cancelled", "peer-declined-busy", "peer.request.declined"],
    ["cancelled", "peer-silent", "peer.request.expired"],
    ["cancelled", "patient", "peer.request.cancelledByPatient"],
    ["cancelled", "patient-late", "peer.request.cancelledByPatient"],
    // who left or can't be reached cancelled nothing
    ["cancelled", "erased", "peer.request.cancelled"],
    ["cancelled", "unreachable", "peer.request.cancelled"],
    ["cancelled", null, "peer.request.cancelled"],
    ["entered-in-error", null, "peer.request.cancelled"],
    ["cancelled", "coordinator", "peer.request.byTeam"],
    ["cancelled", "moved", "peer.request.moved"],
    ["cancelled", "hold-ended", "peer.request.notTaken"],
    ["cancelled", "peer-proposed-other", "peer.request.proposedOther"],
    ["cancelled", "peer-withdrew", "peer.request.withdrawn"],
    ["cancelled", "peer-withdrew-late", "peer.request.withdrawn"],
  ];
  test.each(states)("that is %s (%s) says so, and has nothing left to press", (status, reasonCode, key) => {
    for (const locale of ["fr", "en"] as const) {
      const made = requestCard(makeAppointment({ status, reasonCode, expiresAt: null }), PROGRAMME, { ...PEER, locale });
      expect(shown(made)).toContain(screenTexts(locale).t(key as "peer.request.done", stateArgs(locale)));
      expect(verbs(made)).toEqual([]);
      expect(shown(made)).not.toContain("Input.ChoiceSet");
    }
  });

  test("that is open can be accepted and declined, with a reason or without, and says by when", () => {
    const made = requestCard(makeAppointment(), PROGRAMME, PEER);
    expect(verbs(made)).toEqual(["accept-request", "decline-request", "show-slots"]);
    expect(shown(made)).toContain("mar. 24 nov. 02:00");
    expect(shown(made)).toContain('"isRequired":false');
    const choices = (made.body.find(({ type }) => type === "Input.ChoiceSet")?.choices ?? []) as { value: string }[];
    for (const { value } of choices) {
      expect(
        cardAction.parse({ verb: "decline-request", data: { appointmentId: PROGRAMME, programmeId: PROGRAMME, reason: value } }).data,
      ).toMatchObject({ reason: value });
    }
    expect(choices).toHaveLength(4);
  });

  test("says that it is for a relative, if it is", () => {
    expect(shown(requestCard(makeAppointment({ experience: "relative" }), PROGRAMME, PEER))).toContain("pour un proche");
    expect(shown(requestCard(makeAppointment(), PROGRAMME, PEER))).not.toContain("proche");
  });

  test("shows its present state whenever it is opened", () => {
    for (const status of STATUSES)
      expect(requestCard(makeAppointment({ status }), PROGRAMME, PEER).refresh?.action.verb).toBe("show-request");
  });

  test("names the alias and the domain, and never a condition, a number or who the patient is", () => {
    for (const { id, label, domain } of conditions.values()) {
      const made = shown(requestCard(makeAppointment({ conditionId: id, patientId: "the-patient-themselves" }), PROGRAMME, PEER));
      expect(made).toContain("Lou");
      // a domain may bear a word that a label has as well: "handicap"
      const rest = made.replaceAll(texts("fr").t(`findPeer.domain.${domain}`), "");
      if (id.length > 4) expect(rest).not.toContain(id);
      expect(rest).not.toContain(label.fr);
      expect(made).not.toContain("the-patient-themselves");
      expect(made).not.toMatch(/\+\d{6,}/);
    }
  });

  test("of somebody without a name says someone; times are the viewer's", () => {
    const made = shown(requestCard(makeAppointment({ patientAlias: null }), PROGRAMME, { locale: "en", zone: "Indian/Reunion" }));
    expect(made).toContain("someone");
    expect(made).toContain("Tue 24 Nov 17:00");
  });
});

describe("a question's card", () => {
  test("has a button for each option, with the question's number", () => {
    const made = promptCard(
      {
        kind: "choice",
        text: { key: "findPeer.slot" },
        choices: [
          { value: "a", label: "jeudi" },
          { value: "more", label: { key: "findPeer.slotMoreLabel" }, byWord: true },
        ],
      },
      QUESTION,
      "fr",
    );
    expect((made.actions ?? []).map(({ title, data }) => [title, data])).toEqual([
      ["Jeudi", { ...QUESTION, value: "a" }],
      ["D'autres moments", { ...QUESTION, value: "more" }],
    ]);
  });

  test("has yes and no in the reader's language", () => {
    const prompt = { kind: "yes-no", text: { key: "appointment.confirmCancel", args: { at: "" } } } as const;
    expect((promptCard(prompt, QUESTION, "fr").actions ?? []).map(({ title }) => title)).toEqual(["oui", "non"]);
    expect((promptCard(prompt, QUESTION, "en").actions ?? []).map(({ title }) => title)).toEqual(["yes", "no"]);
  });

  test("has nothing to press where words are asked for", () => {
    expect(promptCard({ kind: "text", text: { key: "findPeer.alias" } }, QUESTION, "fr")).not.toHaveProperty("actions");
  });
});

describe("an action from a card", () => {
  const data = { appointmentId: PROGRAMME, programmeId: PROGRAMME };
  const answer = { programmeId: PROGRAMME, number: 1, value: "a" };

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a word", "accept-request"],
    ["a list", []],
    ["no verb", { data }],
    ["an unknown verb", { verb: "delete-everything", data }],
    ["a verb from an object's own names", { verb: "constructor", data }],
    ["no data", { verb: "accept-request" }],
    ["another's appointment by a name", { verb: "accept-request", data: { ...data, appointmentId: "1" } }],
    ["an appointment by a query", { verb: "accept-request", data: { ...data, appointmentId: "' or 1=1 --" } }],
    ["no programme", { verb: "accept-request", data: { appointmentId: PROGRAMME } }],
    ["a list of appointments", { verb: "show-request", data: { ...data, appointmentId: [PROGRAMME] } }],
    ["an answer to question 0", { verb: "answer", data: { ...answer, number: 0 } }],
    ["an answer to half a question", { verb: "answer", data: { ...answer, number: 1.5 } }],
    ["an answer to a question by its name", { verb: "answer", data: { ...answer, number: "1" } }],
    ["an endless answer", { verb: "answer", data: { ...answer, value: "a".repeat(101) } }],
    ["an answer that is an object", { verb: "answer", data: { ...answer, value: {} } }],
  ])("is refused: %s", (_, action) => {
    expect(cardAction.safeParse(action).success).toBe(false);
  });

  test("loses an unknown reason and everything that we do not know", () => {
    expect(cardAction.parse({ verb: "decline-request", data: { ...data, reason: "none of yours", more: 1 }, more: 2 })).toEqual({
      verb: "decline-request",
      data: { ...data, reason: undefined },
    });
  });
});
