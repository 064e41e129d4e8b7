//! The blocks of a list: where papers are grouped, headings with papers under them.

use std::ops::Range;

use super::{Context, RenderOptions, translation};
use crate::labels::{self, label};
use crate::plan::PlannedList;
use crate::query::{Group, GroupValue};

/// A block of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'l> {
    /// The heading of a group.
    Heading {
        /// Its level, 2 to 6.
        level: usize,
        /// Its words, not escaped.
        words: String,
        /// Its id.
        id: &'l str,
    },
    /// Papers, by their places in the list, under the heading of this id.
    Papers { places: Range<usize>, under: Option<&'l str> },
}

/// The blocks of a list, in order: all its papers, or those of each group under its heading.
pub(super) fn blocks<'l>(context: Context<'_>, list: &'l PlannedList, look: &RenderOptions<'_>) -> Vec<Block<'l>> {
    let mut blocks = Vec::new();
    if list.listing.groups.is_empty() {
        blocks.push(Block::Papers { places: 0..list.listing.papers.len(), under: None });
    }
    let mut ids = list.headings.iter();
    groups(context, &list.listing.groups, usize::from(look.heading), look, &mut ids, &mut blocks);
    blocks
}

fn groups<'l>(
    context: Context<'_>,
    of: &[Group],
    level: usize,
    look: &RenderOptions<'_>,
    ids: &mut impl Iterator<Item = &'l String>,
    blocks: &mut Vec<Block<'l>>,
) {
    const DEEPEST: usize = 6;
    for group in of {
        // The plan gives every group an id, in this order.
        let id = ids.next().map_or("", String::as_str);
        blocks.push(Block::Heading { level: level.min(DEEPEST), words: words(context, group, look), id });
        if group.groups.is_empty() {
            blocks.push(Block::Papers { places: group.papers.clone(), under: Some(id) });
        }
        groups(context, &group.groups, level + 1, look, ids, blocks);
    }
}

/// What the heading of a group says.
pub(super) fn words(context: Context<'_>, group: &Group, look: &RenderOptions<'_>) -> String {
    let config = context.config;
    match &group.value {
        None => label(config, &format!("no-{}", group.field.group_name()), None).to_owned(),
        Some(GroupValue::Name(person)) => person.to_string(),
        Some(GroupValue::Category(category)) => {
            translation::category_title(&context.library.categories[*category], look.lang)
        }
        Some(GroupValue::Status(status)) => capitalised(labels::status(config, *status)),
        Some(GroupValue::Type(kind)) => labels::item_type(config, kind).to_owned(),
        Some(GroupValue::Tag(words) | GroupValue::Text(words)) => words.clone(),
        Some(GroupValue::DatePart(part)) => part.to_string(),
    }
}

/// The words with a capital at their beginning, as a heading has it.
fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
