import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../domain/db.ts";
import { addUnit, retireUnit } from "../../domain/programmes/unit.ts";
import { addTalked, inDemo, talkedPhone } from "../support/campaigns.ts";
import { leadPatient } from "../support/patient.ts";
import { addProgramme, oneValue, openAppPool, personOf, rowsOf } from "../support/people.ts";
import { answersOf, sendQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";
import { openCall } from "../support/voice.ts";

const CONSENT = /Puis-je garder votre numéro.*OUI ou NON/;
const THANKS = "Merci pour ce code.";
const OTHER_NUMBER = "+33199000002";

let service: TestService;
let pool: pg.Pool;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service, 2);
  const other = await addProgramme(pool, "autre", OTHER_NUMBER);
  await inProgramme(pool, other, (db) => addUnit(db, null, { name: "Ailleurs", code: "LOIN9" }, () => false));
  await inDemo(service, pool, async (db) => {
    await addUnit(db, null, { name: "Ancienne unité", code: "VIEUX1" }, () => false);
    await retireUnit(db, null, "VIEUX1");
  });
});
beforeEach(() => {
  phone = `+3363998${String(4500 + ++count)}`;
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const say = async (text: string, extra?: Record<string, string>) => (await service.text(phone, text, extra)).join(" ");
const unitOf = async (personId?: string) =>
  oneValue<string | null>(service, "select code from person left join unit using (programme_id, unit_id) where person_id = $1", [
    personId ?? (await personOf(service, phone)),
  ]);
const later = async (minutes: number) => {
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + minutes * 60_000).toISOString());
};
/** What is asked now, with the tries it had. */
const open = async () =>
  oneValue<{ dialog: string; step: string; misses: number; state: Record<string, unknown> } | null>(
    service,
    "select question from conversation where person_id = $1",
    [await personOf(service, phone)],
  );

describe("the code of a poster", () => {
  test.each(["Bonjour GASTRO7", "gastro7", "bonjour, (Gàstrò7).", "BONJOUR\nGASTRO7 !"])(
    "with the first words is noted, and %j is answered as a greeting is",
    async (first) => {
      expect(await say(first)).toMatch(CONSENT);
      expect(await unitOf()).toBe("GASTRO7");
      expect((await open())?.state.understood).toEqual([]);
      expect(await say("oui")).toMatch(/18 ans/);
      await say("1");
      expect(await unitOf()).toBe("GASTRO7");
    },
  );

  test("beside what somebody lives with leaves that as it is", async () => {
    expect(await say("GASTRO7 je cherche quelqu'un pour parler de mon endométriose")).toMatch(CONSENT);
    expect((await open())?.state.understood).toEqual(["endometriose"]);
    expect(await unitOf()).toBe("GASTRO7");
  });

  test.each(["Bonjour ONCO33", "Bonjour XONCO3", "Bonjour GASTRO", "Bonjour GASTRO 7", "Bonjour LOIN9"])(
    "is the whole word, of the programme that is written to: %s is none",
    async (first) => {
      expect(await say(first)).toMatch(CONSENT);
      expect(await unitOf()).toBe(null);
    },
  );

  test("of a unit that was retired is noted for nobody, and answered alike", async () => {
    expect(await say("Bonjour VIEUX1")).toMatch(CONSENT);
    expect((await open())?.state.understood).toEqual([]);
    expect(await unitOf()).toBe(null);
  });

  test("during consent leaves the answer beside it, and by itself is no answer to it", async () => {
    await say("bonjour");
    const asked = await say("Onco3");
    expect(asked).toMatch(CONSENT);
    expect(asked.startsWith(THANKS)).toBe(true);
    expect(await open()).toMatchObject({ step: "consent", misses: 0 });
    expect(await say("oui ONCO3")).toMatch(/18 ans/);
    expect(await unitOf()).toBe("ONCO3");
  });

  test("is noted of who is known already and has no unit; the first one stays", async () => {
    await leadPatient(service, phone, "offers");
    const again = await say("GASTRO7");
    expect(again).toMatch(/^Merci pour ce code\. 3 personnes peuvent vous parler/);
    expect(await open()).toMatchObject({ step: "offers", misses: 0 });
    expect(await unitOf()).toBe("GASTRO7");
    expect(await say("1 ONCO3")).toMatch(/Comment parler avec/);
    expect(await unitOf()).toBe("GASTRO7");
  });

  test("is thanked for when nothing is asked", async () => {
    await leadPatient(service, phone, "asked");
    await later(1);
    expect(await say("Bonjour GASTRO7")).toBe(
      `${THANKS} Je n'attends pas de réponse en ce moment. Dites-moi ce que vous vivez, ou écrivez MENU.`,
    );
    expect(await unitOf()).toBe("GASTRO7");
  });

  test("is nothing that somebody lives with", async () => {
    await leadPatient(service, phone, "age", { wish: "bonjour" });
    const asked = await say("1");
    expect(await open()).toMatchObject({ step: "condition" });
    expect(await say("GASTRO7")).toBe(`${THANKS} ${asked}`);
    expect(await open()).toMatchObject({ step: "condition", misses: 0 });
    expect(await say("ONCO3 endométriose")).toMatch(/personnes peuvent vous parler/);
  });

  test("is nobody's first name", async () => {
    await leadPatient(service, phone, "alias");
    expect(await say("GASTRO7")).toMatch(/^Merci pour ce code\. Quel prénom/);
    expect(await oneValue(service, "select alias from person where person_id = $1", [await personOf(service, phone)])).toBe(null);
    expect(await open()).toMatchObject({ step: "alias" });
  });

  test("leaves a word that always works one", async () => {
    await leadPatient(service, phone, "asked");
    await later(1);
    expect(await say("RDV GASTRO7")).toMatch(/nov/);
  });

  test("changes nothing in what somebody writes in their own words to a questionnaire", async () => {
    await addTalked(service, 1);
    phone = talkedPhone(0);
    const form = await sendQuestionnaire(service, phone, "after-talk");
    await say("GO");
    for (const answer of ["4", "4", "4", "9"]) await say(answer);
    expect((await open())?.step).toBe("item");
    await say("merci à toute l'équipe de GASTRO7");
    expect((await answersOf(service, form)).at(-1)).toContain("merci à toute l'équipe de GASTRO7");
    expect(await unitOf()).toBe("GASTRO7");
  });
});

describe("before the code of a poster come", () => {
  test("words of danger", async () => {
    expect(await say("je veux mourir GASTRO7")).toMatch(/3114/);
    expect(await oneValue(service, "select count(*)::integer from incident where person_id = $1", [await personOf(service, phone)])).toBe(
      1,
    );
  });

  test("STOP: everything stops, and of who had not agreed no unit is kept", async () => {
    expect(await say("STOP GASTRO7")).toMatch(/plus de messages/);
    expect(await unitOf()).toBe(null);
    expect(await say("Bonjour GASTRO7")).not.toBe("");
  });
});

describe("the unit is forgotten", () => {
  test.each([
    ["NON", ["non"]],
    ["under 18", ["oui", "3"]],
  ])("with everything else: %s", async (_, answers) => {
    await say("Bonjour GASTRO7");
    expect(await unitOf()).toBe("GASTRO7");
    for (const answer of answers) await say(answer);
    expect(await unitOf()).toBe(null);
  });

  test("when nobody agrees in time", async () => {
    await say("Bonjour GASTRO7");
    await later(125);
    expect(await unitOf()).toBe(null);
  });

  test("by SUPPRIMER; until then MES DONNEES shows it", async () => {
    await leadPatient(service, phone, "asked", { wish: "endométriose, GASTRO7" });
    const person = await personOf(service, phone);
    await later(2);
    await say("MES DONNEES");
    const url = /https?:\S+/.exec(await say("1"))?.[0] ?? "";
    const page = await (await fetch(url, { method: "POST" })).text();
    expect(page).toContain("Gastro-entérologie, hôpital des Pins");
    await say("SUPPRIMER");
    await say("oui");
    expect(await oneValue(service, "select erased_at is not null from person where person_id = $1", [person])).toBe(true);
    expect(await unitOf(person)).toBe(null);
  });
});

test("from a number that may be somebody else's by now it is noted of who proves to be there", async () => {
  await leadPatient(service, phone, "asked");
  await later(2);
  const before = await personOf(service, phone);
  await service.owner.query("update channel_address set last_heard_at = service_now() - interval '200 days' where person_id = $1", [
    before,
  ]);
  expect(await say("Bonjour GASTRO7")).toMatch(/1 oui 2 non/);
  expect(await unitOf(before)).toBe(null);
  expect(await say("2")).toMatch(CONSENT);
  const fresh = await personOf(service, phone);
  expect(fresh).not.toBe(before);
  expect([await unitOf(before), await unitOf(fresh)]).toEqual([null, "GASTRO7"]);
});

test("on a shared phone it is noted once its code is given", async () => {
  await leadPatient(service, phone, "consent");
  for (const answer of ["oui", "2", "2468"]) await say(answer);
  await later(180);
  const locked = await say("Bonjour GASTRO7");
  expect(locked).toMatch(/code/);
  expect(locked).not.toContain(THANKS);
  expect(await unitOf()).toBe(null);
  await say("2468");
  expect(await unitOf()).toBe("GASTRO7");
});

test("in a call no code is asked for, and none is heard", async () => {
  const call = await openCall(service, phone);
  await call.say("bonjour GASTRO7");
  expect(call.said).not.toMatch(/code|unité|affiche/i);
  expect(await unitOf()).toBe(null);
  expect(await say("Bonjour GASTRO7")).toMatch(CONSENT);
  expect(await unitOf()).toBe("GASTRO7");
});

test("an unknown number of another programme is not told by the code from any other", async () => {
  expect(await say("Bonjour GASTRO7", { To: OTHER_NUMBER })).toMatch(/OUI ou NON/);
  expect(
    await rowsOf(
      service,
      "select from person where unit_id is not null and programme_id <> (select programme_id from programme_slug where slug = 'demo')",
    ),
  ).toEqual([]);
});
