//! An item of a list to the papers in it: one, several, or none; what stands below it is fields, links or notes.

use super::draft::Draft;
use super::names::{self, Trust};
use super::segment::{self, Kind};
use super::tree::{Item, Node, Piece};
use super::{dates, text, words};
use crate::source::Span;

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
    let lead = lead(item);
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
    let web = draft.links.iter().any(|link| link.url.contains("://"));
    let told = !draft.authors.is_empty() || draft.date.is_some();
    let prose = draft.notes.iter().map(|note| text::words(note)).sum::<usize>();
    let count = text::words(&draft.title);
    match draft.mark {
        _ if draft.titled_link => web,
        Kind::Code | Kind::Strong => web || told || (count >= 4 && prose <= 8),
        Kind::Plain => (!draft.authors.is_empty() || web || (draft.date.is_some() && count >= 3)) && count <= 40,
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

/// Whether a draft cannot but be a paper.
fn is_strong(draft: &Draft) -> bool {
    let labelled = draft.links.iter().any(|link| words::is_label(&link.label));
    let marked = matches!(draft.mark, Kind::Code | Kind::Strong | Kind::Link) && text::words(&draft.title) >= 3;
    marked
        && (!draft.authors.is_empty() && (labelled || draft.date.is_some())
            || (draft.mark != Kind::Link && labelled && draft.date.is_some()))
}

/// Gives what stands below a paper to it; papers of their own go to `own`.
pub(super) fn attach(file: &str, draft: &mut Draft, nodes: &[Node], depth: usize, own: &mut Vec<Draft>) {
    for node in nodes {
        match node {
            Node::List { items, .. } => {
                let mut kept = Vec::new();
                for item in items {
                    if take(draft, item) {
                        continue;
                    }
                    let lead = lead(item);
                    let inner = Draft::read(file, &lead.pieces, item.span).filter(is_strong);
                    match inner {
                        Some(mut inner) if depth < 6 => {
                            attach(file, &mut inner, &item.nodes[lead.nodes..], depth + 1, own);
                            own.push(inner);
                        }
                        _ => kept.push(dedented(file, item.span)),
                    }
                }
                if !kept.is_empty() {
                    draft.notes.push(kept.join("\n"));
                }
            }
            Node::Para { span, pieces } => {
                let mut line = Draft { links: Vec::new(), ..draft.clone() };
                let only_links = !pieces.is_empty() && links_alone(&mut line, pieces);
                if only_links {
                    for link in line.links {
                        draft.link(&link.label, &link.url);
                    }
                } else {
                    draft.notes.push(dedented(file, *span));
                }
            }
            _ => {
                let text = dedented(file, node.span());
                if !text.is_empty() {
                    draft.notes.push(text);
                }
            }
        }
    }
}

/// Takes an item below a paper for a field of it, or for its links or authors.
fn take(draft: &mut Draft, item: &Item) -> bool {
    let [Node::Para { pieces, .. }] = &item.nodes[..] else { return false };
    let segments = segment::segments(pieces);
    let whole: String = segments.iter().map(|segment| segment.text.as_str()).collect();
    if let Some((name, value)) = whole.split_once([':', '：'])
        && !name.contains("http")
        && let Some(field) = words::field(name)
    {
        if field == words::Field::Title {
            return false;
        }
        if field != words::Field::Link {
            return draft.field(field, value);
        }
        let mut any = false;
        for segment in &segments {
            let address = text::line(&segment.text);
            if let Some(url) = &segment.url {
                let label = if address.contains("://") || segments.len() <= 2 { name } else { &address };
                draft.link(label, url);
                any = true;
            } else if let Some(start) = address.find("http") {
                let url = address[start..].split_whitespace().next().unwrap_or_default();
                draft.link(name, url.trim_end_matches([',', '.', ')', ';']));
                any = true;
            }
        }
        // A field that nobody filled in, `Code: None`.
        return any || text::words(value) <= 2;
    }
    if links_alone(draft, pieces) {
        return true;
    }
    // `Paper https://…`, whatever it is called.
    if let Some(at) = whole.find("http")
        && text::words(&whole[..at]) <= 3
        && !whole[at..].trim().contains(' ')
    {
        let url = segments.iter().find_map(|segment| segment.url.as_deref()).unwrap_or(whole[at..].trim());
        draft.link(&whole[..at], url);
        return true;
    }
    let [only] = &segments[..] else { return false };
    let short = text::words(&only.text) <= 6 && only.url.is_none();
    if short && !draft.authors.is_empty() && draft.date.is_none() && draft.venue.is_none() && is_place(&only.text) {
        draft.venue(&only.text);
        return true;
    }
    match only.kind {
        Kind::Emph | Kind::Plain if draft.authors.is_empty() => draft.people(&only.text, Trust::Plain),
        _ => false,
    }
}

/// Whether a text is the name of a venue, or a date, and nothing else.
fn is_place(written: &str) -> bool {
    let dated = dates::find(written);
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    match (&dated[..], words::names_venue(written)) {
        ([], venue) => venue && written.split_whitespace().all(|word| words::is_venue(word) || word.len() <= 3),
        ([first, ..], true) => text::words(&written[..first.start]) <= 6,
        ([first, ..], false) => !letters(&written[..first.start]),
    }
}

/// Takes the links of a line that holds nothing else.
fn links_alone(draft: &mut Draft, pieces: &[Piece]) -> bool {
    let segments = segment::segments(pieces);
    let linked = |segment: &segment::Segment| {
        segment.url.is_some() && (words::is_label(&segment.text) || segment.text.contains("://"))
    };
    let nothing =
        |segment: &segment::Segment| segment.kind == Kind::Image || !segment.text.chars().any(char::is_alphanumeric);
    let alone = segments.iter().any(linked) && segments.iter().all(|segment| linked(segment) || nothing(segment));
    if alone {
        for segment in segments.iter().filter(|segment| linked(segment)) {
            if let Some(url) = &segment.url {
                draft.link(if segment.text.contains("://") { "" } else { &segment.text }, url);
            }
        }
    }
    alone
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
