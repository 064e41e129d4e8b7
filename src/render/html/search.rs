//! What the script needs of entries in addition to their text and their [records](super::records).

use super::write::Html;
use crate::plan::PlannedList;
use crate::render::RenderOptions;

impl Html<'_> {
    /// Reserves the place of the controls of a list that readers can filter.
    pub(super) fn filter_slot(&mut self, list: &PlannedList, options: &RenderOptions<'_>) {
        if options.filter && self.context.config.has_script && !list.listing.papers.is_empty() {
            self.out.push_str("<div class=\"papers-slot\"></div>");
        }
    }

    /// Writes attributes that only the script reads.
    pub(super) fn script_attributes(&mut self, index: usize, anchor: Option<&str>) {
        let paper = &self.context.library.papers[index];
        if !anchor.is_some_and(|anchor| self.context.is_canonical(index, anchor))
            && let Some(href) = self.context.plan.canonical_href(self.context.chapter, index)
        {
            self.attribute("data-canonical", &href);
        }
        if let Some(added) = paper.added {
            self.attribute("data-added", &added.to_string());
        }
    }
}
