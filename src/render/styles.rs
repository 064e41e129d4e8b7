//! The CSL styles of one book: each loaded once, and what its citations have to know of each other.
//!
//! Marks and positions are settled before anything is rendered, so that every chapter can be rendered alone.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::csl::{self, Class, Mark, Position};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::directive::TextContext;
use crate::files::{self, FileError};
use crate::library::Library;
use crate::options::Style;
use crate::paper::Paper;
use crate::plan::{Plan, PlannedChapter, ResolvedCitation, Step};
use crate::source::{Source, Span, line_start};

/// The largest style, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// What tells works apart, by their indices in the library.
type Marks = HashMap<usize, Mark>;

/// The CSL styles of a book, and its citations in one of them.
#[derive(Debug, Default)]
pub struct Styles {
    loaded: HashMap<Style, csl::Style>,
    /// For each chapter.
    chapters: Vec<ChapterCitations>,
    /// For the references of the whole book.
    of_book: Arc<Marks>,
}

/// The citations of a chapter.
#[derive(Debug, Default)]
struct ChapterCitations {
    marks: Arc<Marks>,
    /// By which citation of the chapter it is.
    places: HashMap<usize, CitationState>,
}

/// How a citation stands among the others of its chapter.
#[derive(Debug, Default)]
pub(super) struct CitationState {
    /// For each of its works, whether it was cited before.
    pub(super) positions: Vec<Position>,
    /// The number of its note, where it becomes one.
    pub(super) note: Option<usize>,
}

impl Styles {
    /// Loads what a book asks for, each with a place that asks for it, and tells what cannot be had.
    pub fn load<'s>(root: &Path, asked: impl IntoIterator<Item = (&'s Style, Place)>) -> (Self, Vec<Diagnostic>) {
        let mut loaded = HashMap::new();
        let (mut tried, mut faults) = (HashSet::new(), Vec::new());
        for (style, place) in asked {
            if !tried.insert(style) {
                continue;
            }
            let read = match style {
                Style::Csl(name) => csl::Style::bundled(name).ok_or_else(|| {
                    Code::BadValue.at(place, format!("no CSL style `{name}`")).did_you_mean(csl::near(name))
                }),
                Style::CslFile(path) => file(root, path, place),
                _ => continue,
            };
            match read {
                Ok(read) => _ = loaded.insert(style.clone(), read),
                Err(fault) => faults.push(fault),
            }
        }
        (Self { loaded, ..Self::default() }, faults)
    }

    /// The CSL style that papers are shown in, if it is one and could be loaded.
    pub(super) fn get(&self, style: &Style) -> Option<&csl::Style> {
        self.loaded.get(style)
    }

    /// The CSL style that the book cites in.
    pub(super) fn citing(&self, config: &Config) -> Option<&csl::Style> {
        self.get(config.references.as_ref()?)
    }

    /// Whether entries of such a list are numbered where nobody says otherwise.
    pub fn numbers(&self, style: &Style) -> bool {
        self.get(style).map_or_else(|| style.is_numbered(), csl::Style::is_numeric)
    }

    /// The order of references, from the order in which they are first cited.
    pub fn order(&self, config: &Config, library: &Library, cited: Vec<usize>) -> Vec<usize> {
        let Some(style) = self.citing(config).filter(|style| style.sorts_references()) else { return cited };
        let papers: Vec<&Paper> = cited.iter().map(|&paper| &library.papers[paper]).collect();
        style.order(&papers, &config.language).into_iter().map(|at| cited[at]).collect()
    }

    /// Settles what the citations of a planned book have to know of each other.
    pub fn settle(&mut self, config: &Config, library: &Library, plan: &Plan) {
        let Some(style) = self.citing(config) else { return };
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
        (self.chapters, self.of_book) = (chapters, of_book);
    }

    /// What tells a paper apart in a chapter, or in the whole book.
    pub(super) fn mark(&self, chapter: usize, paper: usize, of_book: bool) -> Mark {
        let marks = if of_book { Some(&self.of_book) } else { self.chapters.get(chapter).map(|cites| &cites.marks) };
        marks.and_then(|marks| marks.get(&paper)).cloned().unwrap_or_default()
    }

    /// How a citation of a chapter stands among the others.
    pub(super) fn at(&self, chapter: usize, ordinal: usize) -> Option<&CitationState> {
        self.chapters.get(chapter)?.places.get(&ordinal)
    }
}

/// How the citations of a chapter stand to each other; in a style of notes, those are notes that may be ones.
fn places(chapter: &PlannedChapter, style: &csl::Style) -> HashMap<usize, CitationState> {
    let notes = style.class == Class::Note;
    let text = chapter.source.text.as_str();
    let own_notes = if notes { own_notes(text) } else { Vec::new() };
    let mut places = HashMap::new();
    // The first and the last note of a work; none where citations are no notes.
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
        // A note does not stand in a heading, a link, a cell or another note.
        let is_text = cited.citation.setting == TextContext::Text;
        let note = (notes && is_text).then(|| {
            cited_notes += 1;
            cited_notes + own_notes.partition_point(|&at| at < span.start)
        });
        // "Ibid." is said of what the reader has just read: a footnote of the chapter's own may have cited another work.
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
            // What is no note among notes does not make a later one shorter.
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

/// Where a chapter first refers to each of its own footnotes, which are counted with those that its citations become.
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

/// The style in a file of the book.
fn file(root: &Path, path: &str, place: Place) -> Result<csl::Style, Diagnostic> {
    let missing = |message: String| Code::MissingFile.at(place.clone(), message).label("named here");
    let text = match files::read(root, Path::new(path)) {
        Ok(text) if text.len() > LARGEST => return Err(missing(format!("`{path}` is larger than 4 MiB"))),
        Ok(text) => text,
        Err(FileError::TooLarge) => return Err(missing(format!("`{path}` is larger than 4 MiB"))),
        Err(FileError::Missing | FileError::BadGlob(_)) => {
            let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let help = match csl::near(&stem) {
                Some(near) => format!("the style `{near}` comes with the program and needs no file"),
                None => "the paths of styles start from the book's root".to_owned(),
            };
            return Err(missing(format!("no file `{path}`")).help(help));
        }
        Err(FileError::Folder) => return Err(missing(format!("`{path}` is a folder"))),
        Err(FileError::Outside) => {
            return Err(missing(format!("`{path}` lies outside the book"))
                .help("the paths of styles start from the book's root"));
        }
        Err(FileError::NotUtf8 { .. }) => {
            return Err(Code::NotUtf8.at(place, format!("`{path}` is not UTF-8")).label("named here"));
        }
        Err(FileError::Io(error)) => return Err(missing(format!("`{path}` cannot be read: {error}"))),
    };
    csl::Style::parse(&text).map_err(|error| {
        let place = match error.at {
            Some(at) => {
                let at = at.min(text.len());
                Place::Span(Source::new(path, text.as_str()), Span::new(at, at))
            }
            None => Place::File(path.into()),
        };
        let help = if error.lacks_parent {
            "put the style that it depends on into the book, and name that one"
        } else {
            "a style of CSL 1.0, as the Citation Style Language project publishes them, is expected"
        };
        Code::BadSyntax.at(place, error.message).help(help)
    })
}
