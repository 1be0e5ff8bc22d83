import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leadPatient } from "../support/patient.ts";
import { peerPhone, rowsOf } from "../support/people.ts";
import { talkByPhone } from "../support/phone-call.ts";
import { startService, type TestService } from "../support/service.ts";

/** A patient whose talk with Claire on Thursday 26 November 10:00 is booked. Claire has no Teams here: she answers by SMS. */
async function bookWithClaire(service: TestService, phone: string, slot = "3"): Promise<void> {
  await leadPatient(service, phone, "asked", { slot });
  await service.drain();
  await service.text(peerPhone("Claire"), "1");
  await service.drain();
}

const statuses = (service: TestService) =>
  rowsOf<{ status: string; reason: string | null; at: string }>(
    service,
    "select status, reason_code as reason, to_char(lower(during) at time zone 'Europe/Paris', 'MM-DD HH24:MI') as at from appointment order by created_at, status",
  );

describe("reminders", () => {
  let service: TestService;
  const lou = "+33639980001";
  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  test("writes an appointment and its reminders in one transaction, for both sides", async () => {
    await bookWithClaire(service, lou);
    const told = service.provider.sentTo(lou).at(-1);
    expect(told).toMatch(/Claire accepte\. Rendez-vous jeu\. 26 nov\. 10:00.*Réf\. \d{4} \d{4}/);
    const due = await rowsOf<{ kind: string; at: string }>(
      service,
      `select kind || case when r.person_id = a.patient_id then ' patient' else ' peer' end as kind, to_char(due_at at time zone 'Europe/Paris', 'MM-DD HH24:MI') as at
       from reminder r join appointment a using (appointment_id) order by due_at, 1`,
    );
    expect(due).toEqual([
      { kind: "48-hours patient", at: "11-24 10:00" },
      { kind: "2-hours patient", at: "11-26 08:00" },
      { kind: "2-hours peer", at: "11-26 08:00" },
      { kind: "10-minutes patient", at: "11-26 09:50" },
      { kind: "10-minutes peer", at: "11-26 09:50" },
    ]);
  });

  test("reminds 48 hours before, two-way, and notes who will come", async () => {
    await service.moveClock("2026-11-24T10:01:00+01:00");
    expect(service.provider.sentTo(lou).at(-1)).toMatch(
      /Rappel: jeu\. 26 nov\. 10:00 avec Claire, au téléphone.*1 je viens 2 déplacer 3 annuler/,
    );
    expect((await service.text(lou, "je viens"))[0]).toMatch(/c'est noté/);
    const [row] = await rowsOf<{ confirmed: boolean }>(service, "select confirmed_at is not null as confirmed from appointment");
    expect(row?.confirmed).toBe(true);
  });

  test("reminds both sides 2 hours and 10 minutes before, without a word on health", async () => {
    await service.moveClock("2026-11-26T09:55:00+01:00");
    const texts = service.provider.sentTo(lou).slice(-2);
    expect(texts[0]).toMatch(/C'est bientot: 10:00 avec Claire/);
    expect(texts[1]).toMatch(/Dans 10 minutes, 10:00: Claire vous appelle depuis le 01 99 00 11 0\d\..*code \d{6}/);
    expect(service.provider.sentTo(peerPhone("Claire")).slice(-2).join(" ")).toMatch(
      /10:00 avec Lou.*Dans 10 minutes, 10:00: c'est vous qui appelez Lou\. 01 99 00 11 0\d, ou répondez APPELER/,
    );
    expect(texts.join(" ").toLowerCase()).not.toMatch(/endom|maladie/);
  });

  test("asks afterwards, keeps that the talk took place, and books the same day and hour again", async () => {
    await talkByPhone(service, lou);
    expect(service.provider.sentTo(lou).at(-1)).toMatch(/l'échange 1 sur 8\. Reparler avec Claire\? 1 meme jour, meme heure/);
    expect((await service.text(lou, "1"))[0]).toMatch(/C'est noté: jeu\. 3 déc\. 10:00/);
    expect(await statuses(service)).toEqual([
      { status: "fulfilled", reason: null, at: "11-26 10:00" },
      { status: "pending", reason: null, at: "12-03 10:00" },
    ]);
    const [request] = await rowsOf<{ first: boolean; matched: boolean }>(
      service,
      "select first_talk_at is not null as first, matched_at is not null as matched from request",
    );
    expect(request).toEqual({ first: true, matched: true });
  });

  test("does not take a peer's no to the next time for a refusal of the person", async () => {
    await service.drain();
    await service.text(peerPhone("Claire"), "2");
    await service.drain();
    expect(service.provider.sentTo(lou).at(-1)).toMatch(
      /Claire n'est pas libre à ce moment.*1 un autre moment 2 une autre personne 3 pas maintenant/,
    );
    expect((await service.text(lou, "1"))[0]).toMatch(/Quand\?/);
    expect((await service.text(lou, "1"))[0]).toMatch(/C'est noté: .* avec Claire/);
  });
});

describe("moving", () => {
  let service: TestService;
  const lou = "+33639980001";
  beforeAll(async () => {
    service = await startService();
    await bookWithClaire(service, lou);
  });
  afterAll(() => service.stop());

  test("holds the new time first, and keeps the old one until the peer agrees", async () => {
    expect((await service.text(lou, "RDV"))[0]).toMatch(
      /Votre rendez-vous: jeu\. 26 nov\. 10:00 avec Claire \(confirmé\).*1 déplacer 2 annuler/,
    );
    expect((await service.text(lou, "1"))[0]).toMatch(/Quel autre moment\? 1 mar\. 24 nov\. 14:00/);
    expect((await service.text(lou, "2"))[0]).toMatch(/C'est demandé: mar\. 24 nov\. 17:00\. D'ici là, jeu\. 26 nov\. 10:00 reste à vous/);
    expect(await statuses(service)).toEqual([
      { status: "booked", reason: null, at: "11-26 10:00" },
      { status: "pending", reason: null, at: "11-24 17:00" },
    ]);
  });

  test("leaves the old time as it is when the peer can't at the new one", async () => {
    await service.drain();
    await service.text(peerPhone("Claire"), "2");
    await service.drain();
    expect(service.provider.sentTo(lou).at(-1)).toMatch(
      /ne va pas pour l'autre personne\. Votre rendez-vous jeu\. 26 nov\. 10:00 tient toujours/,
    );
    // past a minute: more than ten texts in one are too many
    await service.moveClock("2026-11-23T10:05:00+01:00");
    expect((await service.text(lou, "1"))[0]).toMatch(/Quel autre moment/);
    await service.text(lou, "1");
  });

  test("frees the old time when the peer agrees", async () => {
    await service.drain();
    await service.text(peerPhone("Claire"), "1");
    await service.drain();
    expect(service.provider.sentTo(lou).at(-1)).toMatch(/Claire accepte\. Rendez-vous mar\. 24 nov\. 14:00/);
    const now = await statuses(service);
    expect(now.filter(({ status }) => status === "booked")).toEqual([{ status: "booked", reason: null, at: "11-24 14:00" }]);
    expect(now).toContainEqual({ status: "cancelled", reason: "moved", at: "11-26 10:00" });
  });

  test("refuses kindly to move within four hours, and still cancels, as late", async () => {
    const own = await startService();
    try {
      await bookWithClaire(own, lou, "1");
      await own.moveClock("2026-11-24T11:00:00+01:00");
      expect((await own.text(lou, "DEPLACER"))[0]).toMatch(/trop proche pour déplacer.*Annuler mar\. 24 nov\. 14:00\?/);
      expect((await own.text(lou, "oui"))[0]).toMatch(/C'est annulé/);
      expect(await statuses(own)).toEqual([{ status: "cancelled", reason: "patient-late", at: "11-24 14:00" }]);
      await own.drain();
      expect(own.provider.sentTo(peerPhone("Claire")).at(-1)).toMatch(/a annulé le rendez-vous mar\. 24 nov\. 14:00/);
    } finally {
      await own.stop();
    }
  });
});

test("ends a series kindly after its last talk", async () => {
  const service = await startService();
  const lou = "+33639980001";
  try {
    await service.owner.query("update programme set settings = jsonb_build_object('booking', jsonb_build_object('seriesTalks', 2))");
    await bookWithClaire(service, lou, "1");
    for (const last of [false, true]) {
      await talkByPhone(service, lou);
      const answer = service.provider.sentTo(lou).at(-1) ?? "";
      if (last) {
        expect(answer).toMatch(/chemin de 2 échanges/);
        break;
      }
      expect(answer).toMatch(/l'échange 1 sur 2/);
      expect((await service.text(lou, "1"))[0]).toMatch(/C'est noté: mar\. 1 déc\. 14:00/);
      await service.drain();
      await service.text(peerPhone("Claire"), "1");
      await service.drain();
    }
  } finally {
    await service.stop();
  }
});

test("knows of a call that nobody made, and offers another time without blame", async () => {
  const service = await startService();
  const lou = "+33639980001";
  try {
    await bookWithClaire(service, lou, "1");
    await service.moveClock("2026-11-24T15:01:00+01:00");
    expect(await statuses(service)).toEqual([{ status: "noshow", reason: "nobody-came", at: "11-24 14:00" }]);
    expect(service.provider.sentTo(lou).at(-1)).toMatch(/1 un autre moment 2 une autre personne 3 pas maintenant/);
  } finally {
    await service.stop();
  }
});

test("a peer by SMS is asked two requests at once, answers each by its own number, and has until it is due", async () => {
  const service = await startService();
  const claire = peerPhone("Claire");
  try {
    await leadPatient(service, "+33639980001", "asked", { slot: "3", alias: "Lou" });
    await service.drain();
    await leadPatient(service, "+33639980002", "asked", { slot: "2", alias: "Eva" });
    await service.drain();
    const [first, second] = service.provider.sentTo(claire);
    expect(first).toMatch(/Demande de Lou.* 1 J'accepte/);
    const [, letter] = /Demande de Eva.* ([A-H])1 J'accepte/.exec(second ?? "") ?? [];
    // the due time of an answer is hours away, and so is the answer
    await service.moveClock("2026-11-23T15:00:00+01:00");
    expect((await service.text(claire, `${letter}2`))[0]).toMatch(/merci d'avoir répondu/);
    expect((await service.text(claire, "1"))[0]).toMatch(/C'est confirmé: jeu\. 26 nov\. 10:00/);
  } finally {
    await service.stop();
  }
});
