import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { bookTalk } from "../support/patient.ts";
import { oneValue, personOf, rowsOf } from "../support/people.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";
import { attribute, callRowOf, openCall, workItemsOf } from "../support/voice.ts";

let service: TestService;
let phone: string;
let other: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
beforeEach(() => {
  count++;
  phone = `+3363998${String(4200 + count)}`;
  other = `+3363998${String(5200 + count)}`;
});
afterAll(() => service.stop());

describe("a withheld number", () => {
  const reference = async (from: string) =>
    oneValue<string>(service, "select reference from appointment where patient_id = $1", [await personOf(service, from)]);

  test.each(["anonymous", "+266696687", "", "Restricted"])("(%j) is asked for a reference, and goes on as whose it is", async (from) => {
    await bookTalk(service, phone);
    const talk = await openCall(service, from);
    expect(talk.said).toMatch(/tapez ses chiffres, puis dièse/);
    expect(talk.said).not.toContain("Claire");
    await talk.press(`${await reference(phone)}#`);
    expect(talk.said).toMatch(/^Que voulez-vous faire/);
    await talk.press("2");
    expect(talk.said).toMatch(/Votre rendez-vous: .* avec Claire/);
    expect((await callRowOf(service, talk))?.person_id).toBe(await personOf(service, phone));
    // what opens a conversation opens neither the number nor the data
    expect(await talk.say("changer de numéro")).toMatch(/rappeler/);
    await talk.hangUp();
    expect(await callRowOf(service, talk)).toMatchObject({ seconds: 42, ended_at: expect.any(Date) });
  });

  test("digits that name nobody are answered alike, and after three tries the call goes on as of somebody new", async () => {
    const talk = await openCall(service, "anonymous");
    const answers = [await talk.press("12345678#"), await talk.press("1#")];
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^Ces chiffres n'ouvrent rien\. Si vous avez le code d'un appel ou la référence/);
    expect(await talk.press("00000000#")).toMatch(/^Ces chiffres n'ouvrent rien\..*Puis-je garder votre numéro/);
  });

  test("after too many tries of the number that was called the right digits open nothing, with the same answer", async () => {
    await bookTalk(service, phone);
    const key = `digits-called ${DEMO_NUMBER}`;
    const seen = async (tries: number) =>
      service.owner.query(
        `insert into rate_window (programme_id, subject, window_start, seen)
         select programme_id, $1, date_bin(interval '1440 minutes', service_now(), timestamptz '2020-01-01 00:00Z'), $2 from programme_slug where slug = 'demo'
         on conflict (programme_id, subject, window_start) do update set seen = excluded.seen`,
        [key, tries],
      );
    await seen(20);
    const talk = await openCall(service, "anonymous");
    expect(await talk.press(`${await reference(phone)}#`)).toMatch(/^Ces chiffres n'ouvrent rien\. Si vous avez/);
    await seen(19);
    expect(await talk.press(`${await reference(phone)}#`)).toMatch(/^Que voulez-vous faire/);
    await seen(0);
  });

  test("a reference that is right is not counted as a try", async () => {
    await bookTalk(service, phone);
    const seen = () =>
      oneValue<number | undefined>(service, "select seen from rate_window where subject = $1", [`digits-called ${DEMO_NUMBER}`]);
    const before = (await seen()) ?? 0;
    const talk = await openCall(service, "anonymous");
    await talk.press(`${await reference(phone)}#`);
    expect((await seen()) ?? 0).toBe(before);
  });

  test("of somebody new leads to an appointment, its reference is said, and a mobile is proved by the code that goes there", async () => {
    const talk = await openCall(service, "anonymous");
    await talk.press("#");
    await talk.press("1");
    await talk.press("1");
    await talk.say("mon endométriose");
    await talk.press("1");
    await talk.press("1");
    await talk.press("1");
    await talk.press("2");
    expect(talk.said).toMatch(/^C'est noté: .*Votre référence, pour rappeler: \d\d, .*À quel numéro peut-on vous joindre/);
    await talk.press(`${other.replace("+33", "0")}#`);
    expect(talk.said).toMatch(/Un code à six chiffres part vers ce numéro/);
    expect(attribute(talk.twiml, "Gather", "numDigits")).toBe("6");
    const { body } = await service.provider.waitForMessage(other, /votre code est/);
    await talk.press(/\d{6}/.exec(body)?.[0] ?? "");
    expect(talk.said).toMatch(/^C'est fait/);
    expect((await callRowOf(service, talk))?.person_id).toBe(await personOf(service, other));
    expect((await openCall(service, other)).said).toMatch(/Que voulez-vous faire/);
  });

  test("of somebody new may leave a landline, which a coordinator proves by calling it", async () => {
    const talk = await openCall(service, "anonymous");
    await talk.press("#");
    await talk.press("0");
    expect(await talk.press("5")).toMatch(/À quel numéro/);
    expect(await talk.press("0199000077#")).toMatch(/vérifie en appelant/);
    const personId = String((await callRowOf(service, talk))?.person_id);
    expect(await workItemsOf(service, personId)).toEqual(["asked-for-human", "number-change"]);
    expect(await oneValue(service, "select kind from number_change where person_id = $1", [personId])).toBe("voice");
  });

  test("of somebody who only hangs up leaves nobody", async () => {
    const talk = await openCall(service, "anonymous");
    const personId = String((await callRowOf(service, talk))?.person_id);
    await talk.hangUp();
    expect(await rowsOf(service, "select from person where person_id = $1", [personId])).toEqual([]);
    expect(await callRowOf(service, talk)).toBeUndefined();
  });
});
