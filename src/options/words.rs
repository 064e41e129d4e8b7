//! The words that options take: styles, fields, groups, statuses and types.

use crate::paper::{Role, field};

/// The names of the built-in styles.
pub const STYLES: &[&str] = &["reading-list", "compact", "table", "links"];

/// The fields that `sort` takes.
pub const SORT_FIELDS: &[&str] = &field::names::<{ field::count(Role::Sort) }>(Role::Sort);

/// The fields that `has` takes besides the labels of links, and that `fields` shows as columns.
pub const FIELDS: &[&str] = &field::names::<{ field::count(Role::Column) }>(Role::Column);

/// What papers are grouped by.
pub const GROUPS: &[&str] = &field::names::<{ field::count(Role::Group) }>(Role::Group);

/// How many levels of groups there are at most.
pub const GROUP_LEVELS: usize = 2;

/// How groups are ordered.
pub const GROUP_SORTS: &[&str] = &["asc", "desc", "count"];

/// How far a paper has been read.
pub const STATUSES: &[&str] = &["to-read", "reading", "read"];

/// The types of works of CSL 1.0.2.
pub const TYPES: &[&str] = &[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];
