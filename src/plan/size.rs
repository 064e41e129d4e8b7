//! The size of the lists of chapters and of the book, which is limited before anything is rendered.

use std::sync::Arc;

use super::{PlannedChapter, Step};
use crate::diagnostic::{Code, Diagnostic};
use crate::directive::{Directive, InvalidDirective};
use crate::library::Library;
use crate::limits::{self, Limit};
use crate::options::DirectiveKind;
use crate::paper::Paper;
use crate::query::Listing;
use crate::source::Source;

const MIB: usize = 1024 * 1024;

/// The bytes that the markup of an entry takes in addition to its data.
const ENTRY: usize = 1024;

/// The bytes that a name takes.
const NAME: usize = 64;

/// The bytes that a paper or category takes in the plan and in an index or a chart.
const ITEM: usize = 128;

/// Returns about how many bytes of text a directive becomes.
pub(super) fn size(library: &Library, kind: DirectiveKind, listing: &Listing) -> usize {
    match kind {
        DirectiveKind::Papers | DirectiveKind::References | DirectiveKind::Cite => {
            listing.papers.iter().map(|&paper| entry(&library.papers[paper])).fold(0, usize::saturating_add)
        }
        DirectiveKind::Index => listing.categories.len() * ITEM,
        DirectiveKind::Stats => listing.papers.len() * ITEM,
        DirectiveKind::Count => ITEM,
    }
}

/// Returns about how many bytes the entry of a paper takes.
fn entry(paper: &Paper) -> usize {
    let Paper { title, summary, abstract_text, note, remark, tags, links, authors, .. } = paper;
    let texts = [summary, abstract_text, note, remark].into_iter().flatten().map(String::len).sum::<usize>();
    let lists = tags.iter().map(String::len).sum::<usize>()
        + links.iter().map(|link| link.label.len() + link.url.len()).sum::<usize>()
        + authors.len() * NAME;
    ENTRY + title.len() + texts + lists
}

/// Whether lists of this size are above a limit in MiB.
pub(super) const fn exceeds(limit: Limit, bytes: usize) -> bool {
    limit.is_exceeded_by(bytes.div_ceil(MIB))
}

/// Returns the error of a directive that is above a limit.
pub(super) fn error(source: &Arc<Source>, directive: &Directive, limit: Limit) -> InvalidDirective {
    let diagnostic = Code::BadValue.at((source, directive.span), limit.to_string());
    let diagnostics: Vec<Diagnostic> = vec![diagnostic.help("list fewer papers, with `limit` or a filter")];
    InvalidDirective { span: directive.span, placement: directive.placement.clone(), diagnostics }
}

/// Replaces the lists of the book that are above the limit by errors, in the order of the chapters.
pub(super) fn limit_book(chapters: &mut [PlannedChapter]) {
    let mut bytes: usize = 0;
    for chapter in chapters {
        bytes = bytes.saturating_add(chapter.list_bytes);
        if !exceeds(limits::BOOK_LISTS, bytes) {
            continue;
        }
        chapter.appended = None;
        for step in &mut chapter.steps {
            if let Step::List(directive, _) | Step::References(directive, _) = step {
                *step = Step::Invalid(error(&chapter.source, directive, limits::BOOK_LISTS));
            }
        }
    }
}
