//! Dates that are still to come.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::paper::Date;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for item in subject.items() {
        for (field, date) in [("date", item.paper.date), ("added", item.paper.added)] {
            if let Some(date) = date.filter(|&date| begins_after(date, subject.today)) {
                let message = format!("`{date}` is in the future");
                let finding = item.at(Code::BadDate, field, 0, message).level(Level::Warning);
                found.push(finding.help(format!("today is {}", subject.today)));
            }
        }
    }
}

/// Whether even the first day of a date is after another: a year or month is over only when it has ended.
fn begins_after(date: Date, today: Date) -> bool {
    let day = |date: Date| (date.year, date.month.unwrap_or(1), date.day.unwrap_or(1));
    day(date) > day(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_in_the_future_when_it_has_not_begun() {
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
