//! Includes of chapters, from texts that may be unsaved.
//!
//! mdBook reads included files from the disk. Its `{{#include FILE}}` is therefore resolved here, with the lines and anchors that
//! mdBook selects; the other helpers are left to mdBook.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::limits;
use crate::source::plain;

/// The nesting from which mdBook drops includes.
const MAX_DEPTH: usize = 10;

/// A chapter with its includes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Included {
    /// The text.
    pub(super) text: String,
    /// The included files, relative to the root of the book.
    pub(super) files: BTreeSet<PathBuf>,
}

/// Resolves the includes of a chapter in `folder`, relative to the root of the book.
///
/// A file that cannot be read stays as it is written. Returns `None` if there are too many includes.
pub(super) fn resolve(text: &str, folder: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Option<Included> {
    let mut reader = Includes { read, remaining: limits::INCLUDED_FILES.value, files: BTreeSet::new() };
    let mut out = String::with_capacity(text.len());
    reader.append(text, folder, 0, &mut out)?;
    Some(Included { text: out, files: reader.files })
}

struct Includes<'r> {
    read: &'r dyn Fn(&Path) -> Option<String>,
    /// How many files may still be included.
    remaining: usize,
    files: BTreeSet<PathBuf>,
}

impl Includes<'_> {
    /// Appends a text with its includes. Returns `None` if there are too many.
    fn append(&mut self, text: &str, folder: &Path, depth: usize, out: &mut String) -> Option<()> {
        let mut rest = text;
        while let Some(at) = rest.find("{{") {
            let (before, helper) = rest.split_at(at);
            out.push_str(before);
            let is_escaped = before.ends_with('\\');
            let Some((length, argument)) = include(helper).filter(|_| !is_escaped) else {
                out.push_str("{{");
                rest = &helper[2..];
                continue;
            };
            rest = &helper[length..];
            let (file, part) = argument.split_once(':').map_or((argument, None), |(file, part)| (file, Some(part)));
            let path = plain(&folder.join(file));
            self.remaining = self.remaining.checked_sub(1)?;
            self.files.insert(path.clone());
            match (self.read)(&path) {
                Some(_) if depth >= MAX_DEPTH => {}
                Some(text) => {
                    let selected = select(&text, part);
                    self.append(&selected, path.parent().unwrap_or(Path::new("")), depth + 1, out)?;
                }
                None => out.push_str(&helper[..length]),
            }
        }
        out.push_str(rest);
        Some(())
    }
}

/// Returns the length and the argument of the include at the beginning of a text.
fn include(text: &str) -> Option<(usize, &str)> {
    let inner = &text[2..text.find('}')?];
    let argument = inner.trim_start().strip_prefix("#include")?;
    let argument = argument.strip_prefix(char::is_whitespace)?.split_whitespace().next()?;
    let length = 2 + inner.len() + 2;
    text.get(..length)?.ends_with("}}").then_some((length, argument))
}

/// Returns the part of a file that an include selects: lines such as `2:5`, or an anchor.
fn select(text: &str, part: Option<&str>) -> String {
    let mut bounds = part.unwrap_or_default().splitn(3, ':');
    let first = bounds.next().unwrap_or_default();
    let start = first.parse::<usize>().ok().map(|line| line.saturating_sub(1));
    if start.is_none() && !first.is_empty() {
        return anchored(text, first);
    }
    let end = match bounds.next() {
        Some(end) => end.parse().unwrap_or(usize::MAX),
        None => start.map_or(usize::MAX, |start| start + 1),
    };
    let start = start.unwrap_or_default();
    joined(text.lines().skip(start).take(end.saturating_sub(start)))
}

/// Returns the lines between `ANCHOR: name` and `ANCHOR_END: name`, without the lines of other anchors.
fn anchored(text: &str, name: &str) -> String {
    let begins = |line: &&str| anchor(line, "ANCHOR:") == Some(name);
    let after = text.lines().skip_while(|line| !begins(line)).skip(1);
    let inside = after.take_while(|line| anchor(line, "ANCHOR_END:") != Some(name));
    joined(inside.filter(|line| anchor(line, "ANCHOR:").or(anchor(line, "ANCHOR_END:")).is_none()))
}

/// Returns the name after a mark of an anchor.
fn anchor<'l>(line: &'l str, mark: &str) -> Option<&'l str> {
    let rest = line[line.find(mark)? + mark.len()..].trim_start();
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

fn joined<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, files: &[(&str, &str)], expect: &str) {
        let read = |path: &Path| {
            let file = files.iter().find(|(name, _)| Path::new(name) == path);
            file.map(|(_, text)| (*text).to_owned())
        };
        let included = resolve(text, Path::new("src/a"), &read);
        assert_eq!(included.map_or_else(|| "-".to_owned(), |included| included.text), expect);
    }

    #[test]
    fn files_are_included_with_their_includes() {
        let files = [("src/a/b.md", "1\n{{#include ../c/d.md}}\n3\n"), ("src/c/d.md", "2{{# include e.md }}")];
        check("<{{#include b.md}}>", &files, "<1\n2{{# include e.md }}\n3>");
        check(
            "\\{{#include b.md}} {{#title b.md}} {{ #include\nb.md }}",
            &files,
            "\\{{#include b.md}} {{#title b.md}} 1\n2{{# include e.md }}\n3",
        );
        check("{{#include none.md}} {{#include b.md", &files, "{{#include none.md}} {{#include b.md");
    }

    #[test]
    fn parts_are_those_of_mdbook() {
        let text = "1\n2\n// ANCHOR: x\n3\n// ANCHOR: y\n4\n// ANCHOR_END: y\n// ANCHOR_END: x\n5\n";
        for (part, expect) in [
            ("", text.trim_end()),
            (":", text.trim_end()),
            ("2", "2"),
            ("1:2", "1\n2"),
            (":2", "1\n2"),
            ("9:", "5"),
            ("2:x", "2\n// ANCHOR: x\n3\n// ANCHOR: y\n4\n// ANCHOR_END: y\n// ANCHOR_END: x\n5"),
            ("x", "3\n4"),
            ("y", "4"),
            ("z", ""),
        ] {
            assert_eq!(select(text, Some(part)), expect, "{part}");
        }
    }

    #[test]
    fn recursive_includes_end() {
        check("{{#include r.md}}", &[("src/a/r.md", "x{{#include r.md}}")], &"x".repeat(MAX_DEPTH));
        check("{{#include r.md}}", &[("src/a/r.md", "{{#include r.md}}{{#include r.md}}{{#include r.md}}")], "-");
    }
}
