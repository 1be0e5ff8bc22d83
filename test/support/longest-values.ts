import { DateTime } from "luxon";
import { demoPeers } from "../../bot/demo-peers.ts";
import { NAMED_SCALES } from "../../cards/campaign-results.ts";
import { type TextArgs, texts } from "../../dialogs/texts/texts.ts";
import { planWords } from "../../dialogs/week-words.ts";
import { conditions, DOMAINS } from "../../domain/conditions/catalogue.ts";
import type { Locale } from "../../domain/locale.ts";
import { PLACE_LIMITS } from "../../domain/programmes/place.ts";
import { lines } from "../../domain/safety/lines.ts";
import { SURVEY_CHANNELS } from "../../domain/surveys/check-questionnaire.ts";

export const LONG_NAME = "Marie-Christine";
/** 20 letters, the longest name that a programme should take for itself. */
export const LONG_PROGRAMME = "Passerelle Occitanie";

const longest = (words: string[]): string => words.reduce((a, b) => (b.length > a.length ? b : a), "");

/** The date whose name is longest, as it is written in messages. */
export function longestDate(locale: Locale): string {
  const year = Array.from({ length: 365 }, (_, day) => texts(locale).at(DateTime.fromISO("2027-01-01T10:00").plus({ days: day })));
  return longest(year);
}

export const longestAbout = (locale: Locale): string => longest(demoPeers().map(({ about }) => about[locale]));

/** The catalogue's longest labels, longest first. */
export const longestLabels = (locale: Locale, count: number): string[] =>
  [...conditions.values()]
    .map(({ label }) => label[locale])
    .sort((a, b) => b.length - a.length)
    .slice(0, count);

function longestPlan(locale: Locale): string {
  const days = [1, 2, 3, 4, 5, 6, 7];
  const hours = ["08:00-12:30", "14:00-20:30"].map((span) => span.split("-"));
  return planWords(
    days.flatMap((weekday) => hours.map(([startsAt = "", endsAt = ""]) => ({ weekday, startsAt, endsAt }))),
    locale,
  );
}

/** For every argument that any text takes, a value as long as it gets in use. */
export function longestArgs(locale: Locale): TextArgs {
  const known = made.get(locale) ?? makeLongestArgs(locale);
  made.set(locale, known);
  return known;
}

const made = new Map<Locale, TextArgs>();

function makeLongestArgs(locale: Locale): TextArgs {
  const { t } = texts(locale);
  const at = longestDate(locale);
  const line = t("appointment.line", { at, name: LONG_NAME, status: t("appointment.status.booked") });
  return {
    programme: LONG_PROGRAMME,
    name: LONG_NAME,
    alias: LONG_NAME,
    experience: "relative",
    at,
    due: at,
    until: at,
    who: LONG_NAME,
    // as the parts of a note are cut
    body: "à".repeat(260),
    part: 3,
    parts: 3,
    number: "+33639981234",
    count: 3,
    label: line,
    digit: 9,
    level: 3,
    percent: 100,
    code: "123456",
    reference: "1234 5678",
    pin: "123456",
    opens: "23:59",
    needed: 999,
    size: 999,
    minutes: 15,
    before: at,
    time: "16:30",
    talk: 8,
    most: 8,
    how: t("reminder.placeMap", {
      place: "x".repeat(PLACE_LIMITS.nameAndAddress),
      sign: "à".repeat(PLACE_LIMITS.sign),
      map: "x".repeat(PLACE_LIMITS.mapUrl),
    }),
    place: "x".repeat(PLACE_LIMITS.nameAndAddress),
    sign: "à".repeat(PLACE_LIMITS.sign),
    map: "x".repeat(PLACE_LIMITS.mapUrl),
    url: `https://passerelle.fondation-exemple.org/data/${"x".repeat(43)}`,
    numbers: locale === "fr" ? "1, 2, 3 ou PLUS" : "1, 2, 3 or MORE",
    status: longest((["proposed", "pending", "booked", "cancelled"] as const).map((status) => t(`appointment.status.${status}`))),
    modality: longest((["phone", "video", "in-person", "messages"] as const).map((way) => t(`modality.${way}`))),
    what: "x".repeat(24),
    decade: "1970",
    // as many as are read back
    wishes: [
      t("preferences.decade", { decade: "1970" }),
      t("findPeer.match.woman"),
      ...[1, 2].map(() => t("preferences.not", { what: "x".repeat(24) })),
      "...",
    ].join("; "),
    family: longest(DOMAINS.map((name) => t(`findPeer.domain.${name}`))),
    // two windows a day, and as many dates and talks as are named
    week: longestPlan(locale),
    times: longestPlan(locale),
    dates: Array.from({ length: 4 }, () => t("week.kind.away", { dates: `${at} - ${at} 2027` })).join(", "),
    talks: [at, at, at].join(", "),
    more: 36,
    // a number or a day
    from: at,
    held: 9999,
    missed: 9999,
    waiting: 9999,
    open: 9999,
    to: 9999,
    total: 9999,
    line,
    ...Object.fromEntries(lines.map(({ id, number }) => [id, number])),
    sms: "yes",
    hasUnit: "yes",
    unit: "Unité ".repeat(13).trim(),
    min: 0,
    max: 10,
    skip: "PASSER",
    index: 9,
    // with its place and its options an item of an instrument fills two SMS
    asked: "à".repeat(200),
    channel: longest(SURVEY_CHANNELS.flatMap((channel) => [t(`campaign.channel.${channel}`), t(`fit.channel.${channel}`)])),
    // on cards only, where it may be longer
    reasons: "à".repeat(200),
    why: "à".repeat(200),
    units: "à".repeat(200),
    where: "questions 1, 2, 3, 4, 5, 6, 7, 8, 9",
    language: longest([t("data.value.fr"), t("data.value.en")]),
    state: longest(
      (["draft", "previewed", "scheduled", "running", "paused", "done", "cancelled"] as const).map((state) => t(`campaign.state.${state}`)),
    ),
    cost: "12345,67",
    mean: "100,0",
    low: "100,0",
    high: "100,0",
    n: t("campaign.aboutSoMany", { count: 100_000 }),
    scale: longest(NAMED_SCALES.map((name) => t(`campaign.scale.${name}`))),
    // as many as are listed for a peer
    lines: [line, line, line, line].join("; "),
  };
}
