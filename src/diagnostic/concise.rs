//! A finding on one line: `file:line:col: level[code] message; help`, and where there is a second place, `(label: place)`.

use std::fmt::Write as _;

use super::Diagnostic;

/// The finding without a final newline.
///
/// Line breaks in it become blanks, so that one line is one finding.
pub fn render(found: &Diagnostic) -> String {
    let Diagnostic { code, level, place, help, .. } = found;
    let mut line = format!("{place}: {}[{}] {}", level.as_str(), code.as_str(), found.sentence());
    if let Some(help) = help {
        line.push_str("; ");
        line.push_str(help);
    }
    if let Some((place, label)) = &found.related {
        // Writing to a string cannot fail.
        let _ = write!(line, " ({label}: {place})");
    }
    line.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};
    use crate::source::{Source, Span};

    #[test]
    fn a_finding_is_one_line() {
        let source = Source::new("a.toml", "x\n评估 y\n");
        let found = Code::BadValue.at((&source, Span::new(9, 10)), "a\nb").help("c");
        assert_eq!(render(&found), "a.toml:2:4: error[bad-value] a b; c");
        let found = found.related((&source, Span::new(0, 1)), "first here");
        assert_eq!(render(&found), "a.toml:2:4: error[bad-value] a b; c (first here: a.toml:1:1)");
        let found = Code::MissingFile.at(Place::File("data/x.toml".into()), "no such file");
        assert_eq!(render(&found), "data/x.toml: error[missing-file] no such file");
    }
}
