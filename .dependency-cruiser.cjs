/**
 * Who may import whom: `domain <- dialogs <- cards <- bot` and `domain <- adapters <- bot`.
 * Paths are relative to the folder that is cruised, so that test/check/directions.ts can show each rule a planted violation elsewhere.
 *
 * @type {import("dependency-cruiser").IConfiguration}
 */
module.exports = {
  forbidden: [
    importsOnly("domain-imports-only-domain", "domain", "^domain/"),
    importsOnly("dialogs-import-only-domain", "dialogs", "^(dialogs|domain)/"),
    importsOnly("cards-import-only-domain-and-dialogs", "cards", "^(cards|dialogs|domain)/"),
    importsOnly("adapters-import-only-domain", "adapters", "^(adapters|domain)/"),
    importsOnly("playground-imports-nothing-of-ours", "playground", "^playground/"),
    importsOnly("tab-imports-only-api-schemas", "tab", "^tab/|^domain/api\\.ts$|^domain/.+/api\\.ts$"),
    {
      name: "nobody-imports-bot",
      comment: "bot is the process: it knows everybody and nobody knows it.",
      severity: "error",
      from: { pathNot: "^(bot|test)/" },
      to: { path: "^bot/" },
    },
    {
      name: "nobody-imports-test",
      severity: "error",
      from: { pathNot: "^test/" },
      to: { path: "^test/" },
    },
    {
      name: "bot-only-mounts-the-playground",
      comment: "The playground has one door, mount.ts: no way in through its parts.",
      severity: "error",
      from: { path: "^bot/" },
      to: { path: "^playground/", pathNot: "^playground/mount\\.ts$" },
    },
    {
      name: "bot-never-imports-tab",
      comment: "The tab runs in a browser and is built by itself.",
      severity: "error",
      from: { path: "^bot/" },
      to: { path: "^tab/" },
    },
    {
      name: "sdks-stay-behind-bot-and-adapters",
      comment:
        "The Bot Framework SDK is at its end of life: it and the provider's client must be exchangeable without touching the rules or the dialogs.",
      severity: "error",
      from: { path: "^(domain|dialogs|cards)/" },
      to: { path: "(^|node_modules/)(@types/)?(botbuilder|botframework|twilio|restify)" },
    },
    {
      name: "product-needs-no-development-package",
      comment: "An installation leaves the development packages out.",
      severity: "error",
      from: { path: "^(domain|dialogs|cards|adapters|bot|playground)/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "(^|node_modules/)@types/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "imports-resolve",
      comment: "An import that leads nowhere would slip past every rule above.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "(^|/)node_modules/" },
    // Imports of types are imports: a cycle or a wrong direction of them is one of ideas.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};

/** A folder may import packages and what `allowed` matches; bot and test have rules of their own. */
function importsOnly(name, folder, allowed) {
  return {
    name,
    severity: "error",
    from: { path: `^${folder}/` },
    to: { dependencyTypes: ["local"], pathNot: `${allowed}|^(bot|test)/` },
  };
}
