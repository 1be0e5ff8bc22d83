import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../support/child.ts";
import { addProgramme, openAppPool, rowsOf } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  const pool = openAppPool(service, 2);
  await addProgramme(pool, "autre", "+33199000002");
  await pool.end();
});
afterAll(() => service.stop());

/** What a command says and how it ends. */
async function run(...words: string[]): Promise<{ code: number | null; output: string }> {
  const programme = words.includes("--programme") ? [] : ["--programme", "autre"];
  const { exitCode, stdout, stderr } = await runCommand(service.config, "place", ...words, ...programme);
  return { code: exitCode, output: stdout + stderr };
}

const SIGNS = ["--sign-fr", "une écharpe verte", "--sign-en", "a green scarf"];
const ROOM = ["Maison des usagers", "--address", "12 rue Haute, Aix", ...SIGNS];

test("lists a room, in its programme only, and takes it off the list", async () => {
  expect((await run("list")).output).toContain("No room is listed.");
  expect(await run("add", ...ROOM, "--map", "https://osm.org/go/0BOdUs9e--")).toEqual({
    code: 0,
    output: "Maison des usagers is listed.\n",
  });
  expect((await run("list")).output).toBe(
    "Maison des usagers, 12 rue Haute, Aix  sign: une écharpe verte / a green scarf  https://osm.org/go/0BOdUs9e--\n",
  );
  expect((await run("list", "--programme", "demo")).output).not.toContain("12 rue Haute, Aix  sign: une écharpe verte / ");

  expect(await run("add", "maison des USAGERS", ...ROOM.slice(1))).toEqual({
    code: 1,
    output: "A room called maison des USAGERS is listed already.\n",
  });
  expect((await run("close", "maison des usagers")).code).toBe(0);
  expect((await run("close", "Maison des usagers")).output).toBe("No room called Maison des usagers is listed.\n");
  expect((await run("list")).output).toContain("No room is listed.");
  // closed, not deleted: an appointment may be there; and the name is free again
  expect((await run("add", ...ROOM)).code).toBe(0);
  expect(
    await rowsOf(service, "select closed_at is null as open from place where map_url is not null or sign_en = 'a green scarf' order by 1"),
  ).toEqual([{ open: false }, { open: true }]);
});

test.each([
  [["--map", "http://osm.org/go/0BOdUs9e--"], "A map's address begins with https://."],
  [["--map", "javascript:alert(1)"], "A map's address begins with https://."],
  [["--map", "https://user:pass@osm.org"], "A map's address begins with https://."],
  [["--map", `https://osm.org/${"x".repeat(50)}`], "A map's address has at most 50 characters"],
  [["--sign-en", "x".repeat(41)], "A sign has at most 40 characters"],
  [["--sign-fr", " "], "A room has a name, an address, and a sign in French and in English."],
  [["--address", "x".repeat(70)], "Name and address have at most 70 characters together"],
  [["--sign-fr", "une affiche sur l'endométriose"], "A room's words name no illness"],
  [["--programme", "none"], "There is no programme none."],
])("says what is wrong: %j", async (over, said) => {
  const { code, output } = await run("add", "Salle 3", "--address", "1 place Basse, Aix", ...SIGNS, ...over);
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(said) });
  expect(await rowsOf(service, "select from place where name = 'Salle 3'")).toEqual([]);
});
