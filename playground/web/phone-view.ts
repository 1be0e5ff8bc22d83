import type { PlaygroundView } from "../page/view.ts";
import { post } from "./api.ts";
import { startCallView } from "./call-view.ts";
import { drawChips, drawOptions, keepAtEnd, make, updateList, updateTimes, wireComposer } from "./dom.ts";
import { addSide, nameSide, type PanelId, showOfPeer } from "./side.ts";
import { answersTo } from "./suggestions.ts";
import { fill, language, readableNumber, serviceNow, shortTime, t } from "./texts.ts";

type Phone = PlaygroundView["phones"][number];
type Message = Phone["messages"][number];

/** One of the people's phones on the page. */
export interface PhoneView {
  /** @returns true if a message or a call came */
  draw(view: PlaygroundView): boolean;
  fill(text: string): void;
  /** The number it shows. */
  readonly number: string;
  /** Shows another number. */
  choose(number: string): void;
}

const ADD_LANDLINE = "landline";
const TICKS = { sending: "○", delivered: "✓✓", failed: "!" } as const;

/**
 * Brings a phone to life.
 *
 * @param shownFirst which of the patients' numbers it shows at first, counted from the newest; or the peer's, which it shows always
 * @param redraw called when another number was chosen
 */
export function startPhoneView(side: PanelId, shownFirst: number | "peer", redraw: () => void, failed: () => void): PhoneView {
  const part = addSide(side, "phone-template");
  const isPeer = shownFirst === "peer";
  const list = part("messages");
  keepAtEnd(list);
  const telephone = startCallView(part, failed);
  const numbers = part<HTMLSelectElement>("number");
  let chosen = sessionStorage.getItem(side) ?? undefined;
  let shown = "";
  const composer = wireComposer(part<HTMLFormElement>("form"), (text) => {
    const to = part<HTMLSelectElement>("writeto").value;
    void post("phone/send", { from: shown, text, to }).catch(failed);
  });
  const choose = (number: string) => {
    chosen = number;
    sessionStorage.setItem(side, number);
    redraw();
  };
  const add = (landline: boolean) => {
    post<{ number: string }>("phone/new", { landline })
      .then(({ number }) => {
        choose(number);
        part(landline ? "callopen" : "input").focus();
      })
      .catch(failed);
  };
  numbers.addEventListener("change", () => (numbers.value === ADD_LANDLINE ? add(true) : choose(numbers.value)));
  part("new").addEventListener("click", () => add(false));
  part("teams").addEventListener("click", () => showOfPeer("teams"));
  part("new").hidden = isPeer;
  part("teams").hidden = !isPeer;
  numbers.disabled = isPeer;

  return {
    fill: composer.fill,
    choose,
    get number() {
      return shown;
    },
    draw(view) {
      const phones = view.phones.filter(({ kind }) => (kind === "peer") === isPeer);
      const phone = phones.find(({ number }) => number === chosen) ?? phones.at(isPeer ? 0 : -shownFirst);
      if (!phone) return false;
      shown = phone.number;
      // What it shows at first it goes on showing, also when the other phone gets a new number.
      if (chosen === undefined) sessionStorage.setItem(side, phone.number);
      chosen ??= phone.number;
      if (side !== "phone-peer") nameSide(side, phone.name, t("kindPhone"));
      part("new").title = t("newNumberWhy");
      part("title").textContent = fill("phoneTitle", { name: phone.name });
      part("label").textContent = fill("phoneInput", { name: phone.name });
      list.setAttribute("aria-label", fill("phoneMessages", { name: phone.name }));
      drawNumbers(numbers, phones, phone.number, isPeer);
      part("programme").textContent = readableNumber(view.number);
      drawOptions(
        part<HTMLSelectElement>("writeto"),
        view.numbers.map((number) => [readableNumber(number), number]),
      );
      const hasMore = view.numbers.length > 1;
      part("writeto").hidden = !hasMore;
      part("programme").hidden = hasMore;
      part("clock").textContent = shortTime(serviceNow().toISOString());
      part("trouble").textContent = view.providerAnswers ? "" : t("providerSilent");
      const isLandline = phone.kind === "landline";
      part("form").hidden = isLandline;
      list.dataset.empty = phone.messages.length === 0 ? t(isLandline ? "landlineEmpty" : "phoneEmpty") : "";
      const last = phone.messages.at(-1);
      const known = list.dataset.phone === phone.number ? list.dataset.last : undefined;
      updateList(
        list,
        phone.messages,
        (message) => message.id,
        (message) => `${message.state}${language()}`,
        (message) => drawBubble(message, view.number),
      );
      updateTimes(list);
      list.dataset.phone = phone.number;
      list.dataset.last = last?.id ?? "";
      const lastReceived = phone.messages.findLast(({ side }) => side === "received");
      const answers = lastReceived ? answersTo(lastReceived.text) : [];
      const openings = isLandline || isPeer ? [] : [t("firstSms"), t("help")];
      drawChips(part("suggestions"), phone.messages.length === 0 ? openings : answers, composer.fill);
      const rings = telephone.draw(view, phone);
      if (rings && isPeer) showOfPeer("phone");
      if (rings) return true;
      return known !== undefined && last?.side === "received" && known !== last.id;
    },
  };
}

function drawNumbers(select: HTMLSelectElement, phones: Phone[], shown: string, isPeer: boolean): void {
  const named = ({ number, name, kind }: Phone) => `${readableNumber(number)} · ${name}${kind === "landline" ? `, ${t("landline")}` : ""}`;
  const numbers = phones.map((phone): [string, string] => [isPeer ? readableNumber(phone.number) : named(phone), phone.number]);
  drawOptions(select, isPeer ? numbers : [...numbers, [t("addLandline"), ADD_LANDLINE]]);
  select.value = shown;
}

function drawBubble(message: Message, programme: string): HTMLElement {
  const time = make("time");
  time.dateTime = message.at;
  const meta = make("p", "meta", time);
  if (message.other !== undefined && message.other !== programme) meta.prepend(make("span", "", readableNumber(message.other)));
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
