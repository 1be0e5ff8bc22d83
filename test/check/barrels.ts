import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Verdict } from "./verdict.ts";

const BARRELS = [
  'export * from "./hold.ts";\n',
  'export { hold } from "./hold.ts";\nexport type { Slot } from "./slot.ts";\n',
  'import { hold } from "./hold.ts";\n\nexport { hold };\n',
];
const NOT_BARRELS = ['export * from "./hold.ts";\nexport const slots = 3;\n', 'import "./polyfill.ts";\n', "export {};\n", ""];

/** Finds barrels: files that only pass on what others export. They hide where a thing lives and make cycles. */
export function checkBarrels(root: string, files: string[]): Verdict {
  const sources = files.filter((path) => /\.(ts|js)$/.test(path));
  const found = sources.filter((path) => isBarrel(readFileSync(join(root, path), "utf8"))).map((path) => `a barrel: ${path}`);
  const missed = BARRELS.filter((text) => !isBarrel(text)).map((text) => `planted and not found: ${JSON.stringify(text)}`);
  const invented = NOT_BARRELS.filter(isBarrel).map((text) => `found and not planted: ${JSON.stringify(text)}`);
  return {
    problems: [...found, ...missed, ...invented].join("\n"),
    note: `${sources.length} files; ${BARRELS.length} planted`,
  };
}

/** Says whether every statement of a module imports or passes on, and at least one passes on. */
function isBarrel(text: string): boolean {
  const { statements } = ts.createSourceFile("module.ts", text, ts.ScriptTarget.Latest);
  return statements.some(passesOn) && statements.every((statement) => passesOn(statement) || ts.isImportDeclaration(statement));
}

function passesOn(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement)) return false;
  return !statement.exportClause || !ts.isNamedExports(statement.exportClause) || statement.exportClause.elements.length > 0;
}
