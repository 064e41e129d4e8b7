//! `mdbook-papers lsp`: runs the language server on standard input and output.

use anyhow::Result;

use super::book_toml::BookToml;
use super::{ExitStatus, today};
use crate::lsp::{self, Ended, Host};

pub(super) fn run() -> Result<ExitStatus> {
    let (connection, threads) = lsp::stdio();
    let parse_config = |text: &str| {
        let mut config = BookToml::parse(text)?.config;
        config.update_from_env()?;
        Ok(config)
    };
    let ended = lsp::run(&connection, Host { today: today::today, parse_config });
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
