//! Formats a diagnostic on one line: `file:line:col: level[code] message; help`, followed by `(label: place)` for a related place.

use std::fmt::Write as _;

use super::Diagnostic;

/// Formats a diagnostic without a final newline.
///
/// Line breaks become spaces, so one line is one diagnostic. Other control characters and bidirectional controls are escaped,
/// because data must not control a terminal.
pub fn render(diagnostic: &Diagnostic) -> String {
    let Diagnostic { code, level, place, help, .. } = diagnostic;
    let mut line = format!("{place}: {}[{}] {}", level.as_str(), code.as_str(), diagnostic.full_message());
    // Writing to a string cannot fail.
    if let Some(help) = help {
        let _ = write!(line, "; {help}");
    }
    if let Some((place, label)) = &diagnostic.related {
        let _ = write!(line, " ({label}: {place})");
    }
    escape(&line)
}

fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '\n' | '\r' => escaped.push(' '),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => escaped.extend(c.escape_unicode()),
            c if c.is_control() => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};
    use crate::source::{Source, Span};

    #[test]
    fn a_diagnostic_is_one_line() {
        let source = Source::new("a.toml", "x\n评估 y\n");
        let found = Code::BadValue.at((&source, Span::new(9, 10)), "a\nb\u{1B}[2J").help("c");
        assert_eq!(render(&found), "a.toml:2:4: error[bad-value] a b\\u{1b}[2J; c");
        let found = found.related((&source, Span::new(0, 1)), "first here");
        assert_eq!(render(&found), "a.toml:2:4: error[bad-value] a b\\u{1b}[2J; c (first here: a.toml:1:1)");
        let found = Code::MissingFile.at(Place::File("data/x.toml".into()), "no such file");
        assert_eq!(render(&found), "data/x.toml: error[missing-file] no such file");
    }
}
