import { itemPrompt } from "../dialogs/questionnaire/ask-item.ts";
import type { Segments } from "../domain/campaigns/preview.ts";
import { segmentCount } from "../domain/deliveries/segments.ts";
import type { Locale } from "../domain/locale.ts";
import { enabledItems } from "../domain/surveys/items.ts";
import type { Questionnaire } from "../domain/surveys/questionnaire.ts";
import { localesOf } from "../domain/surveys/wording.ts";
import { renderPrompt, renderText } from "./render/sms.ts";

/** By what words a campaign offers its questionnaire, in each language in which that is written, and how many segments it all takes by SMS. */
export function campaignWording(
  questionnaire: Questionnaire,
  programmeName: string,
): { offer: Partial<Record<Locale, string>>; segments: Segments } {
  const asked = enabledItems(questionnaire, {});
  const written = localesOf(questionnaire).map((locale) => {
    const offer = renderText({ key: "questionnaire.offer", args: { programme: programmeName, count: asked.length } }, locale);
    const items = asked.map((item) => segmentCount(renderPrompt(itemPrompt({ questionnaire, answers: {} }, item, locale), locale)));
    const thanks = segmentCount(renderText({ key: "questionnaire.thanks" }, locale));
    return { locale, offer, segments: { offer: segmentCount(offer), answers: items.reduce((sum, each) => sum + each, thanks) } };
  });
  return {
    offer: Object.fromEntries(written.map(({ locale, offer }) => [locale, offer])),
    segments: Object.fromEntries(written.map(({ locale, segments }) => [locale, segments])),
  };
}
