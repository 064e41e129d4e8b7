//! ISBNs of ten and thirteen digits, with a valid check digit (ISO 2108).

use std::fmt;

use super::strip_prefix_ignore_case;

/// An ISBN, without hyphens.
///
/// The two forms of an ISBN, of ten and of thirteen digits, are equal.
#[derive(Debug, Clone)]
pub struct Isbn(String);

impl Isbn {
    /// Parses an ISBN, with an optional `ISBN` before it and hyphens or spaces between the digits.
    ///
    /// Returns `None` if the check digit is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = strip_prefix_ignore_case(text, "isbn").map_or(text, |rest| {
            let rest = rest.strip_prefix("-10").or(rest.strip_prefix("-13")).unwrap_or(rest);
            rest.trim_start_matches([':', ' '])
        });
        let digits: String = text.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{2010}'..='\u{2013}')).collect();
        let right = match digits.len() {
            10 => check_10(digits.get(..9)?)? == digits.chars().next_back()?.to_ascii_uppercase(),
            13 => digits.starts_with("978") || digits.starts_with("979"),
            _ => false,
        };
        let right = right && (digits.len() == 10 || check_13(digits.get(..12)?)? == digits.chars().next_back()?);
        right.then(|| Self(digits.to_ascii_uppercase()))
    }

    /// Returns the thirteen digits.
    fn long(&self) -> String {
        if self.0.len() == 13 {
            return self.0.clone();
        }
        let body = format!("978{}", &self.0[..9]);
        let check = check_13(&body).unwrap_or_default();
        format!("{body}{check}")
    }
}

/// Returns the check digit of nine digits: weights 10 to 2, modulo 11, `X` for ten.
fn check_10(nine: &str) -> Option<char> {
    let sum = nine.chars().zip((2..=10).rev()).try_fold(0, |sum, (c, weight)| Some(sum + c.to_digit(10)? * weight))?;
    match (11 - sum % 11) % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    }
}

/// Returns the check digit of twelve digits: alternating weights 1 and 3, modulo 10.
fn check_13(twelve: &str) -> Option<char> {
    let weights = [1, 3].into_iter().cycle();
    let sum = twelve.chars().zip(weights).try_fold(0, |sum, (c, weight)| Some(sum + c.to_digit(10)? * weight))?;
    char::from_digit((10 - sum % 10) % 10, 10)
}

impl PartialEq for Isbn {
    fn eq(&self, other: &Self) -> bool {
        self.long() == other.long()
    }
}

impl Eq for Isbn {}

impl PartialOrd for Isbn {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Isbn {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.long().cmp(&other.long())
    }
}

impl std::hash::Hash for Isbn {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.long().hash(state);
    }
}

impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_digit_decides() {
        #[track_caller]
        fn check(text: &str, expect: Option<&str>) {
            assert_eq!(Isbn::parse(text).map(|isbn| isbn.to_string()).as_deref(), expect, "{text}");
        }
        check("978-0-262-03384-8", Some("9780262033848"));
        check("ISBN-13: 978 0 306 40615 7", Some("9780306406157"));
        check("0-306-40615-2", Some("0306406152"));
        check("0-8044-2957-x", Some("080442957X"));
        check("979-10-90636-07-1", Some("9791090636071"));
        for invalid in
            ["", "978-0-262-03384-9", "0-306-40615-3", "9770262033848", "X306406152", "12345", "９780262033848"]
        {
            check(invalid, None);
        }
    }
}
