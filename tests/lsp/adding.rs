//! Papers that are added to the data, with a local server in place of registries.

use std::path::Path;

use serde_json::{Value, json};

use crate::book::write;
use crate::client::{Client, cursor};
use crate::server::{Reply, Server};

const DATA: &str =
    "[[paper]]\nid = \"li2024\"\ntitle = \"T\"\nauthors = [\"Li Ming\"]\ndate = \"2024\"\ndoi = \"10.1000/1\"\n";

const FILES: &[(&str, &str)] = &[
    (
        "book.toml",
        "[preprocessor.papers]
data = [\"data/papers.toml\"]
citations = [\"pandoc\"]
",
    ),
    (
        "src/SUMMARY.md",
        "- [A](a.md)
",
    ),
    (
        "src/a.md",
        "# A

[@li2024]
",
    ),
    ("data/papers.toml", DATA),
];

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
    let parameters = json!({ "processId": null, "capabilities": capabilities });
    let client = Client::start_with(root, &parameters, &["--resolver", &format!("http://{}", server.host)]);
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
    let root = write(FILES);
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
    let root = write(FILES);
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
    let root = write(FILES);
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
