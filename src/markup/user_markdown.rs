//! User Markdown: notes, remarks and introductions in data, which are untrusted.
//!
//! For HTML they are rendered here, with raw HTML shown as text. For CommonMark they are copied, and only unsafe parts
//! are replaced.

use pulldown_cmark::Options;

mod emphasis;
mod html;
mod markdown;

pub(crate) use html::{html, math, plain};
pub(crate) use markdown::{begins_with_paragraph, first_html, markdown};

/// The supported syntax: CommonMark with tables, strikethrough, task lists and math.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_MATH);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag};

    /// Parts of notes, including hostile ones.
    const PIECES: &[&str] = &[
        "<script>",
        "</script>",
        "<b",
        ">",
        "<!--",
        "-->",
        "<div>\n",
        "[a](javascript:x)",
        "[a](https://x.org)",
        "![a](https://x.org)",
        "![](data:x)",
        "[a][r]",
        "[r]: javascript:x\n",
        "[r]: https://x.org\n",
        "<https://x.org>",
        "<a@b.org>",
        "# ",
        "\n---\n",
        "\n===\n",
        "```",
        "~~~\n",
        "    ",
        "- ",
        "1. ",
        "> ",
        "| a |\n|---|\n",
        "*",
        "**",
        "_",
        "`",
        "{{#include x}}",
        "$",
        "$x$",
        "$a_b$",
        "$$\\frac{a}{b}$$",
        "@k",
        "\\",
        "。",
        "注意",
        "word",
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "&lt;",
        "&#60;b&#62;",
        "\t",
        "[",
        "]",
        "(",
        ")",
    ];

    fn note() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(PIECES), 0..16).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn html_has_no_blank_line_and_only_allowed_elements(note in note()) {
            let mut out = String::new();
            html(&note, "", &mut out);
            prop_assert!(out.lines().all(|line| !line.trim().is_empty()), "{}", out);
            prop_assert!(!out.contains(['{', '}', '$', '|', '@']), "{}", out);
            let known = ["p", "strong", "em", "a", "code", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
                "blockquote", "hr", "br", "del"];
            let mut open = Vec::new();
            for tag in out.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
                let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
                prop_assert!(known.contains(&name) || name.starts_with('m'), "{} in {}", name, out);
                if tag.starts_with('/') {
                    prop_assert_eq!(open.pop(), Some(name), "{}", out);
                } else if !tag.ends_with('/') {
                    open.push(name);
                }
                if let Some(address) = tag.split("href=\"").nth(1) {
                    let relative = !address.contains(':') && !address.starts_with("//");
                    prop_assert!(relative || address.starts_with("https:") || address.starts_with("mailto:"), "{}", out);
                }
            }
            prop_assert!(open.is_empty(), "{:?} in {}", open, out);
        }

        #[test]
        fn commonmark_has_no_html_no_heading_and_no_unsafe_link(note in note()) {
            let out = markdown(&note, true);
            for event in Parser::new_ext(&out, OPTIONS) {
                match event {
                    Event::Html(html) | Event::InlineHtml(html) => prop_assert!(false, "{html} in {out}"),
                    Event::Start(Tag::Heading { .. }) => prop_assert!(false, "a heading in {out}"),
                    Event::Start(Tag::Image { .. }) => prop_assert!(false, "an image in {out}"),
                    Event::Start(Tag::Link { dest_url, .. }) => prop_assert!(url::safe(&dest_url).is_some(), "{dest_url} in {out}"),
                    _ => {}
                }
            }
        }
    }
}
