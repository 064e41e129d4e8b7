//! Programs that build books, and a small book for them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::html::pages;

/// The binary under test.
pub(crate) const PAPERS: &str = env!("CARGO_BIN_EXE_mdbook-papers");

/// The note of the paper.
pub(crate) const NOTE: &str = r#"A **note** with <b> & "quotes"."#;

/// The text of the chapter.
pub(crate) const CHAPTER: &str = "# Shelf\n\n<<#papers models>>\n\nText below.\n";

pub(crate) fn book_toml() -> String {
    format!(
        "[build]\nbuild-dir = \"public\"\nextra-watch-dirs = [\"data/papers.toml\"]\n\n\
         [preprocessor.papers]\ncommand = '{PAPERS}'\n"
    )
}

/// A data file with one category and one paper.
pub(crate) fn data(title: &str, text: &str) -> String {
    format!(
        r#"[[category]]
id = "models"
title = "Models"
intro = '''{text}'''

[[paper]]
id = "one"
title = "{title}"
authors = ["Hugo Touvron", "张三"]
date = 2023
venue = "arXiv"
categories = ["models"]
links = {{ paper = "https://arxiv.org/abs/2302.13971" }}
note = '''{text}'''
"#
    )
}

/// A book with one chapter and one paper, to which a test adds files.
pub(crate) struct Tiny {
    pub(crate) root: tempfile::TempDir,
}

impl Tiny {
    pub(crate) fn new() -> Self {
        let book = Self { root: tempfile::tempdir().expect("a temporary folder can be made") };
        book.write("book.toml", &book_toml());
        book.write("data/papers.toml", &data("LLaMA", NOTE));
        book.write("src/SUMMARY.md", "# Summary\n\n- [Shelf](shelf.md)\n");
        book.write("src/shelf.md", CHAPTER);
        book
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).and_then(|()| fs::write(&path, text)).expect("a temporary file can be written");
    }

    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn pages(&self) -> BTreeMap<PathBuf, String> {
        pages(&self.path("public"))
    }

    pub(crate) fn run(&self, builder: &Builder, arguments: &[&str]) -> Run {
        Run::of(builder.command(arguments, self.root.path()))
    }
}

/// A program that builds books.
pub(crate) struct Builder {
    pub(crate) name: &'static str,
    program: PathBuf,
    /// Its exit status if the preprocessor fails.
    pub(crate) fails_with: i32,
}

impl Builder {
    /// Returns the command that builds the book in `root`. It runs in another folder.
    pub(crate) fn command(&self, arguments: &[&str], root: &Path) -> Command {
        let mut command = Command::new(&self.program);
        // mdBook reads settings from these variables.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MDBOOK_") || name == "RUST_LOG" {
                command.env_remove(name);
            }
        }
        command.current_dir(std::env::temp_dir()).args(arguments).arg(root).stdin(Stdio::null());
        command
    }
}

fn ours() -> Builder {
    Builder { name: "mdbook-papers", program: PAPERS.into(), fails_with: 1 }
}

/// The released versions of mdBook, the newest first.
pub(crate) fn mdbooks() -> [Builder; 2] {
    let known = [("mdBook 0.5", "mdbook v0.5.", "MDBOOK_0_5"), ("mdBook 0.4", "mdbook v0.4.", "MDBOOK_0_4")];
    known.map(|(name, version, variable)| {
        let program = std::env::var_os(variable)
            .unwrap_or_else(|| panic!("`{variable}` must be the path of {name}'s `mdbook`; `.ci/run` sets it"));
        let mut command = Command::new(&program);
        command.arg("--version");
        let answer = Run::of(command).stdout;
        assert!(answer.starts_with(version), "`{variable}` must be the path of {name}'s `mdbook`, not of {answer}");
        Builder { name, program: program.into(), fails_with: 101 }
    })
}

/// All programs that build books.
pub(crate) fn builders() -> [Builder; 3] {
    let [new, old] = mdbooks();
    [ours(), new, old]
}

/// The result of a command.
pub(crate) struct Run {
    command: Command,
    status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    #[track_caller]
    pub(crate) fn of(mut command: Command) -> Self {
        let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr), command }
    }

    #[track_caller]
    pub(crate) fn check_status(&self, expect: i32) {
        let Self { command, status, stdout, stderr } = self;
        assert_eq!(*status, Some(expect), "{command:?}\n{stdout}{stderr}");
    }
}

/// `mdbook serve` for a book, on a free port of the loopback interface.
pub(crate) struct Server<'a> {
    book: &'a Tiny,
    process: Child,
    port: u16,
}

impl<'a> Server<'a> {
    pub(crate) fn start(mdbook: &Builder, book: &'a Tiny) -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = free.expect("a port is free").port();
        let log = fs::File::create(book.path("serve.log")).expect("a temporary file can be written");
        let mut serve =
            mdbook.command(&["serve", "--hostname", "127.0.0.1", "--port", &port.to_string()], book.root.path());
        serve.stdout(Stdio::null()).stderr(log);
        Self { book, process: serve.spawn().expect("mdBook can be started"), port }
    }

    /// Changes a file of the book. Waits first, since mdBook merges changes in quick succession.
    pub(crate) fn write(&self, path: &str, text: &str) {
        thread::sleep(Duration::from_secs(2));
        self.book.write(path, text);
    }

    /// Returns the page of the chapter once it contains `words`.
    ///
    /// # Panics
    /// Panics after a minute.
    #[track_caller]
    pub(crate) fn page_with(&self, words: &str) -> String {
        let end = Instant::now() + Duration::from_mins(1);
        loop {
            let page = self.get("/shelf.html").unwrap_or_else(|error| error.to_string());
            if page.contains(words) && page.ends_with("</html>\n") {
                return page;
            }
            assert!(Instant::now() < end, "no `{words}` in\n{page}\n{}", self.book.read("serve.log"));
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn get(&self, path: &str) -> io::Result<String> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        let (head, body) = response.split_once("\r\n\r\n").unwrap_or((&response, ""));
        let found = head.lines().next().is_some_and(|status| status.contains(" 200 "));
        if found { Ok(body.to_owned()) } else { Err(io::Error::other(head.to_owned())) }
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        // It may have exited already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
