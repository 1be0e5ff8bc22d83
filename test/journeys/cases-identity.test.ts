import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressKey } from "../../domain/people/address-key.ts";
import { ask, book, lead } from "../support/booked.ts";
import { findAnywhere, personOf, rowsOf } from "../support/people.ts";
import { startPlayground, type TestPlayground } from "../support/playground.ts";

const LOU = "+33639980001";
const NEW_NUMBER = "+33639980002";

let stage: TestPlayground;
beforeAll(async () => {
  stage = await startPlayground();
});
afterAll(async () => {
  if (process.env.DEBUG_LOG) {
    process.stdout.write(stage.logged().slice(-3000));
    for (const p of [LOU, NEW_NUMBER]) process.stdout.write(JSON.stringify(await stage.phone(p).received(), null, 1));
  }
  await stage.stop();
});

const said = async (phone: string, text: string) => (await stage.phone(phone).say(text)).join(" ");

describe("case 10", () => {
  test("case 10: a patient changes phone: reminders go to the new number once its code is given, and the old number gets nothing and knows nothing", async () => {
    const peer = await book(stage, LOU);
    await stage.moveClock("2026-11-23T10:02");
    expect(await said(LOU, "NUMERO")).toMatch(/nouveau numéro de mobile/);
    expect(await said(LOU, "06 39 98 00 02")).toMatch(/code à 6 chiffres part/);
    const [, code = ""] = /votre code est (\d{6})/.exec(await stage.phone(NEW_NUMBER).waitFor(/votre code est/)) ?? [];
    expect(await said(LOU, code)).toMatch(/Tout arrive maintenant au nouveau numéro, et plus rien ici/);
    const before = await stage.phone(LOU).received();

    await stage.moveClock("2026-11-24T10:01");
    await stage.phone(NEW_NUMBER).waitFor(/^Rappel: jeu\. 26 nov\. 10:00/);
    expect(await said(NEW_NUMBER, "1")).toMatch(/c'est noté/);
    expect(await stage.phone(LOU).received()).toEqual(before);

    // whoever has the old number now is a stranger
    const welcome = await said(LOU, "RDV");
    expect(welcome).toMatch(/ici Passerelle, un robot|pas de rendez-vous/);
    expect(welcome).not.toMatch(/26 nov|Lou|Claire|Inès|Sonia/);
    expect(await stage.phone(peer).received()).toEqual([expect.stringMatching(/^Demande de Lou/)]);
  });
});
