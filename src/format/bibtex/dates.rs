//! Parses dates: BibLaTeX (EDTF, levels 0 and 1) and BibTeX's `year`, `month` and `day`.
//!
//! A paper has one date, the start of a range. Text with more information is preserved as written.

use crate::paper::{self, Date};

/// A parsed date.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::format) struct Dated {
    /// The date, or the start of a range.
    pub(in crate::format) date: Option<Date>,
    /// The original text, if it differs from the date.
    pub(in crate::format) whole: Option<String>,
    /// Whether the text is an invalid date.
    pub(in crate::format) bad: bool,
}

/// Parses a decoded `date`.
pub(in crate::format) fn date(text: &str) -> Dated {
    let text = text.trim();
    if text.len() == 4
        && let Some(date) = Date::parse(text)
    {
        return Dated { date: Some(date), ..Dated::default() };
    }
    let said = match text.split_once('/') {
        Some((from, to)) => {
            let open = |end: &str| matches!(end.trim(), "" | "..");
            match (open(from), open(to)) {
                (true, true) => None,
                (true, false) => point(to).map(|(date, _)| (date, false)),
                (false, true) => point(from).map(|(date, _)| (date, false)),
                (false, false) => {
                    point(to).or_else(|| of_century(from, to)).and(point(from)).map(|(date, _)| (date, false))
                }
            }
        }
        None => point(text),
    };
    match said {
        Some((date, exact)) => Dated { date, whole: (!exact).then(|| text.to_owned()), bad: false },
        None => loose(text),
    }
}

/// Parses a decoded `year` with its `month` and `day`.
pub(in crate::format) fn fields(year: &str, month: Option<&str>, day: Option<&str>) -> Dated {
    let mut dated = date(year);
    let Some(month) = month.map(str::trim).filter(|month| !month.is_empty()) else { return dated };
    let words = || [Some(month), day, Some(year)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let read = self::month(month);
    match (dated.date, read) {
        (Some(Date { year, month: None, .. }), Some((month, own_day, exact))) => {
            let day = day.map_or(Some(own_day), |day| day.trim().parse().ok().map(Some));
            let full = day.and_then(|day| Date::new(year, Some(month), day));
            dated.date = full.or_else(|| Date::new(year, Some(month), None));
            dated.bad |= full.is_none();
            if !exact || full.is_none() || dated.whole.is_some() {
                dated.whole = Some(words());
            }
        }
        // The year includes the month.
        (Some(Date { month: Some(_), .. }), _) => {}
        _ => dated.whole = Some(words()),
    }
    dated
}

/// Returns the end of an abbreviated range of years: `1978/79`.
fn of_century(from: &str, to: &str) -> Option<(Option<Date>, bool)> {
    let century = from.trim().get(..2)?;
    let years = to.trim().len() == 2 && from.trim().len() == 4;
    if years { point(&format!("{century}{}", to.trim())) } else { None }
}

/// Parses one date. Returns it with whether the text is exact, or `None` if the text has another form; the date is `None`
/// for years outside the supported range.
fn point(text: &str) -> Option<(Option<Date>, bool)> {
    let mut exact = true;
    let mut text = text.trim();
    for mark in ['?', '~', '%'] {
        if let Some(rest) = text.strip_suffix(mark) {
            (text, exact) = (rest.trim_end(), false);
        }
    }
    if let Some((day, time)) = text.split_once('T').filter(|(_, time)| time.starts_with(|c: char| c.is_ascii_digit())) {
        exact &= time.is_empty();
        text = day;
    }
    if let Some(past) = text.strip_prefix(['-', 'Y']) {
        return past.starts_with(|c: char| c.is_ascii_digit()).then_some((None, false));
    }
    let parts: Vec<&str> = text.split('-').collect();
    let (year, rest) = parts.split_first()?;
    if year.len() != 4 || rest.len() > 2 || !rest.iter().all(|part| (1..=2).contains(&part.len())) {
        return None;
    }
    let digits = year.trim_end_matches(['X', 'u']);
    exact &= digits.len() == 4;
    let year: u16 = format!("{digits:0<4}").parse().ok()?;
    let number = |part: &str| part.parse::<u8>().ok();
    let unknown = |part: &&str| matches!(*part, "XX" | "uu");
    // Seasons and quarters are numbered after the months.
    let season = |part: &&str| number(part).is_some_and(|number| (21..=41).contains(&number));
    let date = match rest {
        [] => Date::new(year, None, None),
        [month, ..] if unknown(month) || season(month) => {
            exact = false;
            Date::new(year, None, None)
        }
        [month] => Date::new(year, Some(number(month)?), None),
        [month, day] if unknown(day) => {
            exact = false;
            Date::new(year, Some(number(month)?), None)
        }
        [month, day, ..] => Date::new(year, Some(number(month)?), Some(number(day)?)),
    };
    date.map(|date| (Some(date), exact))
}

/// Parses a date in words: the first four-digit year, with the month if exactly one is named.
fn loose(text: &str) -> Dated {
    let whole = Some(text.to_owned()).filter(|text| !text.is_empty());
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year = words.iter().find_map(|word| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let year: u16 = if digits.len() == 4 && word.len() <= 5 { digits.parse().ok()? } else { return None };
        (1000..3000).contains(&year).then_some(year)
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
        let folded = text.to_lowercase().replace('.', "");
        let said = folded.split_whitespace().any(|word| pending.contains(&word));
        return Dated { date: None, bad: whole.is_some() && !said, whole };
    };
    let named = text.split(|c: char| !c.is_ascii_alphabetic()).filter_map(paper::month).collect::<Vec<_>>();
    let month = if let [month] = named[..] { Some(month) } else { None };
    // An invalid number, such as month 13, was meant as a date.
    let numeric = words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let range = words.len() == 2 && words.iter().all(|word| word.len() == 4);
    Dated { date: Date::new(year, month, None), whole, bad: numeric && !range && words.len() > 1 }
}

/// Returns the month, the day if given, and whether the text is exact.
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
    fn told(dated: &Dated, expect: &str) {
        let date = dated.date.map_or_else(|| "-".to_owned(), |date| date.to_string());
        let whole = dated.whole.as_ref().map_or_else(String::new, |whole| format!(" ({whole})"));
        assert_eq!(format!("{date}{whole}{}", if dated.bad { " bad" } else { "" }), expect);
    }

    #[test]
    fn dates_in_the_forms_of_biblatex() {
        let check = |text: &str, expect: &str| told(&date(text), expect);
        check("2004", "2004");
        check("2004-06", "2004-06");
        check("2004-6-1", "2004-06-01");
        check("2004-06?", "2004-06 (2004-06?)");
        check("1723~", "1723 (1723~)");
        check("2004-06%", "2004-06 (2004-06%)");
        check("1988/1992", "1988 (1988/1992)");
        check("1999-03-21/1999-04-02", "1999-03-21 (1999-03-21/1999-04-02)");
        check("1997/", "1997 (1997/)");
        check("1997/..", "1997 (1997/..)");
        check("/1997", "1997 (/1997)");
        check("199X", "1990 (199X)");
        check("1999-XX", "1999 (1999-XX)");
        check("1999-05-XX", "1999-05 (1999-05-XX)");
        check("2004-21", "2004 (2004-21)");
        check("2004-04-25T14:34:00", "2004-04-25 (2004-04-25T14:34:00)");
        check("-0876", "- (-0876)");
        check("", "-");
    }

    #[test]
    fn dates_in_words() {
        let check = |text: &str, expect: &str| told(&date(text), expect);
        check("circa 1850", "1850 (circa 1850)");
        check("c. 1850", "1850 (c. 1850)");
        check("May 2004", "2004-05 (May 2004)");
        check("2004a", "2004 (2004a)");
        check("1988--1992", "1988 (1988--1992)");
        check("2004--2006", "2004 (2004--2006)");
        check("in press", "- (in press)");
        check("n.d.", "- (n.d.)");
        check("300 BC", "- (300 BC)");
        check("1978/79", "1978 (1978/79)");
        check("20xx", "- (20xx) bad");
        check("99", "- (99) bad");
        check("2004-13", "2004 (2004-13) bad");
        check("2023-02-30", "2023 (2023-02-30) bad");
    }

    #[test]
    fn years_with_months_and_days() {
        let check = |year: &str, month: &str, day: Option<&str>, expect: &str| {
            told(&fields(year, Some(month), day), expect);
        };
        check("2004", "jun", None, "2004-06");
        check("2004", "06", Some("7"), "2004-06-07");
        check("2004", "September", None, "2004-09");
        check("2004", "Sept.", None, "2004-09");
        check("2004", "10\u{A0}jan", None, "2004-01-10");
        check("2004", "June 12", None, "2004-06-12");
        check("2004", "1st June", None, "2004-06-01");
        check("2004", "May–June", None, "2004-05 (May–June 2004)");
        check("2004", "Spring", None, "2004 (Spring 2004)");
        check("2004", "feb", Some("30"), "2004-02 (feb 30 2004) bad");
        check("in press", "jun", None, "- (jun in press)");
        check("2004-05", "jun", None, "2004-05");
        check("2004", "", None, "2004");
    }
}
