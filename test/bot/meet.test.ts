import { jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { segmentCount } from "../../domain/deliveries/segments.ts";
import { lastAppointment } from "../support/asked.ts";
import { clockTo, linkIn, meet } from "../support/meetings.ts";
import { openPeerChat } from "../support/peer-in-teams.ts";
import { findAnywhere, oneValue, peerPhone } from "../support/people.ts";
import { startService, type TestService, VIDEO_SERVER } from "../support/service.ts";

const SECRET = "a-secret-of-the-video-server";
const VIDEO = { peer: "Claire", way: /en vidéo/ };
const LOU = "+33639980301";

let service: TestService;
beforeAll(async () => {
  service = await startService({ env: { VIDEO_JWT_APP_ID: "passerelle", VIDEO_JWT_SECRET: SECRET } });
});
afterAll(() => service.stop());

async function open(url: string): Promise<{ status: number; body: string; headers: Headers; location: string }> {
  const response = await fetch(url, { redirect: "manual" });
  return {
    status: response.status,
    body: await response.text(),
    headers: response.headers,
    location: response.headers.get("location") ?? "",
  };
}

/** What a room's address tells the room, as Jitsi reads it. */
function toldIn(location: string): Record<string, unknown> {
  const pairs = new URL(location).hash.slice(1).split("&");
  return Object.fromEntries(
    pairs.map((pair) => pair.split("=")).map(([name = "", value = ""]) => [name, JSON.parse(decodeURIComponent(value))]),
  );
}

const now = () => oneValue<Date>(service, "select service_now()");
const sentTo = (phone: string): string => service.provider.sentTo(phone).join("\n");

/** The pages that a card's buttons open. */
function urls(shown: unknown): unknown[] {
  if (typeof shown !== "object" || shown === null) return [];
  const { type, url } = shown as Record<string, unknown>;
  return [...(type === "Action.OpenUrl" ? [url] : []), ...Object.values(shown).flatMap(urls)];
}

/** The SMS of both that were too long for two segments. */
const tooLong = (): string[] => service.provider.messages.map(({ body }) => body).filter((body) => segmentCount(body) > 2);

test("each side has a link of its own, which opens the same room in the window and never outside of it", async () => {
  const booked = await meet(service, LOU, { ...VIDEO, alias: "Zoé d'Arc" });
  const [patient, peer] = [linkIn(sentTo(LOU)), linkIn(booked.peerTold)];
  expect(patient).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/meet\/[a-z0-9]{25}$/);
  expect(peer).not.toBe("");
  expect(peer).not.toBe(patient);

  for (const link of [patient, peer]) {
    const { status, body, headers } = await open(link);
    expect(status).toBe(200);
    expect(body).toContain("à 13:50");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).not.toContain(VIDEO_SERVER);
  }

  // the reminder has it again, in one message
  await clockTo(service, booked.starts_at, 11);
  const reminders = service.provider.sentTo(LOU).filter((said) => said.startsWith("C'est bient"));
  expect(reminders).toHaveLength(1);
  expect(linkIn(reminders[0] ?? "")).toBe(patient);
  expect(
    service.provider
      .sentTo(peerPhone("Claire"))
      .filter((said) => said.startsWith("C'est bient"))
      .map(linkIn),
  ).toEqual([peer]);
  expect((await open(patient)).status).toBe(200);

  await clockTo(service, booked.starts_at, 10);
  const entries = await Promise.all([open(patient), open(peer)]);
  for (const { status, headers } of entries) {
    expect(status).toBe(302);
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
  }
  const [own, others] = entries.map(({ location }) => new URL(location));
  expect(own?.origin).toBe(VIDEO_SERVER);
  expect(own?.pathname).toMatch(/^\/[0-9a-f]{32}$/);
  expect(others?.pathname).toBe(own?.pathname);
  for (const link of [patient, peer]) expect(entries.map(({ location }) => location).join()).not.toContain(link.split("/").at(-1));
  expect(entries.map(({ location }) => toldIn(location)["userInfo.displayName"])).toEqual(["Zoé d'Arc", "Claire"]);
  expect(toldIn(own?.href ?? "")).toMatchObject({ "config.p2p.enabled": false, "config.recordingService.enabled": false });

  // as often as one likes, typed in capitals, or with the full stop of a sentence
  expect((await open(`${patient.slice(0, -25)}${patient.slice(-25).toUpperCase()}.`)).status).toBe(302);

  for (const [index, name] of ["Zoé d'Arc", "Claire"].entries()) {
    const token = new URL(entries[index]?.location ?? "").searchParams.get("jwt") ?? "";
    const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(SECRET), {
      issuer: "passerelle",
      audience: "passerelle",
      subject: "video.example.org",
      currentDate: booked.starts_at,
    });
    expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
    const at = booked.starts_at.getTime() / 1000;
    expect(payload).toMatchObject({ room: own?.pathname.slice(1), nbf: at - 600, exp: at + 3600, context: { user: { name } } });
    await expect(jwtVerify(token, new TextEncoder().encode(`${SECRET}!`), { currentDate: booked.starts_at })).rejects.toThrow();
  }

  await service.moveClock(new Date(booked.starts_at.getTime() + 60 * 60_000 - 1000).toISOString());
  expect((await open(patient)).status).toBe(302);
  await service.moveClock(new Date(booked.starts_at.getTime() + 60 * 60_000).toISOString());
  const over = await open(patient);
  expect(over.status).toBe(410);
  expect(over.body).toContain("écrivez-nous RDV");
  expect(over.location).toBe("");
  expect((await open(peer)).body).toContain("écrivez MENU");
  expect(tooLong()).toEqual([]);
  // the peer is asked how it went, and is free for the next
  await service.text(peerPhone("Claire"), "oui");
});

test("the database keeps only a hash of a link: its token is where it was sent, and nowhere else", async () => {
  const token = linkIn(sentTo(LOU)).slice(-25);
  expect(
    (await findAnywhere(service.owner, token)).filter((place) => !/delivery\.body|turn_answer\.answer|public\.delivery\.card/.test(place)),
  ).toEqual([]);
});

test("a moved appointment has a new link, and the old one is over", async () => {
  const phone = "+33639980302";
  const first = await meet(service, phone, VIDEO);
  const old = linkIn(sentTo(phone));
  await service.text(phone, "DEPLACER");
  await service.text(phone, "1");
  await service.drain();
  const peerTold = (await service.text(peerPhone("Claire"), "1")).join(" ");
  await service.drain();
  const moved = await lastAppointment(service, phone);
  expect(moved).toMatchObject({ status: "booked" });
  expect(moved.id).not.toBe(first.id);
  const links = service.provider.sentTo(phone).map(linkIn).filter(Boolean);
  expect(new Set(links).size).toBe(2);
  expect((await open(old)).status).toBe(410);
  expect((await open(linkIn(first.peerTold))).status).toBe(410);
  expect((await open(links.at(-1) ?? "")).status).toBe(200);
  expect((await open(linkIn(peerTold))).status).toBe(200);
});

test("cancelled, it is over for both", async () => {
  const phone = "+33639980302";
  const link = service.provider.sentTo(phone).map(linkIn).filter(Boolean).at(-1) ?? "";
  // nobody writes so much within a minute
  await service.moveClock(new Date((await now()).getTime() + 61_000).toISOString());
  await service.text(phone, "ANNULER");
  await service.text(phone, "1");
  await service.text(phone, "oui");
  await service.drain();
  expect(await lastAppointment(service, phone)).toMatchObject({ status: "cancelled" });
  expect((await open(link)).status).toBe(410);
});

test("of who is erased a link says as much as one that never was; the peer's is over", async () => {
  const phone = "+33639980303";
  const booked = await meet(service, phone, VIDEO);
  const link = linkIn(sentTo(phone));
  expect((await open(link)).status).toBe(200);
  await service.text(phone, "SUPPRIMER");
  await service.text(phone, "oui");
  await service.drain();
  const erased = await open(link);
  const unknown = await open(`${link.slice(0, -25)}${"0".repeat(25)}`);
  const odd = await open(`${link.slice(0, -25)}%27--`);
  expect(erased.status).toBe(404);
  expect(unknown).toMatchObject({ status: 404, body: erased.body });
  expect(odd).toMatchObject({ status: 404, body: erased.body });
  expect([...unknown.headers.keys()]).toEqual([...erased.headers.keys()]);
  expect(erased.body).toMatch(/RDV par SMS.*text us RDV/s);
  expect((await open(linkIn(booked.peerTold))).status).toBe(410);
});

test("in Teams the peer's card opens the peer's own link, and that of the list too", async () => {
  const claire = await openPeerChat(service, "DEMO-PAIR");
  const phone = "+33639980304";
  const asking = meet(service, phone, VIDEO).catch(() => undefined);
  const request = await claire.waitForRequest();
  const { card } = await claire.click("accept-request", { appointmentId: request.appointmentId, programmeId: request.programmeId });
  await asking;
  await service.drain();
  const own = String(urls(card)[0]);
  expect(own).toContain("/meet/");
  expect(own).not.toBe(linkIn(sentTo(phone)));
  expect((await open(own)).status).toBe(200);
  const { card: list } = await claire.click("show-appointments", { programmeId: request.programmeId });
  expect(urls(list)).toContain(own);
  // the message itself is changed to the same
  expect(urls(service.teams.activities.filter(({ conversationId }) => conversationId === claire.conversationId))).toContain(own);
  expect(tooLong()).toEqual([]);
});
