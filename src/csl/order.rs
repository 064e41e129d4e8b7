//! The order that a style gives references, and cites within a citation.
//!
//! hayagriva sorts what goes through one driver, in time that grows with the square of it. Here each paper's keys are made
//! alone, by formatting nothing but the key's macro.

use std::cmp::Ordering;
use std::sync::OnceLock;

use hayagriva::citationberg::json::Value;
use hayagriva::citationberg::taxonomy::{NumberVariable, Variable};
use hayagriva::citationberg::{IndependentStyle, SortDirection, SortKey};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::Locale;

use super::{Style, item, rewrite};
use crate::paper::Paper;

/// For each key that is a macro, the style that prints nothing but it.
#[derive(Default)]
pub(super) struct Sorting {
    references: OnceLock<Vec<Option<IndependentStyle>>>,
    cites: OnceLock<Vec<Option<IndependentStyle>>>,
}

/// The value of a key; what has none stands last, whatever the direction.
type KeyValue = Option<String>;

impl Style {
    /// The order of the references: places in `papers`. Without a rule of the style it is that of `papers`.
    pub fn order(&self, papers: &[&Paper], language: &str) -> Vec<usize> {
        let keys =
            self.csl.bibliography.as_ref().and_then(|style| style.sort.as_ref()).map_or(&[][..], |sort| &sort.keys);
        let styles = self.sorting.references.get_or_init(|| self.macros_of(keys));
        let numbers: Vec<_> = (1..=papers.len()).map(Some).collect();
        self.sorted(papers, &numbers, keys, styles, language)
    }

    /// The order of the cites in a citation.
    pub(super) fn order_of_cites(&self, papers: &[&Paper], numbers: &[Option<usize>], language: &str) -> Vec<usize> {
        let keys = self.csl.citation.sort.as_ref().map_or(&[][..], |sort| &sort.keys);
        let styles = self.sorting.cites.get_or_init(|| self.macros_of(keys));
        self.sorted(papers, numbers, keys, styles, language)
    }

    fn macros_of(&self, keys: &[SortKey]) -> Vec<Option<IndependentStyle>> {
        keys.iter().map(|key| rewrite::printing_key(&self.csl, key)).collect()
    }

    fn sorted(
        &self,
        papers: &[&Paper],
        numbers: &[Option<usize>],
        keys: &[SortKey],
        styles: &[Option<IndependentStyle>],
        language: &str,
    ) -> Vec<usize> {
        let mut order: Vec<_> = (0..papers.len()).collect();
        if keys.is_empty() {
            return order;
        }
        let values: Vec<Vec<KeyValue>> = papers
            .iter()
            .zip(numbers)
            .map(|(paper, number)| {
                let values = keys
                    .iter()
                    .zip(styles)
                    .map(|(key, style)| self.value(paper, *number, key, style.as_ref(), language));
                values.collect()
            })
            .collect();
        let collator = collator(language);
        order.sort_by(|&a, &b| {
            let mut keys = keys.iter().zip(values[a].iter().zip(&values[b]));
            let unequal = keys.find_map(|(key, (a, b))| {
                let order = match (a, b) {
                    (Some(a), Some(b)) => {
                        let order = compare(collator.as_ref(), a, b);
                        if key.sort_direction() == SortDirection::Descending { order.reverse() } else { order }
                    }
                    (a, b) => b.is_some().cmp(&a.is_some()),
                };
                Some(order).filter(|order| order.is_ne())
            });
            unequal.unwrap_or(Ordering::Equal)
        });
        order
    }

    fn value(
        &self,
        paper: &Paper,
        number: Option<usize>,
        key: &SortKey,
        style: Option<&IndependentStyle>,
        language: &str,
    ) -> KeyValue {
        let text = match (key, style) {
            (SortKey::Variable { variable: Variable::Number(NumberVariable::CitationNumber), .. }, _) => {
                format!("{:09}", number?)
            }
            (SortKey::Variable { variable, .. }, _) => {
                let item = item::item(paper);
                match item.0.get(&variable.to_string())? {
                    Value::String(text) => padded(text),
                    Value::Number(number) => format!("{number:09}"),
                    Value::Names(_) => names(paper),
                    Value::Date(_) => paper.day().map(|date| date.to_string())?,
                }
            }
            (SortKey::MacroName { .. }, Some(style)) => {
                let mut item = self.plain_item(paper);
                if let Some(date) = paper.day() {
                    item.0.insert(rewrite::YEAR.to_owned(), Value::String(format!("{:04}", date.year)));
                    item.0.insert(rewrite::DATE.to_owned(), Value::String(date.to_string()));
                }
                padded(&self.bibliography(style, &item, paper, number, language)?.1.formatted.to_plain())
            }
            (SortKey::MacroName { .. }, None) => return None,
        };
        Some(text.trim().to_lowercase()).filter(|text| !text.is_empty())
    }
}

/// The names, family names first.
fn names(paper: &Paper) -> String {
    let people = if paper.authors.is_empty() { &paper.editors } else { &paper.authors };
    let parts = people.iter().flat_map(|person| [person.family.as_str(), person.given.as_deref().unwrap_or_default()]);
    parts.collect::<Vec<_>>().join(" ")
}

/// Numbers filled up with zeros, so that 9 is before 10.
fn padded(text: &str) -> String {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && !text.is_empty() { format!("{text:0>9}") } else { text.to_owned() }
}

fn collator(language: &str) -> Option<CollatorBorrowed<'static>> {
    let locale = Locale::try_from_str(language).ok()?;
    Collator::try_new((&locale).into(), CollatorOptions::default()).ok()
}

fn compare(collator: Option<&CollatorBorrowed<'static>>, a: &str, b: &str) -> Ordering {
    let equal = collator.map_or(Ordering::Equal, |collator| collator.compare(a, b));
    equal.then_with(|| a.cmp(b))
}
