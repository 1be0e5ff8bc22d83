import { grammar, rule } from "../grammar/match.ts";

/** A length or a frequency is told of; it is never a time to meet. */
const lasting = (pattern: string) => rule(pattern, () => ({ keys: ["DURATION"], fragment: { is: "told" } }));

const N = "NUM|ONE";
const ABOUT = "about|environ|plus|moins|over|more|bientot|deja? de|d|than?";

/** "pendant deux heures", "toutes les 6 heures", "il y a trois jours", "three times a day". */
export const DURATIONS = grammar(
  lasting(`pendant|durant|depuis|for|during|since|dure|dura|durait|lasted|lasts les|the|past|last? ${ABOUT} ${N} UNIT`),
  lasting("for|depuis|pendant|during several|many|few|des|quelques|plusieurs|ages UNIT?"),
  lasting(`il? y a ${ABOUT} ${N}|quelques|longtemps|UNIT UNIT?`),
  lasting(`${N}|few|several UNIT ago|earlier|previously`),
  lasting("NUM UNIT plus|before tot|avant|that?"),
  lasting("ca|cela fait|faisait NUM|ONE|des|longtemps|quelques UNIT?"),
  lasting("it|this s|is|has been NUM|ONE UNIT"),
  lasting("toutes|tous|every|each les? NUM UNIT"),
  lasting("every|each hour|minute|week|month|year"),
  lasting(`${N} x|fois|times|time par|a|per|every|each|dans? le|la|the? UNIT?`),
  lasting("once|twice a|every|per UNIT"),
  lasting(`${N} UNIT par|per|each|every UNIT|PART`),
  lasting(`${N} UNIT a UNIT`),
  lasting(`${N} UNIT sur NUM`),
  lasting(
    `${N} UNIT de|d|of suite|affilee|attente|arret|sommeil|route|marche|repos|travail|retard|traitement|chimio|sleep|work|rest|walk|vacances|conge|intervalle|pause`,
  ),
  lasting(`${N} UNIT long|straight|later|durant|suivi|sans|without|drive|away|late|wait|delay`),
  lasting(`en moins|plus de|d ${N} UNIT`),
  lasting(`plus|moins|less|more|over|under|presque|nearly|almost|quelques de|d|than? NUM UNIT`),
  lasting(`ai|as|mis|met|prend|dure|took|take|takes|need|only|just|reste|restait|besoin de|d|juste? ${N} UNIT !le|apres|matin`),
  lasting("NUM ans|years|yo|an old?"),
  lasting("24 h / 24 h?"),
  lasting("NUM j|jours / NUM"),
);
