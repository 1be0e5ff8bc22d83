import { peerPhone } from "./people.ts";

interface Texts {
  text(from: string, body: string): Promise<string[]>;
}

/** Leads a patient by SMS up to a named point of the way to an appointment; gives the last answer. */
export async function leadPatient(
  { text }: Texts,
  from: string,
  until: "consent" | "age" | "offers" | "modality" | "slot" | "alias" | "asked",
  { wish = "bonjour je cherche quelqu'un pour parler de mon endométriose", offer = "1", slot = "1", alias = "Lou", age = "1" } = {},
): Promise<string[]> {
  const way: [string, string][] = [
    ["consent", wish],
    ["age", "oui"],
    ["offers", age],
    ["modality", offer],
    ["slot", "1"],
    ["alias", slot],
    ["asked", alias],
  ];
  let answer: string[] = [];
  for (const [reached, said] of way) {
    answer = await text(from, said);
    if (reached === until) return answer;
  }
  return answer;
}

/** Leads a patient to an appointment that its peer has agreed to, by SMS: with Claire on Thursday 10:00, if not said otherwise. */
export async function bookTalk(
  { text, drain }: Texts & { drain(): Promise<void> },
  from: string,
  { peer = "Claire", slot = "3", ...over }: Parameters<typeof leadPatient>[3] & { peer?: string } = {},
): Promise<void> {
  await leadPatient({ text }, from, "asked", { offer: peer, slot, ...over });
  await drain();
  await text(peerPhone(peer), "1");
  await drain();
}
