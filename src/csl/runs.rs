//! Formatted text: runs with their looks, written as HTML, CommonMark or plain text.

use crate::citeproc::{narrow_guillemets, raised};
use crate::markup::escape;
use crate::markup::math::{self, Piece};
use crate::paper::has_han;
use crate::url;

/// The text of a run that ends a line, in entries of several lines.
const LINE_BREAK: &str = "\n";

/// A formatted reference or citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formatted {
    /// Its runs, in order; none is empty.
    pub runs: Vec<Run>,
}

/// A stretch of text that looks the same all through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// The text, unescaped.
    pub text: String,
    /// How it looks.
    pub look: Look,
    /// Where it leads; one that may be followed.
    pub link: Option<String>,
}

/// How a run looks.
#[expect(clippy::struct_excessive_bools, reason = "each is a look of its own, and any may go with any")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Italics; Han is never set in them.
    pub emphasis: bool,
    /// Bold.
    pub strong: bool,
    /// Small capitals.
    pub small_caps: bool,
    /// Underlined.
    pub underline: bool,
    /// Above or below the line.
    pub shift: Shift,
}

/// The position of a run relative to the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shift {
    /// On it.
    #[default]
    None,
    /// Above it.
    Super,
    /// Below it.
    Sub,
}

impl Formatted {
    /// A text that looks the same all through.
    pub fn of(text: &str, look: Look) -> Self {
        let mut formatted = Self::default();
        formatted.push(text, look, None);
        formatted
    }

    /// Adds a run; one that looks like the last becomes part of it.
    pub fn push(&mut self, text: &str, look: Look, link: Option<String>) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            Some(last) if last.look == look && last.link == link => last.text.push_str(text),
            _ => self.runs.push(Run { text: text.to_owned(), look, link }),
        }
    }

    /// Adds the runs of another.
    pub fn append(&mut self, other: Formatted) {
        for run in other.runs {
            self.push(&run.text, run.look, run.link);
        }
    }

    /// Ends a line.
    pub(super) fn break_line(&mut self) {
        self.trim();
        self.runs.push(Run { text: LINE_BREAK.to_owned(), ..Run::default() });
    }

    /// Removes spaces at both ends.
    pub(super) fn trim(&mut self) {
        let is_space = |c: char| c == ' ';
        while let Some(last) = self.runs.last_mut() {
            last.text.truncate(last.text.trim_end_matches(is_space).len());
            if !last.text.is_empty() {
                break;
            }
            self.runs.pop();
        }
        while let Some(first) = self.runs.first_mut() {
            let spaces = first.text.len() - first.text.trim_start_matches(is_space).len();
            first.text.drain(..spaces);
            if !first.text.is_empty() {
                break;
            }
            self.runs.remove(0);
        }
    }

    /// Whether there is nothing in it to see.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }

    /// Returns the same text, inert as in [`escape::inert`].
    #[must_use]
    pub fn to_inert(&self) -> Self {
        let inert = |run: &Run| Run { text: escape::inert(&run.text).into_owned(), ..run.clone() };
        Self { runs: self.runs.iter().map(inert).collect() }
    }

    /// The text alone.
    pub fn to_plain(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Returns HTML for Markdown, with all text escaped.
    ///
    /// With `links` addresses may be followed; without, nothing in it nests badly in a link.
    pub fn to_html(&self, links: bool) -> String {
        self.write("<br>", Self::html_tags, |run, out| {
            let mut text = String::with_capacity(run.text.len());
            words(&run.text, run.look.shift, &mut text);
            let Some(link) = run.link.as_ref().filter(|_| links) else { return out.push_str(&text) };
            out.push_str("<a href=\"");
            escape::html(link, out);
            out.push_str("\">");
            out.push_str(&text);
            out.push_str("</a>");
        })
    }

    /// As CommonMark on one line, everything in it escaped; what Markdown has no mark for is plain.
    pub fn to_markdown(&self, links: bool) -> String {
        self.write(" ", Self::markdown_marks, |run, out| {
            let mut text = String::with_capacity(run.text.len());
            if out.is_empty() {
                escape::markdown_line_start(&run.text, &mut text);
            } else {
                escape::markdown(&run.text, &mut text);
            }
            match run.link.as_ref().filter(|_| links) {
                Some(link) => {
                    out.push('[');
                    out.push_str(&text);
                    out.push_str("](");
                    escape::markdown_url(link, out);
                    out.push(')');
                }
                None => out.push_str(&text),
            }
        })
    }

    /// Writes the runs, each between its marks; spaces at the ends of a run are outside the marks.
    fn write(
        &self,
        line_break: &str,
        marks: fn(&str, Look, Beside) -> Vec<(&'static str, &'static str)>,
        text: impl Fn(&Run, &mut String),
    ) -> String {
        let mut out = String::new();
        for (at, run) in self.runs.iter().enumerate() {
            let inner = run.text.trim();
            if run.text == LINE_BREAK {
                out.push_str(line_break);
                continue;
            }
            if inner.is_empty() {
                out.push_str(&run.text);
                continue;
            }
            let start = run.text.len() - run.text.trim_start().len();
            let (before, after) = (&run.text[..start], &run.text[start + inner.len()..]);
            out.push_str(before);
            let previous = self.runs[..at].iter().rev().find_map(|run| run.text.chars().next_back());
            let next = self.runs[at + 1..].iter().find_map(|run| run.text.chars().next());
            let beside =
                Beside { before: before.chars().next_back().or(previous), after: after.chars().next().or(next) };
            let marks = marks(inner, run.look, beside);
            out.extend(marks.iter().map(|(open, _)| *open));
            text(&Run { text: inner.to_owned(), look: run.look, link: run.link.clone() }, &mut out);
            out.extend(marks.iter().rev().map(|(_, close)| *close));
            out.push_str(after);
        }
        out
    }

    fn html_tags(text: &str, look: Look, _: Beside) -> Vec<(&'static str, &'static str)> {
        let tags = [
            (look.strong, ("<strong>", "</strong>")),
            (look.emphasis && !has_han(text), ("<em>", "</em>")),
            (look.small_caps, ("<span class=\"papers-smallcaps\">", "</span>")),
            (look.underline, ("<u>", "</u>")),
            (look.shift == Shift::Super, ("<sup>", "</sup>")),
            (look.shift == Shift::Sub, ("<sub>", "</sub>")),
        ];
        tags.into_iter().filter_map(|(on, tags)| on.then_some(tags)).collect()
    }

    /// Superscript numbers are in brackets, to separate them from the word before; other looks that Markdown lacks are omitted.
    fn markdown_marks(text: &str, look: Look, beside: Beside) -> Vec<(&'static str, &'static str)> {
        let bracketed = text.starts_with(['[', '(']);
        let may_be_marked = beside.lets_be_marked(text);
        let marks = [
            (look.shift == Shift::Super && !bracketed, ("\\[", "\\]")),
            (look.strong && may_be_marked, ("**", "**")),
            (look.emphasis && may_be_marked && !has_han(text), ("*", "*")),
        ];
        marks.into_iter().filter_map(|(on, marks)| on.then_some(marks)).collect()
    }

    /// Returns the address of a link, if it is safe and the text is not empty.
    pub(super) fn link(text: &str, address: &str) -> Option<String> {
        let address = url::safe(address).filter(|address| address.starts_with("http"));
        address.filter(|_| !text.trim().is_empty()).map(std::borrow::Cow::into_owned)
    }
}

/// The characters before and after a run.
#[derive(Debug, Clone, Copy)]
struct Beside {
    before: Option<char>,
    after: Option<char>,
}

impl Beside {
    /// Whether CommonMark would let marks around the text open and close: one between punctuation and a letter does not.
    fn lets_be_marked(self, text: &str) -> bool {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let opens = is_word(text.chars().next()) || !is_word(self.before);
        opens && (is_word(text.chars().next_back()) || !is_word(self.after))
    }
}

/// Writes text as HTML for Markdown, with math as `MathML`.
fn words(text: &str, shift: Shift, out: &mut String) {
    if !text.contains('$') {
        return raise(text, shift, out);
    }
    for piece in math::pieces(text) {
        match piece {
            Piece::Text(words) => raise(words, shift, out),
            Piece::Math { tex, written } => match math::html(tex, false) {
                Ok(mathml) => escape::no_markdown(&mathml, out),
                Err(_) => escape::html_in_markdown(written, out),
            },
        }
    }
}

/// Writes text as HTML for Markdown, with superscript characters as raised text: fonts lack many of them, and those of
/// several fonts do not match.
fn raise(text: &str, shift: Shift, out: &mut String) {
    let text = &narrow_guillemets(text);
    if shift != Shift::None || text.is_ascii() || !text.contains(raised::is_superscript) {
        return escape::html_in_markdown(text, out);
    }
    for piece in text.split_inclusive(|c| !raised::is_superscript(c)) {
        let start = piece.find(|c| !raised::is_superscript(c)).unwrap_or(piece.len());
        if start > 0 {
            out.push_str("<sup>");
            escape::html_in_markdown(&raised::base(&piece[..start]), out);
            out.push_str("</sup>");
        }
        escape::html_in_markdown(&piece[start..], out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Look =
        Look { emphasis: false, strong: false, small_caps: false, underline: false, shift: Shift::None };

    #[test]
    fn runs_write_themselves_for_where_they_land() {
        #[track_caller]
        fn check(runs: &[(&str, Look, Option<&str>)], html: &str, markdown: &str) {
            let mut formatted = Formatted::default();
            for (text, look, link) in runs {
                formatted.push(text, *look, link.map(str::to_owned));
            }
            assert_eq!((formatted.to_html(true).as_str(), formatted.to_markdown(true).as_str()), (html, markdown));
        }
        let emphasis = Look { emphasis: true, ..PLAIN };
        let strong = Look { strong: true, ..PLAIN };
        let small_caps = Look { small_caps: true, ..PLAIN };
        let raised = Look { shift: Shift::Super, ..PLAIN };
        check(
            &[("a <b>, ", PLAIN, None), ("Nature, ", emphasis, None), ("3", strong, None)],
            "a &lt;b&gt;, <em>Nature,</em> <strong>3</strong>",
            "a \\<b\\>, *Nature,* **3**",
        );
        check(&[("Nature,", emphasis, None), ("3", PLAIN, None)], "<em>Nature,</em>3", "Nature,3");
        check(&[("中文学报", emphasis, None)], "中文学报", "中文学报");
        check(&[("Smith", small_caps, None)], "<span class=\"papers-smallcaps\">Smith</span>", "Smith");
        check(&[("a", PLAIN, None), ("1,2", raised, None)], "a<sup>1,2</sup>", "a\\[1,2\\]");
        check(&[("[1]", raised, None)], "<sup>&#91;1&#93;</sup>", "\\[1\\]");
        check(
            &[("https://x/a_b", PLAIN, Some("https://x/a_b"))],
            "<a href=\"https://x/a_b\">https://x/a&#95;b</a>",
            "[https://x/a\\_b](https://x/a_b)",
        );
        check(&[("1. a", PLAIN, None)], "1. a", "1\\. a");
        check(&[("1ʳᵉ éd., x²", PLAIN, None)], "1<sup>re</sup> éd., x<sup>2</sup>", "1ʳᵉ éd., x²");
        check(&[("", PLAIN, None), (" ", emphasis, None)], " ", " ");
    }
}
