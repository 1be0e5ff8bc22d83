import type { PlaygroundView } from "../page/view.ts";
import { post } from "./api.ts";
import { drawChips, keepAtEnd, make, updateList, updateTimes, wireComposer } from "./dom.ts";
import { addSide, nameSide, type SideId } from "./side.ts";
import { answersTo } from "./suggestions.ts";
import { fill, language, readableNumber, serviceNow, shortTime, t } from "./texts.ts";

type Phone = PlaygroundView["phones"][number];
type Message = Phone["messages"][number];

/** One of the patients' phones on the page. */
export interface PhoneView {
  /** @returns true if a message came */
  draw(view: PlaygroundView): boolean;
  fill(text: string): void;
  /** The number it shows. */
  readonly number: string;
  /** Shows another number. */
  choose(number: string): void;
}

const TICKS = { sending: "○", delivered: "✓✓", failed: "!" } as const;

/**
 * Brings a phone to life.
 *
 * @param fromEnd which of the numbers it shows at first, counted from the newest
 * @param redraw called when another number was chosen
 */
export function startPhoneView(side: SideId, fromEnd: number, redraw: () => void, failed: () => void): PhoneView {
  const part = addSide(side, "phone-template");
  const list = part("messages");
  keepAtEnd(list);
  const numbers = part<HTMLSelectElement>("number");
  let chosen = sessionStorage.getItem(side) ?? undefined;
  let shown = "";
  const composer = wireComposer(part<HTMLFormElement>("form"), (text) => void post("phone/send", { from: shown, text }).catch(failed));
  const choose = (number: string) => {
    chosen = number;
    sessionStorage.setItem(side, number);
    redraw();
  };
  numbers.addEventListener("change", () => choose(numbers.value));
  part("new").addEventListener("click", () => {
    post<{ number: string }>("phone/new", {})
      .then(({ number }) => {
        choose(number);
        part("input").focus();
      })
      .catch(failed);
  });

  return {
    fill: composer.fill,
    choose,
    get number() {
      return shown;
    },
    draw(view) {
      const phone = view.phones.find(({ number }) => number === chosen) ?? view.phones.at(-fromEnd);
      if (!phone) return false;
      shown = phone.number;
      // What it shows at first it goes on showing, also when the other phone gets a new number.
      if (chosen === undefined) sessionStorage.setItem(side, phone.number);
      chosen ??= phone.number;
      nameSide(side, phone.name, t("kindPhone"));
      part("new").title = t("newNumberWhy");
      part("title").textContent = fill("phoneTitle", { name: phone.name });
      part("label").textContent = fill("phoneInput", { name: phone.name });
      list.setAttribute("aria-label", fill("phoneMessages", { name: phone.name }));
      drawNumbers(numbers, view.phones, phone.number);
      part("programme").textContent = readableNumber(view.number);
      part("clock").textContent = shortTime(serviceNow().toISOString());
      part("trouble").textContent = view.providerAnswers ? "" : t("providerSilent");
      list.dataset.empty = phone.messages.length === 0 ? t("phoneEmpty") : "";
      const last = phone.messages.at(-1);
      const known = list.dataset.phone === phone.number ? list.dataset.last : undefined;
      updateList(
        list,
        phone.messages,
        (message) => message.id,
        (message) => `${message.state}${language()}`,
        drawBubble,
      );
      updateTimes(list);
      list.dataset.phone = phone.number;
      list.dataset.last = last?.id ?? "";
      const lastReceived = phone.messages.findLast(({ side }) => side === "received");
      const answers = lastReceived ? answersTo(lastReceived.text) : [];
      drawChips(part("suggestions"), phone.messages.length === 0 ? [t("firstSms"), t("help")] : answers, composer.fill);
      return known !== undefined && last?.side === "received" && known !== last.id;
    },
  };
}

function drawNumbers(select: HTMLSelectElement, phones: Phone[], shown: string): void {
  const stamp = `${phones.map(({ number }) => number)}`;
  if (select.dataset.stamp !== stamp) {
    select.dataset.stamp = stamp;
    select.replaceChildren(...phones.map(({ number, name }) => new Option(`${readableNumber(number)} · ${name}`, number)));
  }
  select.value = shown;
}

function drawBubble(message: Message): HTMLElement {
  const time = make("time");
  time.dateTime = message.at;
  const meta = make("p", "meta", time);
  if (message.segments > 1) meta.append(make("span", "segments", fill("segments", { n: String(message.segments) })));
  if (message.side === "sent") {
    const tick = make("span", "tick", TICKS[message.state]);
    tick.setAttribute("role", "img");
    tick.setAttribute("aria-label", t(message.state));
    tick.title = t(message.state);
    meta.append(tick);
  }
  const bubble = make("li", `bubble ${message.side} ${message.state}`, make("p", "text", message.text), meta);
  if (message.state === "failed") bubble.append(make("p", "why", t("failedWhy")));
  bubble.dataset.side = message.side;
  bubble.dataset.state = message.state;
  return bubble;
}
