//! Checks the guide's page on listings: the tables list every option, value and filter, and each example is followed by
//! its output.

use mdbook_papers::directive::{ScanItem, scan};
use mdbook_papers::options::{FIELDS, GROUPS, Style, directive};
use mdbook_papers::paper::Field;
use mdbook_papers::render::template;
use mdbook_papers::source::Source;

const PAGE: &str = include_str!("../book/guide/listings.md");

/// Returns the table rows with `word` in the first column.
fn rows(word: &str) -> Vec<&'static str> {
    let named = |row: &&str| row.split('|').nth(1).is_some_and(|first| first.contains(&format!("`{word}`")));
    PAGE.lines().filter(|line| line.starts_with('|')).filter(named).collect()
}

/// Returns the directives that the book expands.
fn live() -> Vec<&'static str> {
    let spans = scan(&Source::new("listings.md", PAGE)).0.into_iter().map(|item| match item {
        ScanItem::Directive(directive) => directive.span,
        other => panic!("{other:?} is not a valid directive"),
    });
    spans.map(|span| &PAGE[span.range()]).collect()
}

#[test]
fn every_option_has_a_row_with_its_default_and_a_live_example() {
    let live = live();
    for name in ["papers", "papers-count"] {
        for option in directive(name).map(mdbook_papers::options::DirectiveSpec::options).into_iter().flatten() {
            let rows = rows(option.name);
            let cells = rows.iter().filter_map(|row| row.rsplit('|').nth(1));
            let defaults: Vec<_> = cells.map(str::trim).collect();
            let expect = if option.default == "the order of the category" { "the order" } else { option.default };
            assert!(defaults.iter().any(|cell| cell.contains(expect)), "{}: {defaults:?}", option.name);
            let has_example = live.iter().any(|directive| {
                let mut words = directive.trim_end_matches('>').split([' ', '=']);
                words.any(|word| word == option.name)
            });
            assert!(has_example, "{} has no live example", option.name);
        }
    }
}

#[test]
fn every_example_in_a_code_block_is_expanded_below_it() {
    let blocks: Vec<_> = PAGE.split("```text\n").skip(1).filter_map(|rest| rest.split_once("\n```\n\n")).collect();
    assert!(blocks.len() >= 15, "there are only {} examples", blocks.len());
    for (code, below) in blocks {
        assert!(below.starts_with(code), "what follows is not `{code}`");
    }
}

#[test]
fn every_style_field_group_value_and_filter_is_documented() {
    // The other variables of CSL are in the table of the data formats.
    let fields = Field::ALL.iter().filter(|field| field.csl().is_none() || FIELDS.contains(&field.name()));
    let fields = fields.map(|field| field.template_name());
    for word in Style::built_in_names().chain(FIELDS.iter().chain(GROUPS).copied()).chain(fields) {
        assert!(PAGE.contains(&format!("`{word}`")), "{word}");
    }
    let values = [template::VALUES, template::ENTRY_VALUES, template::FILTERS].concat();
    for word in values {
        assert!(!rows(word).is_empty(), "{word} has no row");
    }
    for word in template::GROUP_VALUES {
        assert!(rows("groups")[0].contains(&format!("`{word}`")), "{word}");
    }
}
