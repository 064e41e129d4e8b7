//! Merging of data files into one library: unique keys, resolved categories, ordered listings.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::{Library, normalize};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::format::Contents;
use crate::limits;
use crate::paper::{Category, Origin};
use crate::source::{Span, Spanned};

mod duplicate;

/// Merges the contents of data files in order.
pub fn merge(contents: Vec<Contents>) -> (Library, Vec<Diagnostic>) {
    let mut library = Library::default();
    let mut diagnostics = Vec::new();
    let mut papers = duplicate::MergedEntries::default();
    for Contents { entries, categories, external, .. } in contents {
        for category in categories {
            match category.origin.as_ref().filter(|_| is_too_deep(&category.id)) {
                Some(origin) => diagnostics.push(too_deep(origin, origin.key)),
                None => add_category(&mut library, category, &mut diagnostics),
            }
        }
        papers.add(entries, external, &mut diagnostics);
    }
    let declared = !library.categories.is_empty();
    imply_parents(&mut library);
    let mut keyword_categories = KeywordCategories::new(&library, declared);
    let (mut entries, keys) = papers.finish();
    let mut unknown = UnknownNames { suggestions: limits::SUGGESTIONS.value, diagnostics };
    // The last entry in each category.
    let mut last_entries: Vec<Option<usize>> = Vec::new();
    for (nth, entry) in entries.iter_mut().enumerate() {
        let categories = std::mem::take(&mut entry.categories);
        let origin = entry.origin.as_ref();
        let mut resolved: Vec<_> = categories
            .into_iter()
            .filter_map(|category| resolve_category(&mut library, origin, category, declared, &mut unknown))
            .collect();
        let mut is_new = |library: &Library, id: &str| {
            let category = library.ids[id];
            last_entries.resize(last_entries.len().max(category + 1), None);
            last_entries[category].replace(nth) != Some(nth)
        };
        for category in &resolved {
            is_new(&library, &category.value);
        }
        let mut tags = std::mem::take(&mut entry.keywords);
        let place = origin.map(|origin| origin.key).unwrap_or_default();
        tags.retain(|keyword| {
            let Some(id) = keyword_categories.category(&mut library, keyword) else { return true };
            let id = id.to_owned();
            if is_new(&library, &id) {
                resolved.push(Spanned::new(id, place));
            }
            !declared
        });
        entry.settle(resolved, tags);
    }
    library.papers.entries = entries;
    library.keys = keys;
    imply_parents(&mut library);
    library.papers_by_category = papers_by_category(&library, &mut unknown);
    (library, unknown.diagnostics)
}

/// The diagnostics of unknown names, of which a limited number has a suggestion.
struct UnknownNames {
    suggestions: usize,
    diagnostics: Vec<Diagnostic>,
}

impl UnknownNames {
    /// Returns what `search` suggests, unless the limit is reached.
    fn suggest<T>(&mut self, search: impl FnOnce() -> Option<T>) -> Option<T> {
        self.suggestions = self.suggestions.checked_sub(1)?;
        search()
    }
}

/// Maps keywords of external formats to categories.
///
/// If categories are declared, a keyword maps to the category with that id or title, ignoring case and whitespace.
/// Otherwise every keyword that is a valid id becomes a category.
struct KeywordCategories {
    declared: bool,
    /// Category ids by normalized id and title.
    by_name: HashMap<String, String>,
    /// The results for keywords seen before.
    known: HashMap<String, Option<String>>,
}

impl KeywordCategories {
    fn new(library: &Library, declared: bool) -> Self {
        let mut by_name = HashMap::new();
        let titles = library.categories.iter().flat_map(|category| {
            let translated = category.translations.iter().filter_map(|(_, words)| words.title.as_deref());
            std::iter::once(category.title.as_str()).chain(translated).map(move |title| (title, category))
        });
        // Ids take precedence over titles, and earlier titles over later ones.
        let ids = library.categories.iter().map(|category| (category.id.as_str(), category));
        for (name, category) in ids.chain(titles) {
            by_name.entry(normalize(name)).or_insert_with(|| category.id.clone());
        }
        Self { declared, by_name, known: HashMap::new() }
    }

    fn category(&mut self, library: &mut Library, keyword: &str) -> Option<&str> {
        if !self.known.contains_key(keyword) {
            let id =
                if self.declared { self.by_name.get(&normalize(keyword)).cloned() } else { new_id(library, keyword) };
            self.known.insert(keyword.to_owned(), id);
        }
        self.known.get(keyword)?.as_deref()
    }
}

/// Adds a category for a keyword and returns its id, or `None` if the keyword is not a valid id.
fn new_id(library: &mut Library, keyword: &str) -> Option<String> {
    let parts: Vec<_> = keyword.split('/').map(str::trim).collect();
    let is_invalid = |part: &&str| part.is_empty() || part.chars().any(char::is_control);
    if is_too_deep(keyword) || parts.iter().any(is_invalid) {
        return None;
    }
    let id = parts.join("/");
    if !library.ids.contains_key(&id) {
        add_category(library, Category::implied(&id), &mut Vec::new());
    }
    Some(id)
}

fn is_too_deep(id: &str) -> bool {
    limits::CATEGORY_LEVELS.is_exceeded_by(id.split('/').count())
}

fn too_deep(origin: &Origin, span: Span) -> Diagnostic {
    Code::BadValue.at((&origin.source, span), limits::CATEGORY_LEVELS.to_string()).label("here")
}

fn add_category(library: &mut Library, category: Category, diagnostics: &mut Vec<Diagnostic>) {
    if let Some(&first) = library.ids.get(&category.id) {
        let first = library.categories[first].origin.as_ref();
        diagnostics.extend(duplicate::diagnostic("category", &category.id, category.origin.as_ref(), first));
        return;
    }
    library.ids.insert(category.id.clone(), library.categories.len());
    library.categories.push(category);
}

/// Resolves the name of a category to its id. Adds the category if the data declare none.
fn resolve_category(
    library: &mut Library,
    origin: Option<&Origin>,
    written: Spanned<String>,
    declared: bool,
    unknown: &mut UnknownNames,
) -> Option<Spanned<String>> {
    if library.ids.contains_key(&written.value) {
        return Some(written);
    }
    if declared {
        if let Some(origin) = origin {
            let name = written.value.as_str();
            let titled =
                library.categories_by_title(name).first().map(|&category| library.categories[category].id.as_str());
            let near = titled.or_else(|| unknown.suggest(|| near_category(library, name)));
            unknown.diagnostics.push(
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
            let diagnostic = Code::BadValue.at((&origin.source, written.span), message);
            unknown.diagnostics.push(diagnostic.expected("names joined by `/`"));
        }
        return None;
    }
    if is_too_deep(&written.value) {
        unknown.diagnostics.extend(origin.map(|origin| too_deep(origin, written.span)));
        return None;
    }
    add_category(library, Category::implied(&written.value), &mut unknown.diagnostics);
    Some(written)
}

/// Returns the id of the category whose id or title is most similar to `name`.
pub(super) fn near_category<'l>(library: &'l Library, name: &str) -> Option<&'l str> {
    let near = nearest(name, library.category_names())?;
    let category = library.categories.iter().find(|category| category.id == near || category.title == near)?;
    Some(&category.id)
}

/// Adds missing parents: `a/b` implies `a`, which is placed before its first child.
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
    library.titles = OnceLock::new();
}

fn papers_by_category(library: &Library, unknown: &mut UnknownNames) -> Vec<Vec<usize>> {
    let mut papers_by_category = vec![Vec::new(); library.categories.len()];
    for (index, entry) in library.papers.entries.iter().enumerate() {
        for category in &entry.categories {
            let category_papers: &mut Vec<usize> = &mut papers_by_category[library.ids[&category.value]];
            if category_papers.last() != Some(&index) {
                category_papers.push(index);
            }
        }
    }
    for (category, category_papers) in library.categories.iter().zip(&mut papers_by_category) {
        if category.order.is_empty() {
            continue;
        }
        let members: HashSet<usize> = category_papers.iter().copied().collect();
        let mut rank = HashMap::new();
        for key in &category.order {
            match library.keys.get(&key.value).filter(|paper| members.contains(paper)) {
                Some(&paper) => {
                    let next = rank.len();
                    rank.entry(paper).or_insert(next);
                }
                None => not_in_category(library, category, category_papers, key, unknown),
            }
        }
        if !rank.is_empty() {
            category_papers.sort_by_key(|paper| rank.get(paper).copied().unwrap_or(usize::MAX));
        }
    }
    papers_by_category
}

fn not_in_category(
    library: &Library,
    category: &Category,
    category_papers: &[usize],
    key: &Spanned<String>,
    unknown: &mut UnknownNames,
) {
    let Some(origin) = category.origin.as_ref() else { return };
    let keys = category_papers.iter().map(|&paper| library.papers.key(paper));
    let near = unknown.suggest(|| nearest(&key.value, keys));
    let message = format!("no paper `{}` in the category `{}`", key.value, category.id);
    unknown.diagnostics.push(Code::UnknownKey.at((&origin.source, key.span), message).did_you_mean(near));
}

impl Library {
    /// Returns the id of the category that `name` most likely refers to: an exact title, or the most similar name.
    pub fn suggest_category(&self, name: &str) -> Option<&str> {
        let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
        let titled = self.categories_by_title(bare).first().map(|&category| self.categories[category].id.as_str());
        titled.or_else(|| near_category(self, bare))
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
        let (library, diagnostics) = merge(read.collect());
        let diagnostics = diagnostics
            .iter()
            .map(|diagnostic| {
                let help = diagnostic.help.as_deref().unwrap_or("-");
                format!("{} {}: {}; {help}", diagnostic.place, diagnostic.code.as_str(), diagnostic.message)
            })
            .collect();
        (library, diagnostics)
    }

    #[track_caller]
    fn check_category(library: &Library, id: &str, expect: &[&str]) {
        let papers = library.category_papers(library.category(id).expect("the category exists"));
        assert_eq!(papers.iter().map(|&paper| library.papers.key(paper)).collect::<Vec<_>>(), expect);
    }

    fn paper(key: &str, categories: &str) -> String {
        format!("[[paper]]\nid = \"{key}\"\ntitle = \"T\"\ncategories = [{categories}]\n")
    }

    #[test]
    fn declared_categories_are_the_only_ones() {
        let data = format!("[[category]]\nid = \"a\"\ntitle = \"Das A\"\n{}", paper("p", "\"a\", \"b\", \"das a\""));
        let (library, diagnostics) = library(&[&data]);
        assert_eq!(
            diagnostics,
            [
                "0.toml:7:20 unknown-category: no category `b`; -",
                "0.toml:7:25 unknown-category: no category `das a`; did you mean `a`?",
            ]
        );
        check_category(&library, "a", &["p"]);
    }

    #[test]
    fn undeclared_categories_are_created_in_order() {
        let (library, diagnostics) = library(&[&paper("p", "\"x/y\""), &paper("q", "\"z\", \"x/y\", \"x/y\"")]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let ids: Vec<_> =
            library.categories.iter().map(|category| (category.id.as_str(), category.title.as_str())).collect();
        assert_eq!(ids, [("x", "x"), ("x/y", "y"), ("z", "z")]);
        check_category(&library, "x/y", &["p", "q"]);
        check_category(&library, "x", &[]);
    }

    #[test]
    fn an_implied_parent_is_a_category() {
        let data = format!("[[category]]\nid = \"a/b/c\"\n{}", paper("p", "\"a/b\""));
        let (library, diagnostics) = library(&[&data]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        check_category(&library, "a/b", &["p"]);
    }

    #[test]
    fn category_names_must_not_be_empty() {
        let (_, diagnostics) = library(&[&paper("p", "\"/x\", \"a//b\", \"c\"")]);
        assert_eq!(
            diagnostics,
            [
                "0.toml:4:15 bad-value: `/x` cannot be a category; -",
                "0.toml:4:21 bad-value: `a//b` cannot be a category; -"
            ]
        );
    }

    #[test]
    fn papers_of_a_category_follow_its_order() {
        let category = "[[category]]\nid = \"a\"\norder = [\"r\", \"nobody\", \"p\"]\n";
        let papers: String = ["o", "p", "q", "r"].iter().map(|key| paper(key, "\"a\"")).collect();
        let (library, diagnostics) = library(&[&format!("{category}{papers}")]);
        check_category(&library, "a", &["r", "p", "o", "q"]);
        assert_eq!(diagnostics, ["0.toml:3:15 unknown-key: no paper `nobody` in the category `a`; -"]);
    }

    /// Merges a paper with these keywords from an external format; returns its categories and its tags.
    #[track_caller]
    fn merged_keywords(ours: &str, keywords: &[&str]) -> (Vec<String>, Vec<String>) {
        let read = |text: &str| format::read(&Source::new("a.toml", text), Reading::default());
        let mut external = read("[[paper]]\nid = \"p\"\ntitle = \"T\"\n");
        external.entries[0].keywords = keywords.iter().map(|&keyword| keyword.to_owned()).collect();
        let (library, diagnostics) = merge(vec![external, read(ours)]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let paper = &library.papers[0];
        for id in &paper.categories {
            check_category(&library, id, &["p"]);
        }
        (paper.categories.clone(), paper.tags.clone())
    }

    #[test]
    fn keywords_become_declared_categories_or_tags() {
        let ours = "[[category]]\nid = \"base-models\"\ntitle = \"Base Models\"\n[[category]]\nid = \"评估\"\n\
                    translations.en.title = \"Evaluation\"\n[[category]]\nid = \"a/b\"\n";
        let (categories, tags) =
            merged_keywords(ours, &["base  models", "LLM", "EVALUATION", "Base-Models", "a/b", "a", "base models"]);
        assert_eq!(categories, ["base-models", "评估", "a/b", "a"]);
        assert_eq!(tags, ["LLM"]);
    }

    #[test]
    fn keywords_become_categories_and_tags_without_declared_categories() {
        let (categories, tags) = merged_keywords("", &["machine learning", "a / b", "TCP/", "/", "评估"]);
        assert_eq!(categories, ["machine learning", "a/b", "评估"]);
        assert_eq!(tags, ["machine learning", "a / b", "TCP/", "/", "评估"]);
    }

    #[test]
    fn a_title_finds_its_category_in_any_language() {
        let data =
            "[[category]]\nid = \"evaluation\"\ntitle = \"评估LLMs\"\ntranslations.en.title = \"Evaluating LLMs\"\n";
        let (library, _) = library(&[data]);
        assert_eq!(library.categories_by_title("评估 llms"), [0]);
        assert_eq!(library.categories_by_title("evaluating  LLMs"), [0]);
        assert_eq!(library.categories_by_title("evaluation"), [0]);
        assert_eq!(library.categories_by_title("other"), [0; 0]);
        assert_eq!(library.suggest_category("“评估LLMs”"), Some("evaluation"));
    }
}
