import type { RefusalCode } from "../provider/refusal.ts";
import type { ProviderCall } from "../state.ts";
import { readCallChange, readCallOrder } from "./call-form.ts";
import { announce, type Conference, type Conferences, type Participant } from "./conferences.ts";
import { isOver } from "./leg.ts";
import { CallProblem } from "./problem.ts";
import { ring } from "./ring.ts";
import type { Runner } from "./run.ts";
import { spokenLines } from "./speak.ts";
import type { Switchboard } from "./switchboard.ts";
import { readVerbs } from "./verbs.ts";

type Fields = Record<string, unknown>;

/** What the service does with calls by the provider's REST API. */
export interface Calls {
  /** Makes a call by the API's form fields, or refuses it by the provider's code. */
  create(fields: Fields): Promise<ProviderCall | RefusalCode>;
  /** Ends a call or sends it elsewhere. */
  update(sid: string, fields: Fields): Promise<ProviderCall | RefusalCode>;
  find(sid: string): ProviderCall | undefined;
  list(): readonly ProviderCall[];
  updateConference(conference: Conference, fields: Fields): Promise<RefusalCode | undefined>;
  updateParticipant(conference: Conference, participant: Participant, fields: Fields): Promise<RefusalCode | undefined>;
}

/** Opens a switchboard to the service. */
export function openCalls(board: Switchboard, conferences: Conferences, runner: Runner): Calls {
  const { store, time, options } = board;
  const find = (sid: string) => store.state.calls.find((call) => call.sid === sid);

  const say = async (to: Participant[], fields: Fields): Promise<RefusalCode | undefined> => {
    const { AnnounceUrl: url, AnnounceMethod: method } = fields;
    if (url === undefined || url === "") return undefined;
    const [first] = to;
    if (typeof url !== "string" || !URL.canParse(url)) return 20001;
    if (!first) return undefined;
    const asked = typeof method === "string" ? method : "POST";
    board.track(
      board
        .ask(first.leg, { url: undefined }, url, {}, asked)
        .then(({ twiml }) => announce(to, spokenLines(readVerbs(twiml))))
        .catch((error: unknown) => {
          if (error instanceof CallProblem) announce(to, [{ text: `${error.code}: ${error.message}`, language: undefined }]);
        })
        .finally(() => store.changed()),
    );
    return undefined;
  };

  return {
    async create(fields) {
      await time.read();
      const order = readCallOrder(options, fields);
      if (typeof order === "number") return order;
      const { to, from, twiml, url, method, timeoutSeconds, timeLimitSeconds, detectsMachine, reports } = order;
      const isOfPage = store.state.phones.some(({ number }) => number === to);
      // Words for a number that is no telephone of the page are heard to their end by somebody; what has to be asked for is asked of nobody.
      const holder = isOfPage || twiml === undefined ? "person" : "stranger";
      const leg = board.open({ direction: "outbound-api", from, to, telephone: to }, { reports, timeLimitSeconds, detectsMachine, holder });
      void ring(board, leg, timeoutSeconds).then((taken) => {
        if (taken !== "answered") return;
        runner.run(leg, () => (twiml === undefined ? board.ask(leg, { url }, url ?? "", {}, method) : { twiml, url: undefined }));
      });
      return leg.call;
    },
    async update(sid, fields) {
      await time.read();
      const call = find(sid);
      if (!call) return 20404;
      const change = readCallChange(fields);
      if (typeof change === "number") return change;
      const leg = board.legs.get(sid);
      // https://www.twilio.com/docs/api/errors/21220
      if (!leg || isOver(leg)) return 21220;
      if ("status" in change) {
        // `canceled` ends a call that nobody has taken, and leaves a live one alone. https://www.twilio.com/docs/voice/api/call-resource
        if (!call.startedAt) board.end(leg, "canceled");
        else if (change.status === "completed") board.end(leg, "completed");
        return call;
      }
      if (!call.startedAt) return 21220;
      runner.run(leg, () =>
        "url" in change ? board.ask(leg, { url: change.url }, change.url, {}, change.method) : { ...change, url: undefined },
      );
      return call;
    },
    find,
    list: () => store.state.calls,
    async updateConference(conference, fields) {
      await time.read();
      const { Status: status } = fields;
      if (status !== undefined && status !== "completed") return 20001;
      const refused = await say(conference.participants, fields);
      if (refused) return refused;
      if (status) conferences.end(conference, "conference-ended-via-api");
      return undefined;
    },
    async updateParticipant(conference, participant, fields) {
      await time.read();
      const { Muted: muted, Hold: hold } = fields;
      conferences.modify(conference, participant, {
        ...(muted !== undefined && { muted: muted === "true" }),
        ...(hold !== undefined && { hold: hold === "true" }),
      });
      return say([participant], fields);
    },
  };
}
