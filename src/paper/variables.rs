//! The variables of CSL that few papers have, stored by field.

use super::{Contributors, DateValue, Field};

/// The values of fields that are not members of [`Paper`](super::Paper), in the order of the fields.
///
/// Most papers have none of them, so that a sorted list takes less memory and time than a member for each.
#[derive(Debug, Clone, Default)]
pub struct Variables(Vec<(Field, Variable)>);

/// A value.
#[derive(Debug, Clone, PartialEq)]
enum Variable {
    Text(Option<String>),
    Date(Option<DateValue>),
    Names(Contributors),
}

static NO_TEXT: Option<String> = None;
static NO_DATE: Option<DateValue> = None;
static NO_NAMES: Contributors = Contributors { named: Vec::new(), others: false };

impl Variables {
    /// The text of a field.
    #[expect(clippy::ref_option, reason = "a slot borrows the option itself")]
    pub(super) fn text(&self, field: Field) -> &Option<String> {
        match self.get(field) {
            Some(Variable::Text(text)) => text,
            _ => &NO_TEXT,
        }
    }

    /// The text of a field, to be set.
    ///
    /// # Panics
    /// If the field holds no text.
    pub(super) fn text_mut(&mut self, field: Field) -> &mut Option<String> {
        match self.get_mut(field, || Variable::Text(None)) {
            Variable::Text(text) => text,
            other => unreachable!("{field:?} holds {other:?}"),
        }
    }

    /// The date of a field.
    #[expect(clippy::ref_option, reason = "a slot borrows the option itself")]
    pub(super) fn date(&self, field: Field) -> &Option<DateValue> {
        match self.get(field) {
            Some(Variable::Date(date)) => date,
            _ => &NO_DATE,
        }
    }

    /// The date of a field, to be set.
    ///
    /// # Panics
    /// If the field holds no date.
    pub(super) fn date_mut(&mut self, field: Field) -> &mut Option<DateValue> {
        match self.get_mut(field, || Variable::Date(None)) {
            Variable::Date(date) => date,
            other => unreachable!("{field:?} holds {other:?}"),
        }
    }

    /// The names of a field.
    pub(super) fn names(&self, field: Field) -> &Contributors {
        match self.get(field) {
            Some(Variable::Names(names)) => names,
            _ => &NO_NAMES,
        }
    }

    /// The names of a field, to be set.
    ///
    /// # Panics
    /// If the field holds no names.
    pub(super) fn names_mut(&mut self, field: Field) -> &mut Contributors {
        match self.get_mut(field, || Variable::Names(Contributors::default())) {
            Variable::Names(names) => names,
            other => unreachable!("{field:?} holds {other:?}"),
        }
    }

    fn get(&self, field: Field) -> Option<&Variable> {
        let at = self.0.binary_search_by_key(&field, |(field, _)| *field).ok()?;
        Some(&self.0[at].1)
    }

    fn get_mut(&mut self, field: Field, empty: fn() -> Variable) -> &mut Variable {
        let at = self.0.binary_search_by_key(&field, |(field, _)| *field).unwrap_or_else(|at| {
            self.0.insert(at, (field, empty()));
            at
        });
        &mut self.0[at].1
    }

    fn present(&self) -> impl Iterator<Item = &(Field, Variable)> {
        self.0.iter().filter(|(_, value)| match value {
            Variable::Text(text) => text.is_some(),
            Variable::Date(date) => date.is_some(),
            Variable::Names(names) => !names.is_empty() || names.others,
        })
    }
}

impl PartialEq for Variables {
    /// A field that was borrowed and not set makes no difference.
    fn eq(&self, other: &Self) -> bool {
        self.present().eq(other.present())
    }
}

#[cfg(test)]
mod tests {
    use crate::paper::{Field, Paper};

    #[test]
    fn fields_that_are_not_set_make_no_difference() {
        let mut paper = Paper::default();
        assert_eq!(*paper.variables.text_mut(Field::Genre), None);
        assert_eq!(paper, Paper::default());
        *paper.variables.text_mut(Field::Genre) = Some("Memo".to_owned());
        assert_ne!(paper, Paper::default());
        assert_eq!(paper.variables.text(Field::Genre).as_deref(), Some("Memo"));
        assert_eq!(*paper.variables.text(Field::Edition), None);
    }
}
