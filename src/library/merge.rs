//! Several files into one library: keys are unique, categories are settled once, shelves are put in order.

use std::collections::HashMap;

use super::{Library, fold};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::format::{Contents, Entry};
use crate::paper::{Category, Origin};
use crate::source::Spanned;

/// Merges what data files gave, in their order.
pub fn merge(contents: Vec<Contents>) -> (Library, Vec<Diagnostic>) {
    let mut library = Library::default();
    let mut found = Vec::new();
    for Contents { entries, categories, .. } in contents {
        for category in categories {
            add_category(&mut library, category, &mut found);
        }
        for entry in entries {
            add_entry(&mut library, entry, &mut found);
        }
    }
    let declared = !library.categories.is_empty();
    imply_parents(&mut library);
    let mut entries = std::mem::take(&mut library.papers.entries);
    for entry in &mut entries {
        let categories = std::mem::take(&mut entry.categories);
        let origin = entry.origin.as_ref();
        let settled = categories
            .into_iter()
            .filter_map(|category| settle(&mut library, origin, category, declared, &mut found))
            .collect();
        entry.settle(settled, &[]);
    }
    library.papers.entries = entries;
    imply_parents(&mut library);
    library.shelves = shelves(&library, &mut found);
    (library, found)
}

fn add_entry(library: &mut Library, entry: Entry, found: &mut Vec<Diagnostic>) {
    if let Some(&first) = library.keys.get(&entry.key) {
        let first = library.papers.origin(first);
        found.extend(double("key", &entry.key, entry.origin.as_ref(), first));
        return;
    }
    library.keys.insert(entry.key.clone(), library.papers.len());
    library.papers.entries.push(entry);
}

fn add_category(library: &mut Library, category: Category, found: &mut Vec<Diagnostic>) {
    if let Some(&first) = library.ids.get(&category.id) {
        let first = library.categories[first].origin.as_ref();
        found.extend(double("category", &category.id, category.origin.as_ref(), first));
        return;
    }
    library.ids.insert(category.id.clone(), library.categories.len());
    library.categories.push(category);
}

fn double(what: &str, name: &str, second: Option<&Origin>, first: Option<&Origin>) -> Option<Diagnostic> {
    let second = second?;
    let found = Code::DuplicateKey
        .at((&second.source, second.key), format!("the {what} `{name}` is used twice"))
        .label("used again here");
    Some(match first {
        Some(first) => found.related((&first.source, first.key), "first used here"),
        None => found,
    })
}

/// The category that `written` names, as its id; a new one if none is declared anywhere.
fn settle(
    library: &mut Library,
    origin: Option<&Origin>,
    written: Spanned<String>,
    declared: bool,
    found: &mut Vec<Diagnostic>,
) -> Option<Spanned<String>> {
    if library.ids.contains_key(&written.value) {
        return Some(written);
    }
    if declared {
        if let Some(origin) = origin {
            let name = written.value.as_str();
            let titled =
                library.categories_titled(name).first().map(|&category| library.categories[category].id.as_str());
            let near = titled.or_else(|| near_category(library, name));
            found.push(
                Code::UnknownCategory
                    .at((&origin.source, written.span), format!("no category `{name}`"))
                    .label("not declared by any `[[category]]`")
                    .did_you_mean(near),
            );
        }
        return None;
    }
    if written.value.split('/').any(str::is_empty) || written.value.chars().any(char::is_control) {
        if let Some(origin) = origin {
            let message = format!("`{}` cannot be a category", written.value);
            let found_bad = Code::BadValue.at((&origin.source, written.span), message);
            found.push(found_bad.label("expected names joined by `/`"));
        }
        return None;
    }
    add_category(library, Category::implied(&written.value), found);
    Some(written)
}

/// The id of the category whose id or title is nearest to `name`.
pub(super) fn near_category<'l>(library: &'l Library, name: &str) -> Option<&'l str> {
    let near = nearest(name, library.category_names())?;
    let category = library.categories.iter().find(|category| category.id == near || category.title == near)?;
    Some(&category.id)
}

/// `a/b` implies `a`: a parent that nobody declares stands just before its first child.
fn imply_parents(library: &mut Library) {
    let mut all: Vec<Category> = Vec::with_capacity(library.categories.len());
    for category in std::mem::take(&mut library.categories) {
        for (slash, _) in category.id.match_indices('/') {
            let parent = &category.id[..slash];
            if !library.ids.contains_key(parent) {
                library.ids.insert(parent.to_owned(), usize::MAX);
                all.push(Category::implied(parent));
            }
        }
        all.push(category);
    }
    library.ids = all.iter().enumerate().map(|(index, category)| (category.id.clone(), index)).collect();
    library.categories = all;
}

fn shelves(library: &Library, found: &mut Vec<Diagnostic>) -> Vec<Vec<usize>> {
    let mut shelves = vec![Vec::new(); library.categories.len()];
    for (index, entry) in library.papers.entries.iter().enumerate() {
        for category in &entry.categories {
            let shelf: &mut Vec<usize> = &mut shelves[library.ids[&category.value]];
            if shelf.last() != Some(&index) {
                shelf.push(index);
            }
        }
    }
    for (category, shelf) in library.categories.iter().zip(&mut shelves) {
        let mut rank = HashMap::new();
        for key in &category.order {
            let on_shelf = |&&paper: &&usize| {
                library.papers.entries[paper].categories.iter().any(|stands_on| stands_on.value == category.id)
            };
            match library.keys.get(&key.value).filter(on_shelf) {
                Some(&paper) => {
                    let next = rank.len();
                    rank.entry(paper).or_insert(next);
                }
                None => found.extend(not_on_shelf(library, category, shelf, key)),
            }
        }
        if !rank.is_empty() {
            shelf.sort_by_key(|paper| rank.get(paper).copied().unwrap_or(usize::MAX));
        }
    }
    shelves
}

fn not_on_shelf(library: &Library, category: &Category, shelf: &[usize], key: &Spanned<String>) -> Option<Diagnostic> {
    let origin = category.origin.as_ref()?;
    let keys = shelf.iter().map(|&paper| library.papers.key(paper));
    Some(
        Code::UnknownKey
            .at((&origin.source, key.span), format!("no paper `{}` in the category `{}`", key.value, category.id))
            .did_you_mean(nearest(&key.value, keys)),
    )
}

impl Library {
    /// The category whose name is nearest to `name`, as its id; a title that fits wholly comes first.
    pub fn category_meant(&self, name: &str) -> Option<&str> {
        let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
        let titled = self.categories.iter().find(|category| fold(&category.title) == fold(bare));
        titled.map(|category| category.id.as_str()).or_else(|| near_category(self, bare))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{self, Reading};
    use crate::source::Source;

    fn library(files: &[&str]) -> (Library, Vec<String>) {
        let read = files.iter().enumerate().map(|(index, text)| {
            let contents = format::read(&Source::new(format!("{index}.toml"), *text), Reading::default());
            assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
            contents
        });
        let (library, found) = merge(read.collect());
        let found = found
            .iter()
            .map(|found| {
                let help = found.help.as_deref().unwrap_or("-");
                format!("{} {}: {}; {help}", found.place, found.code.as_str(), found.message)
            })
            .collect();
        (library, found)
    }

    #[track_caller]
    fn shelf(library: &Library, id: &str, expect: &[&str]) {
        let shelf = library.shelf(library.category(id).expect("the category exists"));
        assert_eq!(shelf.iter().map(|&paper| library.papers.key(paper)).collect::<Vec<_>>(), expect);
    }

    fn paper(key: &str, categories: &str) -> String {
        format!("[[paper]]\nid = \"{key}\"\ntitle = \"T\"\ncategories = [{categories}]\n")
    }

    #[test]
    fn declared_categories_are_the_only_ones() {
        let data = format!("[[category]]\nid = \"a\"\ntitle = \"Das A\"\n{}", paper("p", "\"a\", \"b\", \"das a\""));
        let (library, found) = library(&[&data]);
        assert_eq!(
            found,
            [
                "0.toml:7:20 unknown-category: no category `b`; -",
                "0.toml:7:25 unknown-category: no category `das a`; did you mean `a`?",
            ]
        );
        shelf(&library, "a", &["p"]);
    }

    #[test]
    fn categories_nobody_declares_are_taken_as_they_come() {
        let (library, found) = library(&[&paper("p", "\"x/y\""), &paper("q", "\"z\", \"x/y\", \"x/y\"")]);
        assert!(found.is_empty(), "{found:?}");
        let ids: Vec<_> =
            library.categories.iter().map(|category| (category.id.as_str(), category.title.as_str())).collect();
        assert_eq!(ids, [("x", "x"), ("x/y", "y"), ("z", "z")]);
        shelf(&library, "x/y", &["p", "q"]);
        shelf(&library, "x", &[]);
    }

    #[test]
    fn a_parent_that_is_only_implied_is_there_for_papers_too() {
        let data = format!("[[category]]\nid = \"a/b/c\"\n{}", paper("p", "\"a/b\""));
        let (library, found) = library(&[&data]);
        assert!(found.is_empty(), "{found:?}");
        shelf(&library, "a/b", &["p"]);
    }

    #[test]
    fn a_category_has_a_name() {
        let (_, found) = library(&[&paper("p", "\"/x\", \"a//b\", \"c\"")]);
        assert_eq!(
            found,
            [
                "0.toml:4:15 bad-value: `/x` cannot be a category; -",
                "0.toml:4:21 bad-value: `a//b` cannot be a category; -"
            ]
        );
    }

    #[test]
    fn a_shelf_has_the_order_it_is_given() {
        let category = "[[category]]\nid = \"a\"\norder = [\"r\", \"nobody\", \"p\"]\n";
        let papers: String = ["o", "p", "q", "r"].iter().map(|key| paper(key, "\"a\"")).collect();
        let (library, found) = library(&[&format!("{category}{papers}")]);
        shelf(&library, "a", &["r", "p", "o", "q"]);
        assert_eq!(found, ["0.toml:3:15 unknown-key: no paper `nobody` in the category `a`; -"]);
    }

    #[test]
    fn doubles_keep_the_first_and_name_both_places() {
        let (library, found) = library(&[&paper("p", ""), &paper("p", "")]);
        assert_eq!(library.papers.len(), 1);
        assert_eq!(found, ["1.toml:2:6 duplicate-key: the key `p` is used twice; -"]);
    }

    #[test]
    fn a_title_finds_its_category_in_any_language() {
        let data =
            "[[category]]\nid = \"evaluation\"\ntitle = \"评估LLMs\"\ntranslations.en.title = \"Evaluating LLMs\"\n";
        let (library, _) = library(&[data]);
        assert_eq!(library.categories_titled("评估 llms"), [0]);
        assert_eq!(library.categories_titled("evaluating  LLMs"), [0]);
        assert_eq!(library.categories_titled("evaluation"), [0]);
        assert_eq!(library.categories_titled("other"), [0; 0]);
        assert_eq!(library.category_meant("“评估LLMs”"), Some("evaluation"));
    }
}
