//! From a directive to the papers it selects, in their order and groups.
//!
//! Selectors and filters say which papers, `sort` and `group` in which order, `offset` and `limit` how many. Names the
//! library does not hold are faults, never empty lists.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use crate::diagnostic::Diagnostic;
use crate::directive::{Directive, Options, Scope};
use crate::library::Library;
use crate::source::Source;

mod compile;
mod expression;
mod fields;
mod filter;
mod group;
mod listing;
mod normalize;
mod select;
mod sort;
mod value_spans;

pub use fields::paper_value;
pub use listing::{Group, Listing, Shared};

use expression::{Expression, ExpressionError};
use filter::NormalizedPaper;
use value_spans::ValueSpans;

/// Whether a paper, by its index, is cited in the chapter of the directive or anywhere in the book.
pub type IsCited<'a> = &'a dyn Fn(usize, Scope) -> bool;

/// A library that directives are asked of, on any core, with what is worth keeping from one to the next.
#[derive(Debug)]
pub struct Query {
    library: Arc<Library>,
    collation: sort::Collation,
    keys: sort::Keys,
    folded: OnceLock<Box<[NormalizedPaper]>>,
    /// By their text.
    expressions: Mutex<HashMap<String, Result<Arc<Expression>, ExpressionError>>>,
}

/// A listing, and what became of the papers that are not in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What is shown.
    pub listing: Listing,
    /// The selected papers that a filter left out, in the order they were selected.
    pub dropped: Vec<Dropped>,
    /// The papers that `offset` and `limit` left out, in the order they would be shown.
    pub cut: Vec<usize>,
}

/// A paper that filters left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// Its index in the library.
    pub paper: usize,
    /// Which of the directive's filters are not true of it, as indices into them: at least one.
    pub filters: Vec<usize>,
}

impl Query {
    /// Makes a library ready to be asked; texts sort as `language` (BCP 47) has it.
    pub fn new(library: Arc<Library>, language: &str) -> Self {
        Self {
            library,
            collation: sort::Collation::new(language),
            keys: sort::Keys::default(),
            folded: OnceLock::new(),
            expressions: Mutex::default(),
        }
    }

    /// What a paper is compared by.
    fn folded(&self, paper: usize) -> &NormalizedPaper {
        let new = || std::iter::repeat_with(NormalizedPaper::default).take(self.library.papers.len()).collect();
        &self.folded.get_or_init(new)[paper]
    }

    /// The library.
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// What a directive that stands in `source` selects.
    ///
    /// # Errors
    /// What the library does not hold, and expressions that cannot be read or computed; nothing at all where a name may
    /// only be unread, which is reported already.
    pub fn run(
        &self,
        directive: &Directive,
        source: &Arc<Source>,
        cites: IsCited<'_>,
    ) -> Result<Listing, Vec<Diagnostic>> {
        self.look(directive, source, cites, false).map(|trace| trace.listing)
    }

    /// The same, and what became of the papers that are not in it.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub fn trace(
        &self,
        directive: &Directive,
        source: &Arc<Source>,
        cites: IsCited<'_>,
    ) -> Result<Trace, Vec<Diagnostic>> {
        self.look(directive, source, cites, true)
    }

    fn look(
        &self,
        directive: &Directive,
        source: &Arc<Source>,
        cites: IsCited<'_>,
        closely: bool,
    ) -> Result<Trace, Vec<Diagnostic>> {
        let mut selection = match select::select(&self.library, directive, source) {
            Ok(selection) => selection,
            Err(mut found) => {
                // What is wrong with the filters can be told as well.
                found.extend(self.ready(&directive.options, &self.everything(), source).err().into_iter().flatten());
                return Err(found);
            }
        };
        let dropped = self.filter(&mut selection.papers, &directive.options, source, cites, closely)?;
        sort::sort(self, &mut selection.papers, &directive.options.sort);
        let (listing, cut) = group::group(self, selection, &directive.options);
        Ok(Trace { listing, dropped, cut })
    }

    /// Filters and sorts papers that something else than selectors chose, such as the references of a chapter.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub fn narrow(
        &self,
        mut papers: Vec<usize>,
        options: &Options,
        source: &Arc<Source>,
        cites: IsCited<'_>,
    ) -> Result<Vec<usize>, Vec<Diagnostic>> {
        self.filter(&mut papers, options, source, cites, false)?;
        sort::sort(self, &mut papers, &options.sort);
        Ok(papers)
    }

    /// Papers that something else has chosen and put in order, in the groups that are asked for.
    pub fn arrange(&self, papers: Vec<usize>, options: &Options) -> Listing {
        let chosen = select::Selection { papers, all: true, ..select::Selection::default() };
        group::group(self, chosen, options).0
    }

    fn everything(&self) -> Vec<usize> {
        (0..self.library.papers.len()).collect()
    }

    /// Leaves the papers that every filter is true of, and tells why the others went: by the first filter that is not true
    /// of them, or `closely`, by each.
    fn filter(
        &self,
        papers: &mut Vec<usize>,
        options: &Options,
        source: &Arc<Source>,
        cites: IsCited<'_>,
        closely: bool,
    ) -> Result<Vec<Dropped>, Vec<Diagnostic>> {
        let ready = self.ready(options, papers, source)?;
        let (mut stay, mut dropped) = (Vec::with_capacity(papers.len()), Vec::new());
        for &paper in &*papers {
            let mut filters = Vec::new();
            for (nth, filter) in ready.iter().enumerate() {
                match filter.holds(self, paper, cites) {
                    Ok(true) => {}
                    Err(wrong) if filters.is_empty() => {
                        return Err(vec![wrong.at(ValueSpans::new(source, options.filters[nth].span))]);
                    }
                    Ok(false) | Err(_) => filters.push(nth),
                }
                if !closely && !filters.is_empty() {
                    break;
                }
            }
            if filters.is_empty() {
                stay.push(paper);
            } else {
                dropped.push(Dropped { paper, filters });
            }
        }
        *papers = stay;
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
        let (findings, _) = scan(&source);
        let Some(ScanItem::Directive(directive)) = findings.into_iter().next() else {
            panic!("`{directive}` is not a directive that can be read")
        };
        let query = Query::new(Arc::new(library), "en");
        match query.run(&directive, &source, &|_, _| false) {
            Ok(listing) => Ok(listing.papers.iter().map(|&paper| query.library.papers.key(paper)).collect()),
            Err(found) => Err(found
                .iter()
                .map(|found| {
                    format!("{}: {}; {}", found.code.as_str(), found.message, found.help.as_deref().unwrap_or("-"))
                })
                .collect::<Vec<_>>()
                .join("\n")),
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
    fn selectors_add_up_and_a_paper_stands_once() {
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
    fn sorting_puts_what_is_missing_last_and_ends_with_the_key() {
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
    fn unknown_names_are_faults() {
        fails("<<#papers bsae>>", "unknown-category: no category `bsae`; did you mean `base`?");
        fails("<<#papers base/*>>", "unknown-category: no category fits `base/*`; did you mean `base`?");
        fails(
            "<<#papers nothing/*>>",
            "unknown-category: no category fits `nothing/*`; there are: `base`, `resources`, `resources/data`, `resources/data/old`",
        );
        fails(
            "<<#papers \"Base Modles\">>",
            "unknown-category: no category titled `Base Modles`; did you mean `base`?",
        );
        fails("<<#papers @q>>", "unknown-key: no paper `q`; -");
        fails("<<#papers limit>>", "unknown-category: no category `limit`; as an option it needs a value: `limit=…`");
        fails("<<#papers d>>", "unknown-category: no category `d`; for the paper of that key write `@d`");
    }
}
