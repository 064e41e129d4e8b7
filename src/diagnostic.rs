//! Diagnostics as data: a code, a level, a place, a message and a help.
//!
//! [`full`], [`concise`], [`json`] and [`github`] format them for output; `render::error_box` formats them for a page.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::limits;
use crate::source::{LineColumn, Source, Span};

pub mod concise;
pub mod full;
pub mod github;
pub mod json;

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The published page would be wrong or incomplete.
    Error,
    /// Probably a mistake.
    Warning,
    /// Useful to know.
    Info,
}

impl Level {
    /// Returns the name of the level in lower case.
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
        /// The kind of a diagnostic. The set is closed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// All codes, sorted by name.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// Returns the name that is shown to users, in kebab-case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// Returns the default level.
            pub const fn level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)+ }
            }
        }
    };
}

codes! {
    /// An invalid date.
    BadDate = "bad-date", Error;
    /// An identifier in a form that its registry does not use, or that contradicts another field.
    BadIdentifier = "bad-identifier", Warning;
    /// A link or address that is unsafe, redundant or dead.
    BadLink = "bad-link", Warning;
    /// A name that is not the name of one person or organization.
    BadName = "bad-name", Warning;
    /// A syntax error.
    BadSyntax = "bad-syntax", Error;
    /// A value of the wrong type, or outside the allowed values.
    BadValue = "bad-value", Error;
    /// A field that was corrected by hand and also changed in the imported source.
    Conflict = "conflict", Warning;
    /// Two papers, or two categories, with the same key.
    DuplicateKey = "duplicate-key", Error;
    /// The same work under two keys.
    DuplicateWork = "duplicate-work", Warning;
    /// A category without papers.
    EmptyCategory = "empty-category", Info;
    /// Several names in one.
    GluedName = "glued-name", Warning;
    /// A directive in an HTML block, where it is not expanded.
    LiteralDirective = "literal-directive", Warning;
    /// A listing with other text on its line.
    MisplacedListing = "misplaced-listing", Error;
    /// A paper without authors.
    MissingAuthor = "missing-author", Info;
    /// A data file that does not exist or cannot be read.
    MissingFile = "missing-file", Error;
    /// A paper without a title.
    MissingTitle = "missing-title", Error;
    /// A paper without a year.
    MissingYear = "missing-year", Info;
    /// A possible typo in the name of a directive.
    NearMiss = "near-miss", Warning;
    /// Something in an external format that cannot be represented.
    NotUnderstood = "not-understood", Info;
    /// A file that is not UTF-8.
    NotUtf8 = "not-utf-8", Error;
    /// A directive that another tool has reprinted as plain text.
    ReprintedDirective = "reprinted-directive", Warning;
    /// A name with its parts in the wrong order.
    ReversedName = "reversed-name", Warning;
    /// An installed stylesheet, script or schema from another version.
    StaleAssets = "stale-assets", Warning;
    /// A category that is not in the library.
    UnknownCategory = "unknown-category", Error;
    /// A field that is not in the schema.
    UnknownField = "unknown-field", Error;
    /// A key that is not in the library.
    UnknownKey = "unknown-key", Error;
    /// An option or configuration key that does not exist.
    UnknownOption = "unknown-option", Error;
    /// A paper that no chapter lists or cites.
    Unlisted = "unlisted", Warning;
    /// A category that no chapter lists.
    UnusedCategory = "unused-category", Warning;
}

impl Code {
    /// Creates a diagnostic with this code. `message` states the fact in lower case, without a full stop.
    pub fn at(self, place: impl Into<Place>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code: self,
            level: self.level(),
            place: place.into(),
            message: message.into(),
            label: None,
            help: None,
            similar: None,
            related: None,
            fix: None,
            repeats: None,
        }
    }
}

/// The place of a diagnostic.
#[derive(Debug, Clone)]
pub enum Place {
    /// A range of a source.
    Span(Arc<Source>, Span),
    /// A file.
    File(PathBuf),
    /// A chapter whose text differs from the file on disk (includes, other preprocessors).
    Chapter(String),
    /// The configuration, if it does not come from a file (an environment variable).
    Configuration,
}

impl Place {
    /// Returns the path of the file, if the place is in a file.
    pub fn path(&self) -> Option<&std::path::Path> {
        match self {
            Place::Span(source, _) => Some(&source.path),
            Place::File(path) => Some(path),
            Place::Chapter(_) | Place::Configuration => None,
        }
    }

    /// Returns the line and column of the start, if known.
    pub fn line_column(&self) -> Option<LineColumn> {
        match self {
            Place::Span(source, span) => Some(source.line_column(span.start)),
            _ => None,
        }
    }

    /// Returns the line and column after the last character, if known.
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

/// An error, warning or info for the user.
///
/// ```
/// use mdbook_papers::diagnostic::{Code, Place, concise};
///
/// let diagnostic = Code::MissingFile.at(Place::File("data/papers.toml".into()), "no such file").help("create it");
/// assert_eq!(concise::render(&diagnostic), "data/papers.toml: error[missing-file] no such file; create it");
/// ```
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The kind.
    pub code: Code,
    /// The severity: the default of the code, or a lower one.
    pub level: Level,
    /// The place.
    pub place: Place,
    /// The fact: one clause in lower case.
    pub message: String,
    /// The text at the underlined source.
    pub label: Option<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// The known name that was probably meant by the one at the place.
    pub similar: Option<String>,
    /// A related place with its label.
    pub related: Option<(Place, String)>,
    /// The fix, if there is one that is certainly right.
    pub fix: Option<Fix>,
    /// How often the same problem occurs again in the file, if it is reported at its first place only.
    pub repeats: Option<u32>,
}

/// A label at the underlined source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// Additional information, shown only together with the source.
    Note(String),
    /// What was expected. Formats without a source excerpt append it to the message.
    Expected(String),
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Note(note) => f.write_str(note),
            Self::Expected(expected) => write!(f, "expected {expected}"),
        }
    }
}

/// A replacement for a range of the source of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The range to replace.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

impl Diagnostic {
    /// Returns the message with what was expected, for output without a source excerpt.
    pub fn full_message(&self) -> String {
        let message = match &self.label {
            Some(label @ Label::Expected(_)) => format!("{}: {label}", self.message),
            _ => self.message.clone(),
        };
        match self.repeats {
            Some(repeats) if repeats > 0 => format!("{message} ({})", more_places(repeats)),
            _ => message,
        }
    }

    /// Returns the text of the label, which is empty if there is none.
    pub fn label_text(&self) -> String {
        let label = self.label.as_ref().map(ToString::to_string);
        let more = self.repeats.filter(|repeats| *repeats > 0).map(more_places);
        label.into_iter().chain(more).collect::<Vec<_>>().join("; ")
    }

    /// Returns whether both have the same code, message and place.
    pub fn is_same_as(&self, other: &Self) -> bool {
        (self.code, &self.message) == (other.code, &other.message) && self.place.to_string() == other.place.to_string()
    }

    /// Returns the diagnostic of a text that is at `start` of another source, from that of the same text at a span; `None` if it
    /// is also about another text.
    pub fn moved(mut self, from: (&Arc<Source>, Span), to: (&Arc<Source>, usize)) -> Option<Self> {
        let ((old, within), (new, start)) = (from, to);
        let moved = |span: Span| {
            let is_inside = within.start <= span.start && span.end <= within.end;
            is_inside.then(|| Span::new(span.start - within.start, span.end - within.start).shifted(start))
        };
        let place = |place: &Place| match place {
            Place::Span(source, span) if Arc::ptr_eq(source, old) => Some(Place::Span(Arc::clone(new), moved(*span)?)),
            _ => None,
        };
        self.place = place(&self.place)?;
        if let Some((related, _)) = &mut self.related {
            *related = place(related)?;
        }
        if let Some(fix) = &mut self.fix {
            fix.span = moved(fix.span)?;
        }
        Some(self)
    }

    /// Sets the level.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Sets a note at the underlined source.
    #[must_use]
    pub fn label(mut self, note: impl Into<String>) -> Self {
        self.label = Some(Label::Note(note.into()));
        self
    }

    /// Sets what was expected at the underlined source, such as "a comma".
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.label = Some(Label::Expected(expected.into()));
        self
    }

    /// Sets the help, which describes how to solve the problem.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets the similar name, and the help to "did you mean …?", if there is one.
    #[must_use]
    pub fn did_you_mean(self, similar: Option<&str>) -> Self {
        match similar {
            Some(similar) => {
                Self { similar: Some(similar.to_owned()), ..self.help(format!("did you mean `{similar}`?")) }
            }
            None => self,
        }
    }

    /// Sets a related place.
    #[must_use]
    pub fn related(mut self, place: impl Into<Place>, label: impl Into<String>) -> Self {
        self.related = Some((place.into(), label.into()));
        self
    }

    /// Reports the problem once per file, at its first place, with the number of the others.
    #[must_use]
    pub fn repeated(mut self) -> Self {
        self.repeats = Some(0);
        self
    }

    /// Sets the fix.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}

fn more_places(count: u32) -> String {
    format!("{count} more {} in this file", if count == 1 { "place" } else { "places" })
}

/// Removes all but the first of the diagnostics that are reported once per file, and counts those removed. The diagnostics
/// are sorted and different.
pub fn count_repeats(diagnostics: &mut Vec<Diagnostic>) {
    let same = |one: &Diagnostic| (one.place.path().map(PathBuf::from), one.code, one.message.clone());
    let mut counts: HashMap<_, u32> = HashMap::new();
    for one in diagnostics.iter().filter(|one| one.repeats.is_some()) {
        *counts.entry(same(one)).or_default() += 1;
    }
    diagnostics.retain_mut(|one| {
        if one.repeats.is_none() {
            return true;
        }
        let count = counts.remove(&same(one));
        one.repeats = count.map(|count| count - 1);
        count.is_some()
    });
}

/// Sorts diagnostics into the order of output: by file, position, code, message and level; those without a file come last.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let start = match &diagnostic.place {
            Place::Span(_, span) => span.start,
            _ => 0,
        };
        let path = diagnostic.place.path().map(PathBuf::from);
        (path.is_none(), path, start, diagnostic.code, diagnostic.message.clone(), diagnostic.level)
    });
}

/// Returns the name in `known` that is most similar to `name`, if `name` is probably a typo of it.
///
/// Case, spaces, `_` and `-` are ignored. One edit per three characters is allowed, and the first or the last character must match.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let normalized: String = normalized_chars(name).collect();
    let length = normalized.chars().count();
    let allowed = (length / 3).max(1).min(length.saturating_sub(1));
    let ends = (normalized.chars().next(), normalized.chars().next_back());
    let letters = Letters::of(normalized.chars());
    let mut steps = limits::SUGGESTION_STEPS.value;
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        // Most names differ at both ends, in length or in letters, which is cheaper to check than the distance.
        let mut chars = normalized_chars(candidate);
        if chars.clone().next() != ends.0 && chars.next_back() != ends.1 {
            continue;
        }
        let other: String = normalized_chars(candidate).take(length + allowed + 1).collect();
        let count = other.chars().count();
        if count.abs_diff(length) > allowed || letters.differ_by_more_than(allowed, &Letters::of(other.chars())) {
            continue;
        }
        let Some(rest) = steps.checked_sub(length * count) else { break };
        steps = rest;
        let distance = strsim::damerau_levenshtein(&normalized, &other);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each letter occurs. Letters of other scripts share counters.
struct Letters([u16; 64]);

impl Letters {
    fn of(chars: impl Iterator<Item = char>) -> Self {
        let mut counts = [0_u16; 64];
        for c in chars {
            let count = &mut counts[u32::from(c) as usize % 64];
            *count = count.saturating_add(1);
        }
        Self(counts)
    }

    /// Whether more than `edits` are needed to turn the letters into the others. An edit adds or removes one at most.
    fn differ_by_more_than(&self, edits: usize, other: &Self) -> bool {
        let excess = |from: &Self, to: &Self| -> usize {
            from.0.iter().zip(&to.0).map(|(count, other)| usize::from(count.saturating_sub(*other))).sum()
        };
        excess(self, other) > edits || excess(other, self) > edits
    }
}

fn normalized_chars(name: &str) -> impl DoubleEndedIterator<Item = char> + Clone {
    name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_')).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_names_are_unique_and_sorted() {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn a_repeated_problem_is_reported_once_per_file() {
        let (one, other) = (Source::new("a.bib", "x x x"), Source::new("b.bib", "x"));
        let found = |source, start| Code::BadValue.at((source, Span::new(start, start + 1)), "no `x`");
        let mut all = vec![
            found(&one, 0).repeated(),
            found(&one, 2).repeated(),
            found(&one, 2),
            found(&one, 4).repeated(),
            found(&other, 0).repeated(),
        ];
        count_repeats(&mut all);
        let shown: Vec<_> = all.iter().map(concise::render).collect();
        assert_eq!(
            shown,
            [
                "a.bib:1:1: error[bad-value] no `x` (2 more places in this file)",
                "a.bib:1:3: error[bad-value] no `x`",
                "b.bib:1:1: error[bad-value] no `x`",
            ]
        );
    }

    #[test]
    fn nearest_finds_probable_typos_only() {
        let known = ["base-models", "evaluation", "评估LLMs"];
        assert_eq!(nearest("base-modles", known), Some("base-models"));
        assert_eq!(nearest("Base Models", known), Some("base-models"));
        assert_eq!(nearest("评估LLM", known), Some("评估LLMs"));
        assert_eq!(nearest("tokenizers", known), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("abcdefghi", ["abcxefghi", "abcdefgih"]), Some("abcxefghi"));
        assert_eq!(nearest("", ["a", ""]), Some(""));
    }

    #[test]
    fn a_search_for_a_name_is_bounded() {
        let known: Vec<_> = (0..20_000).map(|number| format!("{}{number:05}", "a".repeat(2_000))).collect();
        let nearest = |name: &str| nearest(name, known.iter().map(String::as_str)).is_some();
        assert!(!nearest(&"a".repeat(2_000)), "the names are too long to compare");
        assert!(!nearest("b"));
    }
}
