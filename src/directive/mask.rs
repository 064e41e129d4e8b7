//! The Markdown structure of a chapter: literal ranges, running text, headings, and the containers around each line.
//!
//! pulldown-cmark parses the chapter with mdBook's options. Only the ranges of its events are used, and the words of
//! headings.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use self::line::{Container, ContainerKind};
use super::heading::Heading;
use super::text_context::OpenContexts;
use crate::citation::TextContext;
use crate::source::{Span, line_start};

mod line;
mod open_block;

pub(super) use self::line::Line;

/// The structure of a chapter, with blocks in place of the directives that have been expanded so far.
///
/// A block may end the paragraph around it, and with it the containers that the following lines continue lazily. Offsets
/// in parameters and results are those of the original chapter.
pub(super) struct Mask<'t> {
    text: Cow<'t, str>,
    /// How much longer `text` is than the chapter, up to the current position of the scanner.
    shift: isize,
    /// The end of each inserted block in `text`, and `shift` after it.
    insertions: Vec<(usize, isize)>,
    /// The number of bytes that may still be parsed again.
    budget: usize,
    structure: Structure,
}

/// The ranges of a parsed text, each list in order.
#[derive(Default)]
struct Structure {
    literals: Vec<(Range<usize>, LiteralKind)>,
    containers: Vec<Container>,
    /// The last fenced code block.
    fence: Option<Range<usize>>,
    /// Running text and its context.
    texts: Vec<(Range<usize>, TextContext)>,
    headings: Vec<Heading>,
}

/// The characters that CommonMark counts as spaces within a line.
pub(super) const SPACES: [char; 3] = [' ', '\t', '\r'];

/// The number of bytes of a chapter that may be parsed again, which takes about a second.
const BUDGET: usize = 64 * 1024 * 1024;

/// The kind of a literal range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LiteralKind {
    /// A code span or block.
    Code,
    /// An HTML block or inline tag.
    Html,
    /// An HTML comment.
    Comment,
}

/// mdBook's parser options, without smart punctuation, which does not affect ranges.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

impl<'t> Mask<'t> {
    /// Parses a chapter.
    pub(super) fn new(text: &'t str) -> Self {
        Self { structure: parse(text), ..Self::empty(text) }
    }

    /// Creates the mask of a chapter without literals and containers, without parsing it.
    pub(super) fn empty(text: &'t str) -> Self {
        let structure = Structure::default();
        Self { text: Cow::Borrowed(text), shift: 0, insertions: Vec::new(), budget: BUDGET, structure }
    }

    /// Returns the kind of the literal range that contains `offset`.
    pub(super) fn literal(&self, offset: usize) -> Option<LiteralKind> {
        self.literal_range(self.inner(offset)).map(|(_, kind)| *kind)
    }

    /// Returns the context of the running text at `offset`, or `None` if it is not running text.
    pub(super) fn text_context(&self, offset: usize) -> Option<TextContext> {
        let offset = self.inner(offset);
        let after = self.structure.texts.partition_point(|(range, _)| range.start <= offset);
        let last = self.structure.texts[..after].last();
        last.filter(|(range, _)| range.contains(&offset)).map(|(_, context)| *context)
    }

    /// Returns the offset of the heading above `offset`, or `None` if that is the first heading or there is none.
    pub(super) fn section_start(&self, offset: usize) -> Option<usize> {
        self.heading(offset).map(|heading| self.outer(heading.start))
    }

    fn heading(&self, offset: usize) -> Option<&Heading> {
        let offset = self.inner(offset);
        let before = self.structure.headings.partition_point(|heading| heading.start <= offset);
        self.structure.headings[..before].last().filter(|_| before > 1)
    }

    /// Returns the heading that begins at [`section_start`](Self::section_start).
    pub(super) fn section(&self, offset: usize) -> Option<Heading> {
        self.heading(offset).map(|heading| self.outer_heading(heading))
    }

    /// Returns the heading that begins last before `offset`.
    pub(super) fn heading_before(&self, offset: usize) -> Option<Heading> {
        let offset = self.inner(offset);
        let before = self.structure.headings.partition_point(|heading| heading.start <= offset);
        self.structure.headings[..before].last().map(|heading| self.outer_heading(heading))
    }

    fn outer_heading(&self, heading: &Heading) -> Heading {
        let words = heading
            .words
            .iter()
            .map(|(span, words)| (Span::new(self.outer(span.start), self.outer(span.end)), words.clone()));
        Heading { start: self.outer(heading.start), words: words.collect(), has_attributes: heading.has_attributes }
    }

    /// Returns the chapter with the `>` of block quotes replaced by spaces on all but their first lines.
    ///
    /// The words of a paragraph are then separated by whitespace only, and all offsets stay the same.
    pub(super) fn unmarked(&self, text: &'t str) -> Cow<'t, str> {
        let containers = &self.structure.containers;
        if !self.insertions.is_empty() || containers.iter().all(|container| container.kind != ContainerKind::Quote) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut open: Vec<&Container> = Vec::new();
        let mut coming = containers.iter().peekable();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            open.retain(|container| container.range.end > start);
            for marker in Line::new(text, start, &open).quote_markers {
                out.push_str(&text[out.len()..marker]);
                out.push(' ');
            }
            start += line.len();
            open.extend(std::iter::from_fn(|| coming.next_if(|container| container.range.start < start)));
        }
        out.push_str(&text[out.len()..]);
        Cow::Owned(out)
    }

    /// Whether a comment begins at `offset` that is not part of a larger piece of HTML.
    pub(super) fn is_comment(&self, offset: usize) -> bool {
        let offset = self.inner(offset);
        let literal = self.literal_range(offset);
        literal.is_some_and(|(range, kind)| {
            *kind == LiteralKind::Comment && self.text[range.start..offset].trim().is_empty()
        })
    }

    /// Returns the line that contains `offset`.
    pub(super) fn line(&self, offset: usize) -> Line {
        let offset = self.inner(offset);
        let mut line = Line::new(&self.text, line_start(&self.text, offset), &self.containers_at(offset));
        line.content = line.content.saturating_add_signed(-self.shift);
        line
    }

    /// Whether the line before `line`, which contains `offset`, is blank inside their containers, or opens them.
    pub(super) fn blank_before(&self, line: &Line, offset: usize) -> bool {
        let offset = self.inner(offset);
        let Some(end) = line_start(&self.text, offset).checked_sub(1) else { return true };
        let mut containers = self.containers_at(offset);
        containers.truncate(line.depth);
        containers.retain(|container| container.range.start <= end);
        line::is_blank(&self.text, line_start(&self.text, end), &containers)
    }

    /// Whether the line after `line`, which contains `offset`, is blank inside their containers.
    pub(super) fn blank_after(&self, line: &Line, offset: usize) -> bool {
        let offset = self.inner(offset);
        let Some(newline) = self.text[offset..].find('\n') else { return true };
        let mut containers = self.containers_at(offset);
        containers.truncate(line.depth);
        line::is_blank(&self.text, offset + newline + 1, &containers)
    }

    /// Replaces `span` by a block and parses the chapter again, so that the lines after it get their new structure.
    ///
    /// Time would be quadratic for a chapter with thousands of directives inside paragraphs. Once [`BUDGET`] bytes are
    /// parsed, the structure no longer changes.
    pub(super) fn insert_block(&mut self, span: Span, block: &str) {
        let Some(budget) = self.budget.checked_sub(self.text.len()) else { return };
        self.budget = budget;
        let range = self.inner(span.start)..self.inner(span.end);
        let end = range.start + block.len();
        self.text.to_mut().replace_range(range.clone(), block);
        self.shift = self.shift.saturating_add_unsigned(block.len()).saturating_sub_unsigned(range.len());
        self.insertions.push((end, self.shift));
        self.structure = parse(&self.text);
    }

    /// Converts an offset in `text` to one in the chapter.
    fn outer(&self, offset: usize) -> usize {
        let before = self.insertions.partition_point(|(end, _)| *end <= offset);
        let shift = self.insertions[..before].last().map_or(0, |(_, shift)| *shift);
        offset.saturating_add_signed(-shift)
    }

    /// Converts an offset in the chapter, not before the last insertion, to one in `text`.
    fn inner(&self, offset: usize) -> usize {
        offset.saturating_add_signed(self.shift)
    }

    fn literal_range(&self, offset: usize) -> Option<&(Range<usize>, LiteralKind)> {
        let after = self.structure.literals.partition_point(|(range, _)| range.start <= offset);
        self.structure.literals[..after].last().filter(|(range, _)| range.contains(&offset))
    }

    /// Returns the containers around an offset in `text`, from the outermost in.
    fn containers_at(&self, offset: usize) -> Vec<&Container> {
        let before = self.structure.containers.partition_point(|container| container.range.start <= offset);
        self.structure.containers[..before].iter().filter(|container| container.range.contains(&offset)).collect()
    }
}

fn parse(text: &str) -> Structure {
    let mut structure = Structure::default();
    let mut contexts = OpenContexts::default();
    let mut code_block = None;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        contexts.follow(&event, &range, &mut structure.headings);
        let kind = match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                if kind.is_fenced() {
                    structure.fence = Some(range.clone());
                }
                code_block = Some(range);
                continue;
            }
            Event::End(TagEnd::CodeBlock) => {
                let block = code_block.take().map_or(range.clone(), |start| start.start..range.end);
                structure.literals.push((block, LiteralKind::Code));
                continue;
            }
            Event::Text(_) if code_block.is_none() => {
                if let Some(context) = contexts.current() {
                    structure.add_text(range, context);
                }
                continue;
            }
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {
                structure.literals.push((range, LiteralKind::Code));
                continue;
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                let is_comment = text[range.clone()].trim_start().starts_with("<!--");
                structure.literals.push((range, if is_comment { LiteralKind::Comment } else { LiteralKind::Html }));
                continue;
            }
            Event::Start(Tag::BlockQuote(_)) => ContainerKind::Quote,
            Event::Start(Tag::Item) => ContainerKind::Item,
            Event::Start(Tag::FootnoteDefinition(_)) => ContainerKind::Footnote,
            Event::Start(Tag::DefinitionListDefinition) => ContainerKind::Definition,
            _ => continue,
        };
        structure.containers.push(Container { range, kind, width: 0 });
    }
    structure.literals.sort_by_key(|(range, _)| range.start);
    line::measure(text, &mut structure.containers);
    structure
}

impl Structure {
    /// Adds running text, which extends the previous range if the parser has only split it.
    fn add_text(&mut self, range: Range<usize>, context: TextContext) {
        match self.texts.last_mut() {
            Some((last, same)) if last.end == range.start && *same == context => last.end = range.end,
            _ => self.texts.push((range, context)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, prefix: &str, opens: bool, blank_before: bool) {
        let mask = Mask::new(text);
        let at = text.find('@').expect("the position is marked with @");
        let line = mask.line(at);
        assert_eq!((line.content, line.prefix.as_str(), line.opens), (at, prefix, opens), "{text:?}");
        assert_eq!(mask.blank_before(&line, at), blank_before, "{text:?}");
    }

    #[test]
    fn a_line_begins_with_the_markers_of_its_containers() {
        check("@", "", false, true);
        check("a\n@", "", false, false);
        check("a\n\n@", "", false, true);
        check("> @", "> ", false, true);
        check("> a\n> @", "> ", false, false);
        check("> a\n>\n> @", "> ", false, true);
        check("- @", "  ", true, true);
        check("12.  @", "     ", true, true);
        check("-\t@", "    ", true, true);
        check("- a\n\n  @", "  ", false, true);
        check("1. a\n   @", "   ", false, false);
        check("> 1. a\n>    @", ">    ", false, false);
        check("- > @", "  > ", true, true);
        check("- > a\n  > @", "  > ", false, false);
        check("- - @", "    ", true, true);
        check("   - @", "     ", true, true);
        check("- a\n\t@", "  ", false, false);
        check("-\n  @", "  ", false, true);
        check("[^1]: @\n\n[^1]", "    ", true, true);
        check("[^1]: a\n\n    @\n\n[^1]", "    ", false, true);
        check("term\n: @", "  ", true, false);
        check("> [!NOTE]\n> @", "> ", false, false);
    }

    #[test]
    fn a_lazy_continuation_line_is_outside_the_containers_it_does_not_mark() {
        check("> a\n@", "", false, false);
        check("- a\n@", "", false, false);
        check("> - a\n> @", "> ", false, false);
    }

    #[test]
    fn markers_of_continued_quotes_are_not_text() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(Mask::new(text).unmarked(text), expect, "{text:?}");
        }
        check("a > b\n\n> c\n> > d\n> > e > f\n", "a > b\n\n> c\n  > d\n    e > f\n");
        check("> - a\r\n>   b\r\n> c\r\n> > d\r\ne\r\n\r\n> f", "> - a\r\n    b\r\n  c\r\n  > d\r\ne\r\n\r\n> f");
        check("- > a\n  > b\n- > c\n\n      > d", "- > a\n    b\n- > c\n\n      > d");
        check("> ```\n> > a\n> ```", "> ```\n  > a\n  ```");
    }

    #[test]
    fn code_html_and_comments_are_literal() {
        #[track_caller]
        fn check(text: &str, expect: Option<LiteralKind>) {
            let at = text.find('@').expect("the position is marked with @");
            assert_eq!(Mask::new(text).literal(at), expect, "{text:?}");
        }
        check("a @ b", None);
        check("a `@` b", Some(LiteralKind::Code));
        check("`` ` @ `` b", Some(LiteralKind::Code));
        check("    @", Some(LiteralKind::Code));
        check("- a\n\n      @", Some(LiteralKind::Code));
        check("````\n```\n@\n````", Some(LiteralKind::Code));
        check("~~~\n@", Some(LiteralKind::Code));
        check("<div>\n@\n</div>", Some(LiteralKind::Html));
        check("<div>\n\n@\n\n</div>", None);
        check("<!-- @ -->", Some(LiteralKind::Comment));
        check("a <!-- @ --> b", Some(LiteralKind::Comment));
        check("a <b title='@'> b", Some(LiteralKind::Html));
        check("\\`@\\`", None);
    }
}
