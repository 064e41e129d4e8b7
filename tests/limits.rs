//! Inputs at, below and above the limits. Everything runs on threads with a small stack.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set the disk up, and what fails there fails the test"
)]

use std::sync::Once;

use mdbook_papers::diagnostic::{Code, concise};
use mdbook_papers::limits::{self, Limit};
use mdbook_papers::protocol;

/// The stack of every thread. Frames of MiniJinja are several times as large without optimization.
const STACK_BYTES: usize = if cfg!(debug_assertions) { 1024 * 1024 } else { 256 * 1024 };

/// A book with one chapter.
struct Book<'a> {
    data: &'a str,
    chapter: &'a str,
    files: &'a [(&'a str, &'a str)],
}

const BOOK: Book<'static> = Book {
    data: "[[paper]]\nid = \"a\"\ntitle = \"Title\"\nauthors = [\"Ada Lovelace\"]\ndate = \"2020\"\n",
    chapter: "",
    files: &[],
};

/// Builds a book on a small stack. Returns its diagnostics.
fn diagnostics(book: &Book<'_>) -> Vec<(Code, String)> {
    static POOL: Once = Once::new();
    POOL.call_once(|| rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build_global().unwrap());
    let root = tempfile::tempdir().unwrap();
    for folder in ["data", "src"] {
        std::fs::create_dir(root.path().join(folder)).unwrap();
    }
    for (path, text) in [("data/papers.toml", book.data), ("src/a.md", book.chapter)].iter().chain(book.files) {
        std::fs::write(root.path().join(path), text).unwrap();
    }
    let message = serde_json::json!([
        {
            "root": root.path(),
            "config": { "book": { "src": "src" }, "preprocessor": { "papers": {} } },
            "renderer": "html",
            "mdbook_version": "0.5.4",
        },
        { "items": [{ "Chapter": {
            "name": "A", "content": book.chapter, "number": [1], "sub_items": [], "path": "a.md", "source_path": "a.md",
            "parent_names": [],
        } }] },
    ])
    .to_string();
    let run = move || {
        let diagnostics = protocol::run(&message).unwrap().diagnostics;
        diagnostics.iter().map(|diagnostic| (diagnostic.code, concise::render(diagnostic))).collect()
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run).unwrap();
    thread.join().unwrap()
}

/// Checks that a chapter at and below the limit has no diagnostic about it, and that one far above it has one, with a place.
#[track_caller]
fn check_chapter(limit: Limit, write: impl Fn(usize) -> String) {
    for (value, is_allowed) in
        [(limit.value - 1, true), (limit.value, true), (limit.value + 1, false), (10 * limit.value, false)]
    {
        let chapter = write(value);
        let found = diagnostics(&Book { chapter: &chapter, ..BOOK });
        let about: Vec<_> = found.iter().filter(|(_, message)| message.contains(&limit.to_string())).collect();
        assert_eq!(about.is_empty(), is_allowed, "{} {value}: {found:?}", limit.name);
        for (_, message) in about {
            assert!(message.starts_with("src/a.md:1:"), "{message}");
        }
    }
}

#[test]
fn security_md_has_every_limit() {
    let row = |limit: &Limit| format!("| `{}` | {} {} | {} |\n", limit.name, limit.value, limit.of, limit.reason);
    let rows: String = limits::ALL.iter().map(row).collect();
    assert!(include_str!("../SECURITY.md").contains(&format!("|---|---|---|\n{rows}\n")), "expected:\n{rows}");
}

#[test]
fn expressions_are_limited_in_depth() {
    let filter = |expression: String| format!("<<#papers where=\"{expression}\">>\n");
    let repeat = |part: &'static str| move |depth: usize| filter(format!("{}1", part.repeat(depth)));
    check_chapter(limits::EXPRESSION_NESTING, repeat("not "));
    check_chapter(limits::EXPRESSION_NESTING, repeat("-"));
    check_chapter(limits::EXPRESSION_NESTING, repeat("1 + "));
    check_chapter(limits::EXPRESSION_NESTING, |depth| filter(format!("{}year", "year or ".repeat(depth))));
    check_chapter(limits::EXPRESSION_NESTING, |depth| filter(format!("{}year", "year and ".repeat(depth))));
    check_chapter(limits::EXPRESSION_NESTING, |depth| filter(format!("{}title", "title ~ ".repeat(depth))));
    check_chapter(limits::EXPRESSION_NESTING, |depth| filter(format!("title{}", "|lower".repeat(depth))));
    check_chapter(limits::EXPRESSION_NESTING, |depth| filter(format!("title{}", ".a".repeat(depth))));
}

#[test]
fn expressions_are_limited_in_brackets() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{'a': ", "}"), ("range(", ")")] {
        for (depth, is_allowed) in [(15, true), (50, false), (10_000, false)] {
            let expression = format!("{}year{}", open.repeat(depth), close.repeat(depth));
            let found = diagnostics(&Book { chapter: &format!("<<#papers where=\"{expression}\">>\n"), ..BOOK });
            let is_limited = found.iter().any(|(_, message)| message.contains("more than "));
            assert_eq!(!is_limited, is_allowed, "{open} {depth}: {found:?}");
        }
    }
}

#[test]
fn expressions_are_limited_in_length() {
    check_chapter(limits::EXPRESSION_BYTES, |length| format!("<<#papers where=\"year{}\">>\n", " ".repeat(length - 4)));
}

/// Checks a template at and below the limit, and above it.
#[track_caller]
fn check_template(limit: Limit, write: impl Fn(usize) -> String) {
    for (value, is_allowed) in
        [(limit.value - 1, true), (limit.value, true), (limit.value + 1, false), (10 * limit.value, false)]
    {
        let template = write(value);
        for files in [
            &[("t.jinja", template.as_str())][..],
            &[("t.jinja", "{% include 'u.jinja' %}"), ("u.jinja", template.as_str())][..],
        ] {
            let found = diagnostics(&Book { chapter: "<<#papers style=t.jinja>>\n", files, ..BOOK });
            let about = found.iter().find(|(_, message)| message.contains(&limit.to_string()));
            assert_eq!(about.is_none(), is_allowed, "{} {value}: {found:?}", limit.name);
            assert!(about.is_none_or(|(_, message)| message.starts_with("t.jinja:1:")), "{found:?}");
        }
    }
}

#[test]
fn templates_are_limited_in_depth() {
    // A block is five levels.
    let around = |open: &'static str, close: &'static str| {
        move |depth: usize| {
            let inner = format!("{{{{ {}1 }}}}", "not ".repeat(depth % 5));
            format!("{}{inner}{}", open.repeat(depth / 5), close.repeat(depth / 5))
        }
    };
    check_template(limits::TEMPLATE_NESTING, around("{% if 1 %}", "{% endif %}"));
    check_template(limits::TEMPLATE_NESTING, around("{% for a in papers %}", "{% endfor %}"));
    check_template(limits::TEMPLATE_NESTING, around("{% filter upper %}", "{% endfilter %}"));
    check_template(limits::TEMPLATE_NESTING, around("{% set a %}", "{% endset %}"));
    check_template(limits::TEMPLATE_NESTING, |depth| {
        format!("{{% if 0 %}}{}{{% endif %}}", "{% elif 0 %}".repeat(depth - 5))
    });
    check_template(limits::TEMPLATE_NESTING, |depth| format!("{{{{ {}1 }}}}", "not ".repeat(depth)));
    check_template(limits::TEMPLATE_NESTING, |depth| format!("{{{{ title{} }}}}", "|upper".repeat(depth)));
}

#[test]
fn recursive_templates_are_limited() {
    for template in [
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include 't.jinja' %}",
        "{% for a in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}",
    ] {
        let files = &[("t.jinja", template)][..];
        let found = diagnostics(&Book { chapter: "<<#papers style=t.jinja>>\n", files, ..BOOK });
        let [(Code::BadValue, message)] = found.as_slice() else { panic!("{template}: {found:?}") };
        assert!(message.contains("nested too deeply"), "{message}");
    }
}

#[test]
fn a_selector_may_have_thousands_of_stars() {
    for selector in ["*a".repeat(20_000), "**/".repeat(20_000) + "a", "*/".repeat(20_000) + "a"] {
        let found = diagnostics(&Book { chapter: &format!("<<#papers {selector}>>\n"), ..BOOK });
        assert!(matches!(found.as_slice(), [(Code::UnknownCategory, _)]), "{found:?}");
    }
}

#[test]
fn categories_are_limited_in_depth() {
    let paper = |category: String| format!("[[paper]]\nid = \"a\"\ntitle = \"T\"\ncategories = [\"{category}\"]\n");
    let category = |id: String| format!("[[category]]\nid = \"{id}\"\n{}", paper(id.clone()));
    let levels = |count: usize| "a/".repeat(count - 1) + "b";
    let limit = limits::CATEGORY_LEVELS;
    for (count, is_allowed) in
        [(limit.value - 1, true), (limit.value, true), (limit.value + 1, false), (100_000, false)]
    {
        for data in [paper(levels(count)), category(levels(count))] {
            let found = diagnostics(&Book { data: &data, chapter: "<<#papers>>\n\n<<#papers-index>>\n", ..BOOK });
            let about = found
                .iter()
                .any(|(_, message)| message.starts_with("data/papers.toml:") && message.contains(&limit.to_string()));
            assert_eq!(!about, is_allowed, "{count}: {found:?}");
        }
        let entry = format!("@misc{{a, title = {{T}}, keywords = {{{}}}}}", levels(count));
        let files = &[("data/papers.bib", entry.as_str())][..];
        assert_eq!(diagnostics(&Book { chapter: "<<#papers>>\n", files, ..BOOK }), []);
    }
}

#[test]
fn chapters_are_limited_in_directives() {
    let limit = limits::CHAPTER_DIRECTIVES;
    for (count, is_allowed) in [(limit.value, true), (limit.value + 1, false), (2 * limit.value, false)] {
        let found = diagnostics(&Book { chapter: &"<<#papers-count>>\n".repeat(count), ..BOOK });
        let place = format!("src/a.md:{}:1: ", limit.value + 1);
        match found.as_slice() {
            [] => assert!(is_allowed, "{count}"),
            [(_, message)] => {
                assert!(
                    !is_allowed && message.starts_with(&place) && message.contains(&limit.to_string()),
                    "{message}"
                );
            }
            _ => panic!("{found:?}"),
        }
    }
}

#[test]
fn chapters_and_books_are_limited_in_the_size_of_lists() {
    // An entry of 1 MiB, which each list repeats.
    let data = format!("[[paper]]\nid = \"a\"\ntitle = \"T\"\nnote = \"{}\"\n", "a ".repeat(512 * 1024));
    let limit = limits::CHAPTER_LISTS;
    for list in ["<<#papers notes=false>>\n\n", "<<#references nocite=*>>\n\n"] {
        for (count, errors) in [(limit.value - 1, 0), (limit.value, 1), (2 * limit.value, limit.value + 1)] {
            let found = diagnostics(&Book { data: &data, chapter: &list.repeat(count), ..BOOK });
            assert_eq!(found.len(), errors, "{count}");
            assert!(found.iter().all(|(_, message)| message.contains(&limit.to_string())), "{:?}", found.first());
        }
    }
}
