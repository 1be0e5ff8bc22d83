import { DateTime } from "luxon";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runTurn } from "../../bot/turn.ts";
import { inProgramme } from "../../domain/db.ts";
import { isEasyCode, resetCode } from "../../domain/people/code.ts";
import { leadPatient } from "../support/patient.ts";
import { oneValue, openAppPool, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const CODE = "4827";

let service: TestService;
let pool: pg.Pool;
let phone: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
  pool = openAppPool(service);
});
beforeEach(() => {
  phone = `+3363998${String(2000 + ++count)}`;
});
afterAll(async () => {
  await pool.end();
  await service.stop();
});

/** A patient whose phone is shared, with a code, up to the choice of a peer. */
async function leadShared(code = CODE): Promise<string> {
  await leadPatient(service, phone, "age");
  await service.text(phone, "2");
  return (await service.text(phone, code)).join(" ");
}

/** Says something to the person out of the blue, as a job does. */
async function tell(question = false, sendAfter?: DateTime): Promise<void> {
  const personId = await personOf(service, phone);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  await runTurn(pool, `test:${Math.random()}`, { kind: "job", programmeId, personId }, async () => ({
    say: [{ key: "appointment.acceptedNeutral", args: { at: "jeu. 26 nov. 16:30", reference: "12345678", pin: "none" } }],
    class: "appointment",
    sendAfter,
    ...(question
      ? {
          prompt: { kind: "yes-no" as const, text: { key: "erase.confirm" as const } },
          question: { dialog: "erase", step: "confirm", version: 1, state: {} },
        }
      : { question: "keep" as const }),
  }));
  await service.drain();
}

const later = async (hours: number) => {
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + hours * 3_600_000).toISOString());
};
const locked = async () => oneValue(service, "select locked from conversation where person_id = $1", [await personOf(service, phone)]);

test.each(["0000", "7777", "1234", "4321", "6789", "1212", "1984", "2026"])("the code %s is too easy", (digits) => {
  expect(isEasyCode(digits)).toBe(true);
});
test.each([CODE, "0183", "9035", "1243"])("the code %s is not", (digits) => {
  expect(isEasyCode(digits)).toBe(false);
});

test("a code is chosen once the phone is said to be shared; an easy one is refused kindly, and only its keyed hash is kept", async () => {
  await leadPatient(service, phone, "age");
  expect((await service.text(phone, "2")).join(" ")).toMatch(/code à 4 chiffres/);
  expect((await service.text(phone, "1234")).join(" ")).toMatch(/trop facile.*Choisissez un code/);
  expect((await service.text(phone, "douze")).join(" ")).toMatch(/Il me faut 4 chiffres/);
  expect((await service.text(phone, CODE)).join(" ")).toMatch(/Code noté.*personnes peuvent/);
  expect(await oneValue(service, "select code_key from patient where person_id = $1", [await personOf(service, phone)])).toMatch(
    /^[0-9a-f]{64}$/,
  );
  // the first contact goes on without it
  expect((await service.text(phone, "1")).join(" ")).toMatch(/Comment/);
});

test("two people with the same digits have different keys", async () => {
  await leadShared();
  const first = phone;
  phone = `+3363998${String(2000 + ++count)}`;
  await leadShared();
  const keys = await rowsOf<{ code_key: string }>(service, "select code_key from patient where person_id = any($1)", [
    [await personOf(service, first), await personOf(service, phone)],
  ]);
  expect(new Set(keys.map(({ code_key }) => code_key)).size).toBe(2);
});

test("what is written while the phone is open and leaves later waits for the code all the same", async () => {
  await leadShared();
  const now = DateTime.fromJSDate(await oneValue<Date>(service, "select service_now()"));
  await tell(false, now.plus({ hours: 3 }));
  await later(4);
  expect(service.provider.sentTo(phone)).toEqual(["Vous avez un message. Répondez avec votre code à 4 chiffres."]);
  expect((await service.text(phone, CODE)).join(" ")).toMatch(/C'est confirmé: jeu\. 26 nov/);
});

describe("once a question's time has passed", () => {
  beforeEach(async () => {
    await leadShared();
    await later(3);
  });

  test("only the arrival of a message is told, and the code says what it is", async () => {
    await tell();
    await tell();
    expect(service.provider.sentTo(phone).join(" ")).not.toContain("26 nov");
    expect(service.provider.sentTo(phone).at(-1)).toBe("Vous avez un message. Répondez avec votre code à 4 chiffres.");
    const said = (await service.text(phone, ` ${CODE}.`)).join(" ");
    expect(said.match(/C'est confirmé: jeu\. 26 nov/g)).toHaveLength(2);
    expect(await locked()).toBeNull();
    // and it stays open for a while
    expect((await service.text(phone, "RDV")).join(" ")).toMatch(/pas de rendez-vous/);
  });

  test("the last question that waited is the open one", async () => {
    await tell(true);
    expect((await service.text(phone, CODE)).join(" ")).toMatch(/Effacer\? OUI ou NON/);
    expect((await service.text(phone, "non")).join(" ")).toMatch(/Rien n'est effacé/);
  });

  test("what is written without it is answered after it, and nothing before", async () => {
    expect((await service.text(phone, "RDV")).join(" ")).toBe("Répondez d'abord avec votre code à 4 chiffres. Code oublié: HUMAIN");
    expect((await service.text(phone, "SUPPRIMER")).join(" ")).toMatch(/^Répondez d'abord/);
    expect((await service.text(phone, "RDV")).join(" ")).toMatch(/^Répondez d'abord/);
    expect(await locked()).toEqual([{ say: [], heard: "RDV" }]);
    expect((await service.text(phone, CODE)).join(" ")).toMatch(/pas de rendez-vous/);
  });

  test("danger, STOP, help, language and a human need no code", async () => {
    expect((await service.text(phone, "je veux mourir")).join(" ")).toContain("3114");
    expect((await service.text(phone, "AIDE")).join(" ")).toContain("Passerelle");
    expect((await service.text(phone, "ENGLISH")).join(" ")).not.toMatch(/people can talk|Which|code/);
    expect((await service.text(phone, "FRANCAIS")).join(" ")).toMatch(/en francais/);
    expect((await service.text(phone, "HUMAIN")).join(" ")).not.toContain("code");
    await tell();
    expect((await service.text(phone, "STOP")).join(" ")).toContain("REPRENDRE");
    expect(await locked()).toBeNull();
  });

  test("three wrong ones pause the hour, for the right one too, with one answer for all", async () => {
    const answers = new Set<string>();
    for (const digits of ["1111", "2222", "3333", CODE]) answers.add((await service.text(phone, digits)).join(" "));
    expect([...answers]).toEqual([expect.stringMatching(/^Ce code n'ouvre rien.*HUMAIN$/)]);
    await later(1);
    expect((await service.text(phone, CODE)).join(" ")).toMatch(/Rien ne vous attend|personnes peuvent/);
  });

  test("ten wrong ones pause the day", async () => {
    for (let hour = 0; hour < 4; hour++) {
      for (let tries = 0; tries < 3; tries++) await service.text(phone, "1111");
      await later(1);
    }
    expect((await service.text(phone, CODE)).join(" ")).toMatch(/n'ouvre rien/);
    await later(24);
    expect((await service.text(phone, CODE)).join(" ")).not.toMatch(/n'ouvre rien/);
  });

  test("a forgotten one is taken away by a coordinator, and what waits comes after the new one", async () => {
    await tell();
    const personId = await personOf(service, phone);
    const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
    expect(await inProgramme(pool, programmeId, (db) => resetCode(db, personId))).toBe("reset");
    await service.drain();
    // not at night, nor on a Sunday
    const sent = await oneValue<Date>(service, "select greatest(max(send_after), service_now()) from delivery where person_id = $1", [
      personId,
    ]);
    await service.moveClock(new Date(sent.getTime() + 60_000).toISOString());
    expect(service.provider.sentTo(phone).at(-1)).toMatch(/ancien code\. Choisissez/);
    expect((await service.text(phone, "9035")).join(" ")).toMatch(/Code noté.*C'est confirmé: jeu\. 26 nov/);
    expect(await inProgramme(pool, programmeId, (db) => resetCode(db, personId))).toBe("reset");
    expect(await inProgramme(pool, programmeId, (db) => resetCode(db, personId))).toBe("no-code");
  });
});
