import { DENIED } from "./denied.ts";
import { EVERYDAY } from "./everyday.ts";
import type { Heard } from "./heard.ts";
import { IDIOMS } from "./idioms.ts";
import { IDIOMS_ENGLISH } from "./idioms-english.ts";
import { PAST, PAST_EVENTS } from "./past.ts";
import { phrasebook } from "./phrasebook.ts";
import { any } from "./phrases.ts";
import { DOSES, ROUTINE } from "./routine.ts";
import { AS_SUBJECT, DEATHS, MOURNING, SUBJECT } from "./subject.ts";
import { SOMEBODY, SOMEBODY_EN } from "./words.ts";

/** What is taken out of a message before the rules read it; `when`: only if the message also says this. */
interface Harmless {
  when?: readonly string[];
  takeOut: readonly string[];
}

const RECOVERED_OTHERS = [
  "(bien|mieux|gueri*|heureu*|stable|sorti*|remonte* la pente|aujourd hui ca va|tout va bien|hors de danger|fine|better|ok now|recovered|well now)",
];

const HARMLESS: readonly Harmless[] = [
  { takeOut: IDIOMS },
  { takeOut: EVERYDAY },
  { takeOut: IDIOMS_ENGLISH },
  { takeOut: DENIED },
  {
    takeOut: [
      `(le|du|au|son|apres le|depuis le|par le|the|my|of|by|after) (suicide|overdose*|od) ..1 (de|d|of) ${SOMEBODY}`,
      `${SOMEBODY} ..2 (mort*|decede*|parti*|died|dead|disparu*) ..2 (de|d|par|dans|en|of|from|by|in|d une|il y a|depuis|quand|last|l an|l annee|cette|ce|trop|subitement) ..2 (suicide|overdose|od)?`,
      "(mort|deces|death|disparition|perte|anniversaire de la mort) (de|du|d|of) ..3 (@kin|@child|papa|maman|chien|chat|mari|petit)",
      "(la|ca|sa|leur|son) mort (ma (rendu*|boulevers*|marque*|affect*|touche*|change*|laisse*)|nous a|a ete|est arrivee|brutale|subite)",
      "(il|elle|ils|@kin|@child|maman|papa|mari|chien|chat) (est|sont|etait|etaient) ..1 mort*",
      "(mort|morte) (il y a|en (19*|20*)|depuis|l an|l annee|a l hopital|d un|d une|du|de (vieillesse|maladie|son|ca))",
      "(né|ne|nee) (sans vie|mort)",
    ],
  },
  { when: PAST, takeOut: PAST_EVENTS },
  {
    when: MOURNING,
    takeOut: [
      `(${SOMEBODY}|${SOMEBODY_EN}|il|elle|he|she|who|qui|proche|suicide|par|apres|to|by) ..6 ${any("suicid*", "(s est|se sont|se soit|s etait|c est) (pendu*|donne* la mort|tue*|tire* une balle|jete* ..4|ote* la vie|immole*|defenestre*|supprime*|noye*|tranche* les veines)", "(a|avait|ont)? mis fin a ces jours", "overdos*", "(killed|hanged|hung|shot|drowned) (himself|herself|themselves)", "(took|ended|taken) (his|her|their) (own)? (life|lives)")}`,
    ],
  },
  {
    when: [
      "endeuill*",
      "deuil",
      "(il y a|depuis|ca fait) ..1 (#|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|vingt cinq|trente|quarante|cinquante|quelques|plusieurs|une dizaine d|une vingtaine d|une quinzaine d|bien des) (ans|an|mois|annees)",
      "(l an|l annee) (dernier|derniere|passe|passee)",
      "(mort|suicide) de (mon|ma) ..6 (travailler|dormir|avancer|remettre|manque*|parler|pair|groupe)",
      "en (19*|20*)",
      "bereave*",
      "grie*",
      "years ago",
      "(perdu|lost) ..5 (suicide|overdose)",
      "quand j (avais|etais)",
      "(mort*|decede*|died) ..3 (suicide|overdose)",
      "(groupe|quelqu un|pair|parler a) ..6 (perdu|vecu|connu|deuil)",
    ],
    takeOut: DEATHS,
  },
  { when: SUBJECT, takeOut: AS_SUBJECT },
  { when: ROUTINE, takeOut: DOSES },
  {
    when: RECOVERED_OTHERS,
    takeOut: [
      `${SOMEBODY} ..3 (voulait|avait|etait|faisait|a eu|a fait) ..4 (mourir|idees noires|idees suicidaires|suicidaire|tentative|ts)`,
    ],
  },
];

const SAID = phrasebook(HARMLESS.map(({ when }) => when ?? []));
const HARMLESS_PHRASES = phrasebook(HARMLESS.map(({ takeOut }) => takeOut));

/** Takes harmless expressions out, each leaving a mark that no phrase reads over, so that danger beside them is still seen. */
export function withoutHarmless(heard: Heard): Heard {
  const said = SAID.all(heard);
  return HARMLESS_PHRASES.without(heard, (list) => !HARMLESS[list]?.when || said.has(list));
}

const DENIALS = phrasebook([DENIED]);

/** Whether a message says that something is not so, or no longer: "je ne veux plus mourir". */
export const isDenied = (heard: Heard): boolean => DENIALS.all(heard).size > 0;
