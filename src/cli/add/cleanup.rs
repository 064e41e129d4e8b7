//! Cleans data from the network: texts become single lines without control characters, and only links to the web remain that
//! the identifiers do not already give.

use super::request::is_web;
use crate::identifier::Identifier;
use crate::paper::{Paper, Person};
use crate::url;

/// Cleans all fields of a paper.
pub(super) fn cleanup(paper: &mut Paper) {
    if !paper.title.is_key() {
        paper.title = line(paper.title.source()).into();
    }
    let fields = [
        &mut paper.short,
        &mut paper.venue,
        &mut paper.venue_note,
        &mut paper.volume,
        &mut paper.issue,
        &mut paper.pages,
        &mut paper.publisher,
        &mut paper.isbn,
        &mut paper.language,
    ];
    for field in fields {
        optional(field);
    }
    people(&mut paper.authors.named);
    people(&mut paper.editors.named);
    paper.abstract_text = None;
    paper.x.clear();
    let known: Vec<_> =
        [&paper.doi, &paper.arxiv].into_iter().flatten().filter_map(|id| Identifier::parse(id)).collect();
    paper.links.retain_mut(|link| {
        link.label = line(&link.label);
        let Some(safe) = url::safe(&link.url).filter(|safe| is_web(safe)) else { return false };
        link.url = safe.into_owned();
        Identifier::in_url(&link.url).is_none_or(|linked| known.iter().all(|known| known.work() != linked.work()))
    });
}

/// Returns a text as one line without control characters.
pub(super) fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn optional(field: &mut Option<String>) {
    *field = field.take().map(|text| line(&text)).filter(|text| !text.is_empty());
}

fn people(people: &mut Vec<Person>) {
    for person in people.iter_mut() {
        person.family = line(&person.family);
        optional(&mut person.given);
        optional(&mut person.prefix);
        optional(&mut person.suffix);
    }
    people.retain(|person| !person.family.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::Link;

    #[test]
    fn unsafe_and_redundant_links_are_removed() {
        let link = |url: &str| Link { label: "url".to_owned(), url: url.to_owned() };
        let links =
            ["http://dx.doi.org/10.1000/ABC", "javascript:alert(1)", "a/b", "HTTPS://a.example/x y", "mailto:a@b.c"];
        let mut paper =
            Paper { doi: Some("10.1000/abc".to_owned()), links: links.map(link).to_vec(), ..Paper::default() };
        cleanup(&mut paper);
        assert_eq!(paper.links, [link("https://a.example/x%20y")]);
    }

    #[test]
    fn texts_become_single_lines() {
        let mut paper =
            Paper { title: "A\u{7}\u{1b}[31m\n B".into(), venue: Some("\u{0}".to_owned()), ..Paper::default() };
        paper.authors.named =
            vec![Person { family: "\u{0}".to_owned(), ..Person::default() }, Person::parse("Ada\tLovelace")];
        cleanup(&mut paper);
        assert_eq!((paper.title.as_str(), paper.venue), ("A [31m B", None));
        assert_eq!(paper.authors.named, [Person::parse("Ada Lovelace")]);
    }
}
