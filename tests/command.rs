//! Tests of the binary: exit status, complete stdout and stderr.

#![expect(clippy::disallowed_methods, reason = "tests create files")]

#[cfg(feature = "build")]
#[path = "support/folder.rs"]
mod folder;
#[path = "support/papers.rs"]
mod papers;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use papers::{Run, run, run_command};
use serde_json::{Value, json};

/// Returns mdBook's JSON for a book at `root`.
fn message(root: &Path, book: &Value) -> Vec<u8> {
    let context = json!({ "root": root, "renderer": "html", "mdbook_version": "0.5.4",
        "config": { "preprocessor": { "papers": { "data": ["papers.toml"] } } } });
    json!([context, book]).to_string().into_bytes()
}

fn chapter(content: &str, children: &Value) -> Value {
    json!({ "Chapter": { "name": "A", "content": content, "number": null, "sub_items": children,
        "path": "a.md", "source_path": "a.md", "parent_names": [] } })
}

#[track_caller]
fn check(run: &Run, status: i32, stdout: &str, stderr: &str) {
    let expect = Run { status, stdout: stdout.to_owned(), stderr: stderr.to_owned() };
    assert_eq!(*run, expect);
}

#[test]
fn completions_and_man_pages_cover_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = papers::run(&["completions", shell], b"");
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{shell}");
        for command in ["import", "export", "list", "check"] {
            assert!(run.stdout.contains(command), "{shell}: {command}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let run = papers::run(&["man", folder.path().to_str().unwrap()], b"");
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let page = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(page("mdbook-papers.1").contains("SUBCOMMANDS"));
    assert!(page("mdbook-papers-list.1").contains("ARGUMENTS"));
    assert!(!folder.path().join("mdbook-papers-supports.1").exists());
}

#[test]
fn supports_returns_an_exit_status() {
    for renderer in ["html", "markdown", "pandoc", "epub", "test"] {
        check(&run(&["supports", renderer], b""), 0, "", "");
    }
    check(&run(&["supports", "xgettext"], b""), 1, "", "");
}

#[test]
fn books_of_mdbook_0_4_and_0_5_keep_their_structure() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("papers.toml"), "[[paper]]\nid = \"a\"\ntitle = \"A\"\n").unwrap();
    let draft = json!({ "Chapter": { "name": "Draft", "content": "", "number": [1], "path": null, "source_path": null,
        "parent_names": [], "sub_items": [chapter("n: <<#papers-count>>", &json!([]))] } });
    let items = json!(["Separator", { "PartTitle": "P" }, draft, { "Later": 1 }]);
    let mut done = items.clone();
    done[2]["Chapter"]["sub_items"][0]["Chapter"]["content"] = json!("n: 1");

    let newer = run(&[], &message(root.path(), &json!({ "items": items })));
    check(&newer, 0, &json!({ "items": done }).to_string(), "");
    let older = run(&[], &message(root.path(), &json!({ "sections": items, "__non_exhaustive": null })));
    check(&older, 0, &json!({ "sections": done, "__non_exhaustive": null }).to_string(), "");
}

#[test]
fn an_empty_book_is_unchanged() {
    let input = message(Path::new("/nowhere"), &json!({ "items": [] }));
    check(&run(&[], &input), 0, "{\"items\":[]}", "");
}

#[test]
fn a_chapter_without_a_file_is_expanded_and_named() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("papers.toml"), "").unwrap();
    let chapter = json!({ "Chapter": { "name": "Made", "content": "<<#papers x>>", "number": null, "sub_items": [],
        "path": null, "source_path": null, "parent_names": [] } });
    let run = run(&[], &message(root.path(), &json!({ "items": [chapter] })));
    check(
        &run,
        1,
        "",
        "error[unknown-category]: no category `x`\n\
         --> chapter `Made`, after includes\n \
         = help: no category is declared, and no paper names one\n\n\
         ERROR papers: 1 error\n",
    );
}

#[test]
fn a_chapter_without_a_page_is_named_in_backlinks_without_a_link() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("papers.toml"), "[[paper]]\nid = \"a\"\ntitle = \"A\"\n").unwrap();
    let chapter = |name: &str, path: Option<&str>, content: &str| {
        json!({ "Chapter": { "name": name, "content": content, "number": null, "sub_items": [], "path": path,
            "source_path": path, "parent_names": [] } })
    };
    let made = chapter("第一章", None, "<<#cite a>> <<#cite a>>");
    let items = json!([made, chapter("B", Some("b.md"), "<<#references scope=book>>")]);
    let run = run(&[], &message(root.path(), &json!({ "items": items })));
    let done: Value = serde_json::from_str(&run.stdout).unwrap();
    let text = done["items"][1]["Chapter"]["content"].as_str().unwrap();
    let (_, cited) = text.split_once("<p class=\"papers-cited\">").unwrap();
    assert_eq!(cited.split_once("</p>").unwrap().0, "Cited in: <span lang=\"zh\">第一章</span> 2");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_ends_the_run() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("papers.toml"), "[[paper]]\nid = \"a\"\ntitle = \"A\"\n").unwrap();
    let chapters: Vec<_> = (0..500).map(|_| chapter(&"<<#papers>>\n\n".repeat(40), &json!([]))).collect();
    let input = message(root.path(), &json!({ "items": chapters }));
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&input).unwrap();
    drop(child.stdout.take());
    let run = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(run.stderr).unwrap();
    assert_eq!(run.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("standard output cannot be written"), "{stderr}");
}

#[test]
fn truncated_input_is_an_error() {
    let input = message(Path::new("/nowhere"), &json!({ "items": [chapter("x", &json!([]))] }));
    let cut = input.len() - 20;
    check(
        &run(&[], &input[..cut]),
        2,
        "",
        &format!(
            "ERROR standard input is not the JSON that mdBook sends to a preprocessor: \
             EOF while parsing an object at line 1 column {cut}\n"
        ),
    );
}

#[test]
fn empty_input_is_an_error() {
    check(
        &run(&[], b""),
        2,
        "",
        "ERROR standard input is empty: mdBook runs this command; `mdbook-papers --help` lists the other commands\n",
    );
}

#[test]
fn input_that_is_not_utf_8_is_an_error() {
    check(&run(&[], b"\xff"), 2, "", "ERROR standard input cannot be read: stream did not contain valid UTF-8\n");
}

#[test]
fn an_unsupported_book_names_the_version() {
    let version = env!("CARGO_PKG_VERSION");
    check(
        &run(&[], &message(Path::new("/nowhere"), &json!({ "parts": [] }))),
        2,
        "",
        &format!(
            "ERROR mdBook 0.5.4 sends a book that mdbook-papers {version} cannot read: \
             it has neither `items` nor `sections`\n"
        ),
    );
}

#[test]
fn mdbook_log_filters_the_log_but_not_the_errors_of_a_failed_run() {
    let version = env!("CARGO_PKG_VERSION");
    let logged = |log: &str, input: &[u8]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
        run_command(command.env("MDBOOK_LOG", log), input)
    };
    let book = json!({ "items": [chapter("<<#paper>>", &json!([]))] });
    let newer = String::from_utf8(message(Path::new("/nowhere"), &book)).unwrap().replace("0.5.4", "0.9.1");
    assert_eq!(
        logged("mdbook_papers::protocol=debug", newer.as_bytes()).stderr,
        format!(
            " WARN mdbook_papers::protocol: papers: mdbook-papers {version} supports mdBook >=0.4.0, <0.6.0, \
             but was called by mdBook 0.9.1\n"
        )
    );
    assert_eq!(logged("error", newer.as_bytes()).stderr, "", "warnings are filtered");

    let invalid = message(Path::new("/nowhere"), &json!({ "items": [chapter("<<#papers limt=1>>", &json!([]))] }));
    let diagnostic = "error[unknown-option]: `papers` has no option `limt`\n\
                 --> chapter `A`, after includes\n = help: did you mean `limit`?\n\n";
    for (log, expect) in [("mdbook_driver=debug", diagnostic), ("off", "")] {
        let run = logged(log, &invalid);
        assert_eq!((run.status, run.stderr.as_str()), (1, expect), "{log}");
    }
}

#[test]
fn invalid_utf_8_in_data_is_reported_with_its_line() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("papers.toml"), b"[[paper]]\nid = \"a\"\ntitle = \"Rozi\xE8re\"\n").unwrap();
    let run = run(&[], &message(root.path(), &json!({ "items": [chapter("<<#papers>>", &json!([]))] })));
    check(
        &run,
        1,
        "",
        "error[not-utf-8]: `papers.toml` is not UTF-8\n \
         --> papers.toml:3:14\n  |\n3 | title = \"Rozi\n  |              ^ the next byte is not\n  |\n  \
         = help: save the file as UTF-8\n\n\
         ERROR papers: 1 error\n",
    );
}

#[test]
fn crlf_and_byte_order_marks_are_preserved() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("papers.toml"), "\u{FEFF}[[paper]]\r\nid = \"a\"\r\ntitle = \"A\"\r\n").unwrap();
    let content = "# A\r\n\r\n<<#papers-count>>\r\n<<#papers>>\r\nafter\r\n";
    let run = run(&[], &message(root.path(), &json!({ "items": [chapter(content, &json!([]))] })));
    let book: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        book["items"][0]["Chapter"]["content"],
        "# A\r\n\r\n1\r\n\n<section class=\"papers\" role=\"doc-bibliography\" aria-label=\"Papers\">\n\
         <ol class=\"papers-list\">\n\
         <li class=\"papers-item\" id=\"papers-a\" data-key=\"a\" data-year=\"\" data-tags=\"\" data-number=\"1\">\n\
         <p class=\"papers-entry\"><strong class=\"papers-title\">A</strong></p>\n\
         <div class=\"papers-foot\"> <a class=\"papers-permalink\" href=\"#papers-a\" aria-label=\"Link to this entry\">#</a></div>\n\
         <span class=\"Z3988\" title=\"ctx_ver=Z39.88-2004&amp;rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&amp;rft.genre=article&amp;rft.atitle=A\"></span>\n</li>\n</ol>\n</section>\n\r\nafter\r\n"
    );
    assert_eq!(run.stderr, "");
}

#[cfg(feature = "build")]
#[expect(clippy::unwrap_used, reason = "a failure to create the book fails the test")]
mod build {
    use super::*;

    fn book(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        folder::write(root.path(), files.iter().copied());
        root
    }

    fn build(root: &Path, more: &[&str]) -> Run {
        let mut arguments = vec!["build", root.to_str().unwrap()];
        arguments.extend(more);
        let run = run(&arguments, b"");
        // The temporary folder may be behind a symbolic link.
        let real = root.canonicalize().unwrap();
        let stderr = run.stderr.replace(real.to_str().unwrap(), "ROOT").replace(root.to_str().unwrap(), "ROOT");
        Run { stderr, ..run }
    }

    const TOML: &str = "[book]\ntitle = \"B\"\n[preprocessor.papers]\n";
    const DATA: &str = "[[paper]]\nid = \"a\"\ntitle = \"The title\"\ncategories = [\"x\"]\n";

    #[test]
    fn a_book_is_built() {
        let root = book(&[
            ("book.toml", TOML),
            (
                "src/SUMMARY.md",
                "# Summary\n\n[Front](front.md)\n\n- [Draft]()\n  - [A](sub/a.md)\n\n---\n\n# Part\n\n- [B](b.md)\n",
            ),
            ("src/front.md", "# Front\n\n<<#papers-count>> works\n"),
            ("src/sub/a.md", "# A\n\n{{#include ../included.md}}\n"),
            ("src/included.md", "<<#papers x>>\n"),
            ("src/b.md", "# B\n\nnothing\n"),
            ("data/papers.toml", DATA),
        ]);
        let run = build(root.path(), &["-d", root.path().join("out").to_str().unwrap()]);
        check(
            &run,
            0,
            "",
            " INFO Book building has started\n INFO Running the html backend\n INFO HTML book written to `ROOT/out`\n",
        );
        let page = |path: &str| std::fs::read_to_string(root.path().join("out").join(path)).unwrap();
        assert!(page("front.html").contains("<p>1 works</p>"));
        assert!(page("sub/a.html").contains("<strong class=\"papers-title\">The title</strong>"));
        assert!(!page("print.html").contains("&lt;&lt;#papers"));
    }

    #[test]
    fn errors_are_placed_in_files_on_disk_and_nothing_is_written() {
        let root = book(&[
            ("book.toml", TOML),
            ("src/SUMMARY.md", "- [A](a.md)\n- [Outside](../outside.md)\n"),
            ("src/a.md", "# A\n\n{{#include included.md}}\n\n<<#papers y>>\n"),
            ("src/included.md", "1\n2\n3\n\n- <<#papers z>>\n"),
            ("outside.md", "# O\n\n<<#papers w>>\n"),
            ("data/papers.toml", DATA),
        ]);
        let run = build(root.path(), &[]);
        let expected_error = |name: &str, place: &str, line: &str, number: u32, column: usize| {
            let carets = format!("{}^ not in the library", " ".repeat(column));
            format!(
                "error[unknown-category]: no category `{name}`\n --> {place}:{number}:{}\n  |\n{number} | {line}\n  | {carets}\n  |\n  \
                 = help: there are: `x`\n\n",
                column + 1
            )
        };
        let expect = [
            " INFO Book building has started\n",
            &expected_error("w", "outside.md", "<<#papers w>>", 3, 10),
            &expected_error("y", "src/a.md", "<<#papers y>>", 5, 10),
            &expected_error("z", "src/included.md", "- <<#papers z>>", 5, 12),
            "ERROR papers: 3 errors\n",
        ];
        check(&run, 1, "", &expect.concat());
        assert!(!root.path().join("book").exists());
    }

    #[test]
    fn a_build_that_would_delete_the_sources_fails() {
        for toml in ["[book]\nsrc = \"book\"\n", "[book]\nsrc = \"book/src\"\n", "[build]\nbuild-dir = \".\"\n"] {
            let src = if toml.contains("book/src") {
                "book/src"
            } else if toml.contains("src") {
                "book"
            } else {
                "src"
            };
            let summary = format!("{src}/SUMMARY.md");
            let root = book(&[("book.toml", toml), (&summary, "- [A](a.md)\n"), (&format!("{src}/a.md"), "# A\n")]);
            let dest = if toml.contains("build-dir") { "." } else { "book" };
            check(
                &build(root.path(), &[]),
                2,
                "",
                &format!(
                    "ERROR mdBook would delete the sources: the build directory `{dest}` contains the chapters, `{src}`; \
                     set another, such as `build-dir = \"target/book\"` under `[build]` in book.toml\n"
                ),
            );
            assert!(root.path().join(src).join("a.md").exists(), "{toml}");
        }
    }

    #[test]
    fn a_book_with_keys_that_only_mdbook_0_4_accepts_is_not_built() {
        let toml = "[book]\nmultilingual = false\nauthor = \"A\"\n[output.html]\ncurly-quotes = true\n";
        let root = book(&[("book.toml", toml), ("src/SUMMARY.md", "- [A](a.md)\n"), ("src/a.md", "# A\n")]);
        check(
            &build(root.path(), &[]),
            2,
            "",
            "ERROR the built-in mdBook 0.5 does not accept 3 keys of book.toml, earlier versions do:\n  \
             `book.multilingual`: remove it, no version of mdBook used it\n  \
             `book.author`: remove it, mdBook never read it\n  \
             `output.html.curly-quotes`: write `smart-punctuation`, which is on by default\n",
        );
        assert!(!root.path().join("book").exists());
    }

    #[test]
    fn templates_of_mdbook_0_4_are_named() {
        let index = "<nav id=\"sidebar\"></nav>{{{ content }}}{{#previous}}<a href=\"{{ link }}\">x</a>{{/previous}}\n";
        let root = book(&[
            ("book.toml", ""),
            ("src/SUMMARY.md", "- [A](a.md)\n"),
            ("src/a.md", "# A\n"),
            ("theme/index.hbs", index),
            ("theme/head.hbs", "{{ theme_option \"x\" }}\n"),
        ]);
        check(
            &build(root.path(), &[]),
            2,
            "",
            " WARN `theme/index.hbs` is a template of mdBook 0.4: instead of `id=\"sidebar\"`, mdBook 0.5 has \
             `id=\"mdbook-sidebar\"`; all ids of mdBook start with `mdbook-`\n\
             ERROR the theme is one of mdBook 0.4, and the built-in mdBook 0.5 cannot render it:\n  \
             `theme/head.hbs`: instead of `{{theme_option`, mdBook 0.5 has nothing, the helper was removed\n  \
             `theme/index.hbs`: instead of `{{#previous}}`, mdBook 0.5 has `{{#if previous}}`, with the address `{{previous.link}}`\n",
        );
        assert!(!root.path().join("book").exists());
    }

    #[test]
    fn a_cause_is_printed_once() {
        let root = book(&[
            ("book.toml", ""),
            ("src/SUMMARY.md", "- [A](a.md)\n"),
            ("src/a.md", "# A\n"),
            ("theme/index.hbs", "{{#unknown}}{{/unknown}}{{helper \"x\"}}\n"),
        ]);
        let run = build(root.path(), &[]);
        assert_eq!(run.status, 2);
        assert_eq!(run.stderr.matches("Helper not found").count(), 1, "{}", run.stderr);
    }

    #[test]
    fn sources_within_the_build_folder_but_outside_the_outputs_are_built() {
        let toml = "[book]\nsrc = \"book/src\"\n[output.html]\n[output.markdown]\n";
        let root = book(&[("book.toml", toml), ("book/src/SUMMARY.md", "- [A](a.md)\n"), ("book/src/a.md", "# A\n")]);
        assert_eq!(build(root.path(), &[]).status, 0);
        assert!(root.path().join("book/src/a.md").exists());
        assert!(root.path().join("book/html/a.html").exists());
    }

    #[test]
    fn a_folder_without_a_book_is_an_error() {
        let root = book(&[]);
        check(&build(root.path(), &[]), 2, "", "ERROR there is no book.toml in `ROOT`\n");
    }

    #[test]
    fn a_warning_does_not_stop_the_build() {
        let root =
            book(&[("book.toml", TOML), ("src/SUMMARY.md", "- [A](a.md)\n"), ("src/a.md", "# A\n\n<<#paper x>>\n")]);
        let run = build(root.path(), &[]);
        check(
            &run,
            0,
            "",
            " INFO Book building has started\n\
             warning[near-miss]: unknown directive `paper`, left unchanged\n \
             --> src/a.md:3:4\n  |\n3 | <<#paper x>>\n  |    ^^^^^\n  |\n  = help: did you mean `papers`?\n\n \
             WARN papers: 1 warning\n INFO Running the html backend\n INFO HTML book written to `ROOT/book`\n",
        );
    }
}
