//! Reading lists in Markdown: headings are categories, items are papers, and what is neither is kept as text.
//!
//! The rules follow how people write such lists, and no list is known by name. The Markdown is parsed once into a tree with
//! places; a paper is read from the styled runs of its item, notes and intros are taken by range as they stand.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Contents, Entry};
use crate::diagnostic::{Code, Diagnostic};
use crate::identifier::Identifier;
use crate::paper::{Category, Contributors, DateValue, Origin, Paper, key};
use crate::source::{Source, Span, Spanned, line_end};

mod address;
mod dates;
mod draft;
mod html;
mod item;
mod list;
mod names;
mod picture;
mod place;
mod segment;
mod table;
mod text;
mod title;
mod tree;
mod words;

use draft::Draft;
use list::{List, Lost, Placed, What};
pub use words::kind;

pub(super) fn read(source: &Arc<Source>) -> Contents {
    let file = source.text.as_str();
    let list = list::read(file, &tree::parse(file));
    let mut contents = Contents::default();
    let used = |shelf: usize| list.papers.iter().any(|placed| placed.shelf == Some(shelf));
    let is_category = |shelf: usize| !list.shelves[shelf].whole || used(shelf);
    contents.diagnostics.extend(list.lost.iter().map(|lost| told(source, lost, lost.shelf.is_some_and(is_category))));
    for (nth, shelf) in list.shelves.iter().enumerate() {
        if is_category(nth) {
            let intro = shelf.intro.join("\n\n");
            let origin = origin(source, shelf.span);
            contents.categories.push(Category {
                id: shelf.id.clone(),
                title: shelf.title.clone(),
                intro: Some(intro).filter(|intro| !intro.is_empty()),
                origin: Some(origin),
                ..Category::default()
            });
        }
    }
    let whole = list.shelves.iter().enumerate().find(|(nth, shelf)| shelf.whole && !used(*nth));
    if let Some((_, shelf)) = whole.filter(|(_, shelf)| !shelf.intro.is_empty()) {
        let text = shelf.intro.join("\n\n");
        contents.prose.push(super::Prose { text, leads: true, origin: origin(source, shelf.span) });
    }
    for span in &list.prose {
        let text = item::dedented(file, *span);
        let leads = list.shelves.iter().all(|shelf| shelf.whole || shelf.span.start > span.start);
        contents.prose.push(super::Prose { text, leads, origin: origin(source, *span) });
    }
    let mut taken = HashSet::new();
    for one in merged(&list) {
        let mut paper = paper(&one.draft, one.kind);
        paper.key = key(&paper, &mut taken);
        let shelves = one.shelves.iter().map(|&shelf| &list.shelves[shelf]);
        let categories = shelves.map(|shelf| Spanned::new(shelf.id.clone(), shelf.span)).collect();
        contents.entries.push(Entry::read(paper, Some(origin(source, one.draft.span)), categories));
    }
    contents
}

/// What is said of something that is not understood; `kept` says that a category has it in its text.
fn told(source: &Arc<Source>, lost: &Lost, kept: bool) -> Diagnostic {
    let line = Span::new(lost.span.start, line_end(&source.text, lost.span.start).min(lost.span.end));
    let message = match lost.what {
        What::Item => "this item is not read as a paper",
        What::Row => "this row is not read as a paper",
        What::Table => "this table is not read as papers",
        What::Pictures(1) => "this picture is not read",
        What::Pictures(count) => &format!("{count} pictures are not read"),
    };
    let help = match lost.what {
        What::Pictures(2..) => "they are kept in the text of their category",
        _ => "it is kept in the text of its category",
    };
    let found = Code::NotUnderstood.at((source, line), message);
    if kept { found.help(help) } else { found }
}

/// What a list calls itself: its first heading, if that is above all others.
pub fn title(text: &str) -> Option<String> {
    list::title(&tree::parse(text))
}

/// Whether something stands in a reading list.
pub fn is_list(origin: &Origin) -> bool {
    super::Format::of(&origin.source.path, &origin.source.text) == Some(super::Format::Markdown)
}

/// The place of something by its first line.
fn origin(source: &Arc<Source>, span: Span) -> Origin {
    let start = span.start.min(source.text.len());
    let line = Span::new(start, line_end(&source.text, start));
    Origin { source: Arc::clone(source), span: line, key: line, merged: Vec::new() }
}

/// A paper with all the shelves that it stands on.
struct Merged {
    draft: Draft,
    kind: &'static str,
    shelves: Vec<usize>,
}

/// The papers, each once however often the list has it.
fn merged(list: &List) -> Vec<Merged> {
    let mut all: Vec<Merged> = Vec::new();
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    for Placed { draft, shelf, kind } in &list.papers {
        let same = by_title.entry(text::folded(&draft.title)).or_default();
        if let Some(&known) = same.iter().find(|&&known| is_same(&all[known].draft, draft)) {
            all[known].add(draft, *shelf);
        } else {
            same.push(all.len());
            all.push(Merged { draft: draft.clone(), kind, shelves: shelf.iter().copied().collect() });
        }
    }
    all
}

/// Whether two items of one title are one work: short titles are borne by many.
fn is_same(a: &Draft, b: &Draft) -> bool {
    let linked = a.links.iter().any(|link| b.links.iter().any(|other| other.url == link.url));
    linked || text::words(&a.title) >= 3
}

impl Merged {
    fn add(&mut self, other: &Draft, shelf: Option<usize>) {
        if let Some(shelf) = shelf.filter(|shelf| !self.shelves.contains(shelf)) {
            self.shelves.push(shelf);
        }
        let draft = &mut self.draft;
        if draft.authors.len() < other.authors.len() {
            draft.authors.clone_from(&other.authors);
            draft.more = other.more;
        }
        draft.date = draft.date.or(other.date);
        draft.venue = draft.venue.take().or_else(|| other.venue.clone());
        draft.publisher = draft.publisher.take().or_else(|| other.publisher.clone());
        draft.short = draft.short.take().or_else(|| other.short.clone());
        draft.abstract_text = draft.abstract_text.take().or_else(|| other.abstract_text.clone());
        for link in &other.links {
            draft.link(&link.label, &link.url);
        }
        for note in &other.notes {
            if !draft.notes.contains(note) {
                draft.notes.push(note.clone());
            }
        }
    }
}

/// A draft as a paper, still without a key.
fn paper(draft: &Draft, kind: &str) -> Paper {
    let mut paper = Paper {
        kind: kind.to_owned(),
        title: draft.title.clone(),
        short: draft.short.clone(),
        authors: Contributors { named: draft.authors.clone(), others: draft.more },
        date: draft.date.map(DateValue::from),
        venue: draft.venue.clone(),
        publisher: draft.publisher.clone(),
        links: draft.links.clone(),
        tags: draft.tags.clone(),
        abstract_text: draft.abstract_text.clone(),
        note: Some(draft.notes.join("\n\n")).filter(|note| !note.trim().is_empty()),
        ..Paper::default()
    };
    for link in &draft.links {
        match Identifier::in_url(&link.url).map(|found| (found.work(), found)) {
            Some((Identifier::Arxiv(arxiv), _)) if paper.arxiv.is_none() => paper.arxiv = Some(arxiv.to_string()),
            Some((_, Identifier::Doi(doi))) if paper.doi.is_none() => paper.doi = Some(doi.to_string()),
            _ => {}
        }
    }
    paper
}
