//! Formats the citations of a book in its CSL style: positions, note numbers and disambiguation depend on all citations
//! of a chapter, so they are formatted before rendering, and each chapter can be rendered separately.

use std::collections::HashSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::citation::{CitationItem, Mode, TextContext};
use crate::citeproc::element::Position;
use crate::citeproc::item::Text;
use crate::citeproc::{Cite, Cluster, ClusterMode, Locator, Part};
use crate::config::Config;
use crate::csl::{Citation, Class, Disambiguation, Style};
use crate::library::Library;
use crate::paper::Paper;
use crate::plan::{Plan, PlannedChapter, ResolvedCitation, Step};
use crate::source::line_start;
use crate::styles::Styles;

/// The disambiguation of works, by the index of the paper in the library.
type Disambiguations = FxHashMap<usize, Disambiguation>;

/// The citations of a book; empty if the book does not cite in a CSL style.
#[derive(Debug, Default)]
pub struct CitationStates {
    /// By chapter.
    chapters: Vec<ChapterCitations>,
    /// Those in the references of the book.
    of_book: Arc<Disambiguations>,
}

/// The citations of a chapter.
#[derive(Debug, Default)]
struct ChapterCitations {
    works: Arc<Disambiguations>,
    /// By the ordinal of the citation in the chapter.
    citations: FxHashMap<usize, FormattedCitation>,
}

/// A formatted citation.
#[derive(Debug, Default)]
pub(crate) struct FormattedCitation {
    /// Its text.
    pub(crate) citation: Citation,
    /// The number of its note, in a note style.
    pub(crate) note: Option<usize>,
}

impl CitationStates {
    /// Formats all citations of a planned book.
    pub fn of(styles: &Styles, config: &Config, library: &Library, plan: &Plan) -> Self {
        let Some(style) = styles.citation_style(config) else { return Self::default() };
        let mut states = Self::default();
        states.chapters.resize_with(plan.chapters.len(), ChapterCitations::default);
        // Chapters that refer to the same works, which are disambiguated once.
        let mut groups: Vec<(&[usize], Vec<usize>)> = Vec::new();
        let mut index: FxHashMap<&[usize], usize> = FxHashMap::default();
        let mut group = |works| {
            *index.entry(works).or_insert_with(|| {
                groups.push((works, Vec::new()));
                groups.len() - 1
            })
        };
        let mut members = Vec::new();
        for (at, chapter) in plan.chapters.iter().enumerate() {
            if chapter.steps.iter().any(|step| !matches!(step, Step::Invalid(_) | Step::Count(..))) {
                members.push((group(chapter.works.order.as_slice()), at));
            }
        }
        let of_book = (!plan.book_references.is_empty()).then(|| group(plan.works.order.as_slice()));
        for (group, chapter) in members {
            groups[group].1.push(chapter);
        }
        for (at, (works, chapters)) in groups.into_iter().enumerate() {
            let papers: Vec<&Paper> = works.iter().map(|&paper| &library.papers[paper]).collect();
            let places: FxHashMap<usize, usize> = works.iter().enumerate().map(|(at, &paper)| (paper, at)).collect();
            let numbers: Vec<usize> = (1..=works.len()).collect();
            let clusters: Vec<_> =
                chapters.iter().map(|&chapter| Clusters::of(&plan.chapters[chapter], style, &places)).collect();
            let (ordinals, clusters): (Vec<_>, Vec<_>) =
                clusters.into_iter().map(|found| (found.ordinals, found.clusters)).unzip();
            let document = style.document(&papers, &numbers, &clusters, &config.language);
            let works: Arc<Disambiguations> = Arc::new(works.iter().copied().zip(document.disambiguation).collect());
            for (chapter, (formatted, (ordinals, clusters))) in
                chapters.into_iter().zip(document.chapters.into_iter().zip(ordinals.into_iter().zip(clusters)))
            {
                let notes = clusters.iter().map(|cluster| cluster.note.and_then(|note| usize::try_from(note).ok()));
                let citations = ordinals.into_iter().zip(formatted.into_iter().zip(notes));
                let citations = citations
                    .filter_map(|(ordinal, (citation, note))| Some((ordinal?, FormattedCitation { citation, note })));
                states.chapters[chapter] =
                    ChapterCitations { works: Arc::clone(&works), citations: citations.collect() };
            }
            if of_book == Some(at) {
                states.of_book = works;
            }
        }
        states
    }

    /// Returns the disambiguation of a paper in a chapter or in the references of the book.
    pub(crate) fn disambiguation(&self, chapter: usize, paper: usize, of_book: bool) -> Disambiguation {
        let works =
            if of_book { Some(&self.of_book) } else { self.chapters.get(chapter).map(|chapter| &chapter.works) };
        works.and_then(|works| works.get(&paper)).cloned().unwrap_or_default()
    }

    /// Returns a citation of a chapter, by its ordinal.
    pub(crate) fn at(&self, chapter: usize, ordinal: usize) -> Option<&FormattedCitation> {
        self.chapters.get(chapter)?.citations.get(&ordinal)
    }
}

/// The citations of a chapter, as the processor takes them.
struct Clusters {
    /// The ordinal of each citation; `None` for a note of the author.
    ordinals: Vec<Option<usize>>,
    clusters: Vec<Cluster>,
}

impl Clusters {
    /// Returns the citations of a chapter. In a note style, each citation in running text becomes a note.
    fn of(chapter: &PlannedChapter, style: &Style, places: &FxHashMap<usize, usize>) -> Self {
        let notes = style.class == Class::Note;
        let own_notes = if notes { own_notes(&chapter.source.text) } else { Vec::new() };
        let mut found = Self { ordinals: Vec::new(), clusters: Vec::new() };
        let mut cited_notes = 0;
        // The end of the note before, and its number.
        let mut before: Option<(usize, Option<u32>)> = None;
        for step in &chapter.steps {
            let Step::Citation(cited) = step else { continue };
            // A heading, a link, a cell or another note cannot contain a note.
            let is_text = cited.citation.text_context == TextContext::Text;
            let note = (notes && is_text).then(|| {
                cited_notes += 1;
                cited_notes + own_notes.partition_point(|&at| at < cited.citation.span.start)
            });
            let note = note.and_then(|note| u32::try_from(note).ok());
            let span = cited.citation.span;
            let between = before.map(|(end, note)| (chapter.source.text.get(end..span.start), note));
            if let (Some((Some(between), last)), true) = (between, note.is_some())
                && between.contains("[^")
            {
                // "Ibid." refers to the note before it, which is one of the author here.
                found.ordinals.push(None);
                found.clusters.push(Cluster { note: last, ..Cluster::default() });
            }
            before = note.is_some().then_some((span.end, note)).or(before);
            found.ordinals.push(Some(cited.ordinal));
            found.clusters.push(cluster(cited, (notes, note), is_text, places));
        }
        found
    }
}

/// Returns a citation as the processor takes it. Outside running text it does not depend on earlier ones.
fn cluster(
    cited: &ResolvedCitation,
    (notes, note): (bool, Option<u32>),
    is_text: bool,
    places: &FxHashMap<usize, usize>,
) -> Cluster {
    let source = &cited.citation.cluster;
    let cite = |(item, paper): (&CitationItem, &usize)| Cite {
        item: places.get(paper).copied().unwrap_or(usize::MAX),
        locator: item
            .locator
            .as_ref()
            .map(|locator| Locator { label: locator.label.as_str().to_owned(), value: Text::parse(&locator.value) }),
        prefix: Text::plain(prefix(item)),
        suffix: Text::plain(item.spaced_suffix()),
        part: if item.suppress_author { Part::WithoutAuthor } else { Part::Whole },
        // A heading has no room for a note in full.
        position: match cited.citation.text_context {
            TextContext::Heading if notes => Some(Position::Subsequent),
            _ => (!is_text).then_some(Position::First),
        },
    };
    let narrative = source.mode == Mode::Narrative;
    Cluster {
        cites: source.items.iter().zip(&cited.papers).map(cite).collect(),
        note,
        mode: if narrative { ClusterMode::Narrative } else { ClusterMode::Plain },
        in_sentence: notes && note.is_none(),
    }
}

/// Returns the prefix of a cite with the space after it.
fn prefix(item: &CitationItem) -> String {
    let prefix = item.prefix.trim();
    let space = if prefix.is_empty() || prefix.ends_with(['(', '[', '“', '‘', '「', '《']) { "" } else { " " };
    format!("{prefix}{space}")
}

/// Returns the offsets where a chapter first refers to each footnote of its author. These footnotes and notes of
/// citations share one numbering.
fn own_notes(text: &str) -> Vec<usize> {
    let (mut defined, mut referred) = (HashSet::new(), Vec::new());
    for (at, _) in text.match_indices("[^") {
        let Some((label, after)) = text[at..].split_once([']', '\n']) else { continue };
        let line = line_start(text, at);
        let label = label.to_lowercase();
        if after.starts_with(':') && text[line..at].trim_matches([' ', '>', '\t']).is_empty() {
            defined.insert(label);
        } else {
            referred.push((at, label));
        }
    }
    let mut met = HashSet::new();
    referred.retain(|(_, label)| defined.contains(label) && met.insert(label.clone()));
    referred.into_iter().map(|(at, _)| at).collect()
}
