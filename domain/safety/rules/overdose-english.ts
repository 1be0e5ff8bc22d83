import { any } from "./phrases.ts";
import type { Rule } from "./rule.ts";
import { A_CHILD_EN, DRUG, MEDICINE_EN, THEY_EN } from "./words.ts";

const TAKEN_EN: Rule = {
  rule: "overdose-en",
  level: 3,
  situation: "overdose",
  phrases: [
    "(put|putting|stuck|got|wearing|wore) (on)? ..1 (two|three|four|five|several|#|extra|too many) ..1 (fentanyl|patches|morphine|@pill) ..9",
    "(taking|take|took|taken|on|up to|having|had) (twice|double|triple|three times|four times|more than|way more|five times|ten times) ..2 (the|my|what|than|as) ..6 (@pill|dose|prescri*|should|told|supposed|limit|max)",
    "(twice|double|triple) the @pill",
    "(my|the|same|usual|an) (old|usual|normal) dose ..5",
    "(rehab|detox|prison|jail|clean) ..8 (dose|use|using|shoot|inject|score|relapse*|heroin|fix)",
    "(relapse*|back on|using again|slipped) ..6 (heroin|fentanyl|needle|inject*|alone|crack|meth|coke|smack|shooting)",
    "(label|max*|limit|leaflet|box|supposed to|allowed|should be) ..8 (i ve had|i had|i ve taken|i took|taken|took|had) (#|ten|twenty|thirty|forty|fifteen|twelve|twice|double|about|over|at least)",
    "(i ve had|i had|i took|i ve taken|taken|took|had) (#|ten|twelve|fifteen|twenty|thirty|forty|fifty) (of them|since|today|so far|already|tonight|instead|in|of these|of the)",
    "(lost count|lost track) ..4 (@pill|took|taken|how many|had|doses)",
    "(keep|kept|keeps) (taking|popping|swallowing) ..3 (them|@pill|more|pills)",
    "(handful|handfuls|fistful*|mouthful*) of ..2 (@pill|pills|them|meds|tablets)",
    "(can t stay awake|can t keep my eyes open|keep passing out|nodding off|falling asleep|so drowsy|very drowsy|drowsy|slurring) ..8 (@pill|patch*|took|taken|dose|mistake|mix*|drank)",
    "(@pill|patch*|took|taken|dose|mixed|drank) ..9 (can t stay awake|keep my eyes open|passing out|nodding off|drowsy|slurring|can t stand|heart is racing|can t feel my|hallucinat*|room is spinning|seeing things|shaking)",
    "(stopped|quit|stop|no) (drinking|alcohol|drink|benzos|valium|xanax) ..8 (shaking|seeing|seizure*|hallucinat*|shakes|hearing|sweating)",
    "(shakes|shaking|seeing things|seeing (spiders|insects|bugs|rats)) ..6 (drink|drinking|alcohol|stopped|withdrawal)",
    "(withdrawal|dts|delirium) ..6 (seizure*|shaking|hallucinat*|seeing|alone|fits)",
    `(took|taken|taking|swallowed|swallow|downed|popped|drank|had|eaten|ate|ingested|necked|finished|emptied|chugged) (all|the whole|a whole|the entire|an entire|whole|every|them all|the rest of|a handful|handfuls|a bunch|loads|lots|a load|tons|a full|too many|too much|way too many|way too much|half a|most of|about #|like #|over #|almost #|nearly #|around #|two boxes|a box|a bottle|a pack|a strip|several|so many|twenty|thirty|forty|fifty|two packs|a ton|multiple) ..5 ${any(MEDICINE_EN, "prescription", "it all", "them", "stash")}`,
    `(took|taken|swallowed|had|ate|downed|popped) (about|like|over|around|nearly|almost)? ${any("1#", "20", "30", "40", "50", "60", "24", "16", "32", "25", "15", "12", "28", "100", "80", "14", "18", "10", "48", "56", "70", "90", "35", "45", "twenty*", "thirty*", "forty", "fifty", "a dozen", "dozens")} ..3 ${MEDICINE_EN}`,
    "took them all",
    "(taken|took|swallowed) (all of them|the lot|everything in|too many|too much|way too)",
    "too much (insulin|morphine|methadone|medication|medicine|fentanyl|oxycodone|paracetamol|tramadol|codeine|warfarin)",
    "overdos*",
    "(od d|od ed|oded|odd and|od ing|oding|an od|he od|she od|od)",
    `(mixed|mixing|mix|took|taken|combined|washed) ..4 ${MEDICINE_EN} ..2 (with|and|down with|on top of|plus) ..4 (vodka|alcohol|whisky|whiskey|wine|beer|booze|gin|rum|drink|drinks|coke|heroin|spirits|bottle)`,
    `(drank|drunk|had|drinking) ..5 (vodka|alcohol|whisky|whiskey|wine|gin|rum|booze) ..3 (with|and|on top of|plus|then|after) ..4 ${MEDICINE_EN}`,
    `(mixed|mixing|mix) ..2 (vodka|alcohol|booze|drink|whisky|wine) ..1 (with|and) ..2 ${any(MEDICINE_EN, DRUG)}`,
    `(double dose*|twice my dose|double my dose|twice the dose|two doses|doubled my dose|triple dose|double the dose|three times my dose|ten times) ..9 (mistake|accident*|by error|worried|feel|dizzy|what do|what should|weird|wrong|help|sick)`,
    `(wrong dose|wrong medication|wrong pills|wrong insulin|someone else s (pills|medication|meds)|his pills by mistake|her pills by mistake) ..9`,
    `(mistake|accident*) ..6 (double|twice|wrong|too many|too much) ..3 (dose|pills|insulin|${MEDICINE_EN})`,
    `(# units|units) ..5 (instead of|by mistake|too many)`,
    `(drank|drunk|swallowed|ate|drinking|eaten|ingested) ..3 (bleach|antifreeze|detergent|cleaner|drain cleaner|battery|batteries|poison|rat poison|petrol|washing|laundry|chemicals|paint thinner|magnet*|mouthwash|acid|pesticide|weedkiller)`,
    `(${A_CHILD_EN}|he|she) ..3 (swallowed|ate|eaten|got into|took|drank|got hold of) ..3 (my|the|some|his|her|grandma s|a) ..2 ${any(MEDICINE_EN, "battery", "bleach", "edibles", "methadone", "weed", "coin", "magnet*")} !(this morning|late|as usual|on time|well)`,
    `(injected|shot up|snorted|smoked|took|taken|taking|had|used|using|high on|on) ..4 ${DRUG} ..9 (blue|wake*|wakeup|breath*|respond*|unconscious|chest|heart|collapsed|seizure|passed out|foaming|die|help|shaking|cold|limp|sick)`,
    `(injected|snorted|smoked|shot up) ..6 (heart|chest|breath*|can t feel|blue|passed out|collapsed)`,
    `(drunk|drank|drinking) (so much|too much|a bottle|way too much|two bottles)? ..6 (wake*|wakeup|unconscious|breath*|respond*|vomiting blood|blue|passed out and|cold)`,
    "alcohol poisoning",
    "(too much|too many) (to drink|alcohol|drinks) ..8 (wakeup|wake|breath*|unconscious|respond*|blue|cold|vomiting blood|throwing up blood)",
    `${THEY_EN} ..3 (took|taken|swallowed|has taken) ..2 (all|too many|a lot|loads|a bunch|handful|whole|bottle|a load|some) ..4 ${MEDICINE_EN}`,
  ],
};

/** The same in English. */
export const OVERDOSE_ENGLISH: readonly Rule[] = [TAKEN_EN];
