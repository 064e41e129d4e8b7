//! The nesting of a template, computed before MiniJinja's recursive parser reads it.

use crate::limits;
use crate::query::{Nesting, tokens};
use crate::source::Span;

/// Statements with a body. `set` has one if nothing is assigned.
const BLOCKS: &[&str] = &["autoescape", "block", "call", "filter", "for", "if", "macro", "set", "with"];

/// The levels that a block adds: its statements and their code are compiled by several functions that recurse.
const BLOCK: usize = 5;

/// Returns the first place that is nested more deeply than [`limits::TEMPLATE_NESTING`].
///
/// The depth is that of the open blocks, in which each `elif` is one more level, plus that of the expression.
pub(super) fn too_deep(template: &str) -> Option<Span> {
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(start) = template[at..].find('{').map(|brace| at + brace) {
        let rest = &template[start..];
        at = if rest.starts_with("{#") {
            start + rest.find("#}")?
        } else if rest.starts_with("{%") && starts_with_word(&rest[2..], "raw") {
            end_of_raw(template, start + 2)?
        } else if rest.starts_with("{%") || rest.starts_with("{{") {
            match tag(template, start, &mut open) {
                Ok(end) => end,
                Err(span) => return Some(span),
            }
        } else {
            start + 1
        };
    }
    None
}

/// Reads the tag at `start` and returns its end. `open` contains the number of levels of each open block.
///
/// # Errors
/// Returns the place where the tag is nested too deeply.
fn tag(template: &str, start: usize, open: &mut Vec<usize>) -> Result<usize, Span> {
    let is_statement = template[start..].starts_with("{%");
    let end = if is_statement { '%' } else { '}' };
    // A sign at the start controls whitespace.
    let content = &template[start + 2..];
    let content = content.strip_prefix(['-', '+']).unwrap_or(content);
    let content_start = template.len() - content.len();
    let levels: usize = open.iter().sum();
    let (mut nesting, mut first, mut assigns) = (Nesting::default(), None, false);
    let mut last = content_start;
    for token in tokens(content) {
        let range = content_start + token.start..content_start + token.range().end;
        last = range.end;
        if nesting.is_outermost() && token.text.starts_with(end) && template[range.start + 1..].starts_with('}') {
            break;
        }
        let depth = levels + nesting.push(&token);
        if limits::TEMPLATE_NESTING.is_exceeded_by(depth) {
            return Err(Span::from(range));
        }
        assigns |= token.text == "=";
        first = first.or(Some(token.text));
    }
    match first.filter(|_| is_statement) {
        Some("elif") => {
            if let Some(levels) = open.last_mut() {
                *levels += 1;
            }
        }
        Some(name) if name.starts_with("end") => {
            open.pop();
        }
        Some("set") if assigns => {}
        Some(name) if BLOCKS.contains(&name) => open.push(BLOCK),
        _ => {}
    }
    Ok(last)
}

/// Whether the content of a tag starts with a word, after a sign and spaces.
fn starts_with_word(content: &str, word: &str) -> bool {
    let content = content.strip_prefix(['-', '+']).unwrap_or(content).trim_start();
    content.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

/// Returns the start of the tag that ends a raw block.
fn end_of_raw(template: &str, at: usize) -> Option<usize> {
    let mut tags = template[at..].match_indices("{%").map(|(tag, _)| at + tag + 2);
    tags.find(|&content| starts_with_word(&template[content..], "endraw"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_the_greatest_depth() {
        #[track_caller]
        fn check(write: impl Fn(usize) -> String) {
            let max = limits::TEMPLATE_NESTING.value;
            assert_eq!(too_deep(&write(max - 1)), None);
            assert_eq!(too_deep(&write(max)), None);
            assert!(too_deep(&write(max + 1)).is_some());
        }
        check(|depth| format!("{{{{ {}1 }}}}", "not ".repeat(depth)));
        check(|depth| format!("{{{{ title{} }}}}", "|upper".repeat(depth)));
        check(|depth| format!("{}{{{{- {}1 }}}}", "{% if 1 %}".repeat(depth / BLOCK), "-".repeat(depth % BLOCK)));
        check(|depth| format!("{{% if a %}}{}{{{{ not a }}}}{{% endif %}}", "{% elif b %}".repeat(depth - BLOCK - 1)));
        check(|depth| format!("{{% if a %}}{{% for b in {}1 %}}", "-".repeat(depth - BLOCK - 1)));
    }

    #[test]
    fn closed_blocks_comments_and_raw_text_are_no_levels() {
        for part in [
            "{% if a %}b{% endif %}",
            "{% set a = 1 %}",
            "{% set a %}b{% endset %}",
            "{# {% if a %} #}",
            "{%- raw -%}{% if a %}{{ ( {% endraw %}",
            "{{ {'a': {'b': 1}} }}",
            "{{ '{% if a %}' }}",
            "{ {a} { ",
            "{% include 'x' %}",
        ] {
            assert_eq!(too_deep(&part.repeat(500)), None, "{part}");
        }
    }
}
