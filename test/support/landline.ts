import { randomUUID } from "node:crypto";
import { runTurn } from "../../bot/turn.ts";
import { oneValue, peerPhone, personOf, rowsOf, withAppPool } from "./people.ts";
import type { ProviderCall } from "./provider.ts";
import type { TestService } from "./service.ts";
import { leadByVoice, type TestCall } from "./voice.ts";

/** The code that is chosen where others may pick up. */
export const CODE = "4827";
/** The key that answers when one may be called by a machine, or that a person of the team shall call. */
export const CALLED_BY = { morning: "1", afternoon: "3", team: "5" };
/** What names, or tells of, anybody: not to be said before the code. */
export const CONTENT = /endom|novembre|Lou|Claire|Inès|Sonia|confirmé|rendez-vous/;

const ASKED_WHEN = /un appel automatique peut vous le dire, après votre code.*Pour un appel le matin.*tapez 1.*équipe.*tapez 5/;

/** A landline's owner, known by a code, who has said when they may be called; a choice of peers is open. */
export async function signUpByPhone(service: TestService, landline: string, calledBy = CALLED_BY.morning): Promise<TestCall> {
  const talk = await leadByVoice(service, landline);
  await talk.press(CODE);
  if (!ASKED_WHEN.test(talk.said)) throw new Error(`When to call was not asked, but: ${talk.said}`);
  await talk.press(calledBy);
  return talk;
}

/** The same, with a peer asked, for Thursday at 10:00 if that is Claire; gives the peer's phone. */
export async function askPeerByPhone(service: TestService, landline: string, calledBy = CALLED_BY.morning): Promise<string> {
  const talk = await signUpByPhone(service, landline, calledBy);
  for (const key of ["1", "1", "3"]) await talk.press(key);
  await talk.say("Lou");
  await talk.hangUp();
  await service.drain();
  const peer = await oneValue<string>(
    service,
    "select display_name from peer join appointment a on a.peer_id = peer.person_id where a.patient_id = $1",
    [await personOf(service, landline)],
  );
  return peerPhone(peer);
}

/** The team writes to a person, as from a card: "à vous". */
export async function sendNote(service: TestService, phone: string): Promise<void> {
  const personId = await personOf(service, phone);
  const programmeId = await oneValue<string>(service, "select programme_id from person where person_id = $1", [personId]);
  await withAppPool(service, (pool) =>
    runTurn(pool, `test:${randomUUID()}`, { kind: "job", programmeId, personId }, async () => ({
      say: [{ key: "team.note", args: { programme: "Passerelle", body: "à vous" } }],
      class: "notice",
      question: "keep",
    })),
  );
  await service.drain();
}

/** Every call that we asked for to that phone. */
export const callsTo = ({ provider }: Pick<TestService, "provider">, phone: string): ProviderCall[] =>
  provider.calls.filter(({ to }) => to === phone);

/** What became of each message to whoever has that phone, the oldest first. */
export const deliveriesTo = async (service: TestService, phone: string) =>
  rowsOf<{ state: string; reason: string | null; attempt: number }>(
    service,
    "select state, reason, attempt from delivery where person_id = $1 order by created_at",
    [await personOf(service, phone)],
  );
