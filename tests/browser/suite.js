// Shared helpers of the browser tests: the built and served test book, its pages, and checks of visibility.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOOK, build, launch, open, serve } from "./book.js";

/** Starts a browser and a server for the tests of a file; `publish` returns the folder to serve. */
export function start(publish = () => build(BOOK)) {
	const suite = {};
	before(async () => {
		const { address, stop } = await serve(await publish());
		Object.assign(suite, { address, stop, browser: await launch() });
	});
	after(async () => {
		await suite.browser?.close();
		suite.stop?.();
	});

	/** Defines a test on a page that must not open a dialog, raise an error or contact another host. */
	suite.on = (path, name, act, options) => {
		test(`${path}: ${name}`, async () => {
			const { page, errors, close } = await open(suite.browser, suite.address + path, options);
			try {
				await act(page);
				assert.deepEqual(errors, []);
			} finally {
				await close();
			}
		});
	};
	return suite;
}

/** Waits until the filters have loaded what entries do not show. */
export const ready = (page) => page.waitForFunction(() => !document.querySelector(".papers-filter[aria-busy=true]"));

/** Returns the keys of the visible entries of a list in order. */
export async function shown(page, section = 0) {
	await ready(page);
	return page.evaluate(
		(nth) =>
			[...document.querySelectorAll("section.papers")[nth].querySelectorAll(".papers-item")]
				.filter((item) => item.checkVisibility())
				.map((item) => item.dataset.key),
		section,
	);
}

export const filter = (page) => page.locator(".papers-filter").first();
export const search = (page) => filter(page).getByRole("searchbox");
export const preview = (page) => page.getByRole("dialog", { name: "The work cited" });
export const cite = (page) => page.locator(".papers-cite").first();

/** Presses a button of an entry and returns the content of the clipboard. */
export async function copied(page, item, name) {
	await page.evaluate(() => navigator.clipboard.writeText(""));
	await item.hover();
	await item.getByRole("button", { name }).click();
	return clipboard(page);
}

/** Waits for a text in the clipboard, which was emptied, and returns it. */
export async function clipboard(page) {
	for (let tries = 0; tries < 100; tries += 1) {
		const text = await page.evaluate(() => navigator.clipboard.readText());
		if (text) {
			return text;
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error("nothing was copied");
}
