//! The links and headings of a chapter, for programs that follow links between chapters.

use std::collections::HashSet;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};

use super::heading::heading_id;
use super::mask::options;
use crate::source::Span;

/// A link of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// From its opening to its closing bracket.
    pub span: Span,
    /// The address.
    pub address: String,
}

/// A heading that links can lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The offset at which the heading begins.
    pub start: usize,
    /// The id, as mdBook assigns it.
    pub id: String,
}

/// Returns the links of a chapter in order. Images are not links.
pub fn links(text: &str) -> Vec<Link> {
    let link = |(event, range): (Event<'_>, std::ops::Range<usize>)| match event {
        Event::Start(Tag::Link { dest_url, .. }) => Some(Link { span: range.into(), address: dest_url.into_string() }),
        _ => None,
    };
    Parser::new_ext(text, options()).into_offset_iter().filter_map(link).collect()
}

/// Returns the headings of a chapter in order.
pub fn targets(text: &str) -> Vec<Target> {
    let (mut targets, mut used) = (Vec::new(), HashSet::new());
    let mut open: Option<(usize, Option<String>, String)> = None;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                open = Some((range.start, id.map(CowStr::into_string), String::new()));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, _, title)) = &mut open {
                    title.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((start, id, title)) = open.take() else { continue };
                let base = id.unwrap_or_else(|| heading_id(title.trim()));
                let numbered = (1..).map(|number| format!("{base}-{number}"));
                let mut candidates = std::iter::once(base.clone()).chain(numbered);
                let id = candidates.find(|id| used.insert(id.clone())).unwrap_or_default();
                targets.push(Target { start, id });
            }
            _ => {}
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_outside_code() {
        let text = "[a](b.md#c) ![i](i.png) `[x](y.md)` <https://example.org> [r]\n\n[r]: c/d.md\n";
        let found: Vec<_> = links(text).into_iter().map(|link| (&text[link.span.range()], link.address)).collect();
        let expect = [("[a](b.md#c)", "b.md#c"), ("<https://example.org>", "https://example.org"), ("[r]", "c/d.md")];
        assert_eq!(found, expect.map(|(link, address)| (link, address.to_owned())));
    }

    #[test]
    fn headings_have_the_ids_of_mdbook() {
        let text = "# A `b` C!\n\n## Same\n\nSame\n----\n\n### 大模型 {#llm}\n\n### 大模型\n";
        let found: Vec<_> = targets(text).into_iter().map(|target| target.id).collect();
        assert_eq!(found, ["a-b-c", "same", "same-1", "llm", "大模型"]);
        assert_eq!(targets(text)[2].start, text.find("Same\n--").unwrap());
    }
}
