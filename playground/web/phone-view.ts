import type { PlaygroundView } from "../page/view.ts";
import { post } from "./api.ts";
import { byId, drawChips, keepAtEnd, make, updateList, wireComposer } from "./dom.ts";
import { answersTo } from "./suggestions.ts";
import { language, readableNumber, shortTime, t } from "./texts.ts";

type Phone = PlaygroundView["phones"][number];
type Message = Phone["messages"][number];

/** The patient's phone on the page. */
export interface PhoneView {
  /** @returns true if a message came */
  draw(view: PlaygroundView): boolean;
  fill(text: string): void;
}

const TICKS = { sending: "○", delivered: "✓✓", failed: "!" } as const;

/** Brings the phone to life; `redraw` is called when another of its numbers was chosen. */
export function startPhoneView(redraw: () => void, failed: () => void): PhoneView {
  const list = byId("phone-messages");
  keepAtEnd(list);
  const numbers = byId<HTMLSelectElement>("phone-number");
  let chosen: string | undefined;
  let shown = "";
  const composer = wireComposer(
    byId<HTMLFormElement>("phone-form"),
    (text) => void post("phone/send", { from: shown, text }).catch(failed),
  );
  numbers.addEventListener("change", () => {
    chosen = numbers.value;
    redraw();
  });
  byId("phone-new").addEventListener("click", () => {
    post<{ number: string }>("phone/new", {})
      .then(({ number }) => {
        chosen = number;
        byId("phone-input").focus();
        redraw();
      })
      .catch(failed);
  });

  return {
    fill: composer.fill,
    draw(view) {
      const phone = view.phones.find(({ number }) => number === chosen) ?? view.phones.at(-1);
      if (!phone) return false;
      shown = phone.number;
      drawNumbers(numbers, view.phones, phone.number);
      byId("programme-number").textContent = readableNumber(view.number);
      byId("phone-clock").textContent = shortTime(new Date().toISOString());
      byId("phone-trouble").textContent = view.providerAnswers ? "" : t("providerSilent");
      list.dataset.empty = phone.messages.length === 0 ? t("phoneEmpty") : "";
      const last = phone.messages.at(-1);
      const known = list.dataset.phone === phone.number ? list.dataset.last : undefined;
      updateList(
        list,
        phone.messages,
        (message) => message.id,
        (message) => `${message.state}${language()}${shortTime(message.at)}`,
        drawBubble,
      );
      list.dataset.phone = phone.number;
      list.dataset.last = last?.id ?? "";
      const lastReceived = phone.messages.findLast(({ side }) => side === "received");
      const answers = lastReceived ? answersTo(lastReceived.text) : [];
      drawChips(byId("phone-suggestions"), phone.messages.length === 0 ? [t("firstSms"), t("help")] : answers, composer.fill);
      return known !== undefined && last?.side === "received" && known !== last.id;
    },
  };
}

function drawNumbers(select: HTMLSelectElement, phones: Phone[], shown: string): void {
  const stamp = `${phones.map(({ number }) => number)}`;
  if (select.dataset.stamp !== stamp) {
    select.dataset.stamp = stamp;
    select.replaceChildren(...phones.map(({ number }) => new Option(readableNumber(number), number)));
  }
  select.value = shown;
}

function drawBubble(message: Message): HTMLElement {
  const time = make("time", "", shortTime(message.at));
  time.dateTime = message.at;
  const meta = make("p", "meta", time);
  if (message.segments > 1) meta.append(make("span", "segments", t("segments").replace("{n}", String(message.segments))));
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
