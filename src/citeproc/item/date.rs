//! A date: a day, a range, a season or words.

/// A date as a bibliography has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// The date, or the start of a range.
    pub start: Day,
    /// The end of a range; a `Day` without a year is an open one.
    pub end: Option<Day>,
    /// Whether it is approximate.
    pub circa: bool,
    /// A season in words, where it is none of the four.
    pub season: Option<String>,
    /// Words instead of a date.
    pub literal: Option<String>,
}

/// A year, or a part of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day {
    /// The year; years before the first are negative. `None` is no date.
    pub year: Option<i32>,
    /// 1 to 12; 13 to 16 are the seasons from spring on.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

impl Date {
    /// Returns a date of a year, and of a month and a day where they are known.
    pub fn new(year: i32, month: Option<u8>, day: Option<u8>) -> Self {
        Self { start: Day { year: Some(year), month, day }, ..Self::default() }
    }

    /// Returns whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        self.start == Day::default() && self.literal.is_none() && self.season.is_none()
    }

    /// Reads a date as people write it: `2003-04-05`, `2003-04/2004`, `5 April 2003`, `April 2003?`, `ca. 1890`.
    ///
    /// What is none of these becomes a literal.
    pub fn parse(source: &str) -> Self {
        let trimmed = source.trim();
        let (circa, rest) = circa(trimmed);
        let range = rest.split_once('/').filter(|(left, right)| left.len() >= 4 && right.len() >= 2);
        let range = range.or_else(|| rest.split_once(" - ")).or_else(|| year_range(rest));
        let parsed = match range {
            Some((from, to)) => span(from.trim(), to.trim()),
            None => day(rest).map(|(start, season)| Self { start, season, ..Self::default() }),
        };
        parsed.map_or_else(
            || Self { literal: Some(trimmed.to_owned()), ..Self::default() },
            |date| Self { circa, ..date },
        )
    }
}

/// The year of `1999-2001`, which is a range; `1999-11` is a month.
fn year_range(text: &str) -> Option<(&str, &str)> {
    let (from, to) = text.split_once(['-', '–'])?;
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    (is_year(from) && is_year(to)).then_some((from, to))
}

fn circa(text: &str) -> (bool, &str) {
    for word in ["circa ", "ca. ", "ca ", "c. ", "c."] {
        if text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            return (true, text[word.len()..].trim());
        }
    }
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix("?]")) {
        return (true, inner);
    }
    text.strip_suffix(['?', '~']).map_or((false, text), |rest| (true, rest.trim()))
}

/// A range; what its start lacks of month and year its end gives.
fn span(from: &str, to: &str) -> Option<Date> {
    let (end, _) = day(to)?;
    let start = match day(from) {
        Some((start, _)) if start.year.is_some() => start,
        Some((start, _)) => Day { year: end.year, ..start },
        None => match from.parse::<u8>() {
            Ok(number) if (1..=31).contains(&number) => Day { year: end.year, month: end.month, day: Some(number) },
            _ => return None,
        },
    };
    Some(Date { start, end: Some(end), ..Date::default() })
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const SEASONS: [&str; 4] = ["spr", "sum", "fal", "win"];

fn day(text: &str) -> Option<(Day, Option<String>)> {
    if let Some(day) = iso(text) {
        return Some((day, None));
    }
    let mut day = Day::default();
    let mut season = None;
    let mut numbers: Vec<u32> = Vec::new();
    for word in text.split([' ', ',', '.', '/', '-', '\u{a0}']).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let starts = |name: &str| lower.starts_with(name) && lower.len() <= 9;
        if let Ok(number) = word.parse() {
            numbers.push(number);
        } else if let Some(at) = MONTHS.iter().position(|name| starts(name)) {
            day.month = u8::try_from(at + 1).ok();
        } else if let Some(at) = SEASONS.iter().position(|name| starts(name)) {
            day.month = u8::try_from(at + 13).ok();
        } else if lower == "autumn" {
            day.month = Some(15);
        } else if matches!(lower.as_str(), "bc" | "bce") && !numbers.is_empty() {
            day.year = numbers.pop().and_then(|year| i32::try_from(year).ok()).map(|year| -year);
        } else if matches!(lower.as_str(), "ad" | "ce") {
            // The year is as it is.
        } else if let Some(number) = ordinal(&lower) {
            numbers.push(number);
        } else if season.is_none() && word.chars().all(char::is_alphabetic) && text.split(' ').count() == 2 {
            season = Some(word.to_owned());
        } else {
            return None;
        }
    }
    place(&mut day, &numbers)?;
    (day.year.is_some() || day.month.is_some()).then_some((day, season))
}

fn ordinal(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending))?;
    digits.parse().ok()
}

/// Gives numbers their places in a day that has its month, or in one of numbers alone.
fn place(day: &mut Day, numbers: &[u32]) -> Option<()> {
    let year = |number: u32| i32::try_from(number).ok();
    let small = |number: u32| u8::try_from(number).ok().filter(|number| (1..=31).contains(number));
    match (numbers, day.month.is_some(), day.year.is_some()) {
        ([], ..) => {}
        (&[one], _, false) if one > 31 || day.month.is_none() => day.year = year(one),
        (&[one], true, _) => day.day = small(one),
        (&[one, two], true, false) if one > 31 => (day.year, day.day) = (year(one), Some(small(two)?)),
        (&[one, two], true, false) => (day.day, day.year) = (Some(small(one)?), year(two)),
        (&[one, two], false, false) if one <= 12 => (day.month, day.year) = (small(one), year(two)),
        (&[one, two, three], false, false) if one <= 12 && two <= 31 => {
            (day.month, day.day, day.year) = (small(one), small(two), year(three));
        }
        (&[one, two, three], false, false) if two <= 12 && one <= 31 => {
            (day.day, day.month, day.year) = (small(one), small(two), year(three));
        }
        _ => return None,
    }
    Some(())
}

/// `2003`, `2003-04`, `2003-04-05`, `-0043-03`.
fn iso(text: &str) -> Option<Day> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let digits = digits.split_once('T').map_or(digits, |(date, _)| date);
    let mut parts = digits.split('-');
    let number = |part: &str, most: usize| {
        if part.is_empty() || part.len() > most || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        part.parse::<i32>().ok()
    };
    let year = number(parts.next()?, 6)?;
    let mut rest = [None, None];
    for slot in &mut rest {
        match parts.next() {
            Some(part) => *slot = Some(u8::try_from(number(part, 2)?).ok()?),
            None => break,
        }
    }
    if parts.next().is_some() {
        return None;
    }
    let [month, day] = rest;
    let month = month.map(|month| if (21..=24).contains(&month) { month - 8 } else { month });
    if month.is_some_and(|month| month > 16) || day.is_some_and(|day| day > 31) {
        return None;
    }
    let (month, day) = (month.filter(|month| *month > 0), day.filter(|day| *day > 0));
    Some(Day { year: Some(if negative { -year } else { year }), month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_dates() {
        #[track_caller]
        fn check(source: &str, start: (i32, u8, u8), end: Option<(i32, u8, u8)>) {
            let date = Date::parse(source);
            let parts = |day: Day| (day.year.unwrap_or(0), day.month.unwrap_or(0), day.day.unwrap_or(0));
            assert_eq!((parts(date.start), date.end.map(parts), date.literal), (start, end, None), "{source}");
        }
        check("2003", (2003, 0, 0), None);
        check("2003-04-05", (2003, 4, 5), None);
        check("-0043-03", (-43, 3, 0), None);
        check("5 April 2003", (2003, 4, 5), None);
        check("April 5, 2003", (2003, 4, 5), None);
        check("Apr. 2003", (2003, 4, 0), None);
        check("1999-2001", (1999, 0, 0), Some((2001, 0, 0)));
        check("2003-04/2004", (2003, 4, 0), Some((2004, 0, 0)));
        check("Spring 2003", (2003, 13, 0), None);
        check("44 BC", (-44, 0, 0), None);
        check("5/14/1965", (1965, 5, 14), None);
    }

    #[test]
    fn words_stay_words() {
        assert_eq!(Date::parse("in press").literal.as_deref(), Some("in press"));
        assert_eq!(Date::parse("n.d.").literal.as_deref(), Some("n.d."));
        assert!(Date::parse("1890?").circa);
        assert!(Date::parse("ca. 1890").circa);
    }
}
