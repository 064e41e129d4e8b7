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
pub(super) enum ValueType {
    One(ValueKind),
    /// A list, with the type of its items if all have the same.
    Items(Option<ValueKind>),
}

impl ValueType {
    pub(super) fn of(value: &Value) -> Self {
        match value.kind() {
            ValueKind::Seq | ValueKind::Iterable => {
                let kinds: BTreeSet<_> = value.try_iter().into_iter().flatten().map(|item| item.kind()).collect();
                ValueType::Items(if kinds.len() == 1 { kinds.first().copied() } else { None })
            }
            kind => ValueType::One(kind),
        }
    }

    fn name(self) -> &'static str {
        match self {
            ValueType::One(ValueKind::Number) => "a number",
            ValueType::One(ValueKind::String | ValueKind::Bytes) => "a text",
            ValueType::One(ValueKind::Bool) => "true or false",
            ValueType::One(ValueKind::Map) => "a table",
            ValueType::One(ValueKind::None | ValueKind::Undefined) => "nothing",
            ValueType::One(_) => "something else",
            ValueType::Items(Some(ValueKind::Number)) => "a list of numbers",
            ValueType::Items(Some(ValueKind::String)) => "a list of texts",
            ValueType::Items(Some(ValueKind::Map)) => "a list of tables",
            ValueType::Items(_) => "a list",
        }
    }
}

pub(super) fn compare(
    (left, a): (&Operand, &Value),
    operator: Operator,
    (right, b): (&Operand, &Value),
    evaluation: &Evaluation<'_>,
) -> Result<bool, ExpressionError> {
    let missing = |value: &Value| value.is_undefined() || value.is_none();
    if missing(a) || missing(b) {
        return Ok(false);
    }
    // Values of the same scalar type, the most common case, need no check.
    if a.kind() != b.kind() || a.kind() == ValueKind::Seq {
        check_comparable((left, &ValueType::of(a)), operator, (right, &ValueType::of(b)), evaluation.text).map_err(
            |mut error| {
                if left.value_type().is_none() || right.value_type().is_none() {
                    error.message +=
                        format!(", of the paper `{}`", evaluation.library.papers.key(evaluation.paper)).as_str();
                }
                error
            },
        )?;
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
        _ => container.try_iter().is_ok_and(|mut items| items.any(|operand_text| operand_text == *item)),
    }
}

/// Returns an error if no comparison of the two values can be true.
pub(super) fn check_comparable(
    (left, a): (&Operand, &ValueType),
    operator: Operator,
    (right, b): (&Operand, &ValueType),
    text: &str,
) -> Result<(), ExpressionError> {
    let range = left.range.start..right.range.end;
    let shown = |operand: &Operand| text[operand.range.clone()].to_owned();
    for (operand, other, value_type) in [(left, right, a), (right, left, b)] {
        if *value_type == ValueType::One(ValueKind::None) {
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
        (Operator::In | Operator::NotIn, ValueType::One(item), ValueType::Items(items)) => {
            items.is_none_or(|kind| kind == *item)
        }
        (Operator::In | Operator::NotIn, ValueType::One(item), ValueType::One(ValueKind::String | ValueKind::Map)) => {
            *item == ValueKind::String
        }
        (Operator::In | Operator::NotIn, ValueType::Items(_), ValueType::Items(items)) => {
            items.is_none_or(|kind| kind == ValueKind::Seq)
        }
        (Operator::In | Operator::NotIn, ..) => false,
        (_, ValueType::One(a), ValueType::One(b)) => a == b,
        (_, ValueType::Items(_), ValueType::Items(_)) => true,
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let (left_text, right_text) = (shown(left), shown(right));
    let help = match (operator, a, b) {
        (_, ValueType::One(ValueKind::Number), ValueType::One(ValueKind::String)) => unquoted(&right_text),
        (_, ValueType::One(ValueKind::String), ValueType::One(ValueKind::Number)) => {
            if matches!(right.computed, Computed::Constant(_)) {
                Some(format!("did you mean `'{right_text}'`?"))
            } else {
                unquoted(&left_text)
            }
        }
        (Operator::In | Operator::NotIn, _, ValueType::Items(Some(ValueKind::Map))) => {
            Some(match right_text.as_str() {
                "links" => format!("write `{left_text} in links | map(attribute='label')`, or the option `has`"),
                _ => format!("write `{left_text} in {right_text} | map(attribute='family')`, or the option `author`"),
            })
        }
        (Operator::Equal | Operator::Unequal, ValueType::One(_), ValueType::Items(_)) => {
            let not = if operator == Operator::Unequal { "not " } else { "" };
            Some(format!("did you mean `{left_text} {not}in {right_text}`?"))
        }
        (Operator::Equal | Operator::Unequal, ValueType::Items(_), ValueType::One(_)) => {
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
