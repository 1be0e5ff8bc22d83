import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PEER_CODE } from "../../bot/demo-codes.ts";
import { demoPeers } from "../../bot/demo-peers.ts";
import { leadPatient } from "../support/patient.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { DEMO_NUMBER, startService, type TestService } from "../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test("leads a patient from a first text to a peer who accepts in Teams, and tells the patient", async () => {
  const { text, provider } = service;
  const lou = "+33639980001";
  const claire = await openPeerChat(service, DEMO_PEER_CODE);

  expect((await text(lou, "bonjour je cherche quelqu'un pour parler de mon endométriose"))[0]).toMatch(/robot.*OUI ou NON/);
  expect((await text(lou, "oui"))[0]).toMatch(/18 ans/);
  expect((await text(lou, "1"))[0]).toMatch(/1 Claire \(endométriose, opérée en 2015\) 2 Inès .* 3 Sonia/);
  expect((await text(lou, "1"))[0]).toMatch(/Claire.*1 au téléphone, numéro caché 2 en vidéo/);
  expect((await text(lou, "1"))[0]).toMatch(/Quand\? 1 mar\. 24 nov\. 14:00 2 mar\. 24 nov\. 17:00/);
  expect((await text(lou, "2"))[0]).toMatch(/prénom/);
  expect((await text(lou, "Lou"))[0]).toMatch(/C'est noté: mar\. 24 nov\. 17:00 avec Claire, si la personne accepte/);

  const request = await claire.waitForRequest();
  const shown = JSON.stringify(request.card);
  expect(shown).toContain("Lou");
  // a peer sees the domain, never the condition
  expect(shown).toContain("maladie chronique, cancer");
  expect(shown.toLowerCase()).not.toContain("endom");

  const accepted = await claire.click("accept-request", { appointmentId: request.appointmentId, programmeId: request.programmeId });
  expect(accepted.status).toBe(200);
  expect(JSON.stringify(accepted.card)).toContain("Rendez-vous confirmé");
  expect(JSON.stringify(accepted.card)).not.toContain("decline-request");

  const told = await provider.waitForMessage(lou, /Claire accepte. Rendez-vous mar\. 24 nov\. 17:00/);
  // proactive: no health word
  expect(told.body.toLowerCase()).not.toContain("endom");
  expect(await provider.report(told, "delivered")).toBe(204);
  const { rows } = await service.owner.query("select state, provider_id from delivery where class = 'appointment'");
  expect(rows).toEqual([{ state: "delivered", provider_id: told.sid }]);

  // double and late clicks show the same, and change nothing
  for (const verb of ["accept-request", "decline-request", "show-request"]) {
    const again = await claire.click(verb, { appointmentId: request.appointmentId, programmeId: request.programmeId });
    expect(JSON.stringify(again.card)).toContain("Rendez-vous confirmé");
  }
  await service.drain();
  expect(provider.sentTo(lou).filter((body) => body.includes("accepte"))).toHaveLength(1);
  // the card itself was changed for good, where it stands in the chat
  expect(
    service.teams.activities.some(
      (sent) => JSON.stringify(sent).includes("Rendez-vous confirmé") && !JSON.stringify(sent).includes("accept-request"),
    ),
  ).toBe(true);
});

test("offers the next peers when one declines, and hands over to the coordinator after two", async () => {
  const { text, provider, owner, drain } = service;
  const ana = "+33639980002";
  const first = await leadPatient(service, ana, "asked", { offer: "2" });
  expect(first[0]).toMatch(/avec /);
  await drain();
  const asked = await pendingPeer();
  expect(provider.sentTo(asked.phone).at(-1)).toMatch(/Demande de Lou.*1 J'accepte 2 Je décline/);

  expect((await text(asked.phone, "2"))[0]).toMatch(/merci d'avoir répondu/);
  const next = await provider.waitForMessage(ana, /n'est pas disponible/);
  // nobody asked for this message just now: it names no condition and nobody's story
  expect(next.body).not.toMatch(/endom|opérée|diagnostic|Inès \(/);
  expect(next.body).not.toContain(asked.name);

  await text(ana, "1");
  await text(ana, "1");
  expect((await text(ana, "1"))[0]).toMatch(/C'est noté/);
  await drain();
  await text((await pendingPeer()).phone, "non");
  await provider.waitForMessage(ana, /personne à vous proposer/);
  const { rows: queue } = await owner.query("select kind from work_item where kind = 'unmatched'");
  expect(queue).toHaveLength(1);
});

/** The peer who is asked at this moment, with the phone that the demo gives them. */
async function pendingPeer(): Promise<{ name: string; phone: string }> {
  const { rows } = await service.owner.query(
    "select p.display_name as name from appointment a join peer p on p.person_id = a.peer_id where a.status = 'pending'",
  );
  expect(rows).toHaveLength(1);
  const index = demoPeers().findIndex(({ displayName }) => displayName === rows[0].name);
  return { name: rows[0].name, phone: `+336399810${String(index + 1).padStart(2, "0")}` };
}

test("offers the next peers when one stays silent, not before the quiet hours end", async () => {
  const own = await startService();
  try {
    const eva = "+33639980003";
    // Monday 10:00; Claire on Tuesday 14:00: the answer is due Tuesday 2:00, at night
    const asked = await leadPatient(own, eva, "asked");
    expect(asked[0]).toMatch(/au plus tard mar\. 24 nov\. 08:00/);
    await own.moveClock("2026-11-24T07:59:00+01:00");
    expect(own.provider.sentTo(eva)).toEqual([]);
    await own.moveClock("2026-11-24T08:01:00+01:00");
    expect(own.provider.sentTo(eva)[0]).toMatch(/n'est pas disponible/);
    // the offer is still open after the night
    expect((await own.text(eva, "1"))[0]).toMatch(/Comment parler|Quand/);
  } finally {
    await own.stop();
  }
});

test("takes nothing that is written at night for an answer to a question that waits for the morning", async () => {
  const own = await startService();
  try {
    const eva = "+33639980009";
    await leadPatient(own, eva, "asked");
    await own.moveClock("2026-11-24T02:05:00+01:00");
    // silence has ended the request; the next offers leave at 8:00
    expect(own.provider.sentTo(eva)).toEqual([]);
    expect((await own.text(eva, "1")).join(" ")).toMatch(/n'est pas disponible.*1 /);
    const { rows } = await own.owner.query("select count(*)::integer as held from appointment where status = 'proposed'");
    expect(rows).toEqual([{ held: 0 }]);
    await own.moveClock("2026-11-24T08:05:00+01:00");
    expect(own.provider.sentTo(eva)).toEqual([]);
  } finally {
    await own.stop();
  }
});

test("learns from the provider's report on an answer that was in the response", async () => {
  const from = "+33639980008";
  const { MessageSid, ...parameters } = {
    MessageSid: `SM${"a".repeat(32)}`,
    AccountSid: service.provider.accountSid,
    From: from,
    To: DEMO_NUMBER,
    Body: "bonjour",
  };
  const { body } = await service.post("/twilio/sms", { MessageSid, ...parameters });
  const callback = /statusCallback="([^"]+)"/.exec(body)?.[1]?.replaceAll("&amp;", "&");
  expect(callback).toMatch(/\/twilio\/status\?p=[0-9a-f-]{36}&d=[0-9a-f-]{36}$/);
  const report = {
    sid: `SM${"b".repeat(32)}`,
    to: from,
    from: DEMO_NUMBER,
    body: "",
    direction: "outbound-api" as const,
    at: new Date(),
    statusCallback: callback,
  };
  expect(await service.provider.report(report, "undelivered", 21610)).toBe(204);
  const { rows } = await service.owner.query(
    "select d.state, o.source from delivery d join channel_address a using (address_id) join opt_out o using (address_key) where d.provider_id = $1",
    [report.sid],
  );
  expect(rows).toEqual([{ state: "failed", source: "carrier" }]);
});

test("goes the same way in English", async () => {
  const { text } = service;
  const sam = "+33639980004";
  expect((await text(sam, "hello I am looking for someone to talk to about my endometriosis"))[0]).toMatch(/robot.*YES or NO/);
  expect((await text(sam, "yes"))[0]).toMatch(/18 or over/);
  expect((await text(sam, "yes to both"))[0]).toMatch(/endometriosis, (operated|diagnosed|works)/);
  expect((await text(sam, "1"))[0]).toMatch(/1 by phone, number hidden/);
  expect((await text(sam, "1"))[0]).toMatch(/When\? 1 \w+ \d+ Nov/);
  await text(sam, "1");
  expect((await text(sam, "Sam"))[0]).toMatch(/^Noted: .* if they accept/);
});

test("changes the language in the middle and asks the open question again", async () => {
  const { text } = service;
  const kim = "+33639980005";
  await text(kim, "bonjour");
  const english = await text(kim, "ENGLISH");
  expect(english.join(" ")).toMatch(/go on in English.*May I keep your number/);
  expect((await text(kim, "FRANCAIS")).join(" ")).toMatch(/en francais.*Puis-je garder/);
});

test("keeps a shared phone's texts free of names and conditions", async () => {
  const { provider, drain } = service;
  const zoe = "+33639980006";
  // a code is asked for, and none is wanted
  await leadPatient(service, zoe, "offers", { age: "2", wish: "je cherche quelqu'un pour parler de ma dépression" });
  const offers = await service.text(zoe, "PASSER");
  expect(offers.join(" ")).toMatch(/vous parler:|de proche:/);
  expect(offers.join(" ")).not.toMatch(/dépression|rémission|stable/);
  const asked = await (async () => {
    await service.text(zoe, "1");
    await service.text(zoe, "1");
    await service.text(zoe, "1");
    return service.text(zoe, "Zoé");
  })();
  expect(asked.join(" ")).toMatch(/C'est noté/);
  expect(asked.join(" ")).not.toMatch(/Marc|Nadia/);
  await drain();
  expect(provider.sentTo(zoe).join(" ")).not.toMatch(/Marc|Nadia/);
});

test("shows a late click what the appointment has become", async () => {
  const own = await startService();
  try {
    const lea = "+33639980007";
    const claire = await openPeerChat(own, DEMO_PEER_CODE);
    await leadPatient(own, lea, "asked");
    const request = await claire.waitForRequest();
    // the patient changes their mind first
    await own.text(lea, "ANNULER");
    await own.text(lea, "1");
    expect((await own.text(lea, "oui"))[0]).toMatch(/C'est annulé/);
    const late = await claire.click("accept-request", { appointmentId: request.appointmentId, programmeId: request.programmeId });
    expect(JSON.stringify(late.card)).toContain("La personne a annulé");
    const { rows } = await own.owner.query("select status from appointment");
    expect(rows).toEqual([{ status: "cancelled" }]);
  } finally {
    await own.stop();
  }
});

test("tells a peer in Teams in words when what was agreed is cancelled, since a card that changes rings nobody", async () => {
  const own = await startService();
  try {
    const lea = "+33639980007";
    const claire = await openPeerChat(own, DEMO_PEER_CODE);
    await leadPatient(own, lea, "asked");
    const request = await claire.waitForRequest();
    await claire.click("accept-request", { appointmentId: request.appointmentId, programmeId: request.programmeId });
    await own.drain();
    for (const said of ["ANNULER", "1", "oui"]) await own.text(lea, said);
    await own.teams.waitForActivity(({ activity }) => /a annulé le rendez-vous mar\. 24 nov\. 14:00/.test(String(activity.text ?? "")));
  } finally {
    await own.stop();
  }
});
