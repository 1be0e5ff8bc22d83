import type * as Library from "adaptivecards";

declare const AdaptiveCards: typeof Library;

/** A pressed button of a card, as the playground's API takes it. */
export interface PressedAction {
  type: "Action.Execute" | "Action.Submit";
  id?: string;
  title?: string;
  verb?: string;
  data: Record<string, unknown>;
}

const colour = (name: string, subtle = name) => ({ default: `var(--${name})`, subtle: `var(--${subtle})` });
const foreground = {
  default: colour("ink", "ink-soft"),
  accent: colour("teams-ink"),
  good: colour("good"),
  warning: colour("warning"),
  attention: colour("bad"),
  light: colour("ink-soft"),
  dark: colour("ink"),
};
const container = (background: string) => ({ backgroundColor: `var(--${background})`, foregroundColors: foreground });

/** Sizes and colours near to Teams' own; colours are the page's, so they follow its dark mode. */
const HOST = {
  fontFamily: "inherit",
  spacing: { small: 6, default: 10, medium: 16, large: 24, extraLarge: 32, padding: 16 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 22 },
  fontWeights: { lighter: 300, default: 400, bolder: 650 },
  containerStyles: {
    default: container("card"),
    emphasis: container("card-strong"),
    good: container("card-good"),
    attention: container("card-bad"),
    warning: container("card-warning"),
    accent: container("card-strong"),
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
  },
  adaptiveCard: { allowCustomStyle: false },
  factSet: { title: { weight: "bolder", wrap: true, maxWidth: 150 }, value: { wrap: true }, spacing: 14 },
  inputs: {
    label: { inputSpacing: "small", requiredInputs: { suffix: " *", suffixColor: "attention" } },
    errorMessage: { color: "attention" },
  },
  supportsInteractivity: true,
};

/**
 * Draws an adaptive card. Its buttons show that they work until `press` is done.
 *
 * @param press what pressing a button does; it must not throw
 */
export function drawCard(json: Record<string, unknown>, press: (action: PressedAction) => Promise<void>): HTMLElement {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(HOST);
  card.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.OpenUrlAction) return openLink(action.url);
    const pressed = readAction(action);
    if (!pressed) return;
    const buttons = [...frame.querySelectorAll<HTMLButtonElement>("button")];
    const button = action.renderedElement;
    button?.setAttribute("aria-busy", "true");
    for (const other of buttons) other.disabled = true;
    void press(pressed).then(() => {
      button?.removeAttribute("aria-busy");
      for (const other of buttons) other.disabled = false;
    });
  };
  card.parse(json);
  const frame = document.createElement("div");
  frame.className = "card";
  const rendered = card.render();
  if (rendered) frame.append(rendered);
  return frame;
}

function readAction(action: Library.Action): PressedAction | undefined {
  const isExecute = action instanceof AdaptiveCards.ExecuteAction;
  if (!isExecute && !(action instanceof AdaptiveCards.SubmitAction)) return undefined;
  return {
    type: isExecute ? "Action.Execute" : "Action.Submit",
    id: action.id || undefined,
    title: action.title || undefined,
    verb: isExecute ? action.verb || undefined : undefined,
    data: { ...(action.data as Record<string, unknown> | undefined) },
  };
}

function openLink(url: string | undefined): void {
  if (url && /^https?:\/\//i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
}
