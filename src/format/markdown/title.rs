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
    let named = without_key(segments).or_else(|| without_labels(segments));
    let segments = named.as_deref().unwrap_or(segments);
    marked(segments).or_else(|| plain(segments))
}

/// The segments without the `Title:` in front of them.
fn without_key(segments: &[Segment]) -> Option<Vec<Segment>> {
    let (first, rest) = segments.split_first()?;
    if let Some((key, value)) = first.text.split_once([':', '：'])
        && first.url.is_none()
        && is_title_key(key, value.trim(), rest)
    {
        let kind = if value.trim().is_empty() { Kind::Plain } else { first.kind };
        let mut named = vec![Segment { text: value.trim_start().to_owned(), kind, ..first.clone() }];
        named.extend_from_slice(rest);
        return Some(named);
    }
    // `**Title**: …`
    let (next, others) = rest.split_first()?;
    let value = next.text.trim_start().strip_prefix([':', '：'])?;
    if first.url.is_some() || !is_title_key(&first.text, value.trim(), others) {
        return None;
    }
    let mut named = vec![Segment { text: value.trim_start().to_owned(), ..next.clone() }];
    named.extend_from_slice(others);
    Some(named)
}

/// The segments with the links that stand before the title behind it, on its line.
fn without_labels(segments: &[Segment]) -> Option<Vec<Segment>> {
    let is_link = |segment: &Segment| segment.url.is_some() && words::is_label(&segment.text);
    let nothing = |segment: &Segment| !segment.text.chars().any(char::is_alphanumeric) && segment.kind != Kind::Image;
    let count = segments.iter().take_while(|segment| is_link(segment) || nothing(segment)).count();
    let (labels, rest) = segments.split_at(count);
    let head = rest.first()?;
    let same = labels.iter().all(|label| label.line == head.line);
    if !labels.iter().any(is_link) || !same || text::words(&head.text) < 2 {
        return None;
    }
    let clean = head.text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '"' | '“' | '('));
    let on_line = rest.iter().take_while(|segment| segment.line == head.line).count();
    let mut turned = vec![Segment { text: clean.to_owned(), ..head.clone() }];
    turned.extend_from_slice(&rest[1..on_line]);
    turned.extend(labels.iter().filter(|label| is_link(label)).cloned());
    turned.extend_from_slice(&rest[on_line..]);
    Some(turned)
}

/// Whether a word before a colon says that a title follows, be it that the title is called a paper.
pub(super) fn is_title_key(key: &str, value: &str, rest: &[Segment]) -> bool {
    let own = words::field(key) == Some(words::Field::Title);
    let paper = matches!(words::plain(key).as_str(), "paper" | "论文") && !value.contains("://");
    let linked = value.is_empty() && rest.first().is_some_and(|next| text::words(&next.text) >= 2);
    (own || paper)
        && (text::words(value) >= 2 && !words::is_label(value) || linked && (own || text::words(&rest[0].text) >= 4))
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
            kind if may_precede(&before, kind) && is_title(segment, &before, &segments[at + 1..]) => {
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
fn is_title(segment: &Segment, before: &str, rest: &[Segment]) -> bool {
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
            // Where names follow it is no list of names itself.
            let followed = rest.first().is_some_and(|next| super::place::names_and_place(&next.text).is_some());
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

/// `Family (1972)`, `Family et al., 2019`: a link that names who wrote it, not what.
pub(super) fn is_citation(text: &str) -> bool {
    let Some(dated) = dates::find(text).into_iter().next() else { return text.contains("et al") };
    let names = text[..dated.start].trim_end_matches([' ', '(', ',']);
    let several = names.contains(',') && names::read(names, Trust::Plain).is_some();
    dated.end + 3 >= text.len()
        && !names.is_empty()
        && (several || text::words(names) <= 8 && names::read(names, Trust::Marked).is_some())
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
    let said = |segment: &Segment| segment.kind != Kind::Image && !segment.text.trim().is_empty();
    let mut first = segments.iter().position(said)?;
    let mut before = String::new();
    // `**[ICML 2019]** Title`
    let place = &segments[first];
    if matches!(place.kind, Kind::Strong | Kind::Code | Kind::Emph)
        && place.url.is_none()
        && text::words(&place.text) <= 4
        && (words::names_venue(&place.text) || !dates::find(&place.text).is_empty())
        && segments.get(first + 1).is_some_and(|next| next.kind == Kind::Plain && text::words(&next.text) >= 2)
    {
        before.clone_from(&place.text);
        first += 1;
    }
    let head = &segments[first];
    if head.kind != Kind::Plain {
        return None;
    }
    let mut rest = segments[first + 1..].to_vec();
    let mut written = head.text.trim_start_matches([' ', ':', '-', '：']).to_owned();
    let bracket = if before.is_empty() { leading_bracket(&written) } else { 0 };
    before.push_str(&written[..bracket]);
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
    let marks = written.match_indices([':', '.']).filter(|(at, _)| written[at + 1..].starts_with(' '));
    for (at, mark) in marks.take(MARKS) {
        if mark == "." && ends_in_initial(&written[..at]) {
            continue;
        }
        let (names, after) = (&written[..at], &written[at + 2..]);
        let several = names.contains(',') || names.contains(" and ") || names.contains("et al");
        let Some((people, more)) = several.then(|| names::read(names, Trust::Plain)).flatten() else { continue };
        let near = bounded(after);
        let chunk = first_chunk(near);
        let is_names = |text: &str| names::read(text, Trust::Plain).is_some();
        // A title may look like names, but hardly behind a list of them.
        let others = people.len() < 3 && !more && (is_names(chunk) || is_names(near));
        if text::words(near) >= 3 && !others && !is_place(chunk) {
            return Some((names, after));
        }
    }
    None
}

/// How many marks are tried for the end of a title; the time for an item has to have a bound.
const MARKS: usize = 64;

/// As much of a text as tells what it begins with, not cut within a word.
fn bounded(text: &str) -> &str {
    const ENOUGH: usize = 1500;
    if text.len() <= ENOUGH {
        return text;
    }
    let cut = &text[..text.floor_char_boundary(ENOUGH)];
    cut.rfind([',', ' ']).map_or(cut, |end| &cut[..end])
}

/// Whether a full stop behind a text is that of an initial.
fn ends_in_initial(text: &str) -> bool {
    text.rsplit([' ', '.'])
        .next()
        .is_some_and(|word| word.chars().count() == 1 && word.starts_with(char::is_alphabetic))
}

/// A text up to its first full stop.
fn first_chunk(text: &str) -> &str {
    let stops = text.match_indices(['.', '。']).map(|(at, _)| at);
    let ends =
        |at: &usize| text[*at..].starts_with('。') || text[*at..].starts_with(". ") && !ends_in_initial(&text[..*at]);
    stops.into_iter().find(ends).map_or(text, |end| &text[..end])
}

/// Whether a text is a venue with its date.
fn is_place(chunk: &str) -> bool {
    let first = chunk.split(',').next().unwrap_or(chunk);
    text::words(chunk) <= 6 && words::names_venue(first) && !dates::find(chunk).is_empty()
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
    for mark in [". ", "? ", "! ", "。", ".", ", ", " - ", " – ", " — ", " by ", "; ", "，"] {
        for (at, _) in head.match_indices(mark).take(MARKS) {
            let after = bounded(&head[at + mark.len()..]);
            let kept = at + usize::from(matches!(mark, "? " | "! "));
            if mark.starts_with('.') && ends_in_initial(&head[..at]) {
                continue;
            }
            if text::words(&head[..at]) >= 2 && follows_title(after, mark) {
                return kept.min(end);
            }
        }
    }
    // `Title. In *Proceedings of …*`
    if let Some(title) = head.trim_end().strip_suffix(" In").filter(|title| title.ends_with(['.', ',', '?', '!'])) {
        return title.len();
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
    let chunk = first_chunk(after);
    let count = text::words(chunk);
    let dated = dates::find(chunk);
    // What stands before the first comma belongs to it: `Too, ICML 2019` ends a title.
    let first = chunk.split(',').next().unwrap_or(chunk);
    let told = words::names_venue(first) || !dates::find(first).is_empty();
    let venue = count <= 8 && told && words::names_venue(chunk) && (!dated.is_empty() || count <= 3);
    let date = dated.first().is_some_and(|dated| dated.start <= 2 && count <= 3);
    let place = super::place::names_and_place(chunk);
    let names = match names::read(place.map_or(chunk, |(names, _)| names), Trust::Plain) {
        // A comma stands in titles too, with a word or two behind it.
        Some(_)
            if mark == ", "
                && text::words(first) == 1
                && chunk.split(',').nth(1).is_some_and(|next| text::words(next) > 1) =>
        {
            false
        }
        Some((people, more)) => {
            mark != ", "
                || more
                || place.is_some() && people.len() >= 2
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
