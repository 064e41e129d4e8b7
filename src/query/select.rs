//! Selectors: from shelves, globs, titles and keys to papers.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::directive::{Directive, Selector};
use crate::library::Library;
use crate::source::{Source, Spanned};

/// What the selectors of a directive name.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// The papers, each once: selector by selector, in the order of the shelves.
    pub(super) papers: Vec<usize>,
    /// The categories that were selected whole.
    pub(super) categories: Vec<usize>,
    /// Whether it is the whole library.
    pub(super) all: bool,
}

/// Looks up every selector; without any it is the whole library.
pub(super) fn select(
    library: &Library,
    directive: &Directive,
    source: &Arc<Source>,
) -> Result<Selection, Vec<Diagnostic>> {
    let everything = || (0..library.papers.len()).collect();
    if directive.selectors.is_empty() {
        return Ok(Selection { papers: everything(), all: true, ..Selection::default() });
    }
    let mut selection = Selection { all: directive.is_of_all(), ..Selection::default() };
    let mut found = Vec::new();
    let mut resolved = true;
    let mut chosen = vec![false; library.papers.len()];
    for selector in &directive.selectors {
        let papers = if selector.value.is_everything() {
            Some(everything())
        } else {
            select_one(library, directive, selector, source, &mut selection.categories, &mut found)
        };
        let Some(papers) = papers else {
            resolved = false;
            continue;
        };
        selection.papers.extend(papers.into_iter().filter(|&paper| !std::mem::replace(&mut chosen[paper], true)));
    }
    if resolved { Ok(selection) } else { Err(found) }
}

/// The papers of a selector; none, with the reason in `found`, if it names nothing.
fn select_one(
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
