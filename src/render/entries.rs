//! The entries of a list in a CSL style, made on every core.

use std::ops::Range;

use super::{Context, RenderOptions};
use crate::csl::{Formatted, Mark, Reference, Style};
use crate::plan::PlannedList;

/// The entries at some places of a list, if its style is one of CSL.
pub(super) fn entries(
    context: Context<'_>,
    list: &PlannedList,
    places: &Range<usize>,
    look: &RenderOptions<'_>,
) -> Option<Vec<Reference>> {
    let style = context.styles.get(look.style)?;
    // Elsewhere nothing is cited by these letters.
    let marked = list.is_references || context.config.references.as_ref() == Some(look.style);
    let asked = places.clone().map(|at| {
        let paper = list.listing.papers[at];
        let number = list.numbers.get(at).copied().or_else(|| list.first.map(|first| first + at));
        let mark = if marked { context.citations.mark(context.chapter, paper, list.of_book) } else { Mark::default() };
        (&context.library.papers[paper], number, mark)
    });
    let asked: Vec<_> = asked.collect();
    Some(style.references(asked.iter().map(|(paper, number, mark)| (*paper, *number, mark)), &context.config.language))
}

/// Whether numbers stand before the entries of a list: those that citations name, or that somebody asked for.
pub(super) fn are_numbered(
    context: Context<'_>,
    list: &PlannedList,
    look: &RenderOptions<'_>,
    entries: Option<&[Reference]>,
) -> bool {
    let style = context.styles.get(look.style);
    let numeric = style.is_some_and(Style::is_numeric);
    if list.is_references {
        let cited = context.styles.citing(context.config).is_none_or(Style::is_numeric);
        if !cited && !numeric {
            return false;
        }
    }
    // A style without a field of its own for the number has it in the text.
    let within = numeric && entries.is_some_and(|entries| entries.iter().all(|entry| entry.label.is_none()));
    list.first.is_some() && !within
}

/// The label before an entry, where it is more than the number of the list.
pub(super) fn label<'e>(context: Context<'_>, look: &RenderOptions<'_>, entry: &'e Reference) -> Option<&'e Formatted> {
    let numeric = context.styles.get(look.style).is_some_and(Style::is_numeric);
    entry.label.as_ref().filter(|_| !numeric)
}
