//! Tests of the language server over pipes, as editors run it: a document, a cursor and the answer.
#![cfg(feature = "lsp")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

#[path = "support/lsp_client.rs"]
mod lsp_client;

use std::fmt::Write as _;
use std::path::Path;

use lsp_client::{Client, cursor};
use serde_json::{Value, json};

const FILES: &[(&str, &str)] = &[
    (
        "book.toml",
        "[book]\ntitle = \"B\"\n[preprocessor.papers]\ndata = [\"data/papers.toml\", \"data/more.bib\"]\n\
         citations = [\"pandoc\", \"mdbook-bib\"]\n",
    ),
    ("src/SUMMARY.md", "- [A](a.md)\n- [B](b.md)\n"),
    ("src/a.md", "# A\n\n<<#papers attention>>\n\nSee [@dao2022, p. 3] and [@li2024].\n"),
    ("src/b.md", "# B\n\n<<#papers 评估>>\n"),
    (
        "data/papers.toml",
        r#"[[category]]
id = "attention"
title = "Attention"

[[category]]
id = "评估"
title = "大模型评估"

[[paper]]
id = "dao2022"
title = "FlashAttention: Fast and *Memory-Efficient* Exact Attention"
short = "FlashAttention"
authors = ["Tri Dao", "Daniel Y. Fu", "Stefano Ermon", "Atri Rudra", "Christopher Ré"]
date = "2022-05"
venue = "NeurIPS"
categories = ["attention"]
tags = ["gpu", "kernels"]
links = { pdf = "https://example.org/dao.pdf" }
note = "Read <b>this</b> [first](command:x) ![i](https://example.org/i.png)."

[[paper]]
id = "li2024"
title = "大语言模型评估综述"
authors = ["李明"]
date = "2024"
categories = ["评估"]
tags = ["gpu"]
"#,
    ),
    (
        "data/more.bib",
        "@article{vaswani2017,\n  title = {Attention is all you need},\n  author = {Vaswani, Ashish and Shazeer, Noam},\n  \
         year = 2017,\n  keywords = {attention}\n}\n",
    ),
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

fn start(root: &Path) -> Client {
    Client::start(root, &json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } }))
}

fn range(range: &Value) -> String {
    let place = |end: &str| format!("{}:{}", range[end]["line"], range[end]["character"]);
    format!("{}-{}", place("start"), place("end"))
}

/// Shows all parts of the answer to a request for completions.
fn completions(answer: &Value) -> String {
    let items = answer["items"].as_array().unwrap();
    let mut out = format!("incomplete: {}, items: {}\n", answer["isIncomplete"], items.len());
    for item in items {
        let edit = &item["textEdit"];
        write!(out, "{} {}", range(&edit["range"]), item["label"]).unwrap();
        if edit["newText"] != item["label"] {
            write!(out, " inserts {}", edit["newText"]).unwrap();
        }
        for part in ["detail", "filterText"] {
            if let Some(text) = item[part].as_str() {
                write!(out, " {part} {text:?}").unwrap();
            }
        }
        if let Some(text) = item["documentation"]["value"].as_str() {
            write!(out, " documentation {text:?}").unwrap();
        }
        out.push('\n');
    }
    out
}

/// Each row is a document with its cursor. The whole answer is in a snapshot with the name of the row.
const COMPLETIONS: &[(&str, &str, &str)] = &[
    ("directive", "src/a.md", "# A\n\n<<#|"),
    ("categories_and_options", "src/a.md", "# A\n\n<<#papers a|>>\n"),
    ("category_by_title", "src/a.md", "# A\n\n<<#papers \"atten|\n"),
    ("category_by_pinyin", "src/a.md", "# A\n\n<<#papers dmxpg|>>\n"),
    ("option_values", "src/a.md", "# A\n\n<<#papers attention group-sort=|>>\n"),
    ("tags", "src/a.md", "# A\n\n<<#papers tag=gpu,|>>\n"),
    ("has", "src/a.md", "# A\n\n<<#papers has=|>>\n"),
    ("expression", "src/a.md", "# A\n\n<<#papers where=\"year > 2020 and ti|\">>\n"),
    ("selected_key", "src/a.md", "# A\n\n<<#papers @va|>>\n"),
    ("cite_by_author", "src/a.md", "# A\n\n中文 <<#cite shazeer|>>\n"),
    ("bracket_by_title", "src/a.md", "# A\n\nsee [@memory|\n"),
    ("bare_by_pinyin", "src/a.md", "# A\n\nsee @lm|\n"),
    ("mdbook_bib", "src/a.md", "# A\n\nsee @@|\n"),
    ("code", "src/a.md", "# A\n\n```\n[@|\n```\n"),
    ("tables", "data/papers.toml", "|"),
    ("fields", "data/papers.toml", "[[paper]]\nid = \"x\"\ntitle = \"T\"\n|"),
    ("data_categories", "data/papers.toml", "[[paper]]\nid = \"x\"\ncategories = [\"att|"),
    ("data_order", "data/papers.toml", "[[category]]\nid = \"attention\"\norder = [|]\n"),
    ("data_links", "data/papers.toml", "[[paper]]\nid = \"x\"\nlinks = { |"),
    ("data_status", "data/papers.toml", "[[paper]]\nid = \"x\"\nstatus = \"|\""),
    ("foreign_data", "data/more.bib", "@article{|"),
];

#[test]
fn completions_are_those_of_the_table() {
    let root = book();
    for (name, file, text) in COMPLETIONS {
        let mut client = start(root.path());
        let (text, position) = cursor(text);
        client.set("src/b.md", "# B\n");
        // The data of the file on disk are known before it is edited.
        client.next_diagnostics("data/papers.toml");
        client.set(file, &text);
        let params = json!({ "textDocument": { "uri": client.uri(file) }, "position": position });
        let answer = client.request("textDocument/completion", &params);
        insta::assert_snapshot!(format!("completion_{name}"), completions(&answer));
        assert_eq!(client.exit(), Some(0));
    }
}

/// Shows diagnostics, one per line.
fn diagnostics(found: &Value) -> String {
    let line = |found: &Value| {
        let related = &found["relatedInformation"][0]["message"];
        let related = related.as_str().map(|message| format!(" ({message})")).unwrap_or_default();
        let message = found["message"].as_str().unwrap().replace('\n', "; ");
        format!("{} {} {} {message}{related}\n", range(&found["range"]), found["severity"], found["code"])
    };
    found.as_array().unwrap().iter().map(line).collect()
}

/// Shows the code actions of a whole document with their edits.
fn actions(client: &mut Client, file: &str) -> String {
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
    let uri = client.uri(file);
    let params = json!({ "textDocument": { "uri": uri }, "range": all, "context": { "diagnostics": [] } });
    let answer = client.request("textDocument/codeAction", &params);
    let line = |action: &Value| {
        let edits = action["edit"]["changes"][&uri].as_array().unwrap();
        let edits: Vec<_> = edits.iter().map(|edit| format!("{} {}", range(&edit["range"]), edit["newText"])).collect();
        format!("{} {}: {}\n", action["kind"].as_str().unwrap(), action["title"].as_str().unwrap(), edits.join(", "))
    };
    answer.as_array().unwrap().iter().map(line).collect()
}

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

#[test]
fn several_books_are_served_at_once() {
    let root = tempfile::tempdir().unwrap();
    for (book, key) in [("one", "a"), ("two", "b")] {
        let folder = root.path().join(book);
        std::fs::create_dir_all(folder.join("src")).unwrap();
        std::fs::create_dir_all(folder.join("data")).unwrap();
        std::fs::write(folder.join("book.toml"), "[preprocessor.papers]\n").unwrap();
        std::fs::write(folder.join("src/SUMMARY.md"), "- [A](a.md)\n").unwrap();
        std::fs::write(folder.join("src/a.md"), "").unwrap();
        let data = format!("[[paper]]\nid = \"{key}\"\ntitle = \"T\"\n");
        std::fs::write(folder.join("data/papers.toml"), data).unwrap();
    }
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

/// Each row is a document with its cursor. What is shown there is in a snapshot with the name of the row.
const HOVERS: &[(&str, &str, &str)] = &[
    ("key", "src/a.md", "# A\n\nSee [@dao|2022].\n"),
    ("key_of_bib", "src/a.md", "# A\n\nSee @vaswani2017|.\n"),
    ("category", "src/a.md", "# A\n\n<<#papers atten|tion>>\n"),
    ("title", "src/a.md", "# A\n\n<<#papers \"大模型|评估\">>\n"),
    ("directive", "src/a.md", "# A\n\n<<#pap|ers attention tag=gpu limit=1>>\n"),
    ("option", "src/a.md", "# A\n\n<<#papers attention group-sort|=desc>>\n"),
    ("invalid_directive", "src/a.md", "# A\n\n<<#papers attention limit|=x>>\n"),
    ("text", "src/a.md", "# A\n\nSome wo|rds.\n"),
    ("field", "data/papers.toml", "[[paper]]\nid = \"x\"\ntit|le = \"T\"\n"),
    (
        "category_of_paper",
        "data/papers.toml",
        "[[category]]\nid = \"c\"\ntitle = \"*C*\"\n[[paper]]\nid = \"x\"\ncategories = [\"|c\"]\n",
    ),
];

#[test]
fn hovers_are_those_of_the_table() {
    let root = book();
    for (name, file, text) in HOVERS {
        let mut client = start(root.path());
        let (text, position) = cursor(text);
        client.set(file, &text);
        let params = json!({ "textDocument": { "uri": client.uri(file) }, "position": position });
        let answer = client.request("textDocument/hover", &params);
        let shown = match answer["contents"]["value"].as_str() {
            Some(value) => format!("{}\n{value}", range(&answer["range"])),
            None => answer.to_string(),
        };
        insta::assert_snapshot!(format!("hover_{name}"), shown);
        assert_eq!(client.exit(), Some(0));
    }
}

/// Shows places as `file line:column-line:column`.
fn places(client: &Client, answer: &Value) -> Vec<String> {
    let root = client.uri("");
    let place = |place: &Value| {
        let file = place["uri"].as_str().unwrap().strip_prefix(&root).unwrap();
        format!("{file} {}", range(&place["range"]))
    };
    answer.as_array().unwrap().iter().map(place).collect()
}

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

/// A linear congruential generator, so that every run makes the same edits.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Texts that change what a document means where they are inserted.
const FRAGMENTS: &[&str] = &[
    "<<#papers ",
    "<<#cite ",
    ">>",
    "[@",
    "]",
    "@",
    "dao2022",
    "li2024",
    "attention",
    "评估",
    "\n",
    "\r\n",
    "\"",
    "'",
    "`",
    "```\n",
    "{",
    "}",
    "[",
    "=",
    ",",
    ";",
    " ",
    "𝄞",
    "é",
    "x",
    "-->",
    "<!-- #papers ",
    "tag=gpu",
    "limit=2",
    "sort=-date",
    "[[paper]]\n",
    "[[category]]\n",
    "id = \"n\"\n",
    "categories = [\"attention\"]\n",
    "#",
    "$x$",
    "{{#include b.md}}",
    "\t",
    "\u{0}",
];

/// Everything that the server shows about a book: diagnostics, actions, symbols, folding, hints and hovers.
fn state(client: &mut Client, texts: &[(&str, String)], marker: usize) -> Value {
    // When this error arrives, all earlier changes are analyzed; before the next answer, all diagnostics are received.
    client.set("src/b.md", &format!("<<#papers nosuch{marker}=1>>\n"));
    while !diagnostics(&client.next_diagnostics("src/b.md")).contains(&format!("nosuch{marker}")) {}
    let mut shown = serde_json::Map::new();
    for (file, text) in texts {
        let uri = client.uri(file);
        let document = json!({ "uri": uri });
        let end = json!({ "line": text.lines().count(), "character": 0 });
        let all = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        for method in ["documentSymbol", "foldingRange", "documentLink", "inlayHint"] {
            let params = json!({ "textDocument": document, "range": all });
            let answer = client.request(&format!("textDocument/{method}"), &params);
            shown.insert(format!("{file} {method}"), answer);
        }
        shown.insert(format!("{file} actions"), json!(actions(client, file)));
        for line in 0..text.lines().count() {
            let params = json!({ "textDocument": document, "position": { "line": line, "character": 10 } });
            shown.insert(format!("{file} {line} hover"), client.request("textDocument/hover", &params));
        }
    }
    let found: serde_json::Map<_, _> =
        client.diagnostics.clone().into_iter().filter(|(_, found)| found != &json!([])).collect();
    shown.insert("diagnostics".to_owned(), Value::Object(found));
    Value::Object(shown)
}

#[test]
fn a_thousand_random_edits_leave_the_state_of_a_fresh_start() {
    const EDITS: usize = 1000;
    const CHECKED_EVERY: usize = 200;
    let root = book();
    let mut random = Random(22);
    let mut client = start(root.path());
    let mut texts: Vec<(&str, String)> =
        [0, 2, 4, 5].into_iter().map(|at| (FILES[at].0, FILES[at].1.to_owned())).collect();
    for (file, text) in &texts {
        client.set(file, text);
    }
    for edit in 1..=EDITS {
        let (file, text) = &mut texts[[0, 1, 1, 1, 2, 2, 3][random.below(7)]];
        let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = random.below(boundaries.len());
        let length = if random.below(2) == 0 { random.below(6) } else { 0 };
        let (start, end) = (boundaries[from], boundaries[(from + length).min(boundaries.len() - 1)]);
        // A line ending is not divided.
        let (start, end) = if text[start..].starts_with('\n') && text[..start].ends_with('\r') {
            (start + 1, end.max(start + 1))
        } else {
            (start, end)
        };
        let end = if text[end..].starts_with('\n') && text[..end].ends_with('\r') { end + 1 } else { end };
        let fragment = if length == 0 { FRAGMENTS[random.below(FRAGMENTS.len())] } else { "" };
        let position = |at: usize| cursor(&format!("{}|", text[..at].replace('|', "/"))).1;
        client.edit(file, &json!({ "start": position(start), "end": position(end) }), fragment);
        text.replace_range(start..end, fragment);
        if edit % 10 == 0 {
            let position = cursor(&format!("{}|", text[..start + fragment.len()].replace('|', "/"))).1;
            let params = json!({ "textDocument": { "uri": client.uri(file) }, "position": position });
            client.request("textDocument/completion", &params);
        }
        if edit % CHECKED_EVERY == 0 {
            let now = state(&mut client, &texts, edit);
            let mut fresh = self::start(root.path());
            for (file, text) in &texts {
                fresh.set(file, text);
            }
            assert_same(&now, &state(&mut fresh, &texts, edit));
            assert_eq!(fresh.exit(), Some(0));
        }
    }
    assert_eq!(client.exit(), Some(0));
}

/// Compares states entry by entry, so that a failure shows the difference.
#[track_caller]
fn assert_same(now: &Value, fresh: &Value) {
    let (now, fresh) = (now.as_object().unwrap(), fresh.as_object().unwrap());
    for (name, value) in now {
        assert_eq!(Some(value), fresh.get(name), "{name}");
    }
    assert_eq!(now.len(), fresh.len());
}
