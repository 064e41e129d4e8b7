//! What is printed: characters in spans of one look, in blocks, with links.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::format::{Display, Look};
use super::raised;

/// Formatted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    /// The characters.
    pub text: String,
    /// The spans, which follow each other without gaps.
    pub spans: Vec<Span>,
    /// The blocks that spans are in.
    pub blocks: Vec<Display>,
    /// The addresses that spans lead to.
    pub links: Vec<String>,
}

/// Characters of one look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The byte offset where the span ends.
    pub end: usize,
    /// How the characters look.
    pub look: Look,
    /// The place of their block in [`Rich::blocks`].
    pub block: Option<usize>,
    /// The place of their address in [`Rich::links`].
    pub link: Option<usize>,
    /// Where they come from.
    pub source: Source,
}

/// Where characters come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The style: what is around and between cites, and all of a bibliography.
    #[default]
    Style,
    /// The cite at this place of its cluster.
    Cite(usize),
    /// The prefix or the suffix of a cite.
    Words,
}

impl Rich {
    /// Returns whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the spans with their characters.
    pub fn pieces(&self) -> impl Iterator<Item = (&str, Span)> {
        let mut start = 0;
        self.spans.iter().map(move |span| {
            let piece = &self.text[start..span.end];
            start = span.end;
            (piece, *span)
        })
    }

    /// Writes HTML as the fixtures of the CSL project have it.
    pub fn html(&self) -> String {
        let mut out = String::new();
        let mut block = None;
        let mut link = None;
        for (piece, span) in self.pieces() {
            if span.link != link && link.is_some() {
                out.push_str("</a>");
            }
            if span.block != block {
                if block.is_some() {
                    out.push_str("</div>");
                }
                block = span.block;
                if let Some(display) = block.and_then(|at| self.blocks.get(at)) {
                    let _ = write!(out, "<div class=\"csl-{}\">", display.name());
                }
            }
            if span.link != link {
                link = span.link;
                if let Some(address) = link.and_then(|at| self.links.get(at)) {
                    let _ = write!(out, "<a href=\"{}\">", Escaped(address));
                }
            }
            html_span(piece, span.look, &mut out);
        }
        if link.is_some() {
            out.push_str("</a>");
        }
        if block.is_some() {
            out.push_str("</div>");
        }
        out
    }
}

impl fmt::Display for Rich {
    /// Writes the characters; each block is a line of its own but for a margin and what is next to it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut block = None;
        let mut start = 0;
        for (at, (piece, span)) in self.pieces().enumerate() {
            if at > 0 && span.block != block {
                let display = |at: Option<usize>| at.and_then(|at| self.blocks.get(at));
                let margin = display(block) == Some(&Display::LeftMargin);
                let spaced = self.text[..start].ends_with(char::is_whitespace);
                f.write_str(if !margin {
                    "\n"
                } else if spaced {
                    ""
                } else {
                    " "
                })?;
            }
            block = span.block;
            start += piece.len();
            f.write_str(piece)?;
        }
        Ok(())
    }
}

/// The tags of each look, in the order of nesting.
const TAGS: [(Look, &str, &str); 8] = [
    (Look::SUP, "<sup>", "</sup>"),
    (Look::SUB, "<sub>", "</sub>"),
    (Look::BOLD, "<b>", "</b>"),
    (Look::LIGHT, "<span style=\"font-weight:light;\">", "</span>"),
    (Look::ITALIC, "<i>", "</i>"),
    (Look::OBLIQUE, "<em>", "</em>"),
    (Look::SMALL_CAPS, "<span style=\"font-variant:small-caps;\">", "</span>"),
    (Look::UNDERLINE, "<span style=\"text-decoration:underline;\">", "</span>"),
];

fn html_span(text: &str, look: Look, out: &mut String) {
    let tags = || TAGS.iter().filter(|(one, ..)| look.contains(*one));
    for (_, open, _) in tags() {
        out.push_str(open);
    }
    for piece in text.split_inclusive(raised::is_superscript) {
        let at = piece.find(raised::is_superscript).unwrap_or(piece.len());
        let _ = write!(out, "{}", Escaped(&narrow_guillemets(&piece[..at])));
        if at < piece.len() {
            let _ = write!(out, "<sup>{}</sup>", raised::base(&piece[at..]));
        }
    }
    for (_, _, close) in tags().rev() {
        out.push_str(close);
    }
}

/// Returns text with narrow no-break spaces for the spaces inside of guillemets.
pub fn narrow_guillemets(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !(text.contains("« ") || text.contains(" »")) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("« ", "«\u{202f}").replace(" »", "\u{202f}»"))
}

/// Text with what HTML needs escaped.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&#38;")?,
                '<' => f.write_str("&#60;")?,
                '>' => f.write_str("&#62;")?,
                '"' => f.write_str("&#34;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_of_spans() {
        let span = |end, look, block| Span { end, look, block, link: None, source: Source::Style };
        let rich = Rich {
            text: "1 a<b".to_owned(),
            spans: vec![
                span(1, Look::PLAIN, Some(0)),
                span(2, Look::PLAIN, None),
                span(5, Look::ITALIC.with(Look::BOLD), None),
            ],
            blocks: vec![Display::LeftMargin],
            links: Vec::new(),
        };
        assert_eq!(rich.html(), "<div class=\"csl-left-margin\">1</div> <b><i>a&#60;b</i></b>");
        assert_eq!(rich.to_string(), "1  a<b");
    }
}
