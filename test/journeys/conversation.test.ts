import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_COORDINATOR_CODE } from "../../bot/demo-codes.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

let line = 100;
/** A number nobody has used yet. */
const newNumber = () => `+33639980${line++}`;

test("answers danger before anything else, and leaves open what was under way", async () => {
  const from = newNumber();
  await leadPatient(service, from, "modality");
  const [lines, duty] = await service.text(from, "en fait je vais me pendre");
  expect(lines).toMatch(/robot.*3114.*15 ou 112.*114/);
  expect(duty).toMatch(/Personne de l'équipe ne peut vous rappeler/);
  const { rows } = await service.owner.query("select level, rule from incident order by at desc limit 1");
  expect(rows[0]).toEqual({ level: 3, rule: "method" });
  expect(service.logged()).not.toContain("pendre");
  // the question that was open still is
  expect((await service.text(from, "1"))[0]).toMatch(/Quand/);
});

test("finds danger at the end of a long text, past what is kept of it", async () => {
  const said = await service.text(newNumber(), `${"je vous raconte ma vie. ".repeat(60)} et je vais me pendre ce soir`);
  expect(said[0]).toMatch(/3114/);
});

test("tells the coordinators, and the person only what is true", async () => {
  const own = await startService();
  try {
    const camille = await openPeerChat(own, DEMO_COORDINATOR_CODE);
    const from = newNumber();
    await leadPatient(own, from, "offers");
    expect((await own.text(from, "HUMAIN"))[0]).toMatch(/transmis à l'équipe/);
    await own.teams.waitForActivity(
      (sent) => sent.conversationId === camille.conversationId && /demande à parler à l'équipe/.test(JSON.stringify(sent.activity)),
    );
    expect((await own.text(from, "je veux mourir")).join(" ")).toMatch(/3114.*L'équipe est prévenue/);
    await own.teams.waitForActivity(
      (sent) => sent.conversationId === camille.conversationId && /Alerte de niveau 2/.test(JSON.stringify(sent.activity)),
    );
  } finally {
    await own.stop();
  }
});

test("gives words about violence a neutral first answer", async () => {
  const said = (await service.text(newNumber(), "mon mari me frappe")).join(" ");
  expect(said).toMatch(/17 ou 112, ou SMS au 114/);
  expect(said).not.toMatch(/violence|mari|équipe/);
});

test("asks somebody in distress whether they are safe, and goes on", async () => {
  const said = await service.text(newNumber(), "je suis au bout du rouleau avec ma dépression");
  expect(said[0]).toMatch(/en sécurité.*3114.*HUMAIN/);
  expect(said.join(" ")).toMatch(/OUI ou NON/);
});

test.each(["STOP", "stop", "Stop.", "ARRET", "ARRÊT", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "REVOKE", "DESABONNER", "STOP SMS"])(
  "stops everything on %s, confirms once, and REPRENDRE undoes it",
  async (word) => {
    const from = newNumber();
    await leadPatient(service, from, "offers");
    expect((await service.text(from, word))[0]).toMatch(/plus de messages.*REPRENDRE/);
    expect(await service.text(from, word)).toEqual([]);
    expect((await service.text(from, "REPRENDRE"))[0]).toMatch(/de nouveau nos messages/);
  },
);

test("does not take distress for an opt-out, nor CANCEL, END and QUIT", async () => {
  const from = newNumber();
  await leadPatient(service, from, "asked");
  expect((await service.text(from, "Stop, je ne veux plus souffrir")).join(" ")).not.toMatch(/plus de messages/);
  expect((await service.text(from, "CANCEL")).join(" ")).toMatch(/rendez-vous.*annuler/);
  for (const word of ["END", "QUIT"]) expect((await service.text(from, word)).join(" ")).not.toMatch(/plus de messages/);
  expect(
    (
      await service.owner.query(
        "select from opt_out o join channel_address a using (address_key) join person p using (person_id) where p.alias = 'Lou'",
      )
    ).rowCount,
  ).toBe(0);
});

test("leaves the opt-out's answer to the provider where the provider gives it", async () => {
  const from = newNumber();
  await leadPatient(service, from, "offers");
  expect(await service.text(from, "STOP", { OptOutType: "STOP" })).toEqual([]);
  expect((await service.owner.query("select source from opt_out order by since desc, source limit 1")).rows[0].source).toBe("carrier");
});

test.each([
  ["AIDE", /robot.*15.*114.*3114/],
  ["INFO", /gratuit, anonyme/],
  ["RDV", /pas de rendez-vous/],
  ["HUMAIN", /3114/],
  ["MENU", /Que voulez-vous faire/],
])("answers %s at any time", async (word, expected) => {
  const from = newNumber();
  await leadPatient(service, from, "offers");
  expect((await service.text(from, word)).join(" ")).toMatch(expected);
});

test("keeps the open question through AIDE and INFO", async () => {
  const from = newNumber();
  await leadPatient(service, from, "offers");
  await service.text(from, "AIDE");
  await service.text(from, "INFO");
  expect((await service.text(from, "Claire"))[0]).toMatch(/Comment parler avec Claire/);
});

test("shows the options again after two wrong answers, and offers a human after three", async () => {
  const from = newNumber();
  await leadPatient(service, from, "offers");
  for (let wrong = 0; wrong < 2; wrong++) expect((await service.text(from, "42"))[0]).toMatch(/pas compris.*1 Claire/);
  expect((await service.text(from, "42"))[0]).toMatch(/HUMAIN/);
  expect((await service.text(from, "1"))[0]).toMatch(/Comment parler/);
});

test("never takes a bare number for an answer once the question was answered", async () => {
  const from = newNumber();
  await leadPatient(service, from, "asked");
  expect((await service.text(from, "3"))[0]).toMatch(/n'attends pas de réponse/);
});

test("asks an expired question again instead of taking a late answer", async () => {
  const own = await startService();
  try {
    const from = newNumber();
    await leadPatient(own, from, "modality");
    await own.moveClock("2026-11-23T12:01:00+01:00");
    expect((await own.text(from, "1"))[0]).toMatch(/Il s'est passé du temps.*Comment parler avec Claire/);
    expect((await own.text(from, "1"))[0]).toMatch(/Quand/);
  } finally {
    await own.stop();
  }
});

test("keeps no number of who says no, is under 18, or does not agree within two hours", async () => {
  const own = await startService();
  try {
    const from = newNumber();
    await own.text(from, "je voudrais parler de mon alcoolisme");
    expect((await own.text(from, "non"))[0]).toMatch(/rien n'est gardé/);
    const young = newNumber();
    await leadPatient(own, young, "age");
    expect((await own.text(young, "3"))[0]).toMatch(/réservé aux adultes.*119/);
    // who only asked for help was asked for no consent
    await own.text(newNumber(), "AIDE");
    await own.text(newNumber(), "bonjour");
    await own.moveClock("2026-11-23T12:01:00+01:00");
    const { rows } = await own.owner.query(
      "select count(*)::integer as kept from channel_address a where a.sealed is not null and not exists (select from peer where peer.person_id = a.person_id)",
    );
    expect(rows[0].kept).toBe(0);
  } finally {
    await own.stop();
  }
});

test.each([
  ["", /vide/],
  ["🙂🙂🙂", /vide|sans mots/],
  ["\u0000\u0007\u202eabc", /OUI ou NON/],
  ["a".repeat(1600), /OUI ou NON/],
])("answers %j with a clear sentence", async (body, expected) => {
  expect((await service.text(newNumber(), body)).join(" ")).toMatch(expected);
});

test("says that it opens no pictures", async () => {
  expect((await service.text(newNumber(), "", { NumMedia: "1" }))[0]).toMatch(/images/);
});

test("offers the domains to who names nothing it knows", async () => {
  const from = newNumber();
  await service.text(from, "bonjour");
  await service.text(from, "oui");
  expect((await service.text(from, "1"))[0]).toMatch(/Que vivez-vous/);
  expect((await service.text(from, "zzyx"))[0]).toMatch(/1 santé mentale 2 addictions/);
  expect((await service.text(from, "1"))[0]).toMatch(/Marc|Nadia|Thomas/);
});

test("asks which, when a word stands for two conditions", async () => {
  const from = newNumber();
  await service.text(from, "j'ai une MICI depuis 10 ans");
  await service.text(from, "oui");
  expect((await service.text(from, "1"))[0]).toMatch(/De quoi s'agit-il.*1 .*Crohn.*2 /);
});
