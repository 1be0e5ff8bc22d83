import { afterAll, beforeAll, expect, test } from "vitest";
import { teamsActivity } from "../../../adapters/teams/activity.ts";
import { conversationReference, parseReference } from "../../../adapters/teams/reference.ts";
import { startTeamsService, type TeamsFake } from "../../support/teams-service.ts";

let teams: TeamsFake;
beforeAll(async () => {
  teams = await startTeamsService();
});
afterAll(() => teams.close());

test.each<[string, Record<string, unknown>]>([
  ["a message", {}],
  ["a message without text, as a card's submit sends it", { text: undefined, value: { choice: "1" } }],
  ["a click", { type: "invoke", name: "adaptiveCard/action", value: { action: { verb: "x" } } }],
  ["an installation, which has no words", { type: "installationUpdate", text: undefined, action: "add" }],
  [
    "an activity with a local time and fields that nobody reads",
    { timestamp: "2026-03-02T12:00:00.123+01:00", entities: [{ type: "clientInfo" }] },
  ],
])("reads %s", (_name, changes) => {
  expect(teamsActivity.safeParse(teams.activity(changes))).toMatchObject({
    success: true,
    data: changes.entities ? { entities: changes.entities } : {},
  });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["a list", []],
  ["a text", "message"],
])("refuses %s", (_name, body) => {
  expect(teamsActivity.safeParse(body).success).toBe(false);
});

test.each<[string, Record<string, unknown>]>([
  ["without type", { type: undefined }],
  ["with an empty type", { type: "" }],
  ["without conversation", { conversation: undefined }],
  ["without conversation id", { conversation: { tenantId: "x" } }],
  ["that is a message without id", { id: undefined }],
  ["that is a message without sender", { from: undefined }],
  ["that is a click without id", { type: "invoke", name: "adaptiveCard/action", id: undefined }],
  ["that is an invoke without name", { type: "invoke" }],
  ["with a text that is no text", { text: { a: 1 } }],
  ["with more text than anybody writes", { text: "x".repeat(102_401) }],
  ["with an endless id", { id: "x".repeat(1_025) }],
  ["with a time that is none", { timestamp: "yesterday" }],
])("refuses an activity %s", (_name, changes) => {
  expect(teamsActivity.safeParse(teams.activity(changes)).success).toBe(false);
});

test("keeps of an activity what is needed to write later, and reads it back", () => {
  const reference = conversationReference(teamsActivity.parse(teams.activity()));

  expect(reference).toEqual({
    channelId: "msteams",
    serviceUrl: teams.serviceUrl,
    conversation: { id: "a:conversation-1", tenantId: teams.options.tenantId },
    bot: { id: `28:${teams.options.appId}` },
    user: { id: "29:peer", aadObjectId: "c0ffee00-0000-4000-8000-000000000001" },
  });
  expect(parseReference(JSON.stringify(reference))).toEqual(reference);
  expect(parseReference(JSON.parse(JSON.stringify(reference)))).toEqual(reference);
});

test("takes the tenant from the channel's data where the conversation has none", () => {
  const activity = teamsActivity.parse(teams.activity({ conversation: { id: "a:1" } }));
  expect(conversationReference(activity).conversation).toEqual({ id: "a:1", tenantId: teams.options.tenantId });
});

test("makes no reference without sender or tenant", () => {
  expect(() => conversationReference(teamsActivity.parse(teams.activity({ type: "event", from: undefined })))).toThrow();
  expect(() => conversationReference(teamsActivity.parse(teams.activity({ conversation: { id: "a:1" }, channelData: {} })))).toThrow();
});

test("refuses a stored reference that is none", () => {
  for (const stored of ["", "{}", "nonsense", null, { channelId: "emulator" }]) expect(() => parseReference(stored)).toThrow();
});
