/** The languages the service speaks. */
export type Locale = "fr" | "en";

export function toLocale(value: string | undefined): Locale {
  return value?.toLowerCase().startsWith("en") ? "en" : "fr";
}
