import type { PlaygroundView } from "../page/view.ts";
import { post } from "./api.ts";
import { byId } from "./dom.ts";
import { dateOf, dayAndTime, fill, hourOf, serviceNow, setAhead, t, wallTime } from "./texts.ts";

/** The service's clock on the page. */
export interface ClockView {
  draw(view: PlaygroundView): void;
  move(to: unknown): void;
}

/** Brings the clock to life; it ticks between what the service says. */
export function startClockView(): ClockView {
  const note = byId("clock-note");
  const field = byId<HTMLInputElement>("clock-to");
  const buttons = [...document.querySelectorAll<HTMLButtonElement>(".clock button")];
  const tick = () => {
    const now = serviceNow();
    byId("clock-hour").textContent = hourOf(now);
    byId("clock-date").textContent = dateOf(now);
  };
  const move = (to: unknown) => {
    note.textContent = "";
    post("clock/move", { to }).catch((error: Error) => {
      note.textContent = t(/409/.test(error.message) ? "clockRefused" : "clockFailed");
    });
  };
  for (const button of buttons) if (button.dataset.move) button.addEventListener("click", () => move(button.dataset.move));
  byId("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    move({ wallTime: field.value });
  });
  setInterval(tick, 1000);

  return {
    move,
    draw({ clock }) {
      setAhead(clock.aheadMs);
      tick();
      const now = wallTime(serviceNow());
      field.min = now;
      if (field.value < now && document.activeElement !== field) field.value = now;
      byId("clock-due").textContent = clock.nextDue ? dayAndTime(clock.nextDue) : "";
      for (const button of buttons) button.disabled = clock.moving !== undefined || (button.dataset.move === "next" && !clock.nextDue);
      byId("clock-progress").hidden = !clock.moving;
      byId("clock-form").hidden = clock.moving !== undefined;
      if (clock.moving) {
        const [from, to, at] = [Date.parse(clock.moving.from), Date.parse(clock.moving.to), serviceNow().getTime()];
        byId<HTMLProgressElement>("clock-bar").value = Math.min(1, Math.max(0.02, (at - from) / (to - from)));
        byId("clock-where").textContent = fill("clockMoving", { to: dayAndTime(clock.moving.to) });
      }
      if (clock.stuck) note.textContent = t("clockStuck");
    },
  };
}
