import { DateTime } from "luxon";
import { screenTexts, type TextKey } from "../../dialogs/texts/texts.ts";
import { conditions } from "../../domain/conditions/catalogue.ts";
import type { Locale } from "../../domain/locale.ts";
import type { PersonData } from "../../domain/privacy/collect-data.ts";
import { type Html, html } from "./html.ts";
import { page } from "./page.ts";

/** Codes of ours that have words; any other is shown as it is kept. */
export const DATA_CODES = [
  "live",
  "unreachable",
  "down",
  "open",
  "waitlist",
  "matched",
  "with-coordinator",
  "closed",
  "lived",
  "relative",
  "proposed",
  "pending",
  "booked",
  "arrived",
  "fulfilled",
  "cancelled",
  "noshow",
  "entered-in-error",
  "all",
  "reminders",
  "questionnaires",
  "hospital",
  "town",
  "peer",
  "volunteer",
  "indemnified",
  "salaried",
  "independent",
  "patient",
  "patient-late",
  "hold-ended",
  "moved",
  "unanswered",
  "patient-says",
  "peer-says",
  "disputed",
  "hard-talk",
  "no-show",
  "fr",
  "en",
  "teams",
  "sms",
  "voice",
  "asked-for-human",
  "unmatched",
  "no-meeting",
  "number-change",
  "data-by-post",
  "call-to-make",
  "opted-out-with-booking",
  "safety",
  "service",
] as const;
const coded = new Set<string>(DATA_CODES);

/** One button: whoever only looks at a link, such as a preview, uses nothing up. */
export function beforeDataPage(locale: Locale): string {
  const { t } = screenTexts(locale);
  return page(
    locale,
    html`<h1>${t("data.title")}</h1><p>${t("data.before")}</p><form method="post"><button>${t("data.open")}</button></form>`,
  );
}

/** The same for a link that was used, that is too old, and that never was: in both languages, since whose it was is not told. */
export function goneDataPage(): string {
  const said = (["fr", "en"] as const).map((locale) => html`<p lang="${locale}">${screenTexts(locale).t("data.gone")}</p>`);
  return page("fr", html`<h1>Passerelle</h1>${said}`);
}

/** What is held on a person, in sections, with the same as a file. */
export function dataPage(data: PersonData, locale: Locale): string {
  const { t } = screenTexts(locale);
  const { day, list } = words(locale, data.person.zone);
  const { person, patient, peer } = data;
  const said = (code: string) => (coded.has(code) ? t(`data.value.${code as (typeof DATA_CODES)[number]}`) : code);
  const file = Buffer.from(JSON.stringify(data, null, 2)).toString("base64");
  const who: Rows = [
    ["data.alias", person.alias],
    ["data.unit", person.unit],
    ["data.locale", said(person.locale)],
    ["data.zone", person.zone],
    ["data.since", day(person.since)],
  ];
  if (patient)
    who.push(
      ["data.adultSince", day(patient.adultSince)],
      ["data.sharedPhone", t(patient.sharedPhone ? "talk.yes" : "talk.no")],
      ["data.code", patient.hasCode ? t("data.codeKept") : null],
      ["data.callTime", patient.callTime && t(patient.callTime === "team" ? "calls.team" : `calls.time.${patient.callTime}`)],
      ["data.preferences", list(Object.values(patient.preferences).map(String))],
    );
  const sections: [TextKey, (Rows | Asked)[]][] = [
    ["data.person", [who]],
    [
      "data.addresses",
      data.addresses.map((a) => [
        ["data.kind", said(a.kind)],
        ["data.shown", a.shown],
        ["data.state", said(a.state)],
        ["data.since", day(a.since)],
      ]),
    ],
    [
      "data.consents",
      data.consents.map((c) => [
        ["data.purpose", said(c.purpose)],
        ["data.at", day(c.at)],
        ["data.channel", said(c.channel)],
        ["data.version", c.version],
        ["data.until", c.withdrawnAt && day(c.withdrawnAt)],
      ]),
    ],
    [
      "data.optOuts",
      data.optOuts.map((o) => [
        ["data.topic", said(o.topic)],
        ["data.since", day(o.since)],
      ]),
    ],
    [
      "data.requests",
      data.requests.map((r) => [
        ["data.condition", conditions.get(r.conditionId)?.label[locale] ?? r.conditionId],
        ["data.experience", said(r.experience)],
        ["data.state", said(r.state)],
        ["data.at", day(r.at)],
        ["data.until", r.closedAt && day(r.closedAt)],
      ]),
    ],
    [
      "data.appointments",
      data.appointments.map((a) => [
        ["data.at", words(locale, a.zone).day(a.at)],
        ["data.with", a.with],
        ["data.modality", t(`modality.${a.modality}` as TextKey)],
        ["data.state", said(a.status)],
        ["data.reason", a.reason && said(a.reason)],
        ["data.reference", a.reference],
      ]),
    ],
    [
      "data.exclusions",
      data.exclusions.map((e) => [
        ["data.kind", said(e.kind)],
        ["data.what", e.what],
      ]),
    ],
    [
      "data.forms",
      data.forms.map((form) => [
        ["data.what", form.title],
        ["data.at", day(form.at)],
        ...form.answers.map(({ question, answer, late }): [string, string] => [
          question,
          [answer ?? t("form.none"), ...(late ? [t("data.late")] : [])].join(", "),
        ]),
      ]),
    ],
    [
      "data.messages",
      data.messages.map((m) => [
        ["data.at", day(m.at)],
        ["data.body", m.body],
      ]),
    ],
    [
      "data.toTeam",
      data.toTeam.map((m) => [
        ["data.at", day(m.at)],
        ["data.body", m.body],
      ]),
    ],
    [
      "data.calls",
      data.calls.map((c) => [
        ["data.at", day(c.at)],
        ["data.seconds", c.seconds],
      ]),
    ],
    [
      "data.incidents",
      data.incidents.map((i) => [
        ["data.at", day(i.at)],
        ["data.level", i.level],
      ]),
    ],
    [
      "data.workItems",
      data.workItems.map((w) => [
        ["data.kind", said(w.kind)],
        ["data.at", day(w.at)],
        ["data.until", w.closedAt && day(w.closedAt)],
      ]),
    ],
  ];
  if (peer)
    sections.splice(1, 0, [
      "data.peer",
      [
        [
          ["data.alias", peer.name],
          ["data.about", peer.about],
          ["data.role", said(peer.role)],
          ["data.condition", list(peer.conditions.map((id) => conditions.get(id)?.label[locale] ?? id))],
          ["data.languages", list(peer.languages.map(said))],
          ["data.modality", list(peer.modalities.map((way) => t(`modality.${way}` as TextKey)))],
          ["data.training", peer.trainingMinutes],
          ["data.validated", list([peer.validatedBy, peer.validatedOn].filter((said) => said !== null))],
          ["data.charter", peer.charterSignedOn],
          ["data.supervision", peer.lastSupervisionOn],
          ["data.hours", list(peer.hours.map(({ weekday, from, to }) => `${weekdayName(weekday, locale)} ${from}-${to}`))],
        ],
      ],
    ]);
  return page(
    locale,
    html`<h1>${t("data.title")}</h1><p>${t("data.intro")}</p>
<a class="button" download="passerelle.json" href="data:application/json;charset=utf-8;base64,${file}">${t("data.download")}</a>
${sections.map(([title, rows]) => section(locale, title, rows))}`,
  );
}

type Rows = [TextKey, string | number | null][];
/** With questions of a questionnaire as names: they are data, and in words already. */
type Asked = [string, string | number | null][];

function section(locale: Locale, title: TextKey, entries: (Rows | Asked)[]): Html {
  const { t } = screenTexts(locale);
  const name = (key: string) => (key.startsWith("data.") ? t(key as TextKey) : key);
  const lists = entries.map(
    (rows) =>
      html`<dl>${rows
        .filter(([, value]) => value !== null && value !== "")
        .map(([key, value]) => html`<dt>${name(key)}</dt><dd>${value}</dd>`)}</dl>`,
  );
  return html`<section><h2>${t(title)}</h2>${lists.length > 0 ? lists : html`<p class="none">${t("data.none")}</p>`}</section>`;
}

function words(locale: Locale, zone: string) {
  return {
    day: (iso: string) =>
      DateTime.fromISO(iso, { zone })
        .setLocale(locale === "fr" ? "fr-FR" : "en-GB")
        .toFormat("cccc d LLLL yyyy, HH:mm"),
    list: (items: string[]) => (items.length > 0 ? items.join(", ") : null),
  };
}

const weekdayName = (weekday: number, locale: Locale): string =>
  DateTime.fromObject({ weekYear: 2026, weekNumber: 1, weekday: weekday as 1 })
    .setLocale(locale)
    .toFormat("cccc");
