import { screenTexts } from "../dialogs/texts/texts.ts";
import type { Locale } from "../domain/locale.ts";
import { type Check, SURVEY_CHANNELS, type SurveyChannel } from "../domain/surveys/check-questionnaire.ts";
import type { Finding } from "../domain/surveys/finding.ts";
import { askedItems } from "../domain/surveys/items.ts";
import type { Questionnaire } from "../domain/surveys/questionnaire.ts";

/** What keeps a questionnaire from a channel, where there are words for it; anything else is a fault of its file. */
export const CHANNEL_CODES = ["too-long", "too-many-options", "negative-numbers", "free-text"] as const;

/** How many questions it asks at most, and on which channels, in one line: "5 questions, par SMS, sur une carte, en partie par téléphone". */
export function shortFit(questionnaire: Questionnaire, check: Check, locale: Locale): string {
  const { t } = screenTexts(locale);
  const count = t("fit.questions", { count: askedItems(questionnaire).length });
  const on = (fit: "whole" | "in-part" | "none") =>
    SURVEY_CHANNELS.filter((channel) => check.channels[channel].fit === fit).map((channel) => t(`fit.channel.${channel}`));
  const whole = on("whole");
  if (whole.length === SURVEY_CHANNELS.length) return `${count}, ${t("fit.short.all")}`;
  return [
    count,
    ...whole,
    ...on("in-part").map((channel) => t("fit.short.in-part", { channel })),
    ...on("none").map((channel) => t("fit.short.none", { channel })),
  ].join(", ");
}

/** What keeps it from a channel, in whole or in part, a sentence a reason; none: it fits. */
export function whyNot(questionnaire: Questionnaire, { channels, problems }: Check, channel: SurveyChannel, locale: Locale): string[] {
  const { t } = screenTexts(locale);
  const ofFile = problems.slice(0, 1).map(({ code }) => t("fit.why.file", { code }));
  return [...ofFile, ...reasonsOf(questionnaire, channels[channel].findings, locale)].map(
    (reason) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
  );
}

/** One reason for all the questions that it is true of. */
function reasonsOf(questionnaire: Questionnaire, findings: Finding[], locale: Locale): string[] {
  const { t } = screenTexts(locale);
  const groups = Map.groupBy(findings, ({ code, locale: written }) => `${code} ${written ?? ""}`);
  return [...groups.values()].map((found) => {
    const { code, locale: written } = found[0]!;
    const known = CHANNEL_CODES.find((one) => one === code);
    if (!known) return t("fit.why.file", { code });
    const where = whereOf(
      questionnaire,
      found.map(({ linkId }) => linkId),
      locale,
    );
    return t(`fit.why.${known}`, { where, language: t(`data.value.${written ?? locale}`) });
  });
}

/** Questions by their place, as they are asked; what is read before one by that one's. */
function whereOf(questionnaire: Questionnaire, linkIds: (string | undefined)[], locale: Locale): string {
  const { t } = screenTexts(locale);
  const asked = askedItems(questionnaire);
  const places = (isAt: (one: (typeof asked)[number]) => boolean) => asked.flatMap((one, index) => (isAt(one) ? [index + 1] : []));
  const own = places(({ item }) => linkIds.includes(item.linkId));
  const before = places((one) => one.before.some(({ linkId }) => linkIds.includes(linkId)));
  return [
    ...(own.length > 0 ? [t("fit.where", { count: own.length, numbers: own.join(", ") })] : []),
    ...(before.length > 0 ? [t("fit.before", { numbers: before.join(", ") })] : []),
  ].join(", ");
}
