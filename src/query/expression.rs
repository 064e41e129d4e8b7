//! The option `where`: a MiniJinja expression over the fields of a paper, in which a missing value fails every
//! comparison.
//!
//! In MiniJinja a missing value sorts before all others, and a number before a string, without an error. Therefore
//! `and`, `or`, `not` and comparisons are evaluated here; MiniJinja checks the syntax and evaluates the operands.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use super::fields::{self, paper_value};
use crate::library::Library;
use crate::paper::{Field, Role};

mod compare;
mod error;
mod nesting;
mod parse;
mod tokens;

pub(super) use error::ExpressionError;
pub(crate) use nesting::Nesting;
pub(crate) use tokens::tokens;

use compare::{Operator, ValueType, check_comparable, compare};
use error::{failed, syntax};

/// The fuel of an operand for one paper, in MiniJinja's units, which limits loops and huge texts.
const FUEL: u64 = 10_000;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    environment.remove_global("debug");
    environment
});

/// A compiled expression.
#[derive(Debug)]
pub(super) struct Expression(ExpressionNode);

#[derive(Debug)]
enum ExpressionNode {
    Or(Vec<ExpressionNode>),
    And(Vec<ExpressionNode>),
    Not(Box<ExpressionNode>),
    /// `yes if test else no`.
    Conditional {
        test: Box<ExpressionNode>,
        yes: Box<ExpressionNode>,
        no: Option<Box<ExpressionNode>>,
    },
    Comparison(Operand, Vec<(Operator, Operand)>),
    Operand(Operand),
}

#[derive(Debug)]
struct Operand {
    range: Range<usize>,
    computed: Computed,
}

#[derive(Debug)]
enum Computed {
    Field(Field),
    Constant(Value),
    ByMiniJinja(minijinja::Expression<'static, 'static>),
}

impl Expression {
    /// Compiles an expression.
    ///
    /// `known` returns `Ok` if any paper has the custom field, else the names of existing custom fields.
    pub(super) fn compile(
        text: &str,
        known: &dyn Fn(&str) -> Result<(), Vec<String>>,
    ) -> Result<Self, ExpressionError> {
        error::too_large(text)?;
        let compiled = ENVIRONMENT.compile_expression_owned(text.to_owned()).map_err(|error| syntax(text, &error))?;
        let tokens: Vec<_> = tokens(text).collect();
        error::hyphenated(&tokens)?;
        error::unknown_custom_field(&tokens, known)?;
        error::unknown_name(&tokens, &compiled)?;
        let root = parse::parse(text, &tokens)?;
        root.check(text)?;
        Ok(Self(root))
    }

    /// Evaluates the expression for a paper.
    pub(super) fn holds(&self, text: &str, library: &Arc<Library>, paper: usize) -> Result<bool, ExpressionError> {
        self.0.holds(&Evaluation { text, library, paper })
    }
}

/// The input of an evaluation.
struct Evaluation<'a> {
    text: &'a str,
    library: &'a Arc<Library>,
    paper: usize,
}

impl ExpressionNode {
    fn holds(&self, evaluation: &Evaluation<'_>) -> Result<bool, ExpressionError> {
        match self {
            ExpressionNode::Or(nodes) => any(nodes, |node| node.holds(evaluation)),
            ExpressionNode::And(nodes) => Ok(!any(nodes, |node| node.holds(evaluation).map(|holds| !holds))?),
            ExpressionNode::Not(node) => Ok(!node.holds(evaluation)?),
            ExpressionNode::Conditional { test, yes, no } => match (test.holds(evaluation)?, no) {
                (true, _) => yes.holds(evaluation),
                (false, Some(no)) => no.holds(evaluation),
                (false, None) => Ok(false),
            },
            ExpressionNode::Comparison(first, rest) => {
                let mut left = (first, first.value(evaluation)?);
                for (operator, operand) in rest {
                    let right = (operand, operand.value(evaluation)?);
                    if !compare((left.0, &left.1), *operator, (right.0, &right.1), evaluation)? {
                        return Ok(false);
                    }
                    left = right;
                }
                Ok(true)
            }
            ExpressionNode::Operand(operand) => Ok(operand.value(evaluation)?.is_true()),
        }
    }

    /// Returns an error for comparisons that can never be true, without evaluating a paper.
    fn check(&self, text: &str) -> Result<(), ExpressionError> {
        match self {
            ExpressionNode::Or(nodes) | ExpressionNode::And(nodes) => {
                nodes.iter().try_for_each(|node| node.check(text))
            }
            ExpressionNode::Not(node) => node.check(text),
            ExpressionNode::Conditional { test, yes, no } => {
                [Some(test), Some(yes), no.as_ref()].into_iter().flatten().try_for_each(|node| node.check(text))
            }
            ExpressionNode::Comparison(first, rest) => {
                let mut left = first;
                for (operator, right) in rest {
                    if let (Some(a), Some(b)) = (left.value_type(), right.value_type()) {
                        check_comparable((left, &a), *operator, (right, &b), text)?;
                    }
                    left = right;
                }
                Ok(())
            }
            ExpressionNode::Operand(_) => Ok(()),
        }
    }
}

fn any(
    nodes: &[ExpressionNode],
    holds: impl Fn(&ExpressionNode) -> Result<bool, ExpressionError>,
) -> Result<bool, ExpressionError> {
    for node in nodes {
        if holds(node)? {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Operand {
    fn compile(text: &str, range: Range<usize>) -> Result<Self, ExpressionError> {
        let operand_text = &text[range.clone()];
        if let Some(field) = Field::named(operand_text, Role::Template) {
            return Ok(Self { range, computed: Computed::Field(field) });
        }
        let compiled = ENVIRONMENT
            .compile_expression_owned(operand_text.to_owned())
            .map_err(|error| syntax(operand_text, &error).within(&range))?;
        let depends =
            compiled.undeclared_variables(false).iter().any(|name| Field::named(name, Role::Template).is_some());
        if depends {
            return Ok(Self { range, computed: Computed::ByMiniJinja(compiled) });
        }
        let value = compiled.eval(()).map_err(|error| failed(&range, operand_text, &error, None))?;
        Ok(Self { range, computed: Computed::Constant(value) })
    }

    /// Returns the value of the operand; undefined if a field that it needs is missing.
    fn value(&self, evaluation: &Evaluation<'_>) -> Result<Value, ExpressionError> {
        match &self.computed {
            Computed::Field(field) => Ok(fields::value(&evaluation.library.papers[evaluation.paper], *field)),
            Computed::Constant(value) => Ok(value.clone()),
            Computed::ByMiniJinja(compiled) => match compiled.eval(paper_value(evaluation.library, evaluation.paper)) {
                Ok(value) => Ok(value),
                Err(error) if error.kind() == ErrorKind::UndefinedError => Ok(Value::UNDEFINED),
                Err(error) => {
                    let key = evaluation.library.papers.key(evaluation.paper);
                    Err(failed(&self.range, &evaluation.text[self.range.clone()], &error, Some(key)))
                }
            },
        }
    }

    /// Returns what is known of the value at compile time.
    fn value_type(&self) -> Option<ValueType> {
        match &self.computed {
            Computed::Field(field) => Some(match fields::kind(*field) {
                (ValueKind::Seq, item) => ValueType::Items(item),
                (kind, _) => ValueType::One(kind),
            }),
            Computed::Constant(value) => Some(ValueType::of(value)),
            Computed::ByMiniJinja(_) => None,
        }
    }
}
