//! A TOML file of our own schema into its canonical form, with every comment.
//!
//! The tokens are those of `toml_parser`; only a file without faults of grammar is reprinted.

use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::{Token, TokenKind};

use super::canonical::{Document, Entry, Field, Item, Value};

/// How deep lists and tables may stand in each other.
const DEPTH: usize = 64;

/// Why a file is left as it is, and where: an offset in its text.
#[derive(Debug, PartialEq, Eq)]
pub struct Left {
    /// The byte.
    pub at: usize,
    /// The reason.
    pub why: &'static str,
}

/// The canonical form of a TOML file that has been read without a fault of its grammar.
pub(super) fn document(text: &str) -> Result<Document, Left> {
    let tokens = Source::new(text).lex().into_vec();
    let mut reader = Reader { text, tokens: &tokens, at: 0, document: Document::default(), under: Vec::new() };
    reader.run()?;
    Ok(reader.document)
}

struct Reader<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    document: Document,
    /// What a header such as `[paper.links]` puts before the names below it.
    under: Vec<String>,
}

impl<'t> Reader<'t> {
    fn kind(&self) -> TokenKind {
        self.tokens.get(self.at).map_or(TokenKind::Eof, Token::kind)
    }

    fn offset(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |token| token.span().start())
    }

    fn raw(&self) -> &'t str {
        self.tokens.get(self.at).map_or("", |token| &self.text[token.span().start()..token.span().end()])
    }

    fn left<T>(&self, why: &'static str) -> Result<T, Left> {
        Err(Left { at: self.offset(), why })
    }

    fn blanks(&mut self) {
        while self.kind() == TokenKind::Whitespace {
            self.at += 1;
        }
    }

    fn expect(&mut self, kind: TokenKind) -> Result<(), Left> {
        self.blanks();
        if self.kind() != kind {
            return self.left("it is not understood here");
        }
        self.at += 1;
        Ok(())
    }

    /// The comment on the rest of the line.
    fn beside(&mut self) -> Option<String> {
        self.blanks();
        let comment = (self.kind() == TokenKind::Comment).then(|| self.comment());
        self.blanks();
        if self.kind() == TokenKind::Newline {
            self.at += 1;
        }
        comment
    }

    fn comment(&mut self) -> String {
        let comment = self.raw().trim_end().to_owned();
        self.at += 1;
        comment
    }

    fn run(&mut self) -> Result<(), Left> {
        // Comments and empty lines that nothing has claimed yet.
        let mut pending: Vec<String> = Vec::new();
        loop {
            self.blanks();
            match self.kind() {
                TokenKind::Eof => break,
                TokenKind::Newline => {
                    pending.push(String::new());
                    self.at += 1;
                }
                TokenKind::Comment => {
                    pending.push(self.comment());
                    if self.kind() == TokenKind::Newline {
                        self.at += 1;
                    }
                }
                TokenKind::LeftSquareBracket => self.header(&mut pending)?,
                _ => self.field(&mut pending)?,
            }
        }
        if self.document.entries.is_empty() {
            self.document.preamble = trimmed(&pending);
            return Ok(());
        }
        // The end of the file divides as an empty line does.
        pending.push(String::new());
        let (below, end) = split_first(pending);
        self.below(below);
        self.document.end = end;
        Ok(())
    }

    /// Gives comments to the end of the last entry.
    fn below(&mut self, comments: Vec<String>) {
        if let Some(last) = self.document.entries.last_mut() {
            last.below.extend(comments.into_iter().filter(|line| !line.is_empty()));
        }
    }

    fn header(&mut self, pending: &mut Vec<String>) -> Result<(), Left> {
        self.at += 1;
        let array = self.kind() == TokenKind::LeftSquareBracket;
        self.at += usize::from(array);
        let mut names = self.path()?;
        self.expect(TokenKind::RightSquareBracket)?;
        if array {
            self.expect(TokenKind::RightSquareBracket)?;
        }
        let beside = self.beside();
        let above = std::mem::take(pending);
        if !array {
            let fits = self.document.entries.last().is_some_and(|entry| entry.name == names[0]) && names.len() > 1;
            if !fits {
                return self.left("a table that is neither a category nor a paper");
            }
            names.remove(0);
            self.under = names;
            // Whatever stands under the header takes its comments.
            pending.extend(above.into_iter().chain(beside));
            return Ok(());
        }
        if names.len() > 1 || !matches!(names[0].as_str(), "category" | "paper") {
            return self.left("a list of tables that are neither categories nor papers");
        }
        self.under.clear();
        let above = if self.document.entries.is_empty() {
            let (preamble, above) = split_last(&above);
            self.document.preamble = preamble;
            above
        } else {
            let (below, above) = split_first(above);
            self.below(below);
            above
        };
        self.document.entries.push(Entry { above, beside, ..Entry::new(&names[0]) });
        Ok(())
    }

    fn field(&mut self, pending: &mut Vec<String>) -> Result<(), Left> {
        let start = self.offset();
        let mut path = self.under.clone();
        path.extend(self.path()?);
        self.expect(TokenKind::Equals)?;
        let mut above: Vec<_> = std::mem::take(pending).into_iter().filter(|line| !line.is_empty()).collect();
        let value = self.value(&mut above, 0)?;
        let value = plain(&path[0], value);
        let beside = self.beside();
        match self.document.entries.last_mut() {
            Some(entry) => entry.push(Field { path, above, value, beside }),
            None => return Err(Left { at: start, why: "a value above the first category or paper" }),
        }
        Ok(())
    }

    fn path(&mut self) -> Result<Vec<String>, Left> {
        let mut path = Vec::new();
        loop {
            self.blanks();
            let name = match self.kind() {
                TokenKind::Atom => self.raw().to_owned(),
                TokenKind::BasicString | TokenKind::LiteralString => self.decoded(self.raw())?,
                _ => return self.left("it is not understood here"),
            };
            path.push(name);
            self.at += 1;
            self.blanks();
            if self.kind() != TokenKind::Dot {
                return Ok(path);
            }
            self.at += 1;
        }
    }

    fn decoded(&self, raw: &str) -> Result<String, Left> {
        let line = format!("v = {raw}");
        let (table, errors) = DeTable::parse_recoverable(&line);
        match table.get_ref().get("v").map(toml::Spanned::get_ref) {
            Some(DeValue::String(text)) if errors.is_empty() => Ok(text.to_string()),
            _ => self.left("a text that is not understood"),
        }
    }

    /// A value; comments in an inline table go into `above`.
    fn value(&mut self, above: &mut Vec<String>, depth: usize) -> Result<Value, Left> {
        self.blanks();
        if depth > DEPTH {
            return self.left("lists and tables that stand too deep in each other");
        }
        match self.kind() {
            TokenKind::BasicString
            | TokenKind::LiteralString
            | TokenKind::MlBasicString
            | TokenKind::MlLiteralString => {
                let text = self.decoded(self.raw())?;
                self.at += 1;
                Ok(Value::Text(text))
            }
            TokenKind::LeftSquareBracket => {
                self.at += 1;
                self.list(depth)
            }
            TokenKind::LeftCurlyBracket => {
                self.at += 1;
                self.table(above, depth)
            }
            TokenKind::Atom | TokenKind::Dot => {
                let start = self.offset();
                // A date may have a blank before its time.
                let mut end = start;
                loop {
                    match self.kind() {
                        TokenKind::Atom | TokenKind::Dot => end = start + (self.offset() - start) + self.raw().len(),
                        TokenKind::Whitespace => {}
                        _ => break,
                    }
                    self.at += 1;
                }
                Ok(Value::Raw(self.text[start..end].to_owned()))
            }
            _ => self.left("it is not understood here"),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, Left> {
        let (mut items, mut above, mut fresh) = (Vec::<Item>::new(), Vec::new(), true);
        loop {
            match self.kind() {
                TokenKind::RightSquareBracket => {
                    self.at += 1;
                    return Ok(Value::List(items, above));
                }
                TokenKind::Whitespace | TokenKind::Comma => self.at += 1,
                TokenKind::Newline => {
                    fresh = true;
                    self.at += 1;
                }
                TokenKind::Comment => {
                    let comment = self.comment();
                    match items.last_mut() {
                        Some(last) if !fresh && last.beside.is_none() => last.beside = Some(comment),
                        _ => above.push(comment),
                    }
                }
                _ => {
                    let mut above = std::mem::take(&mut above);
                    let value = self.value(&mut above, depth + 1)?;
                    // Inside another list a comment has no line of its own.
                    if depth > 0 && (!above.is_empty() || commented(&value)) {
                        return self.left("a comment inside a list that stands in another");
                    }
                    items.push(Item { above, value, beside: None });
                    fresh = false;
                }
            }
        }
    }

    fn table(&mut self, above: &mut Vec<String>, depth: usize) -> Result<Value, Left> {
        let mut fields = Vec::new();
        loop {
            match self.kind() {
                TokenKind::RightCurlyBracket => {
                    self.at += 1;
                    return Ok(Value::Table(fields));
                }
                TokenKind::Whitespace | TokenKind::Comma | TokenKind::Newline => self.at += 1,
                TokenKind::Comment => above.push(self.comment()),
                _ => {
                    let path = self.path()?;
                    self.expect(TokenKind::Equals)?;
                    let value = self.value(above, depth + 1)?;
                    if commented(&value) && depth > 0 {
                        return self.left("a comment inside a list that stands in another");
                    }
                    fields.push((path, value));
                }
            }
        }
    }
}

/// Whether a list has comments of its own.
fn commented(value: &Value) -> bool {
    match value {
        Value::List(items, end) => {
            let own = |item: &Item| item.beside.is_some() || !item.above.is_empty() || commented(&item.value);
            !end.is_empty() || items.iter().any(own)
        }
        Value::Table(fields) => fields.iter().any(|(_, value)| commented(value)),
        Value::Text(_) | Value::Raw(_) => false,
    }
}

/// A date or a number as the text that it is read as.
fn plain(field: &str, value: Value) -> Value {
    let textual = matches!(field, "added" | "date" | "issue" | "pages" | "volume");
    match value {
        Value::Raw(raw) if textual && raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => Value::Text(raw),
        value => value,
    }
}

/// Without the empty lines around them.
fn trimmed(lines: &[String]) -> Vec<String> {
    let from = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    let to = lines.iter().rposition(|line| !line.is_empty()).map_or(from, |at| at + 1);
    lines[from..to].to_vec()
}

/// The comments before the first empty line, and those after it; all are after it where there is none.
fn split_first(lines: Vec<String>) -> (Vec<String>, Vec<String>) {
    match lines.iter().position(String::is_empty) {
        Some(at) => (lines[..at].to_vec(), trimmed(&lines[at..])),
        None => (Vec::new(), lines),
    }
}

/// The comments before the last empty line, and those after it. What speaks of the schema stands at the top.
fn split_last(lines: &[String]) -> (Vec<String>, Vec<String>) {
    let after = lines.iter().rposition(String::is_empty).map_or(0, |at| at + 1);
    let schema = lines.iter().rposition(|line| line.starts_with("#:")).map_or(0, |at| at + 1);
    let at = after.max(schema);
    (trimmed(&lines[..at]), trimmed(&lines[at..]))
}
