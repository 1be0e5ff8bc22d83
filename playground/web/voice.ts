const CHOICE = "voice";
const SPOKEN_BY_DEFAULT = "fr-FR";

let on = sessionStorage.getItem(CHOICE) === "on";
let redraw = () => {};

/** True if what is said in a call is spoken by the browser's own voice: off, until somebody switches it on. */
export function hasVoice(): boolean {
  return on;
}

/** Switches the browser's voice on or off, for all phones of the page. */
export function setVoice(wanted: boolean): void {
  on = wanted;
  sessionStorage.setItem(CHOICE, on ? "on" : "off");
  if (!on) globalThis.speechSynthesis?.cancel();
  redraw();
}

/** Is told when the choice has changed. */
export function onVoice(changed: () => void): void {
  redraw = changed;
}

/** Speaks a line after those before it, if that is wanted and the browser can. */
export function speakLine(text: string, language = SPOKEN_BY_DEFAULT): void {
  if (!on || text.startsWith("♪") || !globalThis.speechSynthesis) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = language;
  speechSynthesis.speak(utterance);
}
