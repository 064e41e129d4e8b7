//! Definitions, references, symbols, folding, hints and links.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::book::{FILES, book, places, start, write};
use crate::client::{Client, cursor};

#[test]
fn keys_and_categories_lead_to_their_definitions_and_references() {
    let root = book();
    let mut client = start(root.path());
    let mut check = |file: &str, text: &str, definition: &[&str], references: &[&str]| {
        let (text, position) = cursor(text);
        client.set(file, &text);
        let document = json!({ "uri": client.uri(file) });
        let params = json!({ "textDocument": document, "position": position });
        let found = client.request("textDocument/definition", &params);
        assert_eq!(places(&client, &found), definition, "{text}");
        let context = json!({ "includeDeclaration": false });
        let params = json!({ "textDocument": document, "position": position, "context": context });
        let found = client.request("textDocument/references", &params);
        assert_eq!(places(&client, &found), references, "{text}");
    };
    check(
        "src/b.md",
        "[@dao2|022; @{dao2022}]\n",
        &["data/papers.toml 9:6-9:13"],
        &["src/a.md 4:6-4:13", "src/b.md 0:2-0:9", "src/b.md 0:13-0:20"],
    );
    check("src/b.md", "<<#cite |vaswani2017>>\n", &["data/more.bib 0:9-0:20"], &["src/b.md 0:8-0:19"]);
    check(
        "src/b.md",
        "<<#papers \"Attention|\">>\n",
        &["data/papers.toml 1:6-1:15"],
        &["data/papers.toml 15:15-15:24", "src/a.md 2:10-2:19", "src/b.md 0:11-0:20"],
    );
    check("src/b.md", "nothing| here\n", &[], &[]);
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn symbols_folding_hints_and_links_are_listed() {
    let root = book();
    let mut client = start(root.path());
    let data = FILES[4].1.replace("year = 2017", "").replace("venue =", "arxiv = \"2205.14135\"\nvenue =");
    client.set("data/papers.toml", &data);
    client.set("src/a.md", FILES[2].1);
    let document = |client: &Client, file: &str| json!({ "textDocument": { "uri": client.uri(file) } });
    let mut out = String::new();
    let mut show = |title: &str, answer: &Value| writeln!(out, "{title}\n{answer:#}").unwrap();
    let params = document(&client, "data/papers.toml");
    show("symbols of data", &client.request("textDocument/documentSymbol", &params));
    show("folding", &client.request("textDocument/foldingRange", &params));
    show("links", &client.request("textDocument/documentLink", &params));
    let mut params = document(&client, "src/a.md");
    show("symbols of a chapter", &client.request("textDocument/documentSymbol", &params));
    params["range"] = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    show("hints", &client.request("textDocument/inlayHint", &params));
    let symbols = client.request("workspace/symbol", &json!({ "query": "attention" }));
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    let dao = "dao2022 · FlashAttention: Fast and *Memory-Efficient* Exact Attention";
    assert_eq!(names, [dao, "vaswani2017 · Attention is all you need"]);
    insta::assert_snapshot!("symbols", out);
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn definitions_are_found_in_every_format() {
    let data = [
        ("b.bib", "% A comment.\n@book{bib, title = {T}}\n", "1:6-1:9"),
        ("c.json", "[{\"id\": \"csl\", \"type\": \"book\", \"title\": \"T\"}]\n", "0:9-0:12"),
        ("r.ris", "TY  - BOOK\nID  - ris\nTI  - T\nER  - \n", "1:6-1:9"),
        ("h.yml", "hay:\n  type: book\n  title: T\n", "0:0-0:3"),
        ("y.yaml", "paper:\n- id: yaml\n  title: T\n", "1:6-1:10"),
        ("j.json", "{\"paper\": [{\"id\": \"json\", \"title\": \"T\"}]}\n", "0:19-0:23"),
        ("t.toml", "[[paper]]\nid = \"toml\"\ntitle = \"T\"\n", "1:6-1:10"),
    ];
    let toml =
        "[preprocessor.papers]\ndata = [\"*.bib\", \"*.json\", \"*.ris\", \"*.y*ml\", \"t.toml\", \"README.md\"]\n";
    let readme = "# List\n\n## Models\n\n- [A Listed Paper](https://arxiv.org/abs/2106.09685), 2021\n";
    let mut files =
        vec![("book.toml", toml), ("src/SUMMARY.md", "- [A](a.md)\n"), ("src/a.md", ""), ("README.md", readme)];
    files.extend(data.map(|(file, text, _)| (file, text)));
    let root = write(&files);
    let mut client = start(root.path());
    let mut definition = |text: &str| {
        let (text, position) = cursor(text);
        client.set("src/a.md", &text);
        let params = json!({ "textDocument": { "uri": client.uri("src/a.md") }, "position": position });
        let found = client.request("textDocument/definition", &params);
        places(&client, &found)
    };
    for ((file, _, place), name) in data.iter().zip(["bib", "csl", "ris", "hay", "yaml", "json", "toml"]) {
        assert_eq!(definition(&format!("<<#cite {name}|>>\n")), [format!("{file} {place}")]);
    }
    let keyed = definition("<<#cite 2106.09685|>>\n");
    assert!(matches!(&keyed[..], [place] if place.starts_with("README.md 4:")), "{keyed:?}");
    let category = definition("<<#papers mod|els>>\n");
    assert!(matches!(&category[..], [place] if place.starts_with("README.md 2:")), "{category:?}");
    assert_eq!(client.exit(), Some(0));
}
