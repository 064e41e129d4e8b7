//! The title of an item that sets it apart: in bold, as a link, in backticks, quotes, italics or underlined.

use super::end::end_of_plain;
use super::{Found, author_part, is_citation};
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{Kind, Segment};
use crate::format::markdown::{dates, place, text, words};

pub(super) fn marked(segments: &[Segment]) -> Option<Found> {
    let mut before = String::new();
    for (at, segment) in segments.iter().enumerate().take(12) {
        let here = |title: &str, rest: Vec<Segment>| Found {
            title: text::title(title),
            url: segment.url.clone().filter(|url| !url.is_empty()),
            mark: segment.kind,
            before: before.clone(),
            rest,
        };
        match segment.kind {
            Kind::Image => {}
            Kind::Plain => {
                if let Some((start, end)) = text::quoted(&segment.text)
                    && text::words(&segment.text[start..end]) >= 2
                    && may_precede(&format!("{before}{}", &segment.text[..start]), Kind::Strong)
                {
                    before.push_str(&segment.text[..start]);
                    let mut rest = vec![Segment { text: segment.text[end..].to_owned(), ..segment.clone() }];
                    rest.extend_from_slice(&segments[at + 1..]);
                    let title = text::title(&segment.text[start..end]);
                    return Some(Found { title, url: None, mark: Kind::Strong, before, rest });
                }
                before.push_str(&segment.text);
            }
            kind if may_precede(&before, kind) && is_title(segment, &before, &segments[at + 1..]) => {
                let rest = segments[at + 1..].to_vec();
                if let Some(whole) = named(segment, &rest) {
                    return Some(whole.after(before));
                }
                return Some(here(&segment.text, rest)).filter(|found| !found.title.is_empty());
            }
            Kind::Link => return None,
            _ if is_marker(segment, &text::title(&segment.text), &segments[at + 1..]) => {
                before.extend(["[", segment.text.trim().trim_matches(['[', ']']), "] "]);
            }
            Kind::Emph | Kind::Under | Kind::Strong | Kind::Code => before.push_str(&segment.text),
        }
        if text::words(&before) > 60 && names::read(&before, Trust::Marked).is_none() {
            return None;
        }
    }
    None
}

impl Found {
    /// The same with what stood before it.
    fn after(self, before: String) -> Self {
        Self { before: before + &self.before, ..self }
    }
}

/// `**LoRA**: Low-Rank Adaptation of …`: a nickname set apart from the rest of its title; or from all of it, where that is
/// quoted, as in `**LoRA**: "LoRA: Low-Rank Adaptation of …"`.
fn named(segment: &Segment, rest: &[Segment]) -> Option<Found> {
    if segment.url.is_some() || segment.kind == Kind::Code || text::words(&segment.text) > 5 {
        return None;
    }
    let (next, others) = rest.split_first()?;
    if next.kind == Kind::Plain
        && next.line == segment.line
        && let Some((start, end)) = text::quoted(&next.text)
        && next.text[..start].trim_matches([' ', ':', '：', '-', '–', '.', ',']).is_empty()
        && text::words(&next.text[start..end]) >= 3
    {
        let title = text::title(&next.text[start..end]);
        let mut after = vec![Segment { text: next.text[end..].to_owned(), ..next.clone() }];
        after.extend_from_slice(others);
        let nick = segment.text.trim().trim_matches(['[', ']', ':', '：', ' ']);
        return Some(Found { title, url: None, mark: Kind::Strong, before: format!("({nick})"), rest: after });
    }
    if text::words(&segment.text) > 3 {
        return None;
    }
    let linked = others.iter().any(|other| other.url.is_some() || other.text.contains("://"));
    let colon = segment.text.trim_end().ends_with([':', '：']);
    let after = next.text.trim_start();
    let tail = after.strip_prefix([':', '：']).or_else(|| colon.then_some(after))?;
    if next.kind != Kind::Plain || !linked || text::words(tail) < 3 {
        return None;
    }
    let end = end_of_plain(tail);
    let tail_title = &tail[..end];
    if text::words(tail_title) < 3 {
        return None;
    }
    let title = text::title(&format!("{}: {}", segment.text.trim().trim_end_matches([':', '：']), tail_title.trim()));
    let mut after = vec![Segment { text: tail[end..].to_owned(), ..next.clone() }];
    after.extend_from_slice(others);
    Some(Found { title, url: None, mark: Kind::Strong, before: String::new(), rest: after })
}

/// Whether a segment is set apart as titles are, and says something.
fn is_title(segment: &Segment, before: &str, rest: &[Segment]) -> bool {
    let clean = text::title(&segment.text);
    let letters = clean.chars().filter(|c| c.is_alphabetic()).count();
    let count = text::words(&clean);
    let date_alone = dates::find(&clean).first().is_some_and(|dated| {
        clean.len() <= dated.end - dated.start + 8 && count <= 3 && (count <= 1 || words::names_venue(&clean))
            || text::words(&clean[..dated.start]) == 1
                && words::is_venue(clean[..dated.start].trim())
                && clean[dated.end..].trim_matches([' ', ')', ']']).is_empty()
    });
    let address = clean.contains("://") && !clean.contains(' ');
    if letters < 2
        || date_alone
        || address
        || words::is_label(&clean) && segment.kind != Kind::Strong
        || count <= 2 && words::field(&clean).is_some()
        || is_marker(segment, &clean, rest)
    {
        return false;
    }
    match segment.kind {
        Kind::Link => {
            let web = segment.url.as_deref().is_some_and(|url| !url.is_empty());
            let aside = clean.starts_with('[') && clean.ends_with(']');
            let labelled = count <= 3 && words::plain(&clean).split(' ').any(words::is_label);
            web && !is_citation(&clean)
                && !(aside && (labelled || words::is_label(&clean) || !dates::find(&clean).is_empty()))
        }
        Kind::Code => count >= 2 || before.is_empty() && letters >= 4,
        Kind::Emph => {
            // Where names follow it is no list of names itself.
            let followed = rest.first().is_some_and(|next| place::names_and_place(&next.text).is_some());
            let names = names::read(&segment.text, Trust::Marked).is_some() && !clean.contains([':', '?']) && !followed;
            let place =
                count <= 8 && words::names_venue(&clean) && !dates::find(&clean).is_empty() && !clean.contains(':');
            count >= 3 && !names && !place && !segment.text.trim_start().starts_with('(') && !clean.contains("et al")
        }
        Kind::Under => count >= 3,
        Kind::Strong => !(before.is_empty() && segment.text.trim_end().ends_with([':', '：']) && count <= 3),
        Kind::Plain | Kind::Image => false,
    }
}

/// Whether a word or two only say what kind of thing follows, or give it a nickname: `**PAPER** [Title](…)`,
/// `**[Nick]** Title`.
fn is_marker(segment: &Segment, clean: &str, rest: &[Segment]) -> bool {
    let count = text::words(clean);
    let says = |next: &&Segment| next.kind != Kind::Image && next.text.contains(char::is_alphanumeric);
    let Some(next) = rest.iter().find(says).filter(|next| next.line == segment.line) else { return false };
    if segment.url.is_some() || matches!(segment.kind, Kind::Link | Kind::Under) || count > 4 {
        return false;
    }
    let bracketed = clean.starts_with('[') && clean.ends_with(']');
    let titled = next.url.is_some() && next.kind != Kind::Code && !words::is_label(&next.text);
    titled && count <= 2 && (text::words(&next.text) >= 3 || words::is_label(clean))
        || bracketed && text::words(&next.text) >= 2 && (next.kind == Kind::Plain || titled)
}

/// Whether a text may stand before a title.
fn may_precede(before: &str, kind: Kind) -> bool {
    let rest = without_brackets(before);
    let rest = rest.trim().trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '：'));
    let count = text::words(rest);
    let dated = !dates::find(rest).is_empty();
    count == 0
        || (count <= 2 && kind != Kind::Link)
        || (count <= 2 && rest.ends_with([':', '：']))
        || (dated && count <= 8)
        || (words::names_venue(rest) && count <= 4)
        || author_part(rest).is_some()
}

/// A text without what stands in brackets.
fn without_brackets(text: &str) -> String {
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
