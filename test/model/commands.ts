import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { DateTime } from "luxon";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { demoPeers } from "../../bot/demo-peers.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { toGsm } from "../../domain/deliveries/gsm.ts";
import { personOf } from "../support/people.ts";
import { DEMO_NUMBER, type TestService } from "../support/service.ts";
import { messagesOf } from "../support/twiml.ts";
import { checkInvariants } from "./invariants.ts";
import type { Model } from "./model.ts";

export type Command = fc.AsyncCommand<Model, TestService>;

const PATIENTS = ["+33639980011", "+33639980012", "+33639980013", "+33639980014"];
const PEERS = demoPeers().map((_, index) => `+336399810${String(index + 1).padStart(2, "0")}`);
/** Claire, Inès and Sonia: whom everybody here looks for. */
const FIRST_PEERS = PEERS.slice(0, 3);

const CUTS = 12;
/** Ends connections of web and worker in the middle of what they do, as a crash of their machine would. */
const CUT = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and application_name = 'passerelle_app' and state <> 'idle'`;

const parametersOf = (service: TestService, from: string, body: string): Record<string, string> => ({
  MessageSid: `SM${randomBytes(16).toString("hex")}`,
  AccountSid: service.provider.accountSid,
  From: from,
  To: DEMO_NUMBER,
  Body: body,
  NumMedia: "0",
});

/** Sends one event as the provider does: again and again until it is taken. */
async function deliver(model: Model, service: TestService, parameters: Record<string, string>): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const url = service.config.publicUrl;
    const signature = webhooks.getExpectedTwilioSignature(service.provider.authToken, `${url}/twilio/sms`, parameters);
    const response = await fetch(`${url}/twilio/sms`, {
      method: "POST",
      body: new URLSearchParams(parameters),
      headers: { "x-twilio-signature": signature },
    });
    const body = await response.text();
    if (response.status !== 200) {
      model.refused.times++;
      continue;
    }
    const from = parameters.From ?? "";
    model.answered.push({ parameters, body, consent: await consentOf(service, from) });
    model.acknowledged.push(...(await acknowledged(service, from, body)));
    // who writes is answered; what leaves by itself is counted anew from here
    if (model.stopped.has(from)) model.stopped.set(from, service.provider.sentTo(from).length);
    return body;
  }
  throw new Error("An event was refused twenty times.");
}

/**
 * The appointments that an answer says are noted or confirmed, by their ids: they are in the database at the moment it is said.
 *
 * @throws {Error} I1, if one is not
 */
async function acknowledged(service: TestService, phone: string, body: string): Promise<string[]> {
  const [, at] = /C'est (?:noté|confirmé): (\w+\. \d+ \S+ \d\d:\d\d)/.exec(messagesOf(body).join(" ")) ?? [];
  if (!at) return [];
  const { rows } = await service.owner.query<{ id: string; starts_at: Date }>(
    "select appointment_id as id, lower(during) as starts_at from appointment where $1 in (patient_id, peer_id) and status <> 'proposed'",
    [await personOf(service, phone)],
  );
  const found = rows.filter(({ starts_at }) => toGsm(texts("fr").at(DateTime.fromJSDate(starts_at, { zone: "Europe/Paris" }))) === at);
  if (found.length === 0) throw new Error(`I1: ${at} was acknowledged and is not in the database.`);
  return found.map(({ id }) => id);
}

const say = (model: Model, service: TestService, from: string, body: string) => deliver(model, service, parametersOf(service, from, body));

/** Lets two minutes pass, so that nobody writes too often, and then waits for all that follows from what was done. */
async function settle(model: Model, service: TestService, minutes = 2): Promise<void> {
  model.now = model.now.plus({ minutes });
  await service.moveClock(model.now.toISO() ?? "");
}

function command(shown: string, act: (model: Model, service: TestService) => Promise<unknown>, minutes?: number): Command {
  return {
    check: () => true,
    async run(model, service) {
      await act(model, service);
      await settle(model, service, minutes);
      await checkInvariants(model, service);
    },
    toString: () => shown,
  };
}

/** All that a patient says from a first text to a talk that is asked for. Where it stands differently the texts mean something else, or nothing. */
async function lookForPeer(model: Model, service: TestService, phone: string, offer: number, slot: number): Promise<void> {
  for (const said of ["je cherche quelqu'un pour mon endométriose", "oui", "1", String(offer), "1", String(slot), "Lou"])
    await say(model, service, phone, said);
}

async function cancelAll(model: Model, service: TestService, phone: string): Promise<void> {
  for (const said of ["ANNULER", "1", "oui"]) await say(model, service, phone, said);
}

const patient = fc.constantFrom(...PATIENTS);
const peer = fc.constantFrom(...FIRST_PEERS);
const choice = fc.integer({ min: 1, max: 3 });

/** Everything that patients, peers, time, redelivery and crashes may do. */
export const commands = [
  fc
    .tuple(patient, choice, choice)
    .map(([phone, offer, slot]) =>
      command(`${phone} looks for a peer: ${offer}, ${slot}`, (model, service) => lookForPeer(model, service, phone, offer, slot)),
    ),
  fc
    .tuple(choice, choice)
    .map(([offer, slot]) =>
      command(`everybody wants slot ${slot} of peer ${offer} at once`, (model, service) =>
        Promise.all(PATIENTS.map((phone) => lookForPeer(model, service, phone, offer, slot))),
      ),
    ),
  fc
    .tuple(peer, fc.constantFrom("1", "1", "2", "3"))
    .map(([phone, said]) => command(`peer ${phone.slice(-2)} says ${said}`, (model, service) => say(model, service, phone, said))),
  fc.constant(
    command("all peers accept, and all patients cancel, at once", (model, service) =>
      Promise.all([
        ...FIRST_PEERS.map((phone) => say(model, service, phone, "1")),
        ...PATIENTS.map((phone) => cancelAll(model, service, phone)),
      ]),
    ),
  ),
  fc.tuple(patient, choice).map(([phone, slot]) =>
    command(`${phone} moves to slot ${slot}`, async (model, service) => {
      await say(model, service, phone, "DEPLACER");
      await say(model, service, phone, String(slot));
    }),
  ),
  patient.map((phone) => command(`${phone} cancels`, (model, service) => cancelAll(model, service, phone))),
  fc
    .tuple(patient, fc.constantFrom("1", "2", "3", "A1", "B2", "RDV", "oui", "non", "PLUS", "merci"))
    .map(([phone, said]) => command(`${phone} says ${said}`, (model, service) => say(model, service, phone, said))),
  patient.map((phone) =>
    command(`${phone} says STOP`, async (model, service) => {
      await say(model, service, phone, "STOP");
      await service.drain();
      model.stopped.set(phone, service.provider.sentTo(phone).length);
    }),
  ),
  fc.tuple(patient, choice).map(([phone, slot]) =>
    command(`${phone} asks for a talk and says STOP, and everybody accepts`, async (model, service) => {
      await lookForPeer(model, service, phone, 1, slot);
      await say(model, service, phone, "STOP");
      model.stopped.set(phone, service.provider.sentTo(phone).length);
      for (const each of FIRST_PEERS) await say(model, service, each, "1");
    }),
  ),
  patient.map((phone) =>
    command(`${phone} says REPRENDRE`, async (model, service) => {
      model.stopped.delete(phone);
      await say(model, service, phone, "REPRENDRE");
    }),
  ),
  fc.integer({ min: 1, max: 60 }).map((hours) => command(`${hours} h pass`, async () => {}, hours * 60)),
  fc.tuple(fc.nat(), fc.boolean()).map(([pick, atOnce]) =>
    command(`an event comes again${atOnce ? ", three times at once" : ""}`, async (model, service) => {
      const event = model.answered[pick % Math.max(1, model.answered.length)];
      if (!event) return;
      const before = await counts(service);
      const again = { ...model, answered: [], acknowledged: [] };
      const answers = await Promise.all(Array.from({ length: atOnce ? 3 : 1 }, () => deliver(again, service, event.parameters)));
      // who did not agree is forgotten, and so is what they were answered until then, also when they agree one day
      const forgotten = !event.consent || event.consent !== (await consentOf(service, event.parameters.From ?? ""));
      const isSame = (answer: string) => answer === event.body || (forgotten && messagesOf(answer).length === 0);
      if (!answers.every(isSame)) throw new Error("I3: an event that came again was answered differently.");
      if ((await counts(service)) !== before) throw new Error("I3: an event that came again had an effect.");
    }),
  ),
  fc.tuple(patient, choice, choice).map(([phone, offer, slot]) =>
    command(`connections are cut while ${phone} looks for a peer`, async (model, service) => {
      let talking = true;
      const talk = lookForPeer(model, service, phone, offer, slot).finally(() => {
        talking = false;
      });
      // whatever is under way is broken off in its middle, some times and not for ever: an event comes at most twenty times
      for (let cuts = 0; talking && cuts < CUTS; cuts++) await service.owner.query(CUT);
      await talk;
    }),
  ),
];

/** The consent in force of whoever writes from there, or what stands for a peer's; undefined without one. */
async function consentOf(service: TestService, phone: string): Promise<string | undefined> {
  if (PEERS.includes(phone)) return "peer";
  const { rows } = await service.owner.query<{ id: string }>("select consent_id as id from consent where person_id = $1", [
    await personOf(service, phone),
  ]);
  return rows[0]?.id;
}

async function counts(service: TestService): Promise<string> {
  const { rows } = await service.owner.query(
    "select (select count(*) from appointment) as appointments, (select count(*) from delivery) as deliveries, (select count(*) from person) as people, (select count(*) from reminder) as reminders",
  );
  return JSON.stringify(rows[0]);
}
