//! A whole list: which heading each paper stands under, what is a paper at all, and what is text.

use std::collections::HashSet;

use super::address::{is_of_paper, leads_within_page};
use super::draft::Draft;
use super::item::{self, Reading};
use super::tree::{Cell, Item, Node, Row};
use super::{picture, table, words};
use crate::source::Span;

mod fields;
mod heading;
mod paragraph;

pub(super) use heading::title;

/// A heading as a shelf.
#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) intro: Vec<String>,
    pub(super) span: Span,
    /// Whether it is the title of the whole list rather than a part of it.
    pub(super) whole: bool,
}

/// A paper and the number of the shelf that it stands on.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) draft: Draft,
    pub(super) shelf: Option<usize>,
    /// The CSL type that its headings suggest for what is no paper.
    pub(super) kind: &'static str,
}

/// Something that is not understood, and the shelf whose text keeps it.
#[derive(Debug)]
pub(super) struct Lost {
    pub(super) what: What,
    pub(super) span: Span,
    pub(super) shelf: Option<usize>,
}

/// What is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// An item among papers.
    Item,
    /// A row of a table of papers.
    Row,
    /// A table of something else.
    Table,
    /// So many pictures on end.
    Pictures(usize),
}

/// What a list holds.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) shelves: Vec<Shelf>,
    pub(super) papers: Vec<Placed>,
    /// What is not understood.
    pub(super) lost: Vec<Lost>,
    /// Text that stands on no shelf: above all, or under a heading that is not about papers.
    pub(super) prose: Vec<Span>,
}

/// A heading that is open.
struct Open {
    level: usize,
    title: String,
    shelf: Option<usize>,
    /// Whether nothing below it is a paper.
    closed: bool,
    contents: bool,
}

struct Walk<'t> {
    file: &'t str,
    list: List,
    open: Vec<Open>,
    /// The level of headings of which the list has one alone, before all others.
    root: Option<usize>,
    /// The levels of headings that are titles of papers, each a link to one.
    titled: HashSet<usize>,
    /// Whether headings divide the list into parts that may hold papers.
    parted: bool,
    /// What its headings say, for links to them.
    anchors: HashSet<String>,
    /// Whether the block before this one was a picture, or a heading with one.
    pictures: bool,
}

/// Reads a list.
pub(super) fn read(file: &str, nodes: &[Node]) -> List {
    let mut walk = Walk {
        file,
        list: List::default(),
        open: Vec::new(),
        root: heading::root(nodes),
        anchors: heading::anchors(nodes),
        titled: heading::titled(nodes),
        parted: heading::parted(nodes),
        pictures: false,
    };
    let mut at = 0;
    while at < nodes.len() {
        at += walk.node(&nodes[at..]);
    }
    walk.list
}

impl Walk<'_> {
    /// Takes a block, and those after it that belong to it; gives how many.
    fn node(&mut self, nodes: &[Node]) -> usize {
        let after_pictures = std::mem::take(&mut self.pictures);
        match &nodes[0] {
            Node::Heading { level, pieces, span } => {
                if let Some(count) = self.headed(nodes) {
                    return count;
                }
                let shown = picture::count(pieces);
                if shown > 0 {
                    self.pictures(shown, *span, None, false);
                }
                self.heading(*level, pieces, *span);
            }
            node if self.open.iter().any(|open| open.closed) => self.prose(node.span()),
            Node::List { items, .. } => self.items(items, 0),
            Node::Table { head, rows, span } => self.table(head, rows, *span),
            Node::Para { pieces, span } if picture::alone(pieces) => {
                let shelf = self.shelf();
                self.pictures(picture::count(pieces), *span, shelf, after_pictures);
                self.keep(*span, picture::text(self.file, *span));
            }
            Node::Para { span, .. } => return self.paragraph(nodes, *span),
            Node::Other { span } => self.intro(*span),
        }
        1
    }

    /// Keeps a block under a heading that is not about papers.
    fn prose(&mut self, span: Span) {
        if let Some(last) = self.list.prose.last_mut() {
            last.end = last.end.max(span.end);
        }
    }

    fn is_contents(&self) -> bool {
        self.open.last().is_some_and(|open| open.contents)
    }

    fn shelf(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| open.shelf)
    }

    fn table(&mut self, head: &[Cell], rows: &[Row], span: Span) {
        if self.is_contents() {
            return;
        }
        let found = table::read(self.file, head, rows);
        if found.papers.is_empty() {
            self.intro(span);
            self.lose(What::Table, span);
        }
        for draft in found.papers {
            self.place(draft);
        }
        for row in found.lost {
            self.intro(row);
            self.lose(What::Row, row);
        }
    }

    /// Notes pictures that stand in no paper; those on end are told as one.
    fn pictures(&mut self, count: usize, span: Span, shelf: Option<usize>, on_end: bool) {
        self.pictures = true;
        match self.list.lost.last_mut() {
            Some(Lost { what: What::Pictures(before), .. }) if on_end => *before += count,
            _ => self.list.lost.push(Lost { what: What::Pictures(count), span, shelf }),
        }
    }

    fn lose(&mut self, what: What, span: Span) {
        let shelf = self.shelf();
        self.list.lost.push(Lost { what, span, shelf });
    }

    /// Keeps a block as text of its shelf.
    fn intro(&mut self, span: Span) {
        self.keep(span, item::dedented(self.file, span));
    }

    /// Keeps what a block says.
    fn keep(&mut self, span: Span, text: String) {
        let shelf = if self.is_contents() { None } else { self.shelf() };
        if text.trim().is_empty() || text.trim() == "[TOC]" || self.is_contents() {
            return;
        }
        match shelf {
            Some(shelf) => self.list.shelves[shelf].intro.push(text),
            None => self.list.prose.push(span),
        }
    }

    fn items(&mut self, items: &[Item], depth: usize) {
        if self.is_contents() {
            return;
        }
        let before = self.list.papers.len();
        let mut lost = Vec::new();
        let grouped = fields::grouped(self.file, items);
        for item in grouped.as_deref().unwrap_or(items) {
            if is_within_page(item, &self.anchors) {
                continue;
            }
            match item::read(self.file, item, depth) {
                Reading::Papers(found) if self.is_above_all() && !found.iter().any(says_paper) => lost.push(item.span),
                Reading::Papers(found) => found.into_iter().for_each(|draft| self.place(draft)),
                Reading::Group if depth < 6 => {
                    let count = self.list.papers.len();
                    for node in &item.nodes {
                        if let Node::List { items, .. } = node {
                            self.items(items, depth + 1);
                        }
                    }
                    if self.list.papers.len() == count {
                        lost.push(item.span);
                    }
                }
                Reading::Group | Reading::Text => lost.push(item.span),
                Reading::Empty => {
                    let shown: usize = item.nodes.iter().map(picture::within).sum();
                    if shown > 0 {
                        self.intro(item.span);
                        self.lose(What::Pictures(shown), item.span);
                    }
                }
            }
        }
        let among = self.list.papers.len() > before;
        if depth == 0 || among {
            for span in &lost {
                self.intro(*span);
            }
        }
        if among {
            for span in lost {
                self.lose(What::Item, span);
            }
        }
    }

    /// Whether it stands above the parts that a list has: who keeps it, and where else to look, are no papers of it.
    fn is_above_all(&self) -> bool {
        self.parted && (self.open.is_empty() || self.open.len() == 1 && self.root.is_some())
    }

    fn place(&mut self, mut draft: Draft) {
        let paper = says_paper(&draft);
        if paper && draft.date.is_none() {
            self.dated(&mut draft);
        }
        let kinds = self.open.iter().rev().map(|open| words::kind(&open.title));
        let kind =
            if paper { "article" } else { kinds.into_iter().find(|kind| *kind != "webpage").unwrap_or("webpage") };
        self.list.papers.push(Placed { draft, shelf: self.shelf(), kind });
    }
}

/// Whether a draft is more than a page with a title.
fn says_paper(draft: &Draft) -> bool {
    !draft.authors.is_empty()
        || draft.venue.is_some()
        || draft.date.is_some()
        || draft.links.is_empty()
        || draft.links.iter().any(|link| is_of_paper(&link.label, &link.url))
}

/// Whether an item only leads to other places of the page.
fn is_within_page(item: &Item, anchors: &HashSet<String>) -> bool {
    let mut any = false;
    for node in &item.nodes {
        if let Node::Para { pieces, .. } = node {
            if leads_within_page(pieces, anchors) { any = true } else { return false }
        }
    }
    any
}
