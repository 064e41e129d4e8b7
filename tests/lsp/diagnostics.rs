//! Diagnostics and their fixes.

use serde_json::Value;
use serde_json::json;

use crate::book::{FILES, actions, book, diagnostics, start};
use crate::client::Client;

#[test]
fn diagnostics_of_unsaved_texts_have_ranges_and_fixes() {
    let root = book();
    let mut client = start(root.path());
    client
        .set("src/a.md", "# A\n\n评估 <<#papers atention limt=3>>\n\n<<#papers attention sort=yaer>>\n\n[@dao2023]\n");
    insta::assert_snapshot!("diagnostics_chapter", diagnostics(&client.next_diagnostics("src/a.md")));
    insta::assert_snapshot!("actions_chapter", actions(&mut client, "src/a.md"));
    let data = "[[paper]]\nid = \"dao2022\"\ntitle = \"Flash  Attention\"\nauthors = [\"Tri Dao\"]\ndate = \"2022\"\n\
                arxiv = \"arXiv:2205.14135\"\ndoi = \"https://doi.org/10.1000/1\"\ncatgories = [\"attention\"]\n";
    client.set("data/papers.toml", data);
    insta::assert_snapshot!("diagnostics_data", diagnostics(&client.next_diagnostics("data/papers.toml")));
    insta::assert_snapshot!("actions_data", actions(&mut client, "data/papers.toml"));
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn columns_count_bytes_if_the_client_supports_utf_8() {
    let root = book();
    let column = |capabilities: Value| {
        let mut client = Client::start(root.path(), &capabilities);
        client.set("src/b.md", "评估𝄞 [@dao2023]\n");
        let found = client.next_diagnostics("src/b.md")[0]["range"]["start"]["character"].clone();
        assert_eq!(client.exit(), Some(0));
        found
    };
    assert_eq!(column(json!({})), 6);
    assert_eq!(column(json!({ "general": { "positionEncodings": ["utf-16", "utf-8"] } })), 12);
}

#[test]
fn diagnostics_follow_files_on_disk() {
    let root = book();
    let mut client = start(root.path());
    client.set("src/a.md", FILES[2].1);
    actions(&mut client, "src/a.md");
    let changed = |client: &mut Client, file: &str, kind: i64| {
        let changes = json!([{ "uri": client.uri(file), "type": kind }]);
        client.notify("workspace/didChangeWatchedFiles", &json!({ "changes": changes }));
    };
    std::fs::remove_file(root.path().join("data/more.bib")).unwrap();
    changed(&mut client, "data/more.bib", 3);
    let found = diagnostics(&client.next_diagnostics("book.toml"));
    assert!(found.contains("no file `data/more.bib`"), "{found}");
    std::fs::write(root.path().join("data/more.bib"), FILES[5].1).unwrap();
    changed(&mut client, "data/more.bib", 1);
    assert_eq!(client.next_diagnostics("book.toml"), json!([]));
    std::fs::remove_file(root.path().join("src/b.md")).unwrap();
    changed(&mut client, "src/b.md", 3);
    let found = diagnostics(&client.next_diagnostics("src/SUMMARY.md"));
    assert!(found.contains("no file `src/b.md`"), "{found}");
    client.set("book.toml", "[book\n");
    let found = diagnostics(&client.next_diagnostics("book.toml"));
    assert!(found.contains("`book.toml` is invalid"), "{found}");
    assert_eq!(client.exit(), Some(0));
}
