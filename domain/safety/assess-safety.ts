import type { SafetyAssessment } from "./assessment.ts";
import { type LearnedDanger, learnedDanger } from "./learned-danger.ts";
import { CHILD_DANGER } from "./rules/child.ts";
import { DISTRESS } from "./rules/distress.ts";
import { EMERGENCY } from "./rules/emergency.ts";
import { EMERGENCY_ENGLISH } from "./rules/emergency-english.ts";
import { HARM_OTHERS } from "./rules/harm-others.ts";
import { isDenied, withoutHarmless } from "./rules/harmless.ts";
import { cutWords, type Heard } from "./rules/heard.ts";
import { nearby } from "./rules/nearby.ts";
import { OVERDOSE } from "./rules/overdose.ts";
import { OVERDOSE_ENGLISH } from "./rules/overdose-english.ts";
import { phrasebook } from "./rules/phrasebook.ts";
import type { Rule } from "./rules/rule.ts";
import { SUICIDAL_THOUGHTS } from "./rules/suicidal-thoughts.ts";
import { SUICIDE_NOW } from "./rules/suicide.ts";
import { SUICIDE_ENGLISH, SUICIDE_ENGLISH_NOW } from "./rules/suicide-english.ts";
import { SUICIDE_OTHER } from "./rules/suicide-other.ts";
import { SUICIDE_VEILED } from "./rules/suicide-veiled.ts";
import { VIOLENCE } from "./rules/violence.ts";
import { VIOLENCE_ENGLISH } from "./rules/violence-english.ts";
import { hearMessage } from "./spelling.ts";

const NOTHING: SafetyAssessment = { level: 0, situation: null, rule: null };

/** In this order; the first of the highest level is what is answered. A child comes first, and another's hand before one's own ("il va me tuer"). */
const RULES: readonly Rule[] = [
  ...OVERDOSE,
  ...OVERDOSE_ENGLISH,
  ...CHILD_DANGER,
  ...VIOLENCE,
  ...VIOLENCE_ENGLISH,
  ...SUICIDE_OTHER,
  ...SUICIDE_NOW,
  ...SUICIDE_ENGLISH_NOW,
  ...HARM_OTHERS,
  ...EMERGENCY,
  ...EMERGENCY_ENGLISH,
  ...SUICIDAL_THOUGHTS,
  ...SUICIDE_ENGLISH,
  ...SUICIDE_VEILED,
  ...DISTRESS,
].toSorted((one, other) => other.level - one.level);
const PHRASES = phrasebook(RULES.map(({ phrases }) => phrases));

const [CALM, ACUTE] = [0, 1];
const LET_OFF = new Map(RULES.flatMap((rule) => (rule.unless ? [[rule, phrasebook([rule.unless.calm, rule.unless.acute])] as const] : [])));

/** What names a method, an act or the wish itself counts whatever else is seen: a method is never talked away. */
const ALWAYS = /^(method|overdose|wish-to-die|life-refused|child-danger|violence-now|self-harm-now|suicide-other|attempt)(-en)?$/;
/**
 * How much danger the learned model has to see for another rule to count ("c'est mort pour jeudi"), and for danger that no rule has found.
 * Chosen by cross-validation: docs/safety.md
 */
const [AGREES_FROM, DANGER_FROM] = [0.04, 0.6];
/** The same beside an expression that the rules know for harmless. */
const DANGER_FROM_BESIDE = 0.98;

/**
 * How much danger a text tells of. Local and deterministic: it needs no service and no database, and reads all of a text.
 * Rules come first. A learned model raises what they miss, and has to agree with those whose words are often harmless; a method, an act or a wish
 * to die that a rule has found it never lowers. Both were made without a clinician: a review is owed.
 *
 * @param learn another model than the committed one, for measuring
 */
export function assessSafety(text: string, learn: (text: string) => LearnedDanger | undefined = learnedDanger): SafetyAssessment {
  const heard = cutWords(hearMessage(text));
  const words = withoutHarmless(heard);
  const learned = once(() => learn(text));
  const agrees = () => (learned()?.likelihood ?? 1) >= AGREES_FROM;
  const counts = (rule: Rule | undefined) => !isLetOff(rule, words) && (rule?.level === 1 || ALWAYS.test(rule?.rule ?? "") || agrees());
  const said = RULES[PHRASES.first(words, (rule) => counts(RULES[rule]))];
  if (said && said.level > 1) return assessed(said);
  const near = nearby(words);
  if (near && agrees()) return assessed(near);
  // the model does not read a denial ("je ne veux plus mourir"), and reads idioms half: there it has to be surer
  const raised = isDenied(heard) ? undefined : learned();
  if (raised && raised.likelihood >= (words === heard ? DANGER_FROM : DANGER_FROM_BESIDE))
    return { level: 2, situation: raised.situation, rule: "learned" };
  return said ? assessed(said) : NOTHING;
}

/** Asked only where it is needed, and once. */
function once<Value>(find: () => Value): () => Value {
  let found: { value: Value } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}

const assessed = ({ level, situation, rule }: Pick<Rule, "level" | "situation" | "rule">): SafetyAssessment => ({ level, situation, rule });

function isLetOff(rule: Rule | undefined, heard: Heard): boolean {
  const unless = rule && LET_OFF.get(rule);
  if (!unless) return false;
  const said = unless.all(heard);
  return said.has(CALM) && !said.has(ACUTE);
}
