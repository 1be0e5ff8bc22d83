import { normaliseWords } from "./normalise.ts";

const FRENCH =
  "fils|fille|filles|enfant|enfants|bebe|femme|mari|epoux|epouse|conjoint|conjointe|compagnon|compagne|copain|copine|mere|maman|pere|papa|parents|" +
  "frere|freres|soeur|soeurs|beau pere|belle mere|beau frere|belle soeur|beau fils|belle fille|grand mere|grand pere|grands parents|oncle|tante|" +
  "cousin|cousine|neveu|niece|petit fils|petite fille|ami|amie|proche|ex";
const ENGLISH =
  "son|sons|daughter|daughters|child|children|kid|kids|baby|wife|husband|spouse|partner|boyfriend|girlfriend|mother|mum|mom|father|dad|parents|" +
  "brother|sister|stepson|stepdaughter|stepmother|stepfather|grandmother|grandfather|grandma|grandpa|uncle|aunt|cousin|nephew|niece|friend|relative|loved one";

/** "mon fils", "my husband", "l'aidant de"; "ma famille ne comprend pas" is none. */
const KINSHIP = new RegExp(
  `\\b((mon|ma|mes|notre|nos) (petite? |grande? )?(${FRENCH})|un(e)? (de mes )?proches?|aidante?|je suis (le |la |l )?(${FRENCH}) d|` +
    `(my|our) (little |older |younger |best )?(${ENGLISH})|a (loved one|relative|family member)|carer|caregiver)\\b`,
);

/** Whether somebody else is spoken of, whom the writer is close to: then it is asked for whom they write, and never guessed. */
export const namesKin = (text: string): boolean => KINSHIP.test(normaliseWords(text));
