import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { DateTime } from "luxon";
import { SegmentedMessage } from "sms-segments-calculator";
import { describe, expect, test } from "vitest";
import { DATA_CODES } from "../../../bot/render/data-page.ts";
import { renderText } from "../../../bot/render/sms.ts";
import { campaignFields } from "../../../cards/campaign-actions.ts";
import { CAMPAIGN_FAULTS } from "../../../cards/campaign-form-card.ts";
import { UNFIT_REASONS } from "../../../cards/campaign-preview.ts";
import { NAMED_SCALES, SKIP_REASONS } from "../../../cards/campaign-results.ts";
import { WEEK_FORMS } from "../../../cards/week-form.ts";
import en from "../../../dialogs/texts/en.json" with { type: "json" };
import fr from "../../../dialogs/texts/fr.json" with { type: "json" };
import { type TextKey, texts } from "../../../dialogs/texts/texts.ts";
import voiceEn from "../../../dialogs/texts/voice-en.json" with { type: "json" };
import voiceFr from "../../../dialogs/texts/voice-fr.json" with { type: "json" };
import { MODALITIES } from "../../../domain/booking/appointment.ts";
import { CALL_TIMES } from "../../../domain/calls/call-time.ts";
import { DOMAINS } from "../../../domain/conditions/catalogue.ts";
import { CALL_PARTS } from "../../../domain/coordination/call-wish.ts";
import { WORK_ITEM_KINDS } from "../../../domain/coordination/work-item.ts";
import { toGsm } from "../../../domain/deliveries/gsm.ts";
import type { Locale } from "../../../domain/locale.ts";
import { WEEK_REFUSALS } from "../../../domain/peers/week/refusal.ts";
import { lines } from "../../../domain/safety/lines.ts";
import { longestArgs } from "../../support/longest-values.ts";

const keys = Object.keys(fr) as TextKey[];
const catalogues = { fr, en } as const;
const locales = ["fr", "en"] as const;

/** The texts of both languages of which something is true: `fr talk.empty`. */
const everywhere = (isSo: (text: string, key: TextKey, locale: Locale) => boolean): string[] =>
  locales.flatMap((locale) => keys.filter((key) => isSo(catalogues[locale][key], key, locale)).map((key) => `${locale} ${key}`));

describe("the two languages", () => {
  test("have the same keys, in the same order", () => {
    expect(Object.keys(en)).toEqual(keys);
  });

  test("take the same arguments for each key", () => {
    for (const key of keys) expect(argumentsOf(en[key]), key).toEqual(argumentsOf(fr[key]));
  });

  test("leave no text empty or with space around it", () => {
    expect(everywhere((text) => text.length === 0 || text.trim() !== text)).toEqual([]);
  });

  test("are two languages: only what has no words of its own is the same in both", () => {
    const same = keys.filter((key) => fr[key] === en[key]);
    expect(same).toEqual([
      "appointment.lineNeutral",
      "coordinator.said",
      "coordinator.saidDanger",
      "questionnaire.item",
      "questionnaire.onlyItem",
    ]);
  });
});

test("has no text that nothing says", () => {
  const written = sources(["bot", "dialogs", "cards", "adapters", "domain"]);
  const unsaid = keys.filter((key) => !written.includes(`"${key}"`) && !EXPANDED.has(key));
  expect(unsaid).toEqual([]);
});

test("has every text that a key put together from its parts may ask for", () => {
  expect([...EXPANDED].filter((key) => !(key in fr))).toEqual([]);
  // each of these families is really put together somewhere
  const written = sources(["bot", "dialogs", "cards"]);
  for (const family of FAMILIES) expect(written).toContain(`\`${family.prefix}\${`);
});

describe("every text, with the longest values", () => {
  const rendered = (key: TextKey, locale: Locale) => renderText({ key, args: longestArgs(locale) }, locale);

  test("fits two SMS in the alphabet of SMS", () => {
    const measured = (key: TextKey, locale: Locale) => new SegmentedMessage(rendered(key, locale));
    expect(
      everywhere((_, key, locale) => measured(key, locale).encodingName !== "GSM-7" || measured(key, locale).segmentsCount > 2),
    ).toEqual([]);
  });

  test("keeps é è à ù: an unaccented text looks like a fraud", () => {
    const count = (text: string) => [..."éèàù"].map((accent) => text.split(accent).length).join();
    expect(everywhere((_, key, locale) => count(rendered(key, locale)) !== count(texts(locale).t(key, longestArgs(locale))))).toEqual([]);
    expect(rendered("safety.emergency", "fr")).toContain("Restez près de la personne.");
  });

  test("has every argument filled in", () => {
    expect(everywhere((_, key, locale) => /[{}]|undefined|null|NaN/.test(rendered(key, locale)))).toEqual([]);
  });
});

test("is typed plainly: no curly or angled quotes, long dashes, ellipses, hard spaces, emoji or links", () => {
  expect(everywhere((text) => /[’‘“”«»–—…\u00a0\u202f\p{Extended_Pictographic}]|https?:| {2}|!!| [,.]/u.test(text))).toEqual([]);
});

describe("French", () => {
  const offending = (pattern: RegExp) => keys.filter((key) => pattern.test(fr[key]));

  test("says vous", () => {
    expect(offending(/(?<!\p{L})(tu|toi|ton|tes|te|t')(?!\p{L})/iu)).toEqual([]);
  });

  test("makes nobody choose a gender by brackets, points or strokes", () => {
    expect(offending(/\((e|ne|le|es)\)|·|\p{L}\.e(?!\p{L})|\p{L}\/(e|se|ne)(?!\p{L})/u)).toEqual([]);
  });

  test("sets no space before a mark, as SMS of ours do", () => {
    expect(offending(/ [?!;:]/)).toEqual([]);
  });

  test("speaks of itself as je to a patient", () => {
    for (const key of [
      "findPeer.consent",
      "findPeer.nobody",
      "findPeer.asked",
      "findPeer.domain",
      "talk.notUnderstood",
      "talk.fallback",
    ] as const) {
      expect(fr[key], key).toMatch(/\b(je|j')/i);
    }
  });

  test("keeps the accent of a capital letter", () => {
    expect(offending(/(^|[.!?:] )(A (vous|voir|quoi|100)|Etes|Ecrivez|Ecoute|Etre)/)).toEqual([]);
  });
});

describe("the lines that help", () => {
  const named: [TextKey, string[]][] = [
    ["findPeer.consent", ["114", "STOP"]],
    ["findPeer.refused", ["3114", "114"]],
    ["findPeer.minor", ["119", "114"]],
    ["word.help", ["114", "3114", "3919", "STOP"]],
    ["error.tryLater", ["114"]],
  ];
  test.each(named)("stand in %s in both languages", (key, numbers) => {
    for (const locale of locales)
      for (const number of numbers) expect(` ${catalogues[locale][key]} `, locale).toMatch(new RegExp(`\\W${number}\\W`));
  });

  test("never name 3631, which is no health line", () => {
    expect(JSON.stringify([fr, en])).not.toContain("3631");
  });

  test("are verified ones, wherever a text names a number", () => {
    const shown = new Set(lines.filter(({ verifiedOn }) => verifiedOn).map(({ number }) => number));
    // as the texts of word.help and others write them
    const numbersIn = (text: string) =>
      text.match(/(?<![\d:{.,])\b(1[157]|11\d|3\d{3}|0[1-9] ?\d[\d ]{6,})\b(?![\d:]| (?:h|min|s)\b)/g) ?? [];
    // Fil Santé Jeunes, for those under 18, who are refused
    const others = new Set(["0 800 235 236"]);
    expect(
      everywhere(
        // hours of the day are numbers as well
        (text, key) =>
          !key.startsWith("week.") && numbersIn(text).some((number) => !shown.has(number.trim()) && !others.has(number.trim())),
      ),
    ).toEqual([]);
  });
});

describe("a text out of the blue", () => {
  // sent when nobody just asked: on a screen that others may see
  const proactive: TextKey[] = [
    "appointment.accepted",
    "appointment.acceptedNeutral",
    "findPeer.offersNextNeutral",
    "findPeer.nobody",
    "findPeer.offersWaited",
    "waitlist.ended",
    "peer.expired",
    "peer.cancelled",
    "word.stopped",
    "checkBack.ask",
    "checkBack.askNeutral",
    "coordinator.call",
    "questionnaire.offer",
    "questionnaire.offerPeer",
    "questionnaire.reminder",
  ];
  test.each(proactive)("has no word of health: %s", (key) => {
    for (const locale of locales) expect(catalogues[locale][key]).not.toMatch(/malad|santé|health|illness|cancer|dépress|patient/i);
  });

  test.each(["appointment.acceptedNeutral", "findPeer.askedNeutral", "findPeer.offersNextNeutral", "appointment.lineNeutral"] as const)(
    "names nobody on a shared phone: %s",
    (key) => {
      expect(argumentsOf(fr[key])).not.toContain("name");
      expect(argumentsOf(fr[key])).not.toContain("alias");
    },
  );
});

describe("a date", () => {
  const rows: [string, "fr" | "en", string][] = [
    ["2026-11-26T16:30", "fr", "jeu. 26 nov. 16:30"],
    ["2026-11-26T16:30", "en", "Thu 26 Nov 16:30"],
    ["2027-08-01T08:00", "fr", "dim. 1 août 08:00"],
    ["2027-05-04T09:05", "fr", "mar. 4 mai 09:05"],
    ["2027-05-04T09:05", "en", "Tue 4 May 09:05"],
  ];
  test.each(rows)("%s is read in %s as %s", (iso, locale, read) => {
    expect(texts(locale).at(DateTime.fromISO(iso, { zone: "Europe/Paris" }))).toBe(read);
  });

  test("is read in its own zone", () => {
    expect(texts("fr").at(DateTime.fromISO("2026-11-26T15:30:00Z").setZone("Indian/Reunion"))).toBe("jeu. 26 nov. 19:30");
  });

  test("loses only what SMS has not, on every day of a year", () => {
    for (let day = DateTime.fromISO("2027-01-01T10:00"); day.year === 2027; day = day.plus({ days: 1 })) {
      expect(toGsm(texts("fr").at(day)).length).toBe(texts("fr").at(day).length);
    }
  });
});

test("takes a name as it is: braces, quotes and tags in it are no message", () => {
  for (const name of ["{count}", "<b>Lou</b>", "O'Brien", "''", "a & b"])
    expect(texts("fr").t("peer.linked", { name, programme: "P" })).toContain(`Bonjour ${name},`);
});

test.each([
  ["fr", 1, "Une personne peut vous parler:"],
  ["fr", 2, "2 personnes peuvent vous parler:"],
  ["en", 1, "One person can talk with you:"],
  ["en", 3, "3 people can talk with you:"],
] as const)("counts people in %s: %i", (locale, count, said) => {
  expect(texts(locale).t("findPeer.offers", { count })).toBe(said);
});

describe("what is said in a call", () => {
  /** Only on cards, on the data page, to coordinators, or in one message out of the blue to a phone that reads. */
  const NEVER_SAID =
    /^(queue|campaign|peers|summary|data|coordinator|teams|meeting|form|questionnaire\.(offerCard|offerDebrief|form)|session\.(missed|peerUnreached|patientUnreached|patientAbsent|opened|masked|notByText|ended)|reminder\.(caller|called|callNeutral)|call\.(button|title|now|number|code)$|week\.form\.(?!back)|peer\.(propose|linked|request\.(title|alias|for|family|modality|at|due|reason)))|^(myData\.(link|page)|number\.codeSms|talk\.(choose|number|anyNumber|orSkip|inWords))$/;
  const said = keys.filter((key) => !NEVER_SAID.test(key));
  const heard = (key: TextKey, locale: Locale) => texts(locale).said(key, longestArgs(locale));
  const offending = (pattern: RegExp) =>
    locales.flatMap((locale) =>
      said.filter((key) => pattern.test(heard(key, locale))).map((key) => `${locale} ${key}: ${heard(key, locale)}`),
    );

  test("is worded for the ear in both languages alike", () => {
    expect(Object.keys(voiceEn)).toEqual(Object.keys(voiceFr));
    expect(Object.keys(voiceFr).filter((key) => !(key in fr))).toEqual([]);
    for (const [key, text] of [...Object.entries(voiceFr), ...Object.entries(voiceEn)]) {
      const own = argumentsOf(fr[key as TextKey]);
      expect(
        argumentsOf(text).filter((argument) => !own.includes(argument)),
        key,
      ).toEqual([]);
    }
  });

  test("names no word to write, and no way to text", () => {
    expect(
      offending(
        /SMS|(?<!\p{L})(OUI|NON|RIEN|MENU|RDV|STOP|PLUS|HUMAIN|AIDE|INFO|PASSER|RETOUR|YES|NO|NONE|HELP|HUMAN|MORE|BACK|SKIP|NUMERO|NUMBER|REPRENDRE|RESUME|ANNULER|CANCEL|ENGLISH|FRANCAIS|WEEK|SEMAINE)(?!\p{L})/u,
      ),
    ).toEqual([]);
    expect(offending(/[ÉéEe]criv|[ÉéEe]crire|\btext(s|ed|ing)?\b|\b[Ww]rite\b|\b114\b/)).toEqual([]);
  });

  test("has no abbreviation, no bracket, no link and no clock time as it is written", () => {
    expect(
      offending(
        /Réf|Ref\.|[()]|https?:|\d ?h(?!\p{L})|(?<!\p{L})(lun|mar|mer|jeu|ven|sam|dim|janv|févr|avr|juil|sept|oct|nov|déc)\.|(?<!\p{L})(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)(?!\p{L})/u,
      ),
    ).toEqual([]);
  });
});

/** Keys that the code puts together, with all the values their last part takes. */
const FAMILIES = [
  { prefix: "data.value.", values: DATA_CODES },
  { prefix: "findPeer.domain.", values: DOMAINS },
  { prefix: "findPeer.modality.", values: MODALITIES },
  { prefix: "findPeer.match.", values: ["woman", "man", "age"] },
  { prefix: "preferences.which.", values: ["hospital", "town"] },
  { prefix: "modality.", values: MODALITIES },
  { prefix: "callBack.part.", values: CALL_PARTS },
  { prefix: "calls.time.", values: CALL_TIMES },
  { prefix: "appointment.status.", values: ["proposed", "pending", "booked", "cancelled"] },
  { prefix: "week.kind.", values: ["away", "open"] },
  { prefix: "week.refused.", values: WEEK_REFUSALS },
  { prefix: "week.form.", values: WEEK_FORMS },
  { prefix: "peer.request.reason.", values: ["busy", "topic", "know", "other"] },
  { prefix: "queue.kind.", values: WORK_ITEM_KINDS },
  {
    prefix: "queue.attendance.",
    values: ["fulfilled", "patient-absent", "peer-absent", "technical", "nobody-came", "interrupted", "disputed", "missed"],
  },
  {
    prefix: "peers.why.",
    values: [
      ...["not-validated", "too-little-training", "no-charter", "supervision-overdue"],
      ...["paused", "frozen", "no-open-time", "unreachable"],
    ],
  },
  { prefix: "peers.notice.", values: ["approved", "already", "missing", "paused", "past", "tooLong", "resumed", "notPaused"] },
  { prefix: "coordinator.talkOver.", values: ["handed-back", "silence", "taken-on", "stopped", "erased"] },
  {
    prefix: "queue.notice.",
    values: [
      ...["sent", "empty", "healthWord", "called", "nobodyFits", "proposed", "frozen", "unfrozen", "corrected", "tooLate"],
      ...["numberApproved", "nothingAsked", "tookOver", "busy", "handedBack"],
    ],
  },
  { prefix: "campaign.state.", values: ["draft", "previewed", "scheduled", "running", "paused", "done", "cancelled"] },
  { prefix: "campaign.form.", values: campaignFields.keyof().options },
  { prefix: "campaign.fault.", values: CAMPAIGN_FAULTS },
  { prefix: "campaign.skip.", values: SKIP_REASONS },
  { prefix: "campaign.unfit.", values: UNFIT_REASONS },
  { prefix: "campaign.delay.", values: ["weekly-cap", "one-open"] },
  { prefix: "campaign.channel.", values: ["sms", "whatsapp", "teams", "voice", "web"] },
  { prefix: "campaign.do.", values: ["launch", "pause", "resume", "cancel"] },
  { prefix: "campaign.confirm.", values: ["launch", "cancel"] },
  { prefix: "campaign.sure.", values: ["launch", "cancel"] },
  { prefix: "campaign.scale.", values: NAMED_SCALES },
  { prefix: "safety.", values: ["suicide", "suicide-other", "violence", "child", "harm-others", "overdose", "emergency", "distress"] },
] as const;
const EXPANDED = new Set<string>(FAMILIES.flatMap(({ prefix, values }) => values.map((value) => prefix + value)));

function sources(folders: string[]): string {
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)))
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}

interface IcuElement {
  type: number;
  value?: unknown;
  options?: Record<string, { value: IcuElement[] }>;
}

/** The names of a message's arguments with how they are taken: `count (plural)`. */
function argumentsOf(message: string): string[] {
  const found = new Set<string>();
  const look = (elements: IcuElement[]): void => {
    for (const { type, value, options } of elements) {
      // 0 is literal text, 7 the number of a plural
      if (type !== 0 && type !== 7) found.add(type === 1 ? String(value) : `${value} (${type === 6 ? "plural" : type})`);
      for (const option of Object.values(options ?? {})) look(option.value);
    }
  };
  look(new IntlMessageFormat(message, "fr", undefined, { ignoreTag: true }).getAst() as unknown as IcuElement[]);
  return [...found].sort();
}
