//! BibTeX files as they are, with all that is read of them and all that is said of them.

use std::fmt::Write as _;

use mdbook_papers::diagnostic::{self, Diagnostic};
use mdbook_papers::format::{self, Reading};
use mdbook_papers::source::Source;

/// Every entry with its paper, then what is reported, as a user would read it.
fn read(name: &str, text: &str) -> String {
    let contents = format::read(&Source::new(name, text), Reading::default());
    let mut found = contents.diagnostics;
    let mut told = String::new();
    for entry in &contents.entries {
        found.extend_from_slice(entry.faults());
        writeln!(told, "keywords {:?}\n{:#?}\n", entry.keywords, entry.paper()).expect("a string takes it");
    }
    diagnostic::sort(&mut found);
    told.extend(found.iter().map(line));
    writeln!(told, "incomplete: {}", contents.incomplete).expect("a string takes it");
    told
}

fn line(found: &Diagnostic) -> String {
    let label = if found.label.is_empty() { String::new() } else { format!(" [{}]", found.label) };
    let help = found.help.as_ref().map(|help| format!("\n    {help}")).unwrap_or_default();
    format!("{} {}[{}]: {}{label}{help}\n", found.place, found.level.as_str(), found.code.as_str(), found.message)
}

#[test]
fn every_field_has_its_place() {
    insta::assert_snapshot!(read("every-field.bib", include_str!("formats/every-field.bib")));
}

#[test]
fn what_is_broken_costs_itself_and_is_reported() {
    insta::assert_snapshot!(read("broken.bib", include_str!("formats/broken.bib")));
}

#[test]
fn annotations_are_notes_where_the_book_says_so() {
    let text = "@misc{a, title = {A}, annote = {Good \\emph{work}}, annotation = {Read it}}";
    let contents = format::read(&Source::new("a.bib", text), Reading { annotations: true, ..Reading::default() });
    assert_eq!(contents.entries[0].paper().note.as_deref(), Some("Read it\n\nGood *work*"));
}

#[test]
fn line_endings_change_nothing_but_lines() {
    let unix = include_str!("formats/every-field.bib");
    let windows = read("every-field.bib", &unix.replace('\n', "\r\n"));
    assert_eq!(windows, read("every-field.bib", unix));
}
