//! `mdbook-papers` without a command: standard input is read to its end before standard output is written.

use std::io::{IsTerminal, Read, stdin, stdout};

use anyhow::{Context, Result, bail};

use super::{Status, report};
use crate::protocol;

const NOT_BY_HAND: &str = "mdBook runs this command by itself; `mdbook-papers --help` says what else there is";

pub(super) fn run() -> Result<Status> {
    if stdin().is_terminal() {
        bail!(NOT_BY_HAND);
    }
    let mut input = String::new();
    stdin().lock().read_to_string(&mut input).context("standard input cannot be read")?;
    if input.is_empty() {
        bail!("standard input is empty: {NOT_BY_HAND}");
    }
    let outcome = protocol::run(&input)?;
    report::report(&outcome.diagnostics);
    let Some(book) = outcome.book else { return Ok(Status::Faults) };
    book.write(stdout()).context("standard output cannot be written")?;
    // The process ends here: a large library is not taken apart piece by piece first.
    std::mem::forget(book);
    Ok(Status::Fine)
}
