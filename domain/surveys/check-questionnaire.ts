import { MOST_SEGMENTS, segmentCount } from "../deliveries/segments.ts";
import { LOCALES, type Locale } from "../locale.ts";
import { checkStructure } from "./check-structure.ts";
import type { Finding } from "./finding.ts";
import { type AskedItem, askedItems, isFreeText, optionsOf, scaleOf } from "./items.ts";
import type { Item, Questionnaire } from "./questionnaire.ts";
import { localesOf, textOf } from "./wording.ts";

export const SURVEY_CHANNELS = ["sms", "voice", "teams"] as const;
/** How a questionnaire may be asked; a card in Teams is also what a link shows. */
export type SurveyChannel = (typeof SURVEY_CHANNELS)[number];

/** Keys 1 to 9: zero asks for the team, star and hash have their own meanings. A scale is keyed as a number, with a hash. */
const MOST_KEYS = 9;
/** Characters of an SMS that are kept for how to answer, and how far one is: "(3/9)", "1 à 4, PASSER ou PLUS TARD". */
const HOW_TO_ANSWER = "x".repeat(50);

export interface ChannelFit {
  /** In part: all that is required, without free text, which may be passed over. */
  fit: "whole" | "in-part" | "none";
  findings: Finding[];
}

export interface Check {
  /** What makes it fit no channel. */
  problems: Finding[];
  /** In which languages it is asked. */
  locales: Locale[];
  /** The languages in which it is not asked. */
  notes: Finding[];
  channels: Record<SurveyChannel, ChannelFit>;
}

/** Says on which channels a questionnaire can be asked, and why not on others. */
export function checkQuestionnaire(questionnaire: Questionnaire): Check {
  const problems = checkStructure(questionnaire);
  const locales = localesOf(questionnaire);
  const items = askedItems(questionnaire);
  const channel = (findings: Finding[]): ChannelFit => ({ fit: problems.length > 0 ? "none" : fitOf(findings, items), findings });
  return {
    problems,
    locales,
    notes: LOCALES.filter((locale) => !locales.includes(locale)).map((locale) => ({
      code: "not-translated",
      locale,
      sentence: `It is not written in "${locale}", so nobody is asked it in that language.`,
    })),
    channels: {
      sms: channel(locales.flatMap((locale) => items.flatMap((asked) => findTooLong(questionnaire, asked, locale)))),
      voice: channel(items.flatMap(({ item }) => findUnspeakable(questionnaire, item))),
      teams: channel([]),
    },
  };
}

/** Whether it can be asked at all. */
export function fitsAnywhere({ channels }: Check): boolean {
  return SURVEY_CHANNELS.some((channel) => channels[channel].fit !== "none");
}

function fitOf(findings: Finding[], items: AskedItem[]): ChannelFit["fit"] {
  if (findings.length === 0) return "whole";
  const optional = new Set(items.filter(({ item }) => isFreeText(item) && !item.required).map(({ item }) => item.linkId));
  const leftOut = findings.every(({ code, linkId }) => code === "free-text" && linkId !== undefined && optional.has(linkId));
  return leftOut && optional.size < items.length ? "in-part" : "none";
}

function findTooLong(questionnaire: Questionnaire, { item, before }: AskedItem, locale: Locale): Finding[] {
  const scale = scaleOf(questionnaire, item, locale);
  const lines = [
    textOf(questionnaire, item, locale) ?? "",
    ...optionsOf(questionnaire, item, locale).map(({ text }, index) => `${index + 1} ${text}`),
    ...(scale?.minText || scale?.maxText ? [`${scale.min} ${scale.minText ?? ""} - ${scale.max ?? ""} ${scale.maxText ?? ""}`] : []),
    HOW_TO_ANSWER,
  ];
  const measured: [linkId: string, what: string, segments: number][] = [
    ...before.map((one): [string, string, number] => [
      one.linkId,
      "its text takes",
      segmentCount(textOf(questionnaire, one, locale) ?? ""),
    ]),
    [item.linkId, "with its options and how to answer it takes", segmentCount(lines.join("\n"))],
  ];
  return measured
    .filter(([, , segments]) => segments > MOST_SEGMENTS)
    .map(([linkId, what, segments]) => ({
      code: "too-long",
      linkId,
      locale,
      sentence: `Item ${linkId}, in "${locale}": ${what} ${segments} SMS segments; ${MOST_SEGMENTS} are the most.`,
    }));
}

function findUnspeakable(questionnaire: Questionnaire, item: Item): Finding[] {
  const { linkId } = item;
  if (isFreeText(item))
    return [
      {
        code: "free-text",
        linkId,
        sentence: `Item ${linkId}: free text is not taken by voice${item.required ? "" : ", so it is left out"}.`,
      },
    ];
  const count = item.answerOption?.length ?? 0;
  if (item.type === "choice" && count > MOST_KEYS)
    return [{ code: "too-many-options", linkId, sentence: `Item ${linkId}: ${count} options; there are keys for ${MOST_KEYS}.` }];
  const scale = scaleOf(questionnaire, item, questionnaire.language);
  if (scale && scale.min < 0)
    return [{ code: "negative-numbers", linkId, sentence: `Item ${linkId}: its scale begins at ${scale.min}, and no key says minus.` }];
  return [];
}

/** By which of our channels somebody is asked who is written to there. WhatsApp has the words of an SMS, and no such limit to their length. */
const ASKED_BY = { sms: "sms", whatsapp: "teams", voice: "voice", teams: "teams" } as const satisfies Record<string, SurveyChannel>;
export type PlaceKind = keyof typeof ASKED_BY;
export const PLACE_KINDS = Object.keys(ASKED_BY) as PlaceKind[];

/** Whether it can be asked of somebody who is written to, or called, there. */
export const fitsPlace = ({ channels }: Check, kind: PlaceKind): boolean => channels[ASKED_BY[kind]].fit !== "none";
