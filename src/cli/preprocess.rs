//! `mdbook-papers` without a command: runs as a preprocessor on standard input and output.

use std::io::{self, IsTerminal, Read, stdin, stdout};

use anyhow::{Context, Result, bail};

use super::{ExitStatus, report};
use crate::protocol;

/// The initial capacity of the input buffer in bytes. Unused capacity is never touched, and growing would copy the text.
const INPUT_CAPACITY: usize = 16 * 1024 * 1024;
const RUN_BY_MDBOOK: &str = "mdBook runs this command; `mdbook-papers --help` lists the other commands";

pub(super) fn run() -> Result<ExitStatus> {
    if stdin().is_terminal() {
        bail!(RUN_BY_MDBOOK);
    }
    let mut input = String::with_capacity(INPUT_CAPACITY);
    stdin().lock().read_to_string(&mut input).context("standard input cannot be read")?;
    if input.is_empty() {
        bail!("standard input is empty: {RUN_BY_MDBOOK}");
    }
    let outcome = protocol::run(&input)?;
    report::print(&outcome.diagnostics);
    let Some(book) = outcome.book else { return Ok(ExitStatus::Errors) };
    standard_output().and_then(|out| book.write(out)).context("standard output cannot be written")?;
    // The process ends here, and dropping a large library takes time.
    std::mem::forget(book);
    Ok(ExitStatus::Success)
}

/// Returns standard output without line buffering: `std::io::Stdout` searches everything written for line ends.
#[cfg(unix)]
fn standard_output() -> io::Result<io::PipeWriter> {
    use std::os::fd::AsFd as _;
    Ok(stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn standard_output() -> io::Result<io::Stdout> {
    Ok(stdout())
}
