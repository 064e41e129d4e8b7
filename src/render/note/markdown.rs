//! Notes in CommonMark: passed on as written, and by range what is not plain in it changed.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::OPTIONS;
use crate::render::escape;
use crate::url;

/// Whether the note begins with a paragraph, so that words may be put before it on its line.
pub(in crate::render) fn begins_with_words(note: &str) -> bool {
    matches!(Parser::new_ext(note, OPTIONS).next(), Some(Event::Start(Tag::Paragraph)))
}

/// The note as CommonMark without HTML.
///
/// Raw HTML and unsafe links become text, headings become strong, references become inline links since their
/// definitions would meet those of other notes, and code blocks are left out unless `code`.
pub(in crate::render) fn markdown(note: &str, code: bool) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let definitions = Parser::new_ext(note, OPTIONS);
    edits.extend(definitions.reference_definitions().iter().map(|(_, link)| (link.span.clone(), String::new())));
    let mut in_code = false;
    for (event, range) in Parser::new_ext(note, OPTIONS).into_offset_iter() {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => edits.push((range, html_as_text(&html))),
            Event::Text(text) if !in_code && text.contains(SPECIAL) => {
                let text = escape_special(note, &range);
                edits.push((range, text));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                if !code {
                    edits.push((range, String::new()));
                }
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Heading { .. }) => {
                let line = note[range.clone()].lines().next().unwrap_or_default();
                let words = line.trim().trim_matches('#').trim();
                edits.push((range, format!("**{words}**\n")));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                if let Some(plain) = plain_link(&note[range.clone()], link_type, &dest_url) {
                    edits.push((range, plain));
                }
            }
            _ => {}
        }
    }
    apply(note, edits)
}

/// What other tools look for in Markdown text: mdBook's own `{{#…}}`, math, and citations.
const SPECIAL: [char; 4] = ['{', '}', '$', '@'];

/// The text at `range` with a backslash before special characters that have none.
fn escape_special(note: &str, range: &Range<usize>) -> String {
    let mut escaped = String::with_capacity(range.len() + 8);
    let mut after_backslash = note[..range.start].ends_with('\\');
    for c in note[range.clone()].chars() {
        if SPECIAL.contains(&c) && !after_backslash {
            escaped.push('\\');
        }
        after_backslash = false;
        escaped.push(c);
    }
    escaped
}

fn html_as_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len() + 16);
    for line in html.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        escape::markdown(words, &mut text);
        text.push_str(&line[words.len()..]);
    }
    text
}

/// What stands in place of a link that cannot stay as written; none for one that can.
fn plain_link(written: &str, kind: LinkType, address: &str) -> Option<String> {
    let safe = url::safe(address);
    let stays = matches!(kind, LinkType::Inline | LinkType::Autolink | LinkType::Email) && !written.starts_with('!');
    if stays && safe.is_some() {
        return None;
    }
    let mut words = String::new();
    escape::markdown(&words_of(written), &mut words);
    let Some(address) = safe else { return Some(words) };
    let mut destination = String::new();
    escape::markdown_url(&address, &mut destination);
    Some(format!("[{words}]({destination})"))
}

/// The words of a link. Parsed by itself, a reference is text in brackets, since its definition stands elsewhere.
fn words_of(written: &str) -> String {
    let words: String = Parser::new_ext(written, OPTIONS)
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    match words.trim_start_matches('!').strip_prefix('[') {
        Some(reference) => reference.split(']').next().unwrap_or(reference).to_owned(),
        None => words,
    }
}

/// Applies edits; those inside an earlier one are dropped.
fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, with) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_commonmark_only_what_is_not_plain_changes() {
        #[track_caller]
        fn check(note: &str, expect: &str) {
            assert_eq!(markdown(note, true), expect);
        }
        check("- a **b** `{c}`\n  - [d](https://x.org)\n", "- a **b** `{c}`\n  - [d](https://x.org)\n");
        check("a <b>c</b>", "a \\<b\\>c\\</b\\>");
        check("<div>\nx\n</div>\n", "\\<div\\>\nx\n\\</div\\>\n");
        check("[a](javascript:x)", "a");
        check("![b](https://x.org/b.png)", "[b](https://x.org/b.png)");
        check("# H\n\ntext", "**H**\n\ntext");
        check("{{#include x}}", "\\{\\{#include x\\}\\}");
        check("\\$5 and $6", "\\$5 and \\$6");
        check("[a][1]\n\n[1]: https://x.org\n", "[a](https://x.org)\n\n\n");
        assert_eq!(markdown("a\n\n```\nb\n```\n", false), "a\n\n\n");
    }
}
