//! The index: the categories, one within the other as their ids are, with how many papers stand on each.

use std::collections::HashMap;

use super::html::Html;
use super::{Context, Target, lang, translation};
use crate::labels::label;
use crate::markup::escape::markdown as escape_markdown;

/// A category in the index.
struct Shelf {
    category: usize,
    /// How many categories of the index it stands below.
    depth: usize,
    /// How many papers stand on it; none where it only holds other categories.
    count: Option<usize>,
}

/// The index as a block; categories in the order of the library, each below the nearest of those it belongs to.
pub(super) fn block(context: Context<'_>, categories: &[usize]) -> String {
    let category_locations = nested(context, categories);
    match context.target {
        Target::Html => html(context, &category_locations),
        Target::Markdown | Target::Test | Target::Pandoc => markdown(context, &category_locations),
    }
}

/// The categories depth first, each below the nearest of those that its id lies within.
fn nested(context: Context<'_>, categories: &[usize]) -> Vec<Shelf> {
    let id = |category: usize| context.library.categories[category].id.as_str();
    let known: HashMap<&str, usize> = categories.iter().map(|&category| (id(category), category)).collect();
    let above = |category: usize| {
        let mut outer = id(category);
        while let Some((shorter, _)) = outer.rsplit_once('/') {
            outer = shorter;
            if let Some(&found) = known.get(outer) {
                return Some(found);
            }
        }
        None
    };
    let mut within: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for &category in categories {
        within.entry(above(category)).or_default().push(category);
    }
    let mut category_locations = Vec::with_capacity(categories.len());
    let mut left: Vec<(usize, usize)> = Vec::new();
    let mut open = |of: Option<usize>, depth: usize, left: &mut Vec<(usize, usize)>| {
        let inner = within.remove(&of).unwrap_or_default();
        left.extend(inner.iter().rev().map(|&category| (category, depth)));
        inner.len()
    };
    open(None, 0, &mut left);
    while let Some((category, depth)) = left.pop() {
        let own = context.library.shelf(category).len();
        let is_empty = open(Some(category), depth + 1, &mut left) == 0;
        category_locations.push(Shelf { category, depth, count: (own > 0 || is_empty).then_some(own) });
    }
    category_locations
}

fn html(context: Context<'_>, category_locations: &[Shelf]) -> String {
    let mut html = Html::new(context, category_locations.len() * 160 + 128);
    html.out.push_str("<nav class=\"papers-index\"");
    html.attribute("aria-label", label(context.config, "shelves", None));
    html.out.push_str(">\n");
    if category_locations.is_empty() {
        html.element("p", "papers-empty", None, label(context.config, "empty", None));
        html.out.push('\n');
    }
    let mut open = 0;
    for (at, shelf) in category_locations.iter().enumerate() {
        // A deeper shelf opens a list within the entry above it; a shallower one closes entry and list.
        if shelf.depth >= open {
            html.out.push_str(if open > 0 {
                "\n<ul class=\"papers-shelves\">\n"
            } else {
                "<ul class=\"papers-shelves\">\n"
            });
            open += 1;
        } else {
            html.out.push_str("</li>\n");
            while open > shelf.depth + 1 {
                html.out.push_str("</ul>\n</li>\n");
                open -= 1;
            }
        }
        html.out.push_str("<li>");
        html.entry(shelf);
        if at + 1 == category_locations.len() {
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
    fn entry(&mut self, entry: &Shelf) {
        let category = &self.context.library.categories[entry.category];
        let title = translation::category_title(category, None);
        let language = lang::of_text(self.context.config, &title);
        if let Some(href) = self.context.plan.category_href(self.context.chapter, entry.category) {
            self.open_link(&href, "papers-shelf", language);
            self.words(&title);
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

fn markdown(context: Context<'_>, category_locations: &[Shelf]) -> String {
    let mut out = String::new();
    if category_locations.is_empty() {
        escape_markdown(label(context.config, "empty", None), &mut out);
    }
    for (at, shelf) in category_locations.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&"  ".repeat(shelf.depth));
        out.push_str("- ");
        let mut title = String::new();
        escape_markdown(&translation::category_title(&context.library.categories[shelf.category], None), &mut title);
        match context.plan.category_path(context.chapter, shelf.category) {
            Some(path) => {
                out.push('[');
                out.push_str(&title);
                out.push_str("](<");
                out.push_str(&path.replace(['<', '>', '\n'], ""));
                out.push_str(">)");
            }
            None => out.push_str(&title),
        }
        if let Some(count) = shelf.count {
            out.push_str(" (");
            out.push_str(&count.to_string());
            out.push(')');
        }
    }
    out
}
