//! The current date: from the option `--today` or the system clock.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::paper::Date;

/// Parses the value of `--today`.
pub(super) fn day(text: &str) -> Result<Date, String> {
    let date = Date::parse(text).filter(|date| date.day.is_some());
    date.ok_or_else(|| "expected a date, as in `2026-11-25`".to_owned())
}

/// Returns the date of the system clock, in UTC.
///
/// # Errors
/// The clock is before 1970 or after 9999.
pub(super) fn today() -> Result<Date> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the system clock is out of range")?;
    date_of(since.as_secs() / (24 * 60 * 60)).context("the system clock is out of range")
}

/// Returns the date `days` days after 1970-01-01.
fn date_of(mut days: u64) -> Option<Date> {
    let last = |year, month| (28..=31).rev().find(|&day| Date::new(year, Some(month), Some(day)).is_some());
    for year in 1970..=9999 {
        for month in 1..=12 {
            let length = u64::from(last(year, month)?);
            if days < length {
                return Date::new(year, Some(month), Some(u8::try_from(days + 1).ok()?));
            }
            days -= length;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_since_1970_are_dates() {
        #[track_caller]
        fn check(days: u64, expect: &str) {
            assert_eq!(date_of(days).map(|date| date.to_string()).as_deref(), Some(expect));
        }
        check(0, "1970-01-01");
        check(58, "1970-02-28");
        check(59, "1970-03-01");
        check(19_782, "2024-02-29");
        check(20_782, "2026-11-25");
    }
}
