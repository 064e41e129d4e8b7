//! Keys of papers in text.

use crate::paper::is_han;

/// Punctuation allowed inside a key, one character at a time between letters and digits.
const INNER_PUNCTUATION: &str = ":.#$%&-+?<>~/_";

/// Reads the key after the `@` at offset `at`: `@key`, `@{any key}` or `@https://doi.org/10.1000/xyz`. Returns the key and
/// the offset after it.
///
/// A key without braces begins with a letter or digit of any script or `_`, and does not end with punctuation: the full
/// stop of a sentence is not part of it. In `_@key_`, the underscores are emphasis.
pub fn key_at(text: &str, at: usize) -> Option<(&str, usize)> {
    let start = at + 1;
    let rest = text.get(start..)?;
    if let Some(braced) = rest.strip_prefix('{') {
        let length = braced_length(braced)?;
        let key = &braced[..length];
        return (!key.trim().is_empty()).then_some((key, start + 1 + length + 1));
    }
    let length = address_length(rest).or_else(|| plain_length(rest))?;
    let emphasis = text[..at].bytes().rev().take_while(|byte| *byte == b'_').count();
    let trailing = rest[..length].bytes().rev().take_while(|byte| *byte == b'_').count();
    let length = if trailing < length { length - trailing.min(emphasis) } else { length };
    Some((&rest[..length], start + length))
}

/// Returns the length of the address at the start of `rest`, without the punctuation after it.
fn address_length(rest: &str) -> Option<usize> {
    let scheme = ["https://", "http://"].iter().find(|scheme| rest.starts_with(**scheme))?;
    let ends = |c: char| c.is_whitespace() || matches!(c, ']' | ';' | ',' | '<' | '>' | '"') || is_han(c);
    let mut address = &rest[..rest.find(ends).unwrap_or(rest.len())];
    loop {
        let is_unopened = address.ends_with(')') && address.matches(')').count() > address.matches('(').count();
        match address.strip_suffix(['.', ':', '!', '?', '*', '，', '。', '、', '；']) {
            Some(shorter) => address = shorter,
            None if is_unopened => address = &address[..address.len() - 1],
            None => return (address.len() > scheme.len()).then_some(address.len()),
        }
    }
}

/// Returns the length of the key at the start of `rest`.
fn plain_length(rest: &str) -> Option<usize> {
    let mut end = 0;
    let mut after_punctuation = false;
    for (at, c) in rest.char_indices() {
        if c.is_alphanumeric() || c == '_' {
            end = at + c.len_utf8();
            after_punctuation = false;
        } else if at > 0 && INNER_PUNCTUATION.contains(c) && !after_punctuation {
            after_punctuation = true;
        } else {
            break;
        }
    }
    (end > 0).then_some(end)
}

/// Returns the length of the text before the closing brace, which must be on the same line.
fn braced_length(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn underscores_around_a_key_are_emphasis() {
        let key = |text: &'static str| key_at(text, text.find('@').unwrap()).unwrap().0;
        assert_eq!(key("_@a_"), "a");
        assert_eq!(key("__@a__ b"), "a");
        assert_eq!(key("_see @a_"), "a_");
        assert_eq!(key("_@a_b_"), "a_b");
        assert_eq!(key("_@_"), "_");
    }

    #[test]
    fn punctuation_after_a_key_is_not_part_of_it() {
        #[track_caller]
        fn check(text: &str, expect: Option<(&str, &str)>) {
            let read = key_at(text, 0).map(|(key, end)| (key, &text[end..]));
            assert_eq!(read, expect, "{text}");
        }
        check("@dao2022", Some(("dao2022", "")));
        check("@dao2022.", Some(("dao2022", ".")));
        check("@Foo_bar.baz. And", Some(("Foo_bar.baz", ". And")));
        check("@Foo_bar--baz", Some(("Foo_bar", "--baz")));
        check("@DBLP:conf/acl/2020, p. 3", Some(("DBLP:conf/acl/2020", ", p. 3")));
        check("@müller2020: x", Some(("müller2020", ": x")));
        check("@王2020，见", Some(("王2020", "，见")));
        check("@{Foo_bar.baz.}x", Some(("Foo_bar.baz.", "x")));
        check("@{https://example.com/a?b={c}}, p. 1", Some(("https://example.com/a?b={c}", ", p. 1")));
        check("@10.1145/3508461", Some(("10.1145/3508461", "")));
        check("@_x_", Some(("_x_", "")));
        check("@https://doi.org/10.1000/xyz, p. 3", Some(("https://doi.org/10.1000/xyz", ", p. 3")));
        check("@https://doi.org/10.1016/S0140(20)1-2).", Some(("https://doi.org/10.1016/S0140(20)1-2", ").")));
        check("@http://arxiv.org/abs/2106.09685]", Some(("http://arxiv.org/abs/2106.09685", "]")));
        check("@https://", Some(("https", "://")));
        for no_key in ["@", "@ a", "@-a", "@{}", "@{ }", "@{a", "@{a\n}", "@@a"] {
            check(no_key, None);
        }
    }
}
