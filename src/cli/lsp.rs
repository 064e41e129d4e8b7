//! `mdbook-papers lsp`: runs the language server on standard input and output.

use anyhow::Result;

use super::{ExitStatus, today};
use crate::lsp::{self, Ended};

pub(super) fn run() -> Result<ExitStatus> {
    let (connection, threads) = lsp::stdio();
    let ended = lsp::run(&connection, today::today);
    // The threads end when both sides of the connection are closed.
    drop(connection);
    match ended {
        Ended::AsAsked => {
            threads.join()?;
            Ok(ExitStatus::Success)
        }
        // The client is gone, and the reading thread may wait for it forever.
        Ended::WithoutShutdown => Ok(ExitStatus::Errors),
    }
}
