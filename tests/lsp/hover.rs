//! Hovers.

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::json;

use crate::book::{book, range, start, write};
use crate::client::cursor;

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

/// Markdown and HTML that would run a command, load a file or show another text, if a hover contained it as it is written.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[open](command:workbench.action.terminal.new)",
    "[open](javascript:alert(1))",
    "[open](file:///etc/passwd)",
    "[open](vscode://x/y)",
    "![i](https://example.org/track.png)",
    "![i][r]\n\n[r]: command:x",
    "<command:x>",
    "<https://example.org/a\"onclick=>",
    "```\n</div>\n```",
    "\n\n# Heading\n\n---\n",
    "|a|b|\n|-|-|\n|c|d|",
    "`code` $x$ \\[y\\]",
    "&lt;b&gt; &#60;i&#62;",
    "$(trash) \u{202e}",
];

#[test]
fn hostile_data_are_text_in_hovers() {
    for hostile in HOSTILE {
        let text = serde_json::Value::from(*hostile).to_string().replace("\u{202e}", "\\u202E");
        let data = format!(
            "[[category]]\nid = \"c\"\ntitle = {text}\nintro = {text}\n\n[[paper]]\nid = \"p\"\ntitle = {text}\nshort = {text}\n\
             authors = [{{ name = {text} }}]\ndate = \"2020\"\nvenue = {text}\npublisher = {text}\ntags = [{text}]\nsummary = {text}\n\
             note = {text}\nabstract = {text}\nlinks = {{ pdf = {text} }}\ncategories = [\"c\"]\n"
        );
        let root = write(&[
            ("book.toml", "[preprocessor.papers]\ndata = [\"data/papers.toml\"]\ncitations = [\"pandoc\"]\n"),
            ("src/SUMMARY.md", "- [<b>A</b> \\[a\\](command:x)](a.md)\n"),
            ("src/a.md", "[@p]\n\n<<#papers c>>\n"),
            ("data/papers.toml", &data),
        ]);
        let mut client = start(root.path());
        client.set("src/a.md", "[@p]\n\n<<#papers c>>\n");
        for (line, character) in [(0, 3), (2, 10), (2, 5)] {
            let position = json!({ "line": line, "character": character });
            let params = json!({ "textDocument": { "uri": client.uri("src/a.md") }, "position": position });
            let answer = client.request("textDocument/hover", &params);
            check_inert(answer["contents"]["value"].as_str().unwrap());
        }
        assert_eq!(client.exit(), Some(0));
    }
}

/// Checks that Markdown contains no HTML, no image, no heading of data, and only links to web sites.
#[track_caller]
fn check_inert(markdown: &str) {
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        let is_inert = match &event {
            Event::Html(_) | Event::InlineHtml(_) => false,
            Event::Start(Tag::Link { dest_url, .. }) => {
                ["https:", "http:", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme))
            }
            Event::Start(tag) => !matches!(tag, Tag::Image { .. } | Tag::Heading { .. } | Tag::HtmlBlock),
            _ => true,
        };
        assert!(is_inert, "{event:?} in {markdown}");
    }
}
