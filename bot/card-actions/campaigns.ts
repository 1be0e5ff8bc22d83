import { DateTime } from "luxon";
import type { CampaignFields } from "../../cards/campaign-actions.ts";
import { type CampaignView, campaignCard } from "../../cards/campaign-card.ts";
import {
  CAMPAIGN_DAYS,
  type CampaignFault,
  campaignFormCard,
  type OfferedQuestionnaire,
  TALK_RANGES,
} from "../../cards/campaign-form-card.ts";
import { campaignsCard } from "../../cards/campaigns-card.ts";
import { type AdaptiveCard, card, text } from "../../cards/card.ts";
import type { QueueViewer } from "../../cards/queue-card.ts";
import { texts } from "../../dialogs/texts/texts.ts";
import { type Audience, audience } from "../../domain/campaigns/audience.ts";
import { type Campaign, listCampaigns, loadCampaign } from "../../domain/campaigns/campaign.ts";
import { draftCampaign, notePreviewed } from "../../domain/campaigns/draft-campaign.ts";
import { launchCampaign } from "../../domain/campaigns/launch-campaign.ts";
import { previewCampaign } from "../../domain/campaigns/preview.ts";
import { loadResults } from "../../domain/campaigns/results/load-results.ts";
import { cancelCampaign, pauseCampaign, resumeCampaign } from "../../domain/campaigns/steer-campaign.ts";
import { checkQuestionnaire, fitsPlace, PLACE_KINDS } from "../../domain/surveys/check-questionnaire.ts";
import { listQuestionnaires } from "../../domain/surveys/import-questionnaire.ts";
import { findQuestionnaire, loadQuestionnaire } from "../../domain/surveys/load-questionnaires.ts";
import { localesOf, titleOf } from "../../domain/surveys/wording.ts";
import { cleanText } from "../../domain/understanding/clean-text.ts";
import { campaignWording } from "../campaign-wording.ts";
import type { Outcome, Turn } from "../outcome.ts";
import type { CardActions } from "./card-action.ts";

/** Past these a list is not read any more. */
const MOST_SHOWN = 12;
/** When a campaign that is to begin on a day begins. */
const STARTS_AT_HOUR = 10;
/** Nobody plans a campaign further ahead. */
const MOST_AHEAD_DAYS = 366;

type CampaignVerb =
  | "show-campaigns"
  | "new-campaign"
  | "create-campaign"
  | "show-campaign"
  | "launch-campaign"
  | "pause-campaign"
  | "resume-campaign"
  | "cancel-campaign";

/** A coordinator's clicks on the cards of survey campaigns. Each that changes something is recorded; each shows the campaign as it then stands. */
const actions: CardActions<CampaignVerb> = {
  "show-campaigns": async (turn) => drawn(await listCard(turn)),

  "new-campaign": async (turn) => drawn(campaignFormCard(await offered(turn), viewerOf(turn))),

  async "create-campaign"(turn, typed) {
    const { db, speaker, programme, now } = turn;
    const refused = async (fault: CampaignFault) => drawn(campaignFormCard(await offered(turn), viewerOf(turn), { typed, fault }));
    const read = readFields(typed, now.setZone(programme.zone));
    if (typeof read === "string") return refused(read);
    const sendable = (await offered(turn)).some(({ name }) => name === read.questionnaireName);
    if (!sendable) return refused("unknown-questionnaire");
    const made = await draftCampaign(db, speaker.id, read, programme.settings);
    return typeof made === "string" ? refused(made) : onCampaign(turn, made.id, async () => ({}));
  },

  "show-campaign": (turn, { campaignId }) => onCampaign(turn, campaignId, async () => ({})),

  "launch-campaign": (turn, { campaignId, confirmed }) =>
    onCampaign(turn, campaignId, async (campaign) => {
      if (!confirmed) return campaign.state === "previewed" ? { confirms: "launch" } : {};
      const questionnaire = await findQuestionnaire(turn.db, campaign.questionnaireName);
      if (questionnaire)
        await launchCampaign(turn.db, turn.speaker.id, campaignId, campaignWording(questionnaire, turn.programme.name).offer);
      return {};
    }),

  "pause-campaign": (turn, { campaignId }) =>
    onCampaign(turn, campaignId, async () => {
      await pauseCampaign(turn.db, turn.speaker.id, campaignId);
      return {};
    }),

  "resume-campaign": (turn, { campaignId }) =>
    onCampaign(turn, campaignId, async () => {
      await resumeCampaign(turn.db, turn.speaker.id, campaignId);
      return {};
    }),

  "cancel-campaign": (turn, { campaignId, confirmed }) =>
    onCampaign(turn, campaignId, async ({ state }) => {
      if (!confirmed) return state === "done" || state === "cancelled" ? {} : { confirms: "cancel" };
      await cancelCampaign(turn.db, turn.speaker.id, campaignId);
      return {};
    }),
};

/** The same for whoever is a coordinator of the programme; anybody else is told that there is nothing here. */
export const campaignCardActions = Object.fromEntries(
  Object.entries(actions).map(([verb, act]) => [
    verb,
    async (turn: Turn, data: never) => (turn.speaker.isCoordinator ? act(turn, data) : drawn(unknown(turn))),
  ]),
) as CardActions<CampaignVerb>;

/** A coordinator asks for the campaigns: their card in Teams, else how many go on. */
export async function answerCampaigns(turn: Turn): Promise<Outcome> {
  const { speaker, programme, channel } = turn;
  if (channel !== "teams") {
    const running = (await listCampaigns(turn.db, MOST_SHOWN)).filter(({ state }) => state === "running").length;
    return { say: [{ key: "campaign.inTeams", args: { programme: programme.name, count: running } }], question: "keep" };
  }
  const body = texts(speaker.locale).t("campaign.title");
  return { say: [], question: "keep", outgoing: [{ personId: speaker.id, class: "reply", body, card: await listCard(turn) }] };
}

/** Does something with a campaign, and shows it as it then stands. Only coordinators of the campaign's own programme get so far. */
async function onCampaign(turn: Turn, id: string, act: (campaign: Campaign) => Promise<Pick<CampaignView, "confirms">>): Promise<Outcome> {
  const before = await loadCampaign(turn.db, id);
  if (!before) return drawn(unknown(turn));
  const { confirms } = await act(before);
  const campaign = await loadCampaign(turn.db, id);
  if (!campaign) return drawn(unknown(turn));
  return drawn(campaignCard({ ...(await viewOf(turn, campaign)), confirms }, viewerOf(turn)));
}

async function viewOf(turn: Turn, campaign: Campaign): Promise<CampaignView> {
  const { db, now, speaker, programme } = turn;
  const { questionnaireId, questionnaireName } = campaign;
  const questionnaire = questionnaireId ? await loadQuestionnaire(db, questionnaireId) : await findQuestionnaire(db, questionnaireName);
  const title = (questionnaire && titleOf(questionnaire, speaker.locale)) ?? questionnaire?.title ?? questionnaireName;
  if (campaign.state !== "draft" && campaign.state !== "previewed")
    return { campaign, title, ...(questionnaireId && { results: await loadResults(db, campaign) }) };
  if (!questionnaire) return { campaign, title };
  const { segments } = campaignWording(questionnaire, programme.name);
  const check = checkQuestionnaire(questionnaire);
  const unfit = PLACE_KINDS.filter((kind) => !fitsPlace(check, kind));
  const preview = await previewCampaign(db, campaign, { now, zone: programme.zone, settings: programme.settings, segments, unfit });
  await notePreviewed(db, speaker.id, campaign.id);
  return { campaign: { ...campaign, state: "previewed" }, title, preview, check };
}

/** What may be sent to patients: active, written in a language of ours, and not made for peers or care professionals. */
async function offered({ db, speaker, programme }: Turn): Promise<OfferedQuestionnaire[]> {
  const forOthers = new Set([...programme.settings.surveys.debrief, "professional"]);
  return (await listQuestionnaires(db))
    .filter(({ status, questionnaire }) => status === "active" && !forOthers.has(questionnaire.name) && localesOf(questionnaire).length > 0)
    .map(({ questionnaire }) => ({ name: questionnaire.name, title: titleOf(questionnaire, speaker.locale) ?? questionnaire.title }));
}

interface ReadFields {
  name: string;
  questionnaireName: string;
  audience: Audience;
  startsAt: DateTime;
  endsAt: DateTime;
}

/** What was typed, as a draft takes it; or what is wrong with it. */
function readFields(typed: CampaignFields, now: DateTime): ReadFields | CampaignFault {
  const name = cleanText(typed.name).slice(0, 60);
  const days = CAMPAIGN_DAYS.find((count) => String(count) === typed.days);
  if (!name || !typed.questionnaire || !days) return "incomplete";
  const startsAt = typed.start ? DateTime.fromISO(typed.start, { zone: now.zone }).set({ hour: STARTS_AT_HOUR }) : now;
  if (!startsAt.isValid || startsAt < now.startOf("day") || startsAt > now.plus({ days: MOST_AHEAD_DAYS })) return "dates";
  const read = audience.safeParse({
    families: typed.families ? typed.families.split(",") : undefined,
    talks: TALK_RANGES[typed.talks],
    talkDates: typed.from || typed.to ? { from: typed.from || undefined, to: typed.to || undefined } : undefined,
    answered:
      typed.answered === "yes" || typed.answered === "no"
        ? { questionnaireName: typed.questionnaire, has: typed.answered === "yes" }
        : undefined,
  });
  if (!read.success || (typed.from && typed.to && typed.from > typed.to)) return "dates";
  return { name, questionnaireName: typed.questionnaire, audience: read.data, startsAt, endsAt: startsAt.plus({ days }) };
}

const listCard = async (turn: Turn): Promise<AdaptiveCard> => campaignsCard(await listCampaigns(turn.db, MOST_SHOWN), viewerOf(turn));

const viewerOf = ({ speaker, programme, now }: Turn): QueueViewer => ({
  programmeId: programme.id,
  id: speaker.id,
  locale: speaker.locale,
  zone: speaker.zone,
  now,
});

const drawn = (shown: AdaptiveCard): Outcome => ({ say: [], question: "keep", card: shown });

const unknown = ({ speaker }: Turn): AdaptiveCard => card([text(texts(speaker.locale).t("campaign.unknown"))], []);
