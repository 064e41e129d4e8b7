//! Field values as one line of text, for the cells of a table.

use std::borrow::Cow;

use super::{Context, RenderOptions, translation};
use crate::labels;
use crate::paper::{Field, FieldValue, Paper};

/// Returns a field's value for display: titles of categories, labels of types and statuses.
pub(super) fn text<'p>(
    context: Context<'p>,
    paper: &'p Paper,
    field: Field,
    options: &RenderOptions<'_>,
) -> Option<Cow<'p, str>> {
    let value = field.value(paper)?;
    Some(match value {
        FieldValue::Type(kind) => Cow::Borrowed(labels::item_type(context.config, kind)),
        FieldValue::Status(status) => Cow::Borrowed(labels::status(context.config, status)),
        FieldValue::Categories(ids) => {
            let title = |id: &String| {
                let category = context.library.category(id).map(|index| &context.library.categories[index]);
                category.map_or_else(|| id.clone(), |category| translation::category_title(category, options.lang))
            };
            Cow::Owned(ids.iter().map(title).collect::<Vec<_>>().join(", "))
        }
        FieldValue::Title(title) => Cow::Borrowed(title.as_str()),
        FieldValue::Text(text) | FieldValue::Number(text) | FieldValue::Markdown(text) => Cow::Borrowed(text),
        FieldValue::Date(_)
        | FieldValue::Day(_)
        | FieldValue::DatePart(..)
        | FieldValue::Names(_)
        | FieldValue::Tags(_)
        | FieldValue::Links(_)
        | FieldValue::Translations(_)
        | FieldValue::Custom(_) => Cow::Owned(value.to_text().into_owned()),
    })
}
