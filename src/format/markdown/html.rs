//! The HTML that lists hold: headings, tables and lists of it become blocks like those of Markdown.

use super::tree::{Cell, Inline, Item, Node, Piece, Row};
use crate::source::Span;

/// Reads a block of HTML that stands at `span`.
pub(super) fn read(html: &str, span: Span, links: &mut usize, nodes: &mut Vec<Node>) {
    let mut inline = Inline::default();
    let mut table: Option<(Vec<Cell>, Vec<Row>)> = None;
    let mut items: Option<Vec<Item>> = None;
    let mut heading = None;
    let mut quiet = false;
    for part in parts(html) {
        let place = place(html, part, span);
        if !part.starts_with('<') {
            if !quiet {
                let text = decode(part);
                if !text.trim().is_empty() {
                    inline.push(&text.split_whitespace().collect::<Vec<_>>().join(" "), place, false);
                    if text.ends_with(char::is_whitespace) {
                        inline.push(" ", place, false);
                    }
                }
            }
            continue;
        }
        let (name, closes) = name(part);
        match (name.as_str(), closes) {
            ("style" | "script", closes) => quiet = !closes,
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) if heading.is_none() => {
                flush(&mut inline, place, nodes);
                heading = name.as_bytes().get(1).map(|digit| usize::from(digit - b'0'));
            }
            // Some write `<h3/>` for the end.
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => {
                let pieces = std::mem::take(&mut inline.pieces);
                if let Some(level) = heading.take()
                    && !pieces.is_empty()
                {
                    nodes.push(Node::Heading { level, pieces, span: place });
                }
            }
            ("table", false) => {
                flush(&mut inline, place, nodes);
                table = Some((Vec::new(), Vec::new()));
            }
            ("table", true) => {
                if let Some((head, rows)) = table.take() {
                    nodes.push(Node::Table { head, rows, span });
                }
            }
            ("tr", false) => {
                if let Some((_, rows)) = &mut table {
                    rows.push(Row { cells: Vec::new(), span: place });
                }
            }
            ("td" | "th", false) => inline.pieces.clear(),
            ("td" | "th", true) => {
                let pieces = std::mem::take(&mut inline.pieces);
                if let Some((head, rows)) = &mut table {
                    match rows.last_mut() {
                        Some(row) if name == "td" => row.cells.push(pieces),
                        _ => head.push(pieces),
                    }
                }
            }
            ("li", false) => {
                if items.is_none() {
                    flush(&mut inline, place, nodes);
                    items = Some(Vec::new());
                }
                take_item(&mut inline, place, &mut items);
            }
            ("li", true) => take_item(&mut inline, place, &mut items),
            ("summary", closes) => {
                // What folds a part of the list away says how it is shown, not what it holds.
                if closes { inline.pieces.clear() } else { flush(&mut inline, place, nodes) }
            }
            ("p" | "div" | "details" | "ul" | "ol" | "blockquote" | "hr", _) if table.is_none() && items.is_none() => {
                flush(&mut inline, place, nodes);
            }
            _ => inline.tag(part, place, links),
        }
    }
    if let Some((head, rows)) = table {
        nodes.push(Node::Table { head, rows, span });
    }
    take_item(&mut inline, span, &mut items);
    if let Some(items) = items {
        nodes.push(Node::List { items, span });
    }
    match heading {
        Some(level) if !inline.pieces.is_empty() => {
            nodes.push(Node::Heading { level, pieces: std::mem::take(&mut inline.pieces), span });
        }
        _ => flush(&mut inline, span, nodes),
    }
}

fn take_item(inline: &mut Inline, span: Span, items: &mut Option<Vec<Item>>) {
    if let Some(items) = items
        && inline.pieces.iter().any(|piece| matches!(piece, Piece::Run(_)))
    {
        let pieces = std::mem::take(&mut inline.pieces);
        items.push(Item { nodes: vec![Node::Para { pieces, span }], span });
    }
}

fn flush(inline: &mut Inline, span: Span, nodes: &mut Vec<Node>) {
    let pieces = std::mem::take(&mut inline.pieces);
    if pieces.iter().any(|piece| matches!(piece, Piece::Run(run) if !run.image)) {
        nodes.push(Node::Para { pieces, span });
    }
}

/// Where a part of a block stands in the file, as far as the block's own lines tell.
fn place(html: &str, part: &str, span: Span) -> Span {
    let offset = part.as_ptr() as usize - html.as_ptr() as usize;
    let start = (span.start + offset).min(span.end);
    Span::new(start, (start + part.len()).min(span.end))
}

/// Tags and the text between them; comments are left out.
fn parts(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        while let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        }
        if rest.is_empty() {
            return None;
        }
        let is_tag = rest.starts_with('<');
        let end = if is_tag { rest.find('>').map(|at| at + 1) } else { rest.find('<') };
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}

/// The name of a tag in lower case, and whether it closes.
pub(super) fn name(tag: &str) -> (String, bool) {
    let inner = tag.trim_start_matches('<');
    let closes = inner.starts_with('/');
    let name: String = inner.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
    (name.to_ascii_lowercase(), closes)
}

/// The value of an attribute.
pub(super) fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find(name) {
        let at = from + found;
        from = at + name.len();
        let before = lower[..at].ends_with(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
        let Some(value) = tag[from..].trim_start().strip_prefix('=') else { continue };
        if !before {
            continue;
        }
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let end = match quote {
            Some(quote) => value[1..].find(quote).map(|end| &value[1..=end]),
            None => value.split(|c: char| c.is_ascii_whitespace() || c == '>').next(),
        };
        return end.map(decode);
    }
    None
}

/// Text with the character references that people write.
fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let pairs = [
        ("&nbsp;", " "),
        ("&ensp;", " "),
        ("&emsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
