//! Sanitizing of notes as CommonMark: the source is copied, and unsafe ranges are replaced.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd};

use super::{OPTIONS, emphasis};
use crate::markup::escape;
use crate::url;

/// Returns whether a note starts with a paragraph, so that a label can be put on its first line.
pub(crate) fn begins_with_paragraph(note: &str) -> bool {
    matches!(Parser::new_ext(note, OPTIONS).next(), Some(Event::Start(Tag::Paragraph)))
}

/// Returns the first raw HTML in CommonMark.
pub(crate) fn first_html(text: &str) -> Option<&str> {
    Parser::new_ext(text, OPTIONS).into_offset_iter().find_map(|(event, range)| match event {
        Event::Html(_) | Event::InlineHtml(_) => Some(text[range].trim()),
        _ => None,
    })
}

/// The word joiner, invisible, inserted so that Chinese emphasis closes.
const GUARD: char = '\u{2060}';

/// Returns a note as CommonMark without HTML.
///
/// Raw HTML and unsafe links become text and headings become strong text. Reference links become inline links, since
/// their definitions could conflict with those of other notes. Code blocks are removed unless `code` is true.
///
/// A replacement may change how the text next to it is parsed, so the process repeats until nothing changes. A note for
/// which it does not end, which requires malicious input, becomes plain text.
pub(crate) fn markdown(note: &str, code: bool) -> String {
    const ROUNDS: usize = 8;
    let mut note = emphasis::with_guard(note, GUARD).into_owned();
    for _ in 0..ROUNDS {
        let changed = changed(&note, code);
        if changed == note {
            return note;
        }
        note = changed;
    }
    let mut words = String::new();
    escape::markdown(&note, &mut words);
    words
}

/// Returns the note with one round of replacements.
fn changed(note: &str, code: bool) -> String {
    let definitions = Parser::new_ext(note, OPTIONS);
    let definitions = definitions.reference_definitions().iter().map(|(_, link)| (link.span.clone(), String::new()));
    let mut edits = Edits { note, code, list: definitions.collect(), ..Edits::default() };
    for (event, range) in Parser::new_ext(note, OPTIONS).into_offset_iter() {
        edits.event(event, range);
    }
    apply(note, edits.list)
}

/// Collects the replacements in a note.
#[derive(Default)]
struct Edits<'n> {
    note: &'n str,
    code: bool,
    list: Vec<(Range<usize>, String)>,
    /// The number of open blocks.
    depth: usize,
    in_code: bool,
    /// The number of open links that stay unchanged.
    in_link: usize,
    /// The range of the open heading and of its content so far.
    heading: Option<(Range<usize>, Range<usize>)>,
}

impl Edits<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some((_, content)) = &mut self.heading
            && !matches!(event, Event::End(TagEnd::Heading(_)))
        {
            *content = content.start.min(range.start)..content.end.max(range.end);
        }
        match event {
            Event::InlineMath(math) => self.list.push((range, tex_as_text(&math, "$"))),
            Event::DisplayMath(math) => self.list.push((range, tex_as_text(&math, "$$"))),
            Event::Html(html) | Event::InlineHtml(html) => self.list.push((range, html_as_text(&html))),
            Event::Text(text) if !self.in_code && self.in_link == 0 && text.contains(SPECIAL) => {
                let text = escape_special(self.note, &range);
                self.list.push((range, text));
            }
            Event::Start(Tag::BlockQuote(_) | Tag::Item) => self.depth += 1,
            Event::End(TagEnd::BlockQuote(_) | TagEnd::Item) => self.depth -= 1,
            Event::Start(Tag::CodeBlock(kind)) => {
                self.in_code = true;
                if !self.code {
                    self.list.push((range, String::new()));
                    return;
                }
                if let CodeBlockKind::Fenced(info) = &kind {
                    self.plain_info(info, &range);
                }
                if kind.is_fenced() && self.depth == 0 {
                    self.close_fence(&range);
                }
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            // Headings in a note must not become headings of the page.
            Event::Start(Tag::Heading { .. }) => self.heading = Some((range.clone(), range.end..range.start)),
            Event::End(TagEnd::Heading(_)) => {
                let Some((whole, content)) = self.heading.take() else { return };
                if content.is_empty() {
                    self.list.push((whole, "\n".to_owned()));
                } else {
                    self.list.push((whole.start..content.start, "**".to_owned()));
                    self.list.push((content.end..whole.end, "**\n".to_owned()));
                }
            }
            Event::Start(Tag::Strong) if self.heading.is_some() => {
                self.list.push((range.start..range.start + 2, String::new()));
                self.list.push((range.end - 2..range.end, String::new()));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                self.in_link += 1;
                if let Some(plain) = plain_link(&self.note[range.clone()], link_type, &dest_url) {
                    self.list.push((range, plain));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => self.in_link -= 1,
            _ => {}
        }
    }

    /// Removes attributes after an opening fence, which Pandoc could use to pass the code as raw HTML.
    fn plain_info(&mut self, info: &str, range: &Range<usize>) {
        let line = self.note[range.clone()].lines().next().unwrap_or_default();
        let fence = line.trim_start_matches(['`', '~']);
        if !info.contains('{') && !fence.contains('{') {
            return;
        }
        let end = range.start + line.len();
        let plain = info.split('{').next().unwrap_or_default().trim_end();
        self.list.push((end - fence.len()..end, plain.replace('\\', "")));
    }

    /// Closes a fence that is open at the end of the note, since it would otherwise include the text after it.
    fn close_fence(&mut self, range: &Range<usize>) {
        let written = &self.note[range.clone()];
        let fence: String = {
            let opening = written.trim_start();
            let mark = opening.chars().next().unwrap_or('`');
            opening.chars().take_while(|&c| c == mark).collect()
        };
        let last = written.trim_end().lines().skip(1).last().unwrap_or_default().trim();
        let closed = last.starts_with(&fence) && last.trim_start_matches(&fence[..1]).is_empty();
        if !closed {
            self.list.push((range.end..range.end, format!("\n{fence}\n")));
        }
    }
}

/// Special characters of other tools: mdBook's `{{#…}}`, attributes, math and citations. A backslash before a letter is
/// a TeX command; a bracket before `^` is a footnote, which could conflict with those of other notes.
const SPECIAL: [char; 6] = ['{', '}', '$', '@', '\\', '['];

/// Adds a backslash before special characters in `range` that have none.
fn escape_special(note: &str, range: &Range<usize>) -> String {
    let mut escaped = String::with_capacity(range.len() + 8);
    let backslashes = note[..range.start].bytes().rev().take_while(|&byte| byte == b'\\').count();
    let mut after_backslash = backslashes % 2 == 1;
    let mut chars = note[range.clone()].chars().peekable();
    while let Some(c) = chars.next() {
        let special = match c {
            '\\' => chars.peek().is_some_and(char::is_ascii_alphabetic),
            '[' => chars.peek().copied().or_else(|| note[range.end..].chars().next()) == Some('^'),
            c => SPECIAL.contains(&c),
        };
        if special && !after_backslash {
            escaped.push('\\');
        }
        after_backslash = false;
        escaped.push(c);
    }
    escaped
}

/// Returns TeX as text: escapes Markdown syntax and dollars.
fn tex_as_text(math: &str, fence: &str) -> String {
    let mut text = String::with_capacity(math.len() + 16);
    escape::markdown(&format!("{fence}{math}{fence}"), &mut text);
    text
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

/// Returns the replacement of a link, or `None` if it can stay unchanged.
fn plain_link(written: &str, kind: LinkType, address: &str) -> Option<String> {
    let safe = url::safe(address);
    let image = written.contains("![");
    let stays = matches!(kind, LinkType::Inline | LinkType::Autolink | LinkType::Email) && !image;
    let words = link_text(written);
    if stays && safe.is_some() && !words.trim().is_empty() {
        return None;
    }
    let mut text = String::new();
    escape::markdown(if words.trim().is_empty() { address } else { &words }, &mut text);
    let Some(address) = safe else { return Some(text) };
    let mut destination = String::new();
    escape::markdown_url(&address, &mut destination);
    Some(format!("[{text}]({destination})"))
}

/// Returns the text of a link. A reference parsed without its definition is text in brackets.
fn link_text(written: &str) -> String {
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

/// Applies edits. Edits inside an earlier edit are dropped.
fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    // Insertions come before replacements at the same offset.
    edits.sort_by_key(|(range, _)| (range.start, !range.is_empty(), std::cmp::Reverse(range.end)));
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
    fn only_unsafe_commonmark_changes() {
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
        check("## <b> [x](javascript:y) **c** {{d}} ##\nt", "**\\<b\\> x c \\{\\{d\\}\\}**\nt");
        check("A\nB\n---\nt", "**A\nB**\nt");
        check("#\na", "\na");
        check("<https://x.org/@a> <a@b.org> @c", "<https://x.org/@a> <a@b.org> \\@c");
        check("[![a](https://x.org/a.png)](https://y.org)", "[a](https://y.org)");
        check("![](https://x.org)", "[https://x.org](https://x.org)");
        check("**注意。**后文", "**注意。\u{2060}**后文");
        check("```\na", "```\na\n```\n");
        check("~~~~\na\n~~~\n", "~~~~\na\n~~~\n\n~~~~\n");
        check("```\na\n```", "```\na\n```");
        check("```rust {=html}\na\n```", "```rust\na\n```");
        check("~~~ \\{=html}\na\n~~~", "~~~\na\n~~~");
        check("\\textbf{x} \\\\emph \\1", "\\\\textbf\\{x\\} \\\\emph \\1");
        check("$5\n---", "**\\$5**\n");
        check("a[^1]\n\n[^1]: a note", "a\\[^1]\n\n\\[^1]: a note");
        check("{{#include x}}", "\\{\\{#include x\\}\\}");
        check("\\$5 and $6", "\\$5 and \\$6");
        check("$a_b$ and $c_d$", "\\$a\\_b\\$ and \\$c\\_d\\$");
        check("\\\\{a", "\\\\\\{a");
        check("[a][1]\n\n[1]: https://x.org\n", "[a](https://x.org)\n\n\n");
        assert_eq!(markdown("a\n\n```\nb\n```\n", false), "a\n\n\n");
    }
}
