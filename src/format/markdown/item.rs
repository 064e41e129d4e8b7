//! An item of a list to the papers in it: one, several, or none; what stands below it is fields, links or notes.

use super::draft::Draft;
use super::names::{self, Trust};
use super::segment::{self, Kind};
use super::tree::{Item, Node, Piece};
use super::{address, dates, text, words};
use crate::source::Span;

mod below;

use below::attach;

/// What an item is.
#[derive(Debug)]
pub(super) enum Reading {
    /// The papers in it.
    Papers(Vec<Draft>),
    /// No paper, but what stands below it may hold some.
    Group,
    /// Nothing at all.
    Empty,
    /// Something else.
    Text,
}

/// Reads an item.
pub(super) fn read(file: &str, item: &Item, depth: usize) -> Reading {
    let lead = told(file, item).unwrap_or_else(|| lead(item));
    let below = &item.nodes[lead.nodes..];
    let mut found = Vec::new();
    for part in parts(&lead.pieces) {
        let span = span_of(part).unwrap_or(item.span);
        if let Some(draft) = Draft::read(file, part, span) {
            found.push(draft);
        }
    }
    let blank = lead.pieces.iter().all(|piece| match piece {
        Piece::Run(run) => run.image || run.text.trim().is_empty(),
        Piece::Break => true,
    });
    let Some(last) = found.last_mut() else {
        return if below.iter().any(|node| matches!(node, Node::List { .. })) {
            Reading::Group
        } else if blank {
            Reading::Empty
        } else {
            Reading::Text
        };
    };
    if !is_paper(last) && mostly_papers(file, below) {
        return Reading::Group;
    }
    let mut own = Vec::new();
    let has_papers = depth < 6 && holds_papers(file, below);
    if !has_papers || is_paper(last) && last.mark != Kind::Plain {
        attach(file, last, below, depth, &mut own);
    }
    let several = found.len() > 1;
    found.retain(|draft| is_paper(draft) || (several && draft.mark == Kind::Code));
    if found.is_empty() {
        return if below.iter().any(|node| matches!(node, Node::List { .. })) { Reading::Group } else { Reading::Text };
    }
    found.extend(own);
    Reading::Papers(found)
}

/// Whether there is enough in a draft to take it for a paper, or a resource.
pub(super) fn is_paper(draft: &Draft) -> bool {
    let web = draft.links.iter().any(|link| address::leads_to_work(&link.url));
    let told = !draft.authors.is_empty() || draft.date.is_some();
    let prose = draft.notes.iter().map(|note| text::words(note)).sum::<usize>();
    let count = text::words(&draft.title);
    match draft.mark {
        _ if draft.titled_link => web,
        Kind::Code | Kind::Strong => web || told || (count >= 4 && prose <= 8),
        Kind::Plain => {
            let placed = draft.date.is_some() && (count >= 3 || count >= 2 && draft.venue.is_some());
            (!draft.authors.is_empty() || web || placed) && count <= 40
        }
        _ => web || told,
    }
}

struct Lead {
    pieces: Vec<Piece>,
    /// How many of the item's blocks it is made of.
    nodes: usize,
}

/// The paragraphs at the beginning of an item as lines.
fn lead(item: &Item) -> Lead {
    let mut pieces = Vec::new();
    let mut nodes = 0;
    for node in &item.nodes {
        let Node::Para { pieces: own, .. } = node else { break };
        if nodes > 0 {
            pieces.push(Piece::Break);
        }
        pieces.extend(own.iter().cloned());
        nodes += 1;
    }
    Lead { pieces, nodes }
}

/// The first paragraph alone, where it says all by itself: a title in backticks, and names or links. What stands below is
/// text, whose lines are its own.
fn told(file: &str, item: &Item) -> Option<Lead> {
    let [Node::Para { pieces, .. }, Node::Para { .. }, ..] = &item.nodes[..] else { return None };
    let draft = Draft::read(file, pieces, item.span)?;
    let told = draft.mark == Kind::Code && (!draft.authors.is_empty() || !draft.links.is_empty());
    told.then(|| Lead { pieces: pieces.clone(), nodes: 1 })
}

fn span_of(pieces: &[Piece]) -> Option<Span> {
    let mut runs = pieces.iter().filter_map(|piece| match piece {
        Piece::Run(run) if !run.image => Some(run.span),
        _ => None,
    });
    let first = runs.next()?;
    Some(Span::new(first.start, runs.next_back().unwrap_or(first).end))
}

/// The pieces of an item that hold one paper each: another begins on a line that begins as the first did.
pub(super) fn parts(pieces: &[Piece]) -> Vec<&[Piece]> {
    if let Some(parts) = linked_lines(pieces) {
        return parts;
    }
    let mut starts: Vec<usize> = Vec::new();
    let mut first: Option<Kind> = None;
    let mut at = 0;
    while at < pieces.len() {
        let end = at + pieces[at..].iter().position(|piece| *piece == Piece::Break).unwrap_or(pieces.len() - at);
        let line = segment::segments(&pieces[at..end]);
        let head = line.iter().find(|segment| segment.kind != Kind::Image && !segment.text.trim().is_empty());
        if let Some(head) = head {
            let long = text::words(&head.text) >= 3 && !words::is_label(&head.text);
            match first {
                None => {
                    first = Some(head.kind);
                    starts.push(at);
                }
                Some(kind)
                    if kind == head.kind
                        && matches!(kind, Kind::Code | Kind::Strong | Kind::Link)
                        && long
                        && !goes_on(pieces, at)
                        && begins_paper(&pieces[at..]) =>
                {
                    starts.push(at);
                }
                Some(_) => {}
            }
        }
        at = end + 1;
    }
    starts.push(pieces.len());
    if let Some(first) = starts.first_mut() {
        *first = 0;
    }
    starts.windows(2).map(|pair| &pieces[pair[0]..pair[1]]).collect()
}

/// Lines of which each is a linked title and nothing else, two at least; a few words may head them.
fn linked_lines(pieces: &[Piece]) -> Option<Vec<&[Piece]>> {
    let lines: Vec<_> = pieces.split(|piece| *piece == Piece::Break).filter(|line| !line.is_empty()).collect();
    let titled = |line: &&[Piece]| {
        let segments = segment::segments(line);
        let mut said = segments.iter().filter(|segment| segment.text.contains(char::is_alphanumeric));
        let is_title = |segment: &segment::Segment| {
            let leads = segment.url.as_deref().is_some_and(address::leads_to_work);
            segment.kind != Kind::Image && leads && text::words(&segment.text) >= 3 && !words::is_label(&segment.text)
        };
        said.next().is_some_and(is_title) && said.next().is_none()
    };
    let heads = |line: &&[Piece]| {
        let segments = segment::segments(line);
        let said: usize = segments.iter().map(|segment| text::words(&segment.text)).sum();
        said <= 6 && segments.iter().all(|segment| segment.kind == Kind::Plain && segment.url.is_none())
    };
    let start = usize::from(lines.first().is_some_and(heads));
    let own = lines.get(start..)?;
    (own.len() >= 2 && own.iter().all(titled)).then(|| own.to_vec())
}

/// Whether the line before ends in the middle of a bold title.
fn goes_on(pieces: &[Piece], at: usize) -> bool {
    let before = pieces[..at].iter().rev().find_map(|piece| match piece {
        Piece::Run(run) if !run.image => Some(run),
        _ => None,
    });
    before.is_some_and(|run| run.style.strong && run.text.trim_end().ends_with([':', ',', '-', '：']))
}

/// Whether a line begins another paper and does not go on with a title, or a note: there are names, a date or links after it.
fn begins_paper(pieces: &[Piece]) -> bool {
    let mut lines = pieces.split(|piece| *piece == Piece::Break);
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let segments = segment::segments(first);
    let after = segments.iter().skip_while(|segment| segment.kind == Kind::Image).skip(1);
    let tells = |segment: &segment::Segment| {
        !dates::find(&segment.text).is_empty() || (segment.url.is_some() && words::is_label(&segment.text))
    };
    let next = segment::segments(second);
    let names = |segment: &segment::Segment| names::read(&segment.text, Trust::Plain).is_some();
    after.clone().any(tells) || next.first().is_some_and(names) || next.iter().any(tells)
}

/// Whether the items below are papers of their own rather than notes.
fn holds_papers(file: &str, nodes: &[Node]) -> bool {
    let items = nodes.iter().filter_map(|node| match node {
        Node::List { items, .. } => Some(items),
        _ => None,
    });
    items.flatten().any(|item| {
        let lead = lead(item);
        Draft::read(file, &lead.pieces, item.span).is_some_and(|draft| is_strong(&draft))
    })
}

/// Whether most of the items below, and two at least, are titles that lead to works.
fn mostly_papers(file: &str, nodes: &[Node]) -> bool {
    let items = nodes.iter().filter_map(|node| match node {
        Node::List { items, .. } => Some(items),
        _ => None,
    });
    let (mut count, mut papers) = (0, 0);
    for item in items.flatten() {
        let draft = Draft::read(file, &lead(item).pieces, item.span);
        count += 1;
        papers += usize::from(
            draft.is_some_and(|draft| draft.titled_link && text::words(&draft.title) >= 3 && is_paper(&draft)),
        );
    }
    papers >= 2 && papers * 2 > count
}

/// Whether a draft cannot but be a paper.
fn is_strong(draft: &Draft) -> bool {
    let labelled = draft.links.iter().any(|link| words::is_label(&link.label));
    let marked = matches!(draft.mark, Kind::Code | Kind::Strong | Kind::Link) && text::words(&draft.title) >= 3;
    marked
        && (!draft.authors.is_empty() && (labelled || draft.date.is_some())
            || (draft.mark != Kind::Link && labelled && draft.date.is_some()))
}

/// A block as it stands in a file, without the blanks that its place in a list puts before its lines.
pub(super) fn dedented(file: &str, span: Span) -> String {
    let Some(text) = file.get(span.range()) else { return String::new() };
    let start = crate::source::line_start(file, span.start);
    let width = file[start..span.start].chars().count();
    let mut lines = text.trim_end().lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        let blank = line.chars().take(width).take_while(|c| matches!(c, ' ' | '\t')).count();
        out.push_str(&line[blank..]);
    }
    out
}
