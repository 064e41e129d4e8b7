//! What hayagriva leaves untidy where a value is missing: doubled blanks, full stops and commas.

use super::runs::Formatted;

/// A reference without leftovers.
pub(super) fn reference(formatted: Formatted) -> Formatted {
    trimmed(without_doubles(formatted))
}

/// Of marks that meet, at the ends of two runs as well, the one that counts; three full stops are an ellipsis.
fn without_doubles(mut formatted: Formatted) -> Formatted {
    let plain: Vec<char> = formatted.runs.iter().flat_map(|run| run.text.chars()).collect();
    let is_stop = |at: usize| plain.get(at) == Some(&'.');
    let is_pair_of_stops = |at: usize| !at.checked_sub(1).is_some_and(is_stop) && is_stop(at + 1) && !is_stop(at + 2);
    let after_blanks = |at: usize| plain[at + 1..].iter().find(|&&c| c != ' ');
    let before_blanks = |at: usize| plain[..at].iter().rev().find(|&&c| c != ' ');
    let is_left_over = |at: usize| match (plain[at], plain.get(at + 1)) {
        (' ', Some(' ')) | (',', Some('.')) => true,
        (',', _) => after_blanks(at) == Some(&','),
        (' ', Some(',')) => before_blanks(at) == Some(&','),
        (' ', Some(';')) => plain.get(at + 2).is_some_and(char::is_ascii_digit),
        ('.', Some('.')) => is_pair_of_stops(at),
        ('.', _) => at.checked_sub(1).is_some_and(|before| plain[before] == ':'),
        _ => false,
    };
    let mut at = 0;
    for run in &mut formatted.runs {
        run.text.retain(|_| {
            at += 1;
            !is_left_over(at - 1)
        });
    }
    formatted.runs.retain(|run| !run.text.is_empty());
    formatted
}

/// Without blanks at its ends.
pub(super) fn trimmed(mut formatted: Formatted) -> Formatted {
    while let Some(first) = formatted.runs.first_mut() {
        first.text = first.text.trim_start().to_owned();
        if !first.text.is_empty() {
            break;
        }
        formatted.runs.remove(0);
    }
    while let Some(last) = formatted.runs.last_mut() {
        last.text = last.text.trim_end().to_owned();
        if !last.text.is_empty() {
            break;
        }
        formatted.runs.pop();
    }
    formatted
}

/// Makes its first letter a capital.
pub(super) fn capitalize(formatted: &mut Formatted) {
    let Some(first) = formatted.runs.first_mut() else { return };
    let mut chars = first.text.chars();
    if let Some(letter) = chars.next() {
        first.text = letter.to_uppercase().chain(chars).collect();
    }
}

/// Whether a full stop after it would be one too many.
pub(super) fn ends_sentence(formatted: &Formatted) -> bool {
    let plain = formatted.to_plain();
    plain.trim_end().trim_end_matches(['”', '’', '»']).ends_with(['.', '!', '?', '。', '！', '？'])
}

/// Puts a full stop before the closing quotation mark at its end, if there is one.
pub(super) fn stop_in_quotes(formatted: &mut Formatted) -> bool {
    let Some(last) = formatted.runs.last_mut().filter(|run| run.text.ends_with('”')) else { return false };
    let quoted = last.text.trim_end_matches(['”', '’']).len();
    last.text.insert(quoted, '.');
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csl::Look;

    #[test]
    fn of_marks_that_meet_one_is_left() {
        #[track_caller]
        fn check(runs: &[&str], expect: &[&str]) {
            let mut formatted = Formatted::default();
            for (nth, text) in runs.iter().enumerate() {
                formatted.push(text, Look { emphasis: nth % 2 == 1, ..Look::default() }, None);
            }
            let runs: Vec<_> = reference(formatted).runs.into_iter().map(|run| run.text).collect();
            assert_eq!(runs, expect);
        }
        check(&["C.  (2021)"], &["C. (2021)"]);
        check(&["A. ", " Nature", ", ", " 3"], &["A.", " Nature", ",", " 3"]);
        check(&["1-9..  https"], &["1-9. https"]);
        check(&["In ", "Proc. of X", ",."], &["In ", "Proc. of X", "."]);
        check(&["a,,", " b"], &["a,", " b"]);
        check(&["arXiv, ", ", 2023"], &["arXiv", ", 2023"]);
        check(&["In:. ", "Proc."], &["In: ", "Proc."]);
        check(&["2021 Mar ;3:1"], &["2021 Mar;3:1"]);
        check(&["et al., ", "wait... and 1..2"], &["et al., ", "wait... and 1.2"]);
        check(&[" a "], &["a"]);
    }
}
