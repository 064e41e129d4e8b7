//! Follows the guide's page on migration: writes its files and runs its commands in order.
//!
//! A fenced block whose info string has a path as its second word is a file; an `sh` block contains commands.
#![cfg(feature = "build")]
#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests write files, and an error fails the test")]

#[path = "support/papers.rs"]
mod papers;

use std::path::Path;
use std::process::Command;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

const PAGE: &str = include_str!("../book/guide/moving-in.md");

/// Returns the code blocks of the page: info string and text.
fn blocks() -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open = false;
    for event in Parser::new(PAGE) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                blocks.push((info.to_string(), String::new()));
                open = true;
            }
            Event::End(TagEnd::CodeBlock) => open = false,
            Event::Text(text) if open => blocks.last_mut().unwrap().1.push_str(&text),
            _ => {}
        }
    }
    blocks
}

/// Runs a command of mdbook-papers in a folder and returns its output.
fn command(line: &str, folder: &Path) -> String {
    let words = line.split_whitespace().skip(1);
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
    command.args(words).current_dir(folder).env_remove("MDBOOK_LOG");
    let run = papers::run_command(&mut command, b"");
    assert_eq!(run.status, 0, "{line}\n{}{}", run.stdout, run.stderr);
    run.stdout + &run.stderr
}

#[test]
fn the_commands_of_the_page_produce_the_described_files() {
    let root = tempfile::tempdir().unwrap();
    let at = |path: &str| root.path().join(path);
    let read = |path: &str| std::fs::read_to_string(at(path)).unwrap();
    let mut ran = Vec::new();
    for (info, text) in blocks() {
        let mut words = info.split_whitespace();
        match (words.next(), words.next()) {
            (Some("sh"), _) => {
                for line in text.lines() {
                    // Exports are run in the book's folder.
                    let folder = if line.contains(" export ") { at("tuning") } else { root.path().to_owned() };
                    let output = command(line, &folder);
                    if line == "mdbook-papers install thesis" {
                        let directive = output.split_whitespace().find(|word| word.starts_with("<<#papers")).unwrap();
                        std::fs::write(at("thesis/src/reading.md"), format!("# Reading\n\n{directive}\n")).unwrap();
                    }
                    ran.push(line.to_owned());
                }
            }
            (_, Some(path)) => {
                std::fs::create_dir_all(at(path).parent().unwrap()).unwrap();
                std::fs::write(at(path), text).unwrap();
            }
            _ => {}
        }
    }
    assert_eq!(ran.len(), 10, "{ran:?}");
    assert!(read("tuning/target/book/low-rank.html").contains("LoRA: Low-Rank Adaptation of Large Language Models"));
    assert!(read("tuning/target/book/adapters.html").contains("The paper that named them."));
    let page =
        ["thesis/target/book/reading.html", "thesis/book/reading.html"].into_iter().find(|path| at(path).exists());
    assert!(read(page.unwrap()).contains("data-key=\"hu2022lora\""));
    assert_eq!(read("papers.toml").matches("[[paper]]").count(), 2);
    let check = papers::run(&["check", at("tuning").to_str().unwrap(), "--today", "2026-11-25"], b"");
    assert_eq!(check.status, 0, "{}", check.stdout);
    let front = read("tuning/src/README.md");
    assert!(front.contains("What we read, and why.") && front.contains("## License\n\nMIT\n"), "{front}");
    let notes = "# Tools\n\nUse a debugger <<#cite gdb>>, and read its manual <<#cite @gdb; @ames>>. See also[^note].\n\n\
                 [^note]: An appendix lists more tools.\n";
    assert_eq!(read("notes/tools.md"), notes);
    let data = read("notes/tools.toml");
    assert!(data.contains("id = \"gdb\"") && data.contains("id = \"ames\"") && !data.contains("appendix"), "{data}");
    assert!(read("LIST.md").contains("`LoRA: Low-Rank Adaptation of Large Language Models`"));
}
