//! Filters: conditions on the selected papers.
//!
//! The texts of a paper are normalized once, on first use, since many directives filter by the same fields.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::expression::{Expression, ExpressionError};
use super::normalize::{SearchText, normalize, words};
use super::{IsCited, Query};
use crate::options::{CitedFilter, Scope, Years};
use crate::paper::{Date, Field, Paper, Person, Role, Status};

/// The normalized texts of a paper, each computed on first use.
#[derive(Debug, Default)]
pub(super) struct NormalizedPaper {
    tags: OnceLock<Box<[String]>>,
    labels: OnceLock<Box<[String]>>,
    venue: OnceLock<Option<NormalizedVenue>>,
    authors: OnceLock<Box<[NormalizedName]>>,
}

#[derive(Debug)]
struct NormalizedVenue {
    whole: String,
    words: Vec<String>,
}

/// A name as normalized words.
#[derive(Debug)]
struct NormalizedName {
    /// The name in reading order.
    whole: String,
    /// Given names, prefix, family name, suffix.
    words: Vec<String>,
    /// Which of the words are prefix and family name.
    family: Range<usize>,
}

impl NormalizedName {
    fn new(person: &Person) -> Self {
        let part = |part: Option<&str>| part.map(words).unwrap_or_default();
        let mut all = part(person.given.as_deref());
        let start = all.len();
        all.extend(part(person.prefix.as_deref()));
        all.extend(words(&person.family));
        let family = start..all.len();
        all.extend(part(person.suffix.as_deref()));
        Self { whole: normalize(&person.to_string()), words: all, family }
    }

    /// Whether a search text is this name or a part of it that includes a word of the family name. The words may be in
    /// reading order or begin with the family name.
    fn matches(&self, wanted: &SearchText) -> bool {
        if wanted.matches(&self.whole) {
            return true;
        }
        let family = &self.words[self.family.clone()];
        if !wanted.words.iter().any(|word| family.contains(word)) {
            return false;
        }
        let (before, after) = (&self.words[..self.family.start], &self.words[self.family.end..]);
        in_order(&wanted.words, self.words.iter()) || in_order(&wanted.words, family.iter().chain(before).chain(after))
    }
}

/// Whether `words` contains the wanted words in the same order.
fn in_order<'w>(wanted: &[String], mut words: impl Iterator<Item = &'w String>) -> bool {
    wanted.iter().all(|wanted| words.any(|word| word == wanted))
}

impl NormalizedPaper {
    fn tags(&self, paper: &Paper) -> &[String] {
        self.tags.get_or_init(|| paper.tags.iter().map(|tag| normalize(tag)).collect())
    }

    fn labels(&self, paper: &Paper) -> &[String] {
        self.labels.get_or_init(|| paper.shown_links().iter().map(|link| normalize(&link.label)).collect())
    }

    fn venue(&self, paper: &Paper) -> Option<&NormalizedVenue> {
        let normalize = |venue: &String| NormalizedVenue { whole: normalize(venue), words: words(venue) };
        self.venue.get_or_init(|| paper.venue.as_ref().map(normalize)).as_ref()
    }

    fn authors(&self, paper: &Paper) -> &[NormalizedName] {
        self.authors.get_or_init(|| paper.authors.iter().map(NormalizedName::new).collect())
    }
}

/// A filter in the form that runs on papers: one variant for each [`Filter`](crate::options::Filter).
#[derive(Debug)]
pub(super) enum CompiledFilter<'d> {
    Author(Vec<SearchText>),
    Cited(CitedFilter),
    Has(Vec<SearchText>),
    NotTag(Vec<SearchText>),
    NotType(&'d [String]),
    Since(Date),
    Status(&'d [Status]),
    Tag(Vec<SearchText>),
    Type(&'d [String]),
    Venue(Vec<SearchText>),
    /// An expression and its source text.
    Where(&'d str, Arc<Expression>),
    Years(&'d Years),
}

/// A property of papers that filters search by text. The library defines its values, so that any text may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextProperty {
    Author,
    /// The names of the fields that a paper has, and the labels of its links.
    FieldOrLink,
    Tag,
    Venue,
}

impl TextProperty {
    /// Whether a paper has the value.
    pub(super) fn matches(self, query: &Query, index: usize, wanted: &SearchText) -> bool {
        let normalized = query.normalized(index);
        let paper = &query.library.papers[index];
        match self {
            TextProperty::Author => normalized.authors(paper).iter().any(|name| name.matches(wanted)),
            TextProperty::Tag => normalized.tags(paper).iter().any(|tag| wanted.matches(tag)),
            TextProperty::Venue => normalized
                .venue(paper)
                .is_some_and(|venue| wanted.matches(&venue.whole) || wanted.is_phrase_of(&venue.words)),
            TextProperty::FieldOrLink => {
                let field = Field::named(&wanted.whole, Role::Column);
                field.is_some_and(|field| field.value(paper).is_some())
                    || normalized.labels(paper).contains(&wanted.whole)
            }
        }
    }
}

impl CompiledFilter<'_> {
    /// Whether a paper passes the filter.
    ///
    /// # Errors
    /// Returns the error of an expression that cannot be evaluated for the paper.
    pub(super) fn matches(&self, query: &Query, index: usize, cites: IsCited<'_>) -> Result<bool, ExpressionError> {
        let paper = &query.library.papers[index];
        let any = |property: TextProperty, wanted: &[SearchText]| {
            wanted.iter().any(|wanted| property.matches(query, index, wanted))
        };
        Ok(match self {
            CompiledFilter::Author(names) => any(TextProperty::Author, names),
            CompiledFilter::Cited(CitedFilter::InChapter) => cites(index, Scope::Chapter),
            CompiledFilter::Cited(CitedFilter::NotInChapter) => !cites(index, Scope::Chapter),
            CompiledFilter::Cited(CitedFilter::InBook) => cites(index, Scope::Book),
            CompiledFilter::Has(names) => {
                names.iter().all(|name| TextProperty::FieldOrLink.matches(query, index, name))
            }
            CompiledFilter::NotTag(tags) => !any(TextProperty::Tag, tags),
            CompiledFilter::NotType(types) => !types.contains(&paper.kind),
            CompiledFilter::Since(since) => paper.day().is_some_and(|date| is_since(date, *since)),
            CompiledFilter::Status(statuses) => paper.status.is_some_and(|status| statuses.contains(&status)),
            CompiledFilter::Tag(tags) => any(TextProperty::Tag, tags),
            CompiledFilter::Type(types) => types.contains(&paper.kind),
            CompiledFilter::Venue(venues) => any(TextProperty::Venue, venues),
            CompiledFilter::Where(text, expression) => expression.holds(text, &query.library, index)?,
            CompiledFilter::Years(years) => paper.year().is_some_and(|year| years.contains(year)),
        })
    }
}

/// Whether a date is not before `since`, compared to the precision of the less precise one: 2022 is not before June 2022.
fn is_since(date: Date, since: Date) -> bool {
    let known = |part: Option<u8>, other: Option<u8>| part.filter(|_| other.is_some());
    let (month, since_month) = (known(date.month, since.month), known(since.month, date.month));
    let (day, since_day) = (known(date.day, since.day), known(since.day, date.day));
    (date.year, month, day) >= (since.year, since_month, since_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_by_their_words() {
        #[track_caller]
        fn check(name: &str, wanted: &str, expect: bool) {
            assert_eq!(NormalizedName::new(&Person::parse(name)).matches(&SearchText::new(wanted)), expect, "{wanted}");
        }
        check("Fei-Fei Li", "li", true);
        check("Fei-Fei Li", "Li, Fei-Fei", true);
        check("Fei-Fei Li", "fei-fei li", true);
        check("Fei-Fei Li", "fei", false);
        check("Olivia Jones", "li", false);
        check("Tom B. Brown", "Tom Brown", true);
        check("Tom B. Brown", "Tim Brown", false);
        check("Tom B. Brown", "Brown Tom", true);
        check("Oskar van der Wal", "van der wal", true);
        check("Oskar van der Wal", "wal", true);
        check("Gabriel García Márquez", "marquez", true);
        check("King, Jr., Martin Luther", "King Jr.", true);
        check("King, Jr., Martin Luther", "Jr.", false);
        check("{The LLaMA Team}", "llama", true);
        check("唐杰", "唐", true);
        check("唐杰", "杰", true);
        check("唐, 杰", "唐杰", true);
        check("唐杰", "王", false);
        check("Tom Brown", "!", false);
    }

    #[test]
    fn dates_are_compared_to_their_common_precision() {
        #[track_caller]
        fn check(date: &str, since: &str, expect: bool) {
            assert_eq!(is_since(Date::parse(date).unwrap(), Date::parse(since).unwrap()), expect, "{date} {since}");
        }
        check("2022", "2022", true);
        check("2021", "2022", false);
        check("2022", "2022-06", true);
        check("2022-05", "2022-06", false);
        check("2022-06", "2022-06-30", true);
        check("2022-06-29", "2022-06-30", false);
        check("2022-07-01", "2022-06-30", true);
        check("2023", "2022-06-30", true);
        check("2022-01-01", "2022", true);
    }
}
