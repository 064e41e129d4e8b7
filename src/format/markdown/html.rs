//! A tokenizer for the HTML that people write in Markdown, and the blocks that it makes.

use super::block::{Block, Item};
use super::builder::Builder;
use crate::source::Span;

mod grid;

use grid::Grid;

/// A tag or the text between two tags, with its place in the file. Comments are left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
}

impl Token<'_> {
    pub(super) fn is_tag(self) -> bool {
        self.text.starts_with('<') && self.text.len() > 1
    }
}

/// The tokens of a part of a file.
pub(super) fn tokens(file: &str, span: Span) -> impl Iterator<Item = Token<'_>> {
    let mut at = span.start;
    std::iter::from_fn(move || {
        while let Some(comment) = file[at..span.end].strip_prefix("<!--") {
            at = comment.find("-->").map_or(span.end, |end| at + 4 + end + 3);
        }
        let rest = &file[at..span.end];
        if rest.is_empty() {
            return None;
        }
        let is_tag = rest.starts_with('<')
            && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        let end = if is_tag {
            rest.find('>').map(|at| at + 1)
        } else {
            // A `<` that begins no tag is text.
            let first = rest.chars().next().map_or(1, char::len_utf8);
            rest[first..].find('<').map(|end| end + first)
        };
        let end = end.unwrap_or(rest.len());
        let token = Token { text: &rest[..end], span: Span::new(at, at + end) };
        at += end;
        Some(token)
    })
}

/// The blocks that a stretch of HTML makes.
pub(super) fn blocks(file: &str, span: Span) -> Vec<Block> {
    let mut reader = Reader {
        file,
        builder: Builder::new(file),
        blocks: Vec::new(),
        table: None,
        items: None,
        heading: None,
        begun: span.start,
    };
    let mut quiet = None::<String>;
    let mut summary = false;
    for token in tokens(file, span) {
        if !token.is_tag() {
            if quiet.is_none() {
                reader.text(token);
            }
            continue;
        }
        let (name, closes) = name(token.text);
        match (name.as_str(), closes) {
            ("pre", true) if quiet.as_deref() == Some("pre") => {
                quiet = None;
                reader.blocks.push(Block::Other { span: Span::new(reader.begun, token.span.end) });
                reader.begun = token.span.end;
            }
            (ended, true) if quiet.as_deref() == Some(ended) => quiet = None,
            _ if quiet.is_some() => {}
            ("style" | "script", false) => quiet = Some(name),
            // Code is kept as it is.
            ("pre", false) if reader.table.is_none() && reader.items.is_none() => {
                reader.flush(token.span.start);
                reader.begun = token.span.start;
                quiet = Some(name);
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", closes) => reader.heading(&name, closes, token.span),
            ("table", false) => {
                reader.flush(token.span.start);
                reader.table = Some(Grid::default());
                reader.begun = token.span.start;
            }
            ("table", true) => reader.end_table(token.span.end),
            ("tr", false) => {
                if let Some(table) = &mut reader.table {
                    table.row(token.span);
                }
            }
            ("td" | "th", closes) if reader.table.is_some() => {
                let text = reader.builder.take();
                if let Some(table) = &mut reader.table {
                    if closes { table.close(text, name == "th", token.span.end) } else { table.open(token.text) }
                }
            }
            ("li", false) if reader.table.is_none() => {
                if reader.items.is_none() {
                    reader.flush(token.span.start);
                    reader.items = Some(Vec::new());
                }
                reader.item(token.span.start);
                reader.begun = token.span.start;
            }
            ("li", true) if reader.table.is_none() => {
                reader.item(token.span.end);
                reader.begun = token.span.end;
            }
            ("summary", false) => {
                reader.flush(token.span.start);
                reader.begun = token.span.start;
                summary = true;
            }
            ("summary", true) if summary => {
                let text = reader.builder.take();
                let span = Span::new(reader.begun, token.span.end);
                reader.blocks.push(Block::Summary { text, span });
                reader.begun = token.span.end;
                summary = false;
            }
            ("details", true) => {
                reader.flush(token.span.start);
                reader.blocks.push(Block::EndOfDetails { span: token.span });
                reader.begun = token.span.end;
            }
            ("p" | "div" | "details" | "ul" | "ol" | "blockquote" | "hr" | "center" | "pre", closes)
                if reader.table.is_none() && reader.items.is_none() =>
            {
                let end = if closes { token.span.end } else { token.span.start };
                reader.flush(end);
                reader.begun = end;
            }
            ("p" | "div" | "ul" | "ol" | "blockquote" | "hr" | "center" | "tbody" | "thead", _) => {
                reader.builder.line_break();
            }
            _ => reader.builder.tag(token),
        }
    }
    reader.finish(span.end)
}

struct Reader<'f> {
    file: &'f str,
    builder: Builder<'f>,
    blocks: Vec<Block>,
    table: Option<Grid>,
    items: Option<Vec<Item>>,
    heading: Option<usize>,
    /// Where the block that is being read began.
    begun: usize,
}

impl Reader<'_> {
    /// Takes text between tags, its whitespace collapsed as browsers do.
    fn text(&mut self, token: Token<'_>) {
        let mut at = token.span.start;
        for part in token.text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let word = part.trim_end_matches(|c: char| c.is_ascii_whitespace());
            if !word.is_empty() {
                self.builder.text(&decode(word), Span::new(at, at + word.len()));
            }
            if word.len() < part.len() {
                self.builder.space(Span::new(at + word.len(), at + part.len()));
            }
            at += part.len();
        }
    }

    fn heading(&mut self, name: &str, closes: bool, tag: Span) {
        // Some people write `<h3/>` for the end of a heading.
        match self.heading.take() {
            Some(level) => {
                let text = self.builder.take();
                if !text.is_blank() {
                    self.blocks.push(Block::Heading { level, text, span: Span::new(self.begun, tag.end) });
                }
                self.begun = tag.end;
            }
            None if !closes => {
                self.flush(tag.start);
                self.heading = name.as_bytes().get(1).map(|digit| usize::from(digit - b'0'));
                self.begun = tag.start;
            }
            None => {}
        }
    }

    fn end_table(&mut self, end: usize) {
        self.blocks.extend(self.table.take().map(|table| table.block(Span::new(self.begun, end))));
        self.begun = end;
    }

    fn item(&mut self, end: usize) {
        if let Some(items) = &mut self.items {
            let text = self.builder.take();
            if !text.is_blank() {
                let span = Span::new(self.begun, end);
                items.push(Item { blocks: vec![Block::Paragraph { text, span }], span, done: None });
            }
        }
    }

    fn flush(&mut self, end: usize) {
        let text = self.builder.take();
        if !text.is_blank() {
            self.blocks.push(Block::Paragraph { text, span: Span::new(self.begun, end) });
        }
    }

    fn finish(mut self, end: usize) -> Vec<Block> {
        let whole = Span::new(self.begun, end);
        if self.table.is_some() {
            self.end_table(end);
        }
        self.item(end);
        if let Some(items) = self.items.take() {
            self.blocks.push(Block::List { items, span: whole });
        }
        if self.heading.is_some() {
            self.heading("", true, Span::new(end, end));
        }
        self.flush(end);
        debug_assert!(end <= self.file.len());
        self.blocks
    }
}

/// The name of a tag in lower case, and whether it is an end tag.
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
        let value = match quote {
            Some(quote) => value[1..].find(quote).map(|end| &value[1..=end]),
            None => value.split(|c: char| c.is_ascii_whitespace() || c == '>').next(),
        };
        return value.map(decode);
    }
    None
}

/// Text with the character references that people write.
pub(super) fn decode(text: &str) -> String {
    const NAMED: &[(&str, &str)] = &[
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
    if !text.contains('&') {
        return text.to_owned();
    }
    NAMED.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The images of a stretch of HTML in Markdown, each with the link around it.
pub(super) fn images(file: &str, span: Span) -> String {
    let mut link: Option<String> = None;
    let mut shown = Vec::new();
    for tag in tokens(file, span).filter(|token| token.is_tag()) {
        match name(tag.text) {
            (name, false) if name == "a" => link = attribute(tag.text, "href"),
            (name, true) if name == "a" => link = None,
            (name, _) if name == "img" => {
                let alt = attribute(tag.text, "alt").unwrap_or_default().replace(['[', ']', '\n'], " ");
                let source = destination(&attribute(tag.text, "src").unwrap_or_default());
                let image = format!("![{}]({source})", alt.trim());
                shown.push(match &link {
                    Some(url) => format!("[{image}]({})", destination(url)),
                    None => image,
                });
            }
            _ => {}
        }
    }
    shown.join("\n")
}

/// An address as the destination of a Markdown link.
fn destination(url: &str) -> String {
    let url = url.trim().replace(['<', '>', '\n'], "");
    if url.contains([' ', '(', ')']) { format!("<{url}>") } else { url }
}
