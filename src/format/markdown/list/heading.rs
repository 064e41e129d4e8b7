//! Headings: as shelves, as the title of the whole list, or as the title of one paper.

use std::collections::HashSet;

use super::{Open, Shelf, Walk};
use crate::format::markdown::address::{is_of_paper, leads_away, leads_within_page};
use crate::format::markdown::dates::{self, Dated};
use crate::format::markdown::draft::Draft;
use crate::format::markdown::item::{self, Reading};
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::tree::{Item, Node, Piece, Run};
use crate::format::markdown::{place, text, words};
use crate::source::Span;

impl Walk<'_> {
    pub(super) fn heading(&mut self, level: usize, pieces: &[Piece], span: Span) {
        let title = text_of(pieces);
        if title.is_empty() {
            return;
        }
        while self.open.last().is_some_and(|open| open.level >= level) {
            self.open.pop();
        }
        let whole = self.open.is_empty() && self.root == Some(level);
        let contents = words::is_contents(&title);
        let closed = !whole && (words::is_no_papers(&title) || self.open.iter().any(|open| open.closed));
        let slug = text::slug(&title);
        let parent = self.open.iter().rev().find_map(|open| open.shelf).map(|shelf| &self.list.shelves[shelf]);
        let shelf = if closed || contents || slug.is_empty() {
            None
        } else {
            let id = match parent.filter(|parent| !parent.whole) {
                Some(parent) => format!("{}/{slug}", parent.id),
                None => slug,
            };
            let known = self.list.shelves.iter().position(|shelf| shelf.id == id && shelf.whole == whole);
            Some(known.unwrap_or_else(|| {
                self.list.shelves.push(Shelf { id, title: title.clone(), intro: Vec::new(), span, whole });
                self.list.shelves.len() - 1
            }))
        };
        if closed {
            self.list.prose.push(span);
        }
        self.open.push(Open { level, title, shelf, closed, contents });
    }

    /// Gives a paper the year, and the venue, that the headings over it say.
    pub(super) fn dated(&self, draft: &mut Draft) {
        for (nth, open) in self.open.iter().enumerate().rev() {
            let short = text::words(&open.title) <= 3 || words::names_venue(&open.title);
            let whole = nth == 0 && self.root.is_some() || self.open.len() == nth + 1;
            let venue = words::venue_in(&open.title);
            let own = short && (whole && venue.is_some() || nth > 0 || text::words(&open.title) <= 2);
            if let Some(dated) = year_of(&open.title).filter(|dated| own || ends_with(&open.title, dated)) {
                draft.date = Some(dated.date);
                if draft.venue.is_none() {
                    draft.venue = venue.map(ToOwned::to_owned);
                }
                break;
            }
        }
        // The list of one conference says so in its title.
        if draft.date.is_none()
            && let Some(title) = self.list.shelves.first().map(|shelf| shelf.title.clone())
            && let Some(dated) = year_of(&title)
            && let Some(venue) = words::venue_in(&title)
        {
            draft.date = Some(dated.date);
            draft.venue = draft.venue.take().or_else(|| Some(venue.to_owned()));
        }
    }

    /// Takes a heading that is the title of one paper, with the paragraphs below it; gives how many blocks those are.
    pub(super) fn headed(&mut self, nodes: &[Node]) -> Option<usize> {
        let Node::Heading { level, pieces, span } = &nodes[0] else { return None };
        let title = text_of(pieces);
        let closed = self.open.iter().any(|open| open.closed && open.level < *level);
        if *level < 3
            || closed
            || text::words(&title) < 3
            || words::is_no_papers(&title)
            || leads_within_page(pieces, &self.anchors)
        {
            return None;
        }
        let below = nodes[1..].iter().take_while(|node| !matches!(node, Node::Heading { .. })).count();
        let blocks = &nodes[1..=below];
        if self.titled.contains(level) && work_of(pieces).is_some() {
            return self.paper(*level, pieces, *span, blocks);
        }
        let Some(Node::Para { pieces: first, .. }) = blocks.first() else { return None };
        let labelled = blocks.iter().any(|node| match node {
            Node::Para { pieces, .. } => {
                segment::segments(pieces).iter().any(|segment| segment.url.is_some() && words::is_label(&segment.text))
            }
            _ => false,
        });
        let first = segment::segments(first);
        let head = first.iter().find(|segment| segment.kind != Kind::Image && !segment.text.trim().is_empty())?;
        let names = match head.kind {
            Kind::Plain => {
                place::names_and_place(&head.text).is_some() || names::read(&head.text, Trust::Plain).is_some()
            }
            Kind::Emph => names::read(&head.text, Trust::Marked).is_some(),
            _ => false,
        };
        let linked = first.first().is_some_and(|segment| segment.url.is_some() && words::is_label(&segment.text));
        let only = blocks.iter().all(|node| matches!(node, Node::Para { .. } | Node::Other { .. }));
        if !only || !(names && (labelled || leads_away(pieces)) || linked && labelled && leads_away(pieces)) {
            return None;
        }
        self.paper(*level, pieces, *span, blocks)
    }

    /// Takes a heading for the title of one paper, and the blocks below it for what is said of that.
    fn paper(&mut self, level: usize, pieces: &[Piece], span: Span, blocks: &[Node]) -> Option<usize> {
        let strong = |piece: &Piece| match piece {
            Piece::Run(run) => {
                let mut run = run.clone();
                run.style.strong = true;
                Piece::Run(run)
            }
            Piece::Break => Piece::Break,
        };
        let title = Node::Para { pieces: pieces.iter().map(strong).collect(), span };
        let whole = Span::new(span.start, blocks.last().map_or(span, Node::span).end);
        let item = Item { nodes: std::iter::once(title).chain(blocks.iter().cloned()).collect(), span: whole };
        let Reading::Papers(found) = item::read(self.file, &item, 0) else { return None };
        while self.open.last().is_some_and(|open| open.level >= level) {
            self.open.pop();
        }
        for draft in found {
            self.place(draft);
        }
        Some(blocks.len() + 1)
    }
}

/// The heading over all others.
pub(in crate::format::markdown) fn title(nodes: &[Node]) -> Option<String> {
    let level = root(nodes)?;
    nodes.iter().find_map(|node| match node {
        Node::Heading { level: own, pieces, .. } if *own == level => Some(text_of(pieces)),
        _ => None,
    })
}

/// The headings as links to them have them, without what tells two anchors apart.
pub(super) fn anchors(nodes: &[Node]) -> HashSet<String> {
    let folded = |node: &Node| match node {
        Node::Heading { pieces, .. } => Some(text::folded(&text_of(pieces))).filter(|text| !text.is_empty()),
        _ => None,
    };
    nodes.iter().filter_map(folded).collect()
}

/// The work that a heading leads to as a whole.
fn work_of(pieces: &[Piece]) -> Option<&str> {
    let mut runs = pieces.iter().filter_map(|piece| match piece {
        Piece::Run(run) if !run.image && run.text.contains(char::is_alphanumeric) => Some(run.link.as_ref()),
        _ => None,
    });
    let first = runs.next()??;
    let own = first.url.contains("://") && runs.all(|link| link.is_some_and(|link| link.id == first.id));
    own.then_some(&*first.url)
}

/// The levels on which headings lead to works, three at least, and most of those to papers.
pub(super) fn titled(nodes: &[Node]) -> HashSet<usize> {
    let works: Vec<_> = nodes
        .iter()
        .filter_map(|node| match node {
            Node::Heading { level, pieces, .. } => Some((*level, work_of(pieces)?)),
            _ => None,
        })
        .collect();
    let told = |level: &usize| {
        let own = works.iter().filter(|(other, _)| other == level);
        let (all, papers) = (own.clone().count(), own.filter(|(_, url)| is_of_paper("", url)).count());
        all >= 3 && papers * 2 > all
    };
    (3..=6).filter(told).collect()
}

/// Whether a heading below the title of the whole list may have papers below it.
pub(super) fn parted(nodes: &[Node]) -> bool {
    let root = root(nodes);
    let part = |node: &Node| match node {
        Node::Heading { level, pieces, .. } if Some(*level) != root => {
            let title = text_of(pieces);
            !words::is_no_papers(&title) && !words::is_contents(&title)
        }
        _ => false,
    };
    nodes.iter().any(part)
}

/// The level of the first heading, if no other is as high.
pub(super) fn root(nodes: &[Node]) -> Option<usize> {
    let levels: Vec<_> = nodes
        .iter()
        .filter_map(|node| match node {
            Node::Heading { level, .. } => Some(*level),
            _ => None,
        })
        .collect();
    let (first, others) = levels.split_first()?;
    (!others.is_empty() && others.iter().all(|level| level > first)).then_some(*first)
}

/// The text of a heading, without links to other places of the page and what decorates it.
pub(super) fn text_of(pieces: &[Piece]) -> String {
    let said = |kept: fn(&Run) -> bool| {
        let runs = pieces.iter().filter_map(|piece| match piece {
            Piece::Run(run) if !run.image && kept(run) => Some(run.text.as_str()),
            _ => None,
        });
        text::line(&runs.collect::<String>()).trim_matches(|c: char| matches!(c, '#' | '*' | ' ')).to_owned()
    };
    // `Surveys [[back to top](#top)]`; a heading may also lead to itself as a whole.
    let own = said(|run| run.link.as_ref().is_none_or(|link| !link.url.starts_with('#')));
    if !own.contains(char::is_alphanumeric) {
        return said(|_| true);
    }
    let mut own = own.as_str();
    while let Some(rest) = ["[]", "()", "|"].iter().find_map(|left| own.strip_suffix(left)) {
        own = rest.trim_end();
    }
    own.to_owned()
}

/// The one year that a heading says; what came before a year, or over several, is not of that year.
fn year_of(title: &str) -> Option<Dated> {
    const OPEN: &[&str] = &["before", "after", "since", "until", "till", "prior", "pre", "earlier", "older", "now"];
    let found = dates::find(title);
    let open = words::plain(title).split(' ').any(|word| OPEN.contains(&word))
        || ["以前", "之前", "以后", "之后", "及"].iter().any(|word| title.contains(word));
    let first = found.first()?;
    (!open && found.iter().all(|other| other.date.year == first.date.year)).then_some(*first)
}

/// Whether a date ends a heading, set apart from it: `Papers of the week - 2024`, `Spring reading (2019)`.
fn ends_with(title: &str, dated: &Dated) -> bool {
    let before = title[..dated.start].trim_end();
    let apart = before.ends_with(['-', '–', '—', '(', '[', ':', ',', '|']);
    apart && title[dated.end..].trim_matches([' ', ')', ']', '.']).is_empty()
}
