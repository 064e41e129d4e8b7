//! The structure of a list: which category each paper belongs to, what is a paper at all, and what is text.

use std::collections::HashSet;

use super::address::{is_heading, is_of_paper, leads_within_page, repository_anchor};
use super::block::{Block, Item, Row};
use super::entry::Draft;
use super::inline::Inline;
use super::item::{self, Reading};
use super::{image, table, text, title, vocabulary};
use crate::source::{Span, line_start};

mod fields;
mod heading;
mod label;
mod paragraph;

pub(super) use heading::list_title;

/// A category of the list.
#[derive(Debug)]
pub(super) struct CategoryDraft {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) intro: Vec<(Span, String)>,
    pub(super) span: Span,
    /// Whether it is the title of the list rather than a part of it.
    pub(super) is_title: bool,
}

impl CategoryDraft {
    /// The text of the category.
    pub(super) fn text(&self) -> String {
        self.intro.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n\n")
    }
}

/// A paper and its category.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) draft: Draft,
    pub(super) category: Option<usize>,
    /// The CSL type that its headings suggest for what is no paper.
    pub(super) kind: &'static str,
}

/// Something that is not understood, and the category whose text holds it.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) what: What,
    pub(super) span: Span,
    pub(super) category: Option<usize>,
}

/// What is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// An item among papers.
    Item,
    /// A row of a table.
    Row,
    /// A paragraph in a category of papers.
    Text,
    /// A table of something else.
    Table,
    /// This many images in a row.
    Images(usize),
}

/// The content of a list.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) categories: Vec<CategoryDraft>,
    pub(super) papers: Vec<Placed>,
    pub(super) unread: Vec<Unread>,
    /// Text that belongs to no category: above all, or under a heading that is not about papers.
    pub(super) prose: Vec<Span>,
}

/// A heading or label that is open.
struct Open {
    level: usize,
    title: String,
    category: Option<usize>,
    /// Whether nothing below it is a paper.
    closed: bool,
    contents: bool,
}

struct Walk<'t> {
    file: &'t str,
    outline: Outline,
    open: Vec<Open>,
    /// The level of headings of which the list has one alone, before all others.
    root: Option<usize>,
    /// The levels of headings that are titles of papers.
    titled: HashSet<usize>,
    /// Whether headings divide the list into parts that may hold papers.
    parted: bool,
    /// The texts of headings, for links to them.
    anchors: HashSet<String>,
    /// Whether the block before this one was an image, or a heading with one.
    images: bool,
}

/// Reads a list.
pub(super) fn read(file: &str, blocks: &[Block]) -> Outline {
    let mut walk = Walk {
        file,
        outline: Outline::default(),
        open: Vec::new(),
        root: heading::root(blocks),
        anchors: heading::anchors(blocks),
        titled: heading::titled(blocks),
        parted: heading::parted(blocks),
        images: false,
    };
    let mut at = 0;
    while at < blocks.len() {
        at += walk.block(&blocks[at..]);
    }
    walk.outline
}

/// A block of the source without the indentation that its place in a list gives its lines.
pub(super) fn dedented(file: &str, span: Span) -> String {
    let Some(text) = file.get(span.range()) else { return String::new() };
    let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
    let text = &text[blank..];
    let start = line_start(file, span.start);
    let before = &file[start..span.start + blank];
    let width = if before.contains('<') { 0 } else { before.chars().count() };
    let mut lines = text.trim_end().lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        let blank = line.chars().take(width).take_while(|c| matches!(c, ' ' | '\t')).count();
        out.push_str(&line[blank..]);
    }
    out
}

/// An item of a list below a paper, with its marker and without the indentation of its list.
pub(super) fn dedented_item(file: &str, span: Span) -> String {
    dedented(file, span)
}

impl Walk<'_> {
    /// Takes a block, and those after it that belong to it. Returns how many.
    fn block(&mut self, blocks: &[Block]) -> usize {
        let after_images = std::mem::take(&mut self.images);
        match &blocks[0] {
            Block::Heading { level, text, span } => {
                if let Some(count) = self.headed(blocks) {
                    return count;
                }
                let shown = image::count(text);
                if shown > 0 {
                    self.images(shown, *span, None, false);
                }
                self.heading(*level, text, *span);
            }
            Block::Summary { text, span } => self.summary(text, *span, blocks),
            Block::EndOfDetails { .. } => self.close(label::SUMMARY),
            block if self.open.iter().any(|open| open.closed) => self.prose(block.span()),
            Block::List { items, .. } => self.items(items, 0),
            Block::Table { head, rows, span } => self.table(head, rows, *span),
            Block::Paragraph { text, span } if image::alone(text) => {
                let category = self.category();
                self.images(image::count(text), *span, category, after_images);
                self.keep(*span, image::text(self.file, *span));
            }
            Block::Paragraph { text, span } => return self.paragraph(blocks, text, *span),
            Block::Other { span } => self.intro(*span),
        }
        1
    }

    /// Keeps a block under a heading that is not about papers.
    fn prose(&mut self, span: Span) {
        if let Some(category) = self.named_category() {
            let text = dedented(self.file, span);
            self.outline.categories[category].intro.push((span, text));
        } else if let Some(last) = self.outline.prose.last_mut() {
            last.end = last.end.max(span.end);
        }
    }

    fn is_contents(&self) -> bool {
        self.open.last().is_some_and(|open| open.contents)
    }

    fn category(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| open.category)
    }

    /// The category that is open, unless it is the list as a whole.
    fn named_category(&self) -> Option<usize> {
        self.category().filter(|category| !self.outline.categories[*category].is_title)
    }

    /// Closes what is open at a level and below.
    fn close(&mut self, level: usize) {
        while self.open.last().is_some_and(|open| open.level >= level) {
            self.open.pop();
        }
    }

    fn table(&mut self, head: &[Inline], rows: &[Row], span: Span) {
        if self.is_contents() {
            return;
        }
        let found = table::read(self.file, head, rows);
        if found.papers.is_empty() {
            self.intro(span);
            self.unread(What::Table, span);
            // Each row is reported, so that nothing is lost without a message.
            for row in rows {
                self.unread(What::Row, row.span);
            }
        }
        for draft in found.papers {
            self.place(draft);
        }
        for row in found.unread {
            self.intro(row);
            self.unread(What::Row, row);
        }
    }

    /// Notes images that belong to no paper; a row of them is reported once.
    fn images(&mut self, count: usize, span: Span, category: Option<usize>, follows: bool) {
        self.images = true;
        match self.outline.unread.last_mut() {
            Some(Unread { what: What::Images(before), .. }) if follows => *before += count,
            _ => self.outline.unread.push(Unread { what: What::Images(count), span, category }),
        }
    }

    fn unread(&mut self, what: What, span: Span) {
        let category = self.category();
        self.outline.unread.push(Unread { what, span, category });
    }

    /// Keeps a block as text of its category.
    fn intro(&mut self, span: Span) {
        self.keep(span, dedented(self.file, span));
    }

    fn keep(&mut self, span: Span, text: String) {
        if text.trim().is_empty() || text.trim() == "[TOC]" || self.is_contents() {
            return;
        }
        match self.category() {
            Some(category) => self.outline.categories[category].intro.push((span, text)),
            None => self.outline.prose.push(span),
        }
    }

    fn items(&mut self, items: &[Item], depth: usize) {
        if self.is_contents() {
            return;
        }
        let before = self.outline.papers.len();
        let mut rest: Vec<&Item> = Vec::new();
        let grouped = fields::grouped(self.file, items);
        let items = grouped.as_deref().unwrap_or(items);
        let tasks = items.iter().any(|item| item.done == Some(true));
        let mut order: Vec<(usize, usize)> = Vec::new();
        for item in items {
            if is_within_page(item, &self.anchors) {
                self.reference(item, depth);
                continue;
            }
            let count = self.outline.papers.len();
            match item::read(self.file, item, depth) {
                Reading::Papers(found) if self.is_above_all() && !found.iter().any(is_work) => rest.push(item),
                Reading::Papers(mut found) => {
                    if let Some(first) = found.first_mut().filter(|_| tasks) {
                        first.status = item.done.map(label::status);
                    }
                    for draft in found {
                        self.place(draft);
                    }
                }
                Reading::Group if depth < 6 => {
                    if !self.group(item, depth) {
                        rest.push(item);
                    }
                }
                Reading::Group | Reading::Text => rest.push(item),
                Reading::Empty => {
                    let shown: usize = item.blocks.iter().map(image::within).sum();
                    if shown > 0 {
                        self.intro(item.span);
                        self.unread(What::Images(shown), item.span);
                    }
                }
            }
            if self.outline.papers.len() > count {
                order.push((count, self.outline.papers.len()));
            }
        }
        self.rest(rest, depth, before, items.len());
    }

    /// Reads what is below an item that leads to another place of the page. Words of its own, which no heading has, are kept.
    fn reference(&mut self, item: &Item, depth: usize) {
        let lead = item::lead(item);
        let to_heading = lead.text.links().all(|(_, url)| {
            let anchor = url.rsplit_once('#').map_or(&**url, |(_, anchor)| anchor);
            is_heading(anchor, &self.anchors)
        });
        if self.named_category().is_some() && !to_heading && text::words(&lead.text.text) > 3 {
            let span = item::lead_span(item);
            self.intro(span);
            self.unread(What::Item, span);
        }
        // Contents may have a link to a heading that has changed since.
        let of_contents = |item: &Item| {
            let lead = item::lead(item);
            let within = |url: &str| url.starts_with('#') || repository_anchor(url).is_some();
            let all = lead.text.links().all(|(_, url)| within(url));
            lead.blocks == item.blocks.len()
                && all
                && lead.text.links().any(|(_, url)| repository_anchor(url).is_some())
        };
        for block in &item.blocks[lead.blocks..] {
            if let Block::List { items, .. } = block {
                let below: Vec<Item> = items.iter().filter(|item| !of_contents(item)).cloned().collect();
                self.items(&below, depth + 1);
            }
        }
    }

    /// Items that are no papers by themselves: papers without a link or a year among papers, or text.
    fn rest(&mut self, rest: Vec<&Item>, depth: usize, before: usize, all: usize) {
        let papers = self.outline.papers.len() - before;
        let among = papers > 0;
        let in_section = self.outline.papers[..before]
            .iter()
            .rev()
            .take(8)
            .filter(|placed| placed.category == self.category())
            .count();
        let all_titled = || among && rest.iter().all(|item| item::may_be_paper(self.file, item).is_some());
        let expected = (papers * 2 >= all || in_section >= 3 || all_titled()) && !self.is_above_all();
        for item in rest {
            if expected && let Some(draft) = item::may_be_paper(self.file, item) {
                self.place(draft);
                continue;
            }
            if depth == 0 || among {
                self.intro(item.span);
            }
            if among {
                self.unread(What::Item, item.span);
            }
        }
    }

    /// Whether it is above the parts that a list has: its maintainers and further reading are no papers of it.
    fn is_above_all(&self) -> bool {
        self.parted && (self.open.is_empty() || self.open.len() == 1 && self.root.is_some())
    }

    fn place(&mut self, mut draft: Draft) {
        let placed = self.open.iter().any(|open| is_place(&open.title) && vocabulary::venue_in(&open.title).is_some());
        let work = is_work(&draft) || placed;
        if work && draft.date.is_none() {
            self.dated(&mut draft);
        }
        // What the list as a whole is about says nothing of one item.
        let is_title = |open: &&Open| open.category.is_some_and(|category| self.outline.categories[category].is_title);
        let kinds = self.open.iter().rev().filter(|open| !is_title(open)).map(|open| vocabulary::kind(&open.title));
        let kind =
            if work { "article" } else { kinds.into_iter().find(|kind| *kind != "webpage").unwrap_or("webpage") };
        self.outline.papers.push(Placed { draft, category: self.category(), kind });
    }
}

/// Whether a draft is more than a page with a title.
fn is_work(draft: &Draft) -> bool {
    !draft.authors.is_empty()
        || draft.venue.is_some()
        || draft.date.is_some()
        || draft.arxiv.is_some()
        || draft.doi.is_some()
        || draft.links.is_empty()
        || draft.links.iter().any(|link| is_of_paper(&link.label, &link.url))
}

/// Whether an item only leads to other places of the page.
fn is_within_page(item: &Item, anchors: &HashSet<String>) -> bool {
    let mut any = false;
    for block in &item.blocks {
        if let Block::Paragraph { text, .. } = block {
            if leads_within_page(text, anchors) { any = true } else { return false }
        }
    }
    any
}

/// Whether a text is a venue, a date or both, as a label over the papers of one conference has it.
fn is_place(written: &str) -> bool {
    title::says_where(written) && text::words(written) <= 6
}
