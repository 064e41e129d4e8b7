//! Places in a work, as writers count them: whether they are several, and which of their hyphens stand for a range.
//!
//! hayagriva knows numbers alone: Roman numerals and letters are one thing to it, and never a range.

/// Whether these are several places, as in `iv, vi-xi`, so that their label is in the plural.
pub(super) fn is_several(which: &str) -> bool {
    let pieces = which.split([',', '&', ';', '，', '、', '；']).flat_map(|piece| piece.split(" and "));
    let mut places = 0;
    for piece in pieces.map(str::trim) {
        let is_range = piece.match_indices(['-', '–', '—']).any(|(at, dash)| is_range(piece, at, dash.len()));
        places += if is_range { 2 } else { usize::from(Place::of(piece).is_some()) };
    }
    places > 1
}

/// The places with a dash between the ends of a range, as LaTeX has it or not.
pub(super) fn dashed(which: &str) -> String {
    let which = which.replace("--", "-");
    let mut out = String::with_capacity(which.len() + 8);
    for (at, c) in which.char_indices() {
        out.push(if c == '-' && is_range(&which, at, 1) { '–' } else { c });
    }
    out
}

/// What a place is counted in.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// Numbers, with or without letters.
    Digits,
    /// Roman numerals in lower or upper case, or a letter by itself.
    Letters,
}

impl Place {
    fn of(word: &str) -> Option<Self> {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_roman = |small: &str| word.chars().all(|c| small.contains(c));
        if word.contains(char::is_whitespace) {
            None
        } else if word.contains(|c: char| c.is_ascii_digit()) {
            Some(Self::Digits)
        } else if !word.is_empty() && (is_roman("ivxlcdm") || is_roman("IVXLCDM") || word.chars().nth(1).is_none()) {
            Some(Self::Letters)
        } else {
            None
        }
    }
}

/// Whether a dash stands between places that are counted alike; in `A-1` it does not.
fn is_range(which: &str, at: usize, length: usize) -> bool {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '&' | ';' | '-' | '–' | '—' | '，' | '、' | '；');
    let before = which[..at].trim_end().rsplit(ends).next().and_then(Place::of);
    let after = which[at + length..].trim_start().split(ends).next().and_then(Place::of);
    before.is_some() && before == after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_places_are_told_from_one() {
        #[track_caller]
        fn check(which: &str, several: bool, expect: &str) {
            let dashed = dashed(which);
            assert_eq!((is_several(&dashed), dashed.as_str()), (several, expect), "{which}");
        }
        check("3", false, "3");
        check("33-35", true, "33–35");
        check("iv, vi-xi", true, "iv, vi–xi");
        check("(xv)-(xvii)", true, "(xv)–(xvii)");
        check("ii, A, D-Z", true, "ii, A, D–Z");
        check("iv", false, "iv");
        check("II – IV", true, "II – IV");
        check("2 and 3", true, "2 and 3");
        check("3 & 5", true, "3 & 5");
        check("A-1", false, "A-1");
        check("S2-S4", true, "S2–S4");
        check("LLaMA, a model", false, "LLaMA, a model");
        check("3--4, 6", true, "3–4, 6");
        check("mid-page", false, "mid-page");
        check("", false, "");
    }
}
