//! Parses CSL dates: parts, ranges, seasons or text.

use crate::format::bibtex::dates::{self, Dated};
use crate::format::tree::{Node, Table, Value};
use crate::paper::{Bound, DateValue, Edtf, Point};

/// Parses a date; returns `None` for one without a value.
///
/// # Errors
/// If the node does not have the form of a date.
pub(super) fn read(node: &Node<'_>) -> Result<Option<Dated>, ()> {
    match &node.value {
        Value::Null => Ok(None),
        Value::Table(table) => Ok(of_table(table)),
        // As pandoc once wrote it: a list of one or two tables of `year`, `month` and `day`.
        Value::List(points) if points.iter().all(|point| point.as_table().is_some()) => {
            let points: Vec<_> = points.iter().filter_map(Node::as_table).map(named_parts).collect();
            Ok(of_points(&points, false, None))
        }
        Value::List(_) => Err(()),
        _ => Ok(node.scalar().and_then(of_words)),
    }
}

fn of_words(text: &str) -> Option<Dated> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(dates::date)
}

fn of_table(table: &Table<'_>) -> Option<Dated> {
    let scalar = |name: &str| table.get(name).and_then(Node::scalar).map(str::trim).filter(|text| !text.is_empty());
    let circa = scalar("circa").is_some_and(|circa| !matches!(circa, "0" | "false"));
    let points: Vec<Vec<String>> = match table.get("date-parts") {
        Some(parts) if parts.items().iter().all(|item| item.scalar().is_some()) => vec![numbers(parts)],
        Some(parts) => parts.items().iter().map(numbers).collect(),
        None if table.get("year").is_some() => vec![named_parts(table)],
        None => Vec::new(),
    };
    let literal = || {
        let text = scalar("literal")?;
        Some(Dated { value: Some(dates::literal(text)), invalid: false })
    };
    of_points(&points, circa, scalar("season"))
        .or_else(literal)
        .or_else(|| ["raw", "edtf"].iter().find_map(|name| scalar(name)).and_then(of_words))
}

fn numbers(point: &Node<'_>) -> Vec<String> {
    let numbers = point.items().iter().map(|part| part.scalar().unwrap_or_default().trim().to_owned());
    numbers.take_while(|part| !part.is_empty()).take(3).collect()
}

fn named_parts(table: &Table<'_>) -> Vec<String> {
    let part = |name: &&str| Some(table.get(name)?.scalar()?.trim().to_owned());
    ["year", "month", "day"].iter().map_while(part).collect()
}

/// A date of one or two points, each of a year, a month and a day.
fn of_points(points: &[Vec<String>], circa: bool, season: Option<&str>) -> Option<Dated> {
    let bounds: Option<Vec<Bound>> =
        points.iter().filter(|point| !point.is_empty()).take(2).map(|point| bound(point, circa)).collect();
    let Some(bounds) = bounds else {
        let text = points.iter().map(|point| point.join("-")).collect::<Vec<_>>().join("/");
        return Some(Dated { invalid: true, ..dates::date(&text) });
    };
    let (mut start, end) = match bounds[..] {
        [] | [Bound::Open] | [Bound::Open, Bound::Open] => return None,
        [start] => (start, None),
        [start, end, ..] => (start, Some(end)),
    };
    if let (Some(season), None, Bound::Point(point)) = (season, end, &mut start)
        && point.month.is_none()
    {
        match season.parse::<u8>() {
            Ok(season @ (1..=4 | 21..=24)) => point.month = Some(if season > 20 { season } else { season + 20 }),
            _ => return Some(dates::date(&format!("{season} {}", point.year))),
        }
    }
    let value = DateValue::from(Edtf { start, end });
    Some(Dated { value: Some(value), invalid: false })
}

/// A year, a month and a day; `None` for what is not in the calendar. A year of 0 is an open end.
fn bound(point: &[String], circa: bool) -> Option<Bound> {
    let mut numbers = point.iter().map(|part| part.parse::<i32>().ok());
    let year = numbers.next()??;
    if year == 0 {
        return Some(Bound::Open);
    }
    // A month or a day of 0 is one that is not known.
    let mut part = || match numbers.next() {
        None | Some(Some(0)) => Some(None),
        Some(number) => u8::try_from(number?).ok().map(Some),
    };
    let (month, day) = (part()?, part()?);
    // citeproc-js has seasons as the months after December.
    let (month, day) = match month {
        Some(month @ 13..=20) => (Some((month - 13) % 4 + 21), None),
        _ => (month, day),
    };
    // CSL has no year 0 between those before and after Christ; EDTF has.
    let year = if year < 0 { year + 1 } else { year };
    let point = Point { year, month, day, approximate: circa, uncertain: false };
    (point.is_valid() && year.abs() <= 9999).then_some(Bound::Point(point))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::json;
    use crate::source::Span;

    #[test]
    fn dates_in_the_forms_of_csl() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let node = json::parse(text, Span::new(0, text.len())).unwrap().unwrap();
            let read = match read(&node) {
                Ok(Some(dated)) => {
                    let written = dated.value.map_or_else(String::new, |value| match value {
                        DateValue::Words { text, date } => format!("words {text} {date:?}"),
                        value => value.to_string(),
                    });
                    format!("{written}{}", if dated.invalid { " invalid" } else { "" })
                }
                Ok(None) => "nothing".to_owned(),
                Err(()) => "no date".to_owned(),
            };
            assert_eq!(read, expect, "{text}");
        }
        check(r#"{"date-parts": [[2004, 6, 30]]}"#, "2004-06-30");
        check(r#"{"date-parts": [["2004", "6"]]}"#, "2004-06");
        check(r#"{"date-parts": [[2004, 0, 0]]}"#, "2004");
        check(r#"{"date-parts": [2004, 6]}"#, "2004-06");
        check(r#"{"date-parts": [[2004, 6], [2005]]}"#, "2004-06/2005");
        check(r#"{"date-parts": [[2004]], "circa": true}"#, "2004~");
        check(r#"{"date-parts": [[2004]], "season": 2}"#, "2004-22");
        check(r#"{"date-parts": [[2004]], "season": "Spring"}"#, "2004-21");
        check(r#"{"date-parts": [[2004, 13]]}"#, "2004-21");
        check(
            r#"{"date-parts": [[2004, 25]]}"#,
            "words 2004-25 Some(Date { year: 2004, month: None, day: None }) invalid",
        );
        check(r#"{"date-parts": [[-44]]}"#, "-0043");
        check(r#"{"date-parts": [[]]}"#, "nothing");
        check(r#"{"date-parts": [[null]]}"#, "nothing");
        check(r#"{"literal": "June 2004"}"#, "words June 2004 Some(Date { year: 2004, month: Some(6), day: None })");
        check(r#"{"raw": "2004-06"}"#, "2004-06");
        check(r#"{"literal": "in press"}"#, "words in press None");
        check(r#""2004-06-30""#, "2004-06-30");
        check("2004", "2004");
        check(r#"[{"year": 2004, "month": 6}]"#, "2004-06");
        check("{}", "nothing");
        check("[3]", "no date");
    }
}
