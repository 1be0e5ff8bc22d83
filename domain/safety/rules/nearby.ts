import { type NearRule, nearFinder } from "./near.ts";
import { A_CHILD, DRUG, SOMEBODY, SOMEBODY_EN } from "./words.ts";

/** After these, what was wished for is another thing, or somebody else's. */
const TURNING = [
  "(pas|plus|jamais|point|peur|voir|vu|faire|laisser|regarder|entendre|guerir|eviter|empecher|avant|sans|il|elle|on|ils|aider|contre|parler|que|qui|parce)",
  "(never|not|no|watch|see|let|help|stop|avoid|afraid|scared|fear|before|them|him|her|people|who|he|she|they|from)",
];
const I = ["(je|j|me|m|moi)"];
const HIT_ME = [
  "(me|m|mont|nous) (a|ont|encore|deja|fait|avait|re|ai fait|suis fait|trop|tout le temps)? (frappe*|cogne*|gifle*|tabasse*|etrangle*|bat|batte|battu*|viole*|poignarde*|sequestre*|torture*|crache*|mord|mordu*|griffe*|rackette*|maltraite*|agresse*|menace*|harcele*|terrorise*|persecute*|brutalise*|fouette*|tire dessus|bouscule*|humilie*|insulte*|rabaisse*|enferme*|traque*|tape|defonce*|massacre*|demolit*)",
  "ma (encore|deja|re)? (frappe*|cogne*|gifle*|tabasse*|etrangle*|battu*|viole*|poignarde*|sequestre*|crache*|mordu*|griffe*|maltraite*|agresse*|menace*|tape|bouscule*|insulte*|enferme*)",
  "(frappe*|cogne*|tape|crache|tire|hurle) (sur|contre) moi",
  "(recois|recu|prends|pris|encaisse|ramasse) (des|ses|ces|encore|les|plein) ..1 (coups|baffe*|claques|gifle*)",
  "(met|donne|fout|colle|mis|donne|foutu) ..1 (des|une|un) ..1 (coups|baffe*|claque*|gifle*|raclee|patate*)",
];
const THEM = [
  "(il|elle|ils|lui|on)",
  SOMEBODY,
  "(mon|ma|mes|un|une|le|la|les|des) (ex|type|types|gars|mec|mecs|inconnus?|hommes?)",
  "(quelqu un|papa|maman)",
];
const CHILD = [A_CHILD, "(mon|ma|le|la|notre|les) (petit|petite|petits|petites)"];
const HURT_CHILD = [
  "(frappe*|cogne*|gifle*|tabasse*|etrangle*|bat|battent|battu*|viole*|abuse*|maltraite*|brutalise*|fouette*|attouche*|inceste*|pedophil*|martyris*|violent*|coups|ceinture|bleus)",
];
const GROWN_UP = [
  "(pere|mere|papa|maman|oncle|tonton|voisin*|prof*|entraineur|papi|parents|mari|conjoint|ex|nounou|maitre*|compagnon|copain|moniteur|educateur|animateur|beau pere|belle mere|grand pere|adulte|coach|cure|famille d accueil)",
];
const FONDLE = ["(touche*|caresse*|tripote*|embrasse*|filme*|deshabille*|frotte*)"];
const PRIVATE = ["(nuit|lit|culotte|sexe|bain|douche|secret|partie*|nu|nue|nus|intime*|bouche|toilettes|slip|fesses|zizi|zezette)"];
const DIE = [
  "(mourir|crever|suicid*|me tuer|me pendre|me noyer|adieu)",
  "en finir (avec (la vie|ma vie|tout|moi))?",
  "(plus|pas|jamais) (vivre|exister|me reveiller|de ce monde)",
  "mettre fin",
  "passer a l acte",
  "me (foutre|jeter|suicider|supprimer|flinguer)",
  "sauter dans le vide",
  "(dormir|partir|disparaitre) (pour toujours|pour de bon|definitivement)",
];
const MEANS = [
  "(corde|fusil|flingue|pistolet|revolver|lame*|rasoir|cutter|pont|viaduc|falaise|toit|rails|javel|@pill|@box|gaz|couteau|poutre|noeud|carabine|seringue|ravin|etang|riviere|canal|fleuve|insuline)",
  "voie ferree",
];
const WISH = [
  "(envie|veux|voudrais|aimerais|reve|prefere*|souhaite|besoin|pret|prete|decide|mieux|soulag*|delivr*|solution|tente*|hate|espere|autant|plutot)",
  "(pense|songe|idee) (a|de|d|qu a)",
  "laisse* moi",
];
const DEATH = [
  "(mourir|crever)",
  "me suicider",
  "le suicide",
  "etre mort",
  "(ma|propre) mort",
  "(plus|pas) (vivre|exister|me reveiller)",
  "en finir avec (la vie|ma vie|tout|moi)",
];
const CUT = ["(me|m) (suis)? ..1 (coup*|taillad*|scarif*|entaille*|ouvr*|mutil*|lacer*|brule*)"];
const CUT_HOW = [
  "(bras|poignet*|veine*|peau|cuisse*|lame*|rasoir|cutter|profond*|coule|saigne*|recommence*|remis*|repris|soulage*|expres|volontaire*)",
];
const WITHOUT_ME = [
  "sans moi",
  "si je (meurs|mourais|disparais*|creve|pars pour|suis mort|suis plus|serais plus|n existais)",
  "quand je serai (mort|plus la)",
  "ma (mort|disparition)",
];
const BETTER = ["(mieux|tranquil*|soulag*|debarras*|remarque*|manque*|apercev*|s en remettr*)", "plus (heureu*|simple|facile)"];
const PILLS = ["@pill", DRUG, "(meds|capsules?)"];
const TOOK = ["(pris|avale*|gobe*|repris|ingere*|injecte*|englouti|bouffe|took|taken|swallowed|popped|downed|injected|sniffe*|snorted)"];
const EXCESS = [
  "(trop|toutes|poignee*|surdose|melange*|entier*|handful*|mixed|vapes|convuls*|entire|drowsy|vingtaine|trentaine|dizaine*|quinzaine)",
  "(deux|trois|double|plusieurs) (@box|fois|dose)",
  "d un coup",
  "(tous|toute) (mes|les|la|ma|le)",
  "en trop",
  "(tiens plus debout|me sens partir|reveille plus|reveille pas|sans compter|too many|too much|whole)",
];
const DRINK = ["(vodka|whisky|rhum|alcool|gin|pastis|ricard|tequila|alcohol|wine|whiskey|booze|beers?)"];
const PILLS_OR_DRANK = ["(pris|avale*|gobe*|bu|took|taken|swallowed|drank|melange*|mixed|washed)"];
const MISTAKE = ["(trompe*|erreur|mistake|accident*|confondu*|megarde)"];
const DOSE = ["(dose*|@pill|insuline|unites|units|injection|gouttes)"];
const TAKEN_WRONG = ["(pris|double*|trop|injecte*|fois|took|taken|donne*|instead|avale*|gave|given)", "au lieu"];
const DEATH_WORD = [
  "(mourir|meure|mourais|mourrais|mourrai|crever|crevais|suicid*)",
  "(die|suicid*)",
  "(en finir|en terminer) !(pour (mardi|lundi|jeudi|vendredi))",
];
const WANT_END = ["(veux|voudrais|aimerais|envie|hate|besoin|reve|souhaite|prefere|songe|pense|espere|faut|vais|autant|mieux|pret|prete)"];
const LIFE = ["(ma|cette|la) (vie|existence)", "(vivre|exister|en vie)"];
const END = [
  "(terminer|termine|finir|finisse|finit|arreter|arrete|arretes|cesse*|quitter|quitte|eteindre|abreger|interrompre|ecourter|mettre un terme|stopper|supprimer)",
];
const AGAINST = [
  "(regrette*|degoute*|hais|deteste*|inutile|insupportable|interet|sens|peine|raison*|attache|retient|rattache|accroche|supporte|refuse|maudis|gout|marre|assez|fatigue*|lasse?|pourquoi|dois|vaut|merite|force de|courage de|continuer|lourde?|fardeau|subis|porter|cauchemar|torture|souffrance)",
];
const NO_MORE = ["(plus|pas|aucun*|rien|jamais|sans|marre|assez|fatigue*|pourquoi|regrette*|hais|deteste|degoute*|refuse|si je|quoi)"];
const I_EN = ["(i|i m|i ll|i ve|me|i d|my)"];
const WANT = [
  "(want|wanted|wish|rather|hope|ready|thinking|going|plan|planning|deserve|need|better|prefer|decided|trying|tempted|dream|pray|tonight|keep)",
];
const DIE_EN = [
  "(die|suicide)",
  "(kill|hang) myself",
  "be dead",
  "end (it|my life|things|everything)",
  "(not|never) (wakeup|exist|be here|be alive)",
  "disappear forever",
  "stop living",
];
const MEANS_EN = ["(rope|gun|blade|bridge|pills|tablets|@pill|razor|knife|noose|cliff|roof|ledge|tracks|bleach)"];
const HIT_ME_EN = ["(hit*|beat*|punch*|slap*|kick*|strangl*|chok*|rape*|stab*|threaten*|stalk*|assault*|shove*|molest*) (me|us)"];
const THEM_EN = ["(he|she|he s|she s|they|someone)", SOMEBODY_EN];

const RULES: readonly NearRule[] = [
  { rule: "overdose-near", level: 3, situation: "overdose", groups: [PILLS, TOOK, EXCESS], within: 36 },
  { rule: "overdose-drink", level: 3, situation: "overdose", groups: [PILLS, PILLS_OR_DRANK, DRINK], within: 36 },
  { rule: "overdose-mistake", level: 3, situation: "overdose", groups: [DOSE, MISTAKE, TAKEN_WRONG], within: 36 },
  { rule: "child-near", level: 3, situation: "child", groups: [HURT_CHILD, CHILD, GROWN_UP], within: 30 },
  { rule: "child-fondled", level: 3, situation: "child", groups: [FONDLE, CHILD, PRIVATE], within: 36 },
  { rule: "suicide-near", level: 3, situation: "suicide", groups: [DIE, MEANS, I], within: 40 },
  { rule: "suicide-near-en", level: 3, situation: "suicide", groups: [DIE_EN, MEANS_EN, I_EN], within: 40 },
  { rule: "self-harm-near", level: 3, situation: "suicide", groups: [CUT, CUT_HOW], within: 40 },
  { rule: "violence-near", level: 2, situation: "violence", groups: [HIT_ME, THEM], within: 40 },
  { rule: "violence-near-en", level: 2, situation: "violence", groups: [HIT_ME_EN, THEM_EN], within: 40 },
  { rule: "wish-near", level: 2, situation: "suicide", groups: [DEATH, WISH, I], within: 24, notOver: TURNING },
  { rule: "wish-near-en", level: 2, situation: "suicide", groups: [DIE_EN, WANT, I_EN], within: 24, notOver: TURNING },
  { rule: "life-ended", level: 2, situation: "suicide", groups: [LIFE, END, WANT_END], within: 30 },
  { rule: "life-refused", level: 2, situation: "suicide", groups: [LIFE, AGAINST, NO_MORE], within: 26 },
  { rule: "death-word", level: 2, situation: "suicide", groups: [DEATH_WORD, [...I, ...I_EN]], within: 40 },
  { rule: "without-me", level: 2, situation: "suicide", groups: [WITHOUT_ME, BETTER], within: 40 },
];

/** Danger by words near one another; asked when no phrase was found. */
export const nearby = nearFinder(RULES);
