import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inProgramme } from "../../domain/db.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { approveNumberChange, confirmNumberChange, readMobile } from "../../domain/people/number-change.ts";
import { leadPatient } from "../support/patient.ts";
import { deliveryOf, oneValue, openAppPool, personOf, rowsOf, writeTo } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let pool: pg.Pool;
let programmeId: string;
let old: string;
let next: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service);
  programmeId = await oneValue(service, "select programme_id from programme_slug where slug = 'demo'");
});
beforeEach(() => {
  old = `+3363998${String(3000 + ++count)}`;
  next = `+3363998${String(4000 + count)}`;
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

const national = (number: string) => `0${number.slice(3)}`.replace(/(\d\d)(?=\d)/g, "$1 ");
const say = async (from: string, text: string) => (await service.text(from, text)).join(" ");
const isKnown = async (phone: string) => (await personOf(service, phone)) ?? null;
/** Asks for the new number, and gives the code that came there. */
async function askFor(number: string): Promise<string> {
  // past the minute's rate
  await later(2);
  expect(await say(old, "j'ai changé de numéro")).toMatch(/nouveau numéro/);
  expect(await say(old, national(number))).toMatch(/code à 6 chiffres part/);
  await service.drain();
  return /code est (\d{6})/.exec(service.provider.sentTo(number).at(-1) ?? "")?.[1] ?? "";
}
const later = async (minutes: number) => {
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + minutes * 60_000).toISOString());
};

test.each([
  ["06 39 98 40 01", "+33639984001"],
  ["+33 6 39 98 40 01", "+33639984001"],
  ["c'est le 0639984001", "+33639984001"],
  ["01 99 00 00 01", undefined],
  ["12", undefined],
])("%s is read as %s", (said, number) => {
  expect(readMobile(said, "FR")).toBe(number);
});

describe("from the old number", () => {
  test("the code that came to the new one makes it the person's, and the old one is nobody's", async () => {
    await leadPatient(service, old, "asked");
    const personId = await personOf(service, old);
    const code = await askFor(next);
    expect(await isKnown(next)).toBeNull();
    const now = await oneValue<Date>(service, "select service_now()");
    const waiting = await writeTo(service, pool, old, { body: "pour plus tard", sendAfter: DateTime.fromJSDate(now).plus({ minutes: 9 }) });
    await later(2);
    expect(await say(old, "123")).toMatch(/pas le bon code/);
    expect(await say(old, code === "000000" ? "000001" : "000000")).toMatch(/pas le bon code/);
    expect(await say(old, code)).toMatch(/nouveau numéro, et plus rien ici/);
    expect(await personOf(service, next)).toBe(personId);
    expect(await isKnown(old)).toBeNull();
    await later(10);
    expect(await deliveryOf(service, waiting)).toMatchObject({ state: "sent" });
    expect(service.provider.sentTo(next).at(-1)).toBe("pour plus tard");
    const before = service.provider.sentTo(old).length;
    const id = await writeTo(service, pool, next, { body: "au nouveau" });
    await service.drain();
    expect(await deliveryOf(service, id)).toMatchObject({ state: "sent" });
    expect(service.provider.sentTo(next).at(-1)).toBe("au nouveau");
    expect(service.provider.sentTo(old)).toHaveLength(before);
    // who writes from the old one is somebody new, and the appointment stays with the person
    expect(await say(old, "RDV")).not.toMatch(/Claire|nov/);
    expect(await personOf(service, old)).not.toBe(personId);
    expect(await say(next, "RDV")).toMatch(/nov/);
    // the code is nowhere any more
    expect(await rowsOf(service, "select body from delivery where class = 'number-code' and person_id = $1", [personId])).toEqual([
      { body: "" },
    ]);
  });

  test("what was stopped stays stopped", async () => {
    await leadPatient(service, old, "offers");
    await say(old, "STOP RAPPELS");
    const code = await askFor(next);
    await say(old, code);
    const key = addressKey(service.config.keys.addressKey, next);
    expect(await rowsOf(service, "select topic from opt_out where address_key = $1", [key])).toEqual([{ topic: "reminders" }]);
  });

  test("the number of another person who agreed is refused, to who has its code only, and a coordinator hears of it", async () => {
    await leadPatient(service, old, "offers");
    await leadPatient(service, next, "offers");
    const [mine, theirs] = [await personOf(service, old), await personOf(service, next)];
    // the same words as for a number that nobody has
    const code = await askFor(next);
    expect(await say(old, code)).toMatch(/ne peut pas etre utilisé/);
    expect([await personOf(service, old), await personOf(service, next)]).toEqual([mine, theirs]);
    expect(await rowsOf(service, "select kind from work_item where person_id = $1", [mine])).toEqual([{ kind: "number-change" }]);
  });

  test("somebody who only wrote from there and agreed to nothing is dropped, and danger they told of is kept", async () => {
    await leadPatient(service, old, "offers");
    await say(next, "je veux mourir");
    const dropped = await personOf(service, next);
    const code = await askFor(next);
    expect(await say(old, code)).toMatch(/C'est fait/);
    expect(await rowsOf(service, "select from person where person_id = $1", [dropped])).toEqual([]);
    expect(await oneValue(service, "select level from incident where person_id = $1", [await personOf(service, next)])).toBeGreaterThan(1);
  });

  test("five wrong codes end it, for the right one too", async () => {
    await leadPatient(service, old, "offers");
    const code = await askFor(next);
    const wrong = code === "111111" ? "222222" : "111111";
    for (let tries = 1; tries < 5; tries++) expect(await say(old, wrong)).toMatch(/pas le bon code/);
    expect(await say(old, wrong)).toMatch(/ne sert plus/);
    const personId = await personOf(service, old);
    const confirm = (db: pg.PoolClient) => confirmNumberChange(db, service.config.keys.addressKey, personId, code);
    expect(await inProgramme(pool, programmeId, confirm)).toBe("over");
    expect(await isKnown(next)).toBeNull();
  });

  test("half an hour later the code is over", async () => {
    await leadPatient(service, old, "offers");
    const code = await askFor(next);
    await later(31);
    expect(await say(old, code)).toMatch(/ne sert plus/);
    expect(await isKnown(next)).toBeNull();
  });

  test.each([
    [["08", "99", "70", "00", "00"].join(" "), /pas reconnu un numéro/],
    ["+44 7700 900123", /ne peut pas/],
    ["bonjour", /pas reconnu un numéro/],
    ["RIEN", /reste le meme/],
  ])("%s is no number to send to", async (said, answer) => {
    await leadPatient(service, old, "offers");
    await say(old, "NUMERO");
    expect(await say(old, said)).toMatch(answer);
    expect(await rowsOf(service, "select from number_change where person_id = $1", [await personOf(service, old)])).toEqual([]);
  });

  test("nobody can have one number texted more than three codes a day", async () => {
    await leadPatient(service, old, "offers");
    for (let asked = 0; asked < 3; asked++) {
      await askFor(next);
      await say(old, "RIEN");
    }
    await say(old, "NUMERO");
    expect(await say(old, next)).toMatch(/Trop de demandes/);
    await service.drain();
    expect(service.provider.sentTo(next)).toHaveLength(3);
  });

  test("a number that stopped our messages gets no code", async () => {
    await leadPatient(service, old, "offers");
    await say(next, "STOP");
    await say(old, "NUMERO");
    expect(await say(old, next)).toMatch(/code à 6 chiffres part/);
    await service.drain();
    expect(service.provider.sentTo(next)).toEqual([]);
  });
});

describe("from a new number, with the old phone lost", () => {
  const CLAIMED = "Merci. Si la référence est juste, l'équipe vérifie avec vous. Sans nouvelles, écrivez HUMAIN depuis ce numéro.";
  const referenceOf = async (phone: string) =>
    oneValue<string>(service, "select reference from appointment where patient_id = $1 limit 1", [await personOf(service, phone)]);

  test("the answer is the same whatever is given; a coordinator approves what fits", async () => {
    await leadPatient(service, old, "asked");
    const personId = await personOf(service, old);
    const reference = await referenceOf(old);
    const answers = new Set<string>();
    for (const given of ["00000000", "je ne sais plus", reference]) {
      expect(await say(next, "NUMERO")).toMatch(/8 chiffres/);
      answers.add(await say(next, given));
      await service.drain();
      const items = await rowsOf(service, "select from work_item where person_id = $1 and kind = 'number-change'", [personId]);
      expect(items, given).toHaveLength(given === reference ? 1 : 0);
    }
    expect([...answers]).toEqual([CLAIMED]);
    expect(await personOf(service, old)).toBe(personId);

    expect(await inProgramme(pool, programmeId, (db) => approveNumberChange(db, personId, null))).toBe("approved");
    await service.drain();
    expect(await personOf(service, next)).toBe(personId);
    expect(await isKnown(old)).toBeNull();
    await later(1);
    expect(service.provider.sentTo(next).at(-1)).toMatch(/a vérifié/);
    expect(
      await rowsOf(service, "select from work_item where person_id = $1 and kind = 'number-change' and closed_at is null", [personId]),
    ).toEqual([]);
    expect(await inProgramme(pool, programmeId, (db) => approveNumberChange(db, personId, null))).toBe("nothing-asked");
  });

  test("a second claim does not take the first one's place, nor does an eleventh try count", async () => {
    await leadPatient(service, old, "asked");
    const personId = await personOf(service, old);
    const reference = await referenceOf(old);
    await say(next, "NUMERO");
    await say(next, reference);
    const other = `+3363998${String(5000 + count)}`;
    await say(other, "NUMERO");
    await say(other, reference);
    await service.drain();
    const key = addressKey(service.config.keys.addressKey, next);
    expect(await oneValue(service, "select address_key from number_change where person_id = $1", [personId])).toBe(key);

    await service.owner.query("delete from number_change");
    const guesser = `+3363998${String(6000 + count)}`;
    for (let tries = 0; tries < 10; tries++) {
      await say(guesser, "NUMERO");
      await say(guesser, `0000000${tries}`);
      await later(2);
    }
    await say(guesser, "NUMERO");
    expect(await say(guesser, reference)).toBe(CLAIMED);
    await service.drain();
    expect(await rowsOf(service, "select from number_change")).toEqual([]);
  });

  test("nobody's own wish by code is approved as if it were a claim", async () => {
    await leadPatient(service, old, "asked");
    await askFor(next);
    const personId = await personOf(service, old);
    expect(await inProgramme(pool, programmeId, (db) => approveNumberChange(db, personId, null))).toBe("nothing-asked");
  });
});
