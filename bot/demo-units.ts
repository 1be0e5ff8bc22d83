/** Fictional units: patients write "Bonjour GASTRO7". */
export const DEMO_UNITS = [
  { name: "Gastro-entérologie, hôpital des Pins", code: "GASTRO7" },
  { name: "Oncologie, clinique du Lac", code: "ONCO3" },
];
