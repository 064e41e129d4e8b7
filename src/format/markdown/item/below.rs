//! What stands below a paper: its fields, its links, its notes, or papers of their own.

use super::{dedented, is_strong, lead};
use crate::format::markdown::draft::Draft;
use crate::format::markdown::names::Trust;
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::tree::{Item, Node, Piece};
use crate::format::markdown::{dates, place, text, words};

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
    // `intro: ICML 2019. A University` stays, and says where.
    if draft.date.is_none()
        && let Some((key, value)) = whole.split_once([':', '：'])
        && text::words(key) == 1
        && let Some(first) = value.split(['.', ',', ';']).next().map(str::trim)
        && !dates::find(first).is_empty()
        && is_place(first)
    {
        draft.venue(first);
        return false;
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
    if !matches!(only.kind, Kind::Emph | Kind::Plain) || !draft.authors.is_empty() {
        return false;
    }
    if let Some((names, place)) = place::names_and_place(&text::line(&only.text))
        && draft.people(names, Trust::Plain)
    {
        draft.venue(place);
        return true;
    }
    draft.people(&only.text, Trust::Plain)
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
