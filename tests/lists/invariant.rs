//! Every visible word of an item ends in a field of its record, in the title of a category, or on a line that is reported.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_normalization::UnicodeNormalization as _;

use super::{HEADS, STYLES, Style, folded, item, library};
use mdbook_papers::diagnostic::{Diagnostic, Place};
use mdbook_papers::format::{self, Contents, Entry, Format, Reading};
use mdbook_papers::paper::{Paper, is_han};
use mdbook_papers::source::Source;

/// What owners of lists add to an item.
const NOISE: &[&str] = &[
    "",
    "It shows how trees grow, and why that matters.",
    "(a first draft of this idea)",
    "see [the talk](https://talk.example/1) for more of it",
    "Run `log.c` first. Then stop.",
    "⭐⭐⭐ liked by everyone",
    "这篇文章写得很好，值得一读。",
    "Read twice; understood once.",
    "[notes](https://notes.example/2)",
    "#trees",
    "**must read**",
    "*Kind words of praise for this*",
    "More than 90% of it is new.[1]",
    "vol. 3, no. 2, pp. 10-20",
    "doi:10.1234/abc.def",
    "arXiv:2301.00001",
    "By the way, the second author left. So it goes.",
    "- Team: Some University, Unknown",
];

/// Words that name a field or a column, join names, or introduce a venue, and are not stored.
const SYNTAX: &[&str] = &[
    "and",
    "by",
    "in",
    "et",
    "al",
    "title",
    "authors",
    "author",
    "paper",
    "code",
    "venue",
    "date",
    "year",
    "link",
    "links",
    "published",
    "conference",
    "preprint",
    "keywords",
    "tags",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
    "论",
    "文",
    "作",
    "者",
    "代",
    "码",
    "地",
    "址",
    "标",
    "题",
    "链",
    "接",
    "会",
    "议",
    "期",
    "刊",
    "时",
    "间",
    "doi",
    "arxiv",
    "vol",
    "no",
    "pp",
    "pdf",
    "github",
    "abs",
    "others",
    "http",
    "https",
];

/// The words of a text: letters and digits in a row, each Han character by itself, without case and accents.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfkd() {
        if c.is_alphanumeric() && !is_han(c) {
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\u{300}'..='\u{36F}') {
            words.push(std::mem::take(&mut word));
            words.extend(is_han(c).then(|| c.to_string()));
        }
    }
    words.push(word);
    words.retain(|word| word.chars().count() > 1 || word.starts_with(is_han));
    words
}

/// The visible text of Markdown: no addresses, images, tags or names of emoji.
fn visible(markdown: &str) -> String {
    let mut text = String::new();
    let mut image = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Image { .. }) => image += 1,
            Event::End(TagEnd::Image) => image -= 1,
            Event::Text(part) | Event::Code(part) if image == 0 => text.push_str(&part),
            Event::Html(part) => text.push_str(&without_tags(&part)),
            Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) | Event::Start(_) | Event::End(_) => {
                text.push(' ');
            }
            _ => {}
        }
    }
    let shown = text.split_whitespace().filter(|word| !word.contains("://"));
    without_shortcodes(&shown.collect::<Vec<_>>().join(" "))
}

/// A text without `:star:` and the like.
fn without_shortcodes(text: &str) -> String {
    let parts: Vec<_> = text.split(':').collect();
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let mut out = String::new();
    for (nth, part) in parts.iter().enumerate() {
        let between = nth > 0 && nth + 1 < parts.len();
        let before = if nth > 0 { parts[nth - 1] } else { "" };
        if !(between && is_name(part) && !before.ends_with(char::is_alphanumeric)) {
            out.push_str(part);
        }
        out.push(' ');
    }
    out
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        text.push(' ');
    }
    text
}

/// An item with more text at its end: in its last cell, or on its last line.
fn with_noise(item: &str, noise: &str) -> String {
    let own = item.trim_end();
    let ends = ["</td></tr>", "</td>\n</tr>", "</li>", "|", "<br />"];
    let end = ends.iter().find(|end| own.ends_with(**end)).map_or("", |end| *end);
    format!("{} {noise} {end}{}", &own[..own.len() - end.len()], &item[own.len()..])
}

/// Everything that a record shows.
fn shown(contents: &Contents, paper: &Paper, categories: &[String]) -> HashSet<String> {
    let title = paper.title.to_string();
    let fields = [
        Some(&title),
        paper.short.as_ref(),
        paper.venue.as_ref(),
        paper.venue_note.as_ref(),
        paper.volume.as_ref(),
        paper.issue.as_ref(),
        paper.pages.as_ref(),
        paper.publisher.as_ref(),
        paper.doi.as_ref(),
        paper.arxiv.as_ref(),
        paper.abstract_text.as_ref(),
        paper.note.as_ref(),
    ];
    let mut text: Vec<String> = fields.into_iter().flatten().cloned().collect();
    text.extend(paper.authors.iter().map(ToString::to_string));
    text.extend(paper.links.iter().map(|link| link.label.clone()));
    text.extend(paper.tags.iter().cloned());
    text.extend(paper.date.as_ref().map(ToString::to_string));
    text.extend(paper.year().map(|year| format!("{:02}", year % 100)));
    let titles = contents.categories.iter().filter(|category| categories.contains(&category.id));
    text.extend(titles.map(|category| category.title.clone()));
    text.iter().flat_map(|text| words(text)).collect()
}

/// The lines that diagnostics name, from 1.
fn reported(diagnostics: &[Diagnostic]) -> HashSet<usize> {
    let line = |diagnostic: &Diagnostic| match &diagnostic.place {
        Place::Span(source, span) => Some(source.line_column(span.start).line),
        _ => None,
    };
    diagnostics.iter().filter_map(line).collect()
}

/// A list of one style, and its items: the first line of each, from 1, and the item.
fn list(style: &Style, head: (&str, &str), noise: &[usize]) -> (String, Vec<(usize, String, String)>) {
    let library = library();
    let mut text = format!("# Awesome List\n\n{}Shelf{}{}", head.0, head.1, style.around.0);
    let mut items = Vec::new();
    for (number, paper) in library.papers.iter().enumerate() {
        let noise = NOISE[noise[number % noise.len()] % NOISE.len()];
        let item = with_noise(&item(style, number + 1, paper), noise);
        items.push((text.matches('\n').count() + 1, paper.title.to_string(), item.clone()));
        text.push_str(&item);
    }
    (text + style.around.1 + "\n", items)
}

/// The words of a list that are nowhere, each with its item.
fn lost(text: &str, items: &[(usize, String, String)]) -> Vec<String> {
    let contents = format::read_as(Format::Markdown, &Source::new("README.md", text), Reading::default());
    let reported = reported(&contents.diagnostics);
    let intros: HashSet<_> =
        contents.categories.iter().filter_map(|category| category.intro.as_deref()).flat_map(words).collect();
    let mut lost = Vec::new();
    for (first, title, item) in items {
        let named = |paper: &Paper| {
            folded(&paper.title).contains(&folded(title)) || folded(title).contains(&folded(&paper.title))
        };
        let lines = item.trim_end().matches('\n').count() + 1;
        let begins = |entry: &&Entry| {
            let line = entry.origin.as_ref().map(|origin| origin.source.line_column(origin.span.start).line);
            line.is_some_and(|at| (*first..*first + lines).contains(&at))
        };
        let known: Vec<_> = contents.entries.iter().filter(|entry| named(entry.paper()) || begins(entry)).collect();
        // An item that is part of another record, or text: its words are anywhere.
        let everything: Vec<_> = contents.entries.iter().collect();
        let known = if known.is_empty() { everything } else { known };
        let mut have = intros.clone();
        for entry in known {
            let categories: Vec<_> = entry.categories.iter().map(|category| category.value.clone()).collect();
            have.extend(shown(&contents, entry.paper(), &categories));
        }
        if (*first..*first + lines).any(|line| reported.contains(&line)) {
            continue;
        }
        let numbered = item.trim_start_matches([' ', '|']);
        let rest = numbered.trim_start_matches(|c: char| c.is_ascii_digit());
        let item = if rest.starts_with([')', '.']) { rest } else { numbered };
        for word in words(&visible(item)) {
            let number = word.trim_start_matches('0');
            let known = have.contains(&word) || have.contains(number) || SYNTAX.contains(&word.as_str());
            // `ICML2020` is stored as a venue and a date.
            let parts = word.find(|c: char| c.is_ascii_digit()).map(|at| word.split_at(at));
            let parted =
                parts.is_some_and(|(name, year)| (name.is_empty() || have.contains(name)) && have.contains(year));
            if !known && !parted {
                lost.push(format!("`{word}` of {}", item.trim_end()));
            }
        }
    }
    lost
}

/// A list in which each item, or some, are below an item that refers to another place of the page.
fn referring(style: &Style, noise: &[usize]) -> (String, Vec<(usize, String, String)>) {
    let library = library();
    let mut text = "# Awesome List\n\n## Shelf\n\n".to_owned();
    let mut items = Vec::new();
    let mut push = |text: &mut String, title: &str, item: String| {
        items.push((text.matches('\n').count() + 1, title.to_owned(), item.clone()));
        text.push_str(&item);
    };
    for (number, paper) in library.papers.iter().enumerate() {
        let nth = noise[number % noise.len()];
        let item = with_noise(&item(style, number + 1, paper), NOISE[nth % NOISE.len()]);
        if nth.is_multiple_of(2) {
            let reference = format!("- [Kept words of number {number}](#kept{number}), which are above all else.\n");
            push(&mut text, "Kept words", reference);
            let below: Vec<_> = item.lines().map(|line| format!("    {line}\n")).collect();
            push(&mut text, &paper.title.to_string(), below.concat());
        } else {
            push(&mut text, &paper.title.to_string(), item);
        }
    }
    (text, items)
}

#[test]
fn no_style_loses_a_word() {
    let mut all = Vec::new();
    for (nth, style) in STYLES.iter().enumerate() {
        let (text, items) = list(style, HEADS[nth % HEADS.len()], &[0]);
        all.extend(lost(&text, &items).first().map(|lost| format!("{}: {lost}", style.name)));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, rng_seed: RngSeed::Fixed(17), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_an_item_is_lost(style in 0..STYLES.len(), head in 0..HEADS.len(), noise in prop::collection::vec(0..NOISE.len(), 1..8)) {
        let style = &STYLES[style];
        let (text, items) = list(style, HEADS[head], &noise);
        let lost = lost(&text, &items);
        prop_assert!(lost.is_empty(), "{}\n{}", style.name, lost.join("\n"));
    }

    #[test]
    fn no_word_at_a_reference_is_lost(style in 0..STYLES.len(), noise in prop::collection::vec(0..NOISE.len(), 1..8)) {
        let bulleted: Vec<_> = STYLES
            .iter()
            .filter(|style| style.around == ("", "") && style.item.starts_with(['-', '*']) && !style.item.starts_with("**"))
            .collect();
        let style = bulleted[style % bulleted.len()];
        let (text, items) = referring(style, &noise);
        let lost = lost(&text, &items);
        prop_assert!(lost.is_empty(), "{}\n{}", style.name, lost.join("\n"));
    }
}
