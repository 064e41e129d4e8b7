//! The parser for conditionals, `or`, `and`, `not` and comparisons. Everything else is an operand.

use super::tokens::{Token, TokenKind};
use super::{ExpressionError, ExpressionNode, Operand, Operator};

/// Parses tokens of an expression that MiniJinja accepts.
pub(super) fn parse(text: &str, tokens: &[Token<'_>]) -> Result<ExpressionNode, ExpressionError> {
    let mut parser = ExpressionParser { text, tokens, at: 0 };
    let node = parser.conditional()?;
    if parser.at < tokens.len() {
        // Syntax that this parser does not know becomes one operand.
        return Ok(ExpressionNode::Operand(parser.operand(0..tokens.len())?));
    }
    Ok(node)
}

struct ExpressionParser<'t> {
    text: &'t str,
    tokens: &'t [Token<'t>],
    at: usize,
}

impl<'t> ExpressionParser<'t> {
    fn is(&self, word: &str) -> bool {
        self.tokens.get(self.at).is_some_and(|token| token.kind != TokenKind::Text && token.text == word)
    }

    fn take(&mut self, word: &str) -> bool {
        let is = self.is(word);
        self.at += usize::from(is);
        is
    }

    fn conditional(&mut self) -> Result<ExpressionNode, ExpressionError> {
        let mut node = self.or()?;
        while self.take("if") {
            let test = Box::new(self.or()?);
            let no = if self.take("else") { Some(Box::new(self.conditional()?)) } else { None };
            node = ExpressionNode::Conditional { test, yes: Box::new(node), no };
        }
        Ok(node)
    }

    fn or(&mut self) -> Result<ExpressionNode, ExpressionError> {
        let first = self.and()?;
        if !self.is("or") {
            return Ok(first);
        }
        let mut nodes = vec![first];
        while self.take("or") {
            nodes.push(self.and()?);
        }
        Ok(ExpressionNode::Or(nodes))
    }

    fn and(&mut self) -> Result<ExpressionNode, ExpressionError> {
        let first = self.not()?;
        if !self.is("and") {
            return Ok(first);
        }
        let mut nodes = vec![first];
        while self.take("and") {
            nodes.push(self.not()?);
        }
        Ok(ExpressionNode::And(nodes))
    }

    fn not(&mut self) -> Result<ExpressionNode, ExpressionError> {
        if self.take("not") {
            return Ok(ExpressionNode::Not(Box::new(self.not()?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<ExpressionNode, ExpressionError> {
        let begin = self.at;
        self.skip_operand();
        let first = begin..self.at;
        let mut rest = Vec::new();
        while let Some(operator) = self.operator() {
            let begin = self.at;
            self.skip_operand();
            rest.push((operator, self.operand(begin..self.at)?));
        }
        if !rest.is_empty() {
            return Ok(ExpressionNode::Comparison(self.operand(first)?, rest));
        }
        match Self::in_parentheses(&self.tokens[first.clone()]) {
            Some(inner) => parse(self.text, inner),
            None => Ok(ExpressionNode::Operand(self.operand(first)?)),
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        if self.is("not") && self.tokens.get(self.at + 1).is_some_and(|next| next.text == "in") {
            self.at += 2;
            return Some(Operator::NotIn);
        }
        let operators = [
            ("==", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<", Operator::Less),
            ("<=", Operator::AtMost),
            (">", Operator::Greater),
            (">=", Operator::AtLeast),
            ("in", Operator::In),
        ];
        operators.into_iter().find(|(word, _)| self.take(word)).map(|(_, operator)| operator)
    }

    /// Skips to the next token that does not belong to the operand.
    fn skip_operand(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.tokens.get(self.at) {
            match token.text {
                _ if token.kind == TokenKind::Text => {}
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                // Attributes, filters and tests may have the name of an operator.
                "." | "|" => self.at += 1,
                "is" if depth == 0 => {
                    self.at += 1;
                    self.take("not");
                }
                "or" | "and" | "not" | "if" | "else" | "in" | "==" | "!=" | "<" | "<=" | ">" | ">=" if depth == 0 => {
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.tokens.len());
    }

    /// Returns the tokens inside parentheses that enclose all tokens.
    fn in_parentheses(tokens: &'t [Token<'t>]) -> Option<&'t [Token<'t>]> {
        let [open, inner @ .., close] = tokens else { return None };
        if open.text != "(" || close.text != ")" {
            return None;
        }
        let mut depth = 0_usize;
        for token in inner.iter().filter(|token| token.kind == TokenKind::Sign) {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                // `(a) + (b)`.
                ")" | "]" | "}" => depth = depth.checked_sub(1)?,
                // A list.
                "," if depth == 0 => return None,
                _ => {}
            }
        }
        Some(inner).filter(|inner| !inner.is_empty())
    }

    fn operand(&self, tokens: std::ops::Range<usize>) -> Result<Operand, ExpressionError> {
        let range = match &self.tokens[tokens] {
            [] => 0..self.text.len(),
            [only] => only.range(),
            [first, .., last] => first.start..last.range().end,
        };
        Operand::compile(self.text, range)
    }
}
