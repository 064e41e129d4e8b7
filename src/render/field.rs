//! Fields of a paper as one line of words, as a cell of a table shows them.

use std::borrow::Cow;

use super::{Context, RenderOptions, translation};
use crate::labels;
use crate::paper::Paper;

/// The words of a field that is one line; none where the paper does not have it, or where it is more than a line.
pub(super) fn words<'p>(
    context: Context<'p>,
    paper: &'p Paper,
    field: &str,
    look: &RenderOptions<'_>,
) -> Option<Cow<'p, str>> {
    let text = |text: &'p Option<String>| text.as_deref().map(Cow::Borrowed);
    match field {
        "added" => paper.added.map(|date| Cow::Owned(date.to_string())),
        "arxiv" => text(&paper.arxiv),
        "categories" => {
            let title = |id: &String| {
                let category = context.library.category(id).map(|index| &context.library.categories[index]);
                category.map_or_else(|| id.clone(), |category| translation::category_title(category, look.lang))
            };
            let titles: Vec<_> = paper.categories.iter().map(title).collect();
            (!titles.is_empty()).then(|| Cow::Owned(titles.join(", ")))
        }
        "date" => paper.date.map(|date| Cow::Owned(date.to_string())),
        "doi" => text(&paper.doi),
        "isbn" => text(&paper.isbn),
        "issue" => text(&paper.issue),
        "key" => Some(Cow::Borrowed(&paper.key)),
        "language" => text(&paper.language),
        "pages" => text(&paper.pages),
        "publisher" => text(&paper.publisher),
        "short" => text(&paper.short),
        "status" => paper.status.map(|status| Cow::Borrowed(labels::status(context.config, status))),
        "tags" => (!paper.tags.is_empty()).then(|| Cow::Owned(paper.tags.join(", "))),
        "type" => Some(Cow::Borrowed(labels::item_type(context.config, &paper.kind))),
        "venue" => text(&paper.venue),
        "venue-note" => text(&paper.venue_note),
        "volume" => text(&paper.volume),
        "year" => paper.year().map(|year| Cow::Owned(year.to_string())),
        _ => None,
    }
}
