//! The life of the server: several books, files that vanish, clients that exit.

use serde_json::json;

use crate::book::{FILES, actions, book, diagnostics, start, write};
use crate::client::Client;

#[test]
fn several_books_are_served_at_once() {
    let root = write(&[
        ("one/book.toml", "[preprocessor.papers]\n"),
        ("one/src/SUMMARY.md", "- [A](a.md)\n"),
        ("one/src/a.md", ""),
        ("one/data/papers.toml", "[[paper]]\nid = \"a\"\ntitle = \"T\"\n"),
        ("two/book.toml", "[preprocessor.papers]\n"),
        ("two/src/SUMMARY.md", "- [A](a.md)\n"),
        ("two/src/a.md", ""),
        ("two/data/papers.toml", "[[paper]]\nid = \"b\"\ntitle = \"T\"\n"),
    ]);
    let mut client = start(root.path());
    for (book, key) in [("one", "a"), ("two", "b")] {
        let file = format!("{book}/src/a.md");
        client.set(&file, "<<#cite >>");
        let position = json!({ "line": 0, "character": 8 });
        let params = json!({ "textDocument": { "uri": client.uri(&file) }, "position": position });
        let answer = client.request("textDocument/completion", &params);
        let labels: Vec<_> = answer["items"].as_array().unwrap().iter().map(|item| item["label"].clone()).collect();
        assert_eq!(labels, [key]);
    }
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn the_server_ends_with_its_client_and_answers_what_it_does_not_know() {
    let root = book();
    let mut client = start(root.path());
    let unknown = client.respond("textDocument/nonsense", &json!({}));
    assert_eq!(unknown["error"]["code"], -32601);
    let invalid = client.respond("textDocument/completion", &json!({ "position": 3 }));
    assert_eq!(invalid["error"]["code"], -32602);
    client.notify("textDocument/didChange", &json!({ "textDocument": 3 }));
    client.notify("$/unknown", &json!({}));
    client.set("src/a.md", "<<#papers ");
    assert_eq!(client.disconnect(), Some(1));
}

#[test]
fn nothing_is_written() {
    let root = book();
    let mut client = start(root.path());
    for (file, _) in FILES {
        client.set(file, "[[[<<#papers @\u{0}");
        let position = json!({ "line": 0, "character": 14 });
        let params = json!({ "textDocument": { "uri": client.uri(file) }, "position": position });
        client.request("textDocument/completion", &params);
        actions(&mut client, file);
    }
    assert_eq!(client.exit(), Some(0));
    let mut found: Vec<_> = walkdir::WalkDir::new(root.path())
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().strip_prefix(root.path()).unwrap().to_owned(), entry.path().to_owned()))
        .map(|(name, path)| (name.to_str().unwrap().to_owned(), std::fs::read_to_string(path).unwrap()))
        .collect();
    found.sort();
    let mut expect: Vec<_> = FILES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    expect.sort();
    assert_eq!(found, expect);
}

#[cfg(unix)]
#[test]
fn the_server_ends_with_the_process_of_its_client() {
    let root = book();
    // Another program has the other end of the pipes, as when a script starts the server.
    let mut process = std::process::Command::new(env!("CARGO_BIN_EXE_mdbook-papers"))
        .arg("lsp")
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let parameters = json!({ "processId": process.id(), "capabilities": {} });
    let mut client = Client::start_with(root.path(), &parameters, &[]);
    client.set("src/a.md", "<<#papers nosuch>>\n");
    client.next_diagnostics("src/a.md");
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(client.wait(), Some(1));
}

#[test]
fn a_process_that_the_server_does_not_see_may_be_its_client() {
    let root = book();
    let parameters = json!({ "processId": i32::MAX, "capabilities": {} });
    let mut client = Client::start_with(root.path(), &parameters, &[]);
    std::thread::sleep(std::time::Duration::from_millis(2500));
    client.set("src/a.md", "<<#papers nosuch>>\n");
    assert_ne!(client.next_diagnostics("src/a.md"), json!([]));
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn a_book_whose_files_vanish_is_found_again() {
    let root = book();
    let mut client = start(root.path());
    client.set("src/a.md", "[@dao2023]\n");
    let known = diagnostics(&client.next_diagnostics("src/a.md"));
    assert!(known.contains("did you mean `dao2022`"), "{known}");
    for folder in ["src", "data"] {
        std::fs::remove_dir_all(root.path().join(folder)).unwrap();
    }
    std::fs::remove_file(root.path().join("book.toml")).unwrap();
    for (file, _) in FILES {
        client.changed_on_disk(file);
    }
    let found = diagnostics(&client.next_diagnostics("book.toml"));
    assert!(found.contains("there is no book.toml"), "{found}");
    let params = json!({
        "textDocument": { "uri": client.uri("src/a.md") }, "position": { "line": 0, "character": 3 },
        "context": { "includeDeclaration": true, "triggerKind": 1 }, "newName": "x",
    });
    for method in ["hover", "completion", "definition", "references", "rename", "documentSymbol", "foldingRange"] {
        client.request(&format!("textDocument/{method}"), &params);
    }
    for (file, text) in FILES {
        std::fs::create_dir_all(root.path().join(file).parent().unwrap()).unwrap();
        std::fs::write(root.path().join(file), text).unwrap();
        client.changed_on_disk(file);
    }
    client.set("src/a.md", "[@dao2023]\n\n[@li2023]\n");
    while !diagnostics(&client.next_diagnostics("src/a.md")).contains("did you mean `li2024`") {}
    assert_eq!(client.exit(), Some(0));
}
