// A book installed into, built, served and opened in Chromium.

import { execFileSync } from "node:child_process";
import { cpSync, createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

export const ROOT = join(import.meta.dirname, "../..");
export const PAPERS = process.env.PAPERS ?? join(ROOT, "target/debug/mdbook-papers");
const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

/** Builds a book of the project's; `install` gives it the assets first. Gives back the folder of its pages. */
export function build(book, { install = true } = {}) {
	const root = mkdtempSync(join(tmpdir(), "papers-"));
	process.on("exit", () => rmSync(root, { recursive: true, force: true }));
	cpSync(book, root, { recursive: true });
	if (install) {
		execFileSync(PAPERS, ["install", root]);
	}
	execFileSync(PAPERS, ["build", root, "-d", join(root, "out")], { stdio: "pipe" });
	return join(root, "out");
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
export async function open(browser, address, options = {}) {
	const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options });
	if (options.theme) {
		await context.addInitScript((theme) => localStorage.setItem("mdbook-theme", theme), options.theme);
	}
	const page = await context.newPage();
	const faults = [];
	page.on("dialog", (dialog) => {
		faults.push(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	page.on("pageerror", (error) => faults.push(`error: ${error}`));
	page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
	page.on("request", (request) => request.url().startsWith(new URL("/", address).href) || faults.push(request.url()));
	await page.goto(address);
	return { page, faults, close: () => context.close() };
}
