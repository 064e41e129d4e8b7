// Copy buttons: a citation, the link to an entry, its BibTeX, and a list as a file.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { open, PAPERS, publish, ROOT, serve } from "./book.js";
import { copied, filter, search, start } from "./suite.js";

const suite = start();
const item = (page, key) => page.locator(`.papers-item[data-key="${key}"]`).first();

const ALPHA = `@misc{alpha,
  author = {Lovelace, Ada and van der Wal, Oskar},
  title = {Élan vital of language models},
  shorttitle = {ALP},
  howpublished = {NeurIPS},
  year = {2021},
  month = may,
  doi = {10.1234/alpha},
  url = {https://example.org/alpha},
}
`;

suite.on("shelf.html", "a citation, a link and BibTeX are copied", async (page) => {
	const alpha = item(page, "alpha");
	assert.equal(
		await copied(page, alpha, /^Cite/),
		"Ada Lovelace, Oskar van der Wal (2021). Élan vital of language models. NeurIPS. https://example.org/alpha",
	);
	assert.equal(await copied(page, alpha, /^Copy link/), `${suite.address}shelf.html#papers-alpha`);
	assert.equal(await copied(page, alpha, /^BibTeX/), ALPHA);
	await page.getByRole("status").getByText("Copied").waitFor();
	assert.equal(
		await copied(page, item(page, "beta"), /^Cite/),
		"唐杰、李明 (2023). 清华唐杰教授：从千亿模型到ChatGPT的一点思考. 微信. https://example.org/beta.pdf",
	);
});

suite.on("shelf.html", "buttons work from the keyboard and have a label with the entry's title", async (page) => {
	await item(page, "alpha").getByRole("link", { name: "Élan vital of language models" }).focus();
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	for (let stop = 0; stop < 3; stop += 1) {
		await page.keyboard.press("Tab");
	}
	const label = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
	assert.equal(label, "Copy link: Élan vital of language models");
	await page.keyboard.press("Enter");
	await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("#papers-alpha"));
});

suite.on("deep/tutorial.html", "references have BibTeX, even if the page lists the paper", async (page) => {
	const references = page.locator("section.papers").last().locator(".papers-item");
	const texts = [];
	for (const reference of await references.all()) {
		texts.push((await copied(page, reference, /^BibTeX/)).split("\n")[0]);
	}
	assert.deepEqual(texts, ["@misc{alpha,", "@misc{beta,", "@misc{gamma,"]);
});

suite.on("csl.html", "the citation of an entry in a CSL style is the text of that style", async (page) => {
	const text = await copied(page, item(page, "alpha"), /^Cite/);
	assert.match(text, /^Lovelace, A\., & van der Wal, O\. \(2021.*\)\. Élan vital of language models/);
	assert.equal(await copied(page, item(page, "alpha"), /^BibTeX/), ALPHA);
});

async function download(page) {
	const [file] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("button", { name: "Download .bib" }).first().click(),
	]);
	assert.equal(file.suggestedFilename(), "papers.bib");
	return readFileSync(await file.path(), "utf8");
}

suite.on("shelf.html", "a list can be downloaded as a file", async (page) => {
	const text = await download(page);
	assert.ok(text.startsWith(`${ALPHA}\n@misc{beta,`), text);
	assert.deepEqual(text.match(/^@.*$/gm), ["@misc{alpha,", "@misc{beta,", "@misc{gamma,"]);
});

suite.on("all.html", "the file contains the visible entries", async (page) => {
	await search(page).fill("rlhf");
	await filter(page).getByLabel("Order").selectOption({ label: "Newest first" });
	assert.deepEqual((await download(page)).match(/^@.*$/gm), ["@misc{beta,", "@misc{alpha,"]);
});

test("the file of all papers of this book is what `export` writes for each, without what only the owner needs", async () => {
	const site = await serve(publish(ROOT));
	const { page, errors, close } = await open(suite.browser, `${site.address}all-papers.html`);
	const saved = (await download(page)).split(/\n(?=@)/);
	assert.deepEqual(errors, []);
	await close();
	site.stop();
	const exported = execFileSync(PAPERS, ["export", "--to", "bibtex"], { cwd: ROOT, maxBuffer: 2 ** 26, stdio: "pipe" });
	const lines = new Map(`${exported}`.split(/\n(?=@)/).map((entry) => [entry.split("\n")[0], entry.split("\n")]));
	assert.ok(saved.length > 100, `${saved.length}`);
	const differing = saved.filter((entry) => {
		const [head, ...fields] = entry.trimEnd().split("\n");
		// Which link is exported as the address depends on the labels of all links.
		return !fields.every((field) => field.startsWith("  url = ") || lines.get(head)?.includes(field));
	});
	assert.deepEqual(differing, []);
});

suite.on("shelf.html", "without a clipboard a button reports the error", async (page) => {
	await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
	await item(page, "alpha").hover();
	await item(page, "alpha").getByRole("button", { name: /^Cite/ }).click();
	await page.getByRole("status").getByText("Cannot copy").waitFor();
});

suite.on(
	"table.html",
	"a short entry copies the complete record, and the link to its canonical entry",
	async (page) => {
		const row = item(page, "alpha");
		assert.equal(
			await copied(page, row, /^Cite/),
			"Ada Lovelace, Oskar van der Wal (2021). Élan vital of language models. NeurIPS. https://example.org/alpha",
		);
		assert.equal(await copied(page, row, /^Copy link/), `${suite.address}shelf.html#papers-alpha`);
	},
);

suite.on("shelf.html", "a second copy is announced again", async (page) => {
	await copied(page, item(page, "alpha"), /^Cite/);
	const status = page.locator(".papers-off[role=status]");
	await status.getByText("Copied").waitFor();
	const changes = status.evaluate(
		(element) =>
			new Promise((resolve) => {
				new MutationObserver(() => resolve(true)).observe(element, { childList: true });
			}),
	);
	await item(page, "alpha")
		.getByRole("button", { name: /^BibTeX/ })
		.click();
	assert.equal(await changes, true);
});

suite.on("shelf.html", "until it is opened an entry has two tab stops", async (page) => {
	const stops = () =>
		item(page, "alpha").evaluate(
			(item) =>
				[...item.querySelectorAll("a, button, summary")].filter((it) => it.tabIndex === 0 && it.checkVisibility())
					.length,
		);
	await item(page, "alpha").hover();
	assert.equal(await stops(), 2);
	await item(page, "alpha").locator(".papers-dots").focus();
	await page.keyboard.press("Enter");
	assert.ok((await stops()) > 6);
});

suite.on(
	"shelf.html",
	"on a touch screen the buttons are behind one",
	async (page) => {
		const alpha = item(page, "alpha");
		assert.equal(await alpha.getByRole("button", { name: /^BibTeX/ }).isVisible(), false);
		await alpha.getByRole("button", { name: /^More/ }).tap();
		await alpha.getByRole("button", { name: /^BibTeX/ }).tap();
		await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("@misc{alpha"));
	},
	{ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } },
);
