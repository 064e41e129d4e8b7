//! The diagnostics of the rules that depend only on the data. Those of a paper are the same until its entry changes.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::duplicates::{self, WorkKeys};
use super::order::{self, ComparedName};
use super::{LintContext, PAPER_RULES, TEXT_RULES, texts};
use crate::diagnostic::Diagnostic;
use crate::format::{Format, Places};
use crate::library::Library;
use crate::paper::{Date, Origin};
use crate::source::{Source, Span};

/// A library whose papers and categories were checked.
#[derive(Debug)]
pub struct LintedLibrary {
    library: Arc<Library>,
    today: Date,
    /// By the index of the paper.
    papers: Vec<PaperResult>,
    /// The diagnostics of categories, and of rules that compare papers.
    shared: Vec<Diagnostic>,
}

/// The result for one paper.
#[derive(Debug, Default)]
struct PaperResult {
    /// The diagnostics of the entry and of the rules for papers.
    diagnostics: Vec<Diagnostic>,
    /// What the rules compare that compare papers; `None` for a paper without a place.
    compared: Option<(WorkKeys, Vec<ComparedName>)>,
}

impl LintedLibrary {
    /// Checks a library. The results for papers whose entries are the same as in `earlier` are taken from there.
    pub fn new(library: Arc<Library>, today: Date, earlier: Option<Self>) -> Self {
        let mut results = earlier.map_or_else(Vec::new, |earlier| earlier.reusable(&library, today));
        results.resize_with(library.papers.len(), || None);
        let result = |(paper, known): (usize, Option<PaperResult>)| {
            known.unwrap_or_else(|| PaperResult::new(&library, paper, today))
        };
        let papers: Vec<_> = results.into_par_iter().enumerate().map(result).collect();
        let shared = shared(&library, &papers, today);
        Self { library, today, papers, shared }
    }

    /// Returns the results that also hold in a new library, by the index of the paper there.
    fn reusable(mut self, new: &Library, today: Date) -> Vec<Option<PaperResult>> {
        if self.today != today {
            return Vec::new();
        }
        let (old_entries, new_entries) = (EntrySpans::of(&self.library), EntrySpans::of(new));
        let of = |paper: usize| {
            let old = self.library.paper(new.papers.key(paper))?;
            let (old_origin, new_origin) = (self.library.papers.origin(old)?, new.papers.origin(paper)?);
            let is_shared = new.papers.share(paper, &self.library.papers, old);
            let (new_paper, old_paper) = (&new.papers[paper], &self.library.papers[old]);
            let known = &mut self.papers[old];
            if is_same_origin(old_origin, new_origin) {
                // Whether a keyword is a tag depends on the categories.
                let is_same = is_shared || new_paper.tags == old_paper.tags;
                return is_same.then(|| std::mem::take(known));
            }
            // Diagnostics have places, which an edit above the entry changes.
            let is_equal = new.papers.diagnostics(paper).is_empty() && (is_shared || new_paper == old_paper);
            if !is_equal || known.diagnostics.is_empty() {
                return is_equal.then(|| std::mem::take(known));
            }
            let (from, to) = (old_entries.span(old_origin)?, new_entries.span(new_origin)?);
            let (old_source, new_source) = (&old_origin.source, &new_origin.source);
            if old_source.text.get(from.range()) != new_source.text.get(to.range()) {
                return None;
            }
            let PaperResult { diagnostics, compared } = std::mem::take(known);
            let moved = diagnostics.into_iter().map(|found| found.moved((old_source, from), (new_source, to.start)));
            Some(PaperResult { diagnostics: moved.collect::<Option<_>>()?, compared })
        };
        (0..new.papers.len()).map(of).collect()
    }

    /// Returns all diagnostics, not sorted.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.papers.iter().flat_map(|paper| &paper.diagnostics).chain(&self.shared)
    }
}

impl PaperResult {
    fn new(library: &Library, paper: usize, today: Date) -> Self {
        let mut diagnostics = library.papers.diagnostics(paper).to_vec();
        let Some(item) = (LintContext { library, today }).item(paper) else {
            return Self { diagnostics, compared: None };
        };
        for rule in PAPER_RULES {
            rule(&item, &mut diagnostics);
        }
        let places = Places::new(item.origin);
        for text in texts::of_paper(item.paper, &places) {
            for rule in TEXT_RULES {
                rule(&text, &mut diagnostics);
            }
        }
        Self { diagnostics, compared: Some((WorkKeys::of(item.paper), order::names(item.paper))) }
    }
}

/// Returns the diagnostics of categories, and of rules that compare papers.
fn shared(library: &Library, papers: &[PaperResult], today: Date) -> Vec<Diagnostic> {
    let context = LintContext { library, today };
    let mut diagnostics = Vec::new();
    for (_, category, origin) in context.declared() {
        let places = Places::new(origin);
        for text in texts::of_category(category, &places) {
            for rule in TEXT_RULES {
                rule(&text, &mut diagnostics);
            }
        }
    }
    let items = || {
        let compared = papers.iter().enumerate().filter_map(|(paper, result)| Some((paper, result.compared.as_ref()?)));
        compared.filter_map(|(paper, compared)| Some((context.item(paper)?, compared)))
    };
    let works: Vec<_> = items().map(|(item, (keys, _))| (item, keys)).collect();
    let names: Vec<_> = items().map(|(item, (_, names))| (item, names.as_slice())).collect();
    let (mut duplicates, mut reversed) = (Vec::new(), Vec::new());
    rayon::join(|| duplicates::check(&works, &mut duplicates), || order::check(&names, &mut reversed));
    diagnostics.append(&mut duplicates);
    diagnostics.append(&mut reversed);
    diagnostics
}

/// The spans of entries whose meaning does not depend on the rest of the file.
struct EntrySpans {
    /// The offsets of entries in each file in TOML, in order, by the address of its source.
    starts: FxHashMap<*const Source, Vec<usize>>,
}

impl EntrySpans {
    fn of(library: &Library) -> Self {
        let mut starts: FxHashMap<*const Source, Vec<usize>> = FxHashMap::default();
        let papers = (0..library.papers.len()).filter_map(|paper| library.papers.origin(paper));
        let categories = library.categories.iter().filter_map(|category| category.origin.as_ref());
        for origin in papers.chain(categories) {
            starts.entry(Arc::as_ptr(&origin.source)).or_default().push(origin.span.start);
        }
        starts.retain(|_, starts| {
            starts.sort_unstable();
            true
        });
        Self { starts }
    }

    /// Returns the span from an entry to the next; `None` for an entry in several files or in another format.
    fn span(&self, origin: &Origin) -> Option<Span> {
        let source = &origin.source;
        if !origin.merged.is_empty() || Format::of_source(source) != Some(Format::Toml) {
            return None;
        }
        let starts = self.starts.get(&Arc::as_ptr(source))?;
        let next = starts.partition_point(|start| *start <= origin.span.start);
        let end = starts.get(next).copied().unwrap_or(source.text.len());
        Some(Span::new(origin.span.start, end))
    }
}

fn is_same_origin(a: &Origin, b: &Origin) -> bool {
    let is_same = Arc::ptr_eq(&a.source, &b.source) && a.span == b.span && a.merged.len() == b.merged.len();
    is_same && a.merged.iter().zip(&b.merged).all(|(a, b)| is_same_origin(a, b))
}
