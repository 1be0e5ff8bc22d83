import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { demoPeers } from "../../../bot/demo-peers.ts";
import { examplePeer } from "../../../domain/peers/import/example-peer.ts";
import { writePeers } from "../../../domain/peers/import/write-peers.ts";
import { addressKey } from "../../../domain/people/address-key.ts";
import { unseal } from "../../../domain/people/seal.ts";
import { runCommand } from "../../support/child.ts";
import { addOneMoreProgramme, oneValue, peerPhone, rowsOf, withAppPool } from "../../support/people.ts";
import { startService, type TestService } from "../../support/service.ts";

const HEADINGS =
  "Prénom;Conditions;Langues;Modalités;Présentation;Disponibilités;Téléphone;Formation;Validé par;Validé le;Charte;Supervision";
const COMPLETE = "1260;Camille;2026-01-10;2026-01-12;2026-10-20";
const row = (name: string, phone: string, rest = COMPLETE) =>
  `${name};endométriose;fr;téléphone;opérée en 2015;lun 14:00-18:00;${phone};${rest}`;

let service: TestService;
let folder: string;
let slug: string;
let programme: string;
beforeAll(async () => {
  service = await startService({ withWorker: false });
  folder = await mkdtemp(join(tmpdir(), "passerelle-peers-"));
});
beforeEach(async () => {
  ({ programmeId: programme, slug } = await withAppPool(service, addOneMoreProgramme));
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

const command = (...words: string[]) => runCommand(service.config, "peers", ...words);
async function importText(text: string, ...options: string[]) {
  const path = join(folder, "peers.csv");
  await writeFile(path, text);
  const { exitCode, stdout, stderr } = await command("import", path, "--programme", slug, ...options);
  return { exitCode, stdout: stdout.toString(), stderr };
}
const names = async () =>
  (await rowsOf<{ name: string }>(service, "select display_name as name from peer where programme_id = $1 order by 1", [programme])).map(
    ({ name }) => name,
  );

test("imports a file's peers with their phones sealed, and says who is not offered yet and why", async () => {
  const { exitCode, stdout, stderr } = await importText(
    `${HEADINGS}\n${row("Claire", "06 39 98 00 01")}\n${row("Inès", "", "21;;;;".replace("21", "10 h"))}\n`,
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toBe(
    "Imported 2; 0 already there and left as they are, 0 bad and skipped.\n1 of them is not offered to patients yet:\n  Inès: not offered: not validated by a person, with a date, too little training, charter not signed, supervision overdue or never, no phone or Teams account that can be written to\n",
  );
  const { fieldKeyId: id, fieldKey: key, addressKey: secret } = service.config.keys;
  const stored = await rowsOf<{ sealed: string; rank: number }>(
    service,
    "select sealed, rank from channel_address where programme_id = $1 and kind = 'sms' and address_key = $2",
    [programme, addressKey(secret, "+33639980001")],
  );
  expect(stored.map(({ sealed, rank }) => [unseal({ id, key }, sealed), rank])).toEqual([["+33639980001", 20]]);
  expect(
    await oneValue(service, "select count(*)::integer from audit where programme_id = $1 and action = 'import-peer'", [programme]),
  ).toBe(2);
  expect((await command("list", "--programme", slug)).stdout.toString()).toMatch(
    /^Claire +1 condition +offered\nInès +1 condition +not offered: not validated.*\n2 peers, 1 offered to patients\.\n$/,
  );
});

const MIXED = `${HEADINGS}\n${row("Claire", "06 39 98 00 01")}\n${row("Zoé", "06 39 98 00 01")}\n${row("Ana", "0639980002").replace("endométriose", "licorne")}\n${row("", "12")}\n${row("Sonia", "")}\n`;
const SAID = [
  "Row 3: The phone is the same as in row 2.",
  'Row 4, column Conditions: "licorne" is not in the catalogue of conditions.',
  "Row 5, column Prénom: The first name is missing.",
  "Row 5, column Téléphone: That is not a phone number; write it as 06 39 98 00 01 or +33 6 39 98 00 01.",
];

test("imports nothing when any row is bad, and tells all that is wrong", async () => {
  const { exitCode, stdout, stderr } = await importText(MIXED);
  expect(stderr.split("\n")).toEqual([
    ...SAID,
    "3 rows are bad, so nothing was imported. Correct them, or add --skip-bad to import the others.",
    "",
  ]);
  expect({ exitCode, stdout, names: await names() }).toEqual({ exitCode: 1, stdout: "", names: [] });
});

test("imports the good rows when the bad ones may be skipped, and says how many of each", async () => {
  const { exitCode, stdout, stderr } = await importText(MIXED, "--skip-bad");
  expect(stderr.split("\n")).toEqual([...SAID, ""]);
  expect(stdout).toContain("Imported 2; 0 already there and left as they are, 3 bad and skipped.");
  expect({ exitCode, names: await names() }).toEqual({ exitCode: 0, names: ["Claire", "Sonia"] });
});

test("changes nothing on a dry run", async () => {
  const { exitCode, stdout } = await importText(`${HEADINGS}\n${row("Claire", "")}\n`, "--dry-run", "--invite");
  expect({ exitCode, stdout, names: await names() }).toEqual({
    exitCode: 0,
    stdout: "Dry run, nothing was changed. Would import 1; 0 already there and left as they are, 0 bad and skipped.\n",
    names: [],
  });
});

test("neither doubles nor changes peers who are there already, with a phone or without", async () => {
  const text = `${HEADINGS}\n${row("Claire", "06 39 98 00 01")}\n${row("Sonia", "")}\n`;
  await importText(text);
  const again = await importText(text.replace("Claire", "Clara").replace("1260", "2000"));
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("Imported 0; 2 already there and left as they are, 0 bad and skipped."),
  });
  expect(await names()).toEqual(["Claire", "Sonia"]);
  expect(await oneValue(service, "select max(training_minutes) from peer where programme_id = $1", [programme])).toBe(1260);
});

test("names the row, and no number, when a phone is somebody else's", async () => {
  await service.text("+33639980077", "bonjour");
  slug = "demo";
  const { exitCode, stdout, stderr } = await importText(
    `${HEADINGS}\n${row("Claire", peerPhone("Claire"))}\n${row("Ana", "06 39 98 00 77")}\n`,
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(/^Row 3: The phone of this row is in use already, by somebody else of this programme\.\n1 row is bad/);
  expect(stderr).not.toMatch(/\d{4,}/);
});

test("gives each imported peer a code that links a Teams account", async () => {
  const { stdout } = await importText(`${HEADINGS}\n${row("Claire", "06 39 98 00 01")}\n${row("Sonia", "")}\n`, "--invite");
  const codes = [...stdout.matchAll(/^ {2}(\S+) +([A-Z2-9]{4}-[A-Z2-9]{4})$/gm)];
  expect(codes.map(([, name]) => name)).toEqual(["Claire", "Sonia"]);
  for (const [, name, code] of codes) {
    const owner = await oneValue(
      service,
      "select display_name from invitation join peer using (programme_id, person_id) where code_key = $1 and used_at is null",
      [addressKey(service.config.keys.addressKey, `invitation:${code}`)],
    );
    expect(owner).toBe(name);
  }
});

test("exports the demo's peers without phones, or with them and a note in the audit, and another programme takes them", async () => {
  const path = join(folder, "out.csv");
  const count = demoPeers().length;
  const printed = await command("export", "--programme", "demo");
  expect(printed.stderr).toBe("");
  expect([...printed.stdout.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(printed.stdout.toString()).not.toMatch(/\+33|06 ?39/);
  expect(await oneValue(service, "select count(*)::integer from audit where action = 'export-phone'")).toBe(0);

  const written = await command("export", "--programme", "demo", "--with-phones", "--out", path, "--separator", ",", "--windows-1252");
  expect(written).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`Decrypted ${count} phones, which the audit notes.`) });
  expect(written.stdout.toString()).toBe(`Wrote ${count} peers to ${path}.\n`);
  expect(await oneValue(service, "select count(distinct subject_id)::integer from audit where action = 'export-phone'")).toBe(count);
  expect((await readFile(path)).includes(Buffer.from("Pr\xe9nom", "latin1"))).toBe(true);

  const taken = await command("import", path, "--programme", slug);
  expect([taken.stderr, taken.stdout.toString()]).toEqual([
    "",
    `Imported ${count}; 0 already there and left as they are, 0 bad and skipped.\n`,
  ]);
  const own = await command("export", "--programme", slug, "--with-phones", "--separator", ",", "--windows-1252");
  expect(own.stdout.equals(await readFile(path))).toBe(true);
});

test.each([
  ["a file that is not there", ["import", "/nowhere/peers.csv", "--programme", "demo"], "/nowhere/peers.csv can't be read (ENOENT).\n"],
  ["a programme that is not there", ["list", "--programme", "nowhere"], "There is no programme nowhere.\n"],
  ["a place that can't be written", ["template", "--out", "/nowhere/x.csv"], "/nowhere/x.csv can't be written (ENOENT).\n"],
])("says what is wrong and exits with 1: %s", async (_, words, stderr) => {
  expect(await command(...words)).toMatchObject({ exitCode: 1, stderr });
});

test("prints a template, which can be imported", async () => {
  const { stdout } = await command("template", "--locale", "en");
  expect(stdout.toString()).toContain("First name;Conditions;Relative of");
  expect(await importText(stdout.toString())).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Imported 1;") });
});

test("imports 10,000 rows in one go, with a line of progress", { timeout: 120_000 }, async () => {
  const peers = Array.from({ length: 10_000 }, (_, index) => ({
    ...examplePeer("fr"),
    displayName: `Pair ${index}`,
    phone: `+3363998${String(index).padStart(4, "0")}`,
  }));
  const written = writePeers(peers, { locale: "fr", separator: ";", windows1252: false });
  const { exitCode, stdout, stderr } = await importText("bytes" in written ? Buffer.from(written.bytes).toString() : "");
  expect({ exitCode, stdout }, stderr).toEqual({
    exitCode: 0,
    stdout: "Imported 10000; 0 already there and left as they are, 0 bad and skipped.\n",
  });
  expect(stderr).toContain("Read 1000 of 10000 ...\n");
  expect(stderr).toContain("Imported 10000 of 10000 ...\n");
  const stored = await rowsOf<{ transactions: number; peers: number }>(
    service,
    "select count(distinct xmin::text)::integer as transactions, count(*)::integer as peers from peer where programme_id = $1",
    [programme],
  );
  expect(stored).toEqual([{ transactions: 1, peers: 10_000 }]);
});
