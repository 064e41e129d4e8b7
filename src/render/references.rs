//! References: the works that a chapter or the book cites, each with the way back to where it is discussed.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::labels::{label, room_after};
use super::{Context, Look, Target, escape, html, language, markdown};
use crate::directive::Options;
use crate::options::Style;
use crate::paper::has_han;
use crate::plan::{List, Spot, Target as Place};

/// The references as a block, in the look of one of our styles.
pub(super) fn list(context: Context<'_>, list: &List, options: &Options) -> String {
    if context.target == Target::Pandoc {
        return "::: {#refs}\n:::".to_owned();
    }
    let citing = context.config.references.as_ref().filter(|style| context.styles.get(style).is_some());
    let own = options.style.as_ref().map(|style| &style.value);
    let look = Look::bare(own.or(citing).unwrap_or(&Style::Compact)).headed(options);
    match context.target {
        Target::Html => html::list(context, list, &look),
        Target::Markdown | Target::Test | Target::Pandoc => markdown::list(context, list, &look),
    }
}

/// The references at the end of a chapter that does not say where they stand, under a heading.
pub(super) fn appended(context: Context<'_>, references: &List) -> String {
    let mut out = String::from("\n\n## ");
    escape::markdown(label(context.config, "references", None), &mut out);
    out.push_str(" {#papers-references}\n\n");
    out.push_str(&list(context, references, &Options::default()));
    out.push('\n');
    out
}

/// The way from an entry back to where it is cited: each chapter or section by its name, with a number for each further
/// place in it.
pub(super) fn backlinks(context: Context<'_>, paper: usize, out: &mut String) {
    let spots = context.plan.spots.get(&paper).map_or(&[][..], Vec::as_slice);
    if spots.is_empty() {
        return;
    }
    let words = label(context.config, "cited-in", None);
    out.push_str("<p class=\"papers-cited\">");
    escape::html(words, out);
    out.push_str(room_after(words));
    let same_section = |a: &Spot, b: &Spot| (a.chapter, a.section) == (b.chapter, b.section);
    for (at, places) in spots.chunk_by(same_section).enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        for (nth, spot) in places.iter().enumerate() {
            if nth == 0 {
                link(context, spot, &name(context, spot), None, out);
            } else {
                out.push(' ');
                let (number, name) = ((nth + 1).to_string(), name(context, spot));
                link(context, spot, &number, Some(&format!("{name} ({number})")), out);
            }
        }
    }
    out.push_str("</p>\n");
}

/// A link back; `full` says what short words stand for.
fn link(context: Context<'_>, spot: &Spot, words: &str, full: Option<&str>, out: &mut String) {
    let place = Place { chapter: spot.chapter, anchor: spot.anchor() };
    let Some(href) = context.plan.href(context.chapter, &place) else { return escape::html(words, out) };
    out.push_str("<a role=\"doc-backlink\" href=\"");
    escape::html(&href, out);
    if let Some(full) = full {
        out.push_str("\" aria-label=\"");
        escape::html(full, out);
    }
    out.push_str("\">");
    in_its_language(context, words, out);
    out.push_str("</a>");
}

/// The name of a place, in which one language may stand beside another, as in `Base models · 基础模型`: each word in its own.
fn in_its_language(context: Context<'_>, name: &str, out: &mut String) {
    let Some(language) = language::of_text(context.config, name).filter(|_| has_han(name)) else {
        return escape::html(name, out);
    };
    for (at, word) in name.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        if has_han(word) {
            let _ = write!(out, "<span lang=\"{language}\">");
            escape::html(word, out);
            out.push_str("</span>");
        } else {
            escape::html(word, out);
        }
    }
}

/// What a place is called: its chapter, and the section where there is one.
fn name<'a>(context: Context<'a>, spot: &Spot) -> Cow<'a, str> {
    let planned = &context.plan.chapters[spot.chapter];
    let chapter = &planned.file.name;
    match spot.section.map(|section| &planned.sections[section]) {
        Some(section) if spot.chapter == context.chapter => Cow::Owned(format!("§ {section}")),
        Some(section) => Cow::Owned(format!("{chapter} § {section}")),
        None => Cow::Borrowed(chapter),
    }
}
