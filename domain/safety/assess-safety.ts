import { normaliseWords } from "../understanding/normalise.ts";

/** 3 danger now; 2 suicidal thought, violence, overdose risk; 1 distress; 0 nothing. */
export type SafetyLevel = 0 | 1 | 2 | 3;
/** Which lines fit: they are chosen by situation, not by level. */
export type SafetySituation = "suicide" | "violence" | "child" | "overdose" | "emergency" | "distress";

export interface SafetyAssessment {
  level: SafetyLevel;
  situation: SafetySituation | null;
  /** The rule that fired, as logged; the text never is. */
  rule: string | null;
}

const NOTHING: SafetyAssessment = { level: 0, situation: null, rule: null };

/**
 * Phrases that hold dangerous words and mean none. They are taken out of the sentence first, so that danger beside them is still seen.
 * Negation is deliberately not among them: "je ne vais pas me pendre" names a method.
 */
const BENIGN =
  /mort[es]? de (rire|fatigue|faim|soif|peur|honte)|(tu|il|elle|ca) (me|m) tues?\b|tue l ambiance|creve[sr]? de (chaud|faim|froid)|en finir avec (?:la|le|les|l|ces?|cette|mes?|mon|ma|ton|votre|vos)? ?(?:tabac|cigarettes?|clope|alcool|drogue|cannabis|chimio\w*|radio\w*|traitements?|questionnaires?|questions?|paperasse|dossier|papiers|maladie|douleur|regime|jeu|dettes?)\b|done with (?:the )?(?:chemo|questionnaires?)|sauter (le|un|mon) (rdv|rendez vous|repas)|(telephone|portable|batterie) est morte?|peur de mourir de|endeuille[es]*( par| apres)?( un| le)? suicide|prevention (du|de) suicide|suicide prevention|(pere|mere|frere|soeur|fils|fille|mari|femme|ami|amie) s est suicidee?|overdose de reunions?|connu l overdose|killing me|killed it|beats? me at|shoot me (a|an) (text|message|email)|hang out|il y a (\d+|un|deux|trois|quatre|cinq|dix) ans?/g;

const RULES: { rule: string; level: 2 | 3; situation: SafetySituation; pattern: RegExp }[] = [
  // before the methods: "me tuer" by another's hand is violence
  {
    rule: "threat",
    level: 3,
    situation: "violence",
    pattern:
      /\b((il|elle|on|ils|mari|ex|mec|copain|conjoint|compagnon|pere|frere|fils) (veut|va|vont|veulent|peut|menace de|a (voulu|essaye de|menace de|failli)|veux) me tuer|menace de me tuer|threatened to kill me|(he|she|partner|husband|ex) (will|wants to|is going to|tried to) kill me)/,
  },
  // danger now: a method, an act or its preparation
  {
    rule: "method",
    level: 3,
    situation: "suicide",
    pattern:
      /\b((me|se) (pendre|noyer|pendu|pendue|immoler)|s est pendue?|me jeter (sous|du|d)|(veux|vais|va) sauter\b|saute (du|d un|de la|par la)|me tirer une balle|m ouvrir les veines|taille les veines|j ai (une|la) corde|(va|veut|vont|voulait) se (tuer|suicider)|me (tuer|foutre en l air|flinguer|suicider (ce|demain|maintenant))|jvai?s? me tue[r]?|me tue[rz]? (ce|demain|maintenant))/,
  },
  {
    rule: "method-en",
    level: 3,
    situation: "suicide",
    pattern:
      /\b(hang(ing)? myself|shoot(ing)? myself|kill(ing)? myself|jump(ing)? off|cut(ting)? my wrists|end(ing)? my life (tonight|today|now))/,
  },
  {
    rule: "farewell",
    level: 3,
    situation: "suicide",
    pattern: /\b(lettre d adieu|mon dernier message|goodbye (note|letter)|suicide note)/,
  },
  {
    rule: "end-it",
    level: 3,
    situation: "suicide",
    pattern:
      /\b(en finir( avec (moi|la vie|ma vie|mes jours|tout))?$|envie d en finir|veux en finir( avec (moi|la vie|ma vie|mes jours|tout)|$)|end it all|end my life)/,
  },
  {
    rule: "self-harm-now",
    level: 3,
    situation: "suicide",
    pattern: /me suis (coupee?|ouvert|taillade).{0,30}(saigne|sang|veines|poignets?)/,
  },
  {
    rule: "overdose",
    level: 3,
    situation: "overdose",
    pattern:
      /(avale|pris|prendre|avaler) (toute?s? )?(la|les|mes|une|ma) (boites?|plaquettes?|tablettes?) ?(entiere)?|(fait|faire|fais) une overdose|took (all|the whole|a whole).{0,12}(pills|bottle|box|tablets)|overdosed/,
  },
  {
    rule: "child-danger",
    level: 3,
    situation: "child",
    pattern: /\b((beau ?pere|pere|oncle|frere|papa|stepdad|dad|uncle|father) (me )?(touche|viole|touches|rapes)( (me|ma|mon|my)\b|$))/,
  },
  {
    rule: "violence-now",
    level: 3,
    situation: "violence",
    pattern:
      /\b((il|elle|on|mari|mec|copain|conjoint|compagnon) (me|m a|m|m ont) (frappee?|bat|battue?|etranglee?|tapee?|menacee?|cogne?e?)\b|menace de me tuer|va me tuer|threatened to kill|(he|she|husband|partner) (is )?(hits?|hitting|beats?|beating|strangled|choked) me|j ai un couteau|have a knife)/,
  },
  {
    rule: "emergency",
    level: 3,
    situation: "emergency",
    pattern:
      /\b(ne respire (plus|pas)|(isn t|not|stopped) breathing|vomis du sang|visage qui tombe|douleur (dans|a) la poitrine (maintenant|tres forte)|heart attack now)/,
  },
  // thoughts, violence, risk
  { rule: "suicide-word", level: 2, situation: "suicide", pattern: /\b(suicid\w*|me tuer|kill myself)/ },
  {
    rule: "wish-to-die",
    level: 2,
    situation: "suicide",
    // a word may stand in between, such as "vraiment"; not one that takes the wish back, or wishes it of somebody else
    pattern:
      /\b(envie (\w+ )?de ((?!(pas|plus|jamais|point|guere|la|le|les|lui|voir|faire|laisser|regarder|entendre) )\w+ )?(mourir|crever)|wanna ((?!(not|never|see|watch|let) )\w+ )?die|marre de vivre|en finir avec (moi|la vie|ma vie|mes jours|tout|l existence|cette (vie|existence))|(veux|voulait) ((?!(pas|plus|jamais|point|guere|la|le|les|lui|voir|faire|laisser|regarder|entendre) )\w+ )?mourir|want(ed)? to ((?!(not|never|see|watch|let) )\w+ )?die|plus (vraiment |trop |aucune )?(envie|la force) de vivre|veux (vraiment |juste |tout simplement |simplement )?plus vivre|m endormir et ne (plus|pas) me reveiller|serait mieux sans moi|better off without me|autant disparaitre|a quoi bon (continuer|vivre)|don ?t want to (be here|live|wake up)|no reason to live|envie d en finir)/,
  },
  {
    rule: "violence",
    level: 2,
    situation: "violence",
    pattern: /\b((ete|me suis fait|m a|m ont) violee?r?|m enferme|raped|locks me in|coups de mon (mari|conjoint|compagnon))/,
  },
  {
    rule: "overdose-risk",
    level: 2,
    situation: "overdose",
    pattern:
      /\b(trop pris|(pris|avale) (\d{2,}|plein de|beaucoup de) (medicaments|cachets|comprimes|pilules|gelules)|took \d{2,} (pills|tablets)|pris trop de (medicaments|cachets|comprimes)|took too many)/,
  },
];

const DISTRESS =
  /\b(veux plus souffrir|trop souffert|souffre trop|don ?t want to suffer|en peux plus|en peut plus|plus la force|marre de tout|au bout du rouleau|je craque|seule? et vide|hopeless|can t (cope|go on|take it)|cannot (cope|go on)|desespere)/;

/**
 * How much danger a text tells of. Local and deterministic: it needs no service and no database, and reads all of a text.
 * A first, small rule set, written without a clinician.
 */
export function assessSafety(text: string): SafetyAssessment {
  const words = normaliseWords(text);
  const serious = words.replace(BENIGN, " ");
  for (const { rule, level, situation, pattern } of RULES) {
    if (pattern.test(serious)) return { level, situation, rule };
  }
  return DISTRESS.test(serious) ? { level: 1, situation: "distress", rule: "distress" } : NOTHING;
}
