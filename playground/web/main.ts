import type { PlaygroundView } from "../page/view.ts";
import { post } from "./api.ts";
import { startChatView } from "./chat-view.ts";
import { byId } from "./dom.ts";
import { startPhoneView } from "./phone-view.ts";
import { chooseLanguage, type Language, language, t, writeTexts } from "./texts.ts";

type Side = "phone" | "chat";

let view: PlaygroundView | undefined;
const stage = document.querySelector<HTMLElement>(".stage");
const lost = byId("lost");
const showLost = () => {
  lost.textContent = t("lost");
  lost.hidden = false;
};
const phoneView = startPhoneView(draw, showLost);
const chatView = startChatView(showLost);

function draw(): void {
  if (!view) return;
  if (phoneView.draw(view)) tellNews("phone");
  if (chatView.draw(view)) tellNews("chat");
  drawSteps(view);
}

function drawSteps({ phones, chat, invitationCode }: PlaygroundView): void {
  byId("step-link").classList.toggle(
    "done",
    chat.activities.some(({ side, state }) => side === "peer" && state === "delivered"),
  );
  byId("step-write").classList.toggle(
    "done",
    phones.some(({ messages }) => messages.some(({ side }) => side === "sent")),
  );
  byId("step-answer").classList.toggle(
    "done",
    chat.activities.some(({ acted }) => acted),
  );
  const code = byId("step-link-fill");
  code.textContent = invitationCode ?? "";
  code.hidden = invitationCode === undefined;
  byId("step-write-fill").textContent = t("fillFirst");
}

/** On a narrow screen one side is shown; a dot tells of news on the other. */
function tellNews(side: Side): void {
  const dot = sideButton(side).querySelector<HTMLElement>(".news");
  if (!dot || stage?.dataset.shown === side) return;
  dot.hidden = false;
  dot.textContent = t("news");
}

function show(side: Side): void {
  if (stage) stage.dataset.shown = side;
  for (const other of ["phone", "chat"] as const) sideButton(other).setAttribute("aria-pressed", String(other === side));
  const dot = sideButton(side).querySelector<HTMLElement>(".news");
  if (dot) dot.hidden = true;
  const list = byId(`${side}-messages`);
  list.scrollTop = list.scrollHeight;
  // Only a narrow screen has the switch; there the hints leave no room for the side that was asked for.
  const bar = document.querySelector<HTMLElement>(".switch");
  if (bar?.offsetParent) window.scrollTo({ top: bar.offsetTop - 6 });
}

function sideButton(side: Side): HTMLButtonElement {
  return document.querySelector(`.switch [data-side=${side}]`) as HTMLButtonElement;
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
for (const side of ["phone", "chat"] as const) sideButton(side).addEventListener("click", () => show(side));
byId("step-link-fill").addEventListener("click", () => {
  show("chat");
  chatView.fill(view?.invitationCode ?? "");
});
byId("step-write-fill").addEventListener("click", () => {
  show("phone");
  phoneView.fill(t("firstSms"));
});

const events = new EventSource("/playground/api/events");
events.addEventListener("message", (event) => {
  view = JSON.parse(event.data as string) as PlaygroundView;
  lost.hidden = true;
  draw();
});
events.addEventListener("error", showLost);
// Each time: the first one tells the bot, the others find the chat open.
events.addEventListener("open", () => void post("teams/open", { language: language() }).catch(showLost));
write();
