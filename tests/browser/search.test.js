// mdBook's search shows headings, and some of them are made from data.

import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BOOK, build } from "./book.js";
import { start } from "./suite.js";

const PAGE = `# Titles

<<#papers hostile group=tag>>

<<#papers hostile group=author>>

<<#papers hostile group=venue>>

## About <<#cite @{x"><img/src=x/onerror=alert(1)>}>>

<<#references style=apa>>

## Also <<#cite @{x"><img/src=x/onerror=alert(1)>}>>
`;

function change(root) {
	writeFileSync(join(root, "src/titles.md"), PAGE);
	appendFileSync(join(root, "src/SUMMARY.md"), "- [Titles](titles.md)\n");
	const config = '\n[preprocessor.papers]\nreferences = "apa"\n';
	appendFileSync(join(root, "book.toml"), config);
}

const { MDBOOK_0_4 } = process.env;

for (const mdbook of MDBOOK_0_4 ? [undefined, MDBOOK_0_4] : [undefined]) {
	const suite = start(() => build(BOOK, { mdbook, change }));

	for (const path of ["titles.html", "print.html"]) {
		suite.on(`${path}?search=titles`, "headings of data are text in the results of a search", async (page) => {
			const results = page.locator("#mdbook-searchresults, #searchresults");
			await results.getByText("onerror").first().waitFor();
			assert.ok((await results.locator("li").count()) > 3);
			assert.equal(await results.locator("img, svg, script, b, iframe").count(), 0);
			// An image that does not exist raises its event later.
			await page.waitForTimeout(200);
		});
	}
}
