import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { plainWords } from "../support/card-words.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat, type PeerInTeams } from "../support/peer-in-teams.ts";
import { oneValue, peerPhone, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

type Json = Record<string, unknown>;

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

/** Every text run of a card, in order. */
function runs(card: unknown): string[] {
  const found: string[] = [];
  JSON.stringify(card, (_, value) => {
    if (value?.type === "TextRun") found.push(plainWords(value.text));
    return value;
  });
  return found;
}

const weekOf = async (name: string) =>
  (
    await rowsOf<{ said: string }>(
      service,
      `select weekday || ' ' || to_char(starts_at, 'HH24:MI') || '-' || to_char(ends_at, 'HH24:MI') as said
       from availability join peer on peer_id = person_id where display_name = $1 order by 1`,
      [name],
    )
  ).map(({ said }) => said);
const datesOf = (name: string) =>
  rowsOf<{ kind: string; from: string; to: string; hours: string | null }>(
    service,
    `select kind, starts_on::text as from, ends_on::text as to, starts_at || '-' || ends_at as hours
     from availability_exception join peer on peer_id = person_id where display_name = $1 order by 2`,
    [name],
  );
const pauseOf = async (name: string) =>
  (
    await rowsOf<{ paused: boolean; until: string | null }>(
      service,
      "select paused_at is not null as paused, paused_until::text as until from peer where display_name = $1",
      [name],
    )
  )[0];

describe("a peer in Teams", () => {
  let claire: PeerInTeams;
  let programmeId: string;
  beforeAll(async () => {
    claire = await openPeerChat(service, DEMO_PEER_CODE);
    programmeId = await oneValue(service, "select programme_id from peer limit 1");
  });

  /** Types a word and waits for the card that answers it. */
  async function asked(word: string): Promise<Json> {
    await claire.say(word);
    const sent = await service.teams.waitForActivity(({ conversationId, activity }) => {
      if (conversationId !== claire.conversationId) return false;
      return runs(activity).includes("Ma semaine") && !seen.has(activity);
    });
    seen.add(sent.activity);
    return ((sent.activity.attachments as Json[])[0]?.content as Json) ?? {};
  }
  const seen = new Set<unknown>();
  const click = async (verb: string, data: Json = {}) => (await claire.click(verb, { programmeId, ...data })).card;

  test("MA SEMAINE shows the week as a card; PAUSE opens its form", async () => {
    const card = await asked("ma semaine");
    expect(runs(card)).toEqual(expect.arrayContaining(["Lundi", "14:00-18:00", "Jeudi", "10:00-18:30", "Dimanche", "rien"]));
    expect(JSON.stringify(await asked("PAUSE"))).toContain('"pause-week"');
  });

  test("adds a time, and is told what is wrong with one, nothing typed lost", async () => {
    expect(JSON.stringify(await click("show-week", { form: "add" }))).toContain('"Input.Time"');
    const wrong = await click("add-window", { weekday: "3", from: "18:00", to: "14:00" });
    expect(runs(wrong)).toContain("La fin doit venir après le début. Rien n'a changé.");
    expect(JSON.stringify(wrong)).toMatch(/"value":"3".*"value":"18:00".*"value":"14:00"/);
    const half = await click("add-window", { weekday: "3", from: "14:00" });
    expect(runs(half)).toContain("Il manque un jour ou une heure. Rien n'a changé.");
    expect(await weekOf("Claire")).toHaveLength(3);

    const added = await click("add-window", { weekday: "3", from: "14:00", to: "18:00" });
    expect(runs(added)[1]).toBe("C'est ajouté: mercredi 14:00-18:00.");
    expect(JSON.stringify(added)).not.toContain('"Input.');
    expect(await weekOf("Claire")).toContain("3 14:00-18:00");
    // pressed twice
    await click("add-window", { weekday: "3", from: "14:00", to: "18:00" });
    expect(await weekOf("Claire")).toHaveLength(4);
  });

  test("plans an absence and a date more, and takes them away again", async () => {
    const away = await click("add-away", { startsOn: "2026-12-24", endsOn: "2027-01-02", from: "", to: "" });
    expect(runs(away)[1]).toBe("C'est noté: absence jeu. 24 déc. - sam. 2 janv. 2027.");
    expect(runs(await click("add-away", { startsOn: "2026-11-26", endsOn: "", from: "10:00", to: "12:00" }))[1]).toMatch(
      /absence jeu. 26 nov. 10:00-12:00/,
    );
    expect(runs(await click("add-open", { startsOn: "2026-11-28", from: "14:00", to: "17:00" }))[1]).toMatch(
      /ajouté: sam. 28 nov. 14:00-17:00/,
    );
    expect(runs(await click("add-away", { startsOn: "2026-11-01" }))).toContain("Cette date est passée. Rien n'a changé.");
    expect(runs(await click("add-away", { startsOn: "demain" }))).toContain("Il manque un jour ou une heure. Rien n'a changé.");
    expect(await datesOf("Claire")).toEqual([
      { kind: "away", from: "2026-11-26", to: "2026-11-26", hours: "10:00:00-12:00:00" },
      { kind: "open", from: "2026-11-28", to: "2026-11-28", hours: "14:00:00-17:00:00" },
      { kind: "away", from: "2026-12-24", to: "2027-01-02", hours: null },
    ]);
    const ids = (await rowsOf<{ id: string }>(service, "select exception_id as id from availability_exception")).map(({ id }) => id);
    expect(runs(await click("remove-times", { ids: "" }))).toContain("Cochez ce qui doit être retiré. Rien n'a changé.");
    expect(runs(await click("remove-times", { ids: ids.join(",") }))[1]).toBe("3 moments sont retirés.");
    expect(runs(await click("remove-times", { ids: ids.join(",") }))[1]).toBe("C'était déjà retiré.");
    expect(await datesOf("Claire")).toEqual([]);
  });

  test("pauses until a day, is not offered meanwhile, and is back on the day after", async () => {
    expect(runs(await click("pause-week", { until: "2026-11-22" }))).toContain("Cette date est passée. Rien n'a changé.");
    const paused = await click("pause-week", { until: "2026-11-24" });
    expect(runs(paused).slice(1, 3)).toEqual([
      "C'est noté: en pause jusqu'au mar. 24 nov. inclus, sans nouvelle demande. Pour reprendre avant: REPRENDRE",
      "En pause jusqu'au mar. 24 nov. inclus: aucune nouvelle demande.",
    ]);
    expect((await leadPatient(service, "+33639980041", "offers")).join()).not.toContain("Claire");
    expect(runs(await click("resume-week"))[1]).toMatch(/^Bon retour/);
    expect(runs(await click("resume-week"))[1]).toMatch(/^Vous n'étiez pas en pause/);
    await click("pause-week", { until: "2026-11-24" });
    await service.moveClock("2026-11-24T23:59:00+01:00");
    expect(await pauseOf("Claire")).toEqual({ paused: true, until: "2026-11-24" });
    await service.moveClock("2026-11-25T10:00:00+01:00");
    expect(await pauseOf("Claire")).toEqual({ paused: false, until: null });
    await service.teams.waitForActivity(
      ({ conversationId, activity }) => conversationId === claire.conversationId && /Bon retour/.test(String(activity.text ?? "")),
    );
    expect((await leadPatient(service, "+33639980042", "offers")).join()).toContain("Claire");
  });

  test("nobody else has this week: a patient's word is a word like any other", async () => {
    const answer = (await service.text("+33639980042", "ma semaine")).join();
    expect(answer).not.toContain("Votre semaine");
  });
});

describe("a peer without Teams", () => {
  const marc = peerPhone("Marc");
  let day = 0;
  /** A day later for each: more than ten messages a minute are too many. */
  beforeEach(() => service.moveClock(`2026-12-${String(++day).padStart(2, "0")}T10:00:00+01:00`));
  const say = async (words: string) => (await service.text(marc, words)).join(" ");

  test("reads the week and adds to it", async () => {
    expect(await say("MA SEMAINE")).toBe(
      "Votre semaine: lun. 18:00-20:00, mer. 09:00-12:00, ven. 14:00-18:00. Que changer? 1 ajouter un moment 2 en retirer un 3 absence 4 pause Répondez 1, 2, 3 ou 4",
    );
    expect(await say("1")).toMatch(/^Quel moment\? Par exemple: lundi 14h-18h/);
    expect(await say("quand je peux")).toMatch(/Je n'ai pas compris ce moment.*Par exemple: lundi 14h-18h/);
    expect(await say("lundi 20h-14h")).toMatch(/La fin doit venir après le début.*Quel moment\?/);
    expect(await say("mar 9:00 12:30 et 14h-16h")).toBe("C'est ajouté: mar. 09:00-12:30 14:00-16:00.");
    expect(await weekOf("Marc")).toEqual(["1 18:00-20:00", "2 09:00-12:30", "2 14:00-16:00", "3 09:00-12:00", "5 14:00-18:00"]);
    await say("ma semaine");
    await say("ajouter");
    expect(await say("12/12 10h-12h")).toBe("C'est ajouté: sam. 12 déc. 10:00-12:00.");
    expect(await datesOf("Marc")).toEqual([{ kind: "open", from: "2026-12-12", to: "2026-12-12", hours: "10:00:00-12:00:00" }]);
  });

  test("removes a time by its number", async () => {
    await say("MA SEMAINE");
    expect(await say("2")).toMatch(/^Lequel retirer\?.* 1 lundi 18:00-20:00 2 mardi 09:00-12:30 .* 6 en plus sam. 12 déc. 10:00-12:00/);
    expect(await say("6")).toBe("C'est retiré: en plus sam. 12 déc. 10:00-12:00.");
    expect(await datesOf("Marc")).toEqual([]);
    await say("ma semaine");
    await say("2");
    expect(await say("RETOUR")).toBe("Rien ne change.");
    expect(await weekOf("Marc")).toHaveLength(5);
  });

  test("plans an absence, and hears which talk stands in it", async () => {
    const patient = "+33639980043";
    await leadPatient(service, patient, "asked", { wish: "bonjour, ma dépression" });
    const [talk] = await rowsOf<{ peer: string; day: string }>(
      service,
      "select display_name as peer, to_char(lower(during) at time zone 'Europe/Paris', 'DD/MM') as day from appointment join peer on person_id = peer_id where status = 'pending'",
    );
    expect(talk?.peer).toBe("Marc");
    await service.drain();
    await say("ma semaine");
    await say("3");
    expect(await say("bientôt")).toMatch(/Je n'ai pas compris cette date.*Par exemple: 24\/12/);
    const told = await say(`du ${talk?.day} au 2/1`);
    expect(told).toMatch(/^C'est noté: absence .*Un rendez-vous reste prévu hors de ces moments: /);
    // the request that waited is asked again
    expect(told).toMatch(/Demande de Lou/);
    expect(await rowsOf(service, "select status from appointment join peer on person_id = peer_id where display_name = 'Marc'")).toEqual([
      { status: "pending" },
    ]);
  });

  test("pauses, and resumes by REPRENDRE", async () => {
    expect(await say("PAUSE")).toMatch(/^En pause, aucune nouvelle demande n'arrive. Jusqu'à quel jour\?/);
    expect(await say("sans date")).toMatch(/^C'est noté: en pause, sans nouvelle demande/);
    expect(await pauseOf("Marc")).toEqual({ paused: true, until: null });
    expect(await say("ma semaine")).toMatch(/En pause, sans date de fin.*4 reprendre/);
    expect(await say("REPRENDRE")).toMatch(/^Bon retour/);
    expect(await pauseOf("Marc")).toEqual({ paused: false, until: null });
    await say("pause");
    expect(await say("jusqu'au 24/12")).toMatch(/en pause jusqu'au jeu. 24 déc. inclus/);
    await say("my week");
    expect(await say("reprendre")).toMatch(/^Bon retour/);
    await say("pause");
    expect(await say("retour")).toBe("Rien ne change.");
    expect(await pauseOf("Marc")).toEqual({ paused: false, until: null });
  });

  test("does the same in English", async () => {
    await say("ENGLISH");
    expect(await say("MY WEEK")).toMatch(/^Your week: Mon 18:00-20:00.*1 add a time 2 remove one 3 time away 4 take a pause/);
    await say("1");
    expect(await say("Sat 10am to noon")).toBe("Added: Sat 10:00-12:00.");
    expect(await weekOf("Marc")).toContain("6 10:00-12:00");
  });
});
