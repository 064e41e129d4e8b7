// What the tests in a browser share: the book of the tests published and served, pages opened in it, and a reader's eyes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BOOK, build, launch, open, serve } from "./book.js";

/** A browser and a served folder for the tests of a file; `publish` gives the folder. */
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

	/** A test on a page, which must raise no dialog, no error and no request to elsewhere. */
	suite.on = (path, name, act, options) => {
		test(`${path}: ${name}`, async () => {
			const { page, faults, close } = await open(suite.browser, suite.address + path, options);
			try {
				await act(page);
				assert.deepEqual(faults, []);
			} finally {
				await close();
			}
		});
	};
	return suite;
}

/** The keys of the entries that a list shows, in their order. */
export const shown = (page, section = 0) =>
	page.evaluate(
		(nth) =>
			[...document.querySelectorAll("section.papers")[nth].querySelectorAll(".papers-item")]
				.filter((item) => item.checkVisibility())
				.map((item) => item.dataset.key),
		section,
	);

export const filter = (page) => page.locator(".papers-filter").first();
export const search = (page) => filter(page).getByRole("searchbox");
export const preview = (page) => page.getByRole("dialog", { name: "The work cited" });
export const cite = (page) => page.locator(".papers-cite").first();

/** Presses a button of an entry; gives back what is on the clipboard then. */
export async function copied(page, item, name) {
	await page.evaluate(() => navigator.clipboard.writeText(""));
	await item.getByRole("button", { name }).click();
	await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== "");
	return page.evaluate(() => navigator.clipboard.readText());
}
