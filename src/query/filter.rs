//! Filters: which of the selected papers stay.
//!
//! What is compared is folded once for each paper and kept, since many directives ask for the same.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::expression::{Expression, ExpressionError};
use super::normalize::{SearchText, normalize, words};
use super::{IsCited, Query};
use crate::directive::{CitedFilter, Filter, Scope};
use crate::paper::{Date, Field, Paper, Person, Role};

/// What a paper is compared by, folded when it is first asked for.
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

/// A name in words.
#[derive(Debug)]
struct NormalizedName {
    /// All of it, in reading order.
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

    /// Whether the name is meant: words of it in its order, or the family name first, and one of the family's among them.
    fn is(&self, wanted: &SearchText) -> bool {
        if wanted.is(&self.whole) {
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

/// Whether these words stand among others in the same order.
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

/// A filter, made ready to be asked of many papers.
#[derive(Debug)]
pub(super) enum CompiledFilter<'d> {
    /// Of these values, of which each may be unknown to the library.
    TextFilter(TextFilter, Vec<(&'d str, SearchText)>),
    /// Anything else but an expression.
    Plain(&'d Filter),
    /// An expression, with its text.
    Where(&'d str, Arc<Expression>),
}

/// What has values that nobody lists beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextFilter {
    Author,
    Has,
    NotTag,
    Tag,
    Venue,
}

impl TextFilter {
    /// The filter as one of these, with the values it was given.
    pub(super) fn of(filter: &Filter) -> Option<(Self, &[String])> {
        Some(match filter {
            Filter::Author(values) => (TextFilter::Author, values),
            Filter::Has(values) => (TextFilter::Has, values),
            Filter::NotTag(values) => (TextFilter::NotTag, values),
            Filter::Tag(values) => (TextFilter::Tag, values),
            Filter::Venue(values) => (TextFilter::Venue, values),
            _ => return None,
        })
    }

    /// Whether a paper has a value.
    pub(super) fn fits(self, query: &Query, paper: usize, wanted: &SearchText) -> bool {
        let folded = query.folded(paper);
        let paper = &query.library.papers[paper];
        match self {
            TextFilter::Author => folded.authors(paper).iter().any(|name| name.is(wanted)),
            TextFilter::Tag | TextFilter::NotTag => folded.tags(paper).iter().any(|tag| wanted.is(tag)),
            TextFilter::Venue => {
                folded.venue(paper).is_some_and(|venue| wanted.is(&venue.whole) || wanted.stands_in(&venue.words))
            }
            TextFilter::Has => {
                let field = Field::named(&wanted.whole, Role::Column);
                field.is_some_and(|field| field.value(paper).is_some()) || folded.labels(paper).contains(&wanted.whole)
            }
        }
    }
}

impl CompiledFilter<'_> {
    /// Whether a paper stays; the fault of an expression that cannot be computed.
    pub(super) fn holds(&self, query: &Query, paper: usize, cites: IsCited<'_>) -> Result<bool, ExpressionError> {
        Ok(match self {
            CompiledFilter::TextFilter(TextFilter::Has, wanted) => {
                wanted.iter().all(|(_, wanted)| TextFilter::Has.fits(query, paper, wanted))
            }
            CompiledFilter::TextFilter(open, wanted) => {
                wanted.iter().any(|(_, wanted)| open.fits(query, paper, wanted)) != (*open == TextFilter::NotTag)
            }
            CompiledFilter::Where(text, expression) => expression.holds(text, &query.library, paper)?,
            CompiledFilter::Plain(Filter::Cited(where_to)) => match where_to {
                CitedFilter::Here => cites(paper, Scope::Chapter),
                CitedFilter::NotHere => !cites(paper, Scope::Chapter),
                CitedFilter::InBook => cites(paper, Scope::Book),
            },
            CompiledFilter::Plain(filter) => {
                let paper = &query.library.papers[paper];
                match filter {
                    Filter::NotType(types) => !types.contains(&paper.kind),
                    Filter::Since(since) => paper.date.is_some_and(|date| is_since(date, *since)),
                    Filter::Status(statuses) => paper.status.is_some_and(|status| statuses.contains(&status)),
                    Filter::Type(types) => types.contains(&paper.kind),
                    Filter::Years(years) => paper.year().is_some_and(|year| years.contains(year)),
                    _ => true,
                }
            }
        })
    }
}

/// Whether a date is on another or after it, as far as both are known: a paper of 2022 may be of June.
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
    fn names_are_met_by_their_words() {
        #[track_caller]
        fn check(name: &str, wanted: &str, expect: bool) {
            assert_eq!(NormalizedName::new(&Person::parse(name)).is(&SearchText::new(wanted)), expect, "{wanted}");
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
    fn dates_are_compared_as_far_as_they_are_known() {
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
