//! What the book cites: every key resolved, the works in the order in which they are numbered, and where each is cited.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{PlannedChapter, Step};
use crate::citation::{self, CitationItem};
use crate::diagnostic::{Code, Diagnostic, Level, nearest};
use crate::directive::{Citation, Heading, Unknown};
use crate::library::Library;
use crate::paper::is_han;
use crate::source::{Source, Spanned};

/// A citation whose keys are known.
#[derive(Debug)]
pub struct ResolvedCitation {
    /// As it is written.
    pub citation: Citation,
    /// The papers it cites, one for each of its items.
    pub papers: Vec<usize>,
    /// Which citation of its chapter it is, from 1.
    pub ordinal: usize,
}

impl ResolvedCitation {
    /// The anchor of the citation on its page, which references lead back to.
    pub fn anchor(&self) -> String {
        citation_anchor(self.ordinal)
    }
}

/// The works that a chapter, or the book, refers to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CitedWorks {
    /// Each once, in the order of its references.
    pub order: Vec<usize>,
    /// The number of each, from 1.
    pub numbers: FxHashMap<usize, usize>,
}

impl CitedWorks {
    /// Works in this order.
    pub fn new(order: Vec<usize>) -> Self {
        let numbers = order.iter().enumerate().map(|(at, &paper)| (paper, at + 1)).collect();
        Self { order, numbers }
    }
}

/// A place in the book where a paper is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CitationSite {
    /// The chapter.
    pub chapter: usize,
    /// Which of the chapter's [sections](super::Planned::sections) it is in, if in one that has a name.
    pub section: Option<usize>,
    /// Which citation of its chapter it is, from 1.
    pub ordinal: usize,
}

impl CitationSite {
    /// The anchor of the citation on its page.
    pub fn anchor(&self) -> String {
        citation_anchor(self.ordinal)
    }
}

fn citation_anchor(ordinal: usize) -> String {
    let mut anchor = String::with_capacity(20);
    anchor.push_str("papers-cite-");
    anchor.push_str(itoa::Buffer::new().format(ordinal));
    anchor
}

/// Where each paper is cited, in order.
pub(super) fn citation_sites(chapters: &[PlannedChapter]) -> FxHashMap<usize, Vec<CitationSite>> {
    let mut citation_sites: FxHashMap<usize, Vec<CitationSite>> = FxHashMap::default();
    for (chapter, planned) in chapters.iter().enumerate() {
        for step in &planned.steps {
            let Step::Citation(cited) = step else { continue };
            // In a heading or a link it is plain text, without an anchor.
            if !cited.citation.setting.may_link() {
                continue;
            }
            let section = cited.citation.section.filter(|section| !planned.sections[*section].is_empty());
            for (nth, paper) in cited.papers.iter().enumerate() {
                if !cited.papers[..nth].contains(paper) {
                    citation_sites.entry(*paper).or_default().push(CitationSite {
                        chapter,
                        section,
                        ordinal: cited.ordinal,
                    });
                }
            }
        }
    }
    citation_sites
}

/// What headings say: numbers stand in place of what gives them, and nothing in place of citations.
pub(super) fn titles(headings: &[Heading], steps: &[Step]) -> Vec<String> {
    if headings.is_empty() {
        return Vec::new();
    }
    let edits = steps.iter().filter_map(|step| match step {
        Step::Count(directive, count) => Some((directive.span, count.to_string())),
        Step::Citation(cited) => Some((cited.citation.span, String::new())),
        Step::Invalid(fault) => Some((fault.span, String::new())),
        _ => None,
    });
    let edits: Vec<_> = edits.collect();
    let title = |heading: &Heading| {
        let end = heading.words.last().map_or(heading.start, |(span, _)| span.end);
        let from = edits.partition_point(|(span, _)| span.end <= heading.start);
        let to = edits.partition_point(|(span, _)| span.start < end);
        heading.title(&edits[from.min(to)..to])
    };
    headings.iter().map(title).collect()
}

/// What the names of notes begin with in a chapter: `papers-`, or what no label of its own begins with.
pub(super) fn name_of_notes(text: &str) -> String {
    let mut name = "papers-".to_owned();
    if memchr::memmem::find(text.as_bytes(), b"[^").is_none() {
        return name;
    }
    // Case does not count in labels.
    let lower = text.to_lowercase();
    let mut nth = 1;
    while lower.contains(&format!("[^{name}")) {
        nth += 1;
        name = format!("papers{nth}-");
    }
    name
}

/// What a citation turns out to be.
pub(super) enum Resolution {
    /// A citation of these papers, one for each item.
    Papers(Vec<usize>),
    /// Text that only looks like one, with a warning where it may have been meant.
    Text(Option<Diagnostic>),
    /// A citation of something that the library does not hold; of nothing new where that may only be unread.
    Faults(Vec<Diagnostic>),
}

/// Looks the keys of a citation up.
pub(super) fn resolve(library: &Library, citation: &Citation, source: &Arc<Source>) -> Resolution {
    let mut papers = Vec::with_capacity(citation.cluster.items.len());
    let mut faults = Vec::new();
    let mut unread = false;
    for (nth, item) in citation.cluster.items.iter().enumerate() {
        let key = item.key.value.as_str();
        if let Some(paper) = library.cited(key) {
            papers.push(paper);
            let other = if citation.is_pandoc { within(library, item) } else { beside(library, item) };
            if let Some(other) = other {
                let found =
                    Code::BadSyntax.at((source, citation.span), format!("`{other}` is a paper too, and is not cited"));
                let (begin, end) = if citation.is_pandoc { ("[", "]") } else { ("<<#cite ", ">>") };
                faults.push(found.help(format!(
                    "a semicolon stands between papers, and `@` before each: `{begin}@{key}; @{other}{end}`"
                )));
            }
        } else if citation.unknown == Unknown::Text && nth == 0 {
            return Resolution::Text(glued(library, &item.key, source));
        } else if citation.unknown == Unknown::PossibleCitation && nearest(key, library.papers.keys()).is_none() {
            let doubt = unknown_key(library, &item.key, source).map(|found| found.level(Level::Warning));
            return Resolution::Text(doubt.map(|found| found.help("it is left as text")));
        } else {
            unread = true;
            faults.extend(unknown_key(library, &item.key, source));
        }
    }
    if unread || !faults.is_empty() { Resolution::Faults(faults) } else { Resolution::Papers(papers) }
}

/// The key of another paper, with its `@`, among the words after a key.
fn within(library: &Library, item: &CitationItem) -> Option<String> {
    let texts = [item.locator.as_ref().map(|locator| &locator.value), Some(&item.suffix)];
    let items = texts.into_iter().flatten().filter_map(|text| citation::bracketed(text, 0)).flatten();
    items.map(|item| item.key.value).find(|key| library.cited(key).is_some())
}

/// The warning of a key that goes on in Chinese, whose letters are letters of a key like any others; of several known keys at
/// its front the longest is meant.
fn glued(library: &Library, key: &Spanned<String>, source: &Arc<Source>) -> Option<Diagnostic> {
    /// A sentence without a stop may stand after `@`, and no key has so many.
    const MOST: usize = 64;
    let ends: Vec<_> = key.value.match_indices(is_han).map(|(at, _)| at).filter(|at| *at > 0).take(MOST).collect();
    let front = ends.iter().rev().map(|&end| &key.value[..end]).find(|front| library.cited(front).is_some())?;
    let message = format!("`@{}` is text, for no blank ends the key", key.value);
    let found = Code::NearMiss.at((source, key.span), message);
    Some(found.help(format!("did you mean `@{{{front}}}`?")))
}

/// The key of another paper where words belong, before or after a key or in its locator.
fn beside(library: &Library, item: &CitationItem) -> Option<String> {
    let texts = [Some(&item.prefix), item.locator.as_ref().map(|locator| &locator.value), Some(&item.suffix)];
    texts.into_iter().flatten().find_map(|text| {
        let bare = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '@' | ',' | ';'));
        let is_key = bare.contains(char::is_alphabetic) && library.cited(bare).is_some();
        is_key.then(|| bare.to_owned())
    })
}

/// The fault of a key that the library does not hold; none where it may only be unread, which is reported already.
pub(super) fn unknown_key(library: &Library, key: &Spanned<String>, source: &Arc<Source>) -> Option<Diagnostic> {
    let near = nearest(&key.value, library.papers.keys());
    (!library.incomplete || near.is_some()).then(|| {
        let found = Code::UnknownKey.at((source, key.span), format!("no paper `{}`", key.value));
        found.label("not in the library").did_you_mean(near)
    })
}
