//! `cs:text`.

use std::borrow::Cow;

use super::{Area, Evaluator};
use crate::citeproc::buffer::{LinkKind, RunKind};
use crate::citeproc::cite::Locator;
use crate::citeproc::element::{Text, TextSource};
use crate::citeproc::item;
use crate::citeproc::variable::{AnyVariable, Variable};

impl<'a> Evaluator<'a> {
    pub(super) fn text(&mut self, text: &'a Text) {
        match &text.source {
            TextSource::Variable(variable, short) => self.text_variable(text, *variable, *short),
            TextSource::Unknown => self.called += 1,
            TextSource::Macro(at) => self.text_macro(text, *at),
            TextSource::Term(name, form, plural) => {
                let term = self.context.terms.get(name, *form, *plural).unwrap_or_default();
                self.dressed(&text.dress, |this| this.buffer.push(term, this.look, RunKind::Term));
            }
            TextSource::Value(value) => self.dressed(&text.dress, |this| this.value(value)),
        }
    }

    /// Punctuation alone, and a blank at the end, separate elements as an affix does.
    fn value(&mut self, value: &item::Text) {
        let words = value.plain.trim_end_matches(' ');
        if !value.marks.is_empty() {
            self.buffer.push_text(value, self.look);
        } else if words.contains(char::is_alphanumeric) {
            self.buffer.push(words, self.look, RunKind::Text);
            self.buffer.push(&value.plain[words.len()..], self.look, RunKind::Affix);
        } else {
            self.buffer.push(&value.plain, self.look, RunKind::Affix);
        }
    }

    /// A macro that prints something is as good as a variable with a value.
    fn text_macro(&mut self, text: &'a Text, at: usize) {
        let (called, filled) = (self.called, self.filled);
        let start = self.buffer.mark();
        self.dressed(&text.dress, |this| this.run_macro(at));
        if self.called > called && self.filled == filled {
            self.buffer.truncate(start);
        } else if !self.buffer.is_empty_since(start) && self.called == called {
            self.called += 1;
            self.filled += 1;
        }
    }

    fn text_variable(&mut self, text: &'a Text, variable: Variable, short: bool) {
        let shown = |this: &mut Self, filled| this.call(AnyVariable::Text(variable), filled);
        match variable {
            Variable::CitationNumber => {
                let number = self.entry.number;
                if shown(self, number > 0) {
                    let digits = self.padded(number);
                    self.dressed(&text.dress, |this| this.print(&digits));
                }
            }
            Variable::YearSuffix => {
                // A group does not depend on it.
                if let Some(suffix) = self.year_suffix() {
                    self.suffix_done = true;
                    self.dressed(&text.dress, |this| this.buffer.push(&suffix, this.look, RunKind::YearSuffix));
                }
            }
            Variable::FirstReferenceNoteNumber => {
                let note = self.first_note();
                if self.is_key {
                    // Works are disambiguated by their content, not by where they are cited.
                    shown(self, true);
                } else if shown(self, note.is_some())
                    && let Some(note) = note
                {
                    self.dressed(&text.dress, |this| this.print(&note.to_string()));
                }
            }
            Variable::Locator => {
                let locator = self.cite.and_then(|cite| cite.locator);
                if shown(self, locator.is_some())
                    && let Some(locator) = locator
                {
                    self.dressed(&text.dress, |this| this.locator(locator));
                }
            }
            Variable::CitationLabel => {
                let label = self.citation_label();
                if shown(self, label.is_some())
                    && let Some(label) = label
                {
                    self.suffix_done = !self.context.explicit_suffix;
                    self.dressed(&text.dress, |this| this.print(&label));
                }
            }
            Variable::Page | Variable::PageFirst => self.pages(text, variable),
            _ => self.plain_variable(text, variable, short),
        }
    }

    fn plain_variable(&mut self, text: &'a Text, variable: Variable, short: bool) {
        let short_of = if short { variable.short().and_then(|short| self.item.text(short)) } else { None };
        let value = short_of.or_else(|| self.item.text(variable));
        if !self.call(AnyVariable::Text(variable), value.is_some()) {
            return;
        }
        let Some(value) = value else { return };
        let link = match variable {
            Variable::Doi => Some(LinkKind::Doi),
            Variable::Url => Some(LinkKind::Url),
            Variable::Pmid => Some(LinkKind::Pmid),
            Variable::Pmcid => Some(LinkKind::Pmcid),
            _ => None,
        };
        self.dressed(&text.dress, |this| {
            if variable.is_number() {
                this.numbers(value);
            } else {
                this.linked(link, |this| this.buffer.push_text(value, this.look));
            }
        });
    }

    fn pages(&mut self, text: &'a Text, variable: Variable) {
        let item = self.item;
        let value = match variable {
            Variable::PageFirst => self.page_first(),
            _ => item.text(Variable::Page).map(|text| Cow::Borrowed(text.plain.as_str())),
        };
        if self.call(AnyVariable::Text(variable), value.is_some())
            && let Some(value) = value
        {
            self.dressed(&text.dress, |this| this.page_range(&value));
        }
    }

    /// The first of the pages.
    pub(super) fn page_first(&self) -> Option<Cow<'a, str>> {
        let item = self.item;
        if let Some(text) = item.text(Variable::PageFirst) {
            return Some(Cow::Borrowed(&text.plain));
        }
        let pages = item.text(Variable::Page)?.plain.as_str();
        let end = pages.find(['-', '–', '—', ',', '&', ';']).unwrap_or(pages.len());
        let first = pages[..end].trim_end();
        Some(Cow::Borrowed(if first.is_empty() { pages } else { first }))
    }

    fn locator(&mut self, locator: &Locator) {
        if locator.label == "page" || item::is_numeric(&locator.value.plain) {
            self.page_range(&locator.value.plain);
        } else {
            self.buffer.push_text(&locator.value, self.look);
        }
    }

    /// A number, with zeros in front where it is a sort key.
    pub(super) fn padded(&self, number: usize) -> String {
        if self.context.area == Area::Sort { format!("{number:08}") } else { number.to_string() }
    }

    /// The label of the work: its own, or letters of its authors and two digits of its year.
    fn citation_label(&self) -> Option<String> {
        let label = match self.item.text(Variable::CitationLabel) {
            Some(text) => text.plain.clone(),
            None => self.entry.label.clone()?,
        };
        let suffix = self.year_suffix().filter(|_| !self.context.explicit_suffix);
        Some(label + &suffix.unwrap_or_default())
    }
}
