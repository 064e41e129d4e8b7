// Filters: words, tags, years, code, order, and their state in the URL.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOOK, build } from "./book.js";
import { filter, ready, search, shown, start } from "./suite.js";

const suite = start();
/** Presses the button of a tag, which also has the number of its papers. */
const press = (page, tag) =>
	filter(page)
		.getByRole("button", { name: new RegExp(`^${tag} \\d+$`) })
		.click();
const sort = (page, label) => filter(page).getByLabel("Order").selectOption({ label });
/** Returns the active conditions as they are shown. */
const active = (page) => filter(page).locator(".papers-active button").allTextContents();
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
	await filter(page).getByRole("checkbox", { name: "Has code" }).check();
	assert.deepEqual(await shown(page), ["alpha"]);
	await press(page, "rlhf");
	await filter(page).getByRole("checkbox", { name: "Has code" }).uncheck();
	await filter(page).getByLabel("to", { exact: true }).fill("2019");
	assert.deepEqual(await shown(page), ["gamma"]);
	await filter(page).getByLabel("From year").fill("2019");
	await filter(page).getByLabel("to", { exact: true }).fill("2021");
	assert.deepEqual(await shown(page), ["alpha", "gamma"]);
});

suite.on("all.html", "sorting and filtering keep each number with its entry", async (page) => {
	const numbers = () =>
		page.$$eval("section.papers:first-of-type .papers-item", (items) =>
			items
				.filter((item) => item.checkVisibility())
				.map((item) => JSON.parse(getComputedStyle(item, "::before").content)),
		);
	await sort(page, "Newest first");
	assert.deepEqual(await shown(page), ["beta", "alpha", "gamma"]);
	assert.deepEqual((await numbers()).slice(0, 3), ["2", "1", "3"]);
	await sort(page, "Oldest first");
	assert.deepEqual(await shown(page), ["gamma", "alpha", "beta"]);
	await sort(page, "By title");
	assert.deepEqual(await shown(page), ["gamma", "alpha", "beta"]);
	await sort(page, "Recently added");
	assert.deepEqual(await shown(page), ["beta", "alpha", "gamma"]);
	await sort(page, "By venue");
	assert.deepEqual(await shown(page), ["alpha", "beta", "gamma"]);
	await search(page).fill("beyond");
	assert.deepEqual(await numbers(), ["3"]);
	await search(page).fill("");
	await sort(page, "Listed order");
	assert.deepEqual(await shown(page), ["alpha", "beta", "gamma"]);
});

/** Returns the visible headings of groups, each with its number of entries. */
const visibleHeadings = (page) =>
	page.locator("h3:visible").evaluateAll((all) =>
		all.map((heading) => {
			const count = heading.querySelector(".papers-count").textContent;
			return `${heading.textContent.trim().slice(0, -count.length)} ${count}`;
		}),
	);

suite.on("all.html", "the state is stored in the URL and restored", async (page) => {
	await search(page).fill("é & 模");
	await press(page, "rlhf");
	await sort(page, "Newest first");
	const address = page.url();
	const query = new URL(address).searchParams;
	const state = ["find", "tags", "sort"].map((key) => query.get(`papers-${key}`));
	assert.deepEqual(state, ["é & 模", "rlhf", "newest"]);
	await page.reload();
	assert.equal(page.url(), address);
	assert.equal(await search(page).inputValue(), "é & 模");
	const chip = filter(page).getByRole("button", { name: /^rlhf/ });
	assert.equal(await chip.getAttribute("aria-pressed"), "true");
	await search(page).fill("");
	await press(page, "rlhf");
	await sort(page, "Listed order");
	assert.equal(new URL(page.url()).search, "");
});

suite.on(
	"all.html?papers-find=x&papers-tags=rlhf&papers-from=2022&papers-code=1&other=1",
	"a link sets it",
	async (page) => {
		assert.equal(await search(page).inputValue(), "x");
		assert.equal(await filter(page).getByLabel("From year").inputValue(), "2022");
		assert.equal(await filter(page).getByRole("checkbox", { name: "Has code" }).isChecked(), true);
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
		assert.deepEqual(await visibleHeadings(page), ["2021 1"]);
		assert.deepEqual(await shown(page), ["alpha", "beta", "gamma"]);
		await page.waitForURL((url) => url.searchParams.get("papers-find2") === "Lovelace");
		await second.getByRole("searchbox").fill("");
		assert.deepEqual(await visibleHeadings(page), ["2023 1", "2021 1", "2020 1", "2019 1", "No year 1"]);
		await second.getByLabel("Order").selectOption({ label: "By title" });
		assert.deepEqual(await visibleHeadings(page), [], "the result is sorted across groups");
		assert.equal((await shown(page, 1))[0], 'x"><img/src=x/onerror=alert(1)>');
		assert.deepEqual((await shown(page, 1)).slice(1), ["gamma", "plain", "alpha", "beta"]);
		await second.getByLabel("Order").selectOption({ label: "Listed order" });
		assert.deepEqual(await visibleHeadings(page), ["2023 1", "2021 1", "2020 1", "2019 1", "No year 1"]);
	},
);

suite.on("table.html", "the rows of a table are filtered and sorted", async (page) => {
	await search(page).fill("lovelace");
	assert.deepEqual(await shown(page), ["alpha"]);
	await search(page).fill("");
	await sort(page, "Newest first");
	assert.deepEqual(await shown(page), ["beta", "alpha", "gamma"]);
});

suite.on(
	"all.html",
	"from the search words the keyboard goes to years, code, order, tags and the list",
	async (page) => {
		await search(page).focus();
		const stops = [];
		for (let stop = 0; stop < 10; stop += 1) {
			await page.keyboard.press("Tab");
			stops.push(
				await page.evaluate(() => {
					const element = document.activeElement;
					return element.type === "button" ? element.textContent : element.type || element.textContent;
				}),
			);
		}
		const title = "Élan vital of language models";
		const controls = ["number", "number", "checkbox", "select-one", "rlhf 2", "efficiency 1", "open-model 1"];
		assert.deepEqual(stops, [...controls, "Download .bib", title, "⋯"]);
	},
);

/** The library of a reader: names, notes and tags that the style of the list does not show. */
const hidden = start(() =>
	build(BOOK, {
		change: (root) => {
			const authors = '["Ann One", "Bo Two", "Cy Three", "Timothée Four", "唐杰", "Łukasz Six"]';
			const paper = (id, rest) => `[[paper]]\nid = "${id}"\ntitle = "Paper ${id}"\n${rest}\n`;
			const papers = [
				paper(
					"one",
					`authors = ${authors}\ndate = "2022"\nvenue = "ACL"\ntags = ["rlhf"]\nnote = "指令微调 as **here**"`,
				),
				paper("two", 'date = "2023"\ntags = ["rlhf"]\nlinks = { project = "https://github.com/a/b" }'),
				paper("three", 'date = "2023"\ntags = ["peft"]\nsummary = "What a summary tells."\nshort = "TRI"'),
			];
			const tags = Array.from({ length: 20 }, (_, nth) => `"tag${nth}"`).join(", ");
			papers.push(paper("four", `date = "2019"\ntags = [${tags}]`));
			writeFileSync(join(root, "data/papers.toml"), papers.join("\n"));
			const chapter = (name, text) => writeFileSync(join(root, `src/${name}.md`), `# Page\n\n${text}\n`);
			chapter("all", "<<#papers * group=year style=compact summaries=false notes=false filter>>");
			chapter("shelf", "<<#papers canonical>>");
			writeFileSync(join(root, "src/SUMMARY.md"), "- [All](all.md)\n- [Shelf](shelf.md)\n");
		},
	}),
);

hidden.on("all.html", "what the style does not show is found, and the entry tells why", async (page) => {
	const rows = [
		["Di Four", []],
		["timothee", ["one"], "Authors Ann One, Bo Two, Cy Three, Timothée Four"],
		["Timothée", ["one"], "Authors"],
		["lukasz", ["one"], "Authors"],
		["唐杰", ["one"], "Authors"],
		["tj", ["one"], "唐杰"],
		["指令微调", ["one"], "Note 指令微调 as here"],
		["zlwt", ["one"], "Note 指令微调"],
		["令微", ["one"], "Note"],
		["rlhf", ["two", "one"], "Tags rlhf"],
		["ACL 2022", ["one"], null],
		["four bo", ["one"], "Authors"],
		["tells", ["three"], "Summary What a summary tells."],
		["tri", ["three"], null],
	];
	for (const [words, keys, why] of rows) {
		await search(page).fill(words);
		assert.deepEqual(await visible(page), keys, words);
		if (why) {
			await page.locator(".papers-why").first().waitFor();
			const text = await page.locator(".papers-why").first().textContent();
			assert.ok(text.includes(why), `${words}: ${text}`);
		}
		if (why === null) {
			// Reasons are drawn after the list.
			await page.waitForFunction(() => !document.querySelector(".papers-why"));
		}
	}
	const marked = () => page.evaluate(() => [...CSS.highlights.get("papers-found-1")].map((range) => `${range}`));
	await search(page).fill("paper tri");
	await page.waitForFunction(() => CSS.highlights.get("papers-found-1")?.size === 2);
	assert.deepEqual((await marked()).sort(), ["Paper", "TRI"]);
});

async function visible(page) {
	await ready(page);
	return page.$$eval("section.papers .papers-item", (items) =>
		items.filter((item) => item.checkVisibility()).map((item) => item.dataset.key),
	);
}

hidden.on("all.html", "links to repositories count as code, whatever their label", async (page) => {
	await filter(page).getByRole("checkbox", { name: "Has code" }).check();
	assert.deepEqual(await visible(page), ["two"]);
});

hidden.on(
	"all.html?papers-tags=tag19&papers-from=2018",
	"every condition of a link is shown and removable",
	async (page) => {
		assert.deepEqual(await visible(page), ["four"]);
		assert.deepEqual(await active(page), ["#tag19 ×", "≥ 2018 ×"]);
		await search(page).fill("nothing four");
		assert.equal(await found(page), "0 of 4 papers");
		const none = page.locator(".papers-none");
		assert.match(await none.textContent(), /No paper matches “nothing” \+ “four” \+ #tag19 \+ ≥ 2018/);
		await none.getByText("Without “nothing”: 1").click();
		assert.deepEqual(await visible(page), ["four"]);
		await filter(page).getByRole("button", { name: "Remove: #tag19" }).click();
		assert.deepEqual(await active(page), ["“four” ×", "≥ 2018 ×"]);
		await filter(page).getByRole("button", { name: "Clear" }).click();
		assert.equal((await visible(page)).length, 4);
		assert.equal(new URL(page.url()).search, "");
	},
);

hidden.on("all.html", "the least common tags are behind a button", async (page) => {
	const chips = page.locator(".papers-chips button[aria-pressed]:visible");
	assert.equal(await chips.count(), 12);
	await filter(page).getByRole("button", { name: "10 more tags" }).click();
	assert.equal(await chips.count(), 22);
});

hidden.on("all.html?papers-tags=peft#papers-one", "an entry that the address leads to is shown", async (page) => {
	assert.deepEqual(await visible(page), ["three", "one"]);
	assert.equal(await found(page), "1 of 4 papers and 1 that the address leads to");
	const box = await page.locator("#papers-one").boundingBox();
	assert.ok(box.y >= 0 && box.y < 800, "it is in the window");
});

hidden.on("shelf.html", "a tag leads to the list with this tag", async (page) => {
	await page.getByRole("link", { name: "rlhf" }).first().click();
	await page.waitForURL(/all\.html\?papers-tags=rlhf/);
	assert.deepEqual(await visible(page), ["two", "one"]);
	assert.ok((await filter(page).boundingBox()).y < 200, "the filter is in the window");
});

hidden.on("all.html", "one button downloads what is shown", async (page) => {
	const save = page.getByRole("button", { name: "Download .bib" });
	assert.equal(await save.count(), 1);
	await search(page).fill("rlhf");
	const [file] = await Promise.all([page.waitForEvent("download"), save.click()]);
	assert.deepEqual(readFileSync(await file.path(), "utf8").match(/^@.*$/gm), ["@misc{two,", "@misc{one,"]);
});

hidden.on("all.html?papers-tags=rlhf", "a printed list tells its filter", async (page) => {
	await page.emulateMedia({ media: "print" });
	assert.equal(await page.locator(".papers-result").isVisible(), true);
	assert.match(await page.locator(".papers-result").textContent(), /2 of 4 papers#rlhf/);
	assert.equal(await page.locator(".papers-controls:visible, .papers-chips:visible").count(), 0);
});
