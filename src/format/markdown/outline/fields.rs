//! Items that are fields of one paper: a run of them that begins with its title, or a list below its paragraph.

use crate::format::markdown::block::{Block, Item};
use crate::format::markdown::entry::Draft;
use crate::format::markdown::inline::Inline;
use crate::format::markdown::item;
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::{text, title, vocabulary};

/// The only paragraph of an item.
fn paragraph(item: &Item) -> Option<&Inline> {
    match &item.blocks[..] {
        [Block::Paragraph { text, .. }] => Some(text),
        _ => None,
    }
}

/// Items of which one is `Title: …` and those after it the other fields, each such run as one item.
pub(super) fn grouped(file: &str, items: &[Item]) -> Option<Vec<Item>> {
    let begins = |item: &Item| {
        let whole = paragraph(item).map_or("", |inline| inline.text.as_str());
        whole.split_once([':', '：']).is_some_and(|(key, value)| title::is_title_key(key, value.trim(), None))
    };
    if !items.windows(2).any(|pair| begins(&pair[0]) && !begins(&pair[1]) && belongs(file, &pair[1])) {
        return None;
    }
    let mut grouped: Vec<Item> = Vec::new();
    let mut open = false;
    for item in items {
        if begins(item) {
            open = true;
        } else if let Some(last) = grouped.last_mut().filter(|_| open && belongs(file, item)) {
            last.span.end = item.span.end;
            match last.blocks.last_mut() {
                Some(Block::List { items, .. }) => items.push(item.clone()),
                _ => last.blocks.push(Block::List { items: vec![item.clone()], span: item.span }),
            }
            continue;
        } else {
            open = false;
        }
        grouped.push(item.clone());
    }
    Some(grouped)
}

/// Whether a list below a title describes the paper: links and fields, and `key: text` among them.
pub(super) fn all_belong(file: &str, items: &[Item]) -> bool {
    let keyed = |item: &Item| {
        let Some(inline) = paragraph(item) else { return false };
        let linked = segment::segments(inline, 0).first().is_some_and(|first| first.url.is_some());
        let key = inline.text.split_once([':', '：']).map(|(key, _)| key);
        !linked && key.is_some_and(|key| (1..=3).contains(&text::words(key)) && !key.contains("http"))
    };
    items.iter().any(|item| belongs(file, item)) && items.iter().all(|item| belongs(file, item) || keyed(item))
}

/// Whether an item below a paragraph describes the paper of the paragraph.
pub(super) fn belongs(file: &str, item: &Item) -> bool {
    let Some(Block::Paragraph { text: inline, span }) = item.blocks.first() else { return false };
    let segments = segment::segments(inline, 0);
    let whole = inline.text.as_str();
    let Some(head) = segments.iter().find(|segment| !whole[segment.range.clone()].trim().is_empty()) else {
        return true;
    };
    let field = whole.split_once([':', '：']).is_some_and(|(name, _)| vocabulary::field(name).is_some());
    // `Paper https://…`: whatever it is called, it is an address.
    let field = field
        || whole
            .find("http")
            .is_some_and(|at| at > 0 && text::words(&whole[..at]) <= 3 && !whole[at..].trim().contains(' '));
    let label = head.url.is_some() && vocabulary::is_label(&whole[head.range.clone()]);
    let names = names::read(whole, Trust::Plain).is_some();
    let paper = Draft::read(file, inline, *span)
        .is_some_and(|draft| draft.mark != Kind::Plain && item::is_paper(&draft) && !field && !label);
    field || label || (names && !paper)
}
