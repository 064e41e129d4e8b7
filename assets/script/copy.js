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
