import { SegmentedMessage } from "sms-segments-calculator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE } from "../../bot/demo-codes.ts";
import { openLog } from "../../bot/log.ts";
import { startWorker } from "../../bot/worker.ts";
import { runCommand } from "../support/child.ts";
import { bookTalk, leadPatient } from "../support/patient.ts";
import { deliveryOf, oneValue, openAppPool, peerPhone, personOf, rowsOf, withAppPool, writeTo } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";
import { startProvider } from "../support/provider.ts";
import { DEMO_NUMBER, startService } from "../support/service.ts";
import { messagesOf } from "../support/twiml.ts";
import { callbacksOf, newSid } from "../support/webhook.ts";

let play: TestPlayground;
beforeAll(async () => {
  play = await startPlayground();
});
afterAll(() => play.stop());

const lou = "+33639980001";
const deliveriesOf = async (phone: string, where = "true") =>
  rowsOf<{ state: string; reason: string | null; segments: number; body: string }>(
    play,
    `select state, reason, segments, body from delivery where person_id = $1 and ${where} order by created_at`,
    [await personOf(play, phone)],
  );
const idOf = (callback: string) => new URL(callback).searchParams.get("d") ?? "";

test("case 21: reports in any order, and twice, never move a message backwards, and an error stays", async () => {
  const orders: [string[], string, string | null][] = [
    [["queued", "sent", "delivered"], "delivered", null],
    [["delivered", "sent", "queued", "delivered", "sent"], "delivered", null],
    [["undelivered", "sent", "sending"], "failed", "30003"],
    [["sent", "undelivered", "delivered"], "failed", "30003"],
    [["delivered", "undelivered", "failed"], "delivered", null],
    [["failed", "failed", "sent"], "failed", "30003"],
    [["read", "delivered"], "delivered", null],
    [["something-new"], "sent", null],
  ];
  for (const [order, state, reason] of orders) {
    const [callback = ""] = callbacksOf((await play.hooks.deliver(play.hooks.sms("+33639980300", "INFO"))).body);
    const sid = newSid();
    for (const status of order) {
      const code = status === "undelivered" || status === "failed" ? 30003 : undefined;
      expect(await play.hooks.report(callback, sid, status, code)).toBe(204);
    }
    const stored = await rowsOf(play, "select state, reason from delivery where delivery_id = $1", [idOf(callback)]);
    expect(stored, order.join(" ")).toEqual([{ state, reason }]);
  }
});

test("case 33: a name with letters that SMS has not costs no more, and is kept as it was written", async () => {
  const name = "Zoë-Françoise";
  await leadPatient(play, lou, "asked", { offer: "Inès", alias: name });
  await play.drain();
  const request = await play.phone(peerPhone("Inès")).waitFor(/^Demande de/);
  expect(request).toMatch(/^Demande de Zoe-Francoise: au téléphone, .*Réponse avant/);
  await play.text(peerPhone("Inès"), "1");
  await play.phone(lou).waitFor(/Inès accepte/);
  for (const text of [request, ...(await play.phone(lou).received())]) expect(new SegmentedMessage(text).encodingName, text).toBe("GSM-7");
  expect(await oneValue(play, "select alias from person where person_id = $1", [await personOf(play, lou)])).toBe(name);
  // what is counted, and paid for, is what the provider counts
  const { accountSid, authToken, apiBaseUrl } = play.config.twilio;
  const listed = await fetch(
    `${apiBaseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json?${new URLSearchParams({ To: lou, PageSize: "100" })}`,
    {
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}` },
    },
  );
  const { messages } = (await listed.json()) as { messages: { direction: string; num_segments: string }[] };
  const billed = messages
    .filter(({ direction }) => direction !== "inbound")
    .reduce((sum, { num_segments }) => sum + Number(num_segments), 0);
  expect((await deliveriesOf(lou)).reduce((sum, { segments }) => sum + segments, 0)).toBe(billed);
});

test("case 34: no message is longer than two segments, whatever is asked, in both languages", async () => {
  await play.owner.query(
    "update peer set about_fr = left(repeat('a vécu cela très longtemps et en parle volontiers ', 3), 120), about_en = left(repeat('lived with it for a very long time and says so ', 3), 120)",
  );
  const words = (yes: string) => [
    ...["offers", "PLUS", "1", "1", "PLUS", "1", "Anne-Charlotte-Marie-Bérengère"],
    ...[
      "MENU",
      "AIDE",
      "INFO",
      "3",
      "1",
      "xyz",
      "RDV",
      "1",
      "PLUS",
      "2",
      "RDV",
      "ANNULER",
      "1",
      yes,
      "HUMAIN",
      "MES DONNEES",
      "SUPPRIMER",
      "STOP",
      "REPRENDRE",
    ],
  ];
  const said: string[] = [];
  for (const [phone, first, yes] of [
    ["+33639980310", "bonjour je cherche quelqu'un pour parler de mon endométriose", "oui"],
    ["+33639980311", "hello I am looking for someone to talk to about my endometriosis", "yes"],
  ] as const) {
    for (const word of [first, yes, "1", ...words(yes).slice(1)]) {
      // a person does not write so much in a minute
      await play.owner.query("delete from rate_window");
      said.push(...messagesOf((await play.hooks.deliver(play.hooks.sms(phone, word))).body));
    }
  }
  await play.drain();
  expect(said.length).toBeGreaterThan(50);
  expect(said.filter((text) => new SegmentedMessage(text).segmentsCount > 2)).toEqual([]);
  expect(await rowsOf(play, "select body from delivery where segments > 2 and card is null")).toEqual([]);
  // long ones were there to be shortened
  expect(said.some((text) => /1 \w+ \(endom[^)]*\.\.\.\)/.test(text))).toBe(true);
});

test("case 36: a number that a report calls unreachable is texted no more but rung up, the team sees it, and who writes is texted again", async () => {
  const tim = "+33639980320";
  await play.chat.coordinator.say(DEMO_COORDINATOR_CODE);
  await leadPatient(play, tim, "alias", { offer: "Aminata", wish: "bonjour je cherche quelqu'un pour parler de ma sclérose en plaques" });
  const { body } = await play.hooks.deliver(play.hooks.sms(tim, "Tim"));
  expect(body).toContain("C'est noté");
  await play.hooks.report(callbacksOf(body)[0] ?? "", newSid(), "undelivered", 30005);
  await play.drain();
  await play.text(peerPhone("Aminata"), "1");
  await play.drain();
  expect(await deliveriesOf(tim, "class = 'appointment'")).toEqual([expect.objectContaining({ state: "skipped", reason: "voice-only" })]);
  expect(await play.phone(tim).received()).toEqual([]);
  const address = async () => oneValue(play, "select kind from channel_address where person_id = $1", [await personOf(play, tim)]);
  expect(await address()).toBe("voice");
  const asked = "select state from delivery where person_id = $1 and told = 'asks-calls'";
  expect(await oneValue(play, asked, [await personOf(play, tim)])).toMatch(/^(queued|sending)$/);
  await play.chat.coordinator.say("FILE");
  expect((await play.chat.coordinator.shown()).at(-1)).toMatch(/Tim ne reçoit pas nos messages/);
  const items = () => rowsOf<{ kind: string }>(play, "select kind from work_item where kind = 'unreachable' and closed_at is null");
  expect(await items()).toHaveLength(1);
  await play.text(tim, "RDV");
  expect(await address()).toBe("sms");
});

test("case 49: countries that are not allowed and numbers that cost more are not answered, but for danger", async () => {
  // the French premium range is no one's number, so it is put together here
  const lines = { [`+33899${"0".repeat(6)}`]: "3114", "+447700900123": "findahelpline.com", "+19005550100": "3114" };
  for (const [phone, line] of Object.entries(lines)) {
    expect(await play.text(phone, "bonjour"), phone).toEqual([]);
    expect((await play.text(phone, "je veux mourir")).join(" "), phone).toContain(line);
    expect(await play.text(phone, "STOP"), phone).toHaveLength(1);
  }
  // overseas numbers count as their own country, and are on the list
  await bookTalk(play, "+262639980001", { peer: "Hélène", slot: "1", alias: "Max", wish: "bonjour, j'ai un cancer du sein" });
  expect(await play.phone("+262639980001").received()).toHaveLength(1);
});

test("case 49: nothing is sent to a country that is not allowed any more", async () => {
  const max = "+33639980335";
  await leadPatient(play, max, "offers");
  const settings = await oneValue<object>(play, "select settings from programme");
  await play.owner.query(`update programme set settings = '{"sending": {"countries": ["RE"]}}'`);
  const id = await withAppPool(play, (pool) => writeTo(play, pool, max, { class: "urgent" }));
  await play.drain();
  expect(await deliveryOf(play, id)).toMatchObject({ state: "failed", reason: "country-not-allowed" });
  await play.owner.query("update programme set settings = $1", [settings]);
});

test("case 49: one number is answered ten times a minute, told once that it is too much, and sixty times a day", async () => {
  const bot = "+33639980330";
  const answers: string[][] = [];
  for (let text = 1; text <= 13; text++) answers.push(await play.text(bot, "INFO"));
  expect(answers.slice(0, 10).every(([said]) => said?.includes("anonyme"))).toBe(true);
  expect(answers[10]?.[0]).toMatch(/beaucoup de messages|trop de messages/i);
  expect(answers.slice(11)).toEqual([[], []]);
  // danger is answered all the same
  expect((await play.text(bot, "je veux mourir")).join(" ")).toContain("3114");
  await play.owner.query("update rate_window set seen = 60 where subject like 'inbound %' and seen >= 13");
  await play.moveClock("2026-11-23T10:02:00");
  expect((await play.text(bot, "INFO"))[0]).toMatch(/beaucoup de messages|trop de messages/i);
  expect(await play.text(bot, "INFO")).toEqual([]);
});

test("case 49: when the day's purse is empty nothing leaves but safety", async () => {
  const eva = "+33639980331";
  await leadPatient(play, eva, "asked", {
    offer: "Paul",
    slot: "1",
    alias: "Eva",
    wish: "bonjour je cherche quelqu'un pour parler de mon diabète de type 1",
  });
  await play.drain();
  const settings = await oneValue<object>(play, "select settings from programme");
  await play.owner.query("update programme set settings = jsonb_build_object('sending', jsonb_build_object('dailyCapMicros', 1))");
  await play.text(peerPhone("Paul"), "1");
  await play.drain();
  expect(await deliveriesOf(eva, "class = 'appointment'")).toEqual([expect.objectContaining({ state: "skipped", reason: "spending-cap" })]);
  expect(await play.text(eva, "INFO")).toEqual([]);
  expect((await play.text(eva, "je veux mourir")).join(" ")).toContain("3114");
  await play.owner.query("update programme set settings = $1", [settings]);
});

test("case 35: nothing is asked from a sender that can't be answered, and such a one is refused where answers are needed", async () => {
  const made = await runCommand(play.config, "programme", "create", "autre", "--name", "Autre", "--number", "PASSERELLE");
  expect([made.exitCode, made.stderr]).toEqual([1, expect.stringContaining("can't be answered")]);
  const max = "+33639980340";
  await bookTalk(play, max, { alias: "Max" });
  await play.owner.query("update sender set sms_in = false");
  await play.moveClock("2026-11-26T09:55:00");
  const reminders = await deliveriesOf(max, "class = 'reminder'");
  expect(reminders.map(({ state, reason, body }) => [/^Rappel|bientot|Dans 10/.exec(body)?.[0], state === "skipped", reason])).toEqual([
    ["Rappel", true, "one-way-sender"],
    ["bientot", false, null],
    ["Dans 10", false, null],
  ]);
  await play.owner.query("update sender set sms_in = true");
});

// The local provider refuses nobody whom the product would write to: Twilio's magic numbers are American and personal. This one can be told to.
test("case 36: a number that the provider says takes no SMS (21614, 30006) is tried no more until its owner writes", async () => {
  const service = await startService();
  const pool = openAppPool(service, 3);
  try {
    await leadPatient(service, lou, "age");
    const personId = await personOf(service, lou);
    const address = () => rowsOf(service, "select state, state_reason as reason from channel_address where person_id = $1", [personId]);
    const write = async (body: string) => {
      const id = await writeTo(service, pool, lou, { body });
      await service.drain();
      return id;
    };
    service.provider.answerNext({ status: 400, code: 21614 });
    expect(await deliveryOf(service, await write("fixe"))).toMatchObject({ state: "failed", reason: "21614", attempt: 1 });
    expect(await address()).toEqual([{ state: "unreachable", reason: "21614" }]);
    expect(await deliveryOf(service, await write("encore"))).toMatchObject({ state: "skipped", reason: "no-address", attempt: 0 });
    expect(await rowsOf(service, "select kind, closed_at from work_item where person_id = $1", [personId])).toEqual([
      { kind: "unreachable", closed_at: null },
    ]);
    await service.text(lou, "INFO");
    const id = await write("de retour");
    const message = service.provider.messages.find(({ body }) => body === "de retour");
    if (!message) throw new Error("It was not sent.");
    for (let twice = 0; twice < 2; twice++) expect(await service.provider.report(message, "undelivered", 30006)).toBe(204);
    expect(await deliveryOf(service, id)).toMatchObject({ state: "failed", reason: "30006" });
    expect(await address()).toEqual([{ state: "unreachable", reason: "30006" }]);
  } finally {
    await pool.end();
    await service.stop();
  }
});

// A provider that is down, and another one: the local provider is neither.
test("case 48: while the provider is down messages wait and are sent once by the one that the configuration names then, and what came in is found", async () => {
  const service = await startService();
  const second = await startProvider();
  let worker: Awaited<ReturnType<typeof startWorker>> | undefined;
  try {
    await leadPatient(service, lou, "asked", { offer: "Claire" });
    await service.drain();
    await service.provider.close();
    await service.text(peerPhone("Claire"), "1");
    await service.drain();
    expect(await rowsOf(service, "select state from delivery where class = 'appointment'")).not.toContainEqual({ state: "sent" });
    await service.worker.stop();
    second.receive(lou, DEMO_NUMBER, "RDV");
    const { url, accountSid, authToken } = second;
    worker = await startWorker(
      { ...service.config, twilio: { ...service.config.twilio, apiBaseUrl: url, accountSid, authToken } },
      openLog("test", "silent"),
      {
        pollMs: 50,
      },
    );
    await service.owner.query("update graphile_worker._private_jobs set run_at = now() where key = 'sweep-inbound' and locked_at is null");
    await second.waitForMessage(lou, /Votre rendez-vous: mar\. 24 nov\. 14:00 avec Claire \(confirmé\)/);
    await service.moveClock("2026-11-23T10:30:00+01:00");
    expect(second.sentTo(lou).filter((text) => text.includes("Claire accepte"))).toHaveLength(1);
    expect(second.sentTo(lou)).toHaveLength(2);
    await service.moveClock("2026-11-23T12:30:00+01:00");
    expect(second.sentTo(lou)).toHaveLength(2);
  } finally {
    await worker?.stop();
    await service.stop();
    await second.close();
  }
});
