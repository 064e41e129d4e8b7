// Finding, copying and following in lists of papers. Without this script the pages are whole; it only adds to them.
// Text from data reaches the page through `textContent` alone, and nothing is asked of another host.
(() => {
	const WORDS = {
		en: {
			find: "Find papers",
			from: "From year",
			to: "to",
			code: "Has code",
			shelf: "Listed order",
			newest: "Newest first",
			title: "By title",
			found: (shown, all) => `${shown} of ${all} papers`,
			bib: "BibTeX",
			cite: "Cite",
			link: "Copy link",
			all: "Download .bib",
			copied: "Copied",
			failed: "Cannot copy",
			go: "Go to the entry",
			tags: "Tags",
			order: "Order",
			preview: "The work cited",
		},
		zh: {
			find: "查找论文",
			from: "年份从",
			to: "至",
			code: "有代码",
			shelf: "原有顺序",
			newest: "最新在前",
			title: "按标题",
			found: (shown, all) => `共 ${all} 篇，显示 ${shown} 篇`,
			bib: "BibTeX",
			cite: "引用",
			link: "复制链接",
			all: "下载 .bib",
			copied: "已复制",
			failed: "无法复制",
			go: "查看条目",
			tags: "标签",
			order: "排序",
			preview: "所引文献",
		},
	};
	const root = document.documentElement;
	const words = /^zh\b/i.test(root.lang) ? WORDS.zh : WORDS.en;

	/** An element; a child that is a string is text. */
	function make(tag, attributes = {}, ...children) {
		const element = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes)) {
			element.setAttribute(name, value);
		}
		element.append(...children);
		return element;
	}

	const button = (text, attributes) => make("button", { type: "button", ...attributes }, text);

	/** A text as it is compared: without case and accents, widths made one. */
	function fold(text) {
		return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
	}

	const split = (text) => text.split(/\s+/).filter(Boolean);
	const textOf = (element, selector) => element.querySelector(selector)?.textContent.trim() ?? "";
	const titleOf = (item) => textOf(item, ".papers-title") || textOf(item, ".papers-reference");

	// ---- Finding

	/** What is known of an entry, read once. */
	function entryOf(element, order) {
		return {
			element,
			order,
			text: fold(element.textContent.replace(textOf(element, ".papers-bib"), "")),
			title: titleOf(element),
			year: Number(element.dataset.year) || 0,
			tags: split(element.dataset.tags ?? ""),
			code: "code" in element.dataset,
			shown: true,
		};
	}

	/** Numbers stay with their entries, wherever these go. */
	function fixNumbers(list) {
		let number = list.start;
		for (const item of list.children) {
			item.value ||= number;
			number = item.value + 1;
		}
	}

	const COLLATOR = new Intl.Collator(root.lang || "en", { numeric: true });
	const ORDERS = {
		shelf: (a, b) => a.order - b.order,
		newest: (a, b) => b.year - a.year || a.order - b.order,
		title: (a, b) => COLLATOR.compare(a.title, b.title) || a.order - b.order,
	};

	/** The state of a filter, as the address has it. */
	class State {
		constructor(number) {
			this.suffix = number === "1" ? "" : number;
		}

		read() {
			const query = new URLSearchParams(location.search);
			const get = (key) => query.get(`papers-${key}${this.suffix}`) ?? "";
			this.find = get("find");
			this.tags = new Set(split(get("tags")));
			this.from = get("from").replace(/\D/g, "");
			this.to = get("to").replace(/\D/g, "");
			this.code = get("code");
			this.sort = Object.hasOwn(ORDERS, get("sort")) ? get("sort") : "shelf";
		}

		write() {
			const address = new URL(location.href);
			const sort = this.sort === "shelf" ? "" : this.sort;
			for (const [key, value] of Object.entries({ ...this, sort, tags: [...this.tags].join(" ") })) {
				const name = `papers-${key}${this.suffix}`;
				key !== "suffix" && value ? address.searchParams.set(name, value) : address.searchParams.delete(name);
			}
			try {
				history.replaceState(history.state, "", address);
			} catch {
				// A page on the disk has to keep its address; the filter works all the same.
			}
		}

		fits(entry, needles) {
			return (
				needles.every((needle) => entry.text.includes(needle)) &&
				[...this.tags].every((tag) => entry.tags.includes(tag)) &&
				(!this.from || entry.year >= Number(this.from)) &&
				(!this.to || (entry.year > 0 && entry.year <= Number(this.to))) &&
				(!this.code || entry.code)
			);
		}
	}

	/** A filter over the sections of one list. */
	class Filter {
		constructor(number, sections) {
			this.state = new State(number);
			this.sections = sections.map((section) => this.sectionOf(section));
			this.entries = this.sections.flatMap((section) => section.entries);
			this.sorted = "shelf";
			this.build();
			sections[0].prepend(this.panel);
			this.follow();
		}

		sectionOf(element) {
			for (const list of element.querySelectorAll("ol.papers-list")) {
				fixNumbers(list);
			}
			const entries = [...element.querySelectorAll(".papers-item")].map(entryOf);
			const heading = element.previousElementSibling;
			const headed = heading?.id && heading.id === element.getAttribute("aria-labelledby");
			return { element, entries, heading: headed ? heading : null };
		}

		build() {
			this.find = make("input", { type: "search", autocomplete: "off", spellcheck: "false" });
			this.from = make("input", { type: "number" });
			this.to = this.from.cloneNode();
			this.code = make("input", { type: "checkbox" });
			this.found = make("p", { class: "papers-found", role: "status" });
			this.chips = new Map(this.tags().map((tag) => [tag, button(tag, { class: "papers-chip" })]));
			this.sorts = new Map(Object.keys(ORDERS).map((sort) => [sort, button(words[sort])]));
			this.panel = make(
				"div",
				{ class: "papers-filter", role: "search", "aria-label": words.find },
				make("div", {}, make("label", { class: "papers-words" }, words.find, this.find)),
				make(
					"div",
					{},
					make("label", {}, words.from, this.from),
					make("label", {}, words.to, this.to),
					make("label", {}, this.code, words.code),
				),
				make("div", { role: "group", "aria-label": words.tags }, ...this.chips.values()),
				make("div", { role: "group", "aria-label": words.order }, ...this.sorts.values()),
				this.found,
			);
			this.chips.size === 0 && this.panel.children[2].remove();
			this.listen();
		}

		/** The twenty tags that most entries have, the most common first. */
		tags() {
			const counts = new Map();
			for (const tag of this.entries.flatMap((entry) => entry.tags)) {
				counts.set(tag, (counts.get(tag) ?? 0) + 1);
			}
			const common = [...counts].sort((a, b) => b[1] - a[1] || COLLATOR.compare(a[0], b[0]));
			return common.slice(0, 20).map(([tag]) => tag);
		}

		listen() {
			// mdBook listens for keys on the whole page: `s` searches and arrows turn pages.
			this.panel.addEventListener("keydown", (event) => event.stopPropagation());
			const on = (element, event, update) =>
				element.addEventListener(event, () => {
					update();
					this.apply();
					this.state.write();
				});
			on(this.find, "input", () => (this.state.find = this.find.value));
			on(this.from, "input", () => (this.state.from = this.from.value));
			on(this.to, "input", () => (this.state.to = this.to.value));
			on(this.code, "change", () => (this.state.code = this.code.checked ? "1" : ""));
			for (const [tag, chip] of this.chips) {
				on(chip, "click", () => this.state.tags.delete(tag) || this.state.tags.add(tag));
			}
			for (const [sort, chosen] of this.sorts) {
				on(chosen, "click", () => (this.state.sort = sort));
			}
		}

		/** Takes the state from the address. */
		follow() {
			this.state.read();
			this.find.value = this.state.find;
			this.from.value = this.state.from;
			this.to.value = this.state.to;
			this.code.checked = Boolean(this.state.code);
			this.apply();
		}

		apply() {
			const { state } = this;
			for (const [tag, chip] of this.chips) {
				chip.setAttribute("aria-pressed", state.tags.has(tag));
			}
			for (const [sort, chosen] of this.sorts) {
				chosen.setAttribute("aria-pressed", state.sort === sort);
			}
			const needles = split(fold(state.find));
			let count = 0;
			for (const section of this.sections) {
				const before = count;
				for (const entry of section.entries) {
					const shown = state.fits(entry, needles);
					count += shown;
					if (shown !== entry.shown) {
						entry.shown = shown;
						entry.element.classList.toggle("papers-hidden", !shown);
					}
				}
				// The first section holds the filter, and stays.
				const empty = count === before && section !== this.sections[0];
				section.element.classList.toggle("papers-hidden", empty);
				section.heading?.classList.toggle("papers-hidden", count === before);
			}
			if (state.sort !== this.sorted) {
				this.sort();
			}
			this.found.textContent = words.found(count, this.entries.length);
		}

		sort() {
			this.sorted = this.state.sort;
			for (const { entries } of this.sections) {
				const sorted = [...entries].sort(ORDERS[this.sorted]);
				entries[0]?.element.parentElement.append(...sorted.map((entry) => entry.element));
			}
		}
	}

	function startFilters() {
		const lists = [];
		for (const section of document.querySelectorAll("section[data-papers-filter]")) {
			// A section without a number goes on with the list before.
			section.dataset.papersFilter ? lists.push([section]) : lists.at(-1).push(section);
		}
		for (const sections of lists) {
			new Filter(sections[0].dataset.papersFilter, sections);
		}
	}

	// ---- Copying

	/** A citation in words: authors (year), title, venue, address; as the entry has it where a style has set it. */
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

	/** BibTeX by the keys of entries: a paper that stands twice on a page has it once. */
	const bibs = new Map();

	const COPIES = {
		bib: (item) => bibs.get(item.dataset.key),
		cite: citationOf,
		link: (item) => `${location.href.split(/[?#]/)[0]}#${item.id}`,
	};

	async function copy(pressed) {
		const kind = pressed.dataset.copy;
		let said = words.copied;
		try {
			await navigator.clipboard.writeText(COPIES[kind](pressed.closest(".papers-item")));
		} catch {
			said = words.failed;
		}
		pressed.textContent = said;
		announcer.textContent = said;
		setTimeout(() => (pressed.textContent = words[kind]), 1500);
	}

	const announcer = make("div", { role: "status", class: "papers-off" });

	function startCopying() {
		document.body.append(announcer);
		for (const bib of document.querySelectorAll(".papers-bib")) {
			// Each `<` is followed by a backslash, so that no text can end the element.
			bibs.set(bib.closest(".papers-item").dataset.key, bib.textContent.replaceAll("<\\", "<"));
		}
		for (const item of document.querySelectorAll(".papers-item[id]")) {
			const kinds = ["bib", "cite", "link"].filter((kind) => kind !== "bib" || COPIES.bib(item));
			const title = titleOf(item);
			const name = (kind) => ({ "data-copy": kind, "aria-label": `${words[kind]}: ${title}` });
			const copies = kinds.map((kind) => button(words[kind], name(kind)));
			const after = item.querySelector(".papers-entry") ?? item.querySelector("th") ?? item;
			after.append(make("span", { class: "papers-copy" }, ...copies));
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

	/** A list of several offers the BibTeX of those that are shown, as a file. */
	function startDownload(section) {
		const shown = () =>
			[...section.querySelectorAll(".papers-item:not(.papers-hidden)")].map(COPIES.bib).filter(Boolean);
		if (shown().length < 2) {
			return;
		}
		const offer = button(words.all);
		offer.addEventListener("click", () => {
			const address = URL.createObjectURL(new Blob([shown().join("\n")], { type: "application/x-bibtex" }));
			make("a", { href: address, download: "papers.bib" }).click();
			setTimeout(() => URL.revokeObjectURL(address), 10_000);
		});
		section.append(make("p", { class: "papers-copy" }, offer));
	}

	// ---- Following

	const pages = {};

	/** The entry that a citation leads to, on this page or on another of the book; null where it cannot be had. */
	async function entryFor(link) {
		const address = new URL(link.href, location.href);
		const id = decodeURIComponent(address.hash.slice(1));
		address.hash = "";
		const here = location.href.split("#")[0];
		if (address.href === here) {
			return document.getElementById(id);
		}
		if (address.origin !== location.origin || !/^https?:$/.test(address.protocol)) {
			return null;
		}
		try {
			// A document that is only parsed runs nothing and loads nothing.
			const read = async () => new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
			pages[address] ??= await read();
			return pages[address].getElementById(id);
		} catch {
			return null;
		}
	}

	class Preview {
		constructor() {
			this.link = null;
			this.timer = 0;
			const id = "papers-preview";
			this.box = make("div", { class: id, id, role: "dialog", "aria-label": words.preview });
			this.box.hidden = true;
			this.listen();
		}

		listen() {
			const cited = (event) => event.target.closest?.(".papers-cite");
			const inside = (node) => this.box.contains(node) || this.link?.contains(node);
			document.addEventListener("pointerover", (event) => {
				if (event.pointerType === "touch") {
					return;
				}
				if (cited(event)) {
					this.later(() => this.open(cited(event)), 150);
				} else if (this.link) {
					inside(event.target) ? clearTimeout(this.timer) : this.later(() => this.close(), 300);
				} else {
					clearTimeout(this.timer);
				}
			});
			document.addEventListener("focusin", (event) => {
				if (cited(event)?.matches(":focus-visible")) {
					this.open(cited(event));
				} else if (this.link && !inside(event.target)) {
					this.close();
				}
			});
			document.addEventListener("click", (event) => this.click(event, cited(event), inside(event.target)));
			document.addEventListener(
				"keydown",
				(event) => {
					if (event.key === "Escape" && this.link) {
						event.stopPropagation();
						const back = this.box.contains(document.activeElement) ? this.link : null;
						this.close();
						back?.focus();
						// Coming back to the citation is not asking for it again.
						this.close();
					}
				},
				true,
			);
		}

		/** The first touch shows, the second follows. */
		click(event, link, inside) {
			if (link && event.pointerType === "touch" && this.link !== link) {
				event.preventDefault();
				this.open(link);
			} else if (!inside) {
				this.close();
			}
		}

		later(act, wait) {
			clearTimeout(this.timer);
			this.timer = setTimeout(act, wait);
		}

		async open(link) {
			clearTimeout(this.timer);
			if (this.link === link) {
				return;
			}
			this.close();
			this.link = link;
			if (link.title) {
				link.dataset.papersTitle = link.title;
				link.removeAttribute("title");
			}
			const entry = await entryFor(link);
			if (this.link !== link) {
				return;
			}
			this.box.replaceChildren(...this.partsOf(entry, link));
			link.after(this.box);
			this.box.hidden = false;
			link.setAttribute("aria-describedby", this.box.id);
			this.place();
		}

		/** What is shown of an entry: its words, and the way to it. */
		partsOf(entry, link) {
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
			parts.push(make("a", { href: link.getAttribute("href") }, words.go));
			return parts;
		}

		/** Puts the box below the citation, or above it where there is more room; whatever it is positioned in. */
		place() {
			const { style } = this.box;
			style.left = style.top = 0;
			const at = this.link.getBoundingClientRect();
			const box = this.box.getBoundingClientRect();
			const left = Math.max(10, Math.min(at.left, root.clientWidth - box.width - 10));
			const below = at.bottom + box.height + 4 < innerHeight || at.top < box.height;
			const top = below ? at.bottom + 4 : at.top - box.height - 4;
			style.left = `${left - box.left}px`;
			style.top = `${top - box.top}px`;
		}

		close() {
			clearTimeout(this.timer);
			this.link?.removeAttribute("aria-describedby");
			this.link = null;
			this.box.hidden = true;
		}
	}

	startFilters();
	startCopying();
	if (document.querySelector(".papers-cite")) {
		new Preview();
	}
})();
