import { afterAll, beforeAll, expect, test } from "vitest";
import { shippedQuestionnaires } from "../../domain/surveys/load-questionnaires.ts";
import { addColleague, buttonOf, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { oneValue } from "../support/people.ts";
import { importQuestionnaire } from "../support/questionnaires.ts";
import { startService, type TestService } from "../support/service.ts";

const NOOR = "+33639984901";

let service: TestService;
let camille: CoordinatorInTeams;
let programmeId: string;
beforeAll(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
  programmeId = await oneValue(service, "select programme_id from programme_slug where slug = 'demo'");
});
afterAll(() => service.stop());

test.each(["QUESTIONNAIRES", "questions"])("%s: a coordinator is shown what fits which channel, a page at a time", async (word) => {
  const before = camille.inbox().length;
  await camille.say(word);
  await service.drain();
  expect(camille.inbox()).toHaveLength(before + 1);
  const pages = [camille.inbox().at(-1) ?? ""];
  for (let page = 1; page < 3; page++) pages.push(wordsOf((await camille.click("show-questionnaires", { programmeId, page })).card));
  expect(pages[0]).toMatch(/^11 questionnaires\nPar quel canal/);
  for (const { title } of shippedQuestionnaires.values()) expect(pages.join("\n")).toContain(title);
  expect(pages.join("\n").match(/par téléphone\nconvient en partie/g)).toHaveLength(3);
  // past the end is the last page
  expect(wordsOf((await camille.click("show-questionnaires", { programmeId, page: 99 })).card)).toBe(pages.at(-1));
});

test("the programme's own stands in the place of the one that comes with the service, and what was retired is left out", async () => {
  const own = { ...shippedQuestionnaires.get("confidence")!, version: "77", title: "Notre confiance" };
  await importQuestionnaire(service, own);
  await importQuestionnaire(service, { ...own, version: "78", title: "Notre confiance d'après" } as typeof own);
  const words = wordsOf((await camille.click("show-questionnaires", { programmeId, page: 0 })).card);
  expect(words).toMatch(/^11 questionnaires\n/);
  expect(words).toContain("Notre confiance d'après\n");
  expect(words).not.toContain("Notre confiance\n");
});

test("from the campaigns the list is one click away, and back", async () => {
  const campaigns = (await camille.click("show-campaigns", { programmeId })).card;
  const list = await camille.press(campaigns, "show-questionnaires");
  expect(wordsOf(list)).toContain("questionnaires");
  expect(buttonOf(list, "show-campaigns")).toEqual({ programmeId });
});

test("when a campaign is made each questionnaire says where it fits", async () => {
  const form = wordsOf((await camille.click("new-campaign", { programmeId })).card);
  expect(form).toMatch(/: 4 questions, tous les canaux\nphq4\n/);
  expect(form).toMatch(/: 5 questions, par SMS, sur une carte, en partie par téléphone\nafter-talk\n/);
});

test("by SMS a coordinator is told where the list is; a patient has their own questions asked by the same word", async () => {
  await addColleague(service, "Noor", { phone: NOOR });
  expect(await service.text(NOOR, "QUESTIONNAIRES")).toEqual([
    "Passerelle: 11 questionnaires. Ce qui va par quel canal se voit dans Teams: QUESTIONNAIRES",
  ]);
  await service.text("+33639984902", "bonjour");
  expect(await service.text("+33639984902", "QUESTIONNAIRES")).toEqual(["Je n'ai pas de question pour vous en ce moment."]);
});
