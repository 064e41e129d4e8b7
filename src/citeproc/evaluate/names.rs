//! `cs:names`: lists of names by variable, with labels, and what takes their place.

use super::list::{ListStyle, Options};
use super::{Area, Evaluator, Used};
use crate::citeproc::buffer::{Buffer, Mark};
use crate::citeproc::element::{
    Element, EtAl, Label, Name as NameElement, NameForm, NameOptions, Names, Plural, Text, TextSource,
};
use crate::citeproc::item::Name;
use crate::citeproc::variable::{AnyVariable, NameVariable};

/// What becomes of the first names of a work.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::citeproc) enum NamesPlan<'a> {
    /// They are printed.
    #[default]
    Print,
    /// They are left out, because the citation is without author.
    Suppress,
    /// They are left out, with what takes their place, because the cite before has them.
    Collapse,
    /// They are printed and kept apart.
    Extract,
    /// Words take their place, because the entry before has them.
    Replace {
        /// The words.
        with: &'a str,
        /// How many names; `None` for the list as one.
        names: Option<usize>,
    },
}

/// The first names that a work printed.
#[derive(Clone, Debug, Default)]
pub(in crate::citeproc) struct FirstNames {
    /// Whether there were any.
    pub(in crate::citeproc) found: bool,
    /// Whether they are names, and not a title in their place.
    pub(in crate::citeproc) are_names: bool,
    /// All that was printed.
    pub(in crate::citeproc) whole: String,
    /// The list without its label.
    pub(in crate::citeproc) list: String,
    /// Each name.
    pub(in crate::citeproc) each: Vec<String>,
    /// All that was printed, with its formatting, where it is kept apart.
    pub(in crate::citeproc) kept: Option<Buffer>,
}

/// A list of names that was printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::citeproc) struct NameSet {
    /// The variable.
    pub(in crate::citeproc) variable: NameVariable,
    /// How many names were shown.
    pub(in crate::citeproc) shown: usize,
    /// How many there are.
    pub(in crate::citeproc) total: usize,
    /// Whether given names were shown in full or as initials anyway.
    pub(in crate::citeproc) long: bool,
}

/// The element with what it inherits from the one that it takes the place of.
#[derive(Clone, Copy)]
struct Parts<'a> {
    name: Option<&'a NameElement>,
    et_al: Option<&'a EtAl>,
    label: Option<&'a (Label, bool)>,
}

/// Options that leave everything open.
static EMPTY: NameOptions = NameOptions {
    and: None,
    delimiter: None,
    names_delimiter: None,
    delimiter_precedes_et_al: None,
    delimiter_precedes_last: None,
    et_al_min: None,
    et_al_use_first: None,
    et_al_subsequent_min: None,
    et_al_subsequent_use_first: None,
    et_al_use_last: None,
    form: None,
    initialize: None,
    initialize_with: None,
    as_sort_order: None,
    sort_separator: None,
};

impl<'a> Evaluator<'a> {
    /// Prints `cs:names`.
    pub(in crate::citeproc) fn names(&mut self, names: &'a Names) {
        let plan = if self.first_names.found { NamesPlan::Print } else { self.plan };
        let start = self.buffer.mark();
        let outermost = self.inherited.is_none();
        self.names_body(names, plan);
        if !outermost || self.buffer.is_empty_since(start) {
            return;
        }
        if !self.first_names.found {
            self.first_names.found = true;
            if self.keeps_names {
                self.first_names.whole = self.buffer.since(start).to_owned();
            }
            self.after_first(start, plan);
        }
    }

    /// Leaves the first names out, or keeps them apart.
    fn after_first(&mut self, start: Mark, plan: NamesPlan<'a>) {
        match plan {
            NamesPlan::Collapse => self.buffer.truncate(start),
            NamesPlan::Suppress if self.first_names.are_names => self.buffer.truncate(start),
            NamesPlan::Replace { with, .. } if !self.first_names.are_names => {
                self.buffer.truncate(start);
                self.print(with);
            }
            NamesPlan::Extract => {
                let kept = self.buffer.clone().split_off(start);
                self.first_names.kept = Some(kept);
            }
            _ => {}
        }
    }

    fn names_body(&mut self, names: &'a Names, plan: NamesPlan<'a>) {
        let parts = self.parts(names);
        let style = self.list_style(names, parts);
        let lists = self.lists(names);
        if style.form == NameForm::Count {
            return self.count(names, &lists, &style);
        }
        self.called += 1;
        if lists.is_empty() {
            return self.substitute(names);
        }
        self.filled += 1;
        self.dressed(&names.dress, |this| {
            let mut any = false;
            for (variable, list, term) in &lists {
                let before = this.buffer.mark();
                if any {
                    this.print_affix(style.names_delimiter);
                }
                let start = this.buffer.mark();
                this.one_list(*variable, list, term, &style, parts.label, plan);
                if this.buffer.is_empty_since(start) {
                    this.buffer.truncate(before);
                } else {
                    any = true;
                }
                this.used.insert(AnyVariable::Names(*variable));
                if this.inherited.is_some() {
                    this.suppressed.insert(AnyVariable::Names(*variable));
                }
            }
        });
    }

    /// The element's own parts, or those of the element whose place it takes.
    fn parts(&self, names: &'a Names) -> Parts<'a> {
        let own = Parts { name: names.name.as_ref(), et_al: names.et_al.as_ref(), label: names.label.as_ref() };
        let Some(outer) = self.inherited else { return own };
        Parts {
            name: own.name.or(outer.name.as_ref()),
            et_al: own.et_al.or(outer.et_al.as_ref()),
            label: if own.name.is_none() && own.et_al.is_none() && own.label.is_none() {
                outer.label.as_ref()
            } else {
                own.label
            },
        }
    }

    fn list_style(&self, names: &'a Names, parts: Parts<'a>) -> ListStyle<'a> {
        let layers = [
            parts.name.map_or(&EMPTY, |name| &name.options),
            &names.options,
            self.inherited.map_or(&EMPTY, |outer| &outer.options),
            self.context.names,
        ];
        let options = Options::merge(layers);
        let subsequent = self.cite.is_some_and(|cite| cite.place.is(crate::citeproc::element::Position::Subsequent))
            && self.context.area == Area::Citation;
        ListStyle::new(&options, parts.name, parts.et_al, subsequent, self.key)
    }

    /// The lists that are there, each with the term of its label.
    fn lists(&self, names: &Names) -> Vec<(NameVariable, &'a [Name], &'static str)> {
        let item = self.item;
        let mut lists: Vec<(NameVariable, &'a [Name], &'static str)> = Vec::with_capacity(names.variables.len());
        for &variable in &names.variables {
            let list = item.names(variable);
            if list.is_empty() || self.suppressed.contains(AnyVariable::Names(variable)) {
                continue;
            }
            lists.push((variable, list, variable.name()));
        }
        // Editors who are the translators are named once.
        if let [(first, a, _), (second, b, _)] = lists[..]
            && a == b
            && matches!(
                (first, second),
                (NameVariable::Editor, NameVariable::Translator) | (NameVariable::Translator, NameVariable::Editor)
            )
            && self.context.terms.long("editortranslator").is_some_and(|term| !term.is_empty())
        {
            lists.truncate(1);
            lists[0].2 = "editortranslator";
        }
        lists
    }

    /// Prints a name variable as a sort key.
    pub(in crate::citeproc) fn sort_names(&mut self, variable: NameVariable) {
        let item = self.item;
        let options = Options::merge([&EMPTY, &EMPTY, &EMPTY, self.context.names]);
        let mut style = ListStyle::new(&options, None, None, false, self.key);
        style.form = NameForm::Long;
        self.list(variable, item.names(variable), &style, NamesPlan::Print, false);
    }

    fn one_list(
        &mut self,
        variable: NameVariable,
        list: &'a [Name],
        term: &'static str,
        style: &ListStyle<'a>,
        label: Option<&'a (Label, bool)>,
        plan: NamesPlan<'a>,
    ) {
        let label = label.filter(|_| self.context.area != Area::Sort);
        if let Some((label, true)) = label {
            self.names_label(label, term, list.len());
        }
        let start = self.buffer.mark();
        let is_first = !self.first_names.found && !self.first_names.are_names;
        let plan = if is_first { plan } else { NamesPlan::Print };
        self.list(variable, list, style, plan, is_first);
        if is_first && !self.buffer.is_empty_since(start) {
            self.first_names.are_names = true;
        }
        if let Some((label, false)) = label {
            self.names_label(label, term, list.len());
        }
    }

    fn names_label(&mut self, label: &'a Label, term: &str, count: usize) {
        let plural = match label.plural {
            Plural::Contextual => count > 1,
            Plural::Always => true,
            Plural::Never => false,
        };
        if let Some(term) = self.context.terms.get(term, label.form, plural) {
            self.label_dress(label, term);
        }
    }

    /// How many names are shown.
    fn count(&mut self, names: &'a Names, lists: &[(NameVariable, &'a [Name], &'static str)], style: &ListStyle<'a>) {
        self.called += 1;
        let mut count = 0;
        if lists.is_empty() {
            return self.substitute(names);
        }
        for (_, list, _) in lists {
            count += style.shown(list.len(), 0).0;
        }
        if count > 0 {
            self.filled += 1;
            let digits = self.padded(count);
            self.dressed(&names.dress, |this| this.print(&digits));
        }
    }

    /// Whether an element prints a term that the locale leaves empty, which is as good as words.
    fn is_empty_term(&self, element: &Element) -> bool {
        let Element::Text(Text { source: TextSource::Term(name, form, plural), .. }) = element else { return false };
        self.context.terms.get(name, *form, *plural) == Some("")
    }

    /// What takes the place of names that are not there; it is not printed again in the same entry.
    fn substitute(&mut self, names: &'a Names) {
        let outer = self.inherited;
        for child in &names.substitute {
            self.inherited = Some(names);
            let used = std::mem::take(&mut self.used);
            let start = self.buffer.mark();
            self.dressed(&names.dress, |this| this.sequence(std::slice::from_ref(child), "", &mut false));
            let inner = self.used;
            self.used = Used(used.0 | inner.0);
            self.inherited = outer;
            if !self.buffer.is_empty_since(start) {
                self.filled += 1;
                self.suppressed.0 |= inner.0;
                break;
            }
            if self.is_empty_term(child) {
                break;
            }
        }
    }
}
