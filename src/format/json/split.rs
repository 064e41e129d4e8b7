//! Where the objects of a JSON text stand, found by brackets and quotes alone, so that each can be read by itself.
//!
//! Where the brackets of the whole do not match, an object ends where the next begins its line as far left: one that is
//! broken costs itself.

use memchr::memchr3;

use crate::source::Span;

/// A list of objects.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::format) struct List {
    /// What it is called, without quotes; none for a list that is the whole text.
    pub(in crate::format) name: Option<Span>,
    /// From bracket to bracket.
    pub(in crate::format) span: Span,
    /// Its objects, and what else stands in their places.
    pub(in crate::format) items: Vec<Span>,
}

/// Whether brackets alone say where an object ends, or the lines that begin as far left too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Brackets,
    Lines,
}

/// The lists at the top of a text: the text itself, or those under its outermost names. An object that names none is the
/// one item of a list.
pub(in crate::format) fn lists(text: &str) -> Vec<List> {
    let (lists, closed) = lists_by(text, By::Brackets);
    if closed { lists } else { lists_by(text, By::Lines).0 }
}

/// The lists, and whether the last bracket of the text closes its first.
fn lists_by(text: &str, by: By) -> (Vec<List>, bool) {
    let bytes = text.as_bytes();
    let start = blanks(bytes, 0);
    match bytes.get(start) {
        Some(b'[') => {
            let (list, closed) = list(text, None, start, by);
            let closed = closed && list.span.end == end(text);
            (vec![list], closed)
        }
        Some(b'{') => {
            let mut lists = Vec::new();
            let (mut at, mut closed) = (start + 1, true);
            while let Some((name, value)) = name_at(bytes, at) {
                if bytes.get(value) == Some(&b'[') {
                    let (list, is_closed) = list(text, Some(name), value, by);
                    closed &= is_closed;
                    at = list.span.end;
                    lists.push(list);
                } else {
                    at = value_end(text, value, by);
                }
                at = after_comma(bytes, at);
            }
            closed &= bytes.get(at) == Some(&b'}') && at + 1 == end(text);
            if lists.is_empty() {
                lists.push(whole(text));
            }
            (lists, closed)
        }
        _ => (Vec::new(), false),
    }
}

/// The text, an object, as the one item of a list.
pub(in crate::format) fn whole(text: &str) -> List {
    let start = blanks(text.as_bytes(), 0);
    List { name: None, span: Span::new(start, start), items: vec![Span::new(start, end(text))] }
}

/// Where the object that begins at `start` may end, the surest first.
pub(in crate::format) fn items_at(text: &str, start: usize) -> impl Iterator<Item = Span> {
    let ways = if text.as_bytes().get(start) == Some(&b'{') { &[By::Brackets, By::Lines][..] } else { &[] };
    ways.iter().map(move |by| Span::new(start, item_end(text, start, *by)))
}

/// The names of an object, without quotes, each with its value.
pub(in crate::format) fn fields(text: &str, object: Span) -> impl Iterator<Item = (Span, Span)> {
    let text = &text[..object.end];
    let mut at = object.start + 1;
    std::iter::from_fn(move || {
        let (name, value) = name_at(text.as_bytes(), at)?;
        let end = value_end(text, value, By::Brackets);
        at = after_comma(text.as_bytes(), end);
        Some((name, Span::new(value, end)))
    })
}

fn end(text: &str) -> usize {
    text.trim_end().len()
}

fn blanks(bytes: &[u8], from: usize) -> usize {
    from + bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn after_comma(bytes: &[u8], from: usize) -> usize {
    let at = blanks(bytes, from);
    if bytes.get(at) == Some(&b',') { at + 1 } else { at }
}

/// The name at `from`, and where its value begins.
fn name_at(bytes: &[u8], from: usize) -> Option<(Span, usize)> {
    let quote = blanks(bytes, from);
    if bytes.get(quote) != Some(&b'"') {
        return None;
    }
    let after = text_end(bytes, quote);
    let colon = blanks(bytes, after);
    if bytes.get(colon) != Some(&b':') || after < quote + 2 {
        return None;
    }
    Some((Span::new(quote + 1, after - 1), blanks(bytes, colon + 1)))
}

/// The list that begins at `start`, and whether it is closed.
fn list(text: &str, name: Option<Span>, start: usize, by: By) -> (List, bool) {
    let bytes = text.as_bytes();
    let mut items = Vec::new();
    // Where objects begin their lines, once one does.
    let mut column = None;
    let mut at = start + 1;
    let closed = loop {
        at = blanks(bytes, at);
        let own = (by == By::Lines).then(|| column_of(text, at)).flatten();
        let in_place = column.is_none() || own.is_some_and(|own| column.is_some_and(|column| own <= column));
        match bytes.get(at) {
            None => break false,
            Some(b']') if in_place => {
                at += 1;
                break true;
            }
            Some(b',') => at += 1,
            Some(b'{') if in_place => {
                column = column.or(own);
                let end = item_end(text, at, by);
                items.push(Span::new(at, end));
                at = end;
            }
            // What is left of a broken object.
            Some(_) => {
                let end = match column {
                    Some(column) => next_line(text, at, column),
                    None => value_end(text, at, by).max(at + 1),
                };
                let junk = text[at..end].trim_end_matches(|c: char| c == ',' || c.is_ascii_whitespace());
                items.push(Span::new(at, at + junk.len()));
                at = end;
            }
        }
    };
    (List { name, span: Span::new(start, at.min(text.len())), items }, closed)
}

/// The column of what begins its line.
fn column_of(text: &str, at: usize) -> Option<usize> {
    // Only the blanks are looked at: a file may be one long line.
    let before = &text.as_bytes()[..at.min(text.len())];
    let blanks = before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let begins = before.len() == blanks || before[before.len() - blanks - 1] == b'\n';
    begins.then_some(blanks)
}

/// The next line after `from` that begins with an object in `column` or before, or that ends the list.
fn next_line(text: &str, from: usize, column: usize) -> usize {
    let bytes = text.as_bytes();
    let lines = memchr::memchr_iter(b'\n', &bytes[from..]).map(|newline| from + newline + 1);
    let begins = |line: &usize| {
        let at = blanks(bytes, *line);
        let own = column_of(text, at).is_some_and(|own| own <= column);
        own && matches!(bytes.get(at), Some(b'{' | b']'))
    };
    lines.into_iter().find(begins).unwrap_or(bytes.len())
}

/// Where a value ends: after its brackets or quotes, or before what ends a word.
fn value_end(text: &str, start: usize, by: By) -> usize {
    let bytes = text.as_bytes();
    match bytes.get(start) {
        Some(b'"') => text_end(bytes, start),
        Some(b'{' | b'[') => item_end(text, start, by),
        _ => {
            let rest = &bytes[start.min(bytes.len())..];
            let end = rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b'\n')).unwrap_or(rest.len());
            start.min(bytes.len()) + end
        }
    }
}

/// Where a text in quotes ends: after its second quote, or with its line.
fn text_end(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(next) = memchr3(b'"', b'\\', b'\n', &bytes[at.min(bytes.len())..]) {
        at += next;
        match bytes[at] {
            b'"' => return at + 1,
            b'\n' => return at,
            _ => at += 2,
        }
    }
    bytes.len()
}

/// Where what a bracket at `start` opens ends.
fn item_end(text: &str, start: usize, by: By) -> usize {
    let bytes = text.as_bytes();
    let column = (by == By::Lines).then(|| column_of(text, start)).flatten();
    let (mut at, mut open, mut last) = (start, Vec::new(), start);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = text_end(bytes, at);
                last = at;
                continue;
            }
            b'{' | b'[' => open.push(byte + 2),
            b'}' | b']' => {
                // One that closes nothing is what is broken.
                if open.last() == Some(&byte) || by == By::Brackets {
                    open.pop();
                }
                if open.is_empty() {
                    return at + 1;
                }
            }
            b'\n' if column.is_some() => {
                let next = blanks(bytes, at);
                let own_line = bytes[at..next].iter().rposition(|byte| *byte == b'\n').map_or(at, |nth| at + nth) + 1;
                if column.is_some_and(|column| next - own_line <= column) && bytes.get(next) == Some(&b'{') {
                    return last;
                }
                at = next;
                continue;
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            last = at + 1;
        }
        at += 1;
    }
    end(text).max(start + 1).min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, &[&str])]) {
        let lists = lists(text);
        let read: Vec<_> = lists
            .iter()
            .map(|list| {
                let items: Vec<_> = list.items.iter().map(|item| &text[item.range()]).collect();
                (list.name.map_or("", |name| &text[name.range()]), items)
            })
            .collect();
        assert_eq!(read, expect.iter().map(|(name, items)| (*name, items.to_vec())).collect::<Vec<_>>());
    }

    #[test]
    fn objects_are_found_by_their_brackets() {
        check("[]", &[("", &[])]);
        check("[{\"a\": \"}\\\"]\"}, {\"b\": [{}]} ]\n", &[("", &["{\"a\": \"}\\\"]\"}", "{\"b\": [{}]}"])]);
        check("{\"x\": {\"y\": [1]}, \"items\": [{}], \"n\": 1}", &[("items", &["{}"])]);
        check("{\"id\": 1}", &[("", &["{\"id\": 1}"])]);
        check("[\n{\n\"a\": [\n{\n}\n]\n},\n{}\n]", &[("", &["{\n\"a\": [\n{\n}\n]\n}", "{}"])]);
        check("", &[]);
    }

    #[test]
    fn a_broken_object_costs_itself() {
        check("[\n {\"a\": \"x},\n {\"b\": 1}\n]", &[("", &["{\"a\": \"x},", "{\"b\": 1}"])]);
        check("[\n {\"a\": {,\n {\"b\": 1}\n]", &[("", &["{\"a\": {,", "{\"b\": 1}"])]);
        check("[\n {\"a\": 1}},\n {\"b\": 1}\n]", &[("", &["{\"a\": 1}", "}", "{\"b\": 1}"])]);
    }

    #[test]
    fn the_fields_of_an_object_are_found() {
        let text = "{\"a\": \"b\", \"c\":[1, 2],\"d\":null}";
        let fields: Vec<_> = fields(text, Span::new(0, text.len()))
            .map(|(name, value)| (&text[name.range()], &text[value.range()]))
            .collect();
        assert_eq!(fields, [("a", "\"b\""), ("c", "[1, 2]"), ("d", "null")]);
    }
}
