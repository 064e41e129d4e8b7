// The injected grammar, through the tokenizer that VS Code uses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const source = readFileSync(new URL("../syntaxes/directives.tmLanguage.json", import.meta.url), "utf8");
// Only what the extension injects: the grammar of Markdown is VS Code's own.
const markdown = JSON.stringify({ scopeName: "text.html.markdown", patterns: [] });
const registry = new textmate.Registry({
	onigLib: Promise.resolve({
		createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
		createOnigString: (text) => new oniguruma.OnigString(text),
	}),
	loadGrammar: async (scope) =>
		scope === "text.html.markdown"
			? textmate.parseRawGrammar(markdown, "markdown.json")
			: textmate.parseRawGrammar(source, "directives.json"),
	getInjections: (scope) => (scope === "text.html.markdown" ? ["markdown.mdbook-papers.injection"] : []),
});
const grammar = await registry.loadGrammar("text.html.markdown");

/** Each token that the extension colours, as `text: last scope`. */
function tokens(line) {
	const found = [];
	for (const { startIndex, endIndex, scopes } of grammar.tokenizeLine(line, textmate.INITIAL).tokens) {
		const scope = scopes.at(-1).replace(/\.mdbook-papers$/, "");
		const text = line.slice(startIndex, endIndex).trim();
		if (text && !scope.startsWith("text.") && !scope.startsWith("meta.")) found.push(`${text}: ${scope}`);
	}
	return found;
}

test("a directive is coloured by its parts", () => {
	assert.deepEqual(tokens('<<#papers peft tag=lora where="year > 2021" @hu2021lora>>'), [
		"<<: punctuation.definition.directive.begin",
		"#: punctuation.definition.directive",
		"papers: keyword.control.directive",
		"tag: entity.other.attribute-name",
		"=: keyword.operator.assignment",
		"lora: string.unquoted",
		"where: entity.other.attribute-name",
		"=: keyword.operator.assignment",
		'": string.quoted.double',
		"year > 2021: string.quoted.double",
		'": string.quoted.double',
		"@: punctuation.definition.key",
		"hu2021lora: entity.name.reference",
		">>: punctuation.definition.directive.end",
	]);
});

test("a citation is coloured by its keys", () => {
	assert.deepEqual(tokens("as in [see @a2020, p. 3; -@{b c}]."), [
		"[: punctuation.definition.citation.begin",
		"@: punctuation.definition.key",
		"a2020: entity.name.reference",
		"@: punctuation.definition.key",
		"{b c}: entity.name.reference",
		"]: punctuation.definition.citation.end",
	]);
});

test("other text keeps its colours", () => {
	for (const line of ["a < b << c", "<<#other x>>", "[a link](https://example.org/@someone)", "mail me@example.org"]) {
		assert.deepEqual(tokens(line), [], line);
	}
	assert.deepEqual(tokens("\\<<#papers x>>"), ["\\<<#: constant.character.escape.markdown"]);
});
