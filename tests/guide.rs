//! The guide's page on diagnostics: every code has a section, and every example in it produces that code.
//!
//! A fenced block whose info string has a path as its second word is a file of a small book, as in `tests/cases/`;
//! `latin-1` after it is the encoding it is written in.
#![cfg(feature = "build")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/papers.rs"]
mod papers;

use mdbook_papers::diagnostic::Code;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};

const PAGE: &str = include_str!("../book/guide/diagnostics.md");

/// Codes that an example in a document cannot produce.
const WITHOUT_EXAMPLE: &[Code] = &[Code::Conflict];

/// A section: its heading, and its files with their encoding.
#[derive(Debug, Default)]
struct Section {
    code: String,
    files: Vec<(String, String, bool)>,
}

fn sections() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let (mut heading, mut file) = (false, false);
    for event in Parser::new(PAGE) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
                heading = true;
                sections.push(Section::default());
            }
            Event::End(TagEnd::Heading(_)) => heading = false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let mut words = info.split_whitespace().skip(1);
                let path = words.next();
                file = path.is_some();
                if let (Some(path), Some(section)) = (path, sections.last_mut()) {
                    section.files.push((path.to_owned(), String::new(), words.next() == Some("latin-1")));
                }
            }
            Event::End(TagEnd::CodeBlock) => file = false,
            Event::Text(text) if heading => sections.last_mut().unwrap().code.push_str(&text),
            Event::Text(text) if file => sections.last_mut().unwrap().files.last_mut().unwrap().1.push_str(&text),
            _ => {}
        }
    }
    sections
}

#[test]
fn every_code_has_its_section_in_order() {
    let sections = sections();
    let written: Vec<_> = sections.iter().map(|section| section.code.as_str()).collect();
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(written, codes);
    let bare = sections.iter().filter(|section| section.files.is_empty()).map(|section| section.code.as_str());
    let expect = WITHOUT_EXAMPLE.iter().map(|code| code.as_str());
    assert_eq!(bare.collect::<Vec<_>>(), expect.collect::<Vec<_>>());
}

#[test]
fn every_example_reports_its_code() {
    let outcomes: Vec<_> = sections().iter().filter(|section| !section.files.is_empty()).map(outcome).collect();
    insta::assert_snapshot!(outcomes.join("\n"));
}

/// Returns the output of `check` for the files of a section. Each file must have a diagnostic with the section's code.
fn outcome(section: &Section) -> String {
    let root = tempfile::tempdir().unwrap();
    let defaults = [
        ("book.toml", "[preprocessor.papers]\n"),
        ("src/SUMMARY.md", "- [A](a.md)\n"),
        ("src/a.md", "<<#papers>>\n"),
        ("data/papers.toml", ""),
    ];
    let own = section.files.iter().map(|(path, text, latin)| (path.as_str(), text.as_str(), *latin));
    for (path, text, latin) in defaults.into_iter().map(|(path, text)| (path, text, false)).chain(own) {
        let bytes: Vec<u8> =
            if latin { text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect() } else { text.into() };
        folder::write(root.path(), [(path, bytes)]);
    }
    let run =
        papers::run(&["check", root.path().to_str().unwrap(), "--format", "concise", "--today", "2026-11-25"], b"");
    let code = format!("[{}]", section.code);
    assert!(run.stdout.contains(&code), "the example of {code} gives\n{}{}", run.stdout, run.stderr);
    format!("## {}\n{}", section.code, run.stdout)
}
