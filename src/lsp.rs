//! The language server: completion, diagnostics and navigation for editors, over the Language Server Protocol.
//!
//! It analyzes books as `check` does, with the unsaved texts of open documents in place of the files. It never writes a file: edits
//! are sent to the client. One thread receives messages and answers completion; another analyzes books, answers other requests, and
//! publishes diagnostics when no document has changed for a moment. Only the command that adds papers uses the network, on a third
//! thread.
//!
//! A request depends only on the open documents and the files on disk. The exception is completion, which waits for no analysis:
//! it offers the data of the last one. While a data file cannot be read because it is being edited, these are the data from before.

use std::sync::Arc;

use anyhow::Result;
use lsp_server::{Connection, IoThreads};

use crate::library::Library;
use crate::paper::{Date, Paper};

mod actions;
mod add;
mod book;
mod capabilities;
mod client_process;
mod commands;
mod completion;
mod cursor;
mod data_cursor;
mod diagnostics;
mod documents;
mod hints;
mod hover;
mod includes;
mod layout;
mod links;
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
mod view;
mod worker;
mod workspace;

pub use mdbook::ParseConfig;
pub use server::Ended;

/// Returns a connection over standard input and output, and its threads.
pub fn stdio() -> (Connection, IoThreads) {
    Connection::stdio()
}

/// Looks up papers by identifiers and addresses that a library does not have, on any thread. It may use the network.
pub type FindPapers = Arc<dyn Fn(&[String], &Library, Date) -> FoundPapers + Send + Sync>;

/// The result of [`FindPapers`].
#[derive(Debug, Default)]
pub struct FoundPapers {
    /// The papers to add.
    pub papers: Vec<Paper>,
    /// Why the other papers are not added.
    pub errors: Vec<String>,
}

/// What the server needs from its program.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "it contains functions")]
pub struct Host {
    /// Returns the date after which dates are in the future.
    pub today: fn() -> Result<Date>,
    /// Parses book.toml.
    pub parse_config: ParseConfig,
    /// Looks up papers to add; `None` if the program cannot.
    pub find_papers: Option<FindPapers>,
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
