//! Notes, remarks and introductions: Markdown from data, which may say anything and run nothing.
//!
//! For HTML they are rendered here, raw HTML shown as text. For CommonMark they are passed on by range, and only what is
//! not plain is changed.

use pulldown_cmark::Options;

mod emphasis;
mod html;
mod markdown;

pub(super) use html::html;
pub(super) use markdown::{begins_with_words, markdown};

/// What a note may hold: CommonMark with tables, strikethrough and task lists.
const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS);
