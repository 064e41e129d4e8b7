//! Formats diagnostics as JSON for other programs: an array of objects with the same fields.
//!
//! `chapter`, `code`, `column`, `end_column`, `end_line`, `file`, `fixable`, `help`, `line`, `message`, `related` and `severity` (`error`, `warning`,
//! `info`). Lines and columns count from 1, columns in Unicode scalar values; the end is the position after the last
//! character. Missing values are `null`: a diagnostic about a file has no line, one about the configuration has no file. `related`
//! is a second place with `file`, `line`, `column` and `message`. A diagnostic in a chapter whose lines cannot be mapped to a
//! file has only `chapter`, the chapter's name.

use serde_json::{Value, json};

use super::{Diagnostic, Place};

/// Formats diagnostics as one array, one per line, with a final newline.
pub fn render(diagnostics: &[Diagnostic]) -> String {
    let objects: Vec<_> = diagnostics.iter().map(|diagnostic| format!("\n  {}", object(diagnostic))).collect();
    let end = if objects.is_empty() { "" } else { "\n" };
    format!("[{}{end}]\n", objects.join(","))
}

fn object(diagnostic: &Diagnostic) -> Value {
    let start = diagnostic.place.line_column();
    let end = diagnostic.place.end_line_column();
    let chapter = match &diagnostic.place {
        Place::Chapter(name) => Some(name),
        _ => None,
    };
    json!({
        "code": diagnostic.code.as_str(),
        "severity": diagnostic.level.as_str(),
        "message": diagnostic.full_message(),
        "file": diagnostic.place.path().map(|path| path.display().to_string()),
        "chapter": chapter,
        "line": start.map(|at| at.line),
        "column": start.map(|at| at.column),
        "end_line": end.map(|at| at.line),
        "end_column": end.map(|at| at.column),
        "help": diagnostic.help,
        "fixable": diagnostic.fix.is_some(),
        "related": diagnostic.related.as_ref().map(related),
    })
}

fn related((place, label): &(Place, String)) -> Value {
    let start = place.line_column();
    json!({
        "file": place.path().map(|path| path.display().to_string()),
        "line": start.map(|at| at.line),
        "column": start.map(|at| at.column),
        "message": label,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Fix, Level};
    use crate::source::{Source, Span};

    #[test]
    fn diagnostics_are_an_array_of_objects_with_every_field() {
        let source = Source::new("a.toml", "x\n评估 \"y\nz\n");
        let fix = Some(Fix { span: Span::new(9, 10), replacement: String::new() });
        let diagnostics = [
            Code::BadName.at((&source, Span::new(9, 13)), "a \"b\"").help("c").level(Level::Info).fix(fix),
            Code::MissingFile.at(Place::File("x.toml".into()), "no file").related((&source, Span::new(0, 1)), "here"),
            Code::UnknownKey.at(Place::Chapter("One".to_owned()), "no paper `x`"),
        ];
        insta::assert_snapshot!(render(&diagnostics));
        assert_eq!(render(&[]), "[]\n");
    }
}
