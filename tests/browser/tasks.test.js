// What readers of this repository's book come for, each in at most three actions.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { publish, ROOT } from "./book.js";
import { filter, ready, search, start } from "./suite.js";

const suite = start(() => publish(ROOT));

/** Defines a task: `perform` gets the page and a function that performs and counts an action of the reader. */
function task(path, name, perform, options) {
	suite.on(
		path,
		name,
		async (page) => {
			let actions = 0;
			await perform(page, async (action) => {
				actions += 1;
				await action();
			});
			assert.ok(actions <= 3, `${actions} actions`);
		},
		options,
	);
}

/** Returns the titles and years of the visible entries of the filtered list. */
async function result(page) {
	await ready(page);
	return page.$$eval("[data-papers-filter] .papers-item", (items) =>
		items
			.filter((item) => item.checkVisibility())
			.map((item) => ({
				title: item.querySelector(".papers-title").textContent,
				year: Number(item.dataset.year),
				tags: item.dataset.tags,
				code: "code" in item.dataset,
			})),
	);
}

task(
	"all-papers.html",
	"papers on RLHF, which the list calls alignment, of 2022 and 2023 with code",
	async (page, act) => {
		await act(() =>
			filter(page)
				.getByRole("button", { name: /^alignment/ })
				.click(),
		);
		await act(() => search(page).fill("2022-2023"));
		await act(() => filter(page).getByRole("checkbox", { name: "Has code" }).check());
		const found = await result(page);
		assert.ok(found.length > 1 && found.length < 20, `${found.length}`);
		assert.ok(
			found.every(({ year, code, tags }) => code && year >= 2022 && year <= 2023 && tags.includes("alignment")),
		);
	},
);

task("index.html", "what there is on 指令微调", async (page, act) => {
	await page.locator("main").waitFor();
	await act(() => page.keyboard.press("/"));
	await act(() => page.getByRole("combobox").fill("指令微调"));
	await act(() => page.getByRole("option").first().click());
	await page.waitForURL(/instruction-tuning|glossary/);
});

for (const [words, title] of [
	["唐杰", "唐杰"],
	["tj", "唐杰"],
	["Timothée Lacroix", "LLaMA"],
	["timothee lacroix", "LLaMA"],
]) {
	task("index.html", `papers of an author, ${words}`, async (page, act) => {
		await page.locator("main").waitFor();
		await act(() => page.keyboard.press("/"));
		await act(() => page.getByRole("combobox").fill(words));
		await page.getByRole("option").filter({ hasText: title }).first().waitFor();
		await act(() => page.getByRole("option").filter({ hasText: title }).first().click());
		await page.waitForURL(/#papers-/);
		const entry = page.locator(":target");
		assert.ok((await entry.textContent()).includes(title));
	});
}

task("papers/peft/lora.html", "the BibTeX of papers that belong together", async (page, act) => {
	const tag = page.locator("a.papers-tag").first();
	await act(() => tag.click());
	await page.waitForURL(/papers-tags=/);
	const shown = await result(page);
	let file;
	await act(async () => {
		[file] = await Promise.all([
			page.waitForEvent("download"),
			filter(page).getByRole("button", { name: "Download .bib" }).click(),
		]);
	});
	const entries = readFileSync(await file.path(), "utf8").match(/^@/gm);
	assert.ok(entries.length >= 3 && entries.length <= shown.length, `${entries.length} of ${shown.length}`);
});

task("tutorials/peft.html", "follow a citation and come back", async (page, act) => {
	const cited = page.locator(".papers-cite").first();
	const from = await cited.evaluate((link) => link.closest(".papers-citation").id);
	await act(() => cited.click());
	const reference = page.locator(":target");
	assert.equal(await reference.getAttribute("data-number"), await cited.textContent());
	assert.ok(await reference.locator(".papers-entry").isVisible());
	await act(() => reference.locator(`[role=doc-backlink][href="#${from}"]`).click());
	assert.equal(new URL(page.url()).hash, `#${from}`);
	await page.waitForFunction((id) => {
		const { top, bottom } = document.getElementById(id).getBoundingClientRect();
		return top >= 0 && bottom <= innerHeight;
	}, from);
});

task("index.html", "what is new is in the first screen", async (page) => {
	const first = page.locator("main .papers-item").first();
	const { y } = await first.boundingBox();
	assert.ok(y < 720, `${y}`);
});

task("all-papers.html", "what was added since the last visit", async (page, act) => {
	await page.evaluate(() => localStorage.setItem("papers-visits", '{"last":"","current":"2026-11-30"}'));
	await page.reload();
	await act(() => page.getByRole("button", { name: /^New since/ }).click());
	const found = await result(page);
	assert.ok(found.length > 0);
	assert.equal(
		await filter(page)
			.getByRole("button", { name: /^Remove: New since/ })
			.count(),
		1,
	);
});

task("all-papers.html", "share a view", async (page, act) => {
	await act(() => search(page).fill("low rank"));
	const before = await result(page);
	await page.waitForURL(/papers-find=low/);
	await act(() => page.goto(page.url()));
	assert.deepEqual(await result(page), before);
	assert.ok(before.length > 0);
});

task(
	"all-papers.html",
	"on a phone, find a paper and copy its BibTeX",
	async (page, act) => {
		await act(() => search(page).fill("qlora"));
		await ready(page);
		const item = page.locator("[data-papers-filter] .papers-item:visible").first();
		await act(() => item.getByRole("button", { name: /^More/ }).tap());
		await act(() => item.getByRole("button", { name: /^BibTeX/ }).tap());
		await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes("dettmers2023qlora"));
		const width = await page.evaluate(() => document.documentElement.scrollWidth);
		assert.ok(width <= 390, `the page is ${width} px wide`);
	},
	{ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } },
);

task("all-papers.html", "on paper, a filtered list names its filter", async (page, act) => {
	await act(() => search(page).fill("low rank"));
	const found = await result(page);
	await page.emulateMedia({ media: "print" });
	assert.match(await page.locator(".papers-result").textContent(), new RegExp(`^${found.length} of .*“low”.*“rank”`));
	assert.equal(await page.locator(".papers-controls:visible, .papers-tools:visible").count(), 0);
	assert.equal((await result(page)).length, found.length);
});
