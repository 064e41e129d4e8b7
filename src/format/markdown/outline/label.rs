//! Labels over papers that are no headings: a bullet over other bullets, a line in bold, the summary of a `<details>` element.

use super::{CategoryDraft, Open, Walk, is_place};
use crate::format::markdown::block::{Block, Item};
use crate::format::markdown::inline::Inline;
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::{item, text, vocabulary};
use crate::paper::Status;
use crate::source::Span;

/// The level of a line in bold: below that of all headings.
pub(super) const BOLD: usize = 7;
/// The level of a summary.
pub(super) const SUMMARY: usize = 8;
/// The level of a bullet over others; that of bullets below it is one more.
const BULLET: usize = 9;

/// The most words that a label has.
const LONGEST: usize = 10;

impl Walk<'_> {
    /// Reads the items below a bullet that is a label. Returns whether any of them is a paper; if not, nothing has changed.
    pub(super) fn group(&mut self, item: &Item, depth: usize) -> bool {
        let lead = item::lead(item);
        let count = self.outline.papers.len();
        let (categories, prose, unread) =
            (self.outline.categories.len(), self.outline.prose.len(), self.outline.unread.len());
        let opened = self.label(BULLET + depth, &lead.text, item::lead_span(item));
        for block in &item.blocks[lead.blocks..] {
            match block {
                Block::List { items, .. } => self.items(items, depth + 1),
                Block::Table { head, rows, span } => self.table(head, rows, *span),
                Block::Paragraph { span, .. } => {
                    self.items(&[Item { blocks: vec![block.clone()], span: *span, done: None }], depth + 1);
                }
                _ => {}
            }
        }
        if opened {
            self.close(BULLET + depth);
        }
        let any = self.outline.papers.len() > count;
        if !any {
            self.outline.categories.truncate(categories);
            self.outline.prose.truncate(prose);
            self.outline.unread.truncate(unread);
        } else if !opened {
            // Too long for a label: it is text about the papers below it.
            let span = item::lead_span(item);
            self.intro(span);
        }
        any
    }

    /// Opens a label. Returns whether the text is one.
    pub(super) fn label(&mut self, level: usize, inline: &Inline, span: Span) -> bool {
        let shown = super::heading::text_of(inline);
        let title = shown.trim_end_matches([':', '：', '.']).trim();
        let title = title.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(title).to_owned();
        let pictured = crate::format::markdown::image::count(inline) > 0;
        if title.is_empty() || pictured || text::words(&title) > LONGEST || vocabulary::is_contents(&title) {
            return false;
        }
        self.close(level);
        let category = if is_place(&title) { None } else { self.subcategory(&title, span) };
        self.open.push(Open { level, title, category, closed: false, contents: false });
        true
    }

    /// The category of this title below the one that is open.
    pub(super) fn subcategory(&mut self, title: &str, span: Span) -> Option<usize> {
        let slug = text::slug(title);
        if slug.is_empty() {
            return None;
        }
        let parent =
            self.category().map(|category| &self.outline.categories[category]).filter(|parent| !parent.is_title);
        let id = parent.map_or_else(|| slug.clone(), |parent| format!("{}/{slug}", parent.id));
        let known = self.outline.categories.iter().position(|category| category.id == id && !category.is_title);
        Some(known.unwrap_or_else(|| {
            let category = CategoryDraft { id, title: title.to_owned(), intro: Vec::new(), span, is_title: false };
            self.outline.categories.push(category);
            self.outline.categories.len() - 1
        }))
    }

    /// The summary of a `<details>` element: a label where papers are in it.
    pub(super) fn summary(&mut self, inline: &Inline, span: Span, blocks: &[Block]) {
        self.close(SUMMARY);
        let inside = blocks[1..].iter().take_while(|block| !matches!(block, Block::EndOfDetails { .. }));
        let holds = inside
            .clone()
            .any(|block| matches!(block, Block::List { .. } | Block::Table { .. } | Block::Heading { .. }));
        let generic = vocabulary::is_generic_summary(&super::heading::text_of(inline));
        if !holds || generic || !self.label(SUMMARY, inline, span) {
            if !inline.is_blank() && !generic {
                self.intro(inline.source(0..inline.text.len()));
            }
            let title = super::heading::text_of(inline);
            self.open.push(Open { level: SUMMARY, title, category: None, closed: false, contents: false });
        }
    }

    /// A paragraph that is one line in bold over a list or a table of papers.
    pub(super) fn bold_label(&mut self, blocks: &[Block], inline: &Inline, span: Span) -> bool {
        let segments: Vec<_> = segment::segments(inline, 0)
            .into_iter()
            .filter(|segment| inline.text[segment.range.clone()].contains(char::is_alphanumeric))
            .collect();
        let [only] = &segments[..] else { return false };
        let written = &inline.text[only.range.clone()];
        let next = blocks.get(1);
        let over = matches!(next, Some(Block::List { .. } | Block::Table { .. }));
        let is_label = matches!(only.kind, Kind::Strong | Kind::Underline)
            && only.url.is_none()
            && text::words(written) <= 8
            && !inline.text.contains('\n')
            && !written.trim_end().ends_with(['.', '!', '?', '。']);
        is_label && over && self.label(BOLD, inline, span)
    }
}

/// The reading status of a task.
pub(super) const fn status(done: bool) -> Status {
    if done { Status::Read } else { Status::ToRead }
}
