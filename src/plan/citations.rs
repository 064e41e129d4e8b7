//! Resolves the keys of citations, numbers the works that are cited, and records where each is cited.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Plan, PlannedChapter, Step};
use crate::citation::{self, Citation, CitationItem, CitationSyntax, OnUnknownKey};
use crate::diagnostic::{Code, Diagnostic, Level, nearest};
use crate::directive::{Heading, heading_id};
use crate::library::Library;
use crate::paper::is_han;
use crate::source::{Source, Spanned};

/// A citation of papers that the library contains.
#[derive(Debug)]
pub struct ResolvedCitation {
    /// The citation as written.
    pub citation: Citation,
    /// The papers it cites, one for each item.
    pub papers: Vec<usize>,
    /// Its position among the citations of the chapter, from 1.
    pub ordinal: usize,
}

impl ResolvedCitation {
    /// The anchor of the citation on its page, to which references link back.
    pub fn anchor(&self) -> String {
        citation_anchor(self.ordinal)
    }
}

/// The works that a chapter, or the book, refers to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct CitedWorks {
    /// The works in the order of the references, each once.
    pub order: Vec<usize>,
    /// The number of each work, from 1.
    pub numbers: FxHashMap<usize, usize>,
}

impl CitedWorks {
    /// Numbers works in this order.
    pub fn new(order: Vec<usize>) -> Self {
        let numbers = order.iter().enumerate().map(|(at, &paper)| (paper, at + 1)).collect();
        Self { order, numbers }
    }
}

/// A citation of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CitationSite {
    /// The index of the chapter.
    pub chapter: usize,
    /// The index of its section in [`PlannedChapter::sections`], or `None` before the first heading with a title.
    pub section: Option<usize>,
    /// Its position among the citations of the chapter, from 1.
    pub ordinal: usize,
}

impl CitationSite {
    /// The anchor of the citation on its page.
    pub fn anchor(&self) -> String {
        citation_anchor(self.ordinal)
    }
}

/// Returns the citations of each paper without those on excepted pages; `None` if no page is excepted.
pub(super) fn without_excepted(
    plan: &Plan,
    is_excepted: &dyn Fn(&Path) -> bool,
) -> Option<FxHashMap<usize, Vec<CitationSite>>> {
    let excepted: Vec<_> =
        plan.chapters.iter().map(|chapter| chapter.page.as_deref().is_some_and(is_excepted)).collect();
    if !excepted.contains(&true) {
        return None;
    }
    let mut shown = plan.citation_sites.clone();
    #[expect(clippy::iter_over_hash_type, reason = "each list is filtered alone")]
    for sites in shown.values_mut() {
        sites.retain(|site| !excepted[site.chapter]);
    }
    Some(shown)
}

/// Returns the papers that each section cites, in the order of their first citations in it.
fn cited_in_sections(sites: &FxHashMap<usize, Vec<CitationSite>>) -> FxHashMap<(usize, usize), Vec<usize>> {
    let mut cited: FxHashMap<_, Vec<_>> = FxHashMap::default();
    #[expect(clippy::iter_over_hash_type, reason = "the papers of a section are sorted afterwards")]
    for (&paper, sites) in sites {
        for site in sites {
            let Some(section) = site.section else { continue };
            cited.entry((site.chapter, section)).or_default().push((site.ordinal, paper));
        }
    }
    let in_order = |(section, mut papers): (_, Vec<(usize, usize)>)| {
        papers.sort_unstable();
        let mut seen = FxHashSet::default();
        (section, papers.into_iter().map(|(_, paper)| paper).filter(|paper| seen.insert(*paper)).collect())
    };
    cited.into_iter().map(in_order).collect()
}

impl Plan {
    /// Returns the citations of each paper that entries show, also those of other chapters: without those of chapters that
    /// the configuration excepts.
    pub fn shown_sites(&self) -> &FxHashMap<usize, Vec<CitationSite>> {
        self.unexcepted_sites.as_ref().unwrap_or(&self.citation_sites)
    }

    /// Returns the papers that are cited in the most of the sections that cite `paper`, at most `most` of them.
    pub fn cited_with(&self, paper: usize, most: usize) -> Vec<usize> {
        let cited_in_sections = self.cited_in_sections.get_or_init(|| cited_in_sections(self.shown_sites()));
        let sites = self.shown_sites().get(&paper).map_or(&[][..], Vec::as_slice);
        let mut sections: Vec<_> = sites.iter().filter_map(|site| Some((site.chapter, site.section?))).collect();
        sections.dedup();
        // In the order of the first common section, which decides between equals.
        let mut counts: Vec<(usize, usize)> = Vec::new();
        let mut places: FxHashMap<usize, usize> = FxHashMap::default();
        for section in sections {
            for &other in cited_in_sections.get(&section).into_iter().flatten().filter(|&&other| other != paper) {
                let place = *places.entry(other).or_insert(counts.len());
                match counts.get_mut(place) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((other, 1)),
                }
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.into_iter().take(most).map(|(other, _)| other).collect()
    }
}

fn citation_anchor(ordinal: usize) -> String {
    let mut anchor = String::with_capacity(20);
    anchor.push_str("papers-cite-");
    anchor.push_str(itoa::Buffer::new().format(ordinal));
    anchor
}

/// Returns the citations of each paper, in order.
pub(super) fn citation_sites(chapters: &[PlannedChapter]) -> FxHashMap<usize, Vec<CitationSite>> {
    let mut citation_sites: FxHashMap<usize, Vec<CitationSite>> = FxHashMap::default();
    for (chapter, planned) in chapters.iter().enumerate() {
        for step in &planned.steps {
            let Step::Citation(cited) = step else { continue };
            // A citation in a heading or a link is rendered as plain text, without an anchor.
            if !cited.citation.text_context.may_link() {
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

/// Returns the titles of sections. Count directives in headings are replaced by their numbers, citations are removed.
pub(super) fn titles(headings: &[Heading], steps: &[Step]) -> Vec<String> {
    if headings.is_empty() {
        return Vec::new();
    }
    let edits = steps.iter().filter_map(|step| match step {
        Step::Count(directive, count) => Some((directive.span, count.to_string())),
        Step::Citation(cited) => Some((cited.citation.span, String::new())),
        Step::Invalid(invalid) => Some((invalid.span, String::new())),
        Step::List(..) | Step::Index(..) | Step::Stats(..) | Step::References(..) => None,
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

/// Returns the ids of headings that contain citations, each with the offset at which it is inserted: the id that mdBook
/// would give the heading without its citations.
pub(super) fn heading_ids(headings: &[Heading], steps: &[Step], text: &str) -> Vec<(usize, String)> {
    let starts = steps.iter().filter_map(|step| match step {
        Step::Citation(cited) => Some(cited.citation.span.start),
        _ => None,
    });
    let starts: Vec<_> = starts.collect();
    // What looked like a citation may be text.
    let is_cited = |heading: &&Heading| {
        let next = starts.partition_point(|start| *start < heading.start);
        starts.get(next).is_some_and(|start| *start < heading.end(text))
    };
    let headings: Vec<_> = headings.iter().filter(is_cited).cloned().collect();
    if headings.is_empty() {
        return Vec::new();
    }
    // mdBook numbers equal ids, so a heading must not take the id of another.
    let others = text.lines().filter_map(|line| line.trim_start().strip_prefix('#'));
    let mut used: FxHashSet<String> = others.map(|line| heading_id(line.trim_matches(['#', ' ', '\t']))).collect();
    let titles = titles(&headings, steps);
    let ids = headings.iter().zip(titles).filter(|(_, title)| !heading_id(title).is_empty()).map(|(heading, title)| {
        let base = heading_id(&title);
        let numbered = (1..).map(|number| format!("{base}-{number}"));
        let mut candidates = std::iter::once(base.clone()).chain(numbered);
        let id = candidates.find(|id| used.insert(id.clone())).unwrap_or_default();
        (heading.end(text), id)
    });
    ids.collect()
}

/// Returns the prefix of the labels of generated footnotes: `papers-`, or `papers2-` and so on if a footnote of the chapter
/// begins with it.
pub(super) fn name_of_notes(text: &str) -> String {
    let mut name = "papers-".to_owned();
    if memchr::memmem::find(text.as_bytes(), b"[^").is_none() {
        return name;
    }
    // Labels are case-insensitive.
    let lower = text.to_lowercase();
    let mut nth = 1;
    while lower.contains(&format!("[^{name}")) {
        nth += 1;
        name = format!("papers{nth}-");
    }
    name
}

/// The result of resolving a citation.
pub(super) enum Resolution {
    /// A citation of these papers, one for each item.
    Papers(Vec<usize>),
    /// Plain text, with a warning if it is a possible citation.
    Text(Option<Box<Diagnostic>>),
    /// A citation of unknown papers. The list is empty if they may be in a file that could not be read.
    Errors(Vec<Diagnostic>),
}

/// Resolves the keys of a citation.
pub(super) fn resolve(library: &Library, citation: &Citation, source: &Arc<Source>) -> Resolution {
    let mut papers = Vec::with_capacity(citation.cluster.items.len());
    let mut errors = Vec::new();
    let mut unread = false;
    for (nth, item) in citation.cluster.items.iter().enumerate() {
        let key = item.key.value.as_str();
        if let Some(paper) = library.cited(key) {
            papers.push(paper);
            let is_pandoc = citation.syntax == CitationSyntax::Pandoc;
            let other = if is_pandoc { uncited_with_at(library, item) } else { uncited_without_at(library, item) };
            if let Some(other) = other {
                let found =
                    Code::BadSyntax.at((source, citation.span), format!("`{other}` is also a paper, but is not cited"));
                let (begin, end) = if is_pandoc { ("[", "]") } else { ("<<#cite ", ">>") };
                errors.push(found.help(format!(
                    "separate papers with a semicolon, and put `@` before each: `{begin}@{key}; @{other}{end}`"
                )));
            }
        } else if citation.on_unknown_key == OnUnknownKey::Ignore && nth == 0 {
            return Resolution::Text(missing_space(library, &item.key, source).map(Box::new));
        } else if citation.on_unknown_key == OnUnknownKey::Warn && nearest(key, library.papers.keys()).is_none() {
            let warning = unknown_key(library, &item.key, source).map(|found| found.level(Level::Warning));
            return Resolution::Text(warning.map(|found| Box::new(found.help("it is treated as text"))));
        } else {
            unread = true;
            errors.extend(unknown_key(library, &item.key, source));
        }
    }
    if unread || !errors.is_empty() { Resolution::Errors(errors) } else { Resolution::Papers(papers) }
}

/// The key of another paper, with its `@`, in the locator or suffix of an item.
fn uncited_with_at(library: &Library, item: &CitationItem) -> Option<String> {
    let texts = [item.locator.as_ref().map(|locator| &locator.value), Some(&item.suffix)];
    let items = texts.into_iter().flatten().filter_map(|text| citation::bracketed(text, 0)).flatten();
    items.map(|item| item.key.value).find(|key| library.cited(key).is_some())
}

/// The warning for a known key with characters that need braces, or one that is followed by Chinese text without a space,
/// which makes it a longer, unknown key. Of several known keys, the longest is suggested.
fn missing_space(library: &Library, key: &Spanned<String>, source: &Arc<Source>) -> Option<Diagnostic> {
    /// A bound on the work for a long sentence after `@`.
    const MAX_PREFIXES: usize = 64;
    if let Some(longer) = longer_key(library, key, source) {
        let message = format!("`@{}` is not a citation, because the key `{longer}` needs braces", key.value);
        return Some(Code::NearMiss.at((source, key.span), message).help(format!("write `@{{{longer}}}`")));
    }
    let ends: Vec<_> =
        key.value.match_indices(is_han).map(|(at, _)| at).filter(|at| *at > 0).take(MAX_PREFIXES).collect();
    let front = ends.iter().rev().map(|&end| &key.value[..end]).find(|front| library.cited(front).is_some())?;
    let message = format!("`@{}` is not a citation, because no space follows the key", key.value);
    let found = Code::NearMiss.at((source, key.span), message);
    Some(found.help(format!("did you mean `@{{{front}}}`?")))
}

/// The key of another paper, without `@`, in the prefix, locator or suffix of an item.
fn uncited_without_at(library: &Library, item: &CitationItem) -> Option<String> {
    let texts = [Some(&item.prefix), item.locator.as_ref().map(|locator| &locator.value), Some(&item.suffix)];
    texts.into_iter().flatten().find_map(|text| {
        let bare = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '@' | ',' | ';'));
        let is_key = bare.contains(char::is_alphabetic) && library.cited(bare).is_some();
        is_key.then(|| bare.to_owned())
    })
}

/// The diagnostic for an unknown key; `None` if it may be in a file that could not be read.
pub(super) fn unknown_key(library: &Library, key: &Spanned<String>, source: &Arc<Source>) -> Option<Diagnostic> {
    let near = nearest(&key.value, library.papers.keys());
    let longer = longer_key(library, key, source);
    (!library.incomplete || near.is_some() || longer.is_some()).then(|| {
        let found = Code::UnknownKey.at((source, key.span), format!("no paper `{}`", key.value));
        let found = found.label("not in the library").did_you_mean(near);
        match longer {
            Some(longer) => found.help(format!("write a key with such characters in braces: `@{{{longer}}}`")),
            None => found,
        }
    })
}

/// A known key, DOI or address that begins with the key as it was read: its other characters need braces.
fn longer_key<'s>(library: &Library, key: &Spanned<String>, source: &'s Source) -> Option<&'s str> {
    let text = source.text.get(key.span.start..)?.trim_start_matches('@');
    let text = text.strip_prefix(key.value.as_str()).map(|_| text)?;
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ']' | ';' | '{' | '}')).unwrap_or(text.len());
    let run = &text[..end];
    let stopped = run.trim_end_matches(['.', ',', ':', '!', '?', ')', '*', '_']);
    [run, stopped].into_iter().find(|run| run.len() > key.value.len() && library.cited(run).is_some())
}
