//! A chapter whose citations are resolved, and what becomes of it once all chapters are.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::citations::{self, Resolved, resolve, unknown_key};
use super::page::Page;
use super::target;
use super::{Cited, List, Planned, Scanned, Step, Styling, Works};
use crate::diagnostic::Diagnostic;
use crate::directive::{Citation, Directive, Doubt, Fault, Finding, Heading, Scope};
use crate::library::Library;
use crate::options::Kind;
use crate::query::{Cites, Listing, Query};
use crate::source::Source;
use crate::source_map::ChapterFile;

/// A chapter whose citations are resolved.
pub(super) struct Draft {
    source: Arc<Source>,
    file: ChapterFile,
    page: Option<PathBuf>,
    parts: Vec<Part>,
    /// How many citations it has.
    citations: usize,
    /// The papers it cites, each once, in order.
    cited: Vec<usize>,
    /// The papers that its own references show besides.
    nocite: Vec<usize>,
    /// The papers that the references of the book, where they stand here, show besides.
    nocite_of_book: Vec<usize>,
    /// Warnings about what may have been meant as a citation.
    doubts: Vec<Diagnostic>,
    headings: Vec<Heading>,
    closing: Option<String>,
}

/// What a finding turns out to be.
enum Part {
    Directive(Box<Directive>),
    Citation(Cited),
    Fault(Fault),
}

/// Whether references are those of the whole book.
pub(super) fn is_of_book(directive: &Directive) -> bool {
    directive.options.scope == Some(Scope::Book)
}

/// What the book refers to, in the order of first citation; then what its references show besides, and where numbers run
/// through the book, those of its chapters.
pub(super) fn cited_in_book(drafts: &[Draft], through_book: bool) -> Vec<usize> {
    let cited = drafts.iter().flat_map(|draft| &draft.cited);
    let of_book = drafts.iter().flat_map(|draft| &draft.nocite_of_book);
    let of_chapters = drafts.iter().filter(|_| through_book).flat_map(|draft| &draft.nocite);
    once(cited.chain(of_book).chain(of_chapters).copied())
}

impl Draft {
    pub(super) fn of(library: &Library, scanned: Scanned) -> Self {
        let Scanned { source, file, page, findings, doubts, headings, closing } = scanned;
        let mut draft = Self {
            source,
            file,
            page,
            parts: Vec::with_capacity(findings.len()),
            citations: 0,
            cited: Vec::new(),
            nocite: Vec::new(),
            nocite_of_book: Vec::new(),
            doubts: Vec::new(),
            headings,
            closing,
        };
        let known = |doubt: &Doubt| doubt.keys.iter().any(|key| library.cited(key).is_some());
        draft.doubts.extend(doubts.into_iter().filter(known).map(|doubt| doubt.warning));
        for finding in findings {
            let part = match finding {
                Finding::Directive(directive) => draft.directive(library, directive),
                Finding::Fault(fault) => Part::Fault(fault),
                Finding::Citation(citation) => {
                    let Some(part) = draft.citation(library, citation) else { continue };
                    part
                }
            };
            draft.parts.push(part);
        }
        draft.cited = once(std::mem::take(&mut draft.cited));
        draft
    }

    /// What a citation turns out to be; none where it is text.
    fn citation(&mut self, library: &Library, mut citation: Citation) -> Option<Part> {
        match resolve(library, &citation, &self.source) {
            Resolved::Papers(papers) => {
                self.cited.extend(&papers);
                self.citations += 1;
                Some(Part::Citation(Cited { citation, papers, ordinal: self.citations }))
            }
            Resolved::Text(doubt) => {
                self.doubts.extend(doubt);
                let apart = citation.apart.take()?;
                self.citation(library, *apart)
            }
            Resolved::Faults(diagnostics) => Some(Part::Fault(Fault::inline(citation.span, diagnostics))),
        }
    }

    /// Takes over what a directive lists as if it were cited.
    fn directive(&mut self, library: &Library, directive: Box<Directive>) -> Part {
        let mut faults = Vec::new();
        let mut unread = false;
        let nocite = if is_of_book(&directive) { &mut self.nocite_of_book } else { &mut self.nocite };
        for key in &directive.options.nocite {
            if key.value == "*" {
                nocite.extend(0..library.papers.len());
            } else if let Some(paper) = library.cited(&key.value) {
                nocite.push(paper);
            } else {
                unread = true;
                faults.extend(unknown_key(library, key, &self.source));
            }
        }
        if unread { Part::Fault(fault(*directive, faults)) } else { Part::Directive(directive) }
    }

    /// Whether it has references that are `such`.
    pub(super) fn has_references(&self, such: impl Fn(&Directive) -> bool) -> bool {
        self.parts.iter().any(|part| match part {
            Part::Directive(directive) => directive.spec.kind == Kind::References && such(directive),
            _ => false,
        })
    }

    /// What becomes of it; `book` is what the book refers to, and `of_book` whether that is shown anywhere.
    pub(super) fn plan(self, query: &Query, styling: &Styling<'_>, book: &Arc<Works>, of_book: bool) -> Planned {
        let library = query.library();
        let append = styling.append && !self.cited.is_empty() && !self.has_references(|_| true);
        let own = append || self.has_references(|directive| !is_of_book(directive));
        let works = if styling.through_book || (!own && of_book) {
            Arc::clone(book)
        } else {
            Arc::new(Works::new((styling.order)(once(self.cited.iter().chain(&self.nocite).copied()))))
        };
        let shown = self.shown(&works);
        let cited_here: FxHashSet<_> = self.cited.iter().copied().collect();
        let cites = |paper, scope| match scope {
            Scope::Chapter => cited_here.contains(&paper),
            Scope::Book => book.numbers.contains_key(&paper),
        };
        let mut page = Page::default();
        let steps = self.parts.into_iter().map(|part| match part {
            Part::Fault(fault) => Step::Fault(fault),
            Part::Citation(citation) => Step::Citation(citation),
            Part::Directive(directive) => {
                let made = match directive.spec.kind {
                    Kind::References => {
                        let (of, works) = if is_of_book(&directive) { (&book.order, book) } else { (&shown, &works) };
                        references(query, &directive, &self.source, of, &cites).map(|papers| {
                            let listing = query.arrange(papers, &directive.options);
                            Made::References(page.references(library, listing, works, is_of_book(&directive)))
                        })
                    }
                    Kind::Count => {
                        query.run(&directive, &self.source, &cites).map(|listing| Made::Count(listing.papers.len()))
                    }
                    Kind::Index if directive.selectors.is_empty() => {
                        Ok(Made::Index((0..library.categories.len()).collect()))
                    }
                    Kind::Index => query.run(&directive, &self.source, &cites).map(|it| Made::Index(it.categories)),
                    Kind::Stats => query.run(&directive, &self.source, &cites).map(|it| Made::Stats(it.papers)),
                    _ => query.run(&directive, &self.source, &cites).map(|listing| {
                        Made::List(page.list(library, listing, &directive, (styling.numbered)(&directive)))
                    }),
                };
                match made {
                    Ok(Made::List(list)) => Step::List(directive, Box::new(list)),
                    Ok(Made::Count(count)) => Step::Count(directive, count),
                    Ok(Made::Index(categories)) => Step::Index(directive, categories),
                    Ok(Made::Stats(papers)) => Step::Stats(directive, papers),
                    Ok(Made::References(list)) => Step::References(directive, Box::new(list)),
                    Err(diagnostics) => Step::Fault(fault(*directive, diagnostics)),
                }
            }
        });
        let steps: Vec<_> = steps.collect();
        let sections = citations::titles(&self.headings, &steps);
        let shown = Listing { papers: shown, ..Listing::default() };
        let appended = append.then(|| page.references(library, shown, &works, false));
        let Page { listed, referenced, .. } = page;
        Planned {
            notes: citations::name_of_notes(&self.source.text),
            source: self.source,
            file: self.file,
            html: self.page.as_deref().map(target::html),
            page: self.page,
            steps,
            appended,
            closing: self.closing,
            works,
            listed,
            referenced,
            warnings: self.doubts,
            sections,
        }
    }

    /// What its own references show: of works that may be those of the whole book, its own.
    fn shown(&self, works: &Works) -> Vec<usize> {
        let here: FxHashSet<_> = self.cited.iter().chain(&self.nocite).copied().collect();
        works.order.iter().copied().filter(|paper| here.contains(paper)).collect()
    }
}

enum Made {
    List(List),
    Count(usize),
    Index(Vec<usize>),
    Stats(Vec<usize>),
    References(List),
}

fn fault(directive: Directive, diagnostics: Vec<Diagnostic>) -> Fault {
    Fault { span: directive.span, standing: directive.standing, diagnostics }
}

/// The papers that references show, of those that they are of.
fn references(
    query: &Query,
    directive: &Directive,
    source: &Arc<Source>,
    of: &[usize],
    cites: Cites<'_>,
) -> Result<Vec<usize>, Vec<Diagnostic>> {
    if directive.selectors.is_empty() {
        return query.narrow(of.to_vec(), &directive.options, source, cites);
    }
    let selected = query.run(directive, source, cites)?.papers;
    let sorted = !directive.options.sort.is_empty();
    let (keep, from) = if sorted { (of, selected.as_slice()) } else { (selected.as_slice(), of) };
    let keep: FxHashSet<_> = keep.iter().copied().collect();
    Ok(from.iter().copied().filter(|paper| keep.contains(paper)).collect())
}

/// Each paper once, in the order of its first place.
fn once(papers: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut seen = FxHashSet::default();
    papers.into_iter().filter(|paper| seen.insert(*paper)).collect()
}
