//! Joins the parts of values and expands macros.

use std::borrow::Cow;
use std::collections::HashMap;

use super::blocks::Block;
use super::field::{Fields, Part, parts};
use crate::paper::month;
use crate::source::Span;

/// The maximum length of a macro; macros that double each other are an attack.
const MACRO_LIMIT: usize = 64 * 1024;
/// The maximum length of all macros of a file.
const MACROS_LIMIT: usize = 16 * 1024 * 1024;

/// The definitions of `@string`, by lower-case name.
#[derive(Debug, Default)]
pub(super) struct Macros {
    texts: HashMap<String, String>,
    size: usize,
}

/// A value as LaTeX, and its undefined macro names, which are used as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Joined<'t> {
    pub(super) tex: Cow<'t, str>,
    pub(super) unknown: Vec<Span>,
}

impl Macros {
    /// Adds the definitions of a `@string` block. Returns the undefined names in them.
    pub(super) fn define(&mut self, text: &str, block: &Block) -> Vec<Span> {
        let mut unknown = Vec::new();
        for field in Fields::new(text, block.body) {
            let mut value = self.join(text, field.value);
            unknown.append(&mut value.unknown);
            if value.tex.len() > MACRO_LIMIT || self.size + value.tex.len() > MACROS_LIMIT {
                unknown.push(field.value);
                continue;
            }
            self.size += value.tex.len();
            self.texts.insert(text[field.name.range()].to_ascii_lowercase(), value.tex.into_owned());
        }
        unknown
    }

    /// Joins the parts of a value.
    pub(super) fn join<'t>(&self, text: &'t str, value: Span) -> Joined<'t> {
        let mut joined = Joined { tex: Cow::Borrowed(""), unknown: Vec::new() };
        for part in parts(text, value) {
            let piece = match part {
                Part::Text(span) => Cow::Borrowed(&text[span.range()]),
                Part::Bare(span) => {
                    if let Some(defined) = self.bare(&text[span.range()]) {
                        Cow::Owned(defined.to_owned())
                    } else {
                        joined.unknown.extend(is_name(&text[span.range()]).then_some(span));
                        Cow::Borrowed(&text[span.range()])
                    }
                }
            };
            if joined.tex.is_empty() {
                joined.tex = piece;
            } else {
                joined.tex.to_mut().push_str(&piece);
            }
        }
        joined
    }

    fn bare(&self, name: &str) -> Option<&str> {
        if self.texts.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.texts.get(&name.to_ascii_lowercase()).map(String::as_str)
    }
}

/// Returns whether a bare word is a macro that must be defined; BibTeX styles define the months.
fn is_name(word: &str) -> bool {
    let named = word.starts_with(|c: char| !c.is_ascii_digit()) && !word.contains(char::is_whitespace);
    named && !(word.len() == 3 && month(word).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Blocks, Found};
    use super::*;

    #[track_caller]
    fn check(strings: &str, value: &str, expect: &str, unknown: &[&str]) {
        let mut macros = Macros::default();
        let mut undefined: Vec<String> = Vec::new();
        for found in Blocks::new(strings) {
            let Found::Block(block) = found else { panic!("{found:?}") };
            undefined.extend(macros.define(strings, &block).iter().map(|span| strings[span.range()].to_owned()));
        }
        let joined = macros.join(value, Span::new(0, value.len()));
        undefined.extend(joined.unknown.iter().map(|span| value[span.range()].to_owned()));
        assert_eq!((joined.tex.as_ref(), undefined), (expect, unknown.iter().map(|&name| name.to_owned()).collect()));
    }

    #[test]
    fn parts_are_joined_and_macros_put_in_their_place() {
        check("@string{ a = {A}, B = a # \" and B\" }", "\"<\" # b # {>} # 1", "<A and B>1", &[]);
        check("@STRING(a = \"A\")@string{a = {C}}", "A", "C", &[]);
        check("", "jan # \"~1\"", "jan~1", &[]);
        check("@string{jan = {Jänner}}", "JAN", "Jänner", &[]);
    }

    #[test]
    fn a_name_that_nothing_defines_stands_for_itself() {
        check("@string{a = b}", "a # nips", "bnips", &["b", "nips"]);
        check("", "2004-05", "2004-05", &[]);
    }

    #[test]
    fn macros_that_double_each_other_come_to_an_end() {
        let mut strings = "@string{a0 = {0123456789}}".to_owned();
        for n in 1..40 {
            let before = n - 1;
            strings += format!("@string{{a{n} = a{before} # a{before}}}").as_str();
        }
        let mut macros = Macros::default();
        for found in Blocks::new(&strings) {
            if let Found::Block(block) = found {
                macros.define(&strings, &block);
            }
        }
        assert!(macros.texts.values().all(|text| text.len() <= MACRO_LIMIT));
        assert_eq!(macros.texts.get("a12").map(String::len), Some(10 << 12));
        assert_eq!(macros.texts.get("a13"), None);
    }
}
