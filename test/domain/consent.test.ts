import { afterEach, beforeEach, expect, test } from "vitest";
import { addressKey } from "../../domain/people/address-key.ts";
import { leadPatient } from "../support/patient.ts";
import { findAnywhere, oneValue, personOf, rowsOf } from "../support/people.ts";
import { startService, type TestService } from "../support/service.ts";

const PHONE = "+33639980001";
const WISH = "bonjour je cherche quelqu'un pour parler de mon endométriose, canariword";

let service: TestService;
beforeEach(async () => {
  service = await startService();
});
afterEach(() => service.stop());

/** The number, the words and what was understood of them, and the sealed number: none may be anywhere. */
async function expectNothingBut(hash: string, sealed: string): Promise<void> {
  for (const needle of ["639980001", "canariword", "endom", sealed]) expect(await findAnywhere(service.owner, needle), needle).toEqual([]);
  expect(
    await rowsOf(service, "select address_key, sealed from channel_address where person_id = $1", [await personOf(service, PHONE)]),
  ).toEqual([{ address_key: hash, sealed: null }]);
}

const hashOf = () => addressKey(service.config.keys.addressKey, PHONE);
const sealedOf = () => oneValue<string>(service, "select sealed from channel_address where address_key = $1", [hashOf()]);

test("the search that these tests rely on finds what is there", async () => {
  await service.owner.query("delete from peer_condition");
  await service.text(PHONE, WISH);
  expect(await findAnywhere(service.owner, "endom")).toContain("public.conversation.question");
  expect(await findAnywhere(service.owner, await sealedOf())).toEqual(["public.channel_address.sealed"]);
});

test("NON leaves nothing but the keyed hash", async () => {
  await service.owner.query("delete from peer_condition");
  await service.text(PHONE, WISH);
  const sealed = await sealedOf();
  expect((await service.text(PHONE, "non"))[0]).toContain("rien n'est gardé");
  await service.drain();
  await expectNothingBut(hashOf(), sealed);
});

test("two hours of silence leave nothing but the keyed hash, not a minute less", async () => {
  await service.owner.query("delete from peer_condition");
  await service.text(PHONE, WISH);
  const sealed = await sealedOf();
  await service.moveClock("2026-11-23T11:59:00+01:00");
  expect(await sealedOf()).toBe(sealed);
  await service.moveClock("2026-11-23T12:00:00+01:00");
  await expectNothingBut(hashOf(), sealed);
  expect(await oneValue(service, "select question from conversation where person_id = $1", [await personOf(service, PHONE)])).toBeNull();
  expect(service.provider.sentTo(PHONE)).toEqual([]);
});

test("being under 18 leaves nothing but the keyed hash, though OUI was said before", async () => {
  await service.owner.query("delete from peer_condition");
  await service.text(PHONE, WISH);
  const sealed = await sealedOf();
  await service.text(PHONE, "oui");
  expect((await service.text(PHONE, "3"))[0]).toContain("réservé aux adultes");
  await service.drain();
  await expectNothingBut(hashOf(), sealed);
  expect(await oneValue(service, "select count(*)::integer from patient where person_id = $1", [await personOf(service, PHONE)])).toBe(0);
});

test("who was forgotten is asked for consent again, and can agree then", async () => {
  await service.text(PHONE, WISH);
  await service.text(PHONE, "non");
  expect((await service.text(PHONE, WISH))[0]).toContain("OUI ou NON");
  expect((await service.text(PHONE, "oui"))[0]).toContain("18 ans");
  expect(await sealedOf()).toMatch(/^k1\./);
});

test("who was told of adults only is asked again another time, as if nothing had been said", async () => {
  await leadPatient(service, PHONE, "age");
  await service.text(PHONE, "3");
  expect((await service.text(PHONE, WISH))[0]).toContain("OUI ou NON");
});

test("OUI is kept with the wording, the channel and the time, once", async () => {
  await leadPatient(service, PHONE, "age");
  expect(
    await rowsOf(service, "select purpose, text_version, locale, channel, given_at = service_now() as now, withdrawn_at from consent"),
  ).toEqual([{ purpose: "service", text_version: "2026-11", locale: "fr", channel: "sms", now: true, withdrawn_at: null }]);
  // who agreed is not forgotten when the question closes
  await service.moveClock("2026-11-23T14:00:00+01:00");
  expect(await sealedOf()).toMatch(/^k1\./);
});

test("what is neither yes nor no is no consent", async () => {
  await service.text(PHONE, WISH);
  for (const said of ["peut-être", "oui mais non", "1", "pourquoi?"]) await service.text(PHONE, said);
  expect(await oneValue(service, "select count(*)::integer from consent")).toBe(0);
});

test("NON to a message that was found later is answered, and its sender is not taken for unreachable", async () => {
  await service.text(PHONE, WISH);
  const { sweepInbound } = await import("../../bot/jobs/sweep-inbound.ts");
  const { openAppPool } = await import("../support/people.ts");
  const { openProvider } = await import("../../adapters/twilio/client.ts");
  const { openLog } = await import("../../bot/log.ts");
  const pool = openAppPool(service, 2);
  service.provider.receive(PHONE, "+33937990001", "non");
  await sweepInbound({ pool, provider: openProvider(service.config.twilio), config: service.config, log: openLog("test", "silent") });
  await service.drain();
  await pool.end();
  expect(service.provider.sentTo(PHONE).join(" ")).toContain("rien n'est gardé");
  expect(await rowsOf(service, "select kind from work_item")).toEqual([]);
  // the number was needed for that one answer, and goes when a question would close
  const now = (await oneValue(service, "select service_now()")) as Date;
  await service.moveClock(new Date(now.getTime() + 121 * 60_000).toISOString());
  expect(await oneValue(service, "select sealed from channel_address where address_key = $1", [hashOf()])).toBeNull();
});
