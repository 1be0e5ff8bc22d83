import type { Form, FormField } from "../../dialogs/prompt.ts";
import { forEye } from "../../dialogs/texts/for-eye.ts";
import { screenTexts, type TextKey } from "../../dialogs/texts/texts.ts";
import type { Locale } from "../../domain/locale.ts";
import type { SafetyAssessment } from "../../domain/safety/assessment.ts";
import { linesFor } from "../../domain/safety/lines.ts";
import { whereOf } from "../../domain/safety/place.ts";
import type { FormLink } from "../../domain/surveys/form-link.ts";
import { localesOf } from "../../domain/surveys/wording.ts";
import { type Html, html } from "./html.ts";
import { page } from "./page.ts";

/** Names the page that a form was typed into. */
export const PAGE_ID_FIELD = "page";
/** As a card takes it. */
const LONGEST_TEXT = 1000;
/** What has more steps is typed as a number. */
const MOST_STEPS = 11;

/** By its place: a linkId may hold signs that a form's parser reads otherwise. */
const nameOf = (index: number): string => `q${index + 1}`;

/** What was typed into the page's fields, by linkId; empty where nothing was. */
export const typedIn = (body: Record<string, unknown>, { fields }: Form): Record<string, string> =>
  Object.fromEntries(
    fields.map(({ linkId }, index) => {
      const typed = body[nameOf(index)];
      return [linkId, typeof typed === "string" ? typed.trim() : ""];
    }),
  );

interface Shown {
  /** By linkId. */
  typed?: Record<string, string>;
  faults?: Record<string, "missing" | "wrong">;
  danger?: SafetyAssessment | undefined;
  notice?: TextKey;
}

/** A whole questionnaire for who came by a link, in a language that can be changed; shown again with what was typed. */
export function questionnairePage(link: FormLink, form: Form, locale: Locale, shown: Shown = {}): string {
  const { t } = screenTexts(locale);
  const { typed = {}, faults = {}, danger, notice } = shown;
  const others = localesOf(link.questionnaire).filter((other) => other !== locale);
  const of = { programme: link.programmeName, unit: link.unit ?? "", hasUnit: link.unit ? "yes" : "no", count: form.fields.length };
  return page(
    locale,
    html`${others.map((other) => html`<p class="other"><a href="?lang=${other}" lang="${other}" hreflang="${other}">${screenTexts(other).t("formLink.inThis")}</a></p>`)}
<h1>${forEye(form.title, locale)}</h1><p>${t("formLink.intro", of)}</p><p>${t("formLink.kept", of)}</p>
${danger ? lines(danger, locale) : ""}
${notice ? html`<div class="fault" role="alert"><p>${t(notice)}</p>${faultLinks(form, faults, locale)}</div>` : ""}
<form method="post" action="?lang=${locale}"><input type="hidden" name="${PAGE_ID_FIELD}" value="${form.responseId}">
${form.fields.map((field, index) => question(field, nameOf(index), typed[field.linkId] ?? "", faults[field.linkId], locale))}
<p class="send"><button>${t("form.send")}</button></p></form>`,
  );
}

/** After it was sent. */
export function thanksPage(locale: Locale, danger?: SafetyAssessment): string {
  const { t } = screenTexts(locale);
  return page(locale, html`${danger ? lines(danger, locale) : ""}<h1>${t("formLink.thanks")}</h1><p>${t("formLink.noted")}</p>`);
}

/** The same for a link that is over and one that never was; in both languages, since in which it was sent is not known. */
export function goneQuestionnairePage(): string {
  const told = (locale: Locale) =>
    html`<h1>${screenTexts(locale).t("formLink.goneTitle")}</h1><p>${screenTexts(locale).t("formLink.gone")}</p>`;
  return page("fr", html`${told("fr")}<div lang="en">${told("en")}</div>`);
}

/** The lines that help, by themselves: words about danger are not repeated on a screen. */
function lines({ situation }: SafetyAssessment, locale: Locale): Html {
  const { t } = screenTexts(locale);
  const shown = linesFor(situation ?? "suicide", whereOf("web"));
  const number = ({ by, number: said }: (typeof shown)[number]) =>
    by === "voice" ? html`<a href="tel:${said.replaceAll(" ", "")}">${said}</a>` : html`${said}`;
  return html`<section class="danger" role="alert"><h2>${t("formLink.danger")}</h2>
<ul>${shown.map((line) => html`<li><strong>${number(line)}</strong> ${line.for[locale]}${line.hours ? t("formLink.always") : ""}</li>`)}</ul>
<p>${t("formLink.dangerKept")}</p></section>`;
}

function faultLinks({ fields }: Form, faults: Record<string, string>, locale: Locale): Html {
  const wrong = fields.map(({ linkId, text }, index) => ({ linkId, text, name: nameOf(index) })).filter(({ linkId }) => faults[linkId]);
  return wrong.length > 0
    ? html`<ul>${wrong.map(({ name, text }) => html`<li><a href="#${name}">${forEye(text, locale)}</a></li>`)}</ul>`
    : html``;
}

function question(field: FormField, name: string, typed: string, fault: "missing" | "wrong" | undefined, locale: Locale): Html {
  const { t } = screenTexts(locale);
  const { before, text, required, conditional, takes } = field;
  const notes = [...(conditional ? [t("formLink.conditional")] : []), ...(required ? [] : [t("form.optional")])];
  const label = html`${forEye(text, locale)}${notes.length > 0 ? html` <span class="note">(${notes.join(", ")})</span>` : ""}`;
  const said = fault ? html`<p class="fault" id="${name}-fault">${t(`form.${fault}`)}</p>` : html``;
  const marks = html`${required && !conditional ? html` required` : ""}${fault ? html` aria-invalid="true" aria-describedby="${name}-fault"` : ""}`;
  const read = before.map((words) => html`<p class="before">${forEye(words, locale)}</p>`);
  const options = optionsOf(takes);
  if (options) {
    // without a script a choice can't be unmade, unless there is a choice for that
    const all = required ? options : [...options, { value: "", text: t("form.none") }];
    const isScale = takes.kind === "number";
    return html`${read}<fieldset id="${name}"${fault ? html` class="wrong"` : ""}><legend>${label}</legend>${said}<div class="${isScale ? "scale" : "choices"}">${all.map(
      (option) =>
        html`<label${option.value === "" ? html` class="none"` : ""}><input type="radio" name="${name}" value="${option.value}"${option.value === typed ? html` checked` : ""}${marks}> <span>${forEye(option.text, locale)}</span></label>`,
    )}</div></fieldset>`;
  }
  const input =
    takes.kind === "number"
      ? html`<input type="number" inputmode="numeric" step="1" min="${takes.min}"${takes.max === null ? "" : html` max="${takes.max}"`} id="${name}" name="${name}" value="${typed}"${marks}>`
      : html`<textarea rows="4" maxlength="${LONGEST_TEXT}" id="${name}" name="${name}"${marks}>
${typed}</textarea>`;
  return html`${read}<div class="question${fault ? " wrong" : ""}"><label for="${name}">${label}</label>${said}${input}</div>`;
}

/** What is chosen from; undefined for what is typed. */
function optionsOf(takes: FormField["takes"]): { value: string; text: string }[] | undefined {
  if (takes.kind === "choice") return takes.options;
  if (takes.kind === "text" || takes.max === null || takes.max - takes.min >= MOST_STEPS) return undefined;
  return Array.from({ length: takes.max - takes.min + 1 }, (_, step) => String(takes.min + step)).map((step) => ({
    value: step,
    text: step,
  }));
}
