import type { PlaygroundView } from "../page/view.ts";
import { post } from "./api.ts";
import { drawChips, drawOptions, keepAtEnd, make, updateList, wireComposer } from "./dom.ts";
import { fill, language, readableNumber, serviceNow, type TextKey, t } from "./texts.ts";
import { hasVoice, setVoice, speakLine } from "./voice.ts";

type Phone = PlaygroundView["phones"][number];
type Call = Phone["calls"][number];
type Part = <Type extends HTMLElement = HTMLElement>(name: string) => Type;

const KEYS = [..."123456789*0#"];
/** A catalogue of conditions is too long to be offered whole. */
const SHOWN_HINTS = 4;

/** The telephone in a phone: the sheet that a call begins with, and the call. */
export interface CallView {
  /** @returns true if it has begun to ring */
  draw(view: PlaygroundView, phone: Phone): boolean;
}

/** Brings a phone's telephone to life. */
export function startCallView(part: Part, failed: () => void): CallView {
  let phone: Phone | undefined;
  /** The call that is shown until it is closed; one that had ended before the page came is history. */
  let followed: string | undefined;
  let isSheetOpen = false;
  let wantsKeys = false;
  let heardLines = new Set<string>();
  const said = part("said");
  keepAtEnd(said);
  const send = (path: string, body: Record<string, unknown>) => void post(path, body).catch(failed);
  const act = (deed: string) => send("call/act", { phone: phone?.number, deed });
  const sheet = part("sheet");
  const showSheet = (open: boolean) => {
    isSheetOpen = open;
    sheet.hidden = !open;
    part("callopen").setAttribute("aria-expanded", String(open));
  };
  part("callopen").addEventListener("click", () => {
    showSheet(!isSheetOpen);
    if (isSheetOpen) part("callgo").focus();
  });
  part("callgo").addEventListener("click", () => {
    showSheet(false);
    const to = part<HTMLSelectElement>("callto").value;
    send("call/start", { from: phone?.number, to, withheld: part<HTMLInputElement>("withheld").checked });
  });
  part("voicemail").addEventListener("change", () =>
    send("phone/voicemail", { phone: phone?.number, on: part<HTMLInputElement>("voicemail").checked }),
  );
  for (const name of ["sound", "callsound"]) part(name).addEventListener("click", () => setVoice(!hasVoice()));
  for (const [name, deed] of Object.entries({ answer: "answer", decline: "reject", hangup: "hang-up", silent: "stay-silent" }))
    part(name).addEventListener("click", () => act(deed));
  part("close").addEventListener("click", () => {
    followed = undefined;
    part("call").hidden = true;
  });
  part("keys").addEventListener("click", () => {
    wantsKeys = !wantsKeys;
    if (phone) drawCall(phone.calls.find(({ sid }) => sid === followed));
  });
  part("keypad").append(
    ...KEYS.map((key) => {
      const button = make("button", "", key);
      button.type = "button";
      button.addEventListener("click", () => send("call/press", { phone: phone?.number, keys: key }));
      return button;
    }),
  );
  const composer = wireComposer(part<HTMLFormElement>("callform"), (text) => send("call/say", { phone: phone?.number, text }));

  const drawCall = (call: Call | undefined) => {
    part("call").hidden = !call;
    if (!call) return;
    const rings = call.state === "ringing" && call.direction === "incoming";
    part("call").dataset.state = rings ? "rings" : call.state;
    part("callnumber").textContent = readableNumber(call.other);
    part("callstate").textContent = stateText(call);
    updateList(
      said,
      call.lines,
      ({ id }) => id,
      () => language(),
      drawLine,
    );
    const { waits } = call;
    const asks = waits?.kind === "gather" ? waits : undefined;
    const asked = call.state === "live" ? waitText(waits) : "";
    if (part("asked").textContent !== asked) part("asked").textContent = asked;
    drawChips(part("callhints"), asks?.hints.slice(0, SHOWN_HINTS) ?? [], composer.fill);
    const isLive = call.state === "live";
    part("keypadbox").hidden = !isLive || !(asks?.keys || wantsKeys);
    part("pressed").textContent = asks?.pressed ?? "";
    part("callform").hidden = !isLive;
    part("answer").hidden = part("decline").hidden = !rings;
    part("hangup").hidden = rings || call.state === "ended";
    part("silent").hidden = !asks;
    part("keys").hidden = !isLive || (asks?.keys ?? false);
    part("keys").setAttribute("aria-pressed", String(wantsKeys));
    part("callsound").hidden = rings || call.state === "ended";
    part("close").hidden = call.state !== "ended";
  };
  // The length of a call is told by the second.
  setInterval(() => {
    const call = phone?.calls.find(({ sid }) => sid === followed);
    if (call?.state === "live") part("callstate").textContent = stateText(call);
  }, 1000);

  return {
    draw(view, shown) {
      const isOther = phone?.number !== shown.number;
      if (isOther) {
        followed = undefined;
        showSheet(false);
        heardLines = new Set(shown.calls.flatMap(({ lines }) => lines.map(({ id }) => id)));
      }
      phone = shown;
      const going = shown.calls.findLast(({ state }) => state !== "ended");
      const begins = going !== undefined && going.sid !== followed;
      if (begins) {
        followed = going.sid;
        wantsKeys = false;
        showSheet(false);
      }
      drawSheet(part, view, shown);
      drawCall(shown.calls.find(({ sid }) => sid === followed));
      for (const line of shown.calls.flatMap(({ lines }) => lines)) {
        if (heardLines.has(line.id)) continue;
        heardLines.add(line.id);
        if (line.who === "service" || line.who === "other") speakLine(line.text, line.language);
      }
      part("voicemailon").textContent = shown.voicemail ? t("voicemailOn") : "";
      part("phone").classList.toggle("ringing", going?.state === "ringing" && going.direction === "incoming");
      return begins && going.direction === "incoming" && going.state === "ringing";
    },
  };
}

function drawSheet(part: Part, view: PlaygroundView, phone: Phone): void {
  drawOptions(
    part<HTMLSelectElement>("callto"),
    view.numbers.map((number) => [readableNumber(number), number]),
  );
  part<HTMLInputElement>("voicemail").checked = phone.voicemail;
  part<HTMLInputElement>("sound").checked = hasVoice();
  part("callsound").setAttribute("aria-pressed", String(hasVoice()));
  part("callopen").title = t("telephone");
}

function drawLine({ who, text }: Call["lines"][number]): HTMLElement {
  // Keys are written in brackets; what the provider's log says begins with its code.
  const line = make("li", `line ${who}`);
  if (who === "other") line.append(make("small", "", t("otherSays")));
  line.append(make("p", "", text));
  return line;
}

function stateText(call: Call): string {
  if (call.state === "live") return fill("callLive", { time: sinceText(call.startedAt) });
  if (call.state === "ringing") return t(call.direction === "incoming" ? "callIncoming" : "callRinging");
  return t(`call-${call.status}` as TextKey);
}

function sinceText(startedAt: string | null): string {
  const seconds = Math.max(Math.floor((serviceNow().getTime() - Date.parse(startedAt ?? "")) / 1000), 0) || 0;
  return [Math.floor(seconds / 60), seconds % 60].map((value) => String(value).padStart(2, "0")).join(":");
}

function waitText(waits: Call["waits"]): string {
  switch (waits?.kind) {
    case "gather":
      return t(waits.keys && waits.speech ? "asksBoth" : waits.keys ? "asksKeys" : "asksWords");
    case "conference":
      return t(waits.others > 0 ? "together" : "alone");
    case "dialling":
      return t("dialling");
    default:
      return "";
  }
}
