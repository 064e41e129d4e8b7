//! The item of a paper, as the processor takes it.

use super::math;
use crate::citeproc::item::{Date, Day, Item, Name, Text};
use crate::citeproc::variable::{DateVariable, Kind, NameVariable, Variable};
use crate::paper::csl::{self, Purpose, Value};
use crate::paper::{Bound, DateValue, Edtf, Paper, Person, Point, space_after};

/// Returns the item of a paper.
pub(super) fn item(paper: &Paper, purpose: Purpose) -> Item {
    let mut item = Item::new(paper.key.as_str(), Kind::Document);
    for (name, value) in csl::item(paper, purpose).variables() {
        match value {
            Value::Text(text) if name == "type" => item.kind = Kind::by_name(text).unwrap_or(Kind::Document),
            Value::Text(text) => {
                if let Some(variable) = Variable::by_name(name) {
                    item.set(variable, if is_code(variable) { Text::plain(&**text) } else { math::text(text) });
                }
            }
            Value::Names(names) => {
                if let Some(variable) = NameVariable::by_name(name) {
                    item.set_names(variable, names.iter().filter_map(name_of).collect());
                    item.open_lists.extend(names.others.then_some(variable));
                }
            }
            Value::Date(date) => {
                if let Some(variable) = DateVariable::by_name(name) {
                    item.set_date(variable, date_of(date));
                }
            }
        }
    }
    item
}

/// Returns whether the values of a variable have no markup.
fn is_code(variable: Variable) -> bool {
    use Variable::{Doi, Isbn, Issn, Language, Pmcid, Pmid, Url};
    matches!(variable, Doi | Isbn | Issn | Language | Pmcid | Pmid | Url)
}

/// Returns a name; one without a given name has no parts.
fn name_of(person: &Person) -> Option<Name> {
    let (particle, family) = person.particle();
    let (particle, family) = (particle.unwrap_or_default().trim(), family.trim());
    if family.is_empty() {
        return None;
    }
    let Some(given) = person.given.as_ref().filter(|_| !person.whole) else {
        let space = if particle.is_empty() { "" } else { space_after(particle) };
        return Some(Name::literal([particle, space, family].concat()));
    };
    Some(Name {
        family: family.to_owned(),
        given: given.clone(),
        dropping_particle: person.dropping.clone().unwrap_or_default(),
        non_dropping_particle: particle.to_owned(),
        suffix: person.suffix.clone().unwrap_or_default(),
        comma_suffix: person.comma_suffix,
        ..Name::default()
    })
}

fn date_of(value: &DateValue) -> Date {
    match value {
        DateValue::Exact(date) => Date::new(i32::from(date.year), date.month, date.day),
        DateValue::Words { text, .. } => Date { literal: Some(text.to_string()), ..Date::default() },
        DateValue::Edtf(Edtf { start, end }) => {
            let is_circa = |bound: &Bound| matches!(bound, Bound::Point(point) if point.approximate || point.uncertain);
            Date {
                start: day_of(start),
                end: end.as_ref().map(day_of),
                circa: is_circa(start) || end.as_ref().is_some_and(is_circa),
                ..Date::default()
            }
        }
    }
}

/// Returns a day; seasons are 21 to 24 in EDTF and 13 to 16 in the processor, which has no year 0.
fn day_of(bound: &Bound) -> Day {
    let Bound::Point(Point { year, month, day, .. }) = *bound else { return Day::default() };
    let year = if year > 0 { year } else { year - 1 };
    let month = month.map(|month| if month > 20 { month - 8 } else { month });
    Day { year: Some(year), month, day }
}
