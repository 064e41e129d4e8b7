//! Items that are fields of one paper: a run of them that begins with its title, or a list below its paragraph.

use crate::format::markdown::draft::Draft;
use crate::format::markdown::item;
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::tree::{Item, Node};
use crate::format::markdown::{text, title, words};

/// Items of which one says `Title: …` and those after it the other fields, each such run as one item.
pub(super) fn grouped(file: &str, items: &[Item]) -> Option<Vec<Item>> {
    let begins = |item: &Item| {
        let [Node::Para { pieces, .. }] = &item.nodes[..] else { return false };
        let segments = segment::segments(pieces);
        let whole: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        whole.split_once([':', '：']).is_some_and(|(key, value)| title::is_title_key(key, value.trim(), &[]))
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

/// Whether a list below a title says something of the paper there: links and fields, and `key: text` among them.
pub(super) fn all_belong(file: &str, items: &[Item]) -> bool {
    let keyed = |item: &Item| {
        let [Node::Para { pieces, .. }] = &item.nodes[..] else { return false };
        let segments = segment::segments(pieces);
        let whole: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        whole
            .split_once([':', '：'])
            .is_some_and(|(key, _)| (1..=3).contains(&text::words(key)) && !key.contains("http"))
            && segments.first().is_some_and(|first| first.url.is_none())
    };
    items.iter().any(|item| belongs(file, item)) && items.iter().all(|item| belongs(file, item) || keyed(item))
}

/// Whether an item below a paragraph says something of the paper there.
pub(super) fn belongs(file: &str, item: &Item) -> bool {
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
