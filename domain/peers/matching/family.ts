import { type ConditionDomain, conditions, DOMAINS } from "../../conditions/catalogue.ts";

/** What a person looks for, and what is near it, nearest first. No condition is in two of the three. */
export interface Family {
  /** The condition itself; null for who named only a domain. */
  exact: string | null;
  domain: ConditionDomain | null;
  /** Of the same chapter of ICD-10 within the same domain. The catalogue's codes are unchecked, so this orders a list and decides nothing else. */
  near: string[];
  /** The rest of the domain. */
  rest: string[];
}

/** @param wanted a condition's id, or a domain for who named none */
export function familyOf(wanted: string): Family {
  const exact = conditions.get(wanted);
  const domain = exact?.domain ?? DOMAINS.find((name) => name === wanted) ?? null;
  const others = [...conditions.values()].filter((condition) => condition.domain === domain && condition !== exact);
  const isNear = ({ chapter }: { chapter: string }) => chapter !== "" && chapter === exact?.chapter;
  return {
    exact: exact?.id ?? null,
    domain,
    near: others.filter(isNear).map(({ id }) => id),
    rest: others.filter((condition) => !isNear(condition)).map(({ id }) => id),
  };
}
