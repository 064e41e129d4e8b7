//! Short texts about papers and categories for lists in an editor.

use crate::library::Library;
use crate::paper::{Contributors, Paper};

/// Returns the authors, or else the editors, in short: `Dao`, `Li & Liang` or `Touvron et al.`
pub(super) fn short_names(paper: &Paper) -> String {
    let people: &Contributors = if paper.authors.is_empty() { &paper.editors } else { &paper.authors };
    match &people[..] {
        [] => String::new(),
        [one] if people.others => format!("{} et al.", one.family()),
        [one] => one.family().to_owned(),
        [first, second] if !people.others => format!("{} & {}", first.family(), second.family()),
        [first, ..] => format!("{} et al.", first.family()),
    }
}

/// Returns names and year in short: `Touvron et al. 2023`.
pub(super) fn names_and_year(paper: &Paper) -> String {
    let year = paper.year_text().unwrap_or_default();
    let names = short_names(paper);
    let words: Vec<&str> = [names.as_str(), &year].into_iter().filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Returns names, year and title on one line.
pub(super) fn line(paper: &Paper) -> String {
    let names = names_and_year(paper);
    if names.is_empty() { paper.title.to_string() } else { format!("{names} · {}", paper.title) }
}

/// Returns the title of a category and the number of its papers.
pub(super) fn category(library: &Library, category: usize) -> String {
    let count = library.category_papers(category).len();
    let papers = if count == 1 { "paper" } else { "papers" };
    format!("{} · {count} {papers}", library.categories[category].title)
}
