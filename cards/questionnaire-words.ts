import { texts } from "../dialogs/texts/texts.ts";
import type { Locale } from "../domain/locale.ts";
import { type Check, SURVEY_CHANNELS, type SurveyChannel } from "../domain/surveys/check-questionnaire.ts";
import type { Finding } from "../domain/surveys/finding.ts";
import { askedItems } from "../domain/surveys/items.ts";
import type { Questionnaire } from "../domain/surveys/questionnaire.ts";

/** What keeps a questionnaire from a channel, where there are words for it; anything else is a fault of its file. */
export const CHANNEL_CODES = ["too-long", "too-many-options", "negative-numbers", "free-text"] as const;

/** How many questions it asks at most, and on which channels, in one line: "5 questions, par SMS, sur une carte, en partie par téléphone". */
export function shortFit(questionnaire: Questionnaire, check: Check, locale: Locale): string {
  const { t } = texts(locale);
  const on = (fit: "whole" | "in-part" | "none") =>
    SURVEY_CHANNELS.filter((channel) => check.channels[channel].fit === fit).map((channel) => t(`fit.channel.${channel}`));
  return [
    t("fit.questions", { count: askedItems(questionnaire).length }),
    ...on("whole"),
    ...on("in-part").map((channel) => t("fit.short.in-part", { channel })),
    ...on("none").map((channel) => t("fit.short.none", { channel })),
  ].join(", ");
}

/** Whether it can be asked on a channel, and why not, in words. */
export function fitWords(questionnaire: Questionnaire, { channels, problems }: Check, channel: SurveyChannel, locale: Locale): string {
  const { t } = texts(locale);
  const { fit, findings } = channels[channel];
  if (fit === "whole") return t("fit.whole");
  const why = [...problems.slice(0, 1).map(({ code }) => t("fit.why.file", { code })), ...reasonsOf(questionnaire, findings, locale)];
  return t(`fit.${fit}`, { why: why.join("; ") });
}

/** One reason for all the questions that it is true of. */
function reasonsOf(questionnaire: Questionnaire, findings: Finding[], locale: Locale): string[] {
  const { t } = texts(locale);
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
  const { t } = texts(locale);
  const asked = askedItems(questionnaire);
  const places = (isAt: (one: (typeof asked)[number]) => boolean) => asked.flatMap((one, index) => (isAt(one) ? [index + 1] : []));
  const own = places(({ item }) => linkIds.includes(item.linkId));
  const before = places((one) => one.before.some(({ linkId }) => linkIds.includes(linkId)));
  return [
    ...(own.length > 0 ? [t("fit.where", { count: own.length, numbers: own.join(", ") })] : []),
    ...(before.length > 0 ? [t("fit.before", { numbers: before.join(", ") })] : []),
  ].join(", ");
}
