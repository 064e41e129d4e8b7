//! `mdbook-papers lsp`: runs the language server on standard input and output.

use anyhow::Result;
use clap::Args;

use super::book_toml::BookToml;
use super::{ExitStatus, today};
use crate::lsp::{self, Ended, FindPapers, Host};

#[derive(Debug, Args)]
pub(super) struct LspArgs {
    /// Accepted for editors that pass it; there is no other way to communicate
    #[arg(long, hide = true)]
    stdio: bool,
    #[cfg(feature = "add")]
    #[command(flatten)]
    network: super::add::NetworkArgs,
}

pub(super) fn run(arguments: LspArgs) -> Result<ExitStatus> {
    let (connection, threads) = lsp::stdio();
    let parse_config = |text: &str| {
        let mut config = BookToml::parse(text)?.config;
        config.update_from_env()?;
        Ok(config)
    };
    let host = Host { today: today::today, parse_config, find_papers: find_papers(arguments) };
    let ended = lsp::run(&connection, host);
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

#[cfg_attr(feature = "add", expect(clippy::unnecessary_wraps, reason = "without the feature, there is no function"))]
fn find_papers(arguments: LspArgs) -> Option<FindPapers> {
    let LspArgs {
        #[cfg(feature = "add")]
        network,
        ..
    } = arguments;
    #[cfg(feature = "add")]
    return Some(std::sync::Arc::new(move |ids, library, today| super::add::find(&network, ids, library, today)));
    #[cfg(not(feature = "add"))]
    None
}
