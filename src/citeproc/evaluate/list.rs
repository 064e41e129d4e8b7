//! A list of names: how many are shown, and what comes between them.

use super::names::{NameSet, NamesPlan};
use super::{Area, Evaluator};
use crate::citeproc::element::{And, AsSortOrder, DelimiterPrecedes, EtAl, Name as NameElement, NameForm, NameOptions};
use crate::citeproc::format::Format;
use crate::citeproc::item::Name;
use crate::citeproc::state::Given;
use crate::citeproc::style::{GivenNameRule, Key};
use crate::citeproc::variable::NameVariable;

/// The options of names after inheritance.
pub(super) struct Options<'a> {
    layers: [&'a NameOptions; 4],
}

impl<'a> Options<'a> {
    /// Merges options, the nearest first.
    pub(super) const fn merge(layers: [&'a NameOptions; 4]) -> Self {
        Self { layers }
    }

    fn get<T>(&self, read: impl Fn(&'a NameOptions) -> Option<T>) -> Option<T> {
        self.layers.iter().find_map(|layer| read(layer))
    }
}

/// How a list is set.
#[derive(Clone, Copy)]
pub(super) struct ListStyle<'a> {
    pub(super) and: Option<And>,
    pub(super) delimiter: &'a str,
    pub(super) names_delimiter: &'a str,
    pub(super) precedes_et_al: DelimiterPrecedes,
    pub(super) precedes_last: DelimiterPrecedes,
    pub(super) min: usize,
    pub(super) first: usize,
    pub(super) last: bool,
    pub(super) form: NameForm,
    pub(super) initialize: bool,
    pub(super) initialize_with: Option<&'a str>,
    pub(super) sort_order: Option<AsSortOrder>,
    pub(super) sort_separator: &'a str,
    pub(super) name: Option<&'a NameElement>,
    pub(super) et_al: Option<&'a EtAl>,
}

impl<'a> ListStyle<'a> {
    pub(super) fn new(
        options: &Options<'a>,
        name: Option<&'a NameElement>,
        et_al: Option<&'a EtAl>,
        subsequent: bool,
        key: Option<&'a Key>,
    ) -> Self {
        let mut min = options.get(|layer| layer.et_al_min);
        let mut first = options.get(|layer| layer.et_al_use_first);
        let mut last = options.get(|layer| layer.et_al_use_last);
        if subsequent {
            min = options.get(|layer| layer.et_al_subsequent_min).or(min);
            first = options.get(|layer| layer.et_al_subsequent_use_first).or(first);
        }
        if let Some(key) = key {
            min = key.names_min.or(min);
            first = key.names_use_first.or(first);
            last = key.names_use_last.or(last);
        }
        let contextual = DelimiterPrecedes::Contextual;
        Self {
            and: options.get(|layer| layer.and),
            delimiter: options.get(|layer| layer.delimiter.as_deref()).unwrap_or(", "),
            names_delimiter: options.get(|layer| layer.names_delimiter.as_deref()).unwrap_or_default(),
            precedes_et_al: options.get(|layer| layer.delimiter_precedes_et_al).unwrap_or(contextual),
            precedes_last: options.get(|layer| layer.delimiter_precedes_last).unwrap_or(contextual),
            min: min.unwrap_or(usize::MAX),
            first: first.unwrap_or(usize::MAX),
            last: last.unwrap_or(false),
            form: options.get(|layer| layer.form).unwrap_or(NameForm::Long),
            initialize: options.get(|layer| layer.initialize).unwrap_or(true),
            initialize_with: options.get(|layer| layer.initialize_with.as_deref()),
            sort_order: if key.is_some() { Some(AsSortOrder::All) } else { options.get(|layer| layer.as_sort_order) },
            sort_separator: options.get(|layer| layer.sort_separator.as_deref()).unwrap_or(", "),
            name,
            et_al,
        }
    }

    /// How many of `total` names are shown, and whether there are more; `least` is the number that disambiguation requires.
    pub(super) fn shown(&self, total: usize, least: usize) -> (usize, bool) {
        if total < self.min || total <= self.first {
            return (total, false);
        }
        let shown = self.first.max(least).min(total);
        (shown, shown < total)
    }

    fn is_inverted(&self, at: usize) -> bool {
        match self.sort_order {
            Some(AsSortOrder::All) => true,
            Some(AsSortOrder::First) => at == 0,
            None => false,
        }
    }
}

/// What parts the names of a sort key, which are compared one by one.
pub(in crate::citeproc) const SEPARATOR: char = '\u{1f}';

/// Whether a name can be inverted.
fn has_parts(name: &Name) -> bool {
    !name.family.is_empty() && !name.given.is_empty()
}

impl<'a> Evaluator<'a> {
    /// Prints a list of names.
    pub(super) fn list(
        &mut self,
        variable: NameVariable,
        list: &'a [Name],
        style: &ListStyle<'a>,
        plan: NamesPlan<'a>,
        is_first: bool,
    ) {
        let set = self.set;
        self.set += 1;
        let distinct = self.distinct;
        // Names that disambiguate works are shown in the bibliography too, as other processors have it.
        let least = if self.context.area == Area::Sort { 0 } else { distinct.names.get(set).copied().unwrap_or(0) };
        let open = self.item.open_lists.contains(&variable);
        let (shown, more) = style.shown(list.len() + usize::from(open), least);
        let (shown, more) = (shown.min(list.len()), more || open);
        if let Some(sets) = &mut self.sets {
            sets.push(NameSet { variable, shown, total: list.len(), long: style.form == NameForm::Long });
        }
        if shown == 0 {
            return;
        }
        let start = self.buffer.mark();
        if let NamesPlan::Replace { with, names: None } = plan {
            self.print(with);
            return;
        }
        for (at, name) in list.iter().take(shown).enumerate() {
            if at > 0 {
                let inverted = style.is_inverted(at - 1) && has_parts(&list[at - 1]);
                self.between(at, shown, more, style, inverted);
            }
            let begin = self.buffer.mark();
            match plan {
                NamesPlan::Replace { with, names: Some(count) } if at < count => self.print(with),
                _ => self.name(name, style, style.is_inverted(at), self.given(set, at, name)),
            }
            if is_first && self.keeps_names {
                let printed = self.buffer.since(begin).to_owned();
                self.first_names.each.push(printed);
            }
        }
        if more {
            self.and_others(list, shown, style, set, open);
        }
        if is_first && self.keeps_names {
            self.first_names.list = self.buffer.since(start).to_owned();
        }
    }

    fn print_separator(&mut self) {
        self.print_affix(SEPARATOR.encode_utf8(&mut [0; 4]));
    }

    /// How much of a given name is shown.
    fn given(&self, set: usize, at: usize, name: &'a Name) -> Given {
        if self.context.area != Area::Citation {
            return Given::Plain;
        }
        let distinct = self.distinct;
        let by_cite = distinct.givens.get(set).and_then(|givens| givens.get(at)).copied().unwrap_or_default();
        let Some((levels, rule)) = self.context.levels else { return by_cite };
        let primary = matches!(rule, GivenNameRule::PrimaryName | GivenNameRule::PrimaryNameWithInitials);
        if primary && at > 0 { by_cite } else { by_cite.max(levels.get(name).copied().unwrap_or_default()) }
    }

    /// What comes before the name at `at`.
    fn between(&mut self, at: usize, shown: usize, more: bool, style: &ListStyle<'a>, inverted: bool) {
        if self.context.area == Area::Sort {
            return self.print_separator();
        }
        let is_last = at + 1 == shown && !more;
        let Some(and) = style.and.filter(|_| is_last) else {
            return self.print_affix(style.delimiter);
        };
        let delimiter = match style.precedes_last {
            DelimiterPrecedes::Contextual => shown > 2,
            DelimiterPrecedes::AfterInvertedName => inverted,
            DelimiterPrecedes::Always => true,
            DelimiterPrecedes::Never => false,
        };
        let terms = self.context.terms;
        let word = match and {
            And::Text => terms.and,
            And::Symbol => terms.and_symbol,
        };
        if delimiter {
            self.print_affix(style.delimiter);
        }
        self.word_between(word, delimiter && !style.delimiter.ends_with(char::is_whitespace));
    }

    /// A word between two names, with spaces unless the script has none.
    fn word_between(&mut self, word: &str, tight: bool) {
        let wide =
            word.chars().all(|c| ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ac00}'..='\u{d7ff}').contains(&c));
        let _ = tight;
        let spaced = word.ends_with(|c: char| c.is_whitespace() && c != ' ');
        if (wide || spaced) && !word.is_empty() {
            return self.print_affix(word);
        }
        if !self.buffer.text.ends_with(|c: char| {
            c.is_whitespace() || ('\u{ff01}'..='\u{ff60}').contains(&c) || ('\u{3000}'..='\u{303f}').contains(&c)
        }) {
            self.print_affix(" ");
        }
        self.print_affix(word);
        if !word.ends_with(char::is_whitespace) {
            self.print_affix(" ");
        }
    }

    /// "et al.", or dots and the last name.
    fn and_others(&mut self, list: &'a [Name], shown: usize, style: &ListStyle<'a>, set: usize, open: bool) {
        if style.last
            && !open
            && list.len() > shown + 1
            && let Some(name) = list.last()
        {
            if self.context.area == Area::Sort {
                self.print_separator();
                return self.name(name, style, true, Given::Plain);
            }
            self.print_affix(style.delimiter);
            self.print_affix("\u{2026} ");
            let at = list.len() - 1;
            return self.name(name, style, style.is_inverted(at), self.given(set, at, name));
        }
        if self.context.area == Area::Sort {
            return;
        }
        let terms = self.context.terms;
        let (word, format) = match style.et_al {
            Some(et_al) => (terms.long(&et_al.term).unwrap_or_default(), et_al.format),
            None => (terms.et_al, Format::default()),
        };
        if word.trim().is_empty() {
            return;
        }
        let delimiter = match style.precedes_et_al {
            DelimiterPrecedes::Contextual => shown > 1,
            DelimiterPrecedes::AfterInvertedName => {
                shown > 0 && style.is_inverted(shown - 1) && list.get(shown - 1).is_some_and(has_parts)
            }
            DelimiterPrecedes::Always => true,
            DelimiterPrecedes::Never => false,
        };
        if shown > 0 {
            let wide = word.chars().next().is_some_and(|c| ('\u{2e80}'..='\u{d7ff}').contains(&c));
            self.print_affix(if delimiter {
                style.delimiter
            } else if wide {
                ""
            } else {
                " "
            });
        }
        let outer = self.look;
        self.look = format.apply(outer);
        self.print(word);
        self.look = outer;
    }
}
