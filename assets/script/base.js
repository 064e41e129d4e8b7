// What the other scripts share: elements, labels, text without case and accents, and the parts of an entry.
// Text from data is inserted with `textContent` only, and no other host is contacted.

const root = document.documentElement;
/** The labels that the preprocessor writes in the language of the book; none on a page without entries and citations. */
const words = document.querySelector(".papers-labels");
const labels = words?.dataset ?? {};
/** The language of the labels, if it is not the page's. */
const language = words?.lang ? { lang: words.lang, dir: words.dir } : {};

/** Creates an element. Children that are strings become text nodes. */
function make(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		element.setAttribute(name, value);
	}
	element.append(...children);
	return element;
}

const button = (text, attributes) => make("button", { type: "button", ...attributes }, text);

/** Returns a label with its placeholders filled in. */
const fill = (label, values) => label.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

/** Letters with a stroke or of two letters, which Unicode does not decompose. */
const LETTERS = { ø: "o", ł: "l", đ: "d", ß: "ss", æ: "ae", œ: "oe", ı: "i" };

/** Normalizes a text for comparison: case, accents and character widths. */
function fold(text) {
	const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
	return plain.replace(/[øłđßæœı]/g, (letter) => LETTERS[letter]);
}

const split = (text) => text.split(/\s+/).filter(Boolean);
const textOf = (element, selector) => element.querySelector(selector)?.textContent.trim() ?? "";
const titleOf = (item) => textOf(item, ".papers-title") || textOf(item, ".papers-reference");

/** The records of the papers of this page by key: a paper that is listed twice has one record. */
const records = new Map();
for (const span of document.querySelectorAll(".papers-item > .Z3988, th > .Z3988")) {
	records.set(span.closest(".papers-item").dataset.key, span);
}

/** Returns a function that looks up values of the record of an entry by their OpenURL names without `rft`. */
function recordOf(item) {
	const values = new URLSearchParams(records.get(item.dataset.key)?.title);
	return (...names) => names.flatMap((name) => values.getAll(`rft${name}`));
}

/** The BibTeX of the papers of this page by key. */
const bibs = new Map();
for (const bib of document.querySelectorAll(".papers-bib")) {
	bibs.set(bib.closest(".papers-item").dataset.key, bib);
}

/** Returns a field of the BibTeX of an entry without braces and backslashes; empty if the record has its value. */
function bibField(item, name) {
	const field = new RegExp(`^ {2}(?:${name}) = \\{(.*)\\},$`, "m").exec(bibs.get(item.dataset.key)?.textContent);
	return field?.[1].replace(/[{}\\]/g, "") ?? "";
}

/** Returns a name in reading order from `Family, Given, Suffix`. */
function readingOrder(name) {
	const [family, given, suffix] = name.split(", ");
	const isHan = /\p{Script=Han}/u.test(name);
	return isHan ? [family, given].join("") : [given, family, suffix].filter(Boolean).join(" ");
}

/** Returns the authors of an entry in reading order, all of them if the page has them. */
function authorsOf(item) {
	let names = recordOf(item)(".au", ".creator");
	// Records have at most fifty names, and a book may have none.
	if (names.length === 0 || names.length > 49) {
		// BibTeX has the suffix before the given name.
		const ordered = (name) => name.replace(/^(.*), (.*), (.*)$/, "$1, $3, $2");
		names = bibField(item, "author").split(" and ").filter(Boolean).map(ordered);
	}
	names = names.map(readingOrder);
	const isHan = names.every((name) => /\p{Script=Han}/u.test(name));
	return names.length > 0 ? names.join(isHan ? "、" : ", ") : textOf(item, ".papers-authors");
}

/** Returns the venue of an entry, even if its style does not show it. */
function venueOf(item) {
	const shown =
		textOf(item, ".papers-venue") || recordOf(item)(".jtitle", ".btitle", ".publisher", ".series", ".inst")[0];
	return shown || bibField(item, "journal|booktitle|howpublished");
}

const announcer = make("div", { role: "status", class: "papers-off" });
document.body.append(announcer);

/** Announces a text to screen readers, again if it is the same as before. */
function announce(text) {
	announcer.textContent = "";
	setTimeout(() => (announcer.textContent = text), 50);
}

/** Calls `act` for each item in small steps while the browser is idle. Returns a function that does the rest at once. */
function gradually(items, act) {
	let next = 0;
	function run(deadline) {
		while (next < items.length && (!deadline || deadline.timeRemaining() > 1)) {
			act(items[next]);
			next += 1;
		}
		if (next < items.length) {
			idle(run);
		}
	}
	const idle = window.requestIdleCallback ?? ((act) => setTimeout(() => act({ timeRemaining: () => 2 }), 1));
	idle(run);
	return () => run();
}
