import * as z from "zod";
import { normaliseWords } from "../domain/understanding/normalise.ts";
import type { AskingStep, Dialog, Move } from "./dialog.ts";
import type { Answer, TextRef } from "./prompt.ts";
import { texts } from "./texts/texts.ts";
import type { DialogTools } from "./tools.ts";

const state = z.object({});
type PreferencesState = z.infer<typeof state>;
type Asks = AskingStep<PreferencesState>;

/** As much as is kept of a name of a place. */
const LONGEST = 80;
/** What is read back at most: more does not fit a message. */
const MOST_SHOWN = 4;
const SHOWN_LETTERS = 24;

const NONE = ["rien", "aucun", "aucune", "none", "nothing", "non", "no"];

const back = (say: TextRef): Move<PreferencesState> => ({ say: [say], goTo: "choose", state: {} });
const kept = back({ key: "preferences.kept" });
const unchanged = back({ key: "preferences.unchanged" });

const choose: Asks = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "preferences.title" },
      choices: [
        { value: "hospital", label: { key: "preferences.hospital" } },
        { value: "town", label: { key: "preferences.town" } },
        { value: "person", label: { key: "preferences.person" } },
        { value: "age", label: { key: "preferences.age" } },
        { value: "gender", label: { key: "preferences.gender" } },
        { value: "show", label: { key: "preferences.show" } },
      ],
      also: [{ value: "end", label: { key: "preferences.end" }, words: [...NONE, "retour", "back", "stop la"] }],
    };
  },
  async accept(answer) {
    if (answer.kind !== "choice" || answer.value === "end") return { say: [{ key: "preferences.over" }], end: true };
    return { goTo: answer.value, state: {} };
  },
};

/** The name of a place, as it is typed; "rien" goes back. */
const place = (kind: "hospital" | "town"): Asks => ({
  async ask() {
    return { kind: "text", text: { key: `preferences.which.${kind}` }, none: NONE };
  },
  async accept(answer, before, { matching }) {
    const named = said(answer);
    if (!named) return unchanged;
    if (named.length > LONGEST || normaliseWords(named) === "") return { say: [{ key: "preferences.tooLong" }], goTo: kind, state: before };
    await matching.excludePlace(kind, named);
    return kept;
  },
});

const person: Asks = {
  async ask() {
    return { kind: "text", text: { key: "preferences.which.person" }, none: NONE };
  },
  async accept(answer, _, { matching }) {
    const named = said(answer);
    if (!named) return unchanged;
    return (await matching.excludeName(named)) === "excluded" ? kept : back({ key: "preferences.nobodyOfThatName" });
  },
};

/** Only the decade is kept. */
const age: Asks = {
  async ask() {
    return { kind: "text", text: { key: "preferences.which.year" }, figures: 4, none: [...NONE, "peu importe", "no matter"] };
  },
  async accept(answer, before, { matching, now }) {
    const named = said(answer);
    if (!named) {
      await matching.setPreferences({ birthDecade: null });
      return kept;
    }
    const year = Number(/\b(19|20)\d{2}\b/.exec(named)?.[0]);
    if (!(year >= 1900 && year <= now.year - 18)) return { say: [{ key: "preferences.noYear" }], goTo: "age", state: before };
    await matching.setPreferences({ birthDecade: Math.floor(year / 10) * 10 });
    return kept;
  },
};

const gender: Asks = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "preferences.which.gender" },
      choices: [
        { value: "woman", label: { key: "findPeer.match.woman" }, words: ["femme", "woman"] },
        { value: "man", label: { key: "findPeer.match.man" }, words: ["homme", "man"] },
        { value: "any", label: { key: "preferences.noMatter" } },
      ],
    };
  },
  async accept(answer, _, { matching }) {
    const chosen = answer.kind === "choice" ? answer.value : "any";
    await matching.setPreferences({ gender: chosen === "woman" || chosen === "man" ? chosen : null });
    return kept;
  },
};

const show: Asks = {
  async ask(_, tools) {
    const noted = await wishes(tools);
    if (noted.length === 0) return { say: [{ key: "preferences.none" }], end: true };
    // whoever reads along learns how many, and not what
    const text: TextRef = tools.speaker.sharedPhone
      ? { key: "preferences.notedNeutral", args: { count: noted.length } }
      : { key: "preferences.noted", args: { wishes: listed(noted) } };
    return {
      kind: "choice",
      text,
      choices: [
        { value: "keep", label: { key: "preferences.keep" } },
        { value: "clear", label: { key: "preferences.clear" } },
      ],
    };
  },
  async accept(answer, _, { matching }) {
    if (answer.kind !== "choice" || answer.value !== "clear") return { say: [{ key: "preferences.over" }], end: true };
    await matching.clearWishes();
    return { say: [{ key: "preferences.cleared" }], end: true };
  },
};

async function wishes({ matching, speaker }: DialogTools): Promise<string[]> {
  const { exclusions, preferences } = await matching.listWishes();
  const { t } = texts(speaker.locale);
  const noted = exclusions.map(({ value }) => t("preferences.not", { what: value.slice(0, SHOWN_LETTERS) }));
  if (preferences.gender) noted.unshift(t(`findPeer.match.${preferences.gender}`));
  if (preferences.birthDecade) noted.unshift(t("preferences.decade", { decade: String(preferences.birthDecade) }));
  return noted;
}

const listed = (noted: string[]): string => [...noted.slice(0, MOST_SHOWN), ...(noted.length > MOST_SHOWN ? ["..."] : [])].join("; ");

const said = (answer: Answer): string | undefined => (answer.kind === "text" ? answer.text.trim() : undefined);

/** Whom a patient would rather talk with, and whom not: an hospital, a town or a person to avoid, age and sex as wishes. */
export const preferences: Dialog<PreferencesState> = {
  name: "preferences",
  version: 1,
  state,
  first: "choose",
  steps: { choose, hospital: place("hospital"), town: place("town"), person, age, gender, show },
};
