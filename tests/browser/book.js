// A book installed into, built, served and opened in Chromium.

import { execFileSync } from "node:child_process";
import { cpSync, createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

/** This repository, which is a book itself. */
export const ROOT = join(import.meta.dirname, "../..");
/** The binary under test. */
export const PAPERS = process.env.PAPERS ?? join(ROOT, "target/debug/mdbook-papers");
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** The folder of this test's book. */
export const BOOK = join(import.meta.dirname, "book");

/** A folder that is gone when the process ends. */
export function temporary() {
	const folder = mkdtempSync(join(tmpdir(), "papers-"));
	process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Installs into a copy of a book, after `change` was made to it, and publishes it; gives back the folder of its pages. */
export function build(book = BOOK, { mdbook, change } = {}) {
	const root = temporary();
	cpSync(book, root, { recursive: true });
	change?.(root);
	execFileSync(PAPERS, ["install", root]);
	return publish(root, { mdbook });
}

/** Publishes a book as it is, by a released mdBook where one is given; gives back the folder of its pages. */
export function publish(root, { mdbook } = {}) {
	const out = join(temporary(), "out");
	const env = { ...process.env, MDBOOK_PREPROCESSOR__PAPERS__COMMAND: PAPERS };
	execFileSync(mdbook ?? PAPERS, ["build", root, "-d", out], { stdio: "pipe", env });
	return out;
}

/** Serves a folder; gives back the address and what stops it. */
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

/** A page that fails its test on a dialog, an error, or a request to another host. */
export async function open(browser, address, { patience = 10_000, ...options } = {}) {
	const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options });
	if (options.theme) {
		await context.addInitScript((theme) => localStorage.setItem("mdbook-theme", theme), options.theme);
	}
	const page = await context.newPage();
	page.setDefaultTimeout(patience);
	const faults = [];
	page.on("dialog", (dialog) => {
		faults.push(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	page.on("pageerror", (error) => faults.push(`error: ${error}`));
	page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
	page.on("request", (request) => request.url().startsWith(new URL("/", address).href) || faults.push(request.url()));
	// print.html asks for the printer.
	await page.addInitScript(() => {
		window.print = () => {};
	});
	await page.goto(address);
	return { page, faults, close: () => context.close() };
}
