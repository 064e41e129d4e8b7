//! The order of works in a bibliography and of cites in a cluster.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale as Language;

use super::evaluate::{Context, Evaluator, SEPARATOR, date_key};
use super::item::{Item, is_numeric};
use super::state::{CiteView, Entry};
use super::style::{Key, KeySource};
use super::variable::{AnyVariable, Variable};

/// The value that a work has under one sort key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// None; it sorts last whatever the direction.
    Missing,
    Number(u64),
    Text(String),
}

/// Returns the collator of a language.
pub(super) fn collator(language: &str) -> Option<CollatorBorrowed<'static>> {
    let language: Language = language.parse().unwrap_or(Language::UNKNOWN);
    Collator::try_new(language.into(), CollatorOptions::default()).ok()
}

/// Returns the values that a work has under the keys of `cs:sort`.
pub(super) fn values(
    context: Context<'_>,
    keys: &[Key],
    item: &Item,
    entry: &Entry,
    cite: Option<CiteView<'_>>,
) -> Vec<Value> {
    keys.iter().map(|key| value(context, key, item, entry, cite)).collect()
}

fn value(context: Context<'_>, key: &Key, item: &Item, entry: &Entry, cite: Option<CiteView<'_>>) -> Value {
    let text = match &key.source {
        KeySource::Macro(at) => {
            let mut evaluator = Evaluator::new(context, item, entry, cite).with_key(key);
            evaluator.run_macro(*at);
            evaluator.buffer.text
        }
        KeySource::Variable(Some(AnyVariable::Text(Variable::CitationNumber))) => {
            return Value::Number(entry.number as u64);
        }
        KeySource::Variable(Some(AnyVariable::Text(Variable::CitationLabel))) => {
            let own = item.text(Variable::CitationLabel).map(|text| text.plain.clone());
            own.or_else(|| entry.label.clone()).unwrap_or_default()
        }
        KeySource::Variable(Some(AnyVariable::Text(variable))) => match item.text(*variable) {
            Some(text) if variable.is_number() && is_numeric(&text.plain) && text.plain.parse::<u64>().is_ok() => {
                return Value::Number(text.plain.parse().unwrap_or(0));
            }
            text => text.map(|text| text.plain.clone()).unwrap_or_default(),
        },
        KeySource::Variable(Some(AnyVariable::Date(variable))) => match item.date(*variable) {
            Some(date) if date.literal.is_none() => date_key(date, true, true),
            _ => String::new(),
        },
        KeySource::Variable(Some(AnyVariable::Names(variable))) => {
            let mut evaluator = Evaluator::new(context, item, entry, cite).with_key(key);
            evaluator.sort_names(*variable);
            evaluator.buffer.text
        }
        KeySource::Variable(None) => String::new(),
    };
    let text = clean(&text);
    if text.is_empty() { Value::Missing } else { Value::Text(text) }
}

/// A key without what does not count in sorting: quotation marks, brackets and stops.
fn clean(text: &str) -> String {
    let counts = |c: &char| {
        !matches!(
            c,
            '"' | '\''
                | '“'
                | '”'
                | '‘'
                | '’'
                | '«'
                | '»'
                | '„'
                | '['
                | ']'
                | '('
                | ')'
                | ','
                | '.'
                | ';'
                | ':'
                | '!'
                | '?'
        )
    };
    text.trim().chars().filter(counts).collect()
}

/// Compares names one by one.
fn pieces(collator: &CollatorBorrowed<'_>, a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split(SEPARATOR), b.split(SEPARATOR));
    loop {
        match (a.next(), b.next()) {
            (Some(a), Some(b)) => match collator.compare(a, b) {
                Ordering::Equal => {}
                order => return order,
            },
            (a, b) => return a.is_some().cmp(&b.is_some()),
        }
    }
}

/// Compares works by their values.
pub(super) fn compare(keys: &[Key], collator: Option<&CollatorBorrowed<'_>>, a: &[Value], b: &[Value]) -> Ordering {
    for ((key, a), b) in keys.iter().zip(a).zip(b) {
        let order = match (a, b) {
            (Value::Missing, Value::Missing) => Ordering::Equal,
            (Value::Missing, _) => return Ordering::Greater,
            (_, Value::Missing) => return Ordering::Less,
            (Value::Number(a), Value::Number(b)) => a.cmp(b),
            (Value::Text(a), Value::Text(b)) => match collator {
                Some(collator) => pieces(collator, a, b),
                None => a.to_lowercase().cmp(&b.to_lowercase()),
            },
            (Value::Number(_), Value::Text(_)) => Ordering::Less,
            (Value::Text(_), Value::Number(_)) => Ordering::Greater,
        };
        let order = if key.descending { order.reverse() } else { order };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}
