//! Text from data as HTML and as Markdown: escaped for where it is written, with the math and the Markdown in it.

pub(crate) mod check;
pub mod escape;
pub(crate) mod html_scanner;
pub(crate) mod math;
pub(crate) mod user_markdown;
