//! Properties of every BibTeX file, valid or not: no panics, spans within the text, and errors that affect one entry.

use proptest::prelude::*;

use super::blocks::{Blocks, Found, head};
use super::field::{Fields, Part, parts};
use super::{latex, names, read};
use crate::format::{Contents, Reading, locate};
use crate::source::Source;

/// Parts of files, and what makes them invalid.
const PIECES: &[&str] = &[
    "@",
    "@article{",
    "@article(",
    "@book{k",
    "\n@misc{",
    "@string{",
    "@comment{",
    "@preamble{",
    "@set{",
    "@xdata{",
    "{",
    "}",
    "(",
    ")",
    "\"",
    ",",
    "=",
    "#",
    "%",
    "\n",
    "\r\n",
    " ",
    "\\",
    "$",
    "~",
    "-",
    "--",
    "'",
    "`",
    "key",
    "title = ",
    "author = ",
    "date = ",
    "year = ",
    "month = ",
    "url = ",
    "keywords = ",
    "crossref = ",
    "xdata = ",
    "and",
    " and ",
    "others",
    "k,",
    "\\'e",
    "\\\"{o}",
    "\\emph{",
    "\\href{",
    "\\url",
    "\\c",
    "\\begin{",
    "\\textsuperscript{",
    "$x$",
    "\\(",
    "2004",
    "2004-0",
    "/..",
    "X",
    "jan",
    "et al.",
    "family=",
    "评",
    "é",
    "💯",
    "\u{A0}",
    "\u{E000}",
    "\0",
    "arXiv:2302.13971",
    "http://a.b",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn contents(text: &str) -> Contents {
    read(&Source::new("a.bib", text), Reading { annotations: true, ..Reading::default() })
}

fn good(nth: usize) -> String {
    format!(
        "@article{{good{nth},\n  author = {{Ada {{Lovelace}} and K. G{{\\\"o}}del}},\n  title = {{Title {nth}}},\n  year = {}\n}}\n",
        2000 + nth
    )
}

/// Type, key and fields of an entry, for comparison with the crate biblatex.
type Seen = (String, String, Vec<(String, String)>);

fn seen_by_us(text: &str) -> Vec<Seen> {
    let mut seen = Vec::new();
    for found in Blocks::new(text) {
        let Found::Block(block) = found else { continue };
        let head = head(text, block.body);
        let value = |value| {
            parts(text, value).map(|part| {
                let (Part::Text(span) | Part::Bare(span)) = part;
                text[span.range()].to_owned()
            })
        };
        let fields = Fields::new(text, head.fields);
        let fields =
            fields.map(|field| (text[field.name.range()].to_owned(), value(field.value).collect::<Vec<_>>().join("#")));
        seen.push((text[block.kind.range()].to_owned(), text[head.key.range()].to_owned(), fields.collect()));
    }
    seen
}

fn seen_by_biblatex(text: &str) -> Vec<Seen> {
    let raw = biblatex::RawBibliography::parse(text).expect("the text is well formed");
    let text_of = |chunk: &biblatex::Spanned<biblatex::RawChunk<'_>>| match chunk.v {
        biblatex::RawChunk::Normal(text) | biblatex::RawChunk::Abbreviation(text) => text.to_owned(),
    };
    let pair = |pair: &biblatex::Pair<'_>| {
        (pair.key.v.to_owned(), pair.value.v.iter().map(text_of).collect::<Vec<_>>().join("#"))
    };
    raw.entries
        .iter()
        .map(|entry| (entry.v.kind.v.to_owned(), entry.v.key.v.to_owned(), entry.v.fields.iter().map(pair).collect()))
        .collect()
}

fn well_formed() -> impl Strategy<Value = String> {
    let text = "[a-z ,=#%@é评]{0,8}";
    let value = prop_oneof![
        text.prop_map(|text| format!("{{{text}}}")),
        (text, text).prop_map(|(a, b)| format!("{{{a}{{{b}}}}}")),
        text.prop_map(|text| format!("\"{text}\"")),
        (text, text).prop_map(|(a, b)| format!("\"{a}{{{b}}}\" # {{{a}}}")),
        "[0-9]{1,4}",
        "[a-z]{1,5}",
        "[a-z]{1,5} # \"[a-z]{1,3}\"",
    ];
    let field = ("[a-z]{2,8}", value).prop_map(|(name, value)| format!("  {name} = {value}"));
    let entry =
        ("article|Book|misc", "[a-z]{1,4}[0-9:/_.-]{0,3}", prop::collection::vec(field, 1..6), "[,]?[\n ]{1,2}")
            .prop_map(|(kind, key, fields, end)| format!("@{kind}{{{key},\n{}{end}}}\n", fields.join(",\n")));
    prop::collection::vec(entry, 0..5).prop_map(|entries| entries.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_places_lie_in_it(text in soup()) {
        let contents = contents(&text);
        let mut end = 0;
        for entry in &contents.entries {
            let origin = entry.origin.as_ref().expect("an entry of a file has a place");
            prop_assert!(origin.span.start >= end && text[origin.span.range()].starts_with('@'), "{:?}", origin.span);
            prop_assert!(text.get(origin.key.range()).is_some());
            end = origin.span.end;
            prop_assert!(!entry.key.is_empty() && !entry.key.contains(char::is_control));
            prop_assert!(!entry.paper().title.is_empty());
            for field in ["title", "authors", "date", "links", "tags", "x.k"] {
                prop_assert!(text.get(locate(origin, field, 1).1.range()).is_some());
            }
            for found in entry.faults() {
                if let crate::diagnostic::Place::Span(_, span) = found.place {
                    prop_assert!(text.get(span.range()).is_some(), "{:?}", found);
                }
            }
        }
    }

    #[test]
    fn one_bad_entry_costs_itself(at in 0..200_usize, piece in prop::sample::select(PIECES), cut in 0..3_usize, nth in 0..4_usize) {
        // An unclosed `@comment` may contain the rest of its line.
        prop_assume!(!piece.contains('@') || piece.len() == 1);
        let mut bad = good(99);
        let at = (0..=at.min(bad.len() - 1)).rev().find(|&at| bad.is_char_boundary(at)).unwrap_or(0);
        let end = (at + cut..=bad.len()).find(|&end| bad.is_char_boundary(end)).unwrap_or(at);
        bad.replace_range(at..end.min(bad.len() - 1).max(at), piece);
        let text: String = (0..4).map(|other| if other == nth { bad.clone() + &good(other) } else { good(other) }).collect();
        let contents = contents(&text);
        for other in 0..4 {
            let key = format!("good{other}");
            let entry = contents.entries.iter().find(|entry| entry.key == key);
            let title = entry.map(|entry| entry.paper().title.clone());
            prop_assert_eq!(title, Some(format!("Title {other}").into()), "{}", &text);
        }
    }

    #[test]
    fn what_is_well_formed_is_split_as_biblatex_does(text in well_formed()) {
        prop_assert_eq!(seen_by_us(&text), seen_by_biblatex(&text), "{}", text);
    }

    #[test]
    fn texts_without_latex_stay_as_they_are(text in "[A-Za-z0-9éß评,.;:()*_<>&#%^=+/|\"]{0,40}") {
        prop_assert_eq!(latex::line(&text, &mut Vec::new()), text.trim());
        prop_assert_eq!(latex::markdown(&text, &mut Vec::new()), text);
    }

    #[test]
    fn a_name_in_parts_comes_back(given in "[A-Z][a-z]{4,6}( [A-Z]\\.)?", prefix in "((van|de|von der) )?", family in "[A-Z][a-z]{4,6}", nth in 0..3_usize) {
        let tex = format!("A B and {prefix}{family}, {given}");
        let people = names::read(&tex, &mut Vec::new()).people;
        prop_assert_eq!(people[1].to_string(), format!("{given} {prefix}{family}"));
        let shown = format!("{given} {prefix}{family}");
        let again = names::read(&vec![shown.as_str(); nth + 1].join("\n and "), &mut Vec::new()).people;
        prop_assert_eq!(&again[nth], &people[1]);
    }
}

/// Takes minutes if the time is quadratic in one of these.
#[test]
fn the_work_is_linear_in_the_text() {
    for (piece, times) in [
        ("@", 500_000),
        ("@a{", 100_000),
        ("@a{k, t = {\n", 100_000),
        ("@a(k, t = {\n", 100_000),
        ("\n@a{k, t = {x", 100_000),
        ("  @a{k, t = \"\n", 100_000),
        ("x@a{k,", 100_000),
        ("%@ ", 100_000),
        ("@comment{", 100_000),
        ("a = {", 100_000),
    ] {
        contents(&piece.repeat(times));
    }
    for piece in ["a = {x\n", "b {\n", "a = \"\n", "a {},", "a = x y\n", "crossref = k,\n"] {
        let contents = contents(&format!("@a{{k,\n{}", piece.repeat(20_000)));
        contents.entries[0].paper();
    }
    for piece in [
        "$", "{", "}", "\\'", "\\emph{", "`", "$\\$", "\\href{", "\\(", "and ", ", ", "{a} and ", "\\foo[", "\\url{",
        "\\a", "\\a{",
    ] {
        let many = piece.repeat(20_000);
        let contents = contents(&format!("@a{{k, author = \"{many}\", title = \"{many}\", year = \"{many}\"}}"));
        contents.entries.iter().for_each(|entry| assert!(!entry.paper().title.is_empty()));
    }
}
