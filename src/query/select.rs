//! Selectors: from categories, globs, titles and keys to papers.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::directive::{Directive, Selector};
use crate::library::Library;
use crate::source::{Source, Span, Spanned};

/// The papers that the selectors of a directive name.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// The papers, each once: selector by selector, in the order of the categories.
    pub(super) papers: Vec<usize>,
    /// The selected categories.
    pub(super) categories: Vec<usize>,
    /// Whether the whole library is selected.
    pub(super) all: bool,
}

/// Resolves the selectors of a directive; without any, selects the whole library.
///
/// # Errors
/// Returns a diagnostic for every selector that matches nothing. The list is empty if all of them may be in files that could
/// not be read.
pub(super) fn select(
    library: &Library,
    directive: &Directive,
    source: &Arc<Source>,
) -> Result<Selection, Vec<Diagnostic>> {
    let everything = || (0..library.papers.len()).collect();
    if directive.selectors.is_empty() {
        return Ok(Selection { papers: everything(), all: true, ..Selection::default() });
    }
    let mut selection = Selection { all: directive.selects_everything(), ..Selection::default() };
    let mut diagnostics = Vec::new();
    let mut valid = true;
    let mut chosen = vec![false; library.papers.len()];
    let mut rest = directive.selectors.as_slice();
    while let [selector, others @ ..] = rest {
        rest = others;
        if let Some((words, diagnostic)) = unquoted_title(library, selector, others, source) {
            rest = &others[words..];
            diagnostics.push(diagnostic);
            valid = false;
            continue;
        }
        let papers = if selector.value.is_everything() {
            Some(everything())
        } else {
            select_one(library, directive, selector, source, &mut selection.categories, &mut diagnostics)
        };
        let Some(papers) = papers else {
            valid = false;
            continue;
        };
        selection.papers.extend(papers.into_iter().filter(|&paper| !std::mem::replace(&mut chosen[paper], true)));
    }
    if valid { Ok(selection) } else { Err(diagnostics) }
}

/// Returns the papers of a selector, or `None` with the reason in `diagnostics` if it matches nothing.
fn select_one(
    library: &Library,
    directive: &Directive,
    selector: &Spanned<Selector>,
    source: &Arc<Source>,
    categories: &mut Vec<usize>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<usize>> {
    let matching = match &selector.value {
        Selector::Key(key) => {
            if let Some(paper) = library.paper(key) {
                return Some(vec![paper]);
            }
            let near = nearest(key, library.papers.keys());
            if !library.incomplete || near.is_some() {
                diagnostics.push(
                    Code::UnknownKey
                        .at((source, selector.span), format!("no paper `{key}`"))
                        .label("not in the library")
                        .did_you_mean(near),
                );
            }
            return None;
        }
        Selector::Category(id) => library.category(id).into_iter().collect(),
        Selector::Title(title) => library.categories_by_title(title),
        Selector::Glob(glob) => library.categories_matching(glob),
    };
    match (&selector.value, matching.as_slice()) {
        (_, []) => {
            diagnostics.extend(no_category(library, directive, selector, source));
            return None;
        }
        (Selector::Title(title), [_, _, ..]) => {
            let ids: Vec<_> =
                matching.iter().map(|&category| format!("`{}`", library.categories[category].id)).collect();
            let message = format!("several categories are titled `{title}`");
            let ambiguous = Code::BadValue.at((source, selector.span), message).label("which one?");
            diagnostics.push(ambiguous.help(format!("write one of {}", ids.join(", "))));
            return None;
        }
        _ => {}
    }
    let papers = matching.iter().flat_map(|&category| library.category_papers(category)).copied().collect();
    categories.extend(matching.into_iter().filter(|category| !categories.contains(category)).collect::<Vec<_>>());
    Some(papers)
}

/// Returns the diagnostic for words that together are the title of a category, and how many selectors follow the first.
fn unquoted_title(
    library: &Library,
    first: &Spanned<Selector>,
    others: &[Spanned<Selector>],
    source: &Arc<Source>,
) -> Option<(usize, Diagnostic)> {
    let is_unknown = |selector: &Spanned<Selector>| matches!(&selector.value, Selector::Category(id) if library.category(id).is_none());
    let unknown = others.iter().take_while(|selector| is_unknown(selector)).count();
    if !is_unknown(first) {
        return None;
    }
    (1..=unknown).rev().find_map(|words| {
        let span = Span::new(first.span.start, others[words - 1].span.end);
        let title = &source.text[span.range()];
        let is_title = !library.categories_by_title(title).is_empty();
        let diagnostic = || Code::UnknownCategory.at((source, span), "a title without quotes");
        is_title.then(|| (words, diagnostic().help(format!("write `\"{title}\"`"))))
    })
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
        Selector::Glob(glob) => (glob.as_str(), format!("no category matches `{glob}`")),
        Selector::Key(_) => return None,
    };
    if let (Selector::Category(_), Some(option)) = (&selector.value, directive.spec.option(name)) {
        let diagnostic = Code::UnknownCategory.at((source, selector.span), message).label("not in the library");
        return Some(diagnostic.help(format!("as an option it needs a value: `{}=…`", option.name)));
    }
    if let (true, Some(key)) = (is_direction(name), directive.options.sort.last()) {
        let diagnostic = Code::UnknownCategory.at((source, selector.span), message).label("not in the library");
        let field = key.field.name();
        return Some(diagnostic.help(format!("`sort={field}` is ascending, `sort=-{field}` descending")));
    }
    let near = library.suggest_category(name);
    // The category may be in a file that could not be read, which has its own diagnostic.
    if library.incomplete && near.is_none() {
        return None;
    }
    let diagnostic = Code::UnknownCategory.at((source, selector.span), message).label("not in the library");
    if near.is_none() && library.paper(name).is_some() {
        return Some(diagnostic.help(format!("for the paper of that key write `@{name}`")));
    }
    Some(if near.is_some() { diagnostic.did_you_mean(near) } else { diagnostic.help(known_categories(library)) })
}

/// Returns whether a word means the direction of an order.
fn is_direction(word: &str) -> bool {
    ["asc", "ascending", "desc", "descending"].contains(&word.to_ascii_lowercase().as_str())
}

/// A help text that lists the first categories.
fn known_categories(library: &Library) -> String {
    const MAX_SUGGESTIONS: usize = 5;
    let names: Vec<_> =
        library.categories.iter().take(MAX_SUGGESTIONS).map(|category| format!("`{}`", category.id)).collect();
    match library.categories.len() {
        0 => "no category is declared, and no paper names one".to_owned(),
        count if count > MAX_SUGGESTIONS => format!("there are {count} categories: {}, …", names.join(", ")),
        _ => format!("there are: {}", names.join(", ")),
    }
}
