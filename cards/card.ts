/** Cards are at most 1.5: what Teams shows everywhere. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
const VERSION = "1.5";

export type CardElement = Record<string, unknown> & { type: string };
export type CardAction = Record<string, unknown> & { type: "Action.Execute" | "Action.OpenUrl" };
export type AdaptiveCard = {
  type: "AdaptiveCard";
  $schema: string;
  version: string;
  body: CardElement[];
  actions?: CardAction[];
  refresh?: { action: CardAction };
};

/** A card of body and actions; with `refresh` it shows the present state whenever it is opened. */
export function card(body: CardElement[], actions: CardAction[], refresh?: CardAction): AdaptiveCard {
  return {
    type: "AdaptiveCard",
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    version: VERSION,
    body,
    ...(actions.length > 0 && { actions }),
    ...(refresh && { refresh: { action: refresh } }),
  };
}

/** Words in a card. As a run, so that what people wrote is never read as Markdown. */
export function text(words: string, style: Record<string, unknown> = {}): CardElement {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text: words, ...style }] };
}

export const heading = (words: string): CardElement => text(words, { size: "Medium", weight: "Bolder" });

/** An element close to the one that it belongs to. */
export const below = (element: CardElement): CardElement => ({ ...element, spacing: "None" });

/** Name and value in two columns. */
export function facts(rows: [string, string][], nameWidth = "110px"): CardElement {
  return {
    type: "Container",
    spacing: "Small",
    items: rows.map(([name, value]) => ({
      type: "ColumnSet",
      spacing: "Small",
      columns: [
        { type: "Column", width: nameWidth, items: [text(name, { isSubtle: true })] },
        { type: "Column", width: "stretch", items: [text(value, { weight: "Bolder" })] },
      ],
    })),
  };
}

/** A part of a card under a line. */
export const section = (...items: CardElement[]): CardElement => ({ type: "Container", separator: true, spacing: "Medium", items });

/** Buttons in the midst of a card, for what stands above them. */
export const buttons = (actions: CardAction[]): CardElement => ({ type: "ActionSet", actions });

export function execute(verb: string, title: string, data: Record<string, unknown>, style?: "positive" | "destructive"): CardAction {
  return { type: "Action.Execute", verb, title, data, ...(style && { style }) };
}

/** A button that opens a page of ours in the browser. */
export const openUrl = (title: string, url: string): CardAction => ({ type: "Action.OpenUrl", title, url });
