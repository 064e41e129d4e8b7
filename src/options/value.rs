//! The value of an option, parsed as the type its setter asks for.

use std::str::FromStr;
use std::sync::Arc;

use strum::VariantNames;

use super::{GROUP_LEVELS, GROUPS, LARGEST_NUMBER, SORT_FIELDS, SortKey, Style, TYPES, Years};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::paper::{Date, Field, Role, Status};
use crate::source::{Source, Span, Spanned};

/// The value of an option as written in a directive.
///
/// Every parsing method returns a diagnostic at the value that names the accepted values.
#[derive(Debug, Clone, Copy)]
pub struct OptionValue<'v> {
    /// The name of the option.
    pub name: &'static str,
    /// The text of the value, without quotes.
    pub text: &'v str,
    /// The source that contains the value.
    pub source: &'v Arc<Source>,
    /// The range of the value in the source.
    pub span: Span,
}

impl OptionValue<'_> {
    fn invalid(self, expected: &str) -> Diagnostic {
        self.invalid_word(self.text, expected)
    }

    fn invalid_word(self, word: &str, expected: &str) -> Diagnostic {
        let message = match word {
            "" => format!("`{}` needs a value", self.name),
            word => format!("`{}` cannot be `{word}`", self.name),
        };
        Code::BadValue.at((self.source, self.span), message).expected(expected)
    }

    /// Parses `true` or `false`.
    pub(super) fn flag(self) -> Result<bool, Diagnostic> {
        self.text.parse().map_err(|_| self.invalid("`true` or `false`"))
    }

    /// Returns the text, which must not be empty.
    pub(super) fn text(self, expected: &str) -> Result<String, Diagnostic> {
        if self.text.trim().is_empty() { Err(self.invalid(expected)) } else { Ok(self.text.to_owned()) }
    }

    /// Parses an integer, 0 or greater.
    pub(super) fn number(self) -> Result<usize, Diagnostic> {
        match self.text.parse() {
            Ok(number) if self.text.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
            _ => Err(self.invalid("a number")),
        }
    }

    /// Parses a number that a list item may have.
    pub(super) fn item_number(self) -> Result<usize, Diagnostic> {
        let number = self.number().ok().filter(|&number| number <= LARGEST_NUMBER);
        number.ok_or_else(|| self.invalid(&format!("a number up to {LARGEST_NUMBER}")))
    }

    /// Parses the level of a heading.
    pub(super) fn level(self) -> Result<u8, Diagnostic> {
        match self.text {
            "2" | "3" | "4" | "5" | "6" => Ok(self.text.as_bytes()[0] - b'0'),
            _ => Err(self.invalid("a number from 2 to 6")),
        }
    }

    /// Parses a date.
    pub(super) fn date(self) -> Result<Date, Diagnostic> {
        Date::parse(self.text).ok_or_else(|| self.invalid("`YYYY`, `YYYY-MM` or `YYYY-MM-DD`"))
    }

    /// Parses a year or a range of years.
    pub(super) fn years(self) -> Result<Years, Diagnostic> {
        let years = Years::parse(self.text).ok_or_else(|| {
            let invalid = self.invalid("a year such as `2022`, or a range such as `2020..2023`, `2020..` or `..2023`");
            let corrected = self.text.replacen(['-', '–', '~'], "..", 1).replace("...", "..");
            invalid.did_you_mean(Years::parse(&corrected).map(|_| corrected.as_str()))
        })?;
        if years.is_empty() {
            let swapped = self.text.split_once("..").map(|(from, to)| format!("{to}..{from}"));
            return Err(self.invalid("the earlier year first").did_you_mean(swapped.as_deref()));
        }
        Ok(years)
    }

    /// Splits the value at commas into non-empty words.
    pub(super) fn words(self) -> Result<Vec<String>, Diagnostic> {
        let words: Vec<_> = self.text.split(',').map(|word| word.trim().to_owned()).collect();
        if words.iter().any(String::is_empty) {
            return Err(self.invalid("words separated by commas, without empty words"));
        }
        Ok(words)
    }

    /// Parses the name of a variant of `T`.
    pub(super) fn one_of<T: FromStr + VariantNames>(self) -> Result<T, Diagnostic> {
        self.text.parse().map_err(|_| self.unknown_word(self.text, T::VARIANTS))
    }

    /// Parses `true`, `false`, or another name of a variant of `T`. Only the other names are suggested for a typo.
    pub(super) fn flag_or<T: FromStr + VariantNames>(self) -> Result<T, Diagnostic> {
        self.text.parse().map_err(|_| {
            let words = T::VARIANTS.iter().copied().filter(|word| !matches!(*word, "true" | "false"));
            let others = words.clone().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
            self.invalid(&format!("`true`, `false` or {others}")).did_you_mean(nearest(self.text, words))
        })
    }

    /// Splits the value at commas into distinct words from `known`.
    pub(super) fn list_of(self, known: &'static [&'static str]) -> Result<Vec<&'static str>, Diagnostic> {
        let find = |word: &String| {
            known.iter().copied().find(|known| known == word).ok_or_else(|| self.unknown_word(word, known))
        };
        let words: Vec<_> = self.words()?.iter().map(find).collect::<Result<_, _>>()?;
        match words.iter().enumerate().find(|(at, word)| words[..*at].contains(word)) {
            Some((_, duplicate)) => {
                let message = format!("`{}` names `{duplicate}` twice", self.name);
                Err(Code::BadValue.at((self.source, self.span), message))
            }
            None => Ok(words),
        }
    }

    fn unknown_word(self, word: &str, known: &'static [&'static str]) -> Diagnostic {
        let quoted: Vec<_> = known.iter().map(|word| format!("`{word}`")).collect();
        let expected = match quoted.as_slice() {
            [one, other] => format!("{one} or {other}"),
            _ => format!("one of {}", quoted.join(", ")),
        };
        self.invalid_word(word, &expected).did_you_mean(nearest(word, known.iter().copied()))
    }

    /// Parses the style of a list.
    pub(super) fn style(self) -> Result<Style, Diagnostic> {
        if self.text.is_empty() {
            return Err(self.invalid("a style"));
        }
        let style = Style::parse(self.text);
        if style.is_known() {
            return Ok(style);
        }
        Err(self.invalid(&Style::expected()).did_you_mean(nearest(self.text, Style::names())))
    }

    /// Parses the style of references, which may be `numeric`.
    pub(super) fn reference_style(self) -> Result<Style, Diagnostic> {
        if self.text.is_empty() {
            return Err(self.invalid("a style"));
        }
        let style = Style::parse(self.text);
        if self.text == "numeric" || style.is_known() {
            return Ok(style);
        }
        let names = std::iter::once("numeric").chain(Style::names());
        let expected = format!("`numeric`, or {}", Style::expected());
        Err(self.invalid(&expected).did_you_mean(nearest(self.text, names)))
    }

    /// Parses CSL types separated by commas.
    pub(super) fn types(self) -> Result<Vec<String>, Diagnostic> {
        let words = self.words()?;
        match words.iter().find(|word| !TYPES.contains(&word.as_str())) {
            Some(unknown) => Err(Code::BadValue
                .at((self.source, self.span), format!("no type `{unknown}`"))
                .label("not a CSL type")
                .did_you_mean(nearest(unknown, TYPES.iter().copied()))),
            None => Ok(words),
        }
    }

    /// Parses reading statuses separated by commas.
    pub(super) fn statuses(self) -> Result<Vec<Status>, Diagnostic> {
        let words = self.list_of(Status::VARIANTS)?;
        Ok(Status::ALL.iter().copied().filter(|status| words.contains(&status.as_str())).collect())
    }

    /// Parses fields separated by commas, by their names in a role.
    pub(super) fn fields(self, role: Role, names: &'static [&'static str]) -> Result<Vec<Field>, Diagnostic> {
        Ok(self.list_of(names)?.into_iter().filter_map(|name| Field::named(name, role)).collect())
    }

    /// Parses the fields to group by, one per level.
    pub(super) fn groups(self) -> Result<Vec<Field>, Diagnostic> {
        let groups = self.fields(Role::Group, GROUPS)?;
        if groups.len() > GROUP_LEVELS {
            return Err(self.invalid(&format!("at most {GROUP_LEVELS} of them")));
        }
        Ok(groups)
    }

    /// Parses the fields to sort by, separated by commas.
    pub(super) fn sort_keys(self) -> Result<Vec<SortKey>, Diagnostic> {
        let key = |written: &str| {
            let (descending, name) = written.strip_prefix('-').map_or((false, written), |name| (true, name));
            match Field::named(name, Role::Sort) {
                Some(field) => Ok(SortKey { field, descending }),
                None if name.is_empty() => {
                    Err(Code::BadValue.at((self.source, self.span), format!("`{}` needs a field", self.name)))
                }
                None => {
                    let unknown = Code::BadValue.at((self.source, self.span), format!("no field `{name}` to sort by"));
                    let near = nearest(name, SORT_FIELDS.iter().copied());
                    let unknown =
                        unknown.help("such as `title`, `authors`, `-year` or `-added`; `-` reverses the order");
                    Err(unknown.did_you_mean(near))
                }
            }
        };
        self.text.split(',').map(|written| key(written.trim())).collect()
    }

    /// Parses keys with or without `@`, separated by commas or spaces. Each gets the span of the value.
    pub(super) fn keys(self) -> Result<Vec<Spanned<String>>, Diagnostic> {
        let keys: Vec<_> = self
            .text
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|key| !key.is_empty())
            .map(|key| Spanned::new(key.strip_prefix('@').unwrap_or(key).to_owned(), self.span))
            .collect();
        if keys.is_empty() { Err(self.invalid("keys of papers, or `*`")) } else { Ok(keys) }
    }
}
