//! Categories that no chapter lists, and those on which nothing stands.

use super::{Subject, at};
use crate::diagnostic::{Code, Diagnostic};
use crate::directive::{Directive, Selector};
use crate::library::Library;
use crate::options::DirectiveKind;
use crate::plan::{Plan, Step};

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let used = Used::of(subject);
    for (index, category, origin) in subject.declared() {
        let id = &category.id;
        let empty = subtree(subject.library, index).all(|below| subject.library.shelf(below).is_empty());
        if empty {
            found.push(at(
                origin,
                origin.name(),
                Code::EmptyCategory,
                format!("no paper stands in the category `{id}`"),
            ));
        }
        // What is only a heading above others is used with them.
        let heading = subject.library.shelf(index).is_empty();
        let mut below = subtree(subject.library, index).filter(|&below| heading || below == index);
        if used.is_known && !below.any(|below| used.categories[below]) {
            let message = match subject.library.shelf(index).len() {
                0 => format!("no chapter lists the category `{id}`"),
                1 => format!("no chapter lists the category `{id}`, on which a paper stands"),
                count => format!("no chapter lists the category `{id}`, on which {count} papers stand"),
            };
            let written = if id.chars().any(char::is_whitespace) { format!("\"{id}\"") } else { id.clone() };
            let help = format!("list it where it belongs: `<<#papers {written}>>`");
            found.push(at(origin, origin.name(), Code::UnusedCategory, message).help(help));
        }
    }
}

/// A category and all below it.
fn subtree(library: &Library, root: usize) -> impl Iterator<Item = usize> {
    let id = &library.categories[root].id;
    let below =
        |other: &str| other.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    (0..library.categories.len()).filter(move |&index| below(&library.categories[index].id))
}

/// Which categories the chapters list.
pub(super) struct Used {
    /// For each category, whether a directive lists or counts it.
    pub(super) categories: Vec<bool>,
    /// Whether everything is listed somewhere, with no filter.
    pub(super) everything: bool,
    /// Whether every directive could be understood; else what it would have listed is not known.
    pub(super) is_known: bool,
}

impl Used {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let Subject { library, plan, .. } = subject;
        let mut used = vec![false; library.categories.len()];
        let mut everything = false;
        for directive in directives(plan) {
            everything |= lists_everything(directive);
            for selector in &directive.selectors {
                let fitting = match &selector.value {
                    Selector::Category(id) => library.category(id).into_iter().collect(),
                    Selector::Title(title) => library.categories_titled(title),
                    Selector::Glob(glob) => library.categories_fitting(glob),
                    Selector::Key(_) => Vec::new(),
                };
                for category in fitting {
                    used[category] = true;
                }
            }
        }
        if everything {
            used.fill(true);
        }
        let mut steps = plan.chapters.iter().flat_map(|chapter| &chapter.steps);
        let is_known = !steps.any(|step| matches!(step, Step::Invalid(_)));
        Self { categories: used, everything, is_known }
    }
}

fn directives(plan: &Plan) -> impl Iterator<Item = &Directive> {
    plan.chapters.iter().flat_map(|chapter| &chapter.steps).filter_map(|step| match step {
        Step::List(directive, _)
        | Step::Count(directive, _)
        | Step::Index(directive, _)
        | Step::Stats(directive, _) => Some(directive.as_ref()),
        _ => None,
    })
}

fn lists_everything(directive: &Directive) -> bool {
    let all = |selector: &Selector| matches!(selector, Selector::Glob(glob) if glob == "*" || glob == "**");
    directive.spec.kind == DirectiveKind::Papers
        && directive.options.filters.is_empty()
        && (directive.selectors.is_empty() || directive.selectors.iter().any(|selector| all(&selector.value)))
}
