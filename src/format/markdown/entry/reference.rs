//! Where a work was published: venue, track, volume, issue, pages and date in one range.

use std::ops::Range;

use super::{Reader, identifiers};
use crate::format::markdown::{dates, text, vocabulary};
use crate::paper::Date;

impl Reader<'_> {
    /// Takes venue and date from a range. Returns whether it took anything.
    pub(super) fn venue(&mut self, range: Range<usize>) -> bool {
        let before = (self.draft.venue.is_some(), self.draft.date, self.draft.venue_note.len());
        if vocabulary::is_track(self.text(range.clone()).trim()) {
            let track = text::line(self.text(range.clone()));
            self.draft.venue_note.push(track);
            self.claims.claim(range);
            return true;
        }
        self.month_of_arxiv(range.clone());
        self.identifiers(range.clone());
        let written = self.text(range.clone()).to_owned();
        let mut masked = Masked::new(&written);
        if let Some((place, _)) = month_of_arxiv(&written, self.draft.arxiv.as_deref()) {
            masked.hide(place);
        } else {
            self.dates(range.clone());
        }
        for dated in dates::find(&written) {
            masked.hide(dated.start..dated.end);
        }
        for (place, _) in crate::format::markdown::address::find(&written) {
            masked.hide(place);
        }
        for (place, _) in identifiers::find(&written) {
            masked.hide(place);
        }
        let mut claimed = Vec::new();
        for track in tracks(&masked.text) {
            self.draft.venue_note.push(text::line(&written[track.clone()]));
            claimed.push(track.clone());
            masked.hide(track);
        }
        for (place, numbers) in numbers(&masked.text) {
            let free = self.draft.volume.is_none() && self.draft.pages.is_none()
                || numbers.volume.is_none() && self.draft.pages.is_none();
            if !free {
                continue;
            }
            self.draft.volume = self.draft.volume.take().or(numbers.volume);
            self.draft.issue = self.draft.issue.take().or(numbers.issue);
            self.draft.pages = self.draft.pages.take().or(numbers.pages);
            claimed.push(place.clone());
            masked.hide(place);
        }
        for place in claimed {
            self.claims.claim(range.start + place.start..range.start + place.end);
        }
        if self.draft.venue.is_none()
            && let Some(name) = venue_name(&masked.text)
        {
            let start = range.start + (name.as_ptr() as usize - masked.text.as_ptr() as usize);
            let place = start..start + name.len();
            let name = text::line(name);
            let name =
                name.strip_suffix(" preprint").filter(|name| vocabulary::is_venue(name)).unwrap_or(&name).to_owned();
            self.claims.claim_words(&self.inline.text, place, &[&name]);
            self.draft.venue = Some(name);
        } else if let Some(known) = &self.draft.venue {
            let known = known.clone();
            self.claims.claim_words(&self.inline.text, range, &[&known]);
        }
        before != (self.draft.venue.is_some(), self.draft.date, self.draft.venue_note.len())
    }

    /// Takes the month in `arXiv 2209`.
    fn month_of_arxiv(&mut self, range: Range<usize>) {
        let known = self.draft.arxiv.as_deref();
        let Some((place, date)) = month_of_arxiv(self.text(range.clone()), known) else { return };
        if self.draft.date.is_none() {
            self.draft.date = Some(date);
            self.claims.claim(range.start + place.start..range.start + place.end);
        }
    }
}

/// The month in `arXiv 2209`, with its range. A number that is a year as well is a month if the identifier begins with it.
fn month_of_arxiv(text: &str, known: Option<&str>) -> Option<(Range<usize>, Date)> {
    let at = text.to_ascii_lowercase().find("arxiv")? + "arxiv".len();
    let start = at + text[at..].len() - text[at..].trim_start_matches([' ', ':']).len();
    let number = text.get(start..start + 4).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?;
    let after = text[start + 4..].chars().next();
    let (year, month) = (number[..2].parse::<u16>().ok()?, number[2..].parse::<u8>().ok()?);
    let is_year = (2001..=2012).contains(&number.parse::<u16>().ok()?);
    let is_month = (7..=60).contains(&year) && !is_year || known.is_some_and(|id| id.starts_with(number));
    let apart = start > at && after.is_none_or(|c| !c.is_alphanumeric() && c != '.');
    let date = Date::new(2000 + year, Some(month), None).filter(|_| is_month && apart)?;
    Some((start..start + 4, date))
}

/// The name of a venue in a text whose dates and numbers are blank: one stretch, without what introduces it.
fn venue_name(masked: &str) -> Option<&str> {
    let trim = |c: char| c.is_whitespace() || ",.:;()[]{}-–—|'/·*`@（）。，\"“”<>【】".contains(c);
    let mut name = text::bare(masked.trim_matches(trim));
    // `Some University, et al., NeurIPS`: what is before it names who wrote the work.
    if let Some(at) = name.to_ascii_lowercase().rfind("et al") {
        name = name[at + "et al".len()..].trim_start_matches(trim);
    }
    // A gap that a date or numbers left ends the name, if a sentence ends there or the rest says nothing of a venue.
    if let Some(gap) = name.find("   ")
        && (name[gap..].trim_start().starts_with(". ") || !vocabulary::names_venue(&name[gap..]))
    {
        name = name[..gap].trim_end_matches(trim);
    }
    // `European Conf. Computer Vision (ECCV)`: a bracket that opens in the name closes in it.
    let start = |name: &str| name.as_ptr() as usize - masked.as_ptr() as usize;
    let unclosed = |name: &str| name.matches('(').count() > name.matches(')').count();
    if unclosed(name) && masked[start(name) + name.len()..].starts_with(')') {
        let start = start(name);
        name = &masked[start..=start + name.len()];
    }
    // `arXiv (A University`, where the date was in the bracket.
    if let Some(open) = name.rfind('(').filter(|open| !name[*open..].contains(')')) {
        name = name[..open].trim_matches(trim);
    }
    if !name.ends_with(')') {
        name = name.trim_matches(trim);
    }
    for lead in [
        "In ",
        "in ",
        "Published in ",
        "Accepted by ",
        "Accepted to ",
        "accepted by ",
        "accepted to ",
        "To appear in ",
        "J]",
        "C]//",
        "C]",
        "//",
    ] {
        name = name.strip_prefix(lead).map_or(name, |rest| rest.trim_start_matches(trim));
    }
    // The full stop of an abbreviation: `Front. Neurosci.`
    let end = start(name) + name.len();
    if name.contains(". ") && masked[end..].starts_with('.') && super::line::is_abbreviation(name) {
        name = &masked[start(name)..=end];
    }
    let says = name.chars().filter(|c| c.is_alphabetic()).count() >= 2 && text::words(name) <= 20;
    (says && !vocabulary::is_track(name) && (!vocabulary::is_label(name) || name.split(' ').any(vocabulary::is_venue)))
        .then_some(name)
}

/// A text in which what is read is replaced by spaces, so that offsets stay the same.
struct Masked {
    text: String,
}

impl Masked {
    fn new(text: &str) -> Self {
        Self { text: text.replace('\n', " ") }
    }

    fn hide(&mut self, range: Range<usize>) {
        let blank = " ".repeat(range.len());
        self.text.replace_range(range, &blank);
    }
}

/// The tracks and awards in a text.
fn tracks(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return Vec::new();
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for track in vocabulary::TRACKS {
        for (at, _) in lower.match_indices(track) {
            let end = at + track.len();
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() || !c.is_ascii());
            let whole = edge(lower[..at].chars().next_back()) && edge(lower[end..].chars().next());
            if whole && found.iter().all(|known| end <= known.start || known.end <= at) {
                found.push(at..end);
            }
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// Volume, issue and pages.
#[derive(Debug, Default, PartialEq, Clone)]
struct Numbers {
    volume: Option<String>,
    issue: Option<String>,
    pages: Option<String>,
}

/// The parts of a text that are volume, issue or pages: `vol. 25, no. 1, pp. 214-224`, `41(8): 1844-1857`, `7:134926`.
fn numbers(text: &str) -> Vec<(Range<usize>, Numbers)> {
    let mut found: Vec<(Range<usize>, Numbers)> = Vec::new();
    let mut start = 0;
    let mut last_part = "";
    for part in text.split([',', '，', ';']) {
        let before = std::mem::replace(&mut last_part, part).trim_end();
        let range = start..start + part.len();
        start = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
        let trimmed = part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '。'));
        // `. 2016: 1-9`, where the year is read already.
        let (trimmed, pages) = trimmed.strip_prefix(':').map_or((trimmed, false), |pages| (pages.trim(), true));
        let begin = range.start + (trimmed.as_ptr() as usize - part.as_ptr() as usize);
        if let Some(numbers) = labelled(trimmed).or_else(|| compact(trimmed)) {
            // `A Journal 10, no. 3`
            let last = before.rsplit(' ').next().unwrap_or_default();
            if numbers.issue.is_some() && numbers.volume.is_none() && is_number(last) && before.len() > last.len() {
                let end = last.as_ptr() as usize - text.as_ptr() as usize + last.len();
                let volume = Some(last.to_owned());
                found.push((end - last.len()..end, Numbers { volume, ..Numbers::default() }));
            }
            found.push((begin..begin + trimmed.len(), numbers));
        } else if let Some((name, last)) = trimmed.rsplit_once(' ')
            && name.contains(char::is_alphabetic)
            && last.contains([':', '('])
            && let Some(numbers) = compact(last)
        {
            // `IEEE Access 7:134926-134942`
            let end = begin + trimmed.len();
            found.push((end - last.len()..end, numbers));
        } else if let Some((name, last)) = trimmed.rsplit_once(':')
            && name.ends_with("    ")
            && is_pages(last)
        {
            // `A Conference. 2016: 1-9`
            let pages = Some(last.trim().to_owned());
            let end = begin + trimmed.len();
            found.push((end - last.len()..end, Numbers { pages, ..Numbers::default() }));
        } else if pages && is_pages(trimmed) {
            let pages = Some(trimmed.to_owned());
            found.push((begin..begin + trimmed.len(), Numbers { pages, ..Numbers::default() }));
        }
    }
    found
}

/// Whether a text holds a volume, an issue or pages.
pub(super) fn has_numbers(text: &str) -> bool {
    !numbers(text.trim_start_matches([')', ' ', ','])).is_empty()
}

/// `vol. 25`, `no. 1`, `pp. 214-224`.
fn labelled(part: &str) -> Option<Numbers> {
    let lower = part.to_lowercase();
    let value = |names: &[&str]| {
        names.iter().find_map(|name| {
            let rest = lower.strip_prefix(name)?;
            let rest = rest.trim_start_matches(['.', ' ', ':']);
            (rest.starts_with(|c: char| c.is_ascii_digit() || c == 'e') && text::words(rest) <= 3)
                .then(|| part[part.len() - rest.len()..].trim().to_owned())
        })
    };
    if let Some(volume) = value(&["volume", "vol", "卷"]) {
        let (volume, rest) = volume.split_once([' ', '(']).map_or((volume.as_str(), ""), |(a, b)| (a, b));
        let issue = rest.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let issue = issue.trim_start_matches("no").trim_start_matches(['.', ' ']);
        return Some(Numbers {
            volume: Some(volume.to_owned()),
            issue: Some(issue.to_owned()).filter(|issue| !issue.is_empty()),
            pages: None,
        });
    }
    if let Some(issue) = value(&["number", "issue", "no.", "no ", "iss."]) {
        // `no. 3 (2018): 257-270`
        let end = issue.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '–' | '/')).unwrap_or(issue.len());
        let pages = issue[end..].rsplit_once(':').map(|(_, pages)| pages.trim().to_owned());
        let pages = pages.filter(|pages| is_pages(pages));
        return Some(Numbers { issue: Some(issue[..end].to_owned()), pages, ..Numbers::default() });
    }
    let pages = value(&["pages", "page", "pp", "p."])?;
    Some(Numbers { pages: Some(pages), ..Numbers::default() })
}

/// `41(8): 1844-1857`, `7:134926-134942`, `214-224`.
fn compact(part: &str) -> Option<Numbers> {
    let owned = |text: &str| Some(text.trim().to_owned());
    let (place, pages) = part.split_once(':').map_or((part, None), |(place, pages)| (place, Some(pages)));
    let place = place.trim();
    if pages.is_some_and(|pages| !is_pages(pages)) {
        return None;
    }
    if let Some((volume, issue)) = place.split_once('(') {
        let issue = issue.strip_suffix(')')?;
        return (is_number(volume) && issue.len() <= 8 && issue.starts_with(|c: char| c.is_ascii_digit()))
            .then(|| Numbers { volume: owned(volume), issue: owned(issue), pages: pages.and_then(owned) });
    }
    if pages.is_some() && is_number(place) {
        return Some(Numbers { volume: owned(place), issue: None, pages: pages.and_then(owned) });
    }
    let range = place.split_once(['-', '–'])?;
    let digits =
        |text: &str| (2..=7).contains(&text.trim().len()) && text.trim().bytes().all(|byte| byte.is_ascii_digit());
    (pages.is_none() && digits(range.0) && digits(range.1))
        .then(|| Numbers { pages: owned(place), ..Numbers::default() })
}

/// `1844-1857`, `e12`, `496`.
fn is_pages(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '–' | '—'))
        && text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'e' | 'S'))
        && text.chars().filter(char::is_ascii_digit).count() * 2 >= text.chars().count()
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volume_issue_and_pages_are_found() {
        #[track_caller]
        fn check(text: &str, volume: &str, issue: &str, pages: &str) {
            let mut all = Numbers::default();
            for (_, numbers) in numbers(text) {
                all.volume = all.volume.or(numbers.volume);
                all.issue = all.issue.or(numbers.issue);
                all.pages = all.pages.or(numbers.pages);
            }
            let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            assert_eq!(all, Numbers { volume: some(volume), issue: some(issue), pages: some(pages) }, "{text}");
        }
        check("IEEE Trans. (T-ITS), vol. 25, no. 1, pp. 214-224", "25", "1", "214-224");
        check("A Journal of Games 10, no. 3 (    ): 257-270", "10", "3", "257-270");
        check("Proceedings of a Conference.     : 1-9.", "", "", "1-9");
        check("IEEE Access, 7:134926-134942", "7", "", "134926-134942");
        check("自动化学报, 41(8): 1844-1857", "41", "8", "1844-1857");
        check("Front. Neurosci., 10:496", "10", "", "496");
        check("ICML", "", "", "");
    }

    #[test]
    fn a_number_behind_arxiv_is_a_month_unless_it_is_a_year() {
        #[track_caller]
        fn check(text: &str, known: Option<&str>, expect: Option<&str>) {
            let date = month_of_arxiv(text, known).map(|(_, date)| date.to_string());
            assert_eq!(date.as_deref(), expect, "{text}");
        }
        check("arXiv 2209", None, Some("2022-09"));
        check("arXiv 1907; BMVC", None, Some("2019-07"));
        check("arXiv 2010", Some("2010.13070"), Some("2020-10"));
        check("arXiv 2010", None, None);
        check("arXiv 2019", None, None);
        check("arXiv:2209.14262", None, None);
    }
}
