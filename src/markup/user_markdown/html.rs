//! Renders notes as safe HTML, which runs no code and loads no resources.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Parser, Tag, TagEnd, html as writer};

use super::{OPTIONS, emphasis};
use crate::markup::{escape, math as tex};
use crate::url;

/// Inserted next to `*` so that Chinese emphasis closes, and removed after parsing. It is a noncharacter, so it does not
/// occur in text.
const GUARD: char = '\u{FDD0}';

/// Appends a note as HTML without blank lines, ending with a newline. `lead` is HTML that precedes its text.
pub(crate) fn html(note: &str, lead: &str, out: &mut String) {
    let with_guard = emphasis::with_guard(note, GUARD);
    let mut events: Vec<_> = Parser::new_ext(&with_guard, OPTIONS).into_offset_iter().collect();
    emphasis::set_han_upright(&mut events);
    let mut state = State::default();
    let mut html = String::with_capacity(note.len() * 2);
    let after = |range: &Range<usize>| with_guard[range.end..].chars().next();
    writer::push_html(&mut html, events.into_iter().filter_map(|(event, range)| state.safe(event, after(&range))));
    // Every line of an HTML block ends with a newline, including the last.
    let html = html.replace("\n</p>", "</p>").replace(GUARD, "");
    let words = html.strip_prefix("<p>");
    if words.is_some() {
        out.push_str("<p>");
        out.push_str(lead);
    } else if !lead.is_empty() {
        out.push_str("<p>");
        out.push_str(lead.trim_end());
        out.push_str("</p>\n");
    }
    for line in words.unwrap_or(&html).lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
}

/// The open elements while events are sanitized.
#[derive(Default)]
struct State {
    /// The tag and the text of the open code block.
    code: Option<(String, String)>,
    /// For each open link, whether its URL is safe.
    links: Vec<bool>,
    /// The URL of a link that has no text yet.
    pending_url: Option<String>,
}

impl State {
    /// Sanitizes an event. `after` is the next character of the note.
    fn safe<'e>(&mut self, event: Event<'e>, after: Option<char>) -> Option<Event<'e>> {
        let pending_url = self.pending_url.take();
        let html = match event {
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => {
                    code.push_str(&text);
                    return None;
                }
                None => escaped(&text),
            },
            Event::InlineHtml(html) => escaped(&html),
            Event::Html(html) => format!("{}\n", escaped(html.trim_end())),
            Event::InlineMath(math) => set(&math, false, after),
            Event::DisplayMath(math) => set(&math, true, after),
            Event::Code(code) => format!("<code>{}</code>", escaped(&code)),
            Event::Start(Tag::HtmlBlock) => return Some(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => return Some(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.code = Some((code_tag(&kind), String::new()));
                return None;
            }
            Event::End(TagEnd::CodeBlock) => {
                let (tag, code) = self.code.take()?;
                let mut html = format!("<pre>{tag}");
                escape::html_pre(code.strip_suffix('\n').unwrap_or(&code), &mut html);
                html.push_str("</code></pre>\n");
                html
            }
            // Headings in a note must not become headings of the page.
            Event::Start(Tag::Heading { .. }) => "<p><strong>".to_owned(),
            Event::End(TagEnd::Heading(_)) => "</strong></p>\n".to_owned(),
            Event::Start(Tag::Link { link_type: LinkType::Email, dest_url, .. }) => {
                self.open_link(&format!("mailto:{dest_url}"))
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => self.open_link(&dest_url),
            Event::End(TagEnd::Link | TagEnd::Image) => self.close_link(pending_url)?,
            Event::TaskListMarker(done) => if done { "☑ " } else { "☐ " }.to_owned(),
            other => return Some(other),
        };
        Some(Event::InlineHtml(html.into()))
    }

    /// Opens a link. An unsafe or nested link loses its URL. An image becomes a link, since a page must not load
    /// resources named in data.
    fn open_link(&mut self, address: &str) -> String {
        let nested = self.links.contains(&true);
        let safe = url::safe(address).filter(|_| !nested);
        self.links.push(safe.is_some());
        self.pending_url = Some(address.to_owned());
        safe.map(|address| format!("<a href=\"{}\">", escaped(&address))).unwrap_or_default()
    }

    /// Closes a link. A link without text shows its URL.
    fn close_link(&mut self, pending_url: Option<String>) -> Option<String> {
        let words = escaped(&pending_url.unwrap_or_default());
        Some(if self.links.pop()? { format!("{words}</a>") } else { words })
    }
}

/// Renders math as `MathML`. Invalid math and prices stay as written.
fn set(math: &str, display: bool, after: Option<char>) -> String {
    let price = !display && after.is_some_and(|c| c.is_ascii_digit());
    let fence = if display { "$$" } else { "$" };
    let set = if price { None } else { tex::html(math, display).ok() };
    set.unwrap_or_else(|| escaped(&format!("{fence}{math}{fence}")))
}

/// Returns the math of a note: the TeX, and whether it is display math.
pub(crate) fn math(note: &str) -> Vec<(String, bool)> {
    let events = Parser::new_ext(note, OPTIONS).into_offset_iter();
    let math = events.filter_map(|(event, range)| match event {
        Event::InlineMath(math) if !note[range.end..].starts_with(|c: char| c.is_ascii_digit()) => {
            Some((math.into_string(), false))
        }
        Event::DisplayMath(math) => Some((math.into_string(), true)),
        _ => None,
    });
    math.collect()
}

/// Returns the text of a note on one line, for a table cell.
pub(crate) fn plain(note: &str) -> String {
    let mut words = String::with_capacity(note.len());
    for event in Parser::new_ext(note, OPTIONS) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&text);
            }
            Event::InlineMath(math) => words.extend(["$", &math, "$"]),
            Event::DisplayMath(math) => words.extend(["$$", &math, "$$"]),
            Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            Event::TaskListMarker(done) => words.push_str(if done { "☑ " } else { "☐ " }),
            Event::End(end) if !is_inline(end) => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_inline(end: TagEnd) -> bool {
    matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape::html(text, &mut out);
    out
}

/// Returns the `<code>` tag with the language, except for languages that mdBook or common scripts would execute.
fn code_tag(kind: &CodeBlockKind<'_>) -> String {
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
        check("<a@b.org>", "<p><a href=\"mailto:a&#64;b.org\">a&#64;b.org</a></p>\n");
        check("![](https://x.org) [](a)", "<p><a href=\"https://x.org\">https://x.org</a> <a href=\"a\">a</a></p>\n");
        check("- [x] a", "<ul>\n<li>☑ a</li>\n</ul>\n");
    }

    #[test]
    fn math_is_typeset_and_prices_are_not() {
        check("$x$ *y*", "<p><math class=\"papers-math\"><mi>x</mi></math> <em>y</em></p>\n");
        check("$5-$10, $\\frac{$", "<p>&#36;5-&#36;10, &#36;&#92;frac&#123;&#36;</p>\n");
        check("$$\nx\n$$", "<p><math class=\"papers-math\" display=\"block\"><mi>x</mi></math></p>\n");
        assert_eq!(plain("# a\n\n- **b** `c`\n- $d$\n\ne\nf"), "a b c $d$ e f");
    }

    #[test]
    fn strong_emphasis_closes_next_to_chinese_punctuation() {
        check("**注意。**后文", "<p><strong>注意。</strong>后文</p>\n");
        check("见**“引文”**等", "<p>见<strong>“引文”</strong>等</p>\n");
        check(
            "**Honesty**（是否）, **无害**（是否）",
            "<p><strong>Honesty</strong>（是否）, <strong>无害</strong>（是否）</p>\n",
        );
        check("**中文。**后文**再。**后", "<p><strong>中文。</strong>后文<strong>再。</strong>后</p>\n");
        check("*注意。*后文 *note.*", "<p><strong>注意。</strong>后文 <em>note.</em></p>\n");
        check("`。**后` **。**", "<p><code>。**后</code> <strong>。</strong></p>\n");
        check("2 ** 3 ** 4", "<p>2 ** 3 ** 4</p>\n");
        check("**a. **b", "<p>**a. **b</p>\n");
        check("\\*\\*注意。\\*\\*后文", "<p>**注意。**后文</p>\n");
        check("- **一。**二\n- **三。", "<ul>\n<li><strong>一。</strong>二</li>\n<li>**三。</li>\n</ul>\n");
    }

    #[test]
    fn a_lead_precedes_the_text() {
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
            "{{#include x}} $y <<#papers>>",
            "<p>&#123;&#123;#include x&#125;&#125; &#36;y &lt;&lt;#papers&gt;&gt;</p>\n",
        );
        check("<div>\n\nunclosed", "<p>&lt;div&gt;</p>\n<p>unclosed</p>\n");
    }
}
