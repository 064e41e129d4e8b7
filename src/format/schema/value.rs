//! Reads the values of fields, such as texts, dates, names and links, and checks their types and formats.

use std::borrow::Cow;

use serde_json::Map;

use super::{PERSON, Reader, Syntax, TRANSLATION};
use crate::diagnostic::{Code, nearest};
use crate::format::bibtex::dates;
use crate::format::tree::{Node, Table, Value};
use crate::options::TYPES;
use crate::paper::entry_type::entry_type;
use crate::paper::{Contributors, Date, DateValue, Link, Person, Status, Translation};
use crate::source::{self, Span};
use crate::url;

impl Reader<'_> {
    pub(super) fn report(&mut self, code: Code, span: Span, message: String) {
        self.found.push(code.at((self.source, span), message));
    }

    pub(super) fn invalid_type(&mut self, value: &Node<'_>, expected: &str) {
        let found =
            Code::BadValue.at((self.source, value.span), format!("invalid type: {}", a(value))).expected(expected);
        self.found.push(found);
    }

    pub(super) fn text<'v>(&mut self, value: &'v Node<'_>) -> Option<&'v str> {
        match &value.value {
            Value::Text(text) => return Some(text),
            // In YAML it is easy to forget the quotes of a text, and the spelling is preserved.
            Value::Number(text) | Value::Boolean(text) if self.syntax == Syntax::Yaml => return Some(text),
            _ => self.invalid_type(value, "a text"),
        }
        None
    }

    /// Reads a text as one line with whitespace collapsed. Returns `None` if it is empty.
    pub(super) fn line(&mut self, value: &Node<'_>) -> Option<String> {
        let text = fold_blanks(self.text(value)?);
        if text.is_empty() { None } else { Some(text.into_owned()) }
    }

    pub(super) fn table<'v, 'i>(&mut self, value: &'v Node<'i>) -> Option<&'v Table<'i>> {
        if let Value::Table(table) = &value.value {
            return Some(table);
        }
        self.invalid_type(value, "a table");
        None
    }

    /// Reads the custom fields as JSON.
    pub(super) fn own(&mut self, value: &Node<'_>) -> Map<String, serde_json::Value> {
        let pairs = self.table(value).into_iter().flat_map(|table| &table.0);
        pairs.map(|pair| (pair.name.as_ref().to_owned(), pair.node.json())).collect()
    }

    pub(super) fn array<'v, 'i>(&mut self, value: &'v Node<'i>, expected: &str) -> &'v [Node<'i>] {
        if let Value::List(array) = &value.value {
            return array;
        }
        self.invalid_type(value, expected);
        if let Some(found) = self.found.last_mut().filter(|_| value.as_text().is_some()) {
            found.help = Some("put it in brackets: `[\"…\"]`".to_owned());
        }
        &[]
    }

    pub(super) fn texts(&mut self, value: &Node<'_>) -> Vec<source::Spanned<String>> {
        let mut texts = Vec::new();
        for text in self.array(value, "a list of texts") {
            match self.line(text) {
                Some(line) => texts.push(source::Spanned::new(line, text.span)),
                None if text.scalar().is_some() => {
                    self.report(Code::BadValue, text.span, "an empty text".to_owned());
                }
                None => {}
            }
        }
        texts
    }

    pub(super) fn key(&mut self, value: &Node<'_>) -> Option<String> {
        let key = self.text(value)?;
        let span = value.span;
        self.key = span;
        if key.trim().is_empty() {
            self.report(Code::BadValue, span, "an `id` cannot be empty".to_owned());
            return None;
        }
        if key.chars().any(char::is_control) {
            self.report(Code::BadValue, span, "an `id` cannot contain control characters".to_owned());
        }
        Some(key.to_owned())
    }

    /// Reads a category's id: slugs of letters, digits, `-`, `_`, `.` and `+` in any script, joined by `/`.
    pub(super) fn path(&mut self, value: &Node<'_>) -> Option<String> {
        let path = self.text(value)?;
        self.key = value.span;
        let slug = |slug: &str| {
            !slug.is_empty() && slug.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+'))
        };
        // An invalid id is preserved, so that references to it are not reported too.
        let kept = Some(path.to_owned()).filter(|path| !path.trim().is_empty());
        if path.split('/').all(slug) {
            return kept;
        }
        let found = Code::BadValue
            .at((self.source, self.key), format!("`{path}` cannot be the id of a category"))
            .expected("letters, digits, `-`, `_`, `.` and `+`, joined by `/`");
        let suggestion = slugs(path);
        self.found.push(if suggestion.is_empty() { found } else { found.help(format!("for example `{suggestion}`")) });
        kept
    }

    pub(super) fn kind(&mut self, value: &Node<'_>) -> String {
        let Some(kind) = self.text(value) else { return "article".to_owned() };
        if !TYPES.contains(&kind) {
            let found =
                Code::BadValue.at((self.source, value.span), format!("no type `{kind}`")).label("not a type of CSL");
            let near = entry_type(kind).map(|known| known.csl).or_else(|| nearest(kind, TYPES.iter().copied()));
            self.found.push(found.help("such as `paper-conference`, `article-journal` or `book`").did_you_mean(near));
        }
        kind.to_owned()
    }

    pub(super) fn status(&mut self, value: &Node<'_>) -> Option<Status> {
        let word = self.text(value)?;
        let known = Status::ALL.iter().find(|status| status.as_str() == word);
        if known.is_none() {
            let words = Status::ALL.iter().map(|status| status.as_str());
            let found = Code::BadValue
                .at((self.source, value.span), format!("no status `{word}`"))
                .expected("one of `to-read`, `reading`, `read`");
            self.found.push(found.did_you_mean(nearest(word, words)));
        }
        known.copied()
    }

    pub(super) fn language(&mut self, value: &Node<'_>) -> Option<String> {
        let tag = self.text(value)?;
        if is_language_tag(tag) {
            return Some(tag.to_owned());
        }
        let found = Code::BadValue
            .at((self.source, value.span), format!("`{tag}` is not a language tag"))
            .expected("BCP 47, such as `en` or `zh-Hans`");
        self.found.push(found);
        None
    }

    /// A date in ISO 8601 or EDTF, words without digits, or `{ literal = "…" }` for any words.
    pub(super) fn date(&mut self, value: &Node<'_>) -> Option<DateValue> {
        if let Value::Table(Table(parts)) = &value.value
            && let [part] = parts.as_slice()
            && part.name == "literal"
        {
            let words = self.line(&part.node)?;
            return Some(dates::literal(&words));
        }
        if let Some(text) = value.as_text().filter(|text| !text.contains(|c: char| c.is_ascii_digit())) {
            let words = fold_blanks(text);
            if !words.is_empty() {
                return Some(DateValue::words(&words, None));
            }
        }
        if let Some(extended) = value.as_text().and_then(|text| DateValue::parse(text.trim())) {
            // `2023-4` is a slip in a file of ours.
            if extended.to_string() == value.as_text().unwrap_or_default().trim() {
                return Some(extended);
            }
        }
        self.day(value).map(DateValue::from)
    }

    /// A day, month or year of the calendar.
    pub(super) fn day(&mut self, value: &Node<'_>) -> Option<Date> {
        let written = match &value.value {
            Value::Text(text) => text.trim().to_owned(),
            Value::Number(year) if !year.contains('.') => year.as_ref().to_owned(),
            Value::Moment(moment) if !is_time(moment) => moment.get(..10).unwrap_or_default().to_owned(),
            _ => {
                self.invalid_type(value, "a date such as `2023-04`");
                return None;
            }
        };
        let date = Date::parse(&written);
        if date.is_none() {
            let found = Code::BadDate
                .at((self.source, value.span), format!("`{written}` is not a date"))
                .expected("`YYYY`, `YYYY-MM` or `YYYY-MM-DD`");
            self.found.push(found.did_you_mean(suggest_date(&written).as_deref()));
        }
        date
    }

    /// Reads a list of names. The last may be `others`, as in BibTeX, or `{ others = true }`.
    pub(super) fn people(&mut self, value: &Node<'_>) -> Contributors {
        let mut people = Vec::new();
        let mut others = false;
        let names = self.array(value, "a list of names");
        for (index, name) in names.iter().enumerate() {
            if is_others(name, index) {
                others = true;
                if index + 1 < names.len() {
                    let found =
                        Code::BadName.at((self.source, name.span), "`others` before the end of a list of names");
                    self.found.push(found.label("expected as the last item"));
                }
                continue;
            }
            match &name.value {
                Value::Text(text) if !text.trim().is_empty() => {
                    if Person::is_several(text) {
                        let found = Code::BadName
                            .at((self.source, name.span), format!("`{}` looks like several names", fold_blanks(text)))
                            .help("write a text for each; one that is a single name goes into `{ name = \"…\" }`");
                        self.found.push(found);
                        // Splitting it into parts would produce invalid names.
                        people.push(Person {
                            family: fold_blanks(text).into_owned(),
                            whole: true,
                            ..Person::default()
                        });
                    } else {
                        people.push(Person::parse(text));
                    }
                }
                Value::Table(parts) => {
                    let mut person = Person::default();
                    self.fields("a name", PERSON, &mut person, parts);
                    if person.family.is_empty() {
                        self.report(Code::BadValue, name.span, "a name without `family` or `name`".to_owned());
                    } else {
                        people.push(person);
                    }
                }
                Value::Text(_) => self.report(Code::BadValue, name.span, "an empty name".to_owned()),
                _ => self.invalid_type(name, "a name"),
            }
        }
        Contributors { named: people, others }
    }

    pub(super) fn links(&mut self, value: &Node<'_>) -> Vec<Link> {
        let mut links = Vec::new();
        let Value::Table(table) = &value.value else {
            let found = Code::BadValue.at((self.source, value.span), format!("invalid type: {}", a(value)));
            self.found
                .push(found.expected("a table of labels and addresses").help("write `links.pdf = \"https://…\"`"));
            return links;
        };
        for pair in &table.0 {
            let target = &pair.node;
            let label = fold_blanks(&pair.name);
            let named = |address: &str| if label.is_empty() { address.to_owned() } else { label.clone().into_owned() };
            let targets = match &target.value {
                Value::List(targets) => &targets[..],
                _ => std::slice::from_ref(target),
            };
            for target in targets {
                let Some(address) = self.text(target) else { continue };
                if url::safe(address).is_none() {
                    let found = Code::BadLink
                        .at((self.source, target.span), format!("the link `{label}` has no safe address"))
                        .expected("`https:`, `http:`, `mailto:` or a relative address")
                        .help("it is shown as text");
                    self.found.push(found);
                }
                if let Some(meant) = url::meant(address) {
                    let found = Code::BadLink
                        .at((self.source, target.span), format!("the link `{label}` has no scheme"))
                        .label("a relative path");
                    self.found.push(found.did_you_mean(Some(&meant)));
                }
                links.push(Link { label: named(address), url: address.to_owned() });
            }
        }
        links
    }

    pub(super) fn translations(&mut self, value: &Node<'_>) -> Vec<(String, Translation)> {
        let mut translations = Vec::new();
        for pair in self.table(value).into_iter().flat_map(|table| &table.0) {
            let mut translation = Translation::default();
            let Some(table) = self.table(&pair.node) else { continue };
            self.fields("a translation", &TRANSLATION, &mut translation, table);
            translations.push((pair.name.as_ref().to_owned(), translation));
        }
        translations
    }
}

/// Whether an item of a list of names states that there are more: `{ others = true }`, or the word `others` after a name.
fn is_others(name: &Node<'_>, index: usize) -> bool {
    match &name.value {
        Value::Text(text) => index > 0 && text.trim() == "others",
        Value::Table(Table(parts)) => match parts.as_slice() {
            [only] => only.name == "others" && matches!(&only.node.value, Value::Boolean(text) if text == "true"),
            _ => false,
        },
        _ => false,
    }
}

/// Returns the type of a value with its article, for messages.
pub(super) fn a(value: &Node<'_>) -> &'static str {
    match &value.value {
        Value::Text(_) => "a text",
        Value::Number(_) => "a number",
        Value::Boolean(_) => "a Boolean",
        Value::Moment(moment) if is_time(moment) => "a time",
        Value::Moment(_) => "a date",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
        Value::Null => "nothing",
    }
}

/// Whether a date-time is only a time: `07:32:00`.
fn is_time(moment: &str) -> bool {
    moment.as_bytes().get(2) == Some(&b':')
}

/// Trims the text and collapses whitespace to single spaces. No-break spaces are kept.
pub(in crate::format) fn fold_blanks(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let is_blank = |c: char| c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{202F}');
    let mut before = 'x';
    let folded = text.chars().all(|c| {
        let fine = !is_blank(c) || (c == ' ' && before != ' ');
        before = c;
        fine
    });
    if folded {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split(is_blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

fn slugs(path: &str) -> String {
    let slug = |part: &str| {
        let words = part.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
    };
    path.split('/').map(slug).filter(|slug| !slug.is_empty()).collect::<Vec<_>>().join("/")
}

fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let alphanumeric =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = parts.next().unwrap_or_default();
    (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic()) && parts.all(alphanumeric)
}

/// Suggests a date for another notation: `2023/4`, `2023.04.15`.
fn suggest_date(written: &str) -> Option<String> {
    let numbers: Vec<&str> = written.split(['-', '/', '.', ' ']).collect();
    let (year, rest) = numbers.split_first()?;
    if !(1..=2).contains(&rest.len()) || year.len() != 4 {
        return None;
    }
    let padded: Vec<_> =
        std::iter::once((*year).to_owned()).chain(rest.iter().map(|part| format!("{part:0>2}"))).collect();
    Date::parse(&padded.join("-")).map(|date| date.to_string())
}
