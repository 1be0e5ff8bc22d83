import { teamsActivity } from "../../adapters/teams/activity.ts";
import { processTeamsRequest } from "../../adapters/teams/adapter.ts";
import { cardAction } from "../../cards/actions.ts";
import { isDeeperThan } from "../json-depth.ts";
import type { WebContext } from "../web-context.ts";
import { answerError, type Route } from "./route.ts";

const MAX_JSON_DEPTH = 20;

/** `POST /api/messages`: an activity from Teams. The guard comes first; a card action that is not one of ours is 400 before any turn. */
export const messages = (context: WebContext): Route => {
  const { teamsGuard, bot, log, teams } = context;
  return async (request, response) => {
    const verdict = await teamsGuard({ headers: request.rawHeaders, activity: request.body });
    if (!verdict.ok) {
      log.warn("activity refused", { status: verdict.status, code: verdict.code });
      answerError(response, verdict.status, verdict.code);
      return;
    }
    if (isDeeperThan(request.body, MAX_JSON_DEPTH)) return answerError(response, 400, "activity/too-deep");
    const activity = teamsActivity.safeParse(request.body);
    if (!activity.success) return answerError(response, 400, "activity/malformed");
    if (activity.data.type === "invoke" && !isCardAction(activity.data)) return answerError(response, 400, "activity/unknown-action");
    await processTeamsRequest(teams, request, { send: (code, body) => send(code, body) }, (turnContext) => bot.run(turnContext));

    function send(code: number, body: unknown): void {
      response.writeHead(code, body === undefined ? {} : { "content-type": "application/json" });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    }
  };
};

function isCardAction({ name, value }: { name?: string | undefined; value?: unknown }): boolean {
  return name === "adaptiveCard/action" && cardAction.safeParse((value as { action?: unknown } | undefined)?.action).success;
}
