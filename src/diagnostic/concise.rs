//! A finding on one line: `file:line:col: level[code] message; help`, and where there is a second place, `(label: place)`.

use std::fmt::Write as _;

use super::Diagnostic;

/// The finding without a final newline.
///
/// Line breaks in it become blanks, so that one line is one finding; other control characters, and those that turn the
/// direction of writing, are spelt out, so that no data speaks to a terminal.
pub fn render(found: &Diagnostic) -> String {
    let Diagnostic { code, level, place, help, .. } = found;
    let mut line = format!("{place}: {}[{}] {}", level.as_str(), code.as_str(), found.sentence());
    // Writing to a string cannot fail.
    if let Some(help) = help {
        let _ = write!(line, "; {help}");
    }
    if let Some((place, label)) = &found.related {
        let _ = write!(line, " ({label}: {place})");
    }
    plain(&line)
}

fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '\n' | '\r' => plain.push(' '),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => plain.extend(c.escape_unicode()),
            c if c.is_control() => plain.extend(c.escape_unicode()),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};
    use crate::source::{Source, Span};

    #[test]
    fn a_finding_is_one_line() {
        let source = Source::new("a.toml", "x\n评估 y\n");
        let found = Code::BadValue.at((&source, Span::new(9, 10)), "a\nb\u{1B}[2J").help("c");
        assert_eq!(render(&found), "a.toml:2:4: error[bad-value] a b\\u{1b}[2J; c");
        let found = found.related((&source, Span::new(0, 1)), "first here");
        assert_eq!(render(&found), "a.toml:2:4: error[bad-value] a b\\u{1b}[2J; c (first here: a.toml:1:1)");
        let found = Code::MissingFile.at(Place::File("data/x.toml".into()), "no such file");
        assert_eq!(render(&found), "data/x.toml: error[missing-file] no such file");
    }
}
