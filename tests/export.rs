//! Exporting: the canonical form, and the fields that external formats preserve.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests read files, and what fails fails the test")]

use std::sync::Arc;

use mdbook_papers::export::{self, ExportFormat, Missing, Selection, canonical};
use mdbook_papers::format::{Contents, Format as Read, Reading, read_as};
use mdbook_papers::library::{Library, merge};
use mdbook_papers::paper::Paper;
use mdbook_papers::source::Source;
use proptest::prelude::*;

fn data() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/data/papers.toml")).unwrap()
}

fn read(format: Read, text: &str) -> Contents {
    read_as(format, &Source::new("papers", text), Reading { annotations: true, ..Reading::default() })
}

fn library(text: &str) -> Library {
    let (library, found) = merge(vec![read(Read::Toml, text)]);
    assert!(found.is_empty(), "{found:?}");
    library
}

fn written(library: &Library, format: ExportFormat) -> String {
    let all: Vec<_> = (0..library.papers.len()).collect();
    export::write(&Selection::new(library, &all, "Papers", true, false), format)
}

#[test]
fn a_list_of_a_category_has_no_headings_of_others() {
    #[track_caller]
    fn check(library: &Library, papers: &[usize], chosen: &[&str], expect: &[&str]) {
        let mut selection = Selection::new(library, papers, "Papers", false, false);
        selection.retain_categories(chosen);
        let text = export::write(&selection, ExportFormat::Markdown);
        assert_eq!(text.lines().filter(|line| line.starts_with('#')).collect::<Vec<_>>(), expect, "{chosen:?}");
    }
    let library = library(
        "[[category]]\nid = \"a\"\n[[category]]\nid = \"a/x\"\n[[category]]\nid = \"b\"\n\
         [[paper]]\nid = \"p\"\ntitle = \"P\"\ncategories = [\"a\", \"b\"]\n\
         [[paper]]\nid = \"q\"\ntitle = \"Q\"\ncategories = [\"a/x\"]\n\
         [[paper]]\nid = \"r\"\ntitle = \"R\"\ncategories = [\"b\"]\n",
    );
    check(&library, &[0], &["a"], &["## a"]);
    check(&library, &[0, 1], &["a"], &["## a", "### x"]);
    check(&library, &[1], &["a/x"], &["## a", "### x"]);
    // A paper that was chosen by its key keeps its category.
    check(&library, &[1, 2], &["a/x"], &["## a", "### x", "## b"]);
}

#[test]
fn data_of_this_book_is_in_canonical_form() {
    assert!(canonical(&data()).unwrap() == data(), "`cargo run -- fmt` puts them there");
}

#[test]
fn toml_export_equals_fmt_output_and_round_trips() {
    let library = library(&data());
    let text = written(&library, ExportFormat::Toml);
    assert_eq!(canonical(&text).unwrap(), text);
    let again = self::library(&text);
    assert!(library.papers.iter().eq(again.papers.iter()));
}

#[test]
fn fmt_sorts_wraps_and_preserves_comments() {
    let text = "#:schema s\n# top\n\n# of a\n[[paper]] # beside\ntitle = \"A\" # t\n# of id\nid = 'a'\ndate = 2023\n\
                authors = [ # in\n 'B', # b\n # end\n]\nlinks = { pdf = 'u', 'full text' = 'v' }\nx.y = 1\n\
                note = \"one\\ntwo\"\n# below\n\n# of c\n[[category]]\nid = 'c'\n\n# last\n";
    let expect = "#:schema s\n# top\n\n# of c\n[[category]]\nid = \"c\"\n\n# of a\n[[paper]]  # beside\n# of id\n\
                  id = \"a\"\ntitle = \"A\"  # t\nauthors = [\n    # in\n    \"B\",  # b\n    # end\n]\ndate = \"2023\"\n\
                  links.pdf = \"u\"\nlinks.\"full text\" = \"v\"\nnote = \"\"\"\none\ntwo\"\"\"\nx.y = 1\n# below\n\n# last\n";
    assert_eq!(canonical(text).unwrap(), expect);
    assert_eq!(canonical(expect).unwrap(), expect);
}

#[test]
fn comments_in_nested_values_go_above_the_value() {
    let text = "[[paper]]\nid = \"a\"\nx.y = [[[\n1, # deep\n]]]\nx.z = { a = [1, # in\n] } # end\n\
                links = { # open\n pdf = ['u', # u\n], # pdf\n} # l\n";
    let expect = "[[paper]]\nid = \"a\"\n# open\n# pdf\nlinks.pdf = [\n    \"u\",  # u\n]  # l\n\
                  x.y = [\n    # deep\n    [[1]],\n]\n# in\nx.z = { a = [1] }  # end\n";
    assert_eq!(canonical(text).unwrap(), expect);
    assert_eq!(canonical(expect).unwrap(), expect);
}

#[test]
fn bibtex_and_biblatex_contain_every_field_they_support() {
    let library = library(&data());
    for format in [ExportFormat::Bibtex, ExportFormat::Biblatex] {
        let again = read(Read::Bibtex, &written(&library, format));
        assert_eq!(again.entries.len(), library.papers.len());
        for (entry, paper) in again.entries.iter().zip(library.papers.iter()) {
            let kept = |paper: &Paper| {
                let urls: Vec<_> = paper.links.iter().map(|link| link.url.clone()).collect();
                (
                    paper.key.clone(),
                    paper.title.clone(),
                    paper.authors.clone(),
                    paper.date.clone(),
                    paper.doi.clone(),
                    paper.arxiv.clone(),
                    urls,
                )
            };
            assert_eq!(kept(entry.paper()), kept(paper), "{format:?}");
        }
    }
}

#[test]
fn a_section_between_markers_is_replaced_and_nothing_else() {
    let text = "# A\r\n<!-- papers:begin -->\r\nold\r\n<!-- papers:end -->\r\nrest";
    let new = export::update(text, "a\nb\n").unwrap();
    assert_eq!(new, "# A\r\n<!-- papers:begin -->\r\n\r\na\r\nb\r\n\r\n<!-- papers:end -->\r\nrest");
    assert_eq!(export::update(&new, "a\nb\n").unwrap(), new);
    assert_eq!(export::update("x", "a"), Err(Missing::Begin));
    assert_eq!(export::update("<!-- papers:begin -->\n", "a"), Err(Missing::End));
}

proptest! {
    /// Any text survives writing and reading TOML, and `fmt` preserves it.
    #[test]
    fn a_paper_round_trips_through_toml(note in "[a-z\"'\\\\\n\t\r#\u{1}$ {}评]{0,24}", title in "[A-Za-z\"'\\\\#]{1,12}", url in "[a-z\"' .]{1,9}") {
        let paper = Paper {
            key: "a".to_owned(), kind: "article".to_owned(), title: title.into(),
            note: Some(note).filter(|note| !note.trim().is_empty()),
            links: vec![mdbook_papers::paper::Link { label: "l".to_owned(), url }],
            ..Paper::default()
        };
        let text = export::toml_entry(&paper);
        let again = read(Read::Toml, &text);
        prop_assert_eq!(again.entries.len(), 1, "{}", text);
        prop_assert_eq!(again.entries[0].paper(), &paper, "{}", text);
        prop_assert_eq!(canonical(&text).unwrap(), text);
    }

    /// Comments survive in every position, and `fmt` is idempotent.
    #[test]
    fn fmt_is_idempotent(lines in prop::collection::vec(prop::sample::select(&[
        "[[paper]]", "[[category]]", "# c", "", "title = 'a' # d", "authors = ['b', # e\n# f\n'c']", "[paper.links] # g", "# h",
        "links = { # i\na = ['b', # j\n] }", "x.y = [[ # k\n1]] # l", "x = { z = { a = [ # m\n1 ] } }",
    ][..]), 0..14)) {
        let text = lines.join("\n") + "\n";
        if let Ok(once) = canonical(&text) {
            prop_assert_eq!(&canonical(&once).unwrap(), &once, "{}", text);
            prop_assert_eq!(once.matches('#').count(), text.matches('#').count(), "{}", text);
        }
    }
}

#[test]
fn feed_times_depend_only_on_the_data() {
    let library: Arc<Library> = Arc::new(library(
        "[[paper]]\nid = \"a b\"\ntitle = \"<A>\"\nadded = \"2026-01-02\"\n[[paper]]\nid = \"b\"\ntitle = \"B\"\n",
    ));
    let feed = written(&library, ExportFormat::Atom);
    assert!(
        feed.contains("<id>urn:x-mdbook-papers:paper:a%20b</id>") && feed.contains("<title>&lt;A&gt;</title>"),
        "{feed}"
    );
    assert_eq!(feed.matches("<entry>").count(), 1, "{feed}");
    assert_eq!(feed.matches("2026-01-02T00:00:00Z").count(), 3, "{feed}");
}
