//! `cs:label` outside of names.

use super::Evaluator;
use crate::citeproc::element::{Label, Plural};
use crate::citeproc::item::is_plural;
use crate::citeproc::variable::Variable;

impl<'a> Evaluator<'a> {
    pub(super) fn standalone_label(&mut self, label: &'a Label) {
        let Some(variable) = label.variable else { return };
        let Some((term, plural)) = self.label_term(variable) else { return };
        let plural = match label.plural {
            Plural::Contextual => plural,
            Plural::Always => true,
            Plural::Never => false,
        };
        let Some(term) = self.context.terms.get(term, label.form, plural) else { return };
        self.label_dress(label, term);
    }

    /// The term of a label, and whether the variable means several.
    fn label_term(&self, variable: Variable) -> Option<(&'a str, bool)> {
        match variable {
            Variable::Locator => {
                let locator = self.cite.and_then(|cite| cite.locator)?;
                if locator.label == "page" && has_own_label(&locator.value.plain) {
                    return None;
                }
                Some((locator.label.as_str(), is_plural(&locator.value.plain)))
            }
            Variable::CitationNumber => Some((variable.name(), false)),
            Variable::FirstReferenceNoteNumber => {
                self.first_note()?;
                Some((variable.name(), false))
            }
            Variable::PageFirst => {
                self.page_first()?;
                Some((Variable::Page.name(), false))
            }
            Variable::NumberOfPages | Variable::NumberOfVolumes => {
                let value = &self.item.text(variable)?.plain;
                let several = value.trim().parse::<u64>().map_or_else(|_| is_plural(value), |number| number > 1);
                Some((variable.name(), several))
            }
            _ => Some((variable.name(), is_plural(&self.item.text(variable)?.plain))),
        }
    }
}

/// Whether a place names its own sort, as `vol. 1, fol. 186` does.
fn has_own_label(value: &str) -> bool {
    let Some((word, rest)) = value.trim_start().split_once(". ") else { return false };
    word.len() > 1 && word.chars().all(char::is_alphabetic) && rest.starts_with(|c: char| c.is_ascii_digit())
}
