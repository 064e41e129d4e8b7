//! TOML: `[[category]]` and `[[paper]]` tables, every value with its place.
//!
//! One syntax error costs the line it is on; faults of the entry around it that only follow from it are kept quiet.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Contents, schema};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::paper::Origin;
use crate::source::{Source, Span, line_end, line_start};

pub(super) fn read(source: &Arc<Source>) -> Contents {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    let mut contents = Contents { incomplete: !errors.is_empty(), ..Contents::default() };
    let broken = syntax_errors(source, &errors, &mut contents.diagnostics);
    let root = root.get_ref();
    let headers = headers(root);
    for (key, value) in root {
        match key.get_ref().as_ref() {
            "category" => {
                for (entry, table) in entries(source, "category", value, &mut contents.diagnostics) {
                    let mut reader = schema::Reader::new(source);
                    let category = reader.category(entry, table);
                    contents.categories.extend(category);
                    keep_unless_broken(&mut contents.diagnostics, reader.finish(), entry, &headers, &broken);
                }
            }
            "paper" => {
                for (entry, table) in entries(source, "paper", value, &mut contents.diagnostics) {
                    let mut reader = schema::Reader::new(source);
                    let paper = reader.paper(entry, table);
                    contents.entries.extend(paper);
                    keep_unless_broken(&mut contents.diagnostics, reader.finish(), entry, &headers, &broken);
                }
            }
            name => {
                let place = Span::from(key.span());
                let line = line_start(&source.text, place.start)..line_end(&source.text, place.start) + 1;
                if !any_in(&broken, line) {
                    contents.diagnostics.push(
                        Code::UnknownField
                            .at((source, place), format!("no table `{name}` in a data file"))
                            .did_you_mean(nearest(name, ["category", "paper"])),
                    );
                }
            }
        }
    }
    contents
}

/// Where the value of a field stands, or the `nth` of its values: of a list, its items; of links, their addresses in
/// order. A field of a table within is named with its path, as in `translations.en.title`.
pub(super) fn locate(origin: &Origin, field: &str, nth: usize) -> Option<Span> {
    let rest = origin.source.text.get(origin.span.start..)?;
    // The entry ends before the header of the next. What looks like one in a long text makes nothing parse, so a few more
    // are tried.
    let ends = rest.match_indices("\n[[").map(|(at, _)| at + 1).chain([rest.len()]);
    let (root, _) =
        ends.take(4).map(|end| DeTable::parse_recoverable(&rest[..end])).find(|(_, errors)| errors.is_empty())?;
    let (_, entries) = root.get_ref().iter().next()?;
    let mut value = entries.get_ref().as_array()?.first()?;
    for name in field.split('.') {
        value = value.get_ref().as_table()?.get(name)?;
    }
    let mut places = Vec::new();
    places_in(value.get_ref(), &mut places);
    let span = places.into_iter().nth(nth).unwrap_or_else(|| value.span());
    Some(Span::from(span).shifted(origin.span.start))
}

/// The places of the values in a list or a table, one after the other.
fn places_in(value: &DeValue<'_>, into: &mut Vec<Range<usize>>) {
    let mut add = |inner: &Spanned<DeValue<'_>>| match inner.get_ref() {
        DeValue::Array(_) => places_in(inner.get_ref(), into),
        _ => into.push(inner.span()),
    };
    match value {
        DeValue::Array(array) => array.iter().for_each(&mut add),
        DeValue::Table(table) => table.iter().for_each(|(_, inner)| add(inner)),
        _ => {}
    }
}

/// Reports the first syntax error of each line; gives back where the errors are, in order.
fn syntax_errors(source: &Arc<Source>, errors: &[toml::de::Error], found: &mut Vec<Diagnostic>) -> Vec<usize> {
    let mut spans: Vec<_> = errors.iter().map(|error| (Span::from(error.span().unwrap_or(0..0)), error)).collect();
    spans.sort_by_key(|(span, _)| *span);
    let mut last_line = None;
    for (span, error) in &spans {
        let line = line_start(&source.text, span.start.min(source.text.len()));
        if last_line.replace(line) != Some(line) {
            let here = Code::BadSyntax.at((source, *span), error.message()).label("not TOML");
            let text = &source.text[line..line_end(&source.text, line)];
            found.push(match TYPOGRAPHY.iter().find(|(wrong, _)| text.contains(*wrong)) {
                Some((wrong, right)) => here.help(format!("`{wrong}` means nothing in TOML; write `{right}`")),
                None => here,
            });
        }
    }
    spans.into_iter().map(|(span, _)| span.start).collect()
}

/// What word processors and Chinese keyboards give for marks that TOML knows.
const TYPOGRAPHY: &[(char, char)] = &[('“', '"'), ('”', '"'), ('，', ','), ('＝', '='), ('［', '['), ('］', ']')];

/// Whether one of the places, which are in order, lies in `range`.
fn any_in(places: &[usize], range: Range<usize>) -> bool {
    places.get(places.partition_point(|&at| at < range.start)).is_some_and(|at| range.contains(at))
}

/// The tables of an array of tables.
fn entries<'t, 'i>(
    source: &Arc<Source>,
    name: &str,
    value: &'t Spanned<DeValue<'i>>,
    found: &mut Vec<Diagnostic>,
) -> Vec<(Span, &'t DeTable<'i>)> {
    let wrong = |span: Range<usize>| {
        Code::BadValue
            .at((source, Span::from(span)), format!("`{name}` is a list of tables"))
            .help(format!("write `[[{name}]]` above each"))
    };
    let DeValue::Array(array) = value.get_ref() else {
        found.push(wrong(value.span()));
        return Vec::new();
    };
    let mut tables = Vec::with_capacity(array.len());
    for entry in array {
        match entry.get_ref() {
            DeValue::Table(table) => tables.push((Span::from(entry.span()), table)),
            _ => found.push(wrong(entry.span())),
        }
    }
    tables
}

/// Where entries begin, in order.
fn headers(root: &DeTable<'_>) -> Vec<usize> {
    let arrays = root.values().filter_map(|value| value.get_ref().as_array());
    let mut starts: Vec<_> = arrays.flat_map(|array| array.iter().map(|entry| entry.span().start)).collect();
    starts.sort_unstable();
    starts
}

/// Keeps the faults of an entry, unless a syntax error stands between its header and the next.
fn keep_unless_broken(
    found: &mut Vec<Diagnostic>,
    faults: Vec<Diagnostic>,
    entry: Span,
    headers: &[usize],
    broken: &[usize],
) {
    let next = headers.get(headers.partition_point(|&start| start <= entry.start)).copied().unwrap_or(usize::MAX);
    if !any_in(broken, entry.start..next) {
        found.extend(faults);
    }
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
            let span = locate(origin, field, nth);
            assert_eq!(span.map_or("-", |span| &TEXT[span.range()]), expect);
        }
        check("title", 0, "\"A\"");
        check("authors", 0, "\"B C\"");
        check("authors", 1, "{ family = \"D\" }");
        check("links", 0, "\"u\"");
        check("links", 2, "\"w\"");
        check("translations.en.title", 0, "\"T\"");
        check("venue", 0, "-");
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
        assert_eq!(contents.diagnostics[0].help.as_deref(), Some("`“` means nothing in TOML; write `\"`"));
    }

    #[test]
    fn an_empty_file_is_an_empty_library() {
        check("", &[], &[]);
        check("# nothing yet\n", &[], &[]);
    }
}
