//! The last line of an entry: its links, its tags, where it is cited, and its permalink.

use super::backlinks::{CitingPlaces, folded_backlinks};
use super::write::Html;
use crate::labels;
use crate::paper::Paper;
use crate::render::lang;
use crate::render::links::pages_before_pdfs;

impl Html<'_> {
    /// Writes the last line of an entry in several lines, with its tags or without. `cited` are the places whose links are shown,
    /// if any.
    pub(super) fn foot(
        &mut self,
        paper: &Paper,
        anchor: Option<&str>,
        has_tags: bool,
        cited: Option<CitingPlaces<'_>>,
    ) {
        self.out.push_str("<div class=\"papers-foot\">");
        let empty = self.out.len();
        self.links("", pages_before_pdfs(&paper.shown_links()).into_iter());
        if has_tags {
            self.tags(paper);
        }
        self.permalink(anchor);
        if let Some(cited) = cited {
            folded_backlinks(self.context, cited, &mut self.out);
        }
        if self.out.len() == empty {
            self.out.truncate(empty - "<div class=\"papers-foot\">".len());
        } else {
            self.out.push_str("</div>\n");
        }
    }

    /// Writes the tags, as links to the filtered list if the book has one.
    fn tags(&mut self, paper: &Paper) {
        if paper.tags.is_empty() {
            return;
        }
        self.out.push_str(" <span class=\"papers-tags\">");
        self.element("span", "papers-label", None, labels::label(self.context.config, "tags", None));
        for (at, tag) in paper.tags.iter().enumerate() {
            self.out.push_str(if at > 0 { ", " } else { " " });
            let language = lang::of_text(self.context.config, tag);
            match self.context.plan.tag_href(self.context.chapter, tag) {
                Some(href) if self.context.config.has_script => {
                    self.open_link(&href, "papers-tag", language);
                    self.push_text(tag);
                    self.close("a");
                }
                _ => self.element("span", "papers-tag", language, tag),
            }
        }
        self.close("span");
    }

    /// Writes a link to the entry itself.
    fn permalink(&mut self, anchor: Option<&str>) {
        let Some(anchor) = anchor else { return };
        self.out.push_str(" <a class=\"papers-permalink\"");
        self.attribute("href", &format!("#{anchor}"));
        self.attribute("aria-label", labels::label(self.context.config, "permalink", None));
        self.out.push_str(">#</a>");
    }
}
