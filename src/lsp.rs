//! The language server: completion, diagnostics and navigation for editors, over the Language Server Protocol.
//!
//! It analyzes books as `check` does, with the unsaved texts of open documents in place of the files. It never writes a file: edits
//! are sent to the client. One thread handles all messages; diagnostics are published when none has arrived for a moment.
//!
//! A request depends only on the open documents and the files on disk. The exception is completion: while a data file cannot be
//! read because it is being edited, it offers the data from before.

use anyhow::Result;
use lsp_server::{Connection, IoThreads};

use crate::paper::Date;

mod actions;
mod book;
mod capabilities;
mod completion;
mod cursor;
mod data_cursor;
mod diagnostics;
mod documents;
mod hints;
mod hover;
mod mdbook;
mod navigation;
mod paper_text;
mod position;
mod rename;
mod requests;
mod search;
mod server;
mod symbol;
mod symbols;
mod uri;
mod workspace;

pub use mdbook::ParseConfig;
pub use server::Ended;

/// Returns a connection over standard input and output, and its threads.
pub fn stdio() -> (Connection, IoThreads) {
    Connection::stdio()
}

/// What the server needs from its program.
#[derive(Debug, Clone, Copy)]
pub struct Host {
    /// Returns the date after which dates are in the future.
    pub today: fn() -> Result<Date>,
    /// Parses book.toml.
    pub parse_config: ParseConfig,
}

/// [`Host`] at one moment.
#[derive(Debug, Clone, Copy)]
struct HostState {
    today: Date,
    parse_config: ParseConfig,
}

/// Serves a client until it disconnects or asks the server to exit.
pub fn run(connection: &Connection, host: Host) -> Ended {
    server::run(connection, host)
}
