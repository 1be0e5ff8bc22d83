/** Whole messages that mean yes, after `normaliseWords`; letters drawn out or doubled in haste count once ("ouiii", "okk"). */
const YES =
  /^(oui( oui)*|ouais|ouai|oue|ui|wi|voui|ok|o k|k|kk|oki|okay|d ?accord|d ?acc?|dak|dakor|dacodac|ouaip|vas ?y|allez ?y|c est oui|(pas de|aucun|sans|no) (souci|probleme|problem)s?|ca roule|yes|yes yes|yep|yup|yeah|ye|y|o|sure|bien ?sur|biensur|evidemment|volontiers|avec plaisir|parfait|c est bon|ca marche|ca me va|entendu|c est d accord|je veux bien|je suis d accord|j accepte|absolument|tout a fait|of course|certainly|go ahead|fine|that s fine|sounds good|i agree|i accept|i do|please do)$/;
const NO =
  /^(non( non)*|nan|nn|nop|nope|no|no no|n|na|non merci|merci non|no thanks?|no thank you|nah|pas d accord|je (ne )?suis (pas|plus)( du tout)? d accord|pas du tout( d accord)?|je (ne )?veux pas|je refuse|jamais|surtout pas|certainement pas|pas question|non pas du tout|i refuse|i (don t|do not) (want( to)?|agree|accept)|not at all|never|absolutely not|certainly not)$/;
/** What stands around a yes or a no and changes nothing: "ok vas y", "oui merci", "non c est bon". */
const AROUND =
  /\b(merci( beaucoup)?|svp|stp|s il (vous|te) plait|please|thanks?( you)?|bonjour|bonsoir|hello|hi|euh|ben|bah|alors|allez|vas ?y|allons ?y|bien sur|volontiers|go ahead|super)\b/g;
/** Answers that put it off. */
const LATER =
  /^(?:(?:oui|ok|non|peut etre|plutot|yes|no|perhaps) )?(plus tard|pas maintenant|pas tout de suite|pas (pour )?le moment|une autre fois|je (verrai|vois|reponds|repondrai|reviens|reviendrai) (ca )?plus tard|on verra( plus tard)?|je (vais )?reflechi[rst]*|je dois reflechir|laissez moi (le temps de )?reflechir|later|not now|maybe later|another time|some other time|i ll (think about it|see|get back to you|answer later)|let me think( about it)?|je vous redis( ca)?|je vous dirai)( plus tard)?$/;

/** "oui d'accord", "non je refuse": said twice, in the same sense. */
const YES_AND = /^(oui|ouais|ok|yes|yeah) /;
const NO_AND = /^(non|nan|no) /;

/** "ouiiii", "okk": a letter three times or more is one, and in these few words twice too. */
const steady = (words: string) =>
  words
    .replace(/(\p{L})\1{2,}/gu, "$1")
    .replace(/\bo+u+i+\b/g, "oui")
    .replace(/\bo+kk+\b/g, "ok")
    .replace(/\b(non|yes|nop|yep)[nsp]\b/g, "$1");

/** What a whole message says: yes, no, or neither. Consent is never guessed: anything besides politeness makes it neither. */
export function yesOrNo(words: string): "yes" | "no" | undefined {
  const said = steady(words);
  const bare = said.replace(AROUND, " ").replace(/ +/g, " ").trim();
  for (const phrase of [said, bare]) {
    if (YES.test(phrase) || (YES_AND.test(phrase) && YES.test(phrase.replace(YES_AND, "")))) return "yes";
    if (NO.test(phrase) || (NO_AND.test(phrase) && NO.test(phrase.replace(NO_AND, "")))) return "no";
  }
}

/** Whether a whole message puts the answer off. */
export const putsOff = (words: string): boolean => LATER.test(steady(words).replace(AROUND, " ").replace(/ +/g, " ").trim());
