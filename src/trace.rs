//! From a place in a chapter as mdBook handed it over back to the line of the file on disk.
//!
//! The n-th of several identical lines is the n-th on disk, through the files that the chapter includes; where the
//! counts disagree, the chapter is named instead of a line that may be wrong.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Place};
use crate::source::{Source, Span, line_end, line_start};

/// How deep includes are followed.
const DEPTH: usize = 8;

/// Reads a file below the book's root.
pub type Read<'a> = &'a dyn Fn(&Path) -> Option<String>;

/// The chapter's own file, as mdBook names it.
#[derive(Debug, Clone)]
pub struct ChapterFile {
    /// The name in SUMMARY.md.
    pub name: String,
    /// The path from the book's root; none for a chapter without a file.
    pub path: Option<PathBuf>,
}

/// The finding with its place in `chapter` moved to the file on disk.
pub fn on_disk(mut found: Diagnostic, chapter: &Arc<Source>, file: &ChapterFile, read: Read<'_>) -> Diagnostic {
    if let Place::Span(source, span) = &found.place
        && Arc::ptr_eq(source, chapter)
    {
        found.place = place(chapter, *span, file, read);
    }
    found
}

fn place(chapter: &Arc<Source>, span: Span, file: &ChapterFile, read: Read<'_>) -> Place {
    let start = line_start(&chapter.text, span.start);
    let line = &chapter.text[start..line_end(&chapter.text, span.start)];
    let nth = chapter.text[..start].lines().filter(|before| before.trim_end_matches('\r') == line).count();
    let total = chapter.text.lines().filter(|other| *other == line).count();

    let mut candidates = Vec::new();
    if let Some(path) = &file.path {
        gather(path, line, read, DEPTH, &mut candidates);
    }
    let one = candidates.len() == 1;
    match candidates.get(nth).or_else(|| candidates.first().filter(|_| one)) {
        Some((source, offset)) if candidates.len() == total || one => {
            Place::Span(Arc::clone(source), Span::new(span.start - start, span.end - start).shifted(*offset))
        }
        _ => Place::Chapter(file.name.clone()),
    }
}

/// Every line like `wanted` of a file and of the files it includes, in the order they come out in.
fn gather(path: &Path, wanted: &str, read: Read<'_>, depth: usize, into: &mut Vec<(Arc<Source>, usize)>) {
    let Some(text) = read(path) else { return };
    let source = Source::new(path, text);
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut offset = 0;
    for line in source.text.split_inclusive('\n') {
        if line.trim_end_matches(['\r', '\n']) == wanted {
            into.push((Arc::clone(&source), offset));
        }
        if depth > 0 {
            for include in includes(line) {
                gather(&folder.join(include), wanted, read, depth - 1, into);
            }
        }
        offset += line.len();
    }
}

/// The paths of `{{#include path}}` and its kin on a line, without their ranges and anchors.
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
        let at = expanded.rfind("<<#x>>").expect("the directive is there");
        let found = Code::BadSyntax.at((&chapter, Span::new(at, at + 6)), "message");
        let read = |path: &Path| {
            let file = files.iter().find(|(name, _)| Path::new(name) == path);
            file.map(|(_, text)| (*text).to_owned())
        };
        let file = ChapterFile { name: "A".to_owned(), path: Some(PathBuf::from("book/a.md")) };
        assert_eq!(on_disk(found, &chapter, &file, &read).place.to_string(), expect);
    }

    #[test]
    fn lines_are_those_on_disk() {
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
        check("<<#x>>\r\n<<#x>>\r\n", &[("book/a.md", "<<#x>>\r\n<<#x>>\r\n")], "book/a.md:2:1");
    }

    #[test]
    fn a_line_that_cannot_be_told_is_not_invented() {
        let files = [("book/a.md", "<<#x>>\n{{#include b.md:1:2}}"), ("book/b.md", "<<#x>>\n<<#x>>\n<<#x>>")];
        check("<<#x>>\n<<#x>>", &files, "chapter `A`, after includes");
        check("<<#x>>", &[], "chapter `A`, after includes");
    }

    #[test]
    fn an_include_of_itself_ends() {
        check("<<#x>>", &[("book/a.md", "{{#include a.md}}")], "chapter `A`, after includes");
    }
}
