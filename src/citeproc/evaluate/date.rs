//! `cs:date`: days and ranges, localized or in parts.

use super::{Area, Evaluator};
use crate::citeproc::buffer::RunKind;
use crate::citeproc::element::{Date as DateElement, DatePart, DatePartForm, DatePartName, DateParts, Dress, TermForm};
use crate::citeproc::item::{Date, Day};
use crate::citeproc::variable::{AnyVariable, DateVariable};

/// A part of a date as it will be printed: the locale's, with what the style overrides.
#[derive(Clone, Copy)]
struct Shown<'a> {
    name: DatePartName,
    form: Option<DatePartForm>,
    range_delimiter: Option<&'a str>,
    affixes: &'a Dress,
    dress: &'a Dress,
}

impl<'a> Evaluator<'a> {
    pub(super) fn date(&mut self, element: &'a DateElement) {
        let Some(variable) = element.variable else {
            self.called += 1;
            return;
        };
        let item = self.item;
        let date = item.date(variable);
        if !self.call(AnyVariable::Date(variable), date.is_some()) {
            return;
        }
        let Some(date) = date else { return };
        if self.is_key && variable == DateVariable::Accessed {
            // A letter disambiguates works of one year of publication.
            return;
        }
        if self.context.area == Area::Sort {
            return self.date_key(element, date);
        }
        let start = self.buffer.mark();
        self.dressed(&element.dress, |this| this.date_body(element, variable, date));
        if self.buffer.is_empty_since(start) {
            // The requested parts are not known.
            self.filled -= 1;
        }
    }

    fn date_body(&mut self, element: &'a DateElement, variable: DateVariable, date: &Date) {
        let (parts, delimiter) = self.shown_parts(element);
        if let Some(literal) = &date.literal {
            // Words take the place of the year.
            let Some(year) = parts.iter().find(|part| part.name == DatePartName::Year) else { return };
            self.buffer.push(year.affixes.affixes.prefix(), self.look, RunKind::Affix);
            self.print(literal);
            self.date_suffix(variable);
            return self.buffer.push(year.affixes.affixes.suffix(), self.look, RunKind::Affix);
        }
        let parts: Vec<Shown<'a>> = parts.into_iter().filter(|part| has(date.start, part.name, date)).collect();
        match date.end {
            Some(end) if end.year.is_some() => self.date_range(&parts, delimiter, variable, date, end),
            end => {
                self.day(&parts, delimiter, variable, date, date.start, (false, false));
                if end.is_some() && !parts.is_empty() {
                    // An open range.
                    let sign = range_delimiter(&parts, DatePartName::Year);
                    self.print_affix(sign);
                }
            }
        }
    }

    /// The parts of a date in order, and what comes between them.
    fn shown_parts(&self, element: &'a DateElement) -> (Vec<Shown<'a>>, &'a str) {
        let own = |part: &'a DatePart| Shown {
            name: part.name,
            form: part.form,
            range_delimiter: part.range_delimiter.as_deref(),
            affixes: &part.dress,
            dress: &part.dress,
        };
        let Some(local) = element.form.and_then(|form| self.context.terms.date(form)) else {
            return (element.formats.iter().map(own).collect(), &element.delimiter);
        };
        let wanted = |name| match element.parts {
            DateParts::YearMonthDay => true,
            DateParts::YearMonth => name != DatePartName::Day,
            DateParts::Year => name == DatePartName::Year,
        };
        let parts = local.parts.iter().filter(|part| wanted(part.name)).map(|part| {
            let over = element.formats.iter().find(|over| over.name == part.name);
            let dressed = over.filter(|over| !over.dress.format.is_plain() || over.dress.case.is_some());
            Shown {
                name: part.name,
                form: over.and_then(|over| over.form).or(part.form),
                range_delimiter: over
                    .and_then(|over| over.range_delimiter.as_deref())
                    .or(part.range_delimiter.as_deref()),
                affixes: &part.dress,
                dress: dressed.map_or(&part.dress, |over| &over.dress),
            }
        });
        (parts.collect(), &local.delimiter)
    }

    /// A range, in which parts that are the same at both ends and larger than those that differ are printed once.
    fn date_range(&mut self, parts: &[Shown<'a>], delimiter: &'a str, variable: DateVariable, date: &Date, end: Day) {
        let start = date.start;
        let differs = if start.year != end.year {
            DatePartName::Year
        } else if start.month != end.month {
            DatePartName::Month
        } else {
            DatePartName::Day
        };
        let changes = |part: &Shown<'a>| rank(part.name) >= rank(differs);
        let (Some(first), Some(last)) = (parts.iter().position(changes), parts.iter().rposition(changes)) else {
            return self.day(parts, delimiter, variable, date, start, (false, false));
        };
        let (before, rest) = parts.split_at(first);
        let (inner, after) = rest.split_at(last + 1 - first);
        let mark = self.buffer.mark();
        self.day(before, delimiter, variable, date, start, (false, true));
        if !self.buffer.is_empty_since(mark) {
            self.print_affix(delimiter);
        }
        self.day(inner, delimiter, variable, date, start, (false, true));
        self.print_affix(range_delimiter(parts, differs));
        let of_end = |part: &&Shown<'a>| has(end, part.name, date);
        let inner_end: Vec<_> = inner.iter().filter(of_end).copied().collect();
        self.day(&inner_end, delimiter, variable, date, end, (true, false));
        if !after.is_empty() {
            self.print_affix(delimiter);
            self.day(after, delimiter, variable, date, end, (false, false));
        }
    }

    /// One day; `trim` leaves out the first prefix and the last suffix.
    fn day(
        &mut self,
        parts: &[Shown<'a>],
        delimiter: &'a str,
        variable: DateVariable,
        date: &Date,
        day: Day,
        trim: (bool, bool),
    ) {
        let mut any = false;
        for (at, part) in parts.iter().enumerate() {
            let before = self.buffer.mark();
            if any {
                self.print_affix(delimiter);
            }
            let outer = self.look;
            if !(trim.0 && at == 0) {
                self.buffer.push(part.affixes.affixes.prefix(), outer, RunKind::Affix);
            }
            self.look = part.dress.format.apply(outer);
            let body = self.buffer.mark();
            match part.name {
                DatePartName::Year => self.year(day, part.form, variable),
                DatePartName::Month => self.month(day, part.form, date),
                DatePartName::Day => self.day_of_month(day, part.form),
            }
            if self.buffer.is_empty_since(body) {
                self.buffer.truncate(before);
                self.look = outer;
                continue;
            }
            self.change(body, part.dress);
            self.look = outer;
            if !(trim.1 && at + 1 == parts.len()) {
                self.buffer.push(part.affixes.affixes.suffix(), outer, RunKind::Affix);
            }
            any = true;
        }
    }

    fn year(&mut self, day: Day, form: Option<DatePartForm>, variable: DateVariable) {
        let Some(year) = day.year else { return };
        let terms = self.context.terms;
        if form == Some(DatePartForm::Short) && year >= 1000 {
            self.print(&format!("{:02}", year % 100));
        } else {
            self.print(&year.unsigned_abs().to_string());
        }
        if year < 0 {
            self.print(terms.long("bc").unwrap_or("BC"));
        } else if year < 1000 {
            self.print(terms.long("ad").unwrap_or("AD"));
        }
        self.date_suffix(variable);
    }

    /// The letter after the year, once.
    fn date_suffix(&mut self, variable: DateVariable) {
        if self.suffix_done || self.context.explicit_suffix || variable != DateVariable::Issued {
            return;
        }
        if let Some(suffix) = self.year_suffix() {
            self.suffix_done = true;
            self.buffer.push(&suffix, self.look, RunKind::YearSuffix);
        }
    }

    fn month(&mut self, day: Day, form: Option<DatePartForm>, date: &Date) {
        let Some(month) = day.month else {
            if let Some(season) = &date.season {
                self.print(season);
            }
            return;
        };
        let terms = self.context.terms;
        if month > 12 {
            let name = format!("season-{:02}", month - 12);
            return self.print(terms.long(&name).unwrap_or_default());
        }
        match form.unwrap_or(DatePartForm::Long) {
            DatePartForm::Numeric | DatePartForm::Ordinal => self.print(&month.to_string()),
            DatePartForm::NumericLeadingZeros => self.print(&format!("{month:02}")),
            DatePartForm::Short => self.print(terms.get(month_term(month), TermForm::Short, false).unwrap_or_default()),
            DatePartForm::Long => self.print(terms.long(month_term(month)).unwrap_or_default()),
        }
    }

    fn day_of_month(&mut self, day: Day, form: Option<DatePartForm>) {
        let Some(number) = day.day else { return };
        let terms = self.context.terms;
        match form {
            Some(DatePartForm::NumericLeadingZeros) => self.print(&format!("{number:02}")),
            Some(DatePartForm::Ordinal) if number == 1 || !terms.limit_day_ordinals => {
                let gender = day.month.and_then(|month| terms.gender(month_term(month)));
                self.print(&number.to_string());
                self.print(terms.ordinal(u32::from(number), gender));
            }
            _ => self.print(&number.to_string()),
        }
    }

    /// A date as a sort key: year, month and day, as far as the element shows them.
    fn date_key(&mut self, element: &'a DateElement, date: &Date) {
        if date.literal.is_some() {
            return;
        }
        let (parts, _) = self.shown_parts(element);
        let shows = |name| parts.iter().any(|part| part.name == name);
        let key = date_key(date, shows(DatePartName::Month), shows(DatePartName::Day));
        self.print(&key);
    }
}

/// A date that sorts as text.
pub(in crate::citeproc) fn date_key(date: &Date, month: bool, day: bool) -> String {
    use std::fmt::Write as _;
    let mut key = String::new();
    for one in std::iter::once(date.start).chain(date.end) {
        // Years before the first sort before those after it.
        let _ = write!(key, "{:09}", i64::from(one.year.unwrap_or(0)) + 100_000_000);
        if month {
            let _ = write!(key, "{:02}", one.month.map_or(0, season_month));
        }
        if month && day {
            let _ = write!(key, "{:02}", one.day.unwrap_or(0));
        }
    }
    key
}

/// The month that a season sorts with.
fn season_month(month: u8) -> u8 {
    if month > 12 { (month - 12) * 3 } else { month }
}

fn rank(name: DatePartName) -> u8 {
    match name {
        DatePartName::Year => 0,
        DatePartName::Month => 1,
        DatePartName::Day => 2,
    }
}

fn has(day: Day, name: DatePartName, date: &Date) -> bool {
    match name {
        DatePartName::Year => day.year.is_some(),
        DatePartName::Month => day.month.is_some() || date.season.is_some(),
        DatePartName::Day => day.day.is_some() && day.month.is_some(),
    }
}

fn range_delimiter<'a>(parts: &[Shown<'a>], name: DatePartName) -> &'a str {
    let found = parts.iter().find(|part| part.name == name).and_then(|part| part.range_delimiter);
    found.unwrap_or("\u{2013}")
}

fn month_term(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "month-01", "month-02", "month-03", "month-04", "month-05", "month-06", "month-07", "month-08", "month-09",
        "month-10", "month-11", "month-12",
    ];
    NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default()
}
