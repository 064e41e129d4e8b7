//! The filters of a directive: conditions that a paper must meet to be selected.

use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::paper::{Date, Status};

/// A condition on papers. A paper meets it if any of the values matches; for [`Has`](Filter::Has), if all of them do.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Filter {
    /// By one of these authors.
    Author(Vec<String>),
    /// Cited, or not.
    Cited(CitedFilter),
    /// With all of these fields or links.
    Has(Vec<String>),
    /// With none of these tags.
    NotTag(Vec<String>),
    /// Of none of these types.
    NotType(Vec<String>),
    /// Published on this date or later.
    Since(Date),
    /// With one of these statuses.
    Status(Vec<Status>),
    /// With one of these tags.
    Tag(Vec<String>),
    /// Of one of these types.
    Type(Vec<String>),
    /// Published at one of these venues.
    Venue(Vec<String>),
    /// For which this MiniJinja expression is true.
    Where(String),
    /// Published in one of these years.
    #[strum(serialize = "year")]
    Years(Years),
}

impl Filter {
    /// Returns the name of the option that sets this filter.
    pub fn name(&self) -> &'static str {
        self.into()
    }
}

/// Whether, and where, a paper must be cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
pub enum CitedFilter {
    /// In the chapter of the directive.
    #[strum(serialize = "true")]
    InChapter,
    /// Not in the chapter of the directive.
    #[strum(serialize = "false")]
    NotInChapter,
    /// Anywhere in the book.
    #[strum(serialize = "book")]
    InBook,
}

/// A range of years that includes both ends. An absent end leaves the range open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// The first year.
    pub from: Option<u16>,
    /// The last year.
    pub to: Option<u16>,
}

impl Years {
    /// Parses `2022`, `2022..2024`, `2022..` or `..2024`.
    pub fn parse(text: &str) -> Option<Self> {
        let year = |text: &str| Date::parse(text).filter(|date| date.month.is_none()).map(|date| date.year);
        let end = |text: &str| if text.is_empty() { Some(None) } else { year(text).map(Some) };
        match text.split_once("..") {
            None => year(text).map(|year| Self { from: Some(year), to: Some(year) }),
            Some((from, to)) if from.len() + to.len() > 0 => Some(Self { from: end(from)?, to: end(to)? }),
            Some(_) => None,
        }
    }

    /// Whether the range contains no year.
    pub fn is_empty(self) -> bool {
        self.from.zip(self.to).is_some_and(|(from, to)| from > to)
    }

    /// Whether the range contains a year.
    pub fn contains(self, year: u16) -> bool {
        self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_years_may_be_open_at_either_end() {
        #[track_caller]
        fn check(text: &str, expect: Option<(Option<u16>, Option<u16>)>) {
            assert_eq!(Years::parse(text).map(|years| (years.from, years.to)), expect, "{text}");
        }
        check("2022", Some((Some(2022), Some(2022))));
        check("2022..2024", Some((Some(2022), Some(2024))));
        check("2022..", Some((Some(2022), None)));
        check("..2024", Some((None, Some(2024))));
        for invalid in ["", "..", "22", "2022...", "2022-01", "2022..x", "a..b", "2022-2024"] {
            check(invalid, None);
        }
    }

    #[test]
    fn a_range_includes_both_ends() {
        let years = Years { from: Some(2022), to: Some(2023) };
        assert_eq!([2021, 2022, 2023, 2024].map(|year| years.contains(year)), [false, true, true, false]);
        assert!(Years { from: Some(2024), to: Some(2022) }.is_empty());
        assert!(!years.is_empty());
    }
}
