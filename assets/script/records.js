// The records of the papers of the book: their BibTeX, and what readers search. One page of the book has them. It is loaded when
// a reader searches, copies or saves.

const RECORDS = "script.papers-records";
const REQUEST = "mdbook-papers: records";
const isPrintPage = /\/print\.html$/.test(location.pathname);

/** The address of the page with the records, if the book has one. */
const recordsAddress = findRecords();

/** Finds the page with the records, and removes the links to it from the navigation, since it shows nothing. */
function findRecords() {
	const places = ":is(#mdbook-sidebar, #sidebar, .sidebar, .nav-wrapper, .nav-wide-wrapper) a[href]";
	const isRecords = ({ pathname }) => /\/papers-records(-\d+)?\.html$/.test(pathname);
	const links = [...document.querySelectorAll(places)].filter(isRecords);
	for (const link of links) {
		(link.closest("li") ?? link).remove();
	}
	return labels.records ? new URL(labels.records, location.href).href : (links[0]?.href ?? "");
}

/** Loads the text of the records. */
async function requestRecords() {
	const here = document.querySelector(RECORDS);
	if (here || !recordsAddress) {
		return here?.textContent;
	}
	if (location.protocol === "file:") {
		return requestInFrame(recordsAddress);
	}
	// A parsed document runs no scripts and loads no resources.
	const page = new DOMParser().parseFromString(await (await fetch(recordsAddress)).text(), "text/html");
	return page.querySelector(RECORDS).textContent;
}

/** Asks a page in a hidden frame for its records: pages from the disk may not read each other, but may exchange messages. */
function requestInFrame(address) {
	return new Promise((resolve, reject) => {
		const frame = make("iframe", { src: address, hidden: "", "aria-hidden": true, tabindex: -1 });
		const receive = ({ source, data }) => {
			if (source === frame.contentWindow && typeof data === "string") {
				resolve(data);
				done();
			}
		};
		const done = () => {
			removeEventListener("message", receive);
			frame.remove();
		};
		addEventListener("message", receive);
		frame.addEventListener("load", () => frame.contentWindow.postMessage(REQUEST, "*"));
		setTimeout(() => {
			reject(new Error("no answer"));
			done();
		}, 10_000);
		document.body.append(frame);
	});
}

/** Answers a page of the book that shows this one in a frame. */
addEventListener("message", ({ source, data }) => {
	const records = document.querySelector(RECORDS);
	if (data === REQUEST && records && window.parent !== window && source === window.parent) {
		source.postMessage(records.textContent, "*");
	}
});

let loading;

/** Returns the records by key, and the initials of the titles of pages; none if they cannot be loaded. */
function loadRecords() {
	loading ??= requestRecords()
		.then((text) => {
			const { papers, pages } = JSON.parse(text);
			const base = recordsAddress || location.href;
			for (const paper of papers.filter(({ href }) => href)) {
				paper.href = new URL(paper.href, base).href;
			}
			return { records: new Map(papers.map((paper) => [paper.key, paper])), initials: pages };
		})
		.catch(() => {
			// The next attempt may succeed.
			loading = undefined;
			return { records: new Map(), initials: "" };
		});
	return loading;
}

/** Whether the book has records. */
const hasRecords = recordsAddress !== "" || document.querySelector(RECORDS) !== null;

/** Returns the BibTeX of papers by key, each once. */
async function bibOf(keys) {
	const { records } = await loadRecords();
	const found = [...new Set(keys)].map((key) => records.get(key)?.bib).filter(Boolean);
	if (found.length === 0) {
		throw new Error("no records");
	}
	return found.join("\n");
}

/** Saves the BibTeX of papers as a file. */
async function saveBib(keys) {
	try {
		const address = URL.createObjectURL(new Blob([await bibOf(keys)], { type: "application/x-bibtex" }));
		make("a", { href: address, download: "papers.bib" }).click();
		setTimeout(() => URL.revokeObjectURL(address), 10_000);
	} catch {
		announce(labels.failed);
	}
}

/** Copies a text that is still being made. */
async function copyText(text) {
	if (!window.ClipboardItem) {
		return navigator.clipboard.writeText(await text);
	}
	// Some browsers accept this only as a direct response to the reader.
	return navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
}

/** Returns the authors and the venue of an entry, also those that its style does not show. */
const authorsOf = (item, record) => record?.authors ?? record?.by ?? textOf(item, ".papers-authors");
const venueOf = (item, record) => record?.venue ?? textOf(item, ".papers-venue");
