import { describe, expect, test } from "vitest";
import { appointmentLine, appointments } from "../../dialogs/appointments.ts";
import { makeAppointment, memoryTools, NOW, startTalk } from "../support/dialog-tools.ts";

/** What ANNULER begins with. */
const CANCEL = { wish: "cancel" };
const patient = { isPatient: true, consented: true } as const;

function withAppointments(count: number, speaker = {}) {
  const tools = memoryTools({ ...patient, ...speaker });
  for (let index = 0; index < count; index++) {
    tools.kept.set(
      `id-${index}`,
      makeAppointment({ id: `id-${index}`, status: index === 0 ? "booked" : "pending", startsAt: NOW.plus({ days: index + 1 }) }),
    );
  }
  return tools;
}

describe("a patient's appointments", () => {
  test("are none, and the way to one is told", async () => {
    const talk = await startTalk(appointments, withAppointments(0));
    expect(talk.said).toMatch(/^Vous n'avez pas de rendez-vous.*MENU/);
    expect(talk.prompt).toBeUndefined();
  });

  test("are listed with their state, and one is chosen", async () => {
    const talk = await startTalk(appointments, withAppointments(2));
    expect(talk.said).toBe(
      "Vos rendez-vous: 1 mar. 24 nov. 10:00 avec Claire (confirmé) 2 mer. 25 nov. 10:00 avec Claire (demandé) 3 ne rien changer Répondez 1, 2 ou 3",
    );
    const chosen = await talk.answer("2");
    expect(chosen.said).toMatch(
      /^Votre rendez-vous: mer\. 25 nov\. 10:00 avec Claire \(demandé\)\. Réf\. 1234 5678 1 déplacer 2 annuler 3 ne rien changer/,
    );
    expect((await chosen.answer("déplacer")).entered).toBe("move");
    expect((await chosen.answer("2")).said).toBe("Annuler mer. 25 nov. 10:00? OUI ou NON");
  });

  test("need no choice when there is one", async () => {
    const talk = await startTalk(appointments, withAppointments(1));
    expect(talk.said).toMatch(/^Votre rendez-vous: .* 1 déplacer 2 annuler 3 ne rien changer/);
  });

  test("are listed with the way out of each when that is what was asked for", async () => {
    const talk = await startTalk(appointments, withAppointments(2), CANCEL);
    expect(talk.said).toBe(
      "Vos rendez-vous: 1 annuler mar. 24 nov. 10:00 avec Claire (confirmé) 2 annuler mer. 25 nov. 10:00 avec Claire (demandé) 3 ne rien changer Répondez 1, 2 ou 3",
    );
  });

  test("are cancelled after a yes, and only the one that was chosen", async () => {
    const tools = withAppointments(2);
    const confirm = await (await startTalk(appointments, tools, CANCEL)).answer("2");
    expect(confirm.said).toBe("Annuler mer. 25 nov. 10:00? OUI ou NON");
    expect(tools.done).toEqual([]);
    expect((await confirm.answer("oui")).said).toMatch(/^C'est annulé/);
    expect(tools.done).toEqual(["cancelAppointment id-1"]);
  });

  test.each(["3", "rien", "non", "ne rien changer"])("stay as they are on %j", async (words) => {
    const tools = withAppointments(2);
    const talk = await (await startTalk(appointments, tools)).answer(words);
    expect(talk.said).toBe("Rien ne change.");
    expect(tools.done).toEqual([]);
  });

  test("stay as they are on a no at the end", async () => {
    const tools = withAppointments(1);
    const talk = await (await (await startTalk(appointments, tools, CANCEL)).answer("1")).answer("non");
    expect(talk.said).toBe("Rien ne change.");
    expect(tools.done).toEqual([]);
  });

  test("are asked for again when the one to confirm is gone", async () => {
    const talk = await startTalk(appointments, withAppointments(1), { appointmentId: "gone" }, "confirm");
    expect(talk.step).toBe("what");
  });

  test("name nobody on a shared phone", async () => {
    const talk = await startTalk(appointments, withAppointments(1, { sharedPhone: true }), CANCEL);
    expect(talk.said).toContain("1 annuler mar. 24 nov. 10:00 (confirmé)");
    expect(talk.said).not.toContain("Claire");
  });
});

describe("a line on an appointment", () => {
  test("names the other side: the peer to a patient, an alias to a peer", () => {
    const booked = makeAppointment({ status: "booked" });
    expect(appointmentLine(booked, memoryTools(patient))).toBe("mar. 24 nov. 14:00 avec Claire (confirmé)");
    expect(appointmentLine(booked, memoryTools({ id: "peer-Claire", isPeer: true }))).toBe("mar. 24 nov. 14:00 avec Lou (confirmé)");
    expect(appointmentLine(makeAppointment({ patientAlias: null }), memoryTools({ id: "peer-Claire", isPeer: true, locale: "en" }))).toBe(
      "Tue 24 Nov 14:00 with someone (asked)",
    );
  });

  test("gives the time where its reader is", () => {
    expect(appointmentLine(makeAppointment(), memoryTools({ ...patient, zone: "America/Guadeloupe" }))).toContain("mar. 24 nov. 09:00");
  });
});
