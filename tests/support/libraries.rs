//! Generators of papers and of libraries in TOML.

use std::collections::BTreeSet;

use mdbook_papers::export;
use mdbook_papers::paper::{Category, Date, Link, Paper, Person, Status, Translation};
use proptest::prelude::*;

/// Generates the text of a library with papers from one generator.
pub(crate) fn libraries<P: Strategy<Value = Paper>>(papers: impl Fn() -> P) -> impl Strategy<Value = String> {
    let categories = prop::collection::vec(0_usize..5, 8);
    let intros = prop::collection::vec(prop::option::of(words()), 3);
    (prop::collection::vec(papers(), 1..4), prop::collection::vec(text(), 3), intros, categories)
        .prop_map(|(papers, titles, intros, categories)| library(papers, &titles, &intros, &categories))
}

/// Generates two versions of a library. Papers at the same position have the same title.
pub(crate) fn versions() -> impl Strategy<Value = (String, String)> {
    let papers = || prop::collection::vec(native_paper(), 1..4);
    let categories = || prop::collection::vec(0_usize..5, 8);
    (papers(), papers(), prop::collection::vec(text(), 3), categories(), categories()).prop_map(
        |(old, new, titles, before, after)| {
            let titled = new.into_iter().enumerate().map(|(nth, paper)| match old.get(nth) {
                Some(old) => Paper { title: old.title.clone(), ..paper },
                None => paper,
            });
            let new = library(titled.collect(), &titles, &[None, None, None], &after);
            (library(old, &titles, &[None, None, None], &before), new)
        },
    )
}

/// Writes a library in which papers are in no category, in one or in two.
fn library(papers: Vec<Paper>, titles: &[String], intros: &[Option<String>], categories: &[usize]) -> String {
    let ids = ["category-0", "category-0/child", "category-2"];
    let mut text = String::new();
    for (nth, ((id, title), intro)) in ids.iter().zip(titles).zip(intros).enumerate() {
        let category = Category {
            id: (*id).to_owned(),
            title: format!("S{nth} {title} s"),
            intro: intro.clone(),
            ..Category::default()
        };
        text += &(export::toml_category(&category) + "\n");
    }
    for (nth, paper) in papers.into_iter().enumerate() {
        let own: BTreeSet<_> = [categories[2 * nth], categories[2 * nth + 1]]
            .into_iter()
            .filter_map(|category| ids.get(category))
            .collect();
        // Titles are distinct, since papers are matched by title.
        let title = format!("{nth} {}", paper.title);
        let paper = Paper {
            key: format!("key-{nth}"),
            title: title.into(),
            categories: own.into_iter().map(|id| (*id).to_owned()).collect(),
            ..paper
        };
        text += &(export::toml_entry(&paper) + "\n");
    }
    text
}

prop_compose! {
    /// Generates a paper with fields that every format supports.
    pub(crate) fn paper()(
        title in text(), authors in prop::collection::vec(person(), 0..4), venue in text(), note in text(),
        tags in prop::collection::vec("[a-z评]{1,6}", 0..3), date in date(), pages in prop::option::of("[1-9][0-9]{0,2}-[1-9][0-9]{3}"),
        url in "https://a\\.example/[a-z%_#~]{1,8}", volume in prop::option::of("[0-9]{1,3}"), issue in prop::option::of("[0-9]{1,2}"),
        summary in text(), more in (prop::sample::select(KINDS), prop::option::of("10\\.[0-9]{4}/[a-z0-9.]{1,8}[a-z0-9]"), prop::option::of("2[0-3](0[1-9]|1[0-2])\\.[0-9]{5}"), words()),
    ) -> Paper {
        let (kind, doi, arxiv, publisher) = more;
        Paper {
            kind: kind.to_owned(),
            title: format!("T {title}").trim().into(),
            authors: authors.into(),
            date: Some(date.into()),
            venue: some(venue),
            volume,
            issue,
            pages,
            doi,
            arxiv,
            publisher: Some(publisher),
            abstract_text: some(summary),
            note: some(note),
            tags: tags.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
            links: vec![Link { label: "url".to_owned(), url }],
            ..Paper::default()
        }
    }
}

prop_compose! {
    /// Generates a paper with all fields of the schema.
    pub(crate) fn native_paper()(
        paper in paper(), editors in prop::collection::vec(person(), 0..2), texts in prop::collection::vec(prop::option::of(text()), 6),
        labels in prop::collection::vec(text(), 0..3), added in prop::option::of(date()), status in prop::option::of(prop::sample::select(Status::ALL)),
        x in prop::option::of(text()), note in "[a-z\n\"'\\\\ #-]{0,24}",
    ) -> Paper {
        let mut texts = texts.into_iter().map(|text| text.and_then(some));
        let mut text = || texts.next().flatten();
        let translation = Translation { title: text(), note: text(), ..Translation::default() };
        Paper {
            editors: editors.into(),
            short: text(),
            summary: text(),
            remark: text(),
            venue_note: text(),
            links: labels.into_iter().filter_map(some).map(|label| Link { url: format!("https://a.example/{}", label.len()), label }).collect(),
            added: added.filter(|date| date.day.is_some()),
            status,
            note: some(note),
            translations: vec![("zh".to_owned(), translation)].into_iter().filter(|(_, own)| *own != Translation::default()).collect(),
            x: x.into_iter().map(|text| ("mine".to_owned(), serde_json::json!({ "text": text, "list": [1, 2.5, true] }))).collect(),
            ..paper
        }
    }
}

prop_compose! {
    /// Generates a paper with the fields that a list shows.
    pub(crate) fn listed()(
        paper in paper(), authors in prop::collection::vec((person(), "[A-Z][a-zé]{5,8}", "[A-Z][a-zö]{5,8}"), 1..4), end in "[A-Za-z评é]{1,8}", venue in prop::option::of(prop::sample::select(VENUES)), note in prop::option::of(prop::sample::subsequence(NOTES, 1..4)),
        links in prop::collection::vec((prop::sample::select(&["pdf", "code", "project page", "paper", "评估"][..]), "https://a\\.example/[a-z%_#~()&]{1,8}"), 1..4),
    ) -> Paper {
        Paper {
            // Without an author, the first field may look like one. Short names are avoided: `Fse` is a venue, `How` begins a title.
            authors: authors.into_iter().map(|(person, given, family)| Person { given: Some(given), family, ..person }).collect(),
            // Readers strip punctuation such as a colon from the end of a title.
            title: format!("{} {end}", paper.title).into(),
            venue: venue.map(str::to_owned),
            links: links.into_iter().enumerate().map(|(nth, (label, url))| Link { label: label.to_owned(), url: format!("{url}{nth}") }).collect(),
            note: note.map(|blocks| blocks.join("\n\n")),
            ..paper
        }
    }
}

/// Names of venues that cannot be mistaken for an author.
const VENUES: &[&str] = &[
    "ICML",
    "NeurIPS",
    "arXiv",
    "Nature",
    "ACL",
    "Findings of EMNLP",
    "Journal of Machine Learning Research",
    "OpenAI Blog",
    "Transactions on Graphics",
    "ICLR 2nd Workshop",
];

/// Blocks of notes.
const NOTES: &[&str] = &[
    "A note on it.",
    "One line,\nand another of the same paragraph.",
    "A paragraph, with **bold** and *slanted* words, `code` and $x_1$.",
    "评估方法的**要点**：训练。",
    "- one\n- two\n  - below it",
    "1. first\n2. second",
    "> quoted",
    "```text\n# no heading\n\n- no item\n```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "See [this](https://a.example/note) as well.",
];

/// Generates a line of text with characters that are special in some format.
fn text() -> impl Strategy<Value = String> {
    "[A-Za-z评估方法é\"'\\\\#$%&_{}~^|*`:@,;. -]{1,20}"
        .prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Generates a few words.
fn words() -> impl Strategy<Value = String> {
    "[A-Z][a-zé]{2,9}( [A-Z][a-z]{2,9}){0,2}"
}

fn person() -> impl Strategy<Value = Person> {
    ("[A-Z][a-zé]{1,8}", "[A-Z][a-zö'-]{1,6}[a-z]", 0..8).prop_map(|(given, family, kind)| {
        let (prefix, suffix) =
            (Some("van der".to_owned()).filter(|_| kind == 1), Some("Jr.".to_owned()).filter(|_| kind == 2));
        Person { given: Some(given), prefix, family, suffix, ..Person::default() }
    })
}

fn date() -> impl Strategy<Value = Date> {
    // `arXiv 1901` is January 2019.
    (1920_u16..2030, prop::option::of((1_u8..13, prop::option::of(1_u8..29)))).prop_map(|(year, rest)| {
        let (month, day) = (rest.map(|(month, _)| month), rest.and_then(|(_, day)| day));
        Date::new(year, month, day).expect("every month has 28 days")
    })
}

/// Types that other formats support.
const KINDS: &[&str] = &[
    "article-journal",
    "article",
    "paper-conference",
    "chapter",
    "book",
    "webpage",
    "dataset",
    "report",
    "thesis",
    "software",
];

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| text.chars().any(char::is_alphanumeric))
}
