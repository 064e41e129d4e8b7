//! Compiles the filters of a directive: values are checked against the library, expressions are parsed.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::Query;
use super::expression::{Expression, ExpressionError};
use super::filter::{CompiledFilter, TextProperty};
use super::normalize::SearchText;
use super::value_spans::ValueSpans;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::options::{FIELDS, Filter, Options};
use crate::paper::{Field, Role, has_han};
use crate::source::Source;

impl Query {
    /// Compiles the filters of a directive that selects `papers`.
    ///
    /// # Errors
    /// Returns a diagnostic for every unknown value and invalid expression. The list is empty if the unknown values may be
    /// in a file that could not be read.
    pub(super) fn compile<'d>(
        &self,
        options: &'d Options,
        papers: &[usize],
        source: &Arc<Source>,
    ) -> Result<Vec<CompiledFilter<'d>>, Vec<Diagnostic>> {
        let mut compiled = Vec::with_capacity(options.filters.len());
        let (mut diagnostics, mut valid) = (Vec::new(), true);
        for filter in &options.filters {
            let spans = ValueSpans::new(source, filter.span);
            let mut texts = |property: TextProperty, values: &[String]| {
                let texts: Vec<_> = values.iter().map(|value| SearchText::new(value)).collect();
                for (value, text) in values.iter().zip(&texts) {
                    if !self.is_known(property, text, papers) {
                        valid = false;
                        diagnostics.extend(self.unknown_value(property, value, spans));
                    }
                }
                texts
            };
            compiled.push(match &filter.value {
                Filter::Author(names) => CompiledFilter::Author(texts(TextProperty::Author, names)),
                Filter::Has(names) => CompiledFilter::Has(texts(TextProperty::FieldOrLink, names)),
                Filter::Tag(tags) => CompiledFilter::Tag(texts(TextProperty::Tag, tags)),
                Filter::NotTag(tags) => CompiledFilter::NotTag(texts(TextProperty::Tag, tags)),
                Filter::Venue(venues) => CompiledFilter::Venue(texts(TextProperty::Venue, venues)),
                Filter::Cited(cited) => CompiledFilter::Cited(*cited),
                Filter::Since(date) => CompiledFilter::Since(*date),
                Filter::Status(statuses) => CompiledFilter::Status(statuses),
                Filter::Type(types) => CompiledFilter::Type(types),
                Filter::NotType(types) => CompiledFilter::NotType(types),
                Filter::Years(years) => CompiledFilter::Years(years),
                Filter::Where(text) => match self.expression(text) {
                    Ok(expression) => CompiledFilter::Where(text, expression),
                    Err(error) => {
                        valid = false;
                        diagnostics.push(error.at(spans));
                        continue;
                    }
                },
            });
        }
        if valid { Ok(compiled) } else { Err(diagnostics) }
    }

    /// Whether any paper of the library has a value. The selected papers are tried first, since other files may not have
    /// been read in full.
    fn is_known(&self, property: TextProperty, wanted: &SearchText, papers: &[usize]) -> bool {
        let matches = |paper: usize| property.matches(self, paper, wanted);
        papers.iter().any(|&paper| matches(paper))
            || (property == TextProperty::FieldOrLink && Field::named(&wanted.whole, Role::Column).is_some())
            || (0..self.library.papers.len()).any(matches)
    }

    /// The diagnostic for a value that no paper has; `None` if a file that could not be read may have it.
    fn unknown_value(&self, property: TextProperty, value: &str, spans: ValueSpans<'_>) -> Option<Diagnostic> {
        let names = names(self, property);
        let near = nearest(value, names.iter().map(String::as_str));
        if self.library.incomplete && near.is_none() {
            return None;
        }
        let message = match property {
            TextProperty::Author => format!("no paper by `{value}`"),
            TextProperty::FieldOrLink => format!("no field and no link `{value}`"),
            TextProperty::Tag => format!("no paper has the tag `{value}`"),
            TextProperty::Venue => format!("no paper was published at `{value}`"),
        };
        let diagnostic = Code::BadValue.at((spans.source, spans.item(value)), message).label("not in the library");
        Some(match near {
            Some(near) => diagnostic.did_you_mean(Some(near)),
            None => diagnostic.help(known_values(property, &names)),
        })
    }

    /// Parses an expression, or returns it from the cache.
    fn expression(&self, text: &str) -> Result<Arc<Expression>, ExpressionError> {
        let expressions = || self.expressions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cached) = expressions().get(text) {
            return cached.clone();
        }
        let has_custom_field = |name: &str| {
            if self.library.incomplete || self.library.papers.iter().any(|paper| paper.x.contains_key(name)) {
                return Ok(());
            }
            let names: BTreeSet<_> = self.library.papers.iter().flat_map(|paper| paper.x.keys().cloned()).collect();
            Err(names.into_iter().collect())
        };
        let expression = Expression::compile(text, &has_custom_field).map(Arc::new);
        expressions().insert(text.to_owned(), expression.clone());
        expression
    }
}

/// Returns the values of a property in the library, for suggestions.
fn names(query: &Query, property: TextProperty) -> Vec<String> {
    let papers = query.library.papers.iter();
    let mut names: Vec<String> = match property {
        TextProperty::Author => papers
            .flat_map(|paper| &paper.authors)
            .flat_map(|person| [Some(person.family.clone()), (!has_han(&person.family)).then(|| person.to_string())])
            .flatten()
            .collect(),
        TextProperty::Tag => papers.flat_map(|paper| paper.tags.iter().cloned()).collect(),
        TextProperty::Venue => papers.filter_map(|paper| paper.venue.clone()).collect(),
        TextProperty::FieldOrLink => {
            let labels = papers.flat_map(|paper| paper.links.iter().map(|link| link.label.clone()));
            labels.chain(FIELDS.iter().map(|&field| field.to_owned())).collect()
        }
    };
    names.sort_unstable();
    names.dedup();
    names
}

/// A help text that lists the first known values.
fn known_values(property: TextProperty, names: &[String]) -> String {
    const MAX_SUGGESTIONS: usize = 5;
    let what = match property {
        TextProperty::Author => "authors",
        TextProperty::FieldOrLink => "fields and links",
        TextProperty::Tag => "tags",
        TextProperty::Venue => "venues",
    };
    let shown: Vec<_> = names.iter().take(MAX_SUGGESTIONS).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("there are no {what}"),
        count if count > MAX_SUGGESTIONS => format!("there are {count} {what}: {}, …", shown.join(", ")),
        _ => format!("there are: {}", shown.join(", ")),
    }
}

impl ExpressionError {
    /// The error as a diagnostic in the chapter that contains the expression.
    pub(super) fn at(&self, spans: ValueSpans<'_>) -> Diagnostic {
        let diagnostic = Code::BadValue
            .at((spans.source, spans.range(self.range.clone())), self.message.as_str())
            .label(self.label.as_str());
        match &self.help {
            Some(help) => diagnostic.help(help.as_str()),
            None => diagnostic,
        }
    }
}
