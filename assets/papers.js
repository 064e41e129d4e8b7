// Filters, copy buttons and citation previews for lists of papers. Pages are complete without this script.
// Text from data is inserted with `textContent` only, and no other host is contacted.
(() => {
	const root = document.documentElement;
	// The preprocessor writes the labels in the language of the book, unless the page has no entry and no citation.
	const labels = document.querySelector(".papers-labels")?.dataset;
	if (!labels) {
		return;
	}

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

	/** Normalizes a text for comparison: case, accents and character widths. */
	function fold(text) {
		return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
	}

	const split = (text) => text.split(/\s+/).filter(Boolean);
	const textOf = (element, selector) => element.querySelector(selector)?.textContent.trim() ?? "";
	const titleOf = (item) => textOf(item, ".papers-title") || textOf(item, ".papers-reference");

	// ---- Filters

	/** Returns the searchable data of an entry, cached after the first call. */
	function entryOf(element, order) {
		return {
			element,
			order,
			text: fold(element.textContent.replace(textOf(element, ".papers-bib"), "")),
			title: titleOf(element),
			// A missing year is NaN, which fails every comparison.
			year: Number.parseInt(element.dataset.year, 10),
			tags: split(element.dataset.tags ?? ""),
			code: "code" in element.dataset,
			shown: true,
		};
	}

	const hide = (element, hidden) => element?.classList.toggle("papers-hidden", hidden);

	/** Fixes the numbers of entries, since sorting would renumber them. */
	function fixNumbers(list) {
		let number = list.start;
		for (const item of list.children) {
			item.value ||= number;
			number = item.value + 1;
		}
	}

	const COLLATOR = new Intl.Collator(root.lang || "en", { numeric: true });
	const ORDERS = {
		listed: (a, b) => a.order - b.order,
		newest: (a, b) => (b.year || 0) - (a.year || 0) || a.order - b.order,
		title: (a, b) => COLLATOR.compare(a.title, b.title) || a.order - b.order,
	};

	function sectionOf(element) {
		for (const list of element.querySelectorAll("ol.papers-list")) {
			fixNumbers(list);
		}
		const entries = [...element.querySelectorAll(".papers-item")].map(entryOf);
		const heading = element.previousElementSibling;
		const headed = heading?.id && heading.id === element.getAttribute("aria-labelledby");
		return { element, entries, heading: headed ? heading : null };
	}

	/** Returns the twenty most common tags. */
	function commonTags(entries) {
		const counts = new Map();
		for (const tag of entries.flatMap((entry) => entry.tags)) {
			counts.set(tag, (counts.get(tag) ?? 0) + 1);
		}
		const common = [...counts].sort((a, b) => b[1] - a[1] || COLLATOR.compare(a[0], b[0]));
		return common.slice(0, 20).map(([tag]) => tag);
	}

	/** Adds a filter to the sections of a list. Its state is in the URL. */
	function startFilter(number, elements) {
		const suffix = number === "1" ? "" : number;
		const sections = elements.map(sectionOf);
		const entries = sections.flatMap((section) => section.entries);
		let sorted = "listed";
		let sort;
		let tags;

		function field(attributes) {
			const input = make("input", attributes);
			input.addEventListener("input", changed);
			return input;
		}

		const find = field({ type: "search", autocomplete: "off", spellcheck: "false" });
		const from = field({ type: "number" });
		const to = field({ type: "number" });
		const code = field({ type: "checkbox" });
		const count = make("p", { class: "papers-found", role: "status" });

		/** Creates a row of toggle buttons, each above its entry count. */
		function group(name, choices, choose) {
			const buttons = new Map(choices.map(([choice, text]) => [choice, button(text)]));
			for (const [choice, pressed] of buttons) {
				pressed.addEventListener("click", () => changed(choose(choice)));
			}
			const row = { class: `papers-${name}`, role: "group", "aria-label": labels[name] };
			return [buttons, buttons.size > 0 ? make("div", row, ...buttons.values()) : ""];
		}

		const common = commonTags(entries).map((tag) => [tag, tag]);
		const [chips, chipRow] = group("chips", common, (tag) => tags.delete(tag) || tags.add(tag));
		const named = Object.keys(ORDERS).map((name) => [name, labels[name]]);
		const [orders, orderRow] = group("order", named, (name) => (sort = name));
		const label = (...parts) => make("label", {}, ...parts);
		const panel = make(
			"div",
			{ class: "papers papers-filter", role: "search", "aria-label": labels.find },
			label(labels.find, find),
			make("div", {}, label(labels.from, from), label(labels.to, to), label(code, labels.code)),
			chipRow,
			orderRow,
			count,
		);
		// mdBook handles keys on the whole page: `s` opens the search, arrow keys turn pages.
		panel.addEventListener("keydown", (event) => event.stopPropagation());

		function read() {
			const query = new URLSearchParams(location.search);
			const get = (key) => query.get(`papers-${key}${suffix}`) ?? "";
			find.value = get("find");
			from.value = get("from");
			to.value = get("to");
			code.checked = get("code") !== "";
			tags = new Set(split(get("tags")));
			sort = Object.hasOwn(ORDERS, get("sort")) ? get("sort") : "listed";
		}

		function write() {
			const address = new URL(location.href);
			const state = {
				find: find.value,
				from: from.value,
				to: to.value,
				code: code.checked ? "1" : "",
				tags: [...tags].join(" "),
				sort: sort === "listed" ? "" : sort,
			};
			for (const key in state) {
				const name = `papers-${key}${suffix}`;
				state[key] ? address.searchParams.set(name, state[key]) : address.searchParams.delete(name);
			}
			try {
				history.replaceState(history.state, "", address);
			} catch {
				// Browsers do not allow this for pages opened from the disk.
			}
		}

		/** Returns whether an entry matches the filter. */
		function test() {
			const needles = split(fold(find.value));
			const [least, most, coded, wanted] = [from.value, to.value, code.checked, [...tags]];
			return (entry) =>
				needles.every((needle) => entry.text.includes(needle)) &&
				wanted.every((tag) => entry.tags.includes(tag)) &&
				(!least || entry.year >= least) &&
				(!most || entry.year <= most) &&
				(!coded || entry.code);
		}

		function press(buttons, isPressed) {
			for (const [choice, pressed] of buttons) {
				pressed.setAttribute("aria-pressed", isPressed(choice));
			}
		}

		function apply() {
			press(chips, (tag) => tags.has(tag));
			press(orders, (order) => order === sort);
			const fits = test();
			let found = 0;
			for (const section of sections) {
				const before = found;
				for (const entry of section.entries) {
					const shown = fits(entry);
					found += shown;
					if (shown !== entry.shown) {
						entry.shown = shown;
						hide(entry.element, !shown);
					}
				}
				hide(section.element, found === before);
				hide(section.heading, found === before);
			}
			if (sort !== sorted) {
				order();
			}
			count.textContent = labels.count.replace("{shown}", found).replace("{count}", entries.length);
		}

		function order() {
			sorted = sort;
			for (const { entries } of sections) {
				const inOrder = [...entries].sort(ORDERS[sort]);
				entries[0]?.element.parentElement.append(...inOrder.map((entry) => entry.element));
			}
		}

		function changed() {
			apply();
			write();
		}

		(sections[0].heading ?? elements[0]).before(panel);
		read();
		apply();
	}

	function startFilters() {
		const lists = [];
		for (const section of document.querySelectorAll("section[data-papers-filter]")) {
			// A section without a number belongs to the list before it.
			section.dataset.papersFilter ? lists.push([section]) : lists.at(-1).push(section);
		}
		for (const sections of lists) {
			startFilter(sections[0].dataset.papersFilter, sections);
		}
	}

	// ---- Copy buttons

	/** Returns a citation as text: authors (year), title, venue, URL; or the text of the entry if a CSL style formats it. */
	function citationOf(item) {
		const year = textOf(item, ".papers-date");
		const parts = [
			`${textOf(item, ".papers-authors")} ${year && `(${year})`}`,
			titleOf(item),
			textOf(item, ".papers-venue"),
		];
		const ended = parts.map((part) => part.trim().replace(/[^.?!。？！]$/, "$&."));
		const address = item.querySelector(".papers-links a, a.papers-title")?.href ?? "";
		return [...ended, address].filter(Boolean).join(" ");
	}

	/** Returns BibTeX entries by key, so a paper that is listed twice occurs once. */
	const bibs = new Map();
	const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
	/** Matches words with capitals after the first letter. */
	const CAPITALS = /[\p{Alphabetic}\p{N}](?=\S*\p{Uppercase})\S*[\p{Alphabetic}\p{N}]/gu;

	/** Returns complete BibTeX: replaces the placeholder `<>` by the value from the entry or its record, and removes the backslash after any other `<`. */
	function bibOf(element) {
		const record = new URLSearchParams(element.previousElementSibling?.title);
		const get = (...names) => names.flatMap((name) => record.getAll(`rft${name}`));
		const ids = get("_id", ".identifier");
		const url = ids.find((id) => !id.startsWith("info:"));
		const [year, month] = `${get(".date")}`.split("-");
		const authors = get(".au", ".creator").map((name) => (name.includes(", ") ? name : `{${name}}`));
		const said = {
			author: authors.join(" and "),
			title: get(".atitle", ".title", ".btitle")[0]?.replace(CAPITALS, "{$&}"),
			year,
			doi: ids[0]?.replace("info:doi/", ""),
			eprint: /arxiv\.org\/(?:abs|pdf)\/([\d.]*\d)/.exec(url)?.[1],
			url,
		};
		const venue = get(".jtitle", ".btitle", ".publisher")[0];
		const value = (name) => (name === "month" ? MONTHS[month - 1] : `{${said[name] ?? venue}}`);
		const { key } = element.closest(".papers-item").dataset;
		const fill = (all, name) => (name ? `${name} = ${value(name)}` : all === "<>" ? key : "<");
		return element.textContent.replace(/(?:(\w+) = )?<>|<\\/g, fill);
	}

	const hasBib = (item) => bibs.has(item.dataset.key);

	const COPIES = {
		bib: (item) => bibOf(bibs.get(item.dataset.key)),
		cite: citationOf,
		link: (item) => `${location.href.split(/[?#]/)[0]}#${item.id}`,
	};

	async function copy(pressed) {
		const kind = pressed.dataset.copy;
		let said = labels.copied;
		try {
			await navigator.clipboard.writeText(COPIES[kind](pressed.closest(".papers-item")));
		} catch {
			said = labels.failed;
		}
		pressed.textContent = said;
		announcer.textContent = said;
		setTimeout(() => (pressed.textContent = labels[kind]), 1500);
	}

	const announcer = make("div", { role: "status", class: "papers-off" });

	function startCopying() {
		document.body.append(announcer);
		for (const bib of document.querySelectorAll(".papers-bib")) {
			bibs.set(bib.closest(".papers-item").dataset.key, bib);
		}
		for (const item of document.querySelectorAll(".papers-item[id]")) {
			const kinds = ["bib", "cite", "link"].filter((kind) => kind !== "bib" || hasBib(item));
			const title = titleOf(item);
			const name = (kind) => ({ "data-copy": kind, "aria-label": `${labels[kind]}: ${title}` });
			const copies = kinds.map((kind) => button(labels[kind], name(kind)));
			// Place the buttons in the line or cell with the title, before notes.
			const line = item.querySelector(".papers-entry, th") ?? item;
			const next = line.querySelector(":scope > :is(p, div, details)");
			line.insertBefore(make("span", { class: "papers-copy" }, ...copies), next);
		}
		for (const section of document.querySelectorAll("section.papers")) {
			startDownload(section);
		}
		document.addEventListener("click", (event) => {
			const pressed = event.target.closest?.("[data-copy]");
			if (pressed) {
				copy(pressed);
			}
		});
	}

	/** Adds a button to a list of several entries that downloads the BibTeX of those that are visible. */
	function startDownload(section) {
		const shown = () => [...section.querySelectorAll(".papers-item:not(.papers-hidden)")].filter(hasBib);
		if (shown().length < 2) {
			return;
		}
		const offer = button(labels.all);
		offer.addEventListener("click", () => {
			const address = URL.createObjectURL(
				new Blob([shown().map(COPIES.bib).join("\n")], { type: "application/x-bibtex" }),
			);
			make("a", { href: address, download: "papers.bib" }).click();
			setTimeout(() => URL.revokeObjectURL(address), 10_000);
		});
		section.append(make("p", { class: "papers-copy" }, offer));
	}

	// ---- Previews

	const pages = {};

	/** Returns the entry that a citation links to, on this page or another page of the book, or null if it cannot be loaded. */
	async function entryFor(link) {
		const [address, hash] = link.href.split("#");
		const id = decodeURIComponent(hash);
		if (address === location.href.split("#")[0]) {
			return document.getElementById(id);
		}
		if (location.protocol === "file:" || !address.startsWith(`${location.origin}/`)) {
			return null;
		}
		try {
			// A parsed document runs no scripts and loads no resources.
			const read = async () => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
			pages[address] ??= await read();
			return pages[address].getElementById(id);
		} catch {
			return null;
		}
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
			const entry = await entryFor(next);
			if (link !== next) {
				return;
			}
			box.replaceChildren(...partsOf(entry, next));
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

	/** Returns the content of an entry and a link to it. */
	function partsOf(entry, link) {
		const parts = [];
		const say = (text, tag = "p") => text && parts.push(make(tag, {}, text));
		if (entry) {
			say(titleOf(entry), "b");
			say(textOf(entry, ".papers-authors"));
			say(`${textOf(entry, ".papers-venue")} ${textOf(entry, ".papers-date")}`.trim());
			say(textOf(entry, ".papers-summary") || textOf(entry, ".papers-note"));
		} else {
			say(link.dataset.papersTitle ?? link.textContent);
		}
		return [...parts, make("a", { href: link.getAttribute("href") }, labels.go)];
	}

	startFilters();
	startCopying();
	if (document.querySelector(".papers-cite")) {
		startPreviews();
	}
})();
