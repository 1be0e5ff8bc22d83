import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProvider, type Provider, ProviderError } from "../../../adapters/twilio/client.ts";
import { startProvider, type TestProvider } from "../../support/provider.ts";

const US = "+33937990001";
const LOU = "+33639980001";
const CALLBACK = "https://passerelle.example.org/twilio/status";

let service: TestProvider;
let provider: Provider;
beforeAll(async () => {
  service = await startProvider();
  provider = openProvider({ ...service, apiBaseUrl: service.url });
});
afterAll(() => service.close());

const send = (body: string, to = LOU) => provider.send({ to, from: US, body, statusCallback: CALLBACK });
async function refusal(attempt: Promise<unknown>): Promise<ProviderError> {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderError)) throw new Error("It was no refusal of the provider.", { cause: error });
  return error;
}

describe("sending", () => {
  test("gives the provider's id, and reaches the service that the configuration names", async () => {
    const sid = await send("Bonjour à vous, 1 & 2");
    expect(service.messages.find((message) => message.sid === sid)).toMatchObject({
      to: LOU,
      from: US,
      body: "Bonjour à vous, 1 & 2",
      statusCallback: CALLBACK,
    });
  });

  test.each<[string, Parameters<TestProvider["answerNext"]>[0], { kind: string; providerCode?: number; retryAfterSeconds?: number }]>([
    [
      "too many at once is temporary, and says for how long",
      { status: 429, code: 20429 },
      { kind: "temporary", providerCode: 20429, retryAfterSeconds: 30 },
    ],
    ["an opt-out is for good", { status: 400, code: 21610 }, { kind: "permanent", providerCode: 21610 }],
    ["a number that takes no SMS is for good", { status: 400, code: 21614 }, { kind: "permanent", providerCode: 21614 }],
    ["a refusal without a code is for good", { status: 400 }, { kind: "permanent", providerCode: undefined }],
    ["a failure of theirs may have been taken", { status: 500, code: 20500 }, { kind: "ambiguous", providerCode: 20500 }],
    ["a cut line may have been taken", "cut", { kind: "ambiguous", providerCode: undefined }],
    ["an answer that never came, of a message that was taken, is the same", "accept-then-silent", { kind: "ambiguous" }],
  ])("%s", async (_, answer, expected) => {
    service.answerNext(answer);
    const error = await refusal(send("un secret"));
    expect(error).toMatchObject(expected);
    expect(error.message).not.toMatch(/secret|39980001/);
  });

  test("is temporary when no connection was made at all", async () => {
    const nobody = await startProvider();
    await nobody.close();
    expect(
      await refusal(openProvider({ ...nobody, apiBaseUrl: nobody.url }).send({ to: LOU, from: US, body: "x", statusCallback: CALLBACK })),
    ).toMatchObject({ kind: "temporary" });
  });

  test("goes under the path of the configured address, as a gateway may have one", async () => {
    const under = openProvider({ ...service, apiBaseUrl: `${service.url}/gateway/` });
    const before = service.messages.length;
    await under.send({ to: LOU, from: US, body: "par un autre chemin", statusCallback: CALLBACK });
    expect(service.messages).toHaveLength(before + 1);
  });

  test("with a wrong token is for good", async () => {
    const stranger = openProvider({ ...service, authToken: "f".repeat(32), apiBaseUrl: service.url });
    expect(await refusal(stranger.send({ to: LOU, from: US, body: "x", statusCallback: CALLBACK }))).toMatchObject({
      kind: "permanent",
      providerCode: 20003,
    });
  });
});

describe("a message that may have been taken", () => {
  const since = new Date(Date.now() - 60_000);

  test("is found by whom, from whom and what", async () => {
    service.answerNext("accept-then-silent");
    await refusal(send("perdu de vue"));
    const taken = service.messages.at(-1)?.sid;
    expect(await provider.findSent({ to: LOU, from: US, body: "perdu de vue", since }, async () => false)).toBe(taken);
  });

  test("is not another's: known, of other words, to somebody else, or come in", async () => {
    const known = await send("deux fois");
    service.receive(LOU, US, "venu d'ailleurs");
    const find = (over: object, isKnown: (sid: string) => Promise<boolean> = async () => false) =>
      provider.findSent({ to: LOU, from: US, body: "deux fois", since, ...over }, isKnown);
    expect(await find({}, async (sid) => sid === known)).toBeUndefined();
    expect(await find({ body: "trois fois" })).toBeUndefined();
    expect(await find({ to: "+33639980099" })).toBeUndefined();
    expect(await find({ to: US, from: LOU, body: "venu d'ailleurs" })).toBeUndefined();
    expect(await find({})).toBe(known);
  });
});

describe("what came in", () => {
  test("is listed oldest first, without what went out", async () => {
    const own = await startProvider();
    try {
      const listing = openProvider({ ...own, apiBaseUrl: own.url });
      const first = own.receive(LOU, US, "un", new Date(Date.now() - 120_000));
      const second = own.receive(LOU, US, "deux");
      await listing.send({ to: US, from: US, body: "à nous-mêmes", statusCallback: CALLBACK });
      const found = await listing.listInbound(US, new Date(Date.now() - 600_000));
      expect(found.map(({ sid, from, to, body, numMedia }) => ({ sid, from, to, body, numMedia }))).toEqual([
        { sid: first, from: LOU, to: US, body: "un", numMedia: 0 },
        { sid: second, from: LOU, to: US, body: "deux", numMedia: 0 },
      ]);
      expect(found[0]?.at).toBeInstanceOf(Date);
    } finally {
      await own.close();
    }
  });
});
