// Citation links: to the entry and back to the same position, on pages at every depth and on the print page.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, open, publish, serve } from "./book.js";

let browser;
let site;

before(async () => {
	site = await serve(publish(join(import.meta.dirname, "citations")));
	browser = await launch();
});

after(async () => {
	await browser?.close();
	site?.stop();
});

/** Returns the element that the URL's fragment names, if it is in the viewport. */
const seen = (page) =>
	page.evaluate(() => {
		const element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		const box = element?.getBoundingClientRect();
		const inView = box && box.top >= 0 && box.top < innerHeight;
		return inView ? { id: element.id, key: element.dataset.key, text: element.textContent } : null;
	});

const rows = [
	["index.html", ["hu2019", "li2023"]],
	["top.html", ["hu2019", "O'Keeffe 1962/评", "li2023", "li2023", "hu2019", "hu2019", "li2023"]],
	["deep/index.html", ["O'Keeffe 1962/评"]],
	["deep/deeper/page.html", ["hu2019", "li2023"]],
];

for (const [path, keys] of [...rows, ["print.html", rows.flatMap(([, keys]) => keys)]]) {
	test(`${path}: each citation leads to its entry, and the entry back to it`, async () => {
		const { page, errors, close } = await open(browser, site.address + path);
		const count = await page.locator(".papers-cite").count();
		assert.equal(count, keys.length);
		for (const [nth, key] of keys.entries()) {
			await page.goto(site.address + path);
			const cite = page.locator(".papers-cite").nth(nth);
			const from = await cite.evaluate((link) => link.closest(".papers-citation").id);
			await cite.click();
			await page.waitForURL(/#/);
			const entry = await seen(page);
			assert.equal(entry?.key, key, `${nth}: ${page.url()}`);

			const back = new URL(`${path}#${from}`, site.address).href;
			const links = page.locator(`[id="${entry.id}"] [role=doc-backlink]`);
			const addresses = await links.evaluateAll((all) => all.map((link) => link.href));
			assert.ok(addresses.includes(back), `${nth}: ${back} is none of ${addresses}`);
			await links.nth(addresses.indexOf(back)).click();
			await page.waitForURL(back);
			assert.equal((await seen(page))?.id, from);
		}
		assert.deepEqual(errors, []);
		await close();
	});
}

test("without the script the same entry is in the viewport", async () => {
	const { page, close } = await open(browser, `${site.address}deep/deeper/page.html`, { javaScriptEnabled: false });
	await page.locator(".papers-cite").first().click();
	assert.equal(new URL(page.url()).hash, "#papers-ref-hu2019");
	assert.match(await page.locator(":target").textContent(), /A Garden of Types/);
	await close();
});
