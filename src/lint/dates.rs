//! Dates in the future.

use super::LintedPaper;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::paper::Date;

pub(super) fn check(item: &LintedPaper<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (field, date) in [("date", item.paper.day()), ("added", item.paper.added)] {
        if let Some(date) = date.filter(|&date| begins_after(date, item.today)) {
            let message = format!("`{date}` is in the future");
            let diagnostic = item.at(Code::BadDate, field, 0, message).level(Level::Warning);
            diagnostics.push(diagnostic.help(format!("today is {}", item.today)));
        }
    }
}

/// Returns whether the first day of `date` is after `today`.
fn begins_after(date: Date, today: Date) -> bool {
    let day = |date: Date| (date.year, date.month.unwrap_or(1), date.day.unwrap_or(1));
    day(date) > day(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_in_the_future_before_its_first_day() {
        #[track_caller]
        fn check(date: &str, expect: bool) {
            let date = Date::parse(date).unwrap();
            assert_eq!(begins_after(date, Date::parse("2026-11-25").unwrap()), expect, "{date}");
        }
        check("2026", false);
        check("2026-11", false);
        check("2026-11-25", false);
        check("2026-11-26", true);
        check("2026-12", true);
        check("2027", true);
    }
}
