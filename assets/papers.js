// Assembled from the files in assets/script by `UPDATE_SCRIPT=1 cargo test --lib assets`.
(() => {
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

// Finding entries: whether one matches, and why.

/** The parts of an entry that are shown and searched. */
const SHOWN =
	".papers-title, .papers-short, .papers-translation, .papers-authors, .papers-venue, .papers-venue-note, .papers-date, " +
	".papers-summary, .papers-note, .papers-remark, .papers-abstract-text, .papers-reference";

/** Returns the texts of an entry that are searched but not shown, each with its label. */
function hiddenTexts(item, record) {
	return [
		[labels.titles, record?.titles],
		[labels.authors, authorsOf(item, record)],
		[labels.venue, venueOf(item, record)],
		[labels.chips, item.dataset.tags],
		[labels.summary, record?.summary],
		[labels.note, record?.note],
	].filter(([, text]) => text);
}

/** Returns the search text of an entry. */
function searchText(item, record) {
	const shown = [...item.querySelectorAll(SHOWN)].map((part) => part.textContent);
	const cells = [...item.querySelectorAll("td")].map((part) => part.textContent);
	const hidden = hiddenTexts(item, record).map(([, text]) => text);
	return fold([...shown, ...cells, ...hidden, item.dataset.year].join("\n"));
}

/**
 * Returns the Chinese characters of a text whose initials in pinyin are `letters`, or an empty text. `initials` has a run of
 * characters, a space, and the possible initials of each, for example `唐杰 t j,微调 w dt`.
 */
function hanOf(initials, letters) {
	for (const run of initials.split(",")) {
		const [han, ...possible] = run.split(" ");
		const characters = [...han];
		for (let at = 0; at + letters.length <= possible.length; at += 1) {
			if ([...letters].every((letter, nth) => possible[at + nth].includes(letter))) {
				return characters.slice(at, at + letters.length).join("");
			}
		}
	}
	return "";
}

/** Returns the first and the last year of a word such as `2022-2023` or `2022-`, or null. */
function yearsOf(word) {
	const [, from, to] = /^(\d{4})?[-–](\d{4})?$/.exec(word) ?? [];
	return from || to ? [Number(from ?? 0), Number(to ?? 9999)] : null;
}

/** Returns the words of a query, each as a function that returns what it matches in an entry, or an empty text. */
function wordsOf(query) {
	return split(fold(query)).map((word) => {
		const years = yearsOf(word);
		if (years) {
			return ({ year }) => (year >= years[0] && year <= years[1] ? word : "");
		}
		const isInitials = /^[a-z]{2,}$/.test(word);
		return ({ text, pinyin }) => (text.includes(word) ? word : isInitials && pinyin ? fold(hanOf(pinyin, word)) : "");
	});
}

/** Returns where the words occur in a text: pairs of start and end. */
function placesOf(text, words) {
	// Positions in the folded text differ from those in the text, so characters are folded one by one.
	const starts = [];
	let folded = "";
	let at = 0;
	for (const character of text) {
		const part = fold(character);
		folded += part;
		for (let nth = 0; nth < part.length; nth += 1) {
			starts.push(at);
		}
		at += character.length;
	}
	starts.push(at);
	const places = [];
	for (const word of words) {
		for (let from = folded.indexOf(word); from >= 0; from = folded.indexOf(word, from + word.length)) {
			places.push([starts[from], Math.max(starts[from + word.length], starts[from] + 1)]);
		}
	}
	return places;
}

/** Returns the ranges of an element in which the words occur. */
function rangesOf(element, words) {
	const ranges = [];
	const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
	for (let node = texts.nextNode(); node; node = texts.nextNode()) {
		for (const [start, end] of placesOf(node.data, words)) {
			const range = new Range();
			range.setStart(node, start);
			range.setEnd(node, Math.min(end, node.length));
			ranges.push(range);
		}
	}
	return ranges;
}

/** Returns a line with the first text that contains a word and is not shown, with the word marked; or null. */
function snippetOf(item, record, words) {
	const shown = fold([...item.querySelectorAll(SHOWN)].map((part) => part.textContent).join("\n"));
	const missing = words.filter((word) => !shown.includes(word));
	if (missing.length === 0) {
		return null;
	}
	for (const [label, text] of hiddenTexts(item, record)) {
		const place = placesOf(text, missing)[0];
		if (place) {
			const [start, end] = place;
			const from = start > 40 ? Math.max(text.lastIndexOf(" ", start - 30), start - 40) : 0;
			const before = `${from > 0 ? "…" : ""}${text.slice(from, start)}`;
			const after = `${text.slice(end, end + 60)}${end + 60 < text.length ? "…" : ""}`;
			const mark = make("mark", {}, text.slice(start, end));
			return make("p", { class: "papers-why" }, make("b", {}, label), " ", before, mark, after);
		}
	}
	return null;
}

// The basket: papers that a reader picks on any page of the book, stored by the browser alone.

const BASKET = `papers-basket ${document.querySelector('link[rel~="icon"]')?.href ?? location.host}`;

/** Reads a value that this script stored, or returns `otherwise`. */
function stored(name, otherwise) {
	try {
		return JSON.parse(localStorage.getItem(name)) ?? otherwise;
	} catch {
		// Stores may be disabled.
		return otherwise;
	}
}

function store(name, value) {
	try {
		localStorage.setItem(name, JSON.stringify(value));
	} catch {
		// The value lasts as long as the page.
	}
}

/** The picked papers by key: title and address. */
let picked = stored(BASKET, {});
let basketBar;

const isPicked = (item) => Object.hasOwn(picked, item.dataset.key);

/** Picks a paper, or puts it back. */
function pick(item) {
	const { key } = item.dataset;
	if (isPicked(item)) {
		delete picked[key];
	} else {
		picked[key] = { title: titleOf(item), href: addressOf(item) };
	}
	store(BASKET, picked);
	showBasket();
}

/** Returns the address of the list that shows the picked papers, which can be shared and printed. */
function addressOfBasket() {
	const [list] = split(labels.index ?? "");
	if (!list) {
		return "";
	}
	const address = new URL(list, location.href);
	address.searchParams.set("papers-keys", Object.keys(picked).join(" "));
	return address.href;
}

/** Updates the bar with the number of picked papers and the buttons of entries. */
function showBasket() {
	const count = Object.keys(picked).length;
	for (const button of document.querySelectorAll("[data-copy=pick]")) {
		markPick(button);
	}
	if (!basketBar) {
		basketBar = make("div", {
			class: "papers papers-basket",
			role: "region",
			"aria-label": fill(labels.basket, { count }),
		});
		document.body.append(basketBar);
	}
	basketBar.hidden = count === 0;
	const copyAll = button(labels.copyall);
	copyAll.addEventListener("click", async () => {
		try {
			await copyText(bibOf(Object.keys(picked)));
			announce(labels.copied);
			copyAll.textContent = labels.copied;
		} catch {
			announce(labels.failed);
			copyAll.textContent = labels.failed;
		}
	});
	const save = button(labels.all);
	save.addEventListener("click", () => saveBib(Object.keys(picked)));
	const empty = button(labels.empty);
	empty.addEventListener("click", () => {
		picked = {};
		store(BASKET, picked);
		showBasket();
	});
	const address = addressOfBasket();
	const share = address ? [make("a", { href: address }, labels.share)] : [];
	basketBar.replaceChildren(
		make("b", { role: "status" }, fill(labels.basket, { count })),
		copyAll,
		save,
		...share,
		empty,
	);
}

function markPick(button) {
	const item = button.closest(".papers-item");
	button.textContent = isPicked(item) ? labels.unpick : labels.pick;
	button.setAttribute("aria-label", `${button.textContent}: ${titleOf(item)}`);
}

function startBasket() {
	showBasket();
	addEventListener("storage", ({ key }) => {
		if (key === BASKET) {
			picked = stored(BASKET, {});
			showBasket();
		}
	});
}

// What is new since the reader's last visit, by the dates on which papers were added. The browser alone knows the visits.

const VISITS = "papers-visits";

/** Returns the day of the last visit before today as `YYYY-MM-DD`, or an empty text. */
function lastVisit() {
	const today = new Date().toISOString().slice(0, 10);
	const { last = "", current = "" } = stored(VISITS, {});
	if (current === today) {
		return last;
	}
	store(VISITS, { last: current, current: today });
	return current;
}

const since = lastVisit();

/** Returns whether a paper was added since the last visit. */
const isUnseen = (item) => since !== "" && (item.dataset.added ?? "") >= since;

// The buttons of entries, which copy their BibTeX, a citation or their link, and the file of a list.

/** Returns the link to the entry of a paper that other pages link to. */
function addressOf(item) {
	// On the print page, links are relative to the pages that it consists of.
	const target = (!isPrintPage && item.dataset.canonical) || `#${item.id}`;
	return new URL(target, location.href.split(/[?#]/)[0]).href;
}

/** Returns a citation as text: authors (year), title, venue, URL; or the text of the entry if a CSL style formats it. */
function citationOf(item, record) {
	const year = item.dataset.year || textOf(item, ".papers-date");
	const reference = textOf(item, ".papers-reference");
	const parts = reference
		? [reference]
		: [`${authorsOf(item, record)} ${year && `(${year})`}`, titleOf(item), venueOf(item, record)];
	const ended = parts.map((part) => part.trim().replace(/[^.?!。？！]$/, "$&."));
	const address = item.querySelector(".papers-links a:not(.papers-code), a.papers-title")?.href ?? "";
	return [...ended, reference ? "" : address].filter(Boolean).join(" ");
}

const COPIES = {
	bib: ({ dataset }) => bibOf([dataset.key]),
	cite: async (item) => citationOf(item, (await loadRecords()).records.get(item.dataset.key)),
	link: async (item) => addressOf(item),
};

async function copy(pressed) {
	const kind = pressed.dataset.copy;
	if (kind === "pick") {
		pick(pressed.closest(".papers-item"));
		return;
	}
	let said = labels.copied;
	try {
		await copyText(COPIES[kind](pressed.closest(".papers-item")));
	} catch {
		said = labels.failed;
	}
	pressed.textContent = said;
	announce(said);
	setTimeout(() => (pressed.textContent = labels[kind]), 1500);
}

/** The focusable elements of an entry that are not tab stops until it is opened. */
const INNER =
	".papers-links a, a.papers-tag, summary, .papers-tools button:not(.papers-dots), .papers-cited a, .papers-next a";

function setStops(item, isOpen) {
	for (const element of item.querySelectorAll(INNER)) {
		element.tabIndex = isOpen ? 0 : -1;
	}
}

/** Opens or closes an entry: its buttons are shown, and its links are tab stops. */
function toggle(item, dots) {
	const isOpen = item.classList.toggle("papers-open");
	dots.setAttribute("aria-expanded", isOpen);
	setStops(item, isOpen);
}

/** Adds the buttons of an entry. */
function addTools(item) {
	if (!item.id || item.querySelector(".papers-tools")) {
		return;
	}
	const title = titleOf(item);
	const kinds = ["bib", "cite", "link", "pick"].filter((kind) => kind !== "bib" || hasRecords);
	const name = (kind) => ({ "data-copy": kind, "aria-label": `${labels[kind]}: ${title}`, tabindex: -1 });
	const dots = button("⋯", { class: "papers-dots", "aria-label": `${labels.tools}: ${title}`, "aria-expanded": false });
	const buttons = kinds.map((kind) => button(labels[kind], name(kind)));
	const place = item.localName === "tr" ? item.querySelector("th") : item;
	place.append(make("span", { class: "papers-tools", ...language }, dots, ...buttons));
	markPick(buttons.at(-1));
}

/** Adds a link over each list of several entries, and a button for the BibTeX of a list without a filter. */
function startLists() {
	const sections = [...document.querySelectorAll("section.papers:not([data-papers-plain])")];
	for (const [nth, section] of sections.entries()) {
		const items = [...section.querySelectorAll(".papers-item")];
		if ("papersFilter" in section.dataset || items.length < 2) {
			continue;
		}
		if (items.length > 5) {
			addSkip(section, section, items.length, `papers-end-${nth}`);
		}
		if (hasRecords) {
			const offer = button(labels.all);
			offer.addEventListener("click", () => saveBib(items.map((item) => item.dataset.key)));
			section.append(make("p", { class: "papers-download" }, offer));
		}
	}
}

/** Adds a link before `first` that leads behind `last`. */
function addSkip(first, last, count, id) {
	first.before(make("a", { class: "papers-off papers-skip", href: `#${id}` }, fill(labels.skip, { count })));
	last.after(make("span", { id, tabindex: -1 }));
}

function startCopying() {
	root.classList.add("papers-scripted");
	const items = [...document.querySelectorAll("section:not([data-papers-plain]) .papers-item")];
	// Buttons are added to entries that are near the window, since a page may have thousands.
	const near = new IntersectionObserver(
		(seen) => {
			for (const { target } of seen.filter(({ isIntersecting }) => isIntersecting)) {
				addTools(target);
				near.unobserve(target);
			}
		},
		{ rootMargin: "100% 0px" },
	);
	gradually(items, (item) => {
		setStops(item, false);
		near.observe(item);
	});
	startLists();
	document.addEventListener("click", (event) => {
		const pressed = event.target.closest?.("[data-copy], .papers-dots");
		if (pressed?.dataset.copy) {
			copy(pressed);
		} else if (pressed) {
			toggle(pressed.closest(".papers-item"), pressed);
		}
	});
	document.addEventListener("focusin", (event) => {
		const item = event.target.closest?.(".papers-item");
		if (item) {
			addTools(item);
		}
	});
	const openTarget = () => {
		const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		const citing = target?.matches(".papers-item") && target.querySelector(".papers-citing");
		if (citing) {
			citing.open = true;
		}
	};
	addEventListener("hashchange", openTarget);
	openTarget();
}

// Filters of lists: words, years, code, tags and order. Their state is in the address.

const COLLATOR = new Intl.Collator(root.lang || "en", { numeric: true });
const byOrder = (a, b) => a.order - b.order;
// A missing year is NaN.
const ORDERS = {
	listed: byOrder,
	newest: (a, b) => (b.year || 0) - (a.year || 0) || byOrder(a, b),
	oldest: (a, b) => (a.year || 9999) - (b.year || 9999) || byOrder(a, b),
	title: (a, b) => COLLATOR.compare(titleOf(a.element), titleOf(b.element)) || byOrder(a, b),
	// Entries without a venue come last.
	venue: (a, b) => COLLATOR.compare(a.venue || "\uffff", b.venue || "\uffff") || byOrder(a, b),
	added: (a, b) => (b.element.dataset.added ?? "").localeCompare(a.element.dataset.added ?? "") || byOrder(a, b),
};
const FEW_TAGS = 12;
/** The number of entries in which matches are marked. */
const MOST_MARKED = 60;

/** Returns the data of an entry; its search text is computed when it is first needed, and again with its record. */
function entryOf(element, order, section) {
	const { year, tags = "", key } = element.dataset;
	let text;
	let record;
	return {
		element,
		order,
		section,
		key,
		get record() {
			return record;
		},
		set record(loaded) {
			record = loaded;
			text = undefined;
		},
		get text() {
			text ??= searchText(element, record);
			return text;
		},
		get pinyin() {
			return record?.pinyin;
		},
		get venue() {
			return venueOf(element, record);
		},
		year: Number.parseInt(year, 10),
		tags: split(tags),
		code: "code" in element.dataset,
		shown: true,
		hidden: false,
		forced: false,
	};
}

/** Sets a number, unless it is the same as before: browsers take long for thousands of changes. */
function setText(element, number) {
	if (element.textContent !== `${number}`) {
		element.textContent = number;
	}
}

const hide = (element, hidden) => element?.classList.toggle("papers-hidden", hidden);
const worksOf = (entries) => new Set(entries.map((entry) => entry.key)).size;

function sectionOf(element) {
	const entries = [...element.querySelectorAll(".papers-item")];
	const heading = element.previousElementSibling;
	const headed = heading?.id && heading.id === element.getAttribute("aria-labelledby");
	return { element, entries, heading: headed ? heading : null, list: entries[0]?.parentElement };
}

/** Adds the controls of a list to its sections. */
function startFilter(number, elements) {
	const suffix = number === "1" ? "" : number;
	const sections = elements.map(sectionOf);
	let order = 0;
	for (const section of sections) {
		section.entries = section.entries.map((element) => entryOf(element, order++, section));
	}
	const entries = sections.flatMap((section) => section.entries);
	const works = worksOf(entries);
	let finish = () => {};

	const state = { find: "", from: "", to: "", code: false, tags: new Set(), keys: "", since: "", sort: "listed" };
	let sorted = "listed";
	let moreTags = false;
	let inOrder = entries;
	let result = entries;

	// ---- Controls

	function field(name, attributes) {
		const input = make("input", attributes);
		input.addEventListener("input", () => {
			state[name] = input.type === "checkbox" ? input.checked : input.value;
			changed(input.type === "search");
		});
		return input;
	}

	const hint = { placeholder: labels.hint, "aria-label": labels.find };
	const inputs = {
		find: field("find", { type: "search", autocomplete: "off", spellcheck: "false", ...hint }),
		from: field("from", { type: "number" }),
		to: field("to", { type: "number" }),
		code: field("code", { type: "checkbox" }),
	};
	const orders = make("select", { "aria-label": labels.order });
	const hasDates = entries.some(({ element }) => element.dataset.added);
	for (const name of Object.keys(ORDERS).filter((name) => name !== "added" || hasDates)) {
		orders.append(make("option", { value: name }, labels[name === "venue" ? "byvenue" : name]));
	}
	orders.addEventListener("change", () => {
		state.sort = orders.value;
		changed();
	});

	const tagCounts = new Map();
	for (const tag of entries.flatMap((entry) => entry.tags)) {
		tagCounts.set(tag, (tagCounts.get(tag) ?? 0) + 1);
	}
	const common = [...tagCounts].sort((a, b) => b[1] - a[1] || COLLATOR.compare(a[0], b[0])).map(([tag]) => tag);
	const chips = new Map(
		common.map((tag) => {
			const count = make("b", {});
			const chip = button(tag, { "aria-pressed": false });
			chip.append(" ", count);
			chip.addEventListener("click", () => {
				state.tags.delete(tag) || state.tags.add(tag);
				changed();
			});
			return [tag, { chip, count, number: 0 }];
		}),
	);
	const more = button("", { class: "papers-more", "aria-expanded": false });
	more.addEventListener("click", () => {
		moreTags = !moreTags;
		apply();
	});
	const unseen = worksOf(entries.filter(({ element }) => isUnseen(element)));
	const news = button(`${fill(labels.since, { date: since })} `, { "aria-pressed": false });
	news.append(make("b", {}, `${unseen}`));
	news.addEventListener("click", () => {
		state.since = state.since ? "" : since;
		changed();
	});
	const chipRow = make("div", { class: "papers-chips", role: "group", "aria-label": labels.chips });
	chipRow.append(
		unseen > 0 ? news : "",
		...[...chips.values()].map(({ chip }) => chip),
		common.length > FEW_TAGS ? more : "",
	);

	const found = make("span", { class: "papers-found", role: "status" });
	const active = make("span", { class: "papers-active", role: "group", "aria-label": labels.active });
	const clear = button(labels.clear, { class: "papers-clear" });
	clear.addEventListener("click", () => {
		Object.assign(state, { find: "", from: "", to: "", code: false, keys: "", since: "" });
		state.tags.clear();
		changed();
		inputs.find.focus();
	});
	const save = button(labels.all, { class: "papers-download" });
	save.addEventListener("click", () => {
		saveBib(result.map((entry) => entry.key));
	});
	const none = make("div", { class: "papers-none papers-hidden" });

	const label = (...parts) => make("label", {}, ...parts);
	const panel = make(
		"div",
		{ class: "papers papers-filter", role: "search", "aria-label": labels.find, ...language },
		make(
			"div",
			{ class: "papers-controls" },
			label(inputs.find),
			make("span", { class: "papers-years" }, label(labels.from, inputs.from), label(labels.to, inputs.to)),
			label(inputs.code, labels.code),
			orders,
		),
		common.length > 0 || unseen > 0 ? chipRow : "",
		make("div", { class: "papers-result" }, found, active, clear, hasRecords ? save : ""),
	);
	// mdBook handles keys on the whole page: `s` opens the search, arrow keys turn pages.
	panel.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());

	let isComplete = false;

	/** Loads what entries do not show, as soon as a reader uses the filter. */
	async function complete() {
		if (isComplete) {
			return;
		}
		isComplete = true;
		panel.setAttribute("aria-busy", true);
		const { records } = await loadRecords();
		for (const entry of entries) {
			entry.record = records.get(entry.key);
		}
		finish = gradually(entries, (entry) => entry.text);
		if (state.sort === "venue") {
			sorted = "";
		}
		apply();
		panel.removeAttribute("aria-busy");
	}

	panel.addEventListener("focusin", complete);

	// ---- State

	const name = (key) => `papers-${key}${suffix}`;

	function read() {
		const query = new URLSearchParams(location.search);
		const get = (key) => query.get(name(key)) ?? "";
		for (const key of ["find", "from", "to"]) {
			inputs[key].value = get(key);
			// A number field rejects other values.
			state[key] = inputs[key].value;
		}
		state.code = get("code") !== "";
		state.keys = get("keys");
		state.since = get("since");
		state.tags = new Set(split(get("tags")));
		state.sort = Object.hasOwn(ORDERS, get("sort")) ? get("sort") : "listed";
		return Object.keys(state).some((key) => query.has(name(key)));
	}

	function write() {
		const address = new URL(location.href);
		const values = {
			...state,
			code: state.code ? "1" : "",
			tags: [...state.tags].join(" "),
			sort: state.sort === "listed" ? "" : state.sort,
		};
		for (const [key, value] of Object.entries(values)) {
			value ? address.searchParams.set(name(key), value) : address.searchParams.delete(name(key));
		}
		try {
			history.replaceState(history.state, "", address);
		} catch {
			// Browsers do not allow this for pages opened from the disk.
		}
	}

	/** Returns the active conditions: the text of each, whether an entry meets it, and what takes it off. */
	function conditions() {
		const { find, from, to, code, tags, keys, since } = state;
		const all = [];
		for (const [nth, word] of wordsOf(find).entries()) {
			const text = split(find)[nth];
			const off = () =>
				(state.find = split(find)
					.filter((_, at) => at !== nth)
					.join(" "));
			all.push({ text: `“${text}”`, test: (entry) => word(entry) !== "", word, off });
		}
		for (const tag of tags) {
			all.push({ text: `#${tag}`, test: (entry) => entry.tags.includes(tag), off: () => tags.delete(tag) });
		}
		if (keys) {
			const chosen = split(keys);
			const text = fill(labels.picked, { count: chosen.length });
			all.push({ text, test: (entry) => chosen.includes(entry.key), off: () => (state.keys = "") });
		}
		if (since) {
			const test = (entry) => (entry.element.dataset.added ?? "") >= since;
			all.push({ text: fill(labels.since, { date: since }), test, off: () => (state.since = "") });
		}
		// NaN fails every comparison.
		if (from) {
			all.push({ text: `≥ ${from}`, test: (entry) => entry.year >= from, off: () => (state.from = "") });
		}
		if (to) {
			all.push({ text: `≤ ${to}`, test: (entry) => entry.year <= to, off: () => (state.to = "") });
		}
		if (code) {
			all.push({ text: labels.code, test: (entry) => entry.code, off: () => (state.code = false) });
		}
		return all;
	}

	/** Creates a button that takes a condition off. */
	function remover(condition, text) {
		const remove = button(text, { "aria-label": `${labels.remove}: ${condition.text}` });
		remove.addEventListener("click", () => {
			condition.off();
			changed();
			inputs.find.focus();
		});
		return remove;
	}

	// ---- Result

	function apply() {
		for (const key of ["find", "from", "to"]) {
			if (inputs[key].value !== state[key]) {
				inputs[key].value = state[key];
			}
		}
		inputs.code.checked = state.code;
		orders.value = state.sort;
		const active = conditions();
		if (active.some(({ word }) => word)) {
			finish();
		}
		const fits = (entry) => active.every(({ test }) => test(entry));
		const matching = active.length > 0 ? entries.filter(fits) : entries;
		show(new Set(matching));
		describe(active, matching);
		arrange();
		explain(active);
	}

	/** Decides which entries are shown: those that match, and those that the address leads to. */
	function show(matching) {
		for (const entry of entries) {
			entry.shown = matching.has(entry) || entry.forced;
		}
		for (const section of sections) {
			const count = section.entries.filter((entry) => entry.shown).length;
			section.isEmpty = count === 0;
			if (section.heading) {
				section.count ??= section.heading.appendChild(make("span", { class: "papers-count" }));
				setText(section.count, count);
			}
		}
	}

	/** Writes how many papers there are, and which conditions are active. */
	function describe(active, matching) {
		const shown = works === entries.length ? matching.length : worksOf(matching);
		const forced = entries.filter((entry) => entry.forced && !matching.includes(entry)).length;
		const count = fill(labels.count, { shown, count: works });
		found.textContent = forced > 0 ? `${count} ${fill(labels.linked, { count: forced })}` : count;
		activeRow(active);
		for (const chip of chips.values()) {
			chip.number = 0;
		}
		for (const entry of matching) {
			for (const tag of entry.tags) {
				chips.get(tag).number += 1;
			}
		}
		let rest = 0;
		let few = 0;
		for (const tag of common) {
			const { chip, count, number } = chips.get(tag);
			const isPressed = state.tags.has(tag);
			chip.setAttribute("aria-pressed", isPressed);
			setText(count, number);
			few += number > 0 && !isPressed;
			const isRest = number > 0 && !isPressed && few > FEW_TAGS;
			rest += isRest;
			hide(chip, !isPressed && common.length > FEW_TAGS && (number === 0 || (isRest && !moreTags)));
		}
		news.setAttribute("aria-pressed", state.since !== "");
		hide(more, rest === 0 || common.length <= FEW_TAGS);
		more.textContent = moreTags ? labels.fewer : fill(labels.more, { count: rest });
		more.setAttribute("aria-expanded", moreTags);
		none.replaceChildren();
		hide(none, shown > 0);
		if (shown === 0) {
			const others = active.map((left) => {
				const rest = active.filter((condition) => condition !== left);
				const count = worksOf(entries.filter((entry) => rest.every(({ test }) => test(entry))));
				return remover(left, fill(labels.without, { name: left.text, count }));
			});
			none.append(make("p", {}, fill(labels.none, { names: active.map(({ text }) => text).join(" + ") })), ...others);
		}
	}

	function activeRow(conditions) {
		active.replaceChildren(...conditions.map((condition) => remover(condition, `${condition.text} ×`)));
		hide(active, conditions.length === 0);
		hide(clear, conditions.length === 0);
	}

	/** Sorts the result as a whole, since groups apply to the listed order only, and hides the other entries. */
	function arrange() {
		const isWhole = state.sort !== "listed";
		if (state.sort !== sorted) {
			sorted = state.sort;
			inOrder = [...entries].sort(ORDERS[sorted]);
			for (const entry of inOrder) {
				(isWhole ? sections[0] : entry.section).list.append(entry.element);
			}
		}
		const seen = new Set();
		result = [];
		for (const entry of inOrder) {
			// Of a paper in several groups, a sorted result shows one entry.
			const hidden = !entry.shown || (isWhole && seen.has(entry.key));
			if (!hidden) {
				seen.add(entry.key);
				result.push(entry);
			}
			if (hidden !== entry.hidden) {
				entry.hidden = hidden;
				hide(entry.element, hidden);
			}
		}
		for (const [nth, section] of sections.entries()) {
			const isEmpty = isWhole ? nth > 0 || result.length === 0 : section.isEmpty;
			hide(section.element, isEmpty);
			hide(section.heading, isEmpty || isWhole);
		}
	}

	let marking = 0;

	/** Marks the words that were found, and adds a line with the text that is not shown. */
	function explain(active) {
		cancelAnimationFrame(marking);
		marking = requestAnimationFrame(() => {
			for (const old of document.querySelectorAll(`.papers-why[data-for="${number}"]`)) {
				old.remove();
			}
			const searched = active.filter(({ word }) => word);
			const ranges = [];
			for (const entry of searched.length > 0 ? result.slice(0, MOST_MARKED) : []) {
				const words = searched.map(({ word }) => word(entry)).filter(Boolean);
				const snippet = snippetOf(entry.element, entry.record, words);
				if (snippet) {
					snippet.dataset.for = number;
					(entry.element.querySelector(".papers-entry, th") ?? entry.element.firstElementChild).append(snippet);
				}
				for (const part of entry.element.querySelectorAll(SHOWN)) {
					ranges.push(...rangesOf(part, words));
				}
			}
			if (window.Highlight) {
				CSS.highlights.set(`papers-found-${number}`, new Highlight(...ranges));
			}
		});
	}

	let writing = 0;

	/** Shows the result of a change, and writes the address: at once, or after a pause in typing, since browsers take long for it. */
	function changed(isTyping = false) {
		for (const entry of entries) {
			entry.forced = false;
		}
		apply();
		clearTimeout(writing);
		if (isTyping) {
			writing = setTimeout(write, 250);
		} else {
			write();
		}
	}

	/** Shows what the address leads to, even if the filter hides it. */
	function reveal() {
		const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
		const section = sections.find(({ element, heading }) => heading === target || element.contains(target));
		if (!target || !section) {
			return;
		}
		for (const entry of section.entries) {
			entry.forced = target === section.heading ? section.isEmpty : entry.element === target;
		}
		if (section.entries.some((entry) => entry.forced && !entry.shown)) {
			apply();
			target.scrollIntoView();
		}
	}

	const slot = findSlot(elements[0], sections[0].heading);
	slot.replaceWith(panel);
	panel.after(none);
	addSkip(panel, elements.at(-1), works, `papers-end-filter-${number}`);
	const isSet = read();
	apply();
	if (isSet) {
		complete();
	}
	reveal();
	addEventListener("hashchange", reveal);
	// A reader may follow a link while typing.
	addEventListener("pagehide", write);
	if (isSet && !location.hash) {
		panel.scrollIntoView();
	}
}

/** Returns the place that the preprocessor reserved for the controls of a list, or a new one. */
function findSlot(section, heading) {
	const first = heading ?? section;
	for (let element = first.previousElementSibling; element; element = element.previousElementSibling) {
		if (element.className === "papers-slot") {
			return element;
		}
		if (!element.matches(".papers")) {
			break;
		}
	}
	const slot = make("div");
	first.before(slot);
	return slot;
}

function startFilters() {
	const lists = [];
	for (const section of document.querySelectorAll("section[data-papers-filter]")) {
		// A section without a number belongs to the list before it.
		section.dataset.papersFilter ? lists.push([section]) : lists.at(-1).push(section);
	}
	for (const sections of lists.filter(([first]) => first.querySelector(".papers-item"))) {
		startFilter(sections[0].dataset.papersFilter, sections);
	}
}

// Previews of citations.

const pages = {};

/** Returns the element that an address leads to, on this page or another page of the book, or null if it cannot be loaded. */
async function elementAt(href) {
	const { origin, pathname, hash, href: full } = new URL(href, location.href);
	const id = decodeURIComponent(hash.slice(1));
	if (full.split(/[?#]/)[0] === location.href.split(/[?#]/)[0]) {
		return document.getElementById(id);
	}
	if (location.protocol === "file:" || origin !== location.origin) {
		return null;
	}
	try {
		// A parsed document runs no scripts and loads no resources.
		const load = async () => new DOMParser().parseFromString(await (await fetch(pathname)).text(), "text/html");
		pages[pathname] ??= await load();
		return pages[pathname].getElementById(id);
	} catch {
		return null;
	}
}

/** Returns the entry that a citation leads to, and the canonical entry of its paper. */
async function entriesFor(link) {
	const near = await elementAt(link.href);
	const canonical = !isPrintPage && near?.dataset.canonical;
	// The address is relative to the page of the entry.
	const far = canonical ? await elementAt(new URL(canonical, link.href).href) : null;
	return [far, near].filter(Boolean);
}

/** Returns the record of a paper whose entries show no summary. */
async function recordFor(entries) {
	if (entries.length === 0 || entries.some((entry) => entry.querySelector(".papers-summary"))) {
		return undefined;
	}
	return (await loadRecords()).records.get(entries[0].dataset.key);
}

function startPreviews() {
	const id = "papers-preview";
	const box = make("div", { class: id, id, role: "dialog", "aria-label": labels.preview });
	let link = null;
	let timer = 0;

	const cited = (event) => event.target.closest?.(".papers-cite");
	const inside = (node) => box.contains(node) || link?.contains(node);
	const on = (event, act) => document.addEventListener(event, act, true);

	function later(act, wait) {
		clearTimeout(timer);
		timer = setTimeout(act, wait);
	}

	function close() {
		clearTimeout(timer);
		link?.removeAttribute("aria-describedby");
		link = null;
		box.hidden = true;
	}

	async function open(next) {
		clearTimeout(timer);
		if (link === next) {
			return;
		}
		close();
		link = next;
		if (next.title) {
			next.dataset.papersTitle = next.title;
			next.removeAttribute("title");
		}
		const entries = await entriesFor(next);
		if (link !== next) {
			return;
		}
		box.replaceChildren(...partsOf(entries, next, await recordFor(entries)));
		if (link !== next) {
			return;
		}
		next.after(box);
		box.hidden = false;
		next.setAttribute("aria-describedby", id);
		place();
	}

	/** Positions the box below the citation, or above it if there is more room, relative to its containing block. */
	function place() {
		const { style } = box;
		style.left = style.top = 0;
		const at = link.getBoundingClientRect();
		const { left, top, width, height } = box.getBoundingClientRect();
		const x = Math.max(10, Math.min(at.left, root.clientWidth - width - 10));
		const below = at.bottom + height + 4 < innerHeight || at.top < height;
		style.left = `${x - left}px`;
		style.top = `${(below ? at.bottom + 4 : at.top - height - 4) - top}px`;
	}

	on("pointerover", (event) => {
		if (event.pointerType === "touch") {
			return;
		}
		if (cited(event)) {
			later(() => open(cited(event)), 150);
		} else if (link && !inside(event.target)) {
			later(close, 300);
		} else {
			clearTimeout(timer);
		}
	});
	on("focusin", (event) => {
		if (cited(event)?.matches(":focus-visible")) {
			open(cited(event));
		} else if (!inside(event.target)) {
			close();
		}
	});
	// The first touch opens the preview, the second follows the link.
	on("click", (event) => {
		const touched = event.pointerType === "touch" && cited(event);
		if (touched && link !== touched) {
			event.preventDefault();
			open(touched);
		} else if (!inside(event.target)) {
			close();
		}
	});
	on("keydown", (event) => {
		if (event.key === "Escape" && link) {
			event.stopPropagation();
			const back = box.contains(document.activeElement) ? link : null;
			close();
			back?.focus();
			// Focus that returns to the citation does not reopen the preview.
			close();
		}
	});
}

/** Returns the text of a citation's entries, and a link. */
function partsOf(entries, link, record) {
	const parts = [];
	const add = (text, tag = "p") => text && parts.push(make(tag, {}, text));
	const first = (selector) => entries.map((entry) => textOf(entry, selector)).find(Boolean) ?? "";
	const title = entries.map(titleOf).find(Boolean);
	const reference = first(".papers-reference");
	if (reference) {
		add(reference);
		add(first(".papers-summary") || record?.summary);
	} else if (title) {
		const authors = first(".papers-authors");
		const place = `${first(".papers-venue")} ${first(".papers-date")}`.trim();
		add(title, "b");
		add([authors, place].filter(Boolean).join(" · "));
		add(first(".papers-summary") || record?.summary || first(".papers-note"));
	} else {
		add(link.dataset.papersTitle ?? link.textContent);
	}
	return [...parts, make("a", { href: link.getAttribute("href") }, labels.go)];
}

// The palette: all papers and pages of the book, found by words from every page. `/` or the button in the menu bar opens it.

/** The labels of a page that has none. */
const TEXTS = {
	palette: "Find papers and pages",
	fulltext: "Search all text for “{query}”",
	results: "{count} results",
};
const MOST_FOUND = 30;

/** Returns the pages of the book that the table of contents lists. */
function pagesOfBook() {
	const links = document.querySelectorAll(":is(#mdbook-sidebar, #sidebar, .sidebar) a[href]");
	const pages = new Map();
	for (const link of links) {
		const address = link.href.split("#")[0];
		// The number of a section is in an element of its own.
		const title = link.textContent.slice(textOf(link, "strong").length).trim();
		if (!pages.has(address) && title) {
			pages.set(address, { kind: "page", title, detail: "", href: address });
		}
	}
	return [...pages.values()];
}

/** Returns what the palette shows and searches of a record. */
function paperOf(record) {
	const { key, title, short, titles, authors = "", by = authors, venue = "", year = "", tags, summary, note } = record;
	return {
		kind: "paper",
		key,
		year: Number.parseInt(year, 10),
		title,
		short,
		detail: [by, `${venue} ${year}`.trim()].filter(Boolean).join(" · "),
		href: record.href,
		text: [by, authors, venue, year, tags, titles, short, summary, note].filter(Boolean).join(" "),
		pinyin: record.pinyin,
		added: record.added ?? "",
	};
}

/** Returns whether an address is one of a page, as those of the book are. */
const isPage = ({ href }) => /^(https?|file):/.test(href ?? "");

let entriesLoaded;

/** Loads the papers and pages of the book once. */
function loadEntries() {
	entriesLoaded ??= (async () => {
		const pages = pagesOfBook();
		const { records, initials } = await loadRecords();
		if (records.size === 0) {
			entriesLoaded = undefined;
		}
		const runs = initials.split(",").map((run) => [run.split(" ")[0], run]);
		for (const page of pages) {
			page.pinyin = runs
				.filter(([han]) => han && page.title.includes(han))
				.map(([, run]) => run)
				.join(",");
		}
		const papers = [...records.values()].filter(isPage).map(paperOf);
		return [...papers, ...pages].map((entry) => ({
			...entry,
			folded: fold(entry.title),
			shortened: fold(entry.short ?? ""),
			text: fold(`${entry.title} ${entry.text ?? ""}`),
		}));
	})();
	return entriesLoaded;
}

/** Returns how well an entry matches words, or 0. */
function scoreOf(entry, words, query) {
	if (!words.every((word) => word(entry))) {
		return 0;
	}
	const { folded, shortened, kind } = entry;
	const starts = folded.startsWith(query) && !/[a-z\d]/.test(folded[query.length] ?? "");
	const rank = shortened === query || starts ? 8 : folded.startsWith(query) ? 6 : folded.includes(query) ? 4 : 1;
	return rank + (kind === "paper" ? 1 : 0);
}

function findEntries(entries, text) {
	const query = fold(text.trim());
	if (!query) {
		const papers = entries.filter(({ kind }) => kind === "paper");
		return papers.sort((a, b) => b.added.localeCompare(a.added)).slice(0, 10);
	}
	const words = wordsOf(text);
	const scored = entries.map((entry) => [scoreOf(entry, words, query), entry]).filter(([score]) => score > 0);
	return scored
		.sort((a, b) => b[0] - a[0])
		.slice(0, MOST_FOUND)
		.map(([, entry]) => entry);
}

function startPalette() {
	const text = { ...TEXTS, ...labels };
	const find = make("input", {
		type: "search",
		role: "combobox",
		autocomplete: "off",
		spellcheck: "false",
		placeholder: text.palette,
		"aria-label": text.palette,
		"aria-expanded": true,
		"aria-controls": "papers-found",
	});
	const list = make("ul", { id: "papers-found", role: "listbox", "aria-label": text.palette });
	const status = make("p", { role: "status", class: "papers-off" });
	const dialog = make("dialog", { class: "papers-palette", "aria-label": text.palette }, find, list, status);
	let shown = [];
	let at = 0;

	function select(next) {
		at = next;
		for (const [nth, option] of [...list.children].entries()) {
			option.setAttribute("aria-selected", nth === at);
		}
		const option = list.children[at];
		option ? find.setAttribute("aria-activedescendant", option.id) : find.removeAttribute("aria-activedescendant");
		option?.scrollIntoView({ block: "nearest" });
	}

	async function update() {
		const query = find.value;
		const entries = await loadEntries();
		if (query !== find.value) {
			return;
		}
		shown = findEntries(entries, query);
		if (query.trim()) {
			// mdBook searches the text of all pages.
			const address = new URL(location.href);
			address.search = `?search=${encodeURIComponent(query)}`;
			address.hash = "";
			shown = [...shown, { title: fill(text.fulltext, { query }), detail: "", href: address.href }];
		}
		list.replaceChildren(
			...shown.map(({ title, detail }, nth) =>
				make("li", { role: "option", id: `papers-found-${nth}` }, make("b", {}, title), make("span", {}, detail)),
			),
		);
		status.textContent = fill(text.results, { count: shown.length });
		select(0);
	}

	function follow(entry) {
		dialog.close();
		location.assign(entry.href);
	}

	function open() {
		if (!dialog.isConnected) {
			document.body.append(dialog);
		}
		find.value = "";
		dialog.showModal();
		update();
	}

	find.addEventListener("input", update);
	list.addEventListener("click", ({ target }) => {
		const nth = [...list.children].indexOf(target.closest("li"));
		if (nth >= 0) {
			follow(shown[nth]);
		}
	});
	dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
	dialog.addEventListener("keydown", (event) => {
		// mdBook handles keys on the whole page.
		event.stopPropagation();
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && shown.length > 0) {
			event.preventDefault();
			select((at + step + shown.length) % shown.length);
		} else if (event.key === "Enter" && shown[at]) {
			follow(shown[at]);
		}
	});
	document.addEventListener(
		"keydown",
		(event) => {
			const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
			if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
				event.preventDefault();
				event.stopPropagation();
				open();
			}
		},
		true,
	);
	const opener = button("", {
		class: "icon-button papers-opener",
		title: `${text.palette} (/)`,
		"aria-label": text.palette,
	});
	opener.append(icon());
	opener.addEventListener("click", open);
	document.querySelector(".left-buttons")?.append(opener);
}

/** Draws two lines of a list and a magnifier. */
function icon() {
	const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
	const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
	for (const [name, value] of Object.entries({
		viewBox: "0 0 16 16",
		width: "1em",
		height: "1em",
		"aria-hidden": true,
	})) {
		svg.setAttribute(name, value);
	}
	path.setAttribute("d", "M1 2h13M1 6h5M1 10h4M1 14h6M10.5 5.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7zM13 12l2.5 2.5");
	path.setAttribute("style", "fill:none;stroke:currentColor;stroke-width:1.5");
	svg.append(path);
	return svg;
}

// Starts the features of a page.

if (document.querySelector(".papers-labels")) {
	startFilters();
	startCopying();
	startBasket();
}
if (document.querySelector(".papers-cite")) {
	startPreviews();
}
startPalette();
})();
