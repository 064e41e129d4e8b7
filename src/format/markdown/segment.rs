//! The text of an entry in segments: bold, code, links, italics, images and plain text, each on its line.

use std::ops::Range;
use std::sync::Arc;

use super::inline::{IMAGE, Inline, MarkKind};
use super::{text, vocabulary};

/// How a segment is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Strong,
    Code,
    Link,
    Underline,
    Emphasis,
    Plain,
    Image,
}

/// A stretch of visible text that is set in one way.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    /// The address, if any part of it is a link.
    pub(super) url: Option<Arc<str>>,
    /// The line on which it begins, from 0.
    pub(super) line: usize,
}

/// A stretch of text without a change of markup.
#[expect(clippy::struct_excessive_bools, reason = "each is one kind of markup, and any of them may be combined")]
struct Run {
    range: Range<usize>,
    strong: bool,
    emphasis: bool,
    underline: bool,
    code: bool,
    image: bool,
    /// Which mark of the inline text is its link.
    link: Option<(usize, Arc<str>)>,
}

/// The segments of a text from `from` on.
pub(super) fn segments(inline: &Inline, from: usize) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let (mut line, mut last_link, mut broken) = (0, None, false);
    for run in runs(inline) {
        if &inline.text[run.range.clone()] == "\n" {
            line += 1;
            broken = true;
            continue;
        }
        if run.range.end <= from {
            continue;
        }
        let run = Run { range: run.range.start.max(from)..run.range.end, ..run };
        let written = &inline.text[run.range.clone()];
        let kind = kind(&run, written);
        let link = run.link.as_ref().map(|(link, _)| *link);
        let same_link = link.is_some() && link == last_link;
        match segments.last_mut() {
            Some(last) if joins(inline, last, kind, &run, same_link, broken) => {
                last.range.end = run.range.end;
                if last.url.is_none() {
                    last.url = run.link.map(|(_, url)| url);
                }
            }
            _ => segments.push(Segment { kind, range: run.range, url: run.link.map(|(_, url)| url), line }),
        }
        last_link = link;
        broken = false;
    }
    segments
}

/// The runs of a text; a line break is a run of its own.
fn runs(inline: &Inline) -> Vec<Run> {
    let mut cuts: Vec<usize> = inline.marks.iter().flat_map(|mark| [mark.range.start, mark.range.end]).collect();
    for (at, _) in inline.text.match_indices('\n') {
        cuts.extend([at, at + 1]);
    }
    cuts.extend([0, inline.text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut runs = Vec::with_capacity(cuts.len());
    // Marks that may still cover text; they are sorted by where they begin.
    let mut covering: Vec<usize> = Vec::new();
    let mut next = 0;
    for pair in cuts.windows(2) {
        let range = pair[0]..pair[1];
        while inline.marks.get(next).is_some_and(|mark| mark.range.start <= range.start) {
            covering.push(next);
            next += 1;
        }
        covering.retain(|index| inline.marks[*index].range.end > range.start);
        let mut run =
            Run { range, strong: false, emphasis: false, underline: false, code: false, image: false, link: None };
        for index in &covering {
            match &inline.marks[*index].kind {
                MarkKind::Strong => run.strong = true,
                MarkKind::Emphasis => run.emphasis = true,
                MarkKind::Underline => run.underline = true,
                MarkKind::Code => run.code = true,
                MarkKind::Image { .. } => run.image = true,
                MarkKind::Link(url) => run.link = Some((*index, Arc::clone(url))),
                MarkKind::Other => {}
            }
        }
        runs.push(run);
    }
    runs
}

fn kind(run: &Run, written: &str) -> Kind {
    match () {
        () if run.image || written.starts_with(IMAGE) => Kind::Image,
        // What leads to the paper or its code is a link, however it is set.
        () if run.link.is_some() && (vocabulary::is_label(written) || written.trim().is_empty()) => Kind::Link,
        () if run.strong => Kind::Strong,
        () if run.link.is_some() => Kind::Link,
        () if run.code => Kind::Code,
        () if run.underline => Kind::Underline,
        () if run.emphasis => Kind::Emphasis,
        () => Kind::Plain,
    }
}

/// Whether a run continues the segment before it.
fn joins(inline: &Inline, last: &Segment, kind: Kind, run: &Run, same_link: bool, broken: bool) -> bool {
    let before = &inline.text[last.range.clone()];
    match (last.kind, kind) {
        (Kind::Image, _) | (_, Kind::Image) => false,
        (Kind::Link, Kind::Link | Kind::Strong) | (Kind::Strong, Kind::Link) => same_link,
        // Two bold lines may be one title; a line that begins with a link of its own is another.
        (Kind::Strong, Kind::Strong) => {
            let other = run.link.is_some() && last.url.is_some() && !same_link;
            let ended =
                broken && text::words(before) >= 3 && before.trim_end().ends_with(['.', '?', '!', ')', ']', '）']);
            !other && !ended
        }
        (Kind::Emphasis, Kind::Emphasis) => true,
        (Kind::Plain, Kind::Plain) => !broken,
        (a, b) => a == b && !broken && a != Kind::Code,
    }
}
