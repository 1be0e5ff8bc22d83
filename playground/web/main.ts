import type { PlaygroundView } from "../page/view.ts";
import { post } from "./api.ts";
import { startChatView } from "./chat-view.ts";
import { startClockView } from "./clock-view.ts";
import { drawDeliveries } from "./deliveries-view.ts";
import { byId } from "./dom.ts";
import { startPhoneView } from "./phone-view.ts";
import { drawSwitch, type SideId, tellNews } from "./side.ts";
import { drawStory } from "./story.ts";
import { chooseLanguage, type Language, language, setAhead, t, writeTexts } from "./texts.ts";
import { onVoice } from "./voice.ts";

let view: PlaygroundView | undefined;
const lost = byId("lost");
const showLost = () => {
  lost.textContent = t("lost");
  lost.hidden = false;
};
drawSwitch();
const phones = { "phone-a": startPhoneView("phone-a", 2, draw, showLost), "phone-b": startPhoneView("phone-b", 1, draw, showLost) };
const peerPhone = startPhoneView("phone-peer", "peer", draw, showLost);
const chats = { peer: startChatView("peer", showLost), coordinator: startChatView("coordinator", showLost) };
const clock = startClockView();
const drawn = { ...phones, ...chats };
const hands = {
  fill: (side: SideId, text: string) => side !== "deliveries" && drawn[side].fill(text),
  moveClock: clock.move,
};

function draw(): void {
  if (!view) return;
  // Times are told from today's date, and today is the service's.
  setAhead(view.clock.aheadMs);
  for (const [side, part] of Object.entries(drawn)) if (part.draw(view)) tellNews(side as SideId);
  if (peerPhone.draw(view)) tellNews("peer");
  clock.draw(view);
  drawDeliveries(view, draw);
  const { number } = phones["phone-a"];
  drawStory(view, view.phones.find((phone) => phone.number === number)?.name ?? "", hands);
}

function write(): void {
  writeTexts();
  for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language()));
  }
  draw();
}

for (const button of document.querySelectorAll<HTMLElement>("[data-language]")) {
  button.addEventListener("click", () => {
    chooseLanguage(button.dataset.language as Language);
    write();
  });
}
byId("restart").addEventListener("click", async () => {
  try {
    for (const phone of Object.values(phones)) phone.choose((await post<{ number: string }>("phone/new", {})).number);
  } catch {
    showLost();
  }
});

onVoice(draw);

const events = new EventSource("/playground/api/events");
events.addEventListener("message", (event) => {
  view = JSON.parse(event.data as string) as PlaygroundView;
  lost.hidden = true;
  draw();
});
events.addEventListener("error", showLost);
// Each time: the first one tells the bot, the others find the chats open.
events.addEventListener("open", () => void post("teams/open", { language: language() }).catch(showLost));
write();
