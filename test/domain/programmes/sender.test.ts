import { describe, expect, test } from "vitest";
import { checkSender, mayCallAutomatically } from "../../../domain/programmes/sender.ts";
import { programmeSettings } from "../../../domain/programmes/settings.ts";

const both = { smsOut: true, smsIn: true, voice: true, callerId: true };
const oneWay = { ...both, smsIn: false };

describe("a machine", () => {
  test.each([
    "+33937990001",
    `+33${938}990001`,
    `+33${939}990001`,
    `+33${162}000001`,
    `+33${949}000001`,
    `+33${947}600001`,
    "+12025550123",
  ])("may call from %s", (address) => {
    expect(mayCallAutomatically(address, both)).toBe(true);
  });

  test.each(["+33199000001", `+33${936}990001`, `+33${947}400001`, "36063", "whatsapp:+33937990001"])("may not call from %s", (address) => {
    expect(mayCallAutomatically(address, both)).toBe(false);
  });

  test("may not call from a number that takes or shows no calls, nor from one that pairs talk over", () => {
    for (const over of [{ voice: false }, { callerId: false }, { pool: true }])
      expect(mayCallAutomatically("+33937990001", { ...both, ...over })).toBe(false);
  });
});

describe("a sender", () => {
  test.each(["+33937990001", "+33199000001", "36063", "381234", "+12025550123", "whatsapp:+33937990001"])("is taken: %s", (address) => {
    expect(checkSender(address, both)).toEqual({});
  });

  test.each(["+33639980001", `+33${7}00000000`])("is refused with the reason when it is a French mobile number: %s", (address) => {
    expect(checkSender(address, both)).toEqual({ refused: expect.stringMatching(/06 or 07.*09 37/) });
  });

  test.each([
    "",
    "0639980001",
    "+0123456789",
    "1234",
    "1234567",
    "+33 937990001",
    "sms:+33937990001",
    "PASSERELLE-SANTE",
    "A",
    "Écoute",
    "<b>x</b>",
    "+33937990001\n",
  ])("is refused when it is none: %j", (address) => {
    expect(checkSender(address, both)).toHaveProperty("refused");
  });

  test("that is a name sends, and receives nothing", () => {
    expect(checkSender("PASSERELLE", oneWay)).toEqual({});
    expect(checkSender("PASSERELLE", both)).toEqual({ refused: expect.stringContaining("one-way") });
  });

  test.each(["162", "163", "270", "271", "377", "378", "424", "425", "568", "569", "948", "949"])(
    "in the range 0%s is taken with a warning",
    (range) => {
      expect(checkSender(`+33${range}000000`, both)).toEqual({ warning: expect.stringContaining("block") });
    },
  );
});

describe("a programme's settings", () => {
  test("that are left out are the pilot's", () => {
    expect(programmeSettings.parse({})).toMatchObject({
      booking: {
        stepMinutes: 30,
        talkMinutes: 45,
        bufferMinutes: 15,
        noticeMinutes: 720,
        horizonDays: 60,
        questionMinutes: 120,
        answerWithinMinutes: 1440,
        answerBeforeMinutes: 720,
        wakingMinutes: 240,
        refusalsBeforeCoordinator: 2,
      },
      peers: { trainingMinutes: 1260 },
      sending: { perMinute: 10, perDay: 60, holidayCountry: "FR" },
    });
  });
  test("that are given change those alone", () => {
    const { booking } = programmeSettings.parse({ booking: { talkMinutes: 60 } });
    expect(booking).toMatchObject({ talkMinutes: 60, bufferMinutes: 15 });
  });
  test.each([
    { booking: { stepMinutes: 0 } },
    { booking: { talkMinutes: 7.5 } },
    { booking: { noticeMinutes: "12 h" } },
    { sending: { countries: ["France"] } },
    { sending: { perMinute: -1 } },
  ])("that mean nothing are refused: %j", (wrong) => {
    expect(programmeSettings.safeParse(wrong).success).toBe(false);
  });
});
