//! Where the title of an item is: what is set apart as titles are, or the plain text up to what follows titles.

use std::sync::Arc;

use super::names::{self, Trust};
use super::segment::{Kind, Segment};
use super::{dates, text, words};

/// A title, and what stands before and after it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) title: String,
    pub(super) url: Option<Arc<str>>,
    /// How it is set; [`Kind::Plain`] where nothing sets it apart.
    pub(super) mark: Kind,
    /// The text before it.
    pub(super) before: String,
    /// The segments after it.
    pub(super) rest: Vec<Segment>,
}

/// Finds the title.
pub(super) fn find(segments: &[Segment]) -> Option<Found> {
    marked(segments).or_else(|| plain(segments))
}

fn marked(segments: &[Segment]) -> Option<Found> {
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
            kind if may_precede(&before, kind) && is_title(segment, &before) => {
                let rest = segments[at + 1..].to_vec();
                if let Some(whole) = named(segment, &rest) {
                    return Some(whole.with(before));
                }
                return Some(here(&segment.text, rest)).filter(|found| !found.title.is_empty());
            }
            Kind::Link => return None,
            Kind::Emph | Kind::Under | Kind::Strong | Kind::Code => before.push_str(&segment.text),
        }
        if text::words(&before) > 60 && names::read(&before, Trust::Marked).is_none() {
            return None;
        }
    }
    None
}

impl Found {
    fn with(self, before: String) -> Self {
        Self { before, ..self }
    }
}

/// `**LoRA**: Low-Rank Adaptation of …`: a nickname set apart from the rest of its title.
fn named(segment: &Segment, rest: &[Segment]) -> Option<Found> {
    if segment.url.is_some() || segment.kind == Kind::Code || text::words(&segment.text) > 3 {
        return None;
    }
    let (next, others) = rest.split_first()?;
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
fn is_title(segment: &Segment, before: &str) -> bool {
    let clean = text::title(&segment.text);
    let letters = clean.chars().filter(|c| c.is_alphabetic()).count();
    let count = text::words(&clean);
    let date_alone = dates::find(&clean).first().is_some_and(|dated| {
        clean.len() <= dated.end - dated.start + 8 && count <= 3 && (count <= 1 || words::names_venue(&clean))
    });
    if letters < 2
        || date_alone
        || words::is_label(&clean) && segment.kind != Kind::Strong
        || words::field(&clean).is_some() && count <= 2
    {
        return false;
    }
    match segment.kind {
        Kind::Link => {
            let web = segment.url.as_deref().is_some_and(|url| !url.is_empty());
            web && !is_citation(&clean) && !(clean.starts_with('[') && words::is_label(&clean))
        }
        Kind::Code => count >= 2 || before.is_empty() && letters >= 4,
        Kind::Emph => {
            let names = names::read(&segment.text, Trust::Marked).is_some() && !clean.contains([':', '?']);
            count >= 3 && !names && !segment.text.trim_start().starts_with('(') && !clean.contains("et al")
        }
        Kind::Under => count >= 3,
        Kind::Strong => !(before.is_empty() && segment.text.trim_end().ends_with([':', '：']) && count <= 3),
        Kind::Plain | Kind::Image => false,
    }
}

/// `Family (1972)`, `Family et al., 2019`: a link that names who wrote it, not what.
pub(super) fn is_citation(text: &str) -> bool {
    let Some(dated) = dates::find(text).into_iter().next() else { return text.contains("et al") };
    let names = text[..dated.start].trim_end_matches([' ', '(', ',']);
    dated.end + 3 >= text.len()
        && !names.is_empty()
        && text::words(names) <= 8
        && names::read(names, Trust::Marked).is_some()
        && !words::names_venue(names)
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

/// The names in a text that stands before a title, with or without a year after them.
pub(super) fn author_part(before: &str) -> Option<&str> {
    let dated = dates::find(before).last().copied();
    let names = dated.map_or(before, |dated| &before[..dated.start]);
    let names = names.trim_end_matches([' ', '(', '[', ',', '.', ':', '-']);
    names::read(names, Trust::Plain).map(|_| names)
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

/// The title at the beginning of an item in which nothing is set apart.
fn plain(segments: &[Segment]) -> Option<Found> {
    let first = segments.iter().position(|segment| segment.kind != Kind::Image && !segment.text.trim().is_empty())?;
    let head = &segments[first];
    if head.kind != Kind::Plain {
        return None;
    }
    let mut rest = segments[first + 1..].to_vec();
    let mut written = head.text.clone();
    let bracket = leading_bracket(&written);
    let before = written[..bracket].to_owned();
    written.drain(..bracket);
    if let Some((names, title)) = authors_first(&written) {
        let end = end_of_plain(title);
        let after = Segment { text: title[end..].to_owned(), ..head.clone() };
        rest.insert(0, after);
        let title = text::title(&title[..end]);
        return Some(Found { title, url: None, mark: Kind::Plain, before: names.to_owned(), rest });
    }
    let mut end = end_of_plain(&written);
    // A title that goes over two lines.
    while end == written.len()
        && let Some(next) = rest.first()
        && next.line == head.line + 1
        && matches!(next.kind, Kind::Plain)
        && !written.trim_end().ends_with(['.', '?', '!', ':', '：', ','])
        && names::read(&next.text, Trust::Plain).is_none()
        && dates::find(&next.text).first().is_none_or(|dated| dated.start > 20)
        && next.text.starts_with(char::is_lowercase)
    {
        written.push(' ');
        written.push_str(&next.text);
        rest.remove(0);
        end = end_of_plain(&written);
    }
    // Emphasis within a title.
    while end == written.len()
        && let Some(next) = rest.first()
        && next.line == head.line
        && next.kind == Kind::Emph
        && text::words(&next.text) <= 2
        && rest.get(1).is_some_and(|after| {
            after.kind == Kind::Plain && after.text.starts_with([' ', '-']) && text::words(&after.text) >= 2
        })
    {
        written.push_str(&next.text);
        rest.remove(0);
        written.push_str(&rest.remove(0).text);
        end = end_of_plain(&written);
    }
    let title = text::title(&written[..end]);
    rest.insert(0, Segment { text: written[end..].to_owned(), ..head.clone() });
    (text::words(&title) > 0).then_some(Found { title, url: None, mark: Kind::Plain, before, rest })
}

/// How far a bracket at the beginning goes, with the blanks and dashes after it.
fn leading_bracket(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let Some(close) = text[start..].chars().next().and_then(|open| match open {
        '(' => Some(')'),
        '[' => Some(']'),
        '【' => Some('】'),
        _ => None,
    }) else {
        return dates::find(text).first().filter(|dated| dated.start <= start + 1 && dated.end < text.len()).map_or(
            0,
            |dated| {
                let after = &text[dated.end..];
                dated.end + after.len() - after.trim_start_matches([' ', ':', '-', '.', ')', ']', '：']).len()
            },
        );
    };
    let Some(end) = text[start..].find(close) else { return 0 };
    let end = start + end + close.len_utf8();
    end + text[end..].len() - text[end..].trim_start_matches([' ', ':', '-']).len()
}

/// `Names (2016). Title. …`, `Names. 2016. Title. …`, `Names: Title. …`.
fn authors_first(written: &str) -> Option<(&str, &str)> {
    if let Some(dated) = dates::find(written).into_iter().next() {
        let names = written[..dated.start].trim_end_matches([' ', '(', '[', ',', '.']);
        let after = written[dated.end..].trim_start_matches([')', ']', '.', ',', ':', ' ', 'a', 'b']);
        if dated.start < written.len()
            && names.len() > 3
            && names::read(names, Trust::Plain).is_some()
            && text::words(after) >= 2
            && names::read(after.split(" [").next().unwrap_or(after), Trust::Plain).is_none()
        {
            return Some((&written[..dated.end], &written[written.len() - after.len()..]));
        }
    }
    for mark in [": ", ". "] {
        for (at, _) in written.match_indices(mark) {
            let (names, after) = (&written[..at], &written[at + mark.len()..]);
            let several = names.contains(',') || names.contains(" and ") || names.contains("et al");
            if several
                && names::read(names, Trust::Plain).is_some()
                && text::words(after) >= 3
                && names::read(after, Trust::Plain).is_none()
            {
                return Some((names, after));
            }
        }
    }
    None
}

/// Where a title in plain text ends: before a bracket with a year, before what is names or a venue, before an address.
pub(super) fn end_of_plain(written: &str) -> usize {
    let dated = dates::find(written);
    let mut end = written.len();
    for at in ["http://", "https://", " [", "[[", " | ", " (["].iter().filter_map(|mark| written.find(mark)) {
        end = end.min(if at == 0 { end } else { at });
    }
    for dated in &dated {
        let before = &written[..dated.start];
        if let Some(open) = before.rfind(['(', '[', '（'])
            && dated.start - open <= 40
            && open > 0
            && !before[open..].contains([')', ']'])
        {
            end = end.min(open);
        }
    }
    let head = &written[..end];
    for mark in [". ", "? ", "! ", ".", ", ", " - ", " – ", " — ", " by ", "; ", "。", "，"] {
        for (at, _) in head.match_indices(mark) {
            let after = &head[at + mark.len()..];
            let kept = at + usize::from(matches!(mark, "? " | "! "));
            let initial = head[..at].rsplit([' ', '.']).next().is_some_and(|word| word.len() == 1);
            if initial && mark.starts_with('.') {
                continue;
            }
            if text::words(&head[..at]) >= 2 && follows_title(after, mark) {
                return kept.min(end);
            }
        }
    }
    // A year at the end, and the name of a venue before it.
    if let Some(last) = dated.iter().rev().find(|dated| dated.end <= head.len())
        && head[last.end..].trim().trim_matches('.').is_empty()
    {
        let before = head[..last.start].trim_end();
        if let Some((title, word)) = before.rsplit_once(' ')
            && words::is_venue(word)
        {
            return title.len();
        }
    }
    end
}

/// Whether a text is what follows a title: names, a venue, a date.
fn follows_title(after: &str, mark: &str) -> bool {
    let after = after.trim().trim_end_matches('.');
    if after.is_empty() {
        return false;
    }
    let chunk = after.split(". ").next().unwrap_or(after);
    let count = text::words(chunk);
    let dated = dates::find(chunk);
    let venue = count <= 8 && words::names_venue(chunk) && (!dated.is_empty() || count <= 3);
    let date = dated.first().is_some_and(|dated| dated.start <= 2 && count <= 3);
    let names = match names::read(chunk, Trust::Plain) {
        // A comma stands in titles too.
        Some((people, more)) => {
            mark != ", "
                || more
                || people.iter().all(|person| person.given.as_deref().is_some_and(|given| given.contains('.')))
                || people.len() >= 3
        }
        None => false,
    };
    // `Smith and Jones`, after a full stop.
    let families = mark == ". " && chunk.contains(" and ") && count <= 5 && names::read(chunk, Trust::Marked).is_some();
    if mark == "." {
        return date || (venue && chunk.starts_with(char::is_uppercase));
    }
    venue && mark != "; " || date || names || families
}
