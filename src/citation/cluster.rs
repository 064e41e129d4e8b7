//! The papers of one citation: `see @a, pp. 33-35; also @b, chap. 1`.

use std::borrow::Cow;

use super::key::key_at;
use super::{CitationItem, Locator, locator};
use crate::paper::is_han;
use crate::source::{Span, Spanned};

/// Reads the text between the brackets of `[see @a, p. 3; @b]`. Returns `None` if it contains no key.
///
/// `base` is the offset of the text in the chapter.
pub fn bracketed(text: &str, base: usize) -> Option<Vec<CitationItem>> {
    items(text, base, Punctuation::Ascii)
}

/// The punctuation that separates items and ends keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Punctuation {
    /// Commas and semicolons.
    Ascii,
    /// Their full-width forms as well, as in a directive.
    Wide,
}

fn items(text: &str, base: usize, punctuation: Punctuation) -> Option<Vec<CitationItem>> {
    let mut from = 0;
    let mut next = find_key(text, 0)?;
    // Most citations have one item.
    let mut items = Vec::with_capacity(1);
    loop {
        let (end, after) = item_end(text, next.end, punctuation);
        let suppress_author = text[from..next.at].ends_with('-');
        let before = &text[from..next.at - usize::from(suppress_author)];
        let (locator, suffix) = split(&text[next.end..end], punctuation);
        items.push(CitationItem {
            key: Spanned::new(next.key.to_owned(), Span::new(next.at, next.end).shifted(base)),
            prefix: before.trim().to_owned(),
            locator,
            suffix,
            suppress_author,
        });
        from = after;
        if end >= text.len() {
            return Some(items);
        }
        let Some(key) = find_key(text, from) else {
            // Text after the last semicolon belongs to the last item.
            let rest = text[from..].trim();
            if let Some(last) = items.last_mut().filter(|_| !rest.is_empty()) {
                let mark = if text[end..].starts_with(';') { "; " } else { &text[end..after] };
                last.suffix =
                    if last.suffix.is_empty() { format!(", {rest}") } else { [&last.suffix, mark, rest].concat() };
            }
            return Some(items);
        };
        next = key;
    }
}

/// Whether the first item of the text, as [`bracketed`] reads it, contains a key.
pub fn begins_with_key(text: &str) -> bool {
    find_key(&text[..item_end(text, 0, Punctuation::Ascii).0], 0).is_some()
}

/// Full-width punctuation that ends a key in a directive.
const WIDE: [char; 4] = ['，', '、', '。', '：'];

/// Reads the arguments of `<<#cite key, p. 3>>` or `<<#cite @a; @b, p. 3>>`.
///
/// # Errors
/// Returns the span at which a key is expected.
pub fn native(text: &str, base: usize) -> Result<Vec<CitationItem>, Span> {
    let start = base + text.len() - text.trim_start().len();
    let words = braces_for_quotes(text.trim());
    let words = words.as_ref();
    let missing = Span::new(start, start + words.len());
    if find_key(words, 0).is_some() {
        return items(words, start, Punctuation::Wide).ok_or(missing);
    }
    let mut items = Vec::new();
    let mut from = 0;
    while from < words.len() {
        let (end, after) = item_end(words, from, Punctuation::Wide);
        let piece = &words[from..end];
        let written = piece.trim();
        let at = from + piece.len() - piece.trim_start().len();
        let ends = |c: char| matches!(c, ',' | '{') || WIDE.contains(&c) || c.is_whitespace();
        let length = written.find(ends).unwrap_or(written.len());
        let suppress_author = written.starts_with('-');
        let key = &written[usize::from(suppress_author)..length];
        if key.is_empty() {
            return Err(if written.is_empty() { missing } else { Span::new(at, at + written.len()).shifted(start) });
        }
        let (locator, suffix) = split(&written[length..], Punctuation::Wide);
        let span = Span::new(at + usize::from(suppress_author), at + length).shifted(start);
        items.push(CitationItem { locator, suffix, suppress_author, ..CitationItem::bare(key.to_owned(), span) });
        from = after;
    }
    if items.is_empty() { Err(missing) } else { Ok(items) }
}

/// Replaces `@"any key"` by Pandoc's `@{any key}`, which has the same length.
fn braces_for_quotes(text: &str) -> Cow<'_, str> {
    const MARK: &str = "@\"";
    if !text.contains(MARK) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK) {
        let Some((key, behind)) = after.split_once('"') else { break };
        out.extend([before, "@{", key, "}"]);
        rest = behind;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A key in a text.
struct KeyRange<'t> {
    at: usize,
    end: usize,
    key: &'t str,
}

/// Returns the first key at or after an offset.
fn find_key(text: &str, from: usize) -> Option<KeyRange<'_>> {
    let mut at = from;
    while let Some(next) = text.get(at..)?.find('@') {
        at += next;
        let before = text[..at].chars().next_back();
        let may_begin = before.is_none_or(|c| is_han(c) || !(c.is_alphanumeric() || matches!(c, '\\' | '@' | '/')));
        if let Some((key, end)) = key_at(text, at).filter(|_| may_begin) {
            return Some(KeyRange { at, end, key });
        }
        at += 1;
    }
    None
}

/// Splits the text after a key into locator and suffix. A full-width comma after the key is like an ASCII comma.
fn split(text: &str, punctuation: Punctuation) -> (Option<Locator>, String) {
    let after_comma = text.strip_prefix(['，', '、']).filter(|_| punctuation == Punctuation::Wide);
    let Some(after_comma) = after_comma else { return locator::split(text) };
    match locator::split(after_comma) {
        (None, suffix) if suffix.starts_with(char::is_alphanumeric) => (None, format!(", {suffix}")),
        split => split,
    }
}

/// Returns the offsets at which the item that contains `from` ends and the next begins.
///
/// Items end at a semicolon outside braces, brackets and code.
fn item_end(text: &str, from: usize, punctuation: Punctuation) -> (usize, usize) {
    let mut depth = 0_i32;
    let mut code = false;
    let mut escaped = false;
    for (at, c) in text[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' => code = !code,
            '{' | '[' if !code => depth += 1,
            '}' | ']' if !code => depth -= 1,
            ';' if !code && depth <= 0 => return (from + at, from + at + 1),
            '；' if punctuation == Punctuation::Wide && !code && depth <= 0 => {
                return (from + at, from + at + c.len_utf8());
            }
            _ => {}
        }
    }
    (text.len(), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(items: &[CitationItem]) -> String {
        let item = |item: &CitationItem| {
            let locator = item.locator.as_ref().map(|locator| format!("{} {}", locator.label.as_str(), locator.value));
            let author = if item.suppress_author { "-" } else { "" };
            format!("{}|{author}{}|{}|{}", item.prefix, item.key.value, locator.unwrap_or_default(), item.suffix)
        };
        items.iter().map(item).collect::<Vec<_>>().join(" // ")
    }

    #[test]
    fn a_bracket_contains_items_with_prefixes_and_suffixes() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let items = bracketed(text, 0);
            assert_eq!(items.as_deref().map(show).unwrap_or_default(), expect, "{text}");
            for item in items.iter().flatten() {
                assert!(text[item.key.span.range()].starts_with('@'), "{text}");
            }
        }
        check("@a", "|a||");
        check("see @a, pp. 33-35; also @b, chap. 1", "see|a|page 33-35| // also|b|chapter 1|");
        check("-@a", "|-a||");
        check("see -@a, p. 3", "see|-a|page 3|");
        check("@a; @b; @c", "|a|| // |b|| // |c||");
        check("@a, {p. 3; 4}; @b", "|a|page 3; 4| // |b||");
        check("@{odd key}, and *more*", "|odd key||, and *more*");
        check("@a; and more", "|a||, and more");
        check("see this; @a", "see this;|a||");
        check("words", "");
        check("ada@example.org", "");
        check("参见@a", "参见|a||");
        check("\\@a", "");
    }

    #[test]
    fn keys_in_a_directive_need_no_at_sign() {
        #[track_caller]
        fn check(text: &str, expect: Result<&str, Span>) {
            let read = native(text, 0);
            assert_eq!(read.as_deref().map(show).map_err(|span| *span), expect.map(str::to_owned), "{text}");
        }
        check(" dao2022, p. 3", Ok("|dao2022|page 3|"));
        check(" dao2022", Ok("|dao2022||"));
        check(" dao2022; su2021, chap. 2 ", Ok("|dao2022|| // |su2021|chapter 2|"));
        check(" @a; @b, p. 3", Ok("|a|| // |b|page 3|"));
        check(" see @a", Ok("see|a||"));
        check(" -dao2022", Ok("|-dao2022||"));
        check(" 10.1145/3508461, p. 3", Ok("|10.1145/3508461|page 3|"));
        check(" @{O'Keeffe 1962}", Ok("|O'Keeffe 1962||"));
        check(" @\"O'Keeffe 1962\", p. 3", Ok("|O'Keeffe 1962|page 3|"));
        check(" @a; see @\"b; c\", p. 3", Ok("|a|| // see|b; c|page 3|"));
        check(" 李2020，p. 3", Ok("|李2020|page 3|"));
        check(" 李2020、第三章；su2021 ", Ok("|李2020|chapter 三| // |su2021||"));
        check(" @李2020；另见 @su2021，甲；乙", Ok("|李2020|| // 另见|su2021||, 甲；乙"));
        check("  ", Err(Span::new(2, 2)));
        check(" , p. 3", Err(Span::new(1, 7)));
    }
}
