import { randomBytes } from "node:crypto";
import { DateTime } from "luxon";
import { vi } from "vitest";
import { oneValue, peerPhone, personOf } from "./people.ts";
import type { ProviderCall } from "./provider.ts";
import type { TestService } from "./service.ts";

const newSid = (kind: string) => `${kind}${randomBytes(16).toString("hex")}`;

/** Posts to an address of ours as the provider does, signed. */
async function callBack(service: TestService, url: string, parameters: Record<string, string>): Promise<string> {
  const path = url.slice(service.config.publicUrl.length);
  const { status, body } = await service.post(path, { AccountSid: service.provider.accountSid, ...parameters });
  if (status >= 300) throw new Error(`${path.split("?")[0]} answered ${status}.`);
  return body;
}

/** The newest call that we asked for to that phone, once there is one more than `before`. */
export const callTo = (service: TestService, phone: string, before = 0): Promise<ProviderCall> =>
  vi.waitUntil(
    () => {
      const made = service.provider.calls.filter(({ to, url }) => to === phone && url);
      return made.length > before ? made.at(-1) : undefined;
    },
    { timeout: 15_000, interval: 20 },
  ) as Promise<ProviderCall>;

/** Picks a call up and presses a key; gives what is then answered. */
export async function pickUp(service: TestService, { sid, url = "" }: ProviderCall, key = "1"): Promise<string> {
  const whisper = await callBack(service, url, { CallSid: sid, CallStatus: "in-progress" });
  const [, action = ""] = /action="([^"]*session\/key[^"]*)"/.exec(whisper) ?? [];
  return callBack(service, action.replaceAll("&amp;", "&"), { CallSid: sid, CallStatus: "in-progress", Digits: key });
}

/** How a call ended, as its status callback says it. */
export const endCall = (service: TestService, { sid, statusCallback = "" }: ProviderCall, status: string): Promise<string> =>
  callBack(service, statusCallback, { CallSid: sid, CallStatus: status });

/** A conference as the provider tells of it, event by event, by the service's clock. */
export function conferenceOf(service: TestService, twiml: string) {
  const [, url = ""] = /statusCallback="([^"]*session\/conference[^"]*)"/.exec(twiml) ?? [];
  const conferenceSid = newSid("CF");
  let sequence = 0;
  return {
    url: url.replaceAll("&amp;", "&"),
    conferenceSid,
    async tell(event: string, callSid: string, over: Record<string, string> = {}): Promise<void> {
      const now = await oneValue<Date>(service, "select service_now()");
      await callBack(service, url.replaceAll("&amp;", "&"), {
        ConferenceSid: conferenceSid,
        SequenceNumber: String(++sequence),
        StatusCallbackEvent: event,
        CallSid: callSid,
        Timestamp: DateTime.fromJSDate(now).toRFC2822() ?? "",
        ...over,
      });
    },
  };
}

/** Moves the standing clock on by some minutes. */
export async function pass(service: TestService, minutes: number): Promise<void> {
  const now = await oneValue<Date>(service, "select service_now()");
  await service.moveClock(new Date(now.getTime() + minutes * 60_000).toISOString());
}

/**
 * Has patient and peer talk by phone at the time of their appointment, which the clock is moved to: the peer asks for the call by SMS, both take it, and
 * after so many minutes they hang up. The clock then stands after the session's time.
 */
export async function talkByPhone(service: TestService, patient: string, { peer = "Claire", minutes = 40 } = {}): Promise<void> {
  const patientId = await personOf(service, patient);
  const [startsAt, closesAt] = await Promise.all(
    ["lower(a.during)", "upper(s.during)"].map((column) =>
      oneValue<Date>(
        service,
        `select ${column} from session s join appointment a using (programme_id, appointment_id) where s.patient_id = $1 and a.status = 'booked' order by a.during limit 1`,
        [patientId],
      ),
    ),
  );
  await service.moveClock(startsAt?.toISOString() ?? "");
  const phone = peerPhone(peer);
  const made = (to: string) => service.provider.calls.filter((call) => call.to === to && call.url).length;
  const before = { peer: made(phone), patient: made(patient) };
  await service.text(phone, "APPELER");
  const first = await callTo(service, phone, before.peer);
  const conference = conferenceOf(service, await pickUp(service, first));
  await conference.tell("participant-join", first.sid);
  const second = await callTo(service, patient, before.patient);
  await pickUp(service, second);
  await conference.tell("participant-join", second.sid);
  await pass(service, minutes);
  for (const call of [first, second]) {
    await conference.tell("participant-leave", call.sid);
    await endCall(service, call, "completed");
  }
  await service.moveClock(new Date((closesAt?.getTime() ?? 0) + 60_000).toISOString());
}
