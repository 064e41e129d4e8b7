//! A paragraph that is a paper, with the paragraphs and the list that belong to it.

use super::Walk;
use super::fields::all_belong;
use crate::format::markdown::address::leads_within_page;
use crate::format::markdown::draft::{Draft, words_before_colon};
use crate::format::markdown::item::{self, Reading};
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::tree::{Item, Node, Piece};
use crate::format::markdown::{text, words};
use crate::source::Span;

impl Walk<'_> {
    /// Takes a paragraph: a paper with the paragraphs and the list that belong to it, or text.
    pub(super) fn paragraph(&mut self, nodes: &[Node], span: Span) -> usize {
        let Node::Para { pieces, .. } = &nodes[0] else { return 1 };
        let first = Draft::read(self.file, pieces, span);
        let Some(first) = first.filter(|_| !self.is_contents() && !leads_within_page(pieces, &self.anchors)) else {
            self.intro(span);
            return 1;
        };
        let mut count = 1;
        if first.mark != Kind::Plain {
            count += nodes[1..].iter().take_while(|node| self.continues(node, &first)).count();
            if let Some(Node::List { items, .. }) = nodes.get(count)
                && all_belong(self.file, items)
            {
                count += 1;
            }
        }
        let prose: usize = first.notes.iter().map(|note| text::words(note)).sum();
        let told = !first.authors.is_empty()
            || first.links.iter().any(|link| words::is_label(&link.label) && !first.titled_link);
        let alone = self.open.is_empty() || self.open.len() == 1 && self.root.is_some();
        let accepted = match first.mark {
            Kind::Plain => {
                !alone
                    && (is_bare_title(pieces)
                        || is_over_address(pieces, &first)
                        || !first.authors.is_empty() && !first.links.is_empty() && prose <= 4)
            }
            Kind::Link => {
                first.links.iter().any(|link| link.url.contains("://")) && prose <= if alone { 0 } else { 12 }
            }
            Kind::Code => text::words(&first.title) >= 3 && (prose <= 12 || told),
            _ if first.titled_link => (prose <= 8 && !alone) || !first.authors.is_empty(),
            _ => {
                (count > 1 || told || first.date.is_some() && text::words(&first.title) >= 3)
                    && (prose <= 12 || !first.authors.is_empty())
            }
        };
        if !accepted {
            self.intro(span);
            return 1;
        }
        let end = nodes[count - 1].span().end;
        let whole = Item { nodes: nodes[..count].to_vec(), span: Span::new(span.start, end) };
        match item::read(self.file, &whole, 0) {
            Reading::Papers(found) => found.into_iter().for_each(|draft| self.place(draft)),
            // A title alone, in a place where the others are links alone.
            _ if is_bare_title(pieces) || first.mark == Kind::Code => self.place(first),
            _ => {
                self.intro(span);
                return 1;
            }
        }
        count
    }

    /// Whether a paragraph goes on with the paper of the one before it: its authors, or its links.
    fn continues(&self, node: &Node, first: &Draft) -> bool {
        let Node::Para { pieces, span } = node else { return false };
        let segments = segment::segments(pieces);
        let Some(head) = segments.iter().find(|segment| !segment.text.trim().is_empty()) else { return false };
        match head.kind {
            Kind::Emph => names::read(&head.text, Trust::Marked).is_some(),
            Kind::Plain if first.authors.is_empty() && names::read(&head.text, Trust::Plain).is_some() => true,
            Kind::Plain | Kind::Link => {
                let label = segments.iter().any(|segment| segment.url.is_some() && words::is_label(&segment.text));
                let others: usize = segments
                    .iter()
                    .filter(|segment| segment.url.is_none())
                    .map(|segment| text::words(&segment.text))
                    .sum();
                let field = words_before_colon(&head.text).and_then(words::field).is_some();
                (label && others <= 4)
                    || (field && Draft::read(self.file, pieces, *span).is_none_or(|draft| draft.mark == Kind::Plain))
            }
            _ => false,
        }
    }
}

/// Whether a paragraph is a title, and an address on a line of its own below it, with no more than a venue between.
fn is_over_address(pieces: &[Piece], draft: &Draft) -> bool {
    let lines: Vec<String> = pieces
        .split(|piece| *piece == Piece::Break)
        .map(|line| segment::segments(line).iter().map(|segment| segment.text.as_str()).collect())
        .collect();
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
fn is_bare_title(pieces: &[Piece]) -> bool {
    let [segment] = &segment::segments(pieces)[..] else { return false };
    let words: Vec<_> = segment.text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let capital = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    segment.kind == Kind::Plain
        && (5..=25).contains(&words.len())
        && capital * 10 >= words.len() * 6
        && !segment.text.trim_end().ends_with(['.', '!', ':', '：', ',', ';'])
        && !segment.text.contains(['：', '。', '@'])
}
