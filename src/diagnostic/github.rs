//! Formats a diagnostic as a workflow command of GitHub Actions, which annotates the line in a pull request.
//!
//! Commands and escapes follow "Workflow commands for GitHub Actions" and its toolkit: `%`, CR and LF are escaped in messages,
//! and also `:` and `,` in properties.

use std::fmt::Write as _;
use std::path::Path;

use super::{Diagnostic, Level};

/// Formats a diagnostic without a final newline. `root` is the path from the workflow's directory to the book's root, to which
/// the paths of diagnostics are relative.
pub fn render(diagnostic: &Diagnostic, root: &Path) -> String {
    let command = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    let mut line = format!("::{command} ");
    // Writing to a string cannot fail.
    if let Some(path) = diagnostic.place.path() {
        let _ = write!(line, "file={},", property(&without_cur_dir(&root.join(path)).display().to_string()));
    }
    if let (Some(start), Some(end)) = (diagnostic.place.line_column(), diagnostic.place.end_line_column()) {
        let _ = write!(line, "line={},endLine={},", start.line, end.line);
        // GitHub supports columns only within one line, and its end column is inclusive.
        if start.line == end.line {
            let last = end.column.saturating_sub(1).max(start.column);
            let _ = write!(line, "col={},endColumn={last},", start.column);
        }
    }
    let mut message = diagnostic.full_message();
    if diagnostic.place.path().is_none() {
        message = format!("{}: {message}", diagnostic.place);
    }
    if let Some(help) = &diagnostic.help {
        message = format!("{message}; {help}");
    }
    let _ = write!(line, "title={}::{}", property(diagnostic.code.as_str()), data(&message));
    line
}

/// Returns the path without `.` components, which GitHub does not resolve.
fn without_cur_dir(path: &Path) -> std::path::PathBuf {
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
    fn a_diagnostic_is_an_escaped_command() {
        #[track_caller]
        fn check(diagnostic: &Diagnostic, expect: &str) {
            assert_eq!(render(diagnostic, Path::new("./docs")), expect);
        }
        let source = Source::new("a,b:c.toml", "x\n评估 y\nz\n");
        let diagnostic = Code::BadValue.at((&source, Span::new(9, 10)), "100%, or: `a\r\nb`").help("c");
        check(
            &diagnostic,
            "::error file=docs/a%2Cb%3Ac.toml,line=2,endLine=2,col=4,endColumn=4,title=bad-value::100%25, or: `a%0D%0Ab`; c",
        );
        let diagnostic = Code::BadName.at((&source, Span::new(2, 12)), "two lines");
        check(&diagnostic, "::warning file=docs/a%2Cb%3Ac.toml,line=2,endLine=3,title=bad-name::two lines");
        let diagnostic = Code::NotUnderstood.at(Place::Chapter("One".to_owned()), "what");
        check(&diagnostic, "::notice title=not-understood::chapter `One`, after includes: what");
    }
}
