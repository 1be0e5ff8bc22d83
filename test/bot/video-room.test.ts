import { DateTime, Interval } from "luxon";
import { expect, test } from "vitest";
import { roomUrl } from "../../bot/video-room.ts";

const window = Interval.after(DateTime.utc(2026, 11, 24, 13, 50), { minutes: 70 });
const SERVER = { baseUrl: "https://video.example.org/Aide", token: undefined };

/** As Jitsi's own page reads what stands behind the `#`. https://github.com/jitsi/js-utils/blob/master/uri.ts */
function readAsJitsi(url: string): Record<string, unknown> {
  const pairs = new URL(url).hash.slice(1).split("&");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      const decoded = decodeURIComponent(value)
        .replace(/\\&/, "&")
        .replace(/[\u2018\u2019]/g, "'")
        .replace(/[\u201c\u201d]/g, '"');
      return [name, JSON.parse(decoded)];
    }),
  );
}

test.each(["Lou", "Zoé d'Arc", 'a"b', "“Lou”", "\\&", "&config.p2p.enabled=true", "#?jwt=x", "</script>", "Ünal 李 🙂", "a\u2028b"])(
  "a name comes through as it is and changes nothing else: %j",
  async (displayName) => {
    const url = await roomUrl(SERVER, { room: "0".repeat(32), displayName, window });
    expect(url).toMatch(/^[\x21-\x7e]+$/);
    expect(new URL(url)).toMatchObject({ origin: "https://video.example.org", pathname: `/Aide/${"0".repeat(32)}`, search: "" });
    expect(readAsJitsi(url)).toMatchObject({ "userInfo.displayName": displayName, "config.p2p.enabled": false });
  },
);

test("in a tenant's rooms a token is for the tenant", async () => {
  const url = await roomUrl(
    { ...SERVER, token: { appId: "id", secret: "a-long-enough-secret" } },
    { room: "r", displayName: "Lou", window },
  );
  const [, payload = ""] = (new URL(url).searchParams.get("jwt") ?? "").split(".");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ sub: "aide", room: "r" });
});
