//! A paragraph that is a paper, with the paragraphs and the list that belong to it.

use super::fields::all_belong;
use super::{Walk, What};
use crate::format::markdown::address::leads_within_page;
use crate::format::markdown::block::{Block, Item};
use crate::format::markdown::entry::Draft;
use crate::format::markdown::inline::Inline;
use crate::format::markdown::item::{self, Reading};
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::{text, vocabulary};
use crate::source::Span;

impl Walk<'_> {
    /// Takes a paragraph: a paper with the paragraphs and the list that belong to it, a label, or text. Returns how many blocks
    /// it took.
    pub(super) fn paragraph(&mut self, blocks: &[Block], inline: &Inline, span: Span) -> usize {
        let first = Draft::read(self.file, inline, span);
        let Some(first) = first.filter(|_| !self.is_contents() && !leads_within_page(inline, &self.anchors)) else {
            if !self.bold_label(blocks, inline, span) {
                self.text(span, blocks, false);
            }
            return 1;
        };
        let mut count = 1;
        if first.mark != Kind::Plain {
            count += blocks[1..].iter().take_while(|block| self.continues(block, &first)).count();
            if let Some(Block::List { items, .. }) = blocks.get(count)
                && all_belong(self.file, items)
            {
                count += 1;
            }
        }
        if !self.accepts(&first, inline, count) {
            if !self.bold_label(blocks, inline, span) {
                self.text(span, blocks, first.mark != Kind::Plain);
            }
            return 1;
        }
        let end = blocks[count - 1].span().end;
        let whole = Item { blocks: blocks[..count].to_vec(), span: Span::new(span.start, end), done: None };
        match item::read(self.file, &whole, 0) {
            Reading::Papers(found) => found.into_iter().for_each(|draft| self.place(draft)),
            // A title alone, where the others are links alone.
            _ if is_bare_title(inline) || first.mark == Kind::Code => self.place(first),
            _ => {
                self.intro(span);
                return 1;
            }
        }
        count
    }

    /// A paragraph that is kept as text: of its category, which is reported where it follows papers or sets a title apart, or of
    /// the front page.
    fn text(&mut self, span: Span, blocks: &[Block], named: bool) {
        self.intro(span);
        // Below papers it would be read as their introduction.
        let category = self.category();
        let after = self.outline.papers.iter().rev().any(|placed| placed.category == category);
        // A few words over a list.
        let heads = matches!(blocks.get(1), Some(Block::List { .. })) && text::words(&self.file[span.range()]) <= 6;
        if category.is_some() && (after && !heads || named) && !self.is_contents() {
            self.unread(What::Text, span);
        }
    }

    /// Whether a paragraph is a paper rather than text, given how many blocks belong to it.
    fn accepts(&self, first: &Draft, inline: &Inline, count: usize) -> bool {
        let prose: usize = first.notes.iter().map(|note| text::words(note)).sum();
        let told = !first.authors.is_empty()
            || first.links.iter().any(|link| vocabulary::is_label(&link.label) && !first.titled_link);
        let alone = self.open.is_empty() || self.open.len() == 1 && self.root.is_some();
        match first.mark {
            Kind::Plain => {
                !alone
                    && (is_bare_title(inline)
                        || is_over_address(inline, first)
                        || !first.authors.is_empty() && !first.links.is_empty() && prose <= 4)
            }
            Kind::Link => {
                first.links.iter().any(|link| link.url.contains("://"))
                    && prose <= if alone { 0 } else { 12 }
                    && !is_subject(inline)
            }
            Kind::Code => text::words(&first.title) >= 3 && (prose <= 12 || told),
            _ if first.titled_link => (prose <= 8 && !alone) || !first.authors.is_empty(),
            _ => {
                (count > 1 || told || first.date.is_some() && text::words(&first.title) >= 3)
                    && (prose <= 12 || !first.authors.is_empty())
            }
        }
    }

    /// Whether a paragraph continues the paper of the one before it: its authors, or its links.
    fn continues(&self, block: &Block, first: &Draft) -> bool {
        let Block::Paragraph { text: inline, span } = block else { return false };
        let segments = segment::segments(inline, 0);
        let shows = |segment: &&segment::Segment| !text::bare(&inline.text[segment.range.clone()]).is_empty();
        let Some(head) = segments.iter().find(shows) else {
            return false;
        };
        let written = &inline.text[head.range.clone()];
        match head.kind {
            Kind::Emphasis => names::read(written, Trust::Marked).is_some(),
            Kind::Plain if first.authors.is_empty() && names::read(written, Trust::Plain).is_some() => true,
            Kind::Plain | Kind::Link => {
                let label = inline.links().any(|(mark, _)| vocabulary::is_label(&inline.text[mark.range.clone()]));
                let others: usize = segments
                    .iter()
                    .filter(|segment| segment.url.is_none())
                    .map(|segment| text::words(&inline.text[segment.range.clone()]))
                    .sum();
                let key = written.split_once([':', '：']).map(|(key, _)| key).filter(|key| text::words(key) <= 3);
                let field = key.and_then(vocabulary::field).is_some();
                (label && others <= 4)
                    || (field && Draft::read(self.file, inline, *span).is_none_or(|draft| draft.mark == Kind::Plain))
            }
            _ => false,
        }
    }
}

/// Whether the first link of a paragraph is the subject of a sentence: `[Someone](…) was a researcher.`
fn is_subject(inline: &Inline) -> bool {
    let Some((mark, _)) = inline.links().next() else { return false };
    let rest = inline.text[mark.range.end..].trim_start();
    let verb = rest.split(' ').next().unwrap_or_default();
    let sentence = rest.split(['.', '\n']).next().unwrap_or_default();
    verb.starts_with(char::is_lowercase) && !matches!(verb, "by" | "in" | "from") && text::words(sentence) >= 3
}

/// Whether a paragraph is a title, and an address on a line of its own below it, with no more than a venue between.
fn is_over_address(inline: &Inline, draft: &Draft) -> bool {
    let lines: Vec<&str> = inline.text.split('\n').collect();
    let Some((last, others)) = lines.split_last() else { return false };
    let address = last.trim();
    let capitals = draft.title.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count();
    (1..=3).contains(&others.len())
        && (address.starts_with("http://") || address.starts_with("https://"))
        && !address.contains(' ')
        && text::words(&draft.title) >= 3
        && draft.notes.is_empty()
        && (draft.date.is_some() || capitals * 2 >= text::words(&draft.title))
}

/// Whether a paragraph is nothing but a title: words in capitals without an end.
fn is_bare_title(inline: &Inline) -> bool {
    let [segment] = &segment::segments(inline, 0)[..] else { return false };
    let written = &inline.text[segment.range.clone()];
    let words: Vec<_> = written.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let capital = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    segment.kind == Kind::Plain
        && (5..=25).contains(&words.len())
        && capital * 10 >= words.len() * 6
        && !written.trim_end().ends_with(['.', '!', ':', '：', ',', ';'])
        && !written.contains(['：', '。', '@'])
}
