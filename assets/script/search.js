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
