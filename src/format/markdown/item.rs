//! An item of a list: the papers in it, a group of other items, or text. What is below a paper is fields, links, notes or further
//! papers.

use super::block::{Block, Item, items};
use super::entry::Draft;
use super::inline::{IMAGE, Inline};
use super::names::{self, Trust};
use super::segment::{self, Kind, Segment};
use super::{address, dates, text, vocabulary};
use crate::source::Span;

mod below;

pub(super) use below::attach;

/// How deep papers may be nested in papers.
const DEEPEST: usize = 6;

/// What an item is.
#[derive(Debug)]
pub(super) enum Reading {
    /// The papers in it.
    Papers(Vec<Draft>),
    /// A label over other items.
    Group,
    /// Nothing that shows.
    Empty,
    /// Something else.
    Text,
}

/// Reads an item.
pub(super) fn read(file: &str, item: &Item, depth: usize) -> Reading {
    if is_label_over_lines(item) {
        return Reading::Group;
    }
    let lead = title_paragraph(file, item).unwrap_or_else(|| lead(item));
    let below = &item.blocks[lead.blocks..];
    let mut found = Vec::new();
    for part in parts(&lead.text) {
        let span = part.source(0..part.text.len());
        let span = if span.start < span.end { span } else { item.span };
        found.extend(Draft::read(file, &part, span));
    }
    let has_list = below.iter().any(|block| matches!(block, Block::List { .. }));
    let blank = lead.text.text.chars().all(|c| c == IMAGE || c.is_whitespace());
    let Some(last) = found.last_mut() else {
        return match () {
            () if has_list => Reading::Group,
            () if blank => Reading::Empty,
            () => Reading::Text,
        };
    };
    if !is_paper(last) && mostly_papers(file, below) {
        return Reading::Group;
    }
    if let Some(cited) = citation_below(file, last, below) {
        return Reading::Papers(vec![cited]);
    }
    let mut own = Vec::new();
    attach(file, last, below, depth, &mut own);
    let several = found.len() > 1;
    found.retain(|draft| is_paper(draft) || (several && draft.mark == Kind::Code));
    if found.is_empty() {
        return if has_list { Reading::Group } else { Reading::Text };
    }
    found.extend(own);
    Reading::Papers(found)
}

/// The paper in `* Name [[Paper]](…)` over one item with its citation: `* Authors, Title, ICML, 2015.`
fn citation_below(file: &str, label: &Draft, below: &[Block]) -> Option<Draft> {
    let [Block::List { items, .. }] = below else { return None };
    let [Item { blocks, span, .. }] = &items[..] else { return None };
    let [Block::Paragraph { text: citation, .. }] = &blocks[..] else { return None };
    let named = label.mark == Kind::Plain
        && text::words(&label.title) <= 10
        && label.authors.is_empty()
        && label.date.is_none()
        && !label.links.is_empty()
        && label.notes.is_empty();
    if !named || citation.links().next().is_some() {
        return None;
    }
    let mut draft = Draft::read(file, citation, *span)?;
    let has_facts = draft.venue.is_some() || draft.date.is_some() || draft.arxiv.is_some();
    let set_apart = has_facts && draft.mark != Kind::Plain && draft.authors.len() > 1;
    let enough = if has_facts { 3 } else { 5 };
    if draft.authors.is_empty() || text::words(&draft.title) < enough && !set_apart {
        return None;
    }
    for link in &label.links {
        draft.link(&link.label, &link.url);
    }
    draft.arxiv = draft.arxiv.or_else(|| label.arxiv.clone());
    draft.doi = draft.doi.or_else(|| label.doi.clone());
    let short = text::words(&label.title) <= 3 && !label.title.contains([',', '(']);
    if text::folded(&draft.title) == text::folded(&label.title) {
        // The title is written twice.
    } else if short && draft.short.is_none() {
        draft.short = Some(label.title.clone());
    } else {
        draft.notes.insert(0, label.title.clone());
    }
    draft.span = label.span;
    Some(draft)
}

/// Whether there is enough in a draft to take it for a paper or a resource.
pub(super) fn is_paper(draft: &Draft) -> bool {
    let web = draft.links.iter().any(|link| address::leads_to_work(&link.url));
    let has_facts = !draft.authors.is_empty() || draft.date.is_some() || draft.arxiv.is_some() || draft.doi.is_some();
    let prose = draft.notes.iter().map(|note| text::words(note)).sum::<usize>();
    let count = text::words(&draft.title);
    match draft.mark {
        _ if draft.titled_link => web,
        Kind::Code | Kind::Strong => web || has_facts || (count >= 4 && prose <= 8),
        Kind::Plain => {
            let placed = draft.date.is_some() && (count >= 3 || count >= 2 && draft.venue.is_some())
                || draft.venue.is_some() && count >= 3 && prose == 0 && super::title_case(&draft.title);
            (!draft.authors.is_empty() || web || placed || draft.arxiv.is_some() || draft.doi.is_some()) && count <= 40
        }
        _ => web || has_facts,
    }
}

/// Whether an item without a link or a year is a paper, where the others of its section are.
pub(super) fn may_be_paper(file: &str, item: &Item) -> Option<Draft> {
    let lead = lead(item);
    let mut draft = Draft::read(file, &lead.text, item.span)?;
    let count = text::words(&draft.title);
    let prose = draft.notes.iter().map(|note| text::words(note)).sum::<usize>();
    let is_title = (4..=30).contains(&count) && super::title_case(&draft.title) && !draft.title.ends_with([':', '：']);
    if !(is_title && prose <= count || draft.venue.is_some() && (2..=30).contains(&count) && prose <= 4) {
        return None;
    }
    let mut own = Vec::new();
    attach(file, &mut draft, &item.blocks[lead.blocks..], DEEPEST, &mut own);
    Some(draft)
}

/// The paragraphs at the beginning of an item.
pub(super) struct Lead {
    pub(super) text: Inline,
    /// How many of the item's blocks it is made of.
    pub(super) blocks: usize,
}

/// The paragraphs at the beginning of an item as lines of one text.
pub(super) fn lead(item: &Item) -> Lead {
    let mut lead = Lead { text: Inline::default(), blocks: 0 };
    for block in &item.blocks {
        let Block::Paragraph { text, .. } = block else { break };
        if lead.blocks > 0 {
            lead.text.line_break();
        }
        lead.text.append(text);
        lead.blocks += 1;
        if is_label_over_lines(item) {
            break;
        }
    }
    lead
}

/// The first paragraph alone, where it says everything: a title in backticks, and names or links. The other paragraphs are text
/// with lines of its own.
fn title_paragraph(file: &str, item: &Item) -> Option<Lead> {
    let [Block::Paragraph { text, .. }, Block::Paragraph { .. }, ..] = &item.blocks[..] else { return None };
    let draft = Draft::read(file, text, item.span)?;
    let complete = draft.mark == Kind::Code && (!draft.authors.is_empty() || !draft.links.is_empty());
    complete.then(|| Lead { text: text.clone(), blocks: 1 })
}

/// The parts of a text that hold one paper each.
pub(super) fn parts(inline: &Inline) -> Vec<Inline> {
    if let Some(parts) = linked_lines(inline).or_else(|| coordinated(inline)) {
        return parts;
    }
    let mut starts: Vec<usize> = Vec::new();
    let mut first: Option<Kind> = None;
    for line in inline.lines() {
        let part = inline.slice(line.clone());
        let segments = segment::segments(&part, 0);
        let head = segments
            .iter()
            .find(|segment| segment.kind != Kind::Image && !part.text[segment.range.clone()].trim().is_empty());
        let Some(head) = head else { continue };
        let written = &part.text[head.range.clone()];
        let long = text::words(written) >= 3 && !vocabulary::is_label(written);
        match first {
            None => {
                first = Some(head.kind);
                starts.push(line.start);
            }
            Some(kind)
                if kind == head.kind
                    && matches!(kind, Kind::Code | Kind::Strong | Kind::Link)
                    && long
                    && !continues_title(inline, line.start)
                    && begins_paper(inline, line.start) =>
            {
                starts.push(line.start);
            }
            Some(_) => {}
        }
    }
    if starts.is_empty() {
        starts.push(0);
    }
    starts[0] = 0;
    starts.push(inline.text.len());
    starts.windows(2).map(|pair| inline.slice(pair[0]..pair[1])).map(without_last_break).collect()
}

fn without_last_break(inline: Inline) -> Inline {
    if inline.text.ends_with('\n') { inline.slice(0..inline.text.len() - 1) } else { inline }
}

/// Lines of which each is a linked title and nothing else, two at least.
fn linked_lines(inline: &Inline) -> Option<Vec<Inline>> {
    let lines = inline.lines().into_iter().filter(|line| !line.is_empty()).map(|line| inline.slice(line));
    let lines: Vec<_> = lines.collect();
    (lines.len() >= 2 && lines.iter().all(is_linked_line)).then_some(lines)
}

/// Whether a line is a linked title and nothing else.
fn is_linked_line(line: &Inline) -> bool {
    let segments = segment::segments(line, 0);
    let mut shown = segments.iter().filter(|segment| line.text[segment.range.clone()].contains(char::is_alphanumeric));
    shown.next().is_some_and(|segment| is_linked_title(line, segment)) && shown.next().is_none()
}

/// Whether a linked title begins a line.
fn begins_with_title(line: &Inline) -> bool {
    let segments = segment::segments(line, 0);
    let first = segments.iter().find(|segment| line.text[segment.range.clone()].contains(char::is_alphanumeric));
    first.is_some_and(|segment| is_linked_title(line, segment))
}

/// Whether an item is a few words, and paragraphs below them that are linked titles.
pub(super) fn is_label_over_lines(item: &Item) -> bool {
    let [Block::Paragraph { text: label, .. }, others @ ..] = &item.blocks[..] else { return false };
    let is_title = |block: &Block| matches!(block, Block::Paragraph { text, .. } if begins_with_title(text));
    let plain = segment::segments(label, 0).iter().all(|segment| segment.kind == Kind::Plain && segment.url.is_none());
    plain && text::words(&label.text) <= 6 && !others.is_empty() && others.iter().all(is_title)
}

fn is_linked_title(inline: &Inline, segment: &Segment) -> bool {
    let written = &inline.text[segment.range.clone()];
    let leads = segment.url.as_deref().is_some_and(address::leads_to_work);
    segment.kind != Kind::Image && leads && text::words(written) >= 3 && !vocabulary::is_label(written)
}

/// `[One](…) (2003) and [Another](…) (2006)`: two linked titles with their years on one line.
fn coordinated(inline: &Inline) -> Option<Vec<Inline>> {
    let segments = segment::segments(inline, 0);
    let links: Vec<_> = segments
        .iter()
        .filter(|segment| {
            let written = &inline.text[segment.range.clone()];
            segment.kind == Kind::Link
                && text::words(written) >= 2
                && !vocabulary::is_label(written)
                && segment.url.as_deref().is_some_and(address::leads_to_work)
        })
        .collect();
    let [one, two] = &links[..] else { return None };
    let between = &inline.text[one.range.end..two.range.start];
    let joint = between.rfind(" and ").or_else(|| between.rfind(" & "))?;
    // An article may precede the second title.
    if text::words(&between[joint..]) > 2 {
        return None;
    }
    let year = between[..joint].trim();
    let is_year = |text: &str| text.starts_with(['(', ',']) && dates::find(text).len() == 1 && text::words(text) <= 3;
    let after = inline.text[two.range.end..].trim_start();
    let closed = after.find(')').map_or("", |end| &after[..=end]);
    (one.range.start <= 1 && is_year(year) && is_year(closed)).then(|| {
        let cut = one.range.end + joint;
        vec![inline.slice(0..cut), inline.slice(two.range.start..inline.text.len())]
    })
}

/// Whether the line before an offset ends in the middle of a bold title.
fn continues_title(inline: &Inline, at: usize) -> bool {
    let before = inline.text[..at].trim_end();
    let end = before.len();
    let strong = inline
        .marks
        .iter()
        .any(|mark| mark.kind == super::inline::MarkKind::Strong && mark.range.start < end && end <= mark.range.end);
    let spans = |mark: &super::inline::Mark| mark.range.start < end && mark.range.end > at;
    strong && before.ends_with([':', ',', '-', '：'])
        || inline.marks.iter().any(|mark| mark.kind == super::inline::MarkKind::Strong && spans(mark))
}

/// Whether a line begins another paper rather than continuing a title or a note: names, a date or links follow.
fn begins_paper(inline: &Inline, at: usize) -> bool {
    let rest = inline.slice(at..inline.text.len());
    let mut lines = rest.lines().into_iter().map(|line| rest.slice(line));
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let tells = |line: &Inline, segment: &Segment| {
        let written = &line.text[segment.range.clone()];
        !dates::find(written).is_empty() || (segment.url.is_some() && vocabulary::is_label(written))
    };
    let segments = segment::segments(&first, 0);
    let after = segments.iter().skip_while(|segment| segment.kind == Kind::Image).skip(1);
    let next = segment::segments(&second, 0);
    let names =
        next.first().is_some_and(|segment| names::read(&second.text[segment.range.clone()], Trust::Plain).is_some());
    after.clone().any(|segment| tells(&first, segment)) || names || next.iter().any(|segment| tells(&second, segment))
}

/// Whether most of the items below, and two at least, are titles that lead to works.
fn mostly_papers(file: &str, blocks: &[Block]) -> bool {
    let (mut count, mut papers) = (0, 0);
    for item in items(blocks) {
        let draft = Draft::read(file, &lead(item).text, item.span);
        count += 1;
        papers += usize::from(draft.is_some_and(|draft| {
            (draft.titled_link || is_strong(&draft)) && text::words(&draft.title) >= 3 && is_paper(&draft)
        }));
    }
    papers >= 2 && papers * 2 > count || papers == 1 && count == 1
}

/// Whether a draft cannot but be a paper.
pub(super) fn is_strong(draft: &Draft) -> bool {
    let labelled = draft.links.iter().any(|link| vocabulary::is_label(&link.label));
    let marked = matches!(draft.mark, Kind::Code | Kind::Strong | Kind::Link) && text::words(&draft.title) >= 3;
    marked
        && (!draft.authors.is_empty() && (labelled || draft.date.is_some())
            || (draft.mark != Kind::Link && labelled && draft.date.is_some()))
}

/// The span of an item's own text.
pub(super) fn lead_span(item: &Item) -> Span {
    let lead = lead(item);
    let span = lead.text.source(0..lead.text.text.len());
    Span::new(span.start, span.end.max(span.start))
}
