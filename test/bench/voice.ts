import { randomBytes } from "node:crypto";
import type { Figure } from "./figure.ts";
import { sendQueues } from "./keep-alive-load.ts";
import { measurePairs } from "./pairs.ts";
import { byConnection, MEASURED_ANSWER, measuredTurns, phonesOf, seedPatients, webhookOwner } from "./patients.ts";
import { showProgress } from "./progress.ts";
import { rowOfPairs } from "./row-of-pairs.ts";
import type { BenchService } from "./service.ts";
import { signedCall } from "./signed-sms.ts";

const AIM = 0.8;
/** Calls that are in progress at the same time. */
const CALLS = 200;
/** The key of "others" at the choice of a peer: after the three. */
const OTHERS = "4";
/** Each answer asks something, by keys and by speech. */
const ASKS = /<Gather input="dtmf speech" .*tapez 1/su;

interface OpenCall {
  sid: string;
  from: string;
  /** The next answer's place in the call, and the question it is to. */
  step: number;
  question: number;
}

/**
 * Signed webhooks of calls a second with 200 calls in progress, 16 connections, against SMS turns that do the same: other peers are asked for.
 * The requests are signed ahead: where an answer will be expected is known, since each answer asks one new question.
 */
export const voice: Figure = {
  name: "voice",
  about: `webhooks of calls a second with ${CALLS} calls in progress, against SMS turns`,
  async measure(service) {
    const web = await service.startWeb();
    await seedPatients(service, web.port, "load");
    await seedPatients(service, web.port, "floor");
    const turns = service.quick ? 480 : 1600;
    const calls = await openCalls(service, web.port);
    const progress = showProgress(service.say, "Voice: five pairs and a warm-up", 12 * turns);
    try {
      const pairs = await measurePairs(
        async () => {
          const queues = measuredTurns(service, turns);
          return queues.flat().length / (await sendQueues(web.port, queues, MEASURED_ANSWER, progress.advance));
        },
        async () => {
          const queues = answersIn(service, calls, turns);
          return queues.flat().length / (await sendQueues(web.port, queues, ASKS, progress.advance));
        },
      );
      return [rowOfPairs(`voice: webhooks, ${CALLS} calls in progress`, pairs, "/s", { atLeast: AIM })];
    } finally {
      progress.end();
      await web.stop();
    }
  },
};

/** Calls of patients who are choosing a peer: the question that they were asked by SMS is asked again. */
async function openCalls(service: BenchService, port: number): Promise<OpenCall[]> {
  const owner = webhookOwner(service);
  const calls: OpenCall[] = [];
  for (const from of phonesOf("floor").slice(0, CALLS)) {
    const sid = `CA${randomBytes(16).toString("hex")}`;
    const request = signedCall(owner, "/twilio/voice", sid, from, { CallStatus: "ringing" });
    let answer = "";
    await sendQueues(port, [[request]], {
      test(body: string) {
        answer = body;
        return ASKS.test(body);
      },
    } as RegExp);
    const [, step, question] = /\?n=(\d+)&amp;q=(\d+)/.exec(answer) ?? [];
    if (!step || !question) throw new Error(`A call was answered with: ${answer.slice(0, 300)}`);
    calls.push({ sid, from, step: Number(step), question: Number(question) });
  }
  return calls;
}

/** So many answers, dealt out to the calls, each call on a connection of its own; their places go on from run to run. */
function answersIn(service: BenchService, calls: OpenCall[], turns: number): Buffer[][] {
  const owner = webhookOwner(service);
  const each = Math.ceil(turns / calls.length / 2) * 2;
  return byConnection(calls, (call) =>
    Array.from({ length: each }, () =>
      signedCall(owner, `/twilio/voice?n=${call.step++}&q=${call.question++}`, call.sid, call.from, { Digits: OTHERS }),
    ),
  );
}
