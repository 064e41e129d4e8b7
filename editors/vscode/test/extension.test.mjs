// The extension as it is packaged, with vscode-languageclient, over the real server: $PAPERS is the program. VS Code itself cannot be
// installed without its download site; editor.cjs stands in for its API.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const { editor } = require("./editor.cjs");
const program = process.env.PAPERS;

const FILES = {
	"book.toml": '[preprocessor.papers]\ndata = ["data/papers.toml"]\ncitations = ["pandoc"]\n',
	"src/SUMMARY.md": "- [A](a.md)\n",
	"src/a.md": "",
	"data/papers.toml": '[[paper]]\nid = "dao2022"\ntitle = "FlashAttention"\nauthors = ["Tri Dao"]\ndate = "2022"\n',
};

/** Loads the bundle with the API of an editor. */
function load(vscode) {
	const bundle = require.resolve("../dist/extension.js");
	delete require.cache[bundle];
	const resolve = Module._load;
	Module._load = (name, ...rest) => (name === "vscode" ? vscode : resolve(name, ...rest));
	try {
		return require(bundle);
	} finally {
		Module._load = resolve;
	}
}

function book(context) {
	const root = mkdtempSync(join(tmpdir(), "papers-"));
	context.after(() => rmSync(root, { recursive: true }));
	for (const [file, text] of Object.entries(FILES)) {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), text);
	}
	return root;
}

const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };

test("an author completes, hovers, jumps and reads diagnostics", { skip: !program, timeout: 60_000 }, async (context) => {
	const root = book(context);
	const state = editor({ path: program });
	const extension = load(state.vscode);
	const subscriptions = [];
	await extension.activate({ subscriptions });
	assert.deepEqual(state.messages, []);

	const chapter = await state.open(join(root, "src/a.md"), "markdown", "See [@dao2022] and [@dao2023].\n");
	const [found] = await state.wait(chapter, (all) => all.length > 0);
	assert.match(found.message, /no paper `dao2023`[\s\S]*did you mean `dao2022`/);
	assert.deepEqual([found.range.start.line, found.range.start.character], [0, 20]);

	const at = new state.vscode.Position(0, 10);
	const { items } = await state.providers.CompletionItem.provideCompletionItems(chapter, at, token, { triggerKind: 0 });
	assert.deepEqual(items.map((item) => [item.label, item.detail]), [["dao2022", "Dao 2022 · FlashAttention"]]);

	const hover = await state.providers.Hover.provideHover(chapter, at, token);
	assert.match([hover.contents].flat().map((content) => content.value).join(), /FlashAttention/);

	const [place] = [await state.providers.Definition.provideDefinition(chapter, at, token)].flat();
	assert.match(place.uri.toString(), /data\/papers\.toml$/);
	assert.equal(place.range.start.line, 1);

	state.input = "no identifier";
	await assert.rejects(state.commands.get("mdbookPapers.add")(), /expected a DOI/);

	await state.commands.get("mdbookPapers.restart")();
	assert.ok(await state.providers.Hover.provideHover(chapter, at, token), "the server was started again");
	await extension.deactivate();
});

test("a program that does not exist is reported", { timeout: 60_000 }, async () => {
	const state = editor({ path: join(tmpdir(), "no-such-program") });
	const extension = load(state.vscode);
	await extension.activate({ subscriptions: [] });
	assert.match(state.messages.join(), /cannot start `.*no-such-program lsp`.*Set `mdbookPapers\.path`/);
	state.input = "10.1000/182";
	await state.commands.get("mdbookPapers.add")();
	assert.match(state.messages.at(-1), /Open a chapter or a data file/);
});
