// Pages without the script, printed pages, and pages with hostile data.

import assert from "node:assert/strict";
import { cite, copied, filter, preview, search, shown, start } from "./suite.js";

const suite = start();

suite.on(
	"all.html",
	"without script everything is there, and nothing that needs one",
	async (page) => {
		assert.equal(await page.locator("section.papers").first().locator(".papers-item:visible").count(), 3);
		assert.equal(await page.locator(".papers-filter, .papers-tools, .papers-preview").count(), 0);
		await page.goto(`${suite.address}shelf.html`);
		await page.locator("summary").first().click();
		assert.equal(await page.getByText("What the authors say.").isVisible(), true);
		assert.equal(await page.locator(".papers-permalink").first().isVisible(), true);
	},
	{ javaScriptEnabled: false },
);

for (const path of ["shelf.html", "print.html"]) {
	suite.on(path, "printed links show their URLs, and buttons are hidden", async (page) => {
		await page.emulateMedia({ media: "print" });
		const links = page.locator(".papers-item .papers-links a");
		const after = await links.first().evaluate((link) => getComputedStyle(link, "::after").content);
		assert.match(after, /example\.org\/alpha/);
		const gone = ".papers-tools:visible, .papers-controls:visible, .papers-permalink:visible, .papers-preview:visible";
		assert.equal(await page.locator(gone).count(), 0);
	});
}

suite.on("numbers.html", "a page without entries raises no error", async (page) => {
	assert.equal(await page.locator(".papers-index").count(), 1);
	assert.equal(await page.locator(".papers-filter, .papers-tools").count(), 0);
});

suite.on("print.html", "filters, copy buttons and previews work on the print page", async (page) => {
	await page.emulateMedia({ media: "screen" });
	await search(page).fill("elan");
	assert.equal(await filter(page).getByRole("status").textContent(), "1 of 3 papers");
	const item = page.locator(".papers-item[data-key=alpha][id]:visible").first();
	assert.match(await copied(page, item, /^BibTeX/), /^@misc\{alpha,/);
	await cite(page).hover();
	await preview(page).waitFor();
	assert.match(await preview(page).textContent(), /Élan vital/);
});

suite.on("hostile.html", "hostile data stays text", async (page) => {
	await search(page).fill("<script>alert(1)</script>");
	assert.equal((await shown(page)).length, 1);
	await filter(page).getByRole("button", { name: /^<img/ }).click();
	assert.equal((await shown(page)).length, 1);
	await page.reload();
	assert.equal((await shown(page)).length, 1);
	const item = page.locator(".papers-item").first();
	assert.match(await copied(page, item, /^Cite/), /<script>alert\(1\)<\/script>/);
	const bib = await copied(page, item, /^BibTeX/);
	assert.ok(bib.includes("title = {<script>alert(1)</script><img src=x onerror=alert(1)>},"), bib);
	assert.ok(!bib.includes("javascript:alert(1)}"), bib);
	await copied(page, item, /^Copy link/);
	await cite(page).hover();
	await preview(page).waitFor();
	assert.match(await preview(page).textContent(), /<script>alert/);
	const strangers = await page.$$eval("main :is(script, img, svg, iframe)", (all) =>
		all.filter((element) => !/^papers-/.test(element.className)).map((element) => element.outerHTML),
	);
	assert.deepEqual(
		strangers.filter((html) => /alert|onerror/.test(html)),
		[],
	);
	const handlers = await page.$$eval("main *", (all) =>
		all.flatMap((element) => element.getAttributeNames()).filter((name) => name.startsWith("on")),
	);
	assert.deepEqual(handlers, []);
	const addresses = await page.$$eval("main a", (all) => all.map((link) => link.protocol));
	assert.deepEqual([...new Set(addresses)].sort(), ["http:", "https:"]);
});

suite.on(
	"all.html?papers-find=%3Cimg src=x onerror=alert(1)%3E&papers-tags=%22%3E&papers-sort=__proto__&papers-from=x",
	"nor does an address",
	async (page) => {
		assert.equal(await search(page).inputValue(), "<img src=x onerror=alert(1)>");
		assert.equal(await filter(page).getByLabel("From year").inputValue(), "");
		assert.deepEqual(await shown(page), []);
	},
);
