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
