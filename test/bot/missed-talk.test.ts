import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { validationErrors } from "../support/card-rules.ts";
import { addColleague, buttonOf, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { bookTalk } from "../support/patient.ts";
import { peerPhone, rowsOf } from "../support/people.ts";
import { callTo, conferenceOf, pass, pickUp } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980101";
const CLAIRE = peerPhone("Claire");
/** The first free time with Claire, and the end of its window. */
const TALK = "2026-11-24T14:00:00+01:00";
const OVER = "2026-11-24T15:01:00+01:00";

let service: TestService;
let camille: CoordinatorInTeams;
beforeEach(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
  await bookTalk(service, LOU, { slot: "1" });
});
afterEach(() => service.stop());

const talk = () => rowsOf(service, "select status, reason_code as reason, corrected_at is not null as corrected from appointment");
const openKinds = async () =>
  (await rowsOf<{ kind: string }>(service, "select kind from work_item where closed_at is null order by kind")).map(({ kind }) => kind);
const takeFirst = async (chat = camille) => chat.press(await chat.press(await chat.queue(), "show-item"), "take-item");

describe("a talk that did not take place", () => {
  test("is in the queue with what happened; a coordinator corrects it, once more if need be, and each time is on record", async () => {
    await service.moveClock(OVER);
    expect(await talk()).toEqual([{ status: "noshow", reason: "nobody-came", corrected: false }]);
    expect(await openKinds()).toEqual(["no-show"]);
    const mine = await takeFirst();
    expect(wordsOf(mine)).toContain("Lou avait rendez-vous, et l'échange n'a pas eu lieu");
    expect(wordsOf(mine)).toContain("Échange\npersonne n'est venu");
    expect(wordsOf(mine)).toContain("Corriger ce qui s'est passé, possible jusqu'au mar. 1 déc. 14:45");
    expect(validationErrors(mine as never)).toEqual([]);

    expect(wordsOf(await camille.press(mine, "correct-attendance"))).toContain("Rien n'a été fait");
    for (const [attendance, status, reason, said] of [
      ["peer-absent", "noshow", "peer-absent", "le pair n'est pas venu (corrigé)"],
      ["patient-absent", "noshow", "patient-absent", "la personne n'est pas venue (corrigé)"],
      ["technical", "noshow", "technical", "problème technique (corrigé)"],
      ["fulfilled", "fulfilled", "corrected", "a eu lieu (corrigé)"],
    ]) {
      const corrected = wordsOf(await camille.press(mine, "correct-attendance", { attendance }));
      expect(corrected).toContain("C'est corrigé.");
      expect(corrected).toContain(said);
      expect(await talk()).toEqual([{ status, reason, corrected: true }]);
    }
    expect(await rowsOf(service, "select first_talk_at from request")).toEqual([{ first_talk_at: new Date(TALK) }]);
    await camille.press(mine, "correct-attendance", { attendance: "patient-absent" });
    expect(await rowsOf(service, "select first_talk_at from request")).toEqual([{ first_talk_at: null }]);
    expect(
      await rowsOf(service, "select count(*)::integer from audit where action = 'correct-attendance' and actor_id is not null"),
    ).toEqual([{ count: 5 }]);
    // the item stays until the coordinator has spoken to them
    expect(await openKinds()).toEqual(["no-show"]);
  });

  test("can be corrected until the minute a week after it; then the card says so, and an old copy changes nothing", async () => {
    await service.moveClock(OVER);
    const mine = await takeFirst();
    await service.moveClock("2026-12-01T14:45:01+01:00");
    const late = await camille.press(mine, "correct-attendance", { attendance: "fulfilled" });
    expect(wordsOf(late)).toContain("Rien n'a été changé: la semaine pendant laquelle on peut corriger est passée.");
    expect(wordsOf(late)).toContain("Ce qui s'est passé ne se corrige plus");
    expect(buttonOf(late, "correct-attendance")).toBeUndefined();
    expect(await talk()).toEqual([{ status: "noshow", reason: "nobody-came", corrected: false }]);
  });

  test("that was one after all, as is known later, is in the queue no more; one that somebody has looked at does not come back", async () => {
    await service.moveClock(TALK);
    await service.text(CLAIRE, "APPELER");
    const first = await callTo(service, CLAIRE);
    const conference = conferenceOf(service, await pickUp(service, first));
    await conference.tell("participant-join", first.sid);
    const second = await callTo(service, LOU);
    await pickUp(service, second);
    await pass(service, 70);
    expect(await openKinds()).toEqual(["no-show"]);
    const mine = await takeFirst();
    await camille.press(mine, "close-item");
    const at = (minutes: number) => ({ Timestamp: new Date(Date.parse(TALK) + minutes * 60_000).toUTCString().replace("GMT", "+0000") });
    // told twice, it is settled twice
    await conference.tell("participant-leave", first.sid, at(5));
    expect(await openKinds()).toEqual([]);
    await service.owner.query("update work_item set closed_at = null, assigned_to = null where kind = 'no-show'");
    await conference.tell("participant-join", second.sid, at(1));
    expect(await talk()).toEqual([{ status: "fulfilled", reason: "interrupted", corrected: false }]);
    expect(await openKinds()).toEqual([]);
  });
});

describe("a peer who does not come to the call", () => {
  const paged = (chat: CoordinatorInTeams) =>
    chat.inbox().filter((words) => /son pair n'est pas venu/.test(words) && /Merci de regarder/.test(words)).length;

  beforeEach(() => service.moveClock(TALK));

  /** Lou has called and waits in the conference, alone. */
  async function waitsAlone(): Promise<void> {
    await service.text(LOU, "APPELER");
    const own = await callTo(service, LOU);
    await conferenceOf(service, await pickUp(service, own)).tell("participant-join", own.sid);
    await pass(service, 11);
  }

  test("the first on the rota is paged, the next after 15 minutes", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor", { rank: 2 }));
    await waitsAlone();
    expect([paged(camille), paged(noor)]).toEqual([1, 0]);
    await pass(service, 16);
    expect([paged(camille), paged(noor)]).toEqual([1, 1]);
  });

  test("the next is not paged once the first has seen it, and what became of the talk is corrected there", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor", { rank: 2 }));
    await waitsAlone();
    const item = await camille.press(await camille.queue(), "show-item");
    expect(wordsOf(item)).toContain("J'ai vu, je m'en occupe");
    expect(buttonOf(item, "take-item")).toBeUndefined();
    expect(wordsOf(await camille.press(item, "acknowledge-page"))).toContain("Alerte vue");
    await pass(service, 60);
    expect(paged(noor)).toBe(0);
    expect(await talk()).toMatchObject([{ status: "noshow", reason: "peer-absent" }]);
    // one thing in the queue, not two
    expect(await openKinds()).toEqual(["peer-absent"]);
    const mine = await camille.press(await camille.queue(), "show-item");
    expect(wordsOf(await camille.press(mine, "correct-attendance", { attendance: "technical" }))).toContain("problème technique (corrigé)");
    // given back, it is nobody's: paging begins anew
    await camille.press(mine, "release-item");
    await pass(service, 16);
    expect(paged(noor)).toBe(1);
  });
});
