/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
const ADAPTIVE_CARD = "application/vnd.microsoft.card.adaptive";

/** A card as an attachment of a message. */
export function cardAttachment(card: object): { contentType: string; content: object } {
  return { contentType: ADAPTIVE_CARD, content: card };
}

/**
 * What `onAdaptiveCardInvoke` returns so that Teams draws this card in place of the one that was clicked.
 * @see https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
 */
export function cardAnswer(card: object): { statusCode: number; type: string; value: Record<string, unknown> } {
  return { statusCode: 200, type: ADAPTIVE_CARD, value: card as Record<string, unknown> };
}
