//! Decodes LaTeX in one pass.

use unicode_normalization::char::compose;

use super::commands::{self, Command};
use super::{math, verbatim};
use crate::citeproc::{is_changed_by_title_case, is_part_of_word};
use crate::paper::Title;

/// The tag before a text that keeps its case.
const PROTECTED: &str = "<span class=\"nocase\">";

/// The maximum nesting of braces.
const DEPTH: usize = 64;

/// What a text is decoded to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    /// One line without styles.
    Plain,
    /// Markdown.
    Markdown,
    /// One line with the inline markup of CSL.
    Title,
}

/// The state of the decoder.
pub(super) struct Decoder<'t> {
    tex: &'t str,
    at: usize,
    depth: usize,
    output: Output,
    pub(super) out: String,
    /// Whether a single quotation mark is open.
    quoted: bool,
    /// Delimiters known to be missing up to the end, which keeps the time linear.
    absent: Vec<&'static str>,
    pub(super) unknown: Vec<String>,
    /// The texts and addresses of links, where the output has none.
    pub(super) links: Vec<(String, String)>,
}

impl<'t> Decoder<'t> {
    pub(super) fn new(tex: &'t str, output: Output) -> Self {
        let out = String::with_capacity(tex.len());
        Self {
            tex,
            at: 0,
            depth: 0,
            output,
            out,
            quoted: false,
            absent: Vec::new(),
            unknown: Vec::new(),
            links: Vec::new(),
        }
    }

    fn rest(&self) -> &'t str {
        &self.tex[self.at..]
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let eaten = self.rest().starts_with(prefix);
        if eaten {
            self.at += prefix.len();
        }
        eaten
    }

    /// Decodes up to the closing brace of the group, without consuming it, or to the end.
    pub(super) fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            if c == '}' && self.depth > 0 {
                return;
            }
            self.token(c);
        }
    }

    fn token(&mut self, c: char) {
        match c {
            '\\' => self.command(),
            '{' if self.depth < DEPTH => self.group(),
            '{' | '}' => self.at += 1,
            '~' => {
                self.at += 1;
                self.out.push('\u{A0}');
            }
            '$' => self.math(),
            '-' => {
                let dash = ["---", "--", "-"].into_iter().find(|dash| self.eat(dash));
                self.out.push_str(match dash {
                    Some("---") => "—",
                    Some("--") => "–",
                    _ => "-",
                });
            }
            '`' => {
                let double = self.eat("``");
                self.at += usize::from(!double);
                self.quoted |= !double;
                self.out.push(if double { '“' } else { '‘' });
            }
            '\'' => self.closing_quote(),
            '?' if self.eat("?`") => self.out.push('¿'),
            '!' if self.eat("!`") => self.out.push('¡'),
            c if c.is_ascii_whitespace() => {
                self.at += 1;
                self.blank(c);
            }
            _ => {
                let plain = plain_length(self.rest().as_bytes()).max(c.len_utf8());
                self.out.push_str(&self.rest()[..plain]);
                self.at += plain;
            }
        }
    }

    fn blank(&mut self, c: char) {
        if self.output == Output::Markdown {
            self.out.extend((c != '\r').then_some(c));
        } else if !self.out.ends_with(' ') && !self.out.is_empty() {
            self.out.push(' ');
        }
    }

    fn closing_quote(&mut self) {
        if self.eat("''") {
            self.out.push('”');
            return;
        }
        self.at += 1;
        // An apostrophe that closes a grave accent is a quotation mark; others are unchanged.
        let closes = self.quoted && !self.rest().starts_with(char::is_alphanumeric);
        self.quoted &= !closes;
        self.out.push(if closes { '’' } else { '\'' });
    }

    fn group(&mut self) {
        let start = self.out.len();
        self.at += 1;
        // `{\"o}` is a letter for BibTeX, and not protected.
        let protects = self.depth == 0 && self.output == Output::Title && !self.rest().starts_with('\\');
        self.depth += 1;
        self.run();
        self.depth -= 1;
        self.eat("}");
        if protects && changes_in_title_case(&self.out[start..], self.out[..start].trim_ascii().is_empty()) {
            self.out.insert_str(start, PROTECTED);
            self.out.push_str("</span>");
        }
    }

    /// Writes mathematics that is text as text. Returns `false` for other mathematics.
    fn math_text(&mut self, tex: &str) -> bool {
        if self.output == Output::Markdown {
            return false;
        }
        let text = math::text(tex, self.output == Output::Title);
        text.map(|text| self.out.push_str(&text)).is_some()
    }

    /// Copies `$…$` or `$$…$$`, or converts it to text; an unclosed dollar is a character.
    fn math(&mut self) {
        let rest = self.rest();
        let fence = if rest.starts_with("$$") { "$$" } else { "$" };
        match rest[fence.len()..].find(fence) {
            Some(length) if length > 0 && is_balanced(&rest[fence.len()..fence.len() + length]) => {
                let end = length + 2 * fence.len();
                let inner = &rest[fence.len()..end - fence.len()];
                // Between two amounts of money there is no mathematics.
                let is_math = inner.trim() == inner && !rest[end..].starts_with(|c: char| c.is_ascii_digit());
                if !(is_math && self.math_text(inner)) {
                    self.push_folded(&rest[..end]);
                }
                self.at += end;
            }
            _ => {
                self.out.push('$');
                self.at += 1;
            }
        }
    }

    fn push_folded(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii_whitespace() { self.blank(if c == '\n' { ' ' } else { c }) } else { self.out.push(c) }
        }
    }

    fn command(&mut self) {
        self.at += 1;
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Some(first) = rest.chars().next() else {
            self.out.push('\\');
            return;
        };
        if letters == 0 {
            self.at += first.len_utf8();
            match first {
                '(' => self.fenced_math("\\)"),
                '[' => self.fenced_math("\\]"),
                c if c.is_ascii_whitespace() => self.out.push(' '),
                c => match commands::sign(c) {
                    Some(command) => self.execute(command),
                    None => self.out.push_str(&rest[..first.len_utf8()]),
                },
            }
            return;
        }
        let name = &rest[..letters];
        self.at += letters;
        self.eat("*");
        let command = commands::named(name);
        let swallows = self.rest().len() - self.rest().trim_ascii_start().len();
        self.at += swallows;
        if let Some(command) = command {
            self.execute(command);
        } else {
            if !self.unknown.iter().any(|known| known == name) {
                self.unknown.push(name.to_owned());
            }
            if self.rest().starts_with('[') {
                self.at += self.find("]").map_or(0, |end| end + 1);
            }
        }
    }

    fn execute(&mut self, command: Command) {
        match command {
            Command::Text(" ") => self.blank(' '),
            Command::Text("\n\n") if self.output != Output::Markdown => self.blank(' '),
            Command::Text(text) => self.out.push_str(text),
            Command::Accent(mark) => {
                let letter = self.argument();
                self.accent(mark, &letter);
            }
            Command::Around(before, after) => {
                let text = self.argument();
                self.out.extend([before, &text, after]);
            }
            Command::Style(fence) => {
                let text = self.argument();
                self.styled(fence, &text);
            }
            Command::Declare(fence) if self.output != Output::Plain && self.depth > 0 => {
                let text = self.apart(Self::run);
                self.styled(fence, &text);
            }
            Command::Declare(_) => {}
            Command::Address => {
                let address = verbatim(self.raw_argument());
                self.out.push_str(&address);
            }
            Command::SmallCaps => {
                let text = self.argument();
                self.tagged("sc", &text);
            }
            Command::Link => {
                let address = verbatim(self.raw_argument());
                let text = self.argument();
                if self.output == Output::Markdown && !address.contains(['(', ')', '<', '>', ' ']) {
                    self.out.extend(["[", &text, "](", &address, ")"]);
                } else {
                    self.out.push_str(&text);
                    self.links.push((text, address));
                }
            }
            Command::DropFirst => {
                self.raw_argument();
            }
            Command::Raised => {
                let text = self.argument();
                self.small(&text, "sup", commands::raised);
            }
            Command::Lowered => {
                let text = self.argument();
                self.small(&text, "sub", commands::lowered);
            }
            Command::Math => {
                let math = self.raw_argument().trim_matches('$');
                if !self.math_text(math) {
                    self.out.push('$');
                    self.push_folded(math);
                    self.out.push('$');
                }
            }
            Command::Switch => {
                let (first, second) = (self.argument(), self.argument());
                self.out.extend([second, first]);
            }
        }
    }

    /// Decodes a part into a separate text.
    fn apart(&mut self, decode: impl FnOnce(&mut Self)) -> String {
        let before = std::mem::take(&mut self.out);
        decode(self);
        std::mem::replace(&mut self.out, before)
    }

    /// Decodes the next group, command or character.
    fn argument(&mut self) -> String {
        self.at += self.rest().len() - self.rest().trim_ascii_start().len();
        match self.rest().chars().next() {
            None | Some('}') => String::new(),
            // A chain of accents nests as groups do.
            Some(c @ ('{' | '\\')) if self.depth < DEPTH => {
                self.depth += 1;
                let text = self.apart(|decoder| decoder.token(c));
                self.depth -= 1;
                text
            }
            Some(c) => {
                self.at += c.len_utf8();
                c.to_string()
            }
        }
    }

    /// Returns the next group as written.
    fn raw_argument(&mut self) -> &'t str {
        self.at += self.rest().len() - self.rest().trim_ascii_start().len();
        let rest = self.rest();
        if !rest.starts_with('{') {
            return "";
        }
        let mut depth = 0_usize;
        let end = rest.bytes().position(|byte| {
            depth += usize::from(byte == b'{');
            depth -= usize::from(byte == b'}' && depth > 0);
            depth == 0
        });
        self.at += end.map_or(rest.len(), |end| end + 1);
        &rest[1..end.unwrap_or(rest.len())]
    }

    fn accent(&mut self, mark: char, letter: &str) {
        let mut chars = letter.chars();
        let Some(first) = chars.next() else {
            // `\^{}` is the character itself.
            self.out.extend(match mark {
                '\u{302}' => Some('^'),
                '\u{303}' => Some('~'),
                '\u{300}' => Some('`'),
                _ => None,
            });
            return;
        };
        let base = match first {
            'ı' => 'i',
            'ȷ' => 'j',
            first => first,
        };
        match compose(base, mark) {
            Some(composed) => self.out.push(composed),
            None => self.out.extend([base, mark]),
        }
        self.out.push_str(chars.as_str());
    }

    fn styled(&mut self, fence: &str, text: &str) {
        let inner = text.trim_ascii();
        if self.output == Output::Title {
            // An argument is a group.
            let is_protected = self.depth == 0 && changes_in_title_case(text, self.out.trim_ascii().is_empty());
            let text = if is_protected { &[PROTECTED, text, "</span>"].concat() } else { text };
            return match fence {
                "*" => self.tagged("i", text),
                "**" => self.tagged("b", text),
                _ => self.out.push_str(text),
            };
        }
        if fence.is_empty() || self.output == Output::Plain || inner.is_empty() || inner.contains(fence) {
            self.out.push_str(text);
            return;
        }
        // Markdown delimiters must touch the text.
        let start = text.len() - text.trim_ascii_start().len();
        self.out.extend([&text[..start], fence, inner, fence, &text[start + inner.len()..]]);
    }

    fn small(&mut self, text: &str, tag: &str, figure: fn(char) -> Option<char>) {
        match text.chars().map(figure).collect::<Option<String>>() {
            Some(figures) => self.out.push_str(&figures),
            None => self.tagged(tag, text),
        }
    }

    /// Writes a text in a tag, if the output has tags.
    fn tagged(&mut self, tag: &str, text: &str) {
        if self.output == Output::Title && !text.trim_ascii().is_empty() {
            self.out.extend(["<", tag, ">", text, "</", tag, ">"]);
        } else {
            self.out.push_str(text);
        }
    }

    fn find(&mut self, wanted: &'static str) -> Option<usize> {
        if self.absent.contains(&wanted) {
            return None;
        }
        let found = self.rest().find(wanted);
        self.absent.extend(found.is_none().then_some(wanted));
        found
    }

    fn fenced_math(&mut self, close: &'static str) {
        if let Some(length) = self.find(close) {
            let math = &self.rest()[..length];
            self.at += length + close.len();
            if !self.math_text(math) {
                self.out.push('$');
                self.push_folded(math.trim_ascii());
                self.out.push('$');
            }
        }
    }
}

/// Returns whether title case would change the text of a group, which is protected then. Mathematics is never changed.
fn changes_in_title_case(text: &str, is_first: bool) -> bool {
    let title = Title::parse(text);
    let mut words = title.split(|c| !is_part_of_word(c)).filter(|word| !word.is_empty());
    let changes = words.next().is_some_and(|word| is_changed_by_title_case(word, is_first))
        || words.any(|word| is_changed_by_title_case(word, false));
    changes && !text.contains('$')
}

/// Returns the length of the plain text at the start, including single spaces.
fn plain_length(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        length += text[length..].iter().take_while(|byte| !is_special(**byte)).count();
        match text[length..] {
            [b' ', next, ..] if !is_special(next) => length += 1,
            _ => return length,
        }
    }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'{' | b'}' | b'~' | b'$' | b'-' | b'`' | b'\'' | b'?' | b'!') || byte.is_ascii_whitespace()
}

/// Returns whether the braces in a text are balanced.
pub(in crate::format::bibtex) fn is_balanced(tex: &str) -> bool {
    let mut depth = 0_usize;
    tex.bytes().all(|byte| match byte {
        b'{' => {
            depth += 1;
            true
        }
        b'}' => {
            let open = depth > 0;
            depth = depth.saturating_sub(1);
            open
        }
        _ => true,
    }) && depth == 0
}
