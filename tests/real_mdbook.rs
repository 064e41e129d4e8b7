//! Released mdBooks of both generations run the binary on this repository's book and on small books.
//!
//! These tests need both mdBooks, are ignored by `cargo test`, and run in `.ci/run`, which sets `MDBOOK_0_5` and `MDBOOK_0_4`.
#![cfg(feature = "build")]
#![expect(clippy::disallowed_methods, reason = "tests create and read books")]

#[path = "support/html.rs"]
mod html;
#[path = "support/mdbook.rs"]
mod mdbook;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use html::{between, decode, pages, tag};
use mdbook::{Builder, CHAPTER, NOTE, PAPERS, Run, Server, Tiny, book_toml, builders, data, mdbooks};

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn both_versions_publish_the_same_lists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [(_, ours), others @ ..] = builders().map(|builder| {
        let dest = tempfile::tempdir().expect("a temporary folder can be made");
        let mut build = builder.command(&["build"], root);
        build.arg("--dest-dir").arg(dest.path()).env("MDBOOK_PREPROCESSOR__PAPERS__COMMAND", PAPERS);
        let run = Run::of(build);
        run.check_status(0);
        (builder.name, pages(dest.path()))
    });

    for (name, theirs) in others {
        assert_eq!(theirs.keys().collect::<Vec<_>>(), ours.keys().collect::<Vec<_>>(), "{name}");
        for (path, html) in &theirs {
            assert_eq!(shapes(html), shapes(&ours[path]), "{name}: {}", path.display());
            assert_eq!(words(main(html)), words(main(&ours[path])), "{name}: {}", path.display());
        }
    }
    let data = fs::read_to_string(root.join("data/papers.toml")).expect("the data can be read");
    let papers = data.split("[[paper]]").skip(1).filter_map(|paper| between(paper, "id = \"", "\""));
    let items = ours.values().flat_map(|html| html.split("<li class=\"papers-item\"").skip(1));
    let listed: BTreeSet<_> = items.filter_map(|item| between(item, "data-key=\"", "\"")).collect();
    assert_eq!(listed, papers.collect());
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn parts_separators_drafts_and_nested_chapters_survive() {
    let book = Tiny::new();
    let summary = "\
# Summary

[Preface](preface.md)

# One

- [Shelf](shelf.md)
  - [Inside](deep/inside.md)
    - [Further inside](deep/further.md)
- [Draft]()
  - [Child](child.md)

---

# Two

- [Last](last.md)

[Afterword](after.md)
";
    book.write("src/SUMMARY.md", summary);
    for path in ["preface", "deep/inside", "deep/further", "child", "last", "after"] {
        book.write(&format!("src/{path}.md"), CHAPTER);
    }
    let sidebar = "\
Preface (preface.html)
One
1. Shelf (shelf.html)
1.1. Inside (deep/inside.html)
1.1.1. Further inside (deep/further.html)
2. Draft
2.1. Child (child.html)
---
Two
3. Last (last.html)
Afterword (after.html)
";
    for builder in builders() {
        let run = book.run(&builder, &["build"]);
        run.check_status(0);
        assert_eq!(outline(&book.read("public/toc.html")), sidebar, "{}", builder.name);
        let lists = book.pages().into_iter().map(|(path, html)| (path, texts(&lists(&html))));
        let expect = ["after", "child", "deep/further", "deep/inside", "index", "last", "preface", "shelf"];
        let expect = expect.map(|page| (PathBuf::from(format!("{page}.html")), vec![list_of("LLaMA")]));
        assert_eq!(lists.collect::<Vec<_>>(), expect, "{}", builder.name);
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn a_book_from_mdbook_bib_gets_its_page() {
    let book = Tiny::new();
    let toml = format!("{}bibliography = \"refs.bib\"\ntitle = \"Sources\"\n", book_toml());
    book.write("book.toml", &toml);
    book.write("src/refs.bib", "@book{lind2019, title = {A Garden of Types}, author = {Lind, Per}, year = {2019}}\n");
    book.write("src/SUMMARY.md", "# Summary\n\n- [Leaves](leaves.md)\n  - [Deep](deep/roots.md)\n\n---\n");
    book.write("src/leaves.md", "# Leaves\n\n{{#cite lind2019}}\n");
    book.write("src/deep/roots.md", "# Roots\n\n@@lind2019\n");
    for builder in builders() {
        let run = book.run(&builder, &["build"]);
        run.check_status(0);
        let toc = outline(&book.read("public/toc.html"));
        let sidebar = "1. Leaves (leaves.html)\n1.1. Deep (deep/roots.html)\n---\nSources (bibliography.html)\n";
        assert_eq!(toc, sidebar, "{}", builder.name);
        for (page, href) in [("leaves", "bibliography.html"), ("deep/roots", "../bibliography.html")] {
            let html = book.read(&format!("public/{page}.html"));
            assert!(html.contains(&format!("href=\"{href}#papers-ref-lind2019\"")), "{}: {html}", builder.name);
        }
        let page = book.read("public/bibliography.html");
        for back in ["leaves.html#papers-cite-1", "deep/roots.html#papers-cite-1"] {
            assert!(page.contains(&format!("href=\"{back}\"")), "{}: {page}", builder.name);
        }
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn an_error_fails_the_build_and_the_published_book_is_unchanged() {
    for builder in builders() {
        let book = Tiny::new();
        book.write("src/shelf.md", INVALID);
        let run = book.run(&builder, &["build"]);
        run.check_status(builder.fails_with);
        assert!(run.stderr.contains(FAULT), "{}: {}", builder.name, run.stderr);
        assert!(!book.path("public").exists(), "{} published something", builder.name);

        book.write("src/shelf.md", CHAPTER);
        let run = book.run(&builder, &["build"]);
        run.check_status(0);
        let published = book.pages();
        book.write("src/shelf.md", INVALID);
        let run = book.run(&builder, &["build"]);
        run.check_status(builder.fails_with);
        assert!(run.stderr.contains(FAULT), "{}: {}", builder.name, run.stderr);
        assert_eq!(book.pages(), published, "{}", builder.name);
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn with_on_error_warn_the_page_shows_the_error() {
    let by_config = Tiny::new();
    by_config.write("book.toml", &format!("{}on-error = \"warn\"\n", book_toml()));
    let by_environment = Tiny::new();
    for builder in builders() {
        for (book, environment) in
            [(&by_config, None), (&by_environment, Some(("MDBOOK_PREPROCESSOR__PAPERS__ON_ERROR", "warn")))]
        {
            book.write("src/shelf.md", INVALID);
            let mut build = builder.command(&["build"], book.root.path());
            build.envs(environment);
            let run = Run::of(build);
            run.check_status(0);
            assert!(run.stderr.contains(FAULT), "{}: {}", builder.name, run.stderr);
            assert_eq!(
                texts(&boxes(&book.read("public/shelf.html"))),
                [ERROR_BOX],
                "{}, {environment:?}",
                builder.name
            );
        }
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn mdbook_test_compiles_only_the_code_of_chapters() {
    let text = "
~~~
~~~ never compiled
~~~

- an item

  ```rust
  never compiled
  ```

      never compiled

> ```
> never compiled
> ```

    never compiled
";
    for mdbook in mdbooks() {
        let book = Tiny::new();
        book.write("data/papers.toml", &data("LLaMA", text));
        let chapter = "# Shelf\n\n<<#papers models intro>>\n\n> - <<#papers models intro>>\n";
        book.write("src/shelf.md", &format!("{chapter}\n```\nassert_eq!(1, 1);\n```\n"));
        let run = book.run(&mdbook, &["test"]);
        run.check_status(0);

        book.write("src/shelf.md", &format!("{chapter}\n```\nassert_eq!(1, 2);\n```\n"));
        let run = book.run(&mdbook, &["test"]);
        run.check_status(mdbook.fails_with);
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn serve_of_0_5_watches_the_data_and_continues_after_an_error() {
    let [mdbook, _] = mdbooks();
    watches_the_data_and_continues_after_an_error(&mdbook);
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn serve_of_0_4_watches_the_data_and_continues_after_an_error() {
    let [_, mdbook] = mdbooks();
    watches_the_data_and_continues_after_an_error(&mdbook);
}

#[track_caller]
fn watches_the_data_and_continues_after_an_error(mdbook: &Builder) {
    let book = Tiny::new();
    let server = Server::start(mdbook, &book);
    let first = server.page_with("LLaMA");
    assert_eq!(texts(&lists(&first)), [list_of("LLaMA")]);

    server.write("data/papers.toml", &data("Pythia", NOTE));
    let second = server.page_with("Pythia");
    assert_eq!(texts(&lists(&second)), [list_of("Pythia")]);

    server.write("src/shelf.md", INVALID);
    let with_error = server.page_with("papers-fault");
    assert_eq!(texts(&boxes(&with_error)), [ERROR_BOX]);
    assert!(lists(&with_error).is_empty(), "{with_error}");

    server.write("src/shelf.md", CHAPTER);
    assert_eq!(server.page_with("Pythia"), second);
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn data_for_the_script_is_on_the_page_and_not_in_the_search_index() {
    for builder in builders() {
        let book = Tiny::new();
        book.write("papers.js", "");
        book.write("book.toml", &format!("{}[output.html]\nadditional-js = [\"papers.js\"]\n", book_toml()));
        let run = book.run(&builder, &["build"]);
        run.check_status(0);
        for page in ["public/papers-records.html", "public/print.html"] {
            let html = book.read(page);
            let records = between(&html, "<script type=\"application/json\" class=\"papers-records\">", "</script>");
            let records: Value = records.and_then(|text| serde_json::from_str(text).ok()).expect(&html);
            let bib = records["papers"][0]["bib"].as_str().expect("it has BibTeX");
            assert!(bib.starts_with("@misc{") && bib.ends_with("}\n"), "{bib}");
        }
        assert!(!book.read("public/shelf.html").contains("howpublished"));
        let files = fs::read_dir(book.path("public")).expect("the book is published");
        let files = files.map(|file| file.expect("a file can be read").path());
        let indices = files.filter(|file| file.to_string_lossy().contains("searchindex"));
        let index: String = indices.map(|file| fs::read_to_string(file).expect("it is text")).collect();
        assert!(index.contains("LLaMA"), "{}: the list cannot be found", builder.name);
        // The index names the address of each page.
        let index = index.replace("papers-records.html", "");
        for word in ["@misc", "howpublished", "papers-records"] {
            assert!(!index.contains(word), "{}: `{word}` can be found", builder.name);
        }
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn build_writes_the_search_index_of_mdbook() {
    let index = |builder: &Builder| {
        let book = Tiny::new();
        book.write("book.toml", &format!("{}[output.html.search]\nuse-boolean-and = true\n", book_toml()));
        book.write("src/shelf.md", "# Ponds\n\nfrogs\n\n<<#papers models>>\n");
        book.run(builder, &["build"]).check_status(0);
        let files = fs::read_dir(book.path("public")).expect("the book was written");
        let mut names =
            files.map(|file| file.expect("a folder can be read").file_name().into_string().unwrap_or_default());
        let name = names
            .find(|name| name.starts_with("searchindex") && Path::new(name).extension().is_some_and(|end| end == "js"))
            .expect("there is an index");
        let script = book.read(&format!("public/{name}"));
        let json = between(&script, "JSON.parse('", "'))").expect("the index is JSON").replace("\\'", "'");
        serde_json::from_str::<serde_json::Value>(&json.replace("\\\\", "\\")).expect("the index is JSON")
    };
    let [ours, mdbook, _] = builders();
    assert_eq!(index(&ours), index(&mdbook));
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn other_renderers_get_plain_markdown() {
    let expect = r#"# Shelf

1. **LLaMA** arXiv 2023\
   Hugo Touvron, 张三 \[[paper](https://arxiv.org/abs/2302.13971)\]

   A **note** with \<b\> & "quotes".

Text below.
"#;
    for mdbook in mdbooks() {
        let book = Tiny::new();
        book.write("book.toml", &format!("{}[output.markdown]\n", book_toml()));
        let run = book.run(&mdbook, &["build"]);
        run.check_status(0);
        assert_eq!(book.read("public/shelf.md"), expect, "{}", mdbook.name);
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn only_chapters_are_extracted_for_translation() {
    for mdbook in mdbooks() {
        let book = Tiny::new();
        book.write("book.toml", &format!("{}[output.xgettext]\ncommand = \"tee book.json\"\n", book_toml()));
        let run = book.run(&mdbook, &["build"]);
        run.check_status(0);
        let json = book.read("public/book.json");
        assert_eq!(between(&json, "\"content\":\"", "\""), Some(&*CHAPTER.replace('\n', "\\n")), "{}", mdbook.name);
    }
}

const INVALID: &str = "# Shelf\n\n<<#papers modles>>\n\nText below.\n";

const FAULT: &str = "\
error[unknown-category]: no category `modles`
 --> src/shelf.md:3:11
  |
3 | <<#papers modles>>
  |           ^^^^^^ not in the library
  |
  = help: did you mean `models`?
";

/// The text of the error box.
const ERROR_BOX: &str = "error[unknown-category]: no category modles (src/shelf.md:3:11); help: did you mean models?";

/// Returns the expected text of a list.
fn list_of(title: &str) -> String {
    format!("{title} Hugo Touvron, 张三 · arXiv 2023 A note with <b> & \"quotes\". [paper] #")
}

/// Returns the lists of a page.
fn lists(html: &str) -> Vec<String> {
    elements(html, "<section class=\"papers", "</section>")
}

/// Returns the error boxes of a page.
fn boxes(html: &str) -> Vec<String> {
    elements(html, "<div class=\"papers-fault\"", "</div>")
}

fn main(html: &str) -> &str {
    between(html, "<main>", "</main>").unwrap_or_else(|| panic!("there is no <main> in {html}"))
}

fn elements(html: &str, open: &str, close: &str) -> Vec<String> {
    let found = html.split(open).skip(1).map(|rest| {
        let (inside, _) = rest.split_once(close).unwrap_or_else(|| panic!("`{open}` is not closed in {rest}"));
        format!("{open}{inside}{close}")
    });
    found.collect()
}

/// A part of HTML, regardless of its serialization.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Tag(String),
    Text(String),
}

fn parts(html: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some((text, from_tag)) = rest.find('<').map(|start| rest.split_at(start)) {
        parts.push(Part::Text(decode(text)));
        let (inside, after) = tag(from_tag);
        parts.push(Part::Tag(decode(inside)));
        rest = after;
    }
    parts
}

fn shapes(html: &str) -> Vec<Vec<Part>> {
    lists(html).iter().map(|list| shape(list)).collect()
}

/// Returns the parts without line breaks between blocks, of which 0.5 writes more.
fn shape(html: &str) -> Vec<Part> {
    let parts = parts(html).into_iter().filter_map(|part| match part {
        Part::Text(text) if text.trim().is_empty() && text != " " => None,
        Part::Text(text) => Some(Part::Text(text.trim_matches('\n').to_owned())),
        Part::Tag(_) => Some(part),
    });
    parts.collect()
}

/// Returns the text of elements.
fn texts(elements: &[String]) -> Vec<String> {
    elements.iter().map(|html| words(html)).collect()
}

fn words(html: &str) -> String {
    let texts = parts(html).into_iter().map(|part| match part {
        Part::Text(text) => text,
        Part::Tag(_) => String::new(),
    });
    texts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the items of a table of contents, one per line, with their targets.
fn outline(toc: &str) -> String {
    let items = toc.split("<li ").skip(1).map(|item| {
        if item.starts_with("class=\"spacer\"") {
            return "---\n".to_owned();
        }
        let words = words(&format!("<li {item}"));
        match between(item, "href=\"", "\"") {
            Some(target) => format!("{words} ({target})\n"),
            None => format!("{words}\n"),
        }
    });
    // Parts and separators are in separate items, inside items without text.
    items.filter(|line| line != "\n").collect()
}
