//! `export` and `fmt` as they are run: exit status, stdout and stderr whole, and what is left on the disk.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set the disk up, and what fails there fails the test"
)]

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

const LORA: &str = "@misc{hu2022lora,\n  author = {Hu, Edward J.},\n  title = {{LoRA}: {Low-Rank} Adaptation},\n  year = {2022},\n  keywords = {tuning},\n}\n";

/// A book in a folder of its own.
struct Book(tempfile::TempDir);

impl Book {
    fn new(data: &str) -> Self {
        let book = Self(tempfile::tempdir().unwrap());
        book.put("book.toml", "[book]\ntitle = \"T\"\n\n[preprocessor.papers]\ndata = [\"papers.toml\"]\n");
        book.put("papers.toml", data);
        book
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn put(&self, path: &str, text: &str) {
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

    /// Holds a run against what it should be; the folder's name is left out.
    #[track_caller]
    fn check(&self, arguments: &[&str], status: i32, stdout: &str, stderr: &str) {
        let run = self.run(arguments);
        let real = self.0.path().canonicalize().unwrap();
        let said = run.stderr.replace(real.to_str().unwrap(), "ROOT").replace(self.0.path().to_str().unwrap(), "ROOT");
        let expect = Run { status, stdout: stdout.to_owned(), stderr: stderr.to_owned() };
        assert_eq!(Run { stderr: said, ..run }, expect, "{arguments:?}");
    }

    /// The names of what is in the folder.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn results_go_to_standard_output_or_into_a_file_and_nothing_else_is_said() {
    let book = Book::new(DATA);
    book.check(&["export", "tuning", "--to", "bibtex"], 0, LORA, "");
    book.check(&["export", "tuning", "--to", "bibtex", "--output", "-"], 0, LORA, "");
    book.check(&["export", "tuning", "--to", "bibtex", "--output", "a.bib"], 0, "", "");
    assert_eq!(book.text("a.bib"), LORA);
    let own = LORA.replace("{tuning},\n", "{tuning},\n  shelf = {left},\n");
    book.check(&["export", "tuning", "--to", "bibtex", "--all-fields"], 0, &own, "");
}

#[test]
fn arguments_are_taken_in_one_piece_or_in_several() {
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
fn a_wrong_selection_writes_nothing() {
    let book = Book::new(DATA);
    book.put("a.bib", "old");
    let fault = "error[unknown-category]: no category `tunign`\n --> arguments:1:1\n  |\n1 | tunign\n  | ^^^^^^ not in the library\n  |\n  \
                 = help: did you mean `tuning`?\n\nERROR papers: 1 error\n";
    book.check(&["export", "tunign", "--to", "bibtex", "--output", "a.bib"], 1, "", fault);
    assert_eq!(book.text("a.bib"), "old");
}

#[test]
fn data_with_an_error_are_not_written() {
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
fn what_cannot_be_done_has_a_status_of_its_own() {
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
fn a_section_is_kept_in_step_and_the_rest_of_the_file_as_it_is() {
    let before = "\u{FEFF}# Mine  \r\n\r\n\t<!-- papers:begin -->\r\n";
    let after = "<!-- papers:end -->  \r\n\r\n\u{1}odd\n\nno newline";
    let section = "\r\n## Fine tuning\r\n\r\n1. `LoRA: Low-Rank Adaptation` 2022\r\n   Edward J. Hu\r\n\r\n";
    let book = Book::new(DATA);
    let old = format!("{before}old\r\n{after}");
    book.put("README.md", &old);
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
fn a_file_without_markers_is_left_alone() {
    let book = Book::new(DATA);
    let begin = "ERROR `README.md` has no line `<!-- papers:begin -->`\n";
    let end = "ERROR `README.md` has no line `<!-- papers:end -->` below `<!-- papers:begin -->`\n";
    for (text, expect) in [
        ("# Mine\n", begin),
        ("text <!-- papers:begin -->\n<!-- papers:end -->\n", begin),
        ("<!-- papers:end -->\n<!-- papers:begin -->\n", end),
    ] {
        for what in ["--update", "--check"] {
            book.put("README.md", text);
            book.check(&["export", "--to", "markdown", what, "README.md"], 2, "", expect);
            assert_eq!(book.text("README.md"), text);
        }
    }
}

#[test]
fn lines_end_as_they_do_in_the_file_whatever_the_data_have() {
    let book = Book::new(
        &DATA.replace("title = \"LLaMA\"", "title = \"LLaMA\"\nnote = \"\"\"one\ntwo\"\"\"").replace('\n', "\r\n"),
    );
    book.put("README.md", "<!-- papers:begin -->\n<!-- papers:end -->\n");
    book.check(&["export", "--to", "markdown", "--update", "README.md"], 0, "", "");
    let text = book.text("README.md");
    assert!(text.contains("   one\n   two\n") && !text.contains('\r'), "{text:?}");
}

const LOOSE: &str = "[[paper]]\ntitle = 'LLaMA' # c\nid = 'a'\n";
const CANONICAL: &str = "[[paper]]\nid = \"a\"\ntitle = \"LLaMA\"  # c\n";

#[test]
fn fmt_writes_what_differs_and_says_nothing() {
    let book = Book::new(LOOSE);
    let said = "ERROR papers: `papers.toml` is not in canonical form; `mdbook-papers fmt` formats it\n";
    book.check(&["fmt", "--check"], 1, "", said);
    assert_eq!(book.text("papers.toml"), LOOSE, "--check writes nothing");
    book.check(&["fmt"], 0, "", "");
    assert_eq!(book.text("papers.toml"), CANONICAL);
    book.check(&["fmt", "--check"], 0, "", "");
    let written = book.at("papers.toml").metadata().unwrap().modified().unwrap();
    book.check(&["fmt"], 0, "", "");
    assert_eq!(book.at("papers.toml").metadata().unwrap().modified().unwrap(), written, "nothing is written anew");
}

#[test]
fn fmt_goes_through_every_file_that_is_named() {
    let book = Book::new(CANONICAL);
    book.put("one.toml", LOOSE);
    book.put("two.toml", LOOSE);
    let said =
        |name: &str| format!("ERROR papers: `{name}` is not in canonical form; `mdbook-papers fmt` formats it\n");
    book.check(
        &["fmt", "--check", "one.toml", "papers.toml", "two.toml"],
        1,
        "",
        &(said("one.toml") + &said("two.toml")),
    );
    book.check(&["fmt", "one.toml", "two.toml"], 0, "", "");
    assert_eq!((book.text("one.toml").as_str(), book.text("two.toml").as_str()), (CANONICAL, CANONICAL));
}

#[test]
fn what_fmt_cannot_write_is_left_as_it_is() {
    let book = Book::new("[[paper]\n");
    let run = book.run(&["fmt"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.starts_with("error[bad-syntax]"), "{}", run.stderr);
    let odd = "papers = 1\n[[paper]]\nid = \"a\"\ntitle = \"A\"\n";
    book.put("odd.toml", odd);
    book.check(
        &["fmt", "odd.toml"],
        1,
        "",
        "ERROR papers: odd.toml:1: unchanged: a value above the first category or paper\n",
    );
    assert_eq!((book.text("papers.toml").as_str(), book.text("odd.toml").as_str()), ("[[paper]\n", odd));
    book.put("a.yaml", "paper: []\n");
    book.check(&["fmt", "a.yaml"], 2, "", "ERROR `a.yaml` is not TOML in the native schema\n");
    let none = book.at("none.toml");
    let run = papers::run(&["fmt", none.to_str().unwrap()], b"");
    let said = format!("ERROR `{}` cannot be read: the file does not exist\n", none.display());
    assert_eq!(run, Run { status: 2, stdout: String::new(), stderr: said });
}

/// Kills a run at many moments of it, and looks at what it left each time.
fn kill(book: &Book, file: &Path, arguments: &[&str], old: &str) {
    std::fs::write(file, old).unwrap();
    let start = Instant::now();
    assert!(book.command(arguments).status().unwrap().success());
    let whole = start.elapsed();
    let new = std::fs::read_to_string(file).unwrap();
    assert_ne!(new, old);
    for moment in 0..24 {
        std::fs::write(file, old).unwrap();
        let mut child = book.command(arguments).spawn().unwrap();
        // The last third is when it writes.
        std::thread::sleep(whole * 2 / 3 + whole * moment / 60);
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().unwrap();
        let left = std::fs::read_to_string(file).unwrap();
        assert!(left == old || left == new, "{} bytes of {} or {}", left.len(), old.len(), new.len());
    }
}

#[test]
fn a_kill_leaves_the_old_file_or_the_new_one() {
    let data: String = (0..2000).map(|nth| LOOSE.replace("'a'", &format!("'a{nth}'")) + "\n").collect();
    let book = Book::new(&data);
    kill(&book, &book.at("papers.toml"), &["fmt"], &data);
    book.put("papers.toml", &data);
    let list = "# Mine\n<!-- papers:begin -->\n<!-- papers:end -->\n";
    kill(&book, &book.at("README.md"), &["export", "--to", "markdown", "--update", "README.md"], list);
}
