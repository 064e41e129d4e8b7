//! The item of a paper as hayagriva takes it.

use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};

use crate::paper::csl::{self, Purpose};
use crate::paper::{self, Bound, Edtf, Paper, Person, Point};

pub(super) use crate::paper::csl::language;

/// The item of a paper.
pub(super) fn item(paper: &Paper) -> Item {
    let item = csl::item(paper, Purpose::Citation);
    let variables = item.variables().filter_map(|(name, value)| {
        let value = match value {
            csl::Value::Text(text) => Value::String(text.clone().into_owned()),
            csl::Value::Names(names) => Value::Names(names.iter().map(name_of).collect()),
            csl::Value::Date(date) => Value::Date(date_of(date)?),
        };
        Some((name.to_owned(), value))
    });
    Item(variables.collect())
}

/// A name; one without a given name is a literal.
fn name_of(person: &Person) -> NameValue {
    let (particle, family) = person.particle();
    let family = family.trim();
    if person.whole || person.given.is_none() {
        let prefix = particle.map(|prefix| format!("{} ", prefix.trim())).unwrap_or_default();
        return NameValue::Literal(LiteralName { literal: format!("{prefix}{family}") });
    }
    NameValue::Item(NameItem {
        family: family.to_owned(),
        given: person.given.clone(),
        non_dropping_particle: particle.map(|particle| particle.trim().to_owned()),
        dropping_particle: person.dropping.clone(),
        suffix: person.suffix.clone(),
        comma_suffix: None,
    })
}

/// A date; hayagriva prints neither words nor the end of an open range.
fn date_of(value: &paper::DateValue) -> Option<DateValue> {
    let (points, circa) = if let paper::DateValue::Edtf(Edtf { start, end }) = value {
        let points: Vec<_> = [Some(*start), *end]
            .into_iter()
            .flatten()
            .filter_map(|bound| if let Bound::Point(point) = bound { Some(point) } else { None })
            .collect();
        let circa = points.iter().any(|point| point.approximate || point.uncertain);
        (points.iter().map(parts).collect(), circa)
    } else {
        let date = value.date()?;
        let parts = [i16::try_from(date.year).ok(), date.month.map(i16::from), date.day.map(i16::from)];
        (vec![VecDate(parts.into_iter().flatten().collect())], false)
    };
    Some(DateValue::DateParts { date_parts: VecDateRange(points), literal: None, season: None, circa })
}

fn parts(point: &Point) -> VecDate {
    let year = if point.year > 0 { point.year } else { point.year - 1 };
    let month = point.month.filter(|month| *month <= 12);
    let parts = [i16::try_from(year).ok(), month.map(i16::from), point.day.map(i16::from)];
    VecDate(parts.into_iter().flatten().collect())
}

/// Who stands for the authors whom the data do not name; a style shows "et al." in their place.
pub(super) fn others() -> NameValue {
    NameValue::Literal(LiteralName { literal: "et al.".to_owned() })
}

/// The label of a paper in styles of labels: of one author three letters, of several their initials, and the year.
pub(super) fn label(paper: &Paper) -> String {
    let people = if paper.authors.is_empty() { &paper.editors } else { &paper.authors };
    let letters = |text: &str, count| text.chars().filter(|c| c.is_alphanumeric()).take(count).collect::<String>();
    let mut label = match people.named.as_slice() {
        [] => letters(&paper.title, 3),
        [one] if !people.others => letters(&one.family, 3),
        [first, second, third, _, ..] => {
            let initials: String = [first, second, third].iter().map(|person| letters(&person.family, 1)).collect();
            initials + "+"
        }
        few => few.iter().map(|person| letters(&person.family, 1)).collect(),
    };
    if people.others && !label.ends_with('+') {
        label.push('+');
    }
    if let Some(year) = paper.year() {
        label += format!("{:02}", year % 100).as_str();
    }
    label
}
