// No violation of WCAG AA that axe-core can see: every kind of page, five themes, three widths.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build, launch, open, serve } from "./book.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = ["index.html", "shelf.html", "all.html", "table.html", "deep/tutorial.html", "hostile.html"];
const THEMES = ["light", "rust", "coal", "navy", "ayu"];
const WIDTHS = [320, 800, 1400];

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

/** What axe-core holds against what is ours on a page. */
async function violations(page) {
	await page.evaluate(AXE);
	return page.evaluate(async () => {
		const ours = [...document.querySelectorAll(".papers, .papers-citation, .papers-preview")];
		for (const [number, element] of ours.entries()) {
			element.dataset.axe = number;
		}
		if (ours.length === 0) {
			return ["nothing of ours is on the page"];
		}
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
		const result = await globalThis.axe.run(
			{
				include: ours.map((element) => [`[data-axe="${element.dataset.axe}"]`]),
			},
			{ runOnly: tags },
		);
		return result.violations.flatMap((violation) =>
			violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`),
		);
	});
}

for (const theme of THEMES) {
	for (const width of WIDTHS) {
		test(`${theme} at ${width} px`, async () => {
			for (const path of PAGES) {
				const { page, close } = await open(browser, site.address + path, { theme, viewport: { width, height: 800 } });
				assert.ok(await page.evaluate((theme) => document.documentElement.classList.contains(theme), theme));
				if (path.includes("tutorial")) {
					await page.locator(".papers-cite").first().focus();
					await page.locator(".papers-cite").first().hover();
					await page.locator(".papers-preview").waitFor();
				}
				assert.deepEqual(await violations(page), [], path);
				const wide = await page.evaluate(
					() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
				);
				assert.equal(wide, 0, `${path} scrolls sideways`);
				await close();
			}
		});
	}
}

test("what is pressed is at least 44 px tall and wide", async () => {
	for (const path of PAGES) {
		const { page, close } = await open(browser, site.address + path, { viewport: { width: 320, height: 800 } });
		const small = await page.$$eval(
			".papers-links a, .papers button, .papers-permalink, .papers-filter input:not([type=checkbox])",
			(all) =>
				all
					.filter((element) => element.checkVisibility())
					.map((element) => [element.outerHTML.slice(0, 100), element.getBoundingClientRect()])
					.filter(([, box]) => box.width < 44 || box.height < 44)
					.map(([html]) => html),
		);
		assert.deepEqual(small, [], path);
		await close();
	}
});
