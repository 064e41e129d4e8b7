//! Categories that no chapter lists, and categories without papers.

use super::{LintContext, at};
use crate::diagnostic::{Code, Diagnostic};
use crate::directive::{Directive, Selector};
use crate::library::Library;
use crate::options::DirectiveKind;
use crate::plan::{Plan, Step};

pub(super) fn check(context: &LintContext<'_>, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let used = UsedCategories::of(context.library, plan);
    for (index, category, origin) in context.declared() {
        let id = &category.id;
        let empty = subtree(context.library, index).all(|below| context.library.category_papers(below).is_empty());
        if empty {
            diagnostics.push(at(
                origin,
                origin.name(),
                Code::EmptyCategory,
                format!("the category `{id}` has no papers"),
            ));
        }
        // A category without papers of its own is used if any category below it is.
        let is_heading = context.library.category_papers(index).is_empty();
        let mut below = subtree(context.library, index).filter(|&below| is_heading || below == index);
        if used.is_known && !below.any(|below| used.categories[below]) {
            let message = match context.library.category_papers(index).len() {
                0 => format!("no chapter lists the category `{id}`"),
                1 => format!("no chapter lists the category `{id}`, which has a paper"),
                count => format!("no chapter lists the category `{id}`, which has {count} papers"),
            };
            let value = if id.chars().any(char::is_whitespace) { format!("\"{id}\"") } else { id.clone() };
            let help = format!("list it in a chapter: `<<#papers {value}>>`");
            diagnostics.push(at(origin, origin.name(), Code::UnusedCategory, message).help(help));
        }
    }
}

/// Returns a category and all categories below it.
fn subtree(library: &Library, root: usize) -> impl Iterator<Item = usize> {
    let id = &library.categories[root].id;
    let below =
        |other: &str| other.strip_prefix(id.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    (0..library.categories.len()).filter(move |&index| below(&library.categories[index].id))
}

/// The categories that chapters list.
pub(super) struct UsedCategories {
    /// For each category, whether a directive lists or counts it.
    pub(super) categories: Vec<bool>,
    /// Whether a directive lists all papers without a filter.
    pub(super) everything: bool,
    /// Whether all directives are valid. An invalid directive may list any category.
    pub(super) is_known: bool,
}

impl UsedCategories {
    pub(super) fn of(library: &Library, plan: &Plan) -> Self {
        let mut used = vec![false; library.categories.len()];
        let mut everything = false;
        for directive in directives(plan) {
            everything |= lists_everything(directive);
            for selector in &directive.selectors {
                let fitting = match &selector.value {
                    Selector::Category(id) => library.category(id).into_iter().collect(),
                    Selector::Title(title) => library.categories_by_title(title),
                    Selector::Glob(glob) => library.categories_matching(glob),
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
