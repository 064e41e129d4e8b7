//! Escapes of text from data, one for each output context.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Escapes text or an attribute value for HTML inside Markdown.
///
/// In addition to HTML's special characters, those of mdBook and its plugins (`$`, `{`, `}`, `|`, `\` and `@`) become
/// character references. Line breaks become spaces, since a blank line would end the HTML block.
pub fn html(text: &str, out: &mut String) {
    escape(text, out, of_html);
}

/// Escapes text for inline HTML in Markdown: like [`html`], and also escapes Markdown syntax.
pub fn html_in_markdown(text: &str, out: &mut String) {
    escape(text, out, |c| of_html(c).or_else(|| of_markdown(c)));
}

/// Inserts an invisible word joiner after each `<` that may begin a tag. Afterwards the text contains no tag even if a
/// reader removes the escapes.
///
/// mdBook's search does that with headings: it decodes them for its index and inserts them into its results as HTML.
pub fn inert(text: &str) -> Cow<'_, str> {
    const WORD_JOINER: char = '\u{2060}';
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut inert = String::with_capacity(text.len() + 3);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        inert.push(c);
        // The end counts as a tag, because another text may follow.
        let is_comparison = |next: &char| next.is_whitespace() || next.is_ascii_digit() || "<=#-".contains(*next);
        if c == '<' && !chars.peek().is_some_and(is_comparison) {
            inert.push(WORD_JOINER);
        }
    }
    Cow::Owned(inert)
}

/// Escapes Markdown syntax in trusted inline HTML.
pub fn no_markdown(html: &str, out: &mut String) {
    escape(html, out, of_markdown);
}

fn of_html(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '$' => "&#36;",
        '{' => "&#123;",
        '}' => "&#125;",
        '|' => "&#124;",
        '\\' => "&#92;",
        '@' => "&#64;",
        '\n' | '\r' => " ",
        c if is_unprintable(c) => "",
        _ => return None,
    })
}

fn of_markdown(c: char) -> Option<&'static str> {
    Some(match c {
        '*' => "&#42;",
        '_' => "&#95;",
        '`' => "&#96;",
        '[' => "&#91;",
        ']' => "&#93;",
        '~' => "&#126;",
        _ => return None,
    })
}

/// Escapes preformatted text for HTML: like [`html`], but preserves line breaks and tabs.
pub fn html_pre(text: &str, out: &mut String) {
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push_str("&#10;");
        }
        html(line.trim_end_matches('\r'), out);
    }
}

/// Writes text as a JSON string for a `<script>` data block. It contains no `<`, which could end the element or open another
/// one, and no `{`, which other preprocessors may read.
pub fn json(text: &str, out: &mut String) {
    out.push('"');
    escape(text, out, |c| {
        Some(match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '<' => "\\u003c",
            '{' => "\\u007b",
            '\n' => "\\n",
            '\t' => "\\t",
            c if is_unprintable(c) => "",
            _ => return None,
        })
    });
    out.push('"');
}

/// Escapes text for CommonMark on one line, including link text and table cells.
pub fn markdown(text: &str, out: &mut String) {
    escape(text, out, |c| {
        Some(match c {
            '\\' => "\\\\",
            '`' => "\\`",
            '*' => "\\*",
            '_' => "\\_",
            '{' => "\\{",
            '}' => "\\}",
            '[' => "\\[",
            ']' => "\\]",
            '<' => "\\<",
            '>' => "\\>",
            '#' => "\\#",
            '|' => "\\|",
            '~' => "\\~",
            '^' => "\\^",
            '$' => "\\$",
            '&' => "\\&",
            '@' => "\\@",
            '\n' | '\r' => " ",
            c if is_unprintable(c) => "",
            _ => return None,
        })
    });
}

/// Escapes text for the start of a line of CommonMark: like [`markdown`], and it cannot start a list, a thematic break
/// or a definition.
pub fn markdown_line_start(text: &str, out: &mut String) {
    let text = text.trim_start();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = &text[digits..];
    if digits > 0 && rest.starts_with(['.', ')']) {
        out.push_str(&text[..digits]);
        out.push('\\');
        out.push_str(&rest[..1]);
        markdown(&rest[1..], out);
        return;
    }
    if text.starts_with(['-', '+', '=', ':', '!']) {
        out.push('\\');
        out.push_str(&text[..1]);
        markdown(&text[1..], out);
        return;
    }
    markdown(text, out);
}

/// Escapes a link destination for CommonMark.
pub fn markdown_url(url: &str, out: &mut String) {
    for (at, c) in url.char_indices() {
        if matches!(c, '(' | ')' | '<' | '>' | '\\' | '|' | '{' | '}' | '`' | '"' | '\'' | '*') {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else if c == '&' && may_be_entity(&url[at + 1..]) {
            out.push_str("\\&");
        } else {
            out.push(c);
        }
    }
}

/// Returns whether the text after `&` would form a character reference.
fn may_be_entity(rest: &str) -> bool {
    let name = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
    name.len() < rest.len() && name.starts_with(';')
}

/// Copies a text and replaces characters as `replace` returns.
///
/// Only characters in [`MAY_NEED_ESCAPE`] are passed to `replace`, because this loop dominates the cost of escaping.
fn escape(text: &str, out: &mut String, replace: impl Fn(char) -> Option<&'static str>) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(plain) = bytes[at..].iter().position(|&byte| MAY_NEED_ESCAPE[usize::from(byte)]) {
        at += plain;
        let Some(c) = text[at..].chars().next() else { break };
        if let Some(with) = replace(c) {
            out.push_str(&text[copied..at]);
            out.push_str(with);
            copied = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    out.push_str(&text[copied..]);
}

/// The first bytes of characters that an escape may replace: ASCII control characters and punctuation, and lead bytes
/// of [`is_unprintable`] characters.
const MAY_NEED_ESCAPE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        table[byte as usize] = byte.is_ascii_control() || byte.is_ascii_punctuation();
        byte += 1;
    }
    table[0xC2] = true;
    table[0xE2] = true;
    table[0xEF] = true;
    table
};

/// Returns whether a character is a control character or changes the direction of the text.
fn is_unprintable(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(escape: fn(&str, &mut String), text: &str) -> String {
        let mut out = String::new();
        escape(text, &mut out);
        out
    }

    #[test]
    fn nothing_from_data_is_html_or_markdown() {
        assert_eq!(
            with(html, "<script>\"'&$x$ {{#include a}} | \\(\n\n评估 😀\u{0}\u{202E}"),
            "&lt;script&gt;&quot;&#39;&amp;&#36;x&#36; &#123;&#123;#include a&#125;&#125; &#124; &#92;(  评估 😀"
        );
        assert_eq!(
            with(markdown, "*a* _b_ `c` [d](e) <f> #g |h {{i}} $j @k\nl"),
            "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f\\> \\#g \\|h \\{\\{i\\}\\} \\$j \\@k l"
        );
        let written = with(json, "\"a\"</script>\n<!--\u{202E}{{#include b}}\\\t😀");
        assert_eq!(written, "\"\\\"a\\\"\\u003c/script>\\n\\u003c!--\\u007b\\u007b#include b}}\\\\\\t😀\"");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), "\"a\"</script>\n<!--{{#include b}}\\\t😀");
        assert_eq!(with(html_pre, "a\r\n\n<b>"), "a&#10;&#10;&lt;b&gt;");
        assert_eq!(with(markdown_url, "https://x/a(b)?c|d_e&f=&copy;"), "https://x/a%28b%29?c%7Cd_e&f=\\&copy;");
    }

    #[test]
    fn decoded_text_contains_no_tag() {
        for text in ["<img src=x>", "</p>", "<!-- a", "<?php", "<\u{0}b>", "<\u{202E}b>", "<<b>", "<", "a < b <c"] {
            let mut out = String::new();
            html_in_markdown(&inert(text), &mut out);
            let decoded = out.replace("&lt;", "<");
            let begins_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
            assert!(!decoded.split('<').skip(1).any(begins_tag) && !decoded.ends_with('<'), "{decoded:?}");
        }
        assert_eq!(inert("a < b, <<#papers>>, 1<2, x<=y, <-"), "a < b, <<#papers>>, 1<2, x<=y, <-");
    }

    #[test]
    fn text_at_the_start_of_a_line_is_not_a_list() {
        for (text, expect) in
            [("1. a", "1\\. a"), ("12) a", "12\\) a"), ("- a", "\\- a"), ("2023", "2023"), ("# a", "\\# a")]
        {
            assert_eq!(with(markdown_line_start, text), expect);
        }
    }
}
