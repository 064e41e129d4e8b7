//! Makes the printed text of a [`Buffer`]: quotation marks by depth, and punctuation where runs meet.
//!
//! Where an affix meets what comes before it, two signs become one or both, as the table has it. With
//! `punctuation-in-quote` stops and commas move inside a quotation mark that was just closed, and without it commas and
//! semicolons move outside. The table is what the fixtures `punctuation_FullMonty*` of the CSL project show.
//!
//! Many styles print an affix of an element whose neighbour is missing, such as `Title , p. 3` or `Journal,.`. In a
//! bibliography, a blank that one affix ends with gives way to a sign or bracket that the next one begins with, and a
//! stop replaces a comma.

use super::buffer::{Buffer, LinkKind, Run, RunKind};
use super::evaluate::Area;
use super::format::Look;
use super::item::Item;
use super::rich::{Rich, Source, Span};
use super::terms::{Quotes, Terms};
use super::variable::Variable;

/// Returns the printed text of a buffer.
pub(super) fn finish(buffer: &Buffer, terms: &Terms<'_>, item: Option<&Item>, area: Area) -> Rich {
    let mut finisher = Finisher {
        out: Rich { text: String::with_capacity(buffer.text.len() + 8), ..Rich::default() },
        quotes: terms.quotes,
        in_quote: terms.punctuation_in_quote,
        open: Vec::new(),
        inner_end: None,
        closed: None,
        block: None,
        link: None,
        source: Source::Style,
        after_affix: false,
        closes_gaps: area == Area::Bibliography,
    };
    let mut start = 0;
    for run in &buffer.runs {
        finisher.run(&buffer.text[start..run.end], run, item);
        start = run.end;
    }
    finisher.out
}

/// How a quotation mark is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Outer,
    Inner,
    AsWritten,
}

struct Finisher<'a> {
    out: Rich,
    quotes: Quotes<'a>,
    in_quote: bool,
    /// Open quotation marks.
    open: Vec<Form>,
    /// Where the characters inside a quotation mark end that was just closed.
    inner_end: Option<usize>,
    /// The same, and where the quotation mark ends; it stays when more is printed.
    closed: Option<(usize, usize)>,
    block: Option<usize>,
    link: Option<usize>,
    source: Source,
    after_affix: bool,
    /// Whether affixes that meet close the gap between them.
    closes_gaps: bool,
}

impl Finisher<'_> {
    fn run(&mut self, text: &str, run: &Run, item: Option<&Item>) {
        match run.kind {
            RunKind::Text | RunKind::Term | RunKind::YearSuffix => {
                let text =
                    if self.after_affix && self.out.text.ends_with(' ') { text.trim_start_matches(' ') } else { text };
                self.push(text, run.look);
                self.after_affix = false;
            }
            RunKind::Affix => {
                let rest = self.meet(text);
                self.push(rest, run.look);
                self.after_affix = true;
            }
            RunKind::Open(source) => self.open_quote(source, run.look),
            RunKind::Close(source) => self.close_quote(source, run.look),
            RunKind::Block(display) => {
                self.out.blocks.push(display);
                self.block = Some(self.out.blocks.len() - 1);
            }
            RunKind::BlockEnd => self.block = None,
            RunKind::Link(kind) => {
                if let Some(address) = item.and_then(|item| address(item, kind)) {
                    self.out.links.push(address);
                    self.link = Some(self.out.links.len() - 1);
                    self.link_resolver();
                }
            }
            RunKind::LinkEnd => self.link = None,
            RunKind::Source(source) => self.source = source,
        }
    }

    fn push(&mut self, text: &str, look: Look) {
        if text.is_empty() {
            return;
        }
        self.inner_end = None;
        self.out.text.push_str(text);
        let span = Span { end: self.out.text.len(), look, block: self.block, link: self.link, source: self.source };
        match self.out.spans.last_mut() {
            Some(last) if Span { end: span.end, ..*last } == span => last.end = span.end,
            _ => self.out.spans.push(span),
        }
    }

    /// Takes the address of a resolver before an identifier into the link, as CSL 1.0.2 has it.
    fn link_resolver(&mut self) {
        let Some(start) = self.out.text.rfind("http").filter(|start| is_resolver(&self.out.text[*start..])) else {
            return;
        };
        let Some(last) = self.out.spans.pop() else { return };
        let before = self.out.spans.last().map_or(0, |span| span.end);
        if before > start {
            return self.out.spans.push(last);
        }
        if before < start {
            self.out.spans.push(Span { end: start, ..last });
        }
        self.out.spans.push(Span { link: self.link, ..last });
    }

    fn open_quote(&mut self, source: Option<char>, look: Look) {
        let Quotes { outer, inner } = self.quotes;
        let around = self.open.iter().rev().find(|form| **form != Form::AsWritten);
        let is = |mark: &str, c: char| mark.trim_end().starts_with(c);
        let form = match (source, around) {
            (Some(c), _) if !matches!(c, '"' | '\'') && !is(outer.0, c) && !is(inner.0, c) => Form::AsWritten,
            (_, Some(Form::Outer)) => Form::Inner,
            // A mark that the locale has inside others stays one.
            (Some(c), None) if c == '\'' || c != '"' && !is(outer.0, c) => Form::Inner,
            _ => Form::Outer,
        };
        self.print_quote(form, source, look, |pair| pair.0);
        self.open.push(form);
    }

    fn close_quote(&mut self, source: Option<char>, look: Look) {
        let form = self.open.pop().unwrap_or(Form::Outer);
        let inside = self.inner_end.unwrap_or(self.out.text.len());
        self.print_quote(form, source, look, |pair| pair.1);
        self.inner_end = Some(inside);
        self.closed = Some((inside, self.out.text.len()));
        self.after_affix = false;
    }

    fn print_quote(
        &mut self,
        form: Form,
        source: Option<char>,
        look: Look,
        of: for<'q> fn((&'q str, &'q str)) -> &'q str,
    ) {
        let Quotes { outer, inner } = self.quotes;
        let mut bytes = [0; 4];
        let mark = match form {
            Form::Outer => of(outer),
            Form::Inner => of(inner),
            Form::AsWritten => source.unwrap_or('"').encode_utf8(&mut bytes),
        };
        let mark = mark.to_owned();
        self.push(&mark, look);
    }

    /// Lets an affix meet what comes before it, and returns what is left of it.
    fn meet<'t>(&mut self, affix: &'t str) -> &'t str {
        let mut rest = affix;
        while let Some(sign) = rest.chars().next() {
            if sign == ' ' && self.out.text.ends_with(' ') {
                rest = &rest[1..];
                continue;
            }
            if self.closes_gaps && self.has_gap(rest) {
                rest = &rest[1..];
                continue;
            }
            // French and German have a blank before a semicolon, which such an affix begins with.
            if self.closes_gaps && self.after_affix && !affix.starts_with(" ;") {
                self.close_gap(rest);
            }
            if !is_sign(sign) {
                return rest;
            }
            let end = self.inner_end.unwrap_or(self.out.text.len());
            let before = self.out.text[..end].chars().next_back().unwrap_or_default();
            if self.closes_gaps && (before, sign) == (',', '.') && !rest.starts_with("..") {
                self.remove(end - 1);
                self.find_inner_end();
                continue;
            }
            let quoted = self.inner_end.is_some();
            if quoted && !is_sign(before) {
                if self.in_quote && moves_in(sign) {
                    self.insert(end, sign);
                    rest = &rest[1..];
                    continue;
                }
                return rest;
            }
            match merged(before, sign) {
                Some(Merged::Before) => rest = &rest[1..],
                Some(Merged::After) => {
                    self.remove(end - 1);
                    self.find_inner_end();
                    let (true, true, Some(end)) = (self.in_quote, moves_in(sign), self.inner_end) else { return rest };
                    self.insert(end, sign);
                    rest = &rest[1..];
                }
                Some(Merged::Both) if quoted => return self.both(rest, end, before, sign),
                Some(Merged::Both) | None => return rest,
            }
        }
        rest
    }

    /// Returns whether an affix begins with a blank that nothing is to come before: after an opening bracket, or before a
    /// comma.
    fn has_gap(&self, affix: &str) -> bool {
        affix.starts_with(" ,") || affix.starts_with(' ') && self.after_affix && self.out.text.ends_with(['(', '['])
    }

    /// Removes the blank that the last affix ends with before a sign or a bracket; an ellipsis keeps it.
    fn close_gap(&mut self, affix: &str) {
        let closes = affix.starts_with([',', '.', ';', ')', ']']) && !affix.starts_with("..");
        let is_in_block = self.out.spans.last().is_some_and(|span| span.block == self.block);
        if closes && is_in_block && self.out.text.ends_with(' ') {
            self.remove(self.out.text.len() - 1);
            self.find_inner_end();
        }
    }

    /// Finds the end inside a quotation mark again that was closed before characters that were removed.
    fn find_inner_end(&mut self) {
        if self.inner_end.is_none() {
            let closed = self.closed.filter(|(_, outer)| *outer == self.out.text.len());
            self.inner_end = closed.map(|(inner, _)| inner);
        }
    }

    /// Two signs at the end of a quotation: those that may be inside are.
    fn both<'t>(&mut self, rest: &'t str, end: usize, before: char, sign: char) -> &'t str {
        if self.in_quote {
            if moves_in(before) && moves_in(sign) {
                self.insert(end, sign);
                return &rest[1..];
            }
            if !moves_in(before) {
                self.remove(end - 1);
                self.push_sign(before);
            }
        } else if moves_out(before) {
            self.remove(end - 1);
            self.push_sign(before);
        }
        rest
    }

    fn push_sign(&mut self, sign: char) {
        let look = self.out.spans.last().map(|span| span.look).unwrap_or_default();
        self.push(sign.encode_utf8(&mut [0; 4]), look);
    }

    /// Inserts a sign; it looks like what comes before it.
    fn insert(&mut self, at: usize, sign: char) {
        self.out.text.insert(at, sign);
        for span in self.out.spans.iter_mut().rev().take_while(|span| span.end >= at) {
            span.end += sign.len_utf8();
        }
        self.inner_end = self.inner_end.map(|end| end + sign.len_utf8());
    }

    /// Removes the sign at a place.
    fn remove(&mut self, at: usize) {
        let sign = self.out.text.remove(at);
        for span in self.out.spans.iter_mut().rev().take_while(|span| span.end > at) {
            span.end -= sign.len_utf8();
        }
        self.inner_end = self.inner_end.map(|end| end - sign.len_utf8());
    }
}

fn is_sign(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?')
}

/// Signs that move into a quotation mark.
fn moves_in(c: char) -> bool {
    matches!(c, '.' | ',' | '!' | '?')
}

/// Signs that move out of a quotation mark.
fn moves_out(c: char) -> bool {
    matches!(c, ',' | ';' | ':')
}

/// What becomes of two signs that meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Merged {
    Before,
    After,
    Both,
}

fn merged(before: char, after: char) -> Option<Merged> {
    if before == after {
        return Some(Merged::Before);
    }
    Some(match (before, after) {
        ('!' | '?', '.' | ':') | (':' | ';', '.') | (';', ':') => Merged::Before,
        (':' | ';', '!' | '?') => Merged::After,
        ('!' | '?' | '.' | ',' | ':' | ';', _) => Merged::Both,
        _ => return None,
    })
}

/// The address that a link leads to.
fn address(item: &Item, kind: LinkKind) -> Option<String> {
    let value = |variable| item.text(variable).map(|text| text.plain.trim());
    let full = |value: &str, base: &str| if is_address(value) { value.to_owned() } else { format!("{base}{value}") };
    match kind {
        LinkKind::Url => value(Variable::Url).filter(|value| is_address(value)).map(str::to_owned),
        LinkKind::Doi => value(Variable::Doi).map(|value| full(value, "https://doi.org/")),
        LinkKind::Pmid => value(Variable::Pmid).map(|value| full(value, "https://www.ncbi.nlm.nih.gov/pubmed/")),
        LinkKind::Pmcid => {
            value(Variable::Pmcid).map(|value| full(value, "https://www.ncbi.nlm.nih.gov/pmc/articles/"))
        }
    }
}

/// Whether a text is the beginning of an address and nothing else.
fn is_resolver(text: &str) -> bool {
    is_address(text) && text.ends_with('/') && !text.contains(char::is_whitespace)
}

fn is_address(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://")
}
