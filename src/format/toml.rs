//! Reads TOML data files: `[[category]]` and `[[paper]]` tables.
//!
//! A syntax error affects its line; errors in the same entry that may follow from it are not reported.

use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Contents;
use super::schema::{Document, Kind, Syntax};
use super::tree::{Node, Pair, Table, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span, line_end, line_start};

pub(super) fn read(source: &Arc<Source>) -> Contents {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let mut found = Vec::new();
    let broken = syntax_errors(source, &errors, &mut found);
    let root = root.get_ref();
    let mut document = Document::new(source, Syntax::Toml, headers(root), broken);
    document.contents.diagnostics = found;
    for (key, value) in root {
        match (Kind::of(key.get_ref()), value.get_ref()) {
            (Some(kind), DeValue::Array(entries)) => {
                for entry in entries {
                    match entry.get_ref() {
                        DeValue::Table(fields) => document.entry(kind, entry.span().into(), &table(fields)),
                        _ => document.no_table(kind, entry.span().into()),
                    }
                }
            }
            (Some(kind), _) => document.no_table(kind, value.span().into()),
            (None, _) => document.unknown(key.get_ref(), key.span().into()),
        }
    }
    document.contents
}

/// Parses the entry at `start`. Returns `None` if it is invalid. Spans are relative to `start`.
pub(super) fn entry_at(text: &str, start: usize) -> Option<Node<'static>> {
    let rest = text.get(start..)?;
    // The entry ends before the next header. A text may contain what looks like a header, so a few ends
    // are tried.
    let ends = rest.match_indices("\n[[").map(|(at, _)| at + 1).chain([rest.len()]);
    let (root, _) =
        ends.take(4).map(|end| DeTable::parse_recoverable(&rest[..end])).find(|(_, errors)| errors.is_empty())?;
    let (_, entries) = root.get_ref().iter().next()?;
    Some(node(entries.get_ref().as_array()?.first()?).into_owned())
}

fn table<'t>(table: &'t DeTable<'_>) -> Table<'t> {
    let pair = |(key, value): (&'t Spanned<_>, &'t _)| {
        let name: &'t std::borrow::Cow<'_, str> = key.get_ref();
        Pair { name: name.as_ref().into(), at: key.span().into(), node: node(value) }
    };
    Table(table.iter().map(pair).collect())
}

fn node<'t>(value: &'t Spanned<DeValue<'_>>) -> Node<'t> {
    let inner = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.as_ref().into()),
        DeValue::Integer(integer) => Value::Number(integer.as_str().into()),
        DeValue::Float(float) => Value::Number(float.as_str().into()),
        DeValue::Boolean(boolean) => Value::Boolean(if *boolean { "true" } else { "false" }.into()),
        DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(fields) => Value::Table(table(fields)),
    };
    Node::new(value.span().into(), inner)
}

/// Reports the first syntax error of each line. Returns the offsets of all errors, sorted.
fn syntax_errors(source: &Arc<Source>, errors: &[toml::de::Error], found: &mut Vec<Diagnostic>) -> Vec<usize> {
    let mut spans: Vec<_> = errors.iter().map(|error| (Span::from(error.span().unwrap_or(0..0)), error)).collect();
    spans.sort_by_key(|(span, _)| *span);
    let mut last_line = None;
    for (span, error) in &spans {
        let line = line_start(&source.text, span.start.min(source.text.len()));
        if last_line.replace(line) != Some(line) {
            let here = Code::BadSyntax.at((source, *span), error.message()).label("not TOML");
            let text = &source.text[line..line_end(&source.text, line)];
            found.push(match help(error.message(), text) {
                Some(help) => here.help(help),
                None => here,
            });
        }
    }
    spans.into_iter().map(|(span, _)| span.start).collect()
}

/// Returns the probable fix of a line with a syntax error.
fn help(message: &str, line: &str) -> Option<String> {
    if let Some((wrong, right)) = TYPOGRAPHY.iter().find(|(wrong, _)| line.contains(*wrong)) {
        return Some(format!("`{wrong}` is not valid in TOML; write `{right}`"));
    }
    if message.contains("escape") {
        return Some("write `\\\\` for a backslash, or put the text in single quotes".to_owned());
    }
    let quotes = line.matches('"').count() - line.matches("\\\"").count();
    (message.contains("unexpected key or value") && quotes > 2 && !line.contains("\"\"\""))
        .then(|| "write `\\\"` for a quotation mark in a text, or put the text in single quotes".to_owned())
}

/// Typographic and full-width characters with the TOML characters they replace.
const TYPOGRAPHY: &[(char, char)] = &[('“', '"'), ('”', '"'), ('，', ','), ('＝', '='), ('［', '['), ('］', ']')];

/// Returns the offsets of the entries, sorted.
fn headers(root: &DeTable<'_>) -> Vec<usize> {
    let arrays = root.values().filter_map(|value| value.get_ref().as_array());
    let mut starts: Vec<_> = arrays.flat_map(|array| array.iter().map(|entry| entry.span().start)).collect();
    starts.sort_unstable();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, keys: &[&str], expect: &[&str]) {
        let contents = read(&Source::new("papers.toml", text));
        let read: Vec<_> = contents.entries.iter().map(|entry| entry.key.as_str()).collect();
        let found: Vec<_> = contents
            .diagnostics
            .iter()
            .map(|found| format!("{} {}: {}", found.place, found.code.as_str(), found.message))
            .collect();
        assert_eq!((read, found), (keys.to_vec(), expect.iter().map(|&line| line.to_owned()).collect()));
    }

    #[test]
    fn a_field_is_found_again_by_its_name() {
        const TEXT: &str = "# c\n[[paper]]\nid = \"a\"\ntitle = \"A\"\nauthors = [\"B C\", { family = \"D\" }]\nnote = \"\"\"\n[[paper]]\"\"\"\n\
            links.b = \"u\"\nlinks.a = [\"v\", \"w\"]\ntranslations.en.title = \"T\"\n\n[[paper]]\nid = \"b\"\ntitle = \"B\"\n";
        #[track_caller]
        fn check(field: &str, nth: usize, expect: &str) {
            let contents = read(&Source::new("papers.toml", TEXT));
            let origin = contents.entries[0].origin.as_ref().unwrap();
            let (_, span) = crate::format::locate(origin, field, nth);
            assert_eq!(&TEXT[span.range()], expect);
        }
        check("title", 0, "\"A\"");
        check("authors", 0, "\"B C\"");
        check("authors", 1, "{ family = \"D\" }");
        check("links", 0, "\"u\"");
        check("links", 2, "\"w\"");
        check("translations.en.title", 0, "\"T\"");
        // The header of the entry.
        check("venue", 0, "[[paper]]");
    }

    #[test]
    fn one_syntax_error_costs_one_line() {
        check(
            "[[paper]]\nid = \"a\"\ntitle = \"A\n\n[[paper]]\nid = \"b\"\ntitle = \"B\"\nyaer = 1\n",
            &["a", "b"],
            &[
                "papers.toml:3:11 bad-syntax: invalid basic string, expected `\"`",
                "papers.toml:8:1 unknown-field: no field `yaer` in a paper",
            ],
        );
    }

    #[test]
    fn other_tables_are_not_silently_ignored() {
        check(
            "[[papers]]\nid = \"a\"\n[paper]\nid = \"b\"\n",
            &[],
            &[
                "papers.toml:1:3 unknown-field: no table `papers` in a data file",
                "papers.toml:3:1 bad-value: `paper` is a list of tables",
            ],
        );
    }

    #[test]
    fn typographic_marks_are_told() {
        let contents = read(&Source::new("papers.toml", "[[paper]]\nid = “a”\n"));
        assert_eq!(contents.diagnostics[0].help.as_deref(), Some("`“` is not valid in TOML; write `\"`"));
        let help =
            |line: &str| read(&Source::new("papers.toml", format!("[[paper]]\n{line}\n"))).diagnostics[0].help.clone();
        let backslash = "write `\\\\` for a backslash, or put the text in single quotes";
        assert_eq!(help(r#"title = "$\alpha$""#).as_deref(), Some(backslash));
        let quote = "write `\\\"` for a quotation mark in a text, or put the text in single quotes";
        assert_eq!(help(r#"note = "He answered "yes"""#).as_deref(), Some(quote));
        assert_eq!(help("title = x").as_deref(), None);
    }

    #[test]
    fn an_empty_file_is_an_empty_library() {
        check("", &[], &[]);
        check("# nothing yet\n", &[], &[]);
    }
}
