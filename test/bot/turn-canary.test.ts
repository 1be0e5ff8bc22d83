import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE, DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { findAnywhere, oneValue, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

/** Someone whose every trace can be told apart. */
const PHONE = "+33639987654";
const DIGITS = "639987654";
const ALIAS = "Zephyrine";
const WISH = "canarimessage: je cherche quelqu'un pour mon endométriose";
const NEEDLES = [DIGITS, ALIAS, "endom", "canarimessage", "39981001"];

let service: TestService;
const jobs: string[] = [];
const urls: string[] = [];
beforeAll(async () => {
  service = await startService();
  await service.owner.query("set client_min_messages = warning");
  // every job that ever waits is kept, since a done one is gone
  await service.owner.query(`create table seen_job (payload text)`);
  await service.owner.query(`grant insert on seen_job to public`);
  await service.owner.query(
    `create function keep_job() returns trigger language plpgsql security definer as $$ begin insert into public.seen_job values (row_to_json(new)::text); return new; end $$`,
  );
  await service.owner.query(
    `create trigger keep_job after insert or update on graphile_worker._private_jobs for each row execute function keep_job()`,
  );
});
afterAll(() => service.stop());

function expectNone(text: string, where: string): void {
  for (const needle of NEEDLES) expect(text.toLowerCase().includes(needle.toLowerCase()), `${where} holds ${needle}`).toBe(false);
}

test("a whole thread leaves no number, alias, condition or words in jobs, logs, callbacks' URLs or error answers", async () => {
  const peer = await openPeerChat(service, DEMO_PEER_CODE);
  await openPeerChat(service, DEMO_COORDINATOR_CODE);
  await leadPatient(service, PHONE, "asked", { wish: WISH, alias: ALIAS });
  const card = await peer.waitForRequest();
  expect(JSON.stringify(card.card)).toContain(ALIAS);
  await peer.click("accept-request", { appointmentId: card.appointmentId, programmeId: card.programmeId });
  const told = await service.provider.waitForMessage(PHONE, /accepte/);
  await service.provider.report(told, "undelivered", 30005);
  await service.text(PHONE, "canarimessage: je veux mourir");
  await service.text(PHONE, "HUMAIN");
  await service.text(PHONE, "STOP");
  await service.drain();

  const kept = (await rowsOf<{ payload: string }>(service, "select payload from seen_job")).map(({ payload }) => payload);
  jobs.push(...kept);
  expect(jobs.length).toBeGreaterThan(5);
  for (const job of jobs) {
    expectNone(job, "a job");
    const { payload } = JSON.parse(job) as { payload: Record<string, unknown> };
    expect(
      Object.keys(payload).every((key) => ["programmeId", "id", "_cron"].includes(key)),
      JSON.stringify(payload),
    ).toBe(true);
  }
  urls.push(...service.provider.messages.map(({ statusCallback = "" }) => statusCallback));
  expect(urls.length).toBeGreaterThan(0);
  for (const url of urls) expectNone(url, "a URL");
  expect(service.logged().split("\n").length).toBeGreaterThan(10);
  expectNone(service.logged(), "the log");
});

test("what reaches the peer or the coordinator holds neither number nor condition, what reaches the patient neither the peer's number", async () => {
  for (const { activity } of service.teams.activities) {
    const said = JSON.stringify(activity).toLowerCase();
    for (const needle of [DIGITS, "endom", "canarimessage"]) expect(said).not.toContain(needle);
  }
  for (const body of service.provider.sentTo(PHONE)) {
    expect(body).not.toMatch(/\+?33\d{9}|0[67]\d{8}/);
    expect(body.toLowerCase()).not.toContain("endom");
  }
});

test("the number in clear is nowhere in the database", async () => {
  expect(await findAnywhere(service.owner, DIGITS)).toEqual([]);
  expect(await findAnywhere(service.owner, "canarimessage")).toEqual([]);
  // the alias is where it belongs, so the search would have found the rest
  expect(await findAnywhere(service.owner, ALIAS)).toContain("public.person.alias");
  expect(await oneValue(service, "select count(*)::integer from channel_address where sealed like 'k1.%'")).toBeGreaterThan(0);
});

test("errors name a code and a reference, and repeat nothing of what was sent, also not in the log", async () => {
  const answers: string[] = [];
  const ask = (path: string, headers: Record<string, string>, body: string) =>
    new Promise<void>((resolve, reject) => {
      const sent = request(`${service.config.publicUrl}${path}`, { method: "POST", headers }, async (response) => {
        for await (const chunk of response) answers.push(String(chunk));
        answers.push(JSON.stringify(response.headers));
        resolve();
      });
      sent.on("error", reject);
      sent.end(body);
    });
  const form = new URLSearchParams({ From: PHONE, Body: WISH, AccountSid: "x" }).toString();
  await ask("/twilio/sms", { "content-type": "application/x-www-form-urlencoded" }, form);
  await ask("/twilio/sms", { "content-type": "application/json" }, `{"Body": "${WISH}`);
  await ask(`/nowhere/${DIGITS}?alias=${ALIAS}`, {}, WISH);
  await ask("/api/messages", { "content-type": "application/json" }, JSON.stringify({ text: WISH, from: { name: ALIAS } }));
  await ask("/api/messages", { "content-type": "application/json", authorization: `Bearer ${ALIAS}` }, JSON.stringify({ text: WISH }));
  // inside a turn too: the database refuses, the route answers
  await service.owner.query("alter table delivery add constraint planted check (body not like '%18 ans%') not valid");
  await service.text("+33639987655", WISH);
  await expect(service.text("+33639987655", "oui canarimessage")).resolves.toBeDefined();
  const failed = await service.post("/twilio/sms", {
    MessageSid: `SM${"c".repeat(32)}`,
    AccountSid: service.provider.accountSid,
    From: "+33639987655",
    To: "+33937990001",
    Body: "oui",
    NumMedia: "0",
  });
  await service.owner.query("alter table delivery drop constraint planted");
  expect(failed.status).toBe(503);
  expect(JSON.parse(failed.body)).toEqual({ error: "service/try-later", ref: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  answers.push(failed.body);
  for (const answer of answers) {
    expectNone(answer, "an error answer");
    expect(answer).not.toContain("639987655");
  }
  expectNone(service.logged(), "the log");
  expect(service.logged()).not.toContain("639987655");
  expect(service.logged()).toContain((JSON.parse(failed.body) as { ref: string }).ref);
});
