//! Citations as chapters write them: keys, locators and the words around them, without any formatting.
//!
//! The grammar is [Pandoc's](https://pandoc.org/MANUAL.html#citation-syntax). Words around a key are the chapter's own
//! Markdown and stay as they are.

use crate::source::{Span, Spanned};

mod cluster;
mod key;
mod locator;

pub use cluster::{begins_with_key, bracketed, native};
pub use key::key_at;
pub use locator::Locator;

/// One citation, of one paper or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// How it stands in its sentence.
    pub mode: Mode,
    /// What it cites, in order; never empty.
    pub items: Vec<CitationItem>,
}

impl Cluster {
    /// Makes one line of each of its texts.
    pub fn put_on_one_line(&mut self) {
        let join = |text: &mut String| *text = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        for item in &mut self.items {
            join(&mut item.prefix);
            join(&mut item.suffix);
            if let Some(locator) = &mut item.locator {
                join(&mut locator.value);
            }
        }
    }
}

/// How a citation stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Beside the sentence: `[@a]`.
    Parenthetical,
    /// As a part of it, the author named in the text: `@a`.
    Narrative,
}

/// A paper in a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationItem {
    /// The key as written, without `@` and braces.
    pub key: Spanned<String>,
    /// What stands before it, in Markdown.
    pub prefix: String,
    /// Where in the work.
    pub locator: Option<Locator>,
    /// What stands after it, in Markdown.
    pub suffix: String,
    /// Whether the author goes without saying: `-@a`.
    pub suppress_author: bool,
}

impl CitationItem {
    /// A paper and nothing about it.
    pub fn bare(key: String, span: Span) -> Self {
        Self {
            key: Spanned::new(key, span),
            prefix: String::new(),
            locator: None,
            suffix: String::new(),
            suppress_author: false,
        }
    }
}

/// Which ways of writing a citation are read besides `<<#cite>>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CitationSyntaxes {
    /// `[see @a, p. 3]` and `@a`.
    pub pandoc: bool,
    /// `{{#cite a}}` and `@@a`.
    pub mdbook_bib: bool,
    /// Whether the book's pages typeset `\\(…\\)` (`mathjax-support`), so that nothing in it cites.
    pub mathjax: bool,
}

impl CitationSyntaxes {
    /// Whether a chapter may hold one of them, or what would be one if it were read; `raw` is its JSON text, or its own.
    pub fn may_be_in(self, raw: &[u8]) -> bool {
        let holds = |form: &[u8]| memchr::memmem::find(raw, form).is_some();
        (if self.pandoc { memchr::memchr(b'@', raw).is_some() } else { holds(b"[@") || holds(b"@@") })
            || holds(MDBOOK_BIB.as_bytes())
    }
}

/// What mdbook-bib calls a citation, after `{{`.
pub const MDBOOK_BIB: &str = "#cite";
