import {
  type AdaptiveCardInvokeResponse,
  type AdaptiveCardInvokeValue,
  MessageFactory,
  TeamsActivityHandler,
  type TurnContext,
} from "botbuilder";
import type pg from "pg";
import { teamsActivity } from "../adapters/teams/activity.ts";
import { cardAnswer } from "../adapters/teams/card-attachment.ts";
import { conversationReference } from "../adapters/teams/reference.ts";
import type { SmsChannelData } from "../adapters/twilio/sms-activity.ts";
import type { VoiceChannelData } from "../adapters/twilio/voice-activity.ts";
import { cardAction } from "../cards/actions.ts";
import { card, text } from "../cards/card.ts";
import { dangerText } from "../dialogs/danger-text.ts";
import { texts } from "../dialogs/texts/texts.ts";
import { type Locale, toLocale } from "../domain/locale.ts";
import { addressKey } from "../domain/people/address-key.ts";
import { seal } from "../domain/people/seal.ts";
import { assessSafety } from "../domain/safety/assess-safety.ts";
import type { SafetyAssessment } from "../domain/safety/assessment.ts";
import { type Where, whereOf } from "../domain/safety/place.ts";
import { cleanText } from "../domain/understanding/clean-text.ts";
import { guessLocale } from "../domain/understanding/guess-locale.ts";
import { answerCall } from "./call.ts";
import { handleCardAction } from "./card-action.ts";
import type { Config } from "./config.ts";
import { linkByInvitation } from "./link-account.ts";
import type { Log } from "./log.ts";
import type { Door } from "./outcome.ts";
import { linesSpoken, wordsSpoken } from "./render/voice.ts";
import { type Heard, route } from "./router.ts";
import { runTurn, type TurnAnswer } from "./turn.ts";
import { turnSecrets } from "./turn-effects.ts";

/**
 * The Bot Framework's handler: makes a turn of every message and card action, whatever the channel.
 * A text message is answered in its own response; in Teams an action is answered by its card, and words leave through the outbox.
 */
export class PeerSupportBot extends TeamsActivityHandler {
  private readonly pool: pg.Pool;
  private readonly config: Config;
  private readonly log: Log;

  constructor(pool: pg.Pool, config: Config, log: Log) {
    super();
    this.pool = pool;
    this.config = config;
    this.log = log;
    this.onMessage(async (context, next) => {
      const { channelId } = context.activity;
      await (channelId === "msteams" ? this.onTeamsMessage(context) : channelId === "voice" ? this.onVoice(context) : this.onSms(context));
      await next();
    });
    this.onInstallationUpdateAdd(async (context, next) => {
      const { t } = texts(toLocale(context.activity.locale));
      await context.sendActivity(MessageFactory.text(t("teams.welcome")));
      await next();
    });
  }

  private async onSms(context: TurnContext): Promise<void> {
    const { activity } = context;
    const { kind, sender, addressKey: key, sealed, countries, hasMedia, providerOptOut } = activity.channelData as SmsChannelData;
    const said = cleanText(activity.text ?? "");
    const heard = { text: said, safety: assessSafety(activity.text ?? ""), hasMedia, providerOptOut };
    const answer = await runTurn(
      this.pool,
      activity.id ?? "",
      { kind, sender, addressKey: key, sealed, countries, locale: guessLocale(said) },
      (turn) => route(turn, heard),
      turnSecrets(this.config),
    );
    if (answer.outcome === "unknown-sender") {
      this.log.warn("a number of no programme was texted", { code: "sender/unknown" });
      // whoever writes is told something all the same
      const locale = guessLocale(said) ?? "fr";
      await context.sendActivity({
        type: "message",
        text: heard.safety.level >= 2 ? linesOf(heard.safety, whereOf(kind, countries), locale) : texts(locale).t("error.tryLater"),
      });
      return;
    }
    this.note("sms", answer, heard.safety);
    for (const [index, body] of answer.messages.entries()) {
      // the SDK takes an activity's own id away, so the delivery's travels as data
      await context.sendActivity({
        type: "message",
        text: body,
        channelData: { programmeId: answer.programmeId, deliveryId: answer.deliveryIds[index] },
      });
    }
  }

  /** One webhook of a call: what is said next, and how it may be answered. */
  private async onVoice(context: TurnContext): Promise<void> {
    const { activity } = context;
    const { digits, afterStar, ...door } = activity.channelData as VoiceChannelData;
    // the recogniser ends a phrase with a full stop
    const speech = cleanText(activity.text ?? "").replace(/[.!]+$/, "");
    const safety = assessSafety(activity.text ?? "");
    const answer = await runTurn(
      this.pool,
      activity.id ?? "",
      { kind: "voice", ...door },
      (turn) => answerCall(turn, { speech, digits, afterStar, safety }),
      turnSecrets(this.config),
    );
    if (answer.outcome === "unknown-sender") this.log.warn("a number of no programme was called", { code: "sender/unknown" });
    else this.note("voice", answer, safety);
    // a number that answers no calls, or a call whose words are forgotten
    const locale = guessLocale(speech) ?? "fr";
    const instead = () => (safety.level >= 2 ? linesSpoken(safety, door.countries, locale) : wordsSpoken({ key: "call.tryLater" }, locale));
    await context.sendActivity({ type: "message", channelData: answer.call ?? instead() });
  }

  private async onTeamsMessage(context: TurnContext): Promise<void> {
    const said = cleanText(context.activity.text ?? "");
    const door = { kind: "teams" as const, addressKey: this.teamsKey(context) };
    const safety = assessSafety(context.activity.text ?? "");
    const answer = await this.takeTeamsTurn(context, door, { text: said, safety, hasMedia: false });
    if (!answer) return;
    this.note("teams", answer, safety);
    if (answer.outcome === "which-programme") {
      await context.sendActivity(texts(toLocale(context.activity.locale)).t("teams.whichProgramme"));
    } else if (answer.outcome === "unlinked") {
      await this.onUnlinked(context, said, safety);
    }
  }

  /** With the database down danger is still answered; everything else fails, and Teams shows that it did. */
  private async takeTeamsTurn(context: TurnContext, door: Door, heard: Heard): Promise<TurnAnswer | undefined> {
    try {
      return await runTurn(this.pool, eventKey(context), door, (turn) => route(turn, heard), turnSecrets(this.config));
    } catch (error) {
      const { level, rule } = heard.safety;
      if (level < 2) throw error;
      this.log.error("danger answered without a database", { level, rule: rule ?? undefined, error });
      await context.sendActivity(linesOf(heard.safety, whereOf("teams"), toLocale(context.activity.locale)));
      return undefined;
    }
  }

  /** An account that nobody knows: danger gets its lines, a code links it, anything else gets the welcome. */
  private async onUnlinked(context: TurnContext, said: string, safety: SafetyAssessment): Promise<void> {
    const { t } = texts(toLocale(context.activity.locale));
    if (safety.level >= 2) {
      await context.sendActivity(linesOf(safety, whereOf("teams"), toLocale(context.activity.locale)));
      return;
    }
    // the SDK has made dates of its instants
    const activity = teamsActivity.parse({ ...context.activity, timestamp: undefined });
    const { fieldKeyId, fieldKey, addressKey: secret } = this.config.keys;
    const linked = await linkByInvitation(this.pool, secret, {
      key: eventKey(context),
      accountKey: this.teamsKey(context),
      reference: seal({ id: fieldKeyId, key: fieldKey }, JSON.stringify(conversationReference(activity))),
      said,
    });
    if (linked === "linked") return;
    await context.sendActivity(
      t(linked === "not-a-code" ? "teams.welcome" : linked === "too-many-tries" ? "teams.tooManyTries" : "teams.badCode"),
    );
  }

  protected override async onAdaptiveCardInvoke(context: TurnContext, value: AdaptiveCardInvokeValue): Promise<AdaptiveCardInvokeResponse> {
    const command = cardAction.parse(value.action);
    const door = { kind: "teams" as const, addressKey: this.teamsKey(context), programmeId: command.data.programmeId };
    const answer = await runTurn(this.pool, eventKey(context), door, (turn) => handleCardAction(turn, command), turnSecrets(this.config));
    this.note("teams", answer);
    const { t } = texts(toLocale(context.activity.locale));
    return cardAnswer(answer.card ?? card([text(t("peer.request.unknown"))], []));
  }

  /** A Teams account, by tenant and user: the user's id in the directory if Teams gives it, else its id for this bot. */
  private teamsKey({ activity }: TurnContext): string {
    const tenant = activity.conversation.tenantId ?? activity.channelData?.tenant?.id;
    return addressKey(this.config.keys.addressKey, `teams:${tenant}:${activity.from.aadObjectId ?? activity.from.id}`);
  }

  private note(channel: string, answer: TurnAnswer, safety?: { level: number; rule: string | null }): void {
    this.log.info("turn", {
      route: channel,
      outcome: answer.outcome,
      ...(safety && safety.level > 0 && { level: safety.level, rule: safety.rule ?? undefined }),
    });
  }
}

/** The lines for somebody of whom nothing is known, or can be: no more is promised. */
function linesOf(safety: SafetyAssessment, where: Where, locale: Locale): string {
  const [{ key, args }] = dangerText(safety, where);
  return texts(locale).t(key, args);
}

const eventKey = ({ activity }: TurnContext): string => `${activity.conversation.id}:${activity.id}`;
