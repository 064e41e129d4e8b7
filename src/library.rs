//! The library: all papers and categories of a book. It is immutable once merged.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::identifier::Identifier;
use crate::paper::Category;

mod category_glob;
mod load;
mod merge;
mod papers;

use category_glob::CategoryGlob;
pub use load::{contents, load, load_with, text};
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
    titles: OnceLock<Titles>,
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
        let titles = self.titles.get_or_init(|| Titles::of(&self.categories));
        // An exact match takes precedence over those that ignore case.
        let found = titles.exact.get(title).or_else(|| titles.normalized.get(&normalize(title)));
        found.cloned().unwrap_or_else(|| self.category(title).into_iter().collect())
    }

    /// Returns the categories whose ids match a glob: `*` within a level, `**` across levels. `a/**` includes `a`.
    pub fn categories_matching(&self, glob: &str) -> Vec<usize> {
        let glob = CategoryGlob::new(glob);
        let fits = |category: &Category| glob.matches(&category.id);
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

/// The categories with each title, in any language.
#[derive(Debug, Default)]
struct Titles {
    exact: HashMap<String, Vec<usize>>,
    normalized: HashMap<String, Vec<usize>>,
}

impl Titles {
    fn of(categories: &[Category]) -> Self {
        let mut titles = Self::default();
        for (index, category) in categories.iter().enumerate() {
            let translated = category.translations.iter().filter_map(|(_, words)| words.title.as_deref());
            for title in std::iter::once(category.title.as_str()).chain(translated) {
                for (map, name) in [(&mut titles.exact, title.to_owned()), (&mut titles.normalized, normalize(title))] {
                    let same = map.entry(name).or_default();
                    if same.last() != Some(&index) {
                        same.push(index);
                    }
                }
            }
        }
        titles
    }
}

/// Normalizes case and removes whitespace.
fn normalize(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
