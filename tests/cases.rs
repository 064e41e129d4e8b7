//! Snapshots of the preprocessor's output for the books in `tests/cases/`, each of which is a Markdown document.
//!
//! A fenced block whose info string ends with a path is a file of the book: `book.toml`, a data file, or a chapter in
//! `src/`. The snapshot contains the exit status, stderr and every chapter, for the renderers `html` and `markdown`.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and an I/O error fails the test"
)]

#[path = "support/case.rs"]
mod case;
#[path = "support/papers.rs"]
mod papers;

use std::fmt::Write as _;
use std::path::Path;

use case::files;
use mdbook_papers::options::{DIRECTIVES, DirectiveKind, Style};

#[test]
fn every_case_comes_out_as_its_snapshot() {
    insta::glob!("cases/*.md", |path| {
        let case = std::fs::read_to_string(path).unwrap();
        let files = files(&case);
        assert!(files.iter().any(|(path, _)| path.starts_with("src/")), "the case has no chapter");
        insta::assert_snapshot!(outcome(&files));
    });
}

#[test]
fn every_snapshot_has_its_case() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let snapshots = std::fs::read_dir(cases.parent().unwrap().join("snapshots")).unwrap();
    for snapshot in snapshots {
        let name = snapshot.unwrap().file_name().into_string().unwrap();
        if !name.starts_with("cases__") {
            continue;
        }
        let case = name.split('@').nth(1).and_then(|rest| rest.strip_suffix(".snap"));
        assert!(case.is_some_and(|case| cases.join(case).is_file()), "{name} has no case");
    }
}

#[test]
fn every_option_and_style_is_in_a_case() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut written = Vec::new();
    for case in std::fs::read_dir(cases).unwrap() {
        let files = files(&std::fs::read_to_string(case.unwrap().path()).unwrap());
        let chapters = files.into_iter().filter(|(path, _)| path.starts_with("src/"));
        for (_, chapter) in chapters {
            let directives = chapter.split("<<#").skip(1).filter_map(|rest| rest.split_once(">>"));
            written.extend(directives.map(|(directive, _)| format!("{directive} ")));
        }
    }
    let uses = |name: &str, option: &str| {
        let of_name = |text: &&String| text.split(' ').next() == Some(name);
        let given = |text: &String| text.contains(&format!(" {option}=")) || text.contains(&format!(" {option} "));
        written.iter().filter(of_name).any(given)
    };
    for directive in DIRECTIVES.iter().filter(|directive| directive.kind != DirectiveKind::Stats) {
        for option in directive.options() {
            assert!(uses(directive.name, option.name), "`{}` of `{}` is in no case", option.name, directive.name);
        }
    }
    for style in Style::built_in_names() {
        assert!(written.iter().any(|text| text.contains(&format!(" style={style} "))), "{style} is in no case");
    }
}

/// Returns the output of the preprocessor for both renderers, or once if it is the same.
fn outcome(files: &[(String, String)]) -> String {
    let root = case::book(files);
    let html = run(root.path(), files, "html");
    let markdown = run(root.path(), files, "markdown");
    if html == markdown {
        return html;
    }
    format!("{html}\n======== markdown ========\n{markdown}")
}

fn run(root: &Path, files: &[(String, String)], renderer: &str) -> String {
    let (run, chapters) = case::expand(root, files, renderer);
    let mut shown = format!("exit {}\n{}", run.status, run.stderr.replace(root.to_str().unwrap(), "ROOT"));
    for (path, content) in chapters {
        assert!(
            renderer != "html" || !has_blank_line_in_block(&content),
            "{path} has a blank line in a block:\n{content}"
        );
        writeln!(shown, "-------- {path} --------\n{content}").unwrap();
    }
    shown
}

/// Whether one of the HTML blocks contains a blank line, which would end it.
fn has_blank_line_in_block(content: &str) -> bool {
    let blocks = content.split("<section class=\"papers").skip(1);
    let bodies = blocks.filter_map(|rest| rest.split_once("</section>")?.0.rsplit_once('\n'));
    bodies.flat_map(|(body, _)| body.lines()).any(|line| line.trim_matches([' ', '>']).is_empty())
}
