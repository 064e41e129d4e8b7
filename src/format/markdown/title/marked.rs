//! The title of an entry that sets it apart: in bold, as a link, in backticks, quotes, italics or underlined.

use super::end::end_of_plain;
use super::{Found, author_part, is_citation};
use crate::format::markdown::inline::Inline;
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{Kind, Segment};
use crate::format::markdown::{dates, place, text, vocabulary};

pub(super) fn marked(inline: &Inline, segments: &[Segment], from: usize) -> Option<Found> {
    let all = inline.text.as_str();
    for (at, segment) in segments.iter().enumerate().take(12) {
        let written = &all[segment.range.clone()];
        let before = &all[from..segment.range.start.max(from)];
        match segment.kind {
            Kind::Image => {}
            Kind::Plain => {
                if let Some((start, end)) = text::quoted(written)
                    && text::words(&written[start..end]) >= 2
                    && may_precede(&all[from..segment.range.start + start], Kind::Strong)
                {
                    let title = segment.range.start + start..segment.range.start + end;
                    return Some(Found { title, url: None, mark: Kind::Strong, from });
                }
            }
            kind if may_precede(before, kind) && is_title(inline, segment, before, &segments[at + 1..]) => {
                if let Some(found) = named(inline, segment, &segments[at + 1..], from) {
                    return Some(found);
                }
                let url = segment.url.clone().filter(|url| !url.is_empty());
                let found = Found { title: segment.range.clone(), url, mark: kind, from };
                return Some(found).filter(|_| !text::title(written).is_empty());
            }
            Kind::Link => return None,
            Kind::Emphasis | Kind::Underline | Kind::Strong | Kind::Code => {}
        }
        if text::words(before) > 60 && names::read(before, Trust::Marked).is_none() {
            return None;
        }
    }
    None
}

/// `**LoRA**: Low-Rank Adaptation of …`: a nickname set apart from the rest of its title; or from all of it, where that is
/// quoted, as in `**LoRA**: "LoRA: Low-Rank Adaptation of …"`, or in italics, as in `**LoRA** (ICLR 2022): *Low-Rank …*`.
fn named(inline: &Inline, segment: &Segment, rest: &[Segment], from: usize) -> Option<Found> {
    let all = inline.text.as_str();
    let written = &all[segment.range.clone()];
    if segment.url.is_some() || segment.kind == Kind::Code || text::words(written) > 5 {
        return None;
    }
    let (next, others) = rest.split_first()?;
    let after = &all[next.range.clone()];
    if next.kind != Kind::Plain || next.line != segment.line {
        return None;
    }
    if let Some((start, end)) = text::quoted(after)
        && after[..start].trim_matches([' ', ':', '：', '-', '–', '.', ',']).is_empty()
        && text::words(&after[start..end]) >= 3
    {
        let title = next.range.start + start..next.range.start + end;
        return Some(Found { title, url: None, mark: Kind::Strong, from });
    }
    if text::words(written) > 3 {
        return None;
    }
    if let Some(italics) = others.first()
        && italics.kind == Kind::Emphasis
        && italics.line == segment.line
        && !dates::find(after).is_empty()
        && after.trim_end().ends_with([':', '：'])
        && text::words(after) <= 5
        && is_headline(&all[italics.range.clone()])
    {
        return Some(Found { title: italics.range.clone(), url: italics.url.clone(), mark: Kind::Strong, from });
    }
    let linked = others.iter().any(|other| other.url.is_some() || all[other.range.clone()].contains("://"));
    let colon = written.trim_end().ends_with([':', '：']);
    let trimmed = after.trim_start();
    let tail = trimmed.strip_prefix([':', '：']).or_else(|| colon.then_some(trimmed))?;
    if !linked || text::words(tail) < 3 {
        return None;
    }
    let end = end_of_plain(tail);
    if text::words(&tail[..end]) < 3 || !is_headline(&tail[..end]) {
        return None;
    }
    let end = next.range.end - tail.len() + end;
    Some(Found { title: segment.range.start..end, url: None, mark: Kind::Strong, from })
}

/// Whether a text is written as titles are: most of its longer words begin with capitals.
pub(in crate::format::markdown) fn is_headline(text: &str) -> bool {
    let words: Vec<_> =
        text.split_whitespace().filter(|word| word.len() > 3 && word.starts_with(char::is_alphabetic)).collect();
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    text.starts_with(|c: char| c.is_whitespace()) && words.is_empty() || capitals * 2 >= words.len()
}

/// Whether a segment is set apart as titles are, and says something.
fn is_title(inline: &Inline, segment: &Segment, before: &str, rest: &[Segment]) -> bool {
    let all = inline.text.as_str();
    let written = &all[segment.range.clone()];
    let clean = text::title(written);
    let letters = clean.chars().filter(|c| c.is_alphabetic()).count();
    let count = text::words(&clean);
    let date_alone = dates::find(&clean).first().is_some_and(|dated| {
        clean.len() <= dated.end - dated.start + 8 && count <= 3 && (count <= 1 || vocabulary::names_venue(&clean))
            || text::words(&clean[..dated.start]) == 1
                && vocabulary::is_venue(clean[..dated.start].trim())
                && clean[dated.end..].trim_matches([' ', ')', ']']).is_empty()
    });
    let address = clean.contains("://") && !clean.contains(' ');
    if letters < 2
        || date_alone
        || address
        || vocabulary::is_label(&clean) && segment.kind != Kind::Strong
        || count <= 2 && vocabulary::field(&clean).is_some()
        || is_marker(inline, segment, &clean, rest)
    {
        return false;
    }
    match segment.kind {
        Kind::Link => {
            let web = segment.url.as_deref().is_some_and(|url| !url.is_empty());
            let aside = clean.starts_with('[') && clean.ends_with(']');
            let labelled = count <= 3 && vocabulary::plain(&clean).split(' ').any(vocabulary::is_label);
            web && !is_citation(&clean)
                && !(aside && (labelled || vocabulary::is_label(&clean) || !dates::find(&clean).is_empty()))
        }
        Kind::Code => count >= 2 || before.is_empty() && letters >= 4,
        Kind::Emphasis => {
            // Where names follow it is no list of names itself.
            let next = rest.first().map(|next| &all[next.range.clone()]);
            let followed = next.is_some_and(|next| place::names_and_place(next).is_some());
            let names = names::read(written, Trust::Marked).is_some()
                && !clean.contains([':', '?'])
                && !followed
                && author_part(before).is_none();
            let place = count <= 8
                && vocabulary::names_venue(&clean)
                && !dates::find(&clean).is_empty()
                && !clean.contains(':');
            // `Names, *Pointer Networks*, …`
            let behind_names = count == 2
                && !vocabulary::names_venue(&clean)
                && author_part(before).is_some_and(|(names, _)| names.contains(','));
            (count >= 3 || behind_names)
                && !names
                && !place
                && !written.trim_start().starts_with('(')
                && !clean.contains("et al")
        }
        Kind::Underline => count >= 3,
        Kind::Strong => !(before.is_empty() && written.trim_end().ends_with([':', '：']) && count <= 3),
        Kind::Plain | Kind::Image => false,
    }
}

/// Whether one or two words only say what kind of thing follows, or are its nickname: `**PAPER** [Title](…)`,
/// `**[Nick]** Title`.
fn is_marker(inline: &Inline, segment: &Segment, clean: &str, rest: &[Segment]) -> bool {
    let all = inline.text.as_str();
    let count = text::words(clean);
    let says = |next: &&Segment| next.kind != Kind::Image && all[next.range.clone()].contains(char::is_alphanumeric);
    let Some(next) = rest.iter().find(says).filter(|next| next.line == segment.line) else { return false };
    if segment.url.is_some() || matches!(segment.kind, Kind::Link | Kind::Underline) || count > 4 {
        return false;
    }
    let following = &all[next.range.clone()];
    let bracketed = clean.starts_with('[') && clean.ends_with(']');
    let titled = next.url.is_some() && next.kind != Kind::Code && !vocabulary::is_label(following);
    titled && count <= 2 && (text::words(following) >= 3 || vocabulary::is_label(clean))
        || bracketed && text::words(following) >= 2 && (next.kind == Kind::Plain || titled)
}

/// Whether a text may precede a title.
fn may_precede(before: &str, kind: Kind) -> bool {
    let rest = outside_brackets(before);
    let rest = text::bare(&rest);
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '：' | '.'));
    let count = text::words(rest);
    let dated = !dates::find(rest).is_empty();
    count == 0
        || (count <= 2 && (kind != Kind::Link || vocabulary::is_label(rest)))
        || (count <= 2 && rest.ends_with([':', '：']))
        || (dated && count <= 8)
        || (vocabulary::names_venue(rest) && count <= 4)
        || author_part(rest).is_some()
}

/// A text without its brackets.
fn outside_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut rest = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '（' | '【' | '{' => depth += 1,
            ')' | ']' | '）' | '】' | '}' => depth = depth.saturating_sub(1),
            c if depth == 0 => rest.push(c),
            _ => {}
        }
    }
    rest
}
