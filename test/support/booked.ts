import { leadPatient } from "./patient.ts";
import { oneValue, peerPhone, personOf } from "./people.ts";
import type { TestPlayground } from "./playground.ts";

type Wishes = Parameters<typeof leadPatient>[3];

/** Leads a patient of the playground by SMS, as `leadPatient` does. */
export function lead(stage: TestPlayground, phone: string, until: Parameters<typeof leadPatient>[2], over: Wishes = {}): Promise<string[]> {
  return leadPatient({ text: (from, body) => stage.phone(from).say(body) }, phone, until, over);
}

/** A patient who has asked a peer without Teams, by SMS; gives the peer's phone. Slot 3 is on Thursday 26 November, 10:00, if that peer is Claire. */
export async function ask(stage: TestPlayground, phone: string, over: Wishes = {}): Promise<string> {
  await lead(stage, phone, "asked", { slot: "3", ...over });
  await stage.drain();
  return peerPhone(
    await oneValue<string>(
      stage,
      "select display_name from peer join appointment on peer_id = person_id where patient_id = $1 and status = 'pending' order by appointment.created_at desc limit 1",
      [await personOf(stage, phone)],
    ),
  );
}

/** The same, and the peer has accepted. */
export async function book(stage: TestPlayground, phone: string, over: Wishes = {}): Promise<string> {
  const peer = await ask(stage, phone, over);
  await stage.phone(peer).say("1");
  await stage.drain();
  return peer;
}
