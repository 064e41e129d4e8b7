//! The guide's page on citations: its table has every option of references, and every example is followed by its output.
//! Also the output for Pandoc.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and an I/O error fails the test"
)]

#[path = "support/case.rs"]
mod case;
#[path = "support/papers.rs"]
mod papers;

use std::path::Path;

use mdbook_papers::citation::CitationSyntax;
use mdbook_papers::directive::{ScanItem, scan_with_citations};
use mdbook_papers::expand::{Book, Chapter, expand};
use mdbook_papers::options::directive;
use mdbook_papers::source::Source;
use serde_json::json;

const PAGE: &str = include_str!("../book/guide/citations.md");

#[test]
fn every_option_of_references_has_a_row_with_its_default() {
    let references = directive("references").expect("the directive `references` exists");
    let rows = PAGE.lines().filter(|line| line.starts_with('|'));
    let filters = directive("papers-count").expect("the directive `papers-count` exists");
    for option in references.options().filter(|option| filters.option(option.name).is_none()) {
        let mut named = rows.clone().filter(|row| row.starts_with(&format!("| `{}` |", option.name)));
        let default = named.next().and_then(|row| row.split('|').nth(3)).map(str::trim);
        assert_eq!(default, Some(option.default), "{}", option.name);
    }
}

#[test]
fn every_example_in_a_code_block_is_expanded_below_it() {
    let blocks: Vec<_> = PAGE.split("```text\n").skip(1).filter_map(|rest| rest.split_once("\n```\n\n")).collect();
    assert!(blocks.len() >= 7, "there are only {} examples", blocks.len());
    for (code, below) in blocks {
        assert!(below.starts_with(code), "the text after the example is not `{code}`");
    }
}

#[test]
fn the_examples_contain_the_citations_they_show() {
    let syntaxes = [CitationSyntax::Pandoc].into_iter().collect();
    let items = scan_with_citations(&Source::new("citations.md", PAGE), syntaxes, false, &[]).items;
    let written = items.into_iter().map(|item| match item {
        ScanItem::Citation(citation) => &PAGE[citation.span.range()],
        ScanItem::Directive(directive) => &PAGE[directive.span.range()],
        ScanItem::Invalid(invalid) => panic!("{invalid:?}"),
    });
    let expect = [
        "<<#cite vaswani2017attention, sec. 3>>",
        "<<#cite @touvron2023llama; @zhang2022opt, p. 4>>",
        "[see @hoffmann2022chinchilla, pp. 1-3, *passim*; also @brown2020gpt3, chap. 2]",
        "@raffel2020t5",
        "[-@black2022gptneox]",
        "@zeng2023glm130b [p. 2]",
        "@media",
        "@zhang2022opt",
        "<<#references year=2023.. style=apa>>",
        "<<#references>>",
    ];
    assert_eq!(written.collect::<Vec<_>>(), expect);
}

#[test]
fn identifiers_become_keys_for_pandoc() {
    let mut files = case::files(include_str!("cases/citations-by-identifier.md"));
    let (_, toml) = files.iter_mut().find(|(path, _)| path == "book.toml").unwrap();
    *toml = toml.replace("[preprocessor.papers]", "[preprocessor.papers]\npandoc-citations = [\"pandoc\"]");
    let root = case::book(&files);
    let (run, chapters) = case::expand(root.path(), &files, "pandoc");
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(
        chapters[0].1,
        "# A\n\n@hu2021lora [p. 3] and [see @{odd key}, p. 4; also @hu2021lora], and [@{odd key}, {p. 5}].\n\n\
         ::: {#refs}\n:::\n"
    );
    assert!(chapters[1].1.contains("Two [@hu2021lora]."), "{}", chapters[1].1);
}

#[test]
fn renderers_get_formatted_citations_unless_pandoc_reads_their_markdown() {
    let text = |renderer, named: &[&str]| {
        let config = json!({ "preprocessor": { "papers": { "pandoc-citations": named } } });
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let content = "Text <<#cite hu2022lora, p. 3>>.\n\n<<#references>>\n";
        let chapter = Chapter { name: "a".into(), path: None, source_path: None, content: content.into() };
        expand(Book { root, renderer, config: &config, chapters: vec![chapter], pages: Vec::new() }).chapter(0)
    };
    for renderer in ["pandoc", "epub", "markdown", "typst-pdf"] {
        assert!(text(renderer, &[]).starts_with("Text \\[1, p. 3\\].\n\n1. "), "{}", text(renderer, &[]));
        assert_eq!(text(renderer, &[renderer]), "Text [@hu2022lora, {p. 3}].\n\n::: {#refs}\n:::\n");
    }
}

#[test]
fn citations_for_pandoc_are_in_its_syntax() {
    const CITED: &str =
        "[see @hu2022lora], 大模型[参见@hu2022lora, p. 3]，@hu2022lora [见 @dettmers2023qlora] <<#cite hu2022lora>>";
    let config = json!({ "preprocessor": { "papers": { "citations": ["pandoc"], "pandoc-citations": ["pandoc"] } } });
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let chapter = Chapter { name: "a".into(), path: None, source_path: None, content: CITED.into() };
    let book = Book { root, renderer: "pandoc", config: &config, chapters: vec![chapter], pages: Vec::new() };
    assert_eq!(
        expand(book).chapter(0),
        "[see @hu2022lora], 大模型[参见 @hu2022lora, p. 3]，@hu2022lora [见 @dettmers2023qlora] [@hu2022lora]"
    );
}
