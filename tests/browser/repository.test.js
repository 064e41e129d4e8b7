// This repository's book: the markup of languages is correct, drawings are not cut off, and the search finds every listed
// title.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runInNewContext } from "node:vm";
import { launch, open, PAPERS, ROOT, serve } from "./book.js";

const folder = mkdtempSync(join(tmpdir(), "papers-own-"));
let browser;
let site;

before(async () => {
	execFileSync(PAPERS, ["build", ROOT, "-d", folder], { stdio: "pipe" });
	site = await serve(folder);
	browser = await launch();
});

after(async () => {
	await browser?.close();
	site?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const pages = () =>
	readdirSync(folder, { recursive: true }).filter(
		(file) => file.endsWith(".html") && !["404.html", "print.html", "toc.html"].includes(file),
	);

test("Chinese is marked as Chinese, Japanese as Japanese, and nothing else as Chinese", async () => {
	const { page, errors, close } = await open(browser, site.address);
	const wrong = await page.evaluate(async (paths) => {
		const han = /\p{Script=Han}/u;
		const wrong = [];
		for (const path of paths) {
			const html = await (await fetch(path)).text();
			const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
			const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
			for (let text = texts.nextNode(); text; text = texts.nextNode()) {
				const element = text.parentElement;
				// Code has no language.
				if (!han.test(text.data) || element.closest("code, script")) continue;
				const language = element.closest("[lang]")?.getAttribute("lang") ?? "";
				if (!/^(zh|ja)/.test(language)) wrong.push(`${path}: not marked: ${text.data.trim()}`);
			}
			for (const element of main.querySelectorAll("[lang|='zh']")) {
				if (!han.test(element.textContent)) wrong.push(`${path}: marked: ${element.textContent.trim()}`);
			}
		}
		return wrong;
	}, pages());
	assert.deepEqual(wrong, []);
	assert.deepEqual(errors, []);
	await close();
});

test("every number of a citation leads to the reference with this number on its page, which leads back", async () => {
	const wrong = [];
	let count = 0;
	for (const path of pages().filter((path) => path.startsWith("tutorials/"))) {
		const { page, close } = await open(browser, new URL(path, site.address).href);
		const rows = await page.$$eval(".papers-cite", (links) =>
			links.map((link) => {
				const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
				const backs = [...(target?.querySelectorAll("[role=doc-backlink]") ?? [])].map((back) => back.hash);
				return [link.textContent, target?.dataset.number, backs.includes(`#${link.closest(".papers-citation").id}`)];
			}),
		);
		count += rows.length;
		wrong.push(...rows.filter(([text, number, isBack]) => text !== number || !isBack).map((row) => [path, ...row]));
		await close();
	}
	assert.ok(count > 100, `${count}`);
	assert.deepEqual(wrong, []);
});

test("drawings show all of their text", async () => {
	const drawn = pages().filter((path) => readFileSync(join(folder, path), "utf8").includes('<svg role="img"'));
	assert.ok(drawn.length >= 6);
	for (const path of drawn) {
		const { page, close } = await open(browser, new URL(path, site.address).href);
		const cut = await page.evaluate(() => {
			const isCut = (text) => {
				const [own, all] = [text, text.ownerSVGElement].map((element) => element.getBoundingClientRect());
				return own.left < all.left || own.right > all.right || own.top < all.top || own.bottom > all.bottom;
			};
			return [...document.querySelectorAll('main svg[role="img"] text')].filter(isCut).map((text) => text.textContent);
		});
		assert.deepEqual(cut, [], path);
		await close();
	}
});

test("the search finds every English title on a page that lists the work", () => {
	const file = (name) => readFileSync(join(folder, name), "utf8");
	const script = (start) => file(readdirSync(folder).find((name) => name.startsWith(start) && name.endsWith(".js")));
	const window = { search: {} };
	const context = { window, self: window };
	runInNewContext(script("elasticlunr"), context);
	runInNewContext(script("searchindex"), context);
	const { doc_urls: addresses, index, results_options: results, search_options: options } = window.search;
	const search = (context.elasticlunr ?? window.elasticlunr).Index.load(index);

	const { papers } = JSON.parse(
		execFileSync(PAPERS, ["list", "--format", "json"], { cwd: ROOT, stdio: "pipe", maxBuffer: 2 ** 26 }),
	);
	const english = papers.filter(({ title }) => !/\p{Script=Han}/u.test(title));
	assert.ok(english.length > 100, `there are ${english.length}`);
	const missing = english.filter(({ key, title }) => {
		const found = search.search(title, options).slice(0, results.limit_results);
		const shown = found.map(({ ref }) => addresses[ref].split("#")[0]);
		return !shown.some((page) => file(page).includes(`data-key="${key}"`));
	});
	assert.deepEqual(
		missing.map(({ title }) => title),
		[],
	);
});
