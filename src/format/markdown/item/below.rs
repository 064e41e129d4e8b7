//! What is below a paper: its fields, its links, its notes, or papers of their own.

use super::{DEEPEST, is_paper, is_strong, lead};
use crate::format::markdown::block::{Block, Item};
use crate::format::markdown::entry::Draft;
use crate::format::markdown::inline::Inline;
use crate::format::markdown::names::Trust;
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::vocabulary::{self, Field};
use crate::format::markdown::{address, entry, names, outline, place, text};

/// Gives what is below a paper to it; papers of their own go to `own`.
pub(in crate::format::markdown) fn attach(
    file: &str,
    draft: &mut Draft,
    blocks: &[Block],
    depth: usize,
    own: &mut Vec<Draft>,
) {
    for block in blocks {
        match block {
            Block::List { items, .. } => list(file, draft, items, depth, own),
            Block::Paragraph { text, span } => {
                if !(take_links(draft, text) || take_abstract(draft, text) || draft.extend(file, text)) {
                    draft.notes.push(outline::dedented(file, *span));
                }
            }
            _ => {
                let text = outline::dedented(file, block.span());
                if !text.trim().is_empty() {
                    draft.notes.push(text);
                }
            }
        }
    }
}

fn list(file: &str, draft: &mut Draft, items: &[Item], depth: usize, own: &mut Vec<Draft>) {
    let mut notes: Vec<String> = Vec::new();
    let papers = if depth < DEEPEST { nested_papers(file, items) } else { vec![None; items.len()] };
    for (at, (item, paper)) in items.iter().zip(papers).enumerate() {
        if let Some(mut paper) = paper {
            let lead = lead(item);
            attach(file, &mut paper, &item.blocks[lead.blocks..], depth + 1, own);
            own.push(paper);
        } else if at == 0 && items.len() > 1 && take_author(draft, item) || take(file, draft, item) {
            // It is read.
        } else {
            notes.push(outline::dedented_item(file, item.span));
        }
    }
    if !notes.is_empty() {
        draft.notes.push(notes.join("\n"));
    }
}

/// The items below a paper that are papers themselves. Where most items are linked titles, all of those are papers; a note
/// with a link is none.
fn nested_papers(file: &str, items: &[Item]) -> Vec<Option<Draft>> {
    let drafts: Vec<_> = items
        .iter()
        .map(|item| {
            let lead = lead(item);
            Draft::read(file, &lead.text, item.span).map(|draft| (draft, lead.text))
        })
        .collect();
    let is_title = |(draft, lead): &(Draft, Inline)| {
        let linked = draft.titled_link && draft.links.first().is_some_and(|link| address::leads_to_work(&link.url));
        let prose: usize = draft.notes.iter().map(|note| text::words(note)).sum();
        linked
            && text::words(&draft.title) >= 3
            && is_paper(draft)
            && prose <= 12
            && lead
                .text
                .trim_start()
                .starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii() || matches!(c, '"' | '[' | '*'))
            && !vocabulary::is_label(&draft.title)
    };
    let titled = drafts.iter().flatten().filter(|draft| is_title(draft)).count();
    let most = titled >= 2 && titled * 2 > items.len();
    drafts
        .into_iter()
        .map(|found| {
            let found = found?;
            let cited = !found.0.authors.is_empty()
                && found.0.date.is_some()
                && !found.0.links.is_empty()
                && found.0.notes.is_empty()
                && text::words(&found.0.title) >= 3;
            let placed = found.0.titled_link && found.0.venue.is_some() && found.0.date.is_some() && is_title(&found);
            (is_strong(&found.0) || cited || placed || most && is_title(&found)).then_some(found.0)
        })
        .collect()
}

/// Takes the first item below a title in bold with a date for the only author: two or three words in capitals.
fn take_author(draft: &mut Draft, item: &Item) -> bool {
    let [Block::Paragraph { text: inline, .. }] = &item.blocks[..] else { return false };
    let name = inline.text.trim();
    let is_name = (2..=3).contains(&name.split(' ').count())
        && name.split(' ').all(|word| {
            word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || c == '.' || c == '-')
        })
        && inline.marks.is_empty();
    if draft.mark != Kind::Strong || draft.date.is_none() || !draft.authors.is_empty() || !is_name {
        return false;
    }
    let Some((people, _)) = names::read(name, Trust::Marked) else { return false };
    draft.authors = people;
    true
}

/// Takes an item below a paper for a field of it, or for its links or authors. The first link identifies the paper.
fn take(file: &str, draft: &mut Draft, item: &Item) -> bool {
    let is_first = draft.links.is_empty();
    let taken = take_part(file, draft, item);
    if taken && is_first {
        draft.identify();
    }
    taken
}

fn take_part(file: &str, draft: &mut Draft, item: &Item) -> bool {
    let [Block::Paragraph { text: inline, .. }] = &item.blocks[..] else { return false };
    if take_abstract(draft, inline) || take_field(file, draft, inline) || take_links(draft, inline) {
        return true;
    }
    let segments = segment::segments(inline, 0);
    let whole = inline.text.as_str();
    // `Paper https://…`, whatever it is called.
    if let Some((place, url)) = address::find(whole).into_iter().next()
        && text::words(&whole[..place.start]) <= 3
        && whole[place.end..].trim().trim_matches([')', '>', '.']).is_empty()
    {
        draft.link(&whole[..place.start], &url);
        return true;
    }
    // `Sculley, David, et al. (*NIPS 2015*)`
    if draft.authors.is_empty()
        && let [first, second, ..] = &segments[..]
        && first.kind == Kind::Plain
        && second.kind == Kind::Emphasis
        && names::read(whole[first.range.clone()].trim_end_matches(['(', ' ']), Trust::Plain).is_some()
        && crate::format::markdown::title::says_where(&whole[second.range.clone()])
    {
        return draft.extend(file, inline);
    }
    let [only] = &segments[..] else { return false };
    if !matches!(only.kind, Kind::Emphasis | Kind::Plain) || only.url.is_some() || names::is_hangul_sentence(whole) {
        return false;
    }
    let is_names = names::read(whole, Trust::Plain).is_some() || place::names_and_place(whole).is_some();
    let several = whole.contains([',', '，', '、', ';']) || whole.contains(" and ") || whole.contains("et al");
    if draft.authors.is_empty() && is_names && (several || only.kind == Kind::Emphasis) {
        return draft.extend(file, inline);
    }
    let short = text::words(whole) <= 6 && !whole.trim_end().ends_with(':');
    short
        && draft.date.is_none()
        && draft.venue.is_none()
        && crate::format::markdown::title::says_where(whole)
        && draft.extend(file, inline)
}

/// `Authors: …`, `Venue: …`, `Code: [x](…)`.
fn take_field(file: &str, draft: &mut Draft, inline: &Inline) -> bool {
    let whole = inline.text.as_str();
    let Some(colon) = whole.find([':', '：']) else { return false };
    let name = &whole[..colon];
    if name.contains("http") {
        return false;
    }
    let from = colon + whole[colon..].chars().next().map_or(1, char::len_utf8);
    match vocabulary::field(name) {
        None | Some(Field::Title) => false,
        Some(Field::Link) => {
            let value = inline.slice(from..whole.len());
            let links: Vec<_> =
                value.links().map(|(mark, url)| (value.text[mark.range.clone()].to_owned(), url.to_string())).collect();
            let rest = value
                .links()
                .fold(value.text.clone(), |rest, (mark, _)| rest.replacen(&value.text[mark.range.clone()], "", 1));
            let bare = address::find(&rest);
            let left: usize = text::words(&rest).saturating_sub(bare.len());
            if left > 2 || links.is_empty() && bare.is_empty() {
                return false;
            }
            let single = links.len() == 1;
            for (label, url) in links {
                let bare = name.trim_matches(|c: char| !c.is_alphanumeric());
                draft.link(&entry::field_label(bare, &label, &url, single), &url);
            }
            for (_, url) in bare {
                draft.link(name, &url);
            }
            if left > 0 {
                draft.notes.push(outline::dedented(file, inline.source(0..whole.len())));
            }
            true
        }
        Some(field) => {
            let known = draft.notes.len();
            draft.field(file, field, inline, from) && {
                // A value that the field holds only in part: the line stays in the note as well as it was written.
                draft.notes.truncate(known.max(draft.notes.len()));
                true
            }
        }
    }
}

/// A paragraph or an item `Abstract: …`.
fn take_abstract(draft: &mut Draft, inline: &Inline) -> bool {
    let whole = inline.text.as_str();
    let Some((name, value)) = whole.split_once([':', '：']) else { return false };
    if vocabulary::field(name) != Some(Field::Abstract) || draft.abstract_text.is_some() || value.trim().is_empty() {
        return false;
    }
    draft.abstract_text = Some(value.trim().to_owned());
    true
}

/// Takes the links of a line that holds nothing else.
fn take_links(draft: &mut Draft, inline: &Inline) -> bool {
    let segments = segment::segments(inline, 0);
    let written = |segment: &segment::Segment| &inline.text[segment.range.clone()];
    let single = segments.iter().filter(|segment| written(segment).contains(char::is_alphanumeric)).count() == 1;
    let linked = |segment: &segment::Segment| {
        let label = written(segment);
        segment.url.is_some()
            && (vocabulary::is_label(label)
                || label.contains("://")
                || single && text::words(label) <= 4 && inline.text.trim_start().starts_with('['))
    };
    let nothing =
        |segment: &segment::Segment| segment.kind == Kind::Image || !written(segment).contains(char::is_alphanumeric);
    let alone = segments.iter().any(linked) && segments.iter().all(|segment| linked(segment) || nothing(segment));
    if alone {
        for segment in segments.iter().filter(|segment| linked(segment)) {
            if let Some(url) = &segment.url {
                draft.link(if written(segment).contains("://") { "" } else { written(segment) }, url);
            }
        }
    }
    alone
}
