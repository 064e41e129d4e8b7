//! Tests of the language server over pipes, as editors run it: documents, a cursor and the answer.
#![cfg(feature = "lsp")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

mod book;
mod client;
mod completion;
mod diagnostics;
mod edits;
mod files;
#[path = "../support/folder.rs"]
mod folder;
mod hover;
mod lifecycle;
mod navigation;
mod rename;

// A local server responds like a registry; no test uses the network.
#[cfg(feature = "add")]
mod adding;
#[cfg(feature = "add")]
#[path = "../support/server.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod server;
