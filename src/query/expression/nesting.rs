//! The nesting of an expression, computed from its tokens before any recursive parser sees it.

use super::tokens::{Token, TokenKind};

/// The levels that a bracket adds: parsers recurse through all precedences of operators for each.
const BRACKET: usize = 4;

/// The depth of the syntax tree of an expression whose tokens are pushed in order. It is an upper bound.
///
/// A chain such as `a or b or c` or `a | lower | title` is as deep as it is long, because its tree is.
#[derive(Debug)]
pub(crate) struct Nesting {
    /// The chains around the next token: that of the expression, and one for each open bracket.
    chains: Vec<Chain>,
}

/// The operators at one level of brackets, by precedence. The first operand of a chain is below all of its operators.
#[derive(Debug, Clone, Copy, Default)]
struct Chain {
    conditional: usize,
    or: usize,
    and: Longest,
    others: Longest,
    /// The depth of the deepest closed bracket in the element.
    brackets: usize,
    /// The depth of the deepest element before the last comma.
    elements: usize,
}

/// The length of the current chain of operators of one precedence, and of the longest.
#[derive(Debug, Clone, Copy, Default)]
struct Longest {
    current: usize,
    max: usize,
}

impl Longest {
    fn add(&mut self) {
        self.current += 1;
        self.max = self.max.max(self.current);
    }
}

impl Chain {
    /// Returns the depth if the bracket that is open in it has the depth `open`.
    fn depth(&self, open: usize) -> usize {
        let operators = self.conditional + self.or + self.and.max + self.others.max;
        self.elements.max(operators + self.brackets.max(open))
    }

    fn add(&mut self, operator: &str) {
        // An operator ends the operands of those that bind more tightly.
        match operator {
            "if" | "else" => self.conditional += 1,
            "or" => self.or += 1,
            "and" => self.and.add(),
            _ => return self.others.add(),
        }
        self.others.current = 0;
        if operator != "and" {
            self.and.current = 0;
        }
    }
}

impl Default for Nesting {
    fn default() -> Self {
        Self { chains: vec![Chain::default()] }
    }
}

impl Nesting {
    /// Adds a token, and returns the depth so far.
    pub(crate) fn push(&mut self, token: &Token<'_>) -> usize {
        let is_operator = match token.kind {
            TokenKind::Text | TokenKind::Number => false,
            TokenKind::Name => matches!(token.text, "not" | "and" | "or" | "if" | "else" | "in" | "is"),
            TokenKind::Sign => true,
        };
        match (token.text, self.chains.as_mut_slice()) {
            ("(" | "[" | "{", _) if is_operator => self.chains.push(Chain::default()),
            (")" | "]" | "}", [.., outer, closed]) if is_operator => {
                outer.brackets = outer.brackets.max(BRACKET + closed.depth(0));
                // Brackets after an operand are a call or an index, which is above the operand.
                outer.others.add();
                self.chains.pop();
            }
            ("," | ":", [.., chain]) if is_operator => *chain = Chain { elements: chain.depth(0), ..Chain::default() },
            (operator, [.., chain]) if is_operator => chain.add(operator),
            _ => {}
        }
        self.depth()
    }

    fn depth(&self) -> usize {
        let open = |inner: Option<usize>, chain: &Chain| Some(chain.depth(inner.map_or(0, |depth| BRACKET + depth)));
        self.chains.iter().rev().fold(None, open).unwrap_or(0)
    }

    /// Whether no bracket is open.
    pub(crate) fn is_outermost(&self) -> bool {
        self.chains.len() == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::expression::tokens::tokens;

    #[test]
    fn the_depth_is_that_of_the_tree() {
        #[track_caller]
        fn check(text: &str, expect: usize) {
            let mut nesting = Nesting::default();
            let depth = tokens(text).map(|token| nesting.push(&token)).max();
            assert_eq!(depth.unwrap_or(0), expect, "{text}");
        }
        check("", 0);
        check("year", 0);
        check("not not a", 2);
        check("- - 1", 2);
        check("a or b or c", 2);
        check("a == 1 or b == 2 or c == 3", 3);
        check("a == 1 and b == 2 or c == 3 and d", 3);
        check("1 if a else 2 if b else 3", 4);
        check("a|lower|title", 2);
        check("a.b.c", 2);
        check("(a)", 5);
        check("((a))", 10);
        check("[a.b, c.d, e.f]", 6);
        check("f(1)(2)(3)", 7);
        check("not not a or b or c", 4);
        check("(a or b) and (c or d)", 7);
        check("'((((' ~ \"or or or\"", 1);
        check(")))(", 7);
    }
}
