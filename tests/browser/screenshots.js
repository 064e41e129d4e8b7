// Screenshots of this repository's book: `node screenshots.js [FOLDER]` takes all, `node screenshots.js --readme` those of
// README.md.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, open, publish, ROOT, serve } from "./book.js";

const THEMES = ["light", "rust", "coal", "navy", "ayu"];
const WIDTHS = [1400, 390];
const CITE = ".papers-cite";

/** The screenshots: a page, and the interaction before the picture. */
const SHOTS = {
	front: { path: "index.html" },
	shelf: { path: "papers/base-models.html" },
	filtered: {
		path: "all-papers.html?papers-find=model&papers-tags=open-weights#by-year",
		act: (page) => page.locator(".papers-filter").scrollIntoViewIfNeeded(),
	},
	tutorial: {
		path: "tutorials/base-models.html",
		act: async (page) => {
			await page.locator(CITE).nth(1).scrollIntoViewIfNeeded();
			await page.locator(CITE).nth(1).hover();
			await page.locator(".papers-preview").waitFor();
		},
	},
	stats: {
		path: "all-papers.html",
		themes: THEMES,
		act: (page) => page.locator(".papers-stats").scrollIntoViewIfNeeded(),
	},
};

async function picture(browser, site, shot, { theme, width, height = 1000, file }) {
	const { page, errors, close } = await open(browser, site.address + shot.path, {
		theme,
		viewport: { width, height },
		hasTouch: false,
	});
	await shot.act?.(page);
	await page.screenshot({ path: file });
	if (errors.length > 0) {
		throw new Error(`${shot.path}: ${errors.join("; ")}`);
	}
	await close();
}

async function all(browser, site, folder) {
	mkdirSync(folder, { recursive: true });
	for (const [name, shot] of Object.entries(SHOTS)) {
		for (const theme of shot.themes ?? ["light", "navy"]) {
			for (const width of WIDTHS) {
				await picture(browser, site, shot, { theme, width, file: join(folder, `${name}-${theme}-${width}.png`) });
			}
		}
	}
}

const site = await serve(publish(ROOT));
const browser = await launch();
const [argument = join(ROOT, "target/screenshots")] = process.argv.slice(2);
if (argument === "--readme") {
	for (const [shot, name] of [
		[SHOTS.shelf, "base-models.png"],
		[SHOTS.filtered, "all-papers.png"],
	]) {
		await picture(browser, site, shot, { theme: "light", width: 900, height: 820, file: join(ROOT, ".github", name) });
	}
} else {
	await all(browser, site, argument);
}
await browser.close();
site.stop();
