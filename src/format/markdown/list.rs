//! A whole list: which heading each paper stands under, what is a paper at all, and what is text.

use super::draft::Draft;
use super::item::{self, Reading};
use super::names::{self, Trust};
use super::segment::{self, Kind};
use super::tree::{Item, Node, Piece};
use super::{dates, table, text, words};
use crate::source::Span;

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

/// What a list holds.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) shelves: Vec<Shelf>,
    pub(super) papers: Vec<Placed>,
    /// Items among papers that are not understood.
    pub(super) lost: Vec<Span>,
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
}

/// Reads a list.
pub(super) fn read(file: &str, nodes: &[Node]) -> List {
    let mut walk = Walk { file, list: List::default(), open: Vec::new(), root: root(nodes) };
    let mut at = 0;
    while at < nodes.len() {
        at += walk.node(&nodes[at..]);
    }
    walk.list
}

/// The heading over all others.
pub(super) fn title(nodes: &[Node]) -> Option<String> {
    let level = root(nodes)?;
    nodes.iter().find_map(|node| match node {
        Node::Heading { level: own, pieces, .. } if *own == level => Some(heading_text(pieces)),
        _ => None,
    })
}

/// The level of the first heading, if no other is as high.
fn root(nodes: &[Node]) -> Option<usize> {
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

impl Walk<'_> {
    /// Takes a block, and those after it that belong to it; gives how many.
    fn node(&mut self, nodes: &[Node]) -> usize {
        match &nodes[0] {
            Node::Heading { level, pieces, span } => {
                if let Some(count) = self.headed(nodes) {
                    return count;
                }
                self.heading(*level, pieces, *span);
            }
            node if self.open.iter().any(|open| open.closed) => self.prose(node.span()),
            Node::List { items, .. } => self.items(items, 0),
            Node::Table { head, rows, span } => {
                let found = table::read(self.file, head, rows);
                let contents = self.is_contents();
                if found.is_empty() {
                    self.intro(*span);
                }
                for draft in found.into_iter().filter(|_| !contents) {
                    self.place(draft);
                }
            }
            Node::Para { span, .. } => return self.paragraph(nodes, *span),
            Node::Other { span } => self.intro(*span),
        }
        1
    }

    fn heading(&mut self, level: usize, pieces: &[Piece], span: Span) {
        let title = heading_text(pieces);
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

    /// Keeps a block under a heading that is not about papers.
    fn prose(&mut self, span: Span) {
        if let Some(last) = self.list.prose.last_mut() {
            last.end = last.end.max(span.end);
        }
    }

    /// Takes a heading that is the title of one paper, with the paragraphs below it; gives how many blocks those are.
    fn headed(&mut self, nodes: &[Node]) -> Option<usize> {
        let Node::Heading { level, pieces, span } = &nodes[0] else { return None };
        let title = heading_text(pieces);
        let closed = self.open.iter().any(|open| open.closed && open.level < *level);
        if *level < 3 || closed || text::words(&title) < 3 || words::is_no_papers(&title) || is_page_link(pieces) {
            return None;
        }
        let below = nodes[1..].iter().take_while(|node| !matches!(node, Node::Heading { .. })).count();
        let blocks = &nodes[1..=below];
        let (Some(Node::Para { pieces: first, .. }), Some(last)) = (blocks.first(), blocks.last()) else { return None };
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
                super::place::names_and_place(&head.text).is_some() || names::read(&head.text, Trust::Plain).is_some()
            }
            Kind::Emph => names::read(&head.text, Trust::Marked).is_some(),
            _ => false,
        };
        let linked = first.first().is_some_and(|segment| segment.url.is_some() && words::is_label(&segment.text));
        let only = blocks.iter().all(|node| matches!(node, Node::Para { .. } | Node::Other { .. }));
        if !only || !(names && (labelled || is_linked(pieces)) || linked && labelled && is_linked(pieces)) {
            return None;
        }
        let strong = |piece: &Piece| match piece {
            Piece::Run(run) => {
                let mut run = run.clone();
                run.style.strong = true;
                Piece::Run(run)
            }
            Piece::Break => Piece::Break,
        };
        let title = Node::Para { pieces: pieces.iter().map(strong).collect(), span: *span };
        let whole = Span::new(span.start, last.span().end);
        let item = Item { nodes: std::iter::once(title).chain(blocks.iter().cloned()).collect(), span: whole };
        let Reading::Papers(found) = item::read(self.file, &item, 0) else { return None };
        while self.open.last().is_some_and(|open| open.level >= *level) {
            self.open.pop();
        }
        for draft in found {
            self.place(draft);
        }
        Some(below + 1)
    }

    fn is_contents(&self) -> bool {
        self.open.last().is_some_and(|open| open.contents)
    }

    fn shelf(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| open.shelf)
    }

    /// Keeps a block as text of its shelf.
    fn intro(&mut self, span: Span) {
        let text = item::dedented(self.file, span);
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
        let grouped = grouped(self.file, items);
        for item in grouped.as_deref().unwrap_or(items) {
            if is_within_page(item) {
                continue;
            }
            match item::read(self.file, item, depth) {
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
                Reading::Empty => {}
            }
        }
        let among = self.list.papers.len() > before;
        if depth == 0 || among {
            for span in &lost {
                self.intro(*span);
            }
        }
        if among {
            self.list.lost.extend(lost);
        }
    }

    /// Takes a paragraph: a paper with the paragraphs and the list that belong to it, or text.
    fn paragraph(&mut self, nodes: &[Node], span: Span) -> usize {
        let Node::Para { pieces, .. } = &nodes[0] else { return 1 };
        let first = Draft::read(self.file, pieces, span);
        let Some(first) = first.filter(|_| !self.is_contents() && !is_page_link(pieces)) else {
            self.intro(span);
            return 1;
        };
        let mut count = 1;
        if first.mark != Kind::Plain {
            count += nodes[1..].iter().take_while(|node| self.continues(node, &first)).count();
            if let Some(Node::List { items, .. }) = nodes.get(count)
                && items.iter().all(|item| belongs(self.file, item))
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
                !alone && (is_bare_title(pieces) || !first.authors.is_empty() && !first.links.is_empty() && prose <= 4)
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
                let field = super::draft::words_before_colon(&head.text).and_then(words::field).is_some();
                (label && others <= 4)
                    || (field && Draft::read(self.file, pieces, *span).is_none_or(|draft| draft.mark == Kind::Plain))
            }
            _ => false,
        }
    }

    fn place(&mut self, mut draft: Draft) {
        let plain = draft.authors.is_empty() && draft.venue.is_none();
        let paper = !plain
            || draft.date.is_some()
            || draft.links.is_empty()
            || draft.links.iter().any(|link| is_of_paper(&link.label, &link.url));
        if paper && draft.date.is_none() {
            for (nth, open) in self.open.iter().enumerate().rev() {
                let dated = dates::find(&open.title);
                let short = text::words(&open.title) <= 3 || words::names_venue(&open.title);
                let whole = nth == 0 && self.root.is_some() || self.open.len() == nth + 1;
                let venue = open.title.split_whitespace().find(|word| words::is_venue(word));
                if let Some(dated) = dated
                    .first()
                    .filter(|_| short && (whole && venue.is_some() || nth > 0 || text::words(&open.title) <= 2))
                {
                    draft.date = Some(dated.date);
                    if draft.venue.is_none() {
                        draft.venue = venue.map(|word| word.trim_matches(|c: char| !c.is_alphabetic()).to_owned());
                    }
                    break;
                }
            }
            // The list of one conference says so in its title.
            if draft.date.is_none()
                && let Some(title) = self.list.shelves.first().map(|shelf| shelf.title.clone())
                && let Some(dated) = dates::find(&title).first()
                && let Some(venue) = title.split_whitespace().find(|word| words::is_venue(word))
            {
                draft.date = Some(dated.date);
                draft.venue =
                    draft.venue.or_else(|| Some(venue.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()));
            }
        }
        let kinds = self.open.iter().rev().map(|open| words::kind(&open.title));
        let kind =
            if paper { "article" } else { kinds.into_iter().find(|kind| *kind != "webpage").unwrap_or("webpage") };
        self.list.papers.push(Placed { draft, shelf: self.shelf(), kind });
    }
}

/// Items of which one says `Title: …` and those after it the other fields, each such run as one item.
fn grouped(file: &str, items: &[Item]) -> Option<Vec<Item>> {
    let begins = |item: &Item| {
        let [Node::Para { pieces, .. }] = &item.nodes[..] else { return false };
        let segments = segment::segments(pieces);
        let whole: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        whole.split_once([':', '：']).is_some_and(|(key, value)| super::title::is_title_key(key, value.trim(), &[]))
    };
    if !items.windows(2).any(|pair| begins(&pair[0]) && !begins(&pair[1]) && belongs(file, &pair[1])) {
        return None;
    }
    let mut grouped: Vec<Item> = Vec::new();
    let mut open = false;
    for item in items {
        if begins(item) {
            open = true;
        } else if let Some(Item { nodes, span }) = grouped.last_mut().filter(|_| open && belongs(file, item)) {
            span.end = item.span.end;
            match nodes.last_mut() {
                Some(Node::List { items, .. }) => items.push(item.clone()),
                _ => nodes.push(Node::List { items: vec![item.clone()], span: item.span }),
            }
            continue;
        } else {
            open = false;
        }
        grouped.push(item.clone());
    }
    Some(grouped)
}

/// Whether a link leads to a paper rather than to code or a page.
fn is_of_paper(label: &str, url: &str) -> bool {
    let label = words::plain(label);
    crate::identifier::Identifier::in_url(url).is_some()
        || url.rsplit('.').next().is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
        || label
            .split(' ')
            .any(|word| matches!(word, "paper" | "pdf" | "arxiv" | "abs" | "论文" | "openreview" | "acl"))
}

/// The text of a heading, without links to other places of the page and what decorates it.
fn heading_text(pieces: &[Piece]) -> String {
    let runs = pieces.iter().filter_map(|piece| match piece {
        Piece::Run(run) if !run.image => Some(run.text.as_str()),
        _ => None,
    });
    let whole = text::line(&runs.collect::<String>());
    whole.trim_matches(|c: char| matches!(c, '#' | '*' | ' ')).to_owned()
}

/// Whether an item only leads to other places of the page.
fn is_within_page(item: &Item) -> bool {
    let mut any = false;
    for node in &item.nodes {
        if let Node::Para { pieces, .. } = node {
            if is_page_link(pieces) { any = true } else { return false }
        }
    }
    any
}

/// Whether a heading leads to another site.
fn is_linked(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| {
        matches!(piece, Piece::Run(run) if run.link.as_ref().is_some_and(|link| link.url.contains("://")) && !run.image)
    })
}

fn is_page_link(pieces: &[Piece]) -> bool {
    let mut within = false;
    for piece in pieces {
        if let Piece::Run(run) = piece
            && let Some(link) = &run.link
        {
            let own = link.url.starts_with('#') || link.url.contains(".md#") || link.url.contains("#readme");
            if !own {
                return false;
            }
            within = true;
        }
    }
    within
}

/// Whether an item below a paragraph says something of the paper there.
fn belongs(file: &str, item: &Item) -> bool {
    let Some(Node::Para { pieces, span }) = item.nodes.first() else { return false };
    let segments = segment::segments(pieces);
    let Some(head) = segments.iter().find(|segment| !segment.text.trim().is_empty()) else { return true };
    let whole: String = segments.iter().map(|segment| segment.text.as_str()).collect();
    let field = whole.split_once([':', '：']).is_some_and(|(name, _)| words::field(name).is_some());
    // `Paper https://…`: whatever it is called, it is an address.
    let field = field
        || whole
            .find("http")
            .is_some_and(|at| at > 0 && text::words(&whole[..at]) <= 3 && !whole[at..].trim().contains(' '));
    let label = head.url.is_some() && words::is_label(&head.text);
    let names = names::read(&whole, Trust::Plain).is_some();
    let paper = Draft::read(file, pieces, *span)
        .is_some_and(|draft| draft.mark != Kind::Plain && item::is_paper(&draft) && !field && !label);
    field || label || (names && !paper)
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
