// Installs the preprocessor into a book, builds and serves it, and opens it in Chromium.

import { execFileSync } from "node:child_process";
import { cpSync, createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

/** The root of this repository, which is a book. */
export const ROOT = join(import.meta.dirname, "../..");
/** The binary under test. */
export const PAPERS = process.env.PAPERS ?? join(ROOT, "target/debug/mdbook-papers");
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** The folder of the test book. */
export const BOOK = join(import.meta.dirname, "book");

/** Creates a folder that is deleted when the process exits. */
export function temporary() {
	const folder = mkdtempSync(join(tmpdir(), "papers-"));
	process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Installs into a copy of a book after applying `change`, builds it, and returns the folder of its pages. */
export function build(book = BOOK, { mdbook, change } = {}) {
	const root = temporary();
	cpSync(book, root, { recursive: true });
	change?.(root);
	execFileSync(PAPERS, ["install", root]);
	return publish(root, { mdbook });
}

/** Builds a book without changes, with the given mdBook release if any, and returns the folder of its pages. */
export function publish(root, { mdbook } = {}) {
	const out = join(temporary(), "out");
	const env = { ...process.env, MDBOOK_PREPROCESSOR__PAPERS__COMMAND: PAPERS };
	execFileSync(mdbook ?? PAPERS, ["build", root, "-d", out], { stdio: "pipe", env });
	return out;
}

/** Serves a folder. Returns the URL and a function that stops the server. */
export async function serve(folder) {
	const server = createServer((request, response) => {
		const path = join(folder, normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)));
		const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, "index.html") : path;
		if (!statSync(file, { throwIfNoEntry: false })) {
			response.writeHead(404).end();
			return;
		}
		response.setHeader("content-type", `${TYPES[extname(file)] ?? "application/octet-stream"}; charset=utf-8`);
		createReadStream(file).pipe(response);
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return { address: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

export function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
		args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
	});
}

/** Opens a page that fails the test on a dialog, an error, or a request to another host. */
export async function open(browser, address, { patience = 10_000, ...options } = {}) {
	const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options });
	if (options.theme) {
		await context.addInitScript((theme) => localStorage.setItem("mdbook-theme", theme), options.theme);
	}
	const page = await context.newPage();
	page.setDefaultTimeout(patience);
	const errors = [];
	page.on("dialog", (dialog) => {
		errors.push(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	page.on("pageerror", (error) => errors.push(`error: ${error}`));
	page.on("console", (message) => message.type() === "error" && errors.push(`console: ${message.text()}`));
	page.on("request", (request) => request.url().startsWith(new URL("/", address).href) || errors.push(request.url()));
	// print.html opens the print dialog.
	await page.addInitScript(() => {
		window.print = () => {};
	});
	await page.goto(address);
	return { page, errors, close: () => context.close() };
}
