//! The arguments of a directive: flags, options and selectors on one line.
//!
//! The parser continues after an invalid argument, so that all of them are reported.

use std::sync::Arc;

use self::words::{NextWord, OTHER_QUOTES, Tokenizer, Word, lacks_space};
use super::{Directive, Placement, Selector};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::options::{DirectiveSpec, OptionSpec, OptionValue, Options};
use crate::source::{Source, Span, Spanned};

mod words;

/// What ends a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// `>>`.
    Angles,
    /// `-->`.
    Comment,
    /// The end of the text, for arguments without a directive around them.
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

    /// Whether `rest` begins with it.
    fn begins(self, rest: &str) -> bool {
        if self == Ending::Text { rest.is_empty() } else { rest.starts_with(self.as_str()) }
    }
}

type ParsedArguments = (Vec<Spanned<Selector>>, Options, usize);

/// Parses the arguments in `line`, the rest of the line after the name of the directive that begins at `start`.
///
/// Returns the selectors, the options and the offset after the directive.
///
/// # Errors
/// Returns a diagnostic for each invalid argument, and the offset after the directive.
pub(super) fn arguments(
    source: &Arc<Source>,
    spec: &'static DirectiveSpec,
    start: usize,
    line: Span,
    ending: Ending,
) -> Result<ParsedArguments, (Vec<Diagnostic>, usize)> {
    let text = &source.text[line.range()];
    let end_after = |at: usize| {
        let end = text[at..].find(ending.as_str()).map(|end| at + end + ending.as_str().len());
        end.map_or(line.end, |end| line.start + end)
    };
    let missing_space = |at: usize, message: String| {
        let place = Span::new(line.start + at, line.start + at);
        (vec![Code::BadSyntax.at((source, place), message).label("here")], end_after(at))
    };
    if ending != Ending::Text && lacks_space(text, ending) {
        return Err(missing_space(0, format!("expected a space after `{}`", spec.name)));
    }
    let mut tokenizer = Tokenizer::new(text, ending);
    let mut parser = ArgumentParser::new(source, spec);
    let end = loop {
        match tokenizer.next_word() {
            NextWord::Word(word) => parser.argument(&word, line.start),
            NextWord::End(end) => break line.start + end,
            NextWord::NoSpace(at) => {
                return Err(missing_space(at, "expected a space after the closing quote".to_owned()));
            }
            NextWord::UnclosedQuote(quote) => {
                let error = Code::BadSyntax
                    .at((source, Span::new(line.start + quote, line.end)), "unclosed quote")
                    .help("close it with `\"` on the same line; inside quotes write `\\\"` for a quote");
                return Err((vec![error], line.end));
            }
            NextWord::Unclosed => {
                let error = Code::BadSyntax
                    .at((source, Span::new(start, line.end)), format!("unclosed directive `{}`", spec.name))
                    .help(format!("a directive must end with `{}` on the line where it begins", ending.as_str()));
                return Err((vec![error], line.end));
            }
        }
    };
    if parser.diagnostics.is_empty() {
        Ok((parser.selectors, parser.options, end))
    } else {
        Err((parser.diagnostics, end))
    }
}

/// Parses all of `source` as the arguments of a directive.
///
/// # Errors
/// Returns a diagnostic for each invalid argument.
pub fn read_arguments(source: &Arc<Source>, spec: &'static DirectiveSpec) -> Result<Directive, Vec<Diagnostic>> {
    let span = Span::new(0, source.text.len());
    let (selectors, options, _) = arguments(source, spec, 0, span, Ending::Text).map_err(|(errors, _)| errors)?;
    Ok(Directive { spec, span, selectors, options, placement: Placement::Inline })
}

/// An argument as written, complete or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenArgument {
    /// The name before `=`; `None` for a selector or a flag.
    pub name: Option<String>,
    /// The argument.
    pub span: Span,
    /// Its value, with quotes.
    pub value: Span,
    /// Whether the value ends in an unclosed quote.
    pub is_unclosed: bool,
}

/// Splits the arguments in a range of a text. The last may be unfinished.
pub fn written_arguments(text: &str, range: Span) -> Vec<WrittenArgument> {
    let inner = &text[range.range()];
    let mut tokenizer = Tokenizer::new(inner, Ending::Text);
    let mut arguments = Vec::new();
    let argument = |name, start: usize, value: usize, end: usize, is_unclosed| WrittenArgument {
        name,
        span: Span::new(start, end).shifted(range.start),
        value: Span::new(value, end).shifted(range.start),
        is_unclosed,
    };
    loop {
        match tokenizer.next_word() {
            NextWord::Word(word) => arguments.push(argument(word.name, word.start, word.value_start, word.end, false)),
            NextWord::UnclosedQuote(quote) => {
                let before = &inner[..quote];
                let start = before.rfind(|c: char| c.is_whitespace() || c == ',').map_or(0, |at| at + 1);
                let name = before[start..].strip_suffix('=').map(str::to_owned);
                arguments.push(argument(name, start, quote, inner.len(), true));
                return arguments;
            }
            // The rest has no reading.
            NextWord::NoSpace(_) | NextWord::End(_) | NextWord::Unclosed => return arguments,
        }
    }
}

struct ArgumentParser<'s> {
    source: &'s Arc<Source>,
    spec: &'static DirectiveSpec,
    selectors: Vec<Spanned<Selector>>,
    options: Options,
    /// The names of the options so far.
    given: Vec<&'static str>,
    diagnostics: Vec<Diagnostic>,
    /// Whether the rest of the line is ignored, since it may be inside unsupported quotation marks.
    ignores_rest: bool,
}

impl<'s> ArgumentParser<'s> {
    fn new(source: &'s Arc<Source>, spec: &'static DirectiveSpec) -> Self {
        Self {
            source,
            spec,
            selectors: Vec::new(),
            options: Options::default(),
            given: Vec::new(),
            diagnostics: Vec::new(),
            ignores_rest: false,
        }
    }

    fn error(&self, code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        code.at((self.source, span), message)
    }

    /// Parses a word whose line begins at `base`.
    fn argument(&mut self, word: &Word, base: usize) {
        if self.ignores_rest {
            return;
        }
        let span = Span::new(word.start, word.end).shifted(base);
        let value_span = Span::new(word.value_start, word.end).shifted(base);
        match &word.name {
            Some(name) => match self.spec.option(name) {
                Some(_) if word.has_other_quotes() => self.unsupported_quotes(word, value_span),
                Some(option) => self.option(option, &word.value, value_span, span),
                None => self.unknown_option(name, Span::new(word.start, word.start + name.len()).shifted(base)),
            },
            // A selector whose quotation marks are closed is looked up, and reported with a suggestion.
            None if word.has_other_quotes() && !word.value.ends_with(OTHER_QUOTES) => {
                self.unsupported_quotes(word, span);
            }
            None => match self.flag(word) {
                Some(option) => self.option(option, "true", span, span),
                None => self.selector(word, span),
            },
        }
    }

    /// Reports unsupported quotation marks. If they are not closed in this word, they may contain the rest of the line.
    fn unsupported_quotes(&mut self, word: &Word, span: Span) {
        let error = self.error(Code::BadSyntax, span, "unsupported quotation marks");
        let inner = word.value.trim_matches(OTHER_QUOTES);
        let name = word.name.as_ref().map(|name| format!("{name}=")).unwrap_or_default();
        self.ignores_rest = !word.value.ends_with(OTHER_QUOTES) || inner.is_empty();
        self.diagnostics.push(if self.ignores_rest {
            error.help(format!("use straight double quotes, as in `{name}\"…\"`"))
        } else {
            error.help(format!("write `{name}\"{inner}\"`"))
        });
    }

    /// Returns the option that a word without a value sets to `true`.
    fn flag(&self, word: &Word) -> Option<&'static OptionSpec> {
        if word.quoted {
            return None;
        }
        self.spec.option(&word.value).filter(|option| option.is_flag())
    }

    fn unknown_option(&mut self, name: &str, span: Span) {
        let directive = self.spec.name;
        let known = || self.spec.options().map(|option| option.name);
        let error = self.error(Code::UnknownOption, span, format!("`{directive}` has no option `{name}`"));
        let error = match nearest(name, known()) {
            Some(near) => error.did_you_mean(Some(near)),
            None if matches!(name, "category" | "categories") => {
                error.help(format!("name the category without an option: `<<#{directive} base-models>>`"))
            }
            None if known().next().is_none() => error.help(format!("`{directive}` takes no options")),
            None => {
                let names: Vec<_> = known().map(|name| format!("`{name}`")).collect();
                error.help(format!("its options are {}", names.join(", ")))
            }
        };
        self.diagnostics.push(error);
    }

    fn selector(&mut self, word: &Word, span: Span) {
        let value = word.value.as_str();
        if value.starts_with('=') && !word.quoted {
            let error = self.error(Code::BadSyntax, span, "unexpected space before `=`");
            self.diagnostics.push(error.help("write `option=value`"));
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
            Selector::Key(key) => key.is_empty().then_some("a key"),
            Selector::Category(name) | Selector::Title(name) => name.trim().is_empty().then_some("a category"),
            Selector::Glob(_) => None,
        };
        if let Some(missing) = missing {
            self.diagnostics.push(self.error(Code::BadSyntax, span, format!("expected {missing}")));
        }
        self.selectors.push(Spanned::new(selector, span));
    }

    /// Sets an option. `value_span` is the span of its value, `span` that of the argument.
    fn option(&mut self, option: &'static OptionSpec, text: &str, value_span: Span, span: Span) {
        let name = option.name;
        if self.given.contains(&name) && !option.is_repeatable() {
            self.diagnostics.push(self.error(Code::BadValue, span, format!("`{name}` is given twice")));
            return;
        }
        self.given.push(name);
        let value = OptionValue { name, text, source: self.source, span: value_span };
        if let Err(error) = option.set(&mut self.options, value) {
            self.diagnostics.push(error);
        }
    }
}

/// Quotes a text as an argument.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{DIRECTIVES, Numbered, SortKey, ValueType};
    use crate::paper::Field;

    fn read(spec: &'static DirectiveSpec, line: &str) -> Result<ParsedArguments, (Vec<Diagnostic>, usize)> {
        let source = Source::new("a.md", line);
        arguments(&source, spec, 0, Span::new(0, line.len()), Ending::Angles)
    }

    #[track_caller]
    fn selectors(line: &str, expect: &[Selector]) {
        let (selectors, _, end) = read(&DIRECTIVES[0], line).expect("the line is valid");
        let selectors: Vec<_> = selectors.into_iter().map(|selector| selector.value).collect();
        assert_eq!((selectors.as_slice(), end), (expect, line.find(">>").expect("it ends") + 2));
    }

    #[test]
    fn unfinished_arguments_are_split_as_written() {
        #[track_caller]
        fn check(text: &str, expect: &[(Option<&str>, &str, bool)]) {
            let arguments = written_arguments(text, Span::new(0, text.len()));
            let arguments: Vec<_> = arguments
                .iter()
                .map(|argument| (argument.name.as_deref(), &text[argument.value.range()], argument.is_unclosed))
                .collect();
            assert_eq!(arguments, expect, "{text}");
        }
        check("", &[]);
        check(" a, tag=x,y sort=", &[(None, "a", false), (Some("tag"), "x,y", false), (Some("sort"), "", false)]);
        check(" \"Base M", &[(None, "\"Base M", true)]);
        check(" where=\"year > 2", &[(Some("where"), "\"year > 2", true)]);
        check(" @\"a b\" x", &[(None, "@\"a b\"", false), (None, "x", false)]);
        check(" \"a\"b c", &[]);
    }

    #[test]
    fn words_quotes_globs_and_keys_are_selectors() {
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
    fn option_values_are_parsed_by_type() {
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
        assert_eq!(numbered(" numbered>>"), Some(Numbered::Yes));
        assert_eq!(numbered(" numbered=false>>"), Some(Numbered::No));
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
                    | ValueType::Names
                    | ValueType::Table
                    | ValueType::Words
                    | ValueType::Expression
                    | ValueType::Keys => "x",
                };
                let (_, options, _) = read(spec, &format!(" {}={value}>>", option.name)).unwrap();
                assert_ne!(options, Options::default(), "{}", option.name);
                assert!(options.filters.iter().all(|filter| filter.value.name() == option.name), "{}", option.name);
            }
        }
    }

    #[test]
    fn every_invalid_argument_is_reported() {
        #[track_caller]
        fn check(directive: usize, line: &str, expect: &[&str]) {
            let (errors, _) = read(&DIRECTIVES[directive], line).expect_err("the line is invalid");
            let errors: Vec<_> = errors
                .iter()
                .map(|error| {
                    let column = error.place.line_column().unwrap().column;
                    let help = error.help.as_deref().unwrap_or("-");
                    format!("{column} {}: {}; {}; {help}", error.code.as_str(), error.message, error.label_text())
                })
                .collect();
            assert_eq!(errors, expect);
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
                "33 bad-syntax: expected a key; ; -",
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
                "4 bad-syntax: unclosed quote; ; close it with `\"` on the same line; inside quotes write `\\\"` for a quote",
            ],
        );
        check(
            0,
            " a b",
            &[
                "1 bad-syntax: unclosed directive `papers`; ; a directive must end with `>>` on the line where it begins",
            ],
        );
    }
}
