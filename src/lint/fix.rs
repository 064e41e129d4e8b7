//! Creates and applies fixes.
//!
//! A fix replaces a range of the file. Comments, order and quotes are unchanged.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::format::{self, Format};
use crate::paper::Origin;
use crate::source::{Source, Span};
use crate::splice::{self, splice};

/// A file with its fixes applied.
#[derive(Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// The path relative to the book's root.
    pub path: PathBuf,
    /// The text that was checked.
    pub old: String,
    /// The new text.
    pub text: String,
    /// The number of applied fixes.
    pub count: usize,
}

/// Applies the fixes of diagnostics and returns the changed files, in the order of the diagnostics.
///
/// Of overlapping fixes only the first is applied; the others need another pass.
pub fn apply_fixes(diagnostics: &[Diagnostic]) -> Vec<FixedFile> {
    let mut files: Vec<(&Source, Vec<&Fix>)> = Vec::new();
    for diagnostic in diagnostics {
        let (Place::Span(source, _), Some(fix)) = (&diagnostic.place, &diagnostic.fix) else { continue };
        match files.iter_mut().find(|(known, _)| known.path == source.path) {
            Some((_, known)) => known.push(fix),
            None => files.push((source, vec![fix])),
        }
    }
    let with_fixes = |(source, mut fixes): (&Source, Vec<&Fix>)| {
        fixes.sort_by_key(|fix| (fix.span, &fix.replacement));
        let mut edits: Vec<(Span, String)> = Vec::new();
        for fix in fixes {
            if edits.last().is_none_or(|(last, _)| last.end <= fix.span.start && *last != fix.span) {
                edits.push((fix.span, fix.replacement.clone()));
            }
        }
        let text = splice(&source.text, &edits);
        FixedFile { path: source.path.clone(), old: source.text.clone(), text, count: edits.len() }
    };
    files.into_iter().map(with_fixes).collect()
}

/// Creates a fix that replaces `old`, which must occur exactly once in `span`, by `new`.
///
/// Returns `None` in external formats, and if `old` is written with escapes or `new` needs escapes.
pub(super) fn replace(origin: &Origin, span: Span, old: &str, new: &str) -> Option<Fix> {
    let raw = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source))?;
    let needs_no_escape = !new.chars().any(|c| c.is_control() || matches!(c, '"' | '\'' | '\\') && !old.contains(c));
    let mut places = raw.match_indices(old);
    let (at, _) = places.next().filter(|_| needs_no_escape && !old.is_empty())?;
    if places.next().is_some() {
        return None;
    }
    // YAML would read an unquoted `2302.13971` as a number.
    let unquoted = raw == old && Format::of_source(&origin.source) == Some(Format::Yaml);
    let new = if unquoted { Cow::Owned(format!("\"{new}\"")) } else { Cow::Borrowed(new) };
    Some(difference(span.start + at, old, &new))
}

/// Creates a fix that applies `cleaned` to the text in `span`. Returns `None` if the text does not change.
pub(super) fn rewrite(origin: &Origin, span: Span, cleaned: impl Fn(&str) -> String) -> Option<Fix> {
    let raw = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source))?;
    let new = cleaned(raw);
    (new != raw).then(|| difference(span.start, raw, &new))
}

/// Creates a fix for the part that differs, without the common prefix and suffix.
fn difference(start: usize, old: &str, new: &str) -> Fix {
    let (span, replacement) = splice::difference(old, new);
    Fix { span: span.shifted(start), replacement: replacement.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn origin(text: &str) -> Origin {
        let source = Source::new("a.toml", text);
        Origin { source, span: Span::default(), key: Span::default(), merged: Vec::new() }
    }

    #[test]
    fn only_what_differs_is_replaced() {
        let origin = origin("doi = \"https://doi.org/10.1000/1\" # c");
        let fix = replace(&origin, Span::new(6, 33), "https://doi.org/10.1000/1", "10.1000/1");
        assert_eq!(fix, Some(Fix { span: Span::new(7, 23), replacement: String::new() }));
        assert_eq!(replace(&origin, Span::new(6, 33), "doi", "x\"y"), None, "it would end the string");
        assert_eq!(replace(&origin, Span::new(6, 33), "0", "x"), None, "it occurs more than once");
        let yaml = Origin { source: Source::new("a.yaml", "paper:\n- arxiv: arXiv:2302.13971\n"), ..origin.clone() };
        let fix = replace(&yaml, Span::new(16, 32), "arXiv:2302.13971", "2302.13971");
        assert_eq!(fix, Some(Fix { span: Span::new(16, 32), replacement: "\"2302.13971\"".to_owned() }));
        let external = Origin { source: Source::new("a.bib", "x"), ..origin };
        assert_eq!(replace(&external, Span::new(0, 1), "x", "y"), None);
    }

    #[test]
    fn of_two_overlapping_fixes_one_is_applied() {
        let source = Source::new("a.toml", "abcdef");
        let diagnostic = |start, end, replacement: &str| {
            let fix = Fix { span: Span::new(start, end), replacement: replacement.to_owned() };
            Code::BadValue.at((&source, Span::new(0, 1)), "x").fix(Some(fix))
        };
        let fixed =
            apply_fixes(&[diagnostic(2, 4, "X"), diagnostic(3, 5, "Y"), diagnostic(0, 1, "Z"), diagnostic(5, 6, "")]);
        let (old, text) = ("abcdef".to_owned(), "ZbXe".to_owned());
        assert_eq!(fixed, [FixedFile { path: "a.toml".into(), old, text, count: 3 }]);
    }
}
