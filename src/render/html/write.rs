//! Primitives for writing HTML.

use crate::config::Config;
use crate::language::{is_right_to_left, runs_right_to_left};
use crate::markup::escape::html as escape;
use crate::markup::math::{self, Piece};
use crate::paper::{Paper, Title};
use crate::render::Context;

/// An HTML buffer.
pub(in crate::render) struct Html<'a> {
    pub(in crate::render) context: Context<'a>,
    pub(in crate::render) out: String,
}

impl<'a> Html<'a> {
    pub(in crate::render) fn new(context: Context<'a>, capacity: usize) -> Self {
        Self { context, out: String::with_capacity(capacity) }
    }
}

impl Html<'_> {
    /// Writes an element with text from data; math in it is typeset.
    pub(in crate::render) fn element(&mut self, tag: &str, class: &str, language: Option<&str>, text: &str) {
        self.open_text(tag, class, language);
        self.push_text(text);
        self.close(tag);
    }

    pub(in crate::render) fn open(&mut self, tag: &str, class: &str, language: Option<&str>) {
        self.out.push('<');
        self.out.push_str(tag);
        if !class.is_empty() {
            self.attribute("class", class);
        }
        self.language(language);
        self.out.push('>');
    }

    /// Opens an element that contains text and no element with a direction. In a book that runs from right to left, its
    /// direction is that of its first letter.
    pub(in crate::render) fn open_text(&mut self, tag: &str, class: &str, language: Option<&str>) {
        self.open(tag, class, language);
        self.direction_of_text(language);
    }

    /// Adds a direction to the element that was opened last.
    fn direction_of_text(&mut self, language: Option<&str>) {
        if language.is_none() && self.context.config.right_to_left {
            self.out.pop();
            self.out.push_str(" dir=\"auto\">");
        }
    }

    /// Writes the language of a text, if it is not the page's, and its direction.
    fn language(&mut self, language: Option<&str>) {
        let Some(language) = language else { return };
        self.attribute("lang", language);
        let right_to_left = is_right_to_left(language);
        if right_to_left != self.context.config.right_to_left {
            self.attribute("dir", if right_to_left { "rtl" } else { "ltr" });
        }
    }

    /// Opens a paragraph in an entry that begins with a label. Its direction is the label's, also in an entry with another.
    pub(in crate::render) fn open_labelled(&mut self, class: &str, language: Option<&str>, paper: &Paper) {
        self.out.push_str("<p");
        self.attribute("class", class);
        self.language(language);
        if language.is_none() && direction(self.context.config, &paper.title).is_some() {
            self.attribute("dir", if self.context.config.right_to_left { "rtl" } else { "ltr" });
        }
        self.out.push('>');
    }

    pub(in crate::render) fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    pub(in crate::render) fn open_link(&mut self, address: &str, class: &str, language: Option<&str>) {
        self.out.push_str("<a");
        if !class.is_empty() {
            self.attribute("class", class);
        }
        self.attribute("href", address);
        self.language(language);
        self.out.push('>');
        self.direction_of_text(language);
    }

    pub(in crate::render) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(value, &mut self.out);
        self.out.push('"');
    }

    /// Writes text from data and typesets math in it.
    pub(in crate::render) fn push_text(&mut self, text: &str) {
        text_with_math(text, &mut self.out);
    }
}

/// Returns the direction of a text whose direction is not the page's.
pub(super) fn direction(config: &Config, text: &str) -> Option<&'static str> {
    let right_to_left = runs_right_to_left(text)?;
    (right_to_left != config.right_to_left).then_some(if right_to_left { "rtl" } else { "ltr" })
}

/// Writes a title with its markup.
pub(in crate::render) fn title(title: &Title, out: &mut String) {
    for (text, style) in title.pieces() {
        let tags = [
            (style.italic, "em"),
            (style.bold, "b"),
            (style.superscript, "sup"),
            (style.subscript, "sub"),
            (style.small_caps, "span class=\"papers-smallcaps\""),
        ];
        let tags = tags.into_iter().filter(|(set, _)| *set).map(|(_, tag)| tag);
        for tag in tags.clone() {
            out.extend(["<", tag, ">"]);
        }
        text_with_math(text, out);
        for tag in tags.rev() {
            out.extend(["</", tag.split(' ').next().unwrap_or(tag), ">"]);
        }
    }
}

/// Escapes text from data and typesets math in it. Invalid math is written as text.
pub(in crate::render) fn text_with_math(text: &str, out: &mut String) {
    if !text.contains('$') {
        return escape(text, out);
    }
    for piece in math::pieces(text) {
        match piece {
            Piece::Text(words) => escape(words, out),
            Piece::Math { tex, written } => match math::html(tex, false) {
                Ok(mathml) => out.push_str(&mathml),
                Err(_) => escape(written, out),
            },
        }
    }
}
