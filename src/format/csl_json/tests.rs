//! Items as programs write them, and diagnostics of invalid ones.

use crate::format::{Contents, Reading, locate, read};
use crate::paper::Field;
use crate::source::Source;

fn contents(name: &str, text: &str) -> Contents {
    read(&Source::new(name, text), Reading::default())
}

fn found(contents: &Contents) -> Vec<String> {
    let all = contents.diagnostics.iter().chain(contents.entries.iter().flat_map(crate::format::Entry::faults));
    all.map(|found| format!("{} {}[{}]: {}", found.place, found.level.as_str(), found.code.as_str(), found.message))
        .collect()
}

const ITEM: &str = r#"[{"id": "a", "type": "article-journal", "title": "On <i>A</i>", "title-short": "A",
 "author": [{"family": "van der Berg", "given": "Otto"}, {"literal": "The Team"}, {"family": "King", "given": "M. L.", "suffix": "Jr."},
  {"family": "Beethoven", "given": "L.", "dropping-particle": "van"}, {"literal": "others"}],
 "issued": {"date-parts": [[2020, 5]]}, "container-title": "J", "volume": 3, "issue": "4", "page": "1–9", "DOI": "https://doi.org/10.1/x",
 "URL": "https://a", "ISBN": "9780262033848", "keyword": "base-models, x", "note": "Seen.\narXiv: 2302.13971 [cs.CL]\nPMID: 7",
 "translator": [{"family": "T", "given": "U"}], "accessed": {"date-parts": [[2021, 1, 2]]}, "mood": {"b": 1}, "language": "en-GB",
 "abstract": "<jats:p>Text</jats:p>", "annote": "Mine", "ISSN": "1", "citation-key": "a"}]"#;

#[test]
fn every_variable_has_its_place() {
    let contents = contents("a.json", ITEM);
    assert_eq!(contents.entries[0].keywords, ["base-models", "x"]);
    insta::assert_debug_snapshot!(contents.entries[0].paper());
    assert_eq!(found(&contents), ["a.json:6:94 info[not-understood]: the field `mood` has no equivalent here"]);
}

#[test]
fn yaml_gives_the_same_items() {
    let yaml = "---\nreferences:\n- id: a\n  type: book\n  title: A\n  author:\n  - family: B\n    given: C\n  issued: 2020-05\n  keyword: [k]\n- id: c\n  title: C\n...\n";
    let json = r#"{"items": [{"id": "a", "type": "book", "title": "A", "author": [{"family": "B", "given": "C"}], "issued": {"date-parts": [[2020, 5]]}, "keyword": "k"}]}"#;
    let (yaml, json) = (contents("a.yaml", yaml), contents("a.json", json));
    // Before the library is merged, keywords are tags only in entries read on demand.
    let untagged =
        |contents: &Contents| crate::paper::Paper { tags: Vec::new(), ..contents.entries[0].paper().clone() };
    assert_eq!(untagged(&yaml), untagged(&json));
    assert_eq!(yaml.entries[0].keywords, json.entries[0].keywords);
    assert_eq!(yaml.entries[1].key, "c");
    assert_eq!(found(&yaml), [""; 0]);
}

#[test]
fn a_text_that_is_one_item_is_one_paper() {
    let one = contents("a.json", ITEM.trim_start_matches('[').trim_end_matches(']'));
    assert_eq!(one.entries.len(), 1);
    assert_eq!(one.entries[0].paper(), contents("a.json", ITEM).entries[0].paper());
}

#[test]
fn an_invalid_item_does_not_affect_the_others() {
    let text = "[\n  {\"id\": \"a\", \"title\": \"A\"},\n  {\"title\": \"C\", \"type\": \"bok\", \"issued\": {\"date-parts\": [[2020, 25]]}},\n  3,\n  {\"id\": 5, \"title\": [{}], \"author\": [3.5, {}], \"URL\": \"javascript:x\"}\n]";
    let contents = contents("lib.json", text);
    let keys: Vec<_> = contents.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["a", "lib-3", "5"]);
    assert_eq!(
        found(&contents),
        [
            "lib.json:3:3 warning[bad-syntax]: item has no `id`; using `lib-3`",
            "lib.json:4:3 warning[bad-syntax]: no item of CSL",
            "lib.json:3:26 info[not-understood]: no type `bok` in CSL",
            "lib.json:3:43 warning[bad-date]: `2020-25` is not a date",
            "lib.json:5:22 warning[bad-value]: the field `title` is not a text",
            "lib.json:5:44 warning[bad-value]: the field `author` is not a name",
            "lib.json:5:56 warning[bad-link]: the link `url` has no safe address",
            "lib.json:5:3 warning[missing-title]: the entry `5` has no title",
        ]
    );
}

#[test]
fn a_file_with_a_syntax_error_is_skipped() {
    for (name, text, expect) in [
        (
            "a.json",
            "[\n  {\"id\": \"a\", \"title\": \"A\"},\n  {\"id\": \"b\", \"title\": \"B},\n]",
            "a.json:3:24 error[bad-syntax]: unterminated string literal",
        ),
        (
            "a.yaml",
            "references:\n- id: a\n  title: A\n- id: b\n  title: \"x\n",
            "a.yaml:5:10 error[bad-syntax]: while scanning a quoted scalar, found unexpected end of stream",
        ),
    ] {
        let contents = contents(name, text);
        assert!(contents.entries.is_empty() && contents.incomplete);
        assert_eq!(found(&contents), [expect]);
    }
}

#[test]
fn fields_are_found_by_their_names_in_the_schema() {
    let contents = contents("a.json", ITEM);
    let check = |field: &str, nth: usize, expect: &str| {
        let (_, span) = locate(contents.entries[0].origin.as_ref().unwrap(), field, nth);
        assert_eq!(&ITEM[span.range()], expect, "{field}");
    };
    check("doi", 0, "\"https://doi.org/10.1/x\"");
    check("authors", 1, "{\"literal\": \"The Team\"}");
    check("date", 0, "{\"date-parts\": [[2020, 5]]}");
    check("links", 0, "\"https://a\"");
    check("x.mood", 0, "1");
}

#[test]
fn the_json_of_zotero_is_reported() {
    let contents = contents("a.json", r#"{"items": [{"itemType": "book", "title": "A", "creators": []}]}"#);
    assert!(contents.entries.is_empty() && contents.incomplete);
    assert_eq!(found(&contents), ["a.json:1:14 error[bad-value]: this is Zotero's own JSON, not CSL-JSON"]);
}

#[test]
fn types_of_crossref_and_names_are_read_as_they_are() {
    let text = r#"[{"id": "a", "type": "journal-article", "title": "A", "author": [
        {"family": "Ortiz de Zárate", "given": "Ana"}, {"family": "Gaulle", "given": "Luc", "dropping-particle": "de"}]}]"#;
    let contents = contents("a.json", text);
    let paper = contents.entries[0].paper();
    assert_eq!(paper.kind, "article-journal");
    let names: Vec<_> =
        paper.authors.iter().map(|person| (person.dropping.as_deref(), person.family.as_str())).collect();
    assert_eq!(names, [(None, "Ortiz de Zárate"), (Some("de"), "Gaulle")]);
    assert!(found(&contents).is_empty());
}

#[test]
fn variables_and_fields_are_read_from_a_note() {
    let text = r#"[{"id": "a", "title": "A", "note": "A remark.\noriginal-date: 1951\neditor: Doe || Jane\nstandard_id: doi:10.1000/1\nMore."},
        {"id": "b", "title": "B", "note": "license: by\nA remark.\nstandard_id: x"}]"#;
    let contents = contents("a.json", text);
    let [a, b] = [0, 1].map(|at| contents.entries[at].paper());
    let note = |paper| Field::BibliographicNote.text(paper);
    assert_eq!((note(a), note(b)), (Some("A remark.\nMore."), Some("A remark.\nstandard_id: x")));
    assert_eq!(a.editors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Jane Doe"]);
    assert!(Field::OriginalDate.value(a).is_some());
    assert_eq!(a.x.get("standard_id").and_then(|value| value.as_str()), Some("doi:10.1000/1"));
}

#[test]
fn a_container_named_like_its_event_is_kept_beside_another_publisher() {
    let text = r#"[{"id": "a", "type": "paper-conference", "title": "A", "container-title": "E", "event-title": "E", "publisher": "P"}]"#;
    let contents = contents("a.json", text);
    assert_eq!(Field::ContainerTitle.text(contents.entries[0].paper()), Some("E"));
}
