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
