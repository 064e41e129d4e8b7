//! `where`: an expression of MiniJinja over the fields of a paper, in which a missing value fails every comparison.
//!
//! MiniJinja would order what is missing before everything else, and numbers before texts, silently. So `and`, `or`, `not`
//! and comparisons are done here, and MiniJinja checks the grammar and computes what stands between them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::fields::{self, VALUES, paper_value};
use crate::diagnostic::nearest;
use crate::library::Library;

mod parse;
mod tokens;

use tokens::{Token, What};

/// How much an operand may cost for one paper, in MiniJinja's units: loops and huge texts end here.
const FUEL: u64 = 10_000;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    environment.remove_global("debug");
    environment
});

/// An expression that can be asked of papers.
#[derive(Debug)]
pub(super) struct Expression(Node);

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Where in the expression.
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
}

#[derive(Debug)]
enum Node {
    Or(Vec<Node>),
    And(Vec<Node>),
    Not(Box<Node>),
    /// `yes if test else no`.
    Choice {
        test: Box<Node>,
        yes: Box<Node>,
        no: Option<Box<Node>>,
    },
    Comparison(Operand, Vec<(Operator, Operand)>),
    Operand(Operand),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    NotIn,
}

#[derive(Debug)]
struct Operand {
    range: Range<usize>,
    computed: Computed,
}

#[derive(Debug)]
enum Computed {
    Field(&'static str, ValueKind),
    Constant(Value),
    ByMiniJinja(minijinja::Expression<'static, 'static>),
}

impl Expression {
    /// Reads an expression.
    ///
    /// `known` says whether any paper has an own field of that name, and else gives the names there are.
    pub(super) fn read(text: &str, known: &dyn Fn(&str) -> Result<(), Vec<String>>) -> Result<Self, Wrong> {
        let whole = ENVIRONMENT.compile_expression_owned(text.to_owned()).map_err(|error| syntax(text, &error))?;
        let tokens = tokens::tokens(text);
        unknown_name(&tokens, &whole)?;
        unknown_own_field(&tokens, known)?;
        let root = parse::parse(text, &tokens)?;
        root.check(text)?;
        Ok(Self(root))
    }

    /// Whether it is true of a paper.
    pub(super) fn holds(&self, text: &str, library: &Arc<Library>, paper: usize) -> Result<bool, Wrong> {
        self.0.holds(&Asked { text, library, paper })
    }
}

/// A paper that an expression is asked of.
struct Asked<'a> {
    text: &'a str,
    library: &'a Arc<Library>,
    paper: usize,
}

impl Node {
    fn holds(&self, asked: &Asked<'_>) -> Result<bool, Wrong> {
        match self {
            Node::Or(nodes) => any(nodes, |node| node.holds(asked)),
            Node::And(nodes) => Ok(!any(nodes, |node| node.holds(asked).map(|holds| !holds))?),
            Node::Not(node) => Ok(!node.holds(asked)?),
            Node::Choice { test, yes, no } => match (test.holds(asked)?, no) {
                (true, _) => yes.holds(asked),
                (false, Some(no)) => no.holds(asked),
                (false, None) => Ok(false),
            },
            Node::Comparison(first, rest) => {
                let mut left = (first, first.value(asked)?);
                for (operator, operand) in rest {
                    let right = (operand, operand.value(asked)?);
                    if !compare((left.0, &left.1), *operator, (right.0, &right.1), asked)? {
                        return Ok(false);
                    }
                    left = right;
                }
                Ok(true)
            }
            Node::Operand(operand) => Ok(operand.value(asked)?.is_true()),
        }
    }

    /// Finds what can be told without a paper: values that can never be compared.
    fn check(&self, text: &str) -> Result<(), Wrong> {
        match self {
            Node::Or(nodes) | Node::And(nodes) => nodes.iter().try_for_each(|node| node.check(text)),
            Node::Not(node) => node.check(text),
            Node::Choice { test, yes, no } => {
                [Some(test), Some(yes), no.as_ref()].into_iter().flatten().try_for_each(|node| node.check(text))
            }
            Node::Comparison(first, rest) => {
                let mut left = first;
                for (operator, right) in rest {
                    if let (Some(a), Some(b)) = (left.shape(), right.shape()) {
                        clash((left, &a), *operator, (right, &b), text)?;
                    }
                    left = right;
                }
                Ok(())
            }
            Node::Operand(_) => Ok(()),
        }
    }
}

fn any(nodes: &[Node], holds: impl Fn(&Node) -> Result<bool, Wrong>) -> Result<bool, Wrong> {
    for node in nodes {
        if holds(node)? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Operand {
    fn read(text: &str, range: Range<usize>) -> Result<Self, Wrong> {
        let own = &text[range.clone()];
        if let Some(&(name, kind)) = VALUES.iter().find(|(name, _)| *name == own) {
            return Ok(Self { range, computed: Computed::Field(name, kind) });
        }
        let compiled = ENVIRONMENT
            .compile_expression_owned(own.to_owned())
            .map_err(|error| within(&range, &syntax(own, &error)))?;
        let depends =
            compiled.undeclared_variables(false).iter().any(|name| VALUES.iter().any(|(field, _)| field == name));
        if depends {
            return Ok(Self { range, computed: Computed::ByMiniJinja(compiled) });
        }
        let value = compiled.eval(()).map_err(|error| failed(&range, own, &error, None))?;
        Ok(Self { range, computed: Computed::Constant(value) })
    }

    /// Its value; undefined where a field that it needs is missing.
    fn value(&self, asked: &Asked<'_>) -> Result<Value, Wrong> {
        match &self.computed {
            Computed::Field(name, _) => Ok(fields::value(&asked.library.papers[asked.paper], name)),
            Computed::Constant(value) => Ok(value.clone()),
            Computed::ByMiniJinja(compiled) => match compiled.eval(paper_value(asked.library, asked.paper)) {
                Ok(value) => Ok(value),
                Err(error) if error.kind() == ErrorKind::UndefinedError => Ok(Value::UNDEFINED),
                Err(error) => {
                    let key = asked.library.papers.key(asked.paper);
                    Err(failed(&self.range, &asked.text[self.range.clone()], &error, Some(key)))
                }
            },
        }
    }

    /// What is known of its value before there is a paper.
    fn shape(&self) -> Option<Shape> {
        match &self.computed {
            Computed::Field("authors" | "editors" | "links", _) => Some(Shape::Items(Some(ValueKind::Map))),
            Computed::Field(_, ValueKind::Seq) => Some(Shape::Items(Some(ValueKind::String))),
            Computed::Field(_, kind) => Some(Shape::One(*kind)),
            Computed::Constant(value) => Some(Shape::of(value)),
            Computed::ByMiniJinja(_) => None,
        }
    }
}

/// The kind of a value, as far as it matters for comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    One(ValueKind),
    /// A list, with the kind of its items if all are of one.
    Items(Option<ValueKind>),
}

impl Shape {
    fn of(value: &Value) -> Self {
        match value.kind() {
            ValueKind::Seq | ValueKind::Iterable => {
                let kinds: BTreeSet<_> = value.try_iter().into_iter().flatten().map(|item| item.kind()).collect();
                Shape::Items(if kinds.len() == 1 { kinds.first().copied() } else { None })
            }
            kind => Shape::One(kind),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Shape::One(ValueKind::Number) => "a number",
            Shape::One(ValueKind::String | ValueKind::Bytes) => "a text",
            Shape::One(ValueKind::Bool) => "true or false",
            Shape::One(ValueKind::Map) => "a table",
            Shape::One(ValueKind::None | ValueKind::Undefined) => "nothing",
            Shape::One(_) => "something else",
            Shape::Items(Some(ValueKind::Number)) => "a list of numbers",
            Shape::Items(Some(ValueKind::String)) => "a list of texts",
            Shape::Items(Some(ValueKind::Map)) => "a list of tables",
            Shape::Items(_) => "a list",
        }
    }
}

fn compare(
    (left, a): (&Operand, &Value),
    operator: Operator,
    (right, b): (&Operand, &Value),
    asked: &Asked<'_>,
) -> Result<bool, Wrong> {
    let missing = |value: &Value| value.is_undefined() || value.is_none();
    if missing(a) || missing(b) {
        return Ok(false);
    }
    // Nearly all comparisons are between values of one kind, which need not be looked at closely.
    if a.kind() != b.kind() || a.kind() == ValueKind::Seq {
        clash((left, &Shape::of(a)), operator, (right, &Shape::of(b)), asked.text).map_err(|mut wrong| {
            if left.shape().is_none() || right.shape().is_none() {
                wrong.message.push_str(&format!(", of the paper `{}`", asked.library.papers.key(asked.paper)));
            }
            wrong
        })?;
    }
    Ok(match operator {
        Operator::Equal => a == b,
        Operator::Unequal => a != b,
        Operator::Less => a < b,
        Operator::AtMost => a <= b,
        Operator::Greater => a > b,
        Operator::AtLeast => a >= b,
        Operator::In => contains(b, a),
        Operator::NotIn => !contains(b, a),
    })
}

fn contains(container: &Value, item: &Value) -> bool {
    match (container.as_str(), item.as_str()) {
        (Some(text), Some(part)) => text.contains(part),
        _ if container.kind() == ValueKind::Map => container.get_item(item).is_ok_and(|value| !value.is_undefined()),
        _ => container.try_iter().is_ok_and(|mut items| items.any(|own| own == *item)),
    }
}

/// The fault of two values of which no comparison can be true, if they are such.
fn clash(
    (left, a): (&Operand, &Shape),
    operator: Operator,
    (right, b): (&Operand, &Shape),
    text: &str,
) -> Result<(), Wrong> {
    let range = left.range.start..right.range.end;
    let shown = |operand: &Operand| text[operand.range.clone()].to_owned();
    for (operand, other, shape) in [(left, right, a), (right, left, b)] {
        if *shape == Shape::One(ValueKind::None) {
            let is = if operator == Operator::Unequal { "defined" } else { "undefined" };
            return Err(Wrong {
                range,
                message: format!("nothing can be compared with `{}`", shown(operand)),
                label: "never true".to_owned(),
                help: Some(format!("write `{} is {is}`", shown(other))),
            });
        }
    }
    let fits = match (operator, a, b) {
        (Operator::In | Operator::NotIn, Shape::One(item), Shape::Items(items)) => {
            items.is_none_or(|kind| kind == *item)
        }
        (Operator::In | Operator::NotIn, Shape::One(item), Shape::One(ValueKind::String | ValueKind::Map)) => {
            *item == ValueKind::String
        }
        (Operator::In | Operator::NotIn, Shape::Items(_), Shape::Items(items)) => {
            items.is_none_or(|kind| kind == ValueKind::Seq)
        }
        (Operator::In | Operator::NotIn, ..) => false,
        (_, Shape::One(a), Shape::One(b)) => a == b,
        (_, Shape::Items(_), Shape::Items(_)) => true,
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let (left_text, right_text) = (shown(left), shown(right));
    let help = match (operator, a, b) {
        (_, Shape::One(ValueKind::Number), Shape::One(ValueKind::String)) => unquoted(&right_text),
        (_, Shape::One(ValueKind::String), Shape::One(ValueKind::Number)) => {
            if matches!(right.computed, Computed::Constant(_)) {
                Some(format!("did you mean `'{right_text}'`?"))
            } else {
                unquoted(&left_text)
            }
        }
        (Operator::In | Operator::NotIn, _, Shape::Items(Some(ValueKind::Map))) => Some(match right_text.as_str() {
            "links" => format!("write `{left_text} in links | map(attribute='label')`, or the option `has`"),
            _ => format!("write `{left_text} in {right_text} | map(attribute='family')`, or the option `author`"),
        }),
        (Operator::Equal | Operator::Unequal, Shape::One(_), Shape::Items(_)) => {
            let not = if operator == Operator::Unequal { "not " } else { "" };
            Some(format!("did you mean `{left_text} {not}in {right_text}`?"))
        }
        (Operator::Equal | Operator::Unequal, Shape::Items(_), Shape::One(_)) => {
            let not = if operator == Operator::Unequal { "not " } else { "" };
            Some(format!("did you mean `{right_text} {not}in {left_text}`?"))
        }
        _ => None,
    };
    Err(Wrong {
        range,
        message: format!("`{left_text}` is {}, and `{right_text}` is {}", a.name(), b.name()),
        label: "these cannot be compared".to_owned(),
        help,
    })
}

/// The number that a quoted text would be.
fn unquoted(text: &str) -> Option<String> {
    let bare = text.trim_matches(['\'', '"']);
    bare.parse::<i64>().is_ok().then(|| format!("did you mean `{bare}`?"))
}

fn within(range: &Range<usize>, wrong: &Wrong) -> Wrong {
    let own = wrong.range.start + range.start..wrong.range.end + range.start;
    Wrong { range: own, ..wrong.clone() }
}

/// A name that is no field and no function.
fn unknown_name(tokens: &[Token<'_>], whole: &minijinja::Expression<'_, '_>) -> Result<(), Wrong> {
    let known: Vec<&str> =
        VALUES.iter().map(|(name, _)| *name).chain(ENVIRONMENT.globals().map(|(name, _)| name)).collect();
    let undeclared = whole.undeclared_variables(false);
    let unknown = tokens.iter().enumerate().find(|&(at, token)| {
        token.what == What::Name
            && !known.contains(&token.text)
            && undeclared.contains(token.text)
            && tokens::stands_alone(tokens, at)
    });
    let Some((_, token)) = unknown else { return Ok(()) };
    let fields = || VALUES.iter().map(|(name, _)| *name);
    let help = match nearest(token.text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => match token.text {
            "author" => "did you mean `authors`?".to_owned(),
            "tag" => "did you mean `tags`?".to_owned(),
            "category" => "did you mean `categories`?".to_owned(),
            "id" => "did you mean `key`?".to_owned(),
            _ => format!(
                "its own fields are `x.{}`; the others are {}",
                token.text,
                fields().collect::<Vec<_>>().join(", ")
            ),
        },
    };
    Err(Wrong {
        range: token.range(),
        message: format!("no field `{}`", token.text),
        label: "papers have no such field".to_owned(),
        help: Some(help),
    })
}

/// A field of `x` that no paper has.
fn unknown_own_field(tokens: &[Token<'_>], known: &dyn Fn(&str) -> Result<(), Vec<String>>) -> Result<(), Wrong> {
    for (at, triple) in tokens.windows(3).enumerate() {
        let [x, dot, name] = triple else { continue };
        let own = x.text == "x" && x.what == What::Name && dot.text == "." && name.what == What::Name;
        if !own || !tokens::stands_alone(tokens, at) {
            continue;
        }
        if let Err(names) = known(name.text) {
            let near = nearest(name.text, names.iter().map(String::as_str));
            let help = near.map(|near| format!("did you mean `x.{near}`?"));
            return Err(Wrong {
                range: x.start..name.range().end,
                message: format!("no paper has an own field `{}`", name.text),
                label: "not in the library".to_owned(),
                help,
            });
        }
    }
    Ok(())
}

/// What MiniJinja says of the grammar.
fn syntax(text: &str, error: &Error) -> Wrong {
    let range = error.range().filter(|range| range.end <= text.len()).unwrap_or(0..text.len());
    let tokens = tokens::tokens(text);
    let slip = tokens.iter().enumerate().find_map(|(at, token)| match token.text {
        "=" if tokens::depth(&tokens[..at]) == 0 => Some((token.range(), "equality is `==`")),
        "&" => Some((token.range(), "write `and`")),
        "|" if tokens.get(at + 1).is_some_and(|next| next.text == "|") => {
            Some((token.start..token.start + 2, "write `or`"))
        }
        "!" => Some((token.range(), "write `not`")),
        _ => None,
    });
    let message = error.detail().unwrap_or("this is no expression").trim_start_matches("unexpected end of input, ");
    let message = match error.detail() {
        Some(detail) if detail.starts_with("unexpected end of input") => {
            format!("the expression ends too early: {message}")
        }
        _ => message.to_owned(),
    };
    match slip {
        Some((at, help)) => Wrong { range: at, message, label: String::new(), help: Some(help.to_owned()) },
        None => Wrong { range, message, label: String::new(), help: None },
    }
}

/// What MiniJinja could not compute.
fn failed(range: &Range<usize>, own: &str, error: &Error, key: Option<&str>) -> Wrong {
    let at = error.range().filter(|at| at.end <= own.len()).unwrap_or(0..own.len());
    let place = at.start + range.start..at.end + range.start;
    let of_paper = key.map(|key| format!(", of the paper `{key}`")).unwrap_or_default();
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let (message, help) = match error.kind() {
        ErrorKind::OutOfFuel => (
            format!("`{own}` takes too long or grows too large"),
            Some("an expression may do some thousand steps for each paper".to_owned()),
        ),
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => (
            detail,
            Some("filters and tests are those of MiniJinja, such as `title | lower` or `doi is defined`".to_owned()),
        ),
        _ => (format!("`{own}` cannot be computed{of_paper}: {detail}"), None),
    };
    Wrong { range: place, message, label: String::new(), help }
}
