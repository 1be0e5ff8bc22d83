import { conditions, DOMAINS } from "../../domain/conditions/catalogue.ts";
import { conditionsToOffer, findConditions, guessConditions } from "../../domain/understanding/conditions/find-conditions.ts";
import { findTime } from "../../domain/understanding/dates/find-time.ts";
import { namesKin } from "../../domain/understanding/kinship.ts";
import { callTimeStep } from "../calls.ts";
import { chooseCodeStep } from "../choose-code.ts";
import type { Move } from "../dialog.ts";
import { NONE, OFFERED } from "../offered.ts";
import type { Choice } from "../prompt.ts";
import { wishOf } from "../time-wish.ts";
import type { DialogTools } from "../tools.ts";
import type { Acts, Asks, FindPeerState } from "./state.ts";

export const consent: Asks = {
  async ask(before, { speaker, programme }) {
    if (speaker.consented) return { goTo: "age", state: before };
    const key = before.namesKin ? "findPeer.consentKin" : "findPeer.consent";
    return { kind: "yes-no", text: { key, args: { programme: programme.name } } };
  },
  async accept(answer, before, tools) {
    if (answer.kind === "yes") {
      await tools.giveConsent();
      return { goTo: "age", state: before };
    }
    await tools.forgetSpeaker();
    return { say: [{ key: "findPeer.refused" }], end: true };
  },
};

export const age: Asks = {
  async ask(before, { speaker }) {
    if (speaker.isPatient) return { goTo: "condition", state: before };
    // a landline is taken to be shared: anybody at home may take up its receiver
    if (speaker.voiceOnly)
      return {
        kind: "choice",
        text: { key: "findPeer.ageOnly" },
        choices: [
          { value: "adult-shared", label: { key: "findPeer.age.adult" }, words: ["oui", "yes"] },
          { value: "minor", label: { key: "findPeer.age.minor" }, words: ["non", "no"] },
        ],
      };
    return {
      kind: "choice",
      text: { key: "findPeer.age" },
      choices: [
        { value: "adult-alone", label: { key: "findPeer.age.adultAlone" } },
        { value: "adult-shared", label: { key: "findPeer.age.adultShared" } },
        { value: "minor", label: { key: "findPeer.age.minor" } },
      ],
    };
  },
  async accept(answer, before, tools) {
    if (answer.kind === "choice" && answer.value === "minor") {
      await tools.forgetSpeaker();
      return { say: [{ key: "findPeer.minor" }], end: true };
    }
    const shared = answer.kind === "choice" && answer.value === "adult-shared";
    await tools.becomePatient(shared);
    return { goTo: shared ? "code" : "condition", state: before };
  },
};

/** A phone that others read: a code keeps what is said here from them. */
export const code: Asks = chooseCodeStep("code", (before) => ({ goTo: "calls", state: before }));

/** Where no text arrives: how they are told what waits. */
export const calls: Asks = callTimeStep((before, say) => ({ say, goTo: "condition", state: before }));

export const condition: Asks = {
  async ask(before) {
    if (before.understood.length === 0) return { kind: "text", text: { key: "findPeer.condition" }, takes: "conditions" };
    return before.understood.length === 1
      ? { goTo: "experience", state: wanting(before, before.understood[0]) }
      : { goTo: "whichCondition", state: before };
  },
  async accept(answer, before, tools) {
    return answer.kind === "text" ? heard(answer.text, before, tools) : { goTo: "domain", state: before };
  },
};

/** What somebody lives with, in their own words: clear, one of a few, or not recognised. */
function heard(text: string, before: FindPeerState, { now, speaker }: DialogTools): Move<FindPeerState> {
  const found = conditionsToOffer(findConditions(text));
  const guessed = guessConditions(text).map(({ id }) => id);
  const understood = found.length > 0 ? found : guessed.slice(0, OFFERED);
  const wish = wishOf(findTime(text, { now: now.setZone(speaker.zone), locale: speaker.locale })) ?? before.wish;
  const state = { ...before, understood, namesKin: before.namesKin || namesKin(text), wish };
  if (understood.length === 0) return { goTo: "domain", state };
  if (found.length === 0) return { goTo: "perhaps", state };
  return found.length === 1 ? { goTo: "experience", state: wanting(state, found[0]) } : { goTo: "whichCondition", state };
}
/** What was said may be one or the other. */
export const whichCondition: Asks = askWhich("findPeer.whichCondition");
/** What was said was not recognised: perhaps it is one of these. */
export const perhaps: Asks = askWhich("findPeer.perhaps");

const NONE_OF_THESE = "none";

function askWhich(key: "findPeer.whichCondition" | "findPeer.perhaps"): Asks {
  return {
    async ask(before, { speaker, mayNameCondition }) {
      // on a shared phone no illness is named, not even one that was just written
      if (!mayNameCondition) return { goTo: "domain", state: before };
      const choices = before.understood.slice(0, OFFERED).map((id): Choice => {
        const { label, synonyms = [] } = conditions.get(id) ?? {};
        return { value: id, label: label?.[speaker.locale] ?? id, words: synonyms };
      });
      choices.push({ value: NONE_OF_THESE, label: { key: "findPeer.noneOfThese" }, words: NONE });
      return { kind: "choice", text: { key }, choices, takes: "conditions" };
    },
    async accept(answer, before, tools) {
      if (answer.kind === "text") return heard(answer.text, before, tools);
      if (answer.kind !== "choice" || answer.value === NONE_OF_THESE) return { goTo: "domain", state: before };
      return { goTo: "experience", state: wanting(before, answer.value) };
    },
  };
}

export const domain: Asks = {
  async ask() {
    return {
      kind: "choice",
      text: { key: "findPeer.domain" },
      choices: DOMAINS.map((name): Choice => ({ value: name, label: { key: `findPeer.domain.${name}` }, inPart: true })),
      takes: "conditions",
    };
  },
  async accept(answer, before, tools) {
    if (answer.kind === "text") return heard(answer.text, before, tools);
    return { goTo: "experience", state: wanting(before, answer.kind === "choice" ? answer.value : undefined) };
  },
};

const wanting = (before: FindPeerState, condition: string | undefined): FindPeerState => ({
  ...before,
  understood: [],
  condition,
  offersPage: 0,
});

/** Asked only where somebody close was named: a relative talks with relatives, and who lives it with those who lived it. */
export const experience: Asks = {
  async ask(before) {
    if (!before.namesKin) return { goTo: "request", state: { ...before, experience: "lived" } };
    return {
      kind: "choice",
      text: { key: "findPeer.experience" },
      choices: [
        { value: "lived", label: { key: "findPeer.experience.lived" }, words: ["moi", "moi meme", "pour moi meme", "me", "myself"] },
        {
          value: "relative",
          label: { key: "findPeer.experience.relative" },
          words: ["proche", "un proche", "pour un proche", "en tant que proche", "relative", "a relative", "for a relative"],
        },
      ],
    };
  },
  async accept(answer, before) {
    const chosen = answer.kind === "choice" && answer.value === "relative" ? "relative" : "lived";
    return { goTo: "request", state: { ...before, namesKin: false, experience: chosen } };
  },
};

export const request: Acts = {
  async act(before, tools) {
    return { goTo: "offers", state: { ...before, requestId: await tools.openRequest(before.condition ?? "", before.experience) } };
  },
};
