// Citation previews by pointer, keyboard and touch, and links to entries and back.

import assert from "node:assert/strict";
import { cite, preview, start } from "./suite.js";

const suite = start();
const PAGE = "deep/tutorial.html";

suite.on(PAGE, "a preview opens under the pointer, stays for it, and Escape closes it", async (page) => {
	await cite(page).hover();
	await preview(page).waitFor();
	assert.match(await preview(page).textContent(), /Élan vital of language models/);
	await preview(page).getByText("Élan").hover();
	await page.waitForTimeout(500);
	assert.equal(await preview(page).isVisible(), true);
	await page.keyboard.press("Escape");
	assert.equal(await preview(page).isVisible(), false);
	await cite(page).hover();
	await preview(page).waitFor();
	await page.locator("main h1").hover();
	await preview(page).waitFor({ state: "hidden" });
});

suite.on(PAGE, "a preview opens by the keyboard, and its link is the next stop", async (page) => {
	await page.locator("main").evaluate((main) => {
		main.tabIndex = -1;
		main.focus();
	});
	for (let stop = 0; stop < 10 && !(await preview(page).isVisible()); stop += 1) {
		await page.keyboard.press("Tab");
		await page.waitForTimeout(100);
	}
	assert.equal(await preview(page).isVisible(), true);
	await page.keyboard.press("Tab");
	assert.equal(await page.evaluate(() => document.activeElement.textContent), "Go to the entry");
	await page.keyboard.press("Escape");
	assert.equal(await preview(page).isVisible(), false);
	assert.match(await page.evaluate(() => document.activeElement.className), /papers-cite/);
});

suite.on(
	PAGE,
	"the first touch shows a preview, the second follows it, one elsewhere closes it",
	async (page) => {
		await cite(page).tap();
		await preview(page).waitFor();
		assert.equal(new URL(page.url()).hash, "");
		await page.locator("main h1").tap();
		assert.equal(await preview(page).isVisible(), false);
		await cite(page).tap();
		await preview(page).waitFor();
		await cite(page).tap();
		await page.waitForURL(/#papers-/);
	},
	{ hasTouch: true },
);

suite.on(
	"index.html",
	"an entry on another page is previewed, and the box stays within the window",
	async (page) => {
		for (const y of [100, 560]) {
			await page.evaluate((y) => (document.querySelector(".papers-cite").closest("p").style.marginTop = `${y}px`), y);
			await cite(page).hover();
			await preview(page).waitFor();
			assert.match(await preview(page).textContent(), /Élan vital/);
			const [box, link] = [await preview(page).boundingBox(), await cite(page).boundingBox()];
			assert.ok(box.x >= 0 && box.x + box.width <= 320 && box.y >= 0 && box.y + box.height <= 800, JSON.stringify(box));
			assert.ok(box.y + box.height <= link.y || box.y >= link.y + link.height, "the box hides its citation");
			await page.keyboard.press("Escape");
			await page.mouse.move(0, 0);
		}
	},
	{ viewport: { width: 320, height: 800 } },
);

suite.on("csl.html", "the preview of an entry in a CSL style is the text of that style", async (page) => {
	await cite(page).hover();
	await preview(page).waitFor();
	assert.match(await preview(page).textContent(), /Lovelace, A\./);
});

for (const path of ["index.html", PAGE, "hostile.html", "print.html"]) {
	suite.on(path, "citations link to their entries and back", async (page) => {
		const links = await page.$$eval(".papers-cite, [role=doc-backlink]", (all) => all.map((link) => link.href));
		assert.ok(links.length > 0);
		for (const link of new Set(links)) {
			await page.goto(link);
			const id = decodeURIComponent(new URL(link).hash.slice(1));
			assert.ok(await page.evaluate((id) => document.getElementById(id) !== null, id), link);
		}
	});
}
