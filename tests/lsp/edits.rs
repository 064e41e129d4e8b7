//! Random edits of every kind of file. What the server shows afterwards is what a fresh server shows.

use std::path::Path;

use serde_json::{Value, json};

use crate::book::{actions, diagnostics, write};
use crate::client::{Client, Encoding, position};

/// Two books that share a data file.
const FILES: &[(&str, &str)] = &[
    (
        "one/book.toml",
        "[preprocessor.papers]\ndata = [\"data/papers.toml\", \"data/*.yaml\", \"data/more.json\", \"data/more.bib\", \"data/csl.json\", \
         \"list.md\", \"../shared.toml\"]\ncitations = [\"pandoc\", \"mdbook-bib\"]\n",
    ),
    ("one/src/SUMMARY.md", "- [A](a.md)\n  - [Part](part.md)\n- [B](b.md)\n"),
    (
        "one/src/a.md",
        "# A\n\n<<#papers attention>>\n\nSee [@dao2022, p. 3], [@li2024] and @@vaswani2017, [B](b.md#b).\n\n{{#include part.md}}\n",
    ),
    ("one/src/part.md", "As in [@yaml2020; @json2021; @csl2019; @shared2018].\n"),
    ("one/src/b.md", "# B\n\n<<#papers 评估 sort=-date>>\n\n<<#references>>\n"),
    (
        "one/data/papers.toml",
        "[[category]]\nid = \"attention\"\ntitle = \"Attention\"\norder = [\"dao2022\"]\n\n[[category]]\nid = \"评估\"\n\n[[paper]]\n\
         id = \"dao2022\"\ntitle = \"FlashAttention\"\nauthors = [\"Tri Dao\", \"李明\"]\ndate = \"2022-05\"\narxiv = \"2205.14135\"\n\
         categories = [\"attention\"]\ntags = [\"gpu\"]\nnote = \"\"\"\nRead *this*.\n\"\"\"\n\n[[paper]]\nid = \"li2024\"\n\
         title = \"大语言模型评估综述\"\nauthors = [\"李明\"]\ndate = \"2024\"\ncategories = [\"评估\"]\n",
    ),
    (
        "one/data/more.yaml",
        "paper:\n- id: yaml2020\n  title: A Paper in YAML\n  authors: [Ada Lovelace]\n  date: 2020\n  categories: [attention]\n\
         - id: yaml2021\n  title: Another  Paper\n",
    ),
    (
        "one/data/more.json",
        "{\"paper\": [\n  {\"id\": \"json2021\", \"title\": \"A Paper in JSON\", \"date\": \"2021\"},\n  {\"id\": \"json2022\", \
         \"title\": \"Another\", \"tags\": [\"gpu\"]}\n]}\n",
    ),
    (
        "one/data/more.bib",
        "@article{vaswani2017,\n  title = {Attention is all you need},\n  author = {Vaswani, Ashish and Shazeer, Noam},\n  \
         year = 2017,\n  keywords = {attention}\n}\n\n@book{knuth1984,\n  title = {The {\\TeX}book},\n  author = {Knuth, Donald},\n  \
         crossref = {vaswani2017}\n}\n",
    ),
    (
        "one/data/csl.json",
        "[{\"id\": \"csl2019\", \"type\": \"book\", \"title\": \"A Book\", \"issued\": {\"date-parts\": [[2019]]}}]\n",
    ),
    (
        "one/list.md",
        "# List\n\n## Evaluation\n\n- [A Listed Paper](https://arxiv.org/abs/2106.09685), 2021\n- Another Listed Paper. ACL 2020.\n",
    ),
    ("shared.toml", "[[paper]]\nid = \"shared2018\"\ntitle = \"A Shared Paper\"\ndate = \"2018\"\n"),
    ("two/book.toml", "[preprocessor.papers]\ndata = [\"../shared.toml\"]\ncitations = [\"pandoc\"]\n"),
    ("two/src/SUMMARY.md", "- [A](a.md)\n- [Marker](marker.md)\n"),
    ("two/src/a.md", "# A\n\n[@shared2018]\n\n<<#papers>>\n"),
    ("two/src/marker.md", "\n"),
];

/// The file whose diagnostics show that all edits before were analyzed. It is not edited otherwise, nor is what lists it.
const MARKER: &str = "two/src/marker.md";

/// A linear congruential generator, so that every run makes the same edits.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
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
    "\"\"\"",
    "- id: y\n",
    "  title: Y\n",
    "@article{z,\n",
    "title = {Z},\n",
    "## ",
    "- [A paper](https://arxiv.org/abs/2106.09685)\n",
    "- [N](n.md)\n",
    "data = [\"data/papers.toml\"]\n",
    "[[category]]\n",
    "id = \"n\"\n",
    "categories = [\"attention\"]\n",
    "#",
    "$x$",
    "{{#include part.md}}",
    "{{#include ../list.md}}",
    "\t",
    "\u{0}",
];

/// A client, and the texts of its open documents.
struct Session {
    client: Client,
    encoding: Encoding,
    texts: Vec<(&'static str, String)>,
}

impl Session {
    fn start(root: &Path, encoding: Encoding, texts: Vec<(&'static str, String)>) -> Self {
        let encodings = match encoding {
            Encoding::Utf8 => json!(["utf-8", "utf-16"]),
            Encoding::Utf16 => json!(["utf-16"]),
        };
        let mut client = Client::start(root, &json!({ "general": { "positionEncodings": encodings } }));
        for (file, text) in &texts {
            client.set(file, text);
        }
        Self { client, encoding, texts }
    }

    /// Types or deletes something. Returns the file and the offset after it.
    fn edit(&mut self, random: &mut Random) -> (usize, usize) {
        let document = random.below(self.texts.len());
        let (file, text) = &mut self.texts[document];
        let boundaries: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let from = random.below(boundaries.len());
        let length = if random.one_in(2) { random.below(6) } else { 0 };
        let mut range = boundaries[from]..boundaries[(from + length).min(boundaries.len() - 1)];
        // A line ending is not divided.
        let divides = |at: usize| text[at..].starts_with('\n') && text[..at].ends_with('\r');
        range.start += usize::from(divides(range.start));
        range.end = range.end.max(range.start);
        range.end += usize::from(divides(range.end));
        let new = if length == 0 { FRAGMENTS[random.below(FRAGMENTS.len())] } else { "" };
        let at = |offset| position(text, offset, self.encoding);
        self.client.edit(file, &json!({ "start": at(range.start), "end": at(range.end) }), new);
        let end = range.start + new.len();
        text.replace_range(range, new);
        (document, end)
    }

    /// Closes and opens a document, saves it, or removes its file.
    fn disturb(&mut self, random: &mut Random) {
        let (file, text) = &self.texts[random.below(self.texts.len())];
        let path = self.client.root.join(file);
        match random.below(3) {
            0 => {
                self.client.close(file);
                self.client.set(file, text);
            }
            // Without a book.toml, there is no book.
            1 if !file.ends_with("book.toml") && path.exists() => {
                std::fs::remove_file(path).unwrap();
                self.client.changed_on_disk(file);
            }
            _ => {
                std::fs::write(path, text).unwrap();
                self.client.changed_on_disk(file);
            }
        }
    }

    fn complete(&mut self, (document, offset): (usize, usize)) {
        let (file, text) = &self.texts[document];
        let uri = self.client.uri(file);
        let params = json!({ "textDocument": { "uri": uri }, "position": position(text, offset, self.encoding) });
        self.client.request("textDocument/completion", &params);
    }

    /// Everything that the server shows: diagnostics, actions, symbols, folding, hints and hovers.
    fn state(&mut self, marker: usize) -> serde_json::Map<String, Value> {
        // When this error arrives, all earlier changes are analyzed; before the next answer, all diagnostics are received.
        let Self { client, texts, .. } = self;
        client.set(MARKER, &format!("<<#papers nosuch{marker}=1>>\n"));
        while !diagnostics(&client.next_diagnostics(MARKER)).contains(&format!("nosuch{marker}")) {}
        let mut shown = serde_json::Map::new();
        for (file, text) in texts {
            let document = json!({ "uri": client.uri(file) });
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
        let found = client.diagnostics.clone().into_iter().filter(|(_, found)| found != &json!([]));
        shown.insert("diagnostics".to_owned(), Value::Object(found.collect()));
        shown
    }
}

/// Makes a thousand edits, and compares the state several times with that of a fresh server.
#[track_caller]
fn check(seed: u64, encoding: Encoding) {
    const EDITS: usize = 1000;
    const CHECKED_EVERY: usize = 200;
    let root = write(FILES);
    let mut random = Random(seed);
    let edited = FILES.iter().filter(|(file, _)| !matches!(*file, MARKER | "two/book.toml" | "two/src/SUMMARY.md"));
    let texts = edited.map(|(file, text)| (*file, (*text).to_owned())).collect();
    let mut session = Session::start(root.path(), encoding, texts);
    for edit in 1..=EDITS {
        let end = session.edit(&mut random);
        if random.one_in(10) {
            session.complete(end);
        }
        if random.one_in(20) {
            session.disturb(&mut random);
        }
        if edit % CHECKED_EVERY == 0 {
            let now = session.state(edit);
            let mut fresh = Session::start(root.path(), encoding, session.texts.clone());
            assert_same(&now, &fresh.state(edit));
            assert_eq!(fresh.client.exit(), Some(0));
        }
    }
    assert_eq!(session.client.exit(), Some(0));
}

#[test]
fn a_thousand_random_edits_leave_the_state_of_a_fresh_start() {
    // Another seed finds other sequences: `FUZZ_SEED=7 cargo test --test lsp edits`.
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(22);
    check(seed, Encoding::Utf16);
    check(seed + 1, Encoding::Utf8);
}

/// Compares states entry by entry, so that a failure shows the difference.
#[track_caller]
fn assert_same(now: &serde_json::Map<String, Value>, fresh: &serde_json::Map<String, Value>) {
    for (name, value) in now {
        assert_eq!(Some(value), fresh.get(name), "{name}");
    }
    assert_eq!(now.len(), fresh.len());
}
