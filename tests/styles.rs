//! The guide's page on CSL styles: every name stands in its table, every example is followed by what the book makes of it, and
//! the citations and counts in its tables are those of the program.

use std::collections::BTreeMap;

use mdbook_papers::directive::{Finding, scan};
use mdbook_papers::format::{self, Reading};
use mdbook_papers::paper::Paper;
use mdbook_papers::render::csl::{Cite, Class, Form, Mark, Style, names};
use mdbook_papers::source::Source;

const PAGE: &str = include_str!("../book/guide/styles.md");
const LIST: &str = include_str!("../data/papers.toml");
const DIFFERENCES: &str = include_str!("csl/differences.toml");

/// How a style cites, in the words of the page.
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
        let style = Style::bundled(name).unwrap_or_else(|| panic!("{name} is no style"));
        by_title.entry(style.title.clone()).or_insert((Vec::new(), style.class)).0.push(name);
    }
    let rows = by_title.iter().map(|(title, (names, class))| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        // The page says in which language a name is that is not English.
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
    let (found, _) = scan(&Source::new("styles.md", PAGE));
    assert!(found.iter().all(|finding| matches!(finding, Finding::Directive(_))));
}

#[test]
fn citations_are_as_the_page_shows_them() {
    let contents = format::read(&Source::new("papers.toml", LIST), Reading::default());
    let paper = |key: &str| -> Paper {
        contents.entries.iter().map(format::Entry::paper).find(|paper| paper.key == key).cloned().unwrap_or_default()
    };
    let (lora, qlora) = (paper("hu2022lora"), paper("dettmers2023qlora"));
    for name in ["apa", "chicago-author-date", "ieee", "nature", "gb-7714-2015-numeric"] {
        let style = Style::bundled(name).unwrap_or_else(|| panic!("{name} is no style"));
        let mark = Mark::default();
        let cited = |cites: &[Cite<'_>]| style.citation(cites, "en").to_formatted().to_html(false);
        let plain = Cite::new(&lora, Some(1), &mark);
        let row = [
            cited(&[Cite { locator: Some(("page", "3")), ..plain }, Cite::new(&qlora, Some(2), &mark)]),
            cited(&[Cite { form: Form::Narrative, ..plain }]),
            cited(&[Cite { form: Form::SuppressAuthor, ..plain }]),
        ];
        let row = format!("| `{name}` | {} |\n", row.join(" | "));
        assert!(PAGE.contains(&row), "there is no row {row}");
    }
}

#[test]
fn differences_are_counted_as_they_are_listed() {
    for style in ["apa", "chicago-author-date", "gb-7714-2015-numeric", "ieee", "nature"] {
        let listed = DIFFERENCES.matches(&format!("style = \"{style}\"\n")).count();
        assert!(PAGE.contains(&format!("| `{style}` | {} of 60 |", 60 - listed)), "{style}: {listed}");
    }
}
