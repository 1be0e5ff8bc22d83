import { describe, expect, test } from "vitest";
import { promptCard } from "../../cards/prompt-card.ts";
import { findPeer } from "../../dialogs/find-peer.ts";
import { segmentCount } from "../../domain/deliveries/segments.ts";
import type { Offer } from "../../domain/peers/matching/find-offers.ts";
import { plainWords } from "../support/card-words.ts";
import { type MemoryTools, memoryTools, NOW, startTalk, type Talk } from "../support/dialog-tools.ts";

const known = { consented: true, isPatient: true } as const;
const ASKED = [
  "giveConsent",
  "becomePatient alone",
  "openRequest endometriose",
  "holdSlot peer-Claire phone Tue 10:00",
  "setAlias Lou",
  "askPeer",
];

const makeOffer = (name: string, over: Partial<Offer> = {}): Offer => ({
  peerId: `peer-${name}`,
  name,
  about: `de ${name}`,
  conditionId: "endometriose",
  domain: "chronique_cancer",
  isExact: true,
  modalities: ["phone"],
  matches: [],
  ...over,
});

/** Answers one after the other; gives the last turn. */
async function lead(talk: Talk, ...answers: string[]): Promise<Talk> {
  let last = talk;
  for (const words of answers) last = await last.answer(words);
  return last;
}

describe("from a first text to a peer who is asked", () => {
  test("in French", async () => {
    const tools = memoryTools();
    let talk = await startTalk(findPeer, tools, { understood: ["endometriose"] });
    expect(talk.said).toMatch(/^Bonjour, ici Passerelle, un robot.*OUI ou NON\. INFO \/ STOP$/);
    expect(tools.done).toEqual([]);
    talk = await talk.answer("oui");
    expect(talk.said).toMatch(/18 ans.*1 oui aux deux 2 téléphone partagé 3 moins de 18 ans Répondez 1, 2 ou 3$/);
    talk = await talk.answer("1");
    // what was named at first is not asked again
    expect(talk.said).toMatch(
      /^3 personnes peuvent vous parler: 1 Claire \(endométriose, opérée en 2015\) 2 Inès \(.*\) 3 Sonia \(.*\) Répondez 1, 2, 3 ou PLUS$/,
    );
    talk = await talk.answer("Claire");
    expect(talk.said).toBe("Comment parler avec Claire? 1 au téléphone, numéro caché 2 en vidéo 3 par messages Répondez 1, 2 ou 3");
    talk = await talk.answer("1");
    expect(talk.said).toBe(
      "Quand? 1 mar. 24 nov. 10:00 2 mar. 24 nov. 12:00 3 mar. 24 nov. 14:00 Répondez 1, 2, 3 ou PLUS, ou écrivez un jour",
    );
    talk = await talk.answer("la première");
    expect(talk.said).toMatch(/^Quel prénom lui dire/);
    talk = await talk.answer("Lou");
    // the answer is due 12 hours before the talk
    expect(talk.said).toMatch(
      /^C'est noté: mar\. 24 nov\. 10:00 avec Claire, si .* accepte\. Je vous écris au plus tard lun\. 23 nov\. 22:00\. Changer: RDV$/,
    );
    expect(talk.prompt).toBeUndefined();
    expect(tools.done).toEqual(ASKED);
  });

  test("in English", async () => {
    const tools = memoryTools({ locale: "en" });
    const talk = await startTalk(findPeer, tools, { understood: ["endometriose"] });
    expect(talk.said).toMatch(/^Hello, this is Passerelle, a robot.*YES or NO/);
    const offers = await lead(talk, "yes", "yes to both");
    expect(offers.said).toMatch(/1 Claire \(endometriosis, operated in 2015\)/);
    const asked = await lead(offers, "the first one", "by phone, number hidden", "1", "Lou");
    expect(asked.said).toMatch(/^Noted: Tue 24 Nov 10:00 with Claire, if they accept\. I will text you by Mon 23 Nov 22:00 at the latest/);
    expect(tools.done).toEqual(ASKED);
  });

  test("in a patient's own zone", async () => {
    const tools = memoryTools({ ...known, alias: "Lou", zone: "Indian/Reunion" });
    const talk = await lead(await startTalk(findPeer, tools, { understood: ["endometriose"] }), "1", "1", "1");
    expect(talk.said).toContain("mar. 24 nov. 13:00");
    expect(tools.kept.get("held")?.startsAt.toMillis()).toBe(NOW.plus({ days: 1 }).toMillis());
  });

  test("keeps every turn within two SMS", async () => {
    for (const locale of ["fr", "en"] as const) {
      let talk = await startTalk(findPeer, memoryTools({ locale }), { understood: ["endometriose"] });
      for (const words of [locale === "fr" ? "oui" : "yes", "1", "1", "1", "1", "Lou"]) {
        expect(segmentCount(talk.said)).toBeLessThanOrEqual(2);
        talk = await talk.answer(words);
      }
    }
  });
});

describe("consent and age", () => {
  test("a no keeps nothing, and says where to talk now", async () => {
    const tools = memoryTools();
    const talk = await lead(await startTalk(findPeer, tools, { understood: ["endometriose"] }), "non");
    expect(talk.said).toMatch(/rien n'est gardé.*3114/);
    expect(talk.prompt).toBeUndefined();
    expect(tools.done).toEqual(["forgetSpeaker"]);
  });

  test("nothing is kept before a yes", async () => {
    const tools = memoryTools();
    const talk = await startTalk(findPeer, tools, { understood: ["endometriose"] });
    expect(() => talk.answer("peut-être")).toThrow("not understood");
    expect(tools.done).toEqual([]);
  });

  test("under 18 is refused kindly, with the lines for the young, and forgotten", async () => {
    const tools = memoryTools();
    const talk = await lead(await startTalk(findPeer, tools), "oui", "3");
    expect(talk.said).toMatch(/réservé aux adultes.*Fil Santé Jeunes.*119/);
    expect(tools.done).toEqual(["giveConsent", "forgetSpeaker"]);
  });

  test("are not asked again of somebody known", async () => {
    const talk = await startTalk(findPeer, memoryTools(known), { understood: ["endometriose"] });
    expect(talk.step).toBe("offers");
  });
});

describe("a shared phone", () => {
  test("reads no condition and nobody's story, and no name once it is agreed", async () => {
    const tools = memoryTools();
    let talk = await lead(await startTalk(findPeer, tools, { understood: ["endometriose"] }), "oui");
    const said: string[] = [];
    for (const words of ["2", "passer", "1", "1", "1", "Lou"]) {
      talk = await talk.answer(words);
      said.push(talk.said);
    }
    expect(said.join(" ")).not.toMatch(/endom|opérée|diagnostic|douleur/i);
    expect(said.at(-1)).toMatch(/^C'est noté: mar\. 24 nov\. 10:00, si/);
    expect(said.at(-1)).not.toContain("Claire");
    expect(tools.done).toContain("becomePatient shared");
  });
});

describe("what somebody lives with", () => {
  test("is asked when nothing was named", async () => {
    const tools = memoryTools(known);
    const talk = await startTalk(findPeer, tools);
    expect(talk.said).toMatch(/^Que vivez-vous/);
    expect((await talk.answer("mon endométriose")).said).toContain("1 Claire");
    expect(tools.done).toEqual(["openRequest endometriose"]);
  });

  test("that is not known is asked by domain, all five", async () => {
    const tools = memoryTools(known);
    const talk = await lead(await startTalk(findPeer, tools), "zzyx");
    expect(talk.said).toMatch(
      /pas reconnu.*1 santé mentale 2 addictions 3 maladie chronique, cancer 4 handicap 5 précarité Répondez 1, 2, 3, 4 ou 5$/,
    );
    const offers = await talk.answer("5");
    expect(tools.done).toEqual(["openRequest precarite"]);
    expect(offers.said).toMatch(/quelque chose de proche: 1 Michel/);
  });

  test("that has two readings is asked", async () => {
    const tools = memoryTools(known);
    const talk = await lead(await startTalk(findPeer, tools), "j'ai une MICI");
    expect(talk.said).toMatch(
      /^De quoi s'agit-il\? (?=.*maladie de Crohn)(?=.*rectocolite hémorragique).* 3 autre chose Répondez 1, 2 ou 3$/,
    );
    await talk.answer("rectocolite hémorragique");
    expect(tools.done).toEqual(["openRequest rch"]);
  });

  test("that is only near something is asked about, and may be something else", async () => {
    const talk = await startTalk(findPeer, memoryTools(known), { understood: ["crohn", "rch"] }, "perhaps");
    expect(talk.said).toMatch(/^Je n'ai pas bien reconnu\. Est-ce plutot: 1 maladie de Crohn 2 rectocolite hémorragique 3 autre chose/);
    expect((await talk.answer("autre chose")).step).toBe("domain");
    expect((await talk.answer("aucun des deux")).step).toBe("domain");
    // said in other words meanwhile
    expect((await talk.answer("en fait c'est mon endométriose")).said).toContain("1 Claire");
  });

  test("that has two readings in the first text is asked after consent", async () => {
    const talk = await lead(await startTalk(findPeer, memoryTools(), { understood: ["crohn", "rch"] }), "oui", "1");
    expect(talk.step).toBe("whichCondition");
  });
});

describe("the offers", () => {
  test("have three to a page, the rest by PLUS, and begin again at their end", async () => {
    const first = await startTalk(findPeer, memoryTools(known), { understood: ["endometriose"] });
    const second = await first.answer("PLUS");
    expect(second.said).not.toMatch(/Claire|Inès|Sonia/);
    expect(second.said).toMatch(/1 Hélène.* 2 Paul.* 3 Aminata/);
    let page = second;
    for (let more = 0; more < 5 && !page.said.startsWith("C'est tout"); more++) page = await page.answer("plus");
    expect(page.said).toMatch(/^C'est tout pour l'instant.*1 Claire/);
  });

  test.each([
    ["1", "joinWaitlist", /^C'est noté\. Je regarde chaque jour.*MENU$/],
    ["un message dès que quelqu'un est là", "joinWaitlist", /^C'est noté/],
    ["2", "handToCoordinator", /^C'est transmis à l'équipe.*3114/],
    ["rien", "closeRequest", /^C'est entendu, je ne cherche plus/],
  ])("of nobody at all leave the choice: %s is %s", async (words, done, said) => {
    const tools = memoryTools(known, { peers: [] });
    const talk = await startTalk(findPeer, tools, { understood: ["endometriose"] });
    expect(talk.said).toMatch(/^Je n'ai personne à vous proposer pour le moment.*3114.*1 un message.*2 que l'équipe.*3 rien/);
    expect(tools.done).toEqual(["openRequest endometriose"]);
    const chosen = await talk.answer(words);
    expect(chosen.said).toMatch(said);
    expect(chosen.prompt).toBeUndefined();
    expect(tools.done.at(-1)).toBe(done);
  });

  test("give their reasons in words: condition, preference met, and a line of their own", async () => {
    const peers = [
      makeOffer("Ana", { matches: ["woman", "age"] }),
      makeOffer("Bea", { conditionId: null, about: null, isExact: false }),
      makeOffer("Cleo", { matches: ["man"] }),
    ];
    const talk = await startTalk(findPeer, memoryTools(known, { peers }), { understood: ["endometriose"] });
    expect(talk.said).toMatch(
      /^3 personnes ont vécu quelque chose de proche: 1 Ana \(endométriose, une femme, de votre age, de Ana\) 2 Bea \(maladie chronique, cancer\) 3 Cleo \(endométriose, un homme/,
    );
  });

  test.each(["pas Claire", "surtout pas claire svp", "not Claire"])("never show again whom the patient refuses: %s", async (words) => {
    const tools = memoryTools(known);
    const talk = await (await startTalk(findPeer, tools, { understood: ["endometriose"] })).answer(words);
    expect(tools.done.at(-1)).toBe("excludePeer peer-Claire");
    expect(talk.said).toMatch(/^C'est noté: je ne vous proposerai plus Claire\. .*1 Inès.* 2 Sonia/);
    expect(talk.step).toBe("offers");
  });

  test("come once more without the way to meet, rather than be none", async () => {
    const tools = memoryTools(known);
    const offered: (string | undefined)[] = [];
    const { findOffers } = tools;
    tools.findOffers = async (wanted, offset, limit) => {
      offered.push(wanted.modality);
      return wanted.modality ? [] : findOffers(wanted, offset, limit);
    };
    const talk = await startTalk(findPeer, tools, { condition: "endometriose", requestId: "request", modality: "video" }, "offers");
    expect(offered).toEqual(["video", undefined]);
    expect(talk.said).toMatch(/1 Claire/);
  });

  test("after a refusal name who declined in a reply, and nobody otherwise", async () => {
    const state = { condition: "endometriose", requestId: "request", declinedBy: "Claire" };
    const reply = await startTalk(findPeer, memoryTools(known), state, "offers");
    expect(reply.said).toMatch(/^Claire n'est pas disponible, ce n'est pas contre vous/);
    const outOfTheBlue = await startTalk(findPeer, memoryTools(known, { mayName: false }), state, "offers");
    expect(outOfTheBlue.said).toMatch(/^La personne n'est pas disponible/);
    expect(outOfTheBlue.said).not.toMatch(/endom|opérée|Claire n'est/);
  });

  test("skip the question how, when there is one way only", async () => {
    const alone = makeOffer("Ana", { modalities: ["video"] });
    const tools = memoryTools({ ...known, alias: "Lou" }, { peers: [alone] });
    const talk = await lead(await startTalk(findPeer, tools, { understood: ["endometriose"] }), "1");
    expect(talk.said).toMatch(/^Quand\?/);
    await talk.answer("2");
    expect(tools.done).toContain("holdSlot peer-Ana video Tue 12:00");
  });
});

describe("who writes for somebody close", () => {
  const peers = [makeOffer("Odile"), makeOffer("Joseph")];

  test("is asked for whom, and offered those who stood by somebody", async () => {
    const tools = memoryTools(known, { peers });
    const talk = await startTalk(findPeer, tools, { understood: ["schizophrenie"], namesKin: true });
    expect(talk.said).toBe("Est-ce pour vous-meme, ou comme proche de quelqu'un qui vit cela? 1 pour moi 2 comme proche Répondez 1 ou 2");
    expect(tools.done).toEqual([]);
    const offers = await talk.answer("comme proche");
    expect(tools.done).toEqual(["openRequest schizophrenie relative"]);
    expect(offers.said).toMatch(/^2 personnes qui ont accompagné un proche peuvent vous parler: 1 Odile/);
  });

  test("may mean themselves all the same", async () => {
    const tools = memoryTools(known, { peers });
    const offers = await (await startTalk(findPeer, tools, { understood: ["schizophrenie"], namesKin: true })).answer("1");
    expect(tools.done).toEqual(["openRequest schizophrenie"]);
    expect(offers.said).toMatch(/^2 personnes peuvent vous parler/);
  });

  test("is asked when it is said only in answer to what it is about", async () => {
    const talk = await (await startTalk(findPeer, memoryTools(known, { peers }))).answer(
      "mon fils a une schizophrénie diagnostiquée à 20 ans",
    );
    expect(["experience", "whichCondition"]).toContain(talk.step);
    expect((await talk.answer(talk.step === "experience" ? "1" : "schizophrénie")).said).not.toContain("pas reconnu");
  });

  test("is told at first nothing that is not true of them", async () => {
    const talk = await startTalk(findPeer, memoryTools(), { understood: ["schizophrenie"], namesKin: true });
    expect(talk.said).toMatch(/^Bonjour, ici Passerelle, un robot.*OUI ou NON/);
    expect(talk.said).not.toContain("vit ou a vécu");
  });

  test("is not asked where nobody close was named", async () => {
    const talk = await startTalk(findPeer, memoryTools(known), { understood: ["endometriose"] });
    expect(talk.step).toBe("offers");
  });
});

describe("a time", () => {
  const toSlots = async (tools: MemoryTools) => lead(await startTalk(findPeer, tools, { understood: ["endometriose"] }), "1", "1");

  test("that somebody else took just now is said so, and others are offered", async () => {
    const tools = memoryTools(known);
    const talk = await toSlots(tools);
    tools.taken.add(NOW.plus({ days: 1 }).toMillis());
    const gone = await talk.answer("1");
    expect(gone.step).toBe("slot");
    expect(gone.said).toMatch(/Quand\? 1 mar\. 24 nov\. 12:00 2 mar\. 24 nov\. 14:00 3 mer\. 25 nov\. 10:00/);
    expect(tools.done.filter((what) => what.startsWith("holdSlot"))).toEqual([]);
  });

  test("whose hold has run out while the name was typed is said so, and others are offered", async () => {
    const tools = memoryTools(known);
    const talk = await lead(await toSlots(tools), "1");
    tools.kept.delete("held");
    const gone = await talk.answer("Lou");
    expect(gone.step).toBe("slot");
    expect(gone.said).toMatch(/Quand\? 1 mar\. 24 nov\. 12:00/);
    expect(tools.done).not.toContain("askPeer");
  });

  test("can be another: PLUS shows the next three, and begins again at their end", async () => {
    const talk = await lead(await toSlots(memoryTools(known, { free: 5 })), "plus");
    expect(talk.said).toMatch(/^Quand\? 1 mer\. 25 nov\. 10:00 2 mer\. 25 nov\. 12:00 Répondez 1, 2 ou PLUS, ou écrivez un jour$/);
    expect((await talk.answer("PLUS")).said).toMatch(/^C'est tout pour l'instant.*mar\. 24 nov\. 10:00/);
  });

  test("that nobody has any more leads to the next people", async () => {
    const talk = await toSlots(memoryTools(known, { free: 0 }));
    expect(talk.step).toBe("offers");
    expect(talk.said).toMatch(/^Claire n'a plus de moment libre\. .*1 Hélène/);
  });
});

describe("the name to be called by", () => {
  const toAlias = async (tools: MemoryTools) => lead(await startTalk(findPeer, tools, { understood: ["endometriose"] }), "1", "1", "1");

  test.each([
    "Lou 06 39 98 00 01",
    "0639980001",
    "lou@example.org",
    "L0u",
    "https://example.org",
    "a".repeat(31),
    "<b>Lou</b>",
    "Lou!",
    "@lou",
    "lou_pari",
    "٠٦٣٩",
  ])("is refused when a number, an address or more could hide in it: %s", async (words) => {
    const tools = memoryTools(known);
    const talk = await (await toAlias(tools)).answer(words);
    expect(talk.step).toBe("alias");
    expect(talk.said).toMatch(/30 lettres au plus/);
    expect(tools.done.some((what) => what.startsWith("setAlias"))).toBe(false);
  });

  test.each(["Lou", "Marie-Ève", "O'Brien", "Jean Paul", "J.-P.", "Zoé", "李", "Ömer", "a".repeat(30)])(
    "is taken as it is: %s",
    async (words) => {
      const tools = memoryTools(known);
      await (await toAlias(tools)).answer(words);
      expect(tools.done).toContain(`setAlias ${words}`);
    },
  );

  test("may be none", async () => {
    const tools = memoryTools(known);
    const talk = await (await toAlias(tools)).answer("rien");
    expect(tools.done.slice(-2)).toEqual(["setAlias null", "askPeer"]);
    expect(talk.said).toMatch(/^C'est noté/);
  });

  test("is not asked again of who has one", async () => {
    const tools = memoryTools({ ...known, alias: "Lou" });
    const talk = await toAlias(tools);
    expect(talk.prompt).toBeUndefined();
    expect(tools.done.at(-1)).toBe("askPeer");
  });
});

describe("the same walk by card", () => {
  test("asks the same questions with the same options in the same order", async () => {
    for (const locale of ["fr", "en"] as const) {
      let talk = await startTalk(findPeer, memoryTools({ locale }), { understood: ["endometriose"] });
      for (const words of [locale === "fr" ? "oui" : "yes", "1", "1", "1", "1", "Lou"]) {
        const { prompt, said } = talk;
        if (!prompt) throw new Error("Nothing is asked.");
        const card = promptCard(prompt, { number: 7, programmeId: "44444444-4444-4444-8444-444444444444" }, locale);
        const [asked] = card.body as unknown as { inlines: { text: string }[] }[];
        const sms = (text: string) => plainWords(text).replaceAll("ê", "e");
        expect(said).toContain(sms(asked?.inlines[0]?.text ?? "?"));
        const values = prompt.kind === "choice" ? prompt.choices.map(({ value }) => value) : prompt.kind === "yes-no" ? ["yes", "no"] : [];
        expect((card.actions ?? []).map(({ data }) => (data as { value: string }).value)).toEqual(values);
        for (const [index, action] of (card.actions ?? []).entries()) {
          if (prompt.kind === "choice" && !prompt.choices[index]?.byWord)
            expect(said.toLowerCase()).toContain(`${index + 1} ${plainWords(String(action.title)).toLowerCase()}`);
        }
        talk = await talk.answer(words);
      }
    }
  });
});
