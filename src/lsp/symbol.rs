//! The names of papers and categories in chapters and data files.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::book::Book;
use super::documents::Documents;
use crate::citation::Citation;
use crate::config::Config;
use crate::directive::{Directive, ScanItem, Selector, scan_with_citations};
use crate::library::Library;
use crate::paper::Origin;
use crate::source::{Source, Span};

/// A paper or a category, by its index in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// A paper.
    Paper(usize),
    /// A category.
    Category(usize),
}

/// A place that names a paper or a category.
#[derive(Debug, Clone)]
pub(super) struct Occurrence {
    /// What it names.
    pub(super) named: Named,
    /// The text, with its path relative to the root of the book.
    pub(super) source: Arc<Source>,
    /// The name, without `@`, braces and quotes.
    pub(super) span: Span,
    /// Whether the place defines it.
    pub(super) is_definition: bool,
}

/// Returns the names in a chapter, in order.
pub(super) fn in_chapter(library: &Library, config: &Config, source: &Arc<Source>) -> Vec<Occurrence> {
    let scan = scan_with_citations(source, config.citations, config.mathjax, &[]);
    let mut found = Occurrences { library, source, list: Vec::new() };
    for item in &scan.items {
        match item {
            ScanItem::Directive(directive) => found.directive(directive),
            ScanItem::Citation(citation) => found.citation(citation),
            ScanItem::Invalid(_) => {}
        }
    }
    found.list
}

/// Returns the names in the data file at a path relative to the root, or in all data files.
pub(super) fn in_data(library: &Library, file: Option<&Path>) -> Vec<Occurrence> {
    let mut list = Vec::new();
    let mut add = |named, source: &Arc<Source>, span: Span, name: &str, is_definition| {
        if file.is_none_or(|file| source.path == file)
            && let Some(span) = name_in(&source.text, span, name)
        {
            list.push(Occurrence { named, source: Arc::clone(source), span, is_definition });
        }
    };
    for paper in 0..library.papers.len() {
        let Some(origin) = library.papers.origin(paper) else { continue };
        let key = library.papers.key(paper);
        for origin in std::iter::once(origin).chain(&origin.merged) {
            add(Named::Paper(paper), &origin.source, origin.name(), key, true);
        }
        for category in library.papers.categories(paper) {
            let Some(index) = library.category(&category.value) else { continue };
            // A category that a keyword names has the place of the entry's key.
            if category.span != origin.key {
                add(Named::Category(index), &origin.source, category.span, &category.value, false);
            }
        }
    }
    for (index, category) in library.categories.iter().enumerate() {
        let Some(origin) = &category.origin else { continue };
        add(Named::Category(index), &origin.source, origin.name(), &category.id, true);
        for key in &category.order {
            let Some(paper) = library.paper(&key.value) else { continue };
            add(Named::Paper(paper), &origin.source, key.span, &key.value, false);
        }
    }
    list
}

/// Returns the name at an offset of a chapter or data file.
pub(super) fn at(book: &Book, path: &Path, source: &Source, offset: usize) -> Option<Occurrence> {
    let file = book.relative(path);
    let library = book.query().library();
    let occurrences = if book.is_data(&file) {
        in_data(library, Some(&file))
    } else {
        in_chapter(library, book.config(), &Source::new(file, source.text.as_str()))
    };
    // The cursor may be at the `@` or quote before the name, or right after the name.
    occurrences.into_iter().find(|it| it.span.start <= offset + 1 && offset <= it.span.end)
}

/// Returns all places in chapters and data files that name a paper or a category.
pub(super) fn all(book: &Book, documents: &Documents, named: Named) -> Vec<Occurrence> {
    let (library, config) = (book.query().library(), book.config());
    let chapters = book.markdown_sources(documents);
    let in_chapters = chapters.par_iter().flat_map_iter(|source| in_chapter(library, config, source));
    let mut all: Vec<_> = in_chapters.filter(|it| it.named == named).collect();
    all.extend(in_data(library, None).into_iter().filter(|it| it.named == named));
    all.sort_by(|a, b| (&a.source.path, a.span).cmp(&(&b.source.path, b.span)));
    all.dedup_by(|b, a| a.source.path == b.source.path && a.span == b.span);
    all
}

struct Occurrences<'a> {
    library: &'a Library,
    source: &'a Arc<Source>,
    list: Vec<Occurrence>,
}

impl Occurrences<'_> {
    fn add(&mut self, named: Named, span: Span, name: &str) {
        if let Some(span) = name_in(&self.source.text, span, name) {
            self.list.push(Occurrence { named, source: Arc::clone(self.source), span, is_definition: false });
        }
    }

    fn directive(&mut self, directive: &Directive) {
        for selector in &directive.selectors {
            let (named, name) = match &selector.value {
                Selector::Key(key) => (self.library.paper(key).map(Named::Paper), key),
                Selector::Category(id) => (self.library.category(id).map(Named::Category), id),
                Selector::Title(title) => {
                    let categories = self.library.categories_by_title(title);
                    let [category] = categories[..] else { continue };
                    (Some(Named::Category(category)), title)
                }
                Selector::Glob(_) => continue,
            };
            if let Some(named) = named {
                self.add(named, selector.span, name);
            }
        }
        for key in &directive.options.nocite {
            if let Some(paper) = self.library.paper(&key.value) {
                self.add(Named::Paper(paper), key.span, &key.value);
            }
        }
    }

    fn citation(&mut self, citation: &Citation) {
        for item in &citation.cluster.items {
            if let Some(paper) = self.library.cited(&item.key.value) {
                self.add(Named::Paper(paper), item.key.span, &item.key.value);
            }
        }
        if let Some(fallback) = &citation.fallback {
            self.citation(fallback);
        }
    }
}

/// Returns the name at the place where an entry is defined, without quotes.
pub(super) fn defined(origin: &Origin, name: &str) -> Span {
    name_in(&origin.source.text, origin.name(), name).unwrap_or(origin.name())
}

/// Returns the range of a name in a range that also has quotes, `@` or other names.
fn name_in(text: &str, span: Span, name: &str) -> Option<Span> {
    let written = text.get(span.range())?;
    let is_end = |c: Option<char>| {
        c.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '@' | '{' | '}' | ',' | ']' | ':' | '[' | ';' | ')' | '(')
        })
    };
    let fits = |&at: &usize| {
        let (before, after) = (&written[..at], &written[at + name.len()..]);
        is_end(before.chars().next_back()) && is_end(after.chars().next())
    };
    let at = written.match_indices(name).map(|(at, _)| at).find(fits)?;
    Some(Span::new(at, at + name.len()).shifted(span.start))
}
