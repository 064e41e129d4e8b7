//! Papers that no chapter lists: without a category, and not selected by key.
//!
//! Papers in a declared category that no chapter lists are reported with the category.

use std::path::Path;

use super::categories::UsedCategories;
use super::{LintContext, LintedPaper};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Plan, Step};

/// The maximum number of papers of a file that are reported one by one. A file with more is probably a collection of which only
/// some papers are used.
const MAX_NAMED: usize = 20;

pub(super) fn check(context: &LintContext<'_>, plan: &Plan, diagnostics: &mut Vec<Diagnostic>) {
    let library = context.library;
    let used = UsedCategories::of(context.library, plan);
    if used.everything || !used.is_known {
        return;
    }
    let mut listed = vec![false; library.papers.len()];
    for step in plan.chapters.iter().flat_map(|chapter| &chapter.steps) {
        let papers = match step {
            Step::List(_, list) | Step::References(_, list) => &list.listing.papers,
            Step::Citation(cited) => &cited.papers,
            _ => continue,
        };
        for &paper in papers {
            listed[paper] = true;
        }
    }
    for (index, category) in library.categories.iter().enumerate() {
        let is_reported = category.origin.is_some();
        if used.categories[index] || is_reported {
            for &paper in library.category_papers(index) {
                listed[paper] = true;
            }
        }
    }
    let mut files: Vec<(&Path, Vec<LintedPaper<'_>>)> = Vec::new();
    for paper in (0..library.papers.len()).filter(|&paper| !listed[paper]) {
        let Some(item) = context.item(paper) else { continue };
        let path = &item.origin.source.path;
        match files.iter_mut().find(|(known, _)| *known == path) {
            Some((_, items)) => items.push(item),
            None => files.push((path, vec![item])),
        }
    }
    for (path, items) in files {
        if let [first, rest @ ..] = items.as_slice()
            && items.len() > MAX_NAMED
        {
            let (key, path) = (&first.paper.key, path.display());
            let message = format!("no chapter lists the paper `{key}` and {} others in `{path}`", rest.len());
            diagnostics.push(first.at_key(Code::Unlisted, message));
            continue;
        }
        for item in items {
            let key = &item.paper.key;
            let help = match item.paper.categories.first() {
                Some(category) => format!("no chapter lists its category `{category}` either"),
                None => "add a category that a chapter lists".to_owned(),
            };
            diagnostics.push(item.at_key(Code::Unlisted, format!("no chapter lists the paper `{key}`")).help(help));
        }
    }
}
