// Reloads a page of `mdbook-papers serve` after the next build. The server replaces SEEN and ADDRESS.
(async () => {
	const seen = "SEEN";
	let lost = false;
	for (;;) {
		try {
			const response = await fetch(`ADDRESS?${seen}`);
			if (lost || (await response.text()) !== seen) {
				location.reload();
				return;
			}
		} catch {
			// The server was stopped, and may be started again.
			lost = true;
			await new Promise((resolve) => setTimeout(resolve, 1000));
		}
	}
})();
