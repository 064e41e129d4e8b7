//! The index: a tree of categories with the number of papers in each.

use std::collections::HashMap;

use super::html::Html;
use super::{Context, Renderer, lang, translation};
use crate::labels::label;
use crate::markup::escape::markdown as escape_markdown;

/// A category in the index.
struct IndexEntry {
    category: usize,
    /// The number of indexed categories that contain it.
    depth: usize,
    /// The number of papers in it; `None` if it only contains other categories.
    count: Option<usize>,
}

/// Renders the index as a block. Categories are in library order, each nested in its nearest indexed ancestor.
pub(super) fn block(context: Context<'_>, categories: &[usize]) -> String {
    let entries = nested(context, categories);
    match context.renderer {
        Renderer::Html => html(context, &entries),
        Renderer::Markdown | Renderer::Test | Renderer::Pandoc => markdown(context, &entries),
    }
}

/// Returns the categories depth first, each nested in its nearest indexed ancestor by id path.
fn nested(context: Context<'_>, categories: &[usize]) -> Vec<IndexEntry> {
    let id = |category: usize| context.library.categories[category].id.as_str();
    let known: HashMap<&str, usize> = categories.iter().map(|&category| (id(category), category)).collect();
    let above = |category: usize| {
        let mut outer = id(category);
        while let Some((shorter, _)) = outer.rsplit_once('/') {
            outer = shorter;
            if let Some(&ancestor) = known.get(outer) {
                return Some(ancestor);
            }
        }
        None
    };
    let mut within: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for &category in categories {
        within.entry(above(category)).or_default().push(category);
    }
    let mut entries = Vec::with_capacity(categories.len());
    let mut left: Vec<(usize, usize)> = Vec::new();
    let mut open = |of: Option<usize>, depth: usize, left: &mut Vec<(usize, usize)>| {
        let inner = within.remove(&of).unwrap_or_default();
        left.extend(inner.iter().rev().map(|&category| (category, depth)));
        inner.len()
    };
    open(None, 0, &mut left);
    while let Some((category, depth)) = left.pop() {
        let papers = context.library.category_papers(category).len();
        let is_empty = open(Some(category), depth + 1, &mut left) == 0;
        entries.push(IndexEntry { category, depth, count: (papers > 0 || is_empty).then_some(papers) });
    }
    entries
}

fn html(context: Context<'_>, entries: &[IndexEntry]) -> String {
    let mut html = Html::new(context, entries.len() * 160 + 128);
    html.out.push_str("<nav class=\"papers-index\"");
    html.attribute("aria-label", label(context.config, "categories", None));
    html.out.push_str(">\n");
    if entries.is_empty() {
        html.element("p", "papers-empty", None, label(context.config, "empty", None));
        html.out.push('\n');
    }
    let mut open = 0;
    for (at, entry) in entries.iter().enumerate() {
        // A deeper category opens a list within the entry above it; a shallower one closes the entry and its list.
        if entry.depth >= open {
            html.out.push_str(if open > 0 {
                "\n<ul class=\"papers-shelves\">\n"
            } else {
                "<ul class=\"papers-shelves\">\n"
            });
            open += 1;
        } else {
            html.out.push_str("</li>\n");
            while open > entry.depth + 1 {
                html.out.push_str("</ul>\n</li>\n");
                open -= 1;
            }
        }
        html.out.push_str("<li>");
        html.entry(entry);
        if at + 1 == entries.len() {
            html.out.push_str("</li>\n");
            for level in (0..open).rev() {
                html.out.push_str(if level > 0 { "</ul>\n</li>\n" } else { "</ul>\n" });
            }
        }
    }
    html.out.push_str("</nav>");
    html.out
}

impl Html<'_> {
    fn entry(&mut self, entry: &IndexEntry) {
        let category = &self.context.library.categories[entry.category];
        let title = translation::category_title(category, None);
        let language = lang::of_text(self.context.config, &title);
        if let Some(href) = self.context.plan.category_href(self.context.chapter, entry.category) {
            self.open_link(&href, "papers-shelf", language);
            self.push_text(&title);
            self.close("a");
        } else {
            self.element("span", "papers-shelf", language, &title);
        }
        if let Some(count) = entry.count {
            self.out.push_str(" <span class=\"papers-count\">(");
            self.out.push_str(&count.to_string());
            self.out.push_str(")</span>");
        }
    }
}

fn markdown(context: Context<'_>, entries: &[IndexEntry]) -> String {
    let mut out = String::new();
    if entries.is_empty() {
        escape_markdown(label(context.config, "empty", None), &mut out);
    }
    for (at, entry) in entries.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&"  ".repeat(entry.depth));
        out.push_str("- ");
        let mut title = String::new();
        escape_markdown(&translation::category_title(&context.library.categories[entry.category], None), &mut title);
        match context.plan.category_path(context.chapter, entry.category) {
            Some(path) => {
                out.push('[');
                out.push_str(&title);
                out.push_str("](<");
                out.push_str(&path.replace(['<', '>', '\n'], ""));
                out.push_str(">)");
            }
            None => out.push_str(&title),
        }
        if let Some(count) = entry.count {
            out.push_str(" (");
            out.push_str(&count.to_string());
            out.push(')');
        }
    }
    out
}
