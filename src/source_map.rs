//! Maps a place in a chapter, whose includes mdBook has expanded, to the line in a file on disk.
//!
//! The n-th of several identical lines is the n-th on disk, through all included files. If the counts differ, the place is the
//! chapter instead of a line that may be wrong.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::limits;
use crate::source::{Source, Span, line_end, plain};

/// The maximum depth of nested includes.
const MAX_INCLUDE_DEPTH: usize = 8;

/// A function that reads a file below the book's root.
pub type ReadFile<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// The file of a chapter.
#[derive(Debug, Clone, Default)]
pub struct ChapterFile {
    /// The chapter's name in SUMMARY.md.
    pub name: String,
    /// The path relative to the book's root; `None` for a chapter without a file.
    pub path: Option<PathBuf>,
}

/// Maps the places and related places of diagnostics in `chapter` to files on disk.
pub fn map_to_disk<'d>(
    diagnostics: impl IntoIterator<Item = &'d mut Diagnostic>,
    chapter: &Arc<Source>,
    file: &ChapterFile,
    read: ReadFile<'_>,
) {
    let is_in_chapter = |place: &Place| matches!(place, Place::Span(source, _) if Arc::ptr_eq(source, chapter));
    let places = |diagnostic: &'d mut Diagnostic| {
        std::iter::once(&mut diagnostic.place).chain(diagnostic.related.as_mut().map(|(place, _)| place))
    };
    let mut places: Vec<_> = diagnostics.into_iter().flat_map(places).filter(|place| is_in_chapter(place)).collect();
    if places.is_empty() {
        return;
    }
    let mut expanded = Lines::new();
    lines_of(&chapter.text, |line, start| {
        expanded.entry(line.to_owned()).or_default().push((Arc::clone(chapter), start));
    });
    let mut disk = Lines::new();
    if let Some(path) = &file.path {
        let mut files = limits::INCLUDED_FILES.value;
        gather(path, &expanded, read, (MAX_INCLUDE_DEPTH, &mut files), &mut disk);
    }
    // A long line may have thousands of diagnostics.
    let mut known: HashMap<usize, Option<(Arc<Source>, usize)>> = HashMap::new();
    for mapped in &mut places {
        if let Place::Span(_, span) = **mapped {
            let start = chapter.line_start(span.start);
            let same = known.entry(start).or_insert_with(|| same_line(&chapter.text, start, &expanded, &disk).cloned());
            **mapped = match same {
                Some((source, offset)) => {
                    let span = Span::new(span.start - start, span.end - start).shifted(*offset);
                    Place::Span(Arc::clone(source), span)
                }
                None => Place::Chapter(file.name.clone()),
            };
        }
    }
}

/// The positions of each line in order, by its text.
type Lines = HashMap<String, Vec<(Arc<Source>, usize)>>;

/// Returns the position on disk of the line of a chapter that begins at `start`.
fn same_line<'d>(chapter: &str, start: usize, expanded: &Lines, disk: &'d Lines) -> Option<&'d (Arc<Source>, usize)> {
    let line = &chapter[start..line_end(chapter, start)];
    let here = expanded.get(line).map_or(&[][..], Vec::as_slice);
    let there = disk.get(line).map_or(&[][..], Vec::as_slice);
    let nth = here.partition_point(|(_, other)| *other < start);
    match there {
        [only] => Some(only),
        _ if there.len() == here.len() => there.get(nth),
        _ => None,
    }
}

/// Collects the positions of the lines in `wanted` in a file and the files it includes, in the order of the expanded chapter.
///
/// Includes are followed to a depth, and up to a number of files.
fn gather(path: &Path, wanted: &Lines, read: ReadFile<'_>, (depth, files): (usize, &mut usize), into: &mut Lines) {
    let Some(remaining) = files.checked_sub(1) else { return };
    *files = remaining;
    let Some(text) = read(path) else { return };
    let source = Source::new(plain(path), text);
    let folder = path.parent().unwrap_or(Path::new(""));
    lines_of(&source.text, |line, start| {
        if wanted.contains_key(line) {
            into.entry(line.to_owned()).or_default().push((Arc::clone(&source), start));
        }
        if depth > 0 {
            for include in includes(line) {
                gather(&folder.join(include), wanted, read, (depth - 1, files), into);
            }
        }
    });
}

/// Calls `each` with every line, without its line ending, and its position.
fn lines_of(text: &str, mut each: impl FnMut(&str, usize)) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        each(line.trim_end_matches('\n').trim_end_matches('\r'), start);
        start += line.len();
    }
}

/// Returns the paths of `{{#include path}}` and similar directives on a line, without ranges and anchors.
fn includes(line: &str) -> impl Iterator<Item = &str> {
    line.split("{{#").skip(1).filter_map(|rest| {
        let inner = rest.split("}}").next()?;
        let (name, path) = inner.split_once(char::is_whitespace)?;
        let path = path.trim().split([':', ' ']).next()?;
        matches!(name, "include" | "rustdoc_include" | "playground").then_some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    #[track_caller]
    fn check(expanded: &str, files: &[(&str, &str)], expect: &str) {
        let chapter = Source::new("a.md", expanded);
        let at = expanded.rfind("<<#x>>").expect("the chapter has the directive");
        let mut diagnostics = [Code::BadSyntax.at((&chapter, Span::new(at, at + 6)), "message")];
        let read = |path: &Path| {
            let file = files.iter().find(|(name, _)| Path::new(name) == path);
            file.map(|(_, text)| (*text).to_owned())
        };
        let file = ChapterFile { name: "A".to_owned(), path: Some(PathBuf::from("book/a.md")) };
        map_to_disk(&mut diagnostics, &chapter, &file, &read);
        assert_eq!(diagnostics[0].place.to_string(), expect);
    }

    #[test]
    fn lines_are_mapped_to_disk() {
        check("# A\n\n<<#x>>\n", &[("book/a.md", "# A\n\n<<#x>>\n")], "book/a.md:3:1");
        check("1\n2\n3\n<<#x>>", &[("book/a.md", "{{#include b.md}}\n<<#x>>")], "book/a.md:2:1");
        check(
            "<<#x>>\n2\n<<#x>>",
            &[("book/a.md", "{{#include b.md}}\n<<#x>>"), ("book/b.md", "<<#x>>\n2")],
            "book/a.md:2:1",
        );
        check(
            "1\n- <<#x>>",
            &[("book/a.md", "1\n{{#include c/b.md}}"), ("book/c/b.md", "- <<#x>>")],
            "book/c/b.md:1:3",
        );
        check(
            "1\n- <<#x>>",
            &[("book/a.md", "1\n{{#include ../c/b.md}}"), ("book/../c/b.md", "- <<#x>>")],
            "c/b.md:1:3",
        );
        check("<<#x>>\r\n<<#x>>\r\n", &[("book/a.md", "<<#x>>\r\n<<#x>>\r\n")], "book/a.md:2:1");
    }

    #[test]
    fn an_ambiguous_line_is_not_guessed() {
        let files = [("book/a.md", "<<#x>>\n{{#include b.md:1:2}}"), ("book/b.md", "<<#x>>\n<<#x>>\n<<#x>>")];
        check("<<#x>>\n<<#x>>", &files, "chapter `A`, after includes");
        check("<<#x>>", &[], "chapter `A`, after includes");
    }

    #[test]
    fn a_recursive_include_ends() {
        check("<<#x>>", &[("book/a.md", "{{#include a.md}}")], "chapter `A`, after includes");
        let many = "{{#include a.md}}\n".repeat(100);
        check("<<#x>>", &[("book/a.md", many.as_str())], "chapter `A`, after includes");
    }
}
