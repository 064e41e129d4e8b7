//! Plans a chapter in two steps: citations are resolved first, and directives once it is known what the whole book cites.

use std::path::PathBuf;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::citations::{self, Resolution, resolve, unknown_key};
use super::page::Page;
use super::{CitedWorks, PlanSettings, PlannedChapter, ResolvedCitation, ScannedChapter, Step};
use super::{size, target};
use crate::citation::Citation;
use crate::diagnostic::Diagnostic;
use crate::directive::{Directive, Heading, InvalidDirective, PossibleCitation, ScanItem};
use crate::library::Library;
use crate::limits;
use crate::options::{DirectiveKind, Scope};
use crate::query::{IsCited, Listing, Query};
use crate::source::{Source, Span};
use crate::source_map::ChapterFile;

/// A chapter whose citations are resolved.
pub(super) struct ResolvedChapter {
    source: Arc<Source>,
    file: ChapterFile,
    page: Option<PathBuf>,
    items: Vec<ResolvedItem>,
    /// The number of citations.
    citations: usize,
    /// The papers it cites, each once, in order.
    cited: Vec<usize>,
    /// The papers that its references list without a citation (option `nocite`).
    nocite: Vec<usize>,
    /// The same for references of the whole book in this chapter.
    nocite_of_book: Vec<usize>,
    /// Warnings about possible citations.
    possible_citations: Vec<Diagnostic>,
    headings: Vec<Heading>,
    cited_headings: Vec<Heading>,
    closing: Option<String>,
    formulas: Vec<(Span, String)>,
}

/// A scan item after its keys are resolved.
enum ResolvedItem {
    Directive(Box<Directive>),
    Citation(ResolvedCitation),
    Invalid(InvalidDirective),
}

/// Whether a directive lists the references of the whole book.
pub(super) fn is_of_book(directive: &Directive) -> bool {
    directive.options.scope == Some(Scope::Book)
}

/// The papers that the book refers to: those it cites in the order of first citation, then the uncited ones of its
/// references. The uncited ones of chapters are among them if numbers run through the book.
pub(super) fn cited_in_book(chapters: &[ResolvedChapter], through_book: bool) -> Vec<usize> {
    let cited = chapters.iter().flat_map(|chapter| &chapter.cited);
    let of_book = chapters.iter().flat_map(|chapter| &chapter.nocite_of_book);
    let of_chapters = chapters.iter().filter(|_| through_book).flat_map(|chapter| &chapter.nocite);
    deduplicated(cited.chain(of_book).chain(of_chapters).copied())
}

impl ResolvedChapter {
    /// Resolves the citations of a chapter.
    pub(super) fn new(library: &Library, scanned: ScannedChapter) -> Self {
        let ScannedChapter {
            source,
            file,
            page,
            items,
            possible_citations,
            headings,
            cited_headings,
            closing,
            formulas,
        } = scanned;
        let mut chapter = Self {
            source,
            file,
            page,
            items: Vec::with_capacity(items.len()),
            citations: 0,
            cited: Vec::new(),
            nocite: Vec::new(),
            nocite_of_book: Vec::new(),
            possible_citations: Vec::new(),
            headings,
            cited_headings,
            closing,
            formulas,
        };
        let is_known = |possible: &PossibleCitation| possible.keys.iter().any(|key| library.cited(key).is_some());
        let warnings = possible_citations.into_iter().filter(is_known).map(|possible| possible.warning);
        chapter.possible_citations.extend(warnings);
        for item in items {
            let resolved = match item {
                ScanItem::Directive(directive) => chapter.resolve_nocite(library, directive),
                ScanItem::Invalid(invalid) => ResolvedItem::Invalid(invalid),
                ScanItem::Citation(citation) => {
                    let Some(resolved) = chapter.resolve_citation(library, citation) else { continue };
                    resolved
                }
            };
            chapter.items.push(resolved);
        }
        chapter.cited = deduplicated(std::mem::take(&mut chapter.cited));
        chapter
    }

    /// Resolves a citation; returns `None` if it turns out to be plain text.
    fn resolve_citation(&mut self, library: &Library, mut citation: Citation) -> Option<ResolvedItem> {
        match resolve(library, &citation, &self.source) {
            Resolution::Papers(papers) => {
                self.cited.extend(&papers);
                self.citations += 1;
                Some(ResolvedItem::Citation(ResolvedCitation { citation, papers, ordinal: self.citations }))
            }
            Resolution::Text(warning) => {
                self.possible_citations.extend(warning.map(|warning| *warning));
                let fallback = citation.fallback.take()?;
                self.resolve_citation(library, *fallback)
            }
            Resolution::Errors(diagnostics) => {
                Some(ResolvedItem::Invalid(InvalidDirective::inline(citation.span, diagnostics)))
            }
        }
    }

    /// Resolves the keys of the option `nocite`.
    fn resolve_nocite(&mut self, library: &Library, directive: Box<Directive>) -> ResolvedItem {
        let mut diagnostics = Vec::new();
        let mut valid = true;
        let nocite = if is_of_book(&directive) { &mut self.nocite_of_book } else { &mut self.nocite };
        for key in &directive.options.nocite {
            if key.value == "*" {
                nocite.extend(0..library.papers.len());
            } else if let Some(paper) = library.cited(&key.value) {
                nocite.push(paper);
            } else {
                valid = false;
                diagnostics.extend(unknown_key(library, key, &self.source));
            }
        }
        if valid { ResolvedItem::Directive(directive) } else { ResolvedItem::Invalid(invalid(&directive, diagnostics)) }
    }

    /// Whether the chapter has a references directive that meets the condition.
    pub(super) fn has_references(&self, condition: impl Fn(&Directive) -> bool) -> bool {
        self.items.iter().any(|item| match item {
            ResolvedItem::Directive(directive) => {
                directive.spec.kind == DirectiveKind::References && condition(directive)
            }
            ResolvedItem::Citation(_) | ResolvedItem::Invalid(_) => false,
        })
    }

    /// Plans the chapter. `book` contains the works that the book refers to; `book_is_listed` is whether any chapter lists
    /// them.
    pub(super) fn plan(
        self,
        query: &Query,
        settings: &PlanSettings<'_>,
        book: &Arc<CitedWorks>,
        book_is_listed: bool,
    ) -> PlannedChapter {
        let append = settings.append && !self.cited.is_empty() && !self.has_references(|_| true);
        let lists_references = append || self.has_references(|directive| !is_of_book(directive));
        let works = if settings.through_book || (!lists_references && book_is_listed) {
            Arc::clone(book)
        } else {
            let papers = deduplicated(self.cited.iter().chain(&self.nocite).copied());
            Arc::new(CitedWorks::new((settings.order)(papers)))
        };
        let references = self.references(&works);
        let in_chapter: FxHashSet<_> = self.cited.iter().copied().collect();
        let cites = |paper, scope| match scope {
            Scope::Chapter => in_chapter.contains(&paper),
            Scope::Book => book.numbers.contains_key(&paper),
        };
        let mut planner = DirectivePlanner {
            query,
            settings,
            source: &self.source,
            cites: &cites,
            references: &references,
            works: &works,
            book,
            page: Page::default(),
            bytes: 0,
        };
        let steps = self.items.into_iter().map(|item| match item {
            ResolvedItem::Invalid(invalid) => Step::Invalid(invalid),
            ResolvedItem::Citation(citation) => Step::Citation(citation),
            ResolvedItem::Directive(directive) => planner.plan(directive),
        });
        let steps: Vec<_> = steps.collect();
        let (mut page, list_bytes) = (planner.page, planner.bytes);
        let sections = citations::titles(&self.headings, &steps);
        let heading_ids = citations::heading_ids(&self.cited_headings, &steps, &self.source.text);
        let appended = append.then(|| {
            let listing = Listing { papers: references, ..Listing::default() };
            page.references(query.library(), listing, &works, false)
        });
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
            formulas: self.formulas,
            works,
            listed,
            referenced,
            warnings: self.possible_citations,
            sections,
            list_bytes,
            heading_ids,
        }
    }

    /// The papers that the chapter's references list, in the order of `works`, which may be those of the whole book.
    fn references(&self, works: &CitedWorks) -> Vec<usize> {
        let here: FxHashSet<_> = self.cited.iter().chain(&self.nocite).copied().collect();
        works.order.iter().copied().filter(|paper| here.contains(paper)).collect()
    }
}

/// Plans the directives of a chapter, in order.
struct DirectivePlanner<'a> {
    query: &'a Query,
    settings: &'a PlanSettings<'a>,
    source: &'a Arc<Source>,
    cites: IsCited<'a>,
    /// The papers that the chapter's references list.
    references: &'a [usize],
    /// The works that the chapter refers to.
    works: &'a Arc<CitedWorks>,
    /// The works that the book refers to.
    book: &'a Arc<CitedWorks>,
    page: Page,
    /// About how many bytes the directives become.
    bytes: usize,
}

impl DirectivePlanner<'_> {
    fn plan(&mut self, directive: Box<Directive>) -> Step {
        if size::exceeds(limits::CHAPTER_LISTS, self.bytes) {
            return Step::Invalid(size::error(self.source, &directive, limits::CHAPTER_LISTS));
        }
        let listing = match self.listing(&directive) {
            Ok(listing) => listing,
            Err(diagnostics) => return Step::Invalid(invalid(&directive, diagnostics)),
        };
        let library = self.query.library();
        self.bytes = self.bytes.saturating_add(size::size(library, directive.spec.kind, &listing));
        if size::exceeds(limits::CHAPTER_LISTS, self.bytes) {
            return Step::Invalid(size::error(self.source, &directive, limits::CHAPTER_LISTS));
        }
        match directive.spec.kind {
            // The scanner turns `cite` into a citation, so that only `papers` gets here.
            DirectiveKind::Papers | DirectiveKind::Cite => {
                let list = self.page.list(library, listing, &directive, (self.settings.numbered)(&directive));
                Step::List(directive, Box::new(list))
            }
            DirectiveKind::Count => Step::Count(directive, listing.papers.len()),
            DirectiveKind::Index => Step::Index(directive, listing.categories),
            DirectiveKind::Stats => Step::Stats(directive, listing.papers),
            DirectiveKind::References => {
                let of_book = is_of_book(&directive);
                let works = if of_book { self.book } else { self.works };
                let list = self.page.references(library, listing, works, of_book);
                Step::References(directive, Box::new(list))
            }
        }
    }

    /// The papers and categories of a directive.
    fn listing(&self, directive: &Directive) -> Result<Listing, Vec<Diagnostic>> {
        let options = &directive.options;
        match directive.spec.kind {
            DirectiveKind::References => Ok(self.query.group(self.cited_papers(directive)?, options)),
            DirectiveKind::Index if directive.selectors.is_empty() => {
                let categories = (0..self.query.library().categories.len()).collect();
                Ok(Listing { categories, ..Listing::default() })
            }
            DirectiveKind::Papers
            | DirectiveKind::Count
            | DirectiveKind::Index
            | DirectiveKind::Stats
            | DirectiveKind::Cite => self.query.run(directive, self.source, self.cites),
        }
    }

    /// The papers of a references directive. Selectors restrict them; their order is that of the references unless the
    /// directive has a `sort`.
    fn cited_papers(&self, directive: &Directive) -> Result<Vec<usize>, Vec<Diagnostic>> {
        let references = if is_of_book(directive) { &self.book.order } else { self.references };
        if directive.selectors.is_empty() {
            return self.query.filter_and_sort(references.to_vec(), &directive.options, self.source, self.cites);
        }
        let selected = self.query.run(directive, self.source, self.cites)?.papers;
        let sorted = !directive.options.sort.is_empty();
        let (ordered, other) =
            if sorted { (selected.as_slice(), references) } else { (references, selected.as_slice()) };
        let other: FxHashSet<_> = other.iter().copied().collect();
        Ok(ordered.iter().copied().filter(|paper| other.contains(paper)).collect())
    }
}

fn invalid(directive: &Directive, diagnostics: Vec<Diagnostic>) -> InvalidDirective {
    InvalidDirective { span: directive.span, placement: directive.placement.clone(), diagnostics }
}

/// Each paper once, in the order of its first occurrence.
fn deduplicated(papers: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut seen = FxHashSet::default();
    papers.into_iter().filter(|paper| seen.insert(*paper)).collect()
}
