//! The library: all papers and categories of a book, merged once and never changed.

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
    /// Every paper, its key unique.
    pub papers: Papers,
    /// Every category, declared and implied, its id unique; parents stand before their children where only implied.
    pub categories: Vec<Category>,
    /// Whether something that the data name could not be read, so that what is not here may only be unread.
    pub incomplete: bool,
    keys: HashMap<String, usize>,
    works: OnceLock<HashMap<Identifier, usize>>,
    ids: HashMap<String, usize>,
    shelves: Vec<Vec<usize>>,
}

impl Library {
    /// The paper of that key, as an index into `papers`.
    pub fn paper(&self, key: &str) -> Option<usize> {
        self.keys.get(key).copied()
    }

    /// The paper that a citation means: of that key, or of that DOI or arXiv identifier.
    ///
    /// Asking for an identifier reads every paper once.
    pub fn cited(&self, key: &str) -> Option<usize> {
        self.paper(key).or_else(|| {
            let work = Identifier::parse(key)?.work();
            self.works.get_or_init(|| self.identified()).get(&work).copied()
        })
    }

    /// Every paper by its identifiers.
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

    /// The category of that id, as an index into `categories`.
    pub fn category(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// The categories of that title in any language, case and blanks folded; or else the one of that id.
    pub fn categories_titled(&self, title: &str) -> Vec<usize> {
        let wanted = fold(title);
        let titled = |is: &dyn Fn(&str) -> bool| {
            let fits = |category: &Category| {
                let translated = category.translations.iter().filter_map(|(_, words)| words.title.as_deref());
                std::iter::once(category.title.as_str()).chain(translated).any(is)
            };
            (0..self.categories.len()).filter(|&index| fits(&self.categories[index])).collect::<Vec<_>>()
        };
        // One that is written just so is meant before others that differ in case.
        let exact = titled(&|own| own == title);
        let titled = if exact.is_empty() { titled(&|own| fold(own) == wanted) } else { exact };
        if titled.is_empty() { self.category(title).into_iter().collect() } else { titled }
    }

    /// The categories whose ids fit a glob: `*` within a level, `**` across. `a/**` is the whole subtree, `a` with it.
    pub fn categories_fitting(&self, glob: &str) -> Vec<usize> {
        // Nothing but `*` is special here.
        let pattern = glob.split('*').map(globset::escape).collect::<Vec<_>>().join("*");
        let Ok(built) = GlobBuilder::new(&pattern).literal_separator(true).build() else { return Vec::new() };
        let (matcher, root) = (built.compile_matcher(), glob.strip_suffix("/**"));
        let fits = |category: &Category| matcher.is_match(&category.id) || root == Some(category.id.as_str());
        (0..self.categories.len()).filter(|&index| fits(&self.categories[index])).collect()
    }

    /// The papers on a shelf, in its order: those its `order` names, then the others as the data have them.
    pub fn category_papers(&self, category: usize) -> &[usize] {
        &self.shelves[category]
    }

    /// What categories are called, for help with near names: ids and titles.
    pub fn category_names(&self) -> impl Iterator<Item = &str> {
        self.categories.iter().flat_map(|category| [category.id.as_str(), category.title.as_str()])
    }
}

/// Case and white space folded.
fn fold(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
