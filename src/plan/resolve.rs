//! A chapter whose citations are resolved, and what becomes of it once all chapters are.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::citations::{self, Resolution, resolve, unknown_key};
use super::page::Page;
use super::target;
use super::{CitedWorks, PlanSettings, PlannedChapter, PlannedList, ResolvedCitation, ScannedChapter, Step};
use crate::diagnostic::Diagnostic;
use crate::directive::{Citation, Directive, Heading, InvalidDirective, PossibleCitation, ScanItem, Scope};
use crate::library::Library;
use crate::options::DirectiveKind;
use crate::query::{IsCited, Listing, Query};
use crate::source::Source;
use crate::source_map::ChapterFile;

/// A chapter whose citations are resolved.
pub(super) struct ResolvedChapter {
    source: Arc<Source>,
    file: ChapterFile,
    page: Option<PathBuf>,
    parts: Vec<ResolvedItem>,
    /// How many citations it has.
    citations: usize,
    /// The papers it cites, each once, in order.
    cited: Vec<usize>,
    /// The papers that its own references show besides.
    nocite: Vec<usize>,
    /// The papers that the references of the book, where they stand here, show besides.
    nocite_of_book: Vec<usize>,
    /// Warnings about what may have been meant as a citation.
    possible_citations: Vec<Diagnostic>,
    headings: Vec<Heading>,
    closing: Option<String>,
}

/// What a finding turns out to be.
enum ResolvedItem {
    Directive(Box<Directive>),
    Citation(ResolvedCitation),
    Invalid(InvalidDirective),
}

/// Whether references are those of the whole book.
pub(super) fn is_of_book(directive: &Directive) -> bool {
    directive.options.scope == Some(Scope::Book)
}

/// What the book refers to, in the order of first citation; then what its references show besides, and where numbers run
/// through the book, those of its chapters.
pub(super) fn cited_in_book(drafts: &[ResolvedChapter], through_book: bool) -> Vec<usize> {
    let cited = drafts.iter().flat_map(|draft| &draft.cited);
    let of_book = drafts.iter().flat_map(|draft| &draft.nocite_of_book);
    let of_chapters = drafts.iter().filter(|_| through_book).flat_map(|draft| &draft.nocite);
    once(cited.chain(of_book).chain(of_chapters).copied())
}

impl ResolvedChapter {
    pub(super) fn of(library: &Library, scanned: ScannedChapter) -> Self {
        let ScannedChapter { source, file, page, items, possible_citations, headings, closing } = scanned;
        let mut draft = Self {
            source,
            file,
            page,
            parts: Vec::with_capacity(items.len()),
            citations: 0,
            cited: Vec::new(),
            nocite: Vec::new(),
            nocite_of_book: Vec::new(),
            possible_citations: Vec::new(),
            headings,
            closing,
        };
        let known = |doubt: &PossibleCitation| doubt.keys.iter().any(|key| library.cited(key).is_some());
        draft.possible_citations.extend(possible_citations.into_iter().filter(known).map(|doubt| doubt.warning));
        for item in items {
            let part = match item {
                ScanItem::Directive(directive) => draft.directive(library, directive),
                ScanItem::Invalid(fault) => ResolvedItem::Invalid(fault),
                ScanItem::Citation(citation) => {
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
    fn citation(&mut self, library: &Library, mut citation: Citation) -> Option<ResolvedItem> {
        match resolve(library, &citation, &self.source) {
            Resolution::Papers(papers) => {
                self.cited.extend(&papers);
                self.citations += 1;
                Some(ResolvedItem::Citation(ResolvedCitation { citation, papers, ordinal: self.citations }))
            }
            Resolution::Text(doubt) => {
                self.possible_citations.extend(doubt);
                let apart = citation.apart.take()?;
                self.citation(library, *apart)
            }
            Resolution::Faults(diagnostics) => {
                Some(ResolvedItem::Invalid(InvalidDirective::inline(citation.span, diagnostics)))
            }
        }
    }

    /// Takes over what a directive lists as if it were cited.
    fn directive(&mut self, library: &Library, directive: Box<Directive>) -> ResolvedItem {
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
        if unread { ResolvedItem::Invalid(fault(*directive, faults)) } else { ResolvedItem::Directive(directive) }
    }

    /// Whether it has references that are `such`.
    pub(super) fn has_references(&self, such: impl Fn(&Directive) -> bool) -> bool {
        self.parts.iter().any(|part| match part {
            ResolvedItem::Directive(directive) => directive.spec.kind == DirectiveKind::References && such(directive),
            _ => false,
        })
    }

    /// What becomes of it; `book` is what the book refers to, and `of_book` whether that is shown anywhere.
    pub(super) fn plan(
        self,
        query: &Query,
        styling: &PlanSettings<'_>,
        book: &Arc<CitedWorks>,
        of_book: bool,
    ) -> PlannedChapter {
        let library = query.library();
        let append = styling.append && !self.cited.is_empty() && !self.has_references(|_| true);
        let own = append || self.has_references(|directive| !is_of_book(directive));
        let works = if styling.through_book || (!own && of_book) {
            Arc::clone(book)
        } else {
            Arc::new(CitedWorks::new((styling.order)(once(self.cited.iter().chain(&self.nocite).copied()))))
        };
        let shown = self.shown(&works);
        let cited_here: FxHashSet<_> = self.cited.iter().copied().collect();
        let cites = |paper, scope| match scope {
            Scope::Chapter => cited_here.contains(&paper),
            Scope::Book => book.numbers.contains_key(&paper),
        };
        let mut page = Page::default();
        let steps = self.parts.into_iter().map(|part| match part {
            ResolvedItem::Invalid(fault) => Step::Invalid(fault),
            ResolvedItem::Citation(citation) => Step::Citation(citation),
            ResolvedItem::Directive(directive) => {
                let made = match directive.spec.kind {
                    DirectiveKind::References => {
                        let (of, works) = if is_of_book(&directive) { (&book.order, book) } else { (&shown, &works) };
                        references(query, &directive, &self.source, of, &cites).map(|papers| {
                            let listing = query.arrange(papers, &directive.options);
                            Made::References(page.references(library, listing, works, is_of_book(&directive)))
                        })
                    }
                    DirectiveKind::Count => {
                        query.run(&directive, &self.source, &cites).map(|listing| Made::Count(listing.papers.len()))
                    }
                    DirectiveKind::Index if directive.selectors.is_empty() => {
                        Ok(Made::Index((0..library.categories.len()).collect()))
                    }
                    DirectiveKind::Index => {
                        query.run(&directive, &self.source, &cites).map(|it| Made::Index(it.categories))
                    }
                    DirectiveKind::Stats => {
                        query.run(&directive, &self.source, &cites).map(|it| Made::Stats(it.papers))
                    }
                    _ => query.run(&directive, &self.source, &cites).map(|listing| {
                        Made::PlannedList(page.list(library, listing, &directive, (styling.numbered)(&directive)))
                    }),
                };
                match made {
                    Ok(Made::PlannedList(list)) => Step::List(directive, Box::new(list)),
                    Ok(Made::Count(count)) => Step::Count(directive, count),
                    Ok(Made::Index(categories)) => Step::Index(directive, categories),
                    Ok(Made::Stats(papers)) => Step::Stats(directive, papers),
                    Ok(Made::References(list)) => Step::References(directive, Box::new(list)),
                    Err(diagnostics) => Step::Invalid(fault(*directive, diagnostics)),
                }
            }
        });
        let steps: Vec<_> = steps.collect();
        let sections = citations::titles(&self.headings, &steps);
        let shown = Listing { papers: shown, ..Listing::default() };
        let appended = append.then(|| page.references(library, shown, &works, false));
        let Page { listed, referenced, .. } = page;
        PlannedChapter {
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
            warnings: self.possible_citations,
            sections,
        }
    }

    /// What its own references show: of works that may be those of the whole book, its own.
    fn shown(&self, works: &CitedWorks) -> Vec<usize> {
        let here: FxHashSet<_> = self.cited.iter().chain(&self.nocite).copied().collect();
        works.order.iter().copied().filter(|paper| here.contains(paper)).collect()
    }
}

enum Made {
    PlannedList(PlannedList),
    Count(usize),
    Index(Vec<usize>),
    Stats(Vec<usize>),
    References(PlannedList),
}

fn fault(directive: Directive, diagnostics: Vec<Diagnostic>) -> InvalidDirective {
    InvalidDirective { span: directive.span, placement: directive.placement, diagnostics }
}

/// The papers that references show, of those that they are of.
fn references(
    query: &Query,
    directive: &Directive,
    source: &Arc<Source>,
    of: &[usize],
    cites: IsCited<'_>,
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
