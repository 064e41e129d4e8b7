//! The HTML that lists hold: headings, tables and lists of it become blocks like those of Markdown.

use super::tree::{Inline, Item, Node, Piece};
use crate::source::Span;

mod grid;

use grid::Grid;

/// Reads a block of HTML that stands at `span`.
pub(super) fn read(html: &str, span: Span, links: &mut usize, nodes: &mut Vec<Node>) {
    let mut inline = Inline::default();
    let mut table: Option<Grid> = None;
    let mut items: Option<Vec<Item>> = None;
    let mut heading = None;
    let mut quiet = false;
    // Where the paragraph began that is being read.
    let mut begun = span.start;
    for part in parts(html) {
        let place = place(html, part, span);
        if !part.starts_with('<') {
            if !quiet {
                say(&mut inline, &decode(part), place);
            }
            continue;
        }
        let (name, closes) = name(part);
        match (name.as_str(), closes) {
            ("style" | "script", closes) => quiet = !closes,
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) if heading.is_none() => {
                flush(&mut inline, Span::new(begun, place.start), nodes);
                heading = name.as_bytes().get(1).map(|digit| usize::from(digit - b'0'));
                begun = place.start;
            }
            // Some write `<h3/>` for the end.
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => {
                let pieces = std::mem::take(&mut inline.pieces);
                if let Some(level) = heading.take()
                    && !pieces.is_empty()
                {
                    nodes.push(Node::Heading { level, pieces, span: Span::new(begun, place.end) });
                }
                begun = place.end;
            }
            ("table", false) => {
                flush(&mut inline, Span::new(begun, place.start), nodes);
                table = Some(Grid::default());
                begun = place.start;
            }
            ("table", true) => {
                nodes.extend(table.take().map(|table| table.node(Span::new(begun, place.end))));
                begun = place.end;
            }
            ("tr", false) => {
                if let Some(table) = &mut table {
                    table.row(place);
                }
            }
            ("td" | "th", closes) => {
                let pieces = std::mem::take(&mut inline.pieces);
                match &mut table {
                    Some(table) if closes => table.close(pieces, name == "th", place.end),
                    Some(table) => table.open(part),
                    None => {}
                }
            }
            ("li", false) => {
                if items.is_none() {
                    flush(&mut inline, Span::new(begun, place.start), nodes);
                    items = Some(Vec::new());
                }
                take_item(&mut inline, Span::new(begun, place.start), &mut items);
                begun = place.start;
            }
            ("li", true) => {
                take_item(&mut inline, Span::new(begun, place.end), &mut items);
                begun = place.end;
            }
            ("summary", closes) => {
                // What folds a part of the list away says how it is shown, not what it holds.
                if closes {
                    inline.pieces.clear();
                } else {
                    flush(&mut inline, Span::new(begun, place.start), nodes);
                }
                begun = place.end;
            }
            ("p" | "div" | "details" | "ul" | "ol" | "blockquote" | "hr", _) if table.is_none() && items.is_none() => {
                let end = if closes { place.end } else { place.start };
                flush(&mut inline, Span::new(begun, end), nodes);
                begun = end;
            }
            _ => inline.tag(part, place, links),
        }
    }
    nodes.extend(table.map(|table| table.node(Span::new(begun, span.end))));
    take_item(&mut inline, Span::new(begun, span.end), &mut items);
    if let Some(items) = items {
        nodes.push(Node::List { items, span });
    }
    match heading {
        Some(level) if !inline.pieces.is_empty() => {
            nodes.push(Node::Heading {
                level,
                pieces: std::mem::take(&mut inline.pieces),
                span: Span::new(begun, span.end),
            });
        }
        _ => flush(&mut inline, Span::new(begun, span.end), nodes),
    }
}

/// Takes a text between tags.
fn say(inline: &mut Inline, text: &str, place: Span) {
    if !text.trim().is_empty() {
        inline.push(&text.split_whitespace().collect::<Vec<_>>().join(" "), place, false);
        if text.ends_with(char::is_whitespace) {
            inline.push(" ", place, false);
        }
    }
}

/// The pictures in HTML as Markdown, each with the link around it.
pub(super) fn pictures(html: &str) -> String {
    let mut link: Option<String> = None;
    let mut shown = Vec::new();
    for tag in parts(html).filter(|part| part.starts_with('<')) {
        match name(tag) {
            (name, false) if name == "a" => link = attribute(tag, "href"),
            (name, true) if name == "a" => link = None,
            (name, _) if name == "img" => {
                let alt = attribute(tag, "alt").unwrap_or_default().replace(['[', ']', '\n'], " ");
                let address = |url: &str| {
                    let url = url.trim().replace(['<', '>', '\n'], "");
                    if url.contains([' ', '(', ')']) { format!("<{url}>") } else { url }
                };
                let picture = format!("![{}]({})", alt.trim(), address(&attribute(tag, "src").unwrap_or_default()));
                shown.push(match &link {
                    Some(url) => format!("[{picture}]({})", address(url)),
                    None => picture,
                });
            }
            _ => {}
        }
    }
    shown.join("\n")
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
    if pieces.iter().any(|piece| matches!(piece, Piece::Run(run) if run.image || !run.text.trim().is_empty())) {
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
