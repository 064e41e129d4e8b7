//! Whether a value is a number, and whether it is more than one.

/// Returns whether a value is numeric: numbers with affixes, joined by commas, hyphens and ampersands.
///
/// Source: the CSL specification, "Choose", `is-numeric`. A word that has no digit makes a value not numeric.
pub(in crate::citeproc) fn is_numeric(value: &str) -> bool {
    let mut any = false;
    for piece in value.split([',', '&', '-', '–', '—', '\u{2011}']) {
        let piece = piece.trim().trim_end_matches('\\');
        if piece.is_empty() || !is_number(piece) {
            return false;
        }
        any = true;
    }
    any
}

/// A number with a prefix or a suffix of a few letters: `2nd`, `D2`, `L2d`.
fn is_number(piece: &str) -> bool {
    !piece.contains(char::is_whitespace)
        && piece.bytes().any(|byte| byte.is_ascii_digit())
        && piece.chars().all(char::is_alphanumeric)
}

/// Returns whether a value means more than one page, volume and so on.
pub(in crate::citeproc) fn is_plural(value: &str) -> bool {
    let mut rest = value.trim();
    // A number with its prefix, then what joins it to another.
    let mut numbers = 0;
    let mut joined = false;
    while let Some(first) = rest.chars().next() {
        if first.is_alphanumeric() {
            let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ':' | '/')).unwrap_or(rest.len());
            let word = &rest[..end];
            if word.bytes().any(|byte| byte.is_ascii_digit()) || is_roman(word) {
                numbers += 1;
                if numbers > 1 && joined {
                    return true;
                }
                joined = false;
            } else if matches!(word, "and" | "et" | "und" | "y" | "e") {
                joined = true;
            }
            rest = &rest[end..];
        } else {
            joined |= matches!(first, ',' | '&' | '-' | '–' | '—' | '\u{2011}' | ';');
            if first == '\\' {
                // An escaped hyphen does not join.
                rest = rest.get(2..).unwrap_or_default();
                continue;
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    false
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c.to_ascii_lowercase(), 'i' | 'v' | 'x' | 'l' | 'c' | 'd' | 'm'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numeric_values() {
        #[track_caller]
        fn check(value: &str, expect: bool) {
            assert_eq!(is_numeric(value), expect, "{value}");
        }
        check("3", true);
        check("2nd", true);
        check("D2", true);
        check("1-2", true);
        check("1, 2 & 3", true);
        check("1608.08225v3", false);
        check("RFC 2616", false);
        check("TR-17", false);
        check("second edition", false);
        check("", false);
    }

    #[test]
    fn plural_values() {
        #[track_caller]
        fn check(value: &str, expect: bool) {
            assert_eq!(is_plural(value), expect, "{value}");
        }
        check("3", false);
        check("3-4", true);
        check("3, 4", true);
        check("iv–xi", true);
        check("12 and 14", true);
        check("3 ff", false);
    }
}
