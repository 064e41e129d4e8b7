//! Errors in expressions, with suggestions.

use std::ops::Range;

use minijinja::{Error, ErrorKind};

use super::tokens::{self, Token, TokenKind};
use super::{ENVIRONMENT, Nesting};
use crate::diagnostic::nearest;
use crate::limits::{self, Limit};
use crate::paper::{Field, Role};
use crate::source::{ceil_char_boundary, floor_char_boundary};

/// An error in an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::query) struct ExpressionError {
    /// The position in the expression.
    pub(in crate::query) range: Range<usize>,
    pub(in crate::query) message: String,
    pub(in crate::query) label: String,
    pub(in crate::query) help: Option<String>,
}

impl ExpressionError {
    /// Moves an error of a part at `range` to its position in the expression.
    pub(super) fn within(mut self, range: &Range<usize>) -> Self {
        self.range = self.range.start + range.start..self.range.end + range.start;
        self
    }
}

fn field_names() -> impl Iterator<Item = &'static str> {
    Field::ALL.iter().map(|field| field.template_name())
}

/// Rejects an expression that is too long, or too deeply nested for a recursive parser.
pub(super) fn too_large(text: &str) -> Result<(), ExpressionError> {
    let error = |limit: Limit, range: Range<usize>, help: &str| ExpressionError {
        range,
        message: limit.to_string(),
        label: "here".to_owned(),
        help: Some(help.to_owned()),
    };
    if limits::EXPRESSION_BYTES.is_exceeded_by(text.len()) {
        let end = floor_char_boundary(text, limits::EXPRESSION_BYTES.value);
        return Err(error(limits::EXPRESSION_BYTES, end..text.len(), "split it into several options `where`"));
    }
    let mut nesting = Nesting::default();
    match tokens::tokens(text).find(|token| limits::EXPRESSION_NESTING.is_exceeded_by(nesting.push(token))) {
        Some(token) => {
            let help = "alternatives need no nesting in a list: `year in [2020, 2022]`";
            Err(error(limits::EXPRESSION_NESTING, token.range(), help))
        }
        None => Ok(()),
    }
}

/// Rejects a name that is not a field or a function.
pub(super) fn unknown_name(
    tokens: &[Token<'_>],
    compiled: &minijinja::Expression<'_, '_>,
) -> Result<(), ExpressionError> {
    let known: Vec<&str> = field_names().chain(ENVIRONMENT.globals().map(|(name, _)| name)).collect();
    let undeclared = compiled.undeclared_variables(false);
    let unknown = tokens.iter().enumerate().find(|&(at, token)| {
        token.kind == TokenKind::Name
            && !known.contains(&token.text)
            && undeclared.contains(token.text)
            && tokens::is_variable(tokens, at)
    });
    let Some((_, token)) = unknown else { return Ok(()) };
    let help = match nearest(token.text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match token.text {
            "author" => "did you mean `authors`?".to_owned(),
            "tag" => "did you mean `tags`?".to_owned(),
            "category" => "did you mean `categories`?".to_owned(),
            "id" => "did you mean `key`?".to_owned(),
            _ => format!(
                "custom fields are `x.{}`, and the others are {}",
                token.text,
                field_names().collect::<Vec<_>>().join(", ")
            ),
        },
    };
    Err(ExpressionError {
        range: token.range(),
        message: format!("no field `{}`", token.text),
        label: "unknown field".to_owned(),
        help: Some(help),
    })
}

/// Rejects a field name with `-`, as in the data, which is subtraction here.
pub(super) fn hyphenated(tokens: &[Token<'_>]) -> Result<(), ExpressionError> {
    for (at, triple) in tokens.windows(3).enumerate() {
        let [first, hyphen, last] = triple else { continue };
        let joined = hyphen.text == "-" && first.range().end == hyphen.start && hyphen.range().end == last.start;
        let name = format!("{}_{}", first.text, last.text);
        if joined && tokens::is_variable(tokens, at) && Field::named(&name, Role::Template).is_some() {
            return Err(ExpressionError {
                range: first.start..last.range().end,
                message: format!("no field `{}-{}`", first.text, last.text),
                label: "`-` subtracts in an expression".to_owned(),
                help: Some(format!("did you mean `{name}`?")),
            });
        }
    }
    Ok(())
}

/// Rejects a custom field that no paper has.
pub(super) fn unknown_custom_field(
    tokens: &[Token<'_>],
    known: &dyn Fn(&str) -> Result<(), Vec<String>>,
) -> Result<(), ExpressionError> {
    for (at, triple) in tokens.windows(3).enumerate() {
        let [x, dot, name] = triple else { continue };
        let is_custom_field =
            x.text == "x" && x.kind == TokenKind::Name && dot.text == "." && name.kind == TokenKind::Name;
        if !is_custom_field || !tokens::is_variable(tokens, at) {
            continue;
        }
        if let Err(names) = known(name.text) {
            // A name with `-` is not an identifier.
            if let Some(last) = tokens.get(at + 3).filter(|sign| sign.text == "-").and(tokens.get(at + 4)) {
                let hyphenated = format!("{}-{}", name.text, last.text);
                if names.contains(&hyphenated) {
                    return Err(ExpressionError {
                        range: x.start..last.range().end,
                        message: format!("no paper has a custom field `{}`", name.text),
                        label: "`-` subtracts in an expression".to_owned(),
                        help: Some(format!("write `x['{hyphenated}']`")),
                    });
                }
            }
            let near = nearest(name.text, names.iter().map(String::as_str));
            let help = near.map(|near| format!("did you mean `x.{near}`?"));
            return Err(ExpressionError {
                range: x.start..name.range().end,
                message: format!("no paper has a custom field `{}`", name.text),
                label: "not in the library".to_owned(),
                help,
            });
        }
    }
    Ok(())
}

/// Converts a syntax error of MiniJinja.
pub(super) fn syntax(text: &str, error: &Error) -> ExpressionError {
    // MiniJinja counts an unknown character as one byte.
    let widen = |range: Range<usize>| range.start..ceil_char_boundary(text, range.end);
    let range = error.range().filter(|range| range.end <= text.len()).map_or(0..text.len(), widen);
    let tokens: Vec<_> = tokens::tokens(text).collect();
    let typo = tokens.iter().enumerate().find_map(|(at, token)| match token.text {
        "=" if tokens::depth(&tokens[..at]) == 0 => Some((token.range(), "equality is `==`")),
        "&" => Some((token.range(), "write `and`")),
        "|" if tokens.get(at + 1).is_some_and(|next| next.text == "|") => {
            Some((token.start..token.start + 2, "write `or`"))
        }
        "!" => Some((token.range(), "write `not`")),
        "“" | "”" | "‘" | "’" => Some((token.range(), "strings need straight quotes, `'`")),
        _ => None,
    });
    let message = error.detail().unwrap_or("not an expression").trim_start_matches("unexpected end of input, ");
    let message = match error.detail() {
        Some(detail) if detail.starts_with("unexpected end of input") => {
            format!("the expression ends unexpectedly: {message}")
        }
        _ => message.to_owned(),
    };
    match typo {
        Some((at, help)) => ExpressionError { range: at, message, label: String::new(), help: Some(help.to_owned()) },
        None => ExpressionError { range, message, label: String::new(), help: None },
    }
}

/// Converts an evaluation error of MiniJinja.
pub(super) fn failed(range: &Range<usize>, operand_text: &str, error: &Error, key: Option<&str>) -> ExpressionError {
    let at = error.range().filter(|at| at.end <= operand_text.len()).unwrap_or(0..operand_text.len());
    let place = at.start + range.start..at.end + range.start;
    let of_paper = key.map(|key| format!(", of the paper `{key}`")).unwrap_or_default();
    let name = operand_text[at.clone()].split_whitespace().next_back().unwrap_or_default();
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let (message, help) = match error.kind() {
        ErrorKind::OutOfFuel => (
            format!("`{operand_text}` exceeds the computation limit"),
            Some("an expression can run a few thousand steps for each paper".to_owned()),
        ),
        ErrorKind::UnknownFilter => unknown_function("filter", name, FILTERS),
        ErrorKind::UnknownTest => unknown_function("test", name, TESTS),
        ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => {
            (detail, Some("use a filter or a test, such as `title | lower` or `title is startingwith('A')`".to_owned()))
        }
        _ => (format!("`{operand_text}` cannot be evaluated{of_paper}: {detail}"), None),
    };
    ExpressionError { range: place, message, label: String::new(), help }
}

/// Returns the message and a suggestion for an unknown filter or test.
fn unknown_function(kind: &str, name: &str, known: &[&str]) -> (String, Option<String>) {
    let help = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("some are {}", known.iter().take(6).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    };
    (format!("no {kind} `{name}`"), Some(help))
}

/// MiniJinja filters that are useful for a single value, most used first.
const FILTERS: &[&str] = &[
    "lower",
    "length",
    "first",
    "last",
    "map",
    "select",
    "default",
    "upper",
    "title",
    "trim",
    "replace",
    "join",
    "int",
    "float",
    "round",
    "abs",
    "min",
    "max",
    "sum",
    "sort",
    "unique",
    "reject",
    "selectattr",
    "rejectattr",
    "split",
    "string",
    "bool",
    "list",
    "reverse",
    "capitalize",
    "count",
];

/// MiniJinja tests, most used first.
const TESTS: &[&str] = &[
    "defined",
    "undefined",
    "startingwith",
    "endingwith",
    "in",
    "odd",
    "even",
    "divisibleby",
    "number",
    "string",
    "true",
    "false",
    "none",
    "sequence",
    "mapping",
    "iterable",
    "integer",
    "float",
    "boolean",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggested_filters_and_tests_exist() {
        let exists = |expression: String, kind: ErrorKind| {
            let compiled = ENVIRONMENT.compile_expression_owned(expression.clone()).unwrap();
            let error = compiled.eval(()).err();
            assert_ne!(error.map(|error| error.kind()), Some(kind), "{expression}");
        };
        for filter in FILTERS {
            exists(format!("1 | {filter}"), ErrorKind::UnknownFilter);
        }
        for test in TESTS {
            exists(format!("1 is {test}"), ErrorKind::UnknownTest);
        }
    }
}
