/**
 * Words of one kind carry a mark at their beginning in a message that was heard, and phrases ask for the kind: `@kin` somebody close or met,
 * `@child` a child among them, `@pill` a medicine, `@box` what it is sold in.
 */
export const MARKS = { kin: "=", child: "=:", pill: "%", box: "&" } as const;

const KIN =
  "pere mere papa maman parent parents mari femme epouse epoux conjoint conjointe compagnon compagne copain copine ami amie amis pote potes voisin voisine voisins cousin cousine oncle tonton tante papi papy pepe mamie mamy cheri cherie collegue patient patiente proche proches frangin frangine coloc colocataire homme type gars jumeau jumelle mec meuf monsieur dame vieux bru gendre fiance fiancee maitresse amant parrain marraine nounou entraineur prof educateur beauf tuteur patron chef personne mum dad mother father parents husband wife partner boyfriend girlfriend friend friends mate neighbour neighbours uncle aunt cousin nan gran grandma grandpa granddad grandad grandmother grandfather roommate flatmate stepdad stepfather stepmum stepmother fiance fiancee ex colleague guy man woman someone somebody carer lad mam boss landlord coach lady cousine belle";
const CHILD =
  "fils fille filles enfant enfants ado adolescent adolescente gamin gamine gamins gosse gosses mome momes bebe bb nourrisson neveu niece eleve frere soeur garcon fillette filleul filleule petits jumeaux son daughter child children girl boy baby babies toddler nephew niece teenager teen brother sister stepson stepdaughter stepbrother grandson granddaughter pupil newborn infant sons daughters";
const PILL =
  "medicament cachet comprime pilule gelule somnifere anxiolytique antidepresseur neuroleptique calmant doliprane paracetamol dafalgan efferalgan xanax lexomil valium tramadol morphine oxycodone oxycontin oxynorm skenan codeine seresta temesta stilnox zopiclone zolpidem imovane lithium seroquel benzo opioide opiace fentanyl methadone subutex ibuprofen aspirin insulin levothyrox methotrexate bromazepam alprazolam diazepam laroxyl tercian rivotril lyrica pregabalin prozac effexor anticoagulant previscan xarelto eliquis digoxin betabloquant colchicin plaquenil antalgique antidouleur traitement theralene atarax loxapac opium lamaline acupan ixprim izalgi mianserin quetiapin olanzapin haldol risperdal depakin patch gouttes pill tablet meds medication medicin tylenol painkiller antidepressant warfarin thinner capsule opioid amitriptylin propranolol sertralin sleepers panadol benzos gabapentin nytol calmants cacheton corticoide sirop ampoule";
const BOX = "boite plaquette tube flacon tablette blister pilulier paquet bouteille pack packet bottle box strip stash sachet barquette";

/** The marks of a word, from its heard form; empty for most words. */
export function kindsFrom(fold: (word: string, ending?: boolean) => string): (heard: string) => string {
  const marks = new Map<string, string>();
  for (const word of KIN.split(" ")) marks.set(fold(word), "=");
  for (const word of CHILD.split(" ")) marks.set(fold(word), "=:");
  for (const word of BOX.split(" ")) marks.set(fold(word), "&");
  const pill = new RegExp(
    `^(?:${PILL.split(" ")
      .map((word) => fold(word))
      .join("|")})`,
  );
  return (heard) => marks.get(heard) ?? (pill.test(heard) ? "%" : "");
}
