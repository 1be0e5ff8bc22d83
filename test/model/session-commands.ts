import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { DateTime } from "luxon";
import { bookTalk } from "../support/patient.ts";
import { oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import type { TestService } from "../support/service.ts";

export type CallCommand = fc.AsyncCommand<CallModel, TestService>;

const LOU = "+33639980021";
const CLAIRE = peerPhone("Claire");
const BOTH = [LOU, CLAIRE];
/** Calls to our number, and has nothing to do with the two. */
const STRANGER = "+33639980022";

/** Ends connections of web and worker in the middle of what they do, as a crash of their machine would. */
const CUT = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and application_name = 'passerelle_app' and state <> 'idle'`;
const CUTS = 8;

interface Callback {
  url: string;
  parameters: Record<string, string>;
}

/** The telephone network as the provider has it, and what was seen of the service. */
export interface CallModel {
  sessionId: string;
  number: string;
  opensAt: DateTime;
  closesAt: DateTime;
  now: DateTime;
  /** Calls of ours that were taken or ended; others still ring. */
  settled: Set<string>;
  /** Who is in the conference, by which call, and since when. */
  inside: Map<string, { callSid: string; since: DateTime; statusCallback: string | undefined }>;
  stays: { phone: string; from: DateTime; to: DateTime }[];
  conference: { sid: string; url: string; sequence: number } | undefined;
  /** What the provider has yet to tell. */
  held: Callback[];
  late: boolean;
  finish(service: TestService): Promise<void>;
}

/** @param minutes from the opening of the window, where the clock is put */
export async function newCallModel(service: TestService, minutes = -1): Promise<CallModel> {
  await bookTalk(service, LOU, { slot: "1" });
  const patientId = await personOf(service, LOU);
  const [row] = await rowsOf<{ id: string; number: string; opens: Date; closes: Date }>(
    service,
    "select session_id as id, address as number, lower(during) as opens, upper(during) as closes from session join sender using (sender_id) where patient_id = $1",
    [patientId],
  );
  if (!row) throw new Error("There is no session.");
  const opensAt = DateTime.fromJSDate(row.opens);
  const model: CallModel = {
    sessionId: row.id,
    number: row.number,
    opensAt,
    closesAt: DateTime.fromJSDate(row.closes),
    now: opensAt.plus({ minutes }),
    settled: new Set(),
    inside: new Map(),
    stays: [],
    conference: undefined,
    held: [],
    late: false,
    finish,
  };
  await service.moveClock(model.now.toISO() ?? "");
  return model;

  async function finish(this: CallModel): Promise<void> {
    await passTo(this, service, this.closesAt.plus({ minutes: 2 }));
    this.late = false;
    await tellHeld(this, service, () => 0);
    for (const call of ringing(this, service, BOTH)) await end(this, service, call.statusCallback, call.sid, "no-answer");
    await passTo(this, service, this.closesAt.plus({ days: 8 }));
    const together = this.stays.some((a) => this.stays.some((b) => a.phone !== b.phone && a.from < b.to && b.from < a.to));
    const [end_] = await rowsOf<{ state: string; status: string; reason: string | null }>(
      service,
      "select s.state, a.status, a.reason_code as reason from session s join appointment a using (programme_id, appointment_id) where session_id = $1",
      [this.sessionId],
    );
    const expected = together ? "fulfilled" : "noshow";
    if (end_?.status !== expected) throw new Error(`The talk ended as ${end_?.status} (${end_?.reason}), and was ${expected}.`);
    const state = together ? "released" : "failed";
    if (end_.state !== state) throw new Error(`The session ended as ${end_.state}, not ${state}.`);
  }
}

/** Posts as the provider does: again and again until it is taken. */
async function post(service: TestService, url: string, parameters: Record<string, string>): Promise<string> {
  const path = url.replaceAll("&amp;", "&").slice(service.config.publicUrl.length);
  for (let attempt = 0; attempt < 20; attempt++) {
    const { status, body } = await service.post(path, { AccountSid: service.provider.accountSid, ...parameters });
    if (status < 300) return body;
  }
  throw new Error(`${path.split("?")[0]} was refused twenty times.`);
}

const told = async (model: CallModel, service: TestService, callback: Callback): Promise<void> => {
  if (model.late) model.held.push(callback);
  else await post(service, callback.url, callback.parameters);
};

/** Tells what was held back, one at a time, in the order that is picked; every third twice. */
async function tellHeld(model: CallModel, service: TestService, pick: (left: number) => number): Promise<void> {
  for (let count = 0; model.held.length > 0; count++) {
    const [callback] = model.held.splice(pick(model.held.length) % model.held.length, 1);
    if (!callback) return;
    await post(service, callback.url, callback.parameters);
    if (count % 3 === 0) await post(service, callback.url, callback.parameters);
  }
}

const ringing = (model: CallModel, service: TestService, phones: string[]) =>
  service.provider.calls.filter((call) => call.url && phones.includes(call.to) && !model.settled.has(call.sid));

/** What the answer to a call lets in: checked against all that must hold, and put into the conference. */
async function enter(
  model: CallModel,
  service: TestService,
  phone: string,
  callSid: string,
  twiml: string,
  statusCallback?: string,
): Promise<void> {
  checkWords(phone, twiml);
  const [, attributes = "", name] = /<Conference ([^>]*)>([^<]*)<\/Conference>/.exec(twiml) ?? [];
  if (!name) return;
  if (!BOTH.includes(phone)) throw new Error("A stranger was let in.");
  if (name !== model.sessionId) throw new Error("They were let into another conference.");
  if (model.now < model.opensAt || model.now >= model.closesAt) throw new Error("They were let in outside of the window.");
  const [, url = ""] = /statusCallback="([^"]+)"/.exec(attributes) ?? [];
  if (model.inside.size === 0) model.conference = { sid: `CF${randomBytes(16).toString("hex")}`, url, sequence: 0 };
  if (model.inside.has(phone)) await leave(model, service, phone);
  model.inside.set(phone, { callSid, since: model.now, statusCallback });
  await tellConference(model, service, "participant-join", callSid);
}

async function leave(model: CallModel, service: TestService, phone: string, at = model.now): Promise<void> {
  const stay = model.inside.get(phone);
  if (!stay) return;
  model.inside.delete(phone);
  model.stays.push({ phone, from: stay.since, to: at });
  await tellConference(model, service, "participant-leave", stay.callSid, at);
  await end(model, service, stay.statusCallback, stay.callSid, "completed");
}

async function tellConference(model: CallModel, service: TestService, event: string, callSid: string, at = model.now): Promise<void> {
  const { conference } = model;
  if (!conference) return;
  await told(model, service, {
    url: conference.url,
    parameters: {
      ConferenceSid: conference.sid,
      SequenceNumber: String(++conference.sequence),
      StatusCallbackEvent: event,
      CallSid: callSid,
      Timestamp: at.toUTC().toRFC2822() ?? "",
    },
  });
}

async function end(
  model: CallModel,
  service: TestService,
  statusCallback: string | undefined,
  callSid: string,
  status: string,
): Promise<void> {
  model.settled.add(callSid);
  if (statusCallback) await told(model, service, { url: statusCallback, parameters: { CallSid: callSid, CallStatus: status } });
}

/** Nothing that one of them gets holds the other's number. */
function checkWords(phone: string, words: string): void {
  const other = BOTH.find((candidate) => candidate !== phone) ?? "";
  const digits = words.replace(/[^\d]/g, " ").split(" ").join("");
  if (words.includes(other.slice(3)) || digits.includes(other.slice(3))) throw new Error("The other's number was told.");
}

async function passTo(model: CallModel, service: TestService, to: DateTime): Promise<void> {
  if (to <= model.now) return;
  if (model.now < model.closesAt && to >= model.closesAt) {
    // every call has its limit
    await service.moveClock(model.closesAt.toISO() ?? "");
    model.now = model.closesAt;
    for (const phone of [...model.inside.keys()]) await leave(model, service, phone, model.closesAt);
  }
  model.now = to;
  await service.moveClock(to.toISO() ?? "");
}

async function check(model: CallModel, service: TestService): Promise<void> {
  await service.drain();
  const strangers = service.provider.calls.filter(({ to, url }) => url && !BOTH.includes(to));
  if (strangers.length > 0) throw new Error("Somebody else was called.");
  const wrong = service.provider.calls.filter(({ from, url }) => url && from !== model.number);
  if (wrong.length > 0) throw new Error("A call showed another number than the session's.");
  for (const phone of BOTH) {
    // what rings, and what has not been reported as ended
    const live = await oneValue<number>(
      service,
      "select count(*)::integer from session_leg where session_id = $1 and person_id = $2 and direction = 'outbound' and ended_at is null",
      [model.sessionId, await personOf(service, phone)],
    );
    if (live > 1) throw new Error("Two calls to one person were under way.");
    for (const words of service.provider.sentTo(phone)) checkWords(phone, words);
  }
}

function command(shown: string, act: (model: CallModel, service: TestService) => Promise<unknown>): CallCommand {
  return {
    check: () => true,
    async run(model, service) {
      await act(model, service);
      await check(model, service);
      await passTo(model, service, model.now.plus({ seconds: 40 }));
    },
    toString: () => shown,
  };
}

const someone = fc.constantFrom(LOU, CLAIRE);
const nameOf = (phone: string) => (phone === LOU ? "the patient" : "the peer");

async function callIn(model: CallModel, service: TestService, phone: string): Promise<void> {
  const callSid = `CA${randomBytes(16).toString("hex")}`;
  const twiml = await post(service, `${service.config.publicUrl}/twilio/voice`, {
    CallSid: callSid,
    From: phone,
    To: model.number,
    CallStatus: "ringing",
    Direction: "inbound",
  });
  const [, after = ""] = /<Dial [^>]*action="([^"]+)"/.exec(twiml) ?? [];
  await enter(model, service, phone, callSid, twiml, after ? after.replace("/session/after", "/session/ended") : undefined);
}

/** Everything that the two, others, the network, time and crashes may do. */
export const callCommands = [
  fc.constant(command("both ask at once", (_, service) => Promise.all(BOTH.map((phone) => service.text(phone, "APPELER"))))),
  someone.map((phone) => command(`${nameOf(phone)} asks for the call`, (_, service) => service.text(phone, "APPELER"))),
  fc.tuple(someone, fc.constantFrom("1", "1", "1", "2", "")).map(([phone, key]) =>
    command(`${nameOf(phone)}'s phone is picked up, key ${key || "none"}`, async (model, service) => {
      const call = ringing(model, service, [phone]).at(-1);
      if (!call) return;
      const whisper = await post(service, call.url ?? "", { CallSid: call.sid, CallStatus: "in-progress" });
      checkWords(phone, whisper);
      const [, action] = /action="([^"]*session\/key[^"]*)"/.exec(whisper) ?? [];
      if (!action || key !== "1") return end(model, service, call.statusCallback, call.sid, "completed");
      const twiml = await post(service, action, { CallSid: call.sid, Digits: key });
      if (!twiml.includes("<Conference")) return end(model, service, call.statusCallback, call.sid, "completed");
      model.settled.add(call.sid);
      return enter(model, service, phone, call.sid, twiml, call.statusCallback);
    }),
  ),
  fc.tuple(someone, fc.constantFrom("busy", "no-answer", "failed")).map(([phone, status]) =>
    command(`${nameOf(phone)}'s phone: ${status}`, async (model, service) => {
      const call = ringing(model, service, [phone]).at(-1);
      if (call) await end(model, service, call.statusCallback, call.sid, status);
    }),
  ),
  someone.map((phone) => command(`${nameOf(phone)} hangs up`, (model, service) => leave(model, service, phone))),
  someone.map((phone) => command(`${nameOf(phone)} calls the number`, (model, service) => callIn(model, service, phone))),
  fc.constant(command("a stranger calls the number", (model, service) => callIn(model, service, STRANGER))),
  someone.map((phone) =>
    command(`${nameOf(phone)} writes their number to the other`, async (model, service) => {
      await service.text(phone, `appelle-moi: ${phone.replace("+33", "0")}`, { To: model.number });
    }),
  ),
  fc.boolean().map((late) =>
    command(late ? "callbacks are late from now on" : "callbacks come at once", async (model) => {
      model.late = late;
    }),
  ),
  fc
    .nat()
    .map((order) => command("what was late comes, in some order", (model, service) => tellHeld(model, service, (left) => order % left))),
  fc
    .integer({ min: 1, max: 15 })
    .map((minutes) => command(`${minutes} min pass`, (model, service) => passTo(model, service, model.now.plus({ minutes })))),
  someone.map((phone) =>
    command(`connections are cut while ${nameOf(phone)} asks`, async (_, service) => {
      let asking = true;
      const asked = (async () => {
        for (let attempt = 0; attempt < 20; attempt++) {
          try {
            return await service.text(phone, "APPELER");
          } catch {
            // the provider sends it again
          }
        }
        throw new Error("A text was refused twenty times.");
      })().finally(() => {
        asking = false;
      });
      for (let cuts = 0; asking && cuts < CUTS; cuts++) await service.owner.query(CUT);
      await asked;
    }),
  ),
];
