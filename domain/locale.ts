export const LOCALES = ["fr", "en"] as const;
/** The languages the service speaks. */
export type Locale = (typeof LOCALES)[number];

export function toLocale(value: string | undefined): Locale {
  return value?.toLowerCase().startsWith("en") ? "en" : "fr";
}
