//! From a directive to the papers it selects, in their order and groups.
//!
//! Selectors and filters say which papers, `sort` and `group` in which order, `offset` and `limit` how many. Names the
//! library does not hold are faults, never empty lists.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::directive::{Directive, Filter, Options, Scope};
use crate::library::Library;
use crate::source::{Source, Span};

mod expression;
mod fields;
mod filter;
mod fold;
mod group;
mod listing;
mod select;
mod sort;
mod written;

pub use fields::{VALUES, paper_value};
pub use listing::{Group, Listing, Shared};

use expression::{Expression, Wrong};
use filter::{Folded, Open, Ready};
use fold::Wanted;
use written::Written;

/// Whether a paper, by its index, is cited in the chapter of the directive or anywhere in the book.
pub type Cites<'a> = &'a dyn Fn(usize, Scope) -> bool;

/// A library that directives are asked of, with what is worth keeping from one to the next.
#[derive(Debug)]
pub struct Query {
    library: Arc<Library>,
    collation: sort::Collation,
    keys: sort::Keys,
    folded: Vec<Folded>,
    /// By their text.
    expressions: RefCell<HashMap<String, Result<Rc<Expression>, Wrong>>>,
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

/// A paper that a filter left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    /// Its index in the library.
    pub paper: usize,
    /// The first of the directive's filters that is not true of it, as an index into them.
    pub filter: usize,
}

impl Query {
    /// Makes a library ready to be asked; texts sort as `language` (BCP 47) has it.
    pub fn new(library: Arc<Library>, language: &str) -> Self {
        let folded = std::iter::repeat_with(Folded::default).take(library.papers.len()).collect();
        Self {
            library,
            collation: sort::Collation::new(language),
            keys: sort::Keys::default(),
            folded,
            expressions: RefCell::default(),
        }
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
        cites: Cites<'_>,
    ) -> Result<Listing, Vec<Diagnostic>> {
        self.trace(directive, source, cites).map(|trace| trace.listing)
    }

    /// The same, and what became of the papers that are not in it.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub fn trace(
        &self,
        directive: &Directive,
        source: &Arc<Source>,
        cites: Cites<'_>,
    ) -> Result<Trace, Vec<Diagnostic>> {
        let mut selection = match select::select(&self.library, directive, source) {
            Ok(selection) => selection,
            Err(mut found) => {
                // What is wrong with the filters can be told as well.
                found.extend(self.ready(&directive.options, &self.everything(), source).err().into_iter().flatten());
                return Err(found);
            }
        };
        let dropped = self.filter(&mut selection.papers, &directive.options, source, cites)?;
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
        cites: Cites<'_>,
    ) -> Result<Vec<usize>, Vec<Diagnostic>> {
        self.filter(&mut papers, options, source, cites)?;
        sort::sort(self, &mut papers, &options.sort);
        Ok(papers)
    }

    fn everything(&self) -> Vec<usize> {
        (0..self.library.papers.len()).collect()
    }

    /// Leaves the papers that every filter is true of, and tells why the others went.
    fn filter(
        &self,
        papers: &mut Vec<usize>,
        options: &Options,
        source: &Arc<Source>,
        cites: Cites<'_>,
    ) -> Result<Vec<Dropped>, Vec<Diagnostic>> {
        let filters = self.ready(options, papers, source)?;
        let (mut stay, mut dropped) = (Vec::with_capacity(papers.len()), Vec::new());
        'papers: for &paper in &*papers {
            for (nth, filter) in filters.iter().enumerate() {
                let holds = filter
                    .holds(self, paper, cites)
                    .map_err(|wrong| vec![bad_expression(Written::new(source, options.filters[nth].span), &wrong)])?;
                if !holds {
                    dropped.push(Dropped { paper, filter: nth });
                    continue 'papers;
                }
            }
            stay.push(paper);
        }
        *papers = stay;
        Ok(dropped)
    }

    /// Makes filters ready for these papers, or says everything that is wrong with them.
    fn ready<'d>(
        &self,
        options: &'d Options,
        papers: &[usize],
        source: &Arc<Source>,
    ) -> Result<Vec<Ready<'d>>, Vec<Diagnostic>> {
        let (mut ready, mut found, mut resolved) = (Vec::new(), Vec::new(), true);
        for filter in &options.filters {
            let written = Written::new(source, filter.span);
            if let Some((open, values)) = Open::of(&filter.value) {
                let wanted: Vec<_> = values.iter().map(|value| (value.as_str(), Wanted::new(value))).collect();
                for (value, wanted) in &wanted {
                    if !self.is_known(open, wanted, papers) {
                        resolved = false;
                        found.extend(self.unknown(open, value, written));
                    }
                }
                ready.push(Ready::Open(open, wanted));
            } else if let Filter::Where(text) = &filter.value {
                match self.expression(text) {
                    Ok(expression) => ready.push(Ready::Where(filter, expression)),
                    Err(wrong) => {
                        resolved = false;
                        found.push(bad_expression(written, &wrong));
                    }
                }
            } else {
                ready.push(Ready::Plain(&filter.value));
            }
        }
        if resolved { Ok(ready) } else { Err(found) }
    }

    /// Whether a value is that of any paper; of the selected ones if possible, since others may be unread.
    fn is_known(&self, open: Open, wanted: &Wanted, papers: &[usize]) -> bool {
        let fits = |paper: usize| open.fits(self, paper, wanted);
        papers.iter().any(|&paper| fits(paper))
            || (open == Open::Has && crate::options::FIELDS.contains(&wanted.whole.as_str()))
            || (0..self.library.papers.len()).any(fits)
    }

    /// The fault of a value that no paper has; none where what was not read may have it.
    fn unknown(&self, open: Open, value: &str, written: Written<'_>) -> Option<Diagnostic> {
        let names = filter::names(self, open);
        let near = nearest(value, names.iter().map(String::as_str));
        if self.library.incomplete && near.is_none() {
            return None;
        }
        let message = match open {
            Open::Author => format!("no paper by `{value}`"),
            Open::Has => format!("no field and no link `{value}`"),
            Open::Tag | Open::NotTag => format!("no paper has the tag `{value}`"),
            Open::Venue => format!("no paper came out at `{value}`"),
        };
        let found = Code::BadValue.at((written.source, written.item(value)), message).label("not in the library");
        Some(match near {
            Some(near) => found.did_you_mean(Some(near)),
            None => found.help(some_of(open, &names)),
        })
    }

    fn expression(&self, text: &str) -> Result<Rc<Expression>, Wrong> {
        if let Some(read) = self.expressions.borrow().get(text) {
            return read.clone();
        }
        let known = |name: &str| {
            if self.library.incomplete || self.library.papers.iter().any(|paper| paper.x.contains_key(name)) {
                return Ok(());
            }
            let names: BTreeSet<_> = self.library.papers.iter().flat_map(|paper| paper.x.keys().cloned()).collect();
            Err(names.into_iter().collect())
        };
        let read = Expression::read(text, &known).map(Rc::new);
        self.expressions.borrow_mut().insert(text.to_owned(), read.clone());
        read
    }
}

/// The first few names there are.
fn some_of(open: Open, names: &[String]) -> String {
    const SHOWN: usize = 5;
    let what = match open {
        Open::Author => "authors",
        Open::Has => "fields and links",
        Open::Tag | Open::NotTag => "tags",
        Open::Venue => "venues",
    };
    let shown: Vec<_> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => format!("there are no {what}"),
        count if count > SHOWN => format!("there are {count} {what}: {}, …", shown.join(", ")),
        _ => format!("there are: {}", shown.join(", ")),
    }
}

fn bad_expression(written: Written<'_>, wrong: &Wrong) -> Diagnostic {
    let Span { start, end } = written.range(wrong.range.clone());
    let found =
        Code::BadValue.at((written.source, Span::new(start, end)), wrong.message.as_str()).label(wrong.label.as_str());
    match &wrong.help {
        Some(help) => found.help(help.as_str()),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Finding, scan};
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
        let Some(Finding::Directive(directive)) = findings.into_iter().next() else {
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
