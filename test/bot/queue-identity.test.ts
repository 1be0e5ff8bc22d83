import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { validationErrors } from "../support/card-rules.ts";
import { buttonOf, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { leadPatient } from "../support/patient.ts";
import { findAnywhere, oneValue, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const LOU = "+33639980101";
const NEW_PHONE = "+33639980199";

let service: TestService;
let camille: CoordinatorInTeams;

beforeEach(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
  await leadPatient(service, LOU, "asked");
});
afterEach(() => service.stop());

/** Opens the first item of the queue, and the same once taken. */
async function openFirst() {
  const open = await camille.press(await camille.queue(), "show-item");
  return { open, mine: await camille.press(open, "take-item") };
}

const audited = () =>
  rowsOf(
    service,
    "select action, actor_id = (select person_id from coordinator) as by_camille, subject_id from audit where action like '%number%' or action like '%export' order by at, action",
  );

describe("a new number for somebody whose old phone is lost", () => {
  beforeEach(async () => {
    await service.text(NEW_PHONE, "NUMERO");
    await service.text(NEW_PHONE, await oneValue(service, "select reference from appointment"));
    await service.drain();
  });

  test("is approved by who took it, and asked once more; then it is the person's, and the item is closed", async () => {
    const personId = await personOf(service, LOU);
    const { open, mine } = await openFirst();
    expect(wordsOf(open)).toContain("Lou veut changer de numéro");
    expect(buttonOf(open, "approve-number")).toBeUndefined();

    const confirm = await camille.press(mine, "approve-number");
    expect(wordsOf(confirm)).toMatch(/Approuver le nouveau numéro de Lou\?\nSeulement après avoir parlé à la personne/);
    expect(validationErrors(confirm as never)).toEqual([]);
    await service.drain();
    expect(await personOf(service, LOU)).toBe(personId);
    expect(wordsOf(await camille.press(confirm, "show-item"))).toContain("Approuver le changement");

    const approved = await camille.press(confirm, "approve-number");
    expect(wordsOf(approved)).toMatch(/C'est approuvé\..*\nC'est clos\./);
    // an old copy of the card
    expect(wordsOf(await camille.press(confirm, "approve-number"))).toContain("C'est clos.");
    await service.drain();
    expect(await personOf(service, NEW_PHONE)).toBe(personId);
    expect(service.provider.sentTo(NEW_PHONE).at(-1)).toContain("nos messages arrivent maintenant à ce numéro");
    expect(await rowsOf(service, "select from work_item where closed_at is null and kind = 'number-change'")).toEqual([]);
    expect((await audited()).filter(({ action }) => action === "approve-number-change")).toEqual([
      { action: "approve-number-change", by_camille: true, subject_id: personId },
    ]);
    expect(JSON.stringify([open, mine, confirm, approved])).not.toContain("639980");
  });

  test("is nobody's by a press without having taken it, or by one of whom nothing was asked", async () => {
    const { open, mine } = await openFirst();
    const confirmed = { ...buttonOf(mine, "approve-number"), confirmed: true };
    await camille.press(mine, "release-item");
    expect(wordsOf((await camille.click("approve-number", confirmed)).card)).toContain("Je m'en occupe");
    expect(await audited()).toEqual([]);

    await camille.press(open, "take-item");
    await service.owner.query("update number_change set expires_at = service_now()");
    expect(wordsOf((await camille.click("approve-number", confirmed)).card)).toContain("Aucun nouveau numéro n'attend");
    expect(await oneValue(service, "select closed_at from work_item where kind = 'number-change'")).toBeNull();

    // another kind of item has nothing to approve
    await service.owner.query("update work_item set kind = 'asked-for-human'");
    await service.owner.query("update number_change set expires_at = service_now() + interval '1 day'");
    await camille.click("approve-number", confirmed);
    expect(await audited()).toEqual([]);
  });
});

describe("data that are to be posted", () => {
  beforeEach(async () => {
    await service.moveClock("2026-11-23T10:02:00+01:00");
    await service.text(LOU, "MES DONNEES");
    await service.text(LOU, "par la poste");
    await service.drain();
  });

  test("are opened by who took it, by a link that is on the answer alone and opens once", async () => {
    const personId = await personOf(service, LOU);
    const { open, mine } = await openFirst();
    expect(wordsOf(open)).toContain("Lou veut recevoir ses données par courrier");
    expect(buttonOf(open, "open-data")).toBeUndefined();
    const shown = await camille.press(mine, "open-data");
    expect(validationErrors(shown as never)).toEqual([]);
    const url = /\]\((http\S+\/data\/[\w-]{43})\)/.exec(wordsOf(shown))?.[1] ?? "";
    expect(url).not.toBe("");
    await service.drain();
    expect(wordsOf((await camille.click("show-item", buttonOf(shown, "open-data") ?? {})).card)).not.toContain("/data/");
    expect(camille.inbox().join()).not.toContain("/data/");
    expect(await findAnywhere(service.owner, "/data/")).toEqual(["public.turn_answer.answer"]);

    const page = await (await fetch(url, { method: "POST" })).text();
    expect(page).toContain("endométriose");
    expect((await fetch(url, { method: "POST" })).status).toBe(404);
    // the answer is forgotten as soon as the page was opened
    expect(await findAnywhere(service.owner, "/data/")).toEqual([]);
    expect(await audited()).toEqual([
      { action: "make-export", by_camille: true, subject_id: personId },
      { action: "open-export", by_camille: true, subject_id: personId },
    ]);
    expect(await oneValue(service, "select closed_at from work_item where kind = 'data-by-post'")).toBeNull();
    expect(wordsOf(await camille.press(shown, "close-item", { outcome: "posté" }))).toContain("C'est clos.");
  });

  test("make no link for who has not taken it, nor from another kind of item", async () => {
    const { mine } = await openFirst();
    const data = buttonOf(mine, "open-data") ?? {};
    await service.owner.query("update work_item set kind = 'asked-for-human'");
    await camille.click("open-data", data);
    await service.owner.query("update work_item set kind = 'data-by-post', assigned_to = null");
    expect(wordsOf((await camille.click("open-data", data)).card)).toContain("Je m'en occupe");
    expect(await rowsOf(service, "select from export_link")).toEqual([]);
    expect(await audited()).toEqual([]);
  });
});
