//! From hayagriva's tree of elements to runs.
//!
//! Guarded characters are left as they are, for [`finish`](super::finish). The tree is walked rather than written by hayagriva itself, which would not escape what it writes as HTML.

use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, Layout, TextDecoration, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatting};

use super::finish::Setting;
use super::runs::{Formatted, Look, Shift};
use super::title;

/// Runs, and where in their text the first names end and the first year does.
#[derive(Debug, Clone, Default)]
pub(super) struct Walked {
    /// The runs.
    pub(super) formatted: Formatted,
    /// The bytes of the text, all runs in a row, that are the first names or what stands for them.
    pub(super) names: Option<std::ops::Range<usize>>,
    /// Where the first year ends, or the label where a style has that in its place.
    pub(super) year: Option<usize>,
}

impl Walked {
    /// The first names, or what stands for them.
    pub(super) fn names_text(&self) -> Option<String> {
        let names = self.names.clone()?;
        self.formatted.to_plain().get(names).map(str::to_owned)
    }

    /// The text up to the letter after the year, without the names, and the letter; none where there is no letter at its end.
    pub(super) fn year_and_letter(&self, letter: Option<&str>) -> Option<(String, String)> {
        let letter = letter?;
        let text = self.formatted.to_plain();
        let year = text.strip_suffix(letter)?;
        let names = self.names.clone().map_or(0, |names| names.end);
        Some((year.get(names..)?.to_owned(), letter.to_owned()))
    }

    /// Puts a text at a place of the text, in the look of what it follows.
    pub(super) fn insert(&mut self, mut at: usize, text: &str) {
        for run in &mut self.formatted.runs {
            if at <= run.text.len() {
                run.text.insert_str(at, text);
                return;
            }
            at -= run.text.len();
        }
    }

    /// Takes the runs apart: the first names with what stands before them, and the rest without the delimiter.
    pub(super) fn split_names(self) -> (Formatted, Formatted) {
        let Some(names) = self.names else { return (Formatted::default(), self.formatted) };
        let (mut lead, mut rest) = (Formatted::default(), Formatted::default());
        let mut at = 0;
        for run in self.formatted.runs {
            let cut = names.end.saturating_sub(at).min(run.text.len());
            at += run.text.len();
            lead.push(&run.text[..cut], run.look, run.link.clone());
            let tail = &run.text[cut..];
            let tail =
                if rest.runs.is_empty() { tail.trim_start_matches([' ', '\u{a0}', ',', ';', ':', '.']) } else { tail };
            rest.push(tail, run.look, run.link);
        }
        (lead, rest)
    }
}

/// Walks a tree.
pub(super) fn walk(children: &ElemChildren, setting: Setting<'_>) -> Walked {
    let mut walked = Walked::default();
    let mut length = 0;
    elements(children, setting, &mut walked, &mut length);
    walked
}

fn elements(children: &ElemChildren, setting: Setting<'_>, walked: &mut Walked, length: &mut usize) {
    for child in &children.0 {
        match child {
            ElemChild::Text(text)
                if text.formatting.vertical_align == VerticalAlign::Baseline && setting.is_english =>
            {
                push(&title::cased(&text.text), look(text.formatting), None, walked, length);
            }
            ElemChild::Text(text) => push(&text.text, look(text.formatting), None, walked, length),
            ElemChild::Markup(text) => push(text, Look::default(), None, walked, length),
            ElemChild::Link { text, url } => {
                let link = Formatted::link(&text.text, url);
                push(&text.text, look(text.formatting), link, walked, length);
            }
            ElemChild::Transparent { .. } => {}
            ElemChild::Elem(element) => {
                let start = *length;
                if element.display == Some(Display::Block) && start > 0 {
                    push(" ", Look::default(), None, walked, length);
                }
                elements(&element.children, setting, walked, length);
                if start == *length {
                    continue;
                }
                match element.meta {
                    Some(ElemMeta::Names(_)) if walked.names.is_none() => walked.names = Some(start..*length),
                    Some(ElemMeta::Date) if walked.year.is_none() => {
                        walked.year = year_in(&walked.formatted, start).or(walked.year);
                    }
                    Some(ElemMeta::CitationLabel) if walked.year.is_none() => walked.year = Some(*length),
                    _ => {}
                }
            }
        }
    }
}

fn push(text: &str, look: Look, link: Option<String>, walked: &mut Walked, length: &mut usize) {
    *length += text.len();
    walked.formatted.push(text, look, link);
}

/// Where the digits end that a date has for its year, the longest it has.
fn year_in(formatted: &Formatted, start: usize) -> Option<usize> {
    let text = formatted.to_plain();
    let date = text.get(start..)?;
    let mut longest: Option<(usize, usize)> = None;
    let mut at = 0;
    for part in date.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if digits > longest.map_or(0, |(digits, _)| digits) {
            longest = Some((digits, start + at + digits));
        }
        at += part.len();
    }
    longest.map(|(_, end)| end)
}

/// The look that a layout gives what it puts around and between cites.
pub(super) fn look_of_layout(layout: &Layout) -> Look {
    look(Formatting {
        font_style: layout.font_style.unwrap_or_default(),
        font_variant: layout.font_variant.unwrap_or_default(),
        font_weight: layout.font_weight.unwrap_or_default(),
        text_decoration: layout.text_decoration.unwrap_or_default(),
        vertical_align: layout.vertical_align.unwrap_or_default(),
    })
}

fn look(formatting: Formatting) -> Look {
    Look {
        emphasis: formatting.font_style != FontStyle::Normal,
        strong: formatting.font_weight == FontWeight::Bold,
        small_caps: formatting.font_variant == FontVariant::SmallCaps,
        underline: formatting.text_decoration == TextDecoration::Underline,
        shift: match formatting.vertical_align {
            VerticalAlign::Sup => Shift::Super,
            VerticalAlign::Sub => Shift::Sub,
            _ => Shift::None,
        },
    }
}
