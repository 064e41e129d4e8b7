//! The text of an item in segments: what is bold, code, a link, in italics, or plain, and on which line it stands.

use std::sync::Arc;

use super::tree::{Piece, Run};
use super::{text, words};
use crate::source::Span;

/// How a segment is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Strong,
    Code,
    Link,
    Under,
    Emph,
    Plain,
    Image,
}

/// A stretch of text set in one way.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) kind: Kind,
    pub(super) text: String,
    /// Where it leads, if any of it is a link.
    pub(super) url: Option<Arc<str>>,
    pub(super) span: Span,
    pub(super) line: usize,
}

/// The segments of a text.
#[expect(clippy::explicit_counter_loop, reason = "it counts lines, not pieces")]
pub(super) fn segments(pieces: &[Piece]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut line = 0;
    let mut last_link = None;
    let mut broken = false;
    for piece in pieces {
        let Piece::Run(run) = piece else {
            line += 1;
            broken = true;
            continue;
        };
        let kind = kind(run);
        let link = run.link.as_ref().map(|link| link.id);
        if let Some(last) = segments.last_mut()
            && joins(last, kind, run, link.is_some() && link == last_link, broken)
        {
            if broken && !last.text.ends_with(' ') {
                last.text.push(' ');
            }
            last.text.push_str(&run.text);
            last.span.end = run.span.end;
            if last.url.is_none() {
                last.url = run.link.as_ref().map(|link| Arc::clone(&link.url));
            }
        } else {
            let url = run.link.as_ref().map(|link| Arc::clone(&link.url));
            segments.push(Segment { kind, text: run.text.clone(), url, span: run.span, line });
        }
        last_link = link;
        broken = false;
    }
    segments
}

fn kind(run: &Run) -> Kind {
    let style = run.style;
    match () {
        () if run.image => Kind::Image,
        // What leads to the paper or its code is a link, however it is set.
        () if run.link.is_some() && (words::is_label(&run.text) || run.text.trim().is_empty()) => Kind::Link,
        () if style.strong => Kind::Strong,
        () if run.link.is_some() => Kind::Link,
        () if style.code => Kind::Code,
        () if style.under => Kind::Under,
        () if style.emph => Kind::Emph,
        () => Kind::Plain,
    }
}

/// Whether a run goes on with the segment before it.
fn joins(last: &Segment, kind: Kind, run: &Run, same_link: bool, broken: bool) -> bool {
    match (last.kind, kind) {
        (Kind::Image, _) | (_, Kind::Image) => false,
        (Kind::Link, Kind::Link | Kind::Strong) | (Kind::Strong, Kind::Link) => same_link,
        // Two bold lines may be one title; a line that begins with a link of its own is another.
        (Kind::Strong, Kind::Strong) => {
            let other = run.link.is_some() && last.url.is_some() && !same_link;
            let ended = broken && text::words(&last.text) >= 3 && last.text.trim_end().ends_with(['.', '?', '!']);
            !other && !ended
        }
        (Kind::Emph, Kind::Emph) => true,
        (Kind::Plain, Kind::Plain) => !broken,
        (a, b) => a == b && !broken && a != Kind::Code,
    }
}
