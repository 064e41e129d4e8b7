//! A property of every citation in every style: no prefix and no suffix is lost.

use std::collections::BTreeSet;

use mdbook_papers::citeproc::element::Position;
use mdbook_papers::citeproc::item::Text;
use mdbook_papers::citeproc::{Cite, Cluster, ClusterMode, Locator, Part};
use mdbook_papers::csl::{Style, names};
use mdbook_papers::paper::{DateValue, Paper, Person};
use proptest::prelude::*;

/// Works by the same author in one year and in different years, by several authors, without author or date, and in
/// Chinese.
fn papers() -> Vec<Paper> {
    let paper = |key: &str, authors: &[&str], date: &str| Paper {
        key: key.to_owned(),
        kind: "article".to_owned(),
        title: format!("The title of {key}").into(),
        authors: authors.iter().map(|name| Person::parse(name)).collect(),
        date: DateValue::parse(date),
        ..Paper::default()
    };
    vec![
        paper("first", &["Ada Lovelace"], "2020-01"),
        paper("second", &["Ada Lovelace"], "2020-05"),
        paper("third", &["Ada Lovelace"], "2021"),
        paper("other", &["Charles Babbage"], "2019"),
        paper("several", &["Oskar van der Wal", "Ada Lovelace", "Charles Babbage", "Mary Shelley"], "2018"),
        paper("undated", &["Ada Lovelace"], ""),
        paper("anonymous", &[], "2017"),
        paper("bare", &[], ""),
        paper("han", &["李明", "王芳"], "2021"),
    ]
}

/// A generated cite.
#[derive(Debug, Clone)]
struct GeneratedCite {
    paper: usize,
    locator: Option<(&'static str, &'static str)>,
    prefix: &'static str,
    suffix: &'static str,
    suppressed: bool,
    position: Option<Position>,
}

fn cite() -> impl Strategy<Value = GeneratedCite> {
    let locator = prop::sample::select(
        &[None, None, Some(("page", "3")), Some(("page", "iv, 12-14")), Some(("chapter", "2")), Some(("figure", "a"))]
            [..],
    );
    let words = |words: &'static [&'static str]| prop::sample::select(words);
    let position = prop::sample::select(&[None, None, Some(Position::First), Some(Position::Ibid)][..]);
    let around = (words(&["", "", "", "before"]), words(&["", "", "", "after", ", after"]));
    (0..papers().len(), locator, around, prop::bool::weighted(0.2), position).prop_map(
        |(paper, locator, (prefix, suffix), suppressed, position)| GeneratedCite {
            paper,
            locator,
            prefix,
            suffix,
            suppressed,
            position,
        },
    )
}

#[test]
fn every_style_renders_every_prefix_and_suffix() {
    let papers = papers();
    let all: Vec<&Paper> = papers.iter().collect();
    let (mut seen, mut styles) = (BTreeSet::new(), Vec::new());
    for name in names() {
        let style = Style::bundled(name).unwrap_or_else(|| panic!("{name} is not a style"));
        if seen.insert(style.title.clone()) {
            styles.push(style);
        }
    }
    let numbers: Vec<usize> = (1..=all.len()).collect();
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(generated in prop::collection::vec(cite(), 1..6), narrative: bool)| {
        let cites = generated.iter().map(|cite| Cite {
            item: cite.paper,
            locator: cite.locator.map(|(label, value)| Locator { label: label.to_owned(), value: Text::plain(value) }),
            prefix: Text::plain(cite.prefix),
            suffix: Text::plain(cite.suffix),
            part: if cite.suppressed { Part::WithoutAuthor } else { Part::Whole },
            position: cite.position,
        });
        let mode = if narrative { ClusterMode::Narrative } else { ClusterMode::Plain };
        let cluster = Cluster { cites: cites.collect(), note: Some(1), mode, in_sentence: false };
        for style in &styles {
            let document = style.document(&all, &numbers, &[vec![cluster.clone()]], "en");
            let text = document.chapters[0][0].to_formatted().to_plain();
            let expected = |words: &str| generated.iter().filter(|cite| cite.prefix == words || cite.suffix.ends_with(words)).count();
            for words in ["before", "after"] {
                prop_assert_eq!(text.matches(words).count(), expected(words), "{}: {:?}", &style.title, text);
            }
        }
    });
}
