import { randomBytes } from "node:crypto";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import { isSigned } from "../../../adapters/twilio/signature.ts";
import { inboundSms, smsActivity } from "../../../adapters/twilio/sms-activity.ts";
import { SmsAdapter } from "../../../adapters/twilio/sms-adapter.ts";
import { messagesTwiml } from "../../../adapters/twilio/twiml.ts";
import { addressKey } from "../../../domain/people/address-key.ts";
import { unseal } from "../../../domain/people/seal.ts";

const options = { authToken: "first-token-of-16", secondaryAuthToken: "second-token-of-16", publicUrl: "https://passerelle.example.org" };
const parameters = {
  MessageSid: `SM${"a".repeat(32)}`,
  AccountSid: `AC${"b".repeat(32)}`,
  From: "+33639980001",
  To: "+33937990001",
  Body: "bonjour",
};
const sign = (token: string, url: string, over: Record<string, string> = {}) =>
  webhooks.getExpectedTwilioSignature(token, url, { ...parameters, ...over });
const URL_SMS = "https://passerelle.example.org/twilio/sms";

describe("a webhook's signature", () => {
  test("is right by either token while one is rotated", () => {
    expect(isSigned(options, "/twilio/sms", parameters, sign(options.authToken, URL_SMS))).toBe(true);
    expect(isSigned(options, "/twilio/sms", parameters, sign(options.secondaryAuthToken, URL_SMS))).toBe(true);
    expect(
      isSigned({ ...options, secondaryAuthToken: undefined }, "/twilio/sms", parameters, sign(options.secondaryAuthToken, URL_SMS)),
    ).toBe(false);
  });

  test("covers path and query", () => {
    const signature = sign(options.authToken, `${URL_SMS}?programme=1`);
    expect(isSigned(options, "/twilio/sms?programme=1", parameters, signature)).toBe(true);
    expect(isSigned(options, "/twilio/sms?programme=2", parameters, signature)).toBe(false);
    expect(isSigned(options, "/twilio/sms", parameters, signature)).toBe(false);
  });

  const good = sign(options.authToken, URL_SMS);
  const wrong: [string, string, Record<string, unknown>, string | undefined][] = [
    ["none", "/twilio/sms", parameters, undefined],
    ["an empty one", "/twilio/sms", parameters, ""],
    ["nonsense", "/twilio/sms", parameters, "nonsense"],
    ["one of another length", "/twilio/sms", parameters, `${good}=`],
    ["another token's", "/twilio/sms", parameters, sign("third-token-of-163", URL_SMS)],
    ["another route's", "/twilio/status", parameters, good],
    ["another host's", "/twilio/sms", parameters, sign(options.authToken, "https://elsewhere.example.org/twilio/sms")],
    ["one of http", "/twilio/sms", parameters, sign(options.authToken, URL_SMS.replace("https", "http"))],
    ["one of another sender", "/twilio/sms", { ...parameters, From: "+33639980002" }, good],
    ["one of another text", "/twilio/sms", { ...parameters, Body: "bonjour!" }, good],
    ["one of fewer parameters", "/twilio/sms", { ...parameters, Extra: "1" }, good],
    ["one of more parameters", "/twilio/sms", { MessageSid: parameters.MessageSid }, good],
    ["one of no parameters", "/twilio/sms", {}, good],
  ];
  test.each(wrong)("is wrong: %s", (_, path, given, signature) => {
    expect(isSigned(options, path, given, signature)).toBe(false);
  });
});

describe("an incoming message", () => {
  const keys = { field: { id: "k1", key: randomBytes(32) }, addressKey: randomBytes(32) };
  const read = (over: Record<string, unknown> = {}) => smsActivity(inboundSms.parse({ ...parameters, ...over }), keys);

  test("becomes an activity in which the number is nowhere, but sealed", () => {
    for (const From of ["+33639980001", "whatsapp:+33639980001", "+33 6 39 98 00 01"]) {
      const activity = read({ From });
      expect(JSON.stringify(activity)).not.toMatch(/639980001|6 39 98/);
      expect(unseal(keys.field, activity.channelData.sealed)).toBe(From.replaceAll(" ", ""));
      expect(activity.channelData.addressKey).toBe(addressKey(keys.addressKey, From.replaceAll(" ", "")));
      expect([activity.from?.id, activity.conversation?.id]).toEqual([activity.channelData.addressKey, activity.channelData.addressKey]);
    }
  });

  test("of WhatsApp is of its own kind, and its own person", () => {
    const [sms, whatsapp] = [read(), read({ From: "whatsapp:+33639980001", To: "whatsapp:+33937990001" })];
    expect(sms).toMatchObject({ channelId: "sms", channelData: { kind: "sms", sender: "+33937990001" } });
    expect(whatsapp).toMatchObject({ channelId: "whatsapp", channelData: { kind: "whatsapp", sender: "whatsapp:+33937990001" } });
    expect(sms.channelData.addressKey).not.toBe(whatsapp.channelData.addressKey);
  });

  test("has all of its text, which the safety check reads before it is cut, and its own id", () => {
    const Body = `${"a ".repeat(1500)}danger`;
    expect(read({ Body })).toMatchObject({ type: "message", id: parameters.MessageSid, text: Body });
    expect(read({ Body: undefined }).text).toBe("");
  });

  test.each([
    ["0", false],
    ["2", true],
    ["many", false],
    [undefined, false],
  ])("with %j media", (NumMedia, hasMedia) => {
    expect(read({ NumMedia }).channelData.hasMedia).toBe(hasMedia);
  });

  test.each([
    ["STOP", "stop"],
    ["START", "start"],
    ["HELP", "help"],
    ["OTHER", undefined],
    [undefined, undefined],
  ])("with the provider's own opt-out %j", (OptOutType, providerOptOut) => {
    expect(read({ OptOutType }).channelData.providerOptOut).toBe(providerOptOut);
  });

  test.each<[string, Record<string, unknown>]>([
    ["no id", { MessageSid: undefined }],
    ["a call's id", { MessageSid: `CA${"a".repeat(32)}` }],
    ["an id of another length", { MessageSid: "SM1" }],
    ["no sender", { From: undefined }],
    ["a sender with markup", { From: "<b>" }],
    ["two senders", { From: ["+33639980001", "+33639980002"] }],

    ["a text that is a list", { Body: ["a", "b"] }],
  ])("that we can't read is none: %s", (_, over) => {
    expect(inboundSms.safeParse({ ...parameters, ...over }).success).toBe(false);
  });
});

describe("the answer in TwiML", () => {
  const written = (body: string) => messagesTwiml([{ body, statusCallback: "https://passerelle.example.org/twilio/status?a=1&b=2" }]);

  test("is one Message for each text, each with its own callback, in their order", () => {
    expect(
      messagesTwiml([
        { body: "Un", statusCallback: "https://a.example/1" },
        { body: "Deux", statusCallback: "https://a.example/2" },
      ]),
    ).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Message statusCallback="https://a.example/1">Un</Message><Message statusCallback="https://a.example/2">Deux</Message></Response>',
    );
  });

  test("is empty for no text", () => {
    expect(messagesTwiml([])).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>');
  });

  test.each([
    ["<Redirect>x</Redirect>", "&lt;Redirect&gt;x&lt;/Redirect&gt;"],
    ["a & b", "a &amp; b"],
    ["]]>", "]]&gt;"],
    ["é è à ù € [x]", "é è à ù € [x]"],
    ["😀 日", "😀 日"],
    ["un\ndeux", "un\ndeux"],
  ])("says %j without being led astray", (body, xml) => {
    expect(written(body)).toContain(`>${xml}</Message>`);
    expect(written(body)).toContain("?a=1&amp;b=2");
  });
});

describe("the adapter", () => {
  test("gives back what was said in the turn, of each turn its own", async () => {
    const adapter = new SmsAdapter();
    const say = (words: string) =>
      adapter.processActivity({ type: "message", text: words }, async (context) => {
        await context.sendActivity({ type: "message", text: `${context.activity.text} 1`, channelData: { of: context.activity.text } });
        await context.sendActivities([{ type: "message", text: `${context.activity.text} 2` }]);
      });
    const [a, b] = await Promise.all([say("a"), say("b")]);
    expect([a, b].map((answers) => answers.map(({ text }) => text))).toEqual([
      ["a 1", "a 2"],
      ["b 1", "b 2"],
    ]);
    // an id of ours would be lost: the SDK takes it off; what must come back travels as channel data
    expect([a[0]?.channelData, b[0]?.channelData]).toEqual([{ of: "a" }, { of: "b" }]);
  });

  test("changes and takes back nothing, and opens no turn of its own", () => {
    const adapter = new SmsAdapter();
    for (const attempt of [() => adapter.updateActivity(), () => adapter.deleteActivity(), () => adapter.continueConversation({})])
      expect(attempt).toThrow(/can't be changed|can't be taken back|leave as deliveries/);
  });
});
