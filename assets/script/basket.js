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
