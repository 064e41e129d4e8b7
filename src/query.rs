//! Runs the query of a directive: selects papers, filters them, and puts them in order and in groups.
//!
//! Selectors and filters choose the papers, `sort` and `group` order them, `offset` and `limit` cut the result. A name
//! that the library does not contain is an error, never an empty list.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use crate::diagnostic::Diagnostic;
use crate::directive::Directive;
use crate::library::Library;
use crate::options::{Options, Scope};
use crate::source::Source;

mod compile;
mod expression;
mod fields;
mod filter;
mod group;
mod listing;
mod normalize;
mod pinyin;
mod select;
mod sort;
mod value_spans;

pub use fields::paper_value;
pub use listing::{Group, GroupValue, Listing};
pub use pinyin::pinyin_initial;

pub(crate) use expression::{Nesting, tokens};

use expression::{Expression, ExpressionError};
use filter::NormalizedPaper;
use value_spans::ValueSpans;

/// Whether a paper, by its index, is cited in the chapter of the directive or anywhere in the book.
pub type IsCited<'a> = &'a dyn Fn(usize, Scope) -> bool;

/// A library to query, with caches that the directives of a book share. Queries may run on several threads.
#[derive(Debug)]
pub struct Query {
    library: Arc<Library>,
    collation: sort::Collation,
    sort_keys: sort::KeyCache,
    normalized: OnceLock<Box<[NormalizedPaper]>>,
    /// Parsed expressions, by their text.
    expressions: Mutex<HashMap<String, Result<Arc<Expression>, ExpressionError>>>,
}

/// A listing, and the reasons why the other selected papers are not in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The listing.
    pub listing: Listing,
    /// The selected papers that filters removed, in the order of selection.
    pub dropped: Vec<Dropped>,
    /// The papers that `offset` and `limit` removed, in the order of the listing.
    pub cut: Vec<usize>,
}

/// A paper that filters removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Its index in the library.
    pub paper: usize,
    /// The filters that it fails, as indices into the directive's filters: at least one.
    pub filters: Vec<usize>,
}

/// How many of the filters that a paper fails are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    First,
    All,
}

impl Query {
    /// Prepares a library for queries. Texts are sorted by the rules of `language` (BCP 47).
    pub fn new(library: Arc<Library>, language: &str) -> Self {
        Self {
            library,
            collation: sort::Collation::new(language),
            sort_keys: sort::KeyCache::default(),
            normalized: OnceLock::new(),
            expressions: Mutex::default(),
        }
    }

    /// The normalized texts of a paper.
    fn normalized(&self, paper: usize) -> &NormalizedPaper {
        let new = || std::iter::repeat_with(NormalizedPaper::default).take(self.library.papers.len()).collect();
        &self.normalized.get_or_init(new)[paper]
    }

    /// The library.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Runs the query of a directive in `source`.
    ///
    /// # Errors
    /// Returns diagnostics for names that the library does not contain, and for expressions that cannot be parsed or
    /// evaluated. The list is empty if a name is unknown but may be in a file that could not be read: that file has its own
    /// diagnostic.
    pub fn run(
        &self,
        directive: &Directive,
        source: &Arc<Source>,
        cites: IsCited<'_>,
    ) -> Result<Listing, Vec<Diagnostic>> {
        self.evaluate(directive, source, cites, Detail::First).map(|trace| trace.listing)
    }

    /// Runs the query of a directive and records why selected papers are not in the listing.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub fn trace(
        &self,
        directive: &Directive,
        source: &Arc<Source>,
        cites: IsCited<'_>,
    ) -> Result<Trace, Vec<Diagnostic>> {
        self.evaluate(directive, source, cites, Detail::All)
    }

    fn evaluate(
        &self,
        directive: &Directive,
        source: &Arc<Source>,
        cites: IsCited<'_>,
        detail: Detail,
    ) -> Result<Trace, Vec<Diagnostic>> {
        let options = &directive.options;
        let mut selection = match select::select(&self.library, directive, source) {
            Ok(selection) => selection,
            Err(mut diagnostics) => {
                // Errors in the filters do not depend on the selectors.
                let all: Vec<_> = (0..self.library.papers.len()).collect();
                diagnostics.extend(self.compile(options, &all, source).err().into_iter().flatten());
                return Err(diagnostics);
            }
        };
        let dropped = self.filter(&mut selection.papers, options, source, cites, detail)?;
        sort::sort(self, &mut selection.papers, &options.sort);
        let (listing, cut) = group::group(self, selection, options);
        Ok(Trace { listing, dropped, cut })
    }

    /// Filters and sorts papers that were not chosen by selectors, such as the references of a chapter.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub fn filter_and_sort(
        &self,
        mut papers: Vec<usize>,
        options: &Options,
        source: &Arc<Source>,
        cites: IsCited<'_>,
    ) -> Result<Vec<usize>, Vec<Diagnostic>> {
        self.filter(&mut papers, options, source, cites, Detail::First)?;
        sort::sort(self, &mut papers, &options.sort);
        Ok(papers)
    }

    /// Groups papers that are already in order.
    pub fn group(&self, papers: Vec<usize>, options: &Options) -> Listing {
        let selection = select::Selection { papers, all: true, ..select::Selection::default() };
        group::group(self, selection, options).0
    }

    /// Retains the papers that pass every filter, and returns the others with the filters that they fail.
    fn filter(
        &self,
        papers: &mut Vec<usize>,
        options: &Options,
        source: &Arc<Source>,
        cites: IsCited<'_>,
        detail: Detail,
    ) -> Result<Vec<Dropped>, Vec<Diagnostic>> {
        let compiled = self.compile(options, papers, source)?;
        let (mut retained, mut dropped) = (Vec::with_capacity(papers.len()), Vec::new());
        for &paper in &*papers {
            let mut failed = Vec::new();
            for (index, filter) in compiled.iter().enumerate() {
                match filter.matches(self, paper, cites) {
                    Ok(true) => {}
                    Err(error) if failed.is_empty() => {
                        return Err(vec![error.at(ValueSpans::new(source, options.filters[index].span))]);
                    }
                    Ok(false) | Err(_) => failed.push(index),
                }
                if detail == Detail::First && !failed.is_empty() {
                    break;
                }
            }
            if failed.is_empty() {
                retained.push(paper);
            } else {
                dropped.push(Dropped { paper, filters: failed });
            }
        }
        *papers = retained;
        Ok(dropped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{ScanItem, scan};
    use crate::{format, library};

    const DATA: &str = r#"
        [[category]]
        id = "base"
        title = "Base Models"
        order = ["c"]
        [[category]]
        id = "resources"
        [[category]]
        id = "resources/data"
        title = "Data"
        [[category]]
        id = "resources/data/old"
        [[paper]]
        id = "a"
        title = "Zeta"
        date = "2021"
        authors = ["Bo Li"]
        categories = ["base", "resources/data"]
        [[paper]]
        id = "b"
        title = "alpha"
        date = "2023-01"
        categories = ["resources"]
        [[paper]]
        id = "c"
        title = "Beta"
        authors = ["Ada Angstrom"]
        categories = ["base", "resources/data/old"]
        [[paper]]
        id = "d"
        title = "beta"
        date = "2023"
    "#;

    fn run(directive: &str) -> Result<String, String> {
        let contents = format::read(&Source::new("papers.toml", DATA), format::Reading::default());
        assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
        let (library, _) = library::merge(vec![contents]);
        let source = Source::new("a.md", directive);
        let (items, _) = scan(&source);
        let Some(ScanItem::Directive(directive)) = items.into_iter().next() else {
            panic!("`{directive}` is not a valid directive")
        };
        let query = Query::new(Arc::new(library), "en");
        match query.run(&directive, &source, &|_, _| false) {
            Ok(listing) => Ok(listing.papers.iter().map(|&paper| query.library.papers.key(paper)).collect()),
            Err(diagnostics) => {
                let line = |it: &Diagnostic| {
                    format!("{}: {}; {}", it.code.as_str(), it.message, it.help.as_deref().unwrap_or("-"))
                };
                Err(diagnostics.iter().map(line).collect::<Vec<_>>().join("\n"))
            }
        }
    }

    #[track_caller]
    fn check(directive: &str, expect: &str) {
        assert_eq!(run(directive).as_deref(), Ok(expect), "{directive}");
    }

    #[track_caller]
    fn fails(directive: &str, expect: &str) {
        assert_eq!(run(directive).as_ref().map_err(String::as_str), Err(expect), "{directive}");
    }

    #[test]
    fn selectors_add_up_and_a_paper_is_listed_once() {
        check("<<#papers>>", "abcd");
        check("<<#papers *>>", "abcd");
        check("<<#papers base>>", "ca");
        check("<<#papers resources>>", "b");
        check("<<#papers resources/*>>", "a");
        check("<<#papers resources/**>>", "bac");
        check("<<#papers */*>>", "a");
        check("<<#papers resources base>>", "bca");
        check("<<#papers \"base models\">>", "ca");
        check("<<#papers @d, @a>>", "da");
        check("<<#papers @a base>>", "ac");
    }

    #[test]
    fn missing_values_sort_last_and_the_key_breaks_ties() {
        check("<<#papers sort=date>>", "adbc");
        check("<<#papers sort=-date>>", "bdac");
        check("<<#papers sort=-year>>", "bdac");
        check("<<#papers sort=title>>", "bcda");
        check("<<#papers sort=-title>>", "acdb");
        check("<<#papers sort=authors>>", "cabd");
        check("<<#papers sort=-key>>", "dcba");
        check("<<#papers sort=year,-title>>", "adbc");
    }

    #[test]
    fn offset_and_limit_cut_after_sorting() {
        check("<<#papers sort=-key limit=2>>", "dc");
        check("<<#papers sort=-key offset=1 limit=2>>", "cb");
        check("<<#papers offset=9>>", "");
        check("<<#papers limit=0>>", "");
    }

    #[test]
    fn unknown_names_are_errors() {
        fails("<<#papers bsae>>", "unknown-category: no category `bsae`; did you mean `base`?");
        fails("<<#papers base/*>>", "unknown-category: no category matches `base/*`; did you mean `base`?");
        fails(
            "<<#papers nothing/*>>",
            "unknown-category: no category matches `nothing/*`; there are: `base`, `resources`, `resources/data`, `resources/data/old`",
        );
        fails(
            "<<#papers \"Base Modles\">>",
            "unknown-category: no category titled `Base Modles`; did you mean `base`?",
        );
        fails("<<#papers @q>>", "unknown-key: no paper `q`; -");
        fails("<<#papers limit>>", "unknown-category: no category `limit`; as an option it needs a value: `limit=…`");
        fails("<<#papers d>>", "unknown-category: no category `d`; for the paper of that key write `@d`");
        fails("<<#papers Base Models>>", "unknown-category: a title without quotes; write `\"Base Models\"`");
        fails(
            "<<#papers base sort=date desc>>",
            "unknown-category: no category `desc`; `sort=date` is ascending, `sort=-date` descending",
        );
    }
}
