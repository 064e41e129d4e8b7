// BibTeX of entries. The preprocessor omits values that the record of an entry has.

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
/** Matches words with capitals after the first letter. */
const CAPITALS = /[\p{Alphabetic}\p{N}](?=\S*\p{Uppercase})\S*[\p{Alphabetic}\p{N}]/gu;

/**
 * Returns complete BibTeX of an entry: replaces the placeholder `<>` by the value from the entry or its record, and removes the
 * backslash after any other `<`.
 */
function bibOf(item) {
	const get = recordOf(item);
	const ids = get("_id", ".identifier");
	const url = ids.find((id) => !id.startsWith("info:"));
	const [year, month] = `${get(".date")}`.split("-");
	const authors = get(".au", ".creator").map((name) => (name.includes(", ") ? name : `{${name}}`));
	const derived = {
		author: authors.join(" and "),
		title: get(".atitle", ".title", ".btitle")[0]?.replace(CAPITALS, "{$&}"),
		year,
		doi: ids[0]?.replace("info:doi/", ""),
		eprint: /arxiv\.org\/(?:abs|pdf)\/([\d.]*\d)/.exec(url)?.[1],
		url,
	};
	const venue = get(".jtitle", ".btitle", ".publisher")[0];
	const value = (name) => (name === "month" ? MONTHS[month - 1] : `{${derived[name] ?? venue}}`);
	const { key } = item.dataset;
	const complete = (all, name) => (name ? `${name} = ${value(name)}` : all === "<>" ? key : "<");
	return bibs.get(key).textContent.replace(/(?:(\w+) = )?<>|<\\/g, complete);
}

/** Returns the BibTeX of entries, each paper once. */
function bibOfAll(items) {
	const papers = new Map(items.filter((item) => bibs.has(item.dataset.key)).map((item) => [item.dataset.key, item]));
	return [...papers.values()].map(bibOf).join("\n");
}

/** Offers a text as a file. */
function download(text, name, type) {
	const address = URL.createObjectURL(new Blob([text], { type }));
	make("a", { href: address, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
