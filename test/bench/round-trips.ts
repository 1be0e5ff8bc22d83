import { handleCardAction } from "../../bot/card-action.ts";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { turnJobs } from "../../bot/jobs/turn-jobs.ts";
import { linkByInvitation } from "../../bot/link-account.ts";
import type { Door, Outcome, Turn } from "../../bot/outcome.ts";
import { runTurn } from "../../bot/turn.ts";
import { addressKey } from "../../domain/people/address-key.ts";
import { seal } from "../../domain/people/seal.ts";
import type { Figure, FigureRow } from "./figure.ts";
import { openRecordedBot } from "./in-process-bot.ts";
import { phonesOf } from "./patients.ts";
import type { Recorded } from "./recording-pool.ts";
import type { BenchService } from "./service.ts";
import { newMessageSid } from "./signed-sms.ts";

/** begin, take, save, commit */
const FLOOR = 4;
const AIM = 8;

type Counted = [turn: string, roundTrips: number];

/** What typical turns ask of the database, one after the other, from begin to commit: counted by what `pg` was asked, and checked against its wire. */
export const roundTrips: Figure = {
  name: "round-trips",
  about: "round trips to the database for each turn, counted",
  async measure(service) {
    const counted = await countThread(service);
    return counted.map(
      ([turn, trips]): FigureRow => ({
        figure: `round trips: ${turn}`,
        floor: String(FLOOR),
        measured: String(trips),
        ratio: `${FLOOR} + ${trips - FLOOR}`,
        aim: `<= ${AIM}`,
        met: trips <= AIM,
      }),
    );
  },
};

/** The whole thread, from a patient's first text to a peer's click, then the words that always work. */
async function countThread(service: BenchService): Promise<Counted[]> {
  const bot = openRecordedBot(service);
  const [phone = "", other = ""] = phonesOf("counted");
  const counted: Counted[] = [];
  const text = async (turn: string, said: string, expected: RegExp) => {
    const recorded = await bot.text(phone, said);
    if (!expected.test(recorded.answer)) throw new Error(`"${said}" was answered: ${recorded.answer}`);
    counted.push([turn, tripsOf(recorded)]);
    return recorded.answer;
  };
  const turn = async (name: string, door: Door, handle: (turn: Turn) => Promise<Outcome>) => {
    bot.take();
    const answer = await runTurn(bot.pool, newMessageSid(), door, handle);
    if (answer.outcome !== "taken") throw new Error(`"${name}" came to: ${answer.outcome}`);
    counted.push([name, tripsOf(bot.take())]);
  };
  try {
    await text("first contact", "bonjour je cherche quelqu'un pour parler de mon endométriose", /OUI ou NON/);
    await text("consent given", "oui", /18 ans/);
    await text("adult, peers offered", "1", /1 Claire/);
    await text("open dialog, PLUS", "PLUS", /PLUS/);
    // past the end the list begins again
    for (let page = 2, said = ""; !said.includes("1 Claire"); page++) said = await text(`open dialog, PLUS, page ${page}`, "PLUS", /1 /);
    await text("peer chosen", "1", /Comment/);
    await text("way chosen, times offered", "1", /Quand/);
    await text("time chosen, held", "1", /prénom/);
    await text("alias given, peer asked", "Lou", /C'est noté/);
    const { programmeId, appointmentId, patientId, peerId } = await findRequest(bot.pool);
    const teamsKey = await linkPeer(service, bot.pool);
    const job = (personId: string): Door => ({ kind: "job", programmeId, personId });
    await turn("job: the peer is asked", job(peerId), (taken) => turnJobs["ask-peer"]!.handle(taken, appointmentId));
    await turn("card: accepted", { kind: "teams", addressKey: teamsKey, programmeId }, (taken) =>
      handleCardAction(taken, { verb: "accept-request", data: { appointmentId, programmeId } }),
    );
    await turn("job: the patient is told", job(patientId), (taken) => turnJobs["tell-accepted"]!.handle(taken, appointmentId));
    await text("RDV", "RDV", /Claire/);
    await text("AIDE", "AIDE", /./);
    await text("not understood", "blablabla", /./);
    await text("danger", "je veux mourir", /3114/);
    await text("STOP", "STOP", /./);
    counted.push(["AIDE as a first text", tripsOf(await bot.text(other, "AIDE"))]);
    return counted;
  } finally {
    await bot.close();
  }
}

/** @throws {Error} if what was asked and what the wire saw differ: then one of them is not counting */
function tripsOf({ statements, roundTrips: seen }: Recorded): number {
  if (statements.length !== seen)
    throw new Error(`${statements.length} statements and ${seen} round trips: ${statements.map(({ text }) => text).join("; ")}`);
  return seen;
}

interface FoundRequest {
  programmeId: string;
  appointmentId: string;
  patientId: string;
  peerId: string;
}

/** The one request that the thread has made by then. */
async function findRequest(pool: Parameters<typeof runTurn>[0]): Promise<FoundRequest> {
  const { rows: programmes } = await pool.query<{ id: string }>("select programme_id as id from programme_slug");
  const programmeId = programmes[0]?.id ?? "";
  const client = await pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('passerelle.programme', $1, true)", [programmeId]);
    const { rows } = await client.query<FoundRequest>(
      `select programme_id as "programmeId", appointment_id as "appointmentId", patient_id as "patientId", peer_id as "peerId" from appointment where status = 'pending'`,
    );
    await client.query("commit");
    if (!rows[0]) throw new Error("The thread has made no request.");
    return rows[0];
  } finally {
    client.release();
  }
}

/** Links a Teams account to the demo's first peer, who is the one that was asked. */
async function linkPeer(service: BenchService, pool: Parameters<typeof runTurn>[0]): Promise<string> {
  const { fieldKeyId, fieldKey, addressKey: secret } = service.config.keys;
  const accountKey = addressKey(secret, "teams:bench:claire");
  const reference = seal({ id: fieldKeyId, key: fieldKey }, JSON.stringify({}));
  const linked = await linkByInvitation(pool, secret, { key: newMessageSid(), accountKey, reference, said: DEMO_PEER_CODE });
  if (linked !== "linked") throw new Error(`The demo's code was answered: ${linked}`);
  return accountKey;
}
