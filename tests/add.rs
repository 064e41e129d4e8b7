//! Tests of `mdbook-papers add`: its requests, its output, and the resulting data files.
//!
//! A local server responds like registries and pages; no test uses the network.

#![cfg(feature = "add")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

#[path = "support/papers.rs"]
mod papers;
#[path = "support/server.rs"]
mod server;

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::Command;
use std::time::Duration;

use papers::Run;
use server::{Reply, Server};

const DATA: &str = r#"# My papers, by hand.
[[category]]
id = "base-models"
title = "Base Models"

[[category]]
id = "resources/data"
title = "Datasets"

[[paper]]
id   = "touvron2023llama" # the first
title = "LLaMA: Open and Efficient Foundation Language Models"
authors = ["Hugo Touvron"]
date = "2023-02"
categories = ["base-models"]
links = { paper = "https://arxiv.org/abs/2302.13971", blog = "https://ai.example/blog/llama/" }

# The end.
"#;

const GUIDE: &str = include_str!("../book/guide/adding.md");

const CSL: &str = "application/vnd.citationstyles.csl+json; charset=utf-8";

struct Book {
    folder: tempfile::TempDir,
    data: &'static str,
    server: Server,
}

impl Book {
    fn new() -> Self {
        Self::with("papers.toml", DATA)
    }

    fn with(data: &'static str, text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!("[book]\ntitle = \"T\"\n\n[preprocessor.papers]\ndata = [\"{data}\"]\n");
        std::fs::write(folder.path().join("book.toml"), settings).unwrap();
        std::fs::write(folder.path().join(data), text).unwrap();
        Self { folder, data, server: Server::new(response) }
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.folder.path().join(self.data)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
        command.current_dir(self.folder.path()).args(["add", "--today", "2026-11-26"]).args(arguments);
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command.env_remove("MDBOOK_LOG");
        command
    }

    /// Runs `add` with the server as resolver.
    fn add(&self, arguments: &[&str]) -> Run {
        let resolver = format!("http://{}", self.server.host);
        let mut command = self.command(arguments);
        papers::run_command(command.args(["--resolver", &resolver]), b"")
    }

    fn page(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.host)
    }

    /// Returns the complete output of a run, without the server's address.
    fn shown(&self, run: &Run) -> String {
        let Run { status, stdout, stderr } = run;
        let text = format!("status: {status}\n-------- stdout --------\n{stdout}-------- stderr --------\n{stderr}");
        text.replace(&self.server.host, "HOST")
    }
}

/// Returns the response for a path.
fn response(path: &str) -> Reply {
    let json = |text: &str| Reply::new(200, CSL, text);
    let page = |text: &str| Reply::new(200, "text/html", text);
    match path {
        "/10.1000/good" | "/record" => json(
            r#"{"type":"journal-article","DOI":"10.1000/GOOD","title":"On Good Records","author":[{"given":"Ada","family":"Lovelace","sequence":"first"},{"literal":"The Team"}],"issued":{"date-parts":[[2021,3,4]]},"container-title":"Journal of Records","volume":"12","issue":"3","page":"1–20","publisher":"A Publisher","URL":"http://dx.doi.org/10.1000/good","abstract":"<jats:p>Long.</jats:p>","reference":[{"key":"r1"}],"indexed":{"timestamp":1},"license":[]}"#,
        ),
        "/10.48550/arXiv.2212.12017" => json(
            r#"{"type":"article","id":"https://doi.org/10.48550/arxiv.2212.12017","categories":["Computation and Language (cs.CL)"],"author":[{"family":"Iyer","given":"Srinivasan"}],"issued":{"date-parts":[[2022]]},"abstract":"Long.","DOI":"10.48550/ARXIV.2212.12017","publisher":"arXiv","title":"OPT-IML: Scaling Language Model Instruction Meta Learning","URL":"https://arxiv.org/abs/2212.12017"}"#,
        ),
        "/10.48550/arXiv.hep-th/9901001" => json(
            r#"{"type":"article","author":[{"family":"Old","given":"A."}],"title":"A Paper of the Old Scheme","publisher":"arXiv"}"#,
        ),
        "/10.1000/moved" => Reply::new(302, "text/html", "").header("Location", "/record"),
        "/10.1000/loop" => Reply::new(302, "text/html", "").header("Location", "/10.1000/loop"),
        "/10.1000/busy" => Reply::new(429, "text/plain", "slow down").header("Retry-After", "120"),
        "/10.1000/broken" => Reply::new(500, "text/plain", ""),
        "/10.1000/landing" => page("<!doctype html><title>A landing page</title>"),
        "/10.1000/cut" => json(r#"{"title":"Cut"#).truncated(),
        "/10.1000/half" => json(r#"{"title":"Half"#),
        "/10.1000/slow" => json(r#"{"title":"Slow"}"#).delayed(Duration::from_secs(3)),
        "/10.1000/huge" => json(&format!(r#"{{"title":"{}"}}"#, "x".repeat(3 * 1024 * 1024))),
        "/10.1000/latin" => Reply::new(200, CSL, b"{\"title\":\"caf\xe9\"}"),
        "/10.1000/untitled" => json(r#"{"type":"book","author":[{"family":"Nobody"}]}"#),
        "/10.1000/hostile" => json(
            r#"{"type":"<script>","title":"\"\"\" ]] \u001b[31mred\u0007 </script><script>alert(1)</script> {{#include /etc/passwd}} <<#papers>>","author":[{"family":"[[paper]]\nid = \"x\"","given":"\u0000'''"},{"literal":"\u0001"},7],"container-title":"a = \"b\"\n[x]","URL":"javascript:alert(1)","DOI":"10.1000/other","page":{"x":1},"issued":"tomorrow","__proto__":{"id":1},"id":"../../etc"}"#,
        ),
        "/10.1000/title" => json(
            r#"{"title":"llama — open and efficient FOUNDATION language models","author":[{"family":"Touvron","given":"H."}],"issued":{"date-parts":[[2023]]}}"#,
        ),
        "/scholar" => page(
            "<head><title>x | S</title><meta name=citation_title content='Notes &amp; Queries'><meta name=citation_author content='Lovelace, Ada'>\
             <meta name=citation_publication_date content=1843/09/01><meta name=citation_journal_title content='Memoirs'>\
             <meta name=citation_volume content=3><meta name=citation_firstpage content=666><meta name=citation_lastpage content=731>\
             <meta name=citation_pdf_url content=https://a.example/notes.pdf></head>",
        ),
        "/post" => page(
            "<head><title>No</title><meta property=og:title content='How we trained it – Lab'><meta property=og:site_name content=Lab>\
             <meta property=og:type content=article><meta name=author content='Ada Lovelace'>\
             <meta property=article:published_time content=2024-03-05T10:00:00Z></head>",
        ),
        "/doi/10.1000/none/full" => page("<title>Behind a DOI that is none</title>"),
        "/plain" => page("<title>\n  A   plain page\n</title>"),
        "/nameless" => page("<p>Nothing is said."),
        "/gbk" => Reply::new(200, "text/html; charset=gbk", b"<title>\xc6\xc0\xb9\xc0</title>"),
        "/unknown-bytes" => Reply::new(200, "text/html", b"<title>caf\xe9</title>"),
        "/paper.pdf" => Reply::new(200, "application/pdf", "%PDF-1.7"),
        _ => Reply::new(404, "text/html", "<h1>DOI Not Found</h1>"),
    }
}

#[test]
fn every_option_is_in_the_guide() {
    let help = papers::run(&["add", "--help"], b"").stdout;
    let options: BTreeSet<_> =
        help.split_whitespace().filter(|word| word.starts_with("--") && *word != "--help").collect();
    assert_eq!(options.len(), 7, "{help}");
    for option in options {
        assert!(GUIDE.contains(&format!("`{option}")), "{option}");
    }
}

#[test]
fn a_doi_is_appended_as_a_paper() {
    let book = Book::new();
    let run = book.add(&[
        "doi:10.1000/good",
        "--category",
        "Base Models",
        "--tag",
        "records",
        "--note",
        "**Read** it.\n\nTwice.",
        "--status",
        "to-read",
        "--link",
        "code=https://a.example/code",
    ]);
    let added = book.text();
    assert_eq!(added, format!("{DATA}\n{}", run.stdout));
    insta::assert_snapshot!(book.shown(&run));
    let agent = concat!("user-agent: mdbook-papers/", env!("CARGO_PKG_VERSION"));
    let asked = book.server.requests().join("\n").to_lowercase();
    assert!(asked.starts_with("get /10.1000/good http/1.1"), "{asked}");
    assert!(asked.contains("accept: application/vnd.citationstyles.csl+json") && asked.contains(agent), "{asked}");
}

#[test]
fn an_arxiv_identifier_is_requested_by_its_doi() {
    let book = Book::new();
    let run = book.add(&["https://arxiv.org/pdf/2212.12017v2.pdf", "hep-th/9901001v1", "--category", "base-models"]);
    insta::assert_snapshot!(book.shown(&run));
    let paths: Vec<_> = book.server.requests().iter().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect();
    assert_eq!(paths, ["/10.48550/arXiv.2212.12017", "/10.48550/arXiv.hep-th/9901001"]);
}

#[test]
fn entries_are_written_in_canonical_form() {
    let book = Book::with("papers.toml", "");
    assert_eq!(book.add(&["10.1000/good", "2212.12017", "10.1000/hostile", "--note", "'''\"\"\"\\"]).status, 0);
    let canonical = mdbook_papers::export::canonical(&book.text()).unwrap();
    assert_eq!(canonical, book.text());
}

#[test]
fn invalid_responses_are_errors() {
    let mut shown = Vec::new();
    for id in ["moved", "loop", "missing", "busy", "broken", "landing", "cut", "half", "huge", "latin", "untitled"] {
        let book = Book::new();
        let run = book.add(&[&format!("10.1000/{id}")]);
        shown.push(format!("======== {id}\n{}", book.shown(&run)));
        assert_eq!(book.text() == DATA, run.stdout.is_empty());
    }
    insta::assert_snapshot!(shown.concat());
}

#[test]
fn redirects_preserve_the_accept_header() {
    let book = Book::new();
    assert_eq!(book.add(&["10.1000/moved"]).status, 0);
    let asked = book.server.requests();
    let said: Vec<_> = asked.iter().map(|request| request.split_once(" HTTP/1.1 | ").unwrap()).collect();
    assert_eq!((said[0].0, said[1].0, asked.len()), ("GET /10.1000/moved", "GET /record", 2));
    assert_eq!(said[0].1, said[1].1);
}

#[test]
fn slow_responses_time_out() {
    let book = Book::new();
    let run = book.add(&["10.1000/slow", "--timeout", "300"]);
    insta::assert_snapshot!(book.shown(&run));
}

/// Returns a local address without a listener.
fn closed() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[test]
fn an_offline_machine_is_reported_once() {
    let closed = closed();
    let book = Book::new();
    let mut shown = Vec::new();
    // The second name is reserved and never resolves (RFC 6761).
    for resolver in [closed.as_str(), "doi.invalid"] {
        let mut command = book.command(&["10.1000/good", "2212.12017", "--resolver", &format!("http://{resolver}")]);
        let run = papers::run_command(&mut command, b"");
        shown.push(format!("======== {resolver}\n{}", book.shown(&run)).replace(&closed, "CLOSED"));
    }
    insta::assert_snapshot!(shown.concat());
    assert_eq!(book.text(), DATA);
}

#[test]
fn a_closed_connection_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || listener.incoming().for_each(drop));
    let book = Book::new();
    let mut command = book.command(&["10.1000/good", "--resolver", &format!("http://{host}")]);
    let run = papers::run_command(&mut command, b"");
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    // The order of the two errors depends on the system.
    let told = ["the response of HOST was cut off\n", "HOST closed the connection; check the network connection"];
    let said = run.stderr.replace(&host, "HOST");
    assert!(told.iter().any(|told| said.starts_with(&format!("ERROR papers: `10.1000/good`: {told}"))), "{said}");
}

#[test]
fn an_unreachable_proxy_is_named() {
    let closed = closed();
    let book = Book::new();
    let mut command = book.command(&["10.1000/good", "--resolver", "http://doi.example"]);
    let run = papers::run_command(command.env("HTTP_PROXY", format!("http://{closed}")), b"");
    insta::assert_snapshot!(book.shown(&run).replace(&closed, "CLOSED"));
}

#[test]
fn a_proxy_of_the_environment_is_used() {
    let book = Book::new();
    let proxy = format!("http://{}", book.server.host);
    let mut command = book.command(&["10.1000/good", "--resolver", "http://doi.example"]);
    let run = papers::run_command(command.env("HTTP_PROXY", &proxy), b"");
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(book.server.requests().concat().contains("doi.example"), "{:?}", book.server.requests());
}

#[test]
fn hostile_records_are_only_text() {
    let book = Book::new();
    let run = book.add(&["10.1000/hostile"]);
    insta::assert_snapshot!(book.shown(&run));
    assert_eq!(book.text(), format!("{DATA}\n{}", run.stdout));
}

#[test]
fn existing_papers_are_not_requested_or_added() {
    let book = Book::new();
    let run = book.add(&[
        "10.48550/arXiv.2302.13971",
        "https://huggingface.co/papers/2302.13971",
        "http://ai.example/blog/llama#top",
        "10.1000/title",
        "10.1000/good",
        "https://dx.doi.org/10.1000/GOOD",
    ]);
    insta::assert_snapshot!(book.shown(&run));
    assert_eq!(book.server.requests().len(), 2);
}

#[test]
fn pages_are_read_by_their_metadata() {
    let book = Book::new();
    let paths = [
        "/scholar",
        "/post",
        "/plain",
        "/gbk",
        "/doi/10.1000/good/full",
        "/doi/10.1000/none/full",
        "/nameless",
        "/unknown-bytes",
        "/paper.pdf",
        "/none",
    ];
    let pages: Vec<_> = paths.iter().map(|path| book.page(path)).collect();
    let run = book.add(&pages.iter().map(String::as_str).collect::<Vec<_>>());
    insta::assert_snapshot!(book.shown(&run));
    let titled = book.add(&[&book.page("/nameless"), "--title", "A page without a title"]);
    insta::assert_snapshot!("a_page_is_titled_by_hand", book.shown(&titled));
}

#[test]
fn an_entry_by_hand_is_added_once() {
    let book = Book::new();
    let by_hand = &["--title", "A Dataset", "--link", "data=https://a.example/d", "--category", "resources/data"];
    let run = book.add(by_hand);
    insta::assert_snapshot!(book.shown(&run));
    insta::assert_snapshot!("an_entry_by_hand_is_not_made_again", book.shown(&book.add(by_hand)));
    let link = "data=https://a.example/other";
    assert_eq!(book.add(&["--title", "A dataset"]).status, 1, "the same title, and nothing else");
    assert_eq!(
        book.add(&["--title", "A dataset", "--link", link]).status,
        0,
        "a title that says little, and another page"
    );
    assert_eq!(book.add(&["--title", "A Dataset of Many Good Things"]).status, 0);
    assert_eq!(book.add(&["--title", "A dataset of many good things!", "--link", "x=https://a.example/x"]).status, 1);
    assert!(book.server.requests().is_empty());
}

#[test]
fn of_many_the_successful_ones_are_added() {
    let book = Book::new();
    let run = book.add(&[
        "10.1000/good",
        "LLaMA",
        "10.1000/missing",
        "978-0-262-03384-8",
        "2212.12017",
        "10.1000/busy",
        "10.1000/moved",
        "10.1000/x",
    ]);
    insta::assert_snapshot!(book.shown(&run));
    assert_eq!(book.text(), format!("{DATA}\n{}", run.stdout));
}

#[test]
fn an_invalid_command_line_sends_no_request() {
    let book = Book::new();
    let mut shown = Vec::new();
    for arguments in [
        &["10.1000/good", "--category", "base-modles"][..],
        &["10.1000/good", "--category", "zebra", "--category", "resources/data"],
        &["10.1000/good", "2212.12017", "--title", "A"],
        &["--title", " "],
        &["10.1000/good", "--link", "https://a.example"],
        &["10.1000/good", "--link", "x=javascript:alert(1)"],
        &["10.1000/good", "--status", "done"],
        &[],
    ] {
        shown.push(format!("======== {arguments:?}\n{}", book.shown(&book.add(arguments))));
    }
    insta::assert_snapshot!(shown.concat());
    assert!(book.server.requests().is_empty() && book.text() == DATA);
}

#[test]
fn existing_entries_are_unchanged_in_every_format() {
    let mut shown = Vec::new();
    for (data, text) in [
        ("papers.yaml", "# mine\npaper:\n- id: x # first\n  title: X\n\n# end\n"),
        ("papers.json", "{\n  \"paper\": [\n    { \"id\": \"x\", \"title\": \"X\" }\n  ]\n}\n"),
        ("refs.bib", "% mine\n@book{x,\n  title = {X}\n}\n"),
        ("refs.json", "[{ \"id\": \"x\", \"type\": \"book\", \"title\": \"X\" }]\n"),
        ("list.md", "# List\n\n- [A paper of others](https://a.example/p)\n"),
    ] {
        let book = Book::with(data, text);
        let run = book.add(&["10.1000/good", "--status", "read", "--note", "A note."]);
        shown.push(format!("======== {data}\n{}-------- {data} --------\n{}", book.shown(&run), book.text()));
    }
    insta::assert_snapshot!(shown.concat());
}

#[test]
fn nothing_is_added_to_unreadable_data() {
    let book = Book::with("papers.toml", "[[paper]\n");
    let run = book.add(&["10.1000/good"]);
    insta::assert_snapshot!(book.shown(&run));
    assert!(book.server.requests().is_empty());
}
