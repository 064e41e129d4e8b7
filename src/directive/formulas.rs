//! Formulas in chapters: TeX between dollars, which the key `math` of the configuration turns into `MathML`.
//!
//! pulldown-cmark's math extension finds them, with the options of the [mask](super::mask): code, HTML, escapes and the
//! addresses of links contain none, and a formula ends in the paragraph in which it begins. Two rules are added here: no
//! digit follows the closing dollar of an inline formula (Pandoc's `tex_math_dollars`), and no formula contains code.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::mask;
use crate::citation::syntax::is_escaped;
use crate::source::Span;

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// Its range in the chapter, dollars included.
    pub span: Span,
    /// The TeX, without the markers of the containers around it.
    pub tex: String,
    /// Whether it is display math, between `$$`.
    pub display: bool,
}

/// The formulas of a chapter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formulas {
    /// The formulas, in order.
    pub list: Vec<Formula>,
    /// Text that is probably an invalid formula, in order.
    pub invalid: Vec<(Span, InvalidFormula)>,
}

/// Why running text is not a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidFormula {
    /// A `$$` without another in its paragraph.
    Unclosed,
    /// Dollars with unbalanced braces between them.
    UnbalancedBraces,
}

/// The number of times a chapter is parsed again because text looked like a formula.
const ROUNDS: usize = 8;

/// Elements whose text is code or belongs to another tool. Between their tags, TeX in a paragraph stays as written.
const LITERAL_ELEMENTS: [&str; 9] = ["code", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea"];

/// Returns the formulas of a chapter.
pub fn formulas(text: &str) -> Formulas {
    if memchr::memchr(b'$', text.as_bytes()).is_none() {
        return Formulas::default();
    }
    let literals = literals(text);
    let mut masked = Cow::Borrowed(text);
    for round in 0.. {
        let (found, rejected) = parse(text, &masked, &literals);
        if rejected.is_empty() || round == ROUNDS {
            return found;
        }
        // The dollar of a price opens no formula, but the dollar after it may. `%` has no meaning in Markdown.
        for fence in rejected {
            let percent = "%".repeat(fence.len());
            masked.to_mut().replace_range(fence, &percent);
        }
    }
    Formulas::default()
}

/// Returns the code spans and HTML tags of a chapter without formulas, in order, and whether each is code.
fn literals(text: &str) -> Vec<(Range<usize>, bool)> {
    let events = Parser::new_ext(text, mask::options()).into_offset_iter();
    let literals = events.filter_map(|(event, range)| match event {
        Event::Code(_) => Some((range, true)),
        Event::InlineHtml(_) => Some((range, false)),
        _ => None,
    });
    literals.collect()
}

/// Whether a formula contains code, or ends in code or a tag: code and HTML come first.
fn cuts_literal(formula: &Range<usize>, literals: &[(Range<usize>, bool)]) -> bool {
    let first = literals.partition_point(|(literal, _)| literal.end <= formula.start);
    let inside = literals[first..].iter().take_while(|(literal, _)| literal.start < formula.end);
    inside.into_iter().any(|(literal, is_code)| *is_code || literal.end > formula.end)
}

/// Parses `masked`, which is `text` without the dollars that were rejected. Returns the formulas, and the opening dollars to
/// reject.
fn parse(text: &str, masked: &str, literals: &[(Range<usize>, bool)]) -> (Formulas, Vec<Range<usize>>) {
    let (mut formulas, mut rejected) = (Formulas::default(), Vec::new());
    let mut context = Context::default();
    for (event, range) in Parser::new_ext(masked, mask::options() | Options::ENABLE_MATH).into_offset_iter() {
        context.follow(&event);
        let (tex, display) = match event {
            Event::InlineMath(_) if text[range.end..].starts_with(|c: char| c.is_ascii_digit()) => {
                rejected.push(range.start..range.start + 1);
                continue;
            }
            Event::InlineMath(_) | Event::DisplayMath(_) if cuts_literal(&range, literals) => {
                let fence = if matches!(event, Event::DisplayMath(_)) { 2 } else { 1 };
                rejected.push(range.start..range.start + fence);
                continue;
            }
            Event::InlineMath(tex) => (tex, false),
            Event::DisplayMath(tex) => (tex, true),
            Event::Text(_) if !context.is_code => {
                formulas.invalid.extend(context.dollar(text, range.start));
                continue;
            }
            _ => continue,
        };
        context.dollar = None;
        if !context.is_literal() && !tex.trim().is_empty() {
            formulas.list.push(Formula { span: Span::from(range), tex: tex.into_string(), display });
        }
    }
    (formulas, rejected)
}

/// What is open at the current event of the parser.
#[derive(Default)]
struct Context {
    is_code: bool,
    /// For each open link or image, whether a change of its text would change what it links to or its description.
    links: Vec<bool>,
    /// How many of [`LITERAL_ELEMENTS`] are open.
    literal: usize,
    /// The last dollar of the block, if it is running text.
    dollar: Option<usize>,
}

impl Context {
    fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.is_code = true,
            Event::End(TagEnd::CodeBlock) => self.is_code = false,
            Event::Start(Tag::Link { link_type, .. }) => {
                self.links.push(!matches!(link_type, LinkType::Inline | LinkType::Reference));
            }
            Event::Start(Tag::Image { .. }) => self.links.push(true),
            Event::End(TagEnd::Link | TagEnd::Image) => drop(self.links.pop()),
            Event::InlineHtml(html) => self.tag(html),
            // HTML in a line does not reach beyond its block, and neither do formulas.
            Event::Start(Tag::Paragraph)
            | Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::Item) => {
                self.literal = 0;
                self.dollar = None;
            }
            _ => {}
        }
    }

    fn tag(&mut self, html: &str) {
        let rest = html.trim_start_matches('<');
        let closes = rest.starts_with('/');
        let name = rest.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if !LITERAL_ELEMENTS.iter().any(|literal| literal.eq_ignore_ascii_case(name)) {
            return;
        }
        if closes {
            self.literal = self.literal.saturating_sub(1);
        } else if !html.ends_with("/>") {
            self.literal += 1;
        }
    }

    /// Reads running text, which is one dollar if it begins with a dollar. Returns the invalid formula that it completes.
    fn dollar(&mut self, text: &str, at: usize) -> Option<(Span, InvalidFormula)> {
        let count = text[at..].bytes().take_while(|&byte| byte == b'$').count();
        if count == 0 || count > 2 || text[..at].ends_with('$') || is_escaped(text, at) || self.is_literal() {
            return None;
        }
        if count == 2 {
            self.dollar = None;
            return Some((Span::new(at, at + 2), InvalidFormula::Unclosed));
        }
        let start = self.dollar.replace(at)?;
        let tex = &text[start + 1..at];
        let is_space = |c: char| c.is_whitespace();
        let is_formula = !tex.starts_with(is_space)
            && !tex.ends_with(is_space)
            && !text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        (is_formula && has_unbalanced_braces(tex)).then(|| {
            self.dollar = None;
            (Span::new(start, at + 1), InvalidFormula::UnbalancedBraces)
        })
    }

    fn is_literal(&self) -> bool {
        self.literal > 0 || self.links.contains(&true)
    }
}

fn has_unbalanced_braces(tex: &str) -> bool {
    let (mut depth, mut escaped) = (0_usize, false);
    for c in tex.chars() {
        match c {
            _ if std::mem::take(&mut escaped) => {}
            '\\' => escaped = true,
            '{' => depth += 1,
            '}' if depth == 0 => return true,
            '}' => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found = formulas(text);
        let written: Vec<_> = found.list.iter().map(|formula| &text[formula.span.range()]).collect();
        assert_eq!(written, expect, "{text:?}");
    }

    #[test]
    fn prices_are_not_formulas() {
        check("a $x$ b $y_1$ c", &["$x$", "$y_1$"]);
        check("it cost $5 and $6", &[]);
        check("it cost $5-$6 or $n$", &["$n$"]);
        check("costs $5, saves $n$ or $10 in $m$", &["$n$", "$m$"]);
        check("$5-$10$", &["$10$"]);
        check("$5-$6-$7-$8", &[]);
        check("a $ x$ b$ c", &[]);
        check("$5/$6/$7/$8/$9/$1/$2/$3/$4/$5/$6/$7", &[]);
        check("价$x$元，$5和$6", &["$x$"]);
        check("$$ 5 $$6", &["$$ 5 $$"]);
        check("$$$ $$$$", &[]);
    }

    #[test]
    fn literal_text_contains_no_formulas() {
        check("\\$x$ and $y\\$z$ and \\\\$w$", &["$y\\$z$", "$w$"]);
        check("`$x$` and ``$y`$``", &[]);
        check("```\n$x$\n```\n\n    $y$\n", &[]);
        check("<div>\n$x$\n</div>\n\n<!-- $y$ -->", &[]);
        check("<b title='$x$'>$y$</b> <code>$z$</code> $w$", &["$y$", "$w$"]);
        check("<code>$x$\n\n$y$", &["$y$"]);
        check("costs $5 (see `$HOME` and `$x$`) or $y$", &["$y$"]);
        check("$a `b` c$ $5 <b title=\"US$\"> $$a `b$$` $x <y z> w$", &["$x <y z> w$"]);
        check("<math><annotation>$x$</annotation></math>", &[]);
        check("[$x$]($y$) ![$z$](u) [$v$]\n\n[$v$]: w", &["$x$"]);
        check("<https://x.org/$a$>", &[]);
    }

    #[test]
    fn formulas_end_in_their_paragraph_and_container() {
        check("$$\nx\n$$ then $$y$$", &["$$\nx\n$$", "$$y$$"]);
        check("$x\n\ny$", &[]);
        check("| a |\n|---|\n| $a \\| b$ | \n| $c | d$ |", &["$a \\| b$"]);
        check("# A $x$ {#a}\n\nB $y$\n===\n\n[^1]: $z$", &["$x$", "$y$", "$z$"]);
        check("$\\text{a $b$ c}$", &["$\\text{a $b$ c}$"]);
    }

    #[test]
    fn tex_is_without_the_markers_of_containers() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let found = formulas(text);
            let [formula] = found.list.as_slice() else { panic!("{found:?}") };
            assert_eq!((formula.tex.as_str(), formula.display), (expect, true), "{text:?}");
        }
        check("> $$\n> x\n> $$", "\nx\n");
        check("- > a\n  >\n  > $$\r\n  > x\r\n  > $$", "\r\nx\r\n");
        check("1. $$\n   x\n   $$", "\nx\n");
        check("| a |\n|---|\n| $$a \\| b$$ |", "a | b");
    }

    #[test]
    fn invalid_formulas_are_known() {
        #[track_caller]
        fn check(text: &str, expect: &[&str]) {
            let found = formulas(text);
            let written: Vec<_> = found.invalid.iter().map(|(span, _)| &text[span.range()]).collect();
            assert_eq!(written, expect, "{text:?}");
        }
        check("$$\na\n+ b\n$$", &["$$", "$$"]);
        check("a $$ b\n\n$$ c", &["$$", "$$"]);
        check("$$x$$ \\$$ \\$\\$ $$$ `$$`\n\n    $$", &[]);
        check("[$$x$$]: y\n\n<b>\n$$", &[]);
        check("$\\frac{a$ and $x$", &["$\\frac{a$"]);
        check("$a}$, $x$ and $\\{y$", &["$a}$"]);
        check("$5 {a $6 ${b} ${c}", &[]);
        check("- ${a\n- b$", &[]);
        check("`${a$` <code>${a$</code>", &[]);
    }
}
