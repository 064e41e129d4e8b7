//! Papers that no chapter shows: on no shelf at all, and listed by no key.
//!
//! Those on a shelf that no chapter lists are told with the shelf.

use std::path::Path;

use super::categories::Used;
use super::{LintedPaper, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Step;

/// How many papers of one file are named; more are told by their number, since then it is a collection to draw from.
const NAMED: usize = 20;

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let library = subject.library;
    let used = Used::of(subject);
    if used.everything || !used.is_known {
        return;
    }
    let mut listed = vec![false; library.papers.len()];
    for step in subject.plan.chapters.iter().flat_map(|chapter| &chapter.steps) {
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
        let told = category.origin.is_some();
        if used.categories[index] || told {
            for &paper in library.shelf(index) {
                listed[paper] = true;
            }
        }
    }
    let mut files: Vec<(&Path, Vec<LintedPaper<'_>>)> = Vec::new();
    for paper in (0..library.papers.len()).filter(|&paper| !listed[paper]) {
        let Some(origin) = library.papers.origin(paper) else { continue };
        let item = LintedPaper { paper: &library.papers[paper], origin };
        match files.iter_mut().find(|(path, _)| *path == origin.source.path) {
            Some((_, items)) => items.push(item),
            None => files.push((&origin.source.path, vec![item])),
        }
    }
    for (path, items) in files {
        if let [first, rest @ ..] = items.as_slice()
            && items.len() > NAMED
        {
            let (key, path) = (&first.paper.key, path.display());
            let message = format!("no chapter lists the paper `{key}`, nor {} others in `{path}`", rest.len());
            found.push(first.at_key(Code::Unlisted, message));
            continue;
        }
        for item in items {
            let key = &item.paper.key;
            let help = match item.paper.categories.first() {
                Some(category) => format!("no chapter lists its category `{category}` either"),
                None => "give it a category that a chapter lists".to_owned(),
            };
            found.push(item.at_key(Code::Unlisted, format!("no chapter lists the paper `{key}`")).help(help));
        }
    }
}
