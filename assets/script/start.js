// Starts the features of a page.

startFilters();
startCopying();
if (document.querySelector(".papers-cite")) {
	startPreviews();
}
