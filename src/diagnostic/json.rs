//! Findings for other programs: an array of objects, each with the same fields.
//!
//! `chapter`, `code`, `column`, `end_column`, `end_line`, `file`, `fixable`, `help`, `line`, `message`, `related` and `severity` (`error`, `warning`,
//! `info`). Lines and columns count from 1, columns in Unicode scalar values; the end is the place after the last
//! character. What a finding does not have is `null`: one about a whole file has no line, one about the configuration
//! no file; `related` is a second place with `file`, `line`, `column` and `message`; and one in a chapter whose lines are not those of a file has the chapter's name in `chapter` alone.

use serde_json::{Value, json};

use super::{Diagnostic, Place};

/// The findings as one array, one finding a line, with a final newline.
pub fn render(found: &[Diagnostic]) -> String {
    let objects: Vec<_> = found.iter().map(|found| format!("\n  {}", object(found))).collect();
    let end = if objects.is_empty() { "" } else { "\n" };
    format!("[{}{end}]\n", objects.join(","))
}

fn object(found: &Diagnostic) -> Value {
    let start = found.place.line_column();
    let end = found.place.end_line_column();
    let chapter = match &found.place {
        Place::Chapter(name) => Some(name),
        _ => None,
    };
    json!({
        "code": found.code.as_str(),
        "severity": found.level.as_str(),
        "message": found.sentence(),
        "file": found.place.path().map(|path| path.display().to_string()),
        "chapter": chapter,
        "line": start.map(|at| at.line),
        "column": start.map(|at| at.column),
        "end_line": end.map(|at| at.line),
        "end_column": end.map(|at| at.column),
        "help": found.help,
        "fixable": found.fix.is_some(),
        "related": found.related.as_ref().map(related),
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
    fn findings_are_an_array_of_objects_with_every_field() {
        let source = Source::new("a.toml", "x\n评估 \"y\nz\n");
        let fix = Some(Fix { span: Span::new(9, 10), with: String::new() });
        let found = [
            Code::BadName.at((&source, Span::new(9, 13)), "a \"b\"").help("c").level(Level::Info).fix(fix),
            Code::MissingFile.at(Place::File("x.toml".into()), "no file").related((&source, Span::new(0, 1)), "here"),
            Code::UnknownKey.at(Place::Chapter("One".to_owned()), "no paper `x`"),
        ];
        insta::assert_snapshot!(render(&found));
        assert_eq!(render(&[]), "[]\n");
    }
}
