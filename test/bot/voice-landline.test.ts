import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { leadPatient } from "../support/patient.ts";
import { oneValue, peerPhone, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";
import { attribute, openCall, type TestCall, workItemsOf } from "../support/voice.ts";

const WISH = "je cherche quelqu'un pour parler de mon endométriose";
const CODE = "4827";

let service: TestService;
let phone: string;
let landline: string;
let count = 0;
beforeAll(async () => {
  service = await startService();
});
beforeEach(() => {
  count++;
  phone = `+3363998${String(4300 + count)}`;
  landline = `+33199000${String(100 + count)}`;
});
afterAll(() => service.stop());

describe("a landline", () => {
  async function signUp(): Promise<TestCall> {
    const talk = await openCall(service, landline);
    await talk.say(WISH);
    await talk.press("1");
    expect(talk.said).toMatch(/Avez-vous 18 ans ou plus\? Pour 18 ans ou plus, tapez 1\. Pour moins de 18 ans, tapez 2\.$/);
    await talk.press("1");
    expect(talk.said).toMatch(/Choisissez un code à quatre chiffres.*Sinon, tapez 2/);
    expect(attribute(talk.twiml, "Gather", "numDigits")).toBe("4");
    await talk.press(CODE);
    // not by a machine: the team calls
    await talk.press("5");
    return talk;
  }

  test("is known as what takes calls only, and chooses a code since others may pick up", async () => {
    const talk = await signUp();
    // nothing is named on a phone that others may take up
    expect(talk.said).toMatch(/^C'est noté: une personne de l'équipe vous appelle.*personnes/);
    const personId = await personOf(service, landline);
    expect(
      await rowsOf(
        service,
        "select a.kind, p.shared_phone, p.code_key is not null as coded from channel_address a join patient p using (person_id) where a.person_id = $1",
        [personId],
      ),
    ).toEqual([{ kind: "voice", shared_phone: true, coded: true }]);
  });

  test("is never written to: what comes out of the blue waits for the code, and the team has a call to make", async () => {
    const talk = await signUp();
    await talk.press("1");
    await talk.press("1");
    await talk.press("1");
    await talk.say("Lou");
    await talk.hangUp();
    await service.drain();
    const personId = await personOf(service, landline);
    const peer = await oneValue<string>(
      service,
      "select display_name from peer join appointment a on a.peer_id = peer.person_id where a.patient_id = $1",
      [personId],
    );
    await service.text(peerPhone(peer), "1");
    await service.drain();
    expect(service.provider.sentTo(landline)).toEqual([]);
    expect(await rowsOf(service, "select distinct state, reason from delivery where person_id = $1", [personId])).toEqual([
      { state: "skipped", reason: "voice-only" },
    ]);
    expect(await workItemsOf(service, personId)).toEqual(["call-to-make"]);

    const again = await openCall(service, landline);
    expect(again.said).toMatch(/^Bonjour, ici Passerelle, un robot.*Un message vous attend\. Tapez d'abord votre code à quatre chiffres/);
    expect(again.said).not.toMatch(/endom|novembre|Lou|Claire|Inès|Sonia/);
    expect(await again.press("1111")).toMatch(/Ce code n'ouvre rien/);
    expect(await again.press(CODE)).toMatch(/C'est confirmé: .* novembre à .*Votre référence: \d\d,/);
    // and in the next call the code is needed again
    await again.hangUp();
    expect((await openCall(service, landline)).said).toMatch(/Tapez d'abord votre code/);
  });

  test("that falls silent with a question open is on the coordinators' list of calls to make", async () => {
    const talk = await signUp();
    await talk.silence();
    await talk.silence();
    expect(await talk.silence()).toMatch(/reste ouverte.*Au revoir/);
    expect(talk.ended).toBe(true);
    await service.drain();
    expect(service.provider.sentTo(landline)).toEqual([]);
    expect(await workItemsOf(service, await personOf(service, landline))).toEqual(["call-to-make"]);
  });

  test("that texts one day takes texts from then on, and stays the same person", async () => {
    await signUp();
    const personId = await personOf(service, landline);
    await service.text(landline, "AIDE");
    expect(await personOf(service, landline)).toBe(personId);
    expect(await oneValue(service, "select kind from channel_address where person_id = $1", [personId])).toBe("sms");
  });
});

test("a shared phone asks for its code first, in every call, whatever was opened by SMS", async () => {
  await leadPatient(service, phone, "age");
  await service.text(phone, "2");
  await service.text(phone, CODE);
  const talk = await openCall(service, phone);
  expect(talk.said).toMatch(/Tapez d'abord votre code à quatre chiffres/);
  expect(talk.said).not.toMatch(/personnes peuvent/);
  expect(await talk.say("mes rendez-vous")).toMatch(/Tapez d'abord votre code/);
  expect(await talk.press("0")).toMatch(/équipe|rappeler/);
  expect(await talk.press(CODE)).toMatch(/rendez-vous|personnes peuvent/);
});
