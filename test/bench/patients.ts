import { sendQueues } from "./keep-alive-load.ts";
import { showProgress } from "./progress.ts";
import { type BenchService, CLIENTS } from "./service.ts";
import { signedSms, type WebhookOwner } from "./signed-sms.ts";

/**
 * The turn that is measured: PLUS, said to "these peers could talk to you". It is a turn of the thread's middle: it reads who may be offered (the product's
 * largest query), renders three peers into two segments, opens a new question, and leaves the dialog open, so that it can be said for ever.
 * After the last page the list begins again: every second PLUS asks the database twice. So turns are counted and sent in twos for each patient.
 */
export const MEASURED_TEXT = "PLUS";
export const TURNS_OF_A_ROUND = 2;
/** What its answer holds, in the French of these patients. */
export const MEASURED_ANSWER = /<Message .*1 \p{L}.* PLUS/su;

export const FIRST_TEXTS = ["bonjour je cherche quelqu'un pour parler de mon endométriose", "oui", "1"];

/** More than the load has connections, so that nobody waits for a conversation's lock. */
const PATIENTS = 256;

/** The numbers of fictional patients. `load` texts over HTTP; `floor` are the ones whose statements are replayed, so that both work on rows of their own. */
const FIRST_NUMBERS = { load: 2000, floor: 4000, counted: 6000 };
export type PatientSet = keyof typeof FIRST_NUMBERS;

export function phonesOf(set: PatientSet): string[] {
  return Array.from({ length: PATIENTS }, (_, index) => `+3363998${FIRST_NUMBERS[set] + index}`);
}

export const webhookOwner = ({ config }: BenchService): WebhookOwner => ({ publicUrl: config.publicUrl, ...config.twilio });

const seeded = new WeakMap<BenchService, Set<PatientSet>>();

/** Brings a set's patients to the question about peers, by texting as they would. Once for all figures. */
export async function seedPatients(service: BenchService, port: number, set: PatientSet): Promise<void> {
  const done = seeded.get(service) ?? new Set();
  if (done.has(set)) return;
  seeded.set(service, done.add(set));
  const phones = phonesOf(set);
  const queues = byConnection(phones, (phone) => FIRST_TEXTS.map((text) => signedSms(webhookOwner(service), phone, text)));
  const progress = showProgress(
    service.say,
    `Bringing ${phones.length} patients to the question about peers`,
    phones.length * FIRST_TEXTS.length,
  );
  try {
    await sendQueues(port, queues, /<Message /, progress.advance);
  } finally {
    progress.end();
  }
}

/** Rounds of the measured turn, signed ahead, each connection with patients of its own. At least as many turns as asked for, in whole rounds. */
export function measuredTurns(service: BenchService, turns: number): Buffer[][] {
  const phones = phonesOf("load");
  const owner = webhookOwner(service);
  const rounds = Math.ceil(turns / TURNS_OF_A_ROUND / CLIENTS);
  return byConnection(phones, (phone) => [phone]).map((own) =>
    Array.from({ length: rounds * TURNS_OF_A_ROUND }, (_, index) =>
      signedSms(owner, own[Math.floor(index / TURNS_OF_A_ROUND) % own.length]!, MEASURED_TEXT),
    ),
  );
}

/** Deals out phones, or calls, to connections; what one of them says stays in order, on one connection. */
export function byConnection<Source, Item>(phones: Source[], items: (phone: Source) => Item[]): Item[][] {
  return Array.from({ length: CLIENTS }, (_, connection) =>
    phones.filter((_phone, index) => index % CLIENTS === connection).flatMap(items),
  );
}
