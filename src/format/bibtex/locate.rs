//! Locates fields of the schema in BibTeX entries.

use std::sync::Arc;

use super::blocks::{Blocks, head};
use super::field::{Field, Fields, Part, parts};
use super::{entry_types, names};
use crate::source::{Source, Span};

/// Returns the span of a field of the schema, or of its `nth` item, in the entry at `entry`.
///
/// `x.name` is the BibTeX field `name`. Returns `None` if the entry does not have the field, or inherits it.
pub(in crate::format) fn locate(source: &Arc<Source>, entry: Span, field: &str, nth: usize) -> Option<Span> {
    let text = source.text.as_str();
    let block = Blocks::at(text, entry.start)?;
    let head = head(text, block.body);
    if matches!(field, "id" | "key") {
        return Some(head.key);
    }
    if field == "type" {
        return Some(block.kind);
    }
    let fields: Vec<Field> = Fields::of(text, block, head.fields).collect();
    let is = |own: &Field, name: &str| text[own.name.range()].eq_ignore_ascii_case(name);
    if field == "links" {
        let links: Vec<_> = fields.iter().filter(|own| entry_types::is_link(&text[own.name.range()])).collect();
        let all = fields.iter().find(|own| is(own, "howpublished"));
        return links.get(nth).or(links.last()).copied().or(all).map(|own| inner(text, own));
    }
    let written = match field {
        "abstract" => &["abstract"][..],
        "added" => &["date-added", "creationdate"],
        "arxiv" => &["eprint", "arxivid", "arxiv", "journal", "volume"],
        "authors" => &["author"],
        "categories" | "tags" => &["keywords", "keyword", "groups"],
        "date" => &["date", "year"],
        "editors" => &["editor"],
        "issue" => &["number", "issue"],
        "language" => &["langid", "language", "hyphenation"],
        "note" => &["annotation", "annote"],
        "publisher" => &["publisher", "institution", "school", "organization"],
        "sort-name" => &["sortname"],
        "title" => &["title", "booktitle", "maintitle"],
        "venue" => &["journaltitle", "journal", "booktitle", "eventtitle", "maintitle", "howpublished", "organization"],
        other => &[other.strip_prefix("x.").unwrap_or(other)],
    };
    let own = written.iter().find_map(|name| fields.iter().find(|own| is(own, name)))?;
    let whole = inner(text, own);
    match field {
        "authors" | "editors" => {
            let name = names::ranges(&text[whole.range()]).into_iter().nth(nth).map(Span::from);
            Some(name.map_or(whole, |name| name.shifted(whole.start)))
        }
        _ => Some(whole),
    }
}

/// Returns a value of one part without its delimiters.
fn inner(text: &str, field: &Field) -> Span {
    let mut all = parts(text, field.value);
    match (all.next(), all.next()) {
        (Some(Part::Text(span) | Part::Bare(span)), None) => span,
        _ => field.value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_names_in_the_schema() {
        let text = "% c\n@InBook{k:1, Title = {A {B}}, author = \"A B and C D\", year = 2004,\n url_pdf = {u}, url = {v}, mood = {x} # y}";
        let source = Source::new("a.bib", text);
        let entry = Span::new(4, 10);
        let check = |field: &str, nth: usize, expect: Option<&str>| {
            let found = locate(&source, entry, field, nth).map(|span| &text[span.range()]);
            assert_eq!(found, expect, "{field}");
        };
        check("title", 0, Some("A {B}"));
        check("authors", 0, Some("A B"));
        check("authors", 1, Some("C D"));
        check("authors", 9, Some("A B and C D"));
        check("date", 0, Some("2004"));
        check("links", 1, Some("v"));
        check("x.mood", 0, Some("{x} # y"));
        check("id", 0, Some("k:1"));
        check("type", 0, Some("InBook"));
        check("doi", 0, None);
        assert_eq!(locate(&source, Span::new(0, 1), "title", 0), None);
    }
}
