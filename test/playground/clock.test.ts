import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { PlaygroundOptions } from "../../playground/options.ts";
import { postAsPage, type StandIn, sendSms, startStandIn, viewNow } from "./stand-in.ts";

const START = "2026-11-23T10:00:00+01:00";
const DUE = "2026-11-23T12:30:00+01:00";

let standIn: StandIn;
let options: PlaygroundOptions;
/** The clock behind the window: it stands where it was moved to. */
let now: Date;
/** What happens at a stop between the start of a move and its end. */
let atStop: () => Promise<void>;

beforeEach(async () => {
  now = new Date(START);
  atStop = async () => undefined;
  standIn = await startStandIn({
    service: {
      readClock: async () => ({ now, nextDue: new Date(DUE) > now ? new Date(DUE) : undefined }),
      async moveClock(target, { reached, done }) {
        for (const stop of now < new Date(DUE) && new Date(DUE) < target ? [new Date(DUE), target] : [target]) {
          now = stop;
          reached(now);
          await atStop();
          if (!(await done())) return;
        }
      },
      listDeliveries: async () => [
        {
          id: "d1",
          at: now,
          sendAfter: undefined,
          channel: "sms",
          number: "+33639980002",
          name: undefined,
          class: "reminder",
          state: "queued",
          reason: undefined,
          body: "Rappel",
          redraws: false,
        },
      ],
    },
  });
  ({ options } = standIn);
});
afterEach(() => standIn.close());

const move = async (to: unknown) => (await postAsPage(options, "clock/move", { to })).status;
const settled = () => vi.waitFor(async () => expect((await viewNow(options)).clock.moving).toBeUndefined(), 5000);

test.each([
  ["quarter-hour", "2026-11-23T10:15:00+01:00"],
  ["hour", "2026-11-23T11:00:00+01:00"],
  ["day", "2026-11-24T10:00:00+01:00"],
  [{ wallTime: "2026-12-01T08:30" }, "2026-12-01T08:30:00+01:00"],
  // just past its instant
  ["next", "2026-11-23T12:30:01+01:00"],
])("moves the clock by %j", async (to, reached) => {
  expect(await move(to)).toBe(202);
  await settled();
  expect(Math.abs(now.getTime() - Date.parse(reached))).toBeLessThan(900);
  expect((await viewNow(options)).clock.stuck).toBe(false);
});

test("moves by a wall time in Paris over a change of clocks", async () => {
  await move({ wallTime: "2027-06-01T10:00" });
  await settled();
  expect(now.toISOString()).toBe("2027-06-01T08:00:00.000Z");
});

test.each([
  ["back", { wallTime: "2026-11-23T09:00" }, 409],
  ["farther than a demonstration goes", { wallTime: "2029-01-01T00:00" }, 409],
  ["to no time at all", { wallTime: "2026-13-45T10:00" }, 400],
  ["by an unknown step", "year", 400],
])("does not move %s", async (_where, to, status) => {
  expect(await move(to)).toBe(status);
  expect(now).toEqual(new Date(START));
});

test("moves once at a time, and says where it is going", async () => {
  const held = Promise.withResolvers<void>();
  atStop = () => held.promise;
  expect(await move("day")).toBe(202);
  expect((await viewNow(options)).clock.moving).toMatchObject({ to: expect.stringContaining("2026-11-24T09:0") });
  expect(await move("hour")).toBe(409);
  held.resolve();
  await settled();
});

test("dates a message by the service's clock at its stop, not by where the move ends", async () => {
  let sent = false;
  atStop = async () => {
    if (sent) return;
    sent = true;
    await sendSms(options, { To: "+33639980001", From: options.number, Body: "rappel" });
  };
  await move("day");
  await settled();
  const [message] = (await viewNow(options)).phones[0].messages;
  // the provider's list knows whole seconds
  expect(Math.abs(Date.parse(message.at) - Date.parse(DUE))).toBeLessThan(3000);
});

test("says that it is stuck when the service can't go on", async () => {
  atStop = () => Promise.reject(new Error("no worker"));
  await move("day");
  await settled();
  expect((await viewNow(options)).clock.stuck).toBe(true);
});

test("shows deliveries with the name of the phone they go to, while somebody looks", async () => {
  expect((await viewNow(options)).deliveries).toEqual([]);
  const leave = new AbortController();
  await fetch(`${options.publicUrl}/playground/api/events`, { signal: leave.signal });
  await vi.waitFor(
    async () => expect((await viewNow(options)).deliveries).toMatchObject([{ id: "d1", name: "Sam", class: "reminder", body: "Rappel" }]),
    5000,
  );
  leave.abort();
});
