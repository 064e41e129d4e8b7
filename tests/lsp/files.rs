//! Several files: links between chapters, and includes.

use serde_json::{Value, json};

use crate::book::{start, write};

const FILES: &[(&str, &str)] = &[
    ("book.toml", "[preprocessor.papers]\ndata = [\"data/papers.toml\"]\ncitations = [\"pandoc\"]\n"),
    ("src/SUMMARY.md", "- [A](a.md)\n- [B](sub/b.md)\n"),
    ("src/a.md", "# A\n\nSee [B](sub/b.md#second-part), [@li2024].\n"),
    ("src/sub/b.md", "# B\n\n## Second *part*\n\nBack to [A](../a.md), or [the site](https://example.org/a.md).\n"),
    ("src/parts/p.md", "Some text.\n"),
    ("data/papers.toml", "[[paper]]\nid = \"li2024\"\ntitle = \"T\"\n"),
];

#[test]
fn links_lead_to_chapters_and_their_headings() {
    let root = write(FILES);
    let mut client = start(root.path());
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
    let root = write(FILES);
    let mut client = start(root.path());
    client.set("src/a.md", "# A\n\n{{#include parts/p.md}}\n");
    client.set("src/parts/p.md", "Some text.\n\n[@li2025]\n");
    let found = client.next_diagnostics("src/parts/p.md");
    assert_eq!(found[0]["code"], "unknown-key", "{found}");
    assert_eq!(found[0]["range"]["start"]["line"], 2);
    client.set("src/parts/p.md", "Some text.\n\n[@li2024]\n");
    assert_eq!(client.next_diagnostics("src/parts/p.md"), json!([]));
    assert_eq!(client.exit(), Some(0));
}
