//! Tests of the language server across files: papers that are added to the data, links between chapters, and includes.
//!
//! A local server responds like a registry; no test uses the network.
#![cfg(all(feature = "lsp", feature = "add"))]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

#[path = "support/lsp_client.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod lsp_client;
#[path = "support/server.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod server;

use std::path::Path;

use lsp_client::{Client, cursor};
use serde_json::{Value, json};
use server::{Reply, Server};

const DATA: &str =
    "[[paper]]\nid = \"li2024\"\ntitle = \"T\"\nauthors = [\"Li Ming\"]\ndate = \"2024\"\ndoi = \"10.1000/1\"\n";

const FILES: &[(&str, &str)] = &[
    ("book.toml", "[preprocessor.papers]\ndata = [\"data/papers.toml\"]\ncitations = [\"pandoc\"]\n"),
    ("src/SUMMARY.md", "- [A](a.md)\n- [B](sub/b.md)\n"),
    ("src/a.md", "# A\n\nSee [B](sub/b.md#second-part), [@li2024].\n"),
    ("src/sub/b.md", "# B\n\n## Second *part*\n\nBack to [A](../a.md), or [the site](https://example.org/a.md).\n"),
    ("src/parts/p.md", "Some text.\n"),
    ("data/papers.toml", DATA),
];

fn book() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in FILES {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    root
}

/// A registry that knows one paper, and a client that applies edits.
fn start(root: &Path) -> (Server, Client) {
    let record = json!({
        "type": "article-journal", "title": "A Found Paper", "DOI": "10.1000/182", "container-title": "Journal",
        "author": [{ "given": "Ada", "family": "Lovelace" }], "issued": { "date-parts": [[2024, 5]] },
    });
    let server = Server::new(move |path| match path {
        "/10.1000/182" => Reply::new(200, "application/vnd.citationstyles.csl+json", record.to_string()),
        _ => Reply::new(404, "text/plain", ""),
    });
    let capabilities = json!({ "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } } });
    let client = Client::start_with(root, &capabilities, &["--resolver", &format!("http://{}", server.host)]);
    (server, client)
}

/// Returns the code actions at the cursor of a text that replaces a file.
fn actions(client: &mut Client, file: &str, text: &str) -> Vec<Value> {
    let (text, position) = cursor(text);
    client.set(file, &text);
    let here = json!({ "start": position, "end": position });
    let params =
        json!({ "textDocument": { "uri": client.uri(file) }, "range": here, "context": { "diagnostics": [] } });
    client.request("textDocument/codeAction", &params).as_array().unwrap().clone()
}

#[test]
fn an_action_adds_the_paper_of_an_identifier() {
    let root = book();
    let (server, mut client) = start(root.path());
    let found = actions(&mut client, "src/a.md", "See [@10.1000/1|82].\n");
    let [action] = &found[..] else { panic!("{found:?}") };
    assert_eq!(action["title"], "Add the paper with DOI 10.1000/182");
    assert_eq!(action["diagnostics"][0]["code"], "unknown-key");
    assert_eq!(client.next_diagnostics("src/a.md")[0]["code"], "unknown-key");
    let uri = client.uri("src/a.md");
    assert_eq!(action["command"]["arguments"], json!([uri, ["10.1000/182"]]));
    assert_eq!(server.requests(), [""; 0], "only the command uses the network");

    let command = json!({ "command": action["command"]["command"], "arguments": action["command"]["arguments"] });
    assert_eq!(client.request("workspace/executeCommand", &command), Value::Null);
    let [request] = &client.requests[..] else { panic!("{:?}", client.requests) };
    assert_eq!(request["method"], "workspace/applyEdit");
    let change = &request["params"]["edit"]["documentChanges"][0];
    let expect = json!({ "uri": client.uri("data/papers.toml"), "version": null });
    assert_eq!(change["textDocument"], expect);
    let new = change["edits"][0]["newText"].as_str().unwrap();
    assert!(new.contains("title = \"A Found Paper\"\nauthors = [\"Ada Lovelace\"]"), "{new}");
    let end = json!({ "line": 6, "character": 0 });
    assert_eq!(change["edits"][0]["range"], json!({ "start": end, "end": end }));
    assert_eq!(std::fs::read_to_string(root.path().join("data/papers.toml")).unwrap(), DATA);

    client.set("data/papers.toml", &format!("{DATA}{new}"));
    assert_eq!(client.next_diagnostics("src/a.md"), json!([]));
    assert_eq!(actions(&mut client, "src/a.md", "See [@10.1000/1|82].\n"), [json!(null); 0]);
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn actions_are_offered_for_identifiers_that_the_library_does_not_have() {
    let root = book();
    let (_server, mut client) = start(root.path());
    let mut titles = |text| {
        let titles = actions(&mut client, "src/a.md", text).into_iter().map(|action| action["title"].clone());
        titles.collect::<Vec<_>>()
    };
    assert_eq!(titles("as in [a paper](https://arxiv.org/abs/2106.09685|)\n"), ["Add the paper with arXiv 2106.09685"]);
    assert_eq!(titles("as in doi:10.1000/1|\n"), [json!(null); 0]);
    assert_eq!(titles("as in 978-0-262-03384-8|\n"), [json!(null); 0]);
    client.set("data/papers.toml", "[[paper\n");
    let found = actions(&mut client, "src/a.md", "as in 10.1000/182|\n");
    assert_eq!(found, [json!(null); 0], "the paper may be in the file that cannot be read");
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn a_command_that_adds_nothing_has_a_reason() {
    let root = book();
    let (_server, mut client) = start(root.path());
    let uri = client.uri("data/papers.toml");
    let mut run = |arguments: Value| {
        let params = json!({ "command": "mdbook-papers.add", "arguments": arguments });
        let response = client.respond("workspace/executeCommand", &params);
        response["error"]["message"].as_str().unwrap_or_default().to_owned()
    };
    let exists = run(json!([uri, ["10.1000/1"]]));
    assert!(exists.starts_with("`10.1000/1`: it exists as `li2024`, data/papers.toml:2:6"), "{exists}");
    let unknown = run(json!([uri, ["10.1000/404"]]));
    assert!(unknown.starts_with("`10.1000/404`: "), "{unknown}");
    assert!(run(json!([uri, ["file:///etc/passwd"]])).contains("expected a DOI"));
    assert!(run(json!(["untitled:1", ["10.1000/182"]])).contains("is not a file"));
    assert!(run(json!(["file:///none/a.md", ["10.1000/182"]])).contains("belongs to no book"));
    assert!(!run(json!([])).is_empty());
    assert_eq!(client.requests, [json!(null); 0]);
    // Some are added, and the error of the other is shown.
    let params = json!({ "command": "mdbook-papers.add", "arguments": [uri, ["10.1000/404", "10.1000/182"]] });
    client.request("workspace/executeCommand", &params);
    assert_eq!(client.requests.len(), 1);
    assert_eq!(client.exit(), Some(0));

    let mut client = Client::start(root.path(), &json!({}));
    let response = client.respond("workspace/executeCommand", &params);
    assert_eq!(response["error"]["message"], "the editor does not apply edits of a language server");
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn links_lead_to_chapters_and_their_headings() {
    let root = book();
    let (_server, mut client) = start(root.path());
    for file in ["src/a.md", "src/sub/b.md", "src/SUMMARY.md"] {
        let text = std::fs::read_to_string(root.path().join(file)).unwrap();
        client.set(file, &text);
    }
    let mut at = |method: &str, file: &str, line: u32, character: u32| {
        let params = json!({
            "textDocument": { "uri": client.uri(file) }, "position": { "line": line, "character": character },
            "context": { "includeDeclaration": true },
        });
        let found = client.request(method, &params);
        let show = |place: &Value| {
            let uri = place["uri"].as_str().or(place["target"].as_str()).unwrap();
            let start = &place["range"]["start"];
            format!("{} {}:{}", uri.rsplit_once("/src/").unwrap().1, start["line"], start["character"])
        };
        found.as_array().unwrap().iter().map(show).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(at("textDocument/documentLink", "src/a.md", 0, 0), "sub/b.md 2:4");
    assert_eq!(at("textDocument/documentLink", "src/sub/b.md", 0, 0), "a.md 4:8");
    assert_eq!(at("textDocument/documentLink", "src/SUMMARY.md", 0, 0), "a.md 0:2, sub/b.md 1:2");
    assert_eq!(at("textDocument/definition", "src/a.md", 2, 10), "sub/b.md 2:0");
    assert_eq!(at("textDocument/definition", "src/sub/b.md", 4, 10), "a.md 0:0");
    assert_eq!(at("textDocument/definition", "src/sub/b.md", 4, 30), "");
    assert_eq!(at("textDocument/references", "src/SUMMARY.md", 1, 4), "SUMMARY.md 1:2, a.md 2:4");
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn unsaved_text_is_included() {
    let root = book();
    let (_server, mut client) = start(root.path());
    client.set("src/a.md", "# A\n\n{{#include parts/p.md}}\n");
    client.set("src/parts/p.md", "Some text.\n\n[@li2025]\n");
    let found = client.next_diagnostics("src/parts/p.md");
    assert_eq!(found[0]["code"], "unknown-key", "{found}");
    assert_eq!(found[0]["range"]["start"]["line"], 2);
    client.set("src/parts/p.md", "Some text.\n\n[@li2024]\n");
    assert_eq!(client.next_diagnostics("src/parts/p.md"), json!([]));
    assert_eq!(client.exit(), Some(0));
}
