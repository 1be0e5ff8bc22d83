import fc from "fast-check";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pauseCampaign, resumeCampaign } from "../../domain/campaigns/steer-campaign.ts";
import { addUnit, retireUnit } from "../../domain/programmes/unit.ts";
import { addTalked, draft, inDemo, launch, preview, recipientStates, setCampaignSettings, talkedPhone } from "../support/campaigns.ts";
import { runCommand } from "../support/child.ts";
import { type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { oneValue, openAppPool, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let people: string[];
beforeEach(async () => {
  service = await startService();
  pool = openAppPool(service, 3);
});
afterEach(async () => {
  await pool.end();
  await service.stop();
});

/** Has each person be of the unit with that code, or of none. */
const assign = (codes: (string | null)[]) =>
  service.owner.query(
    `update person set unit_id = (select unit_id from unit where unit.programme_id = person.programme_id and unit.code = given.code)
     from unnest($1::uuid[], $2::text[]) as given (id, code) where person_id = given.id`,
    [people, codes],
  );
const asked = () =>
  service.provider.messages
    .filter(({ direction }) => direction === "outbound-api")
    .map(({ to }) => to)
    .toSorted();

const FORM = { name: "Automne", questionnaire: "confidence", talks: "any", answered: "any", days: "14" };
/** The form as a coordinator sees it, and what it gives when it is sent. */
async function byCard(): Promise<{
  camille: CoordinatorInTeams;
  programmeId: string;
  form: unknown;
  create(typed: object): Promise<unknown>;
}> {
  const camille = await openCoordinatorChat(service);
  const programmeId = await oneValue<string>(service, "select programme_id from programme_slug where slug = 'demo'");
  const form = (await camille.click("new-campaign", { programmeId })).card;
  return {
    camille,
    programmeId,
    form,
    create: async (typed) => (await camille.click("create-campaign", { programmeId, ...FORM, ...typed })).card,
  };
}

test("a coordinator chooses a unit on the card, sees it named, and those who wrote its code are asked and nobody else", async () => {
  people = await addTalked(service, 3);
  await service.text(talkedPhone(0), "Bonjour GASTRO7");
  await service.text(talkedPhone(1), "Bonjour ONCO3");
  const { camille, programmeId, form, create } = await byCard();
  expect(wordsOf(form)).toContain("Pour qui, par unité (rien de coché: toutes, et qui n'en a pas)");
  expect(wordsOf(form)).toContain("Gastro-entérologie, hôpital des Pins (GASTRO7)");
  const drafted = wordsOf(await create({ units: "GASTRO7" }));
  expect(drafted).toContain("Unité: Gastro-entérologie, hôpital des Pins (GASTRO7)");
  expect(drafted).toMatch(/Destinataires\n1\n/);
  const [{ id = "" } = {}] = await rowsOf<{ id: string }>(service, "select campaign_id as id from campaign");
  const launched = await camille.click("launch-campaign", { programmeId, campaignId: id, confirmed: true });
  expect(wordsOf(launched.card)).toContain("Unité: Gastro-entérologie");
  await service.moveClock("2026-11-23T11:00:00+01:00");
  expect(asked()).toEqual([talkedPhone(0)]);
});

test("the command that shows a campaign names its units", async () => {
  await draft(service, pool, { audience: { units: ["GASTRO7"] } });
  const { stdout } = await runCommand(service.config, "campaign", "show", "Automne");
  expect(String(stdout)).toMatch(/^for unit +Gastro-entérologie, hôpital des Pins \(GASTRO7\)$/m);
});

test("no unit is offered where the programme has none, and one that it has not is refused with what was typed", async () => {
  const { form, create, camille, programmeId } = await byCard();
  for (const units of ["LOIN9", "GASTRO7,LOIN9", ",", "gastro7"]) {
    const refused = await create({ units });
    expect(wordsOf(refused), units).toContain("Une de ces unités n'est pas de votre programme.");
    expect(JSON.stringify(refused)).toContain(`"value":"${units}"`);
  }
  // too many to be read are not taken for none
  expect((await camille.click("create-campaign", { programmeId, ...FORM, units: "GASTRO7,".repeat(2000) })).status).toBe(400);
  expect(await oneValue(service, "select count(*)::integer from campaign")).toBe(0);
  expect(JSON.stringify(form)).toContain('"id":"units"');
  await service.owner.query("delete from unit");
  expect(JSON.stringify((await camille.click("new-campaign", { programmeId })).card)).not.toContain('"id":"units"');
});

test("a unit that was retired is an audience still, and is shown as closed", async () => {
  people = await addTalked(service, 2);
  await assign(["GASTRO7", null]);
  await inDemo(service, pool, (db) => retireUnit(db, null, "GASTRO7"));
  const { form, create } = await byCard();
  expect(wordsOf(form)).toContain("Gastro-entérologie, hôpital des Pins (GASTRO7), fermée");
  expect(wordsOf(await create({ units: "GASTRO7" }))).toMatch(/Destinataires\n1\n/);
});

test("after a pause whoever is of the unit no more is not asked, and whoever is of it since is not added", async () => {
  people = await addTalked(service, 4);
  await assign(["GASTRO7", "GASTRO7", "GASTRO7", "ONCO3"]);
  await setCampaignSettings(service, { campaigns: { perMinute: 1 } });
  const id = await launch(service, pool, { audience: { units: ["GASTRO7"] } });
  await service.drain();
  await inDemo(service, pool, (db) => pauseCampaign(db, null, id));
  const first = people.findIndex((_, index) => talkedPhone(index) === asked()[0]);
  const [stays, goes] = [0, 1, 2].filter((index) => index !== first) as [number, number];
  const codes: (string | null)[] = ["GASTRO7", "GASTRO7", "GASTRO7", "GASTRO7"];
  codes[goes] = null;
  await assign(codes);
  await inDemo(service, pool, (db) => resumeCampaign(db, null, id));
  await service.moveClock("2026-11-23T12:00:00+01:00");
  expect(asked()).toEqual([first, stays].map(talkedPhone).toSorted());
  expect(await recipientStates(service, id)).toEqual({ sent: 2, "skipped outside-audience": 1 });
});

test("whoever is of whichever units: the audience is exactly those of the units that are named, and without any it is everybody", async () => {
  const CODES = ["GASTRO7", "ONCO3", "NORD1"] as const;
  people = await addTalked(service, 8);
  await inDemo(service, pool, (db) => addUnit(db, null, { name: "Nord", code: "NORD1" }, () => false));
  const id = await draft(service, pool);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.constantFrom(...CODES)), { minLength: 8, maxLength: 8 }),
      fc.option(fc.uniqueArray(fc.constantFrom(...CODES), { minLength: 1 }), { nil: undefined }),
      async (units, named) => {
        await assign(units);
        await service.owner.query("update campaign set audience = $2 where campaign_id = $1", [id, JSON.stringify({ units: named })]);
        const { audience, recipients } = await preview(service, pool, id);
        const expected = units.filter((code) => !named || (code !== null && named.includes(code))).length;
        expect({ audience, recipients }).toEqual({ audience: expected, recipients: expected });
      },
    ),
    { numRuns: 40 },
  );
});
