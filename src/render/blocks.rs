//! The blocks of a listing: headings of groups, and runs of papers.

use std::ops::Range;

use super::{Config, Context, Lang, Library, RenderOptions, translation};
use crate::labels::{self, label};
use crate::plan::PlannedList;
use crate::query::{Group, GroupValue};

/// A block of a listing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'l> {
    /// The heading of a group.
    Heading {
        /// The heading level, 2 to 6.
        level: usize,
        /// The unescaped title.
        title: String,
        /// The `id` of the heading.
        id: &'l str,
    },
    /// A run of papers, as a range of positions in the listing, and the `id` of the heading above it.
    Papers { places: Range<usize>, under: Option<&'l str> },
}

/// Returns the blocks of a listing in order: one run of papers, or one per group under its heading.
pub(super) fn blocks<'l>(context: Context<'_>, list: &'l PlannedList, options: &RenderOptions<'_>) -> Vec<Block<'l>> {
    let mut blocks = Vec::new();
    if list.listing.groups.is_empty() {
        blocks.push(Block::Papers { places: 0..list.listing.papers.len(), under: None });
    }
    let mut ids = list.headings.iter();
    groups(context, &list.listing.groups, usize::from(options.heading), options, &mut ids, &mut blocks);
    blocks
}

fn groups<'l>(
    context: Context<'_>,
    of: &[Group],
    level: usize,
    options: &RenderOptions<'_>,
    ids: &mut impl Iterator<Item = &'l String>,
    blocks: &mut Vec<Block<'l>>,
) {
    const MAX_HEADING_LEVEL: usize = 6;
    for group in of {
        // The plan assigns an id to every group in the same order.
        let id = ids.next().map_or("", String::as_str);
        blocks.push(Block::Heading {
            level: level.min(MAX_HEADING_LEVEL),
            title: group_title(context, group, options),
            id,
        });
        if group.groups.is_empty() {
            blocks.push(Block::Papers { places: group.papers.clone(), under: Some(id) });
        }
        groups(context, &group.groups, level + 1, options, ids, blocks);
    }
}

/// Returns the heading text of a group.
pub(super) fn group_title(context: Context<'_>, group: &Group, options: &RenderOptions<'_>) -> String {
    title_of_group(context.config, context.library, group, options.lang)
}

/// Returns the heading text of a group in a language.
pub fn title_of_group(config: &Config, library: &Library, group: &Group, lang: Option<Lang>) -> String {
    match &group.value {
        None => label(config, &format!("no-{}", group.field.group_name()), None).to_owned(),
        Some(GroupValue::Name(person)) => person.to_string(),
        Some(GroupValue::Category(category)) => translation::category_title(&library.categories[*category], lang),
        Some(GroupValue::Status(status)) => capitalized(labels::status(config, *status)),
        Some(GroupValue::Type(kind)) => labels::item_type(config, kind).to_owned(),
        Some(GroupValue::Tag(text) | GroupValue::Text(text)) => text.clone(),
        Some(GroupValue::DatePart(part)) => part.to_string(),
    }
}

/// Capitalizes the first letter.
fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
