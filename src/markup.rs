//! Text from data as HTML and as CommonMark: escapes, math, and the Markdown of notes.

pub(crate) mod check;
pub mod escape;
pub(crate) mod html_scanner;
pub(crate) mod math;
pub(crate) mod user_markdown;
