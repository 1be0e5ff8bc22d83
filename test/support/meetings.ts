import { type AskedRow, lastAppointment } from "./asked.ts";
import { leadPatient } from "./patient.ts";
import { peerPhone } from "./people.ts";
import type { TestService } from "./service.ts";

interface How {
  peer: string;
  way: RegExp;
  slot?: string;
  alias?: string;
}

/** Leads a patient by SMS to a request of one peer, in one way. */
export async function askFor(service: TestService, phone: string, { peer, way, slot = "1", alias = "Lou" }: How): Promise<AskedRow> {
  const ways = (await leadPatient(service, phone, "modality", { offer: peer })).join(" ");
  const option = new RegExp(`(\\d) ${way.source}`).exec(ways)?.[1];
  if (!option) throw new Error(`No such way: ${ways}`);
  await service.text(phone, option);
  await service.text(phone, slot);
  await service.text(phone, alias);
  await service.drain();
  return lastAppointment(service, phone);
}

/** The same, and the peer has said yes by SMS; gives what the peer was answered, too. */
export async function meet(service: TestService, phone: string, how: How): Promise<AskedRow & { peerTold: string }> {
  await askFor(service, phone, how);
  const peerTold = (await service.text(peerPhone(how.peer), "1")).join(" ");
  await service.drain();
  const booked = await lastAppointment(service, phone);
  if (booked.status !== "booked") throw new Error(`It is ${booked.status}.`);
  return { ...booked, peerTold };
}

/** Moves the standing clock to so many minutes before a start. */
export const clockTo = (service: TestService, startsAt: Date, minutesBefore: number): Promise<void> =>
  service.moveClock(new Date(startsAt.getTime() - minutesBefore * 60_000).toISOString());

/** The last link to a video talk in some words. */
export const linkIn = (words: string): string => /https?:\S+\/meet\/[a-z0-9]{25}/g.exec(words)?.[0] ?? "";
