//! Filters made ready: their names are known to the library, their expressions are read.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::Query;
use super::expression::{Expression, ExpressionError};
use super::filter::{CompiledFilter, TextFilter};
use super::normalize::SearchText;
use super::value_spans::ValueSpans;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::directive::{Filter, Options};
use crate::options::FIELDS;
use crate::paper::has_han;
use crate::source::Source;

impl Query {
    /// Makes filters ready for these papers, or says everything that is wrong with them.
    pub(super) fn ready<'d>(
        &self,
        options: &'d Options,
        papers: &[usize],
        source: &Arc<Source>,
    ) -> Result<Vec<CompiledFilter<'d>>, Vec<Diagnostic>> {
        let (mut ready, mut found, mut resolved) = (Vec::new(), Vec::new(), true);
        for filter in &options.filters {
            let written = ValueSpans::new(source, filter.span);
            if let Some((open, values)) = TextFilter::of(&filter.value) {
                let wanted: Vec<_> = values.iter().map(|value| (value.as_str(), SearchText::new(value))).collect();
                for (value, wanted) in &wanted {
                    if !self.is_known(open, wanted, papers) {
                        resolved = false;
                        found.extend(self.unknown(open, value, written));
                    }
                }
                ready.push(CompiledFilter::TextFilter(open, wanted));
            } else if let Filter::Where(text) = &filter.value {
                match self.expression(text) {
                    Ok(expression) => ready.push(CompiledFilter::Where(text, expression)),
                    Err(wrong) => {
                        resolved = false;
                        found.push(wrong.at(written));
                    }
                }
            } else {
                ready.push(CompiledFilter::Plain(&filter.value));
            }
        }
        if resolved { Ok(ready) } else { Err(found) }
    }

    /// Whether a value is that of any paper; of the selected ones if possible, since others may be unread.
    fn is_known(&self, open: TextFilter, wanted: &SearchText, papers: &[usize]) -> bool {
        let fits = |paper: usize| open.fits(self, paper, wanted);
        papers.iter().any(|&paper| fits(paper))
            || (open == TextFilter::Has && FIELDS.contains(&wanted.whole.as_str()))
            || (0..self.library.papers.len()).any(fits)
    }

    /// The fault of a value that no paper has; none where what was not read may have it.
    fn unknown(&self, open: TextFilter, value: &str, written: ValueSpans<'_>) -> Option<Diagnostic> {
        let names = names(self, open);
        let near = nearest(value, names.iter().map(String::as_str));
        if self.library.incomplete && near.is_none() {
            return None;
        }
        let message = match open {
            TextFilter::Author => format!("no paper by `{value}`"),
            TextFilter::Has => format!("no field and no link `{value}`"),
            TextFilter::Tag | TextFilter::NotTag => format!("no paper has the tag `{value}`"),
            TextFilter::Venue => format!("no paper came out at `{value}`"),
        };
        let found = Code::BadValue.at((written.source, written.item(value)), message).label("not in the library");
        Some(match near {
            Some(near) => found.did_you_mean(Some(near)),
            None => found.help(some_of(open, &names)),
        })
    }

    fn expression(&self, text: &str) -> Result<Arc<Expression>, ExpressionError> {
        let expressions = || self.expressions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(read) = expressions().get(text) {
            return read.clone();
        }
        let known = |name: &str| {
            if self.library.incomplete || self.library.papers.iter().any(|paper| paper.x.contains_key(name)) {
                return Ok(());
            }
            let names: BTreeSet<_> = self.library.papers.iter().flat_map(|paper| paper.x.keys().cloned()).collect();
            Err(names.into_iter().collect())
        };
        let read = Expression::read(text, &known).map(Arc::new);
        expressions().insert(text.to_owned(), read.clone());
        read
    }
}

/// The names of one kind that the papers of a library have, for help with near names.
fn names(query: &Query, open: TextFilter) -> Vec<String> {
    let papers = query.library.papers.iter();
    let mut names: Vec<String> = match open {
        TextFilter::Author => papers
            .flat_map(|paper| &paper.authors)
            .flat_map(|person| [Some(person.family.clone()), (!has_han(&person.family)).then(|| person.to_string())])
            .flatten()
            .collect(),
        TextFilter::Tag | TextFilter::NotTag => papers.flat_map(|paper| paper.tags.iter().cloned()).collect(),
        TextFilter::Venue => papers.filter_map(|paper| paper.venue.clone()).collect(),
        TextFilter::Has => {
            let labels = papers.flat_map(|paper| paper.links.iter().map(|link| link.label.clone()));
            labels.chain(FIELDS.iter().map(|&field| field.to_owned())).collect()
        }
    };
    names.sort_unstable();
    names.dedup();
    names
}

/// The first few names there are.
fn some_of(open: TextFilter, names: &[String]) -> String {
    const SHOWN: usize = 5;
    let what = match open {
        TextFilter::Author => "authors",
        TextFilter::Has => "fields and links",
        TextFilter::Tag | TextFilter::NotTag => "tags",
        TextFilter::Venue => "venues",
    };
    let shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("there are no {what}"),
        count if count > SHOWN => format!("there are {count} {what}: {}, …", shown.join(", ")),
        _ => format!("there are: {}", shown.join(", ")),
    }
}

impl ExpressionError {
    /// The same as a finding, in the expression that is `written` in a chapter.
    pub(super) fn at(&self, written: ValueSpans<'_>) -> Diagnostic {
        let found = Code::BadValue
            .at((written.source, written.range(self.range.clone())), self.message.as_str())
            .label(self.label.as_str());
        match &self.help {
            Some(help) => found.help(help.as_str()),
            None => found,
        }
    }
}
