//! `mdbook-papers` without a command: standard input is read to its end before standard output is written.

use std::io::{self, IsTerminal, Read, stdin, stdout};

use anyhow::{Context, Result, bail};

use super::{Status, report};
use crate::protocol;

/// Room for a large book, in bytes: memory that stays unused costs nothing, and a text that outgrows its room is copied.
const ROOM: usize = 16 * 1024 * 1024;
const NOT_BY_HAND: &str = "mdBook runs this command by itself; `mdbook-papers --help` says what else there is";

pub(super) fn run() -> Result<Status> {
    if stdin().is_terminal() {
        bail!(NOT_BY_HAND);
    }
    let mut input = String::with_capacity(ROOM);
    stdin().lock().read_to_string(&mut input).context("standard input cannot be read")?;
    if input.is_empty() {
        bail!("standard input is empty: {NOT_BY_HAND}");
    }
    let outcome = protocol::run(&input)?;
    report::report(&outcome.diagnostics);
    let Some(book) = outcome.book else { return Ok(Status::Faults) };
    standard_output().and_then(|out| book.write(out)).context("standard output cannot be written")?;
    // The process ends here: a large library is not taken apart piece by piece first.
    std::mem::forget(book);
    Ok(Status::Fine)
}

/// Standard output as it is: that of the standard library looks for line ends in everything, and a book is one long line.
#[cfg(unix)]
fn standard_output() -> io::Result<io::PipeWriter> {
    use std::os::fd::AsFd as _;
    Ok(stdout().as_fd().try_clone_to_owned()?.into())
}

#[cfg(not(unix))]
fn standard_output() -> io::Result<io::Stdout> {
    Ok(stdout())
}
