// The palette: papers and pages of the book from every page, also of a book that is opened from the disk.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build, launch, open } from "./book.js";
import { clipboard, start } from "./suite.js";

const suite = start();
const options = (page) => page.getByRole("option");

/** Opens the palette, types, and returns the results. */
async function type(page, words) {
	if (!(await page.locator(".papers-palette").isVisible())) {
		await page.locator("main").click({ position: { x: 1, y: 1 } });
		await page.keyboard.press("/");
	}
	await page.getByRole("combobox", { name: "Find papers and pages" }).fill(words);
	const last = words ? `Search all text for “${words}”` : "A third";
	await options(page).filter({ hasText: last }).first().waitFor();
	return page.locator(".papers-palette li > b").allTextContents();
}

suite.on("index.html", "papers and pages are found by words, Chinese and its initials", async (page) => {
	const rows = [
		["alp", "Élan vital of language models"],
		["elan lovelace", "Élan vital of language models"],
		["wal 2021", "Élan vital of language models"],
		["唐杰", "清华唐杰教授：从千亿模型到ChatGPT的一点思考"],
		["tj", "清华唐杰教授：从千亿模型到ChatGPT的一点思考"],
		["tutorial", "Deep"],
		["shelf", "Shelf"],
	];
	for (const [words, title] of rows) {
		const found = await type(page, words);
		assert.equal(found[0] === title || (words === "tutorial" && found.length > 0), true, `${words}: ${found}`);
	}
	assert.deepEqual(await type(page, "no such paper"), ["Search all text for “no such paper”"]);
});

suite.on("deep/tutorial.html", "Enter goes straight to the canonical entry", async (page) => {
	await type(page, "elan");
	await page.keyboard.press("Enter");
	await page.waitForURL(/\/shelf\.html#papers-alpha$/);
	assert.equal(await page.locator("#papers-alpha").isVisible(), true);
});

suite.on("deep/tutorial.html", "arrow keys choose, and Escape closes", async (page) => {
	await type(page, "");
	await page.keyboard.press("ArrowDown");
	const selected = page.getByRole("option", { selected: true });
	const first = await selected.textContent();
	await page.keyboard.press("ArrowUp");
	assert.notEqual(await selected.textContent(), first);
	await page.keyboard.press("Escape");
	assert.equal(await page.locator(".papers-palette").isVisible(), false);
	assert.equal(new URL(page.url()).pathname, "/deep/tutorial.html", page.url());
});

suite.on("numbers.html", "a page without entries has the palette too", async (page) => {
	await page.getByRole("button", { name: "Find papers and pages" }).click();
	assert.equal((await type(page, "elan"))[0], "Élan vital of language models");
});

suite.on("shelf.html", "hostile data stays text", async (page) => {
	const found = await type(page, "<img");
	assert.ok(found[0].includes("<img src=x onerror=alert(1)>"), `${found}`);
	assert.equal(await page.locator(".papers-palette img").count(), 0);
});

test("it works in a book that is opened from the disk", async () => {
	const folder = build();
	const browser = await launch();
	const address = pathToFileURL(`${folder}/`).href;
	const { page, close } = await open(browser, `${address}numbers.html`);
	assert.equal((await type(page, "elan"))[0], "Élan vital of language models");
	await page.keyboard.press("Enter");
	await page.waitForURL(/shelf\.html#papers-alpha$/);
	await close();
	await browser.close();
});

suite.on("shelf.html", "papers are picked across pages, and the basket is a list that can be shared", async (page) => {
	const pick = async (key) => {
		const item = page.locator(`.papers-item[data-key="${key}"]`).first();
		await item.hover();
		await item.getByRole("button", { name: /^Pick/ }).click();
	};
	await pick("alpha");
	await page.goto(`${suite.address}all.html`);
	await pick("gamma");
	const basket = page.getByRole("region", { name: /^Basket/ });
	assert.match(await basket.textContent(), /Basket: 2/);
	await page.evaluate(() => navigator.clipboard.writeText(""));
	await basket.getByRole("button", { name: "Copy BibTeX" }).click();
	const text = await clipboard(page);
	assert.deepEqual(text.match(/^@.*$/gm), ["@misc{alpha,", "@misc{gamma,"]);
	await basket.getByRole("link", { name: "Open as a list" }).click();
	await page.waitForURL(/papers-keys=alpha\+gamma/);
	await basket.getByRole("button", { name: "Empty the basket" }).click();
	assert.equal(await basket.isVisible(), false);
});

suite.on("all.html", "what was added since the last visit can be shown alone", async (page) => {
	assert.equal(await page.getByRole("button", { name: /^New since/ }).count(), 0, "a first visit has no news");
	await page.evaluate(() => localStorage.setItem("papers-visits", '{"last":"","current":"2024-01-15"}'));
	await page.reload();
	await page.getByRole("button", { name: "New since 2024-01-15 1" }).first().click();
	const keys = await page.$$eval("section.papers:first-of-type .papers-item", (items) =>
		items.filter((item) => item.checkVisibility()).map((item) => item.dataset.key),
	);
	assert.deepEqual(keys, ["beta"]);
});
