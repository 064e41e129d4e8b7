//! Random inputs: the files of `tests/cases/` and exports of their papers, mutated with a fixed seed.
//!
//! `FUZZ_RUNS` is the number of inputs of each target, and `FUZZ_SEED` the seed. No input may panic, every place must be in its
//! text, pages of data must not run anything, and an export in the native schema must be read back and written the same.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests set the disk up, and what fails there fails the test"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::str::FromStr;

use mdbook_papers::diagnostic::{Diagnostic, Place};
use mdbook_papers::export::{self, ExportFormat, Selection};
use mdbook_papers::format::{self, Format, Reading};
use mdbook_papers::library;
use mdbook_papers::protocol;
use mdbook_papers::source::Source;

/// Numbers of the generator xorshift64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// Texts that are special in one of the formats.
const TOKENS: &[&str] = &[
    "<<#papers>>",
    "<<#cite ",
    "[@",
    "<!-- #papers -->",
    ">>",
    "\n\n",
    "\n",
    "\r\n",
    "\t",
    "> ",
    "- ",
    "1. ",
    "```\n",
    "`",
    "|",
    "$",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    "%}",
    "\"",
    "'",
    "\\",
    "<",
    "<img src=x onerror=alert(1)>",
    "</p>",
    "&lt;",
    "javascript:",
    "@article{",
    "@string{",
    "#",
    "\\emph{",
    "\\'",
    " and ",
    ", ",
    "[[paper]]\n",
    "[",
    "]",
    "=",
    ":",
    "- &a ",
    "*a",
    "<<: ",
    "null",
    "\u{202E}",
    "\u{0}",
    "\u{FEFF}",
    "评",
    "e\u{301}",
    "2020",
    "9999999999999999999",
    "-1",
    "<text variable=\"title\"/>",
    "<group>",
    "</group>",
    "not ",
    " or ",
    "(",
    ")",
    "|lower",
    "TY  - ",
    "ER  - ",
    "PMID- ",
];

/// Returns a text made from two seeds by a few edits.
fn mutated(random: &mut Random, seeds: &[String]) -> String {
    let mut text = random.pick(seeds).clone();
    let other = random.pick(seeds).clone();
    let boundary = |random: &mut Random, text: &str| text.floor_char_boundary(random.below(text.len() + 1));
    for _ in 0..=random.below(6) {
        let (a, b) = (boundary(random, &text), boundary(random, &text));
        let range = a.min(b)..a.max(b);
        match random.below(6) {
            0 => {
                let token: &str = random.pick::<&str>(TOKENS);
                text.insert_str(a, token);
            }
            1 => text.replace_range(range, ""),
            2 => text.insert_str(a, &random.pick(TOKENS).repeat(1 + random.below(200))),
            3 => {
                let (c, d) = (boundary(random, &other), boundary(random, &other));
                text.insert_str(a, &other[c.min(d)..c.max(d)]);
            }
            4 => text.truncate(a),
            _ => {
                let (from, to) = (*random.pick(TOKENS), *random.pick(TOKENS));
                text = text.replacen(from, to, 3);
            }
        }
    }
    text.truncate(text.floor_char_boundary(64 * 1024));
    text
}

/// The number from a variable of the environment.
fn setting<T: FromStr<Err: Debug>>(name: &str, default: T) -> T {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

/// Runs a target on mutated seeds, and prints the input of a failure.
fn fuzz(target: &str, seeds: &[String], run: impl Fn(&str)) {
    assert!(!seeds.is_empty(), "{target}");
    let mut random = Random(setting("FUZZ_SEED", 0x2026_1201) ^ u64::try_from(target.len()).unwrap());
    for nth in 0..setting("FUZZ_RUNS", 20) {
        let text = mutated(&mut random, seeds);
        let outcome = catch_unwind(AssertUnwindSafe(|| run(&text)));
        assert!(outcome.is_ok(), "{target}, input {nth}: {text:?}");
    }
}

/// Returns the files of `tests/cases/`, by extension.
fn cases() -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let mut file: Option<(String, String)> = None;
        for line in text.split_inclusive('\n') {
            match (&mut file, line.strip_prefix("```")) {
                (None, Some(info)) => {
                    let extension = info.split_whitespace().nth(1).and_then(|path| path.rsplit_once('.'));
                    file = Some((extension.map_or("", |(_, extension)| extension).to_owned(), String::new()));
                }
                (Some(_), Some(_)) => {
                    let (extension, text) = file.take().unwrap_or_default();
                    files.entry(extension).or_default().push(text);
                }
                (Some((_, text)), None) => text.push_str(line),
                (None, None) => {}
            }
        }
    }
    files
}

fn check_places<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) {
    for diagnostic in diagnostics {
        if let Place::Span(source, span) = &diagnostic.place {
            assert!(source.text.get(span.range()).is_some(), "{diagnostic:?}");
            source.line_column(span.end);
        }
    }
}

fn library_of(text: &str, path: &str, format: Format) -> library::Library {
    library::merge(vec![format::read_as(format, &Source::new(path, text), Reading::default())]).0
}

fn exported(library: &library::Library, format: ExportFormat) -> String {
    let all: Vec<_> = (0..library.papers.len()).collect();
    export::write(&Selection::new(library, &all, "Papers", true, true), format)
}

/// Builds a book of one chapter, and returns its JSON.
fn build(root: &Path, chapter: &str, renderer: &str, papers: &serde_json::Value) -> String {
    let message = serde_json::json!([
        {
            "root": root,
            "config": { "book": { "src": "src", "language": "en" }, "preprocessor": { "papers": papers } },
            "renderer": renderer,
            "mdbook_version": "0.5.4",
        },
        { "items": [{ "Chapter": {
            "name": "A", "content": chapter, "number": [1], "sub_items": [], "path": "a.md", "source_path": "a.md",
            "parent_names": [],
        } }] },
    ])
    .to_string();
    let outcome = protocol::run(&message).unwrap();
    check_places(&outcome.diagnostics);
    outcome.book.map(|book| book.to_json()).unwrap_or_default()
}

/// Checks that HTML made from data has no element or address that runs.
fn check_harmless(json: &str) {
    let book: serde_json::Value = serde_json::from_str(json).unwrap();
    let page = book["items"][0]["Chapter"]["content"].as_str().unwrap().to_ascii_lowercase();
    for (at, _) in page.match_indices("<script") {
        assert!(
            page[at..].starts_with("<script type=\"text/plain\""),
            "{}",
            &page[at..page.ceil_char_boundary(at + 99)]
        );
    }
    for tag in ["<iframe", "<object", "<embed", "<base", "<meta", "<form", "<link", "<style"] {
        assert!(!page.contains(tag), "{tag} in {page}");
    }
    for (at, _) in page.match_indices("href=\"") {
        let address = &page[at + "href=\"".len()..];
        for scheme in ["javascript:", "data:", "vbscript:", "blob:", "file:", "//"] {
            assert!(!address.starts_with(scheme), "{}", &address[..address.floor_char_boundary(99)]);
        }
    }
}

const CHAPTER: &str = "# T\n\n<<#papers filter intro abstracts summaries>>\n\n<<#papers style=apa group=tag>>\n\n<<#papers-index>>\n\n\
                       <<#papers-stats>>\n\n<<#references nocite=*>>\n";

/// Reads a file in a format, exports what was read, and lists it in a page.
fn read(text: &str, path: &str, format: Format) {
    let source = Source::new(path, text);
    let contents = format::read_as(format, &source, Reading { annotations: true, without_abstracts: false });
    check_places(&contents.diagnostics);
    let (library, diagnostics) = library::merge(vec![contents]);
    check_places(&diagnostics);
    for paper in 0..library.papers.len() {
        check_places(library.papers.diagnostics(paper));
    }
    for (to, format, name) in [
        (ExportFormat::Toml, Format::Toml, "b.toml"),
        (ExportFormat::Yaml, Format::Yaml, "b.yaml"),
        (ExportFormat::Json, Format::Json, "b.json"),
    ] {
        let written = exported(&library, to);
        let again = library_of(&written, name, format);
        assert_eq!(again.papers.len(), library.papers.len(), "{written}");
        assert_eq!(exported(&again, to), written);
    }
    for to in
        [ExportFormat::Bibtex, ExportFormat::Biblatex, ExportFormat::CslJson, ExportFormat::Ris, ExportFormat::Markdown]
    {
        exported(&library, to);
    }
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join(path), text).unwrap();
    let papers = serde_json::json!({ "data": [path], "on-error": "warn", "references": "ieee" });
    let page = build(root.path(), CHAPTER, "html", &papers);
    check_harmless(&page);
    build(root.path(), CHAPTER, "markdown", &papers);
}

/// The seeds of a data format: cases, and an export of the papers of all cases.
fn data_seeds(extensions: &[&str], export: ExportFormat) -> Vec<String> {
    let cases = cases();
    let mut seeds: Vec<_> =
        extensions.iter().filter_map(|extension| cases.get(*extension)).flatten().cloned().collect();
    let sample = cases["toml"].iter().filter(|text| text.contains("[[paper]]")).take(20);
    seeds.extend(sample.map(|text| exported(&library_of(text, "a.toml", Format::Toml), export)));
    seeds
}

macro_rules! readers {
    ($($name:ident: $format:ident, $path:literal, $extensions:expr, $export:ident;)+) => {
        $(
            #[test]
            fn $name() {
                let seeds = data_seeds(&$extensions, ExportFormat::$export);
                fuzz($path, &seeds, |text| read(text, $path, Format::$format));
            }
        )+
    };
}

readers! {
    toml_is_read: Toml, "f.toml", ["toml"], Toml;
    yaml_is_read: Yaml, "f.yaml", ["yaml"], Yaml;
    json_is_read: Json, "f.json", ["json"], Json;
    bibtex_is_read: Bibtex, "f.bib", ["bib"], Biblatex;
    csl_json_is_read: CslJson, "g.json", [], CslJson;
    csl_yaml_is_read: CslYaml, "g.yaml", [], CslYaml;
    hayagriva_is_read: Hayagriva, "h.yaml", [], Hayagriva;
    ris_is_read: Ris, "f.ris", [], Ris;
    markdown_is_read: Markdown, "f.md", [], Markdown;
}

/// A book whose data is sound.
fn sample() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let data = "[[category]]\nid = \"x\"\ntitle = \"X\"\n[[paper]]\nid = \"a\"\ntitle = \"A $x$\"\nauthors = [\"Ada Lovelace\", \"B\"]\n\
                date = \"2020-05\"\nvenue = \"V\"\ncategories = [\"x\"]\ntags = [\"t\"]\nnote = \"*n*\"\n[[paper]]\nid = \"b\"\n\
                title = \"评估\"\nlinks.pdf = \"https://x.org\"\n";
    std::fs::write(root.path().join("papers.toml"), data).unwrap();
    root
}

#[test]
fn chapters_are_expanded() {
    let root = sample();
    let seeds = &cases()["md"];
    fuzz("chapter", seeds, |text| {
        for (renderer, citations) in [("html", "native"), ("html", "pandoc"), ("markdown", "mdbook-bib")] {
            let papers = serde_json::json!({ "data": ["papers.toml"], "on-error": "warn", "citations": [citations] });
            build(root.path(), text, renderer, &papers);
        }
    });
}

#[test]
fn templates_are_rendered() {
    let root = sample();
    fuzz("templates", &cases()["jinja"], |text| {
        std::fs::write(root.path().join("t.jinja"), text).unwrap();
        let papers = serde_json::json!({ "data": ["papers.toml"], "on-error": "warn" });
        build(root.path(), "<<#papers style=t.jinja>>\n", "html", &papers);
    });
}

/// Inputs of past failures.
#[test]
fn inputs_that_failed_before_are_read() {
    for text in [
        "[[paper]]\nid = \"a\"\ntype = ",
        "[[paper]]\nid = \" \"\n",
        "[[paper]]\nid = \" a = \"\n",
        "[[paper]]\nid = \"suitle = \"B\"\ntranslations.en.title = \"C\"\n",
    ] {
        read(text, "f.toml", Format::Toml);
    }
    for text in ["paper:\n  - id: \"  title: 2023/a~b\"\n:itle: T\n", "paper:\n  - id: \"\u{a0}\"\n"] {
        read(text, "f.yaml", Format::Yaml);
    }
}

#[test]
fn expressions_are_evaluated() {
    let root = sample();
    let seeds = [
        "year >= 2020 and 'lora' in tags or not venue",
        "(year - 2000) // 5 in [1, 2, 3] if authors|length > 2 else title is startingwith 'A'",
        "title|lower ~ x.a == \"b\" and authors[0].family != none",
    ];
    fuzz("where", &seeds.map(str::to_owned), |text| {
        let quoted = text.replace(['\n', '\r'], " ").replace('\\', "\\\\").replace('"', "\\\"");
        let papers = serde_json::json!({ "data": ["papers.toml"], "on-error": "warn" });
        let page = build(root.path(), &format!("<<#papers where=\"{quoted}\">>\n"), "html", &papers);
        check_harmless(&page);
    });
}

#[test]
fn styles_are_read() {
    let root = sample();
    let style = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\" class=\"in-text\"><info><title>t</title><id>i</id>\
                 <updated>2020-01-01T00:00:00Z</updated></info><macro name=\"m\"><names variable=\"author\"><name form=\"short\"/>\
                 <substitute><text variable=\"title\"/></substitute></names></macro><citation et-al-min=\"3\"><sort><key macro=\"m\"/>\
                 </sort><layout prefix=\"(\" suffix=\")\" delimiter=\"; \"><text macro=\"m\"/><date variable=\"issued\"><date-part \
                 name=\"year\"/></date></layout></citation><bibliography><layout suffix=\".\"><group delimiter=\", \"><text macro=\"m\"/>\
                 <choose><if type=\"book\"><number variable=\"volume\"/></if><else><text variable=\"container-title\"/></else></choose>\
                 </group></layout></bibliography></style>";
    fuzz("style", &[style.to_owned()], |text| {
        std::fs::write(root.path().join("s.csl"), text).unwrap();
        let papers = serde_json::json!({ "data": ["papers.toml"], "on-error": "warn", "references": "s.csl" });
        let chapter = "<<#cite a>> <<#cite a, p. 3>> <<#cite b>>\n\n<<#papers style=s.csl>>\n\n<<#references>>\n";
        check_harmless(&build(root.path(), chapter, "html", &papers));
    });
}

#[test]
fn messages_of_mdbook_are_read() {
    let message = r#"[{"root":"/nowhere","config":{"book":{"src":"src"}},"renderer":"html","mdbook_version":"0.5.4"},{"items":[{"Chapter":{"name":"A","content":"<<#papers>>","number":[1],"sub_items":[],"path":"a.md","source_path":"a.md","parent_names":[]}},"Separator",{"PartTitle":"P"}]}]"#;
    fuzz("message", &[message.to_owned()], |text| {
        if let Ok(outcome) = protocol::run(text) {
            outcome.book.map(|book| book.to_json());
        }
    });
}
