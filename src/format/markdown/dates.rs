//! Dates and years in running text.

use crate::paper::{self, Date};

/// A date and where it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dated {
    pub(super) date: Date,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Every date in a text, in order.
pub(super) fn find(text: &str) -> Vec<Dated> {
    let bytes = text.as_bytes();
    let mut found: Vec<Dated> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let dated = match end - at {
            4 => year(text, at, end),
            2 => short_year(text, at, end),
            6 | 8 => compact(text, at, end),
            _ => None,
        };
        at = end;
        if let Some(dated) = dated {
            at = at.max(dated.end);
            // In `VIS 23 Oct 2023` the day is no year of its own.
            while found.last().is_some_and(|last| last.end > dated.start) {
                found.pop();
            }
            found.push(dated);
        }
    }
    found
}

/// `20181219`, `201707`: a date without separators, as a word of its own.
fn compact(text: &str, start: usize, end: usize) -> Option<Dated> {
    let number = |range: std::ops::Range<usize>| text[range].parse::<u16>().ok();
    let year = number(start..start + 4).filter(|year| (1990..=2035).contains(year))?;
    let month = u8::try_from(number(start + 4..start + 6)?).ok()?;
    let day = if end - start == 8 { Some(u8::try_from(number(start + 6..end)?).ok()?) } else { None };
    let is_edge =
        |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | ':'));
    let alone = is_edge(text[..start].chars().next_back()) && is_edge(text[end..].chars().next());
    Some(Dated { date: Date::new(year, Some(month), day).filter(|_| alone)?, start, end })
}

/// A year of four digits, with the month and the day that stand with it.
fn year(text: &str, start: usize, end: usize) -> Option<Dated> {
    let year: u16 = text[start..end].parse().ok()?;
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    // Numbers such as arXiv's, versions and amounts.
    let glued = matches!(before, Some('.' | ':' | '$' | '_' | '#'))
        && text[..start].trim_end_matches(['.', ':', '$', '_', '#']).ends_with(|c: char| c.is_ascii_digit());
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let identifier = text[end..].strip_prefix('.').is_some_and(|rest| digits(rest) > 3);
    if !(1900..=2035).contains(&year)
        || glued
        || identifier
        || matches!(before, Some('$'))
        || matches!(after, Some('%' | '+'))
    {
        return None;
    }
    let plain = Dated { date: Date::new(year, None, None)?, start, end };
    Some(
        numbers(text, plain)
            .or_else(|| month_before(text, plain))
            .or_else(|| month_after(text, plain))
            .unwrap_or(plain),
    )
}

/// `2019.6`, `2023/05`, `2023-04-17`.
fn numbers(text: &str, plain: Dated) -> Option<Dated> {
    let separator = text[plain.end..].chars().next().filter(|c| matches!(c, '.' | '/' | '-' | '年'))?;
    let number = |at: usize| {
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        let value = if matches!(digits, 1 | 2) { text[at..at + digits].parse::<u8>().ok() } else { None };
        value.map(|value| (value, at + digits))
    };
    let (month, end) = number(plain.end + separator.len_utf8())?;
    let date = Date::new(plain.date.year, Some(month), None)?;
    let day =
        text[end..].chars().next().filter(|&c| c == separator || c == '月').and_then(|c| number(end + c.len_utf8()));
    let whole = day.and_then(|(day, end)| Some((Date::new(plain.date.year, Some(month), Some(day))?, end)));
    let (date, end) = whole.unwrap_or((date, end));
    let end = end + text[end..].chars().next().filter(|c| matches!(c, '月' | '日')).map_or(0, char::len_utf8);
    Some(Dated { date, start: plain.start, end })
}

fn month(word: &str) -> Option<u8> {
    paper::month(word.trim_end_matches(['.', ',']))
}

/// `Jan 2017`, `12 May 2020`, `May 12, 2020`.
fn month_before(text: &str, plain: Dated) -> Option<Dated> {
    let before = text[..plain.start].trim_end_matches([' ', ',']);
    let mut words = before.rsplit([' ', '(', '[']);
    let day = |word: &str| word.trim_end_matches(',').trim_end_matches("th").trim_end_matches("st").parse::<u8>().ok();
    let (last, second) = (words.next()?, words.next().unwrap_or_default());
    let (month, day, first) = match (month(last), month(second)) {
        (Some(month), _) => (month, day(second), if day(second).is_some() { second } else { last }),
        (None, Some(month)) => (month, Some(day(last)?), second),
        _ => return None,
    };
    let start = first.as_ptr() as usize - text.as_ptr() as usize;
    let date = day.and_then(|day| Date::new(plain.date.year, Some(month), Some(day)));
    Some(Dated { date: date.or_else(|| Date::new(plain.date.year, Some(month), None))?, start, end: plain.end })
}

/// `2020 May`.
fn month_after(text: &str, plain: Dated) -> Option<Dated> {
    let rest = text[plain.end..].strip_prefix(' ')?;
    let word = rest.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    let month = month(word)?;
    Some(Dated { date: Date::new(plain.date.year, Some(month), None)?, end: plain.end + 1 + word.len(), ..plain })
}

/// `ACL'23`, `Preprint’24`, `EMNLP 18`, `ICML18`: two digits after the name of a venue.
fn short_year(text: &str, start: usize, end: usize) -> Option<Dated> {
    let two: u16 = text[start..end].parse().ok()?;
    let before = &text[..start];
    let apostrophe = before.trim_end().ends_with(['\'', '\u{2019}', '\u{2018}']);
    let word = before.trim_end_matches(['\'', '\u{2019}', '\u{2018}', ' ', '-']);
    let word = word.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    let venue = super::vocabulary::is_venue(word) && !word.is_empty();
    let after = text[end..].chars().next();
    let is_dated = venue || (apostrophe && !word.is_empty());
    if !is_dated || after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '%')) && !venue {
        return None;
    }
    let year = if two > 50 { 1900 + two } else { 2000 + two };
    let start = before.trim_end_matches(['\'', '\u{2019}', '\u{2018}']).len();
    Some(Dated { date: Date::new(year, None, None)?, start, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_as_people_write_them() {
        #[track_caller]
        fn check(text: &str, expect: &[&str]) {
            assert_eq!(find(text).iter().map(|dated| dated.date.to_string()).collect::<Vec<_>>(), expect, "{text}");
        }
        check("ICML 2019", &["2019"]);
        check("EMNLP2021", &["2021"]);
        check("EMNLP 18", &["2018"]);
        check("Preprint'24", &["2024"]);
        check("2019.6 and 2023/05/17", &["2019-06", "2023-05-17"]);
        check("Book, Jan 2017", &["2017-01"]);
        check("12 May 2020", &["2020-05-12"]);
        check("May 12, 2020", &["2020-05-12"]);
        check("2020 May", &["2020-05"]);
        check("2023年5月", &["2023-05"]);
        check("VIS 23 Oct 2023", &["2023-10-23"]);
        check("CVPR' 19", &["2019"]);
        check("20181219 arXiv", &["2018-12-19"]);
        check("201707 CVPR", &["2017-07"]);
        check("123456 or 20239999", &[]);
        check("arxiv 202", &[]);
        check("arXiv:2304.01373", &[]);
        check("arXiv:2006.05927", &[]);
        check("12 layers, 1998 words+", &["1998"]);
    }
}
