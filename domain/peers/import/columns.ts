import type { Locale } from "../../locale.ts";
import { normaliseWords } from "../../understanding/normalise.ts";

interface Heading extends Record<Locale, string> {
  also: string[];
}

/** The columns of a spreadsheet of peers, in the order in which they are written. */
export const COLUMNS = {
  firstName: { fr: "Prénom", en: "First name", also: ["Nom choisi", "Name", "Firstname", "Display name", "Prénom choisi"] },
  conditions: {
    fr: "Conditions",
    en: "Conditions",
    also: [
      "Condition",
      "Pathologies",
      "Pathologie",
      "Maladies",
      "Maladie",
      "Expériences",
      "Expérience",
      "Vécu",
      "Situations",
      "Situation",
      "Illness",
    ],
  },
  relativeOf: { fr: "Proche de", en: "Relative of", also: ["Proche", "Aidant de", "Relative", "Carer of"] },
  languages: { fr: "Langues", en: "Languages", also: ["Langue", "Language"] },
  ways: { fr: "Modalités", en: "Modalities", also: ["Modalité", "Modality", "Ways to meet", "Moyens", "Moyens de rencontre", "Canaux"] },
  aboutFr: { fr: "Présentation (fr)", en: "About (fr)", also: ["Présentation", "About", "À propos", "Description", "About French"] },
  aboutEn: {
    fr: "Présentation (en)",
    en: "About (en)",
    also: ["Présentation anglais", "Présentation en anglais", "About English", "About in English"],
  },
  plan: {
    fr: "Disponibilités",
    en: "Weekly plan",
    also: ["Disponibilité", "Semaine", "Semaine type", "Planning", "Horaires", "Availability", "Week", "Plan"],
  },
  zone: { fr: "Fuseau horaire", en: "Time zone", also: ["Fuseau", "Zone", "Timezone"] },
  phone: {
    fr: "Téléphone",
    en: "Phone",
    also: ["Tél", "Portable", "Mobile", "Numéro", "Telephone", "Phone number", "Numéro de téléphone"],
  },
  role: { fr: "Rôle", en: "Role", also: ["Statut", "Status"] },
  training: {
    fr: "Formation (minutes)",
    en: "Training (minutes)",
    also: ["Formation", "Training", "Training minutes", "Durée de formation", "Minutes de formation", "Formation min"],
  },
  validatedBy: { fr: "Validé par", en: "Validated by", also: ["Validation par", "Validée par"] },
  validatedOn: { fr: "Validé le", en: "Validated on", also: ["Date de validation", "Validation date", "Validée le"] },
  charterSignedOn: { fr: "Charte signée le", en: "Charter signed on", also: ["Charte", "Charter", "Charter signed", "Date de la charte"] },
  lastSupervisionOn: {
    fr: "Dernière supervision le",
    en: "Last supervision on",
    also: ["Dernière supervision", "Last supervision", "Supervision"],
  },
  town: { fr: "Ville", en: "Town", also: ["Commune", "City"] },
  hospital: { fr: "Hôpital", en: "Hospital", also: ["Établissement", "Centre hospitalier"] },
  gender: { fr: "Genre", en: "Gender", also: ["Sexe", "Sex"] },
  birth: {
    fr: "Décennie de naissance",
    en: "Birth decade",
    also: ["Année de naissance", "Birth year", "Year of birth", "Naissance", "Né en", "Née en", "Décennie", "Date de naissance"],
  },
} satisfies Record<string, Heading>;

export type Column = keyof typeof COLUMNS;
export const columnNames = Object.keys(COLUMNS) as Column[];

/** Of each of these, at least one column must be there. */
const REQUIRED: Column[][] = [["firstName"], ["conditions", "relativeOf"], ["languages"], ["ways"], ["aboutFr", "aboutEn"], ["plan"]];

const known = new Map<string, Column>();
for (const name of columnNames) {
  const { fr, en, also } = COLUMNS[name];
  for (const heading of [fr, en, ...also]) known.set(normaliseWords(heading), name);
}

/** The column that a heading names, whatever its case, accents and punctuation. */
export function findColumn(heading: string): Column | undefined {
  return known.get(normaliseWords(heading));
}

/** A column as a person reads it: `Prénom / First name`. */
export function columnTitle(name: Column): string {
  const { fr, en } = COLUMNS[name];
  return fr === en ? fr : `${fr} / ${en}`;
}

/** The columns that a file lacks, as a person reads them. */
export function missingColumns(there: Set<Column>): string[] {
  return REQUIRED.filter((either) => !either.some((name) => there.has(name))).map((either) => either.map(columnTitle).join(" or "));
}
