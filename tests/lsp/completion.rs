//! Completion.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::book::{book, range, start};
use crate::client::cursor;

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
    ("styles", "src/a.md", "# A\n\n<<#papers attention style=|>>\n"),
    ("reference_styles", "src/a.md", "# A\n\n<<#references style=|>>\n"),
    ("excluded_tags", "src/a.md", "# A\n\n<<#papers attention not-tag=k|>>\n"),
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
