// axe-core finds no violation of WCAG AA: every kind of page, five themes, three widths, mdBook 0.4 and 0.5, forced colors and
// right-to-left text.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build, launch, open, serve } from "./book.js";
import { cite, preview } from "./suite.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PAGES = [
	"index.html",
	"shelf.html",
	"all.html",
	"table.html",
	"deep/tutorial.html",
	"csl.html",
	"numbers.html",
	"hostile.html",
	"print.html",
];
const THEMES = ["light", "rust", "coal", "navy", "ayu"];
const WIDTHS = [320, 800, 1400];
/** The preview has mdBook 0.5 built in; mdBook 0.4 is tested if its path is given, as in `.ci/run`. */
const BOOKS = { "mdBook 0.5": {}, "mdBook 0.4": { mdbook: process.env.MDBOOK_0_4 } };
const skip = process.env.MDBOOK_0_4 ? false : "MDBOOK_0_4 names no mdBook";

let browser;
const sites = {};

before(async () => {
	for (const [name, options] of Object.entries(BOOKS)) {
		if (name === "mdBook 0.5" || options.mdbook) {
			sites[name] = await serve(build(undefined, options));
		}
	}
	browser = await launch();
});

after(async () => {
	await browser?.close();
	for (const site of Object.values(sites)) {
		site.stop();
	}
});

/** Returns the violations that axe-core finds in the elements of this preprocessor. */
function violations(page) {
	return page.evaluate(async () => {
		const ours = [
			...document.querySelectorAll(
				".papers, .papers-citation, .papers-preview, .papers-index, .papers-stats, .papers-palette",
			),
		];
		for (const [number, element] of ours.entries()) {
			element.dataset.axe = number;
		}
		if (ours.length === 0) {
			return ["the page has no elements of this preprocessor"];
		}
		const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
		const include = ours.map((element) => [`[data-axe="${element.dataset.axe}"]`]);
		const result = await globalThis.axe.run({ include }, { runOnly: tags });
		return result.violations.flatMap((violation) =>
			violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`),
		);
	});
}

async function look(page, path) {
	// Colors fade in when a page loads, and axe-core would read an intermediate value.
	await page.addStyleTag({ content: "* { transition: none !important }" });
	if (path.includes("tutorial")) {
		await cite(page).hover();
		await preview(page).waitFor();
	}
	await page.evaluate(AXE);
	assert.deepEqual(await violations(page), [], path);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
	assert.equal(wide, 0, `${path} scrolls sideways`);
}

async function lookAtAll(site, options, check = () => {}) {
	for (const width of WIDTHS) {
		const viewport = { width, height: 800 };
		const { page, errors, close } = await open(browser, site.address, { ...options, viewport });
		for (const path of PAGES) {
			await page.goto(site.address + path);
			await check(page, path);
			await look(page, path);
		}
		assert.deepEqual(errors, []);
		await close();
	}
}

for (const name of Object.keys(BOOKS)) {
	for (const theme of THEMES) {
		test(`${name}, ${theme}`, { skip: name === "mdBook 0.4" && skip }, () =>
			lookAtAll(sites[name], { theme }, async (page) => {
				assert.ok(await page.evaluate((theme) => document.documentElement.classList.contains(theme), theme));
			}),
		);
	}
}

for (const forced of ["light", "dark"]) {
	test(`forced colours, ${forced}`, () =>
		lookAtAll(sites["mdBook 0.5"], { forcedColors: "active", colorScheme: forced }, async (page, path) => {
			if (path === "all.html") {
				await page.locator(".papers-chips button").first().click();
				const chip = page.locator(".papers-filter button[aria-pressed=true]").first();
				const line = (element) => getComputedStyle(element).borderTopWidth;
				assert.equal(await chip.evaluate(line), "3px", "pressed buttons are distinguishable");
			}
		}));
}

test("the palette, the basket and an opened entry have no violation", async () => {
	for (const theme of THEMES) {
		const { page, errors, close } = await open(browser, `${sites["mdBook 0.5"].address}shelf.html`, { theme });
		const alpha = page.locator(".papers-item").first();
		await alpha.hover();
		await alpha.getByRole("button", { name: /^Pick/ }).click();
		await alpha.locator(".papers-dots").focus();
		await page.keyboard.press("Enter");
		await look(page, "shelf.html");
		await page.keyboard.press("/");
		await page.getByRole("option").first().waitFor();
		await look(page, "shelf.html");
		assert.deepEqual(errors, []);
		await close();
	}
});

test("right-to-left text", async () => {
	const folder = build(undefined, {
		change: (root) => {
			const file = join(root, "book.toml");
			writeFileSync(file, readFileSync(file, "utf8").replace('language = "en"', 'language = "ar"'));
		},
	});
	const site = await serve(folder);
	await lookAtAll(site, {}, async (page, path) => {
		assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
		if (path === "shelf.html") {
			const [note, item] = await Promise.all(
				[".papers-note", ".papers-item"].map((name) => page.locator(name).first().boundingBox()),
			);
			assert.ok(note.x + note.width <= item.x + item.width);
			const line = await page
				.locator(".papers-note")
				.first()
				.evaluate((note) => {
					// An English entry has its own direction.
					const { direction, borderLeftWidth, borderRightWidth } = getComputedStyle(note);
					return direction === "rtl" ? borderRightWidth : borderLeftWidth;
				});
			assert.equal(line, "3px", "the line of a note is at the start of its text");
		}
		const outside = await page.$$eval(".papers-chart text", (texts) => {
			const isOutside = (inner, outer) => inner.left < outer.left - 1 || inner.right > outer.right + 1;
			const boxes = texts.map((text) => [text, text.ownerSVGElement].map((it) => it.getBoundingClientRect()));
			return boxes.filter(([inner, outer]) => isOutside(inner, outer)).length;
		});
		assert.equal(outside, 0, `${path} has words outside of its charts`);
	});
	site.stop();
});

test("reduced motion disables animations", async () => {
	const { page, close } = await open(browser, `${sites["mdBook 0.5"].address}all.html`, { reducedMotion: "reduce" });
	const moving = await page.$$eval(".papers *, .papers-preview", (all) =>
		all
			.filter((element) => {
				const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
				return animationName !== "none" || !/^0s(, 0s)*$/.test(transitionDuration) || scrollBehavior === "smooth";
			})
			.map((element) => element.outerHTML.slice(0, 100)),
	);
	assert.deepEqual(moving, []);
	await close();
});

test("touch targets are at least 44 px tall and wide", async () => {
	const options = { viewport: { width: 320, height: 800 }, hasTouch: true, isMobile: true };
	const { page, close } = await open(browser, sites["mdBook 0.5"].address, options);
	for (const path of PAGES) {
		await page.goto(sites["mdBook 0.5"].address + path);
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
	}
	await close();
});
