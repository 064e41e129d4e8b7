//! Restores directives and citations in chapters that another preprocessor has parsed and printed again.
//!
//! Such tools escape characters that Markdown may read: `<<#papers x>>` becomes `\<\<\#papers x>>`, and `[@key]`
//! becomes `\[@key\]`.

use std::borrow::Cow;

use memchr::{memchr_iter, memmem};

use super::mask::Mask;
use super::scan::name;
use crate::citation::syntax::{is_bracket, is_escaped};
use crate::options;

/// Returns a chapter with its directives and citations as they were written.
///
/// `\<\<\#name …>>` is always restored, since nobody needs three escapes. Forms that an author may have escaped are only
/// restored if the chapter `is_reprinted`: `\<\<#name …>>`, `\[@key\]`, and `\[p. 3\]` after `@key`.
pub fn restore(text: &str, is_reprinted: bool) -> Cow<'_, str> {
    let brackets =
        || memchr::memchr(b'@', text.as_bytes()).is_some() && memmem::find(text.as_bytes(), b"\\[").is_some();
    if memmem::find(text.as_bytes(), b"\\<\\<").is_none() && !(is_reprinted && brackets()) {
        return Cow::Borrowed(text);
    }
    let mask = Mask::new(text);
    let mut restored = String::new();
    let mut copied = 0;
    for at in memchr_iter(b'\\', text.as_bytes()) {
        if at < copied || is_escaped(text, at) || mask.literal(at).is_some() {
            continue;
        }
        let end = directive_end(&text[at..], is_reprinted).or_else(|| bracket_end(text, at).filter(|_| is_reprinted));
        let Some(end) = end.map(|length| at + length) else { continue };
        restored.push_str(&text[copied..at]);
        restored.push_str(&unescaped(&text[at..end]));
        copied = end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    restored.push_str(&text[copied..]);
    Cow::Owned(restored)
}

/// Returns the length of the escaped directive at the start of a text, up to its `>>`.
pub(super) fn directive_end(rest: &str, is_reprinted: bool) -> Option<usize> {
    let inner = rest.strip_prefix("\\<\\<")?;
    let named = inner.strip_prefix("\\#").or_else(|| inner.strip_prefix('#').filter(|_| is_reprinted))?;
    options::directive(name(named))?;
    let line = rest.lines().next().unwrap_or_default();
    let mut quoted = false;
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => {
                let after = &line[at + 1..];
                let second = after.strip_prefix('\\').unwrap_or(after);
                if second.starts_with('>') {
                    return Some(line.len() - second.len() + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns the length of the escaped bracket at `at`, up to its `\]`, if it is a citation or belongs to one.
fn bracket_end(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let paragraph = rest.split("\n\n").next().filter(|paragraph| paragraph.starts_with("\\["))?;
    let length = paragraph.find("\\]")? + "\\]".len();
    // Restored, this bracket would become the text of a link.
    if rest[length..].starts_with(['(', '[', ':']) {
        return None;
    }
    let follows_key = || {
        let word = text[..at].trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
        word.trim_start_matches('-').starts_with('@')
    };
    (is_bracket(&unescaped(&rest[..length])) || follows_key()).then_some(length)
}

/// Removes the backslashes before ASCII punctuation.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let escaped = if c == '\\' { rest.next_if(char::is_ascii_punctuation) } else { None };
        plain.push(escaped.unwrap_or(c));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str, expect_reprinted: &str) {
        assert_eq!(restore(text, false), expect, "{text:?}");
        assert_eq!(restore(text, true), expect_reprinted, "{text:?}");
    }

    #[track_caller]
    fn unchanged(text: &str) {
        check(text, text, text);
    }

    #[test]
    fn directives_with_three_escapes_are_restored() {
        let expect = "See <<#cite a_b, p. 3>>, \\[x\\].";
        check("See \\<\\<\\#cite a\\_b, p. 3>>, \\[x\\].", expect, expect);
        let expect = "<<#papers x title=\"a >> b\">>\n\n- <<#references>>";
        check("\\<\\<\\#papers x title=\"a >> b\"\\>\\>\n\n- \\<\\<\\#references>>", expect, expect);
    }

    #[test]
    fn what_an_author_may_have_escaped_is_restored_only_in_reprinted_chapters() {
        check("\\<\\<#cite a>>", "\\<\\<#cite a>>", "<<#cite a>>");
        check("a \\[see @a\\_b, p. 3; \\-@c\\] b", "a \\[see @a\\_b, p. 3; \\-@c\\] b", "a [see @a_b, p. 3; -@c] b");
        check("@a \\[p. 3\\]", "@a \\[p. 3\\]", "@a [p. 3]");
    }

    #[test]
    fn other_text_is_unchanged() {
        unchanged("`\\<\\<\\#cite a>>` <b title=\"\\<\\<\\#cite a>>\">x</b>");
        unchanged("\\<\\<\\#toc>> \\<\\<\\#papers x");
        unchanged("\\\\<\\<\\#cite a>>");
        unchanged("\\[x\\] \\[a@b\\] \\[@a\\](x) \\[@a\n\nb\\]");
        unchanged("[@a] <<#cite a>>");
    }
}
