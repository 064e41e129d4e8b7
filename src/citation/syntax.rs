//! Citations in running text: Pandoc's `[see @a, p. 3]` and `@a`, and mdbook-bib's `{{#cite a}}` and `@@a`.
//!
//! Only text as CommonMark defines it can cite. Code, HTML, link addresses and link definitions are not read.

use super::{Citation, CitationItem, CitationSyntax, CitationSyntaxes, Mode, OnUnknownKey, cluster, key_at};
use crate::paper::is_han;
use crate::source::Span;

/// The word for a citation in mdbook-bib, after `{{`.
const CITE: &str = "#cite";

impl CitationSyntaxes {
    /// Whether a chapter may contain a citation in one of these syntaxes, or in one that is not enabled.
    ///
    /// `raw` is the text of the chapter, plain or as a JSON string.
    pub fn may_be_in(self, raw: &[u8]) -> bool {
        let contains = |form: &[u8]| memchr::memmem::find(raw, form).is_some();
        let at_sign = if self.contains(CitationSyntax::Pandoc) {
            memchr::memchr(b'@', raw).is_some()
        } else {
            contains(b"[@") || contains(b"@@") || memchr::memchr_iter(b'@', raw).any(|at| may_be_bare_key(raw, at))
        };
        at_sign || contains(CITE.as_bytes())
    }
}

/// Whether the `@` at an offset may begin a key, by the bytes around it. An `@` in an address follows a letter or a digit.
fn may_be_bare_key(raw: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| raw[at]);
    // In a JSON string, a line ends with a backslash and a letter.
    let is_escape = at.checked_sub(2).is_some_and(|at| raw[at] == b'\\');
    let follows_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"@/.-+=".contains(&byte));
    let begins_key = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'{') || !byte.is_ascii();
    (!follows_word || is_escape) && raw.get(at + 1).is_some_and(begins_key)
}

/// Returns the offsets at which a citation may begin, in order.
///
/// They include citations in syntaxes that are not enabled, which are reported if their key is known.
pub fn candidates(syntaxes: CitationSyntaxes, text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut candidates: Vec<usize> = Vec::new();
    if syntaxes.contains(CitationSyntax::Pandoc) {
        // A bracket begins a citation only if it contains a key.
        if memchr::memchr(b'@', bytes).is_some() {
            candidates.extend(memchr::memchr2_iter(b'[', b'@', bytes));
        }
    } else {
        let (mut open, mut end) = (None, 0);
        for at in memchr::memchr2_iter(b'[', b'@', bytes) {
            if bytes[at] == b'[' {
                open = Some(at);
            } else if let Some(citation) = open.take().and_then(|open| read_bracket(text, open)) {
                candidates.push(citation.span.start);
                end = citation.span.end;
            } else if at >= end && !follows_word(text, at) && key_at(text, at).is_some() {
                candidates.push(at);
            }
        }
        candidates.extend(memchr::memmem::find_iter(bytes, "@@"));
    }
    candidates.extend(memchr::memmem::find_iter(bytes, CITE).filter_map(|at| {
        let before = text[..at].trim_end_matches([' ', '\t', '\n', '\r']);
        before.ends_with("{{").then(|| before.len() - "{{".len())
    }));
    candidates.sort_unstable();
    candidates
}

/// Reads the citation that begins at a [candidate](candidates). Its text context and section are left at their defaults.
///
/// `is_text` returns whether an offset is running text.
pub fn read(text: &str, at: usize, is_text: impl Fn(usize) -> bool) -> Option<Citation> {
    match text.as_bytes()[at] {
        b'{' if !is_escaped(text, at) => read_braces(text, at),
        b'[' if !is_escaped(text, at) => read_bracket(text, at),
        b'[' | b'{' => None,
        _ if text[at..].starts_with("@@") => read_double_at(text, at),
        _ => read_bare_key(text, at, is_text),
    }
}

/// Reads `{{#cite key}}`, with whitespace where mdbook-bib allows it.
fn read_braces(text: &str, at: usize) -> Option<Citation> {
    let inner = text[at..].strip_prefix("{{")?.trim_start().strip_prefix(CITE)?;
    let rest = inner.trim_start();
    let key = rest.split(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',')).next()?;
    let after = rest[key.len()..].trim_start().strip_prefix("}}")?;
    if rest.len() == inner.len() || key.is_empty() {
        return None;
    }
    let start = text.len() - rest.len();
    let item = CitationItem::bare(key.to_owned(), Span::new(start, start + key.len()));
    Some(Citation::new(
        CitationSyntax::MdbookBib,
        Span::new(at, text.len() - after.len()),
        Mode::Parenthetical,
        vec![item],
    ))
}

/// Reads `@@key` anywhere but in an address. mdbook-bib's keys may contain `-`, `/` and `@`, and `.` and `:` but not at the
/// end.
fn read_double_at(text: &str, at: usize) -> Option<Citation> {
    // No key begins within another key or an address.
    if is_escaped(text, at) || text[..at].ends_with(['@', '/']) {
        return None;
    }
    let rest = &text[at + "@@".len()..];
    let in_han = rest.starts_with(is_han);
    let within = |c: char| matches!(c, '_' | '-' | '/' | '@') || c.is_alphanumeric() && (in_han || !is_han(c));
    let length = rest.find(|c: char| !(within(c) || matches!(c, '.' | ':'))).unwrap_or(rest.len());
    let run = &rest[..length];
    // A full stop ends the key unless a letter or digit follows.
    let mut stops = run.match_indices(['.', ':']).map(|(stop, _)| stop);
    let length = stops.find(|stop| !run[stop + 1..].starts_with(within));
    let key = &run[..length.unwrap_or(run.len())];
    if !key.contains(char::is_alphanumeric) {
        return None;
    }
    let end = at + "@@".len() + key.len();
    let span = Span::new(at, end);
    let items = vec![CitationItem::bare(key.to_owned(), span)];
    let citation = Citation::new(CitationSyntax::MdbookBib, span, Mode::Parenthetical, items);
    Some(Citation { on_unknown_key: OnUnknownKey::Warn, ..citation })
}

/// Reads `[see @a, p. 3; @b]`.
fn read_bracket(text: &str, at: usize) -> Option<Citation> {
    let end = closing_bracket(text, at)?;
    let inner = &text[at + 1..end];
    memchr::memchr(b'@', inner.as_bytes())?;
    let items = cluster::bracketed(inner, at + 1)?;
    // In `[[@a]]`, the inner bracket is the citation.
    if is_open(&items[0].prefix) {
        return None;
    }
    let mut citation = Citation::new(CitationSyntax::Pandoc, Span::new(at, end + 1), Mode::Parenthetical, items);
    // It may be intended as a link definition, which cannot interrupt a paragraph, or as an address after a Chinese word.
    let is_definition = text[end + 1..].starts_with(": ") && is_at_line_start(text, at);
    if is_definition || text[..citation.cluster.items[0].key.span.start].ends_with(is_han) {
        citation.on_unknown_key = OnUnknownKey::Warn;
    }
    Some(citation)
}

/// Whether a text is a citation in brackets, such as `[see @a, p. 3]`.
pub fn is_bracket(text: &str) -> bool {
    text.starts_with('[') && read_bracket(text, 0).is_some_and(|citation| citation.span.end == text.len())
}

/// Reads the link definition `[@a]: …`. Returns the key, and the span up to the colon.
pub fn definition(text: &str, at: usize) -> Option<(&str, Span)> {
    text[at..].strip_prefix("[@")?;
    let (key, end) = key_at(text, at + 1)?;
    text[end..].starts_with("]:").then(|| (key, Span::new(at, end + "]:".len())))
}

/// Reads `@a`, `-@a` and `@a [p. 33; @b]`.
fn read_bare_key(text: &str, at: usize, is_text: impl Fn(usize) -> bool) -> Option<Citation> {
    let suppress_author = text[..at].ends_with('-') && !follows_word(text, at - 1);
    if follows_word(text, at) && !suppress_author {
        return None;
    }
    let (key, end) = key_at(text, at)?;
    let start = at - usize::from(suppress_author);
    let item = CitationItem { suppress_author, ..CitationItem::bare(key.to_owned(), Span::new(at, end)) };
    let bracket_after = followed_by_bracket(text, at, end, is_text);
    let fallback =
        bracket_after.as_ref().filter(|(items, ..)| items.len() > 1).and_then(|(_, open, _)| read_bracket(text, *open));
    let (items, end) = bracket_after.map_or_else(|| (vec![item.clone()], end), |(items, _, after)| (items, after));
    let items = items.into_iter().enumerate().map(|(nth, read)| match nth {
        0 => CitationItem { suppress_author, key: item.key.clone(), prefix: String::new(), ..read },
        _ => read,
    });
    let mode = if suppress_author { Mode::Parenthetical } else { Mode::Narrative };
    let citation = Citation::new(CitationSyntax::Pandoc, Span::new(start, end), mode, items.collect());
    // `@name` may be a user's handle on some service, `@{name}` may not.
    let is_braced = text[at..].starts_with("@{");
    let on_unknown_key = if is_braced { OnUnknownKey::Error } else { OnUnknownKey::Ignore };
    Some(Citation { on_unknown_key, fallback: fallback.map(Box::new), ..citation })
}

/// Reads `[p. 33; @b]` or `[see @b]` right after a key.
///
/// Returns the items, the first of which has the key before the bracket, and the offsets at which the bracket begins and
/// ends.
fn followed_by_bracket(
    text: &str,
    at: usize,
    end: usize,
    is_text: impl Fn(usize) -> bool,
) -> Option<(Vec<CitationItem>, usize, usize)> {
    let rest = text[end..].trim_start_matches([' ', '\t', '\r', '\n']);
    let open = text.len() - rest.len();
    let same_paragraph = text[end..open].bytes().filter(|&byte| byte == b'\n').count() < 2;
    // The bracket of a link is not text.
    if !rest.starts_with('[') || !same_paragraph || !is_text(open) {
        return None;
    }
    let close = closing_bracket(text, open)?;
    let inner = text[open + 1..close].trim_start();
    // A link or a footnote.
    if text[close + 1..].starts_with(['(', '[', ':']) || inner.is_empty() || inner.starts_with('^') {
        return None;
    }
    if cluster::begins_with_key(inner) {
        let mut items = vec![CitationItem::bare(String::new(), Span::new(at, end))];
        items.extend(cluster::bracketed(&text[open + 1..close], open + 1)?);
        return Some((items, open, close + 1));
    }
    // The bracket continues the item of the key: `@a [p. 33; @b]` is read as `@a, p. 33; @b`.
    let joined = format!("{}, {}", &text[at..end], &text[open + 1..close]);
    let mut items = cluster::bracketed(&joined, 0)?;
    for later in items.iter_mut().skip(1) {
        // Their offsets are those in `joined`, after the key, a comma and a space.
        let offset_in_chapter = |offset: usize| (offset + open + 1).saturating_sub(end - at + 2);
        later.key.span = Span::new(offset_in_chapter(later.key.span.start), offset_in_chapter(later.key.span.end));
    }
    Some((items, open, close + 1))
}

/// Whether the character before an `@` makes it part of a word, an address or an escape.
fn follows_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_some_and(|c| (c.is_alphanumeric() && !is_han(c)) || matches!(c, '@' | '\\' | '/' | '.' | '-' | '+' | '='))
}

/// Whether an odd number of backslashes precedes `at`.
pub fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// Whether a text ends inside a bracket.
fn is_open(text: &str) -> bool {
    let count = |bracket: char| text.matches(bracket).count();
    count('[') > count(']')
}

fn is_at_line_start(text: &str, at: usize) -> bool {
    text[..at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty())
}

/// Returns the offset of the bracket that closes the one at `at`, in the same paragraph.
fn closing_bracket(text: &str, at: usize) -> Option<usize> {
    /// The maximum length of a citation in bytes, which bounds the time spent on unclosed brackets.
    const MAX_LENGTH: usize = 4096;
    let mut depth = 0_usize;
    let mut braces = 0_usize;
    let mut code = false;
    let mut escaped = false;
    let mut blank = false;
    for (offset, c) in text[at..].char_indices().take_while(|(offset, _)| *offset < MAX_LENGTH) {
        if c == '\n' && std::mem::replace(&mut blank, true) {
            return None;
        }
        blank = blank && c.is_whitespace();
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '`' => code = !code,
            _ if code => {}
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            _ if braces > 0 => {}
            '[' => depth += 1,
            ']' if depth == 1 => return Some(at + offset),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}
