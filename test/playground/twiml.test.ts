import { createRequire } from "node:module";
import type Twilio from "twilio";
import { expect, test } from "vitest";
import { readTwiml } from "../../playground/provider/twiml.ts";
import { TwimlError } from "../../playground/provider/xml.ts";

const twilio = createRequire(import.meta.url)("twilio") as typeof Twilio;

test("reads what the vendor's builder writes", () => {
  const response = new twilio.twiml.MessagingResponse();
  response.message({ action: "/twilio/status?a=1&b=2" }, `"l'été" <à> Évreux & ailleurs`);
  response.message("").body("deuxième\nligne");

  expect(readTwiml(response.toString())).toEqual([
    { text: `"l'été" <à> Évreux & ailleurs`, to: undefined, from: undefined, statusCallback: "/twilio/status?a=1&b=2" },
    { text: "deuxième\nligne", to: undefined, from: undefined, statusCallback: undefined },
  ]);
});

test.each([
  "<Response/>",
  "<Response></Response>",
  '<?xml version="1.0"?>\n<Response>\n  <!-- rien -->\n</Response>\n',
  "<Response><Message/></Response>",
])("finds no message in %s", (twiml) => {
  expect(readTwiml(twiml)).toEqual([]);
});

test("reads CDATA and numeric entities as they are", () => {
  expect(readTwiml("<Response><Message><![CDATA[a < b & c]]> &#233;&#xE9;</Message></Response>").map(({ text }) => text)).toEqual([
    "a < b & c éé",
  ]);
});

test.each([
  "",
  "bonjour",
  "<Response>",
  "<Response><Message>a</Response></Message>",
  "<Response><Gather/></Response>",
  "<Message>a</Message>",
  "<Response>a<Message>b</Message></Response>",
  "<Response><Message>&nbsp;</Message></Response>",
  "<Response><Message>a & b</Message></Response>",
  "<Response/><Response/>",
])("refuses %j", (twiml) => {
  expect(() => readTwiml(twiml)).toThrow(TwimlError);
});
