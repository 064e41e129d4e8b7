//! Benchmarks of the language server in a book of 1,000 chapters and 10,000 papers: a keystroke, and what the client waits for.
//!
//! `cargo bench --bench lsp` prints the times, and on Linux the memory of the program. Diagnostics include the pause of 30 ms after the
//! last keystroke.

#![expect(clippy::disallowed_methods, reason = "the benchmark creates the book")]
#![cfg_attr(target_os = "linux", expect(clippy::print_stdout, reason = "the benchmark prints the memory"))]

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request};
use mdbook_papers::lsp::{self, Host};
use mdbook_papers::paper::Date;
use mimalloc::MiMalloc;
use serde_json::{Value, json};

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const CHAPTERS: usize = 1_000;
const PAPERS: usize = 10_000;
const CATEGORIES: usize = 20;

/// How the papers are stored.
#[derive(Debug, Clone, Copy)]
enum Data {
    /// Ten files in TOML.
    TenFiles,
    /// One file in TOML.
    Toml,
    Yaml,
    Json,
    Bibtex,
}

const ALL_DATA: [Data; 5] = [Data::TenFiles, Data::Toml, Data::Yaml, Data::Json, Data::Bibtex];

fn main() {
    divan::main();
    #[cfg(target_os = "linux")]
    memory::print();
}

impl Data {
    /// The data file that is edited.
    const fn file(self) -> &'static str {
        match self {
            Self::TenFiles => "data/papers9.toml",
            Self::Toml => "data/papers.toml",
            Self::Yaml => "data/papers.yaml",
            Self::Json => "data/papers.json",
            Self::Bibtex => "data/papers.bib",
        }
    }

    /// Returns the entry of a paper.
    fn entry(self, paper: usize) -> String {
        let (year, category) = (2012 + paper % 14, paper % CATEGORIES);
        let text = "the model is trained on a large corpus ".repeat(20);
        let text = text.trim_end();
        match self {
            Self::TenFiles | Self::Toml => format!(
                "[[paper]]\nid = \"p{paper:06}\"\ntitle = \"Attention number {paper}\"\nauthors = [\"Ada Lovelace\", \"李明\"]\n\
                 date = \"{year}\"\nvenue = \"arXiv\"\ncategories = [\"category-{category}\"]\ntags = [\"llm\"]\n\
                 doi = \"10.1000/{paper}\"\nnote = \"A note on **{paper}**.\"\nabstract = \"{text}\"\n\n"
            ),
            Self::Yaml => format!(
                "- id: p{paper:06}\n  title: Attention number {paper}\n  authors: [Ada Lovelace, 李明]\n  date: {year}\n  venue: arXiv\n  \
                 categories: [category-{category}]\n  tags: [llm]\n  doi: 10.1000/{paper}\n  note: A note on **{paper}**.\n  \
                 abstract: {text}\n"
            ),
            Self::Json => format!(
                "{{\"id\": \"p{paper:06}\", \"title\": \"Attention number {paper}\", \"authors\": [\"Ada Lovelace\", \"李明\"], \
                 \"date\": \"{year}\", \"venue\": \"arXiv\", \"categories\": [\"category-{category}\"], \"tags\": [\"llm\"], \
                 \"doi\": \"10.1000/{paper}\", \"note\": \"A note on **{paper}**.\", \"abstract\": \"{text}\"}},\n"
            ),
            Self::Bibtex => format!(
                "@article{{p{paper:06},\n  title = {{Attention number {paper}}},\n  author = {{Lovelace, Ada and 李明}},\n  year = {year},\n  \
                 journal = {{arXiv}},\n  keywords = {{category-{category}, llm}},\n  doi = {{10.1000/{paper}}},\n  \
                 abstract = {{{text}}}\n}}\n\n"
            ),
        }
    }

    /// Returns a data file with an entry at its end, in whose DOI the cursor `|` is.
    fn text(self, papers: std::ops::Range<usize>) -> String {
        let mut text = match self {
            Self::Yaml => "paper:\n".to_owned(),
            Self::Json => "{\"paper\": [\n".to_owned(),
            Self::TenFiles | Self::Toml | Self::Bibtex => String::new(),
        };
        papers.for_each(|paper| text += &self.entry(paper));
        text += match self {
            Self::TenFiles | Self::Toml => "[[paper]]\nid = \"last\"\ntitle = \"The Last\"\ndoi = \"wrong|\"\n",
            Self::Yaml => "- id: last\n  title: The Last\n  doi: wrong|\n",
            Self::Json => "{\"id\": \"last\", \"title\": \"The Last\", \"doi\": \"wrong|\"}\n]}\n",
            Self::Bibtex => "@article{last,\n  title = {The Last},\n  doi = {wrong|}\n}\n",
        };
        text
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("the file is in a folder")).expect("the folder can be created");
    std::fs::write(path, text).expect("the file can be written");
}

/// Writes the book.
fn write_book(root: &Path, data: Data) {
    write(
        root,
        "book.toml",
        "[preprocessor.papers]\ndata = [\"categories.toml\", \"data/*\"]\ncitations = [\"pandoc\"]\n",
    );
    let summary: Vec<_> = (0..CHAPTERS).map(|chapter| format!("- [Chapter {chapter}]({chapter}.md)\n")).collect();
    write(root, "src/SUMMARY.md", &summary.concat());
    let prose = "The model is trained on a large corpus and `a << b` holds. ".repeat(80);
    for chapter in 0..CHAPTERS {
        let [a, b] = [chapter * 10, chapter * 10 + 7];
        let category = chapter % CATEGORIES;
        let text = format!(
            "# Chapter {chapter}\n\n{prose}\n\nSee [@p{a:06}, p. 3; @p{b:06}].\n\n<<#papers category-{category} limit=20>>\n"
        );
        write(root, &format!("src/{chapter}.md"), &text);
    }
    let mut categories = String::new();
    for category in 0..CATEGORIES {
        writeln!(categories, "[[category]]\nid = \"category-{category}\"\ntitle = \"Category {category}\"\n")
            .expect("writing to a string does not fail");
    }
    write(root, "categories.toml", &categories);
    match data {
        Data::TenFiles => {
            for file in 0..10 {
                let text: String =
                    (file * PAPERS / 10..(file + 1) * PAPERS / 10).map(|paper| data.entry(paper)).collect();
                write(root, &format!("data/papers{file}.toml"), &text);
            }
        }
        _ => write(root, data.file(), &data.text(0..PAPERS).replace('|', "")),
    }
}

/// A client with one open document.
struct Session {
    root: tempfile::TempDir,
    client: Connection,
    file: &'static str,
    /// Where text is typed.
    cursor: Value,
    version: i32,
}

impl Session {
    /// Opens a chapter with last lines added.
    fn of_chapter(last_lines: &str) -> Self {
        Self::open(in_memory(Data::TenFiles), "src/500.md", |text| format!("{text}{last_lines}|"))
    }

    /// Opens a data file with the cursor in a field.
    fn of_data(data: Data) -> Self {
        Self::open(in_memory(data), data.file(), |_| match data {
            Data::TenFiles => data.text(9 * PAPERS / 10..PAPERS),
            _ => data.text(0..PAPERS),
        })
    }

    /// Opens a document with a cursor, and waits until the book is analyzed.
    fn open(
        (root, client): (tempfile::TempDir, Connection),
        file: &'static str,
        edit: impl FnOnce(String) -> String,
    ) -> Self {
        let mut session = Self { root, client, file, cursor: Value::Null, version: 0 };
        session.request("initialize", json!({ "processId": null, "capabilities": {} }));
        let text = std::fs::read_to_string(session.root.path().join(file)).expect("the file can be read");
        let text = edit(text);
        let at = text.find('|').expect("the text has a cursor");
        let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        session.cursor = json!({ "line": text[..at].matches('\n').count(), "character": column });
        let document =
            json!({ "uri": session.uri(), "languageId": "x", "version": 0, "text": text.replacen('|', "", 1) });
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
        let mut after = self.cursor.clone();
        after["character"] = json!(self.cursor["character"].as_u64().map(|column| column + 1));
        let (end, text) = if self.version % 2 == 1 { (&self.cursor, "x") } else { (&after, "") };
        let change = json!({ "range": { "start": self.cursor, "end": end }, "text": text });
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

    /// Completes at the cursor.
    fn complete(&self) -> Value {
        let params = json!({ "textDocument": { "uri": self.uri() }, "position": self.cursor });
        let answer = self.request("textDocument/completion", params);
        assert!(answer["items"].as_array().is_some_and(|items| !items.is_empty()), "there are completions");
        answer
    }
}

/// Writes a book, and starts a server for it on another thread.
fn in_memory(data: Data) -> (tempfile::TempDir, Connection) {
    let root = tempfile::tempdir().expect("a temporary folder can be created");
    write_book(root.path(), data);
    let (server, client) = Connection::memory();
    let host = Host {
        today: || Date::parse("2026-11-25").ok_or_else(|| anyhow::anyhow!("not a date")),
        parse_config: str::parse,
        find_papers: None,
    };
    std::thread::spawn(move || lsp::run(&server, host));
    (root, client)
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn diagnostics_after_a_keystroke_in_a_chapter(bencher: divan::Bencher<'_, '_>) {
    let mut session = Session::of_chapter("<<#papers nosuch");
    bencher.bench_local(|| {
        session.keystroke();
        session.diagnostics();
    });
}

#[divan::bench(args = ALL_DATA, sample_count = 20, sample_size = 1)]
fn diagnostics_after_a_keystroke_in_data(bencher: divan::Bencher<'_, '_>, data: Data) {
    let mut session = Session::of_data(data);
    bencher.bench_local(|| {
        session.keystroke();
        session.diagnostics();
    });
}

/// The last lines of a chapter, in which something is typed: a category, a key after `@`, and a key by its author.
const TYPED: [&str; 3] =
    ["See [@nosuch].\n\n<<#papers cat", "See [@nosuch] and [@p0", "See [@nosuch].\n\n<<#cite lovelace"];

#[divan::bench(args = TYPED, sample_count = 20, sample_size = 1)]
fn completion_after_a_keystroke_in_a_chapter(bencher: divan::Bencher<'_, '_>, typed: &str) {
    let mut session = Session::of_chapter(typed);
    bencher.bench_local(|| {
        session.keystroke();
        session.complete()
    });
}

/// How long after a keystroke the server is analyzing the book.
const DURING_REFRESH: Duration = Duration::from_millis(45);

#[divan::bench(args = TYPED, sample_count = 20, sample_size = 1)]
fn completion_in_a_chapter_during_a_refresh(bencher: divan::Bencher<'_, '_>, typed: &str) {
    let session = RefCell::new(Session::of_chapter(typed));
    let start_refresh = || {
        session.borrow_mut().keystroke();
        std::thread::sleep(DURING_REFRESH);
    };
    bencher.with_inputs(start_refresh).bench_local_values(|()| session.borrow().complete());
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn completion_in_data_during_a_refresh(bencher: divan::Bencher<'_, '_>) {
    let session = Session::open(in_memory(Data::TenFiles), Data::TenFiles.file(), |text| {
        format!("{text}[[paper]]\nid = \"last\"\ntitle = \"The Last\"\ncategories = [\"cat|\"]\n")
    });
    let session = RefCell::new(session);
    let start_refresh = || {
        session.borrow_mut().keystroke();
        std::thread::sleep(DURING_REFRESH);
    };
    bencher.with_inputs(start_refresh).bench_local_values(|()| session.borrow().complete());
}

/// The memory of the program, which serves a client over pipes.
#[cfg(target_os = "linux")]
mod memory {
    use std::io::BufReader;
    use std::process::{Child, Command, Stdio};

    use super::{ALL_DATA, Connection, Data, Message, Session, write_book};

    const KEYSTROKES: usize = 20;

    /// Prints the most memory that the program uses in a session, for each kind of data.
    pub(super) fn print() {
        for data in ALL_DATA {
            println!("memory, {data:?}: {} MiB", session(data) / 1024);
        }
    }

    /// Returns the maximum resident memory of a session in KiB.
    fn session(data: Data) -> u64 {
        let root = tempfile::tempdir().expect("a temporary folder can be created");
        write_book(root.path(), data);
        let mut program = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let client = over_pipes(&mut program);
        let mut session = Session::open((root, client), data.file(), |_| match data {
            Data::TenFiles => data.text(9_000..10_000),
            _ => data.text(0..super::PAPERS),
        });
        for _ in 0..KEYSTROKES {
            session.keystroke();
            session.diagnostics();
        }
        let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).expect("the program is running");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok());
        program.kill().expect("the program is running");
        program.wait().expect("the program ends");
        peak.expect("the system shows the memory")
    }

    /// Connects to a program.
    fn over_pipes(program: &mut Child) -> Connection {
        let (server, client) = Connection::memory();
        let mut input = program.stdin.take().expect("standard input is piped");
        let mut output = BufReader::new(program.stdout.take().expect("standard output is piped"));
        let Connection { sender, receiver } = server;
        std::thread::spawn(move || receiver.into_iter().try_for_each(|message| message.write(&mut input)));
        std::thread::spawn(move || {
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        client
    }
}
