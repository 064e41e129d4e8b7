//! Every text of a paper and of a category, with the field it stands in; and white space around and within them.

use std::borrow::Cow;

use super::{Subject, at, fix};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::format;
use crate::paper::{Category, Origin, Paper, Translation};

/// A text and where it stands.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) origin: &'a Origin,
    /// The field, with its path in tables.
    pub(super) field: Cow<'static, str>,
    /// Which of its values.
    pub(super) nth: usize,
    pub(super) value: Cow<'a, str>,
    pub(super) kind: Kind,
}

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One line of plain text.
    Line,
    /// A name.
    Name,
    /// Markdown.
    Markdown,
    /// An address or an identifier.
    Code,
}

/// All texts of the library that somebody wrote to be read.
pub(super) fn all<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Text<'a>> {
    let papers = subject.items().flat_map(|item| of_paper(item.paper, item.origin));
    papers.chain(subject.declared().flat_map(|(_, category, origin)| of_category(category, origin)))
}

fn of_paper<'a>(paper: &'a Paper, origin: &'a Origin) -> Vec<Text<'a>> {
    let mut texts = Vec::new();
    let mut add = |field: &'static str, nth, value: Cow<'a, str>, kind| {
        texts.push(Text { origin, field: Cow::Borrowed(field), nth, value, kind });
    };
    add("title", 0, Cow::Borrowed(&paper.title), Kind::Line);
    let lines = [
        ("short", &paper.short, Kind::Line),
        ("venue", &paper.venue, Kind::Line),
        ("venue-note", &paper.venue_note, Kind::Line),
        ("publisher", &paper.publisher, Kind::Line),
        ("summary", &paper.summary, Kind::Line),
        ("doi", &paper.doi, Kind::Code),
        ("arxiv", &paper.arxiv, Kind::Code),
        ("isbn", &paper.isbn, Kind::Code),
        ("abstract", &paper.abstract_text, Kind::Markdown),
        ("note", &paper.note, Kind::Markdown),
        ("remark", &paper.remark, Kind::Markdown),
    ];
    for (field, value, kind) in lines {
        if let Some(value) = value {
            add(field, 0, Cow::Borrowed(value), kind);
        }
    }
    for (field, people) in [("authors", &paper.authors), ("editors", &paper.editors)] {
        for (nth, person) in people.iter().enumerate() {
            add(field, nth, Cow::Owned(person.to_string()), Kind::Name);
        }
    }
    for (nth, tag) in paper.tags.iter().enumerate() {
        add("tags", nth, Cow::Borrowed(tag), Kind::Line);
    }
    for (nth, link) in paper.links.iter().enumerate() {
        add("links", nth, Cow::Borrowed(&link.url), Kind::Code);
    }
    translated(&paper.translations, origin, &mut texts);
    texts
}

fn of_category<'a>(category: &'a Category, origin: &'a Origin) -> Vec<Text<'a>> {
    let mut texts =
        vec![Text { origin, field: "title".into(), nth: 0, value: Cow::Borrowed(&category.title), kind: Kind::Line }];
    if let Some(intro) = &category.intro {
        texts.push(Text { origin, field: "intro".into(), nth: 0, value: Cow::Borrowed(intro), kind: Kind::Markdown });
    }
    translated(&category.translations, origin, &mut texts);
    texts
}

fn translated<'a>(words: &'a [(String, Translation)], origin: &'a Origin, texts: &mut Vec<Text<'a>>) {
    for (language, words) in words {
        let fields = [
            ("title", &words.title, Kind::Line),
            ("summary", &words.summary, Kind::Line),
            ("note", &words.note, Kind::Markdown),
            ("remark", &words.remark, Kind::Markdown),
        ];
        for (field, value, kind) in fields {
            let Some(value) = value else { continue };
            let field = Cow::Owned(format!("translations.{language}.{field}"));
            texts.push(Text { origin, field, nth: 0, value: Cow::Borrowed(value), kind });
        }
    }
}

/// White space that a reader of the page never sees, since it is folded: at the ends of texts of one line and doubled.
pub(super) fn check_blanks(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let holds_ours =
        |origin: &Origin| std::iter::once(origin).chain(&origin.merged).any(|origin| format::is_ours(&origin.source));
    for text in all(subject).filter(|text| text.kind != Kind::Markdown && holds_ours(text.origin)) {
        let (origin, span) = format::locate(text.origin, &text.field, text.nth);
        let Some(raw) = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source)) else {
            continue;
        };
        let Some(inner) = quoted(raw).filter(|inner| folded(inner) != **inner && !inner.contains(['\n', '\\'])) else {
            continue;
        };
        let message = format!("`{}` has white space to spare", text.field);
        let fix = fix::replace(origin, span, inner, &folded(inner));
        found.push(
            at(origin, span, Code::BadValue, message).level(Level::Info).help("it is folded when shown").fix(fix),
        );
    }
}

/// What stands between the quotes of a text on one line.
fn quoted(raw: &str) -> Option<&str> {
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.starts_with(quote)).then_some(inner)
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
