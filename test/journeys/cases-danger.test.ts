import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listDeliveries } from "../../bot/playground/list-deliveries.ts";
import { lead } from "../support/booked.ts";
import { addColleague } from "../support/coordinator.ts";
import { oneValue, openAppPool, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";
import { messagesOf } from "../support/twiml.ts";

const NOOR = "+33639980202";
const LINES = /Vous comptez\. Appelez le 3114 maintenant: gratuit, jour et nuit\. En danger immédiat: 15 ou 112, ou SMS au 114\./;
const ALARM = /Alerte de niveau \d: une personne a écrit quelque chose qui inquiète/;
const STILL_OPEN = "Une alerte attend et personne ne l'a encore prise. Merci de regarder maintenant.";
const HOW_ARE_YOU = /comment allez-vous aujourd'hui\?/i;

let stage: TestPlayground;
let lou: ReturnType<TestPlayground["phone"]>;
beforeEach(async () => {
  stage = await startPlayground();
  lou = stage.phone("+33639980001");
  await stage.chat.coordinator.say("DEMO-TEAM");
});
afterEach(() => stage.stop());

/** How often the coordinator in Teams was paged. */
const paged = async () => (await stage.chat.coordinator.shown()).filter((words) => /Merci de regarder/.test(words)).length;
const incidents = async () =>
  rowsOf(stage, "select level, situation from incident where person_id = $1 order by at", [await personOf(stage, lou.number)]);

/** What the provider said in the calls that it made to a number, oldest first. */
async function calls(to: string): Promise<string[]> {
  const { accountSid, authToken, apiBaseUrl } = stage.config.twilio;
  const state = (await (await fetch(`${stage.url}/playground/api/state`)).json()) as object;
  expect(JSON.stringify(state)).not.toContain("<Say");
  const response = await fetch(`${apiBaseUrl}/2010-04-01/Accounts/${accountSid}/Calls.json?${new URLSearchParams({ To: to })}`, {
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}` },
  });
  return ((await response.json()) as { calls: { status: string }[] }).calls.map(({ status }) => status).reverse();
}

describe("case 15: 'Stop, je veux mourir'", () => {
  test("is danger and stops nothing: the lines, the team, and the next day somebody asks", async () => {
    await lead(stage, lou.number, "offers");
    expect((await lou.say("Stop, je veux mourir")).join(" ")).toMatch(LINES);
    expect(await rowsOf(stage, "select from opt_out")).toEqual([]);
    await stage.chat.coordinator.waitFor(ALARM);
    await stage.moveClock("2026-11-24T09:59:00");
    expect((await lou.received()).join(" ")).not.toMatch(HOW_ARE_YOU);
    await stage.moveClock("2026-11-24T10:01:00");
    expect(await lou.waitFor(HOW_ARE_YOU)).not.toMatch(/mourir|hier|danger/);
  });
});

describe("case 38: danger in the middle of a booking", () => {
  test("comes first, and what was asked before is answered by its number, right after the lines and for as long as a new question would", async () => {
    await lead(stage, lou.number, "offers");
    await stage.moveClock("2026-11-23T11:50:00");
    const said = (await lou.say("je veux mourir")).join(" ");
    expect(said).toMatch(LINES);
    expect(said).toMatch(/Pour parler à l'équipe: HUMAIN\. Quand vous voudrez, répondez à la question d'avant, ou écrivez MENU\.$/);
    // past the two hours of the question as it was asked
    await stage.moveClock("2026-11-23T13:30:00");
    expect((await lou.say("1")).join(" ")).toMatch(/au téléphone, numéro caché/);
  });

  test("with nothing asked says nothing of a question", async () => {
    const said = (await lou.say("je veux mourir")).join(" ");
    expect(said).toMatch(LINES);
    expect(said).not.toContain("question");
  });
});

describe("the team", () => {
  test("is paged in Teams, by SMS and by a call, the next on the rota after 15 minutes, and nobody any more once it is taken", async () => {
    await addColleague(stage, "Noor", { rank: 2, phone: NOOR });
    await addColleague(stage, "Alex", { rank: 3, phone: "+33639980203" });
    expect((await lou.say("je veux mourir")).join(" ")).toContain("L'équipe est prévenue.");
    await stage.chat.coordinator.waitFor(ALARM);
    expect(await calls(NOOR)).toEqual([]);
    await stage.moveClock("2026-11-23T10:15:30");
    expect(await stage.phone(NOOR).received()).toEqual([STILL_OPEN]);
    await expect.poll(() => calls(NOOR)).toEqual(["completed"]);
    const pool = openAppPool(stage, 1);
    try {
      const programmeId = await oneValue<string>(stage, "select programme_id from programme_slug where slug = 'demo'");
      const { fieldKey, fieldKeyId } = stage.config.keys;
      const listed = await listDeliveries(pool, { id: fieldKeyId, key: fieldKey }, programmeId);
      expect(
        listed
          .filter(({ number }) => number === NOOR)
          .map(({ channel }) => channel)
          .sort(),
      ).toEqual(["sms", "voice"]);
    } finally {
      await pool.end();
    }
    await stage.chat.coordinator.press("acknowledge-page");
    await stage.moveClock("2026-11-23T12:00:00");
    expect(await stage.phone("+33639980203").received()).toEqual([]);
    expect(await calls("+33639980203")).toEqual([]);
  });

  test("case 12: after STOP is told that nothing could be sent for certain, and nothing is sent the next day", async () => {
    await lead(stage, lou.number, "offers");
    await lou.say("STOP");
    expect((await lou.say("je veux mourir")).join(" ")).toMatch(LINES);
    await stage.chat.coordinator.waitFor(/qui a demandé l'arrêt des messages.*Rien n'a pu lui être envoyé avec certitude/);
    const before = (await lou.received()).length;
    await stage.moveClock("2026-11-25T12:00:00");
    expect((await lou.received()).slice(before)).toEqual([]);
    expect(await rowsOf(stage, "select from delivery where body ~* 'comment allez-vous'")).toEqual([]);
  });

  test("case 50: on a Sunday nobody is on duty: it is said, and until when; everybody is messaged, rung up is nobody, and on Monday they are paged anew", async () => {
    await addColleague(stage, "Noor", { rank: 1, phone: NOOR });
    await lead(stage, lou.number, "age");
    await stage.moveClock("2026-11-29T03:00:00");
    const before = await paged();
    expect((await lou.say("je veux mourir")).join(" ")).toContain(
      "Personne de l'équipe ne peut vous rappeler avant lun. 30 nov. 09:00. Ces numéros répondent maintenant, jour et nuit.",
    );
    await stage.drain();
    expect([(await paged()) - before, (await stage.phone(NOOR).received()).length, (await calls(NOOR)).length]).toEqual([1, 1, 0]);
    // 10:00 of this Sunday disturbs: the first hour that does not is Monday's 8:00
    await stage.moveClock("2026-11-30T07:59:00");
    expect((await lou.received()).join(" ")).not.toMatch(HOW_ARE_YOU);
    await stage.moveClock("2026-11-30T08:01:00");
    await lou.waitFor(HOW_ARE_YOU);
    await stage.moveClock("2026-11-30T09:00:30");
    // last week's summary comes on Monday as well
    const toNoor = (await stage.phone(NOOR).received()).filter((text) => !/semaine du/.test(text));
    expect([(await paged()) - before, toNoor.length, (await calls(NOOR)).length]).toEqual([2, 2, 1]);
  });

  test("case 20: a text of danger that the provider delivers three times is one alarm, with one answer", async () => {
    const text = stage.hooks.sms(lou.number, "je veux mourir");
    const answers = [];
    for (let delivery = 0; delivery < 3; delivery++) answers.push(messagesOf((await stage.hooks.deliver(text)).body).join(" "));
    await stage.drain();
    expect(new Set(answers).size).toBe(1);
    expect(await incidents()).toHaveLength(1);
    expect(await paged()).toBe(1);
  });
});

describe("violence at home", () => {
  test("gets a list that tells a reader nothing, no word of the team, and no text the next day", async () => {
    await lead(stage, lou.number, "age");
    const said = (await lou.say("mon mari me frappe")).join(" ");
    expect(said).toMatch(/^Je suis un robot\. Urgence: 17 ou 112, ou SMS au 114, sans parler\. Écoute, jour et nuit: 3114, 3919\./);
    expect(said).not.toMatch(/violence|mari|prévenu|alerte/i);
    await stage.chat.coordinator.waitFor(ALARM);
    const before = (await lou.received()).length;
    await stage.moveClock("2026-11-25T12:00:00");
    expect((await lou.received()).slice(before)).toEqual([]);
  });
});

describe("case 11: on a shared phone", () => {
  test("danger needs no code, and how they are is asked behind it", async () => {
    await lead(stage, lou.number, "age");
    for (const text of ["2", "4827"]) await lou.say(text);
    await stage.moveClock("2026-11-23T14:00:00");
    expect((await lou.say("je veux mourir")).join(" ")).toMatch(LINES);
    await stage.moveClock("2026-11-24T10:01:00");
    expect((await lou.received()).join(" ")).not.toMatch(HOW_ARE_YOU);
    expect((await lou.say("4827")).join(" ")).toMatch(/Bonjour, ici Passerelle\. Comment allez-vous aujourd'hui\?/);
  });
});

describe("the next day", () => {
  test("'worse' is danger again: the lines, the team, and another day later another question", async () => {
    await lead(stage, lou.number, "offers");
    await lou.say("je veux mourir");
    await stage.moveClock("2026-11-24T10:01:00");
    await lou.waitFor(HOW_ARE_YOU);
    const before = await paged();
    expect((await lou.say("3")).join(" ")).toMatch(LINES);
    await stage.drain();
    expect((await paged()) - before).toBe(1);
    expect(await incidents()).toEqual(Array(2).fill({ level: 2, situation: "suicide" }));
    await stage.moveClock("2026-11-25T10:01:00");
    expect((await lou.received()).filter((text) => HOW_ARE_YOU.test(text))).toHaveLength(2);
  });
});

test("a number from abroad gets 112, the country's own emergency number, and where to find a line there", async () => {
  const said = (await stage.text("+447700900123", "I want to die")).join(" ");
  expect(said).toMatch(/112, or the emergency number of the country you are in.*findahelpline\.com/);
  expect(said).not.toMatch(/3114|\b15\b|\b114\b/);
});
