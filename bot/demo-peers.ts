import { DateTime } from "luxon";
import type { NewPeer } from "../domain/peers/add-peer.ts";

type Person = [string, string[], string, string, NewPeer["modalities"], string[]];

/** name, conditions, about (fr, en), modalities, plan as "weekday start end" */
const PEOPLE: Person[] = [
  [
    "Claire",
    ["endometriose", "adenomyose"],
    "opérée en 2015",
    "operated in 2015",
    ["phone", "video", "messages"],
    ["1 14:00 18:00", "2 14:00 19:30", "4 10:00 18:30"],
  ],
  [
    "Inès",
    ["endometriose", "infertilite"],
    "diagnostic après 9 ans",
    "diagnosed after 9 years",
    ["phone", "messages"],
    ["1 09:00 12:00", "3 17:00 20:00", "5 09:00 12:00"],
  ],
  [
    "Sonia",
    ["endometriose", "douleur_chronique"],
    "travaille avec la douleur",
    "works with the pain",
    ["phone", "in-person"],
    ["2 09:00 12:00", "4 17:00 20:00", "6 10:00 12:00"],
  ],
  [
    "Marc",
    ["depression", "burn_out"],
    "en rémission depuis 6 ans",
    "in remission for 6 years",
    ["phone", "video"],
    ["1 18:00 20:00", "3 09:00 12:00", "5 14:00 18:00"],
  ],
  [
    "Nadia",
    ["bipolaire", "depression"],
    "stable depuis 2018",
    "stable since 2018",
    ["phone", "video", "messages"],
    ["2 10:00 13:00", "4 14:00 18:00"],
  ],
  [
    "Thomas",
    ["schizophrenie", "psychose_premier_episode"],
    "travaille à mi-temps",
    "works half-time",
    ["phone", "in-person"],
    ["1 10:00 12:00", "3 14:00 17:00", "5 10:00 12:00"],
  ],
  [
    "Lucie",
    ["alcool", "tabac"],
    "abstinente depuis 8 ans",
    "sober for 8 years",
    ["phone", "messages"],
    ["1 12:00 14:00", "2 18:00 20:00", "4 12:00 14:00"],
  ],
  [
    "Karim",
    ["cannabis", "jeux_argent"],
    "sorti du jeu en 2020",
    "free of gambling since 2020",
    ["phone", "video"],
    ["2 14:00 18:00", "6 09:00 12:00"],
  ],
  [
    "Hélène",
    ["cancer_sein", "apres_cancer"],
    "traitements finis en 2021",
    "treatment ended in 2021",
    ["phone", "video", "in-person"],
    ["1 14:00 17:00", "3 10:00 12:00", "4 14:00 17:00"],
  ],
  [
    "Paul",
    ["diabete_type1", "insuffisance_renale"],
    "greffé en 2019",
    "transplant in 2019",
    ["phone", "video"],
    ["3 18:00 20:00", "5 14:00 18:00"],
  ],
  [
    "Aminata",
    ["sep", "handicap_moteur"],
    "en fauteuil depuis 2016",
    "in a wheelchair since 2016",
    ["phone", "video", "messages"],
    ["2 10:00 12:00", "4 10:00 12:00", "5 16:00 19:00"],
  ],
  [
    "Michel",
    ["sans_abri", "isolement", "surendettement"],
    "relogé depuis 5 ans",
    "housed again for 5 years",
    ["phone", "in-person"],
    ["1 09:00 12:00", "4 09:00 12:00"],
  ],
];

/** The same of those who stood by somebody who lives it. */
const RELATIVES: Person[] = [
  [
    "Odile",
    ["schizophrenie", "psychose_premier_episode"],
    "mère d'un fils de 24 ans",
    "mother of a son of 24",
    ["phone", "messages"],
    ["2 09:00 12:00", "4 14:00 18:00"],
  ],
  ["Joseph", ["schizophrenie"], "son frère va mieux", "his brother is better", ["phone", "video"], ["1 18:00 20:00", "6 10:00 12:00"]],
  [
    "Mireille",
    ["schizophrenie", "bipolaire"],
    "aidante depuis 10 ans",
    "a carer for 10 years",
    ["phone", "in-person"],
    ["3 10:00 12:00", "5 14:00 17:00"],
  ],
  ["Denis", ["alcool"], "vingt ans auprès de sa femme", "twenty years beside his wife", ["phone"], ["2 18:00 20:00", "5 09:00 12:00"]],
  ["Rachida", ["alzheimer"], "a accompagné sa mère", "stood by her mother", ["phone", "video"], ["1 14:00 17:00", "4 09:00 12:00"]],
];

/** So that of what people most often look for there are three, and lists may name it. At the end: phones go by place in the list. */
const MORE_PEOPLE: Person[] = [
  [
    "Sylvie",
    ["cancer_sein", "depression"],
    "opérée en 2020",
    "operated in 2020",
    ["phone", "messages"],
    ["2 14:00 17:00", "5 09:00 12:00"],
  ],
  [
    "Fatou",
    ["cancer_sein", "diabete_type2"],
    "guérie depuis 2019",
    "recovered since 2019",
    ["phone", "video"],
    ["1 10:00 12:00", "4 14:00 18:00"],
  ],
  ["Bernard", ["diabete_type2", "alcool"], "sobre depuis 12 ans", "sober for 12 years", ["phone"], ["3 14:00 18:00", "6 09:00 12:00"]],
  [
    "Yann",
    ["schizophrenie", "depression"],
    "a repris ses études",
    "studies again",
    ["phone", "messages"],
    ["1 17:00 20:00", "4 17:00 20:00"],
  ],
  ["Gaëlle", ["bipolaire", "alcool"], "stable depuis 4 ans", "stable for 4 years", ["phone", "video"], ["2 18:00 20:00", "5 14:00 17:00"]],
  [
    "Rémi",
    ["schizophrenie", "isolement"],
    "vit seul, travaille",
    "lives alone, works",
    ["phone", "in-person"],
    ["2 10:00 12:00", "3 10:00 12:00"],
  ],
  [
    "Agathe",
    ["bipolaire", "diabete_type2"],
    "stable depuis 2016",
    "stable since 2016",
    ["phone", "video", "messages"],
    ["1 09:00 12:00", "4 10:00 12:00"],
  ],
];

/** The demo's peers: fictional, all active on the day they are made; the first has waited longest. */
export function demoPeers(today = DateTime.now()): NewPeer[] {
  const daysAgo = (days: number) => today.minus({ days }).toISODate() ?? "";
  return [...PEOPLE, ...RELATIVES, ...MORE_PEOPLE].map((person, index) => {
    const [displayName, conditions, fr, en, modalities, plan] = person;
    const isRelative = RELATIVES.includes(person);
    return {
      displayName,
      locale: "fr",
      zone: "Europe/Paris",
      about: { fr, en },
      conditions: isRelative ? [] : conditions,
      relativeOf: isRelative ? conditions : [],
      languages: ["fr", "en"],
      modalities,
      plan: plan.map((window) => {
        const [weekday = "1", startsAt = "", endsAt = ""] = window.split(" ");
        return { weekday: Number(weekday), startsAt, endsAt };
      }),
      trainingMinutes: 24 * 60,
      validatedBy: "Camille",
      validatedOn: daysAgo(200 - index),
      charterSignedOn: daysAgo(220),
      lastSupervisionOn: daysAgo(20),
      activeSince: daysAgo(200 - index),
    };
  });
}
