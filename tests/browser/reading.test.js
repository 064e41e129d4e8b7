// What a reader does: finds, sorts, copies, follows; in a real browser.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build, launch, open, serve } from "./book.js";

let browser;
let site;

before(async () => {
	site = await serve(build(join(import.meta.dirname, "book")));
	browser = await launch();
});

after(async () => {
	await browser?.close();
	site?.stop();
});

/** A test on a page, which must raise no dialog, no error and no request to elsewhere. */
function on(path, name, act, options) {
	test(`${path}: ${name}`, async () => {
		const { page, faults, close } = await open(browser, site.address + path, options);
		await act(page);
		assert.deepEqual(faults, []);
		await close();
	});
}

const titles = (page, section = 0) =>
	page.evaluate(
		(nth) =>
			[...document.querySelectorAll("section.papers")[nth].querySelectorAll(".papers-item")]
				.filter((item) => item.checkVisibility())
				.map((item) => item.dataset.key),
		section,
	);
const filter = (page) => page.locator(".papers-filter").first();
const found = (page) => filter(page).getByRole("status").textContent();
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

on("all.html", "typing finds without case and accents, and Chinese inside words", async (page) => {
	const rows = [
		["", ["alpha", "beta", "gamma"]],
		["ELAN  lovelace", ["alpha"]],
		["模型到", ["beta"]],
		["nothing at all", []],
		["rlhf", ["alpha", "beta"]],
	];
	for (const [words, keys] of rows) {
		await filter(page).getByRole("searchbox").fill(words);
		assert.deepEqual(await titles(page), keys, words);
		assert.equal(await found(page), `${keys.length} of 3 papers`);
	}
});

on("all.html", "typing is not taken for mdBook's keys", async (page) => {
	const before = page.url();
	await filter(page).getByRole("searchbox").focus();
	await page.keyboard.type("s/e");
	await page.keyboard.press("ArrowRight");
	assert.equal(await filter(page).getByRole("searchbox").inputValue(), "s/e");
	assert.equal(new URL(page.url()).pathname, new URL(before).pathname);
	assert.equal(await page.locator("#mdbook-searchbar, #searchbar").isVisible(), false);
});

on("all.html", "chips, years and code narrow together", async (page) => {
	await filter(page).getByRole("button", { name: "rlhf" }).click();
	assert.deepEqual(await titles(page), ["alpha", "beta"]);
	await filter(page).getByLabel("From year").fill("2022");
	assert.deepEqual(await titles(page), ["beta"]);
	await filter(page).getByLabel("From year").fill("");
	await filter(page).getByLabel("Has code").check();
	assert.deepEqual(await titles(page), ["alpha"]);
	await filter(page).getByRole("button", { name: "rlhf" }).click();
	await filter(page).getByLabel("Has code").uncheck();
	await filter(page).getByLabel("to", { exact: true }).fill("2019");
	assert.deepEqual(await titles(page), ["gamma"]);
});

on("all.html", "sorting keeps each number with its entry", async (page) => {
	const numbers = () =>
		page.$$eval("section.papers:first-of-type .papers-item", (items) => items.map((item) => item.value));
	await filter(page).getByRole("button", { name: "Newest first" }).click();
	assert.deepEqual(await titles(page), ["beta", "alpha", "gamma"]);
	assert.deepEqual((await numbers()).slice(0, 3), [2, 1, 3]);
	await filter(page).getByRole("button", { name: "By title" }).click();
	assert.deepEqual(await titles(page), ["gamma", "alpha", "beta"]);
	await filter(page).getByRole("button", { name: "Listed order" }).click();
	assert.deepEqual(await titles(page), ["alpha", "beta", "gamma"]);
});

on("all.html", "the address keeps the state, and gives it back", async (page) => {
	await filter(page).getByRole("searchbox").fill("é & 模");
	await filter(page).getByRole("button", { name: "rlhf" }).click();
	await filter(page).getByRole("button", { name: "Newest first" }).click();
	const address = page.url();
	const query = new URL(address).searchParams;
	const kept = ["find", "tags", "sort"].map((key) => query.get(`papers-${key}`));
	assert.deepEqual(kept, ["é & 模", "rlhf", "newest"]);
	await page.reload();
	assert.equal(page.url(), address);
	assert.equal(await filter(page).getByRole("searchbox").inputValue(), "é & 模");
	assert.equal(await filter(page).getByRole("button", { name: "rlhf" }).getAttribute("aria-pressed"), "true");
	await filter(page).getByRole("searchbox").fill("");
	await filter(page).getByRole("button", { name: "rlhf" }).click();
	await filter(page).getByRole("button", { name: "Listed order" }).click();
	assert.equal(new URL(page.url()).search, "");
});

on("all.html", "groups without a paper go with their headings", async (page) => {
	const second = page.locator(".papers-filter").nth(1);
	await second.getByRole("searchbox").fill("Lovelace");
	const headings = await page.locator("h3:visible").allTextContents();
	assert.deepEqual(
		headings.map((heading) => heading.trim()),
		["2021"],
	);
});

on("shelf.html", "a citation and a link are copied", async (page) => {
	const item = page.locator(".papers-item").first();
	await item.getByRole("button", { name: /^Cite/ }).click();
	await page.getByText("Copied").first().waitFor();
	assert.equal(
		await clipboard(page),
		"Ada Lovelace, Oskar van der Wal (2021). Élan vital of language models. NeurIPS. https://example.org/alpha",
	);
	await item.getByRole("button", { name: /^Copy link/ }).focus();
	await page.keyboard.press("Enter");
	await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("#"));
	assert.equal(await clipboard(page), `${site.address}shelf.html#papers-alpha`);
});

on("deep/tutorial.html", "a preview opens under the pointer, stays for it, and Escape closes it", async (page) => {
	const preview = page.getByRole("dialog", { name: "The work cited" });
	await page.locator(".papers-cite").first().hover();
	await preview.waitFor();
	assert.match(await preview.textContent(), /Élan vital of language models/);
	await preview.getByText("Élan").hover();
	await page.waitForTimeout(500);
	assert.equal(await preview.isVisible(), true);
	await page.keyboard.press("Escape");
	assert.equal(await preview.isVisible(), false);
});

on("deep/tutorial.html", "a preview opens by the keyboard, and its link is the next stop", async (page) => {
	await page.locator("main").evaluate((main) => {
		main.tabIndex = -1;
		main.focus();
	});
	const preview = page.getByRole("dialog", { name: "The work cited" });
	for (let stop = 0; stop < 10 && !(await preview.isVisible()); stop += 1) {
		await page.keyboard.press("Tab");
		await page.waitForTimeout(100);
	}
	assert.equal(await preview.isVisible(), true);
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.textContent), "Go to the entry");
	await page.keyboard.press("Escape");
	assert.equal(await preview.isVisible(), false);
	assert.match(await page.evaluate(() => document.activeElement.className), /papers-cite/);
});

on(
	"deep/tutorial.html",
	"the first touch shows a preview, the second follows it",
	async (page) => {
		const cite = page.locator(".papers-cite").first();
		await cite.tap();
		await page.getByRole("dialog", { name: "The work cited" }).waitFor();
		assert.equal(new URL(page.url()).hash, "");
		await cite.tap();
		await page.waitForURL(/#papers-/);
	},
	{ hasTouch: true },
);

for (const path of ["index.html", "deep/tutorial.html", "hostile.html", "print.html"]) {
	on(path, "citations lead to their entries, and these back", async (page) => {
		const links = await page.$$eval(".papers-cite, [role=doc-backlink]", (all) => all.map((link) => link.href));
		assert.ok(links.length > 0);
		for (const link of links) {
			await page.goto(link);
			const id = decodeURIComponent(new URL(link).hash.slice(1));
			assert.ok(await page.evaluate((id) => document.getElementById(id) !== null, id), link);
		}
	});
}

on(
	"all.html",
	"without script everything is there, and nothing that needs one",
	async (page) => {
		assert.deepEqual(await page.locator("section.papers").first().locator(".papers-item").count(), 3);
		assert.equal(await page.locator(".papers-filter, .papers-copy").count(), 0);
		await page.goto(`${site.address}shelf.html`);
		await page.locator("summary").first().click();
		assert.equal(await page.getByText("What the authors say.").isVisible(), true);
	},
	{ javaScriptEnabled: false },
);

on("shelf.html", "on paper links have their addresses, and buttons are gone", async (page) => {
	await page.emulateMedia({ media: "print" });
	const after = await page.$eval(".papers-links a", (link) => getComputedStyle(link, "::after").content);
	assert.match(after, /example\.org\/alpha/);
	assert.equal(
		await page.locator(".papers-copy:visible, .papers-filter:visible, .papers-permalink:visible").count(),
		0,
	);
});

on(
	"hostile.html",
	"what data says stays text: in the page, the filter, the preview and what is copied",
	async (page) => {
		await filter(page).getByRole("searchbox").fill("<script>alert(1)</script>");
		assert.equal((await titles(page)).length, 1);
		await filter(page).getByRole("button", { name: "<img" }).click();
		assert.equal((await titles(page)).length, 1);
		await page.reload();
		assert.equal((await titles(page)).length, 1);
		await page.locator(".papers-item").first().getByRole("button", { name: /^Cite/ }).click();
		await page.getByText("Copied").first().waitFor();
		assert.match(await clipboard(page), /<script>alert\(1\)<\/script>/);
		await page.locator(".papers-cite").first().hover();
		await page.getByRole("dialog", { name: "The work cited" }).waitFor();
		assert.match(await page.getByRole("dialog", { name: "The work cited" }).textContent(), /<script>alert/);
		const strangers = await page.$$eval("main :is(script, img, svg, iframe)", (all) =>
			all.map((element) => element.outerHTML).filter((html) => /alert|onerror/.test(html) && !/papers-/.test(html)),
		);
		assert.deepEqual(strangers, []);
		const addresses = await page.$$eval("main a", (all) => all.map((link) => link.protocol));
		assert.deepEqual([...new Set(addresses)].sort(), ["http:", "https:"]);
	},
);
