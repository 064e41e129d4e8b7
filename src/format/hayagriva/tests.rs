//! Entries as Typst reads them, and diagnostics of invalid ones.

use crate::format::{Contents, Entry, Reading, locate, read};
use crate::source::Source;

fn contents(text: &str) -> Contents {
    read(&Source::new("lib.yml", text), Reading::default())
}

fn found(contents: &Contents) -> Vec<String> {
    let all = contents.diagnostics.iter().chain(contents.entries.iter().flat_map(Entry::faults));
    all.map(|found| format!("{} {}[{}]: {}", found.place, found.level.as_str(), found.code.as_str(), found.message))
        .collect()
}

const ENTRY: &str = "\
# papers
houlsby:
  type: Article
  title: { value: \"Transfer Learning for {NLP}\", short: Adapters, translation: Übertragung }
  author: [\"Houlsby, Neil\", OpenAI, { name: Wal, given-name: Oskar, prefix: van der }]
  date: ~2019-06-09
  page-range: 2790–2799
  serial-number: { doi: 10.1/x, arxiv: arXiv:1902.00751, serial: e7 }
  url: { value: https://a, date: 2020-01-02 }
  language: en-US
  abstract: Long.
  note: seen
  tongus: 2
  affiliated: { role: Translator, names: [\"T, U\"] }
  parent:
    - type: Proceedings
      title: Proceedings of the 36th ICML
      editor: Stringer, Gary A.
      publisher: { name: PMLR, location: Long Beach }
      volume: 97
      serial-number: { isbn: 978-1-5108-8698-8, doi: 10.1/other }
      parent: { title: PMLR }
    - { type: Conference, title: ICML 2019 }
";

#[test]
fn every_field_has_its_place() {
    let contents = contents(ENTRY);
    insta::assert_debug_snapshot!(contents.entries[0].paper());
    assert_eq!(found(&contents), ["lib.yml:13:3 info[not-understood]: the field `tongus` has no equivalent here"]);
}

#[test]
fn types_follow_from_what_an_entry_stands_in() {
    #[track_caller]
    fn check(fields: &str, expect: &str) {
        let contents = contents(&format!("a:\n  title: A\n  {fields}\nb:\n  title: B\n"));
        assert_eq!(contents.entries[0].paper().kind, expect);
    }
    check("type: article\n  parent: { title: J }", "article-journal");
    check("type: article\n  parent: { type: blog, title: J }", "post-weblog");
    check("type: article\n  parent: { type: Repository, title: arXiv }\n  serial-number: 2003.13722", "article");
    check("type: article", "article");
    check("type: anthos\n  parent: { title: J }", "chapter");
    check("type: misc\n  url: https://a", "webpage");
    check("volume: 1", "document");
    let chapter = self::contents("a:\n  type: chapter\n  chapter: 3\n  parent: { title: A Snail Study }\n");
    assert_eq!((chapter.entries[0].paper().title.as_str(), found(&chapter)), ("A Snail Study", Vec::new()));
}

#[test]
fn an_invalid_entry_does_not_affect_the_others() {
    let contents = contents(
        "  a:\n    type: Artikel\n    title: A\n    date: 2020-13\n  c: text\n  d:\n    author: [[x]]\n    parent: 3\n",
    );
    let keys: Vec<_> = contents.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["a", "d"]);
    assert_eq!(
        found(&contents),
        [
            "lib.yml:5:3 warning[bad-syntax]: no entry of Hayagriva",
            "lib.yml:2:11 info[not-understood]: no type `Artikel` in Hayagriva",
            "lib.yml:4:11 warning[bad-date]: `2020-13` is not a date",
            "lib.yml:8:13 warning[bad-value]: the field `parent` is not an entry",
            "lib.yml:7:14 warning[bad-value]: the field `author` is not a name",
            "lib.yml:6:3 warning[missing-title]: the entry `d` has no title",
        ]
    );
}

#[test]
fn fields_are_found_by_their_names_in_the_schema() {
    let contents = contents(ENTRY);
    let check = |field: &str, nth: usize, expect: &str| {
        let (_, span) = locate(contents.entries[0].origin.as_ref().unwrap(), field, nth);
        assert_eq!(&ENTRY[span.range()], expect, "{field}");
    };
    check("doi", 0, "10.1/x");
    check("authors", 1, "OpenAI");
    check("links", 0, "https://a");
    check("date", 0, "~2019-06-09");
    check("isbn", 0, "978-1-5108-8698-8");
    check("volume", 0, "97");
    check("status", 0, "houlsby");
}
