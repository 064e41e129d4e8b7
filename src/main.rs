//! The binary `mdbook-papers`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// Papers and pages are many small strings, for which this allocator reduces the run time by a fifth. Huge pages are disabled
// (`no_thp`), because assembling and clearing them costs more than they save in a short run.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    mdbook_papers::cli::main()
}
