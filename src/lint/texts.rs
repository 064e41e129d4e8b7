//! Every text of a paper and of a category, with the field it stands in; and white space around and within them.

use std::borrow::Cow;

use super::{Subject, at, fix};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::format;
use crate::paper::{Category, Field, FieldType, Origin, Paper, Translation};

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
    for (name, field) in Field::in_toml_order() {
        let lines = |kind| move |text: &'a String| (Cow::Borrowed(text.as_str()), kind);
        let values: Vec<(Cow<'a, str>, Kind)> = match field.field_type() {
            FieldType::Title(slot) => vec![(Cow::Borrowed((slot.get)(paper)), Kind::Line)],
            FieldType::Text(slot) => (slot.get)(paper).iter().map(lines(Kind::Line)).collect(),
            FieldType::Identifier(slot) => (slot.get)(paper).iter().map(lines(Kind::Code)).collect(),
            FieldType::Markdown(slot) => (slot.get)(paper).iter().map(lines(Kind::Markdown)).collect(),
            FieldType::Tags(slot) => (slot.get)(paper).iter().map(lines(Kind::Line)).collect(),
            FieldType::Names(slot) => {
                (slot.get)(paper).iter().map(|person| (Cow::Owned(person.to_string()), Kind::Name)).collect()
            }
            FieldType::Links(slot) => {
                (slot.get)(paper).iter().map(|link| (Cow::Borrowed(link.url.as_str()), Kind::Code)).collect()
            }
            FieldType::Translations(slot) => {
                translated((slot.get)(paper), origin, &mut texts);
                continue;
            }
            // Not texts to be read, or checked when they are parsed.
            FieldType::Key(_)
            | FieldType::Type(_)
            | FieldType::Number(_)
            | FieldType::Language(_)
            | FieldType::SortName(_)
            | FieldType::Date(_)
            | FieldType::DatePart(_)
            | FieldType::Categories(_)
            | FieldType::Status(_)
            | FieldType::Custom(_) => continue,
        };
        let values = values.into_iter().enumerate();
        texts.extend(values.map(|(nth, (value, kind))| Text { origin, field: Cow::Borrowed(name), nth, value, kind }));
    }
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

fn translated<'a>(translations: &'a [(String, Translation)], origin: &'a Origin, texts: &mut Vec<Text<'a>>) {
    for (language, translation) in translations {
        for field in Field::ALL {
            let Some(value) = field.translation().and_then(|slot| (slot.get)(translation).as_deref()) else { continue };
            let kind = if matches!(field.field_type(), FieldType::Markdown(_)) { Kind::Markdown } else { Kind::Line };
            let field = Cow::Owned(format!("translations.{language}.{}", field.name()));
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
