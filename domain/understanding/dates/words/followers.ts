import type { Item } from "../grammar/item.ts";

/** Words that may stand after a bare figure that is a time or a day: after any other ("4 enfants", "5 mg", "3 rue") it is a number of something. */
const WORDS = new Set(
  (
    "et ou mais a au aux en de du le la les l d pour par si svp stp merci c ca est serait sera fait faut je j me m moi nous on vous tu il me te y vers avant apres jusqu " +
    "jusque parce car donc sinon plutot ok okay oui non possible dispo libre max maximum minimum environ pile merci bonjour salut svp docteur pas sauf idem possible ce cet cette " +
    "and or but at on in to till until by for of the this that please pls plz if is are would will can could works work suits i im we you it its thanks thank ok fine good great " +
    "oclock am pm h sharp ish best instead maybe perhaps possibly from before after though too also does do ideally approx because so when with then " +
    "matin soir demain ici entre between prefer preferably preference peut peux convient va marche irait conviendrait arrange parfait parfaite super nickel top bien mieux"
  ).split(" "),
);
const CLASSES = [
  "WEEKDAY",
  "WD",
  "WEEKDAYS",
  "DAY",
  "DAYS",
  "HOURS",
  "PART",
  "PARTS",
  "MONTH",
  "CLOCK",
  "DATE",
  "SEMAINE",
  "WEEK",
  "PROCHAIN",
  "OU",
  "VERS",
  "APRES",
  "AVANT",
  "CE",
  "THIS",
  "NEXT",
  "TOUS",
  "EDGE",
];
const KEYS = new Set([...WORDS, ...CLASSES]);

/** Whether what comes next lets the figure before it be a time or a day. */
export function mayFollowTime(after: Item | undefined): boolean {
  return !after || /^[,;.!?:)\-–—]$|^\p{Extended_Pictographic}/u.test(after.text) || after.keys.some((key) => KEYS.has(key));
}
