//! A processor of the Citation Style Language, version 1.0.2.
//!
//! It formats a document: a [`Style`], the [`Locales`] of its language, [`Item`]s and [`Cluster`]s of cites go in, and
//! [`Rich`] text comes out, one for each cluster and one for each entry of the bibliography. It knows nothing of books, files
//! or Markdown, and uses neither clock nor random numbers: the same input gives the same output.
//!
//! ```
//! use mdbook_papers::citeproc::{Cite, Cluster, Item, Locales, Processor, Settings, Style};
//!
//! let style = Style::parse(r#"<style class="in-text" version="1.0"><citation><layout prefix="(" suffix=")">
//!     <text variable="title"/></layout></citation></style>"#)?;
//! let locales = Locales::default();
//! let items: Vec<Item> = serde_json::from_str(r#"[{"id": "a", "type": "book", "title": "Words"}]"#)?;
//! let clusters = [Cluster { cites: vec![Cite::new(0)], ..Cluster::default() }];
//! let output = Processor::new(&style, &locales, None).format(&items, &clusters, Settings::default());
//! assert_eq!(output.citations[0].text.to_string(), "(Words)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How a document is formatted
//!
//! 1. `read` parses the XML of styles and locales into typed trees (`style`, `element`, `locale`), and refuses what CSL does
//!    not allow, with its place. Names that only extensions of CSL have become [remarks](style::Remark).
//! 2. `terms` merges the locales that apply; `position` finds out where each cite is in relation to earlier ones.
//! 3. `order` sorts the works of the bibliography, which settles their numbers.
//! 4. `distinguish` disambiguates works whose cites would be the same.
//! 5. `evaluate` renders a style's elements for one work into a `buffer` of runs: characters with one look each. `cluster`
//!    sorts, groups, collapses and joins the cites of a cluster.
//! 6. `finish` decides on quotation marks and on punctuation where runs meet.
//!
//! # What holds throughout
//!
//! - What is printed is never parsed again. Markup is read once, when an item is made, and is kept apart from the characters.
//! - Evaluation never fails. What turns out empty is removed from the buffer with its affixes.
//! - Works are compared through hashes of what they print, never with each other; the cost is linear in works and cites.
//! - A hostile style costs no more than its length: nesting is limited, macros that call themselves are refused, and what one
//!   entry may evaluate is limited by a count of elements.
//!
//! Sources: the [specification], the [schema], and where they are silent the fixtures of the CSL project's test suite.
//!
//! [specification]: https://docs.citationstyles.org/en/stable/specification.html
//! [schema]: https://github.com/citation-style-language/schema

mod buffer;
mod case;
pub mod cite;
mod cluster;
mod distinguish;
pub mod element;
mod error;
mod evaluate;
mod finish;
pub mod format;
pub mod item;
mod label;
pub mod locale;
mod narrative;
mod order;
mod position;
mod processor;
pub mod raised;
mod read;
mod rich;
mod state;
pub mod style;
mod terms;
mod uses;
pub mod variable;

pub use case::{is_changed_by_title_case, is_part_of_word};
pub use cite::{Cite, Cluster, ClusterMode, Locator, Part};
pub use error::{Error, ErrorKind};
pub use item::Item;
pub use locale::{Locale, Locales};
pub use processor::{Citation, Output, Processor, Reference, Settings, Works};
pub use rich::{Rich, Source, Span, narrow_guillemets};
pub use state::Disambiguation;
pub use style::{Sheet, Style};
