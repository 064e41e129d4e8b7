//! Sorts papers by fields. Missing values come last in both directions, and the key breaks remaining ties.
//!
//! Texts are sorted by the rules of the book's language. Each value is converted once, to bytes that compare as the values
//! do.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

use super::Query;
use crate::library::Library;
use crate::options::SortKey;
use crate::paper::{Bound, Date, DateValue, Edtf, Field, FieldValue, Paper, Person};

/// The order of texts in a language.
pub(super) struct Collation {
    text: Option<CollatorBorrowed<'static>>,
    numeric: Option<CollatorBorrowed<'static>>,
}

impl std::fmt::Debug for Collation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Collation")
    }
}

impl Collation {
    /// The order of a language (BCP 47); the root collation if the language is unknown.
    pub(super) fn new(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        let mut options = CollatorOptions::default();
        // Case is ignored, as in filters, so that the next field decides.
        options.strength = Some(Strength::Secondary);
        let text = CollatorBorrowed::try_new(preferences, options).ok();
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        let numeric = CollatorBorrowed::try_new(preferences, options).ok();
        Self { text, numeric }
    }

    /// Bytes that compare as the texts do.
    pub(super) fn key(&self, text: &str) -> Box<[u8]> {
        bytes(self.text.as_ref(), text).into()
    }

    /// Bytes that compare as the texts do, numbers in them by value: 9 comes before 10.
    fn numeric_key(&self, text: &str) -> Box<[u8]> {
        bytes(self.numeric.as_ref(), text).into()
    }

    /// Bytes that compare as lists of names do: name by name, family before given. `sort_name` replaces the first name.
    pub(super) fn name_key(&self, people: &[Person], sort_name: Option<&str>) -> Box<[u8]> {
        let mut key = Vec::new();
        let mut part = |text: &str| {
            key.extend(bytes(self.text.as_ref(), text));
            // Collation keys do not contain this byte: a name comes before a longer one that begins with it.
            key.push(0);
        };
        let first = sort_name.map(|name| name.split_once(',').unwrap_or((name, "")));
        let people = people.iter().map(|person| (person.family(), person.given.as_deref().unwrap_or_default()));
        for (family, given) in first.into_iter().chain(people.skip(usize::from(sort_name.is_some()))) {
            part(family.trim());
            part(given.trim());
        }
        key.into()
    }
}

fn bytes(collator: Option<&CollatorBorrowed<'static>>, text: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(text.len() + 8);
    match collator {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        // Only for a language whose ICU data are incomplete.
        None => key.extend(text.to_lowercase().bytes()),
    }
    key
}

/// A cache of sort keys, by field and paper.
#[derive(Debug, Default)]
pub(super) struct KeyCache {
    fields: Mutex<HashMap<Field, Column>>,
}

type Column = Arc<[OnceLock<Option<Box<[u8]>>>]>;

impl KeyCache {
    fn column(&self, library: &Library, field: Field) -> Column {
        let new = || (0..library.papers.len()).map(|_| OnceLock::new()).collect();
        let mut fields = self.fields.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(fields.entry(field).or_insert_with(new))
    }
}

/// Sorts papers in place; without keys the order is unchanged.
pub(super) fn sort(query: &Query, papers: &mut [usize], keys: &[SortKey]) {
    if keys.is_empty() {
        return;
    }
    let library = &query.library;
    let columns: Vec<_> =
        keys.iter().map(|key| (query.sort_keys.column(library, key.field), key.field, key.descending)).collect();
    for &paper in &*papers {
        for (column, field, _) in &columns {
            column[paper].get_or_init(|| value(&query.collation, &library.papers[paper], *field));
        }
    }
    papers.sort_by(|&a, &b| {
        let mut fields = columns.iter().map(|(column, _, descending)| match (key(column, a), key(column, b)) {
            (Some(a), Some(b)) if *descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        let by_fields = fields.find(|order| order.is_ne()).unwrap_or(Ordering::Equal);
        by_fields.then_with(|| library.papers.key(a).cmp(library.papers.key(b)))
    });
}

fn key(column: &Column, paper: usize) -> Option<&[u8]> {
    column[paper].get().and_then(Option::as_deref)
}

/// The sort key of a field: bytes that compare as the values do.
fn value(collation: &Collation, paper: &Paper, field: Field) -> Option<Box<[u8]>> {
    let sort_name = paper.sort_name.as_deref().filter(|_| field == Field::Authors);
    if sort_name.is_some() {
        return Some(collation.name_key(&paper.authors, sort_name));
    }
    let value = field.value(paper)?;
    Some(match value {
        FieldValue::Number(text) => collation.numeric_key(text),
        FieldValue::Date(value) => date_value(value),
        FieldValue::Day(value) => date(value),
        FieldValue::DatePart(part, _) => part.to_be_bytes().into(),
        FieldValue::Names(people) => collation.name_key(people, None),
        FieldValue::Status(status) => [status as u8].into(),
        FieldValue::Type(_)
        | FieldValue::Title(_)
        | FieldValue::Text(_)
        | FieldValue::Markdown(_)
        | FieldValue::Categories(_)
        | FieldValue::Tags(_)
        | FieldValue::Links(_)
        | FieldValue::Translations(_)
        | FieldValue::Custom(_) => collation.key(&value.to_text()),
    })
}

/// The sort key of a date: years before 1 in their order before all others, words without a year after all others.
fn date_value(value: &DateValue) -> Box<[u8]> {
    if let Some(known) = value.date() {
        return date(known);
    }
    match value {
        DateValue::Edtf(Edtf { start: Bound::Point(point), .. }) => {
            let [.., high, low] = point.year.saturating_add(10_000).to_be_bytes();
            [0, 0, high, low, point.month.unwrap_or(0), point.day.unwrap_or(0)].into()
        }
        _ => [u8::MAX].into(),
    }
}

/// The sort key of a date: a year comes before its months, a month before its days.
fn date(date: Date) -> Box<[u8]> {
    let [high, low] = date.year.to_be_bytes();
    [high, low, date.month.unwrap_or(0), date.day.unwrap_or(0)].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(language: &str, texts: &[&str]) {
        let collation = Collation::new(language);
        let mut sorted: Vec<_> = texts.iter().rev().copied().collect();
        sorted.sort_by_key(|text| collation.key(text));
        assert_eq!(sorted, texts, "{language}");
    }

    #[test]
    fn texts_sort_by_the_rules_of_the_language() {
        check("en", &["alpha", "Ångström", "beta", "Éclair", "Zeta", "评估"]);
        check("sv", &["alpha", "beta", "Zeta", "Ångström", "Öre"]);
        check("de", &["Äpfel", "Apfelbaum", "Ofen", "Öl"]);
        // 李 lǐ, 王 wáng, 张 zhāng: by pinyin, before Latin letters.
        check("zh", &["李", "王", "张", "alpha", "Zeta"]);
        check("zh-Hans-CN", &["李", "王", "张", "alpha"]);
        check("not a language", &["alpha", "beta"]);
        check("", &["alpha", "beta"]);
    }

    #[test]
    fn numeric_fields_sort_by_value() {
        let collation = Collation::new("en");
        let mut volumes = ["10", "9", "9a", "2397-2430", "e12"];
        volumes.sort_by_key(|text| collation.numeric_key(text));
        assert_eq!(volumes, ["9", "9a", "10", "2397-2430", "e12"]);
    }

    #[test]
    fn names_sort_family_first() {
        let collation = Collation::new("en");
        let key = |names: &[&str], sort_name| {
            let people: Vec<_> = names.iter().map(|name| Person::parse(name)).collect();
            collation.name_key(&people, sort_name)
        };
        let keys = [
            key(&["Zoe Adams"], None),
            key(&["Zoe Adams", "Bo Li"], None),
            key(&["Ann Adamson"], None),
            key(&["Zed"], Some("Brown, Al")),
            key(&["Bo Li"], None),
            key(&["Al Li Zhang"], Some("Li Zhang, Al")),
            key(&["Oskar van der Wal"], None),
        ];
        assert!(keys.is_sorted());
    }
}
