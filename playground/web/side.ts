import { byId, make } from "./dom.ts";
import { t } from "./texts.ts";

/** What a narrow screen shows one of. */
export type SideId = "phone-a" | "phone-b" | "peer" | "coordinator" | "deliveries";
/** The peer has her Teams or her telephone in view, in one place. */
export type PanelId = SideId | "phone-peer";

const SIDES: readonly SideId[] = ["phone-a", "phone-b", "peer", "coordinator", "deliveries"];

/**
 * Adds a phone or a chat to the stage, from its template; its parts get ids such as `phone-a-input`.
 *
 * @returns finds its parts
 */
export function addSide(
  id: PanelId,
  template: "phone-template" | "chat-template",
): <Type extends HTMLElement = HTMLElement>(part: string) => Type {
  const drawn = (byId<HTMLTemplateElement>(template).content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  drawn.dataset.side = id;
  for (const part of drawn.querySelectorAll<HTMLElement>("[data-part]")) part.id = `${id}-${part.dataset.part}`;
  byId("stage").insertBefore(drawn, byId("deliveries"));
  drawn.setAttribute("aria-labelledby", `${id}-title`);
  byId<HTMLLabelElement>(`${id}-label`).htmlFor = `${id}-input`;
  return (part) => byId(`${id}-${part}`);
}

/** Shows the peer's Teams or her telephone. */
export function showOfPeer(which: "teams" | "phone"): void {
  byId("stage").dataset.peer = which;
}

/** Draws the buttons that a narrow screen switches sides with. */
export function drawSwitch(): void {
  byId("switch").replaceChildren(
    ...SIDES.map((id) => {
      const button = make("button", "", make("b"), make("small"), make("span", "news"));
      button.type = "button";
      button.dataset.show = id;
      button.dataset.testid = `show-${id}`;
      button.setAttribute("aria-pressed", String(id === byId("stage").dataset.shown));
      button.addEventListener("click", () => showSide(id));
      (button.lastElementChild as HTMLElement).hidden = true;
      return button;
    }),
  );
}

/** Names a side on its button. */
export function nameSide(id: SideId, name: string, kind: string): void {
  const [first, second] = sideButton(id).children;
  if (first && first.textContent !== name) first.textContent = name;
  if (second && second.textContent !== kind) second.textContent = kind;
}

/** On a narrow screen one side is shown; a dot tells of news on the others. */
export function tellNews(id: SideId): void {
  const dot = sideButton(id).lastElementChild as HTMLElement;
  if (byId("stage").dataset.shown === id) return;
  dot.hidden = false;
  dot.textContent = t("news");
}

/** Shows a side: on a narrow screen in place of another, on a wide one by scrolling to it. */
export function showSide(id: SideId): void {
  byId("stage").dataset.shown = id;
  for (const other of SIDES) sideButton(other).setAttribute("aria-pressed", String(other === id));
  (sideButton(id).lastElementChild as HTMLElement).hidden = true;
  const list = document.getElementById(`${id}-messages`);
  if (list) list.scrollTop = list.scrollHeight;
  const bar = byId("switch");
  // Only a narrow screen has the switch; there the story leaves no room for the side that was asked for.
  if (bar.offsetParent) window.scrollTo({ top: bar.offsetTop - 6 });
  else document.querySelector(`section[data-side=${id}]`)?.scrollIntoView({ block: "nearest" });
}

function sideButton(id: SideId): HTMLButtonElement {
  return document.querySelector(`.switch [data-show=${id}]`) as HTMLButtonElement;
}
