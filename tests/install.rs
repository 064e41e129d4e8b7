//! Tests of `mdbook-papers install`: complete books before and after.
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

struct Book(tempfile::TempDir);

impl Book {
    fn new(files: &[(&str, &str)]) -> Self {
        let book = Self(tempfile::tempdir().unwrap());
        folder::write(book.0.path(), files.iter().copied());
        book
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.0.path().join(path)
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    fn install(&self) -> papers::Run {
        papers::run(&["install", self.0.path().to_str().unwrap()], b"")
    }

    /// Returns all files; of assets only the first line.
    fn everything(&self) -> String {
        let mut files = Vec::new();
        walk(self.0.path(), self.0.path(), &mut files);
        files.sort();
        let shown: Vec<_> = files.into_iter().map(|(path, text)| format!("-------- {path} --------\n{text}")).collect();
        shown.concat()
    }
}

fn walk(root: &Path, folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(root, &path, into);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let is_asset = text.starts_with("/* mdbook-papers ") || text.starts_with("{ \"$comment\": \"mdbook-papers ");
        let text = if is_asset { "(an asset)\n".to_owned() } else { text };
        into.push((path.strip_prefix(root).unwrap().display().to_string(), text));
    }
}

const BOOK: &str = "# My book\n[book]\ntitle = \"T\" # a title\n\n[output.html]\nadditional-css = [\n    \"mine.css\", # mine\n]\n\n[build]\nbuild-dir = \"out\"\n";

#[test]
fn a_new_book_gets_all_files_and_keeps_its_comments() {
    let book = Book::new(&[("book.toml", BOOK), ("mine.css", ""), ("src/SUMMARY.md", "")]);
    let run = book.install();
    assert_eq!(run.status, 0, "{}", run.stderr);
    insta::assert_snapshot!(format!("{}\n{}", run.stdout, book.everything()));

    let before = book.everything();
    let again = book.install();
    assert_eq!((again.status, again.stdout.as_str()), (0, "everything is up to date\n"));
    assert_eq!(book.everything(), before);
}

#[test]
fn existing_data_is_used() {
    let bib = "@article{a, title={A}, author={B, C}, year=2020, keywords={x}}\n";
    let book =
        Book::new(&[("book.toml", "[book]\n"), ("bib/refs.bib", bib), ("theme/head.hbs", ""), ("src/SUMMARY.md", "")]);
    let run = book.install();
    assert_eq!(run.status, 0, "{}", run.stderr);
    insta::assert_snapshot!(format!("{}\n{}", run.stdout, book.everything()));
}

#[test]
fn a_data_file_in_the_root_is_watched_as_a_file() {
    let book = Book::new(&[
        ("book.toml", "[build]\nbuild-dir = \"out\"\n"),
        ("refs.bib", "@misc{a, title={A}}\n"),
        ("src/SUMMARY.md", ""),
    ]);
    let run = book.install();
    assert!(run.stdout.contains("`mdbook serve` watches `refs.bib`\n"), "{}", run.stdout);
    assert!(book.read("book.toml").contains("\nextra-watch-dirs = [\"refs.bib\"]\n"), "{}", book.read("book.toml"));
    assert_eq!(book.install().stdout, "everything is up to date\n");
}

#[test]
fn other_files_are_unchanged() {
    let book = Book::new(&[
        ("book.toml", "[preprocessor.papers]\ndata = \"x/*.toml\"\nbefore = [\"toc\"]\r\n"),
        ("papers.css", "body {}\n"),
        ("papers.js", "/* mdbook-papers 0.0.1 0000000000000000: x */\nedited\n"),
        ("x/a.toml", ""),
    ]);
    let run = book.install();
    assert_eq!(run.status, 0, "{}", run.stderr);
    insta::assert_snapshot!(format!("{}\n{}\n{}", run.stdout, run.stderr, book.everything()));
}

#[test]
fn outdated_files_are_updated() {
    let book = Book::new(&[("book.toml", "[preprocessor.papers]\n"), ("data/papers.toml", "")]);
    assert_eq!(book.install().status, 0);
    let fresh = book.read("papers.css");
    // The hash of "old\n" under FNV-1a.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in b"old\n" {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    std::fs::write(book.path("papers.css"), format!("/* mdbook-papers 0.0.1 {hash:016x}: x */\nold\n")).unwrap();
    let run = book.install();
    assert!(run.stdout.starts_with("updated `papers.css`\n"), "{}", run.stdout);
    assert_eq!(book.read("papers.css"), fresh);
}

#[test]
fn an_outdated_schema_is_updated_and_another_file_is_unchanged() {
    let book =
        Book::new(&[("book.toml", "[preprocessor.papers]\ndata = [\"lists/*.yaml\"]\n"), ("src/SUMMARY.md", "")]);
    std::fs::create_dir(book.path("lists")).unwrap();
    let data = "paper:\n- id: a\n  title: A\n";
    std::fs::write(book.path("lists/a.yaml"), data).unwrap();
    assert_eq!(book.install().status, 0);
    let fresh = book.read("lists/papers.schema.json");
    assert_eq!(book.read("lists/a.yaml"), data);

    // The hash of "}\n" under FNV-1a.
    let hash = b"}\n"
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let old = format!("{{ \"$comment\": \"mdbook-papers 0.0.1 {hash:016x}: x\"\n}}\n");
    std::fs::write(book.path("lists/papers.schema.json"), &old).unwrap();
    std::fs::write(book.path("src/SUMMARY.md"), "# Summary\n\n- [A](a.md)\n").unwrap();
    std::fs::write(book.path("src/a.md"), "<<#papers>>\n").unwrap();
    let run = papers::run(&["check", book.0.path().to_str().unwrap(), "--format", "concise"], b"");
    let stale = "`lists/papers.schema.json` was written by another version, mdbook-papers 0.0.1";
    assert!(run.stdout.contains(stale), "{}\n{}", run.stdout, run.stderr);
    let run = book.install();
    assert!(run.stdout.starts_with("updated `lists/papers.schema.json`\n"), "{}", run.stdout);
    assert_eq!(book.read("lists/papers.schema.json"), fresh);

    std::fs::write(book.path("lists/papers.schema.json"), "{}\n").unwrap();
    assert_eq!(book.install().stdout, "everything is up to date\n");
    assert_eq!(book.read("lists/papers.schema.json"), "{}\n");
}

#[test]
fn no_schema_is_written_where_a_data_glob_matches_it() {
    for data in ["data/*.json", "data/*", "data/**", "data/papers.bib"] {
        let toml = format!("[preprocessor.papers]\ndata = [\"{data}\"]\n");
        let book = Book::new(&[("book.toml", &toml), ("data/papers.json", r#"{"paper":[{"id":"a","title":"A"}]}"#)]);
        assert_eq!(book.install().status, 0);
        assert!(!book.everything().contains("papers.schema.json"), "{data}");
    }
}

#[test]
fn a_translated_book_reads_citations_after_the_translation() {
    let book = Book::new(&[("book.toml", "[preprocessor.gettext]\nafter = [\"links\"]\n")]);
    assert_eq!(book.install().status, 0);
    let toml = book.read("book.toml");
    assert!(toml.contains("[preprocessor.papers]\nafter = [\"links\", \"gettext\"]\n"), "{toml}");
}

#[test]
fn sources_within_the_build_folder_but_outside_the_outputs_are_accepted() {
    let toml = "[book]\nsrc = \"book/src\"\n\n[build]\nbuild-dir = \"book\"\n\n[output.html]\n\n[output.linkcheck]\n";
    let book = Book::new(&[("book.toml", toml), ("book/src/SUMMARY.md", "")]);
    let run = book.install();
    assert_eq!(run.status, 0, "{}", run.stderr);
}

#[test]
fn unsafe_books_are_errors() {
    #[track_caller]
    fn check(toml: &str, expect: &str) {
        let book = Book::new(&[("book.toml", toml), ("src/SUMMARY.md", "")]);
        let run = book.install();
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(expect), "{}", run.stderr);
        assert_eq!(book.everything(), format!("-------- book.toml --------\n{toml}-------- src/SUMMARY.md --------\n"));
    }
    check("[build]\nbuild-dir = \"src\"\n", "mdBook would delete the sources");
    check("[build]\nbuild-dir = \".\"\n", "mdBook would delete the sources");
    check("[preprocessor.bib]\n", "rename `[preprocessor.bib]` to `[preprocessor.papers]`");
    check("[book\n", "book.toml is invalid");
    check("preprocessor = 1\n", "`preprocessor` in book.toml is not a table");
    check("[build]\nextra-watch-dirs = 1\n", "`extra-watch-dirs` in book.toml is not a list");
}
