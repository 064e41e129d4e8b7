//! The lines after a title: links, names, venue and date, fields, or prose, which is left for the note.

use std::ops::Range;
use std::sync::Arc;

use super::{Reader, split, trimmed, within};
use crate::format::markdown::inline::{IMAGE, Mark, MarkKind};
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{self, Kind, Segment};
use crate::format::markdown::vocabulary::{self, Field};
use crate::format::markdown::{address, dates, place, text, title};
use crate::paper::Person;

/// From how many words on a text is prose that no rule looks into.
const PROSE: usize = 6;

impl Reader<'_> {
    /// Reads the text after the title.
    pub(super) fn lines(&mut self, from: usize) {
        let segments = segment::segments(self.inline, from);
        let lines: Vec<_> = self
            .inline
            .lines()
            .into_iter()
            .filter(|line| line.end > from)
            .map(|line| line.start.max(from)..line.end)
            .collect();
        let second = lines.get(1).cloned().unwrap_or(from..from);
        let placed = from > 0 && lines.first().is_some_and(|first| self.place_over_names(first.clone(), second));
        for (nth, line) in lines.into_iter().enumerate().skip(usize::from(placed)) {
            let beside = nth == 0 && from > 0;
            let own = within(&segments, &line);
            if beside {
                // Each part between strokes is read by itself.
                for cell in split(&self.inline.text, line, &['|', '｜']) {
                    self.line(cell.clone(), &within(&own, &cell), true);
                }
            } else {
                self.attempt(line, &own);
            }
        }
    }

    /// Takes venue and date beside the title where the line below begins with the authors: `ACS Catalysis 2023-10` is no name.
    fn place_over_names(&mut self, first: Range<usize>, second: Range<usize>) -> bool {
        let place = self.text(first.clone());
        let several = place.contains([',', ';', '[', '(', '|']) || place.contains(" and ") || place.contains("et al");
        let dated = dates::find(place).last().is_some_and(|dated| place[dated.end..].trim().is_empty());
        let below = self.text(second);
        let names = below.split(['[', '(']).next().unwrap_or_default();
        let named = names.split(' ').count() >= 2 && names::read(names, Trust::Plain).is_some();
        // What this program writes: a title in backticks, venue and date; the authors on the next line.
        let own = self.draft.mark == Kind::Code;
        let is_place = if own { named || dated && !several } else { named && dated && !several };
        is_place && text::words(place) <= 20 && !is_prose(place) && self.venue(first)
    }

    /// Reads a further line, and leaves all of it for the note if it is not made of fields alone.
    fn attempt(&mut self, line: Range<usize>, segments: &[Segment]) {
        let known = (self.claims.clone(), self.draft.clone(), self.links.clone());
        self.line(line.clone(), segments, false);
        let all = self.inline.text.as_str();
        let free: usize = self.claims.free(line.clone()).into_iter().map(|part| text::words(&all[part])).sum();
        let count = text::words(&all[line.clone()]);
        let gained =
            self.draft.authors.len() > known.1.authors.len() || self.draft.venue.is_some() && known.1.venue.is_none();
        if free == 0 || gained && (free * 5 <= count || free <= 2 && count >= 6) {
            return;
        }
        // What names a paper's code or page is a link wherever it is, if it is set apart in brackets.
        let apart: Vec<_> =
            segments.iter().filter(|segment| segment.url.is_some() && self.is_label(segment, true)).cloned().collect();
        // A line of links with a word or two between them is no sentence.
        let linked: usize = segments
            .iter()
            .filter(|segment| segment.url.is_some())
            .map(|segment| text::words(self.text(segment.range.clone())))
            .sum();
        if free <= 4 && linked > 0 && self.leads_with_link(segments) {
            return;
        }
        (self.claims, self.draft, self.links) = known;
        for segment in apart {
            if let Some(url) = &segment.url {
                self.label_link(segment.range.clone(), url);
            }
        }
    }

    fn leads_with_link(&self, segments: &[Segment]) -> bool {
        let says = |segment: &&Segment| self.text(segment.range.clone()).contains(char::is_alphanumeric);
        segments.iter().find(says).is_some_and(|first| first.url.is_some())
    }

    fn line(&mut self, line: Range<usize>, segments: &[Segment], beside: bool) {
        if self.keyed(&line, segments) {
            return;
        }
        if !beside && self.linked_names(&line, segments) {
            return;
        }
        self.standard_reference(&line);
        let prose = self.prose(&line, segments, beside);
        let mut last_plain = line.start..line.start;
        for segment in within(segments, &(line.start..prose)) {
            match segment.kind {
                Kind::Image => {}
                _ if segment.url.is_some() => self.linked(&segment, last_plain.clone()),
                Kind::Emphasis | Kind::Underline if self.set_apart(&segment, segments) => {}
                Kind::Code
                    if !dates::find(self.text(segment.range.clone())).is_empty()
                        || vocabulary::names_venue(self.text(segment.range.clone())) =>
                {
                    if text::words(self.text(segment.range.clone())) <= 8 {
                        self.venue(segment.range.clone());
                    }
                }
                Kind::Code => self.tag(segment.range.clone()),
                Kind::Strong if self.is_code(&segment.range) => self.tag(segment.range.clone()),
                Kind::Emphasis | Kind::Strong | Kind::Underline if is_place(self.text(segment.range.clone())) => {
                    self.venue(segment.range.clone());
                }
                kind => {
                    self.plain(segment.range.clone(), kind == Kind::Plain);
                    last_plain = segment.range.clone();
                }
            }
        }
        // Links in brackets at the end of prose are links of the entry.
        for segment in within(segments, &(prose..line.end)) {
            if let Some(url) = &segment.url
                && self.is_label(&segment, true)
                && self.ends_line(segment.range.end, line.end)
            {
                self.label_link(segment.range.clone(), url);
            }
        }
    }

    /// Takes what is behind a mark of GB/T 7714, up to the next bracket: `[C]//Proceedings of a conference. 2015: 82-90.`
    fn standard_reference(&mut self, line: &Range<usize>) {
        let written = self.text(line.clone());
        let start = written.len() - written.trim_start_matches([' ', '.', '*', '"', '”']).len();
        let Some((mark, rest)) = written[start..].strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            return;
        };
        if !is_gb_mark(mark) || self.inline.links().any(|(link, _)| link.range.start == line.start + start + 1) {
            return;
        }
        let behind = line.start + start + mark.len() + 2;
        let length = rest.find(['[', '【', '<', IMAGE]).unwrap_or(rest.len());
        self.claims.claim(line.start..behind);
        self.venue(behind..behind + length);
    }

    /// Takes a line of names of which some are links to pages of the authors.
    fn linked_names(&mut self, line: &Range<usize>, segments: &[Segment]) -> bool {
        let links: Vec<_> =
            segments.iter().filter_map(|segment| Some((segment.range.clone(), segment.url.clone()?))).collect();
        let named = |range: &Range<usize>| {
            let label = self.text(range.clone());
            !vocabulary::is_label(label) && label.trim().contains(' ') && names::read(label, Trust::Plain).is_some()
        };
        if links.is_empty() || !links.iter().all(|(range, _)| named(range)) || !self.people(line.clone(), Trust::Plain)
        {
            return false;
        }
        for (range, url) in links {
            let label = self.text(range.clone()).to_owned();
            self.links.push((range.start, crate::paper::Link { label, url: url.to_string() }));
        }
        true
    }

    /// Whether nothing but links, brackets and punctuation follows up to the end of a line.
    fn ends_line(&self, from: usize, end: usize) -> bool {
        let mut rest = String::new();
        let mut at = from;
        for (mark, _) in self.inline.links() {
            if mark.range.start >= at && mark.range.end <= end {
                rest.push_str(&self.inline.text[at..mark.range.start]);
                at = mark.range.end;
            }
        }
        rest.push_str(&self.inline.text[at..end]);
        text::words(&rest) <= 1
    }

    /// `Authors: …`, `Code: [x](…)`: a line that is one field. Returns whether it was read.
    fn keyed(&mut self, line: &Range<usize>, segments: &[Segment]) -> bool {
        let written = &self.inline.text[line.clone()];
        let Some(colon) = written.find([':', '：']) else { return false };
        let name = written[..colon].trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
        if name.contains("http") || text::words(name) > 3 || !name.contains(char::is_alphabetic) {
            return false;
        }
        let Some(field) = vocabulary::field(name) else { return false };
        // `arXiv:1511.00060 [Paper](…)`
        if super::identifiers::find(written).iter().any(|(place, _)| place.contains(&colon)) {
            return false;
        }
        let start = line.start + colon + written[colon..].chars().next().map_or(1, char::len_utf8);
        let value = start..line.end;
        let known = (self.claims.clone(), self.draft.clone(), self.links.clone());
        let taken = match field {
            Field::Title => false,
            Field::Link => self.link_field(name.to_owned().as_str(), value, segments),
            Field::Venue | Field::Authors if segments.iter().any(|segment| segment.url.is_some()) => false,
            field => self.field(field, value.clone()),
        };
        if taken {
            self.claims.claim(line.start..start);
        } else {
            (self.claims, self.draft, self.links) = known;
        }
        taken
    }

    /// The links of `Code: …`.
    fn link_field(&mut self, name: &str, value: Range<usize>, segments: &[Segment]) -> bool {
        let links: Vec<_> = within(segments, &value)
            .into_iter()
            .filter_map(|segment| Some((segment.range.clone(), segment.url?)))
            .collect();
        // `, arXiv:1603.08155, 2016. [[Paper]](…)` is no field of links.
        let linked: usize = links.iter().map(|(range, _)| text::words(self.text(range.clone()))).sum();
        let count = text::words(self.text(value.clone()))
            .saturating_sub(linked + address::find(self.text(value.clone())).len());
        if count > 1 && !links.is_empty() {
            return false;
        }
        let single = links.len() == 1;
        for (range, url) in &links {
            let label = field_label(name, &text::line(self.text(range.clone())), url, single);
            self.links.push((range.start, crate::paper::Link { label, url: url.to_string() }));
            self.claims.claim(range.clone());
        }
        let addresses = self.addresses(value.clone(), Some(name));
        // A field that nobody filled in, `Code: None`, stays in the note.
        !links.is_empty() || addresses
    }

    /// Takes bare addresses, each with the label before it. Returns whether there were any.
    fn addresses(&mut self, range: Range<usize>, name: Option<&str>) -> bool {
        let found = address::find(self.text(range.clone()));
        let any = !found.is_empty();
        for (place, url) in found {
            let start = range.start + place.start;
            let before = self.inline.text[range.start..start].to_owned();
            let label = address::label_before(&before);
            let shown = if label.is_empty() { name.unwrap_or_default() } else { label };
            if !label.is_empty()
                && let Some(at) = before.rfind(label)
            {
                self.claims.claim(range.start + at..start);
            }
            self.links.push((start, crate::paper::Link { label: shown.to_owned(), url }));
            self.claims.claim(start..range.start + place.end);
        }
        any
    }

    /// Where the prose of a line begins: at its first clause that is a sentence rather than names, a venue or labels.
    fn prose(&self, line: &Range<usize>, segments: &[Segment], beside: bool) -> usize {
        let all = self.inline.text.as_str();
        let written = &all[line.clone()];
        // A whole list of names, or names with a venue behind them, is no sentence.
        if names::read(written, Trust::Plain).is_some() || place::names_and_place(written).is_some() {
            return line.end;
        }
        for clause in clauses(written) {
            let clause = line.start + clause.start..line.start + clause.end;
            let own = within(segments, &clause);
            let linked = own.iter().filter(|segment| segment.url.is_some() && self.is_label(segment, false)).count();
            let plain: String = own
                .iter()
                .filter(|segment| segment.url.is_none() || !self.is_label(segment, false))
                .map(|segment| &all[segment.range.clone()])
                .collect();
            let emphasized = own.iter().any(|segment| {
                matches!(segment.kind, Kind::Emphasis | Kind::Underline)
                    && names::read(&all[segment.range.clone()], Trust::Marked).is_some()
            });
            if linked > 0 && text::words(&plain) < PROSE || emphasized {
                continue;
            }
            if is_prose(&plain) {
                // A short sentence right before it belongs to it.
                return self.sentence_start(line.start, clause.start, beside);
            }
        }
        line.end
    }

    /// The beginning of the run of sentences that a clause belongs to.
    fn sentence_start(&self, from: usize, clause: usize, beside: bool) -> usize {
        let before = &self.inline.text[from..clause];
        let colon = before.rfind([':', '：']).map(|at| from + at);
        match colon {
            Some(at)
                if beside
                    && text::words(&self.inline.text[at..clause]) <= 8
                    && dates::find(&self.inline.text[at..clause]).is_empty() =>
            {
                at
            }
            _ => clause,
        }
    }

    /// Whether a link is a label rather than words of a sentence. `strict` asks for brackets around it.
    fn is_label(&self, segment: &Segment, strict: bool) -> bool {
        let all = self.inline.text.as_str();
        let label = &all[segment.range.clone()];
        let before = all[..segment.range.start].trim_end_matches([' ', '*', '_', '`', '\n']).chars().next_back();
        let after = all[segment.range.end..].trim_start_matches([' ', '*', '_', '`']).chars().next();
        let own = label.trim().starts_with(['[', '(', '【']) && label.trim().ends_with([']', ')', '】']);
        let bracketed = matches!(before, Some('[' | '(' | '【' | '（'))
            && matches!(after, Some(']' | ')' | '】' | '）' | ',' | '|' | '/'))
            || matches!(before, Some(',' | '|' | '/' | ']' | ')')) && matches!(after, Some(']' | ')' | '】'))
            || own;
        if strict {
            return (bracketed || vocabulary::is_label(label) && after.is_none_or(|c| c == '\n'))
                && text::words(label) <= 4;
        }
        let separate = |c: Option<char>| {
            c.is_none_or(|c| {
                matches!(
                    c,
                    '|' | '｜'
                        | '/'
                        | '•'
                        | '·'
                        | ']'
                        | ')'
                        | '】'
                        | ','
                        | ':'
                        | '：'
                        | '\n'
                        | '['
                        | '('
                        | '，'
                        | IMAGE
                )
            })
        };
        // One of a run of links: `[Part 1](…), [Part 2](…)`.
        let joined =
            |from: usize, to: usize| from < to && to - from <= 8 && all[from..to].chars().all(|c| " ,|/·&".contains(c));
        let follows = text::words(label) <= 3
            && self.inline.links().any(|(mark, _)| {
                mark.range.end > 0 && joined(mark.range.end, segment.range.start)
                    || joined(segment.range.end, mark.range.start)
            });
        let known = follows
            || vocabulary::is_label(label)
            || vocabulary::names_venue(label) && text::words(label) <= 6
            || label.contains("://");
        bracketed && text::words(label) <= 8
            || text::words(label) <= 20 && self.is_in_line_of_links(&segment.range)
            || known
            || (separate(before) || before == Some('.')) && separate(after) && text::words(label) <= 5
            || text::line(label).is_empty()
    }

    /// Whether the line of a range, below the title, holds nothing but links.
    fn is_in_line_of_links(&self, range: &Range<usize>) -> bool {
        let all = self.inline.text.as_str();
        let start = all[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = all[range.end..].find('\n').map_or(all.len(), |at| range.end + at);
        let mut at = start;
        let mut apart = |link: &Range<usize>| {
            let between = all.get(at..link.start).unwrap_or_default();
            at = at.max(link.end);
            !between.contains(char::is_alphanumeric)
        };
        let links = self.inline.links().map(|(mark, _)| &mark.range);
        let all_apart = links.filter(|link| start <= link.start && link.end <= end).all(&mut apart);
        start > 0 && all_apart && !all[at..end].contains(char::is_alphanumeric)
    }

    /// A link after the title.
    fn linked(&mut self, segment: &Segment, before: Range<usize>) {
        let Some(url) = segment.url.clone() else { return };
        let label = self.text(segment.range.clone()).to_owned();
        if self.draft.authors.is_empty() && title::is_citation(&label) && !url.starts_with('#') {
            let end = dates::find(&label).first().map_or(label.len(), |dated| dated.start);
            let names = label[..end].trim_end_matches([' ', '(', ',']).len();
            self.families(segment.range.start..segment.range.start + names);
            self.dates(segment.range.clone());
            self.links.push((
                segment.range.start,
                crate::paper::Link { label: super::TITLE_LINK.to_owned(), url: url.to_string() },
            ));
            return;
        }
        if label.contains("://") {
            let head = self.inline.text[before.start..segment.range.start].to_owned();
            let name = address::label_before(&head).to_owned();
            if !name.is_empty()
                && let Some(at) = head.rfind(&name)
            {
                self.claims.claim(before.start + at..segment.range.start);
            }
            self.links.push((segment.range.start, crate::paper::Link { label: name, url: url.to_string() }));
            self.claims.claim(segment.range.clone());
        } else if url.is_empty() && vocabulary::is_label(&label) || self.is_label(segment, false) {
            self.label_link(segment.range.clone(), &Arc::clone(&url));
        }
    }

    /// Takes the names of a citation, of which several are family names: `Fox, Low`, `Fox et al.`
    fn families(&mut self, range: Range<usize>) {
        let parts = split(&self.inline.text, range.clone(), &[',']);
        let single = |part: &Range<usize>| {
            let name = self.text(part.clone()).trim();
            !name.contains([' ', '.']) && name.len() > 1 && name.starts_with(char::is_uppercase)
        };
        if self.draft.authors.is_empty() && parts.len() >= 2 && parts.iter().all(single) {
            let names = parts.iter().map(|part| Person::parse(self.text(part.clone()).trim()));
            self.draft.authors = names.collect();
            self.claims.claim(range);
        } else {
            self.people(range, Trust::Marked);
        }
    }

    /// Takes names that are set apart, with the venue and the date that may follow them.
    fn set_apart(&mut self, segment: &Segment, segments: &[Segment]) -> bool {
        let range = segment.range.clone();
        let written = self.text(range.clone()).to_owned();
        if !self.draft.authors.is_empty() {
            return false;
        }
        // In italics one or two words may be anything.
        let lone = text::words(&written) <= 3
            && !written.contains(',')
            && segments.iter().any(|other| other.range.start < range.start && other.url.is_some());
        let follows = segments.iter().any(|other| other.range.start < range.start && other.url.is_some());
        let single = follows && written.split([',', ';']).any(|name| !name.trim().contains(' '));
        if lone || single || names::is_hangul_sentence(&written) {
            return false;
        }
        if let Some((names, place)) = place::names_and_place(&written)
            && let Some(names) = self.subrange(&range, names)
            && let Some(place) = self.subrange(&range, place)
            && self.people(names, Trust::Marked)
        {
            self.venue(place);
            return true;
        }
        if self.people(range.clone(), Trust::Marked) {
            self.dates(range);
            return true;
        }
        false
    }

    /// The range of a part of the text of `range`, which was found in a copy of it.
    fn subrange(&self, range: &Range<usize>, part: &str) -> Option<Range<usize>> {
        let at = self.text(range.clone()).find(part)?;
        Some(range.start + at..range.start + at + part.len())
    }

    /// A word in backticks after the title, as lists of tags have it.
    fn tag(&mut self, range: Range<usize>) {
        let all = self.inline.text.as_str();
        let bracketed = all[..range.start].ends_with(['[', '#'])
            || all[..range.start].ends_with("[_")
            || all[range.end..].starts_with(']');
        let written = text::line(self.text(range.clone()));
        if bracketed && text::words(&written) <= 3 {
            self.draft.tags.push(written.trim_matches(['#', '_']).to_owned());
            self.claims.claim(range);
        }
    }

    /// Whether a range is code, in bold or not.
    fn is_code(&self, range: &Range<usize>) -> bool {
        let code =
            |mark: &Mark| mark.kind == MarkKind::Code && mark.range.start <= range.start && range.end <= mark.range.end;
        self.inline.marks.iter().any(code)
    }

    /// Plain text after the title.
    fn plain(&mut self, range: Range<usize>, is_plain: bool) {
        for part in split(&self.inline.text, range, &['|', '｜']) {
            // `:star:` before a link is decoration.
            let mut at = part.start;
            for mark in text::shortcodes(self.text(part.clone())) {
                let mark = part.start + mark.start..part.start + mark.end;
                self.part(at..mark.start, is_plain);
                at = mark.end;
                self.draft.shortcodes += 1;
                self.claims.claim(mark);
            }
            self.part(at..part.end, is_plain);
        }
    }

    fn part(&mut self, range: Range<usize>, is_plain: bool) {
        self.addresses(range.clone(), None);
        self.identifiers(range.clone());
        self.hashtags(range.clone());
        let written = self.text(range.clone()).to_owned();
        // Names as a whole, with the venue and the date that may follow them.
        if self.draft.authors.is_empty()
            && let Some((names, place)) = place::names_and_place(&written)
            && let (Some(names), Some(place)) = (self.subrange(&range, names), self.subrange(&range, place))
            && self.people(names, Trust::Plain)
        {
            self.venue(place);
            return;
        }
        // A venue with its acronym, numbers and date is read as a whole.
        if self.draft.venue.is_none()
            && self.draft.date.is_none()
            && written.contains(['(', '（'])
            && is_reference(&written)
        {
            self.venue(range.clone());
            return;
        }
        for part in self.brackets(range) {
            self.outside(part, is_plain);
        }
    }

    /// `#word` in plain text.
    fn hashtags(&mut self, range: Range<usize>) {
        let written = self.text(range.clone()).to_owned();
        let mut at = 0;
        for word in written.split(' ') {
            let start = range.start + at;
            at += word.len() + 1;
            let tag = word.trim_end_matches([',', '.', ';', ')']);
            let Some(name) = tag.strip_prefix('#') else { continue };
            if name.len() >= 2
                && name.starts_with(char::is_alphabetic)
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            {
                self.draft.tags.push(name.to_owned());
                self.claims.claim(start..start + tag.len());
            }
        }
    }

    /// Takes the brackets of a range that hold a venue, a date, names or a citation. Returns the parts outside of brackets.
    fn brackets(&mut self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut outside = Vec::new();
        let mut at = range.start;
        while let Some(open) = self.inline.text[at..range.end].find(['(', '[', '（', '【']).map(|open| at + open) {
            let rest = &self.inline.text[open..range.end];
            let mark = rest.chars().next().unwrap_or_default();
            let Some(close) = title::closing(mark).and_then(|close| matching(rest, mark, close)) else {
                // `(Ann Low, ACL 2016, [code](…))`: the bracket closes behind links. `(2014, A. Author`: nobody closed it.
                let line = self.inline.text[range.end..].split('\n').next().unwrap_or_default();
                let closed = title::closing(mark).is_some_and(|close| line.contains(close));
                let inner = trimmed(&self.inline.text, open + mark.len_utf8()..range.end);
                let end = inner.start + self.text(inner.clone()).trim_end_matches([',', ';', ' ', '[', '(']).len();
                if closed && end > inner.start {
                    outside.push(at..open);
                    self.bracket(inner.start..end, &(open..end));
                    at = range.end;
                }
                break;
            };
            outside.push(at..open);
            let inner = open + mark.len_utf8()..open + close;
            let whole = open..open + close + mark.len_utf8();
            self.bracket(inner, &whole);
            at = whole.end;
        }
        outside.push(at..range.end);
        outside
    }

    fn bracket(&mut self, inner: Range<usize>, whole: &Range<usize>) {
        let written = self.text(inner.clone()).to_owned();
        let count = text::words(&written);
        if is_gb_mark(&written) {
            self.claims.claim(whole.clone());
        } else if title::is_citation(&written) && self.draft.authors.is_empty() {
            let end = dates::find(&written).first().map_or(written.len(), |dated| dated.start);
            let names = written[..end].trim_end_matches([' ', ',']).len();
            self.families(inner.start..inner.start + names);
            self.dates(inner);
        } else if self.draft.authors.is_empty()
            && let Some((names, place)) = place::names_and_place(&written)
            && let (Some(names), Some(place)) = (self.subrange(&inner, names), self.subrange(&inner, place))
            && self.people(names, Trust::Plain)
        {
            self.venue(place);
        } else if is_prose(&written) {
            // A remark: it stays as it is.
        } else if (!dates::find(&written).is_empty() && count <= 12)
            || (vocabulary::names_venue(&written) && count <= 6)
        {
            self.place(inner);
        } else if vocabulary::is_track(written.trim()) {
            self.venue(inner);
        } else if vocabulary::is_medium(written.trim()) {
            self.draft.venue_note.push(text::line(&written));
            self.claims.claim(whole.clone());
        } else if written.contains([',', '，']) && !vocabulary::names_venue(&written) {
            self.people(inner, Trust::Plain);
        }
    }

    /// A place in brackets: the part with the venue or the date; the others are looked at one by one.
    fn place(&mut self, range: Range<usize>) {
        self.venue(range);
    }

    /// Text outside of brackets, clause by clause.
    fn outside(&mut self, range: Range<usize>, is_plain: bool) {
        let all = self.inline.text.clone();
        let bare = trimmed(&all, range);
        let written = all[bare.clone()].trim_matches(|c: char| c.is_whitespace() || ",.;:-/–—·*><".contains(c));
        if written.is_empty() {
            return;
        }
        let start = written.as_ptr() as usize - all.as_ptr() as usize;
        let bare = start..start + written.len();
        if self.draft.authors.is_empty()
            && is_plain
            && (self.people(self.with_stop(bare.clone()), Trust::Plain) || self.lone(bare.clone()))
        {
            return;
        }
        for chunk in chunks(written) {
            let chunk = bare.start + chunk.start..bare.start + chunk.end;
            self.chunk(chunk, is_plain);
        }
    }

    /// A range with the full stop of an initial behind it.
    fn with_stop(&self, range: Range<usize>) -> Range<usize> {
        let all = self.inline.text.as_str();
        let stop = all[range.end..].starts_with('.') && place::ends_in_initial(&all[range.clone()]);
        range.start..range.end + usize::from(stop)
    }

    fn chunk(&mut self, range: Range<usize>, is_plain: bool) {
        let chunk = self.text(range.clone()).to_owned();
        let count = text::words(&chunk);
        let dated = dates::find(&chunk);
        if self.draft.authors.is_empty()
            && is_plain
            && (self.people(self.with_stop(range.clone()), Trust::Plain) || self.lone(range.clone()))
        {
            return;
        }
        if self.draft.authors.is_empty()
            && is_plain
            && let Some(names) = chunk.strip_prefix("By ").or_else(|| chunk.strip_prefix("by "))
            && count <= 12
            && self.people(range.end - names.len()..range.end, Trust::Plain)
        {
            self.claims.claim(range.start..range.end - names.len());
            return;
        }
        let prose = is_prose(&chunk);
        let short = count <= 14 && !prose && (vocabulary::names_venue(&chunk) || (!dated.is_empty() && count <= 6))
            || dated.last().is_some_and(|dated| dated.end + 1 >= chunk.len() && count <= 16 && is_capitalised(&chunk));
        let alone = dated.first().is_some_and(|dated| chunk.len() <= dated.end - dated.start + 2);
        if alone {
            self.dates(range);
        } else if vocabulary::is_track(&chunk) || short && (self.draft.venue.is_none() || self.draft.date.is_none()) {
            self.venue(range);
        }
    }

    /// One name, right after the title.
    fn lone(&mut self, range: Range<usize>) -> bool {
        let chunk = self.text(range.clone());
        let count = chunk.split(' ').count();
        let named = (2..=4).contains(&count)
            && !vocabulary::names_venue(chunk)
            && !vocabulary::is_track(chunk)
            && chunk.split(' ').all(|word| word.starts_with(char::is_uppercase));
        named && self.people(range, Trust::Marked)
    }
}

/// Whether a text is a venue with or without a date, or a date.
fn is_place(written: &str) -> bool {
    let dated = !dates::find(written).is_empty();
    let count = text::words(written);
    dated && count <= 8 || vocabulary::names_venue(written) && count <= 8 && !is_prose(written)
}

/// The label of a link in a field: `Code: [x/y](…)` leads to the code, `Code: [PyTorch](…), [JAX](…)` to two of them.
pub(in crate::format::markdown) fn field_label(name: &str, label: &str, url: &str, single: bool) -> String {
    let in_url = label.contains(['/', '.']) && text::folded(url).contains(&text::folded(label));
    let numbered = !label.contains(char::is_alphabetic);
    if in_url || single && vocabulary::is_label(label) && !numbered {
        name.trim().to_owned()
    } else if vocabulary::is_label(label) && !numbered {
        label.to_owned()
    } else {
        format!("{}: {label}", name.trim())
    }
}

/// Whether a text is the place of a work in full: a venue with an acronym in brackets, a date, and perhaps volume and pages.
fn is_reference(written: &str) -> bool {
    let text = written.trim_matches(|c: char| c.is_whitespace() || ",.;".contains(c));
    let (Some(open), Some(dated)) = (text.find(['(', '（']), dates::find(text).first().copied()) else { return false };
    let head = text[..open].trim();
    let inner = text[open..].trim_start_matches(['(', '（']).split([')', '）']).next().unwrap_or_default();
    // `Front. Neurosci. (2016), 10:496`
    if dated.start == open + 1
        && super::reference::has_numbers(&text[dated.end..])
        && is_capitalised(head)
        && (1..=8).contains(&text::words(head))
        && names::read(head, Trust::Plain).is_none()
    {
        return true;
    }
    let acronym =
        inner.len() <= 16 && inner.chars().filter(|c| c.is_uppercase()).count() >= 2 && text::words(inner) <= 2;
    dated.start > open
        && acronym
        && text::words(head) >= 1
        && text::words(text) <= 24
        && vocabulary::names_venue(text)
        && !is_prose(head)
        && names::read(head, Trust::Plain).is_none()
}

/// The place of the bracket that closes the one at the beginning of a text.
fn matching(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// A mark of GB/T 7714 for the type of a work: `[J]`, `[C]`, `[EB/OL]`.
pub(in crate::format::markdown) fn is_gb_mark(inner: &str) -> bool {
    matches!(
        inner.trim(),
        "J" | "C"
            | "D"
            | "M"
            | "R"
            | "S"
            | "P"
            | "N"
            | "EB"
            | "J/OL"
            | "C/OL"
            | "EB/OL"
            | "M/OL"
            | "R/OL"
            | "D/OL"
            | "OL"
            | "A"
            | "Z"
    )
}

/// Whether a text is a sentence of six words or more, rather than names, a title or a venue: many of its words are not
/// capitalised, or it is a clause in Chinese.
pub(in crate::format::markdown) fn is_prose(written: &str) -> bool {
    const FUNCTION: &[&str] = &[
        "of", "the", "a", "an", "in", "on", "and", "for", "to", "with", "at", "by", "et", "al", "from", "via", "as",
        "or", "pp", "vol", "no",
    ];
    let han = written.chars().filter(|&c| crate::paper::is_han(c)).count();
    if han >= 8 {
        return written.chars().filter(|c| "的了是在和与对为将使用提出，。；、".contains(*c)).count() >= 2 || han >= 16;
    }
    if text::words(written) < PROSE {
        return false;
    }
    let words: Vec<_> = written
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.starts_with(char::is_alphabetic) && !FUNCTION.contains(&word.to_lowercase().as_str()))
        .collect();
    let lower = words.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
    lower >= 2 && lower * 5 >= words.len() * 2
}

/// The clauses of a line: between full stops, semicolons and dashes.
fn clauses(text: &str) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    let marks = text.char_indices().filter(|(_, c)| {
        matches!(
            c,
            '.' | ';' | '。' | '；' | '!' | '?' | '！' | '？' | ':' | '：' | '(' | ')' | '（' | '）' | '[' | ']'
        )
    });
    for (at, mark) in marks {
        let end = at + mark.len_utf8();
        let next = text[end..].chars().next();
        let ascii = matches!(mark, '.' | ';' | '!' | '?' | ':');
        if ascii && !next.is_none_or(char::is_whitespace) || mark == '.' && is_abbreviation(&text[start..at]) {
            continue;
        }
        clauses.push(start..end);
        start = end;
    }
    clauses.push(start..text.len());
    clauses
}

/// Whether a full stop behind a text belongs to an abbreviation.
pub(super) fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit([' ', '(', '.']).next().unwrap_or_default();
    word.chars().count() <= 1
        || matches!(
            word,
            "Proc"
                | "Conf"
                | "Trans"
                | "Int"
                | "vol"
                | "Vol"
                | "no"
                | "No"
                | "pp"
                | "al"
                | "e.g"
                | "i.e"
                | "etc"
                | "vs"
                | "Fig"
                | "Dr"
                | "St"
                | "Suppl"
                | "Symp"
                | "Univ"
                | "Lett"
                | "Rev"
                | "Sci"
                | "Syst"
                | "Comput"
                | "Mach"
                | "Pattern"
                | "Anal"
                | "Intell"
                | "Transp"
                | "Front"
                | "Neurosci"
                | "IEEE"
                | "J"
        )
}

/// The parts of a text between full stops and semicolons; initials and abbreviations do not end one.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    for (at, stop) in text.match_indices(['.', '。', ';', '；']) {
        let end = at + stop.len();
        let ends = match stop {
            "." => text[end..].starts_with(' ') && !is_abbreviation(&text[start..at]),
            ";" => text[end..].starts_with(' '),
            _ => true,
        };
        if ends {
            chunks.push(start..at);
            start = end;
        }
    }
    chunks.push(start..text.len());
    let shrink = |range: Range<usize>| {
        let part = &text[range.clone()];
        let bare = part.trim();
        let start = range.start + (part.len() - part.trim_start().len());
        start..start + bare.len()
    };
    let mut chunks: Vec<_> = chunks.into_iter().map(shrink).collect();
    chunks.retain(|chunk| text[chunk.clone()].contains(char::is_alphanumeric));
    chunks
}

/// Whether most words of a text begin as names do.
fn is_capitalised(chunk: &str) -> bool {
    let words: Vec<_> =
        chunk.split(' ').filter(|word| word.len() > 3 && word.starts_with(char::is_alphabetic)).collect();
    words.iter().filter(|word| word.starts_with(char::is_uppercase)).count() * 4 >= words.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_prose_and_references_are_not() {
        for text in [
            "It shows a tree and how to read it from a disk",
            "Codd's argument for data independence, a fundamental idea of this field",
            "提出了一种新的方法，在多个数据集上取得了最好的结果",
        ] {
            assert!(is_prose(text), "{text}");
        }
        for text in [
            "Proceedings of the 2019 Conference on Empirical Methods in Natural Language Processing",
            "Ada Lovelace, Charles Babbage, Grace Hopper, Alan Turing",
            "IEEE Transactions on Pattern Analysis and Machine Intelligence",
            "A short paper",
        ] {
            assert!(!is_prose(text), "{text}");
        }
    }
}
