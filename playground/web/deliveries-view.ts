import type { PlaygroundView } from "../page/view.ts";
import { byId, make, updateList, updateTimes } from "./dom.ts";
import { nameSide } from "./side.ts";
import { codeText, fill, language, readableNumber, t } from "./texts.ts";

type Delivery = PlaygroundView["deliveries"][number];

/** Messages whose text is shown. */
const opened = new Set<string>();

/** Draws what the service sent; a message's text is hidden until it is asked for. */
export function drawDeliveries(view: PlaygroundView, redraw: () => void): void {
  nameSide("deliveries", t("deliveriesShort"), t("deliveriesAll"));
  const rows = byId("deliveries-rows");
  const top = byId("deliveries-none").parentElement?.scrollTop ?? 0;
  updateList(
    rows,
    view.deliveries,
    ({ id }) => id,
    ({ at, state, reason, sendAfter, name, channel, id }) =>
      `${at}${state}${reason}${sendAfter}${name}${channel}${language()}${opened.has(id)}`,
    (delivery) => drawRow(delivery, redraw),
  );
  updateTimes(rows);
  byId("deliveries-none").hidden = view.deliveries.length > 0;
  const box = byId("deliveries-none").parentElement;
  if (box) box.scrollTop = top;
}

function drawRow(delivery: Delivery, redraw: () => void): HTMLElement {
  const { id, at, channel, name, number, state, reason, sendAfter, body, redraws } = delivery;
  const time = make("time");
  time.dateTime = at;
  const isOpen = opened.has(id);
  const show = make("button", "quiet", t(isOpen ? "hideBody" : "showBody"));
  show.type = "button";
  show.setAttribute("aria-expanded", String(isOpen));
  show.addEventListener("click", () => {
    if (!opened.delete(id)) opened.add(id);
    redraw();
    document.querySelector<HTMLElement>(`[data-key="${id}"] button`)?.focus();
  });
  const message = make("td", "message", show);
  if (isOpen) message.append(make("p", "text", body || t(redraws ? "redrawn" : "noBody")));
  const badge = make("span", `state ${state}`, codeText("state", state));
  const states = make("td", "", badge);
  if (state === "queued" && sendAfter && Date.parse(sendAfter) > Date.parse(at)) {
    const due = make("time");
    due.dateTime = sendAfter;
    states.append(make("span", "due", `${t("notBefore")} `, due));
  }
  const to = channel === "teams" ? fill("toTeams", { name: name ?? "?" }) : (name ?? "");
  const detail = number ? make("small", "", readableNumber(number)) : "";
  const row = make(
    "tr",
    "",
    make("td", "when", time),
    make("td", "to", make("span", "", to || t(channel ? "notKept" : "nobody")), detail),
    make("td", "", channel ? codeText("channel", channel) : "·"),
    make("td", "", codeText("class", delivery.class), ...(redraws ? [make("small", "", t("redrawn"))] : [])),
    states,
    make("td", "", reason ? codeText("reason", reason) : ""),
    message,
  );
  row.dataset.state = state;
  return row;
}
