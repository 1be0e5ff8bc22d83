import { shortTime } from "./texts.ts";

/** An element that the HTML file has. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element as Type;
}

/** A new element with a class, texts and children. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className = "",
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

/**
 * Brings a list up to date, touching only what changed: what is half typed in a card stays.
 *
 * @param stamp changes when the item has to be drawn again
 */
export function updateList<Item>(
  list: HTMLElement,
  items: Item[],
  key: (item: Item) => string,
  stamp: (item: Item) => string,
  draw: (item: Item) => HTMLElement,
): boolean {
  const drawn = new Map([...list.children].map((child) => [(child as HTMLElement).dataset.key ?? "", child as HTMLElement]));
  const isNearEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  let grew = false;
  const heights = new Map<HTMLElement, number>();
  const wanted = items.map((item) => {
    const old = drawn.get(key(item));
    if (old?.dataset.stamp === stamp(item)) return old;
    const element = draw(item);
    if (!old) {
      grew = true;
      // What was there before the page, or comes to a side that is not shown, need not move in.
      if (drawn.size > 0 && list.offsetParent) arrive(element);
    }
    element.dataset.key = key(item);
    element.dataset.stamp = stamp(item);
    heights.set(element, old?.offsetHeight ?? 0);
    if (old) {
      const hadFocus = old.contains(document.activeElement);
      old.replaceWith(element);
      if (hadFocus) {
        element.tabIndex = -1;
        element.focus({ preventScroll: true });
      }
    }
    return element;
  });
  for (const child of [...list.children]) if (!wanted.includes(child as HTMLElement)) child.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
  if (grew || isNearEnd) list.scrollTop = list.scrollHeight;
  const longer = [...heights].filter(([element, before]) => element.offsetHeight > before).at(-1)?.[0];
  // a long form is read from its first question
  if ((grew || isNearEnd) && longer && longer.offsetHeight > list.clientHeight)
    list.scrollTop += longer.getBoundingClientRect().top - list.getBoundingClientRect().top;
  return grew;
}

/** Writes the times of a list. They change with the day, which is no reason to draw an item again. */
export function updateTimes(list: HTMLElement): void {
  for (const time of list.querySelectorAll("time")) {
    const text = shortTime(time.dateTime);
    if (time.textContent !== text) time.textContent = text;
  }
}

/** Keeps a list at its end, unless someone has scrolled up to read: the place for it shrinks when suggestions or a keyboard appear. */
export function keepAtEnd(list: HTMLElement): void {
  let isAtEnd = true;
  list.addEventListener("scroll", () => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  });
  new ResizeObserver(() => {
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  }).observe(list);
}

/** Moves an element in, once: left in place, the class would play again whenever its side is shown. */
function arrive(element: HTMLElement): void {
  element.classList.add("arriving");
  element.addEventListener("animationend", () => element.classList.remove("arriving"), { once: true });
}

/** Lets a text field grow with its text, sends on Enter (Shift+Enter is a new line), and empties it. */
export function wireComposer(form: HTMLFormElement, send: (text: string) => void): { fill(text: string): void } {
  const field = form.querySelector("textarea") as HTMLTextAreaElement;
  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 120)}px`;
  };
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text === "") return;
    send(text);
    field.value = "";
    fit();
    field.focus();
  });
  return {
    fill(text) {
      field.value = text;
      fit();
      field.focus();
    },
  };
}

/** The options of a list, drawn again only when they change; what was chosen stays so if it can. */
export function drawOptions(select: HTMLSelectElement, options: [text: string, value: string][]): void {
  const stamp = JSON.stringify(options);
  if (select.dataset.stamp === stamp) return;
  select.dataset.stamp = stamp;
  const { value } = select;
  select.replaceChildren(...options.map(([text, value]) => new Option(text, value)));
  if (options.some((option) => option[1] === value)) select.value = value;
}

/** Small buttons that fill a composer. Drawn again only when they change, so that none vanishes under a finger. */
export function drawChips(group: HTMLElement, texts: string[], fill: (text: string) => void): void {
  const stamp = texts.join("\n");
  if (group.dataset.stamp === stamp) return;
  group.dataset.stamp = stamp;
  group.replaceChildren(
    ...texts.map((text) => {
      const chip = make("button", "chip", text);
      chip.type = "button";
      chip.addEventListener("click", () => fill(text));
      return chip;
    }),
  );
}
