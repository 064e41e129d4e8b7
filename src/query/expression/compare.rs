//! Comparison of values: a missing value fails, and incomparable types are an error.

use std::collections::BTreeSet;

use minijinja::value::{Value, ValueKind};

use super::error::ExpressionError;
use super::{Computed, Evaluation, Operand};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    NotIn,
}

/// The type of a value, as far as it matters for comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    One(ValueKind),
    /// A list, with the type of its items if all have the same.
    Items(Option<ValueKind>),
}

impl Shape {
    pub(super) fn of(value: &Value) -> Self {
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

pub(super) fn compare(
    (left, a): (&Operand, &Value),
    operator: Operator,
    (right, b): (&Operand, &Value),
    asked: &Evaluation<'_>,
) -> Result<bool, ExpressionError> {
    let missing = |value: &Value| value.is_undefined() || value.is_none();
    if missing(a) || missing(b) {
        return Ok(false);
    }
    // Values of the same scalar type, the most common case, need no check.
    if a.kind() != b.kind() || a.kind() == ValueKind::Seq {
        clash((left, &Shape::of(a)), operator, (right, &Shape::of(b)), asked.text).map_err(|mut wrong| {
            if left.shape().is_none() || right.shape().is_none() {
                wrong.message += format!(", of the paper `{}`", asked.library.papers.key(asked.paper)).as_str();
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

/// Returns an error if no comparison of the two values can be true.
pub(super) fn clash(
    (left, a): (&Operand, &Shape),
    operator: Operator,
    (right, b): (&Operand, &Shape),
    text: &str,
) -> Result<(), ExpressionError> {
    let range = left.range.start..right.range.end;
    let shown = |operand: &Operand| text[operand.range.clone()].to_owned();
    for (operand, other, shape) in [(left, right, a), (right, left, b)] {
        if *shape == Shape::One(ValueKind::None) {
            let is = if operator == Operator::Unequal { "defined" } else { "undefined" };
            return Err(ExpressionError {
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
    Err(ExpressionError {
        range,
        message: format!("`{left_text}` is {}, and `{right_text}` is {}", a.name(), b.name()),
        label: "these cannot be compared".to_owned(),
        help,
    })
}

/// Suggests a number for a quoted number.
fn unquoted(text: &str) -> Option<String> {
    let bare = text.trim_matches(['\'', '"']);
    bare.parse::<i64>().is_ok().then(|| format!("did you mean `{bare}`?"))
}
