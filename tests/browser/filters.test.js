// Filters: words, tags, years, code, order, and their state in the URL.

import assert from "node:assert/strict";
import { filter, search, shown, start } from "./suite.js";

const suite = start();
const press = (page, name) => filter(page).getByRole("button", { name, exact: true }).click();
const found = (page) => filter(page).getByRole("status").textContent();

suite.on("all.html", "the search ignores case and accents, and matches Chinese inside words", async (page) => {
	const rows = [
		["", ["alpha", "beta", "gamma"]],
		["ELAN  lovelace", ["alpha"]],
		["élan", ["alpha"]],
		["模型到", ["beta"]],
		["ｃｈａｔｇｐｔ", ["beta"]],
		["nothing at all", []],
		["rlhf", ["alpha", "beta"]],
		// The filter does not search the BibTeX of an entry.
		["howpublished", []],
	];
	for (const [words, keys] of rows) {
		await search(page).fill(words);
		assert.deepEqual(await shown(page), keys, words);
		assert.equal(await found(page), `${keys.length} of 3 papers`);
	}
});

suite.on("all.html", "typing does not trigger mdBook's keys", async (page) => {
	const before = page.url();
	await search(page).focus();
	await page.keyboard.type("s/e?");
	await page.keyboard.press("ArrowRight");
	await page.keyboard.press("ArrowLeft");
	assert.equal(await search(page).inputValue(), "s/e?");
	assert.equal(new URL(page.url()).pathname, new URL(before).pathname);
	assert.equal(await page.locator("#mdbook-searchbar, #searchbar").isVisible(), false);
	assert.equal(await page.locator("#mdbook-help-popup, #help-popup").isVisible(), false);
});

suite.on("all.html", "tags, years and code are combined", async (page) => {
	await press(page, "rlhf");
	assert.deepEqual(await shown(page), ["alpha", "beta"]);
	await filter(page).getByLabel("From year").fill("2022");
	assert.deepEqual(await shown(page), ["beta"]);
	await filter(page).getByLabel("From year").fill("");
	await filter(page).getByLabel("Has code").check();
	assert.deepEqual(await shown(page), ["alpha"]);
	await press(page, "rlhf");
	await filter(page).getByLabel("Has code").uncheck();
	await filter(page).getByLabel("to", { exact: true }).fill("2019");
	assert.deepEqual(await shown(page), ["gamma"]);
	await filter(page).getByLabel("From year").fill("2019");
	await filter(page).getByLabel("to", { exact: true }).fill("2021");
	assert.deepEqual(await shown(page), ["alpha", "gamma"]);
});

suite.on("all.html", "sorting keeps each number with its entry", async (page) => {
	const numbers = () =>
		page.$$eval("section.papers:first-of-type .papers-item", (items) => items.map((item) => item.value));
	await press(page, "Newest first");
	assert.deepEqual(await shown(page), ["beta", "alpha", "gamma"]);
	assert.deepEqual((await numbers()).slice(0, 3), [2, 1, 3]);
	await press(page, "By title");
	assert.deepEqual(await shown(page), ["gamma", "alpha", "beta"]);
	await press(page, "Listed order");
	assert.deepEqual(await shown(page), ["alpha", "beta", "gamma"]);
});

suite.on("all.html", "the state is stored in the URL and restored", async (page) => {
	await search(page).fill("é & 模");
	await press(page, "rlhf");
	await press(page, "Newest first");
	const address = page.url();
	const query = new URL(address).searchParams;
	const state = ["find", "tags", "sort"].map((key) => query.get(`papers-${key}`));
	assert.deepEqual(state, ["é & 模", "rlhf", "newest"]);
	await page.reload();
	assert.equal(page.url(), address);
	assert.equal(await search(page).inputValue(), "é & 模");
	const chip = filter(page).getByRole("button", { name: "rlhf" });
	assert.equal(await chip.getAttribute("aria-pressed"), "true");
	await search(page).fill("");
	await press(page, "rlhf");
	await press(page, "Listed order");
	assert.equal(new URL(page.url()).search, "");
});

suite.on(
	"all.html?papers-find=x&papers-tags=rlhf&papers-from=2022&papers-code=1&other=1",
	"a link sets it",
	async (page) => {
		assert.equal(await search(page).inputValue(), "x");
		assert.equal(await filter(page).getByLabel("From year").inputValue(), "2022");
		assert.equal(await filter(page).getByLabel("Has code").isChecked(), true);
		assert.equal(await found(page), "0 of 3 papers");
		await search(page).fill("y");
		assert.equal(new URL(page.url()).searchParams.get("other"), "1");
	},
);

suite.on(
	"all.html",
	"groups without a paper go with their headings, and each list has its own filter",
	async (page) => {
		const second = page.locator(".papers-filter").nth(1);
		await second.getByRole("searchbox").fill("Lovelace");
		const headings = (await page.locator("h3:visible").allTextContents()).map((heading) => heading.trim());
		assert.deepEqual(headings, ["2021"]);
		assert.deepEqual(await shown(page), ["alpha", "beta", "gamma"]);
		assert.equal(new URL(page.url()).searchParams.get("papers-find2"), "Lovelace");
		await second.getByRole("button", { name: "By title" }).click();
		await second.getByRole("searchbox").fill("");
		assert.deepEqual(
			(await page.locator("h3:visible").allTextContents()).map((heading) => heading.trim()),
			["2023", "2021", "2020", "2019", "No year"],
		);
	},
);

suite.on("table.html", "the rows of a table are filtered and sorted", async (page) => {
	await search(page).fill("lovelace");
	assert.deepEqual(await shown(page), ["alpha"]);
	await search(page).fill("");
	await press(page, "Newest first");
	assert.deepEqual(await shown(page), ["beta", "alpha", "gamma"]);
});

suite.on(
	"all.html",
	"from the search words the keyboard goes to years, code, tags, order and the list",
	async (page) => {
		await search(page).focus();
		const stops = [];
		for (let stop = 0; stop < 12; stop += 1) {
			await page.keyboard.press("Tab");
			stops.push(
				await page.evaluate(() => {
					const element = document.activeElement;
					return element.type === "button" ? element.textContent : (element.type ?? element.localName);
				}),
			);
		}
		assert.deepEqual(stops.slice(0, 10), [
			"number",
			"number",
			"checkbox",
			"rlhf",
			"efficiency",
			"open-model",
			"Listed order",
			"Newest first",
			"By title",
			"",
		]);
	},
);
