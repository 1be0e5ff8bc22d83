import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Campaign } from "../../domain/campaigns/campaign.ts";
import { findCampaign, listCampaigns } from "../../domain/campaigns/campaign.ts";
import { type CampaignResults, loadResults } from "../../domain/campaigns/results/load-results.ts";
import { shareImproved } from "../../domain/campaigns/results/release-figures.ts";
import { releaseResults } from "../../domain/campaigns/results/release-results.ts";
import type { Db } from "../../domain/db.ts";
import { DomainError } from "../../domain/errors.ts";
import { namedUnits, type Unit } from "../../domain/programmes/unit.ts";
import type { WithPool } from "./coordination.ts";
import { ofProgramme, withinProgramme } from "./within-programme.ts";

const MOST_LISTED = 1000;

/** Commands for survey campaigns: how they go. They are made and launched by coordinators, in Teams. */
export function addCampaignCommands(program: Command, withPool: WithPool): void {
  const command = program
    .command("campaign")
    .description("survey campaigns: how they go; coordinators make them in Teams, by the word ENQUETE");

  command
    .command("list")
    .description("show the programme's campaigns, the newest first")
    .addOption(ofProgramme())
    .action(async ({ programme }: { programme: string }) => {
      const listed = await withPool((pool) => withinProgramme(pool, programme, (db) => listCampaigns(db, MOST_LISTED)));
      console.log(listed.length > 0 ? listed.map(lineOf).join("\n") : "There is no campaign.");
    });

  command
    .command("show")
    .description("show how far a campaign has come, and what was answered: never about fewer than ten people")
    .argument("<name>", "the campaign's name")
    .addOption(ofProgramme())
    .action(async (name: string, { programme }: { programme: string }) => {
      const { campaign, units, results } = await withPool((pool) => withinProgramme(pool, programme, (db) => loadByName(db, name)));
      const ofUnits = units.map((unit): [string, string] => ["for unit", `${unit.name} (${unit.code})${unit.isOpen ? "" : ", retired"}`]);
      console.log(
        [lineOf(campaign), ...[...ofUnits, ...rowsOf(results)].map(([figure, value]) => `${figure.padEnd(34)}${value}`)].join("\n"),
      );
    });

  command
    .command("results")
    .description("write the same figures to a file, as CSV")
    .argument("<name>", "the campaign's name")
    .requiredOption("--out <file>", "where to write them")
    .addOption(ofProgramme())
    .action(async (name: string, { programme, out }: { programme: string; out: string }) => {
      const { results } = await withPool((pool) => withinProgramme(pool, programme, (db) => loadByName(db, name)));
      await writeFile(out, stringify([["figure", "value"], ...rowsOf(results)]));
      console.log(`Wrote ${out}.`);
    });
}

async function loadByName(db: Db, name: string): Promise<{ campaign: Campaign; units: Unit[]; results: CampaignResults }> {
  const campaign = await findCampaign(db, name);
  if (!campaign) throw new DomainError("campaign/unknown", "The programme has no campaign of that name.");
  const units = await namedUnits(db, campaign.audience.units);
  const results = await loadResults(db, campaign);
  if (!results.areWorkedOut) return { campaign, units, results };
  // who types this can wait for it, however many have answered
  return { campaign, units, results: { ...results, ...(await releaseResults(db, campaign)), areWorkedOut: false } };
}

const lineOf = ({ name, state, questionnaireName, startsAt, endsAt }: Campaign): string =>
  [state.padEnd(10), questionnaireName.padEnd(14), startsAt.toISODate(), endsAt.toISODate(), name].join("  ");

function rowsOf({ recipients, waiting, sent, skipped, figures, tooLike }: CampaignResults): [string, string | number][] {
  const rows: [string, string | number][] = [
    ["recipients", recipients],
    ["waiting", waiting],
    ["sent", sent],
    ...skipped.map(({ reason, count }): [string, number] => [`skipped: ${reason}`, count]),
    ["answered", figures?.completed ?? (tooLike === undefined ? "fewer than 10" : "not shown")],
    ...(figures ? [["as of", figures.at.toUTC().toISO({ suppressMilliseconds: true }) ?? ""] satisfies [string, string]] : []),
    ...(tooLike === undefined ? [] : [["held back: nearly the same as of", tooLike] satisfies [string, string]]),
  ];
  if (!figures) return rows;
  for (const [mode, count] of Object.entries(figures.channels?.cells ?? {})) rows.push([`answered: ${mode}`, count ?? "not shown"]);
  for (const [name, { scale, improvement }] of Object.entries(figures.scales)) {
    if (scale)
      rows.push(
        [`${name}: n`, howMany(scale.n, scale.about)],
        [`${name}: mean`, scale.mean.toFixed(1)],
        [`${name}: 95 % interval`, `${scale.low.toFixed(1)} to ${scale.high.toFixed(1)}`],
      );
    if (improvement)
      rows.push(
        [`${name}: improved since entry, %`, shareImproved(improvement)],
        [`${name}: improved since entry, n`, howMany(improvement.pairs, improvement.about)],
      );
  }
  return rows;
}

const howMany = (n: number, about: number | null): string | number => (about === null ? n : `about ${about}`);
