//! The index: a tree of categories with the number of papers in each.

use std::collections::{BTreeSet, HashMap};

use super::html::Html;
use super::{Context, Renderer, lang, translation};
use crate::labels::label;
use crate::markup::escape::markdown as escape_markdown;
use crate::options::Lang;

/// A category in the index.
struct IndexEntry {
    category: usize,
    /// The number of indexed categories that contain it.
    depth: usize,
    /// The number of papers in it, or in the categories in it if it has none of its own.
    count: usize,
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
    };
    open(None, 0, &mut left);
    while let Some((category, depth)) = left.pop() {
        open(Some(category), depth + 1, &mut left);
        entries.push(IndexEntry { category, depth, count: count(context, category) });
    }
    entries
}

/// Returns the number of papers in a category, or in the categories in it if it has none of its own.
fn count(context: Context<'_>, category: usize) -> usize {
    let library = context.library;
    let own = library.category_papers(category).len();
    if own > 0 {
        return own;
    }
    let outer = library.categories[category].id.as_str();
    let is_inner = |id: &str| id.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let inner = (0..library.categories.len()).filter(|&inner| is_inner(&library.categories[inner].id));
    inner.flat_map(|inner| library.category_papers(inner)).collect::<BTreeSet<_>>().len()
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
        let title = translation::category_title(category, Some(Lang::Both));
        let href = self.context.plan.category_href(self.context.chapter, entry.category);
        match &href {
            Some(href) => self.open_link(href, "papers-shelf", None),
            None => self.open_text("span", "papers-shelf", None),
        }
        lang::bilingual(self.context.config, &title, "span", &mut self.out);
        self.close(if href.is_some() { "a" } else { "span" });
        self.out.push_str(" <span class=\"papers-count\">(");
        self.out.push_str(&entry.count.to_string());
        self.out.push_str(")</span>");
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
        escape_markdown(
            &translation::category_title(&context.library.categories[entry.category], Some(Lang::Both)),
            &mut title,
        );
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
        out.push_str(" (");
        out.push_str(&entry.count.to_string());
        out.push(')');
    }
    out
}
