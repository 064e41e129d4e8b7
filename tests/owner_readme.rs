//! The reading list of this book was imported from a README. This test checks that nothing of the README was lost.
//!
//! `tests/seed/README.md` is the original. Each of its headings, titles, names, venues, phrases, link labels and URLs is in the book as
//! written, or as corrected in [`CORRECTIONS`].
#![cfg(feature = "build")]
#![expect(clippy::disallowed_methods, reason = "the test reads the built book")]

#[path = "support/html.rs"]
mod html;

use std::fmt;
use std::process::Command;
use std::sync::LazyLock;

use html::{between, decode, pages, tag};

const README: &str = include_str!("seed/README.md");
static BOOK: LazyLock<Book> = LazyLock::new(Book::publish);

#[test]
fn every_piece_of_the_readme_is_in_the_book() {
    let pieces = split(README);
    let missing: Vec<_> = pieces.iter().filter(|piece| !BOOK.has(piece)).map(ToString::to_string).collect();
    assert!(missing.is_empty(), "{} of {} pieces are missing:\n{}", missing.len(), pieces.len(), missing.join("\n"));
}

#[test]
fn readme_is_split_without_loss() {
    let pieces = split(README);
    let urls = pieces.iter().filter(|piece| matches!(piece.kind, Kind::Url)).count();
    assert_eq!(urls, README.matches("](").count());
    let mut titles: Vec<_> = pieces.iter().filter_map(|piece| piece.work.as_deref()).collect();
    titles.dedup();
    assert_eq!(titles.len(), README.lines().filter(|line| after_number(line).starts_with('`')).count());
    assert_eq!(pieces.len(), 231);
}

#[test]
fn every_correction_is_needed() {
    let pieces = split(README);
    for correction in CORRECTIONS {
        let piece = pieces.iter().find(|piece| correction.is_for(piece));
        let piece =
            piece.unwrap_or_else(|| panic!("the README has no `{}` ({})", correction.written, correction.reason));
        assert!(!BOOK.has_as_written(piece), "{piece} needs no correction ({})", correction.reason);
    }
}

/// The correction of a piece.
struct Correction {
    /// The start of the title of the work that contains the piece; empty outside works.
    work: &'static str,
    written: &'static str,
    /// The corrected texts, all of which are in the book.
    corrected: &'static [&'static str],
    reason: &'static str,
}

impl Correction {
    fn is_for(&self, piece: &Piece) -> bool {
        let work = piece.work.as_deref().unwrap_or_default();
        piece.text == self.written && work.starts_with(self.work) && work.is_empty() == self.work.is_empty()
    }
}

const CORRECTIONS: &[Correction] = &[
    Correction {
        work: "",
        written: "[TOC]",
        corrected: &[],
        reason: "an editor's macro for a table of contents; the book has its sidebar",
    },
    Correction {
        work: "",
        written: "Papers",
        corrected: &["Papers"],
        reason: "the link led to a heading, now on the front page",
    },
    Correction { work: "", written: "#Papers", corrected: &["#papers"], reason: "mdBook's ids are in lower case" },
    Correction {
        work: "Opt-iml",
        written: "arxiv 202",
        corrected: &["arXiv", "2022"],
        reason: "the last digit was missing",
    },
    Correction {
        work: "Opt-iml",
        written: "Da \u{301}niel Simig",
        corrected: &["Dániel Simig"],
        reason: "the accent was separated from its letter",
    },
    Correction {
        work: "Opt-iml",
        written: "et al",
        corrected: &[
            "Xian Li",
            "Brian O'Horo",
            "Gabriel Pereyra",
            "Jeff Wang",
            "Christopher Dewan",
            "Asli Celikyilmaz",
            "Luke Zettlemoyer",
            "Ves Stoyanov",
        ],
        reason: "the other names were added",
    },
    Correction {
        work: "Self-Instruct",
        written: "arXiv 2022",
        corrected: &["ACL", "2023", "First on arXiv in 2022"],
        reason: "2022 is the year of the preprint; the paper is of ACL 2023",
    },
    Correction {
        work: "Instruction Tuning",
        written: "Li Chunyuan",
        corrected: &["Chunyuan Li"],
        reason: FAMILY_FIRST,
    },
    Correction {
        work: "Instruction Tuning",
        written: "He Pengcheng",
        corrected: &["Pengcheng He"],
        reason: FAMILY_FIRST,
    },
    Correction {
        work: "Instruction Tuning",
        written: "Galley Michel",
        corrected: &["Michel Galley"],
        reason: FAMILY_FIRST,
    },
    Correction {
        work: "Instruction Tuning",
        written: "Gao Jianfeng",
        corrected: &["Jianfeng Gao"],
        reason: FAMILY_FIRST,
    },
    Correction {
        work: "Instruction Tuning",
        written: "答案可能就越有帮助), Honesty）（是否有虚假信息）, Harmlessness（是否有仇恨、暴力的内容）",
        corrected: &["答案可能就越有帮助), Honesty（是否有虚假信息）, Harmlessness（是否有仇恨、暴力的内容）"],
        reason: "a closing bracket too many",
    },
    Correction { work: "Holistic", written: "Liang P", corrected: &["Percy Liang"], reason: INITIALS },
    Correction { work: "Holistic", written: "Bommasani R", corrected: &["Rishi Bommasani"], reason: INITIALS },
    Correction { work: "Holistic", written: "Lee T", corrected: &["Tony Lee"], reason: INITIALS },
    Correction {
        work: "Holistic",
        written: "arxiv 2023",
        corrected: &["TMLR", "2023", "First on arXiv in November 2022"],
        reason: ON_ARXIV_BEFORE,
    },
    Correction {
        work: "Beyond the Imitation Game",
        written: "arxiv 2023",
        corrected: &["TMLR", "2023", "First on arXiv in June 2022"],
        reason: ON_ARXIV_BEFORE,
    },
    Correction {
        work: "",
        written: "Decoupling Knowledge From Memorization Retrieval-augmented Prompt Learning",
        corrected: &["Decoupling Knowledge from Memorization: Retrieval-augmented Prompt Learning"],
        reason: "the colon was missing",
    },
    Correction {
        work: "",
        written: "清华唐杰教授：从千亿模型到ChatGPT的\u{2f00}点思考",
        corrected: &["清华唐杰教授：从千亿模型到ChatGPT的一点思考"],
        reason: "U+2F00 is a dictionary radical, not the numeral; and the link is after the title",
    },
    Correction {
        work: "Language Models as Knowledge Bases",
        written: "EMNLP 2019",
        corrected: &["EMNLP-IJCNLP", "2019"],
        reason: "the conference was held jointly",
    },
    Correction {
        work: "Language Models as Knowledge Bases",
        written: "Tim Rocktaschel",
        corrected: &["Tim Rocktäschel"],
        reason: "the umlaut was missing",
    },
    Correction {
        work: "Language Models as Knowledge Bases",
        written: "Alexander H. Miller",
        corrected: &["Alexander Miller"],
        reason: "so in the ACL Anthology",
    },
    Correction {
        work: "Language Models as Knowledge Bases",
        written: "2019.9",
        corrected: &["September 2019"],
        reason: "a date in words",
    },
    Correction {
        work: "Language Models as Knowledge Bases",
        written: "project",
        corrected: &["project"],
        reason: "it led where `pdf` does; the project has a separate repository",
    },
];

const FAMILY_FIRST: &str = "the family name came first";
const ON_ARXIV_BEFORE: &str = "2023 is the year of the journal; arXiv had it in 2022";
const INITIALS: &str = "the given name was an initial";

/// Works whose authors the README lists as `Family, Given, Family, Given`; the book has "Given Family".
const NAMES_IN_TWO: [&str; 2] = ["Self-Instruct", "Vicuna"];

// The README, in pieces.

struct Piece {
    line: usize,
    kind: Kind,
    text: String,
    /// The title of the work that contains the piece, as in the README.
    work: Option<String>,
}

enum Kind {
    Text,
    Url,
    /// A label and its URL.
    Label(String),
}

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.text)?;
        match (&self.kind, &self.work) {
            (Kind::Label(url), _) => write!(f, " -> {url}"),
            (_, Some(work)) => write!(f, " ({work})"),
            (_, None) => Ok(()),
        }
    }
}

fn split(readme: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut work = None;
    let mut authors_next = false;
    for (line, content) in (1..).zip(readme.lines()) {
        let mut push = |kind, text: &str, work: &Option<String>| {
            let text = if matches!(kind, Kind::Url) { text } else { bare(text) };
            if !text.is_empty() {
                pieces.push(Piece { line, kind, text: text.to_owned(), work: work.clone() });
            }
        };
        let (content, links) = take_links(after_number(content));
        let content = content.trim();
        if let Some((title, venue)) = content.strip_prefix('`').and_then(|rest| rest.split_once('`')) {
            work = Some(bare(title).to_owned());
            authors_next = true;
            push(Kind::Text, title, &work);
            push(Kind::Text, venue, &work);
        } else if content.starts_with('#') {
            work = None;
            push(Kind::Text, content.trim_start_matches('#'), &work);
        } else if authors_next && !content.is_empty() {
            authors_next = false;
            let title = work.as_deref().unwrap_or_default();
            for name in names(content, NAMES_IN_TWO.iter().any(|start| title.starts_with(start))) {
                push(Kind::Text, &name, &work);
            }
        } else {
            let content = content.trim_start_matches(['-', '>', ' ']).replace("**", "").replace('`', "");
            for phrase in content.split(['，', '。']) {
                push(Kind::Text, phrase, &work);
            }
        }
        for (label, url) in links {
            push(Kind::Label(url.to_owned()), label, &work);
            push(Kind::Url, url, &work);
        }
    }
    pieces
}

/// Removes the number of a list item.
fn after_number(line: &str) -> &str {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    match rest.strip_prefix(". ") {
        Some(rest) if line.len() > rest.len() + 2 => rest.trim_start(),
        _ => line,
    }
}

/// Takes `[label](url)`, `[[label](url)]` and `[[label]](url)` out of a line.
fn take_links(line: &str) -> (String, Vec<(&str, &str)>) {
    let mut text = String::new();
    let mut links = Vec::new();
    let mut rest = line;
    while let Some(close) = rest.find("](") {
        let open = rest[..close].rfind('[').expect("a label is opened before it is closed");
        let end = close + rest[close..].find(')').expect("a URL is closed");
        let start = if open > 0 && rest[..open].ends_with('[') { open - 1 } else { open };
        text.push_str(&rest[..start]);
        links.push((rest[open + 1..close].trim_end_matches(']'), &rest[close + 2..end]));
        rest = &rest[end + 1..];
        if start < open {
            rest = rest.strip_prefix(']').unwrap_or(rest);
        }
    }
    text.push_str(rest);
    (text, links)
}

fn names(line: &str, in_two: bool) -> Vec<String> {
    // A date follows the `*` that closes the names.
    let (line, date) = line.trim_start_matches('*').split_once('*').unwrap_or((line, ""));
    let parts: Vec<_> = line.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let mut names: Vec<_> = if in_two {
        parts.chunks(2).map(|name| name.iter().rev().copied().collect::<Vec<_>>().join(" ")).collect()
    } else {
        parts.into_iter().map(str::to_owned).collect()
    };
    names.push(date.to_owned());
    names
}

/// Removes spaces and punctuation at the end of a sentence or after a label.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(['.', ':']).trim_start_matches(':').trim()
}

// The book, as text.

/// The pages with the canonical listings. Other lists shorten names and omit notes.
const IN_FULL: [&str; 5] = ["papers", "resources", "resources.html", "todo.html", "else.html"];

struct Book {
    pages: Vec<Region>,
    /// All papers of all categories.
    entries: Vec<Region>,
}

impl Book {
    /// Builds this repository's book and reads its pages.
    fn publish() -> Self {
        let dest = tempfile::tempdir().expect("a temporary folder can be made");
        let built = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"))
            .arg("build")
            .arg(env!("CARGO_MANIFEST_DIR"))
            .arg("-d")
            .arg(dest.path())
            .output()
            .expect("the binary can be started");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));

        let mut book = Self { pages: Vec::new(), entries: Vec::new() };
        for (path, html) in pages(dest.path()) {
            let main =
                between(&html, "<main>", "</main>").unwrap_or_else(|| panic!("{} has no <main>", path.display()));
            book.pages.push(Region::read(main));
            if !IN_FULL.iter().any(|place| path.starts_with(place)) {
                continue;
            }
            // Notes also contain items, without attributes.
            for item in main.split("<li ").skip(1) {
                let (attributes, inside) = item.split_once('>').expect("an item's tag is closed");
                if attributes.contains("\"papers-item\"") {
                    let (inside, _) = inside.split_once("</section>").unwrap_or((inside, ""));
                    book.entries.push(Region::read(inside));
                }
            }
        }
        book
    }

    fn has(&self, piece: &Piece) -> bool {
        let Some(correction) = CORRECTIONS.iter().find(|correction| correction.is_for(piece)) else {
            return self.has_as_written(piece);
        };
        let regions = self.regions(piece);
        correction.corrected.iter().all(|form| match piece.kind {
            Kind::Url => regions.iter().any(|region| region.links(form)),
            Kind::Text | Kind::Label(_) => regions.iter().any(|region| region.contains_words(form)),
        })
    }

    fn has_as_written(&self, piece: &Piece) -> bool {
        self.regions(piece).iter().any(|region| match &piece.kind {
            Kind::Text => region.contains_words(&piece.text),
            Kind::Url => region.links(&piece.text),
            Kind::Label(url) => region.labels(url, &piece.text),
        })
    }

    /// Returns the regions to search for a piece: the entry of its work, or all pages.
    fn regions(&self, piece: &Piece) -> Vec<&Region> {
        match &piece.work {
            Some(title) => self.entries.iter().filter(|entry| entry.contains_words(title)).collect(),
            None => self.pages.iter().collect(),
        }
    }
}

/// The normalized text of a part of a page, and its links.
struct Region {
    text: String,
    links: Vec<(String, String)>,
}

impl Region {
    fn read(html: &str) -> Self {
        let mut text = String::new();
        let mut links = Vec::new();
        let mut open: Option<(String, usize)> = None;
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            text.push_str(&decode(&rest[..start]));
            let (tag, after) = tag(&rest[start..]);
            rest = after;
            let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
            if name == "a" {
                if let Some((href, from)) = open.take() {
                    links.push((href, normalize(&text[from..])));
                }
                open = between(tag, "href=\"", "\"").map(|href| (decode(href), text.len()));
            } else if name == "script" && !tag.starts_with('/') {
                rest = rest.split_once("</script>").map_or("", |(_, after)| after);
            } else if !INLINE.contains(&name) {
                text.push(' ');
            }
        }
        text.push_str(&decode(rest));
        Self { text: normalize(&text), links }
    }

    /// Returns whether the text contains the words as complete words: "2022" does not contain "202".
    fn contains_words(&self, words: &str) -> bool {
        let words = normalize(words);
        let goes_on = |inside: Option<char>, beside: Option<char>| {
            [inside, beside].iter().all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()))
        };
        self.text.match_indices(&words).any(|(at, found)| {
            let (before, after) = (&self.text[..at], &self.text[at + found.len()..]);
            !goes_on(found.chars().next(), before.chars().next_back())
                && !goes_on(found.chars().next_back(), after.chars().next())
        })
    }

    fn links(&self, url: &str) -> bool {
        self.links.iter().any(|(href, _)| href == url)
    }

    fn labels(&self, url: &str, label: &str) -> bool {
        self.links.iter().any(|(href, text)| href == url && text.contains(&normalize(label)))
    }
}

/// Inline elements, which do not separate words.
const INLINE: [&str; 16] =
    ["a", "abbr", "b", "bdi", "cite", "code", "em", "i", "q", "small", "span", "strong", "sub", "sup", "time", "wbr"];

/// Normalizes case and whitespace.
fn normalize(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}
