//! The fields and types that options name.

use crate::paper::{Role, field};

/// The fields that `sort` accepts.
pub const SORT_FIELDS: &[&str] = &field::names::<{ field::count(Role::Sort) }>(Role::Sort);

/// The fields that `has` accepts in addition to the labels of links, and that `fields` shows as columns.
pub const FIELDS: &[&str] = &field::names::<{ field::count(Role::Column) }>(Role::Column);

/// The fields that `group` accepts.
pub const GROUPS: &[&str] = &field::names::<{ field::count(Role::Group) }>(Role::Group);

/// The maximum number of group levels.
pub const GROUP_LEVELS: usize = 2;

/// The item types of CSL 1.0.2.
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
