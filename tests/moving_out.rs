//! The commands `export` and `fmt`: exit status, complete stdout and stderr, and the files they write.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests write files, and an error fails the test")]

#[path = "support/papers.rs"]
mod papers;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use papers::Run;

const DATA: &str = r#"[[category]]
id = "tuning"
title = "Fine tuning"

[[category]]
id = "models"
title = "Models"

[[paper]]
id = "hu2022lora"
title = "LoRA: Low-Rank Adaptation"
authors = ["Edward J. Hu"]
date = "2022"
categories = ["tuning"]
x.shelf = "left"

[[paper]]
id = "touvron2023llama"
title = "LLaMA"
date = "2023"
categories = ["models"]
"#;

const LORA: &str = "@misc{hu2022lora,\n  author = {Hu, Edward J.},\n  title = {{LoRA}: Low-Rank Adaptation},\n  year = {2022},\n  keywords = {tuning},\n}\n";

/// A book in a temporary folder.
struct Book(tempfile::TempDir);

impl Book {
    fn new(data: &str) -> Self {
        let book = Self(tempfile::tempdir().unwrap());
        book.write("book.toml", "[book]\ntitle = \"T\"\n\n[preprocessor.papers]\ndata = [\"papers.toml\"]\n");
        book.write("papers.toml", data);
        book
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        std::fs::write(self.at(path), text).unwrap();
    }

    fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.at(path)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        papers::run_command(&mut self.command(arguments), b"")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
        command.args(arguments).current_dir(self.0.path()).env_remove("MDBOOK_LOG");
        command
    }

    /// Compares a run with the expected one, with the name of the folder replaced by `ROOT`.
    #[track_caller]
    fn check(&self, arguments: &[&str], status: i32, stdout: &str, stderr: &str) {
        let run = self.run(arguments);
        let real = self.0.path().canonicalize().unwrap();
        let actual =
            run.stderr.replace(real.to_str().unwrap(), "ROOT").replace(self.0.path().to_str().unwrap(), "ROOT");
        let expect = Run { status, stdout: stdout.to_owned(), stderr: stderr.to_owned() };
        assert_eq!(Run { stderr: actual, ..run }, expect, "{arguments:?}");
    }

    /// Returns the names of the files in the folder, sorted.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn groups_are_headings_in_markdown() {
    let book = Book::new(DATA);
    let run = book.run(&["export", "group=year", "--to", "markdown"]);
    let expect = "## 2023\n\n1. `LLaMA` 2023\n\n## 2022\n\n1. `LoRA: Low-Rank Adaptation` 2022\n   Edward J. Hu\n";
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (expect, ""));
    let run = book.run(&["export", "group=year", "--to", "csl-yaml"]);
    assert!(run.stderr.contains("`group` has no effect on this format"), "{}", run.stderr);
}

#[test]
fn output_goes_to_stdout_or_a_file() {
    let book = Book::new(DATA);
    book.check(&["export", "tuning", "--to", "bibtex"], 0, LORA, "");
    book.check(&["export", "tuning", "--to", "bibtex", "--output", "-"], 0, LORA, "");
    book.check(&["export", "tuning", "--to", "bibtex", "--output", "a.bib"], 0, "", "");
    assert_eq!(book.text("a.bib"), LORA);
    let with_custom_field = LORA.replace("{tuning},\n", "{tuning},\n  shelf = {left},\n");
    book.check(&["export", "tuning", "--to", "bibtex", "--all-fields"], 0, &with_custom_field, "");
}

#[test]
#[cfg(feature = "build")]
fn a_build_writes_the_feed_and_its_pages_link_to_it() {
    let added = DATA.replacen("title = \"LoRA", "added = \"2024-01-02\"\ntitle = \"LoRA", 1);
    let book = Book::new(&added);
    let toml = book.text("book.toml").replace("\"T\"", "\"A & B\"");
    book.write("book.toml", &format!("{toml}feed = \"feed.xml\"\n"));
    std::fs::create_dir(book.at("src")).unwrap();
    book.write("src/SUMMARY.md", "- [One](one.md)\n");
    book.write("src/one.md", "# One\n");
    let run = book.run(&["build"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("`feed` needs `site`"), "{}", run.stderr);

    book.write("book.toml", &format!("{toml}feed = \"feed.xml\"\nsite = \"https://example.org/x\"\n"));
    let run = book.run(&["build"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let feed = book.text("book/feed.xml");
    assert_eq!(book.run(&["export", "--to", "atom"]).stdout, feed);
    for part in [
        "<id>https://example.org/x/</id>",
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://example.org/x/feed.xml\"/>",
        "<link rel=\"alternate\" type=\"text/html\" href=\"https://example.org/x/\"/>",
        "<id>urn:x-mdbook-papers:paper:hu2022lora</id>",
    ] {
        assert!(feed.contains(part), "{part} in {feed}");
    }
    let link = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"A &amp; B\" href=\"https://example.org/x/feed.xml\">";
    for page in ["book/one.html", "book/index.html", "book/print.html"] {
        let html = book.text(page);
        assert_eq!(html.matches(link).count(), 1, "{page}");
        assert!(html.find(link) < html.find("</head>"), "{page}");
    }
}

#[test]
fn a_selection_may_be_one_argument_or_several() {
    let book = Book::new(DATA);
    for words in [&["tuning year=..2022"][..], &["tuning", "year=..2022"], &["Fine tuning", "year=2022", "limit=1"]] {
        book.check(&[&["export", "--to", "bibtex"], words].concat(), 0, LORA, "");
    }
    let one = book.run(&["list", "* where=\"year < 2023\""]);
    assert!(
        one.status == 0 && one.stdout.contains("\nhu2022lora  2022 ") && !one.stdout.contains("touvron"),
        "{one:?}"
    );
    assert_eq!(book.run(&["list", "*", "where=year < 2023"]), one);
}

#[test]
fn an_invalid_selection_writes_nothing() {
    let book = Book::new(DATA);
    book.write("a.bib", "old");
    let expected_error = "error[unknown-category]: no category `tunign`\n --> arguments:1:1\n  |\n1 | tunign\n  | ^^^^^^ not in the library\n  |\n  \
                 = help: did you mean `tuning`?\n\nERROR papers: 1 error\n";
    book.check(&["export", "tunign", "--to", "bibtex", "--output", "a.bib"], 1, "", expected_error);
    assert_eq!(book.text("a.bib"), "old");
}

#[test]
fn data_with_errors_is_not_exported() {
    let book = Book::new("[[paper]]\nid = \"a\"\n\n[[paper]]\nid = \"b\"\ntitle = \"B\"\n");
    let run = book.run(&["export", "--to", "json", "--output", "a.json"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.starts_with("error[missing-title]"), "{}", run.stderr);
    assert!(
        run.stderr.ends_with("ERROR papers: 1 error\nERROR papers: nothing is written because the data have errors\n"),
        "{}",
        run.stderr
    );
    assert_eq!(book.files(), ["book.toml", "papers.toml"]);
}

#[test]
fn failures_to_read_or_write_exit_with_2() {
    let book = Book::new(DATA);
    book.check(
        &["export", "--to", "json", "--output", "none/a.json"],
        2,
        "",
        "ERROR `none/a.json` cannot be written: No such file or directory (os error 2)\n",
    );
    book.check(
        &["export", "--to", "markdown", "--update", "README.md"],
        2,
        "",
        "ERROR `README.md` cannot be read: the file does not exist\n",
    );
    std::fs::write(book.at("latin.md"), b"caf\xE9").unwrap();
    book.check(
        &["export", "--to", "markdown", "--update", "latin.md"],
        2,
        "",
        "ERROR `latin.md` cannot be read: it is not UTF-8\n",
    );
    std::fs::remove_file(book.at("book.toml")).unwrap();
    book.check(&["export", "--to", "json"], 2, "", "ERROR there is no book.toml in `ROOT`\n");
}

#[test]
fn update_replaces_only_the_section() {
    let before = "\u{FEFF}# Mine  \r\n\r\n\t<!-- papers:begin -->\r\n";
    let after = "<!-- papers:end -->  \r\n\r\n\u{1}odd\n\nno newline";
    let section = "\r\n## Fine tuning\r\n\r\n1. `LoRA: Low-Rank Adaptation` 2022\r\n   Edward J. Hu\r\n\r\n";
    let book = Book::new(DATA);
    let old = format!("{before}old\r\n{after}");
    book.write("README.md", &old);
    let arguments = |what| ["export", "tuning", "--to", "markdown", what, "README.md"];
    let difference = "-old\n+\n+## Fine tuning\n+\n+1. `LoRA: Low-Rank Adaptation` 2022\n+   Edward J. Hu\n+\n";
    book.check(
        &arguments("--check"),
        1,
        difference,
        "ERROR papers: README.md:4 differs from the data; `--update` updates it\n",
    );
    assert_eq!(book.text("README.md"), old, "--check writes nothing");
    book.check(&arguments("--update"), 0, "", "");
    assert_eq!(book.text("README.md"), format!("{before}{section}{after}"));
    book.check(&arguments("--check"), 0, "", "");
    book.check(&arguments("--update"), 0, "", "");
    assert_eq!(book.text("README.md"), format!("{before}{section}{after}"));
    assert_eq!(book.files(), ["README.md", "book.toml", "papers.toml"]);
}

#[test]
fn a_file_without_markers_is_unchanged() {
    let book = Book::new(DATA);
    let begin = "ERROR `README.md` has no line `<!-- papers:begin -->`\n";
    let end = "ERROR `README.md` has no line `<!-- papers:end -->` below `<!-- papers:begin -->`\n";
    for (text, expect) in [
        ("# Mine\n", begin),
        ("text <!-- papers:begin -->\n<!-- papers:end -->\n", begin),
        ("<!-- papers:end -->\n<!-- papers:begin -->\n", end),
    ] {
        for what in ["--update", "--check"] {
            book.write("README.md", text);
            book.check(&["export", "--to", "markdown", what, "README.md"], 2, "", expect);
            assert_eq!(book.text("README.md"), text);
        }
    }
}

#[test]
fn line_endings_of_the_updated_file_are_used() {
    let book = Book::new(
        &DATA.replace("title = \"LLaMA\"", "title = \"LLaMA\"\nnote = \"\"\"one\ntwo\"\"\"").replace('\n', "\r\n"),
    );
    book.write("README.md", "<!-- papers:begin -->\n<!-- papers:end -->\n");
    book.check(&["export", "--to", "markdown", "--update", "README.md"], 0, "", "");
    let text = book.text("README.md");
    assert!(text.contains("   one\n   two\n") && !text.contains('\r'), "{text:?}");
}

const LOOSE: &str = "[[paper]]\ntitle = 'LLaMA' # c\nid = 'a'\n";
const CANONICAL: &str = "[[paper]]\nid = \"a\"\ntitle = \"LLaMA\"  # c\n";

#[test]
fn fmt_writes_only_changed_files_and_prints_nothing() {
    let book = Book::new(LOOSE);
    let expected = "ERROR papers: `papers.toml` is not in canonical form; `mdbook-papers fmt` formats it\n";
    book.check(&["fmt", "--check"], 1, "", expected);
    assert_eq!(book.text("papers.toml"), LOOSE, "--check writes nothing");
    book.check(&["fmt"], 0, "", "");
    assert_eq!(book.text("papers.toml"), CANONICAL);
    book.check(&["fmt", "--check"], 0, "", "");
    let written = book.at("papers.toml").metadata().unwrap().modified().unwrap();
    book.check(&["fmt"], 0, "", "");
    assert_eq!(
        book.at("papers.toml").metadata().unwrap().modified().unwrap(),
        written,
        "the file is not written again"
    );
}

#[test]
fn fmt_formats_every_file_in_its_arguments() {
    let book = Book::new(CANONICAL);
    book.write("one.toml", LOOSE);
    book.write("two.toml", LOOSE);
    let error_for =
        |name: &str| format!("ERROR papers: `{name}` is not in canonical form; `mdbook-papers fmt` formats it\n");
    book.check(
        &["fmt", "--check", "one.toml", "papers.toml", "two.toml"],
        1,
        "",
        &(error_for("one.toml") + &error_for("two.toml")),
    );
    book.check(&["fmt", "one.toml", "two.toml"], 0, "", "");
    assert_eq!((book.text("one.toml").as_str(), book.text("two.toml").as_str()), (CANONICAL, CANONICAL));
}

#[test]
fn files_that_fmt_cannot_format_are_unchanged() {
    let book = Book::new("[[paper]\n");
    let run = book.run(&["fmt"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.starts_with("error[bad-syntax]"), "{}", run.stderr);
    let invalid = "papers = 1\n[[paper]]\nid = \"a\"\ntitle = \"A\"\n";
    book.write("odd.toml", invalid);
    book.check(
        &["fmt", "odd.toml"],
        1,
        "",
        "ERROR papers: odd.toml:1: unchanged: a value above the first category or paper\n",
    );
    assert_eq!((book.text("papers.toml").as_str(), book.text("odd.toml").as_str()), ("[[paper]\n", invalid));
    book.write("a.yaml", "paper: []\n");
    book.check(&["fmt", "a.yaml"], 2, "", "ERROR `a.yaml` is not TOML in the native schema\n");
    let none = book.at("none.toml");
    let run = papers::run(&["fmt", none.to_str().unwrap()], b"");
    let expected = format!("ERROR `{}` cannot be read: the file does not exist\n", none.display());
    assert_eq!(run, Run { status: 2, stdout: String::new(), stderr: expected });
}

/// Kills the command at different times, and checks each time that the file is complete.
fn kill(book: &Book, file: &Path, arguments: &[&str], old: &str) {
    std::fs::write(file, old).unwrap();
    let start = Instant::now();
    assert!(book.command(arguments).status().unwrap().success());
    let duration = start.elapsed();
    let new = std::fs::read_to_string(file).unwrap();
    assert_ne!(new, old);
    for moment in 0..24 {
        std::fs::write(file, old).unwrap();
        let mut child = book.command(arguments).spawn().unwrap();
        // The file is written in the last third.
        std::thread::sleep(duration * 2 / 3 + duration * moment / 60);
        // The process may have exited already.
        let _ = child.kill();
        child.wait().unwrap();
        let left = std::fs::read_to_string(file).unwrap();
        assert!(left == old || left == new, "{} bytes of {} or {}", left.len(), old.len(), new.len());
    }
}

#[test]
fn a_killed_process_leaves_the_old_or_the_new_file() {
    let data: String = (0..2000).map(|nth| LOOSE.replace("'a'", &format!("'a{nth}'")) + "\n").collect();
    let book = Book::new(&data);
    kill(&book, &book.at("papers.toml"), &["fmt"], &data);
    book.write("papers.toml", &data);
    let list = "# Mine\n<!-- papers:begin -->\n<!-- papers:end -->\n";
    kill(&book, &book.at("README.md"), &["export", "--to", "markdown", "--update", "README.md"], list);
}
