//! From a directive to the papers it selects, in their order.
//!
//! Names the library does not hold are faults, never empty lists.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::directive::{Directive, Selector};
use crate::library::Library;
use crate::source::{Source, Spanned};

mod listing;
mod sort;

pub use listing::{Group, Listing, Shared};

/// Runs the selectors, `sort`, `offset` and `limit` of a directive that stands in `source`.
///
/// # Errors
/// What the library does not hold; nothing at all where it may only be unread, which is reported already.
pub fn run(library: &Library, directive: &Directive, source: &Arc<Source>) -> Result<Listing, Vec<Diagnostic>> {
    let mut listing = Listing::default();
    let mut found = Vec::new();
    let mut resolved = true;
    let mut chosen = vec![false; library.papers.len()];
    for selector in &directive.selectors {
        let Some(papers) = select(library, directive, selector, source, &mut listing.categories, &mut found) else {
            resolved = false;
            continue;
        };
        for paper in papers {
            if !std::mem::replace(&mut chosen[paper], true) {
                listing.papers.push(paper);
            }
        }
    }
    if !resolved {
        return Err(found);
    }
    if directive.selectors.is_empty() {
        listing.papers = (0..library.papers.len()).collect();
    }
    let options = &directive.options;
    sort::sort(library, &mut listing.papers, &options.sort);
    listing.papers.drain(..options.offset.unwrap_or(0).min(listing.papers.len()));
    listing.papers.truncate(options.limit.unwrap_or(usize::MAX));
    Ok(listing)
}

/// The papers of a selector; none, with the reason in `found`, if it names nothing.
fn select(
    library: &Library,
    directive: &Directive,
    selector: &Spanned<Selector>,
    source: &Arc<Source>,
    categories: &mut Vec<usize>,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<usize>> {
    let fitting = match &selector.value {
        Selector::Key(key) => {
            if let Some(paper) = library.paper(key) {
                return Some(vec![paper]);
            }
            let near = nearest(key, library.papers.keys());
            if !library.incomplete || near.is_some() {
                found.push(
                    Code::UnknownKey
                        .at((source, selector.span), format!("no paper `{key}`"))
                        .label("not in the library")
                        .did_you_mean(near),
                );
            }
            return None;
        }
        Selector::Glob(glob) if glob == "*" || glob == "**" => return Some((0..library.papers.len()).collect()),
        Selector::Category(id) => library.category(id).into_iter().collect(),
        Selector::Title(title) => library.categories_titled(title),
        Selector::Glob(glob) => library.categories_fitting(glob),
    };
    match (&selector.value, fitting.as_slice()) {
        (_, []) => {
            found.extend(no_category(library, directive, selector, source));
            return None;
        }
        (Selector::Title(title), [_, _, ..]) => {
            let ids: Vec<_> =
                fitting.iter().map(|&category| format!("`{}`", library.categories[category].id)).collect();
            let message = format!("several categories are titled `{title}`");
            let ambiguous = Code::BadValue.at((source, selector.span), message).label("which one?");
            found.push(ambiguous.help(format!("write one of {}", ids.join(", "))));
            return None;
        }
        _ => {}
    }
    let papers = fitting.iter().flat_map(|&category| library.shelf(category)).copied().collect();
    categories.extend(fitting.into_iter().filter(|category| !categories.contains(category)).collect::<Vec<_>>());
    Some(papers)
}

fn no_category(
    library: &Library,
    directive: &Directive,
    selector: &Spanned<Selector>,
    source: &Arc<Source>,
) -> Option<Diagnostic> {
    let (name, message) = match &selector.value {
        Selector::Category(id) => (id.as_str(), format!("no category `{id}`")),
        Selector::Title(title) => (title.as_str(), format!("no category titled `{title}`")),
        Selector::Glob(glob) => (glob.as_str(), format!("no category fits `{glob}`")),
        Selector::Key(_) => return None,
    };
    if let (Selector::Category(_), Some(option)) = (&selector.value, directive.spec.option(name)) {
        let found = Code::UnknownCategory.at((source, selector.span), message).label("not in the library");
        return Some(found.help(format!("as an option it needs a value: `{}=…`", option.name)));
    }
    let near = library.category_meant(name);
    // What was not read may well hold it; the fault of the file is reported already.
    if library.incomplete && near.is_none() {
        return None;
    }
    let found = Code::UnknownCategory.at((source, selector.span), message).label("not in the library");
    if near.is_none() && library.paper(name).is_some() {
        return Some(found.help(format!("for the paper of that key write `@{name}`")));
    }
    Some(if near.is_some() { found.did_you_mean(near) } else { found.help(known_categories(library)) })
}

/// The first few categories there are.
fn known_categories(library: &Library) -> String {
    const SHOWN: usize = 5;
    let names: Vec<_> = library.categories.iter().take(SHOWN).map(|category| format!("`{}`", category.id)).collect();
    match library.categories.len() {
        0 => "no category is declared, and no paper names one".to_owned(),
        count if count > SHOWN => format!("there are {count} categories: {}, …", names.join(", ")),
        _ => format!("there are: {}", names.join(", ")),
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
        match super::run(&library, &directive, &source) {
            Ok(listing) => Ok(listing.papers.iter().map(|&paper| library.papers.key(paper)).collect()),
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
