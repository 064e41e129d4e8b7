//! Citations in running text: Pandoc's `[see @a, p. 3]` and `@a`, and mdbook-bib's `{{#cite a}}` and `@@a`.
//!
//! Only what CommonMark makes text of can cite: code, HTML, link addresses and definitions are never looked into.

use super::text_context::TextContext;
use crate::citation::{self, CitationItem, CitationSyntaxes, Cluster, MDBOOK_BIB as NAME, Mode};
use crate::paper::is_han;
use crate::source::Span;

/// A citation, and how it stands in its chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// All of it.
    pub span: Span,
    /// What it says.
    pub cluster: Cluster,
    /// What it is where its key is not known.
    pub unknown: Unknown,
    /// Whether it is written in Pandoc's own words.
    pub is_pandoc: bool,
    /// What cites in the bracket after its key, for where that is none.
    pub apart: Option<Box<Citation>>,
    /// Where it stands.
    pub setting: TextContext,
    /// Which of the [headings](super::Scan::headings) above citations it stands under, if not the chapter's own.
    pub section: Option<usize>,
}

/// What a citation is whose key is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// A fault.
    InvalidDirective,
    /// Text, with a warning; a fault where a known key is near.
    PossibleCitation,
    /// Text.
    Text,
}

/// Where to look for citations, in order. What would cite if it were read so is told where the key is known.
pub(super) fn candidates(syntaxes: CitationSyntaxes, text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut candidates: Vec<usize> = Vec::new();
    if syntaxes.pandoc {
        // A bracket begins a citation only if there is a key in it.
        if memchr::memchr(b'@', bytes).is_some() {
            candidates.extend(memchr::memchr2_iter(b'[', b'@', bytes));
        }
    } else {
        let mut open = None;
        for at in memchr::memchr2_iter(b'[', b'@', bytes) {
            if bytes[at] == b'[' {
                open = Some(at);
            } else if let Some(open) = open.take().filter(|&open| bracket(text, open).is_some()) {
                candidates.push(open);
            }
        }
        candidates.extend(memchr::memmem::find_iter(bytes, "@@"));
    }
    candidates.extend(memchr::memmem::find_iter(bytes, NAME).filter_map(|at| {
        let before = text[..at].trim_end_matches([' ', '\t', '\n', '\r']);
        before.ends_with("{{").then(|| before.len() - "{{".len())
    }));
    candidates.sort_unstable();
    candidates
}

/// The citation that begins at a candidate; where it stands is still to be told. `is_text` says whether a place is running
/// text.
pub(super) fn read(
    syntaxes: CitationSyntaxes,
    text: &str,
    at: usize,
    is_text: impl Fn(usize) -> bool,
) -> Option<Citation> {
    match text.as_bytes()[at] {
        b'{' if !is_escaped(text, at) => braces(text, at),
        b'[' if !is_escaped(text, at) => bracket(text, at),
        b'[' | b'{' => None,
        _ if text[at..].starts_with("@@") => double(text, at),
        _ => syntaxes.pandoc.then(|| bare(text, at, is_text)).flatten(),
    }
}

/// `{{#cite key}}`, with white space where mdbook-bib allows it.
fn braces(text: &str, at: usize) -> Option<Citation> {
    let inner = text[at..].strip_prefix("{{")?.trim_start().strip_prefix(NAME)?;
    let rest = inner.trim_start();
    let key = rest.split(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',')).next()?;
    let after = rest[key.len()..].trim_start().strip_prefix("}}")?;
    if rest.len() == inner.len() || key.is_empty() {
        return None;
    }
    let start = text.len() - rest.len();
    let item = CitationItem::bare(key.to_owned(), Span::new(start, start + key.len()));
    Some(citation(Span::new(at, text.len() - after.len()), Mode::Parenthetical, vec![item]))
}

/// `@@key`, wherever it stands but in an address, whose key is mdbook-bib's: `-`, `/` and `@` are part of it, `.` and `:` within it.
fn double(text: &str, at: usize) -> Option<Citation> {
    // Within a key or an address no other begins.
    if is_escaped(text, at) || text[..at].ends_with(['@', '/']) {
        return None;
    }
    let rest = &text[at + "@@".len()..];
    let in_han = rest.starts_with(is_han);
    let within = |c: char| matches!(c, '_' | '-' | '/' | '@') || c.is_alphanumeric() && (in_han || !is_han(c));
    let length = rest.find(|c: char| !(within(c) || matches!(c, '.' | ':'))).unwrap_or(rest.len());
    let run = &rest[..length];
    // A full stop ends the key unless it goes on after it.
    let mut stops = run.match_indices(['.', ':']).map(|(stop, _)| stop);
    let length = stops.find(|stop| !run[stop + 1..].starts_with(within));
    let key = &run[..length.unwrap_or(run.len())];
    if !key.contains(char::is_alphanumeric) {
        return None;
    }
    let end = at + "@@".len() + key.len();
    let mut found =
        citation(Span::new(at, end), Mode::Parenthetical, vec![CitationItem::bare(key.to_owned(), Span::new(at, end))]);
    found.unknown = Unknown::PossibleCitation;
    Some(found)
}

/// `[see @a, p. 3; @b]`.
fn bracket(text: &str, at: usize) -> Option<Citation> {
    let end = closing(text, at)?;
    let inner = &text[at + 1..end];
    memchr::memchr(b'@', inner.as_bytes())?;
    let items = citation::bracketed(inner, at + 1)?;
    // In `[[@a]]` the inner bracket cites.
    if is_open(&items[0].prefix) {
        return None;
    }
    let mut found = citation(Span::new(at, end + 1), Mode::Parenthetical, items);
    found.is_pandoc = true;
    // It may be meant as a link's definition, in the middle of a paragraph, where there is none; and right after a Chinese word
    // as an address.
    let is_definition = text[end + 1..].starts_with(": ") && at_line_start(text, at);
    if is_definition || text[..found.cluster.items[0].key.span.start].ends_with(is_han) {
        found.unknown = Unknown::PossibleCitation;
    }
    Some(found)
}

/// `[@a]: …`, where CommonMark makes it the definition of a link: the key, and all of it up to the colon.
pub(super) fn definition(text: &str, at: usize) -> Option<(&str, Span)> {
    text[at..].strip_prefix("[@")?;
    let (key, end) = citation::key_at(text, at + 1)?;
    text[end..].starts_with("]:").then(|| (key, Span::new(at, end + "]:".len())))
}

/// `@a`, `-@a`, and `@a [p. 33; @b]`.
fn bare(text: &str, at: usize, is_text: impl Fn(usize) -> bool) -> Option<Citation> {
    let suppress_author = text[..at].ends_with('-') && !follows_word(text, at - 1);
    if follows_word(text, at) && !suppress_author {
        return None;
    }
    let (key, end) = citation::key_at(text, at)?;
    let start = at - usize::from(suppress_author);
    let item = CitationItem { suppress_author, ..CitationItem::bare(key.to_owned(), Span::new(at, end)) };
    let bracket_after = followed_by_bracket(text, at, end, is_text);
    let apart =
        bracket_after.as_ref().filter(|(items, ..)| items.len() > 1).and_then(|(_, open, _)| bracket(text, *open));
    let (items, end) = bracket_after.map_or_else(|| (vec![item.clone()], end), |(items, _, after)| (items, after));
    let items = items.into_iter().enumerate().map(|(nth, read)| match nth {
        0 => CitationItem { suppress_author, key: item.key.clone(), prefix: String::new(), ..read },
        _ => read,
    });
    let mode = if suppress_author { Mode::Parenthetical } else { Mode::Narrative };
    let mut found = citation(Span::new(start, end), mode, items.collect());
    // Braces are of no handle.
    let is_braced = text[at..].starts_with("@{");
    found.apart = apart.map(Box::new);
    (found.unknown, found.is_pandoc) = (if is_braced { Unknown::InvalidDirective } else { Unknown::Text }, true);
    Some(found)
}

/// What `[p. 33; @b]` or `[see @b]` right after a key says of it and of others, and where the bracket begins and ends.
fn followed_by_bracket(
    text: &str,
    at: usize,
    end: usize,
    is_text: impl Fn(usize) -> bool,
) -> Option<(Vec<CitationItem>, usize, usize)> {
    let rest = text[end..].trim_start_matches([' ', '\t', '\r', '\n']);
    let open = text.len() - rest.len();
    let same_paragraph = text[end..open].bytes().filter(|&byte| byte == b'\n').count() < 2;
    // The bracket of a link is no text.
    if !rest.starts_with('[') || !same_paragraph || !is_text(open) {
        return None;
    }
    let close = closing(text, open)?;
    let inner = text[open + 1..close].trim_start();
    // A link or a footnote.
    if text[close + 1..].starts_with(['(', '[', ':']) || inner.is_empty() || inner.starts_with('^') {
        return None;
    }
    if citation::begins_with_key(inner) {
        let mut items = vec![CitationItem::bare(String::new(), Span::new(at, end))];
        items.extend(citation::bracketed(&text[open + 1..close], open + 1)?);
        return Some((items, open, close + 1));
    }
    // The words in the bracket stand after the key, as in `[@a, p. 33; @b]`.
    let whole = format!("{}, {}", &text[at..end], &text[open + 1..close]);
    let mut items = citation::bracketed(&whole, 0)?;
    for later in items.iter_mut().skip(1) {
        // They were read one comma and one blank later, in a text of their own.
        let moved = |offset: usize| (offset + open + 1).saturating_sub(end - at + 2);
        later.key.span = Span::new(moved(later.key.span.start), moved(later.key.span.end));
    }
    Some((items, open, close + 1))
}

/// A citation in running text, whose keys have to be known.
pub(super) fn citation(span: Span, mode: Mode, items: Vec<CitationItem>) -> Citation {
    let cluster = Cluster { mode, items };
    let (unknown, setting) = (Unknown::InvalidDirective, TextContext::Text);
    Citation { span, cluster, unknown, is_pandoc: false, apart: None, setting, section: None }
}

/// Whether what stands before an `@` makes it part of a word, an address or an escape.
fn follows_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_some_and(|c| (c.is_alphanumeric() && !is_han(c)) || matches!(c, '@' | '\\' | '/' | '.' | '-' | '+' | '='))
}

/// Whether an odd number of backslashes stands before `at`.
pub(super) fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// Whether a bracket is open at the end of a text.
fn is_open(text: &str) -> bool {
    let count = |bracket: char| text.matches(bracket).count();
    count('[') > count(']')
}

fn at_line_start(text: &str, at: usize) -> bool {
    text[..at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty())
}

/// Where the bracket that opens at `at` closes, within its paragraph.
fn closing(text: &str, at: usize) -> Option<usize> {
    /// Longer brackets are no citations, and looking for their ends would take its time.
    const LONGEST: usize = 4096;
    let mut depth = 0_usize;
    let mut braces = 0_usize;
    let mut code = false;
    let mut escaped = false;
    let mut blank = false;
    for (offset, c) in text[at..].char_indices().take_while(|(offset, _)| *offset < LONGEST) {
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
