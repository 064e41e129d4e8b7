// Starts the features of a page.

if (document.querySelector(".papers-labels")) {
	startFilters();
	startCopying();
	startBasket();
}
if (document.querySelector(".papers-cite")) {
	startPreviews();
}
startPalette();
