//! The library: all papers and categories of a book. It is immutable once merged.

use std::collections::HashMap;
use std::sync::OnceLock;

use globset::GlobBuilder;

use crate::identifier::Identifier;
use crate::paper::Category;

mod load;
mod merge;
mod papers;

pub use load::{load, text};
pub use merge::merge;
pub use papers::Papers;

/// All papers and categories, in the order of the data.
#[derive(Debug, Default)]
pub struct Library {
    /// All papers; keys are unique.
    pub papers: Papers,
    /// All categories, declared and implied; ids are unique. Implied parents come before their children.
    pub categories: Vec<Category>,
    /// Whether some data could not be read, so that a missing paper may be in there.
    pub incomplete: bool,
    keys: HashMap<String, usize>,
    works: OnceLock<HashMap<Identifier, usize>>,
    ids: HashMap<String, usize>,
    papers_by_category: Vec<Vec<usize>>,
}

impl Library {
    /// Returns the index of the paper with this key.
    pub fn paper(&self, key: &str) -> Option<usize> {
        self.keys.get(key).copied()
    }

    /// Returns the index of the paper with this key, DOI, arXiv identifier or ISBN.
    ///
    /// The first lookup by identifier parses all papers.
    pub fn cited(&self, key: &str) -> Option<usize> {
        self.paper(key).or_else(|| {
            let work = Identifier::parse(key)?.work();
            self.works.get_or_init(|| self.identified()).get(&work).copied()
        })
    }

    /// Maps identifiers to papers.
    fn identified(&self) -> HashMap<Identifier, usize> {
        let mut works = HashMap::new();
        for (index, paper) in self.papers.iter().enumerate() {
            let fields = [&paper.doi, &paper.arxiv, &paper.isbn].into_iter().flatten();
            for work in fields.filter_map(|field| Identifier::parse(field)) {
                works.entry(work.work()).or_insert(index);
            }
        }
        works
    }

    /// Returns the index of the category with this id.
    pub fn category(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// Returns the categories with this title in any language, ignoring case and whitespace; if there are none, the
    /// category with this id.
    pub fn categories_by_title(&self, title: &str) -> Vec<usize> {
        let normalized = normalize(title);
        let titled = |is: &dyn Fn(&str) -> bool| {
            let fits = |category: &Category| {
                let translated = category.translations.iter().filter_map(|(_, words)| words.title.as_deref());
                std::iter::once(category.title.as_str()).chain(translated).any(is)
            };
            (0..self.categories.len()).filter(|&index| fits(&self.categories[index])).collect::<Vec<_>>()
        };
        // An exact match takes precedence over those that ignore case.
        let exact = titled(&|candidate| candidate == title);
        let titled = if exact.is_empty() { titled(&|candidate| normalize(candidate) == normalized) } else { exact };
        if titled.is_empty() { self.category(title).into_iter().collect() } else { titled }
    }

    /// Returns the categories whose ids match a glob: `*` within a level, `**` across levels. `a/**` includes `a`.
    pub fn categories_matching(&self, glob: &str) -> Vec<usize> {
        // Only `*` is special.
        let pattern = glob.split('*').map(globset::escape).collect::<Vec<_>>().join("*");
        let Ok(built) = GlobBuilder::new(&pattern).literal_separator(true).build() else { return Vec::new() };
        let (matcher, root) = (built.compile_matcher(), glob.strip_suffix("/**"));
        let fits = |category: &Category| matcher.is_match(&category.id) || root == Some(category.id.as_str());
        (0..self.categories.len()).filter(|&index| fits(&self.categories[index])).collect()
    }

    /// Returns the papers of a category: those in its `order` first, then the others in the order of the data.
    pub fn category_papers(&self, category: usize) -> &[usize] {
        &self.papers_by_category[category]
    }

    /// Returns ids and titles of all categories, for suggestions.
    pub fn category_names(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().flat_map(|category| [category.id.as_str(), category.title.as_str()])
    }
}

/// Normalizes case and removes whitespace.
fn normalize(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
