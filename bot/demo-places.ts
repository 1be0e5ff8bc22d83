import type { Place } from "../domain/programmes/place.ts";

/** Fictional rooms. */
export const DEMO_PLACES: Place[] = [
  {
    name: "Maison des usagers",
    address: "12 rue Haute, Aix",
    mapUrl: null,
    signFr: "une écharpe verte sur la table",
    signEn: "a green scarf on the table",
  },
  {
    name: "Salle Mistral",
    address: "8 rue des Tilleuls, Aix",
    mapUrl: null,
    signFr: "un livre bleu sur la table",
    signEn: "a blue book on the table",
  },
];
