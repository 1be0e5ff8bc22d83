import { randomUUID } from "node:crypto";
import type { Request, Response } from "restify";
import { wholeFormOf } from "../../dialogs/questionnaire/ask-item.ts";
import { assessForm } from "../../dialogs/questionnaire/assess-form.ts";
import { readForm } from "../../dialogs/questionnaire/read-form.ts";
import { type Db, inProgramme } from "../../domain/db.ts";
import { LOCALES, type Locale } from "../../domain/locale.ts";
import { findProgramme } from "../../domain/programmes/create-programme.ts";
import { assessSafety } from "../../domain/safety/assess-safety.ts";
import { type FormLink, findFormLink } from "../../domain/surveys/form-link.ts";
import { keepByLink } from "../../domain/surveys/keep-by-link.ts";
import type { Answers } from "../../domain/surveys/questionnaire.ts";
import { localesOf } from "../../domain/surveys/wording.ts";
import { PAGE_HEADERS } from "../render/page.ts";
import { goneQuestionnairePage, PAGE_ID_FIELD, questionnairePage, thanksPage, typedIn } from "../render/questionnaire-page.ts";
import type { WebContext } from "../web-context.ts";
import { answerError, type Route } from "./route.ts";
import { tokenOf } from "./token-of.ts";

/** 128 bits in hexadecimal digits. */
const TOKEN = /^[0-9a-f]{32}$/;
const SLUG = /^[a-z0-9-]+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `GET /questionnaire/:programme/:token`: the whole form, as often as one likes. A page has a number of its own, by which it is kept once. */
export const questionnaire =
  (context: WebContext): Route =>
  async (request, response) => {
    const link = await within(context, request, async (_, found) => found);
    if (!link) return answer(response, 404, goneQuestionnairePage());
    const locale = localeOf(request, link);
    const form = wholeFormOf({ id: randomUUID(), questionnaire: link.questionnaire, answers: {} }, locale);
    answer(response, 200, questionnairePage(link, form, locale));
  };

/**
 * `POST /questionnaire/:programme/:token`: takes the form, or shows it again with what was typed. To words of danger the page answers with the lines that
 * help, and they are kept nowhere. Nobody is paged: who writes is not known, and mostly writes of somebody else.
 */
export const submitQuestionnaire =
  (context: WebContext): Route =>
  async (request, response) => {
    const body = Object(request.body) as Record<string, unknown>;
    const pageId = body[PAGE_ID_FIELD];
    if (typeof pageId !== "string" || !UUID.test(pageId)) return answerError(response, 400, "request/malformed");
    const done = await within(context, request, (db, link) => submit(db, link, { pageId, body, locale: localeOf(request, link) }));
    if (!done) return answer(response, 404, goneQuestionnairePage());
    answer(response, done.status, done.page);
  };

async function submit(
  db: Db,
  link: FormLink,
  { pageId, body, locale }: { pageId: string; body: Record<string, unknown>; locale: Locale },
): Promise<{ status: number; page: string }> {
  const asked = { id: pageId, questionnaire: link.questionnaire, answers: {} };
  const form = wholeFormOf(asked, locale);
  const typed = typedIn(body, form);
  const { values, faults } = readForm(asked, form, typed, locale);
  const assessed = assessForm(asked, values, form, typed);
  const danger = assessed.level >= 2 ? assessed : undefined;
  const harmless = Object.fromEntries(Object.entries(typed).filter(([, words]) => !isDanger(words)));
  if (Object.keys(faults).length > 0)
    return { status: 422, page: questionnairePage(link, form, locale, { typed: harmless, faults, danger, notice: "form.incomplete" }) };
  const answers = Object.fromEntries(Object.entries(values).map(([linkId, value]) => [linkId, linkId in harmless ? value : null]));
  if ((await keepByLink(db, link, { pageId, locale, answers: answers satisfies Answers })) === "too-many")
    return { status: 429, page: questionnairePage(link, form, locale, { typed: harmless, danger, notice: "formLink.tooMany" }) };
  return { status: 200, page: thanksPage(locale, danger) };
}

const isDanger = (words: string): boolean => assessSafety(words).level >= 2;

/** Runs `work` in the programme and with the link that are asked for; undefined if they don't fit. */
async function within<Result>(
  { pool, config }: WebContext,
  request: Request,
  work: (db: Db, link: FormLink) => Promise<Result>,
): Promise<Result | undefined> {
  const { programme = "" } = request.params as { programme?: string };
  const token = tokenOf(request, TOKEN);
  const programmeId = token && SLUG.test(programme) ? await findProgramme(pool, programme) : undefined;
  if (!token || !programmeId) return undefined;
  return inProgramme(pool, programmeId, async (db) => {
    const link = await findFormLink(db, config.keys.addressKey, token);
    return link && work(db, link);
  });
}

/** The language that was chosen on the page, else the browser's first that the form is written in, else the form's own first. */
function localeOf({ url = "", headers }: Request, { questionnaire: asked }: FormLink): Locale {
  const written = localesOf(asked);
  const wanted = [/[?&]lang=(\w+)/.exec(url)?.[1], ...languagesOf(headers["accept-language"])];
  return wanted.map((language) => written.find((locale) => locale === language)).find(Boolean) ?? written[0] ?? LOCALES[0];
}

/** The languages of an Accept-Language header, the dearest first: https://www.rfc-editor.org/rfc/rfc9110#name-accept-language */
function languagesOf(header = ""): (string | undefined)[] {
  return header
    .split(",")
    .map((range) => ({
      language: range.trim().split(/[-;]/)[0]?.toLowerCase(),
      weight: Number(/;\s*q=([\d.]+)/.exec(range)?.[1] ?? 1),
    }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ language }) => language);
}

function answer(response: Response, status: number, page: string): void {
  response.writeHead(status, { ...PAGE_HEADERS, vary: "accept-language" });
  response.end(page);
}
