import type { PlaygroundView } from "../page/view.ts";
import { byId, make } from "./dom.ts";
import { type SideId, showOfPeer, showSide } from "./side.ts";
import { fill, type TextKey, t } from "./texts.ts";

/** What a step's button may do. */
export interface StoryHands {
  fill(side: SideId, text: string): void;
  moveClock(to: string): void;
}

interface Step {
  name: "link" | "team" | "write" | "answer" | "accept" | "remind" | "withdraw" | "queue";
  side: SideId;
  act(view: PlaygroundView, hands: StoryHands): void;
  isDone(view: PlaygroundView): boolean;
}

const saidTo = (view: PlaygroundView, account: "peer" | "coordinator") =>
  view.chats[account].activities.filter(({ side, state }) => side === "user" && state === "delivered").length;
const wasSent = (view: PlaygroundView, wanted: string) =>
  view.deliveries.some((delivery) => delivery.class === wanted && ["sent", "delivered"].includes(delivery.state));

/** A visitor's way through, in order. What is done shows in the view, whoever did it. */
const STEPS: Step[] = [
  {
    name: "link",
    side: "peer",
    act: (view, hands) => hands.fill("peer", view.chats.peer.invitationCode),
    isDone: (view) => saidTo(view, "peer") > 0,
  },
  {
    name: "team",
    side: "coordinator",
    act: (view, hands) => hands.fill("coordinator", view.chats.coordinator.invitationCode),
    isDone: (view) => saidTo(view, "coordinator") > 0,
  },
  {
    name: "write",
    side: "phone-a",
    act: (_view, hands) => hands.fill("phone-a", t("firstSms")),
    isDone: (view) => view.phones.some(({ kind, messages }) => kind !== "peer" && messages.some(({ side }) => side === "sent")),
  },
  {
    name: "answer",
    side: "phone-a",
    act: () => showSide("phone-a"),
    isDone: (view) => wasSent(view, "request"),
  },
  {
    name: "accept",
    side: "peer",
    act: () => showSide("peer"),
    isDone: (view) => view.chats.peer.activities.some(({ acted }) => acted),
  },
  {
    name: "remind",
    side: "phone-a",
    act: (_view, hands) => hands.moveClock("next"),
    isDone: (view) => wasSent(view, "reminder"),
  },
  {
    name: "withdraw",
    side: "peer",
    act: (_view, hands) => hands.fill("peer", t("wordAppointments")),
    isDone: (view) => wasSent(view, "urgent"),
  },
  {
    name: "queue",
    side: "coordinator",
    act: (_view, hands) => hands.fill("coordinator", t("wordQueue")),
    isDone: (view) => saidTo(view, "coordinator") > 1,
  },
];

/** Step chosen by the visitor, until another step is done. */
let chosen: number | undefined;
let doneBefore = "";

/** Draws the guided story: the steps as dots, one of them in words. */
export function drawStory(view: PlaygroundView, patient: string, hands: StoryHands): void {
  const done = STEPS.map((step) => step.isDone(view));
  if (`${done}` !== doneBefore) chosen = undefined;
  doneBefore = `${done}`;
  // A later step that is done does not call an earlier one back: the story goes on after the last.
  const next = done.lastIndexOf(true) + 1;
  const current = Math.min(chosen ?? next, STEPS.length - 1);
  const names = { patient, peer: view.chats.peer.name, coordinator: view.chats.coordinator.name };
  const text = (index: number, part: "Title" | "How" | "Do") => fill(`${STEPS[index]?.name}${part}` as TextKey, names);
  drawDots(
    done,
    current,
    (index) => text(index, "Title"),
    () => drawStory(view, patient, hands),
  );
  write("story-title", chosen === undefined && next >= STEPS.length ? t("storyDone") : text(current, "Title"));
  write("story-how", chosen === undefined && next >= STEPS.length ? fill("storyDoneHow", names) : text(current, "How"));
  const button = byId<HTMLButtonElement>("story-do");
  write("story-do", text(current, "Do"));
  button.disabled = STEPS[current]?.name === "remind" && (view.clock.moving !== undefined || !view.clock.nextDue);
  button.onclick = () => {
    const step = STEPS[current];
    if (!step) return;
    if (step.side === "peer") showOfPeer("teams");
    showSide(step.side);
    step.act(view, hands);
  };
}

function drawDots(done: boolean[], current: number, title: (index: number) => string, redraw: () => void): void {
  const list = byId("story-dots");
  if (list.childElementCount !== done.length) {
    list.replaceChildren(
      ...done.map((_, index) => {
        const dot = make("button", "", String(index + 1));
        dot.type = "button";
        dot.addEventListener("click", () => {
          chosen = index;
          redraw();
        });
        return make("li", "", dot);
      }),
    );
  }
  for (const [index, item] of [...list.children].entries()) {
    const dot = item.firstElementChild as HTMLButtonElement;
    item.className = done[index] ? "done" : "";
    const label = `${index + 1}. ${title(index)}${done[index] ? ` (${t("done")})` : ""}`;
    if (dot.getAttribute("aria-label") !== label) dot.setAttribute("aria-label", label);
    dot.title = title(index);
    if (index === current) dot.setAttribute("aria-current", "step");
    else dot.removeAttribute("aria-current");
  }
}

/** The step is read aloud when it changes, so it is written only then. */
function write(id: string, text: string): void {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}
