//! A finding as a workflow command of GitHub Actions, which shows it beside the line in a pull request.
//!
//! Commands and their escapes are those of "Workflow commands for GitHub Actions" and of its toolkit: `%`, CR and LF in a
//! message, and `:` and `,` as well in a property.

use std::fmt::Write as _;
use std::path::Path;

use super::{Diagnostic, Level};

/// The finding without a final newline; `root` leads from where the workflow runs to the book, whose paths are its own.
pub fn render(found: &Diagnostic, root: &Path) -> String {
    let command = match found.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let mut line = format!("::{command} ");
    // Writing to a string cannot fail.
    if let Some(path) = found.place.path() {
        let _ = write!(line, "file={},", property(&plain(&root.join(path)).display().to_string()));
    }
    if let (Some(start), Some(end)) = (found.place.line_column(), found.place.end_line_column()) {
        let _ = write!(line, "line={},endLine={},", start.line, end.line);
        // Columns are shown on one line only, and the last is part of the range there.
        if start.line == end.line {
            let last = end.column.saturating_sub(1).max(start.column);
            let _ = write!(line, "col={},endColumn={last},", start.column);
        }
    }
    let mut message = found.sentence();
    if found.place.path().is_none() {
        message = format!("{}: {message}", found.place);
    }
    if let Some(help) = &found.help {
        message = format!("{message}; {help}");
    }
    let _ = write!(line, "title={}::{}", property(found.code.as_str()), data(&message));
    line
}

/// The path without `.` in it, which GitHub would not find in a pull request.
fn plain(path: &Path) -> std::path::PathBuf {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};
    use crate::source::{Source, Span};

    #[test]
    fn a_finding_is_a_command_with_its_signs_escaped() {
        #[track_caller]
        fn check(found: &Diagnostic, expect: &str) {
            assert_eq!(render(found, Path::new("./docs")), expect);
        }
        let source = Source::new("a,b:c.toml", "x\n评估 y\nz\n");
        let found = Code::BadValue.at((&source, Span::new(9, 10)), "100%, or: `a\r\nb`").help("c");
        check(
            &found,
            "::error file=docs/a%2Cb%3Ac.toml,line=2,endLine=2,col=4,endColumn=4,title=bad-value::100%25, or: `a%0D%0Ab`; c",
        );
        let found = Code::BadName.at((&source, Span::new(2, 12)), "two lines");
        check(&found, "::warning file=docs/a%2Cb%3Ac.toml,line=2,endLine=3,title=bad-name::two lines");
        let found = Code::NotUnderstood.at(Place::Chapter("One".to_owned()), "what");
        check(&found, "::notice title=not-understood::chapter `One`, after includes: what");
    }
}
