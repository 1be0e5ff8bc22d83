import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addColleague } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { findAnywhere, personOf, rowsOf } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";

const LOU = "+33639980101";
const NOOR = "+33639980202";
const ALEX = "+33639980203";

describe("a page", () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startService();
    await service.owner.query("delete from on_call");
    await addColleague(service, "Noor", { rank: 1, phone: NOOR });
  });
  afterEach(() => service.stop());

  const callsTo = (phone: string) => service.provider.calls.filter(({ to }) => to === phone);
  const call = async () => (await rowsOf(service, "select state, attempt, reason, provider_id from delivery where by_call"))[0];

  test("reaches who is on duty by SMS and by a call, which says twice that something waits, and nothing about whom", async () => {
    await service.text(LOU, "je veux mourir");
    await service.drain();
    expect(service.provider.sentTo(NOOR)).toHaveLength(1);
    const [made] = callsTo(NOOR);
    expect(made).toMatchObject({ from: DEMO_NUMBER });
    const said = [...(made?.twiml ?? "").matchAll(/<Say language="fr-FR">([^<]*)<\/Say>/g)].map(([, words]) => words);
    expect(said).toEqual(Array(2).fill("Passerelle: une alerte vous attend dans Teams. Ouvrez la file."));
    expect(callsTo(LOU)).toEqual([]);
    expect(await call()).toMatchObject({ state: "sent", attempt: 1, provider_id: made?.sid });
  });

  test("by call goes on to the next on the rota after 15 minutes", async () => {
    await addColleague(service, "Alex", { rank: 2, phone: ALEX });
    await service.text(LOU, "je veux mourir");
    await service.moveClock("2026-11-23T10:14:59+01:00");
    expect(callsTo(ALEX)).toEqual([]);
    await service.moveClock("2026-11-23T10:15:01+01:00");
    expect([callsTo(NOOR).length, callsTo(ALEX).length]).toEqual([1, 1]);
  });

  test("rings nobody up who is not on duty", async () => {
    await service.moveClock("2026-11-23T21:00:00+01:00");
    await service.text(LOU, "je veux mourir");
    await service.drain();
    expect(service.provider.sentTo(NOOR)).toHaveLength(1);
    expect(service.provider.calls).toEqual([]);
  });

  test("is no call where the programme has no number that may call, nor one that may be shown", async () => {
    for (const capability of ["voice", "caller_id"]) {
      await service.owner.query(`update sender set voice = true, caller_id = true`);
      await service.owner.query(`update sender set ${capability} = false`);
      await service.text(LOU, "je veux mourir");
      await service.drain();
    }
    expect(service.provider.sentTo(NOOR)).toHaveLength(2);
    expect(service.provider.calls).toEqual([]);
  });

  test("by call is looked up before it is repeated: one that the provider took is not made again", async () => {
    service.provider.answerNextCall("accept-then-silent");
    await service.text(LOU, "je veux mourir");
    await service.drain();
    expect(await call()).toMatchObject({ state: "sending", attempt: 1 });
    await service.moveClock("2026-11-23T10:10:00+01:00");
    expect(callsTo(NOOR)).toHaveLength(1);
    expect(await call()).toMatchObject({ state: "sent", attempt: 1, provider_id: callsTo(NOOR)[0]?.sid });
  });

  test("by call that the provider never took, or put off, is made once it does", async () => {
    service.provider.answerNextCall("cut", { status: 429 });
    await service.text(LOU, "je veux mourir");
    await service.moveClock("2026-11-23T10:14:00+01:00");
    expect(callsTo(NOOR)).toHaveLength(1);
    expect(await call()).toMatchObject({ state: "sent", attempt: 3 });
  });

  test("that was made before is not taken for the one that is looked up", async () => {
    await service.text(LOU, "je veux mourir");
    await service.drain();
    service.provider.answerNextCall("cut");
    await service.text(LOU, "je veux mourir");
    await service.moveClock("2026-11-23T10:10:00+01:00");
    expect(callsTo(NOOR)).toHaveLength(2);
  });

  test.each([
    ["completed", "delivered"],
    ["no-answer", "failed"],
    ["busy", "failed"],
  ])("by call reported as %s is %s", async (status, state) => {
    await service.text(LOU, "je veux mourir");
    await service.drain();
    const [made] = callsTo(NOOR);
    if (!made) throw new Error("Nobody was called.");
    expect(await service.provider.reportCall(made, status)).toBe(204);
    expect(await call()).toMatchObject({ state });
    // and stays so
    await service.provider.reportCall(made, "ringing");
    expect(await call()).toMatchObject({ state });
  });
});

describe("danger", () => {
  let service: TestService;
  let phone: string;
  let count = 0;
  beforeAll(async () => {
    service = await startService();
  });
  beforeEach(() => {
    phone = `+3363998${String(4000 + ++count)}`;
  });
  afterAll(() => service.stop());

  test("is recognised in what peers and coordinators write in Teams, with no number to text", async () => {
    for (const code of ["DEMO-PAIR", "DEMO-TEAM"]) {
      const chat = await openPeerChat(service, code);
      const known = service.teams.activities.length;
      await chat.say("je veux mourir");
      await service.drain();
      const said = service.teams.activities
        .slice(known)
        .filter(({ conversationId }) => conversationId === chat.conversationId)
        .map(({ activity }) => String(activity.text ?? ""))
        .join(" ");
      expect(said, code).toMatch(/Vous comptez\. Appelez le 3114.*15 ou 112\./);
      expect(said, code).not.toContain("114,");
      expect(said, code).not.toMatch(/\b114\b/);
    }
    expect(await rowsOf(service, "select level, situation from incident")).toEqual(Array(2).fill({ level: 2, situation: "suicide" }));
  });

  test("leaves no word of what was written, in no table, job or log", async () => {
    await leadPatient(service, phone, "offers");
    for (const words of ["je veux mourir canaridanger", "mon mari me frappe canaridanger", "je suis au bout du rouleau canaridanger"])
      await service.text(phone, words);
    await service.drain();
    expect(await findAnywhere(service.owner, "canaridanger")).toEqual([]);
    expect(service.logged()).not.toContain("canaridanger");
    const kept = await rowsOf(service, "select level, situation, rule from incident where person_id = $1", [
      await personOf(service, phone),
    ]);
    expect(kept.map(({ situation }) => situation).sort()).toEqual(["distress", "suicide", "violence"]);
  });

  test("from abroad and from overseas gets the lines that work there", async () => {
    expect((await service.text("+447700900123", "I want to die")).join(" ")).toMatch(/112, or the emergency number.*findahelpline\.com/);
    const overseas = (await service.text("+262639980001", "je veux mourir")).join(" ");
    expect(overseas).toMatch(/3114.*15 ou 112.*Si un numéro ne répond pas là où vous etes: 112, ou findahelpline\.com/);
  });

  test("with the database down gets its lines, in the language and for the place that the message tells; nothing else does", async () => {
    await service.owner.query("alter function take_turn(text, jsonb) rename to no_turn");
    try {
      expect(await service.text(phone, "I want to die, my husband hits me")).toHaveLength(1);
      expect((await service.text(phone, "je veux mourir")).join()).toMatch(/^Je suis un robot.*3114.*SMS au 114\.$/);
      expect((await service.text(phone, "mon mari me frappe")).join()).toMatch(/^Je suis un robot\. Urgence: 17/);
      expect((await service.text(phone, "I want to die")).join()).toMatch(/^I am a robot.*3114/);
      expect((await service.text("+447700900123", "I want to die")).join()).toMatch(/findahelpline/);
      await expect(service.text(phone, "bonjour")).rejects.toThrow("503");
    } finally {
      await service.owner.query("alter function no_turn(text, jsonb) rename to take_turn");
    }
  });
});
