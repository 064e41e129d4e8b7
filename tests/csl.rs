//! Compares references and citations of a shared sample with pandoc's citeproc for the same items and styles.
//!
//! The output of pandoc is in `tests/csl/pandoc/`, that of citeproc-js in `tests/csl/citeproc-js/`;
//! `tests/csl/regenerate.sh` regenerates both. `tests/csl/differences.toml` lists every difference and which program is
//! correct.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the sample is read from the disk, and what fails there fails the test"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use mdbook_papers::citeproc::element::Position;
use mdbook_papers::citeproc::item::Text;
use mdbook_papers::citeproc::{Cite, Cluster, ClusterMode, Locator, Part};
use mdbook_papers::csl::{Citation, Style};
use mdbook_papers::format::{self, Reading};
use mdbook_papers::paper::csl::{Purpose, item};
use mdbook_papers::paper::{Paper, has_han};
use mdbook_papers::source::Source;

const STYLES: &[&str] = &["apa", "ieee", "chicago-author-date", "nature", "gb-7714-2015-numeric"];

/// The numbers of references (of 60) and citations (of 90) that equal pandoc's; `tests/csl/differences.toml` explains
/// the others.
const AGREEING: &[(&str, usize, usize)] = &[
    ("apa", 59, 90),
    ("ieee", 49, 90),
    ("chicago-author-date", 57, 90),
    ("nature", 58, 90),
    ("gb-7714-2015-numeric", 60, 90),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/csl")
}

fn sample() -> Vec<Paper> {
    let text = std::fs::read_to_string(folder().join("sample.toml")).unwrap();
    let contents = format::read(&Source::new("sample.toml", text), Reading::default());
    assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
    contents.entries.iter().map(|entry| entry.paper().clone()).collect()
}

/// A character and its style: `i`talic, `b`old, `s`mall capitals, `^` superscript, `_` subscript.
type StyledText = Vec<(char, String)>;

/// Parses HTML to styled characters. Whitespace is collapsed, and Han characters have no italics and no space between them:
/// pandoc sets one between a Chinese name and the Chinese word for "and" or "et al.", citeproc-js and this program do not.
fn styled(html: &str) -> StyledText {
    let mut open: Vec<(String, char)> = Vec::new();
    let mut out: StyledText = Vec::new();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').unwrap();
            let tag = &rest[1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                let at = open.iter().rposition(|(open, _)| open == name).unwrap();
                open.remove(at);
                continue;
            }
            let name = tag.split_whitespace().next().unwrap();
            let look = match name {
                "em" | "i" => 'i',
                "strong" | "b" => 'b',
                "sup" => '^',
                "sub" => '_',
                _ if tag.contains("smallcaps") || tag.contains("small-caps") => 's',
                _ => ' ',
            };
            open.push((name.to_owned(), look));
            continue;
        }
        let (c, length) = if c == '&' { entity(rest) } else { (c, c.len_utf8()) };
        rest = &rest[length..];
        let mut look: Vec<_> = open.iter().map(|(_, look)| *look).filter(|look| *look != ' ').collect();
        look.sort_unstable();
        look.dedup();
        if has_han(&c.to_string()) {
            look.retain(|look| *look != 'i');
        }
        if c.is_whitespace() {
            if out.last().is_some_and(|(last, _)| *last != ' ') {
                out.push((' ', String::new()));
            }
        } else {
            let is_han = |c: char| has_han(c.encode_utf8(&mut [0; 4]));
            if let [.., (before, _), (' ', _)] = out[..]
                && is_han(before)
                && is_han(c)
            {
                out.pop();
            }
            out.push((c, look.into_iter().collect()));
        }
    }
    if out.last().is_some_and(|(last, _)| *last == ' ') {
        out.pop();
    }
    out
}

fn entity(text: &str) -> (char, usize) {
    let end = text.find(';').unwrap();
    let name = &text[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        _ => char::from_u32(name.strip_prefix('#').unwrap().parse().unwrap()).unwrap(),
    };
    (c, end + 1)
}

/// Formats styled characters for messages.
fn shown(styled: &StyledText) -> String {
    let mut out = String::new();
    let mut now = "";
    for (c, look) in styled {
        let look = if *c == ' ' { now } else { look.as_str() };
        if look != now {
            if !now.is_empty() {
                out.push('}');
            }
            if !look.is_empty() {
                out.push('{');
                out.push_str(look);
                out.push(':');
            }
            now = look;
        }
        out.push(*c);
    }
    if !now.is_empty() {
        out.push('}');
    }
    out
}

/// Returns pandoc's references by key and its citations in the order of [`citations`].
fn pandoc(style: &str, language: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let html = std::fs::read_to_string(folder().join(format!("pandoc/{style}.{language}.html"))).unwrap();
    let (text, list) = html.split_once("<div id=\"refs\"").unwrap();
    let references = list.split("<div id=\"ref-").skip(1).map(|entry| {
        let (key, rest) = entry.split_once('"').unwrap();
        let body = rest.split_once('>').unwrap().1;
        let end = body.rfind("</div>").unwrap();
        // The last entry is followed by the end of the list.
        let body = if body[..end].trim_end().ends_with("</div>") && !body.contains("csl-right-inline") {
            &body[..body[..end].rfind("</div>").unwrap()]
        } else {
            &body[..end]
        };
        (
            key.to_owned(),
            body.replace("</div>", "")
                .replace("<div class=\"csl-left-margin\">", "")
                .replace("<div class=\"csl-right-inline\">", ""),
        )
    });
    let citations = text.split("<p>").skip(1).map(|paragraph| paragraph.split("</p>").next().unwrap().to_owned());
    (references.collect(), citations.collect())
}

/// Writes pandoc's input: the items, the bundled styles and a document with citations.
#[test]
#[ignore = "run by tests/csl/regenerate.sh"]
fn write_input_of_pandoc() {
    let target = PathBuf::from(std::env::var("CSL_TARGET").unwrap());
    std::fs::create_dir_all(&target).unwrap();
    let papers = sample();
    let items: Vec<_> = papers.iter().map(|paper| item(paper, Purpose::Citation)).collect();
    std::fs::write(target.join("items.json"), serde_json::to_string_pretty(&items).unwrap()).unwrap();
    let styles = STYLES.iter().map(|name| {
        let info = hayagriva::archive::ArchivedStyle::by_name(name).unwrap().get().info().clone();
        let file = info.id.rsplit('/').next().unwrap().to_owned();
        format!("{name} {file} {}\n", info.updated.unwrap().raw)
    });
    std::fs::write(target.join("styles.txt"), styles.collect::<String>()).unwrap();
    let citations: Vec<_> = citations(&papers).iter().map(|citation| citation.pandoc.clone()).collect();
    let english = citations.join("\n\n") + "\n";
    // pandoc parses locators in the language of the document.
    let chinese = english.replace(", p. ", ", 页 ");
    std::fs::write(target.join("citations.en.md"), english).unwrap();
    std::fs::write(target.join("citations.zh.md"), chinese).unwrap();
}

/// A citation as pandoc's Markdown and as input of this program.
struct TestCitation {
    pandoc: String,
    cites: Vec<TestCite>,
}

/// How the author of a cite is set.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Normal,
    SuppressAuthor,
    Narrative,
}

struct TestCite {
    key: String,
    locator: Option<(&'static str, &'static str)>,
    prefix: &'static str,
    suffix: &'static str,
    form: Form,
}

fn citations(papers: &[Paper]) -> Vec<TestCitation> {
    let cite = |key: &str| TestCite { key: key.to_owned(), locator: None, prefix: "", suffix: "", form: Form::Normal };
    let mut test_citation: Vec<_> = papers
        .iter()
        .map(|paper| TestCitation { pandoc: format!("[@{}]", paper.key), cites: vec![cite(&paper.key)] })
        .collect();
    let mut add =
        |pandoc: &str, cites: Vec<TestCite>| test_citation.push(TestCitation { pandoc: pandoc.to_owned(), cites });
    let form = |key: &str, form| TestCite { form, ..cite(key) };
    let at = |key: &str, label, which| TestCite { locator: Some((label, which)), ..cite(key) };
    add("[@turing1950computing, p. 433]", vec![at("turing1950computing", "page", "433")]);
    add("[@turing1950computing, pp. 433-435]", vec![at("turing1950computing", "page", "433-435")]);
    add("[@goodfellow2016deep, chap. 9]", vec![at("goodfellow2016deep", "chapter", "9")]);
    add("[@周志华2016机器学习, p. 97]", vec![at("周志华2016机器学习", "page", "97")]);
    add("@turing1950computing", vec![form("turing1950computing", Form::Narrative)]);
    add("@devlin2019bert", vec![form("devlin2019bert", Form::Narrative)]);
    add("@周飞燕2017卷积", vec![form("周飞燕2017卷积", Form::Narrative)]);
    add("@chicago2017manual", vec![form("chicago2017manual", Form::Narrative)]);
    add(
        "@shannon1948mathematical [p. 379]",
        vec![TestCite { form: Form::Narrative, ..at("shannon1948mathematical", "page", "379") }],
    );
    add("[-@turing1950computing]", vec![form("turing1950computing", Form::SuppressAuthor)]);
    add("[-@knuth1984texbook]", vec![form("knuth1984texbook", Form::SuppressAuthor)]);
    add(
        "[see @shannon1948mathematical, p. 379; also @turing1937computable]",
        vec![
            TestCite { prefix: "see", ..at("shannon1948mathematical", "page", "379") },
            TestCite { prefix: "also", ..cite("turing1937computable") },
        ],
    );
    add("[@lecun2015deep and elsewhere]", vec![TestCite { suffix: "and elsewhere", ..cite("lecun2015deep") }]);
    add("[@turing1950computing; @bishop2006pattern]", vec![cite("turing1950computing"), cite("bishop2006pattern")]);
    add("[@knuth1984texbook; @knuth1984literate]", vec![cite("knuth1984texbook"), cite("knuth1984literate")]);
    add(
        "[@lecun1998gradient; @bush1945think; @lecun2015deep]",
        vec![cite("lecun1998gradient"), cite("bush1945think"), cite("lecun2015deep")],
    );
    add(
        "[@turing1937computable; @turing1950computing]",
        vec![cite("turing1937computable"), cite("turing1950computing")],
    );
    add(
        "[@vaswani2017attention; @devlin2019bert; @touvron2023llama; @iyer2022optiml]",
        vec![cite("vaswani2017attention"), cite("devlin2019bert"), cite("touvron2023llama"), cite("iyer2022optiml")],
    );
    add(
        "[@rumelhart1986learning; @rumelhart1986representations]",
        vec![cite("rumelhart1986learning"), cite("rumelhart1986representations")],
    );
    add(
        "[@mikolov2013efficient; @mikolov2013distributed]",
        vec![cite("mikolov2013efficient"), cite("mikolov2013distributed")],
    );
    add("[@lecun1998mnist; @lecun1998gradient]", vec![cite("lecun1998mnist"), cite("lecun1998gradient")]);
    add("@mikolov2013efficient", vec![form("mikolov2013efficient", Form::Narrative)]);
    add("@rumelhart1986learning", vec![form("rumelhart1986learning", Form::Narrative)]);
    add("[-@rumelhart1986learning]", vec![form("rumelhart1986learning", Form::SuppressAuthor)]);
    add(
        "[-@knuth1984texbook, p. 3]",
        vec![TestCite { form: Form::SuppressAuthor, ..at("knuth1984texbook", "page", "3") }],
    );
    add(
        "[@turing1950computing, sec. 2; @knuth1984texbook, chap. 3]",
        vec![at("turing1950computing", "section", "2"), at("knuth1984texbook", "chapter", "3")],
    );
    add("[@knuth1984texbook, pp. 97, 99]", vec![at("knuth1984texbook", "page", "97, 99")]);
    add("[@周飞燕2017卷积; @余凯2013深度学习]", vec![cite("周飞燕2017卷积"), cite("余凯2013深度学习")]);
    add("[@周飞燕2017卷积; @turing1950computing]", vec![cite("周飞燕2017卷积"), cite("turing1950computing")]);
    add("[@king1964why; @chicago2017manual]", vec![cite("king1964why"), cite("chicago2017manual")]);
    test_citation
}

/// Returns this program's references by key and its citations, as HTML.
fn output(style: &Style, papers: &[Paper]) -> (BTreeMap<String, String>, Vec<String>) {
    let all: Vec<&Paper> = papers.iter().collect();
    let listed: Vec<&Paper> = style.order(&all, "en-US").into_iter().map(|at| all[at]).collect();
    let numbers: Vec<usize> = (1..=listed.len()).collect();
    let clusters = citations(papers).into_iter().map(|test_citation| cluster(&test_citation, &listed)).collect();
    let document = style.document(&listed, &numbers, &[clusters], "en-US");
    let inputs: Vec<_> = listed
        .iter()
        .zip(numbers)
        .zip(document.disambiguation)
        .map(|((paper, number), suffix)| (*paper, Some(number), suffix))
        .collect();
    let references = style.references(&inputs, "en-US");
    let references = listed.iter().zip(references).map(|(paper, reference)| {
        let label = reference.label.map(|label| label.to_html(false) + " ").unwrap_or_default();
        (paper.key.clone(), label + &reference.text.to_html(false))
    });
    // Where a style cites by number, pandoc does not name the authors of a narrative citation.
    let citations = document.chapters[0].iter().map(|citation| {
        let lead = citation.lead.clone().filter(|_| !style.is_numeric());
        Citation { lead, ..citation.clone() }.to_formatted().to_html(false)
    });
    (references.collect(), citations.collect())
}

fn cluster(test_citation: &TestCitation, papers: &[&Paper]) -> Cluster {
    let cites = test_citation.cites.iter().map(|cite| Cite {
        item: papers.iter().position(|paper| paper.key == cite.key).unwrap(),
        locator: cite.locator.map(|(label, value)| Locator { label: label.to_owned(), value: Text::plain(value) }),
        prefix: Text::plain(cite.prefix),
        suffix: Text::plain(cite.suffix),
        part: if cite.form == Form::SuppressAuthor { Part::WithoutAuthor } else { Part::Whole },
        position: Some(Position::First),
    });
    let narrative = test_citation.cites[0].form == Form::Narrative;
    let mode = if narrative { ClusterMode::Narrative } else { ClusterMode::Plain };
    Cluster { cites: cites.collect(), note: None, mode, in_sentence: false }
}

/// Returns the output of citeproc-js by key, which decides where pandoc and this program differ.
fn citeproc_js(style: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join(format!("citeproc-js/{style}.tsv"))).unwrap();
    text.lines().filter_map(|line| line.split_once('\t')).map(|(key, html)| (key.to_owned(), html.to_owned())).collect()
}

/// A reference or citation that differs from pandoc's.
#[derive(Debug, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    style: String,
    /// The key of a reference, or a citation in pandoc's syntax.
    of: String,
    ours: String,
    pandoc: String,
    #[serde(default)]
    fault: String,
    #[serde(default)]
    why: String,
}

#[derive(serde::Deserialize)]
struct Differences {
    #[serde(default)]
    difference: Vec<Difference>,
}

/// Returns the differences in all styles, and the number of equal references and citations by style.
fn compare(papers: &[Paper]) -> (Vec<Difference>, Vec<(&'static str, usize, usize)>) {
    let is_chinese = |key: &str| papers.iter().any(|paper| paper.key == key && has_han(&paper.title));
    let (mut differences, mut same) = (Vec::new(), Vec::new());
    for name in STYLES {
        let style = Style::bundled(name).unwrap();
        let (references, citations) = output(&style, papers);
        let (english, english_citations) = pandoc(name, "en");
        let (chinese, chinese_citations) = pandoc(name, "zh");
        let mut differ = |all: &mut dyn Iterator<Item = (String, &String, &String)>| {
            let mut same = 0;
            for (of, ours, theirs) in all {
                let (ours, theirs) = (styled(ours), styled(theirs));
                same += usize::from(ours == theirs);
                if ours != theirs {
                    let (ours, pandoc) = (shown(&ours), shown(&theirs));
                    let (fault, why) = (String::new(), String::new());
                    differences.push(Difference { style: (*name).to_owned(), of, ours, pandoc, fault, why });
                }
            }
            same
        };
        let as_references = differ(&mut papers.iter().map(|paper| {
            let theirs = if is_chinese(&paper.key) { &chinese } else { &english };
            (paper.key.clone(), &references[&paper.key], &theirs[&paper.key])
        }));
        let as_citations = differ(&mut self::citations(papers).iter().enumerate().map(|(at, test_citation)| {
            let theirs = if is_chinese(&test_citation.cites[0].key) { &chinese_citations } else { &english_citations };
            (test_citation.pandoc.clone(), &citations[at], &theirs[at])
        }));
        same.push((*name, as_references, as_citations));
    }
    (differences, same)
}

/// `differences.toml` explains every difference and contains no other.
#[test]
fn every_difference_from_pandoc_is_listed() {
    let text = std::fs::read_to_string(folder().join("differences.toml")).unwrap();
    let listed: Differences = toml::from_str(&text).unwrap();
    let papers = sample();
    let (differences, _) = compare(&papers);
    let is_same =
        |a: &Difference, b: &Difference| (&a.style, &a.of, &a.ours, &a.pandoc) == (&b.style, &b.of, &b.ours, &b.pandoc);
    let unlisted: Vec<String> = differences
        .iter()
        .filter(|difference| !listed.difference.iter().any(|listed| is_same(difference, listed)))
        .map(|Difference { style, of, ours, pandoc, .. }| {
            format!("[[difference]]\nstyle = {style:?}\nof = {of:?}\nours = {ours:?}\npandoc = {pandoc:?}\n\n")
        })
        .collect();
    assert!(unlisted.is_empty(), "differences that are not listed:\n{}", unlisted.concat());
    let outdated: Vec<_> = listed
        .difference
        .iter()
        .filter(|listed| !differences.iter().any(|difference| is_same(difference, listed)))
        .collect();
    assert!(outdated.is_empty(), "listed differences that no longer exist: {outdated:#?}");
    assert_eq!(listed.difference.len(), differences.len(), "duplicate difference");
    for Difference { style, of, fault, why, .. } in &listed.difference {
        assert!(["ours", "pandoc"].contains(&fault.as_str()), "{style}, {of}: unknown cause `{fault}`");
        assert!(!why.trim().is_empty(), "{style}, {of}: no explanation");
    }
}

/// Where this program is correct and pandoc is not, citeproc-js agrees with this program.
#[test]
fn citeproc_js_agrees_where_pandoc_is_wrong() {
    let text = std::fs::read_to_string(folder().join("differences.toml")).unwrap();
    let listed: Differences = toml::from_str(&text).unwrap();
    let mut compared = 0;
    for Difference { style, of, ours, fault, .. } in &listed.difference {
        let reference_output = citeproc_js(style);
        // citeproc-js ran with English terms.
        let Some(theirs) = reference_output.get(of).filter(|_| fault == "pandoc" && !has_han(of)) else { continue };
        assert_eq!(ours, &shown(&styled(theirs)), "{style}, {of}");
        compared += 1;
    }
    assert!(compared > 0);
}

/// Checks the number of references and citations of each style that equal pandoc's.
#[test]
fn most_citations_and_references_equal_those_of_pandoc() {
    let papers = sample();
    let (_, same) = compare(&papers);
    assert_eq!((papers.len(), citations(&papers).len()), (60, 90));
    assert_eq!(same, AGREEING);
}
