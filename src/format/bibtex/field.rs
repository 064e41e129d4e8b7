//! Parses the fields of an entry, `name = value`, with their spans.
//!
//! An error affects one field at most. Nothing is decoded or copied here.

use memchr::{memchr2, memchr3};

use super::blocks::{Block, NO_BREAK_SPACE, skip_blanks};
use crate::source::Span;

/// A field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// The name, as written.
    pub(super) name: Span,
    /// The value: parts joined by `#`, with delimiters.
    pub(super) value: Span,
}

/// A part of a value, without delimiters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `{…}` or `"…"`.
    Text(Span),
    /// A number, or the name of a macro.
    Bare(Span),
}

/// A syntax error in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldError {
    /// `name =` is missing.
    NoField,
    /// A brace or quotation mark is not closed.
    Unclosed,
    /// The comma before the next field is missing.
    NoComma,
    /// A text is not delimited.
    Unquoted,
}

/// An iterator over the fields in a range of a text.
pub(super) struct Fields<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    /// The errors so far.
    pub(super) errors: Vec<(Span, FieldError)>,
    /// Whether a brace was not closed. From then on a value ends before a line that looks like a field.
    strict: bool,
    /// A position, and the first line after it that looks like a field.
    field_line: Option<(usize, Option<usize>)>,
}

impl<'t> Fields<'t> {
    pub(super) fn new(text: &'t str, span: Span) -> Self {
        Self { text, at: span.start, end: span.end, errors: Vec::new(), strict: false, field_line: None }
    }

    /// Returns the fields of a block; in an unclosed block a value ends before a line that looks like a field.
    pub(super) fn of(text: &'t str, block: Block, fields: Span) -> Self {
        Self { strict: !block.closed, ..Self::new(text, fields) }
    }

    fn bytes(&self) -> &'t [u8] {
        &self.text.as_bytes()[..self.end]
    }

    /// Skips whitespace, commas, `%` comments and unmatched closing braces.
    fn skip(&mut self) {
        while let Some(&byte) = self.bytes().get(self.at) {
            match byte {
                b',' => self.at += 1,
                // The missing brace has been reported.
                b'}' if self.strict => self.at += 1,
                b'%' => self.at = line_end(self.bytes(), self.at),
                _ => {
                    let next = skip_blanks(self.bytes(), self.at);
                    if next == self.at {
                        return;
                    }
                    self.at = next;
                }
            }
        }
    }

    fn error(&mut self, from: usize, error: FieldError) {
        let line = line_end(self.bytes(), from);
        self.errors.push((Span::new(from, line), error));
    }

    /// Parses a value: parts joined by `#`.
    fn value(&mut self) -> Span {
        let start = skip_blanks(self.bytes(), self.at);
        self.at = start;
        let mut end;
        loop {
            self.part();
            end = self.at;
            let next = skip_blanks(self.bytes(), self.at);
            if self.bytes().get(next) != Some(&b'#') {
                break;
            }
            self.at = skip_blanks(self.bytes(), next + 1);
        }
        Span::new(start, end)
    }

    fn part(&mut self) {
        let from = self.at;
        match self.bytes().get(from) {
            Some(delimiter @ (b'{' | b'"')) => {
                let close = if *delimiter == b'{' { closing_brace } else { closing_quote };
                let limit = self.limit(from);
                self.at = close(self.bytes(), from + 1, limit).unwrap_or_else(|| self.open(from));
            }
            Some(_) => self.at += self.bytes()[from..].iter().take_while(|byte| is_bare(**byte)).count(),
            None => {}
        }
    }

    /// Returns the limit of a value.
    fn limit(&mut self, from: usize) -> usize {
        if self.strict { self.next_field_line(from).unwrap_or(self.end) } else { self.end }
    }

    /// Returns the end of an unclosed value that begins at `from`.
    fn open(&mut self, from: usize) -> usize {
        self.strict = true;
        self.error(from, FieldError::Unclosed);
        let end = self.next_field_line(from).unwrap_or(self.end);
        let value = self.text[from..end].trim_end();
        from + value.strip_suffix(',').unwrap_or(value).len().max(1)
    }

    /// Returns the first line after `from` that looks like a field.
    fn next_field_line(&mut self, from: usize) -> Option<usize> {
        match self.field_line {
            // The parts of a value share the next line.
            Some((before, line)) if before <= from && line.is_none_or(|line| from < line) => line,
            _ => {
                let line = memchr::memchr_iter(b'\n', &self.bytes()[from..])
                    .map(|newline| from + newline + 1)
                    .find(|&line| self.looks_like_field(line));
                self.field_line = Some((from, line));
                line
            }
        }
    }

    fn looks_like_field(&self, at: usize) -> bool {
        let bytes = self.bytes();
        let blank = |from: usize| {
            let mut at = from;
            while let Some(b' ' | b'\t' | 0xC2) = bytes.get(at) {
                match bytes[at..].starts_with(NO_BREAK_SPACE) {
                    true => at += NO_BREAK_SPACE.len(),
                    false if bytes[at] == 0xC2 => break,
                    false => at += 1,
                }
            }
            at
        };
        let name = blank(at);
        let after = name + bytes[name..].iter().take_while(|byte| is_name(**byte)).count();
        name < after && bytes.get(blank(after)) == Some(&b'=')
    }

    /// Skips to the next field: after a comma or on a new line, preferably outside braces.
    fn resync(&mut self) {
        let bytes = self.bytes();
        let mut depth = 0_usize;
        let mut inside = None;
        for (at, &byte) in bytes.iter().enumerate().take(self.end).skip(self.at) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b',' | b'\n'
                    if (depth == 0 || (byte == b'\n' && inside.is_none())) && self.looks_like_field(at + 1) =>
                {
                    if depth == 0 || self.strict {
                        self.at = at + 1;
                        return;
                    }
                    inside = Some(at + 1);
                }
                _ => {}
            }
        }
        self.strict = true;
        self.at = inside.unwrap_or(self.end);
    }

    /// Checks that a comma or the end follows a value.
    fn after_value(&mut self, value: &mut Span) {
        let end = self.at;
        let bytes = self.bytes();
        let mut next = skip_blanks(bytes, end);
        while bytes.get(next) == Some(&b'%') {
            next = skip_blanks(bytes, line_end(bytes, next));
        }
        match bytes.get(next) {
            None => self.at = self.end,
            Some(b',') => self.at = next + 1,
            Some(b'}') if self.strict => self.at = next + 1,
            Some(_) if self.looks_like_field(next) => {
                self.error(next, FieldError::NoComma);
                self.at = next;
            }
            Some(byte) if is_bare(*byte) && is_bare(bytes[value.start]) => {
                let stop = bytes[next..].iter().position(|byte| matches!(byte, b',' | b'\n' | b'\r'));
                value.end = stop.map_or(self.end, |stop| next + stop);
                self.errors.push((*value, FieldError::Unquoted));
                self.at = value.end;
            }
            Some(_) => {
                self.error(next, FieldError::NoField);
                self.at = next;
                self.resync();
            }
        }
    }
}

impl Iterator for Fields<'_> {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        loop {
            self.skip();
            let start = self.at;
            let bytes = self.bytes();
            bytes.get(start)?;
            let end = start + bytes[start..].iter().take_while(|byte| is_name(**byte)).count();
            let equals = skip_blanks(bytes, end);
            if start < end && bytes.get(equals) == Some(&b'=') {
                self.at = equals + 1;
                let mut value = self.value();
                self.after_value(&mut value);
                return Some(Field { name: Span::new(start, end), value });
            }
            self.error(start, FieldError::NoField);
            self.at = end;
            self.resync();
        }
    }
}

/// Returns the parts of a value.
pub(super) fn parts(text: &str, value: Span) -> impl Iterator<Item = Part> {
    let bytes = &text.as_bytes()[..value.end];
    let mut at = value.start;
    std::iter::from_fn(move || {
        at = skip_blanks(bytes, at);
        if bytes.get(at) == Some(&b'#') {
            at = skip_blanks(bytes, at + 1);
        }
        let from = at;
        let close = match bytes.get(from)? {
            b'{' => closing_brace(bytes, from + 1, bytes.len()),
            b'"' => closing_quote(bytes, from + 1, bytes.len()),
            _ => {
                let hash = memchr::memchr(b'#', &bytes[from..]).map_or(bytes.len(), |hash| from + hash);
                at = hash.max(from + 1);
                return Some(Part::Bare(super::blocks::trimmed(text, Span::new(from, hash))));
            }
        };
        at = close.unwrap_or(bytes.len());
        // An unclosed part has no closing delimiter.
        Some(Part::Text(Span::new(from + 1, close.map_or(bytes.len(), |close| close - 1))))
    })
}

/// Returns the offset after the brace that closes the one at `from`.
fn closing_brace(bytes: &[u8], from: usize, limit: usize) -> Option<usize> {
    let mut depth = 1_usize;
    let mut at = from;
    loop {
        at += memchr2(b'{', b'}', bytes.get(at..limit)?)?;
        if bytes[at] == b'{' {
            depth += 1;
        } else {
            depth -= 1;
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Returns the offset after the closing quotation mark, the first outside braces.
fn closing_quote(bytes: &[u8], from: usize, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = from;
    loop {
        at += memchr3(b'{', b'}', b'"', bytes.get(at..limit)?)?;
        match bytes[at] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            // An unprotected umlaut, `\"`, which BibTeX itself would misread.
            _ if depth == 0 && bytes[at - 1] == b'\\' && !ends_value(&bytes[..limit], at + 1) => {}
            _ if depth == 0 => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

fn ends_value(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at..].iter().find(|byte| !matches!(byte, b' ' | b'\t')), None | Some(b',' | b'#' | b'\n' | b'\r'))
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    memchr2(b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |newline| from + newline)
}

fn is_name(byte: u8) -> bool {
    // A no-break space begins with 0xC2, as do signs that are in no name.
    !byte.is_ascii_whitespace()
        && !matches!(byte, b'"' | b'#' | b'%' | b'\'' | b'(' | b')' | b',' | b'=' | b'{' | b'}' | 0xC2)
}

fn is_bare(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'#' | b',' | b'{' | b'}')
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Blocks, head};
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str], errors: &[&str]) {
        let mut fields = Fields::new(text, Span::new(0, text.len()));
        let read: Vec<_> = fields
            .by_ref()
            .map(|field| {
                let parts: Vec<_> = parts(text, field.value)
                    .map(|part| match part {
                        Part::Text(span) => format!("<{}>", &text[span.range()]),
                        Part::Bare(span) => text[span.range()].to_owned(),
                    })
                    .collect();
                format!("{}={}", &text[field.name.range()], parts.join("#"))
            })
            .collect();
        let found: Vec<_> =
            fields.errors.iter().map(|(span, error)| format!("{error:?} {}", &text[span.range()])).collect();
        assert_eq!(
            (read, found),
            (expect.iter().map(|&s| s.into()).collect(), errors.iter().map(|&s| s.into()).collect())
        );
    }

    #[test]
    fn values_have_four_forms() {
        check(
            "a = {x {y}}, B=\"p {\"} q\" ,c = 12, d = jan # \"~1\" # {z}",
            &["a=<x {y}>", "B=<p {\"} q>", "c=12", "d=jan#<~1>#<z>"],
            &[],
        );
        check(", a = {},\r\n b = \"\", c = , % note = {no}\n d = 1 % end", &["a=<>", "b=<>", "c=", "d=1"], &[]);
        check("\u{A0}\u{A0}a\u{A0}=\u{A0}{x}\u{A0},\n\u{A0} b = 1\u{A0}", &["a=<x>", "b=1"], &[]);
        check("a = \"M\\\"uller and {\\\"O}\", b = 1", &["a=<M\\\"uller and {\\\"O}>", "b=1"], &[]);
    }

    #[test]
    fn the_brace_at_the_end_of_an_entry_that_is_not_closed_is_no_flaw() {
        #[track_caller]
        fn check(text: &str, expect: &[&str]) {
            let block = Blocks::at(text, 0).expect("it begins a block");
            let mut fields = Fields::of(text, block, head(text, block.body).fields);
            let read: Vec<_> = fields.by_ref().map(|field| &text[field.name.range()]).collect();
            assert_eq!(read, expect);
            let errors: Vec<_> = fields.errors.iter().map(|(_, error)| *error).collect();
            assert_eq!(errors, [FieldError::Unclosed]);
        }
        check("@a{k, a = {x,\n b = {y}\n}\n", &["a", "b"]);
        check("@a{k,\n a = {x,\n b = {y},\n}\n\n@b{l}", &["a", "b"]);
    }

    #[test]
    fn a_flaw_costs_one_field_at_most() {
        check("a = {x}\n b = {y} c = 1", &["a=<x>", "b=<y>", "c=1"], &["NoComma b = {y} c = 1", "NoComma c = 1"]);
        check("a 💯 {x, y},\n b = 1", &["b=1"], &["NoField a 💯 {x, y},"]);
        check("a = {x} y z,\n b = 1", &["a=<x>", "b=1"], &["NoField y z,"]);
        check("a = Some Words,\n b = 1", &["a=Some Words", "b=1"], &["Unquoted Some Words"]);
        check("a = {x,\n b = {y},\n c = {z}", &["a=<x>", "b=<y>", "c=<z>"], &["Unclosed {x,"]);
        check("a = \"x,\n b = {y}", &["a=<x>", "b=<y>"], &["Unclosed \"x,"]);
        check("a = {x}}, b = {y}", &["a=<x>", "b=<y>"], &["NoField }, b = {y}"]);
        check("junk { more,\n b = {y}", &["b=<y>"], &["NoField junk { more,"]);
        check("a", &[], &["NoField a"]);
    }
}
