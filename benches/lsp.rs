//! Benchmarks of the language server in a book of 1,000 chapters and 10,000 papers: a keystroke, and what the client waits for.
//!
//! `cargo bench --bench lsp` prints the times. Diagnostics include the pause of 30 ms after the last keystroke.

#![expect(clippy::disallowed_methods, reason = "the benchmark creates the book")]

use std::fmt::Write as _;
use std::path::Path;

use lsp_server::{Connection, Message, Notification, Request};
use mdbook_papers::lsp::{self, Host};
use mdbook_papers::paper::Date;
use serde_json::{Value, json};

const CHAPTERS: usize = 1_000;
const PAPERS: usize = 10_000;
const CATEGORIES: usize = 20;
/// The data files, of the same size.
const FILES: usize = 10;

fn main() {
    divan::main();
}

/// Writes the book.
fn write_book(root: &Path) {
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("the file is in a folder")).expect("the folder can be created");
        std::fs::write(path, text).expect("the file can be written");
    };
    write("book.toml", "[preprocessor.papers]\ndata = [\"data/*.toml\"]\ncitations = [\"pandoc\"]\n");
    let summary: Vec<_> = (0..CHAPTERS).map(|chapter| format!("- [Chapter {chapter}]({chapter}.md)\n")).collect();
    write("src/SUMMARY.md", &summary.concat());
    let prose = "The model is trained on a large corpus and `a << b` holds. ".repeat(80);
    for chapter in 0..CHAPTERS {
        let [a, b] = [chapter * 10, chapter * 10 + 7];
        let category = chapter % CATEGORIES;
        let text = format!(
            "# Chapter {chapter}\n\n{prose}\n\nSee [@p{a:06}, p. 3; @p{b:06}].\n\n<<#papers category-{category} limit=20>>\n"
        );
        write(&format!("src/{chapter}.md"), &text);
    }
    for file in 0..FILES {
        let mut toml = String::new();
        for category in (0..CATEGORIES).filter(|_| file == 0) {
            writeln!(toml, "[[category]]\nid = \"category-{category}\"\ntitle = \"Category {category}\"\n")
                .expect("writing to a string does not fail");
        }
        for paper in file * PAPERS / FILES..(file + 1) * PAPERS / FILES {
            write!(
                toml,
                "[[paper]]\nid = \"p{paper:06}\"\ntitle = \"Attention number {paper}\"\nauthors = [\"Ada Lovelace\", \"李明\"]\n\
                 date = \"{}\"\nvenue = \"arXiv\"\ncategories = [\"category-{}\"]\ntags = [\"llm\"]\narxiv = \"2301.{paper:05}\"\n\
                 note = \"A note on **{paper}**.\"\nabstract = \"{}\"\n\n",
                2012 + paper % 14,
                paper % CATEGORIES,
                "the model is trained on a large corpus ".repeat(20),
            )
            .expect("writing to a string does not fail");
        }
        write(&format!("data/papers{file}.toml"), &toml);
    }
}

/// A client with one open document.
struct Session {
    root: tempfile::TempDir,
    client: Connection,
    file: &'static str,
    /// The end of the document, where text is typed.
    end: Value,
    version: i32,
}

impl Session {
    /// Opens a document with last lines added, and waits until the book is analyzed.
    fn open(file: &'static str, last_lines: &str) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder can be created");
        write_book(root.path());
        let (server, client) = Connection::memory();
        let host = Host {
            today: || Date::parse("2026-11-25").ok_or_else(|| anyhow::anyhow!("not a date")),
            parse_config: str::parse,
            find_papers: None,
        };
        std::thread::spawn(move || lsp::run(&server, host));
        let mut session = Self { root, client, file, end: Value::Null, version: 0 };
        session.request("initialize", json!({ "capabilities": {} }));
        let path = session.root.path().join(file);
        let text = std::fs::read_to_string(path).expect("the file can be read") + last_lines;
        let column = text.len() - text.rfind('\n').map_or(0, |newline| newline + 1);
        session.end = json!({ "line": text.matches('\n').count(), "character": column });
        let document = json!({ "uri": session.uri(), "languageId": "x", "version": 0, "text": text });
        session.notify("textDocument/didOpen", json!({ "textDocument": document }));
        session.diagnostics();
        session
    }

    fn uri(&self) -> String {
        format!("file://{}/{}", self.root.path().display(), self.file)
    }

    fn notify(&self, method: &str, params: Value) {
        let message = Notification { method: method.to_owned(), params };
        self.client.sender.send(message.into()).expect("the server is running");
    }

    fn request(&self, method: &str, params: Value) -> Value {
        let request = Request { id: 1.into(), method: method.to_owned(), params };
        self.client.sender.send(request.into()).expect("the server is running");
        loop {
            if let Message::Response(response) = self.client.receiver.recv().expect("the server is running") {
                return response.response_result.unwrap_or_default();
            }
        }
    }

    /// Types a letter, alternately a letter and its removal, so that the diagnostics of the document change.
    fn keystroke(&mut self) {
        self.version += 1;
        let mut after = self.end.clone();
        after["character"] = json!(self.end["character"].as_u64().map(|column| column + 1));
        let (end, text) = if self.version % 2 == 1 { (&self.end, "x") } else { (&after, "") };
        let change = json!({ "range": { "start": self.end, "end": end }, "text": text });
        let document = json!({ "uri": self.uri(), "version": self.version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [change] }));
    }

    /// Waits for the diagnostics of the document.
    fn diagnostics(&self) {
        let uri = self.uri();
        loop {
            let message = self.client.receiver.recv().expect("the server is running");
            if let Message::Notification(published) = message
                && published.params["uri"] == uri.as_str()
            {
                return;
            }
        }
    }
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn diagnostics_after_a_keystroke_in_a_chapter(bencher: divan::Bencher<'_, '_>) {
    let mut session = Session::open("src/500.md", "<<#papers nosuch");
    bencher.bench_local(|| {
        session.keystroke();
        session.diagnostics();
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn diagnostics_after_a_keystroke_in_a_data_file(bencher: divan::Bencher<'_, '_>) {
    let mut session = Session::open("data/papers5.toml", "nosuch");
    bencher.bench_local(|| {
        session.keystroke();
        session.diagnostics();
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn completion_after_a_keystroke(bencher: divan::Bencher<'_, '_>) {
    let mut session = Session::open("src/500.md", "See [@nosuch] and [@p0");
    let params = json!({ "textDocument": { "uri": session.uri() }, "position": session.end });
    bencher.bench_local(|| {
        session.keystroke();
        session.request("textDocument/completion", params.clone())
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn completion_after_a_keystroke_in_a_data_file(bencher: divan::Bencher<'_, '_>) {
    let mut session = Session::open("data/papers5.toml", "[[paper]]\ncategories = [\"cat");
    let params = json!({ "textDocument": { "uri": session.uri() }, "position": session.end });
    bencher.bench_local(|| {
        session.keystroke();
        session.request("textDocument/completion", params.clone())
    });
}
