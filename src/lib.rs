//! Reading lists and bibliographies in mdBooks.
//!
//! A chapter contains `<<#papers base-models>>`, and the published page shows the papers of that category, formatted,
//! linked and annotated. Papers are defined once in data files and can be listed on any page.
//!
//! # As a library
//! [`preprocessor::Papers`] is a preprocessor for `mdbook_driver::MDBook`. [`protocol::run`] implements mdBook's
//! preprocessor protocol: JSON in, JSON out. Both call the pipeline, [`expand::expand`].
//!
//! ```
//! let message = r#"[{"root":"/nowhere","config":{},"renderer":"html","mdbook_version":"0.5.4"},{"items":[]}]"#;
//! let outcome = mdbook_papers::protocol::run(message)?;
//! assert_eq!(outcome.book.map(|book| book.to_json()).as_deref(), Some(r#"{"items":[]}"#));
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! # Data flow
//! ```text
//! chapters -> directive (mask, scan, parse) -> plan -> render -> splice -> chapters
//! data files -> format -> library -------------^
//! ```
//! ARCHITECTURE.md in the repository describes the order of the modules and the invariants.

pub mod assets;
pub mod bibtex_writer;
pub mod citation;
pub mod citation_states;
pub mod citeproc;
pub mod cli;
pub mod config;
pub mod csl;
pub mod diagnostic;
pub mod directive;
pub mod expand;
pub mod export;
pub mod files;
pub mod format;
pub mod identifier;
pub mod import;
pub mod labels;
pub mod language;
pub mod library;
pub mod limits;
pub mod lint;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod markup;
pub mod options;
pub mod paper;
pub mod plan;
pub mod preprocessor;
pub mod protocol;
pub mod query;
pub mod render;
pub mod source;
pub mod source_map;
pub mod splice;
pub mod styles;
pub mod url;
