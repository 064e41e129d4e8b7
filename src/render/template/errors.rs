//! Diagnostics of template errors.

use std::error::Error as _;
use std::sync::Arc;

use minijinja::{Error, ErrorKind};

use super::FILTERS;
use crate::diagnostic::{Code, Diagnostic, Level, Place, nearest};
use crate::source::{Source, Span};

/// Returns a warning about HTML in the output for a renderer that reads Markdown. The HTML is shown as text.
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

/// Converts a MiniJinja error to a diagnostic. `main` is the template that the directive names; `refused` returns why
/// another template cannot be read.
pub(super) fn diagnostic(error: &Error, main: &Arc<Source>, refused: &dyn Fn(&str) -> Option<String>) -> Diagnostic {
    let error = innermost(error);
    let (source, span) = place(error, main);
    let word = last_word(&source.text, span);
    let name = &source.text[word.range()];
    let detail = error.detail().unwrap_or_default();
    let (fact, help) = detail.split_once('\n').map_or((detail, None), |(fact, help)| (fact, Some(help.to_owned())));
    let path = main.path.display();
    let at = |code: Code, span: Span, message: String, help: Option<String>| {
        let mut diagnostic = code.at(Place::Span(Arc::clone(&source), span), message);
        diagnostic.help = help;
        diagnostic
    };
    match error.kind() {
        ErrorKind::SyntaxError => at(Code::BadSyntax, span, sentence(fact), None),
        ErrorKind::OutOfFuel => at(
            Code::BadValue,
            span,
            format!("the template `{path}` exceeds the limit on computation or output"),
            Some("check it for a loop or a text that grows without end".to_owned()),
        ),
        ErrorKind::UnknownFilter if name == "safe" => at(
            Code::BadValue,
            word,
            "no filter `safe`".to_owned(),
            Some("what comes from data is always escaped; `markdown` renders a note, `link` a link".to_owned()),
        ),
        ErrorKind::UnknownFilter => {
            let (message, help) = unknown_name("filter", name, &[FILTERS, MINIJINJA_FILTERS].concat());
            at(Code::BadValue, word, message, Some(help))
        }
        ErrorKind::UnknownTest => {
            let (message, help) = unknown_name("test", name, MINIJINJA_TESTS);
            at(Code::BadValue, word, message, Some(help))
        }
        ErrorKind::UndefinedError if help.is_some() => {
            let span = quoted(fact).and_then(|name| find_name(&source.text, span, name)).unwrap_or(span);
            at(Code::BadValue, span, fact.to_owned(), help)
        }
        ErrorKind::TemplateNotFound => at(
            Code::MissingFile,
            span,
            fact.split('\'').nth(1).and_then(refused).unwrap_or_else(|| fact.to_owned()),
            Some("the paths of templates start from the book's root".to_owned()),
        ),
        ErrorKind::InvalidOperation if fact == "recursion limit exceeded" => {
            at(Code::BadValue, span, "includes or macros are nested too deeply".to_owned(), None)
        }
        kind => {
            let why = if fact.is_empty() { kind.to_string() } else { fact.to_owned() };
            at(Code::BadValue, span, sentence(&why), help)
        }
    }
}

/// Returns the cause of an error, such as the error in an included template.
fn innermost(error: &Error) -> &Error {
    let mut at = error;
    // An inner error without a position is less useful than the error that wraps it.
    while let Some(inner) = at.source().and_then(|source| source.downcast_ref::<Error>()) {
        if inner.line().is_none() && at.line().is_some() && inner.kind() == at.kind() {
            break;
        }
        at = inner;
    }
    at
}

/// Returns the source and the span of an error: its range, or its line.
fn place(error: &Error, main: &Arc<Source>) -> (Arc<Source>, Span) {
    let is_main = error.name().is_none_or(|name| main.path.as_os_str() == name);
    let source = match (error.name(), error.template_source()) {
        (Some(name), Some(text)) if !is_main => Source::new(name, text),
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

/// Returns the last identifier of a span: in `title | uper`, the filter.
fn last_word(text: &str, span: Span) -> Span {
    let part = &text[span.range()];
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    // A filter's arguments follow its name.
    let part = part.split('(').next().unwrap_or(part).trim_end();
    let length: usize = part.chars().rev().take_while(|&c| is_name(c)).map(char::len_utf8).sum();
    if length == 0 { span } else { Span::new(span.start + part.len() - length, span.start + part.len()) }
}

/// Returns the name in backticks in a message.
fn quoted(sentence: &str) -> Option<&str> {
    sentence.split('`').nth(1)
}

/// Finds a name as a separate word: in the span, or else anywhere in the text.
fn find_name(text: &str, span: Span, name: &str) -> Option<Span> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let is_separate_word =
        |&(at, _): &(usize, &str)| !text[..at].ends_with(is_name) && !text[at + name.len()..].starts_with(is_name);
    let inside = text[span.range()]
        .match_indices(name)
        .map(|(at, matched)| (at + span.start, matched))
        .filter(is_separate_word)
        .last();
    let (at, _) = inside.or_else(|| text.match_indices(name).find(is_separate_word))?;
    Some(Span::new(at, at + name.len()))
}

fn unknown_name(what: &str, name: &str, known: &[&str]) -> (String, String) {
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("some are {}", known.iter().take(9).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    };
    (format!("no {what} `{name}`"), help)
}

/// Converts a MiniJinja message to the style of our messages.
fn sentence(words: &str) -> String {
    let words = words.trim_end_matches('.');
    match words.strip_prefix("unexpected end of input, ") {
        Some(expected) => format!("the template ends unexpectedly: {expected}"),
        None => words.to_owned(),
    }
}

/// Common filters of MiniJinja, most used first.
const MINIJINJA_FILTERS: &[&str] = &[
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

/// Common tests of MiniJinja, most used first.
const MINIJINJA_TESTS: &[&str] = &[
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
    use crate::render::Renderer;
    use crate::render::template::Templates;
    use std::path::Path;

    #[test]
    fn suggested_filters_and_tests_exist() {
        let templates = Templates::new(Path::new("."), &Config::default(), 0, Renderer::Html);
        let exists = |template: String, kind: ErrorKind| {
            let error = templates.environment.render_str(&template, ()).err();
            assert_ne!(error.map(|error| error.kind()), Some(kind), "{template}");
        };
        for filter in FILTERS.iter().chain(MINIJINJA_FILTERS) {
            exists(format!("{{{{ 1 | {filter} }}}}"), ErrorKind::UnknownFilter);
        }
        for test in MINIJINJA_TESTS {
            exists(format!("{{{{ 1 is {test} }}}}"), ErrorKind::UnknownTest);
        }
    }
}
