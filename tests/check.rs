//! Tests of `mdbook-papers check` on small books: exit status, output formats, `--fix`, and the known mistakes of the README that
//! the list of this book was made from.
#![cfg(feature = "build")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/papers.rs"]
mod papers;

use std::path::Path;

use papers::Run;

const TOML: &str = "[book]\ntitle = \"B\"\n[preprocessor.papers]\n";

/// Creates a book with these files and a `SUMMARY.md` that lists `a.md`.
fn book(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let usual = [("book.toml", TOML), ("src/SUMMARY.md", "- [A](a.md)\n")];
    folder::write(root.path(), usual.iter().chain(files).copied());
    root
}

fn check(root: &Path, more: &[&str]) -> Run {
    let mut arguments = vec!["check", root.to_str().unwrap(), "--today", "2026-11-25"];
    arguments.extend(more);
    let run = papers::run(&arguments, b"");
    let clean = |text: String| {
        let root_name = root.to_str().unwrap();
        text.replace(root.canonicalize().unwrap().to_str().unwrap(), "ROOT").replace(root_name, "ROOT")
    };
    Run { status: run.status, stdout: clean(run.stdout), stderr: clean(run.stderr) }
}

#[track_caller]
fn same(run: &Run, status: i32, stdout: &str, stderr: &str) {
    assert_eq!(*run, Run { status, stdout: stdout.to_owned(), stderr: stderr.to_owned() });
}

const DATA: &str = r#"[[paper]]
id = "a"
title = "The title"
authors = ["Ada Lovelace"]
date = "2027"
arxiv = "arXiv:2302.13971v1" # kept
categories = ["x"]

[[paper]]
id = "b"
title = "Another"
authors = ["Da ́niel  Simig"]
date = "202"
categories = ["x"]
"#;

#[test]
fn all_formats_report_the_same() {
    let root = book(&[
        ("src/a.md", "# A\n\n{{#include more.md}}\n"),
        ("src/more.md", "\n<<#papers x y>>\n"),
        ("data/papers.toml", DATA),
    ]);
    for format in ["full", "concise", "json", "github"] {
        let run = check(root.path(), &["--format", format]);
        insta::assert_snapshot!(format!("format_{format}"), format!("{}\n{}{}", run.status, run.stdout, run.stderr));
    }
    assert_eq!(check(root.path(), &[]), check(root.path(), &["--format", "full"]));
}

#[test]
fn exit_status_depends_on_levels_and_strict() {
    let clean = "[[paper]]\nid = \"a\"\ntitle = \"The title\"\nauthors = [\"Ada Lovelace\"]\ndate = \"2023\"\ncategories = [\"x\"]\n";
    let chapter = ("src/a.md", "# A\n\n<<#papers x>>\n");
    let clean_book = book(&[chapter, ("data/papers.toml", clean)]);
    same(&check(clean_book.path(), &["--strict", "--format", "concise"]), 0, "", "");

    let info = book(&[chapter, ("data/papers.toml", &clean.replace("date = \"2023\"\n", ""))]);
    let line = "data/papers.toml:2:6: info[missing-year] the paper `a` has no year\n";
    same(&check(info.path(), &["--strict", "--format", "concise"]), 0, line, " INFO papers: 1 info\n");

    let warning = book(&[chapter, ("data/papers.toml", &clean.replace("Ada Lovelace", "Ada Lovelace*"))]);
    let line = |level: &str| {
        format!(
            "data/papers.toml:4:12: {level}[bad-name] `Ada Lovelace*` ends with a mark that is not part of the name; write `Ada Lovelace`\n"
        )
    };
    same(&check(warning.path(), &["--format", "concise"]), 0, &line("warning"), " WARN papers: 1 warning\n");
    same(&check(warning.path(), &["--strict", "--format", "concise"]), 1, &line("error"), "ERROR papers: 1 error\n");
}

#[test]
fn books_that_cannot_be_checked_are_errors() {
    let root = tempfile::tempdir().unwrap();
    same(&check(root.path(), &[]), 2, "", "ERROR there is no book.toml in `ROOT`\n");

    let root = book(&[
        ("book.toml", "[book]\nsrc = \"book\"\n"),
        ("book/SUMMARY.md", "- [A](a.md)\n"),
        ("book/a.md", "# A\n"),
    ]);
    let stderr = "ERROR mdBook would delete the sources: the build directory `book` contains the chapters, `book`; \
                  set another, such as `build-dir = \"target/book\"` under `[build]` in book.toml\n";
    same(&check(root.path(), &[]), 2, "", stderr);

    let run = papers::run(&["check", ".", "--today", "2026"], b"");
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("expected a date, as in `2026-11-25`"), "{}", run.stderr);
}

#[test]
fn books_of_mdbook_0_4_are_checked() {
    let root = book(&[
        (
            "book.toml",
            "[book]\ntitle = \"B\"\nmultilingual = false\n[output.html]\ncurly-quotes = true\n[preprocessor.papers]\n",
        ),
        ("src/SUMMARY.md", "- [A](a.md)\n"),
        ("src/a.md", "# A\n\n<<#papers>>\n"),
        ("data/papers.toml", "[[paper]]\nid = \"a\"\ntitle = \"A\"\nauthors = [\"B C\"]\ndate = \"2020\"\n"),
    ]);
    let stderr = " INFO book.toml: mdBook 0.5 does not accept `book.multilingual`, earlier versions do; \
                  remove it, no version of mdBook used it\n \
                  INFO book.toml: mdBook 0.5 does not accept `output.html.curly-quotes`, earlier versions do; \
                  write `smart-punctuation`, which is on by default\n";
    same(&check(root.path(), &[]), 0, "", stderr);
    for arguments in [&["list"] as &[&str], &["export", "--to", "bibtex"], &["fmt", "--check"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
        let run = papers::run_command(command.args(arguments).current_dir(root.path()), b"");
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn nothing_is_written_and_no_other_preprocessor_runs() {
    let toml = "[book]\ntitle = \"B\"\n[preprocessor.papers]\n[preprocessor.evil]\ncommand = \"touch evil\"\n[output.evil]\ncommand = \"touch evil\"\n";
    let root = book(&[
        ("book.toml", toml),
        ("src/SUMMARY.md", "- [A](a.md)\n- [B](b.md)\n"),
        ("src/a.md", "# A\n"),
        ("data/papers.toml", ""),
    ]);
    let run = check(root.path(), &[]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    assert!(!root.path().join("src/b.md").exists(), "a missing chapter is not made");
    std::fs::write(root.path().join("src/b.md"), "# B\n").unwrap();
    same(&check(root.path(), &["--fix"]), 0, "", "");
    let mut left: Vec<_> = std::fs::read_dir(root.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["book.toml", "data", "src"]);
}

#[test]
fn fixes_are_applied_once() {
    let data = DATA.replace("title = \"Another\"", "title = \" The \u{FB01}nal  word\u{AD} \" # ﬁ")
        + "doi = 'https://doi.org/10.1000/182'\nlinks.a = \" https://example.org/ \"\nnote = \"\"\"\n清华⼀\"\"\"\n";
    let root = book(&[("src/a.md", "# A\n\n<<#papers x>>\n"), ("data/papers.toml", &data)]);
    let run = check(root.path(), &["--fix", "--format", "concise"]);
    let fixed = std::fs::read_to_string(root.path().join("data/papers.toml")).unwrap();
    insta::assert_snapshot!("fixed", format!("{}\n{}{}\n{fixed}", run.status, run.stdout, run.stderr));
    let again = check(root.path(), &["--fix", "--format", "concise"]);
    assert_eq!(again.stdout, run.stdout);
    assert!(!again.stderr.contains("fixed"), "{}", again.stderr);
    assert_eq!(std::fs::read_to_string(root.path().join("data/papers.toml")).unwrap(), fixed);
}

#[test]
fn yaml_and_json_are_fixed_in_place() {
    let yaml = "# Ours.\npaper:\n- id: a # first\n  title: 'The \u{FB01}nal  word'\n  authors: [Da \u{301}niel Simig]\n  date: 2023\n  \
                arxiv: arXiv:2302.13971v1\n  doi: \"https://doi.org/10.1000/182\"\n  categories: [x]\n";
    let json = "{\n  \"paper\": [ \n    {\"id\": \"b\", \"title\": \"B\u{2F00}\", \"authors\": [\"Ada Lovelace\"], \"date\": \"2022\",\n     \
                \"doi\": \"doi:10.1000/183\", \"categories\": [\"x\"]}\n  ]\n}\n";
    let toml = format!("{TOML}data = [\"a.yaml\", \"b.json\"]\n");
    let root =
        book(&[("book.toml", &toml), ("a.yaml", yaml), ("b.json", json), ("src/a.md", "# A\n\n<<#papers x>>\n")]);
    let run = check(root.path(), &["--fix", "--format", "concise"]);
    let read = |name: &str| std::fs::read_to_string(root.path().join(name)).unwrap();
    insta::assert_snapshot!(
        "fixed_yaml_and_json",
        format!("{}\n{}{}\n{}\n{}", run.status, run.stdout, run.stderr, read("a.yaml"), read("b.json"))
    );
    let fixed = (read("a.yaml"), read("b.json"));
    let again = check(root.path(), &["--fix", "--format", "concise"]);
    assert!(!again.stderr.contains("fixed"), "{}", again.stderr);
    assert_eq!((read("a.yaml"), read("b.json")), fixed);
}

/// The mistakes in tests/seed/README.md as data: the code, and a text in the reported line.
const DEFECTS: &[(&str, &str, &str)] = &[
    ("a title that ends with a full stop", "bad-value", "title = \"LLaMA: Open"),
    ("and another", "bad-value", "title = \"Opt-iml"),
    ("a link called pdf that leads to a page", "bad-link", "links.pdf = \"https://arxiv.org/abs/2302.13971v1\""),
    ("a year cut short", "bad-date", "date = \"202\""),
    ("an accent separated from its letter", "bad-name", "niel Simig"),
    ("omitted names", "bad-name", "    \"et al.\",\n]\ndate = \"202\""),
    ("a list of names that cannot be split reliably", "bad-name", "\"Wang, Yizhong , Kordi"),
    ("and another", "bad-name", "\"Chiang, Wei-Lin, Li"),
    ("a year that is missing", "missing-year", "id = \"conover2023dolly\""),
    ("spaces before the commas of names", "bad-value", "\"Galley Michel \""),
    ("family names first", "reversed-name", "\"Li Chunyuan \""),
    ("and again", "reversed-name", "\"He Pengcheng \""),
    ("and again", "reversed-name", "\"Gao Jianfeng\""),
    ("an unpaired bracket", "bad-value", "**Honesty**）"),
    ("initials last", "reversed-name", "\"Liang P\""),
    ("omitted names", "bad-name", "    \"et al.\",\n]\ndate = \"2023\""),
    ("omitted names", "bad-name", "\"Abhishek Rao\", \"et al.\""),
    ("two names in one", "glued-name", "\"Wang & Komatsuzaki\""),
    ("no link, no authors, no year", "missing-author", "id = \"decoupling\""),
    ("and the last of these", "missing-year", "id = \"decoupling\""),
    ("a radical for a numeral", "bad-value", "的\u{2F00}点"),
    ("a date in another form", "bad-date", "date = \"2019.9\""),
    ("a venue with its year", "bad-value", "venue = \"EMNLP 2019.\""),
    ("two links to one address", "bad-link", "project = \"https://arxiv.org/abs/1909.01066\""),
    ("a section with nothing in it", "empty-category", "id = \"peft\""),
    ("and another", "empty-category", "id = \"plug-and-play\""),
    ("and another", "empty-category", "id = \"new-directions\""),
    ("and another", "empty-category", "id = \"tutorials\""),
    ("and another", "empty-category", "id = \"resources/models\""),
];

#[test]
fn diagnostics_of_merged_papers_are_placed_and_fixed_in_their_file() {
    let root = book(&[
        ("book.toml", "[book]\ntitle = \"B\"\n[preprocessor.papers]\ndata = [\"a.toml\", \"b.toml\"]\n"),
        ("src/a.md", "<<#papers>>\n"),
        (
            "a.toml",
            "[[paper]]\nid = \"a\"\ntitle = \"T\"\nauthors = [\"A B\"]\ndate = 2020\nlinks.x = \"https://x.org/x\"\n",
        ),
        (
            "b.toml",
            "[[paper]]\nid = \"a\"\ntitle = \"T\"\ndoi = \"https://doi.org/10.1000/182\"\nlinks.y = \"https://x.org/y\"\n\
             links.z = \"https://t.co/z\"\n",
        ),
    ]);
    let link = "b.toml:6:11: warning[bad-link] the link `z` leads to Twitter's short addresses; link to the target \
                itself\n";
    let found = check(root.path(), &["--format", "concise"]);
    let doi =
        "b.toml:4:7: warning[bad-identifier] `https://doi.org/10.1000/182` is not just a DOI; write `10.1000/182`\n";
    assert_eq!(found.stdout, format!("{doi}{link}"));
    let fixed = check(root.path(), &["--format", "concise", "--fix"]);
    assert_eq!(fixed.stdout, link);
    let fixed = std::fs::read_to_string(root.path().join("b.toml")).unwrap();
    assert!(fixed.contains("doi = \"10.1000/182\"\n"), "{fixed}");
}

#[test]
fn the_json_schema_is_not_read_as_data() {
    let data = "[[paper]]\nid = \"a\"\ntitle = \"T\"\nauthors = [\"A B\"]\ndate = 2020\n";
    let root = book(&[
        ("book.toml", "[book]\ntitle = \"B\"\n[preprocessor.papers]\ndata = [\"data/*\"]\n"),
        ("src/a.md", "<<#papers>>\n"),
        ("data/papers.toml", data),
        ("data/papers.schema.json", include_str!("../papers.schema.json")),
    ]);
    same(&check(root.path(), &[]), 0, "", "");
}

#[test]
fn an_error_in_a_file_included_twice_is_reported_once() {
    let root = book(&[
        ("src/SUMMARY.md", "- [A](a.md)\n- [B](b/b.md)\n"),
        ("src/a.md", "{{#include c.md}}\n"),
        ("src/b/b.md", "{{#include ../c.md}}\n"),
        ("src/c.md", "# C\n\n<<#papers limt=3>>\n"),
        ("data/papers.toml", ""),
    ]);
    let found = check(root.path(), &["--format", "concise"]);
    assert_eq!(
        found.stdout,
        "src/c.md:3:11: error[unknown-option] `papers` has no option `limt`; did you mean `limit`?\n"
    );
}

#[test]
fn an_unregistered_preprocessor_is_reported() {
    let root =
        book(&[("book.toml", "[book]\ntitle = \"B\"\n"), ("src/a.md", "<<#papers>>\n"), ("data/papers.toml", "")]);
    let note = " INFO papers: book.toml has no `[preprocessor.papers]`, so mdBook does not expand directives; \
                `mdbook-papers install` adds it\n";
    same(&check(root.path(), &["--strict"]), 0, "", note);
}

#[test]
fn all_mistakes_of_the_original_readme_are_reported() {
    let data = include_str!("check/uncorrected.toml");
    let chapter = "# A\n\n<<#papers base-models training-data chatgpt-alternatives peft plug-and-play evaluation new-directions \
                   model-explanation training-techniques tutorials resources/** todo else>>\n";
    let root = book(&[("src/a.md", chapter), ("data/papers.toml", data)]);
    let run = check(root.path(), &["--format", "concise"]);
    for (what, code, text) in DEFECTS {
        let places: Vec<_> = data.match_indices(text).collect();
        assert_eq!(places.len(), 1, "`{text}` names one place");
        let line = 1 + data[..places[0].0].matches('\n').count();
        let matches = |matches: &str| {
            matches.starts_with(&format!("data/papers.toml:{line}:")) && matches.contains(&format!("[{code}]"))
        };
        assert!(run.stdout.lines().any(matches), "{what}: no {code} at line {line}\n{}", run.stdout);
    }
    insta::assert_snapshot!("uncorrected", format!("{}\n{}{}", run.status, run.stdout, run.stderr));
}
