//! Prints the cites of a cluster: sorted, grouped, collapsed and joined.
//!
//! Source: the CSL specification, "Cite Grouping" and "Cite Collapsing".

use super::buffer::{Buffer, Mark, RunKind};
use super::case;
use super::cite::{Cite, Cluster, Part};
use super::element::{Case, Names};
use super::evaluate::{Context, Evaluator, FirstNames, NamesPlan};
use super::format::Look;
use super::item::{self, Item, Text};
use super::rich::Source;
use super::state::{CiteView, Entry, Place};
use super::style::{Citation, Class, Collapse};

/// One cite, printed.
struct Printed<'a> {
    /// Its place in the cluster.
    at: usize,
    cite: &'a Cite,
    place: Place,
    buffer: Buffer,
    names: FirstNames,
    number: usize,
    year_suffix: Option<usize>,
}

/// What printing a cluster needs.
#[derive(Clone, Copy)]
pub(super) struct Printer<'a> {
    pub(super) context: Context<'a>,
    pub(super) items: &'a [Item],
    pub(super) entries: &'a [Entry],
    /// The names of a sentence where the style's cites have none.
    pub(super) narrative: &'a Names,
    /// Whether a work of which the style prints nothing goes by its author or its title.
    pub(super) names_all: bool,
}

impl<'a> Printer<'a> {
    /// Prints a cluster whose cites are in order.
    pub(super) fn cluster(
        &self,
        cluster: &'a Cluster,
        cites: &[(usize, &'a Cite, Place)],
        skip_author: bool,
    ) -> Buffer {
        let citation = &self.context.style.citation;
        let mut printed: Vec<Printed<'a>> = Vec::with_capacity(cites.len());
        for (nth, &(at, cite, place)) in cites.iter().enumerate() {
            if cite.item >= self.items.len() {
                continue;
            }
            let plan = match cite.part {
                Part::WithoutAuthor => NamesPlan::Suppress,
                Part::Whole if skip_author && nth == 0 => NamesPlan::Collapse,
                Part::AuthorOnly => NamesPlan::Extract,
                Part::Whole => NamesPlan::Print,
            };
            printed.push(self.cite(at, cite, place, plan));
        }
        let grouped = self.grouped();
        // Cites that the style does not sort keep their order.
        if grouped && printed.len() > 1 && !citation.sort.is_empty() {
            group(&mut printed);
        }
        let mut out = Buffer::default();
        let look = citation.layout.format.apply(Look::PLAIN);
        let only_authors = !cluster.cites.is_empty() && cluster.cites.iter().all(|cite| cite.part == Part::AuthorOnly);
        if !only_authors {
            out.push(citation.layout.affixes.prefix(), look, RunKind::Affix);
        }
        let start = out.mark();
        self.join(&printed, grouped, &mut out, look);
        if out.is_empty_since(start) {
            out.clear();
            return out;
        }
        let suffix = citation.layout.affixes.suffix();
        if !(only_authors || cluster.in_sentence && suffix == ".") {
            out.push(suffix, look, RunKind::Affix);
        }
        out
    }

    /// Prints the author of a cite as part of a sentence.
    pub(super) fn author(&self, cite: &'a Cite, place: Place, in_sentence: bool) -> Buffer {
        if cite.item >= self.items.len() {
            return Buffer::default();
        }
        let printed = self.cite(0, cite, place, NamesPlan::Extract);
        if printed.names.found {
            return printed.buffer;
        }
        if in_sentence {
            // The citation itself names the work.
            return Buffer::default();
        }
        let mut evaluator = Evaluator::new(self.context, &self.items[cite.item], &self.entries[cite.item], None);
        evaluator.names(self.narrative);
        evaluator.buffer
    }

    fn cite(&self, at: usize, cite: &'a Cite, place: Place, plan: NamesPlan<'a>) -> Printed<'a> {
        let entry = &self.entries[cite.item];
        let layout = &self.context.style.citation.layout;
        let view = CiteView { locator: cite.locator.as_ref(), place };
        let mut evaluator = Evaluator::new(self.context, &self.items[cite.item], entry, Some(view));
        evaluator.plan = plan;
        evaluator.keeps_names = self.grouped();
        evaluator.layout(&layout.children, layout.format);
        if self.names_all && evaluator.buffer.text.is_empty() && matches!(plan, NamesPlan::Print | NamesPlan::Suppress)
        {
            if plan == NamesPlan::Suppress {
                evaluator.buffer = self.title(cite);
            } else {
                evaluator.names(self.narrative);
            }
        }
        let mut names = evaluator.first_names;
        let mut buffer = evaluator.buffer;
        if plan == NamesPlan::Extract
            && let Some(kept) = names.kept.take()
        {
            buffer = kept;
        }
        Printed { at, cite, place, buffer, names, number: entry.number, year_suffix: entry.distinct.year_suffix }
    }

    /// Prints the title of a work.
    fn title(&self, cite: &'a Cite) -> Buffer {
        let mut evaluator = Evaluator::new(self.context, &self.items[cite.item], &self.entries[cite.item], None);
        if let Some(title) = self.narrative.substitute.last() {
            evaluator.element(title);
        }
        evaluator.buffer
    }

    /// Whether cites of one author are set as a group.
    fn grouped(&self) -> bool {
        let citation = &self.context.style.citation;
        citation.cite_group_delimiter.is_some()
            || matches!(citation.collapse, Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged))
    }

    /// Whether the delimiter after a group comes next, and not that of the layout.
    fn ends_group(&self, collapsed: bool, last: &Printed<'_>) -> bool {
        collapsed || last.cite.locator.is_some() || self.context.style.citation.collapse != Some(Collapse::YearSuffix)
    }

    /// Whether citations are sentences of their own.
    fn is_note(&self) -> bool {
        self.context.style.class == Class::Note
    }

    fn join(&self, printed: &[Printed<'a>], grouped: bool, out: &mut Buffer, look: Look) {
        let citation = &self.context.style.citation;
        let mut at = 0;
        let mut collapsed = false;
        while at < printed.len() {
            let start = out.mark();
            if at > 0 {
                let delimiter = match &citation.after_collapse_delimiter {
                    Some(delimiter) if grouped && self.ends_group(collapsed, &printed[at - 1]) => delimiter,
                    _ => &citation.layout.delimiter,
                };
                // Words that begin or end with a stop of their own need no delimiter.
                let begins = printed[at].cite.prefix.plain.trim_start().starts_with([',', ';', '.']);
                let ends = printed[at - 1].cite.suffix.plain.trim_end().ends_with([',', ';']);
                if !begins && !ends {
                    out.push(delimiter, look, RunKind::Affix);
                } else if ends && !printed[at - 1].cite.suffix.plain.ends_with(' ') {
                    out.push(" ", look, RunKind::Affix);
                }
            }
            let body = out.mark();
            let end = if citation.collapse == Some(Collapse::CitationNumber) {
                self.numbers(printed, at, out, look)
            } else if grouped {
                self.group(printed, at, out, look)
            } else {
                decorated(&printed[at], &printed[at].buffer, out, look, self.is_note() && at == 0);
                at + 1
            };
            collapsed = end > at + 1;
            at = end;
            if out.is_empty_since(body) {
                out.truncate(start);
            }
        }
    }

    /// Prints a cite, or a range of three numbers and more.
    fn numbers(&self, printed: &[Printed<'a>], at: usize, out: &mut Buffer, look: Look) -> usize {
        let follows = |next: usize| {
            let [a, b] = [&printed[next - 1], &printed[next]];
            a.number > 0 && b.number == a.number + 1 && is_bare(b) && is_bare(a) && is_number(b)
        };
        let mut end = at + 1;
        while end < printed.len() && is_number(&printed[at]) && follows(end) {
            end += 1;
        }
        decorated(&printed[at], &printed[at].buffer, out, look, self.is_note() && at == 0);
        if end - at < 3 {
            return at + 1;
        }
        out.push("\u{2013}", look, RunKind::Affix);
        decorated(&printed[end - 1], &printed[end - 1].buffer, out, look, false);
        end
    }

    /// Prints the cites of one author.
    fn group(&self, printed: &[Printed<'a>], at: usize, out: &mut Buffer, look: Look) -> usize {
        let citation = &self.context.style.citation;
        let mut end = at + 1;
        while end < printed.len() && same_author(&printed[at], &printed[end]) {
            end += 1;
        }
        decorated(&printed[at], &printed[at].buffer, out, look, self.is_note() && at == 0);
        let delimiter = match (&citation.after_collapse_delimiter, &citation.cite_group_delimiter) {
            (None, Some(delimiter)) => delimiter,
            (None, None) if citation.collapse.is_some() && !self.is_note() => ", ",
            _ => &*citation.layout.delimiter,
        };
        if citation.collapse.is_none() {
            for one in &printed[at + 1..end] {
                out.push(delimiter, look, RunKind::Affix);
                decorated(one, &one.buffer, out, look, false);
            }
            return end;
        }
        let collapsed = printed[at..end].iter().map(|one| self.cite(one.at, one.cite, one.place, NamesPlan::Collapse));
        let mut rest: Vec<Printed<'a>> = collapsed.collect();
        if self.names_all {
            for one in rest.iter_mut().skip(1).filter(|one| one.buffer.text.is_empty()) {
                one.buffer = self.title(one.cite);
            }
        }
        let mut next = 1;
        while next < rest.len() {
            let run = self.suffix_run(&rest, next);
            if run > next {
                Self::suffixes(&rest[next - 1..run], citation, out, look);
                next = run;
                continue;
            }
            if rest[next].buffer.text.is_empty()
                && rest[next].cite.prefix.is_empty()
                && rest[next].cite.suffix.is_empty()
            {
                next += 1;
                continue;
            }
            if rest[next].cite.prefix.is_empty() {
                let after =
                    citation.after_collapse_delimiter.as_deref().filter(|_| rest[next - 1].cite.locator.is_some());
                out.push(after.unwrap_or(delimiter), look, RunKind::Affix);
                decorated(&rest[next], &rest[next].buffer, out, look, false);
            } else {
                // Words before a cite need the author after them.
                out.push(&citation.layout.delimiter, look, RunKind::Affix);
                decorated(&printed[at + next], &printed[at + next].buffer, out, look, false);
            }
            next += 1;
        }
        end
    }

    /// Where the cites end that have the year of the one before and differ in the letter alone.
    fn suffix_run(&self, rest: &[Printed<'a>], start: usize) -> usize {
        let citation = &self.context.style.citation;
        if !matches!(citation.collapse, Some(Collapse::YearSuffix | Collapse::YearSuffixRanged)) {
            return start;
        }
        let mut end = start;
        while end < rest.len() && same_year(&rest[end - 1], &rest[end]) {
            end += 1;
        }
        end
    }

    /// Prints the letters of years; that of the first cite is there already.
    fn suffixes(run: &[Printed<'a>], citation: &Citation, out: &mut Buffer, look: Look) {
        let delimiter = citation.year_suffix_delimiter.as_deref().or(citation.cite_group_delimiter.as_deref());
        let delimiter = delimiter.unwrap_or(&citation.layout.delimiter);
        let ranged = citation.collapse == Some(Collapse::YearSuffixRanged);
        let follows = |at: usize| run[at].year_suffix == run[at - 1].year_suffix.map(|suffix| suffix + 1);
        let mut at = 0;
        while at < run.len() {
            let mut end = at + 1;
            while ranged && end < run.len() && follows(end) {
                end += 1;
            }
            let shown = if end - at > 2 { at..at + 1 } else { at..end };
            for one in run[shown].iter().skip(usize::from(at == 0)) {
                out.push(delimiter, look, RunKind::Affix);
                suffix_of(one, out);
            }
            if end - at > 2 {
                out.push("\u{2013}", look, RunKind::Affix);
                suffix_of(&run[end - 1], out);
            }
            at = end;
        }
    }
}

/// Brings cites of one author together, at the place of the first.
fn group(printed: &mut Vec<Printed<'_>>) {
    let mut index: rustc_hash::FxHashMap<String, usize> = rustc_hash::FxHashMap::default();
    let mut groups: Vec<Vec<Printed<'_>>> = Vec::new();
    for one in printed.drain(..) {
        if !one.names.found {
            groups.push(vec![one]);
            continue;
        }
        let at = *index.entry(one.names.whole.clone()).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    printed.extend(groups.into_iter().flatten());
}

fn same_author(a: &Printed<'_>, b: &Printed<'_>) -> bool {
    a.names.found == b.names.found && a.names.whole == b.names.whole
}

/// Whether two cites differ in the letter of their year alone.
fn same_year(a: &Printed<'_>, b: &Printed<'_>) -> bool {
    let without = |one: &Printed<'_>| {
        let mut text = String::new();
        let mut start = 0;
        for run in &one.buffer.runs {
            if run.kind != RunKind::YearSuffix {
                text.push_str(&one.buffer.text[start..run.end]);
            }
            start = run.end;
        }
        text
    };
    a.year_suffix.is_some() && b.year_suffix.is_some() && is_bare(a) && is_bare(b) && without(a) == without(b)
}

/// Whether a cite has neither a locator nor words around it.
fn is_bare(one: &Printed<'_>) -> bool {
    one.cite.locator.is_none() && one.cite.prefix.is_empty() && one.cite.suffix.is_empty()
}

/// Whether a cite prints a number and signs.
fn is_number(one: &Printed<'_>) -> bool {
    one.buffer.text.bytes().all(|byte| !byte.is_ascii_alphabetic()) && one.buffer.text.contains(&one.number.to_string())
}

fn suffix_of(one: &Printed<'_>, out: &mut Buffer) {
    let mut start = 0;
    out.event(RunKind::Source(Source::Cite(one.at)), Look::PLAIN);
    for run in &one.buffer.runs {
        if run.kind == RunKind::YearSuffix {
            out.push(&one.buffer.text[start..run.end], run.look, run.kind);
        }
        start = run.end;
    }
    out.event(RunKind::Source(Source::Style), Look::PLAIN);
}

/// Prints a cite with the words around it.
fn decorated(one: &Printed<'_>, buffer: &Buffer, out: &mut Buffer, look: Look, first: bool) {
    let capitals = if one.cite.prefix.is_empty() { first } else { ends_sentence(&one.cite.prefix.plain) };
    words(&one.cite.prefix, look, out);
    if !one.cite.prefix.is_empty() && !buffer.text.is_empty() && needs_blank(&one.cite.prefix.plain) {
        out.push(" ", look, RunKind::Affix);
    }
    out.event(RunKind::Source(Source::Cite(one.at)), look);
    let start = out.mark();
    out.append(buffer);
    if capitals {
        capitalize(out, start);
    }
    out.event(RunKind::Source(Source::Style), look);
    let suffix = &one.cite.suffix;
    if suffix.plain.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '[' | '&'))
        && !buffer.text.is_empty()
    {
        out.push(" ", look, RunKind::Affix);
    }
    if buffer.text.is_empty() {
        // There is nothing that a comma could separate.
        let rest = suffix.plain.trim_start_matches([',', ' ']);
        let start = suffix.plain.len() - rest.len();
        if suffix.marks.first().is_none_or(|mark| mark.at >= start) {
            let marks = suffix.marks.iter().map(|mark| item::Mark { at: mark.at - start, ..*mark }).collect();
            return words(&Text { plain: rest.to_owned(), marks }, look, out);
        }
    }
    words(suffix, look, out);
}

/// Whether words before a cite are a sentence, of more than one word.
fn ends_sentence(prefix: &str) -> bool {
    let words = prefix.trim_end().trim_end_matches(['"', '”', '’', ')']);
    words.ends_with(['.', '!', '?']) && words.contains(' ')
}

/// Makes the first letter of a term large that begins a sentence.
fn capitalize(out: &mut Buffer, start: Mark) {
    let first = out.runs[Buffer::first_run(start)..].iter().position(|run| run.end > start_of(out, start));
    let is_term = first.is_some_and(|at| out.runs[Buffer::first_run(start) + at].kind == RunKind::Term);
    if is_term {
        case::apply(out, start, Case::CapitalizeFirst, "");
    }
}

fn start_of(out: &Buffer, start: Mark) -> usize {
    out.text.len() - out.since(start).len()
}

fn needs_blank(prefix: &str) -> bool {
    prefix.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ':' | ';' | ')' | ']' | '?' | '!' | '”'))
}

/// Prints a prefix or suffix; its start meets what comes before as affixes do.
fn words(text: &Text, look: Look, out: &mut Buffer) {
    if text.is_empty() {
        return;
    }
    out.event(RunKind::Source(Source::Words), look);
    let start = Buffer::first_run(out.mark());
    out.push_text(text, look);
    if let Some(run) = out.runs.get_mut(start)
        && run.kind == RunKind::Text
    {
        run.kind = RunKind::Affix;
    }
    out.event(RunKind::Source(Source::Style), look);
}
