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
