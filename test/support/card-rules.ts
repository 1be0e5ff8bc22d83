import { AdaptiveCard, SerializationContext, Versions } from "adaptivecards";

/** What Teams draws everywhere. */
const VERSION = Versions.v1_5;

/**
 * What is wrong with a card: by the library that draws it (unknown elements, missing or doubled ids), and by our own rules
 * (no later version, no Action.Submit, no button and no input without words). Reading a card needs no browser; only drawing it does.
 */
export function validationErrors(card: { type: string; version?: unknown; body?: object[]; actions?: object[] }): string[] {
  const context = new SerializationContext(VERSION);
  const parsed = new AdaptiveCard();
  parsed.parse(JSON.parse(JSON.stringify(card)), context);
  const errors = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  errors.push(...parsed.validateProperties().validationEvents.map(({ message }) => message));
  if (!["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"].includes(String(card.version)))
    errors.push(`Version ${card.version} is not one that Teams draws everywhere.`);
  for (const action of card.actions ?? []) {
    const { type, title } = action as { type?: string; title?: string };
    if (type !== "Action.Execute" && type !== "Action.OpenUrl") errors.push(`${type} is no universal action.`);
    if (!title) errors.push("A button says nothing.");
  }
  errors.push(...unlabelled(card.body));
  return errors;
}

/** Who can't see it hears an input by its label; a placeholder is gone once something is typed. */
function unlabelled(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  const { type, id, label, title } = part as Record<string, unknown>;
  const own = typeof type === "string" && type.startsWith("Input.") && !label && !title ? [`The input ${id} has no label.`] : [];
  return [...own, ...Object.values(part).flatMap(unlabelled)];
}
