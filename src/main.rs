//! The binary `mdbook-papers`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// Papers and pages are many small texts: this allocator takes a fifth off every run. It is built without huge pages, of
// which more is cleared than a run needs, and which a machine that lends its free memory out has to gather first.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    mdbook_papers::cli::main()
}
