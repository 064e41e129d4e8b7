//! Properties of every text in every format: no panics, spans within the text, bounded time, and errors that affect one
//! entry.

use proptest::prelude::*;

use super::{Contents, Format, Reading, locate, read_as};
use crate::diagnostic::{Code, Level, Place};
use crate::source::Source;

/// Parts of YAML and JSON texts, and what makes them invalid.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "  ",
    "    ",
    "\n- ",
    "\n  - ",
    "\n    ",
    ": ",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "|\n",
    ">\n",
    "#",
    "# c\n",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "!x ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "? ",
    "\t",
    "\\",
    "\\u12",
    "~",
    "null",
    "true",
    "3",
    "-1.5e3",
    "2004-06",
    "id: a\n",
    "title: T\n",
    "\"id\": \"a\"",
    "\"title\": \"T\"",
    "paper:",
    "category:",
    "references:",
    "\"paper\": [",
    "\"items\": [",
    "author",
    "\"author\": [",
    "family",
    "issued",
    "\"issued\": {\"date-parts\": [[",
    "date-parts",
    "parent:",
    "type: article",
    "serial-number",
    "url",
    "x",
    "评",
    "é",
    "💯",
    "\u{A0}",
    "\u{2028}",
    "\u{FEFF}",
    "\0",
];

const FORMATS: &[Format] =
    &[Format::Toml, Format::Yaml, Format::Json, Format::CslJson, Format::CslYaml, Format::Hayagriva];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..50).prop_map(|pieces| pieces.concat())
}

/// A valid entry with many fields.
fn good(format: Format, nth: usize) -> String {
    let year = 2000 + nth;
    match format {
        Format::Toml => {
            format!("[[paper]]\nid = \"k{nth}\"\ntitle = \"T{nth}\"\ndate = \"{year}\"\nlinks = {{ a = [\"b\"] }}\n")
        }
        Format::Yaml => format!("  - id: k{nth}\n    title: \"T{nth}\"\n    date: {year}\n    links: {{ a: [b] }}\n"),
        Format::CslYaml => format!(
            "  - id: k{nth}\n    title: \"T{nth}\"\n    author:\n    - family: B\n      given: C\n    issued: {year}\n"
        ),
        Format::Hayagriva => {
            format!("k{nth}:\n  title: \"T{nth}\"\n  author: [\"B, C\"]\n  parent:\n  - title: J\n    volume: {year}\n")
        }
        _ => format!(
            "  {{\n    \"id\": \"k{nth}\",\n    \"title\": \"T{nth}\",\n    \"author\": [\n      {{ \"family\": \"B\" }}\n    ]\n  }}"
        ),
    }
}

fn file(format: Format, entries: &[String]) -> String {
    match format {
        Format::Yaml => format!("paper:\n{}", entries.concat()),
        Format::CslYaml => format!("references:\n{}", entries.concat()),
        Format::Json => format!(
            "{{ \"paper\": [\n{}\n] }}\n",
            entries
                .join(",\n")
                .replace("author", "x")
                .replace("[\n      {", "{\n   \"y\": [{")
                .replace("}\n    ]", "}]}")
        ),
        Format::CslJson => format!("[\n{}\n]\n", entries.join(",\n")),
        _ => entries.concat(),
    }
}

fn contents(format: Format, text: &str) -> Contents {
    read_as(format, &Source::new("a.txt", text), Reading::default())
}

/// Reads everything and checks every span.
fn check(format: Format, text: &str) -> Contents {
    let contents = contents(format, text);
    let faults = contents.entries.iter().flat_map(super::Entry::faults);
    for found in contents.diagnostics.iter().chain(faults) {
        if let Place::Span(_, span) = found.place {
            assert!(text.get(span.range()).is_some(), "{format:?} {found:?}");
        }
    }
    for entry in &contents.entries {
        let origin = entry.origin.as_ref().expect("an entry of a file has a place");
        assert!(
            text.get(origin.span.range()).is_some() && text.get(origin.key.range()).is_some(),
            "{format:?} {origin:?}"
        );
        assert!(!entry.paper().title.is_empty() && !entry.key.is_empty());
        for field in ["title", "authors", "date", "links", "tags", "x.k"] {
            assert!(text.get(locate(origin, field, 1).1.range()).is_some());
        }
    }
    contents
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_places_lie_in_it(text in soup()) {
        for &format in FORMATS {
            check(format, &text);
        }
    }

    #[test]
    fn any_file_may_be_cut_off(format in prop::sample::select(FORMATS), at in 0..600_usize, tail in prop::sample::select(PIECES)) {
        let whole = file(format, &(0..4).map(|nth| good(format, nth)).collect::<Vec<_>>());
        let at = (0..=at.min(whole.len())).rev().find(|&at| whole.is_char_boundary(at)).unwrap_or(0);
        check(format, &(whole[..at].to_owned() + tail));
    }

    #[test]
    fn a_syntax_error_is_reported_with_its_place(
        format in prop::sample::select(FORMATS),
        nth in 0..4_usize,
        line in 1..5_usize,
        piece in prop::sample::select(&["\"", "{", "[", "]", "}", ": x", "'", "\\", "&", "*z", "!<", ",,"][..]),
    ) {
        let mut entries: Vec<_> = (0..4).map(|nth| good(format, nth)).collect();
        // The invalid text is at the end of a line of one entry.
        let mut lines: Vec<_> = entries[nth].lines().map(str::to_owned).collect();
        let line = line.min(lines.len() - 1);
        lines[line].push_str(piece);
        let end = if entries[nth].ends_with('\n') { "\n" } else { "" };
        entries[nth] = lines.join("\n") + end;
        let text = file(format, &entries);
        let contents = check(format, &text);
        if format != Format::Toml {
            // Either the text is still valid, or the file is skipped with one error.
            let errors = contents.diagnostics.iter().filter(|found| found.level == Level::Error && found.code == Code::BadSyntax);
            prop_assert_eq!(errors.count(), usize::from(contents.incomplete), "{:?} {}", format, text);
            prop_assert_eq!(contents.entries.is_empty(), contents.incomplete, "{:?} {}", format, text);
            return Ok(());
        }
        for other in (0..4).filter(|other| *other != nth) {
            let entry = contents.entries.iter().find(|entry| entry.key == format!("k{other}"));
            let title = entry.map(|entry| entry.paper().title.clone());
            prop_assert_eq!(title, Some(format!("T{other}").into()), "{:?} {}", format, text);
        }
    }
}

/// Takes minutes or overflows the stack if time is quadratic or depth unbounded in one of these.
#[test]
fn depth_and_work_are_bounded() {
    for piece in [
        "[",
        "{",
        "- ",
        "{\"a\":",
        "a: {",
        "- - ",
        "[{",
        "? ",
        "a:\n ",
        "\"",
        "&a [",
        "*a ",
        "<<: [",
        "}",
        "]",
        "|\n",
        "'",
        "\\",
        "- \"x\n",
        "- id: \"a\n",
        "k: \"a\n",
        "{\n",
        "{\"id\": \"\n",
        "[\"",
        "{\"id\": 1}\n",
        "%",
        "---\n",
        "!a ",
        "a: b: c\n",
    ] {
        let text = piece.repeat(5_000);
        for &format in FORMATS {
            contents(format, &text);
            contents(format, &format!("paper:\n{text}"));
            contents(format, &format!("{{\"paper\": [{text}"));
        }
    }
}

/// The same for a long item of a reading list.
#[test]
fn work_on_an_item_is_bounded() {
    for piece in [
        "a: ",
        "a. ",
        "2019 - ",
        "(2019) ",
        "Ada Lovelace, ",
        "et al., ",
        ":star:",
        " | A b. C d",
        "[x] ",
        "[A title of things](https://a.example/b)<br>",
        "[a title of](https://a.example/b) • ",
    ] {
        contents(Format::Markdown, &format!("# L\n\n## A\n\n- {}\n", piece.repeat(10_000)));
    }
}
