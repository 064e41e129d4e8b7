//! All texts of papers and categories with their fields, and superfluous whitespace in them.

use std::borrow::Cow;

use super::{LintContext, at, fix};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::format;
use crate::paper::{Category, Field, FieldType, Origin, Paper, Translation};

/// A text and its position.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) origin: &'a Origin,
    /// The path of the field.
    pub(super) field: Cow<'static, str>,
    /// The index of the value in the field.
    pub(super) nth: usize,
    pub(super) value: Cow<'a, str>,
    pub(super) kind: TextKind,
}

/// The type of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// One line of plain text.
    Line,
    /// A name.
    Name,
    /// Markdown.
    Markdown,
    /// A URL or an identifier.
    Code,
}

/// Returns all texts of the library.
pub(super) fn all<'a>(context: &LintContext<'a>) -> impl Iterator<Item = Text<'a>> {
    let papers = context.items().flat_map(|item| of_paper(item.paper, item.origin));
    papers.chain(context.declared().flat_map(|(_, category, origin)| of_category(category, origin)))
}

fn of_paper<'a>(paper: &'a Paper, origin: &'a Origin) -> Vec<Text<'a>> {
    let mut texts = Vec::new();
    for (name, field) in Field::in_toml_order() {
        let lines = |kind| move |text: &'a String| (Cow::Borrowed(text.as_str()), kind);
        let values: Vec<(Cow<'a, str>, TextKind)> = match field.field_type() {
            FieldType::Title(slot) => vec![(Cow::Borrowed((slot.get)(paper)), TextKind::Line)],
            FieldType::Text(slot) => (slot.get)(paper).iter().map(lines(TextKind::Line)).collect(),
            FieldType::Identifier(slot) => (slot.get)(paper).iter().map(lines(TextKind::Code)).collect(),
            FieldType::Markdown(slot) => (slot.get)(paper).iter().map(lines(TextKind::Markdown)).collect(),
            FieldType::Tags(slot) => (slot.get)(paper).iter().map(lines(TextKind::Line)).collect(),
            FieldType::Names(slot) => {
                (slot.get)(paper).iter().map(|person| (Cow::Owned(person.to_string()), TextKind::Name)).collect()
            }
            FieldType::Links(slot) => {
                (slot.get)(paper).iter().map(|link| (Cow::Borrowed(link.url.as_str()), TextKind::Code)).collect()
            }
            FieldType::Translations(slot) => {
                translated((slot.get)(paper), origin, &mut texts);
                continue;
            }
            // These are not prose, or they are checked when they are parsed.
            FieldType::Key(_)
            | FieldType::Type(_)
            | FieldType::Number(_)
            | FieldType::Language(_)
            | FieldType::SortName(_)
            | FieldType::Date(_)
            | FieldType::Day(_)
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
    let mut texts = vec![Text {
        origin,
        field: "title".into(),
        nth: 0,
        value: Cow::Borrowed(&category.title),
        kind: TextKind::Line,
    }];
    if let Some(intro) = &category.intro {
        texts.push(Text {
            origin,
            field: "intro".into(),
            nth: 0,
            value: Cow::Borrowed(intro),
            kind: TextKind::Markdown,
        });
    }
    translated(&category.translations, origin, &mut texts);
    texts
}

fn translated<'a>(translations: &'a [(String, Translation)], origin: &'a Origin, texts: &mut Vec<Text<'a>>) {
    for (language, translation) in translations {
        for field in Field::ALL {
            let Some(value) = field.translation().and_then(|slot| (slot.get)(translation).as_deref()) else { continue };
            let kind =
                if matches!(field.field_type(), FieldType::Markdown(_)) { TextKind::Markdown } else { TextKind::Line };
            let field = Cow::Owned(format!("translations.{language}.{}", field.name()));
            texts.push(Text { origin, field, nth: 0, value: Cow::Borrowed(value), kind });
        }
    }
}

/// Reports whitespace at the ends of single-line texts and repeated spaces; both are collapsed on the page.
pub(super) fn check_whitespace(context: &LintContext<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let is_native =
        |origin: &Origin| std::iter::once(origin).chain(&origin.merged).any(|origin| format::is_ours(&origin.source));
    for text in all(context).filter(|text| text.kind != TextKind::Markdown && is_native(text.origin)) {
        let (origin, span) = format::locate(text.origin, &text.field, text.nth);
        let Some(raw) = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source)) else {
            continue;
        };
        let Some(inner) =
            inside_quotes(raw).filter(|inner| collapse_whitespace(inner) != **inner && !inner.contains(['\n', '\\']))
        else {
            continue;
        };
        let message = format!("`{}` has superfluous whitespace", text.field);
        let fix = fix::replace(origin, span, inner, &collapse_whitespace(inner));
        diagnostics.push(
            at(origin, span, Code::BadValue, message).level(Level::Info).help("it is collapsed on the page").fix(fix),
        );
    }
}

/// Returns the text between the quotes of a single-line string.
fn inside_quotes(raw: &str) -> Option<&str> {
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = raw.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.starts_with(quote)).then_some(inner)
}

fn collapse_whitespace(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
