import { afterAll, beforeAll, expect, test } from "vitest";
import { demoPeers } from "../../bot/demo-peers.ts";
import { leadPatient } from "../support/patient.ts";
import { oneValue, personOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test("a mother is offered those who stood by somebody, and what is said of them is true", async () => {
  const from = "+33639980001";
  expect((await service.text(from, "mon fils est schizophrène"))[0]).toMatch(/qui a connu la meme situation.*OUI ou NON/);
  await service.text(from, "oui");
  expect((await service.text(from, "1"))[0]).toMatch(/pour vous-meme, ou comme proche/);
  const [offers = ""] = await service.text(from, "comme proche");
  expect(offers).toMatch(
    /^3 personnes qui ont accompagné un proche peuvent vous parler: 1 Odile \(schizophrénie, mère d'un fils de 24 ans\) 2 Joseph \(.*\) 3 Mireille/,
  );
  expect(await oneValue(service, "select experience from request where patient_id = $1", [await personOf(service, from)])).toBe("relative");
  // "pas Odile" is for good
  expect((await service.text(from, "pas Odile"))[0]).toMatch(/je ne vous proposerai plus Odile.*1 Joseph/s);
});

test("who lives it is offered those who lived it, and where only one did nobody is named with it", async () => {
  const from = "+33639980002";
  await service.text(from, "j'ai fait un burn-out");
  await service.text(from, "oui");
  const [offers = ""] = await service.text(from, "1");
  expect(offers).toMatch(/^3 personnes ont vécu quelque chose de proche/);
  expect(offers).not.toMatch(/Odile|Joseph|Mireille|burn|rémission/);
});

test.each([
  ["+33639980501", "ma dépression", 4],
  ["+33639980502", "l'alcool", 3],
  ["+33639980503", "mon diabète de type 2", 3],
  ["+33639980504", "mon cancer du sein", 3],
  ["+33639980505", "ma schizophrénie", 3],
  ["+33639980506", "mon trouble bipolaire", 3],
])("the demo has enough peers for them to be named, by %s: %s", async (from, what, peers) => {
  const offers = (await leadPatient(service, from, "offers", { wish: `bonjour, je voudrais parler de ${what}` })).join(" ");
  expect(offers).toMatch(/^3 personnes/);
  expect(offers).not.toMatch(/vécu quelque chose de proche/);
  const condition = await oneValue(service, "select condition_id from request where patient_id = $1", [await personOf(service, from)]);
  expect(demoPeers().filter(({ conditions }) => conditions.includes(condition as string))).toHaveLength(peers);
});

test("preferences are set from the menu, and count", async () => {
  const from = "+33639980002";
  expect((await service.text(from, "MENU"))[0]).toMatch(/3 mes préférences/);
  expect((await service.text(from, "3"))[0]).toMatch(/1 un hopital à éviter/);
  await service.text(from, "3");
  expect((await service.text(from, "marc"))[0]).toMatch(/^C'est noté/);
  await service.moveClock("2026-11-23T10:05:00+01:00");
  await service.text(from, "rien");
  expect((await service.text(from, "j'ai fait un burn-out"))[0]).not.toMatch(/Marc/);
});
