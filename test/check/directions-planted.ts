interface Planted {
  path: string;
  text: string;
  /** The one rule that must be reported for this file; none for a file that is right. */
  rule?: string;
}

const leaf = 'export const leaf = "leaf";\nexport type Leaf = typeof leaf;\n';
const value = (from: string) => `import { leaf } from "${from}";\n\nexport const seen = leaf;\n`;
const type = (from: string) => `import type { Leaf } from "${from}";\n\nexport type Seen = Leaf;\n`;
const later = (from: string) => `export const load = () => import("${from}");\n`;
const sdk = (from: string) => `import * as sdk from "${from}";\n\nexport const seen = sdk;\n`;

/** A small tree of the same rooms: what each rule of .dependency-cruiser.cjs must report, and what none may. */
export const PLANTED: Planted[] = [
  ...[
    "domain/booking",
    "domain/booking/api",
    "dialogs/leaf",
    "cards/leaf",
    "adapters/leaf",
    "bot/leaf",
    "playground/leaf",
    "tab/leaf",
    "test/leaf",
  ]
    .concat("playground/mount", "leaf")
    .map((path) => ({ path: `${path}.ts`, text: leaf })),

  { path: "domain/right.ts", text: `${value("./booking.ts")}${sdk("pg").replaceAll("seen", "other")}` },
  { path: "dialogs/right.ts", text: value("../domain/booking.ts") },
  { path: "cards/right.ts", text: value("../dialogs/leaf.ts") },
  { path: "adapters/right.ts", text: `${value("../domain/booking.ts")}${sdk("botbuilder").replaceAll("seen", "other")}` },
  { path: "tab/right.ts", text: value("../domain/booking/api.ts") },
  { path: "bot/right.ts", text: value("../playground/mount.ts") },
  { path: "test/right.ts", text: value("../bot/leaf.ts") },

  { path: "domain/to-dialogs.ts", text: value("../dialogs/leaf.ts"), rule: "domain-imports-only-domain" },
  { path: "domain/to-cards.ts", text: type("../cards/leaf.ts"), rule: "domain-imports-only-domain" },
  { path: "domain/to-adapters.ts", text: later("../adapters/leaf.ts"), rule: "domain-imports-only-domain" },
  { path: "domain/to-tab.ts", text: value("../tab/leaf.ts"), rule: "domain-imports-only-domain" },
  { path: "domain/to-playground.ts", text: value("../playground/mount.ts"), rule: "domain-imports-only-domain" },
  { path: "domain/to-root.ts", text: value("../leaf.ts"), rule: "domain-imports-only-domain" },
  { path: "dialogs/to-cards.ts", text: value("../cards/leaf.ts"), rule: "dialogs-import-only-domain" },
  { path: "dialogs/to-adapters.ts", text: type("../adapters/leaf.ts"), rule: "dialogs-import-only-domain" },
  { path: "cards/to-adapters.ts", text: value("../adapters/leaf.ts"), rule: "cards-import-only-domain-and-dialogs" },
  { path: "adapters/to-dialogs.ts", text: type("../dialogs/leaf.ts"), rule: "adapters-import-only-domain" },
  { path: "adapters/to-cards.ts", text: value("../cards/leaf.ts"), rule: "adapters-import-only-domain" },
  { path: "playground/to-domain.ts", text: type("../domain/booking.ts"), rule: "playground-imports-nothing-of-ours" },
  { path: "tab/to-domain.ts", text: value("../domain/booking.ts"), rule: "tab-imports-only-api-schemas" },
  { path: "domain/to-bot.ts", text: type("../bot/leaf.ts"), rule: "nobody-imports-bot" },
  { path: "adapters/to-bot.ts", text: value("../bot/leaf.ts"), rule: "nobody-imports-bot" },
  { path: "playground/to-bot.ts", text: later("../bot/leaf.ts"), rule: "nobody-imports-bot" },
  { path: "to-bot.ts", text: value("./bot/leaf.ts"), rule: "nobody-imports-bot" },
  { path: "bot/to-test.ts", text: value("../test/leaf.ts"), rule: "nobody-imports-test" },
  { path: "bot/to-playground.ts", text: value("../playground/leaf.ts"), rule: "bot-only-mounts-the-playground" },
  { path: "bot/to-tab.ts", text: value("../tab/leaf.ts"), rule: "bot-never-imports-tab" },
  { path: "domain/to-botbuilder.ts", text: sdk("botbuilder"), rule: "sdks-stay-behind-bot-and-adapters" },
  {
    path: "dialogs/to-schema.ts",
    text: 'import type { Activity } from "botframework-schema";\n\nexport type Seen = Activity;\n',
    rule: "sdks-stay-behind-bot-and-adapters",
  },
  { path: "cards/to-twilio.ts", text: sdk("twilio"), rule: "sdks-stay-behind-bot-and-adapters" },
  { path: "domain/to-restify.ts", text: later("restify"), rule: "sdks-stay-behind-bot-and-adapters" },
  { path: "bot/to-vitest.ts", text: sdk("vitest"), rule: "product-needs-no-development-package" },
  { path: "domain/to-nowhere.ts", text: value("./gone.ts"), rule: "imports-resolve" },
  // A cycle is reported once, for the first of its files.
  { path: "domain/round.ts", text: 'import { about } from "./about.ts";\n\nexport const round = (): string => about();\n' },
  {
    path: "domain/about.ts",
    text: 'import { round } from "./round.ts";\n\nexport const about = (): string => round();\n',
    rule: "no-cycles",
  },
  { path: "dialogs/first.ts", text: 'import type { Second } from "./second.ts";\n\nexport type First = Second | 1;\n', rule: "no-cycles" },
  { path: "dialogs/second.ts", text: 'import type { First } from "./first.ts";\n\nexport type Second = First[];\n' },
];
