//! Follows pages of the guide from top to bottom, each in an empty book.
//!
//! A fenced block whose info string has a path as its second word is a file, which replaces a previous one. In a `console` block,
//! the lines after `$ ` are commands, followed by their output. `markdown becomes` is the result of the last chapter for a renderer that
//! reads Markdown. The text of a `text live` block is repeated after it, where the book expands it. The commands of workflows are run.
//!
//! `UPDATE_PAGES=1` updates the output in the pages; read the diff before you commit it.
#![cfg(all(unix, feature = "build"))]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

#[path = "support/case.rs"]
#[expect(dead_code, reason = "pages become books block by block")]
mod case;
#[path = "support/papers.rs"]
mod papers;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

/// The pages that need no other program.
const PAGES: [&str; 11] = [
    "ci",
    "configuration",
    "contributing-paper",
    "contributing-category",
    "contributing-tutorial",
    "directives",
    "formulas",
    "index-and-statistics",
    "other-tools",
    "publishing",
    "questions",
];

#[test]
fn every_example_has_the_shown_result() {
    for page in PAGES {
        let defaults = [("book.toml", "[preprocessor.papers]\n"), ("src/SUMMARY.md", "- [A](a.md)\n")];
        follow(page, &defaults, None);
    }
}

#[test]
#[ignore = "needs mdBook, see .ci/run"]
fn getting_started_leads_from_an_empty_folder_to_a_book() {
    let mdbook = std::env::var("MDBOOK_0_5").expect("`MDBOOK_0_5` names mdBook");
    follow("start", &[], Path::new(&mdbook).parent());
}

/// A code block: its info string and the range of its text.
struct Block {
    info: String,
    inner: Range<usize>,
}

fn blocks(page: &str) -> Vec<Block> {
    let blocks = Parser::new(page).into_offset_iter().filter_map(|(event, outer)| {
        let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else { return None };
        let written = page[outer.clone()].trim_end();
        let start = outer.start + written.find('\n').unwrap() + 1;
        let end = outer.start + written.rfind('\n').unwrap() + 1;
        Some(Block { info: info.into_string(), inner: start..end })
    });
    blocks.collect()
}

/// The book of a reader at a position in the page.
struct Book<'b> {
    root: tempfile::TempDir,
    files: Vec<(String, String)>,
    mdbook: Option<&'b Path>,
}

impl Book<'_> {
    fn write(&mut self, path: &str, text: &str) {
        self.files.retain(|(other, _)| other != path);
        self.files.push((path.to_owned(), text.to_owned()));
        case::folder::write(self.root.path(), [(path, text)]);
    }

    /// Runs the commands of a console block and returns them with their output.
    fn console(&self, text: &str) -> String {
        let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
        let output: Vec<_> = commands.map(|command| format!("$ {command}\n{}", self.run(command).1)).collect();
        output.concat()
    }

    /// Runs a command and returns its exit status and complete output.
    fn run(&self, command: &str) -> (i32, String) {
        let mut path: Vec<PathBuf> = self.mdbook.map(Path::to_owned).into_iter().collect();
        path.push(Path::new(env!("CARGO_BIN_EXE_mdbook-papers")).parent().unwrap().to_owned());
        path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{{ {command}\n}} 2>&1")).current_dir(self.root.path());
        shell.env("PATH", std::env::join_paths(path).unwrap()).env_remove("MDBOOK_LOG");
        let run = papers::run_command(&mut shell, b"");
        assert_eq!(run.stderr, "", "all of it goes to standard output");
        (run.status, run.stdout.replace(self.root.path().to_str().unwrap(), "/home/me/my-list"))
    }

    /// Returns the expansion of the last chapter for a renderer that reads Markdown.
    fn chapter(&self) -> String {
        let (path, _) = self.files.iter().rfind(|(path, _)| path.starts_with("src/")).unwrap();
        let (run, chapters) = case::expand(self.root.path(), &self.files, "markdown");
        let chapter = chapters.into_iter().find(|(other, _)| path.strip_prefix("src/") == Some(other));
        chapter.unwrap_or_else(|| panic!("{path}: {}", run.stderr)).1
    }

    /// Runs the `mdbook-papers` steps of a workflow, and the script of the action.
    fn workflow(&self, text: &str) {
        let mut parser = saphyr_parser::Parser::new_from_str(text);
        assert!(parser.all(|event| event.is_ok()), "this is not YAML:\n{text}");
        let steps = text.lines().filter_map(|line| line.trim_start().strip_prefix("- run: mdbook-papers "));
        let mut ran = 0;
        for step in steps {
            let (status, output) = self.run(&format!("mdbook-papers {step}"));
            assert_eq!(status, 0, "{step}\n{output}");
            ran += 1;
        }
        if text.contains("- uses: OWNER/mdbook-papers@") {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("action/publish.sh");
            let (status, output) = self.run(&format!("bash '{}' README.md _site", script.display()));
            assert_eq!(status, 0, "{output}");
            assert!(self.root.path().join("_site/index.html").exists(), "{output}");
            ran += 1;
        }
        assert!(ran > 0, "the workflow does not run mdbook-papers:\n{text}");
    }
}

/// Follows a page and compares its blocks with the results.
#[track_caller]
fn follow(name: &str, defaults: &[(&str, &str)], mdbook: Option<&Path>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("book/guide/{name}.md"));
    let page = std::fs::read_to_string(&path).unwrap();
    let mut book = Book { root: tempfile::tempdir().unwrap(), files: Vec::new(), mdbook };
    for (path, text) in defaults {
        book.write(path, text);
    }
    let (mut updated, mut done) = (String::new(), 0);
    for Block { info, inner } in blocks(&page) {
        let text = &page[inner.clone()];
        let actual = match info.split_once(' ') {
            Some((_, "becomes")) => book.chapter(),
            Some((_, "live")) => {
                let below = page[inner.end..].strip_prefix("```\n\n");
                assert!(
                    below.is_some_and(|below| below.starts_with(text)),
                    "{name}: the block is not followed by its text:\n{text}"
                );
                continue;
            }
            Some((_, file)) => {
                book.write(file, text);
                if file.starts_with(".github/") {
                    book.workflow(text);
                }
                continue;
            }
            None if info == "console" => book.console(text),
            // A grammar, or a line of a built page.
            None if matches!(&*info, "text" | "html") => continue,
            None => panic!("{name}: a block `{info}` is not supported:\n{text}"),
        };
        updated.push_str(&page[done..inner.start]);
        updated.push_str(actual.trim_end());
        updated.push('\n');
        done = inner.end;
    }
    updated.push_str(&page[done..]);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(path, updated).unwrap();
    } else {
        assert_eq!(page, updated, "{name}.md is outdated; see UPDATE_PAGES");
    }
}
