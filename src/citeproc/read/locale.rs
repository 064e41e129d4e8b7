//! Locales.

use roxmltree::Node;

use super::attribute::{apostrophes, boolean, named, required, text};
use super::element::date_parts;
use crate::citeproc::element::{DateForm, TermForm};
use crate::citeproc::error::{Error, ErrorKind};
use crate::citeproc::locale::{Gender, LocalDate, Locale, OrdinalMatch, Term};

const XML: &str = "http://www.w3.org/XML/1998/namespace";

pub(super) fn locale(node: Node<'_, '_>) -> Result<Locale, Error> {
    let mut locale = Locale { language: node.attribute((XML, "lang")).map(str::to_owned), ..Locale::default() };
    for child in node.children().filter(Node::is_element) {
        match child.tag_name().name() {
            "style-options" => {
                locale.punctuation_in_quote = boolean(child, "punctuation-in-quote")?;
                locale.limit_day_ordinals = boolean(child, "limit-day-ordinals-to-day-1")?;
            }
            "date" => locale.dates.push(date(child)?),
            "terms" => terms(child, &mut locale)?,
            "info" => {}
            other => return Err(ErrorKind::UnknownElement(other.to_owned()).at(child.range().start)),
        }
    }
    Ok(locale)
}

fn date(node: Node<'_, '_>) -> Result<LocalDate, Error> {
    Ok(LocalDate {
        form: named(node, "form", DateForm::by_name)?.unwrap_or(DateForm::Text),
        delimiter: text(node, "delimiter").unwrap_or_default(),
        parts: date_parts(node)?,
    })
}

fn terms(node: Node<'_, '_>, locale: &mut Locale) -> Result<(), Error> {
    for child in node.children().filter(Node::is_element) {
        if child.tag_name().name() != "term" {
            return Err(ErrorKind::UnknownElement(child.tag_name().name().to_owned()).at(child.range().start));
        }
        let name = required(child, "name")?;
        // The specification once had a space in this one.
        let name = if name == "sub verbo" { "sub-verbo" } else { name };
        let term = term(child)?;
        locale.terms.entry(name.into()).or_default().push(term);
    }
    Ok(())
}

fn term(node: Node<'_, '_>) -> Result<Term, Error> {
    let part = |name: &str| {
        let found = node.children().find(|child| child.tag_name().name() == name);
        found.map(|child| apostrophes(child.text().unwrap_or_default()))
    };
    let whole = apostrophes(node.text().unwrap_or_default());
    let single = part("single");
    let multiple = part("multiple");
    Ok(Term {
        form: named(node, "form", TermForm::by_name)?.unwrap_or(TermForm::Long),
        gender: named(node, "gender", Gender::by_name)?,
        gender_form: named(node, "gender-form", Gender::by_name)?,
        matching: named(node, "match", OrdinalMatch::by_name)?,
        single: single.clone().or_else(|| multiple.clone()).unwrap_or_else(|| whole.clone()),
        multiple: multiple.or(single).unwrap_or(whole),
    })
}
