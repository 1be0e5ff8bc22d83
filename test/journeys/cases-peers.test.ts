import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE, DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { lead } from "../support/booked.ts";
import { openCoordinatorChat } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { peerPhone, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";
import { startService } from "../support/service.ts";

const LOU = "+33639980001";
const CLAIRE = peerPhone("Claire");

// the playground's Teams never answers 403: this one does what the test says
test("case 25: a peer has removed the app (403): they are asked by SMS, the coordinator sees it, and nobody takes it for a refusal", async () => {
  const service = await startService();
  try {
    await openPeerChat(service, DEMO_PEER_CODE);
    const camille = await openCoordinatorChat(service, DEMO_COORDINATOR_CODE);
    service.teams.answerNext({ status: 403 });
    await leadPatient(service, LOU, "asked", { slot: "3" });
    await service.provider.waitForMessage(CLAIRE, /^Demande de Lou: .*1 J'accepte 2 Je décline 3 Proposer un autre moment/);
    await service.drain();
    expect(camille.inbox().join(" ")).toMatch(/Claire n'est plus joignable dans Teams/);
    expect(await rowsOf(service, "select state, refused_by from request")).toEqual([{ state: "open", refused_by: [] }]);
    expect((await service.text(CLAIRE, "1")).join()).toMatch(/^Merci! C'est confirmé: jeu\. 26 nov\. 10:00/);
    await service.provider.waitForMessage(LOU, /Claire accepte\. Rendez-vous jeu\. 26 nov\. 10:00/);
    // whatever comes next goes there at once, until Claire writes in Teams again
    await service.moveClock("2026-11-26T08:01:00+01:00");
    expect(service.provider.sentTo(CLAIRE).at(-1)).toMatch(/^C'est bientot: 10:00 avec Lou/);
  } finally {
    await service.stop();
  }
});

describe("between two people", () => {
  let stage: TestPlayground;
  beforeEach(async () => {
    stage = await startPlayground();
  });
  afterEach(() => stage.stop());

  const say = async (text: string) => (await stage.phone(LOU).say(text)).join(" ");
  const received = (peer: string) => stage.phone(peerPhone(peer)).received();

  /** Lou and Claire, who has Teams, have agreed on Thursday at ten. */
  async function bookWithClaire(): Promise<void> {
    await stage.chat.peer.say("DEMO-PAIR");
    await lead(stage, LOU, "asked", { slot: "3" });
    await stage.chat.peer.waitFor(/Une personne souhaite vous parler.*Lou/);
    expect(await stage.chat.peer.press("accept-request")).toContain("Rendez-vous confirmé");
    await stage.phone(LOU).waitFor(/Claire accepte\. Rendez-vous jeu\. 26 nov\. 10:00/);
  }

  /** Claire gives it up, in Teams. */
  async function withdraw(): Promise<void> {
    await stage.chat.peer.say("RDV");
    expect(await stage.chat.peer.press("confirm-withdraw")).toContain("Vous désister de ce rendez-vous?");
    expect(await stage.chat.peer.press("withdraw")).toContain("Nous prévenons Lou");
  }

  test("case 26: a peer withdraws two days before: the patient is told and asked, and only then is anybody else", async () => {
    await bookWithClaire();
    await stage.moveClock("2026-11-23T14:00:00");
    await withdraw();
    await stage
      .phone(LOU)
      .waitFor(
        /^Claire a un empechement et ne pourra pas vous parler jeu\. 26 nov\. 10:00\. Ce n'est pas contre vous.*1 chercher quelqu'un d'autre/,
      );
    // nobody is put in Claire's place without a word from Lou
    await stage.moveClock("2026-11-23T15:30:00");
    expect([await received("Inès"), await received("Sonia")]).toEqual([[], []]);
    expect(await rowsOf(stage, "select status, reason_code from appointment")).toEqual([
      { status: "cancelled", reason_code: "peer-withdrew" },
    ]);

    const offers = await say("1");
    expect(offers).toMatch(/1 Inès/);
    expect(offers).not.toContain("Claire");
    for (const answer of ["1", "1"]) await say(answer);
    expect(await say("1")).toMatch(/^C'est noté: .* avec Inès/);
    await stage.drain();
    expect(await received("Inès")).toEqual([expect.stringMatching(/^Demande de Lou/)]);
    await stage.moveClock("2026-11-26T09:56:00");
    expect((await stage.phone(LOU).received()).join(" ")).not.toMatch(/Rappel: jeu\. 26 nov\. 10:00|avec Claire, au téléphone/);
  });

  // a peer who is silent when the call begins comes with the telephone
  test("case 27: a peer withdraws an hour and a half before: the patient is told at once and why, the coordinator is paged, and somebody else can be had at once", async () => {
    await stage.chat.coordinator.say("DEMO-TEAM");
    await bookWithClaire();
    await stage.moveClock("2026-11-26T08:30:00");
    await withdraw();
    // no clock has moved
    expect((await stage.phone(LOU).received()).at(-1)).toMatch(
      /^Pardon de vous prévenir si tard: Claire a un empechement et ne pourra pas vous parler jeu\. 26 nov\. 10:00\. L'équipe le sait\..*1 chercher quelqu'un d'autre 2 un autre moment avec Claire 3 pas maintenant/,
    );
    expect((await stage.chat.coordinator.shown()).at(-1)).toMatch(/Lou n'a plus de rendez-vous: le pair s'est retiré.*Urgent/);
    await stage.moveClock("2026-11-26T09:56:00");
    expect((await stage.phone(LOU).received()).join(" ")).not.toMatch(/Dans 10 minutes/);
    expect(await say("1")).toMatch(/1 Inès/);
  });

  test("case 43: with fewer than three of a kind nobody is named with it, and three are", async () => {
    const three = (await lead(stage, LOU, "offers")).join(" ");
    expect(three).toMatch(/1 Claire \(endométriose, opérée en 2015\) 2 Inès \(endométriose, .*3 Sonia \(endométriose, /);
    // one of the three takes a pause
    for (const text of ["PAUSE", "SANS DATE"]) await stage.phone(peerPhone("Sonia")).say(text);
    const two = (await lead(stage, "+33639980043", "offers")).join(" ");
    expect(two).toMatch(/quelque chose de proche:.*Claire/);
    expect(two).not.toMatch(/endométriose|opérée|diagnostic/);
  });

  test("case 44: whom a patient may know is never offered, and a peer who may know them says so without their learning it", async () => {
    // where peers are known comes from the coordination's list
    await stage.owner.query("update peer set hospital = 'CHU de Nantes' where display_name = 'Inès'");
    await stage.owner.query("update peer set town = 'Saint-Malo' where display_name = 'Paul'");
    await stage.chat.peer.say("DEMO-PAIR");
    await lead(stage, LOU, "offers");
    await stage.moveClock("2026-11-23T10:02:00");
    for (const text of ["MENU", "mes préférences", "1", "chu nantes", "2", "saint malo", "3"]) await say(text);
    expect(await say("sonia")).toMatch(/^C'est noté/);
    await stage.moveClock("2026-11-23T10:04:00");
    const offers = await say("endométriose");
    expect(offers).toMatch(/1 Claire/);
    expect(offers).not.toMatch(/Inès|Paul|Sonia/);

    for (const answer of ["1", "1", "3"]) await say(answer);
    expect(await say("Lou")).toMatch(/^C'est noté: .* avec Claire/);
    await stage.chat.peer.waitFor(/Je connais peut-être cette personne/);
    expect(await stage.chat.peer.press("decline-request", { reason: "know" })).toContain("merci d'avoir répondu");
    const told = await stage.phone(LOU).waitFor(/n'est pas disponible, ce n'est pas contre vous/);
    expect(told).not.toMatch(/conna/);

    // nor later, in a list of their own wishes or in another search
    await stage.moveClock("2026-11-25T10:00:00");
    for (const text of ["MENU", "mes préférences"]) await say(text);
    const noted = await say("6");
    for (const wish of ["pas chu nantes", "pas saint malo", "pas Sonia"]) expect(noted).toContain(wish);
    expect(noted).not.toContain("Claire");
    // Claire is the one who lived this: nobody has refused this other wish
    const again = [await say("MENU"), await say("adénomyose"), await say("PLUS")];
    expect(again[1]).toMatch(/personnes ont vécu quelque chose de proche/);
    expect(again.join(" ")).not.toMatch(/Claire|Inès|Paul|Sonia/);
  });
});
