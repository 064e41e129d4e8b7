//! Items of CSL-JSON, with the liberties that citation managers take: numbers as strings, dates in words.

use serde::de::{self, Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Date, Day, Item, Name, Text, note};
use crate::citeproc::variable::{DateVariable, Kind, NameVariable, Variable};

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        let id = fields.get("id").and_then(scalar).ok_or_else(|| de::Error::missing_field("id"))?;
        Ok(item(id, fields))
    }
}

fn item(id: String, fields: Map<String, Value>) -> Item {
    let kind = fields.get("type").and_then(Value::as_str).map(old_kind).and_then(Kind::by_name);
    let mut item = Item::new(id, kind.unwrap_or(Kind::Document));
    for (name, value) in fields {
        if name == "id" || (name == "type" && kind.is_some()) {
            continue;
        }
        if let Some(variable) = Variable::lookup(&name)
            && let Some(text) = scalar(&value)
        {
            set_text(&mut item, variable, &name, &text);
        } else if let (Some(variable), Value::Array(list)) = (NameVariable::by_name(&name), &value) {
            item.set_names(variable, list.iter().filter_map(name_of).collect());
        } else if let Some(variable) = DateVariable::by_name(&name) {
            if let Some(date) = date_of(&value) {
                item.set_date(variable, date);
            }
        } else {
            item.extra.insert(name, value);
        }
    }
    note::read(&mut item);
    item
}

pub(super) fn old_kind(name: &str) -> &str {
    match name {
        "legal-case" => "legal_case",
        "musical-score" => "musical_score",
        name => name,
    }
}

pub(super) fn set_text(item: &mut Item, variable: Variable, name: &str, source: &str) {
    // Both are names of one variable; the proper one wins.
    if name != variable.name() && item.text(variable).is_some() {
        return;
    }
    let text = if is_markup(variable) { Text::parse(source) } else { Text::plain(source) };
    item.set(variable, text);
}

/// Whether a variable may have markup; addresses and identifiers have none.
fn is_markup(variable: Variable) -> bool {
    !matches!(
        variable,
        Variable::Doi
            | Variable::Url
            | Variable::Isbn
            | Variable::Issn
            | Variable::Pmid
            | Variable::Pmcid
            | Variable::Language
            | Variable::CitationKey
    )
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn flag(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    }
}

fn name_of(value: &Value) -> Option<Name> {
    let fields = value.as_object()?;
    let part = |name: &str| fields.get(name).and_then(scalar).unwrap_or_default();
    let name = Name {
        family: part("family"),
        given: part("given"),
        dropping_particle: part("dropping-particle"),
        non_dropping_particle: part("non-dropping-particle"),
        suffix: part("suffix"),
        comma_suffix: flag(fields.get("comma-suffix")),
        static_ordering: flag(fields.get("static-ordering")),
        literal: part("literal"),
    };
    let has_particles = !(name.dropping_particle.is_empty() && name.non_dropping_particle.is_empty());
    // Without this field sources write particles into the other parts.
    let leave = fields.get("parse-names").is_some_and(|value| !flag(Some(value)));
    let name = if leave || has_particles || name.family.is_empty() { name } else { name.with_particles() };
    (!name.is_empty()).then_some(name)
}

fn date_of(value: &Value) -> Option<Date> {
    let fields = match value {
        Value::String(text) => return Some(Date::parse(text)),
        Value::Object(fields) => fields,
        _ => return None,
    };
    let mut date = match fields.get("date-parts").and_then(Value::as_array) {
        Some(parts) if !parts.is_empty() => from_parts(parts),
        _ => fields.get("raw").and_then(scalar).map(|raw| Date::parse(&raw)).unwrap_or_default(),
    };
    if let Some(literal) = fields.get("literal").and_then(scalar)
        && !literal.is_empty()
    {
        date.literal = Some(literal);
    }
    date.circa |= flag(fields.get("circa"));
    if let Some(season) = fields.get("season").and_then(scalar) {
        match season.parse::<u8>() {
            Ok(number @ 1..=4) if date.start.month.is_none() => date.start.month = Some(number + 12),
            Ok(number @ 13..=16) if date.start.month.is_none() => date.start.month = Some(number),
            _ => date.season = Some(season),
        }
    }
    (!date.is_empty()).then_some(date)
}

fn from_parts(parts: &[Value]) -> Date {
    let mut days = parts.iter().filter_map(Value::as_array).map(|parts| day_of(parts));
    let start = days.next().unwrap_or_default();
    Date { start, end: days.next(), ..Date::default() }
}

fn day_of(parts: &[Value]) -> Day {
    let number = |at: usize| parts.get(at).and_then(scalar).and_then(|text| text.trim().parse::<i32>().ok());
    let small = |at: usize| number(at).and_then(|number| u8::try_from(number).ok()).filter(|number| *number > 0);
    // A year of zero ends an open range.
    let year = number(0).filter(|year| *year != 0);
    // Seasons have had several codes.
    let month =
        small(1).filter(|month| *month <= 24).map(|month| if month > 12 { (month - 13) % 4 + 13 } else { month });
    Day { year, month, day: small(2).filter(|day| *day <= 31) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_become_variables() {
        let item: Item = serde_json::from_str(
            r#"{"id": 7, "type": "book", "title": "<i>T</i>", "volume": 3, "author": [{"family": "van Doe", "given": "J"}],
                "issued": {"date-parts": [["1998"], [2002, "3"]]}, "custom": {"a": 1}}"#,
        )
        .unwrap();
        assert_eq!((item.id.as_str(), item.kind), ("7", Kind::Book));
        assert_eq!(item.text(Variable::Title).unwrap().plain, "T");
        assert_eq!(item.text(Variable::Volume).unwrap().plain, "3");
        assert_eq!(item.names(NameVariable::Author)[0].non_dropping_particle, "van");
        let issued = item.date(DateVariable::Issued).unwrap();
        assert_eq!((issued.start.year, issued.end.unwrap().month), (Some(1998), Some(3)));
        assert_eq!(item.extra.len(), 1);
    }
}
