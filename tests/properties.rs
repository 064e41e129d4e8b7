//! Properties of every chapter: nothing panics, nothing outside a directive changes, and every list becomes one HTML block
//! inside the containers of its line.

#![expect(clippy::disallowed_methods, reason = "tests create files")]

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use mdbook_papers::diagnostic::Code;
use mdbook_papers::directive::{Formula, Placement, ScanItem, formulas, scan};
use mdbook_papers::expand::{Book, Chapter, Expansion, expand};
use mdbook_papers::source::Source;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Line beginnings with a meaning in CommonMark. Definition lists are missing, since a block in place of a term ends the
/// list.
const STARTS: &[&str] = &[
    "", "> ", ">", "- ", "* ", "1. ", "12) ", "  ", "   ", "    ", "\t", "-\t", "# ", "| ", "[^1]: ", "> > ", "- - ",
    "\u{3000}", "\u{A0}",
];

/// The text after them.
const TEXTS: &[&str] = &[
    "<<#papers>>",
    "<<#papers>>",
    "<<#papers>>",
    "<!-- #papers -->",
    "<<#papers-count>>",
    "text",
    "",
    "",
    "---",
    "===",
    "```",
    "~~~",
    "<div>",
    "</div>",
    "<!--",
    "-->",
    "`",
    "\\<<#papers>>",
    "评估",
    "|---|",
    "[x]: y",
    "<<#papers",
    "<<#papers \"",
];

fn chapter() -> impl Strategy<Value = String> {
    let line = (prop::collection::vec(prop::sample::select(STARTS), 0..3), prop::sample::select(TEXTS))
        .prop_map(|(starts, text)| format!("{}{text}", starts.concat()));
    let ending = prop::sample::select(&["\n", "\n", "\n", "\r\n"][..]);
    prop::collection::vec((line, ending), 0..12)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, ending)| [line, ending.to_owned()]).collect())
}

/// Pieces of text around formulas.
const PIECES: &[&str] = &[
    "$x$",
    "$x$",
    "$a_1 * b_2$",
    "$$y$$",
    "$$\nx = [y]\n$$",
    "$$\r\nx\r\n$$",
    "$\\frac{a$",
    "$p(a \\| b)$",
    "$|x|$",
    "$5",
    "US$",
    "$",
    "$$",
    "\\$",
    "\\",
    "`",
    "``",
    "*",
    "**",
    "_",
    "~~",
    "[",
    "](u)",
    "![",
    "[^1]",
    "<b>",
    "</b>",
    "<code>",
    "</code>",
    "<!--",
    "-->",
    "{#a}",
    "text",
    "评",
    " ",
    " ",
    " | ",
];

/// The same cases in every run.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let rng_seed = if default.rng_seed == RngSeed::Random { RngSeed::Fixed(1) } else { default.rng_seed };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 2000 };
    ProptestConfig { cases, failure_persistence: None, rng_seed, ..default }
}

/// A key such as `@a` that is not read as a citation is a near miss.
fn has_only_near_misses(expansion: &Expansion) -> bool {
    expansion.diagnostics.iter().all(|found| found.code == Code::NearMiss)
}

fn chapter_with_formulas() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..6);
    let line = (prop::collection::vec(prop::sample::select(STARTS), 0..2), pieces)
        .prop_map(|(starts, pieces)| format!("{}{}", starts.concat(), pieces.concat()));
    let ending = prop::sample::select(&["\n", "\n", "\n\n", "\n|---|\n", "\r\n"][..]);
    prop::collection::vec((line, ending), 0..8)
        .prop_map(|lines| lines.into_iter().flat_map(|(line, ending)| [line, ending.to_owned()]).collect())
}

/// The blocks of a chapter, in order.
fn blocks(markdown: &str) -> Vec<String> {
    let blocks = Parser::new_ext(markdown, options()).filter_map(|event| match event {
        Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }) => None,
        // Attributes and anchors of a heading are not asked for.
        Event::Start(Tag::Heading { level, .. }) => Some(level.to_string()),
        Event::Start(tag) => Some(format!("{tag:?}")),
        _ => None,
    });
    blocks.collect()
}

/// A book with one paper, whose note contains everything that could end an HTML block.
fn root() -> &'static Path {
    static ROOT: OnceLock<tempfile::TempDir> = OnceLock::new();
    let data = "[[paper]]\nid = \"a\"\ntitle = \"A\"\nnote = \"\"\"\nn\n\n- i\n\n  > j\n\n~~~\na\n\n\n b\n~~~\n\n<b>\n\n| t |\n|---|\n| u |\n\"\"\"\n";
    let make = || {
        let root = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(root.path().join("papers.toml"), data).expect("the data can be written");
        root
    };
    ROOT.get_or_init(make).path()
}

fn expanded(text: &str) -> (String, Expansion) {
    expanded_with(text, false)
}

fn expanded_with(text: &str, math: bool) -> (String, Expansion) {
    let table = serde_json::json!({ "data": ["papers.toml"], "on-error": "warn", "math": math });
    let config = serde_json::json!({ "preprocessor": { "papers": table } });
    let chapter = Chapter {
        name: "A".into(),
        path: Some(PathBuf::from("a.md")),
        source_path: Some(PathBuf::from("a.md")),
        content: Cow::Borrowed(text),
    };
    let expansion =
        expand(Book { root: root(), renderer: "html", config: &config, chapters: vec![chapter], pages: Vec::new() });
    let new = expansion.changed().first().map_or_else(|| text.to_owned(), |&index| expansion.chapter(index));
    (new, expansion)
}

/// The options of mdBook's parser.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// The HTML blocks of a chapter that begin with a list of papers.
fn lists(markdown: &str) -> Vec<String> {
    let (mut blocks, mut open): (Vec<String>, Option<String>) = (Vec::new(), None);
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::HtmlBlock) => open = Some(String::new()),
            Event::Html(html) => open.iter_mut().for_each(|block| block.push_str(&html)),
            Event::End(TagEnd::HtmlBlock) => blocks.extend(open.take()),
            _ => {}
        }
    }
    blocks.retain(|block| block.trim_start().starts_with("<section class=\"papers\""));
    blocks
}

proptest! {
    // `PROPTEST_RNG_SEED` and `PROPTEST_CASES` try others.
    #![proptest_config(config())]

    #[test]
    fn every_list_is_one_block(text in chapter()) {
        let source = Source::new("a.md", text.as_str());
        let (items, _) = scan(&source);
        let count = items
            .iter()
            .filter(|item| matches!(item, ScanItem::Directive(directive) if directive.placement != Placement::Inline))
            .count();
        let (new, _) = expanded(&text);
        let lists = lists(&new);
        prop_assert_eq!(lists.len(), count, "{}", new);
        let (expected, _) = expanded("<<#papers>>");
        for list in lists {
            // Lists differ only in the anchors, which the first entry on a page has, and in the indentation of containers.
            let plain = |list: &str| {
                let lines = list.lines().map(str::trim).filter(|line| !line.starts_with("<span class=\"Z3988\""));
                let list = lines.collect::<Vec<_>>().join("\n").replace(" id=\"papers-a\"", "");
                let permalink = " <a class=\"papers-permalink\" href=\"#papers-a\" aria-label=\"Link to this entry\">#</a>";
                list.replace(&format!("<div class=\"papers-foot\">{permalink}</div>\n"), "")
            };
            prop_assert_eq!(plain(&list), plain(&expected), "{}", new);
        }
    }

    #[test]
    fn spans_are_in_order_and_never_split_a_character(text in "(<<#papers[^\u{0}]{0,6}|[<># \"`\n\\\\評a-]{0,4}|>>){0,12}") {
        let source = Source::new("a.md", text.as_str());
        let mut end = 0;
        for item in scan(&source).0 {
            let span = match item {
                ScanItem::Directive(directive) => directive.span,
                ScanItem::Invalid(invalid) => invalid.span,
                ScanItem::Citation(citation) => citation.span,
            };
            prop_assert!(span.start >= end);
            prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            end = span.end;
        }
    }

    #[test]
    fn only_formulas_change(text in chapter_with_formulas()) {
        // Without the formula, a line after it may become the header of a table.
        let precedes_table = |formula: &Formula| {
            let next_line = text[formula.span.end..].lines().nth(1).unwrap_or_default();
            text[formula.span.range()].contains(['\n', '|']) && next_line.contains("|---|")
        };
        prop_assume!(!formulas(&text).list.iter().any(precedes_table));
        let (new, _) = expanded_with(&text, true);
        prop_assert_eq!(blocks(&new), blocks(&text), "{}", new);
        let mut rest = new.as_str();
        let (mut at, mut typeset) = (0, 0);
        for formula in formulas(&text).list {
            let before = &text[at..formula.span.start];
            prop_assert!(rest.starts_with(before), "{}", new);
            rest = &rest[before.len()..];
            at = formula.span.end;
            let written = &text[formula.span.range()];
            rest = if let Some(stays) = rest.strip_prefix(written) {
                stays
            } else {
                typeset += 1;
                let end = rest.find("</math>").map_or(rest.len(), |end| end + "</math>".len());
                let mathml = &rest[..end];
                prop_assert!(!mathml.contains(['\n', '$', '*', '_', '`', '[', '|', '{', '\\']), "{}", mathml);
                rest[end..].strip_prefix("</span>").filter(|_| formula.display).unwrap_or(&rest[end..])
            };
        }
        prop_assert_eq!(rest, &text[at..], "{}", new);
        let tags = Parser::new_ext(&new, options()).filter(|event| {
            matches!(event, Event::InlineHtml(html) if html.starts_with("<math class=\"papers-math\""))
        });
        prop_assert_eq!(tags.count(), typeset, "{}", new);
    }

    #[test]
    fn text_without_dollars_is_unchanged_with_math(text in "[^<$]{0,200}") {
        let (new, expansion) = expanded_with(&text, true);
        prop_assert!(has_only_near_misses(&expansion));
        prop_assert!(expansion.changed().is_empty());
        prop_assert_eq!(new, text);
    }

    #[test]
    fn text_without_directives_is_unchanged(text in "[^<]{0,200}") {
        let (_, expansion) = expanded(&text);
        prop_assert!(has_only_near_misses(&expansion));
        prop_assert_eq!(expanded(&text).0, text);
    }
}
