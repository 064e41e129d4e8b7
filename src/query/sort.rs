//! Sorting by fields: what is missing comes last in both directions, the key breaks the last tie.

use std::cmp::Ordering;

use crate::directive::SortKey;
use crate::library::Library;
use crate::paper::{Date, Paper, Person};

/// A field's value, as it is compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Number(u64),
    Date(Date),
    /// Case folded.
    Text(String),
}

/// Sorts in place; without keys the order stays.
pub(super) fn sort(library: &Library, papers: &mut [usize], keys: &[SortKey]) {
    if keys.is_empty() {
        return;
    }
    papers.sort_by_cached_key(|&paper| {
        let paper = &library.papers[paper];
        let fields = keys.iter().map(|key| Field { value: value(paper, key.field), descending: key.descending });
        (fields.collect::<Vec<_>>(), paper.key.clone())
    });
}

#[derive(PartialEq, Eq)]
struct Field {
    value: Option<Value>,
    descending: bool,
}

impl Ord for Field {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (Some(a), Some(b)) if self.descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        }
    }
}

impl PartialOrd for Field {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The value of a field of [`SORT_FIELDS`](crate::options::SORT_FIELDS).
fn value(paper: &Paper, field: &str) -> Option<Value> {
    let text = |value: Option<&str>| value.map(|text| Value::Text(text.to_lowercase()));
    let optional = |value: &Option<String>| text(value.as_deref());
    match field {
        "added" => paper.added.map(Value::Date),
        "arxiv" => optional(&paper.arxiv),
        "authors" => text(names(paper).as_deref()),
        "editors" => text(people(&paper.editors).as_deref()),
        "date" => paper.date.map(Value::Date),
        "doi" => optional(&paper.doi),
        "isbn" => optional(&paper.isbn),
        "issue" => number_or_text(paper.issue.as_deref()),
        "key" => text(Some(&paper.key)),
        "language" => optional(&paper.language),
        "pages" => number_or_text(paper.pages.as_deref()),
        "publisher" => optional(&paper.publisher),
        "short" => optional(&paper.short),
        "status" => paper.status.map(|status| Value::Number(status as u64)),
        "summary" => optional(&paper.summary),
        "title" => text(Some(&paper.title)),
        "type" => text(Some(&paper.kind)),
        "venue" => optional(&paper.venue),
        "volume" => number_or_text(paper.volume.as_deref()),
        "year" => paper.year().map(|year| Value::Number(u64::from(year))),
        _ => unreachable!("`{field}` is in the table of fields and not here"),
    }
}

/// `sort-name`, or the authors family first.
fn names(paper: &Paper) -> Option<String> {
    if paper.sort_name.is_some() {
        return paper.sort_name.clone();
    }
    people(&paper.authors)
}

fn people(people: &[Person]) -> Option<String> {
    let name = |person: &Person| match &person.given {
        Some(given) => format!("{} {given}", person.family),
        None => person.family.clone(),
    };
    let names: Vec<_> = people.iter().map(name).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// Volumes and pages are numbers most of the time: 9 comes before 10.
fn number_or_text(text: Option<&str>) -> Option<Value> {
    let text = text?;
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    Some(digits.parse().map_or_else(|_| Value::Text(text.to_lowercase()), Value::Number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::SORT_FIELDS;

    #[test]
    fn every_field_in_the_table_can_be_sorted_by() {
        for field in SORT_FIELDS {
            let _: Option<Value> = value(&Paper::default(), field);
        }
    }
}
