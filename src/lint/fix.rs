//! Mending: what goes in place of what, found in the text as it is written, and put there.
//!
//! Values are compared with the text of the file, not printed anew, so that comments, order and quotes stay as they are.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostic, Fix, Place};
use crate::format::{self, Format};
use crate::paper::Origin;
use crate::source::{Source, Span};
use crate::splice::splice;

/// A file with its fixes in place.
#[derive(Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// The file, from the book's root.
    pub path: PathBuf,
    /// Its new text.
    pub text: String,
    /// How many findings are mended in it.
    pub count: usize,
}

/// The files that findings can mend, in the order of the findings.
///
/// Of fixes that overlap the first is made; what the other would have done is found again by the next run.
pub fn mend(found: &[Diagnostic]) -> Vec<FixedFile> {
    let mut files: Vec<(&Source, Vec<&Fix>)> = Vec::new();
    for diagnostic in found {
        let (Place::Span(source, _), Some(fix)) = (&diagnostic.place, &diagnostic.fix) else { continue };
        match files.iter_mut().find(|(known, _)| known.path == source.path) {
            Some((_, known)) => known.push(fix),
            None => files.push((source, vec![fix])),
        }
    }
    let with_fixes = |(source, mut fixes): (&Source, Vec<&Fix>)| {
        fixes.sort_by_key(|fix| (fix.span, &fix.with));
        let mut edits: Vec<(Span, String)> = Vec::new();
        for fix in fixes {
            if edits.last().is_none_or(|(last, _)| last.end <= fix.span.start && *last != fix.span) {
                edits.push((fix.span, fix.with.clone()));
            }
        }
        FixedFile { path: source.path.clone(), text: splice(&source.text, &edits), count: edits.len() }
    };
    files.into_iter().map(with_fixes).collect()
}

/// `new` in place of `old`, which stands once within `span`, as it is, between whatever quotes the format has.
///
/// None in foreign formats, and where the value is spelt with escapes or `new` would need some.
pub(super) fn replace(origin: &Origin, span: Span, old: &str, new: &str) -> Option<Fix> {
    let raw = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source))?;
    let plain = !new.chars().any(|c| c.is_control() || matches!(c, '"' | '\'' | '\\') && !old.contains(c));
    let mut places = raw.match_indices(old);
    let (at, _) = places.next().filter(|_| plain && !old.is_empty())?;
    if places.next().is_some() {
        return None;
    }
    // Without quotes YAML takes `2302.13971` for a number.
    let bare = raw == old && Format::of(&origin.source.path, &origin.source.text) == Some(Format::Yaml);
    let new = if bare { Cow::Owned(format!("\"{new}\"")) } else { Cow::Borrowed(new) };
    Some(between(span.start + at, old, &new))
}

/// The text in `span` as `cleaned` would have it.
pub(super) fn rewrite(origin: &Origin, span: Span, cleaned: impl Fn(&str) -> String) -> Option<Fix> {
    let raw = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source))?;
    let new = cleaned(raw);
    (new != raw).then(|| between(span.start, raw, &new))
}

/// Only what differs: the same beginning and the same end are left alone.
fn between(start: usize, old: &str, new: &str) -> Fix {
    let same = |(a, b): &(char, char)| a == b;
    let front: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[front..], &new[front..]);
    let back: usize =
        old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    Fix { span: Span::new(start + front, start + old.len() - back), with: new_rest[..new_rest.len() - back].to_owned() }
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
        assert_eq!(fix, Some(Fix { span: Span::new(7, 23), with: String::new() }));
        assert_eq!(replace(&origin, Span::new(6, 33), "doi", "x\"y"), None, "it would end the text");
        assert_eq!(replace(&origin, Span::new(6, 33), "0", "x"), None, "it stands there more than once");
        let yaml = Origin { source: Source::new("a.yaml", "paper:\n- arxiv: arXiv:2302.13971\n"), ..origin.clone() };
        let fix = replace(&yaml, Span::new(16, 32), "arXiv:2302.13971", "2302.13971");
        assert_eq!(fix, Some(Fix { span: Span::new(16, 32), with: "\"2302.13971\"".to_owned() }));
        let foreign = Origin { source: Source::new("a.bib", "x"), ..origin };
        assert_eq!(replace(&foreign, Span::new(0, 1), "x", "y"), None);
    }

    #[test]
    fn of_two_fixes_that_overlap_one_is_made() {
        let source = Source::new("a.toml", "abcdef");
        let found = |start, end, with: &str| {
            let fix = Fix { span: Span::new(start, end), with: with.to_owned() };
            Code::BadValue.at((&source, Span::new(0, 1)), "x").fix(Some(fix))
        };
        let mended = mend(&[found(2, 4, "X"), found(3, 5, "Y"), found(0, 1, "Z"), found(5, 6, "")]);
        assert_eq!(mended, [FixedFile { path: "a.toml".into(), text: "ZbXe".to_owned(), count: 3 }]);
    }
}
