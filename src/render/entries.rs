//! Entries of a listing in a CSL style, formatted in parallel.

use std::ops::Range;

use super::{Context, RenderOptions};
use crate::csl::{Formatted, Reference, Style};
use crate::plan::PlannedList;

/// Formats the papers at `places` of a listing. Returns `None` if the style of the listing is not a CSL style.
pub(super) fn entries(
    context: Context<'_>,
    list: &PlannedList,
    places: &Range<usize>,
    options: &RenderOptions<'_>,
) -> Option<Vec<Reference>> {
    let style = context.styles.get(options.style)?;
    // Disambiguation, as in 2023a, is needed only in the style of the citations.
    let disambiguated = list.is_references || context.config.references.as_ref() == Some(options.style);
    let inputs = places.clone().map(|at| {
        let paper = list.listing.papers[at];
        let number = list.numbers.get(at).copied().or_else(|| list.first.map(|first| first + at));
        let found = disambiguated.then(|| context.citations.disambiguation(context.chapter, paper, list.of_book));
        (&context.library.papers[paper], number, found.unwrap_or_default())
    });
    let inputs: Vec<_> = inputs.collect();
    Some(style.references(&inputs, &context.config.language))
}

/// Returns whether the entries of a listing are numbered: by their citations, or on request.
pub(super) fn are_numbered(
    context: Context<'_>,
    list: &PlannedList,
    options: &RenderOptions<'_>,
    entries: Option<&[Reference]>,
) -> bool {
    let style = context.styles.get(options.style);
    let numeric = style.is_some_and(Style::is_numeric);
    if list.is_references {
        let cited = context.styles.citation_style(context.config).is_none_or(Style::is_numeric);
        if !cited && !numeric {
            return false;
        }
    }
    // A numeric style without a separate label field puts the number into the text.
    let within = numeric && entries.is_some_and(|entries| entries.iter().all(|entry| entry.label.is_none()));
    list.first.is_some() && !within
}

/// Returns the label of an entry, unless it is only the number of the list item.
pub(super) fn label<'e>(
    context: Context<'_>,
    options: &RenderOptions<'_>,
    entry: &'e Reference,
) -> Option<&'e Formatted> {
    let numeric = context.styles.get(options.style).is_some_and(Style::is_numeric);
    entry.label.as_ref().filter(|_| !numeric)
}
