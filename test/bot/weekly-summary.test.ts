import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLog } from "../../bot/log.ts";
import { startWorker } from "../../bot/worker.ts";
import { validationErrors } from "../support/card-rules.ts";
import { addColleague, type CoordinatorInTeams, openCoordinatorChat, wordsOf } from "../support/coordinator.ts";
import { bookTalk } from "../support/patient.ts";
import { oneValue, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
let camille: CoordinatorInTeams;
beforeEach(async () => {
  service = await startService();
  camille = await openCoordinatorChat(service);
});
afterEach(() => service.stop());

const summariesOf = (chat: CoordinatorInTeams) => chat.inbox().filter((words) => words.startsWith("La semaine passée"));

interface Made {
  status: string;
  reason?: string;
  /** Minutes that they talked by phone. */
  minutes?: number;
  at?: string;
  /** Whose it is, by number: the same number is the same person. */
  person?: number;
}

/** Appointments of the week of 23 November as they ended, each of a patient with Claire. */
async function make(...all: Made[]): Promise<void> {
  for (const [index, { status, reason, minutes, at, person = index }] of all.entries()) {
    await service.owner.query(
      `with programme as (select programme_id from programme), who as (
         insert into person (programme_id, person_id, locale, zone)
         select programme_id, md5('patient ' || $1)::uuid, 'fr', 'Europe/Paris' from programme on conflict do nothing
       ), patient as (
         insert into patient (programme_id, person_id, adult_confirmed_at, shared_phone)
         select programme_id, md5('patient ' || $1)::uuid, service_now(), false from programme on conflict do nothing
       ), asked as (
         insert into request (programme_id, patient_id, condition_id, state, created_at, matched_at)
         select programme_id, md5('patient ' || $1)::uuid, 'endometriose', 'matched', '2026-11-23 09:00Z', '2026-11-23 09:00Z'::timestamptz + make_interval(hours => 3)
         from programme returning programme_id, request_id
       ), agreed as (
         insert into appointment (programme_id, request_id, patient_id, peer_id, modality, during, blocks, local_start, zone, status, reason_code, booked_at)
         select asked.programme_id, request_id, md5('patient ' || $1)::uuid, peer.person_id, 'phone', tstzrange($4, $4::timestamptz + interval '45 min'),
           tstzrange($4, $4::timestamptz + interval '1 hour'), $4::timestamptz::timestamp, 'Europe/Paris', $2, $3, service_now()
         from asked, peer where display_name = 'Claire' returning *
       )
       insert into session (programme_id, appointment_id, patient_id, peer_id, modality, sender_id, shared, during, patient_pin, peer_pin, state, reason, talk_seconds)
       select programme_id, appointment_id, patient_id, peer_id, 'phone', (select sender_id from sender limit 1), false, during, '111111', '222222',
         case when $5::integer is null then 'failed' else 'cooling' end, case when $5::integer is null then 'nobody-came' end, $5 * 60 from agreed`,
      [person, status, reason ?? null, at ?? "2026-11-24T10:00:00Z", minutes ?? null],
    );
  }
}

describe("on Monday at 08:30", () => {
  test("every coordinator is told of the week that is over, each once, whatever restarts", async () => {
    const noor = await openCoordinatorChat(service, await addColleague(service, "Noor"));
    await service.moveClock("2026-11-30T08:29:59+01:00");
    expect([...summariesOf(camille), ...summariesOf(noor)]).toEqual([]);
    await service.moveClock("2026-11-30T08:30:01+01:00");
    for (const chat of [camille, noor])
      expect(summariesOf(chat)).toEqual([expect.stringMatching(/^La semaine passée, lun\. 23 nov\. au dim\. 29 nov\./)]);

    // a second worker starts, and whatever it plans is due
    const second = await startWorker(service.config, openLog("test", "info", { write: () => {} }), { pollMs: 50 });
    await service.drain();
    const programmeId = await oneValue<string>(service, "select programme_id from programme");
    await service.owner.query("select set_config('passerelle.programme', $1, false), enqueue('weekly-summary', $1::uuid)", [programmeId]);
    await service.drain();
    await second.stop();
    expect([summariesOf(camille).length, summariesOf(noor).length]).toEqual([1, 1]);

    await service.moveClock("2026-12-07T08:31:00+01:00");
    expect(summariesOf(camille)).toHaveLength(2);
    expect(await rowsOf(service, "select week::text from weekly_summary order by 1")).toEqual([
      { week: "2026-11-30" },
      { week: "2026-12-07" },
    ]);
  });

  test("who was not to be reached then is told when the team can be again, that week", async () => {
    await service.owner.query("update channel_address set state = 'down' where person_id in (select person_id from coordinator)");
    await service.moveClock("2026-11-30T09:00:00+01:00");
    expect(summariesOf(camille)).toEqual([]);
    await service.owner.query("update channel_address set state = 'live'");
    // as each night
    await service.owner.query("select graphile_worker.add_job('plan-summaries', '{}')");
    await service.drain();
    await expect.poll(() => summariesOf(camille).length).toBe(1);
  });

  test("a public holiday is left in peace: it is told on Tuesday", async () => {
    // Easter Monday
    await service.moveClock("2027-03-29T12:00:00+02:00");
    expect(summariesOf(camille).at(-1)).toMatch(/^La semaine passée, lun\. 15 mars/);
    await service.moveClock("2027-03-30T08:31:00+02:00");
    expect(summariesOf(camille).at(-1)).toMatch(/^La semaine passée, lun\. 22 mars/);
  });
});

describe("what is told", () => {
  test("are last week's appointments by how they ended, what waits and what is open: counts stay whole", async () => {
    const day = (hour: number) => ({ at: `2026-11-24T${String(hour).padStart(2, "0")}:00:00Z` });
    await make(
      { status: "fulfilled", minutes: 30, ...day(6) },
      { status: "fulfilled", reason: "interrupted", minutes: 2, ...day(7) },
      { status: "noshow", reason: "patient-absent", ...day(8) },
      { status: "noshow", reason: "peer-absent", ...day(9) },
      { status: "noshow", reason: "technical", ...day(10) },
      { status: "cancelled", reason: "patient-late", ...day(11) },
      { status: "cancelled", reason: "peer-withdrew", ...day(12) },
      // moved is none that was cancelled, and Sunday's last minute is last week's, Monday's first is not
      { status: "cancelled", reason: "moved", ...day(13) },
      { status: "noshow", reason: "nobody-came", at: "2026-11-29T22:59:00Z" },
      { status: "fulfilled", minutes: 30, at: "2026-11-29T23:00:00Z" },
    );
    await service.text("+33639980101", "HUMAIN");
    await service.text("+33639980102", "je veux mourir");
    await service.owner.query(
      "insert into work_item (programme_id, kind, person_id, opened_at) select programme_id, 'no-show', person_id, '2026-11-24T10:00Z' from patient limit 2",
    );
    await service.moveClock("2026-11-30T08:31:00+01:00");
    const [summary = ""] = summariesOf(camille);
    for (const row of [
      "Prévus\n8",
      "Tenus\n2",
      "Manqués\n4",
      "- personne absente\n1",
      "- pair absent\n1",
      "- technique\n1",
      "- autrement\n1",
      "Annulés\n2",
      "- par la personne\n1",
      "- par le pair\n1",
      "Nouvelles\n10",
      "Au téléphone\n2",
      "- interrompus\n1",
      "- impossibles\n1",
      "Ouvertes\n4 (la plus ancienne: 6 jours)",
      "- alertes\n1",
      "- absences\n2",
    ])
      expect(summary).toContain(row);
    const card = service.teams.activities
      .map(({ activity }) => activity)
      .filter((activity) => JSON.stringify(activity).includes("La semaine passée"));
    const content = (card[0]?.attachments as { content: never }[] | undefined)?.[0]?.content;
    expect(wordsOf(content)).toBe(summary);
    expect(validationErrors(content as never)).toEqual([]);
    expect(JSON.stringify(content)).not.toMatch(/\+33|endom/i);
  });

  test.each([
    [9, "Durée médiane\nmoins de 10 personnes: non montré", "Délai médian\nmoins de 10 personnes: non montré"],
    [10, "Durée médiane\n30 min", "Délai médian\n3 h jusqu'au rendez-vous convenu"],
  ])("of %i people is no figure that could tell of one of them, under 10", async (people, length, wait) => {
    // many talks of few people are few people
    await make(
      ...Array.from({ length: 20 }, (_, index) => ({
        status: "fulfilled",
        minutes: 30,
        person: index % people,
        at: `2026-11-${24 + Math.floor(index / 10)}T${String(8 + (index % 10)).padStart(2, "0")}:00:00Z`,
      })),
    );
    await service.moveClock("2026-11-30T08:31:00+01:00");
    const [summary = ""] = summariesOf(camille);
    expect(summary).toContain("Tenus\n20");
    expect(summary).toContain(length);
    expect(summary).toContain(wait);
  });
});

test("BILAN shows it at once, to a coordinator only", async () => {
  await bookTalk(service, "+33639980101", { slot: "1" });
  await camille.say("Bilan");
  await service.drain();
  expect(camille.inbox().at(-1)).toMatch(/^La semaine passée, lun\. 16 nov\. au dim\. 22 nov\.[\s\S]*Cette semaine\n1\n/);
  // by itself it still comes
  expect(await rowsOf(service, "select from weekly_summary")).toEqual([]);
  expect((await service.text("+33639980199", "BILAN")).join()).not.toContain("semaine passée");
});
