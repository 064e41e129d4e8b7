//! Reads RIS and the format of PubMed (nbib): lines that begin with a tag.
//!
//! RIS entries go from `TY` to `ER`; those of PubMed are separated by empty lines and begin with `PMID`. A line without a tag
//! continues the one before it.

use std::collections::HashSet;
use std::sync::Arc;

use super::bibtex::{dates, language, links};
use super::external::{Record, UnknownNames, hyphenated};
use super::schema::fold_blanks;
use super::{Contents, Entry, Reading};
use crate::diagnostic::{Code, Level};
use crate::paper::{self, Contributors, DateValue, Field, FieldType, Origin, Person, ris};
use crate::source::{Source, Span};

mod pubmed;

/// A tag with its value.
#[derive(Debug)]
struct Line<'t> {
    tag: &'t str,
    /// From the tag to the end of the value.
    span: Span,
    value: String,
}

/// The formats with tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Ris,
    Pubmed,
}

/// Splits a line into its tag, the offset of the value and the value; returns `None` for a line without a tag.
pub(super) fn split(line: &str) -> Option<(&str, usize)> {
    let (tag, rest) = line.split_once('-')?;
    let name = tag.trim_end();
    let is_tag = (2..=4).contains(&name.len())
        && (3..=6).contains(&tag.len())
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_spaced = rest.is_empty() || rest.starts_with([' ', '\t', '\r']);
    (is_tag && is_spaced).then_some((name, tag.len() + 1))
}

/// Reads a file.
pub(super) fn read(source: &Arc<Source>, dialect: Dialect, reading: Reading) -> Contents {
    let mut contents = Contents::default();
    let mut unknown = UnknownNames::default();
    let mut keys = HashSet::new();
    for lines in entries(source, dialect, &mut contents) {
        let Some(first) = lines.first() else { continue };
        let header = first.span;
        let mut record = Record::new(source, header, "");
        let mut keywords = Vec::new();
        let mut id = None;
        for line in &lines {
            if line.tag == "ID" && !line.value.is_empty() {
                id.get_or_insert((line.value.clone(), line.span));
            }
        }
        match dialect {
            Dialect::Ris => entry(&mut record, &lines, reading, &mut keywords, &mut unknown),
            Dialect::Pubmed => pubmed::entry(&mut record, &lines, reading, &mut keywords, &mut unknown),
        }
        let key_span = id.as_ref().map_or(header, |(_, span)| *span);
        record.paper.key = match id {
            Some((id, _)) => {
                keys.insert(id.clone());
                id
            }
            None => paper::key(&record.paper, &mut keys),
        };
        let origin = Origin { source: Arc::clone(source), span: header, key: key_span, merged: Vec::new() };
        let (paper, diagnostics) = record.finish();
        let mut entry = Entry::external(paper, diagnostics, origin);
        entry.keywords = keywords;
        contents.entries.push(entry);
    }
    contents.diagnostics.extend(unknown.fields(source));
    contents
}

/// The lines of the entries.
fn entries<'t>(source: &'t Arc<Source>, dialect: Dialect, contents: &mut Contents) -> Vec<Vec<Line<'t>>> {
    let mut entries: Vec<Vec<Line<'t>>> = Vec::new();
    let mut is_open = false;
    let mut start = 0;
    for whole in source.text.split_inclusive('\n') {
        let at = start;
        start += whole.len();
        let line = whole.trim_end();
        if line.trim().is_empty() {
            is_open &= dialect == Dialect::Ris;
            continue;
        }
        let Some((tag, value_at)) = split(line) else {
            let last = entries.last_mut().and_then(|lines| lines.last_mut()).filter(|_| is_open);
            if let Some(last) = last {
                last.value.push(' ');
                last.value.push_str(line.trim());
                last.span = Span::new(last.span.start, at + line.len());
            } else if at > 0 || dialect == Dialect::Ris {
                let span = Span::new(at, at + line.len());
                let found = Code::BadSyntax.at((source, span), "text outside an entry");
                contents.diagnostics.push(found.level(Level::Warning).help("it is ignored"));
            }
            continue;
        };
        let begins = match dialect {
            Dialect::Ris => tag == "TY",
            Dialect::Pubmed => !is_open,
        };
        if tag == "ER" && dialect == Dialect::Ris {
            is_open = false;
            continue;
        }
        if begins {
            entries.push(Vec::new());
            is_open = true;
        }
        let span = Span::new(at, at + line.len());
        if let Some(lines) = entries.last_mut().filter(|_| is_open) {
            lines.push(Line { tag, span, value: line[value_at..].trim().to_owned() });
        } else {
            let found = Code::BadSyntax.at((source, span), format!("the tag `{tag}` is outside an entry"));
            contents.diagnostics.push(found.level(Level::Warning).help("an entry begins with `TY`"));
        }
    }
    entries
}

/// Reads an entry of RIS.
#[expect(clippy::too_many_lines, reason = "one arm for each tag")]
fn entry(
    record: &mut Record<'_>,
    lines: &[Line<'_>],
    reading: Reading,
    keywords: &mut Vec<String>,
    unknown: &mut UnknownNames,
) {
    "document".clone_into(&mut record.paper.kind);
    let mut pages = (None, None);
    let mut year = None;
    for line in lines {
        let text = fold_blanks(&line.value).into_owned();
        if text.is_empty() {
            continue;
        }
        let kind = record.paper.kind.clone();
        match line.tag {
            "TY" => {
                if let Some(csl) = ris::csl_type(&text) {
                    csl.clone_into(&mut record.paper.kind);
                } else {
                    let found = Code::NotUnderstood.at((record.source, line.span), format!("no type `{text}` in RIS"));
                    record.found.push(found.help("it is read as `document`; the word is stored in `x.entrytype`"));
                    record.keep("entrytype", text);
                }
            }
            "ID" => {}
            "TI" | "T1" | "CT" => set_title(record, text),
            // The second title is that of what holds the work; of a book it is that of the series.
            "T2" | "JO" | "JF" | "BT" if kind == "book" && line.tag == "BT" => set_title(record, text),
            "T2" if kind == "book" => record.set(Field::CollectionTitle, text),
            "T2" | "JO" | "JF" | "BT" => {
                let is_new = record.paper.venue.as_deref() != Some(&text);
                match &record.paper.venue {
                    None => record.paper.venue = Some(text),
                    // Programs write the full title and an abbreviated one under these tags.
                    Some(_) if is_new => record.set(Field::ContainerTitleShort, text),
                    Some(_) => {}
                }
            }
            "J1" | "J2" | "JA" => record.set(Field::ContainerTitleShort, text),
            "A1" | "AU" => people(record, Field::Authors, &text),
            "A2" | "ED" => people(record, Field::Editors, &text),
            "A3" => people(record, Field::CollectionEditors, &text),
            "A4" | "TA" => people(record, Field::Translators, &text),
            "PY" | "Y1" => year = year.or(Some((text, line.span))),
            "DA" => record.paper.date = date(record, &text, line.span),
            "Y2" => {
                let visited = date(record, &text, line.span);
                if let FieldType::Date(slot) = Field::Accessed.field_type() {
                    *(slot.get_mut)(&mut record.paper) = visited;
                }
            }
            "SP" => pages.0 = Some(text),
            "EP" => pages.1 = Some(text),
            "DO" => record.paper.doi = Some(links::doi(&text)),
            "UR" | "LK" | "L1" | "L2" => record.link(if line.tag == "L1" { "pdf" } else { "url" }, &text, line.span),
            "SN" if matches!(kind.as_str(), "book" | "chapter") || looks_like_isbn(&text) => {
                record.set(Field::Isbn, text);
            }
            "SN" => record.set(Field::Issn, text),
            "AB" | "N2" => {
                if !reading.without_abstracts {
                    record.set(Field::Abstract, text);
                }
            }
            "N1" | "RN" => match record.paper.arxiv.is_none().then(|| links::arxiv(&text)).flatten() {
                Some(arxiv) if text.to_lowercase().starts_with("arxiv") => record.paper.arxiv = Some(arxiv),
                _ => append_note(record, &text),
            },
            "M2" => match links::arxiv(&text) {
                Some(arxiv) => record.paper.arxiv = Some(arxiv),
                None => append_note(record, &text),
            },
            "KW" => {
                if !keywords.contains(&text) {
                    keywords.push(text);
                }
            }
            "LA" => match language::tag(&text) {
                Some(tag) => record.paper.language = Some(tag),
                None => record.keep("language", text),
            },
            "AN" => match text.strip_prefix("PMID:") {
                Some(pmid) => record.set(Field::Pmid, pmid.trim().to_owned()),
                None => record.keep("accession-number", text),
            },
            "C2" if text.starts_with("PMC") => record.set(Field::Pmcid, text),
            "C7" => record.set(Field::Number, text),
            "M1" => record.set(if kind.starts_with("article-") { Field::Issue } else { Field::Number }, text),
            "NV" => record.set(Field::NumberOfVolumes, text),
            "PP" => record.set(Field::PublisherPlace, text),
            "U1" | "U2" | "U3" | "U4" | "U5" => record.keep(&line.tag.to_lowercase(), text),
            tag => {
                if let Some(field) = Field::of_ris(tag) {
                    record.set(field, text);
                } else {
                    unknown.count(tag, line.span);
                    record.keep(tag, text);
                }
            }
        }
    }
    if let (None, Some((year, span))) = (&record.paper.date, year) {
        record.paper.date = date(record, &year, span);
    }
    // Of a book or a report the start page is the number of pages.
    record.paper.pages = match pages {
        (Some(start), Some(end)) if start != end && !start.contains('-') => Some(format!("{start}-{end}")),
        (Some(start), None)
            if matches!(record.paper.kind.as_str(), "book" | "report" | "thesis") && is_number(&start) =>
        {
            record.set(Field::NumberOfPages, start);
            None
        }
        (start, end) => start.or(end).map(|pages| hyphenated(&pages)),
    };
    if record.paper.kind == "manuscript" && record.paper.arxiv.is_some() {
        "article".clone_into(&mut record.paper.kind);
    }
}

fn set_title(record: &mut Record<'_>, text: String) {
    if record.paper.title.is_empty() {
        record.paper.title = text.into();
    }
}

fn append_note(record: &mut Record<'_>, text: &str) {
    match Field::BibliographicNote.text_mut(&mut record.paper) {
        Some(note) => {
            note.push_str("; ");
            note.push_str(text);
        }
        unset => *unset = Some(text.to_owned()),
    }
}

/// Adds a name: `Family, Given, Suffix`, or several that are separated by semicolons.
fn people(record: &mut Record<'_>, field: Field, text: &str) {
    let FieldType::Names(slot) = field.field_type() else { return };
    let contributors: &mut Contributors = (slot.get_mut)(&mut record.paper);
    for name in text.split(';').map(str::trim).filter(|name| !name.is_empty()) {
        match name {
            "et al." | "et al" | "others" => contributors.others = true,
            _ => contributors.named.push(Person::parse(name.trim_end_matches(','))),
        }
    }
}

/// Parses `YYYY/MM/DD/words` with parts that may be missing, or another form of a date.
fn date(record: &mut Record<'_>, text: &str, span: Span) -> Option<DateValue> {
    let mut parts = text.splitn(4, '/').map(str::trim);
    let slashed = text.contains('/');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day, words) = (part(), part(), part(), part());
    let dated = match (slashed, year.is_empty()) {
        (true, true) if !words.is_empty() => dates::date(words),
        (true, false) => {
            let numbers: Vec<_> = [year, month, day].into_iter().take_while(|part| !part.is_empty()).collect();
            match (&numbers[..], words) {
                ([year], "") => dates::date(year),
                ([year], words) => dates::fields(year, Some(words), None),
                _ => dates::date(&numbers.join("-")),
            }
        }
        _ => dates::date(text),
    };
    record.date(dated, span)
}

fn looks_like_isbn(text: &str) -> bool {
    let digits = text.bytes().filter(|byte| byte.is_ascii_digit() || *byte == b'X').count();
    matches!(digits, 10 | 13)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::Paper;

    fn papers(text: &str, dialect: Dialect) -> (Vec<Paper>, Vec<String>) {
        let contents = read(&Source::new("a.ris", text), dialect, Reading::default());
        let messages = contents.diagnostics.iter().map(|found| found.message.clone()).collect();
        (contents.entries.iter().map(|entry| entry.paper().clone()).collect(), messages)
    }

    #[test]
    fn an_article_of_ris_is_read() {
        let (papers, messages) = papers(
            "TY  - JOUR\nAU  - Byron, Ada\nAU  - de Vries, Bo, Jr.\nTI  - On\n  Engines\nT2  - Journal of X\nJ2  - J. X\n\
             PY  - 2001\nDA  - 2001/03/04/\nVL  - 7\nIS  - 2\nSP  - 10\nEP  - 19\nDO  - https://doi.org/10.1/x\nSN  - 1234-5678\n\
             UR  - https://a.example\nKW  - one\nKW  - two\nAB  - Text.\nN1  - A note\nXX  - y\nER  - \n",
            Dialect::Ris,
        );
        let [paper] = &papers[..] else { panic!("{papers:?}") };
        assert_eq!((paper.key.as_str(), paper.kind.as_str()), ("byron2001engines", "article-journal"));
        assert_eq!(paper.title, "On Engines");
        assert_eq!(paper.authors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Ada Byron", "Bo de Vries Jr."]);
        assert_eq!(paper.date.as_ref().map(ToString::to_string).as_deref(), Some("2001-03-04"));
        assert_eq!(paper.venue.as_deref(), Some("Journal of X"));
        assert_eq!(paper.pages.as_deref(), Some("10-19"));
        assert_eq!(paper.doi.as_deref(), Some("10.1/x"));
        assert_eq!(Field::Issn.text(paper), Some("1234-5678"));
        assert_eq!(Field::ContainerTitleShort.text(paper), Some("J. X"));
        assert_eq!(Field::BibliographicNote.text(paper), Some("A note"));
        assert_eq!(paper.x.get("XX"), Some(&"y".into()));
        assert_eq!(messages.len(), 1);
    }

    #[test]
    fn dates_and_pages_of_ris() {
        #[track_caller]
        fn check(lines: &str, date: &str, pages: &str) {
            let (papers, _) = papers(&format!("TY  - JOUR\nTI  - T\n{lines}\nER  - \n"), Dialect::Ris);
            let read = papers[0].date.as_ref().map(ToString::to_string).unwrap_or_default();
            assert_eq!((read.as_str(), papers[0].pages.as_deref().unwrap_or_default()), (date, pages));
        }
        check("PY  - 2001///", "2001", "");
        check("Y1  - 2001/03//", "2001-03", "");
        check("PY  - 2001\nDA  - 2001///Spring", "2001-21", "");
        check("DA  - ///in press", "in press", "");
        check("PY  - 2001\nSP  - 5-9", "2001", "5-9");
        check("SP  - 5\nEP  - 5", "", "5");
    }

    #[test]
    fn text_outside_entries_is_reported() {
        let (papers, messages) = papers("hello\nTI  - T\nTY  - GEN\nTI  - T\nER  - \n", Dialect::Ris);
        assert_eq!(papers.len(), 1);
        assert_eq!(messages, ["text outside an entry", "the tag `TI` is outside an entry"]);
    }
}
