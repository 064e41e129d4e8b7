//! Checks the guide's page on CSL styles: the table lists every style, each example is followed by its output, and
//! citations and counts match the program.

use std::collections::BTreeMap;
use std::path::Path;

use mdbook_papers::csl::{Class, Style, names};
use mdbook_papers::directive::{ScanItem, scan};
use mdbook_papers::expand::{Book, Chapter, expand};
use mdbook_papers::source::Source;
use serde_json::json;

const PAGE: &str = include_str!("../book/guide/styles.md");
const DIFFERENCES: &str = include_str!("csl/differences.toml");

/// Returns how a style cites, in the terms of the page.
fn cites_by(class: Class) -> &'static str {
    match class {
        Class::AuthorDate => "author and date",
        Class::Author => "author",
        Class::Numeric => "number",
        Class::Label => "label",
        Class::Note => "note",
    }
}

#[test]
fn every_style_has_a_row_with_all_its_names() {
    let mut by_title: BTreeMap<String, (Vec<&str>, Class)> = BTreeMap::new();
    for name in names() {
        let style = Style::bundled(name).unwrap_or_else(|| panic!("{name} is not a style"));
        by_title.entry(style.title.clone()).or_insert((Vec::new(), style.class)).0.push(name);
    }
    let rows = by_title.iter().map(|(title, (names, class))| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        // The page marks the language of names that are not English.
        let title = title.replace("中文", "<span lang=\"zh\">中文</span>");
        let title = title.replace("日本語", "<span lang=\"ja\">日本語</span>");
        format!("| {title} | {} | {} |\n", names.join(", "), cites_by(*class))
    });
    let table = format!("| style | names | cites by |\n|---|---|---|\n{}", rows.collect::<String>());
    assert!(PAGE.contains(&table), "the table should be\n{table}");
}

#[test]
fn every_example_in_a_code_block_is_expanded_below_it() {
    let blocks: Vec<_> = PAGE.split("```text\n").skip(1).filter_map(|rest| rest.split_once("\n```\n\n")).collect();
    assert!(blocks.len() >= 3, "there are only {} examples", blocks.len());
    for (code, below) in blocks {
        assert!(below.starts_with(code), "what follows is not `{code}`");
    }
    let (items, _) = scan(&Source::new("styles.md", PAGE));
    assert!(items.iter().all(|item| matches!(item, ScanItem::Directive(_))));
}

#[test]
fn citations_match_the_page() {
    const CITED: &str = "[@hu2022lora, p. 3; @dettmers2023qlora] | @hu2022lora | [-@hu2022lora]";
    for name in ["apa", "chicago-author-date", "ieee", "nature", "gb-7714-2015-numeric"] {
        let config = json!({ "preprocessor": { "papers": { "citations": ["pandoc"], "references": name } } });
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let chapter = Chapter { name: "a".into(), path: None, source_path: None, content: CITED.into() };
        let book = Book { root, renderer: "html", config: &config, chapters: vec![chapter], pages: Vec::new() };
        let mut shown = expand(book).chapter(0).replace("</sup><sup>", "");
        // Remove the markup of links and anchors.
        while let Some(start) = shown.find("<span").or_else(|| shown.find("<a ")).or_else(|| shown.find("</span")) {
            let end = shown[start..].find('>').expect("a tag ends");
            shown.replace_range(start..=start + end, "");
        }
        let shown = shown.replace("</a>", "").replace("</sup><sup>", "");
        let row = format!("| `{name}` | {shown} |\n");
        assert!(PAGE.contains(&row), "the table has no row {row}");
    }
}

#[test]
fn counts_of_differences_match_the_list() {
    for style in ["apa", "chicago-author-date", "gb-7714-2015-numeric", "ieee", "nature"] {
        let listed = DIFFERENCES.matches(&format!("style = \"{style}\"\n")).count();
        assert!(PAGE.contains(&format!("| `{style}` | {} of 60 |", 60 - listed)), "{style}: {listed}");
    }
}
