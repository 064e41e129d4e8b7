//! Appends papers to a data file in its format; the existing text is unchanged.
//!
//! The result is parsed again. It is an error if a paper, old or new, is not read back equal.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use super::schema::{self, Node};
use super::{ExportFormat, Selection, pretty, toml_entry, write, yaml};
use crate::files;
use crate::format::{self, Contents, Entry, Format, JsonList, Reading, read_as};
use crate::paper::Paper;
use crate::source::{Source, line_start, split_mark};

/// A data file with appended papers.
#[derive(Debug, PartialEq, Eq)]
pub struct Appended {
    /// The complete text.
    pub text: String,
    /// The added text.
    pub added: String,
}

/// Why papers cannot be written to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AppendError {
    /// The file is in an external format, or not a data file.
    External,
    /// The file has a syntax error.
    Broken,
    /// The file has no list or entry in a layout that can be edited.
    NoPlace,
    /// The result would not be read back equal.
    Changed,
}

impl AppendError {
    /// Returns the reason for messages.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::External => "it is in an external format",
            Self::Broken => "it has a syntax error",
            Self::NoPlace => "its list of papers is not written one after the other",
            Self::Changed => "the result would not be read back correctly",
        }
    }
}

/// The message for a book without a [`target`].
pub const NO_TARGET: &str = "this book has no data file that papers can be added to: name one in TOML, YAML or JSON of the native schema, or in BibTeX, \
     in `data` under `[preprocessor.papers]`";

/// Returns the first data file that papers can be appended to; files in the native schema take precedence over BibTeX.
///
/// `data` has the patterns of book.toml, and `read` returns the text of a file by its path from `root`.
pub fn target(root: &Path, data: &[String], read: impl Fn(&Path) -> Option<String>) -> Option<PathBuf> {
    let files = data.iter().flat_map(|pattern| files::expand(root, pattern).unwrap_or_default());
    let format = |file: &PathBuf| Format::of(file, &read(file)?).filter(|format| can_append(*format));
    let mut external = None;
    for file in files {
        match format(&file) {
            Some(format) if format.is_ours() => return Some(file),
            Some(_) => _ = external.get_or_insert(file),
            None => {}
        }
    }
    external
}

/// Returns whether papers can be appended to files in a format.
fn can_append(format: Format) -> bool {
    format.is_ours() || format == Format::Bibtex
}

/// Appends papers to the text of a file, with or without a byte-order mark.
///
/// # Errors
/// See [`AppendError`].
pub fn append(path: &Path, text: &str, papers: &[Paper]) -> Result<Appended, AppendError> {
    let (mark, text) = split_mark(text);
    let format = Format::of(path, text).filter(|format| can_append(*format)).ok_or(AppendError::External)?;
    let read = |text: &str| read_as(format, &Source::new(path, text), Reading::default());
    let old = read(text);
    if old.incomplete {
        return Err(AppendError::Broken);
    }
    let (at, added) = match format {
        Format::Yaml => yaml_items(text, PAPERS, last_entry(&old), &of(papers).tables()),
        Format::Json => json_items(text, PAPERS, &papers.iter().map(paper).collect::<Vec<_>>()),
        Format::Bibtex => Some(at_end(text, &write(&of(papers), ExportFormat::Bibtex))),
        _ => Some(at_end(text, &papers.iter().map(toml_entry).collect::<Vec<_>>().join("\n"))),
    }
    .ok_or(AppendError::NoPlace)?;
    // Line endings are those of the file, unless they would become part of a value.
    let as_there = text.contains("\r\n").then(|| added.replace('\n', "\r\n"));
    let fit = as_there.into_iter().chain([added]).find_map(|added| {
        let whole = [&text[..at], &added, &text[at..]].concat();
        is_unchanged(&old, &read(&whole), papers, format.is_ours()).then_some((added, whole))
    });
    let (added, whole) = fit.ok_or(AppendError::Changed)?;
    let shown = added.trim_start_matches([',', '\r', '\n']).trim_end();
    Ok(Appended { text: mark.to_owned() + &whole, added: shown.to_owned() + "\n" })
}

fn of(papers: &[Paper]) -> Selection<'_> {
    Selection {
        title: "",
        papers: papers.iter().map(Cow::Borrowed).collect(),
        categories: Vec::new(),
        groups: Vec::new(),
        feed: None,
    }
}

/// Appends after an empty line.
fn at_end(text: &str, added: &str) -> (usize, String) {
    let end = match text {
        "" => "",
        _ if text.ends_with("\n\n") || text.ends_with("\n\r\n") => "",
        _ if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    (text.len(), format!("{end}{added}"))
}

/// The name of the list of papers.
pub(super) const PAPERS: &str = "paper";

pub(super) fn paper(paper: &Paper) -> Node {
    Node::Table(schema::paper(paper))
}

/// Returns the offset of the last paper of a file.
pub(super) fn last_entry(contents: &Contents) -> Option<usize> {
    contents.entries.iter().filter_map(|entry| entry.origin.as_ref()).map(|origin| origin.span.start).max()
}

/// Returns new YAML list items and their offset, after the item that begins at `last`; `new` is the list as a document.
pub(super) fn yaml_items(
    text: &str,
    name: &str,
    last: Option<usize>,
    new: &[(String, Node)],
) -> Option<(usize, String)> {
    let whole = yaml::document(new);
    let Some(last) = last else {
        // An empty list or a document end marker cannot be extended.
        let is_named = |line: &str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
        if text.lines().any(|line| is_named(line) || line.trim_end() == "...") {
            return None;
        }
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return Some((text.len(), format!("{end}{whole}")));
    };
    let start = text[..last].rfind('\n').map_or(0, |newline| newline + 1);
    let column = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let dash = column(&text[start..]);
    if !text[start + dash..].starts_with("- ") {
        return None;
    }
    let mut end = start;
    let mut at = start;
    for (nth, line) in text[start..].split_inclusive('\n').enumerate() {
        at += line.len();
        let bare = line.trim();
        if nth == 0 || !bare.is_empty() && column(line) > dash {
            end = at;
        } else if !bare.is_empty() && !bare.starts_with('#') {
            break;
        }
    }
    let before = if text[..end].ends_with('\n') { "" } else { "\n" };
    let lines = whole.lines().skip(1).map(|line| match line.strip_prefix("  ") {
        Some(line) => format!("{}{line}\n", " ".repeat(dash)),
        None => format!("{line}\n"),
    });
    Some((end, before.to_owned() + &lines.collect::<String>()))
}

/// Returns new objects for a JSON list and their offset, in the layout of its last object.
pub(super) fn json_items(text: &str, name: &str, objects: &[Node]) -> Option<(usize, String)> {
    let JsonList { span, items, .. } = format::list_in_json(text, name)?;
    let Some(last) = items.last() else {
        let objects: Vec<_> =
            objects.iter().map(|object| format!("\n    {}", json_value(object, Some("    ")))).collect();
        return Some((span.start + 1, objects.join(",") + "\n  "));
    };
    let indent = indent(text, last.start);
    let added = objects.iter().map(|object| match indent {
        Some(indent) => format!(",\n{indent}{}", json_value(object, Some(indent))),
        None => format!(", {}", json_value(object, None)),
    });
    Some((last.end, added.collect()))
}

/// Returns a JSON value, on one line or indented; the first line has no indent.
pub(super) fn json_value(value: &Node, indent: Option<&str>) -> String {
    match indent {
        Some(indent) => pretty(value).trim_end().lines().collect::<Vec<_>>().join(&format!("\n{indent}")),
        None => serde_json::to_string(value).unwrap_or_default(),
    }
}

/// Returns the indentation of the line at `at`, or `None` for the first line and if other text precedes.
pub(super) fn indent(text: &str, at: usize) -> Option<&str> {
    let start = line_start(text, at);
    Some(&text[start..at]).filter(|indent| start > 0 && indent.chars().all(char::is_whitespace))
}

/// Returns the paper of an entry with its categories.
pub(super) fn with_categories(entry: &Entry) -> Paper {
    Paper {
        categories: entry.categories.iter().map(|category| category.value.clone()).collect(),
        ..entry.paper().clone()
    }
}

/// Returns whether the old papers are unchanged and followed by the new ones.
fn is_unchanged(old: &Contents, new: &Contents, papers: &[Paper], ours: bool) -> bool {
    let (kept, added) = new.entries.split_at_checked(old.entries.len()).unwrap_or_default();
    !new.incomplete
        && new.categories.len() == old.categories.len()
        && kept.len() == old.entries.len()
        && kept.iter().zip(&old.entries).all(|(new, old)| with_categories(new) == with_categories(old))
        && added.len() == papers.len()
        && added.iter().zip(papers).all(|(new, paper)| {
            // An external format has no place for some fields.
            if ours { with_categories(new) == *paper } else { new.key == paper.key && new.paper().title == paper.title }
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Date, DateValue, Link, Person, Status};

    fn paper() -> Paper {
        Paper {
            key: "lovelace1843notes".to_owned(),
            kind: "article".to_owned(),
            title: "\"Notes\" on the {Engine}".into(),
            authors: [Person::parse("Ada Lovelace"), Person::parse("{The, Team}")].into(),
            date: Date::parse("1843-09").map(DateValue::from),
            categories: vec!["a".to_owned()],
            links: vec![Link { label: "full text".to_owned(), url: "https://a.example/x".to_owned() }],
            note: Some("One.\n\nTwo `\\x`.".to_owned()),
            status: Some(Status::Read),
            added: Date::parse("2026-11-26"),
            ..Paper::default()
        }
    }

    #[track_caller]
    fn check(path: &str, text: &str, before: &str) -> String {
        let appended = append(Path::new(path), text, &[paper()]).unwrap();
        assert!(appended.text.starts_with(before), "{}", appended.text);
        let rest = &text[before.len()..];
        assert!(appended.text.ends_with(rest), "{}", appended.text);
        assert!(appended.text.contains(appended.added.trim_end()));
        // Appending to the result must work too.
        let again = Paper { key: "b".to_owned(), ..paper() };
        append(Path::new(path), &appended.text, &[again.clone(), Paper { key: "c".to_owned(), ..again }]).unwrap();
        appended.text
    }

    #[test]
    fn what_is_there_stays_byte_for_byte() {
        let toml = "# mine\n[[category]]\nid = 'a' # b\n\n[[paper]]\nid = 'x'\ntitle='X'  # c\n\n# end";
        check("a.toml", toml, toml);
        check("a.toml", "", "");
        check(
            "a.toml",
            "\u{FEFF}[[paper]]\r\nid = 'x'\r\ntitle = 'X'\r\n",
            "\u{FEFF}[[paper]]\r\nid = 'x'\r\ntitle = 'X'\r\n",
        );
        let yaml = "# mine\npaper:\n- id: x # b\n  title: X\n  note: |\n    a\n\n    b\n";
        check("a.yaml", &format!("{yaml}# c\ncategory:\n- id: a\n"), yaml);
        check("a.yaml", "category:\n  - id: a\n", "category:\n  - id: a\n");
        check("a.yaml", "paper:\n    - id: x\n      title: X", "paper:\n    - id: x\n      title: X");
        check(
            "a.json",
            "{\n\t\"paper\": [\n\t\t{ \"id\": \"x\", \"title\": \"]\" }\n\t]\n}\n",
            "{\n\t\"paper\": [\n\t\t{ \"id\": \"x\", \"title\": \"]\" }",
        );
        check(
            "a.json",
            "{\"paper\":[{\"id\":\"x\",\"title\":\"X\"}],\"category\":[]}",
            "{\"paper\":[{\"id\":\"x\",\"title\":\"X\"}",
        );
        check("a.json", "{\n  \"paper\": []\n}\n", "{\n  \"paper\": [");
        let bib = "% mine\n@book{x, title = {X}}  % b\n";
        assert!(check("a.bib", bib, bib).contains("@misc{lovelace1843notes,\n"));
    }

    #[test]
    fn a_file_that_cannot_be_added_to_is_refused() {
        #[track_caller]
        fn check(path: &str, text: &str, expect: AppendError) {
            assert_eq!(append(Path::new(path), text, &[paper()]), Err(expect), "{path}");
        }
        check("README.md", "# A\n", AppendError::External);
        check("a.json", "[]", AppendError::External);
        check("a.toml", "[[paper]\n", AppendError::Broken);
        check("a.toml", "paper = [{ id = 'x', title = 'X' }]\n", AppendError::Changed);
        check("a.yaml", "paper: [{ id: x, title: X }]\n", AppendError::NoPlace);
        check("a.json", "{ \"category\": [{ \"id\": \"a\" }] }", AppendError::NoPlace);
        check("a.toml", "[[paper]]\nid = 'lovelace1843notes'\ntitle = \"\"\"\n", AppendError::Broken);
    }
}
