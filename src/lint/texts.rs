//! All texts of papers and categories with their fields, and superfluous whitespace in them.

use std::borrow::Cow;

use super::{at, fix};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::format::{self, Places};
use crate::paper::{Category, Field, FieldType, Origin, Paper, Translation};
use crate::source::Span;

/// A text and its position.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// The places of its entry.
    places: &'a Places<'a>,
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

impl<'a> Text<'a> {
    /// Returns the file and the span of the text.
    pub(super) fn locate(&self) -> (&'a Origin, Span) {
        self.places.locate(&self.field, self.nth)
    }
}

/// Returns the texts of a paper.
pub(super) fn of_paper<'a>(paper: &'a Paper, places: &'a Places<'a>) -> Vec<Text<'a>> {
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
                translated((slot.get)(paper), places, &mut texts);
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
        texts.extend(values.map(|(nth, (value, kind))| Text { places, field: Cow::Borrowed(name), nth, value, kind }));
    }
    texts
}

/// Returns the texts of a category.
pub(super) fn of_category<'a>(category: &'a Category, places: &'a Places<'a>) -> Vec<Text<'a>> {
    let mut texts = vec![Text {
        places,
        field: "title".into(),
        nth: 0,
        value: Cow::Borrowed(&category.title),
        kind: TextKind::Line,
    }];
    if let Some(intro) = &category.intro {
        texts.push(Text {
            places,
            field: "intro".into(),
            nth: 0,
            value: Cow::Borrowed(intro),
            kind: TextKind::Markdown,
        });
    }
    translated(&category.translations, places, &mut texts);
    texts
}

fn translated<'a>(translations: &'a [(String, Translation)], places: &'a Places<'a>, texts: &mut Vec<Text<'a>>) {
    for (language, translation) in translations {
        for field in Field::ALL {
            let Some(value) = field.translation().and_then(|slot| (slot.get)(translation).as_deref()) else { continue };
            let kind =
                if matches!(field.field_type(), FieldType::Markdown(_)) { TextKind::Markdown } else { TextKind::Line };
            let field = Cow::Owned(format!("translations.{language}.{}", field.name()));
            texts.push(Text { places, field, nth: 0, value: Cow::Borrowed(value), kind });
        }
    }
}

/// Reports whitespace at the ends of single-line texts and repeated spaces; both are collapsed on the page.
pub(super) fn check_whitespace(text: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let entry = text.places.origin;
    let is_native = || std::iter::once(entry).chain(&entry.merged).any(|origin| format::is_ours(&origin.source));
    if text.kind == TextKind::Markdown || !is_native() {
        return;
    }
    let (origin, span) = text.locate();
    let raw = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source));
    let Some(inner) = raw.and_then(inside_quotes) else { return };
    let collapsed = collapse_whitespace(inner);
    if collapsed == inner || inner.contains(['\n', '\\']) {
        return;
    }
    let message = format!("`{}` has superfluous whitespace", text.field);
    let fix = fix::replace(origin, span, inner, &collapsed);
    diagnostics.push(
        at(origin, span, Code::BadValue, message).level(Level::Info).help("it is collapsed on the page").fix(fix),
    );
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
