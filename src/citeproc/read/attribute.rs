//! Typed attributes.

use roxmltree::Node;

use crate::citeproc::element::{
    And, AsSortOrder, Case, DatePartForm, DelimiterPrecedes, Dress, NameForm, NameOptions, TermForm,
};
use crate::citeproc::error::{Error, ErrorKind};
use crate::citeproc::format::{Affixes, Display, Format, Look};

/// An attribute with a closed list of values.
pub(super) fn named<T>(
    node: Node<'_, '_>,
    attribute: &'static str,
    by_name: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Error> {
    let Some(value) = node.attribute(attribute) else { return Ok(None) };
    let value = value.trim();
    match by_name(value) {
        Some(found) => Ok(Some(found)),
        None if value.is_empty() => Ok(None),
        None => Err(ErrorKind::UnknownValue { attribute, value: value.to_owned() }.at(node.range().start)),
    }
}

pub(super) fn boolean(node: Node<'_, '_>, attribute: &'static str) -> Result<Option<bool>, Error> {
    named(node, attribute, |value| match value {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}

pub(super) fn number(node: Node<'_, '_>, attribute: &'static str) -> Result<Option<usize>, Error> {
    named(node, attribute, |value| value.parse().ok())
}

pub(super) fn text(node: Node<'_, '_>, attribute: &str) -> Option<Box<str>> {
    node.attribute(attribute).map(Into::into)
}

pub(super) fn required<'a>(node: Node<'a, '_>, attribute: &'static str) -> Result<&'a str, Error> {
    let element = || node.tag_name().name().to_owned();
    node.attribute(attribute)
        .ok_or_else(|| ErrorKind::MissingAttribute { element: element(), attribute }.at(node.range().start))
}

/// What most rendering elements share.
pub(super) fn dress(node: Node<'_, '_>) -> Result<Dress, Error> {
    Ok(Dress {
        affixes: affixes(node),
        format: format(node)?,
        case: named(node, "text-case", |value| if value == "normal" { None } else { Case::by_name(value) })
            .or_else(|error| if node.attribute("text-case") == Some("normal") { Ok(None) } else { Err(error) })?,
        quotes: boolean(node, "quotes")?.unwrap_or(false),
        strip_periods: boolean(node, "strip-periods")?.unwrap_or(false),
        display: named(node, "display", Display::by_name)?,
    })
}

pub(super) fn affixes(node: Node<'_, '_>) -> Affixes {
    let words = |name| node.attribute(name).map(apostrophes);
    Affixes { prefix: words("prefix"), suffix: words("suffix") }
}

/// Words with typographic apostrophes.
pub(super) fn apostrophes(text: &str) -> Box<str> {
    let mut before = None;
    let curled = text.chars().map(|c| {
        let after_letter = before.replace(c).is_some_and(char::is_alphabetic);
        if c == '\'' && after_letter { '\u{2019}' } else { c }
    });
    curled.collect::<String>().into()
}

pub(super) fn format(node: Node<'_, '_>) -> Result<Format, Error> {
    let mut format = Format::default();
    let mut change = |attribute, table: &[(&str, Look, Look)]| {
        let find = |value: &str| table.iter().find(|row| row.0 == value).map(|row| (row.1, row.2));
        if let Some((set, clear)) = named(node, attribute, find)? {
            format.set = format.set.with(set);
            format.clear = format.clear.with(clear);
        }
        Ok::<_, Error>(())
    };
    let slant = Look::ITALIC.with(Look::OBLIQUE);
    let weight = Look::BOLD.with(Look::LIGHT);
    let height = Look::SUP.with(Look::SUB);
    change(
        "font-style",
        &[
            ("normal", Look::PLAIN, slant),
            ("italic", Look::ITALIC, Look::OBLIQUE),
            ("oblique", Look::OBLIQUE, Look::ITALIC),
        ],
    )?;
    change(
        "font-variant",
        &[("normal", Look::PLAIN, Look::SMALL_CAPS), ("small-caps", Look::SMALL_CAPS, Look::PLAIN)],
    )?;
    change(
        "font-weight",
        &[("normal", Look::PLAIN, weight), ("bold", Look::BOLD, Look::LIGHT), ("light", Look::LIGHT, Look::BOLD)],
    )?;
    change("text-decoration", &[("none", Look::PLAIN, Look::UNDERLINE), ("underline", Look::UNDERLINE, Look::PLAIN)])?;
    change(
        "vertical-align",
        &[("baseline", Look::PLAIN, height), ("sup", Look::SUP, Look::SUB), ("sub", Look::SUB, Look::SUP)],
    )?;
    Ok(format)
}

/// The options of names; on `cs:name` and `cs:names` some are called otherwise than where they are handed down from.
pub(super) fn name_options(node: Node<'_, '_>) -> Result<NameOptions, Error> {
    let element = node.tag_name().name();
    let (delimiter, form) = if element == "name" { ("delimiter", "form") } else { ("name-delimiter", "name-form") };
    let names_delimiter = if element == "names" { "delimiter" } else { "names-delimiter" };
    Ok(NameOptions {
        and: named(node, "and", And::by_name)?,
        delimiter: text(node, delimiter),
        names_delimiter: text(node, names_delimiter),
        delimiter_precedes_et_al: named(node, "delimiter-precedes-et-al", DelimiterPrecedes::by_name)?,
        delimiter_precedes_last: named(node, "delimiter-precedes-last", DelimiterPrecedes::by_name)?,
        et_al_min: number(node, "et-al-min")?,
        et_al_use_first: number(node, "et-al-use-first")?,
        et_al_subsequent_min: number(node, "et-al-subsequent-min")?,
        et_al_subsequent_use_first: number(node, "et-al-subsequent-use-first")?,
        et_al_use_last: boolean(node, "et-al-use-last")?,
        form: named(node, form, NameForm::by_name)?,
        initialize: boolean(node, "initialize")?,
        initialize_with: text(node, "initialize-with"),
        as_sort_order: named(node, "name-as-sort-order", AsSortOrder::by_name)?,
        sort_separator: text(node, "sort-separator"),
    })
}

pub(super) fn term_form(node: Node<'_, '_>) -> Result<TermForm, Error> {
    // Some styles have forms of variables here, which are no forms of terms.
    Ok(named(node, "form", |value| Some(TermForm::by_name(value).unwrap_or(TermForm::Long)))?.unwrap_or(TermForm::Long))
}

pub(super) fn date_part_form(node: Node<'_, '_>) -> Result<Option<DatePartForm>, Error> {
    named(node, "form", DatePartForm::by_name)
}
