//! Dates of the calendar, and what CSL and EDTF add to them: ranges, seasons, approximate dates, years before 1, and words.

use std::fmt::{self, Write as _};

/// A day, a month or a year of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day, 1 to 31; never without a month.
    pub day: Option<u8>,
}

/// The value of a date field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateValue {
    /// A day, a month or a year.
    Exact(Date),
    /// A point in time or a range that [`Date`] cannot express.
    Edtf(Edtf),
    /// Words, such as `in press`.
    Words {
        /// The words.
        text: Box<str>,
        /// The date that they contain, for sorting and filters.
        date: Option<Date>,
    },
}

/// A date in the Extended Date/Time Format, level 1 of ISO 8601-2 as BibLaTeX uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edtf {
    /// The date, or the start of a range.
    pub start: Bound,
    /// The end of a range; `None` for a date that is no range.
    pub end: Option<Bound>,
}

/// One end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// A point in time.
    Point(Point),
    /// No limit, written `..`.
    Open,
}

/// A year, month, season or day, which may be approximate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The astronomical year: 0 is 1 BC.
    pub year: i32,
    /// The month, 1 to 12, or the season, 21 (spring) to 24 (winter).
    pub month: Option<u8>,
    /// The day, 1 to 31; never without a month.
    pub day: Option<u8>,
    /// Whether the date is approximate (`~`).
    pub approximate: bool,
    /// Whether the date is uncertain (`?`).
    pub uncertain: bool,
}

impl Date {
    /// Parses `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (ISO 8601); returns `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|month| digits(month, 2).ok_or(())).transpose().ok()?;
        let day = parts.next().map(|day| digits(day, 2).ok_or(())).transpose().ok()?;
        if parts.next().is_some() {
            return None;
        }
        Self::new(year, month.map(u8::try_from).transpose().ok()?, day.map(u8::try_from).transpose().ok()?)
    }

    /// Returns a date that exists in the calendar, or `None`.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let exists = match (month, day) {
            (None, None) => true,
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => (1..=days_in(i32::from(year), month)).contains(&day),
            (None, Some(_)) => false,
        };
        (exists && (1..=9999).contains(&year)).then_some(Self { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every entry of every page has a date, and writing the digits is faster than formatting them.
        let digit = |number: u16, power: u16| char::from_digit(u32::from(number / power % 10), 10).unwrap_or_default();
        for power in [1000, 100, 10, 1] {
            f.write_char(digit(self.year, power))?;
        }
        for part in self.month.into_iter().chain(self.day).map(u16::from) {
            f.write_char('-')?;
            f.write_char(digit(part, 10))?;
            f.write_char(digit(part, 1))?;
        }
        Ok(())
    }
}

impl DateValue {
    /// Parses an ISO 8601 date or an EDTF date such as `1990~`, `2004-21`, `2001/2003` or `-0043`; returns `None` for any
    /// other text.
    ///
    /// As in BibLaTeX, months and days may have one digit, and a time of day is dropped.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(date) = Date::parse(text) {
            return Some(Self::Exact(date));
        }
        let edtf = match text.split_once('/') {
            Some((start, end)) => {
                let edtf = Edtf { start: Bound::parse(start)?, end: Some(Bound::parse(end)?) };
                let is_open = edtf == Edtf { start: Bound::Open, end: Some(Bound::Open) };
                if is_open {
                    return None;
                }
                edtf
            }
            None => Edtf { start: Bound::Point(Point::parse(text)?), end: None },
        };
        Some(Self::from(edtf))
    }

    /// Returns words as a date, with the date that they contain. Whitespace becomes single spaces.
    pub fn words(text: &str, date: Option<Date>) -> Self {
        Self::Words { text: text.split_whitespace().collect::<Vec<_>>().join(" ").into(), date }
    }

    /// Returns the date, or the start of a range, as far as it is a date of the calendar from the year 1 on; the end of a
    /// range without a start.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Exact(date) => Some(*date),
            Self::Edtf(edtf) => match (edtf.start, edtf.end) {
                (Bound::Point(point), _) | (Bound::Open, Some(Bound::Point(point))) => point.date(),
                (Bound::Open, _) => None,
            },
            Self::Words { date, .. } => *date,
        }
    }
}

impl From<Date> for DateValue {
    fn from(date: Date) -> Self {
        Self::Exact(date)
    }
}

impl From<Edtf> for DateValue {
    /// Returns an exact date where that expresses all of it.
    fn from(edtf: Edtf) -> Self {
        match edtf {
            Edtf { start: Bound::Point(point), end: None } if point.is_exact() => {
                point.date().map_or(Self::Edtf(edtf), Self::Exact)
            }
            _ => Self::Edtf(edtf),
        }
    }
}

impl fmt::Display for DateValue {
    /// Writes the date in ISO 8601 or EDTF, or the words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(date) => date.fmt(f),
            Self::Edtf(edtf) => edtf.fmt(f),
            Self::Words { text, .. } => f.write_str(text),
        }
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.start.fmt(f)?;
        match self.end {
            Some(end) => write!(f, "/{end}"),
            None => Ok(()),
        }
    }
}

impl Bound {
    fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "" | ".." => Some(Self::Open),
            text => Point::parse(text).map(Self::Point),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point(point) => point.fmt(f),
            Self::Open => f.write_str(".."),
        }
    }
}

impl Point {
    /// The season, 1 (spring) to 4 (winter).
    pub fn season(&self) -> Option<u8> {
        self.month.filter(|month| *month > 20).map(|season| season - 20)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut point = Self { year: 0, month: None, day: None, approximate: false, uncertain: false };
        let mut text = text.trim();
        while let Some((at, mark)) = text.char_indices().next_back().filter(|(_, c)| matches!(c, '?' | '~' | '%')) {
            point.approximate |= mark != '?';
            point.uncertain |= mark != '~';
            text = text[..at].trim_end();
        }
        if let Some((day, _)) = text.split_once('T').filter(|(_, time)| time.starts_with(|c: char| c.is_ascii_digit()))
        {
            text = day;
        }
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(unsigned) => (-1, unsigned),
            None => (1, text),
        };
        let mut parts = unsigned.split('-');
        let year = parts.next()?;
        if year.len() != 4 {
            return None;
        }
        point.year = sign * i32::from(digits(year, 4)?);
        let number = |part: &str| digits(part, part.len()).filter(|_| (1..=2).contains(&part.len()));
        if let Some(month) = parts.next() {
            point.month = Some(u8::try_from(number(month)?).ok()?);
        }
        if let Some(day) = parts.next() {
            point.day = Some(u8::try_from(number(day)?).ok()?);
        }
        (parts.next().is_none() && point.is_valid()).then_some(point)
    }

    /// Whether the point is in the calendar.
    pub fn is_valid(&self) -> bool {
        match (self.month, self.day) {
            (None | Some(1..=12 | 21..=24), None) => true,
            (Some(month), Some(day)) => (1..=days_in(self.year, month)).contains(&day),
            _ => false,
        }
    }

    fn is_exact(&self) -> bool {
        !self.approximate && !self.uncertain && self.season().is_none()
    }

    /// The point as a date of the calendar; a season as its year.
    fn date(&self) -> Option<Date> {
        let month = self.month.filter(|month| *month <= 12);
        Date::new(u16::try_from(self.year).ok()?, month, self.day)
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}", self.year.unsigned_abs())?;
        for part in self.month.into_iter().chain(self.day) {
            write!(f, "-{part:02}")?;
        }
        f.write_str(match (self.approximate, self.uncertain) {
            (true, true) => "%",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        })
    }
}

fn digits(text: &str, count: usize) -> Option<u16> {
    let fits = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Days in a month of the Gregorian calendar; 0 for a month that does not exist.
fn days_in(year: i32, month: u8) -> u8 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_exist_in_the_calendar() {
        #[track_caller]
        fn check(written: &str, read: Option<&str>) {
            assert_eq!(Date::parse(written).map(|date| date.to_string()).as_deref(), read);
        }
        check("2022", Some("2022"));
        check("2022-12", Some("2022-12"));
        check("2024-02-29", Some("2024-02-29"));
        for invalid in
            ["202", "2023-13", "2023-00", "2023-02-29", "2023-4", "2023/04", "2023-04-05-06", "0000", "+023", ""]
        {
            check(invalid, None);
        }
    }

    #[test]
    fn extended_dates_are_parsed_and_written_alike() {
        #[track_caller]
        fn check(written: &str, date: Option<&str>) {
            let value = DateValue::parse(written).unwrap();
            assert!(matches!(value, DateValue::Edtf(_)), "{value:?}");
            assert_eq!(value.to_string(), written);
            assert_eq!(value.date().map(|date| date.to_string()).as_deref(), date);
        }
        check("2001-03/2003-05", Some("2001-03"));
        check("1997/..", Some("1997"));
        check("../1997", Some("1997"));
        check("1890~", Some("1890"));
        check("2004-06?", Some("2004-06"));
        check("2004%/2005", Some("2004"));
        check("2007-22", Some("2007"));
        check("-0043", None);
        check("0000-03-15", None);
    }

    #[test]
    fn other_forms_of_a_date_are_normalized() {
        let check = |written: &str, expect: Option<&str>| {
            assert_eq!(DateValue::parse(written).map(|date| date.to_string()).as_deref(), expect, "{written}");
        };
        check("2004-6-1", Some("2004-06-01"));
        check("2004-04-25T14:34:00", Some("2004-04-25"));
        check("1997/", Some("1997/.."));
        check("/1997", Some("../1997"));
        check("2004?~", Some("2004%"));
        for other in ["", "/", "../..", "in press", "2004-13", "2004-25", "2004-21-01", "199X", "99", "2004/2005/2006"]
        {
            check(other, None);
        }
    }
}
