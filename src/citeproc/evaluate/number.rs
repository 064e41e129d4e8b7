//! `cs:number`, and numbers in text.

use super::{Area, Evaluator};
use crate::citeproc::element::{Number, NumberForm, TermForm};
use crate::citeproc::item::{Text, is_numeric};
use crate::citeproc::locale::Gender;
use crate::citeproc::variable::{AnyVariable, Variable};

impl<'a> Evaluator<'a> {
    pub(super) fn number(&mut self, number: &'a Number) {
        let Some(variable) = number.variable else {
            self.called += 1;
            return;
        };
        let item = self.item;
        let own;
        let value = match variable {
            Variable::CitationNumber => {
                own = Text::plain(self.entry.number.to_string());
                Some(&own).filter(|_| self.entry.number > 0)
            }
            Variable::FirstReferenceNoteNumber => {
                own = Text::plain(self.first_note().map(|note| note.to_string()).unwrap_or_default());
                Some(&own).filter(|text| !text.is_empty())
            }
            Variable::Locator => self.cite.and_then(|cite| cite.locator).map(|locator| &locator.value),
            Variable::PageFirst => {
                own = Text::plain(self.page_first().unwrap_or_default().into_owned());
                Some(&own).filter(|text| !text.is_empty())
            }
            _ => item.text(variable),
        };
        if !self.call(AnyVariable::Text(variable), value.is_some()) {
            return;
        }
        let Some(value) = value else { return };
        self.dressed(&number.dress, |this| match number.form {
            NumberForm::Numeric if matches!(variable, Variable::Page) => this.page_range(&value.plain),
            NumberForm::Numeric => this.numbers(value),
            form => this.formed(variable, value, form),
        });
    }

    /// Prints a value that may be a range or a list of numbers.
    pub(super) fn numbers(&mut self, value: &Text) {
        let plain = &value.plain;
        if self.context.area == Area::Sort
            && let Ok(number) = plain.trim().parse()
        {
            let padded = self.padded(number);
            return self.print(&padded);
        }
        if !value.marks.is_empty() || !is_numeric(plain) || plain.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return self.buffer.push_text(value, self.look);
        }
        let mut before = None;
        for (piece, joint) in pieces(plain) {
            if let Some(before) = before {
                self.joint(before, joint, piece);
            }
            self.print(piece);
            before = Some(piece);
        }
    }

    /// Prints what comes between two numbers. A hyphen between numbers with different letters, as in `s2-42`, is no range.
    fn joint(&mut self, before: &str, sign: char, after: &str) {
        match sign {
            '-' if letters(before) != letters(after) => self.print("-"),
            ',' => self.print(", "),
            '&' => {
                self.print(" ");
                self.print(self.context.terms.and_symbol);
                self.print(" ");
            }
            _ => self.print(self.context.terms.long("page-range-delimiter").unwrap_or("\u{2013}")),
        }
    }

    fn formed(&mut self, variable: Variable, value: &Text, form: NumberForm) {
        if !is_numeric(&value.plain) {
            return self.buffer.push_text(value, self.look);
        }
        let gender = self.context.terms.gender(variable.name());
        let mut before = None;
        for (piece, joint) in pieces(&value.plain) {
            if let Some(before) = before.replace(piece) {
                self.joint(before, joint, piece);
            }
            match piece.parse::<u32>() {
                Ok(number) => {
                    let text = self.in_form(number, form, gender);
                    self.print(&text);
                }
                Err(_) => self.print(piece),
            }
        }
    }

    fn in_form(&self, number: u32, form: NumberForm, gender: Option<Gender>) -> String {
        let terms = self.context.terms;
        match form {
            NumberForm::Numeric => number.to_string(),
            NumberForm::Ordinal => format!("{number}{}", terms.ordinal(number, gender)),
            NumberForm::LongOrdinal => {
                let name = format!("long-ordinal-{number:02}");
                match terms.gendered(&name, TermForm::Long, false, gender) {
                    Some(word) if number <= 10 => word.to_owned(),
                    _ => self.in_form(number, NumberForm::Ordinal, gender),
                }
            }
            NumberForm::Roman => roman(number).unwrap_or_else(|| number.to_string()),
        }
    }
}

/// The letters before a number.
fn letters(number: &str) -> &str {
    &number[..number.find(|c: char| c.is_ascii_digit()).unwrap_or(number.len())]
}

/// The numbers of a value, each with the sign before it.
fn pieces(value: &str) -> impl Iterator<Item = (&str, char)> {
    let mut rest = value;
    let mut joint = Some(' ');
    std::iter::from_fn(move || {
        let before = joint?;
        let end = rest.find([',', '&', '-', '–', '—']).unwrap_or(rest.len());
        let piece = rest[..end].trim().trim_end_matches('\\');
        joint = rest[end..].chars().next();
        rest = &rest[end + joint.map_or(0, char::len_utf8)..];
        Some((piece, before))
    })
}

/// Small Roman numerals.
fn roman(number: u32) -> Option<String> {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number == 0 || number >= 6000 {
        return None;
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, digits) in DIGITS {
        while rest >= value {
            out.push_str(digits);
            rest -= value;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numerals() {
        #[track_caller]
        fn check(number: u32, expect: Option<&str>) {
            assert_eq!(roman(number).as_deref(), expect);
        }
        check(4, Some("iv"));
        check(1999, Some("mcmxcix"));
        check(0, None);
        check(6000, None);
    }

    #[test]
    fn values_are_taken_apart() {
        let found: Vec<_> = pieces("1, 2-3 & 4").collect();
        assert_eq!(found, [("1", ' '), ("2", ','), ("3", '-'), ("4", '&')]);
    }
}
