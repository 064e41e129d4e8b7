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
