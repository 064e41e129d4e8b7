//! The tokens of a directive's arguments: words separated by spaces, with quotes and `name=` taken apart.

use super::Ending;

/// A word of the arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// The offset at which it starts in the line.
    pub(super) start: usize,
    /// The offset after it.
    pub(super) end: usize,
    /// The name before an unquoted `=`.
    pub(super) name: Option<String>,
    /// The value, without quotes and escapes.
    pub(super) value: String,
    /// The offset at which the value starts.
    pub(super) value_start: usize,
    /// Whether the value is quoted, as in `"…"` and `@"…"`.
    pub(super) quoted: bool,
}

/// Characters that people and word processors write for straight double quotes.
pub(super) const OTHER_QUOTES: [char; 7] = ['\'', '‘', '’', '“', '”', '„', '«'];

impl Word {
    /// Whether the value begins with an unsupported quotation mark.
    pub(super) fn has_other_quotes(&self) -> bool {
        !self.quoted && self.value.starts_with(OTHER_QUOTES)
    }
}

/// What the tokenizer reads next.
pub(super) enum NextWord {
    Word(Word),
    /// The end of the directive. The offset is the one after it.
    End(usize),
    /// A character other than a space right after a closing quote, at this offset.
    NoSpace(usize),
    /// A quote that begins at this offset and is not closed on the line.
    UnclosedQuote(usize),
    /// The line ends before the directive.
    Unclosed,
}

/// Splits a line at spaces, and at commas between selectors.
pub(super) struct Tokenizer<'t> {
    text: &'t str,
    at: usize,
    ending: Ending,
}

impl<'t> Tokenizer<'t> {
    pub(super) const fn new(text: &'t str, ending: Ending) -> Self {
        Self { text, at: 0, ending }
    }

    pub(super) fn next_word(&mut self) -> NextWord {
        self.skip(|c| c.is_whitespace() || c == ',');
        let start = self.at;
        let mut word = Word { start, end: start, name: None, value: String::new(), value_start: start, quoted: false };
        loop {
            let rest = &self.text[self.at..];
            if self.ending.begins(rest) {
                if self.at > start {
                    break;
                }
                return NextWord::End(self.at + self.ending.as_str().len());
            }
            let Some(c) = rest.chars().next() else {
                return NextWord::Unclosed;
            };
            match c {
                '"' if word.value.is_empty() || word.value == "@" => {
                    let quote = self.at;
                    word.quoted = true;
                    if !self.quoted(&mut word.value) {
                        return NextWord::UnclosedQuote(quote);
                    }
                    if lacks_space(&self.text[self.at..], self.ending) {
                        return NextWord::NoSpace(self.at);
                    }
                }
                '=' if word.name.is_none() && !word.quoted && is_name(&word.value) => {
                    self.at += 1;
                    word.name = Some(std::mem::take(&mut word.value));
                    word.value_start = self.at;
                }
                ',' if word.name.is_none() => break,
                c if c.is_whitespace() => break,
                c => {
                    word.value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        word.end = self.at;
        NextWord::Word(word)
    }

    /// Reads `"…"` with the escapes `\"` and `\\`. Returns `false` if the quote is not closed.
    fn quoted(&mut self, value: &mut String) -> bool {
        let mut chars = self.text[self.at + 1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += 1 + at + 1;
                    return true;
                }
                '\\' => match chars.next() {
                    Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                    Some((_, other)) => value.extend(['\\', other]),
                    None => return false,
                },
                c => value.push(c),
            }
        }
        false
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(is_skipped).len();
    }
}

/// Whether the next character is not a space, a comma or the end of the directive.
pub(super) fn lacks_space(rest: &str, ending: Ending) -> bool {
    rest.starts_with(|c: char| !c.is_whitespace() && c != ',') && !ending.begins(rest)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
