//! BibTeX files with everything that is read from them and every diagnostic.

use std::fmt::Write as _;

use mdbook_papers::diagnostic::{self, Diagnostic};
use mdbook_papers::format::{self, Reading};
use mdbook_papers::source::Source;

/// Returns all entries with their papers, then all diagnostics, in the order of `check`.
fn read(name: &str, text: &str) -> String {
    let contents = format::read(&Source::new(name, text), Reading::default());
    let mut found = contents.diagnostics;
    let mut output = String::new();
    for entry in &contents.entries {
        found.extend_from_slice(entry.faults());
        writeln!(output, "keywords {:?}\n{:#?}\n", entry.keywords, entry.paper())
            .expect("writing to a string cannot fail");
    }
    diagnostic::sort(&mut found);
    output.extend(found.iter().map(line));
    writeln!(output, "incomplete: {}", contents.incomplete).expect("writing to a string cannot fail");
    output
}

fn line(found: &Diagnostic) -> String {
    let label = found.label.as_ref().map(|label| format!(" [{label}]")).unwrap_or_default();
    let help = found.help.as_ref().map(|help| format!("\n    {help}")).unwrap_or_default();
    format!("{} {}[{}]: {}{label}{help}\n", found.place, found.level.as_str(), found.code.as_str(), found.message)
}

#[test]
fn every_field_is_read() {
    insta::assert_snapshot!(read("every-field.bib", include_str!("formats/every-field.bib")));
}

#[test]
fn invalid_parts_are_reported_and_the_rest_is_read() {
    insta::assert_snapshot!(read("broken.bib", include_str!("formats/broken.bib")));
}

#[test]
fn annotations_become_notes_if_configured() {
    let text = "@misc{a, title = {A}, annote = {Good \\emph{work}}, annotation = {Read it}}";
    let contents = format::read(&Source::new("a.bib", text), Reading { annotations: true, ..Reading::default() });
    assert_eq!(contents.entries[0].paper().note.as_deref(), Some("Read it\n\nGood *work*"));
}

#[test]
fn a_long_file_is_read_in_order() {
    let entry = |nth: usize| {
        // An unknown field is reported once per file, at its first occurrence, with a count.
        let unknown_field = if nth >= 400 { ", mood = {x}" } else { "" };
        format!("@article{{k{nth}, title = {{T}}, keywords = {{w}}, xdata = {{d}}{unknown_field}}}\n@article{{}}\n")
    };
    let text: String = (0..1000).map(entry).collect::<Vec<_>>().concat() + "@xdata{d, publisher = {P}}";
    let contents = format::read(&Source::new("a.bib", text), Reading::default());
    let keys: Vec<_> = contents.entries.iter().map(|entry| entry.key.as_str()).collect();
    let expect: Vec<_> = (0..1000).flat_map(|nth| [format!("k{nth}"), format!("a-{}", 2 * nth + 2)]).collect();
    assert_eq!(keys, expect);
    let lines: Vec<_> = contents.diagnostics.iter().map(|found| found.place.to_string()).collect();
    let expect: Vec<_> = (0..1000).map(|nth| format!("a.bib:{}:1", 2 * nth + 2)).collect();
    assert_eq!(lines[..1000], expect);
    let (mood, found) = (&contents.diagnostics[1000], &lines[1000..]);
    assert_eq!((mood.label_text().as_str(), found), ("600 entries have it", &["a.bib:801:58".to_owned()][..]));
    assert_eq!(contents.entries[1998].paper().publisher.as_deref(), Some("P"));
}

#[test]
fn line_endings_have_no_effect() {
    let unix = include_str!("formats/every-field.bib");
    let windows = read("every-field.bib", &unix.replace('\n', "\r\n"));
    assert_eq!(windows, read("every-field.bib", unix));
}
