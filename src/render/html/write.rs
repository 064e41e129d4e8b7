//! Primitives for writing HTML.

use crate::markup::escape::html as escape;
use crate::markup::math::{self, Piece};
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
        self.open(tag, class, language);
        self.push_text(text);
        self.close(tag);
    }

    pub(in crate::render) fn open(&mut self, tag: &str, class: &str, language: Option<&str>) {
        self.out.push('<');
        self.out.push_str(tag);
        if !class.is_empty() {
            self.attribute("class", class);
        }
        if let Some(language) = language {
            self.attribute("lang", language);
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
        if let Some(language) = language {
            self.attribute("lang", language);
        }
        self.out.push('>');
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
