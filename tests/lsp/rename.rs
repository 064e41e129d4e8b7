//! Renaming.

use serde_json::json;

use crate::book::{book, range, start, write};

#[test]
fn renaming_changes_chapters_and_own_data_files() {
    let root = book();
    let mut client = start(root.path());
    client.set("src/b.md", "[@dao2022; -@{dao2022}] <<#cite vaswani2017>>\n\n<<#papers attention>>\n");
    let mut rename = |line: i64, character: i64, new: &str| {
        let position = json!({ "line": line, "character": character });
        let uri = client.uri("src/b.md");
        let params = json!({ "textDocument": { "uri": uri }, "position": position, "newName": new });
        let answer = client.respond("textDocument/rename", &params);
        if let Some(message) = answer["error"]["message"].as_str() {
            return vec![message.to_owned()];
        }
        let root = client.uri("");
        let mut edits = Vec::new();
        for (uri, changed) in answer["result"]["changes"].as_object().unwrap() {
            for edit in changed.as_array().unwrap() {
                let file = uri.strip_prefix(&root).unwrap();
                edits.push(format!("{file} {} {}", range(&edit["range"]), edit["newText"].as_str().unwrap()));
            }
        }
        edits.sort();
        edits
    };
    let edits = [
        "data/papers.toml 9:6-9:13 flash",
        "src/a.md 4:6-4:13 flash",
        "src/b.md 0:14-0:21 flash",
        "src/b.md 0:2-0:9 flash",
    ];
    assert_eq!(rename(0, 4, "flash"), edits);
    assert_eq!(rename(0, 4, "li2024"), ["`li2024` exists already"]);
    assert_eq!(rename(0, 4, "a b"), ["`a b` cannot be written without quotes or braces"]);
    let foreign = "is in `data/more.bib`, which another program writes: rename it there";
    assert_eq!(rename(0, 34, "x"), [format!("`vaswani2017` {foreign}")]);
    // A keyword of the `.bib` file names the category.
    assert_eq!(rename(2, 12, "x"), [format!("`attention` {foreign}")]);
    client.set("src/b.md", "<<#papers 评估>>\n");
    let mut rename_category = |new: &str| {
        let position = json!({ "line": 0, "character": 11 });
        let uri = client.uri("src/b.md");
        let params = json!({ "textDocument": { "uri": uri }, "position": position, "newName": new });
        client.request("textDocument/rename", &params)["changes"].as_object().unwrap().len()
    };
    assert_eq!(rename_category("evaluation"), 2);
    assert_eq!(client.exit(), Some(0));
}

#[test]
fn names_in_files_of_other_programs_are_not_renamed() {
    let cited = "[@bib; @csl; @ris; @hay; @yaml; @json; @toml]\n";
    let data = [
        ("b.bib", "@book{bib, title = {T}}\n"),
        ("c.json", "[{\"id\": \"csl\", \"type\": \"book\", \"title\": \"T\"}]\n"),
        ("r.ris", "TY  - BOOK\nID  - ris\nTI  - T\nER  - \n"),
        ("h.yml", "hay:\n  type: book\n  title: T\n"),
        ("y.yaml", "paper:\n- id: yaml\n  title: T\n"),
        ("j.json", "{\"paper\": [{\"id\": \"json\", \"title\": \"T\"}]}\n"),
        ("t.toml", "[[paper]]\nid = \"toml\"\ntitle = \"T\"\n"),
        ("README.md", "# List\n\n## Models\n\n- [A Listed Paper](https://arxiv.org/abs/2106.09685), 2021\n"),
    ];
    let toml = "[preprocessor.papers]\ndata = [\"*.bib\", \"*.json\", \"*.ris\", \"*.y*ml\", \"t.toml\", \"README.md\"]\n\
                citations = [\"pandoc\"]\n";
    let mut files =
        vec![("book.toml", toml), ("src/SUMMARY.md", "- [A](a.md)\n"), ("src/a.md", cited), ("src/b.md", "")];
    files.extend(data);
    let root = write(&files);
    let mut client = start(root.path());
    client.set("src/a.md", cited);
    let mut rename = |name: &str| {
        let position = crate::client::position(cited, cited.find(name).unwrap(), crate::client::Encoding::Utf16);
        let document = json!({ "uri": client.uri("src/a.md") });
        let params = json!({ "textDocument": document, "position": position, "newName": "new" });
        let prepared = client.respond("textDocument/prepareRename", &params);
        let renamed = client.respond("textDocument/rename", &params);
        assert_eq!(prepared["error"], renamed["error"], "{name}");
        match renamed["error"]["message"].as_str() {
            Some(message) => message.to_owned(),
            None => renamed["result"]["changes"].as_object().unwrap().keys().map(|uri| &uri[uri.len() - 6..]).collect(),
        }
    };
    for (name, file) in [("bib", "b.bib"), ("csl", "c.json"), ("ris", "r.ris"), ("hay", "h.yml")] {
        let message = format!("`{name}` is in `{file}`, which another program writes: rename it there");
        assert_eq!(rename(name), message);
    }
    for (name, file) in [("yaml", "y.yaml"), ("json", "j.json"), ("toml", "t.toml")] {
        let changed = rename(name);
        assert!(changed.contains(&file[file.len() - 6..]) && changed.contains("c/a.md"), "{name}: {changed}");
    }
    // A category of the README is named by its heading.
    client.set("src/b.md", "<<#papers models>>\n");
    let params = json!({
        "textDocument": { "uri": client.uri("src/b.md") }, "position": { "line": 0, "character": 11 }, "newName": "new",
    });
    let refused = client.respond("textDocument/rename", &params);
    let message = "`models` is in `README.md`, which another program writes: rename it there";
    assert_eq!(refused["error"]["message"], message, "{refused}");
    assert_eq!(client.exit(), Some(0));
}
