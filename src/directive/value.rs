//! The values of options: each read by its type, and refused with what was expected.

use std::sync::Arc;

use super::{CitedFilter, Filter, GroupSort, Lang, Numbered, Options, Scope, SortKey, Years};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::options::{GROUP_LEVELS, LARGEST_NUMBER, OptionSpec, SORT_FIELDS, Style, TYPES, ValueType};
use crate::paper::{Date, Field, Role, Status};
use crate::source::{Source, Span, Spanned};

type Place<'s> = (&'s Arc<Source>, Span);

/// Whether an option may be given several times: then each has to hold.
pub(super) fn may_repeat(option: &OptionSpec) -> bool {
    matches!(option.name, "author" | "has" | "not-tag" | "not-type" | "tag" | "type" | "venue" | "where")
}

/// Sets an option to a value that stands at `place`.
pub(super) fn set(
    options: &mut Options,
    option: &'static OptionSpec,
    value: &str,
    place: Place<'_>,
) -> Result<(), Diagnostic> {
    let given = OptionValue { option, value, place };
    let filter = |filter| Spanned::new(filter, place.1);
    match option.name {
        "abstracts" => options.abstracts = Some(given.flag()?),
        "author" => options.filters.push(filter(Filter::Author(given.words()?))),
        "cited" => options.filters.push(filter(Filter::Cited(given.cited()?))),
        "empty" if value.trim().is_empty() => return Err(given.wrong("some words")),
        "empty" => options.empty = Some(value.to_owned()),
        "fields" => options.fields = given.fields(Role::Column)?,
        "filter" => options.filter = Some(given.flag()?),
        "group" => options.group = given.groups()?,
        "group-sort" => {
            options.group_sort = Some(match given.one_of()? {
                "asc" => GroupSort::Ascending,
                "desc" => GroupSort::Descending,
                _ => GroupSort::Count,
            });
        }
        "has" => options.filters.push(filter(Filter::Has(given.words()?))),
        "heading" => options.heading = Some(given.level()?),
        "canonical" => options.canonical = Some(given.flag()?),
        "intro" => options.intro = Some(given.flag()?),
        "lang" => {
            options.lang = Some(match given.one_of()? {
                "en" => Lang::En,
                "zh" => Lang::Zh,
                _ => Lang::Both,
            });
        }
        "limit" => options.limit = Some(given.number()?),
        "nocite" => options.nocite = given.keys()?,
        "not-tag" => options.filters.push(filter(Filter::NotTag(given.words()?))),
        "not-type" => options.filters.push(filter(Filter::NotType(given.types()?))),
        "notes" => options.notes = Some(given.flag()?),
        "numbered" => options.numbered = Some(given.numbered()?),
        "offset" => options.offset = Some(given.number()?),
        "scope" => {
            options.scope = Some(if given.one_of()? == "book" { Scope::Book } else { Scope::Chapter });
        }
        "since" => options.filters.push(filter(Filter::Since(given.date()?))),
        "sort" => options.sort = given.sort_keys()?,
        "start" => options.start = Some(given.item_number()?),
        "status" => options.filters.push(filter(Filter::Status(given.statuses()?))),
        "style" if value.is_empty() => return Err(given.wrong("a style")),
        "style" => options.style = Some(Spanned::new(given.style()?, place.1)),
        "summaries" => options.summaries = Some(given.flag()?),
        "tag" => options.filters.push(filter(Filter::Tag(given.words()?))),
        "type" => options.filters.push(filter(Filter::Type(given.types()?))),
        "venue" => options.filters.push(filter(Filter::Venue(given.words()?))),
        "where" if value.trim().is_empty() => return Err(given.wrong("an expression")),
        "where" => options.filters.push(filter(Filter::Where(value.to_owned()))),
        "year" => options.filters.push(filter(Filter::Years(given.years()?))),
        _ => unreachable!("`{}` is in the table of options and not here", option.name),
    }
    Ok(())
}

/// A value as it was given.
#[derive(Clone, Copy)]
struct OptionValue<'g> {
    option: &'static OptionSpec,
    value: &'g str,
    place: Place<'g>,
}

impl OptionValue<'_> {
    fn wrong(self, expected: &str) -> Diagnostic {
        self.wrong_word(self.value, expected)
    }

    fn wrong_word(self, word: &str, expected: &str) -> Diagnostic {
        let message = match word {
            "" => format!("`{}` needs a value", self.option.name),
            value => format!("`{}` cannot be `{value}`", self.option.name),
        };
        Code::BadValue.at(self.place, message).label(format!("expected {expected}"))
    }

    fn flag(self) -> Result<bool, Diagnostic> {
        match self.value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong("`true` or `false`")),
        }
    }

    fn number(self) -> Result<usize, Diagnostic> {
        match self.value.parse() {
            Ok(number) if self.value.bytes().all(|byte| byte.is_ascii_digit()) => Ok(number),
            _ => Err(self.wrong("a number")),
        }
    }

    fn item_number(self) -> Result<usize, Diagnostic> {
        let number = self.number().ok().filter(|&number| number <= LARGEST_NUMBER);
        number.ok_or_else(|| self.wrong(&format!("a number up to {LARGEST_NUMBER}")))
    }

    fn level(self) -> Result<u8, Diagnostic> {
        match self.value {
            "2" | "3" | "4" | "5" | "6" => Ok(self.value.as_bytes()[0] - b'0'),
            _ => Err(self.wrong("a number from 2 to 6")),
        }
    }

    fn date(self) -> Result<Date, Diagnostic> {
        Date::parse(self.value).ok_or_else(|| self.wrong("`YYYY`, `YYYY-MM` or `YYYY-MM-DD`"))
    }

    fn years(self) -> Result<Years, Diagnostic> {
        let years = Years::parse(self.value).ok_or_else(|| {
            let wrong = self.wrong("a year such as `2022`, or a range such as `2020..2023`, `2020..` or `..2023`");
            let meant = self.value.replacen(['-', '–', '~'], "..", 1).replace("...", "..");
            wrong.did_you_mean(Years::parse(&meant).map(|_| meant.as_str()))
        })?;
        if years.is_empty() {
            let turned = self.value.split_once("..").map(|(from, to)| format!("{to}..{from}"));
            return Err(self.wrong("the earlier year first").did_you_mean(turned.as_deref()));
        }
        Ok(years)
    }

    /// The items of a comma list, at least one, none empty.
    fn items(self) -> Result<Vec<String>, Diagnostic> {
        let items: Vec<_> = self.value.split(',').map(|item| item.trim().to_owned()).collect();
        if items.iter().any(String::is_empty) {
            return Err(self.wrong("words joined by commas, none of them empty"));
        }
        Ok(items)
    }

    fn words(self) -> Result<Vec<String>, Diagnostic> {
        self.items()
    }

    /// The word of the option's own list that the value is.
    fn one_of(self) -> Result<&'static str, Diagnostic> {
        self.known(self.value)
    }

    /// The words of the option's own list that the value names.
    fn listed(self) -> Result<Vec<&'static str>, Diagnostic> {
        let listed: Vec<_> = self.items()?.iter().map(|item| self.known(item)).collect::<Result<_, _>>()?;
        match listed.iter().enumerate().find(|(at, word)| listed[..*at].contains(word)) {
            Some((_, twice)) => {
                Err(Code::BadValue.at(self.place, format!("`{}` names `{twice}` twice", self.option.name)))
            }
            None => Ok(listed),
        }
    }

    fn known(self, word: &str) -> Result<&'static str, Diagnostic> {
        let (ValueType::OneOf(words) | ValueType::ListOf(words)) = self.option.takes else {
            unreachable!("`{}` takes no words of its own", self.option.name)
        };
        words.iter().copied().find(|known| *known == word).ok_or_else(|| {
            let quoted = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
            let expected = match quoted.as_slice() {
                [one, other] => format!("{one} or {other}"),
                _ => format!("one of {}", quoted.join(", ")),
            };
            self.wrong_word(word, &expected).did_you_mean(nearest(word, words.iter().copied()))
        })
    }

    fn style(self) -> Result<Style, Diagnostic> {
        let style = Style::parse(self.value);
        let numeric = (self.option.takes == ValueType::ReferenceStyle).then_some("numeric");
        if numeric == Some(self.value) || style.is_known() {
            return Ok(style);
        }
        let expected = numeric.map_or_else(Style::expected, |numeric| format!("`{numeric}`, or {}", Style::expected()));
        Err(self.wrong(&expected).did_you_mean(nearest(self.value, numeric.into_iter().chain(Style::names()))))
    }

    fn types(self) -> Result<Vec<String>, Diagnostic> {
        let items = self.items()?;
        match items.iter().find(|item| !TYPES.contains(&item.as_str())) {
            Some(wrong) => Err(Code::BadValue
                .at(self.place, format!("no type `{wrong}`"))
                .label("not a type of CSL")
                .did_you_mean(nearest(wrong, TYPES.iter().copied()))),
            None => Ok(items),
        }
    }

    fn statuses(self) -> Result<Vec<Status>, Diagnostic> {
        let words = self.listed()?;
        Ok(Status::ALL.iter().copied().filter(|status| words.contains(&status.as_str())).collect())
    }

    /// The fields that the value names, each known to the option's own list.
    fn fields(self, role: Role) -> Result<Vec<Field>, Diagnostic> {
        Ok(self.listed()?.into_iter().filter_map(|name| Field::named(name, role)).collect())
    }

    fn groups(self) -> Result<Vec<Field>, Diagnostic> {
        let groups = self.fields(Role::Group)?;
        if groups.len() > GROUP_LEVELS {
            return Err(self.wrong(&format!("at most {GROUP_LEVELS} of them")));
        }
        Ok(groups)
    }

    fn cited(self) -> Result<CitedFilter, Diagnostic> {
        match self.value {
            "true" => Ok(CitedFilter::Here),
            "false" => Ok(CitedFilter::NotHere),
            "book" => Ok(CitedFilter::InBook),
            _ => Err(self.wrong("`true`, `false` or `book`").did_you_mean(nearest(self.value, ["book"]))),
        }
    }

    fn numbered(self) -> Result<Numbered, Diagnostic> {
        match self.value {
            "continue" => Ok(Numbered::Continue),
            "true" | "false" => self.flag().map(Numbered::Flag),
            _ => {
                let wrong = self.wrong("`true`, `false` or `continue`");
                Err(wrong.did_you_mean(nearest(self.value, ["continue"])))
            }
        }
    }

    fn sort_keys(self) -> Result<Vec<SortKey>, Diagnostic> {
        let key = |written: &str| {
            let (descending, name) = written.strip_prefix('-').map_or((false, written), |name| (true, name));
            match Field::named(name, Role::Sort) {
                Some(field) => Ok(SortKey { field, descending }),
                None if name.is_empty() => {
                    Err(Code::BadValue.at(self.place, format!("`{}` needs a field", self.option.name)))
                }
                None => Err(Code::BadValue
                    .at(self.place, format!("no field `{name}` to sort by"))
                    .did_you_mean(nearest(name, SORT_FIELDS.iter().copied()))),
            }
        };
        self.value.split(',').map(|written| key(written.trim())).collect()
    }

    /// Keys with or without `@`, joined by commas or blanks; each has the place of the whole.
    fn keys(self) -> Result<Vec<Spanned<String>>, Diagnostic> {
        let keys: Vec<_> = self
            .value
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|key| !key.is_empty())
            .map(|key| Spanned::new(key.strip_prefix('@').unwrap_or(key).to_owned(), self.place.1))
            .collect();
        if keys.is_empty() { Err(self.wrong("keys of papers, or `*`")) } else { Ok(keys) }
    }
}
