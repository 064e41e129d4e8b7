//! An index of a library for completion: papers by key, author and title, and the values that papers have.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::library::Library;
use crate::paper::{Paper, has_han};
use crate::query::pinyin_initial;

/// The index. It parses all papers.
#[derive(Debug, Default)]
pub(super) struct SearchIndex {
    /// By the index of the paper in the library.
    papers: Vec<Arc<Searched>>,
    /// By the index of the category in the library.
    categories: Vec<Arc<Searched>>,
    /// Tags with the number of papers.
    pub(super) tags: BTreeMap<String, usize>,
    /// Family names of authors with the number of papers.
    pub(super) authors: BTreeMap<String, usize>,
    /// Venues with the number of papers.
    pub(super) venues: BTreeMap<String, usize>,
    /// Labels of links with the number of papers.
    pub(super) labels: BTreeMap<String, usize>,
}

/// The texts by which something is found, in lower case.
#[derive(Debug, Default)]
struct Searched {
    /// The name that is inserted.
    name: String,
    /// Words, each after a space.
    words: String,
    /// The initials of Chinese words in Pinyin, each run after a space.
    initials: String,
}

impl Searched {
    fn new<'t>(name: &str, texts: impl Iterator<Item = &'t str>) -> Self {
        let (mut words, mut initials) = (String::new(), String::new());
        for text in texts.filter(|text| !text.is_empty()) {
            words.push(' ');
            words.extend(text.chars().flat_map(char::to_lowercase));
            if has_han(text) {
                initials.push(' ');
                initials.extend(text.chars().filter_map(pinyin_initial));
            }
        }
        Self { name: name.to_lowercase(), words, initials }
    }

    fn of_paper(paper: &Paper) -> Self {
        let names = paper.authors.iter().chain(&paper.editors);
        let names = names.flat_map(|person| [person.family(), person.given.as_deref().unwrap_or_default()]);
        let texts = [paper.title.as_str(), paper.short.as_deref().unwrap_or_default()];
        Self::new(&paper.key, names.chain(texts))
    }

    /// Returns how well it fits what is typed, in lower case and after a space; 0 is best.
    fn rank(&self, typed: &str) -> Option<u8> {
        let bare = &typed[1..];
        if self.name.starts_with(bare) {
            Some(0)
        } else if self.words.contains(typed) {
            Some(1)
        } else if self.initials.contains(typed) {
            Some(2)
        } else if self.name.contains(bare) {
            Some(3)
        } else {
            self.words.contains(bare).then_some(4)
        }
    }
}

impl SearchIndex {
    /// Indexes a library. What is known of papers that it shares with an earlier library is taken from the index of that.
    pub(super) fn new(library: &Library, earlier: Option<(&Library, &Self)>) -> Self {
        let mut index = Self::default();
        let known = |paper: usize| {
            let (earlier, index) = earlier?;
            let known = earlier.paper(library.papers.key(paper))?;
            library.papers.share(paper, &earlier.papers, known).then(|| Arc::clone(&index.papers[known]))
        };
        let count = |counts: &mut BTreeMap<String, usize>, value: &str| match counts.get_mut(value) {
            Some(count) => *count += 1,
            None => _ = counts.insert(value.to_owned(), 1),
        };
        for (number, paper) in library.papers.iter().enumerate() {
            index.papers.push(known(number).unwrap_or_else(|| Arc::new(Searched::of_paper(paper))));
            paper.tags.iter().for_each(|tag| count(&mut index.tags, tag));
            paper.authors.iter().for_each(|person| count(&mut index.authors, person.family()));
            paper.venue.iter().for_each(|venue| count(&mut index.venues, venue));
            paper.links.iter().for_each(|link| count(&mut index.labels, &link.label));
        }
        let searched = library.categories.iter().map(|category| {
            let translated = category.translations.iter().filter_map(|(_, texts)| texts.title.as_deref());
            Arc::new(Searched::new(&category.id, std::iter::once(category.title.as_str()).chain(translated)))
        });
        index.categories = searched.collect();
        index
    }

    /// Returns the papers that fit what is typed, best first, and at most `limit` of them.
    pub(super) fn papers(&self, typed: &str, limit: usize) -> Vec<usize> {
        found(&self.papers, typed, limit)
    }

    /// Returns the categories that fit what is typed, best first.
    pub(super) fn categories(&self, typed: &str) -> Vec<usize> {
        found(&self.categories, typed, usize::MAX)
    }
}

fn found(all: &[Arc<Searched>], typed: &str, limit: usize) -> Vec<usize> {
    let typed = format!(" {}", typed.to_lowercase());
    let ranked = all.iter().enumerate().filter_map(|(at, searched)| Some((searched.rank(&typed)?, at)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_unstable();
    ranked.into_iter().take(limit).map(|(_, at)| at).collect()
}
