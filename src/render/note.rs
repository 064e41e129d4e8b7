//! Notes, remarks and introductions: Markdown from data, which may say anything and run nothing.
//!
//! For HTML we render it ourselves, raw HTML shown as text. For CommonMark it is passed on by range, and only what is
//! not plain is changed.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, html as writer};

use super::escape;
use crate::paper::{has_han, is_han};
use crate::url;

/// What a note may hold: CommonMark with tables, strikethrough and task lists.
const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS);

/// Appends the note as HTML without a blank line, ending with a newline; `lead` is HTML that goes before its words.
pub(super) fn html(note: &str, lead: &str, out: &mut String) {
    let events = close_emphasis(join_marks(Parser::new_ext(note, OPTIONS).into_offset_iter()));
    let mut rendered = String::with_capacity(note.len() * 2);
    writer::push_html(
        &mut rendered,
        Safe { han: han_emphasis(&events), events: events.into_iter(), state: State::default() },
    );
    // The lines of an HTML block end with a newline each, the last one too.
    let rendered = rendered.replace("\n</p>", "</p>");
    let rest = match rendered.strip_prefix("<p>") {
        Some(rest) => {
            out.push_str("<p>");
            out.push_str(lead);
            rest
        }
        None if lead.is_empty() => rendered.as_str(),
        None => {
            out.push_str("<p>");
            out.push_str(lead.trim_end());
            out.push_str("</p>\n");
            rendered.as_str()
        }
    };
    for line in rest.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
}

/// The events with every `**` that opened and closed nothing as one text; pulldown-cmark gives each `*` by itself.
fn join_marks<'e>(events: impl Iterator<Item = (Event<'e>, Range<usize>)>) -> Vec<Event<'e>> {
    let mut joined: Vec<(Event<'e>, Range<usize>)> = Vec::new();
    for (event, range) in events {
        let star = |event: &Event<'_>, mark: &str| matches!(event, Event::Text(text) if text.as_ref() == mark);
        match joined.last_mut() {
            Some((last, before)) if star(&event, "*") && star(last, "*") && before.end == range.start => {
                *last = Event::Text("**".into());
                before.end = range.end;
            }
            _ => joined.push((event, range)),
        }
    }
    joined.into_iter().map(|(event, _)| event).collect()
}

/// Closes strong emphasis that CommonMark leaves open beside Chinese punctuation: in `**注意。**后文` the second `**`
/// may not close, since it stands between punctuation and a letter, as if Chinese had blanks between words.
fn close_emphasis(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut at = 0;
    while let Some(open) = (at..events.len()).find(|&index| is_mark(&events, index)) {
        at = open + 1;
        let Some(close) = closing(&events, open) else { continue };
        let text_at = |index: usize| match events.get(index) {
            Some(Event::Text(text)) => text.as_ref(),
            _ => "",
        };
        let inside = (text_at(open + 1), text_at(close - 1));
        let beside = [text_at(open - usize::from(open > 0)).chars().last(), text_at(close + 1).chars().next()];
        let near = [inside.0.chars().next(), inside.1.chars().last()].into_iter().chain(beside).flatten();
        let blank = inside.0.starts_with(char::is_whitespace) || inside.1.ends_with(char::is_whitespace);
        if !blank && near.into_iter().any(is_chinese) {
            events[open] = Event::Start(Tag::Strong);
            events[close] = Event::End(TagEnd::Strong);
            at = close + 1;
        }
    }
    events
}

fn is_mark(events: &[Event<'_>], index: usize) -> bool {
    matches!(&events[index], Event::Text(text) if text.as_ref() == "**")
}

/// The mark that closes the one at `open`: the next at the same depth in the same block.
fn closing(events: &[Event<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for index in open + 1..events.len() {
        match &events[index] {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.checked_sub(1)?,
            _ if depth == 0 && index > open + 1 && is_mark(events, index) => return Some(index),
            _ => {}
        }
    }
    None
}

/// A Chinese character or a full-width punctuation mark.
fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '\u{2018}'..='\u{201F}')
}

/// For every start and end of emphasis, in order, whether it holds Han, which is not set in italics.
fn han_emphasis(events: &[Event<'_>]) -> Vec<bool> {
    let mut marks = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for event in events {
        match event {
            Event::Start(Tag::Emphasis) => {
                open.push(marks.len());
                marks.push(false);
            }
            Event::End(TagEnd::Emphasis) => {
                let start = open.pop();
                marks.push(start.is_some_and(|start| marks[start]));
            }
            Event::Text(text) if has_han(text) => open.iter().for_each(|&start| marks[start] = true),
            _ => {}
        }
    }
    marks
}

/// Turns the events of a note into events that are safe to write.
struct Safe<I> {
    events: I,
    han: Vec<bool>,
    state: State,
}

#[derive(Default)]
struct State {
    emphasis: usize,
    /// The text of the code block that is open.
    code: Option<String>,
    /// For every link that is open, whether it may be followed.
    links: Vec<bool>,
}

impl<'e, I: Iterator<Item = Event<'e>>> Iterator for Safe<I> {
    type Item = Event<'e>;

    fn next(&mut self) -> Option<Event<'e>> {
        loop {
            let event = self.events.next()?;
            if let Some(safe) = self.safe(event) {
                return Some(safe);
            }
        }
    }
}

impl<'e, I> Safe<I> {
    fn safe(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        let raw = |html: String| Some(Event::InlineHtml(html.into()));
        match event {
            Event::Text(text) => {
                if let Some(code) = &mut self.state.code {
                    code.push_str(&text);
                    return None;
                }
                raw(escaped(&text))
            }
            Event::InlineHtml(html) => raw(escaped(&html)),
            Event::Html(html) => raw(format!("{}\n", escaped(html.trim_end()))),
            Event::Code(code) => raw(format!("<code>{}</code>", escaped(&code))),
            Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.state.code = Some(open_code(&kind));
                None
            }
            Event::End(TagEnd::CodeBlock) => {
                let code = self.state.code.take().unwrap_or_default();
                let (open, text) = code.split_at(code.find('>').map_or(0, |end| end + 1));
                let mut html = format!("<pre>{open}");
                escape::html_pre(text.strip_suffix('\n').unwrap_or(text), &mut html);
                html.push_str("</code></pre>\n");
                Some(Event::Html(html.into()))
            }
            // A heading in a note is no heading of the page.
            Event::Start(Tag::Heading { .. }) => raw("<p><strong>".to_owned()),
            Event::End(TagEnd::Heading(_)) => raw("</strong></p>\n".to_owned()),
            Event::Start(Tag::Emphasis) => raw(if self.emphasis() { "<strong>" } else { "<em>" }.to_owned()),
            Event::End(TagEnd::Emphasis) => raw(if self.emphasis() { "</strong>" } else { "</em>" }.to_owned()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => self.open_link(&dest_url),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if self.state.links.pop()? {
                    raw("</a>".to_owned())
                } else {
                    None
                }
            }
            Event::TaskListMarker(done) => raw(if done { "☑ " } else { "☐ " }.to_owned()),
            other => Some(other),
        }
    }

    fn emphasis(&mut self) -> bool {
        let at = self.state.emphasis;
        self.state.emphasis += 1;
        self.han.get(at).copied().unwrap_or(false)
    }

    /// Links that may not be followed lose their address; an image becomes a link to it, since a page made from data
    /// fetches nothing by itself. A link inside a link is its text.
    fn open_link(&mut self, address: &str) -> Option<Event<'e>> {
        let nested = self.state.links.contains(&true);
        let safe = url::safe(address).filter(|_| !nested);
        self.state.links.push(safe.is_some());
        safe.map(|address| Event::InlineHtml(format!("<a href=\"{}\">", escaped(&address)).into()))
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape::html(text, &mut out);
    out
}

/// `<code>` with the language, save Rust: mdBook would make it runnable.
fn open_code(kind: &CodeBlockKind<'_>) -> String {
    let info = match kind {
        CodeBlockKind::Fenced(info) => info.as_ref(),
        CodeBlockKind::Indented => "",
    };
    let language = info.split([',', ' ', '\t']).next().unwrap_or_default();
    let plain = !language.is_empty() && language.chars().all(|c| c.is_ascii_alphanumeric() || "+-#_".contains(c));
    if plain && !matches!(language.to_ascii_lowercase().as_str(), "rust" | "rs" | "mermaid") {
        format!("<code class=\"language-{language}\">")
    } else {
        "<code>".to_owned()
    }
}

/// Whether the note begins with a paragraph, so that words may be put before it on its line.
pub(super) fn begins_with_words(note: &str) -> bool {
    matches!(Parser::new_ext(note, OPTIONS).next(), Some(Event::Start(Tag::Paragraph)))
}

/// The note as CommonMark, line by line, what is not plain in it changed by range.
///
/// Raw HTML and unsafe links become text, headings become strong, references become inline links, and code blocks are
/// left out if `code` says so.
pub(super) fn markdown(note: &str, code: bool) -> String {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let parser = Parser::new_ext(note, OPTIONS);
    for (_, definition) in parser.reference_definitions().iter() {
        edits.push((definition.span.clone(), String::new()));
    }
    let mut links = Vec::new();
    for (event, range) in Parser::new_ext(note, OPTIONS).into_offset_iter() {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let mut text = String::new();
                for (at, line) in html.lines().enumerate() {
                    if at > 0 {
                        text.push('\n');
                    }
                    escape::markdown(line, &mut text);
                }
                if html.ends_with('\n') {
                    text.push('\n');
                }
                edits.push((range, text));
            }
            Event::Text(text) if text.contains(['{', '$', '@']) && links.is_empty() => {
                let mut escaped = String::new();
                for c in note[range.clone()].chars() {
                    if matches!(c, '{' | '}' | '$' | '@') {
                        escaped.push('\\');
                    }
                    escaped.push(c);
                }
                edits.push((range, escaped));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                if !code {
                    edits.push((range, String::new()));
                }
                links.push(());
            }
            Event::End(TagEnd::CodeBlock) => {
                links.pop();
            }
            Event::Start(Tag::Heading { .. }) => {
                let line = note[range.clone()].lines().next().unwrap_or_default();
                let words = line.trim().trim_matches('#').trim();
                edits.push((range, format!("**{words}**\n")));
            }
            Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) => {
                if let Some(plain) = plain_link(note, &range, link_type, &dest_url) {
                    edits.push((range, plain));
                }
            }
            _ => {}
        }
    }
    apply(note, edits)
}

/// What stands in place of a link that cannot stay as written.
fn plain_link(note: &str, range: &Range<usize>, kind: LinkType, address: &str) -> Option<String> {
    let written = &note[range.clone()];
    let image = written.starts_with('!');
    let safe = url::safe(address);
    let inline = matches!(kind, LinkType::Inline | LinkType::Autolink | LinkType::Email);
    if inline && safe.is_some() && !image {
        return None;
    }
    let mut words = String::new();
    let inner: String = Parser::new_ext(written, OPTIONS)
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    let text = if kind == LinkType::Autolink || !inner.contains('[') { inner } else { between_brackets(written) };
    escape::markdown(&text, &mut words);
    let Some(address) = safe else { return Some(words) };
    let mut destination = String::new();
    escape::markdown_url(&address, &mut destination);
    Some(format!("[{words}]({destination})"))
}

/// The text of a reference, whose definition stands elsewhere.
fn between_brackets(written: &str) -> String {
    let start = written.find('[').map_or(0, |at| at + 1);
    let end = written[start..].find(']').map_or(written.len(), |at| start + at);
    written[start..end].to_owned()
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

    #[track_caller]
    fn check(note: &str, expect: &str) {
        let mut out = String::new();
        html(note, "", &mut out);
        assert_eq!(out, expect);
    }

    #[test]
    fn notes_are_markdown() {
        check("a **b** *c* `d`", "<p>a <strong>b</strong> <em>c</em> <code>d</code></p>\n");
        check("*中文* **粗体**", "<p><strong>中文</strong> <strong>粗体</strong></p>\n");
        check(
            "- a\n\n  - b\n- c",
            "<ul>\n<li>\n<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n",
        );
        check(
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table>\n",
        );
        check("# H\n\ntext", "<p><strong>H</strong></p>\n<p>text</p>\n");
        check(
            "[a](https://x.org \"t\") <https://y.org>",
            "<p><a href=\"https://x.org\">a</a> <a href=\"https://y.org\">https://y.org</a></p>\n",
        );
        check("- [x] a", "<ul>\n<li>☑ a</li>\n</ul>\n");
    }

    #[test]
    fn strong_emphasis_closes_beside_chinese_punctuation() {
        check("**注意。**后文", "<p><strong>注意。</strong>后文</p>\n");
        check("见**“引文”**等", "<p>见<strong>“引文”</strong>等</p>\n");
        check(
            "**Honesty**（是否）, **无害**（是否）",
            "<p><strong>Honesty</strong>（是否）, <strong>无害</strong>（是否）</p>\n",
        );
        check("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>\n");
        check("**a. **b", "<p>**a. **b</p>\n");
        check("\\*\\*注意。\\*\\*后文", "<p>**注意。**后文</p>\n");
        check("- **一。**二\n- **三。", "<ul>\n<li><strong>一。</strong>二</li>\n<li>**三。</li>\n</ul>\n");
    }

    #[test]
    fn a_lead_goes_before_the_words() {
        let with = |note: &str| {
            let mut out = String::new();
            html(note, "<b>R</b> ", &mut out);
            out
        };
        assert_eq!(with("a"), "<p><b>R</b> a</p>\n");
        assert_eq!(with("- a"), "<p><b>R</b></p>\n<ul>\n<li>a</li>\n</ul>\n");
    }

    #[test]
    fn nothing_in_a_note_runs() {
        check("<script>alert(1)</script>\n\n<b>x", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>&lt;b&gt;x</p>\n");
        check("a <img src=x onerror=y>", "<p>a &lt;img src=x onerror=y&gt;</p>\n");
        check("[a](javascript:x) ![b](data:image/png;x)", "<p>a b</p>\n");
        check("![b](https://x.org/b.png)", "<p><a href=\"https://x.org/b.png\">b</a></p>\n");
        check("[![b](https://x.org/b.png)](https://y.org)", "<p><a href=\"https://y.org\">b</a></p>\n");
        check("```rust\nfn main() {}\n\n\n```", "<pre><code>fn main() &#123;&#125;&#10;&#10;</code></pre>\n");
        check("```python,x\na\n```", "<pre><code class=\"language-python\">a</code></pre>\n");
        check("```\"><script>\na\n```", "<pre><code>a</code></pre>\n");
        check(
            "{{#include x}} $y$ <<#papers>>",
            "<p>&#123;&#123;#include x&#125;&#125; &#36;y&#36; &lt;&lt;#papers&gt;&gt;</p>\n",
        );
        check("<div>\n\nunclosed", "<p>&lt;div&gt;</p>\n<p>unclosed</p>\n");
    }

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
        check("[a][1]\n\n[1]: https://x.org\n", "[a](https://x.org)\n\n\n");
        assert_eq!(markdown("a\n\n```\nb\n```\n", false), "a\n\n\n");
    }
}
