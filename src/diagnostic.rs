//! What a user got wrong, as data: a code, a place, a sentence and a help.
//!
//! Nothing here formats for a terminal or a page; [`full`], [`concise`], [`json`] and [`github`] do the one, `render` the
//! other.

use std::path::PathBuf;
use std::sync::Arc;

use crate::source::{LineColumn, Source, Span};

pub mod concise;
pub mod full;
pub mod github;
pub mod json;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// A reader would see something wrong, or miss something.
    Error,
    /// Probably not what was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Level {
    /// The word for it, in lower case.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
        }
    }
}

/// Declares [`Code`] from one table of names and levels.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $level:ident;)+) => {
        /// What kind of finding it is. The set is closed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The name users see, in kebab-case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// How much it matters, unless the finding itself says otherwise.
            pub const fn level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)+ }
            }
        }
    };
}

codes! {
    /// A date that is no date.
    BadDate = "bad-date", Error;
    /// An identifier in no form that its registry gives, or that another field contradicts.
    BadIdentifier = "bad-identifier", Warning;
    /// A link or address that cannot be followed safely, or leads nowhere.
    BadLink = "bad-link", Warning;
    /// A name that is several, or not one.
    BadName = "bad-name", Warning;
    /// Text that does not follow the grammar of its format.
    BadSyntax = "bad-syntax", Error;
    /// A value of the wrong type or outside the allowed ones.
    BadValue = "bad-value", Error;
    /// A field that was corrected by hand and changed by the source that it was imported from.
    Conflict = "conflict", Warning;
    /// Two papers, or two categories, under one key.
    DuplicateKey = "duplicate-key", Error;
    /// One work under two keys.
    DuplicateWork = "duplicate-work", Warning;
    /// A category on which no paper stands.
    EmptyCategory = "empty-category", Info;
    /// Two names run together.
    GluedName = "glued-name", Warning;
    /// A directive in an HTML block, where it is left as written.
    LiteralDirective = "literal-directive", Warning;
    /// A listing with other text on its line.
    MisplacedListing = "misplaced-listing", Error;
    /// A paper without authors.
    MissingAuthor = "missing-author", Info;
    /// A data file that is not there or cannot be read.
    MissingFile = "missing-file", Error;
    /// A paper without a title.
    MissingTitle = "missing-title", Error;
    /// A paper without a year.
    MissingYear = "missing-year", Info;
    /// A directive that is one slip away from one of ours.
    NearMiss = "near-miss", Warning;
    /// A field of a foreign format that has no place here.
    NotUnderstood = "not-understood", Info;
    /// A file that is not UTF-8.
    NotUtf8 = "not-utf-8", Error;
    /// A directive that another tool has reprinted as plain text.
    ReprintedDirective = "reprinted-directive", Warning;
    /// A name with its parts in the wrong order.
    ReversedName = "reversed-name", Warning;
    /// A stylesheet or script of ours that is older than this version.
    StaleAssets = "stale-assets", Warning;
    /// A category that the library does not hold.
    UnknownCategory = "unknown-category", Error;
    /// A field that the schema does not have.
    UnknownField = "unknown-field", Error;
    /// A paper that the library does not hold.
    UnknownKey = "unknown-key", Error;
    /// An option or configuration key that does not exist.
    UnknownOption = "unknown-option", Error;
    /// A paper that no chapter lists or cites.
    Unlisted = "unlisted", Warning;
    /// A category that no chapter lists.
    UnusedCategory = "unused-category", Warning;
}

impl Code {
    /// A finding of this kind: `message` says what is so, in lower case and without a full stop.
    pub fn at(self, place: impl Into<Place>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: self,
            level: self.level(),
            place: place.into(),
            message: message.into(),
            label: String::new(),
            help: None,
            related: None,
            fix: None,
        }
    }
}

/// Where a finding is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A range of a text.
    Span(Arc<Source>, Span),
    /// A file as a whole.
    File(PathBuf),
    /// A chapter whose text on disk differs from what came (includes, other preprocessors).
    Chapter(String),
    /// The configuration, where no file says it (an environment variable).
    Configuration,
}

impl Place {
    /// The file it is in, if it is in one.
    pub fn path(&self) -> Option<&std::path::Path> {
        match self {
            Place::Span(source, _) => Some(&source.path),
            Place::File(path) => Some(path),
            Place::Chapter(_) | Place::Configuration => None,
        }
    }

    /// The line and column it starts at, if known.
    pub fn line_column(&self) -> Option<LineColumn> {
        match self {
            Place::Span(source, span) => Some(source.line_column(span.start)),
            _ => None,
        }
    }

    /// The line and column after its last character, if known.
    pub fn end_line_column(&self) -> Option<LineColumn> {
        match self {
            Place::Span(source, span) => Some(source.line_column(span.end.max(span.start))),
            _ => None,
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Span(source, span) => {
                write!(f, "{}:{}", source.path.display(), source.line_column(span.start))
            }
            Place::File(path) => write!(f, "{}", path.display()),
            Place::Chapter(name) => write!(f, "chapter `{name}`, after includes"),
            Place::Configuration => write!(f, "configuration"),
        }
    }
}

impl From<(&Arc<Source>, Span)> for Place {
    fn from((source, span): (&Arc<Source>, Span)) -> Self {
        Place::Span(Arc::clone(source), span)
    }
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// What kind it is.
    pub code: Code,
    /// How much it matters here: that of the code, or less where the text is not ours to judge.
    pub level: Level,
    /// Where it is.
    pub place: Place,
    /// What is so: one clause in lower case.
    pub message: String,
    /// What stands under the carets; may be empty.
    pub label: String,
    /// What to do about it.
    pub help: Option<String>,
    /// A second place that belongs to it, with its label.
    pub related: Option<(Place, String)>,
    /// What mends it, where there is one sure answer.
    pub fix: Option<Fix>,
}

/// A text in place of a range of the text that a finding is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The range.
    pub span: Span,
    /// What goes there.
    pub with: String,
}

impl Diagnostic {
    /// The message, and what was expected, which otherwise stands under the carets alone.
    pub fn sentence(&self) -> String {
        if self.label.starts_with("expected") {
            format!("{}: {}", self.message, self.label)
        } else {
            self.message.clone()
        }
    }

    /// Whether it says the same of the same place.
    pub fn is_same_as(&self, other: &Self) -> bool {
        (self.code, &self.message) == (other.code, &other.message) && self.place.to_string() == other.place.to_string()
    }

    /// The same, mattering so much.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// The same with `label` under the carets.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with a help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with the help «did you mean», if there is a near name.
    #[must_use]
    pub fn did_you_mean(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// The same pointing at a second place as well.
    #[must_use]
    pub fn related(mut self, place: impl Into<Place>, label: impl Into<String>) -> Self {
        self.related = Some((place.into(), label.into()));
        self
    }

    /// The same with what mends it.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

/// Puts findings in the order they are shown: by file, place, then code.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_cached_key(|found| {
        let start = match &found.place {
            Place::Span(_, span) => span.start,
            _ => 0,
        };
        let unplaced = found.place.path().is_none();
        (unplaced, found.place.path().map(PathBuf::from), start, found.code, found.message.clone(), found.level)
    });
}

/// The name among `known` that is nearest to `name`, if one is near enough to have been meant.
///
/// Case, blanks, `_` and `-` do not count; otherwise one slip in three characters is allowed, but not at both ends.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(name);
    let length = folded.chars().count();
    let allowed = (length / 3).max(1).min(length.saturating_sub(1));
    // Most names are too long or too short to be near, or differ at both ends, which is quicker to tell.
    let ends = (folded.chars().next(), folded.chars().next_back());
    let may_be_near = |candidate: &&str| {
        let (mut count, mut first, mut last) = (0_usize, None, None);
        for c in folded_chars(candidate) {
            count += 1;
            first = first.or(Some(c));
            last = Some(c);
        }
        count.abs_diff(length) <= allowed && (first == ends.0 || last == ends.1)
    };
    known
        .into_iter()
        .filter(may_be_near)
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &fold(candidate)), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

fn fold(name: &str) -> String {
    folded_chars(name).collect()
}

fn folded_chars(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_named_once_and_in_order() {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn the_nearest_name_is_one_that_may_have_been_meant() {
        let known = ["base-models", "evaluation", "评估LLMs"];
        assert_eq!(nearest("base-modles", known), Some("base-models"));
        assert_eq!(nearest("Base Models", known), Some("base-models"));
        assert_eq!(nearest("评估LLM", known), Some("评估LLMs"));
        assert_eq!(nearest("tokenizers", known), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
