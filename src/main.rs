//! The binary `mdbook-papers`.

use std::process::ExitCode;

fn main() -> ExitCode {
    mdbook_papers::cli::main()
}
