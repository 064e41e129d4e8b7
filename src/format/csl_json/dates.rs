//! Parses CSL dates: parts, ranges, seasons or text.

use std::fmt::Write as _;

use crate::format::bibtex::dates::{self, Dated};
use crate::format::tree::{Node, Table, Value};
use crate::paper::Date;

/// Parses a date. Returns `None` if it is empty, and an error if it is invalid.
pub(super) fn read(node: &Node<'_>) -> Result<Option<Dated>, ()> {
    match &node.value {
        Value::Null => Ok(None),
        Value::Table(table) => Ok(of_table(table)),
        // The old form of pandoc: a list of one or two tables with `year`, `month` and `day`.
        Value::List(points) if points.iter().all(|point| point.as_table().is_some()) => {
            let points: Vec<_> = points.iter().filter_map(Node::as_table).map(named_parts).collect();
            Ok(of_points(&points, "", None))
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
    let said = of_points(&points, if circa { "~" } else { "" }, scalar("season"));
    said.or_else(|| ["literal", "raw", "edtf"].iter().find_map(|name| scalar(name)).and_then(of_words))
}

fn numbers(point: &Node<'_>) -> Vec<String> {
    let numbers = point.items().iter().map(|part| part.scalar().unwrap_or_default().trim().to_owned());
    numbers.take_while(|part| !part.is_empty() && part != "0").take(3).collect()
}

fn named_parts(table: &Table<'_>) -> Vec<String> {
    let part = |name: &&str| Some(table.get(name)?.scalar()?.trim().to_owned());
    ["year", "month", "day"].iter().map_while(part).collect()
}

/// Returns a date or a range from numbers for year, month and day.
fn of_points(points: &[Vec<String>], circa: &str, season: Option<&str>) -> Option<Dated> {
    let points: Vec<_> = points.iter().filter(|point| !point.is_empty()).collect();
    let [first, rest @ ..] = &points[..] else { return None };
    if let ([], "", None, Some(date)) = (rest, circa, season, exact(first)) {
        return Some(Dated { date: Some(date), whole: None, bad: false });
    }
    let written: Vec<_> =
        [Some(*first), rest.first().copied()].into_iter().flatten().map(|point| written(point)).collect();
    let mut text = written.join("/");
    if let Some(season) = season.filter(|_| rest.is_empty() && first.len() == 1) {
        // BibLaTeX counts seasons from 21.
        if let Ok(season @ 1..=4) = season.parse::<u8>() {
            write!(text, "-{}", 20 + season).ok()?;
        } else {
            let date = exact(first);
            return Some(Dated { date, whole: Some(format!("{season} {text}")), bad: date.is_none() });
        }
    }
    Some(dates::date(&(text + circa)))
}

fn exact(point: &[String]) -> Option<Date> {
    let number = |nth: usize| point.get(nth).map(|part| part.parse::<u8>().ok());
    let month = number(1).map_or(Some(None), |month| month.map(Some))?;
    let day = number(2).map_or(Some(None), |day| day.map(Some))?;
    Date::new(point.first()?.parse().ok()?, month, day)
}

/// Joins the numbers as BibLaTeX does.
fn written(point: &[String]) -> String {
    let parts = point.iter().enumerate().map(|(nth, part)| match part.strip_prefix('-') {
        Some(before_christ) => format!("-{before_christ:0>4}"),
        None if nth == 0 => format!("{part:0>4}"),
        None => format!("{part:0>2}"),
    });
    parts.collect::<Vec<_>>().join("-")
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
            let told = match read(&node) {
                Ok(Some(dated)) => {
                    let date = dated.date.map_or_else(|| "-".to_owned(), |date| date.to_string());
                    let whole = dated.whole.map_or_else(String::new, |whole| format!(" ({whole})"));
                    format!("{date}{whole}{}", if dated.bad { " bad" } else { "" })
                }
                Ok(None) => "nothing".to_owned(),
                Err(()) => "no date".to_owned(),
            };
            assert_eq!(told, expect, "{text}");
        }
        check(r#"{"date-parts": [[2004, 6, 30]]}"#, "2004-06-30");
        check(r#"{"date-parts": [["2004", "6"]]}"#, "2004-06");
        check(r#"{"date-parts": [[2004, 0, 0]]}"#, "2004");
        check(r#"{"date-parts": [2004, 6]}"#, "2004-06");
        check(r#"{"date-parts": [[2004, 6], [2005]]}"#, "2004-06 (2004-06/2005)");
        check(r#"{"date-parts": [[2004]], "circa": true}"#, "2004 (2004~)");
        check(r#"{"date-parts": [[2004]], "season": 2}"#, "2004 (2004-22)");
        check(r#"{"date-parts": [[2004]], "season": "Spring"}"#, "2004 (Spring 2004)");
        check(r#"{"date-parts": [[2004, 13]]}"#, "2004 (2004-13) bad");
        check(r#"{"date-parts": [[-44]]}"#, "- (-0044)");
        check(r#"{"date-parts": [[]]}"#, "nothing");
        check(r#"{"date-parts": [[null]]}"#, "nothing");
        check(r#"{"literal": "June 2004"}"#, "2004-06 (June 2004)");
        check(r#"{"raw": "2004-06"}"#, "2004-06");
        check(r#"{"literal": "in press"}"#, "- (in press)");
        check(r#""2004-06-30""#, "2004-06-30");
        check("2004", "2004");
        check(r#"[{"year": 2004, "month": 6}]"#, "2004-06");
        check("{}", "nothing");
        check("[3]", "no date");
    }
}
