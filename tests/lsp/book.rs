//! The book that most tests edit, and how answers are shown.

use std::path::Path;

use serde_json::{Value, json};

use crate::client::Client;
use crate::folder;

pub(crate) const FILES: &[(&str, &str)] = &[
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

/// Writes a book.
pub(crate) fn write(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    folder::write(root.path(), files.iter().copied());
    root
}

/// Writes the book of most tests.
pub(crate) fn book() -> tempfile::TempDir {
    write(FILES)
}

/// Starts a server for a client that supports snippets.
pub(crate) fn start(root: &Path) -> Client {
    Client::start(root, &json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } }))
}

/// Shows a range as `line:column-line:column`.
pub(crate) fn range(range: &Value) -> String {
    let place = |end: &str| format!("{}:{}", range[end]["line"], range[end]["character"]);
    format!("{}-{}", place("start"), place("end"))
}

/// Shows diagnostics, one per line.
pub(crate) fn diagnostics(found: &Value) -> String {
    let line = |found: &Value| {
        let related = &found["relatedInformation"][0]["message"];
        let related = related.as_str().map(|message| format!(" ({message})")).unwrap_or_default();
        let message = found["message"].as_str().unwrap().replace('\n', "; ");
        format!("{} {} {} {message}{related}\n", range(&found["range"]), found["severity"], found["code"])
    };
    found.as_array().unwrap().iter().map(line).collect()
}

/// Shows the code actions of a whole document with their edits.
pub(crate) fn actions(client: &mut Client, file: &str) -> String {
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 999, "character": 0 } });
    let uri = client.uri(file);
    let params = json!({ "textDocument": { "uri": uri }, "range": all, "context": { "diagnostics": [] } });
    let answer = client.request("textDocument/codeAction", &params);
    let line = |action: &Value| {
        let edits = action["edit"]["changes"][&uri].as_array().into_iter().flatten();
        let edits: Vec<_> = edits.map(|edit| format!("{} {}", range(&edit["range"]), edit["newText"])).collect();
        format!("{} {}: {}\n", action["kind"].as_str().unwrap(), action["title"].as_str().unwrap(), edits.join(", "))
    };
    // A file of no book has no actions.
    answer.as_array().into_iter().flatten().map(line).collect()
}

/// Shows places as `file line:column-line:column`.
pub(crate) fn places(client: &Client, answer: &Value) -> Vec<String> {
    let root = client.uri("");
    let place = |place: &Value| {
        let file = place["uri"].as_str().unwrap().strip_prefix(&root).unwrap();
        format!("{file} {}", range(&place["range"]))
    };
    answer.as_array().unwrap().iter().map(place).collect()
}
