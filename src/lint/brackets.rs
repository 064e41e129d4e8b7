//! Unbalanced brackets in Markdown, half-width and full-width.

use super::at;
use super::texts::{Text, TextKind};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::source::Span;

/// Pairs of opening and closing brackets. A half-width bracket may close a full-width one and vice versa.
const PAIRS: &[(&[char], &[char])] = &[
    (&['(', '（'], &[')', '）']),
    (&['[', '［'], &[']', '］']),
    (&['{', '｛'], &['}', '｝']),
    (&['【'], &['】']),
    (&['《'], &['》']),
    (&['「'], &['」']),
    (&['『'], &['』']),
];

pub(super) fn check(text: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if text.kind != TextKind::Markdown {
        return;
    }
    for (start, c) in unpaired(&text.value) {
        let (origin, span) = text.locate();
        let place = place(origin.source.text.get(span.range()), span, &text.value, start, c);
        let problem = if is_closing(c) { "closes nothing" } else { "is not closed" };
        let message = format!("a bracket `{c}` in `{}` {problem}", text.field);
        diagnostics.push(at(origin, place, Code::BadValue, message).level(Level::Warning));
    }
}

/// Finds the bracket in the file by its surrounding text. Returns the span of the value if the file spells the text differently.
fn place(raw: Option<&str>, span: Span, value: &str, start: usize, c: char) -> Span {
    let before = value[..start].char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    let line = value[before..start].rfind('\n').map_or(before, |newline| before + newline + 1);
    let around = &value[line..start + c.len_utf8()];
    match raw.map(|raw| raw.match_indices(around).collect::<Vec<_>>()).as_deref() {
        Some([(at, _)]) => {
            let end = span.start + at + around.len();
            Span::new(end - c.len_utf8(), end)
        }
        _ => span,
    }
}

/// Returns the unbalanced brackets with their positions, in order.
fn unpaired(text: &str) -> Vec<(usize, char)> {
    let mut open: Vec<Vec<(usize, char)>> = vec![Vec::new(); PAIRS.len()];
    let mut unpaired = Vec::new();
    let mut literal = LiteralText::default();
    for (at, c) in text.char_indices() {
        if literal.holds(text, at, c) || !is_bracket(c) || is_not_bracket(text, at, !open[0].is_empty()) {
            continue;
        }
        for (kind, (opening, closing)) in PAIRS.iter().enumerate() {
            if opening.contains(&c) {
                open[kind].push((at, c));
            } else if closing.contains(&c) && open[kind].pop().is_none() {
                unpaired.push((at, c));
            }
        }
    }
    unpaired.extend(open.into_iter().flatten());
    unpaired.sort_unstable();
    unpaired
}

fn is_bracket(c: char) -> bool {
    PAIRS.iter().any(|(opening, closing)| opening.contains(&c) || closing.contains(&c))
}

fn is_closing(c: char) -> bool {
    PAIRS.iter().any(|(_, closing)| closing.contains(&c))
}

/// Tracks literal text in Markdown: code, math, and characters after a backslash.
#[derive(Default)]
struct LiteralText {
    until: usize,
}

impl LiteralText {
    fn holds(&mut self, text: &str, at: usize, c: char) -> bool {
        if at < self.until {
            return true;
        }
        if !matches!(c, '\\' | '`' | '$') {
            return false;
        }
        let rest = &text[at..];
        let run = rest.len() - rest.trim_start_matches(c).len();
        self.until = match c {
            '\\' => at + 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '`' | '$' => match rest[run..].find(&rest[..run]) {
                Some(end) => at + run + end + run,
                None => at + run,
            },
            _ => return false,
        };
        true
    }
}

/// Returns whether the bracket at `at` numbers a list, belongs to an emoticon, or bounds a half-open interval. Within round
/// brackets, it closes them instead.
fn is_not_bracket(text: &str, at: usize, within: bool) -> bool {
    let (before, rest) = (&text[..at], &text[at..]);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let label = line.rsplit(|c: char| c.is_whitespace() || "，。；：,;:".contains(c)).next().unwrap_or_default();
    let numeral = |label: &str| {
        !label.is_empty() && label.len() <= 4 && label.chars().all(|c| c.is_ascii_digit() || "ivx".contains(c))
            || label.chars().count() == 1 && label.chars().all(char::is_alphabetic)
    };
    let numbers_list = !within && rest.starts_with([')', '）']) && numeral(label);
    let emoticon =
        !within && rest.starts_with([')', '(']) && [":", ";", ":-", ";-"].iter().any(|eyes| line.ends_with(eyes));
    numbers_list || emoticon || in_interval(text, at)
}

/// Returns whether the bracket at `at` is either end of a half-open interval: `[0, 1)`, `(a, b]`.
fn in_interval(text: &str, at: usize) -> bool {
    const MAX_LENGTH: usize = 24;
    let bound =
        |inner: &str| inner.contains(',') && inner.len() <= MAX_LENGTH && !inner.contains(['(', '[', ')', ']', '\n']);
    let rest = &text[at..];
    match rest.chars().next() {
        Some(open @ ('(' | '[')) => {
            let Some(end) = rest[1..].find([')', ']']) else { return false };
            let half = (open == '[') == (rest.as_bytes()[1 + end] == b')');
            half && bound(&rest[1..=end])
        }
        Some(close @ (')' | ']')) => {
            let Some(start) = text[..at].rfind(['(', '[']) else { return false };
            let half = (close == ')') == (text.as_bytes()[start] == b'[');
            half && bound(&text[start + 1..at])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_of_either_width_pair() {
        #[track_caller]
        fn check(text: &str, expect: &[(usize, char)]) {
            assert_eq!(unpaired(text), expect, "{text}");
        }
        for balanced in [
            "",
            "(a (b) c)",
            "（a)",
            "[a](b_(c))",
            "1) one\n2) two",
            "a) one b) two",
            "`f(`",
            "``( ` (``",
            "```\n(\n```",
            "$[0, 1)$",
            "in [0, 1) and (a, b]",
            "well :) then",
            "\\(",
            "【评《估》】",
            "（1）一 （2）二",
            "(as in x)",
            "(so :)",
            "1）一，2）二",
            "costs $5 (or so)",
        ] {
            check(balanced, &[]);
        }
        check("**Honesty**）（是否", &[(11, '）'), (14, '（')]);
        check("(a", &[(0, '(')]);
        check("a]", &[(1, ']')]);
        check("`a", &[]);
        check("$ (", &[(2, '(')]);
    }
}
