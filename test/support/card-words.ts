/** Words as the catalogue writes them: without the spaces of print. */
export const plainWords = (words: string): string => words.replace(/\u00a0(?=[:;?!])/g, "").replace(/[\u00a0\u202f]/g, " ");

type Json = Record<string, unknown>;

/** The words of a card, in their order. */
export function cardText(card: unknown): string {
  if (Array.isArray(card)) return card.map(cardText).join(" ");
  if (typeof card !== "object" || card === null) return "";
  return Object.entries(card)
    .map(([name, value]) => {
      if (name === "facts") return (value as Record<"title" | "value", string>[]).map((fact) => `${fact.title} ${fact.value}`).join(" ");
      return typeof value === "string"
        ? ["text", "title", "placeholder", "label"].includes(name)
          ? plainWords(value)
          : ""
        : cardText(value);
    })
    .filter(Boolean)
    .join(" ");
}

/** An Action.Execute anywhere in a card, with that verb and, where data are given, the same ids. */
export function findAction(part: unknown, verb: string, data: Json): Json | undefined {
  if (Array.isArray(part)) return part.map((each) => findAction(each, verb, data)).find(Boolean);
  if (typeof part !== "object" || part === null) return undefined;
  const record = part as Json;
  const own = record.data as Json | undefined;
  if (record.verb === verb && Object.entries(data).every(([name, value]) => own?.[name] === undefined || own[name] === value))
    return record;
  return Object.values(record)
    .map((each) => findAction(each, verb, data))
    .find(Boolean);
}
