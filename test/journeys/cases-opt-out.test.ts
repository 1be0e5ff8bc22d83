import { afterAll, beforeAll, expect, test } from "vitest";
import { addressKey } from "../../domain/people/address-key.ts";
import { ask, book } from "../support/booked.ts";
import { leadPatient } from "../support/patient.ts";
import { peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";
import { startService, type TestService } from "../support/service.ts";
import { messagesOf } from "../support/twiml.ts";

const STOPPED = /^C'est fait: vous ne recevrez plus de messages/;

/** The topics that a number has stopped, and who said so. */
const stopsOf = ({ owner, config }: Pick<TestService, "owner" | "config">, phone: string) =>
  rowsOf<{ topic: string; source: string }>({ owner }, "select topic, source from opt_out where address_key = $1 order by topic", [
    addressKey(config.keys.addressKey, phone),
  ]);

test("case 12: STOP in the middle of a dialogue, with a talk asked for and a message on its way: one confirmation and no more, the team and the peer are told", async () => {
  const stage = await startPlayground();
  const lou = stage.phone("+33639980001");
  try {
    await stage.chat.coordinator.say("DEMO-TEAM");
    const first = await book(stage, lou.number);
    await stage.moveClock("2026-11-23T10:05:00");
    for (const text of ["endométriose", "2", "1", "3"]) await lou.say(text);
    await stage.drain();
    const second = await phoneOfAsked(stage, lou.number);
    expect(second).not.toBe(first);
    // in the evening the first one withdraws: Lou would hear of it in the morning
    await stage.moveClock("2026-11-23T21:00:00");
    for (const text of ["RDV", "1", "oui"]) await stage.phone(first).say(text);
    await stage.drain();
    const waiting = "select state, reason from delivery where person_id = $1 and body like '%empechement%'";
    expect(await rowsOf(stage, waiting, [await personOf(stage, lou.number)])).toEqual([{ state: "queued", reason: null }]);
    expect((await lou.say("MENU")).join()).toMatch(/Que voulez-vous faire/);
    const before = (await lou.received()).length;

    expect((await lou.say("STOP")).join()).toMatch(STOPPED);
    expect(await rowsOf(stage, waiting, [await personOf(stage, lou.number)])).toEqual([{ state: "skipped", reason: "opted-out" }]);
    await stage.moveClock("2026-11-24T12:00:00");
    expect((await lou.received()).slice(before)).toEqual([expect.stringMatching(STOPPED)]);
    expect((await stage.phone(second).received()).join(" ")).toMatch(
      /La personne a demandé l'arret des messages\. Le rendez-vous .* reste noté/,
    );
    await stage.chat.coordinator.waitFor(/Lou a écrit STOP, avec un rendez-vous prévu/);
    // the menu is over: a number is no answer to it any more
    expect((await lou.say("1")).join()).toMatch(/Je n'attends pas de réponse en ce moment/);
  } finally {
    await stage.stop();
  }
});

async function phoneOfAsked(stage: TestPlayground, patient: string): Promise<string> {
  const [asked] = await rowsOf<{ name: string }>(
    stage,
    "select display_name as name from peer join appointment on peer_id = person_id where patient_id = $1 and status = 'pending'",
    [await personOf(stage, patient)],
  );
  return peerPhone(asked?.name ?? "");
}

// the playground's provider refuses nobody: this one does what the test says
test("case 13: the provider says that a number has stopped (21610): it is our opt-out from then on, nothing is tried again, and the team is told", async () => {
  const service = await startService();
  const lou = "+33639980013";
  try {
    await leadPatient(service, lou, "asked", { slot: "3" });
    await service.drain();
    service.provider.answerNext({ status: 400, code: 21610 });
    await service.text(peerPhone("Claire"), "1");
    await service.drain();
    expect(await stopsOf(service, lou)).toEqual([{ topic: "all", source: "carrier" }]);
    await service.moveClock("2026-11-26T12:00:00+01:00");
    expect(service.provider.sentTo(lou)).toEqual([]);
    const tries = await rowsOf(
      service,
      "select class, state, reason, attempt from delivery where person_id = $1 and class <> 'reply' and created_at < '2026-11-26T10:45+01' order by created_at",
      [await personOf(service, lou)],
    );
    expect(tries).toEqual([
      { class: "appointment", state: "failed", reason: "21610", attempt: 1 },
      ...Array<object>(3).fill({ class: "reminder", state: "skipped", reason: "opted-out", attempt: 0 }),
    ]);
    expect(await rowsOf(service, "select kind from work_item where kind = 'opted-out-with-booking'")).toHaveLength(1);
  } finally {
    await service.stop();
  }
});

let stage: TestPlayground;
beforeAll(async () => {
  stage = await startPlayground();
});
afterAll(() => stage.stop());

test("case 14: CANCEL cancels an appointment, END and QUIT stop nothing, ARRET does", async () => {
  const lou = stage.phone("+33639980014");
  await ask(stage, lou.number);
  for (const [word, answer] of [
    ["CANCEL", /^Votre rendez-vous: 1 annuler jeu\. 26 nov\. 10:00/],
    ["2", /Rien ne change/],
    ["END", /Je n'ai pas compris/],
  ] as const)
    expect((await lou.say(word)).join(), word).toMatch(answer);
  await stage.moveClock("2026-11-23T10:02:00");
  for (const [word, answer] of [
    ["QUIT", /Je n'ai pas compris/],
    ["Annuler", /^Votre rendez-vous: 1 annuler jeu\. 26 nov\. 10:00/],
    ["1", /^Annuler jeu\. 26 nov\. 10:00\? OUI ou NON/],
    ["oui", /^C'est annulé, sans souci/],
  ] as const)
    expect((await lou.say(word)).join(), word).toMatch(answer);
  expect(await stopsOf(stage, lou.number)).toEqual([]);
  expect((await lou.say("Arrêt")).join()).toMatch(STOPPED);
  expect(await stopsOf(stage, lou.number)).toEqual([{ topic: "all", source: "person" }]);
});

test("case 15: 'Stop, je ne veux plus souffrir' is heard as distress, and stops nothing", async () => {
  const lou = stage.phone("+33639980015");
  const peer = await ask(stage, lou.number, { wish: "je cherche quelqu'un pour ma dépression" });
  expect((await lou.say("Stop, je ne veux plus souffrir")).join()).toMatch(
    /^C'est dur en ce moment\. Etes-vous en sécurité\? Si non: 3114/,
  );
  expect(await stopsOf(stage, lou.number)).toEqual([]);
  expect(await rowsOf(stage, "select level from incident where person_id = $1", [await personOf(stage, lou.number)])).toEqual([
    { level: 1 },
  ]);
  // what they wait for still comes
  await stage.phone(peer).say("1");
  await lou.waitFor(/accepte\. Rendez-vous/);
});

test("case 16: where the provider has confirmed a STOP itself we don't, and otherwise we do, once", async () => {
  const [theirs, ours] = [stage.phone("+33639980016"), stage.phone("+33639980116")];
  await ask(stage, theirs.number, { wish: "je cherche quelqu'un pour un problème d'alcool" });
  const stop = { ...stage.hooks.sms(theirs.number, "STOP"), OptOutType: "STOP" };
  expect(messagesOf((await stage.hooks.deliver(stop)).body)).toEqual([]);
  await stage.drain();
  expect(await theirs.received()).toEqual([]);
  expect(await stopsOf(stage, theirs.number)).toEqual([{ topic: "all", source: "carrier" }]);

  await ask(stage, ours.number, { wish: "je cherche quelqu'un, je joue trop d'argent" });
  expect(await ours.say("STOP")).toEqual([expect.stringMatching(STOPPED)]);
  expect(await ours.say("STOP")).toEqual([]);
  expect(await ours.say("stop")).toEqual([]);
});

test("case 17: STOP QUESTIONS leaves the reminders, STOP RAPPELS ends them and nothing else, STOP ends all", async () => {
  const lou = stage.phone("+33639980002");
  const helene = await book(stage, lou.number, { wish: "je cherche quelqu'un pour mon cancer du sein", slot: "2" });
  await lou.waitFor(/accepte\. Rendez-vous jeu\. 26 nov\. 14:00/);
  expect((await lou.say("STOP QUESTIONS")).join()).toMatch(/plus de questionnaires\. Les autres messages continuent/);
  await stage.moveClock("2026-11-24T14:01:00");
  await lou.waitFor(/^Rappel: jeu\. 26 nov\. 14:00/);

  expect((await lou.say("STOP RAPPELS")).join()).toMatch(/plus de rappels\. Les autres messages continuent/);
  const before = (await lou.received()).length;
  // nobody called: another time is offered
  await stage.moveClock("2026-11-26T15:01:00");
  expect((await lou.received()).slice(before)).toEqual([expect.stringMatching(/1 un autre moment 2 une autre personne 3 pas maintenant/)]);
  expect((await lou.say("1")).join()).toMatch(/^Quand\?/);
  expect((await lou.say("1")).join()).toMatch(/^C'est noté: .* avec Hélène/);

  expect((await lou.say("STOP")).join()).toMatch(STOPPED);
  await stage.phone(helene).say("1");
  await stage.moveClock("2026-12-04T12:00:00");
  expect((await lou.received()).at(-1)).toMatch(STOPPED);
});
