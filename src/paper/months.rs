//! The months by their English names.

/// Their names, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month of a name, whole or cut after three letters or more, in any case.
pub fn month(word: &str) -> Option<u8> {
    let begins = |name: &&str| name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let at = MONTHS.iter().position(|name| word.len() >= 3 && begins(name))?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_or_cut() {
        for (word, expected) in [
            ("jan", Some(1)),
            ("MAY", Some(5)),
            ("Sept", Some(9)),
            ("december", Some(12)),
            ("ju", None),
            ("marsh", None),
            ("decembers", None),
            ("五月", None),
            ("", None),
        ] {
            assert_eq!(month(word), expected, "{word}");
        }
    }
}
