//! The arguments of a directive: flags, options and selectors on one line.
//!
//! Every wrong argument of a directive is reported, not the first alone.

use std::sync::Arc;

use super::{Directive, Options, Placement, Selector, value};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::options::{DirectiveSpec, OptionSpec, ValueType};
use crate::source::{Source, Span, Spanned};

/// How a directive ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// `>>`.
    Angles,
    /// `-->`.
    Comment,
    /// With the text, where arguments stand by themselves.
    Text,
}

impl Ending {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Ending::Angles => ">>",
            Ending::Comment => "-->",
            Ending::Text => "",
        }
    }

    /// Whether it stands at the front of what is left.
    fn begins(self, rest: &str) -> bool {
        if self == Ending::Text { rest.is_empty() } else { rest.starts_with(self.as_str()) }
    }
}

type Arguments = (Vec<Spanned<Selector>>, Options, usize);

/// Reads the arguments in `line`, the rest of the line after the name of the directive that begins at `start`.
///
/// Gives back the offset after the directive, in either case.
pub(super) fn arguments(
    source: &Arc<Source>,
    spec: &'static DirectiveSpec,
    start: usize,
    line: Span,
    ending: Ending,
) -> Result<Arguments, (Vec<Diagnostic>, usize)> {
    let text = &source.text[line.range()];
    if ending != Ending::Text && is_crowded(text, ending) {
        let found = Code::BadSyntax
            .at((source, Span::new(line.start, line.start)), format!("a blank belongs after `{}`", spec.name))
            .label("here");
        return Err((vec![found], after(text, ending).map_or(line.end, |end| line.start + end)));
    }
    let mut words = Words { text, at: 0, ending };
    let mut parser = Parser {
        source,
        spec,
        selectors: Vec::new(),
        options: Options::default(),
        given: Vec::new(),
        found: Vec::new(),
        lost: false,
    };
    let end = loop {
        match words.next_word() {
            Next::Word(word) => parser.argument(&word, line.start),
            Next::End(end) => break line.start + end,
            Next::Crowded(at) => {
                let found = Code::BadSyntax
                    .at((source, Span::new(line.start + at, line.start + at)), "a blank belongs after a quote")
                    .label("here");
                return Err((vec![found], after(&text[at..], ending).map_or(line.end, |end| line.start + at + end)));
            }
            Next::Unquoted(quote) => {
                let found = Code::BadSyntax
                    .at((source, Span::new(line.start + quote, line.end)), "this quote does not end")
                    .help("a quote ends with `\"` on the line where it begins; inside it write `\\\"`");
                return Err((vec![found], line.end));
            }
            Next::Unclosed => {
                let found = Code::BadSyntax
                    .at((source, Span::new(start, line.end)), format!("`{}` does not end", spec.name))
                    .help(format!("a directive ends with `{}` on the line where it begins", ending.as_str()));
                return Err((vec![found], line.end));
            }
        }
    };
    if parser.found.is_empty() { Ok((parser.selectors, parser.options, end)) } else { Err((parser.found, end)) }
}

/// Reads all of `source` as the arguments of a directive.
pub fn read_arguments(source: &Arc<Source>, spec: &'static DirectiveSpec) -> Result<Directive, Vec<Diagnostic>> {
    let whole = Span::new(0, source.text.len());
    let (selectors, options, _) = arguments(source, spec, 0, whole, Ending::Text).map_err(|(found, _)| found)?;
    Ok(Directive { spec, span: whole, selectors, options, placement: Placement::Inline })
}

/// Whether something stands where a blank, a comma or the end belongs.
fn is_crowded(rest: &str, ending: Ending) -> bool {
    rest.starts_with(|c: char| !c.is_whitespace() && c != ',') && !ending.begins(rest)
}

/// Where a directive ends that cannot be read.
fn after(text: &str, ending: Ending) -> Option<usize> {
    text.find(ending.as_str()).map(|end| end + ending.as_str().len())
}

/// A piece between blanks; quotes are taken off, and remembered.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    /// Where it stands in the line.
    start: usize,
    end: usize,
    /// The text in front of `=`, if there is one outside quotes.
    name: Option<String>,
    /// What is left, quotes and their escapes undone.
    value: String,
    /// Where the value begins.
    value_start: usize,
    /// Whether the value begins with a quote, or, for `@"…"`, has one after the `@`.
    quoted: bool,
}

/// What people, and the programs they write with, take for quotes.
const MISQUOTES: [char; 7] = ['\'', '‘', '’', '“', '”', '„', '«'];

impl Word {
    fn is_misquoted(&self) -> bool {
        !self.quoted && self.value.starts_with(MISQUOTES)
    }
}

enum Next {
    Word(Word),
    End(usize),
    /// Something stands right after a quote, here.
    Crowded(usize),
    /// The line ends inside the quote that begins here.
    Unquoted(usize),
    /// The line ends before the directive.
    Unclosed,
}

/// Splits a line at blanks, and at commas between selectors.
struct Words<'t> {
    text: &'t str,
    at: usize,
    ending: Ending,
}

impl Words<'_> {
    fn next_word(&mut self) -> Next {
        self.skip(|c| c.is_whitespace() || c == ',');
        let start = self.at;
        let mut word = Word { start, end: start, name: None, value: String::new(), value_start: start, quoted: false };
        loop {
            let rest = &self.text[self.at..];
            if self.ending.begins(rest) {
                if self.at > start {
                    break;
                }
                return Next::End(self.at + self.ending.as_str().len());
            }
            let Some(c) = rest.chars().next() else {
                return Next::Unclosed;
            };
            match c {
                '"' if word.value.is_empty() || word.value == "@" => {
                    let quote = self.at;
                    word.quoted = true;
                    if !self.quoted(&mut word.value) {
                        return Next::Unquoted(quote);
                    }
                    let rest = &self.text[self.at..];
                    if is_crowded(rest, self.ending) {
                        return Next::Crowded(self.at);
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
        Next::Word(word)
    }

    /// Reads `"…"` with `\"` and `\\`; false if it does not end.
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

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches(skipped).len();
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

struct Parser<'s> {
    source: &'s Arc<Source>,
    spec: &'static DirectiveSpec,
    selectors: Vec<Spanned<Selector>>,
    options: Options,
    given: Vec<&'static str>,
    found: Vec<Diagnostic>,
    /// Whether nothing is known of what follows.
    lost: bool,
}

impl Parser<'_> {
    fn argument(&mut self, word: &Word, base: usize) {
        if self.lost {
            return;
        }
        let span = Span::new(word.start, word.end).shifted(base);
        let value_span = Span::new(word.value_start, word.end).shifted(base);
        match &word.name {
            Some(name) => match self.spec.option(name) {
                Some(_) if word.is_misquoted() => self.misquoted(word, value_span),
                Some(option) => self.option(option, &word.value, value_span, span),
                None => self.unknown_option(name, Span::new(word.start, word.start + name.len()).shifted(base)),
            },
            // One that ends is looked up, and told with the name that was meant.
            None if word.is_misquoted() && !word.value.ends_with(MISQUOTES) => self.misquoted(word, span),
            None => match self.flag(word) {
                Some(option) => self.option(option, "true", span, span),
                None => self.selector(word, span),
            },
        }
    }

    /// A word between other quotes than ours. Where they end elsewhere, what follows is part of it as well.
    fn misquoted(&mut self, word: &Word, span: Span) {
        let found = Code::BadSyntax.at((self.source, span), "these are no quotes of ours");
        let inner = word.value.trim_matches(MISQUOTES);
        let name = word.name.as_ref().map(|name| format!("{name}=")).unwrap_or_default();
        self.lost = !word.value.ends_with(MISQUOTES) || inner.is_empty();
        self.found.push(if self.lost {
            found.help(format!("quotes are straight and double, as in `{name}\"…\"`"))
        } else {
            found.help(format!("write `{name}\"{inner}\"`"))
        });
    }

    /// The option that a bare word switches on.
    fn flag(&self, word: &Word) -> Option<&'static OptionSpec> {
        if word.quoted {
            return None;
        }
        let option = self.spec.option(&word.value)?;
        matches!(option.takes, ValueType::Flag | ValueType::FlagOr(_)).then_some(option)
    }

    fn unknown_option(&mut self, name: &str, span: Span) {
        let known = || self.spec.options().map(|option| option.name);
        let near = nearest(name, known());
        let found = Code::UnknownOption.at((self.source, span), format!("`{}` has no option `{name}`", self.spec.name));
        let found = match near {
            Some(near) => found.did_you_mean(Some(near)),
            None if matches!(name, "category" | "categories") => {
                found.help(format!("a category stands by itself: `<<#{} base-models>>`", self.spec.name))
            }
            None if known().next().is_none() => found.help(format!("`{}` takes no options", self.spec.name)),
            None => found.help(format!(
                "its options are {}",
                known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            )),
        };
        self.found.push(found);
    }

    fn selector(&mut self, word: &Word, span: Span) {
        let value = word.value.as_str();
        if value.starts_with('=') && !word.quoted {
            let found = Code::BadSyntax.at((self.source, span), "no blank stands before `=`");
            self.found.push(found.help("write `option=value`"));
            return;
        }
        let selector = match value.strip_prefix('@') {
            Some(key) => Selector::Key(key.to_owned()),
            None if word.quoted => Selector::Title(value.to_owned()),
            None => match value.strip_prefix("category:") {
                Some(category) => Selector::Category(category.to_owned()),
                None if value.contains('*') => Selector::Glob(value.to_owned()),
                None => Selector::Category(value.to_owned()),
            },
        };
        let missing = match &selector {
            Selector::Key(key) if key.is_empty() => "a key",
            Selector::Category(name) | Selector::Title(name) if name.trim().is_empty() => "a category",
            _ => "",
        };
        if !missing.is_empty() {
            self.found.push(Code::BadSyntax.at((self.source, span), format!("{missing} belongs here")));
        }
        self.selectors.push(Spanned::new(selector, span));
    }

    /// Sets an option; `span` is its value, `whole` all of it.
    fn option(&mut self, option: &'static OptionSpec, value: &str, span: Span, whole: Span) {
        if self.given.contains(&option.name) && !value::may_repeat(option) {
            self.found.push(Code::BadValue.at((self.source, whole), format!("`{}` is given twice", option.name)));
            return;
        }
        self.given.push(option.name);
        if let Err(found) = value::set(&mut self.options, option, value, (self.source, span)) {
            self.found.push(found);
        }
    }
}

/// A text as an argument has it between quotation marks.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Numbered, SortKey};
    use crate::options::DIRECTIVES;
    use crate::paper::Field;

    fn read(spec: &'static DirectiveSpec, line: &str) -> Result<Arguments, (Vec<Diagnostic>, usize)> {
        let source = Source::new("a.md", line);
        arguments(&source, spec, 0, Span::new(0, line.len()), Ending::Angles)
    }

    #[track_caller]
    fn selectors(line: &str, expect: &[Selector]) {
        let (selectors, _, end) = read(&DIRECTIVES[0], line).expect("the line is right");
        let selectors: Vec<_> = selectors.into_iter().map(|selector| selector.value).collect();
        assert_eq!((selectors.as_slice(), end), (expect, line.find(">>").expect("it ends") + 2));
    }

    #[test]
    fn bare_words_quotes_globs_and_keys_select() {
        let category = |id: &str| Selector::Category(id.to_owned());
        selectors(">>", &[]);
        selectors(" base-models >>", &[category("base-models")]);
        selectors(" a, b,c 评估>>", &[category("a"), category("b"), category("c"), category("评估")]);
        selectors(r#" "评估 \"LLMs\"">>"#, &[Selector::Title("评估 \"LLMs\"".to_owned())]);
        selectors(" resources/** *>>", &[Selector::Glob("resources/**".to_owned()), Selector::Glob("*".to_owned())]);
        selectors(
            " @touvron2023llama @\"O'Keeffe_1962, a\">>",
            &[Selector::Key("touvron2023llama".to_owned()), Selector::Key("O'Keeffe_1962, a".to_owned())],
        );
        selectors(" category:intro intro>>", &[category("intro")]);
        selectors(" \"intro\">>", &[Selector::Title("intro".to_owned())]);
    }

    #[test]
    fn options_are_read_with_their_types() {
        let (_, options, _) =
            read(&DIRECTIVES[0], " sort=-date,title limit=5 offset=0 notes=false intro empty=\"a >> b\" start=3>>")
                .unwrap();
        let sort = |field, descending| SortKey { field, descending };
        assert_eq!(
            options,
            Options {
                sort: vec![sort(Field::Date, true), sort(Field::Title, false)],
                limit: Some(5),
                offset: Some(0),
                notes: Some(false),
                intro: Some(true),
                empty: Some("a >> b".to_owned()),
                start: Some(3),
                ..Options::default()
            }
        );
        let numbered = |line| read(&DIRECTIVES[0], line).unwrap().1.numbered;
        assert_eq!(numbered(" numbered>>"), Some(Numbered::Flag(true)));
        assert_eq!(numbered(" numbered=false>>"), Some(Numbered::Flag(false)));
        assert_eq!(numbered(" numbered=continue>>"), Some(Numbered::Continue));
    }

    #[test]
    fn every_option_in_the_table_can_be_set() {
        for spec in DIRECTIVES {
            for option in spec.options() {
                let value = match option.takes {
                    ValueType::OneOf(words) | ValueType::ListOf(words) => words[0],
                    ValueType::Flag | ValueType::FlagOr(_) => "true",
                    ValueType::Number => "1",
                    ValueType::Level => "4",
                    ValueType::Years | ValueType::Date => "2022",
                    ValueType::SortFields => "title",
                    ValueType::Types => "book",
                    ValueType::Style => "compact",
                    ValueType::ReferenceStyle => "numeric",
                    ValueType::Text
                    | ValueType::Texts
                    | ValueType::Table
                    | ValueType::Words
                    | ValueType::Expression
                    | ValueType::Keys => "x",
                };
                let (_, options, _) = read(spec, &format!(" {}={value}>>", option.name)).unwrap();
                assert_ne!(options, Options::default(), "{}", option.name);
            }
        }
    }

    #[test]
    fn every_wrong_argument_is_reported() {
        #[track_caller]
        fn check(directive: usize, line: &str, expect: &[&str]) {
            let (faults, _) = read(&DIRECTIVES[directive], line).expect_err("the line is wrong");
            let faults: Vec<_> = faults
                .iter()
                .map(|found| {
                    let column = found.place.line_column().unwrap().column;
                    let help = found.help.as_deref().unwrap_or("-");
                    format!("{column} {}: {}; {}; {help}", found.code.as_str(), found.message, found.label)
                })
                .collect();
            assert_eq!(faults, expect);
        }
        check(
            0,
            " limt=5 sort=yaer notes=yes style=linsk group-sort=dsec limit=-1>>",
            &[
                "2 unknown-option: `papers` has no option `limt`; ; did you mean `limit`?",
                "14 bad-value: no field `yaer` to sort by; ; did you mean `year`?",
                "25 bad-value: `notes` cannot be `yes`; expected `true` or `false`; -",
                "35 bad-value: `style` cannot be `linsk`; expected one of `reading-list`, `compact`, `table`, `links`, the name of a CSL style, or a `.csl` or `.jinja` file; did you mean `links`?",
                "52 bad-value: `group-sort` cannot be `dsec`; expected one of `asc`, `desc`, `count`; did you mean `desc`?",
                "63 bad-value: `limit` cannot be `-1`; expected a number; -",
            ],
        );
        check(
            0,
            " limit intro intro=false limit= @ sort=->>",
            &[
                "14 bad-value: `intro` is given twice; ; -",
                "32 bad-value: `limit` needs a value; expected a number; -",
                "33 bad-syntax: a key belongs here; ; -",
                "40 bad-value: `sort` needs a field; ; -",
            ],
        );
        check(
            1,
            " a limit=3>>",
            &["4 unknown-option: `papers-count` has no option `limit`; ; its options are `author`, `cited`, `has`, \
                 `not-tag`, `not-type`, `since`, `status`, `tag`, `type`, `venue`, `where`, `year`"],
        );
        check(
            2,
            " limit=3>>",
            &["2 unknown-option: `papers-index` has no option `limit`; ; `papers-index` takes no options"],
        );
        check(
            0,
            " a \"b>>",
            &[
                "4 bad-syntax: this quote does not end; ; a quote ends with `\"` on the line where it begins; inside it write `\\\"`",
            ],
        );
        check(
            0,
            " a b",
            &["1 bad-syntax: `papers` does not end; ; a directive ends with `>>` on the line where it begins"],
        );
    }
}
