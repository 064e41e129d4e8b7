//! Citations in a CSL style: in the sentence, or in notes at the chapter's end.

use super::Writer;
use crate::cite::{Item, Mode};
use crate::plan::{Cited, Step};
use crate::render::csl::{Citation, Cite, Class, Form, Formatted, Mark, Part, Position, Shift, Style};
use crate::render::{Context, Target};

/// What stands in place of a citation.
pub(super) fn text(context: Context<'_>, style: &Style, cited: &Cited) -> String {
    let linked = context.target == Target::Html && cited.citation.setting.may_link();
    let mut out = Writer { context, linked, out: String::new() };
    let citation = formatted(context, style, cited);
    if linked {
        // A reader's MathJax would typeset, and so run, TeX in data.
        let class = if context.config.mathjax { "papers-citation tex2jax_ignore" } else { "papers-citation" };
        out.out.push_str("<span");
        out.attribute("class", class);
        out.attribute("id", &cited.anchor());
        out.out.push('>');
    }
    let note = context.styles.at(context.chapter, cited.ordinal).and_then(|at| at.note);
    let note = note.filter(|_| !citation.parts.is_empty());
    let before = out.out.len();
    match &citation.lead {
        Some(lead) => out.formatted(&lead.text),
        None => out.names(cited),
    }
    if out.out.len() == before && note.is_some() && cited.citation.cluster.mode == Mode::Narrative {
        // The note says nothing in the sentence.
        out.data(&context.library.papers[cited.papers[0]].title);
    }
    if out.out.len() > before {
        let raised = |part: &Part| part.text.runs.iter().any(|run| run.look.shift == Shift::Super);
        let follows = style.class != Class::Note && citation.parts.iter().any(raised);
        if note.is_none() && !citation.parts.is_empty() && !follows {
            out.out.push(' ');
        }
    }
    match note {
        Some(note) => out.out.extend(["[^", &name(context, note), "]"]),
        None => out.parts(&citation, cited),
    }
    if linked {
        out.out.push_str("</span>");
    }
    out.out
}

/// The notes that the citations of a chapter have become, as they go to its end.
pub(in crate::render) fn notes(context: Context<'_>) -> String {
    let mut notes = String::new();
    let Some(style) = context.styles.citing(context.config) else { return notes };
    for step in &context.plan.chapters[context.chapter].steps {
        let Step::Citation(cited) = step else { continue };
        let Some(note) = context.styles.at(context.chapter, cited.ordinal).and_then(|at| at.note) else { continue };
        let citation = formatted(context, style, cited);
        if citation.parts.is_empty() {
            continue;
        }
        let linked = context.target == Target::Html;
        let mut out = Writer { context, linked, out: String::new() };
        if linked {
            let class = if context.config.mathjax { "papers-footnote tex2jax_ignore" } else { "papers-footnote" };
            out.out.push_str("<span");
            out.attribute("class", class);
            out.out.push('>');
        }
        out.parts(&citation, cited);
        if linked {
            out.out.push_str("</span>");
        }
        notes.extend(["\n\n[^", &name(context, note), "]: ", &out.out]);
    }
    if !notes.is_empty() {
        notes.push('\n');
    }
    notes
}

/// The name of a note.
fn name(context: Context<'_>, note: usize) -> String {
    format!("{}{note}", context.plan.chapters[context.chapter].notes)
}

fn formatted(context: Context<'_>, style: &Style, of: &Cited) -> Citation {
    let chapter = &context.plan.chapters[context.chapter];
    let at = context.styles.at(context.chapter, of.ordinal);
    let items = &of.citation.cluster.items;
    let marks: Vec<Mark> = of.papers.iter().map(|&paper| context.styles.mark(context.chapter, paper, false)).collect();
    let suffixes: Vec<String> = items.iter().map(suffix).collect();
    let cites = items.iter().zip(&of.papers).enumerate().map(|(nth, (item, &paper))| Cite {
        locator: item.locator.as_ref().map(|locator| (locator.label, locator.value.as_str())),
        prefix: &item.prefix,
        suffix: &suffixes[nth],
        form: match of.citation.cluster.mode {
            _ if item.suppress_author => Form::SuppressAuthor,
            Mode::Narrative if nth == 0 => Form::Narrative,
            _ => Form::Normal,
        },
        position: at.and_then(|at| at.positions.get(nth)).copied().unwrap_or(Position::First),
        note: at.and_then(|at| at.note),
        ..Cite::new(&context.library.papers[paper], chapter.works.numbers.get(&paper).copied(), &marks[nth])
    });
    let cites: Vec<_> = cites.collect();
    style.citation(&cites, &context.config.language)
}

/// What stands after a key, with the comma that parts it from what is before.
fn suffix(item: &Item) -> String {
    let glued = item.suffix.starts_with(|c: char| c.is_ascii_punctuation() && !"*_`([{<\"'".contains(c));
    let comma = if item.suffix.is_empty() || glued { "" } else { ", " };
    format!("{comma}{}", item.suffix)
}

impl Writer<'_> {
    /// The parts of a citation, each cite leading to where its work stands; the chapter's own words stay Markdown.
    fn parts(&mut self, citation: &Citation, cited: &Cited) {
        let mut row = Formatted::default();
        for part in &citation.parts {
            if part.is_markdown {
                self.formatted(&std::mem::take(&mut row));
                self.out.push_str(&part.text.to_plain());
            } else if self.linked {
                self.linked_part(part, cited);
            } else {
                row.append(part.text.clone());
            }
        }
        self.formatted(&row);
        if citation.parts.is_empty() && citation.lead.is_none() {
            // The style has nothing to say of a work without authors and date.
            for (nth, &paper) in cited.papers.iter().enumerate() {
                self.out.push_str(if nth > 0 { "; " } else { "" });
                let title = self.written(&self.context.library.papers[paper].title);
                self.link(paper, &title);
            }
        }
    }

    fn linked_part(&mut self, part: &Part, cited: &Cited) {
        match part.cite.and_then(|cite| cited.papers.get(cite)) {
            Some(&paper) => self.link(paper, &part.text.to_html(false)),
            None => self.formatted(&part.text),
        }
    }

    /// Text of a style.
    fn formatted(&mut self, text: &Formatted) {
        let text = if self.linked { text.to_html(false) } else { text.to_markdown(false) };
        self.out.push_str(&text);
    }
}
