//! `import --cite`: reads the footnotes of chapters as papers, and replaces them by citations.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::{ExitStatus, ImportArgs, export, output_format, plural, report, title, write};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::files::{self, Change};
use crate::import::{self, FootnotedChapter};
use crate::source::{Source, Span, line_end};
use crate::splice::splice;

/// Shows the changes of chapters, and writes them and the data file if the arguments contain `--write`.
pub(super) fn run(arguments: &ImportArgs) -> Result<ExitStatus> {
    let mut chapters = Vec::new();
    for file in &arguments.files {
        let (mark, text) = export::read_marked(file)?;
        chapters.push((file, mark, FootnotedChapter::read(Source::new(file, text))));
    }
    let contents = chapters.iter_mut().map(|(_, _, chapter)| chapter.take_contents()).collect();
    let (library, mut diagnostics) = import::library(contents, &[]);
    diagnostics.extend(chapters.iter().flat_map(|(_, _, chapter)| other_notes(chapter)));
    let (mut shown, mut changes) = (String::new(), Vec::new());
    for (file, mark, chapter) in &chapters {
        let edits = chapter.edits(&library);
        if !edits.is_empty() {
            show(file, &chapter.source.text, &edits, &mut shown);
            changes.push((*file, &chapter.source.text, format!("{mark}{}", splice(&chapter.source.text, &edits))));
        }
    }
    export::print(&shown)?;
    report::print_with_infos(&diagnostics);
    let (papers, count) = (plural(library.papers.len(), "paper"), plural(changes.len(), "chapter"));
    if !arguments.write {
        tracing::info!("papers: `--write` writes {papers} and changes {count}; nothing is written yet");
    } else if !changes.is_empty() {
        write(arguments.output.as_deref(), output_format(arguments), &library, &title(arguments)?)?;
        let changes: Vec<_> = changes.iter().map(|(path, old, new)| Change { path, old: Some(old), new }).collect();
        files::write_all(&changes)?;
        tracing::info!("papers: wrote {papers} and changed {count}; `append-references` lists them in each chapter");
    }
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
    Ok(if has_errors || arguments.strict && !diagnostics.is_empty() { ExitStatus::Errors } else { ExitStatus::Success })
}

/// Returns a diagnostic for each footnote that stays one.
fn other_notes(chapter: &FootnotedChapter) -> impl Iterator<Item = Diagnostic> {
    let source = &chapter.source;
    chapter.other_notes().map(move |note| {
        let end = line_end(&source.text, note.span.start).min(note.span.end);
        Code::NotUnderstood
            .at((source, Span::new(note.span.start, end)), "this footnote is not read as a paper, unchanged")
    })
}

/// Appends the lines of a chapter that change, before and after.
fn show(file: &Path, text: &str, edits: &[(Span, String)], shown: &mut String) {
    for lines in import::changed_lines(text, edits) {
        // Writing to a string cannot fail.
        let _ = writeln!(shown, "{}:{}", file.display(), lines.first);
        for (sign, text) in [("-", lines.old), ("+", lines.new.as_str())] {
            for line in text.trim_end().lines() {
                let _ = writeln!(shown, "{sign}{line}");
            }
        }
    }
}
