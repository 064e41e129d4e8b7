//! Citations as chapters write them: syntaxes, keys, prefixes, locators and suffixes. Formatting is in `render`.
//!
//! The grammar is [Pandoc's](https://pandoc.org/MANUAL.html#citation-syntax). Prefixes and suffixes are Markdown of the
//! chapter and stay unchanged.

use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::source::{Span, Spanned};

mod cluster;
mod key;
mod locator;
pub mod syntax;

pub use cluster::{begins_with_key, bracketed, native};
pub use key::key_at;
pub use locator::{Locator, LocatorLabel};

/// A citation of one or more papers at a place in a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The syntax it is written in.
    pub syntax: CitationSyntax,
    /// Its range in the chapter.
    pub span: Span,
    /// The papers it cites.
    pub cluster: Cluster,
    /// What happens if a key is not in the library.
    pub on_unknown_key: OnUnknownKey,
    /// The citation in the bracket after the key, which applies if the key itself is text: `@name [@a; @b]`.
    pub fallback: Option<Box<Citation>>,
    /// The kind of text around it.
    pub text_context: TextContext,
    /// The index of the heading it is under in the chapter's list of headings. `None` before the second heading.
    pub section: Option<usize>,
}

impl Citation {
    /// Creates a citation in a paragraph that requires its keys to be known.
    pub fn new(syntax: CitationSyntax, span: Span, mode: Mode, items: Vec<CitationItem>) -> Self {
        Self {
            syntax,
            span,
            cluster: Cluster { mode, items },
            on_unknown_key: OnUnknownKey::Error,
            fallback: None,
            text_context: TextContext::Text,
            section: None,
        }
    }
}

/// A syntax for citations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum CitationSyntax {
    /// The directive `<<#cite a, p. 3>>`, which is always enabled.
    Native,
    /// `[see @a, p. 3]` and `@a`.
    Pandoc,
    /// `{{#cite a}}` and `@@a`.
    MdbookBib,
}

impl CitationSyntax {
    /// Returns its name in the configuration.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A set of syntaxes. The default is [`CitationSyntax::Native`] alone, which every set contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CitationSyntaxes(u8);

impl CitationSyntaxes {
    /// Whether a syntax is enabled.
    pub const fn contains(self, syntax: CitationSyntax) -> bool {
        self.0 & Self::bit(syntax) != 0
    }

    /// Returns the syntaxes in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn bit(syntax: CitationSyntax) -> u8 {
        1 << syntax as u8
    }
}

impl Default for CitationSyntaxes {
    fn default() -> Self {
        Self(Self::bit(CitationSyntax::Native))
    }
}

impl FromIterator<CitationSyntax> for CitationSyntaxes {
    fn from_iter<T: IntoIterator<Item = CitationSyntax>>(syntaxes: T) -> Self {
        syntaxes.into_iter().fold(Self::default(), |set, syntax| Self(set.0 | Self::bit(syntax)))
    }
}

/// What happens if the key of a citation is not in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnUnknownKey {
    /// It is an error.
    Error,
    /// The citation stays as text, with a warning. It is an error if a known key is similar.
    Warn,
    /// The citation stays as text.
    Ignore,
}

/// The kind of text around a citation, which limits what may replace it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextContext {
    /// A paragraph, a list item or the like.
    Text,
    /// A heading. mdBook makes it a link and repeats its text elsewhere.
    Heading,
    /// A cell of a table.
    Cell,
    /// The text of a link or the description of an image.
    Link,
    /// A footnote.
    Footnote,
}

impl TextContext {
    /// Whether links and anchors are allowed.
    pub const fn may_link(self) -> bool {
        !matches!(self, TextContext::Heading | TextContext::Link)
    }
}

/// The papers of a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// How the citation is related to its sentence.
    pub mode: Mode,
    /// The papers in the order of the citation; never empty.
    pub items: Vec<CitationItem>,
}

impl Cluster {
    /// Joins the lines of prefixes, locators and suffixes.
    pub fn join_lines(&mut self) {
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

/// How a citation is related to its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In parentheses: `[@a]`.
    Parenthetical,
    /// As part of the sentence, with the author in the text: `@a`.
    Narrative,
}

/// A paper in a citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationItem {
    /// The key as written, without `@` and braces.
    pub key: Spanned<String>,
    /// The Markdown before it.
    pub prefix: String,
    /// The place in the work.
    pub locator: Option<Locator>,
    /// The Markdown after it.
    pub suffix: String,
    /// Whether the author is omitted: `-@a`.
    pub suppress_author: bool,
}

impl CitationItem {
    /// Returns the suffix with a space before it, unless it starts with punctuation.
    pub fn spaced_suffix(&self) -> String {
        let is_glued = |c: char| {
            c.is_ascii_punctuation() && !"*_`([{<\"'".contains(c)
                || matches!(c, '，' | '、' | '；' | '：' | '。' | '）')
        };
        let space = if self.suffix.is_empty() || self.suffix.starts_with(is_glued) { "" } else { " " };
        format!("{space}{}", self.suffix)
    }

    /// Creates an item with a key and nothing else.
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
