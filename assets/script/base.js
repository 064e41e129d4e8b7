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
