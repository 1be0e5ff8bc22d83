import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { startService, type TestService } from "../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

test("goes the same way by WhatsApp, and writes back from the number's WhatsApp sender", async () => {
  const { owner, provider, drain } = service;
  const sender = "whatsapp:+33937990001";
  await owner.query("insert into sender (programme_id, address, sms_out, sms_in) select programme_id, $1, true, true from programme_slug", [
    sender,
  ]);
  const ines = "whatsapp:+33639980200";
  const say = async (body: string) =>
    (
      await service.post("/twilio/sms", {
        MessageSid: `SM${randomBytes(16).toString("hex")}`,
        AccountSid: provider.accountSid,
        From: ines,
        To: sender,
        Body: body,
        NumMedia: "0",
      })
    ).body;
  expect(await say("bonjour, je cherche quelqu'un pour parler de mon endométriose")).toMatch(/OUI ou NON/);
  for (const said of ["oui", "1", "1", "1", "1"]) await say(said);
  expect(await say("Inès")).toMatch(/C'est noté/);
  await drain();
  // Claire has no Teams here: she is asked by SMS, from the number and not from WhatsApp
  const asked = provider.messages.find(({ body }) => body.startsWith("Demande de Inès"));
  expect(asked?.from).toBe("+33937990001");
  expect((await service.text(asked?.to ?? "", "1"))[0]).toMatch(/confirmé/);
  const told = await provider.waitForMessage(ines, /accepte/);
  expect(told.from).toBe(sender);
});

test.each([
  ["an activity without an id", { id: undefined }, "activity/malformed"],
  ["a text that is no text", { text: { a: 1 } }, "activity/malformed"],
  [
    "an action that is none of ours",
    { type: "invoke", name: "adaptiveCard/action", value: { action: { verb: "drop-table", data: {} } } },
    "activity/unknown-action",
  ],
  [
    "an action without its appointment",
    { type: "invoke", name: "adaptiveCard/action", value: { action: { verb: "accept-request", data: {} } } },
    "activity/unknown-action",
  ],
  ["an invoke that is no card action", { type: "invoke", name: "task/fetch", value: {} }, "activity/unknown-action"],
])("answers 400 with a code and a reference to %s", async (_, over, code) => {
  const { status, body } = await service.teams.post(`${service.config.publicUrl}/api/messages`, service.teams.activity(over));
  expect(status).toBe(400);
  expect(body).toEqual({ error: code, ref: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});

test("shows another peer's request to nobody else", async () => {
  const stranger = await openPeerChat(service, "DEMO-TEAM");
  const { rows } = await service.owner.query("select appointment_id as id, programme_id from appointment limit 1");
  for (const verb of ["show-request", "accept-request", "decline-request"]) {
    const { status, card } = await stranger.click(verb, { appointmentId: rows[0].id, programmeId: rows[0].programme_id });
    expect(status).toBe(200);
    expect(JSON.stringify(card)).toContain("n'existe plus");
    expect(JSON.stringify(card)).not.toContain("Inès");
  }
});
