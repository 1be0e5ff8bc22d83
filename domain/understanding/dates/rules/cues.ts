import type { Fragment } from "../grammar/item.ts";
import { type Built, grammar, rule } from "../grammar/match.ts";
import { STANCES } from "./stances.ts";

const cue = (fragment: Fragment): Built => ({ keys: ["CUE"], fragment });
const limit = (pattern: string, form: "by" | "before" | "from" | "after" | "around", postfix = false) =>
  rule(pattern, () => cue({ is: "limit", form, postfix }));
const link = (pattern: string, form: "or" | "to" | "between" | "comma") => rule(pattern, () => cue({ is: "link", form }));
const vague = (pattern: string) => rule(pattern, () => cue({ is: "vague", why: "no-date" }));
const nothing = (pattern: string) => rule(pattern, () => ({ keys: ["SAID"] }));

/** What stands between times and around them: limits, links, and whether they are asked for, refused or told. */
export const CUES = grammar(
  limit("d|des ici a|au|le|la|l?", "by"),
  limit("ici le|la|a|au?", "by"),
  limit("jusqu|jusque a|au|en|le?", "by"),
  limit("until|till|til the?", "by"),
  limit("by the?", "by"),
  limit("no|not|pas later|plus than|tard que?", "by"),
  limit("AVANT le|la|l|the?", "before"),
  limit("a partir de|du|d le|la|l?", "from"),
  limit("a compter de|du|d", "from"),
  limit("des le|la?", "from"),
  limit("from|starting on?", "from"),
  limit("as of|from", "from"),
  limit("pas|not|jamais AVANT|until|till le|la|l|the?", "from"),
  limit("no earlier|sooner than", "from"),
  limit("onwards|onward", "from", true),
  limit("et|ou|or plus|after|apres|later tard?", "from", true),
  limit("APRES le|la|l|the?", "after"),
  limit("VERS le|la|les|the?", "around"),
  limit("aux? alentours du|de|d", "around"),
  limit("au plus tard le?", "by", true),
  limit("at? the? latest", "by", true),
  limit("au plus tot", "from", true),
  limit("at the earliest", "from", true),
  link("OU OU?", "or"),
  link("/|&|+", "or"),
  link(",", "comma"),
  link("entre|between le|la|the?", "between"),
  link("du|from le|la|the?", "between"),
  rule("a", ({ before, after }) =>
    before?.fragment?.is === "days" && after?.fragment?.is === "days" ? cue({ is: "link", form: "to" }) : undefined,
  ),
  link("au|to|through|thru|-|–|jusqu the|au|a?", "to"),
  rule(".|;|!|?|mais|but|donc|so|car|because|parce|however|alors|cependant|though|although|puisque", () => cue({ is: "break" })),
  rule("par contre", () => cue({ is: "break" })),

  vague("le|au? plus tot|vite|rapidement possible?"),
  vague("au plus vite|tot"),
  vague("as|des soon|early|que as? possible|poss|vous|you|tu? pouvez|can|peux?"),
  vague("des que possible|vous|tu pouvez|peux?"),
  vague("asap|rapidement|vite|urgent|urgence|bientot|soon|soonest|prochainement|incessamment|quickly|urgently|shortly"),
  vague(
    "le|la|les|the|your|votre|vos|next|first|prochain|prochaine? premier|premiere|first|earliest|next|prochain|prochaine creneau|creneaux|dispo|disponibilite|rdv|slot|appointment|available|date",
  ),
  vague("the? sooner the better"),
  vague("un|one de|of ces|these quatre|4|days? jours?"),
  vague("les|ces|the|these|dans|in|next jours|days|temps|few qui|to|prochains|days? viennent|come?"),
  vague("prochains|next|coming|few jours|days|weeks|semaines"),
  vague("d ici peu|la"),
  vague("a l occasion"),
  vague("after|apres les|the|mes|my fetes|vacances|holidays|holiday|noel"),
  vague("quelques|plusieurs|several|few|some jours|semaines|mois|days|weeks|months"),
  vague("some|any|another|one|un|autre|an other autre? day|jour|time"),
  vague("vacances de noel|paques|toussaint|fevrier|printemps|ete"),
  vague("christmas|easter|summer holidays|holiday|break|vacation"),

  nothing("pas|no|not de|a|any? souci|soucis|probleme|problem|problems|worries|pb|pbm"),
  nothing("n importe quand"),
  nothing("n importe quel|quelle moment|heure|jour|creneau"),
  nothing("peu importe l|le|la? heure|moment|jour?"),
  nothing("a? l? heure|moment que|qui vous voulez|pouvez|arrange|convient"),
  nothing("quand|comme que? vous|tu voulez|veux|pouvez|peux"),
  nothing("pourquoi|why pas|not"),
  nothing("si ca|cela ne? vous|te derange|embete|gene|va|convient|arrange pas?"),
  nothing("if that|thats|it s|is? not|ok|okay|fine|possible"),
  nothing("ca ne? vous|me derange pas"),
  nothing("sais|know pas|plus|not trop|encore|vraiment|yet?"),
  nothing("dont|not know|sure|yet"),
  nothing("je|j? ne|n? suis pas trop|tres? sur|sure|certain|certaine"),
  nothing("pas|not sur|sure|certain|certaine|encore|yet|forcement|necessarily|mal|bad"),
  nothing("pas|not trop|too tot|tard|early|late"),
  nothing("est|c|serait ce pas"),
  nothing("i dont mind"),
  link("if not then?", "or"),

  ...STANCES,
);
