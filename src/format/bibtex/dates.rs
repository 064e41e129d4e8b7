//! Dates in the forms of BibLaTeX (EDTF, levels 0 and 1), in BibTeX's `year`, `month` and `day`, and in words.

use crate::paper::{self, Bound, Date, DateValue, Edtf, Point};

/// A date as it was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::format) struct Dated {
    /// The date; `None` for an empty text.
    pub(in crate::format) value: Option<DateValue>,
    /// Whether a date was meant that the calendar does not have.
    pub(in crate::format) invalid: bool,
}

impl Dated {
    fn of(value: impl Into<DateValue>) -> Self {
        Self { value: Some(value.into()), invalid: false }
    }
}

/// Parses a `date`, decoded.
pub(in crate::format) fn date(text: &str) -> Dated {
    let text = text.trim();
    if let Some(value) = DateValue::parse(text).or_else(|| with_unspecified_digits(text)) {
        return Dated::of(value);
    }
    loose(text)
}

/// Returns words as a date, with the date that they contain.
pub(in crate::format) fn literal(text: &str) -> DateValue {
    let date = date(text).value.and_then(|value| value.date());
    DateValue::words(text, date)
}

/// Parses a `year` with its `month` and `day`, decoded.
pub(in crate::format) fn fields(year: &str, month: Option<&str>, day: Option<&str>) -> Dated {
    let mut dated = date(year);
    let Some(month) = month.map(str::trim).filter(|month| !month.is_empty()) else { return dated };
    let words = || [Some(month), day, Some(year)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let read = self::month(month);
    match (&dated.value, read) {
        (&Some(DateValue::Exact(Date { year, month: None, .. })), Some((month, own_day, exact))) => {
            let day = day.map_or(Some(own_day), |day| day.trim().parse().ok().map(Some));
            let full = day.and_then(|day| Date::new(year, Some(month), day));
            let date = full.or_else(|| Date::new(year, Some(month), None));
            dated.invalid |= full.is_none();
            dated.value = if exact && full.is_some() {
                date.map(DateValue::Exact)
            } else {
                Some(DateValue::words(&words(), date))
            };
        }
        // The year contains the month already.
        (Some(DateValue::Exact(Date { month: Some(_), .. })), _) => {}
        (&Some(DateValue::Exact(Date { year, .. })), None) => {
            dated.value = Some(match season(month) {
                Some(season) => of_season(year, season),
                None => DateValue::words(&words(), Date::new(year, None, None)),
            });
        }
        (value, _) => {
            let date = value.as_ref().and_then(DateValue::date);
            dated.value = Some(DateValue::words(&words(), date));
        }
    }
    dated
}

/// The season of a year as EDTF counts them: 21 is spring.
fn of_season(year: u16, season: u8) -> DateValue {
    let point = point(year, Some(season));
    DateValue::from(Edtf { start: Bound::Point(point), end: None })
}

fn point(year: u16, month: Option<u8>) -> Point {
    Point { year: i32::from(year), month, day: None, approximate: false, uncertain: false }
}

fn season(word: &str) -> Option<u8> {
    let seasons: [&[&str]; 4] = [&["spring"], &["summer"], &["autumn", "fall"], &["winter"]];
    let nth = seasons.iter().position(|names| names.iter().any(|name| name.eq_ignore_ascii_case(word)))?;
    u8::try_from(nth).ok().map(|nth| nth + 21)
}

/// A range of years.
fn of_years(start: u16, end: u16) -> DateValue {
    DateValue::from(Edtf { start: Bound::Point(point(start, None)), end: Some(Bound::Point(point(end, None))) })
}

/// Dates with unspecified digits: `199X` is a range of ten years, `1999-XX` a year, `1999-05-XX` a month.
fn with_unspecified_digits(text: &str) -> Option<DateValue> {
    let unspecified = |c: char| matches!(c, 'X' | 'u');
    if let Some(known) = text.strip_suffix("-XX").or_else(|| text.strip_suffix("-uu")) {
        return DateValue::parse(known.trim_end_matches("-XX").trim_end_matches("-uu"));
    }
    let known = text.trim_end_matches(unspecified);
    if text.len() != 4 || !(2..4).contains(&known.len()) || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(of_years(format!("{known:0<4}").parse().ok()?, format!("{known:9<4}").parse().ok()?))
}

/// A date in words: a range of years, an approximate year, a season or a month of a year; else the words, with the first
/// year of four digits in them.
fn loose(text: &str) -> Dated {
    if text.is_empty() {
        return Dated::default();
    }
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year_of = |word: &str| {
        let year: u16 = if word.len() == 4 { word.parse().ok()? } else { return None };
        (1000..3000).contains(&year).then_some(year)
    };
    match words[..] {
        [only] if only.len() == 5 && only.ends_with(|c: char| c.is_ascii_lowercase()) => {
            // The letter of `2004a` belongs to a list of references, not to the date.
            if let Some(date) = year_of(&only[..4]).and_then(|year| Date::new(year, None, None)) {
                return Dated::of(date);
            }
        }
        [start, end] => {
            let (first, second) = (year_of(start), year_of(end));
            let is_short = end.len() == 2 && end.bytes().all(|byte| byte.is_ascii_digit());
            let century = |start: u16| Some(start / 100 * 100 + end.parse::<u16>().ok()?);
            let end_year = second.or_else(|| first.filter(|_| is_short && text.contains('/')).and_then(century));
            match (first, end_year) {
                (Some(first), Some(end)) if first < end => return Dated::of(of_years(first, end)),
                (None, Some(year)) if matches!(start.to_ascii_lowercase().as_str(), "c" | "ca" | "circa") => {
                    let point = Point { approximate: true, ..point(year, None) };
                    return Dated::of(Edtf { start: Bound::Point(point), end: None });
                }
                (None, Some(year)) => {
                    if let Some(season) = season(start) {
                        return Dated::of(of_season(year, season));
                    }
                    if let Some(date) = paper::month(start).and_then(|month| Date::new(year, Some(month), None)) {
                        return Dated::of(date);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
    let year = words.iter().find_map(|word| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        if word.len() <= 5 { year_of(digits) } else { None }
    });
    let Some(year) = year else {
        let pending = [
            "forthcoming",
            "press",
            "appear",
            "submitted",
            "preparation",
            "preprint",
            "nd",
            "undated",
            "bc",
            "bce",
            "progress",
            "review",
        ];
        let normalized = text.to_lowercase().replace('.', "");
        let is_known = normalized.split_whitespace().any(|word| pending.contains(&word));
        return Dated { value: Some(DateValue::words(text, None)), invalid: !is_known };
    };
    let named = text.split(|c: char| !c.is_ascii_alphabetic()).filter_map(paper::month).collect::<Vec<_>>();
    let month = if let [month] = named[..] { Some(month) } else { None };
    // An invalid number, such as month 13, was meant as a date.
    let numeric = words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let range = words.len() == 2 && words.iter().all(|word| word.len() == 4);
    let value = DateValue::words(text, Date::new(year, month, None));
    Dated { value: Some(value), invalid: numeric && !range && words.len() > 1 }
}

/// The month, the day if the text has one, and whether the text has nothing else.
fn month(text: &str) -> Option<(u8, Option<u8>, bool)> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [word] => Some((month_numbered(word).or_else(|| paper::month(word))?, None, true)),
        [a, b] => match (paper::month(a), paper::month(b)) {
            (Some(month), None) => Some((month, ordinal(b), ordinal(b).is_some())),
            (None, Some(month)) => Some((month, ordinal(a), ordinal(a).is_some())),
            (Some(month), Some(_)) => Some((month, None, false)),
            (None, None) => None,
        },
        [first, ..] => Some((paper::month(first)?, None, false)),
        [] => None,
    }
}

/// Parses a day: `30`, `30th` or `1st`.
fn ordinal(word: &str) -> Option<u8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.parse().ok().filter(|_| matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th"))
}

fn month_numbered(word: &str) -> Option<u8> {
    word.parse().ok().filter(|month| (1..=12).contains(month))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_read(dated: &Dated, expect: &str) {
        let written = dated.value.as_ref().map_or_else(String::new, |value| match value {
            DateValue::Words { text, date: Some(date) } => format!("words {text} ({date})"),
            DateValue::Words { text, date: None } => format!("words {text}"),
            value => value.to_string(),
        });
        assert_eq!(format!("{written}{}", if dated.invalid { " invalid" } else { "" }), expect);
    }

    #[test]
    fn dates_in_the_forms_of_biblatex() {
        let check = |text: &str, expect: &str| assert_read(&date(text), expect);
        check("2004", "2004");
        check("2004-06", "2004-06");
        check("2004-6-1", "2004-06-01");
        check("2004-06?", "2004-06?");
        check("1723~", "1723~");
        check("2004-06%", "2004-06%");
        check("1988/1992", "1988/1992");
        check("1999-03-21/1999-04-02", "1999-03-21/1999-04-02");
        check("1997/", "1997/..");
        check("/1997", "../1997");
        check("199X", "1990/1999");
        check("19XX", "1900/1999");
        check("1999-XX", "1999");
        check("1999-XX-XX", "1999");
        check("1999-05-XX", "1999-05");
        check("2004-21", "2004-21");
        check("2004-04-25T14:34:00", "2004-04-25");
        check("-0876", "-0876");
        check("", "");
    }

    #[test]
    fn dates_in_words() {
        let check = |text: &str, expect: &str| assert_read(&date(text), expect);
        check("circa 1850", "1850~");
        check("c. 1850", "1850~");
        check("May 2004", "2004-05");
        check("Summer 2004", "2004-22");
        check("2004a", "2004");
        check("1988--1992", "1988/1992");
        check("1999-2000", "1999/2000");
        check("1978/79", "1978/1979");
        check("2004 (first 1998)", "words 2004 (first 1998) (2004)");
        check("in press", "words in press");
        check("n.d.", "words n.d.");
        check("300 BC", "words 300 BC");
        check("20xx", "words 20xx invalid");
        check("99", "words 99 invalid");
        check("2004-13", "words 2004-13 (2004) invalid");
        check("2023-02-30", "words 2023-02-30 (2023) invalid");
    }

    #[test]
    fn years_with_months_and_days() {
        let check = |year: &str, month: &str, day: Option<&str>, expect: &str| {
            assert_read(&fields(year, Some(month), day), expect);
        };
        check("2004", "jun", None, "2004-06");
        check("2004", "06", Some("7"), "2004-06-07");
        check("2004", "September", None, "2004-09");
        check("2004", "Sept.", None, "2004-09");
        check("2004", "10\u{A0}jan", None, "2004-01-10");
        check("2004", "June 12", None, "2004-06-12");
        check("2004", "1st June", None, "2004-06-01");
        check("2004", "May–June", None, "words May–June 2004 (2004-05)");
        check("2004", "Spring", None, "2004-21");
        check("2004", "Michaelmas", None, "words Michaelmas 2004 (2004)");
        check("2004", "feb", Some("30"), "words feb 30 2004 (2004-02) invalid");
        check("in press", "jun", None, "words jun in press");
        check("2004-05", "jun", None, "2004-05");
        check("2004", "", None, "2004");
    }
}
