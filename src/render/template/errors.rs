//! What is wrong with a template, where, and what was meant.

use std::error::Error as _;
use std::sync::Arc;

use minijinja::{Error, ErrorKind};

use super::FILTERS;
use crate::diagnostic::{Code, Diagnostic, Level, Place, nearest};
use crate::source::{Source, Span};

/// HTML that a template writes where Markdown is read: it is shown as text.
pub(super) fn stray_html(html: &str, main: &Arc<Source>) -> Diagnostic {
    let tag = html.split(['>', ' ', '\n']).next().unwrap_or(html);
    let at = main.text.find(tag).map_or(Span::new(0, 0), |at| Span::new(at, at + tag.len()));
    Code::BadValue
        .at(
            (main, at),
            format!("the template `{}` writes HTML for a renderer that reads Markdown", main.path.display()),
        )
        .level(Level::Warning)
        .label("shown as text")
        .help("put it between `{% if format == \"html\" %}` and `{% endif %}`")
}

/// The error as a finding; `main` is the template that the directive names, and `refused` says why another cannot be had.
pub(super) fn diagnostic(error: &Error, main: &Arc<Source>, refused: &dyn Fn(&str) -> Option<String>) -> Diagnostic {
    let error = innermost(error);
    let (source, span) = place(error, main);
    let word = last_word(&source.text, span);
    let name = &source.text[word.range()];
    let detail = error.detail().unwrap_or_default();
    let (fact, help) = detail.split_once('\n').map_or((detail, None), |(fact, help)| (fact, Some(help.to_owned())));
    let path = main.path.display();
    let at = |code: Code, span: Span, message: String, help: Option<String>| {
        let mut found = code.at(Place::Span(Arc::clone(&source), span), message);
        found.help = help;
        found
    };
    match error.kind() {
        ErrorKind::SyntaxError => at(Code::BadSyntax, span, sentence(fact), None),
        ErrorKind::OutOfFuel => at(
            Code::BadValue,
            span,
            format!("the template `{path}` works too long or writes too much"),
            Some("a loop or a text in it grows without end, or nearly".to_owned()),
        ),
        ErrorKind::UnknownFilter if name == "safe" => at(
            Code::BadValue,
            word,
            "no filter `safe`".to_owned(),
            Some("what comes from data is always escaped; `markdown` renders a note, `link` a link".to_owned()),
        ),
        ErrorKind::UnknownFilter => {
            let (message, help) = no_such("filter", name, &[FILTERS, ITS_FILTERS].concat());
            at(Code::BadValue, word, message, Some(help))
        }
        ErrorKind::UnknownTest => {
            let (message, help) = no_such("test", name, ITS_TESTS);
            at(Code::BadValue, word, message, Some(help))
        }
        ErrorKind::UndefinedError if help.is_some() => {
            let span = quoted(fact).and_then(|name| find(&source.text, span, name)).unwrap_or(span);
            at(Code::BadValue, span, fact.to_owned(), help)
        }
        ErrorKind::TemplateNotFound => at(
            Code::MissingFile,
            span,
            fact.split('\'').nth(1).and_then(refused).unwrap_or_else(|| fact.to_owned()),
            Some("the paths of templates start from the book's root".to_owned()),
        ),
        ErrorKind::InvalidOperation if fact == "recursion limit exceeded" => at(
            Code::BadValue,
            span,
            "the templates include each other, or their macros call each other, too deep".to_owned(),
            None,
        ),
        kind => {
            let why = if fact.is_empty() { kind.to_string() } else { fact.to_owned() };
            at(Code::BadValue, span, sentence(&why), help)
        }
    }
}

/// The error that others only pass on: that in an included template, or in an item of a list.
fn innermost(error: &Error) -> &Error {
    let mut at = error;
    // What carries no place says less than what led to it.
    while let Some(inner) = at.source().and_then(|source| source.downcast_ref::<Error>()) {
        if inner.line().is_none() && at.line().is_some() && inner.kind() == at.kind() {
            break;
        }
        at = inner;
    }
    at
}

/// The file and the range of an error; without a range, its line.
fn place(error: &Error, main: &Arc<Source>) -> (Arc<Source>, Span) {
    let own = error.name().is_none_or(|name| main.path.as_os_str() == name);
    let source = match (error.name(), error.template_source()) {
        (Some(name), Some(text)) if !own => Source::new(name, text),
        _ => Arc::clone(main),
    };
    let text = &source.text;
    let fits = |range: &std::ops::Range<usize>| {
        range.start <= range.end && text.is_char_boundary(range.start) && text.is_char_boundary(range.end)
    };
    let span = match (error.range().filter(fits), error.line()) {
        (Some(range), _) => Span::from(range),
        (None, Some(line)) => {
            let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
            let line = text[start..].lines().next().unwrap_or_default();
            Span::new(
                start + line.len() - line.trim_start().len(),
                start + line.trim_end().len().max(line.len() - line.trim_start().len()),
            )
        }
        (None, None) => Span::new(0, 0),
    };
    (source, span)
}

/// The last word of a range: in `title | uper`, the filter.
fn last_word(text: &str, span: Span) -> Span {
    let own = &text[span.range()];
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    // The arguments of a filter stand behind its name.
    let own = own.split('(').next().unwrap_or(own).trim_end();
    let length: usize = own.chars().rev().take_while(|&c| is_name(c)).map(char::len_utf8).sum();
    if length == 0 { span } else { Span::new(span.start + own.len() - length, span.start + own.len()) }
}

/// The name between backticks in a sentence of ours.
fn quoted(sentence: &str) -> Option<&str> {
    sentence.split('`').nth(1)
}

/// Where a name stands as a word of its own: in the range, or else anywhere in the text.
fn find(text: &str, span: Span, name: &str) -> Option<Span> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let alone =
        |&(at, _): &(usize, &str)| !text[..at].ends_with(is_name) && !text[at + name.len()..].starts_with(is_name);
    let inside =
        text[span.range()].match_indices(name).map(|(at, found)| (at + span.start, found)).filter(alone).last();
    let (at, _) = inside.or_else(|| text.match_indices(name).find(alone))?;
    Some(Span::new(at, at + name.len()))
}

fn no_such(what: &str, name: &str, known: &[&str]) -> (String, String) {
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("some are {}", known.iter().take(9).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    };
    (format!("no {what} `{name}`"), help)
}

/// The library's words as a clause of ours.
fn sentence(words: &str) -> String {
    let words = words.trim_end_matches('.');
    match words.strip_prefix("unexpected end of input, ") {
        Some(expected) => format!("the template ends too early: {expected}"),
        None => words.to_owned(),
    }
}

/// Filters of MiniJinja, the more usual first.
const ITS_FILTERS: &[&str] = &[
    "lower",
    "upper",
    "title",
    "capitalize",
    "trim",
    "replace",
    "join",
    "split",
    "lines",
    "default",
    "length",
    "first",
    "last",
    "map",
    "select",
    "reject",
    "selectattr",
    "rejectattr",
    "groupby",
    "sort",
    "unique",
    "reverse",
    "min",
    "max",
    "sum",
    "round",
    "abs",
    "int",
    "float",
    "string",
    "bool",
    "list",
    "batch",
    "slice",
    "indent",
    "items",
    "dictsort",
    "attr",
    "chain",
    "zip",
    "format",
    "count",
];

/// Tests of MiniJinja, the more usual first.
const ITS_TESTS: &[&str] = &[
    "defined",
    "undefined",
    "none",
    "in",
    "startingwith",
    "endingwith",
    "odd",
    "even",
    "divisibleby",
    "number",
    "string",
    "sequence",
    "mapping",
    "iterable",
    "true",
    "false",
    "boolean",
    "integer",
    "float",
    "lower",
    "upper",
    "sameas",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::render::Target;
    use crate::render::template::Templates;
    use std::path::Path;

    #[test]
    fn the_filters_and_tests_that_are_named_exist() {
        let templates = Templates::new(Path::new("."), &Config::default(), 0, Target::Html);
        let exists = |template: String, kind: ErrorKind| {
            let error = templates.environment.render_str(&template, ()).err();
            assert_ne!(error.map(|error| error.kind()), Some(kind), "{template}");
        };
        for filter in FILTERS.iter().chain(ITS_FILTERS) {
            exists(format!("{{{{ 1 | {filter} }}}}"), ErrorKind::UnknownFilter);
        }
        for test in ITS_TESTS {
            exists(format!("{{{{ 1 is {test} }}}}"), ErrorKind::UnknownTest);
        }
    }
}
