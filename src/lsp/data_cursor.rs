//! What the cursor is at in a data file of the native schema, whose text may be unfinished.

use crate::format::Format;
use crate::source::{Span, line_start};

/// What is being typed. Spans end at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DataCursor {
    /// The names of the tables and fields around it, from the outside, such as `paper`, `links`.
    pub(super) path: Vec<String>,
    /// The text, without an opening quote.
    pub(super) span: Span,
    /// Whether it follows an opening quote.
    pub(super) is_quoted: bool,
    /// What it is.
    pub(super) kind: TypedData,
}

/// The kind of text that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypedData {
    /// The name of a field, in a table that has these fields before it.
    Name(Vec<String>),
    /// The value of the innermost field.
    Value,
    /// The header of a table in TOML, from its first bracket.
    Header,
}

/// Returns what is being typed before `offset`. Returns `None` in comments and in other formats.
pub(super) fn typed(format: Format, text: &str, offset: usize) -> Option<DataCursor> {
    match format {
        Format::Toml => toml(text, offset),
        Format::Json => Lexer { separator: ':', is_toml: false }.run(text, 0, offset, Frame::list()),
        Format::Yaml => yaml(text, offset),
        _ => None,
    }
}

/// An open table or list.
#[derive(Debug, Default)]
struct Frame {
    is_table: bool,
    /// The name of the field that is being read.
    name: Option<String>,
    /// Whether the separator after the name was read.
    in_value: bool,
    /// The names of the fields before.
    names: Vec<String>,
}

impl Frame {
    fn table() -> Self {
        Self { is_table: true, ..Self::default() }
    }

    fn list() -> Self {
        Self::default()
    }

    /// Ends the field that is being read.
    fn next(&mut self) {
        self.names.extend(self.name.take());
        self.in_value = false;
    }
}

fn toml(text: &str, offset: usize) -> Option<DataCursor> {
    let line = &text[line_start(text, offset)..offset];
    if line.trim_start().starts_with('[') && !line.contains(']') {
        let span = Span::new(offset - line.trim_start().len(), offset);
        return Some(DataCursor { path: Vec::new(), span, is_quoted: false, kind: TypedData::Header });
    }
    let mut end = line_start(text, offset);
    // The entry begins at the last header above.
    let (name, start) = loop {
        if end == 0 {
            break ("", 0);
        }
        let start = line_start(text, end - 1);
        let header = text[start..end].trim().strip_prefix("[[").and_then(|rest| rest.split("]]").next());
        if let Some(name) = header {
            break (name.trim(), end);
        }
        end = start;
    };
    let mut cursor = Lexer { separator: '=', is_toml: true }.run(text, start, offset, Frame::table())?;
    if name.is_empty() {
        cursor.kind = TypedData::Header;
        return cursor.path.is_empty().then_some(cursor);
    }
    cursor.path.insert(0, name.to_owned());
    Some(cursor)
}

/// Reads the values of TOML and JSON up to the cursor, and recovers from unfinished ones.
struct Lexer {
    /// What separates a name from its value.
    separator: char,
    /// Whether comments and line ends have the meaning of TOML.
    is_toml: bool,
}

impl Lexer {
    fn run(&self, text: &str, start: usize, offset: usize, root: Frame) -> Option<DataCursor> {
        let mut frames = vec![root];
        let mut at = start;
        // The text that is being typed, and whether it is quoted.
        let mut open = None;
        while at < offset {
            let rest = &text[at..offset];
            let c = rest.chars().next()?;
            let is_root = frames.len() == 1;
            let top = frames.last_mut()?;
            let mut length = c.len_utf8();
            match c {
                '\n' if self.is_toml && is_root => top.next(),
                '#' if self.is_toml => length = rest.find('\n')?,
                '"' | '\'' => {
                    let (content, after) = string(rest, c);
                    let Some(after) = after else {
                        open = Some((at + rest.len() - content.len(), true));
                        break;
                    };
                    length = after;
                    if top.is_table && !top.in_value {
                        top.name = Some(content.to_owned());
                    }
                }
                '{' => frames.push(Frame::table()),
                '[' => frames.push(Frame::list()),
                '}' | ']' if is_root => {}
                '}' | ']' => _ = frames.pop(),
                ',' => top.next(),
                c if c == self.separator => top.in_value = top.is_table && top.name.is_some(),
                c if c.is_whitespace() => {}
                _ => {
                    let ends = |c: char| {
                        c.is_whitespace() || matches!(c, ',' | ']' | '}' | '[' | '{' | '#') || c == self.separator
                    };
                    // A text begins with any character that has no meaning here, such as `#` in JSON.
                    let Some(after) = rest[length..].find(ends) else {
                        open = Some((at, false));
                        break;
                    };
                    length += after;
                    if top.is_table && !top.in_value {
                        top.name = Some(rest[..length].to_owned());
                    }
                }
            }
            at += length;
        }
        let (start, is_quoted) = open.unwrap_or((offset, false));
        let path = frames.iter().filter(|frame| frame.in_value).filter_map(|frame| frame.name.clone()).collect();
        let top = frames.pop()?;
        let kind = if top.is_table && !top.in_value { TypedData::Name(top.names) } else { TypedData::Value };
        Some(DataCursor { path, span: Span::new(start, offset), is_quoted, kind })
    }
}

/// Reads the string that begins with a quote. Returns its content, and the offset after it, or `None` if it is open at the end.
fn string(text: &str, quote: char) -> (&str, Option<usize>) {
    let long = match quote {
        '"' => "\"\"\"",
        _ => "'''",
    };
    if let Some(inner) = text.strip_prefix(long) {
        let end = inner.find(long);
        return (&inner[..end.unwrap_or(inner.len())], end.map(|end| end + 2 * long.len()));
    }
    let inner = &text[1..];
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            '\n' => return (&inner[..at], Some(at + 1)),
            c if c == quote => return (&inner[..at], Some(at + 2)),
            _ => {}
        }
    }
    (inner, None)
}

/// The indentation of a line in YAML, and the rest after the marks of list items.
fn content(line: &str) -> (usize, &str) {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix('-').filter(|item| item.is_empty() || item.starts_with(' ')) {
        rest = item.trim_start_matches(' ');
    }
    (line.len() - rest.len(), rest)
}

/// Splits a line of YAML into a name and the text after its colon.
fn pair(content: &str) -> Option<(&str, &str)> {
    let (name, value) = content.split_once(':')?;
    let is_name =
        !name.is_empty() && !name.contains([' ', '"', '[', '{']) && (value.is_empty() || value.starts_with(' '));
    is_name.then_some((name, value))
}

fn yaml(text: &str, offset: usize) -> Option<DataCursor> {
    let start = line_start(text, offset);
    let line = &text[start..offset];
    let (indent, written) = content(line);
    if written.starts_with('#') || written.contains(" #") {
        return None;
    }
    let is_item = line.trim_start().starts_with('-');
    let mut path = Vec::new();
    let mut names = Vec::new();
    let mut below = if is_item { line.len() - line.trim_start().len() + 1 } else { indent };
    for above in text[..start].lines().rev() {
        let (indent, written) = content(above);
        let Some((name, value)) = pair(written) else { continue };
        let outer = above.len() - above.trim_start().len();
        if indent < below && value.trim().is_empty() || indent == 0 && below == 0 && is_item {
            path.push(name.to_owned());
            below = outer;
        } else if indent == below && path.is_empty() && !is_item {
            names.push(name.to_owned());
        }
        if below == 0 {
            break;
        }
    }
    path.reverse();
    let (typed, kind) = match pair(written) {
        Some((name, value)) => {
            path.push(name.to_owned());
            let piece = value.rsplit(['[', ',']).next().unwrap_or(value);
            (piece.trim_start(), TypedData::Value)
        }
        None if is_item && path.len() > 1 => (written, TypedData::Value),
        None => (written, TypedData::Name(names)),
    };
    let bare = typed.trim_start_matches(['"', '\'']);
    let is_quoted = bare.len() < typed.len();
    Some(DataCursor { path, span: Span::new(offset - bare.len(), offset), is_quoted, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: Format, text: &str, expect: &str) {
        let offset = text.find('|').expect("the text has a cursor");
        let text = text.replacen('|', "", 1);
        let shown = typed(format, &text, offset).map(|cursor| {
            let kind = match cursor.kind {
                TypedData::Name(names) => format!("name after {names:?}"),
                TypedData::Value => "value".to_owned(),
                TypedData::Header => "header".to_owned(),
            };
            let quote = if cursor.is_quoted { "\"" } else { "" };
            format!("{} {kind} {quote}{}", cursor.path.join("."), &text[cursor.span.range()])
        });
        assert_eq!(shown.as_deref().unwrap_or("none"), expect, "{text}");
    }

    #[test]
    fn toml_is_read_up_to_the_cursor() {
        let check = |text: &str, expect: &str| check(Format::Toml, text, expect);
        check("|", " header ");
        check("[[pa|", " header [[pa");
        check("[[paper]]\nid = \"a\"\nti|", "paper name after [\"id\"] ti");
        check("[[paper]]\nid = \"a|", "paper.id value \"a");
        check("[[paper]]\ncategories = [\"a\", \"b|\"]\ntitle = \"T\"", "paper.categories value \"b");
        check("[[paper]]\ncategories = [\n  \"a\",\n  |", "paper.categories value ");
        check("[[paper]]\nlinks = { pd|", "paper.links name after [] pd");
        check("[[paper]]\nlinks = { pdf = \"x\", co|", "paper.links name after [\"pdf\"] co");
        check("[[paper]]\nnote = \"\"\"\n[x]\ny = |", "paper.note value \"\n[x]\ny = ");
        check("[[paper]]\ntitle = \"open\nst|", "paper name after [\"title\"] st");
        check("[[paper]]\n# comm|", "none");
        check("[[paper]]\nid = \"a\"\n[[category]]\norder = [\"|", "category.order value \"");
        check("[[paper]]\ntype = |", "paper.type value ");
    }

    #[test]
    fn json_is_read_up_to_the_cursor() {
        let check = |text: &str, expect: &str| check(Format::Json, text, expect);
        check("{\"paper\": [{\"id\": \"a\", \"ti|", "paper name after [\"id\"] \"ti");
        check("{\"paper\": [{\"id\": \"a\\\"b\"}, {\"tags\": [\"x\", \"y|\"]}]}", "paper.tags value \"y");
        check("{\"|", " name after [] \"");
        check("# {\"paper\": [{\"id\": #, ti|", "paper name after [\"id\"] ti");
    }

    #[test]
    fn yaml_is_read_by_lines() {
        let check = |text: &str, expect: &str| check(Format::Yaml, text, expect);
        check("paper:\n- id: a\n  ti|", "paper name after [\"id\"] ti");
        check("paper:\n  - id: a\n    categories: [b, c|", "paper.categories value c");
        check("paper:\n- id: a\n  tags:\n  - x\n  - y|", "paper.tags value y");
        check("paper:\n- id: a\n- ti|", "paper name after [] ti");
        check("pap|", " name after [] pap");
        check("category:\n- id: a\n  title: \"A|", "category.title value \"A");
        check("paper:\n- id: a # c|", "none");
    }
}
