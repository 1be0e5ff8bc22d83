/** Names what FHIR has no name for: our questionnaires, codes and extensions. Nothing answers there. */
export const ownUrl = (path: string): string => `https://passerelle.example/fhir/${path}`;
