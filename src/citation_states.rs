//! The state of each citation in a CSL style: positions, note numbers, and the marks that disambiguate works.
//!
//! States are computed before rendering, so that each chapter can be rendered separately.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::citation::TextContext;
use crate::config::Config;
use crate::csl::{self, Class, Mark, Position};
use crate::library::Library;
use crate::paper::Paper;
use crate::plan::{Plan, PlannedChapter, ResolvedCitation, Step};
use crate::source::line_start;
use crate::styles::Styles;

/// Disambiguation marks by the index of the paper in the library.
type Marks = HashMap<usize, Mark>;

/// The states of all citations of a book; empty if the book does not cite in a CSL style.
#[derive(Debug, Default)]
pub struct CitationStates {
    /// By chapter.
    chapters: Vec<ChapterCitations>,
    /// The marks for the references of the book.
    of_book: Arc<Marks>,
}

/// The citations of a chapter.
#[derive(Debug, Default)]
struct ChapterCitations {
    marks: Arc<Marks>,
    /// By the ordinal of the citation in the chapter.
    places: HashMap<usize, CitationState>,
}

/// The state of a citation.
#[derive(Debug, Default)]
pub(crate) struct CitationState {
    /// The position of each cite among all cites of the same work.
    pub(crate) positions: Vec<Position>,
    /// The number of its note, in a note style.
    pub(crate) note: Option<usize>,
}

impl CitationStates {
    /// Computes the states of all citations of a planned book.
    pub fn of(styles: &Styles, config: &Config, library: &Library, plan: &Plan) -> Self {
        let Some(style) = styles.citation_style(config) else { return Self::default() };
        let mut settled: HashMap<&[usize], Arc<Marks>> = HashMap::new();
        let marks = |order: &[usize]| {
            let papers: Vec<&Paper> = order.iter().map(|&paper| &library.papers[paper]).collect();
            let marks = style.marks(&papers, &config.language);
            Arc::new(order.iter().copied().zip(marks).collect::<Marks>())
        };
        let mut chapters = Vec::with_capacity(plan.chapters.len());
        for chapter in &plan.chapters {
            let order = chapter.works.order.as_slice();
            let is_used = chapter.steps.iter().any(|step| !matches!(step, Step::Invalid(_) | Step::Count(..)));
            let marks = match settled.get(order) {
                _ if !is_used => Arc::default(),
                Some(marks) => Arc::clone(marks),
                None => Arc::clone(settled.entry(order).or_insert(marks(order))),
            };
            chapters.push(ChapterCitations { marks, places: places(chapter, style) });
        }
        let book = plan.works.order.as_slice();
        let of_book = match settled.get(book) {
            _ if plan.book_references.is_empty() => Arc::default(),
            Some(marks) => Arc::clone(marks),
            None => marks(book),
        };
        Self { chapters, of_book }
    }

    /// Returns the disambiguation mark of a paper in a chapter, or in the references of the book.
    pub(crate) fn mark(&self, chapter: usize, paper: usize, of_book: bool) -> Mark {
        let marks = if of_book { Some(&self.of_book) } else { self.chapters.get(chapter).map(|cites| &cites.marks) };
        marks.and_then(|marks| marks.get(&paper)).cloned().unwrap_or_default()
    }

    /// Returns the state of a citation in a chapter, by its ordinal.
    pub(crate) fn at(&self, chapter: usize, ordinal: usize) -> Option<&CitationState> {
        self.chapters.get(chapter)?.places.get(&ordinal)
    }
}

/// Returns the states of the citations of a chapter. In a note style each citation in running text becomes a note.
fn places(chapter: &PlannedChapter, style: &csl::Style) -> HashMap<usize, CitationState> {
    let notes = style.class == Class::Note;
    let text = chapter.source.text.as_str();
    let own_notes = if notes { own_notes(text) } else { Vec::new() };
    let mut places = HashMap::new();
    // The first and the last note of a work; `None` where citations are not notes.
    let mut seen: HashMap<usize, Option<(usize, usize)>> = HashMap::new();
    let mut before: Option<&ResolvedCitation> = None;
    let mut cited_notes = 0;
    let cited = chapter.steps.iter().filter_map(|step| match step {
        Step::Citation(cited) => Some(cited),
        _ => None,
    });
    for cited in cited {
        let span = cited.citation.span;
        let items = &cited.citation.cluster.items;
        // A heading, a link, a cell or another note cannot contain a note.
        let is_text = cited.citation.text_context == TextContext::Text;
        let note = (notes && is_text).then(|| {
            cited_notes += 1;
            cited_notes + own_notes.partition_point(|&at| at < span.start)
        });
        // "Ibid." refers to the cite before it: a footnote that the author wrote in between may have cited another work.
        let last = before.filter(|before| {
            let between = text.get(before.citation.span.end..span.start);
            before.papers.len() == 1 && between.is_some_and(|between| !between.contains("[^"))
        });
        let last = last.map(|before| (before.papers[0], &before.citation.cluster.items[0]));
        let in_order = is_text && (items.len() == 1 || !style.sorts_cites());
        let mut positions = Vec::with_capacity(items.len());
        for (nth, (&paper, item)) in cited.papers.iter().zip(items).enumerate() {
            let last = if nth == 0 { last } else { Some((cited.papers[nth - 1], &items[nth - 1])) };
            let last = last.filter(|(last, _)| in_order && *last == paper).map(|(_, item)| item.locator.as_ref());
            positions.push(match (seen.get(&paper), last, &item.locator) {
                (None, ..) => Position::First,
                (Some(at), Some(last), here) if last == here.as_ref() || here.is_some() => {
                    Position::Ibid { first_note: at.map(|(first, _)| first), with_locator: last != here.as_ref() }
                }
                (Some(at), ..) => {
                    let near = at.zip(note).is_some_and(|((_, last), note)| note - last <= style.near_notes());
                    Position::Subsequent { first_note: at.map(|(first, _)| first), near }
                }
            });
            // In a note style, a citation that is not a note does not shorten later ones.
            if note.is_some() == notes {
                let of_paper = seen.entry(paper).or_insert_with(|| note.map(|note| (note, note)));
                *of_paper = of_paper.zip(note).map(|((first, _), note)| (first, note));
            }
        }
        if note.is_some() == notes {
            before = Some(cited);
        }
        places.insert(cited.ordinal, CitationState { positions, note });
    }
    places
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
