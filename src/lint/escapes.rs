//! Escapes that make control characters of LaTeX commands: in `"$\tau$"`, `\t` is a tab.

use super::at;
use super::texts::{Text, TextKind};
use crate::diagnostic::{Code, Diagnostic, Fix, Level};
use crate::format;
use crate::source::Span;

pub(super) fn check(text: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    // Whitespace in single-line texts has been collapsed.
    let may_have = |c: char| matches!(c, '$' | '\u{8}' | '\u{C}');
    if text.value.contains(may_have) {
        check_text(text, diagnostics);
    }
}

fn check_text(text: &Text<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let (origin, span) = text.locate();
    let Some(raw) = origin.source.text.get(span.range()).filter(|_| format::is_ours(&origin.source)) else { return };
    for Escape { at: offset, command, in_math } in escapes(raw) {
        // Markdown may contain tabs and line breaks, but a formula contains commands.
        if !in_math && text.kind == TextKind::Markdown {
            continue;
        }
        let what = match command.as_bytes().get(1) {
            Some(b't') => "a tab",
            Some(b'n' | b'r') => "a line break",
            _ => "a control character",
        };
        let start = span.start + offset;
        let message = format!("`{}` in this string is {what}", &command[..2]);
        let warning =
            at(origin, Span::new(start, start + command.len()), Code::BadValue, message).level(Level::Warning);
        let fix = in_math.then(|| Fix { span: Span::new(start, start + 1), replacement: "\\\\".to_owned() });
        diagnostics.push(warning.help(format!("write `\\{command}`, or put the text in single quotes")).fix(fix));
    }
}

/// An escape for a control character.
struct Escape<'r> {
    /// Its offset.
    at: usize,
    /// The escape and the letters after it.
    command: &'r str,
    /// Whether it is between dollar signs, and a letter follows.
    in_math: bool,
}

/// Returns the escapes for control characters in a string in double quotes.
fn escapes(raw: &str) -> Vec<Escape<'_>> {
    let mut escapes = Vec::new();
    if !raw.starts_with('"') {
        return escapes;
    }
    let (mut at, mut in_math) = (0, false);
    while let Some(offset) = raw[at..].find(['\\', '$']) {
        at += offset;
        let rest = &raw[at..];
        if rest.starts_with('$') {
            in_math = !in_math;
            at += rest.len() - rest.trim_start_matches('$').len();
            continue;
        }
        if rest[1..].starts_with(['t', 'n', 'r', 'b', 'f']) {
            let letters = rest[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - 1);
            let command = &rest[..=letters];
            escapes.push(Escape { at, command, in_math: in_math && letters > 1 });
        }
        // `\\$` is an escaped dollar sign of the text.
        at += if rest.starts_with("\\\\$") { 3 } else { 1 + rest[1..].chars().next().map_or(0, char::len_utf8) };
    }
    escapes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_commands_are_found() {
        #[track_caller]
        fn check(raw: &str, expect: &[(&str, bool)]) {
            let found: Vec<_> = escapes(raw).iter().map(|escape| (escape.command, escape.in_math)).collect();
            assert_eq!(found, expect, "{raw}");
        }
        check(r#""On $\tau$-leaping, $\nu$ and $\\beta$""#, &[("\\tau", true), ("\\nu", true)]);
        check(r#""$$\frac{a}{b}$$ \t""#, &[("\\frac", true), ("\\t", false)]);
        check(r#""a\tb""#, &[("\\tb", false)]);
        check(r#""$a\n$""#, &[("\\n", false)]);
        check(r#""\\$ \tau""#, &[("\\tau", false)]);
        check(r"'$\tau$'", &[]);
    }
}
