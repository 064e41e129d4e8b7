//! Converts an entry to a paper; fields without a place in the schema go into `x`.

use std::borrow::Cow;

use super::crossref::{self, Fieldset, Own};
use super::field::{Field, FieldError};
use super::{Bibliography, dates, entry_types, language, latex, names, unknown_macro};
use crate::bibtex_writer;
use crate::diagnostic::{Code, Diagnostic, Label, Level};
use crate::format::external::title_of_key;
use crate::paper::{Contributors, Date, DateValue, Field as PaperField, FieldType, Paper, Title, entry_type};
use crate::source::Span;

mod address;
mod venue;

/// Converts the `nth` entry of a file.
pub(super) fn read(file: &Bibliography, nth: usize) -> (Paper, Vec<Diagnostic>) {
    let set = crossref::fields(file, nth);
    let mut record =
        Record { file, nth, fields: Vec::new(), found: Vec::new(), unknown: Vec::new(), hrefs: Vec::new() };
    record.report(&set);
    record.fields = set.fields;
    let paper = record.paper();
    (paper, record.found)
}

/// An entry, from which fields are removed as they are used.
struct Record<'f> {
    file: &'f Bibliography,
    nth: usize,
    fields: Vec<Own<'f>>,
    found: Vec<Diagnostic>,
    /// Unknown LaTeX commands in the current field.
    unknown: Vec<String>,
    /// The fields with links, and the texts and addresses of these.
    hrefs: Vec<(Own<'f>, String, String)>,
}

impl<'f> Record<'f> {
    fn warn(&mut self, code: Code, span: Span, message: String) -> &mut Diagnostic {
        self.found.push(code.at((&self.file.source, span), message).level(Level::Warning));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    /// Reports syntax errors, duplicate fields and unresolved references.
    fn report(&mut self, set: &Fieldset<'_>) {
        for &(span, error) in &set.errors {
            let (message, label, help) = match error {
                FieldError::NoField => ("no field here", Label::Expected("`name = {value}`".to_owned()), "skipped"),
                FieldError::Unclosed => {
                    ("a value is not closed", Label::Note("opened here".to_owned()), "it is read up to the next field")
                }
                FieldError::NoComma => {
                    ("no comma before a field", Label::Expected("a comma".to_owned()), "treated as present")
                }
                FieldError::Unquoted => (
                    "a text without braces",
                    Label::Expected("`{…}`".to_owned()),
                    "it is read up to the end of its line",
                ),
            };
            let found = self.warn(Code::BadSyntax, span, message.to_owned());
            (found.label, found.help) = (Some(label), Some(help.to_owned()));
        }
        for (second, first) in &set.doubles {
            let place = (&self.file.source, first.field.name).into();
            let found =
                self.warn(Code::BadValue, second.field.name, format!("the field `{}` occurs twice", second.name));
            found.label = Some(Label::Note("skipped".to_owned()));
            found.related = Some((place, "this one is read".to_owned()));
        }
        for (own, key) in &set.missing {
            let near = self.file.aliases().similar.get(key).map(|near| format!("did you mean `{near}`?"));
            let message = format!("no entry `{key}` in this file, which `{}` names", own.name);
            let found = self.warn(Code::BadValue, own.field.value, message);
            (found.help, found.repeats) = (near, Some(0));
        }
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|own| own.name == name)
    }

    fn take(&mut self, name: &str) -> Option<Own<'f>> {
        let at = self.fields.iter().position(|own| own.name == name)?;
        Some(self.fields.remove(at))
    }

    /// Returns the value of a field as LaTeX.
    fn tex(&mut self, field: &Field) -> Cow<'f, str> {
        let file = self.file;
        let joined = file.macros.join(&file.source.text, field.value);
        for span in joined.unknown {
            self.found.push(unknown_macro(&self.file.source, span));
        }
        joined.tex
    }

    /// Returns the value of a field on one line.
    fn decode(&mut self, own: &Own<'f>) -> String {
        let tex = self.tex(&own.field);
        let line = latex::line(&tex, &mut self.unknown).into_owned();
        self.hrefs.extend(latex::links(&tex).into_iter().map(|(text, address)| (own.clone(), text, address)));
        self.tell_unknown(own);
        line
    }

    /// Takes a field with the inline markup of titles.
    fn marked(&mut self, name: &str) -> Option<String> {
        let own = self.take(name)?;
        let tex = self.tex(&own.field);
        let line = latex::title(&tex, &mut self.unknown).into_owned();
        self.hrefs.extend(latex::links(&tex).into_iter().map(|(text, address)| (own.clone(), text, address)));
        self.tell_unknown(&own);
        Some(line).filter(|line| !line.is_empty())
    }

    fn tell_unknown(&mut self, own: &Own<'_>) {
        let unknown = std::mem::take(&mut self.unknown);
        if !unknown.is_empty() {
            let commands = unknown.iter().map(|name| format!("`\\{name}`")).collect::<Vec<_>>().join(", ");
            let message = format!("the field `{}` has LaTeX that is not understood: {commands}", own.name);
            let found = Code::NotUnderstood.at((&self.file.source, own.field.name), message);
            self.found.push(found.help("the command is removed and the content of its braces is kept"));
        }
    }

    /// Takes a field as a text on one line; `None` if it is empty.
    fn line(&mut self, name: &str) -> Option<String> {
        let own = self.take(name)?;
        Some(self.decode(&own)).filter(|line| !line.is_empty())
    }

    /// Takes the first of several fields that is not empty.
    fn first(&mut self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.line(name))
    }

    /// Takes a title with its subtitle.
    fn titled(&mut self, title: &str, subtitle: &str) -> Option<String> {
        let title = self.line(title);
        let subtitle = self.line(subtitle);
        joined(title, subtitle)
    }

    /// Takes a title of the work itself, with its subtitle and markup.
    fn marked_title(&mut self, title: &str, subtitle: &str) -> Option<String> {
        let title = self.marked(title);
        let subtitle = self.marked(subtitle);
        joined(title, subtitle)
    }

    fn verbatim(&mut self, name: &str) -> Option<String> {
        let own = self.take(name)?;
        let tex = self.tex(&own.field);
        Some(latex::verbatim(&tex)).filter(|text| !text.is_empty())
    }

    fn markdown(&mut self, name: &str) -> Option<String> {
        let own = self.take(name)?;
        let tex = self.tex(&own.field);
        let text = latex::markdown(&tex, &mut self.unknown);
        self.tell_unknown(&own);
        Some(text).filter(|text| !text.is_empty())
    }

    fn paper(&mut self) -> Paper {
        let kind = self.file.kind(self.nth).to_ascii_lowercase();
        let mut paper = Paper { key: self.file.name(self.nth), ..Paper::default() };
        self.drop_what_is_settled();
        self.identify(&mut paper);
        self.links(&mut paper);
        paper.kind = self.kind(&kind, &paper).to_owned();
        self.title(&mut paper);
        self.people(&mut paper);
        self.date(&mut paper);
        self.place(&kind, &mut paper);
        self.texts(&mut paper);
        self.language(&mut paper);
        self.variables(&mut paper);
        set_entry_type(&kind, &mut paper);
        self.rest(&mut paper);
        self.add_hrefs(&mut paper);
        paper
    }

    /// Removes duplicate and private fields.
    fn drop_what_is_settled(&mut self) {
        self.fields.retain(|own| {
            let settled = matches!(own.name.as_ref(), "keywords" | "keyword" | "groups" | "crossref" | "xdata");
            !settled && !entry_types::is_private(&own.name)
        });
    }

    fn title(&mut self, paper: &mut Paper) {
        let short = self.has("subtitle") && !self.has("shorttitle");
        if let Some(own) = self.fields.iter().find(|own| short && own.name == "title") {
            let tex = self.file.macros.join(&self.file.source.text, own.field.value).tex;
            let title = latex::line(&tex, &mut Vec::new()).into_owned();
            *PaperField::TitleShort.text_mut(paper) = Some(title).filter(|title| !title.is_empty());
        }
        let whole = self.marked_title("title", "subtitle");
        // A volume without a title has the title of the multi-volume work.
        let whole = whole.or_else(|| self.marked_title("booktitle", "booksubtitle"));
        let whole = whole.or_else(|| self.marked_title("maintitle", "mainsubtitle"));
        let whole = whole.map(Title::parse);
        paper.title = whole.unwrap_or_else(|| {
            let block = self.file.blocks[self.nth];
            let message = format!("the entry `{}` has no title", paper.key);
            let header = Span::new(block.span.start, self.file.head(self.nth).key.end.max(block.body.start));
            self.warn(Code::MissingTitle, header, message).help = Some("its key is shown in its place".to_owned());
            title_of_key(&paper.key)
        });
    }

    fn people(&mut self, paper: &mut Paper) {
        for name in ["author", "editor", "editora", "editorb", "editorc"] {
            let role = match name {
                "author" => Some(PaperField::Authors),
                _ => self.editor_role(name),
            };
            // An unknown role goes into `x` with its names.
            let Some(role) = role else { continue };
            let Some(own) = self.take(name) else { continue };
            // An unknown word is kept.
            if name != "author" && (name != "editor" || role != PaperField::Editors) {
                self.take(&format!("{name}type"));
            }
            let contributors = self.names(&own);
            if let FieldType::Names(slot) = role.field_type() {
                let known = (slot.get_mut)(paper);
                known.named.extend(contributors.named);
                known.others |= contributors.others;
            }
        }
        paper.sort_name = self.line("sortname");
    }

    /// The contributors of an editor field, by its `editortype`; `None` for a role that CSL does not have.
    fn editor_role(&mut self, name: &str) -> Option<PaperField> {
        let kind = self.fields.iter().find(|own| own.name.strip_suffix("type") == Some(name)).cloned();
        let kind = kind.map(|own| self.decode(&own).to_ascii_lowercase());
        match kind.as_deref() {
            Some("editor") => Some(PaperField::Editors),
            Some("director") => Some(PaperField::Directors),
            Some("compiler") => Some(PaperField::Compilers),
            Some("organizer") => Some(PaperField::Organizers),
            Some("producer") => Some(PaperField::Producers),
            Some("illustrator") => Some(PaperField::Illustrators),
            // An unknown word goes into `x`, and the names are read as editors.
            _ if name == "editor" => Some(PaperField::Editors),
            _ => None,
        }
    }

    /// The names of a field.
    fn names(&mut self, own: &Own<'f>) -> Contributors {
        let name = own.name.as_ref();
        let tex = self.tex(&own.field);
        let read = names::read(&tex, &mut self.unknown);
        self.tell_unknown(own);
        for several in read.several {
            let found = self.warn(Code::BadName, own.field.value, format!("`{several}` looks like several names"));
            found.help = Some("names are joined by `and`; one that has commas goes into braces".to_owned());
        }
        if read.gap {
            self.warn(Code::BadName, own.field.value, format!("a name is missing in `{name}`")).help =
                Some("separate two names with `and`".to_owned());
        }
        Contributors { named: read.people, others: read.others }
    }

    fn date(&mut self, paper: &mut Paper) {
        let date = self.take("date");
        let dated = match &date {
            Some(own) => dates::date(&self.date_text(own)),
            None => dates::Dated::default(),
        };
        let mut place = date.map(|own| own.field.value);
        let dated = if place.is_none() && self.has("year") {
            let own = self.take("year");
            place = own.as_ref().map(|own| own.field.value);
            let year = own.map(|own| self.decode(&own)).unwrap_or_default();
            let (month, day) = (self.line("month"), self.line("day"));
            dates::fields(&year, month.as_deref(), day.as_deref())
        } else {
            // These repeat other fields.
            if dated.value.is_some() {
                for name in ["year", "month", "day"] {
                    self.take(name);
                }
            }
            dated
        };
        if let Some(place) = place {
            paper.date = self.checked(dated, place);
        }
        paper.added = ["date-added", "creationdate"].iter().find_map(|name| {
            let date = self.line(name)?;
            Date::parse(date.get(..10)?)
        });
    }

    /// The text of a date, where `~` marks an approximate one and is no space.
    fn date_text(&mut self, own: &Own<'f>) -> String {
        let tex = self.tex(&own.field);
        if tex.contains(['\\', '{']) { self.decode(own) } else { latex::verbatim(&tex) }
    }

    /// Returns the date, and reports one that the calendar does not have.
    fn checked(&mut self, dated: dates::Dated, place: Span) -> Option<DateValue> {
        if let Some(value) = dated.value.as_ref().filter(|_| dated.invalid) {
            let found = self.warn(Code::BadDate, place, format!("`{value}` is not a date"));
            found.label = Some(Label::Expected("`2004`, `2004-06`, `2004-06-30` or a range `2004/2006`".to_owned()));
            found.help = value.date().map(|date| format!("`{date}` is the date that is used"));
        }
        dated.value
    }

    /// Reads the fields that are the same in every type of entry, as the table of fields maps them.
    fn variables(&mut self, paper: &mut Paper) {
        let (known, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.fields).into_iter().partition(|own| PaperField::of_bibtex(&own.name).is_some());
        self.fields = rest;
        for own in known {
            let Some(field) = PaperField::of_bibtex(&own.name) else { continue };
            match field.field_type() {
                FieldType::Names(slot) => {
                    let contributors = self.names(&own);
                    let slot = (slot.get_mut)(paper);
                    if slot.is_empty() {
                        *slot = contributors;
                    }
                }
                FieldType::Date(slot) => {
                    let dated = dates::date(&self.date_text(&own));
                    let date = self.checked(dated, own.field.value);
                    let slot = (slot.get_mut)(paper);
                    *slot = slot.take().or(date);
                }
                FieldType::Text(_) | FieldType::Number(_) | FieldType::Identifier(_) => {
                    let text = self.decode(&own);
                    let text = match field {
                        PaperField::Genre | PaperField::PublicationStatus | PaperField::CollectionTitle => {
                            entry_type::localized(&text).to_owned()
                        }
                        _ => text,
                    };
                    if field == PaperField::TitleShort && paper.short.is_none() && !text.contains(' ') {
                        // A short name is one word; an abbreviated title is not one.
                        paper.short = Some(text).filter(|text| !text.is_empty());
                    } else {
                        set(paper, field, &own.name, text);
                    }
                }
                _ => self.fields.push(own),
            }
        }
    }

    fn texts(&mut self, paper: &mut Paper) {
        if self.file.reading.without_abstracts {
            self.take("abstract");
        } else {
            paper.abstract_text = self.markdown("abstract");
        }
        let annotations: Vec<_> = ["annotation", "annote"].iter().filter_map(|name| self.markdown(name)).collect();
        if !annotations.is_empty() {
            let whole = annotations.join("\n\n");
            if self.file.reading.annotations {
                paper.note = Some(whole);
            } else {
                paper.x.insert("annotation".to_owned(), whole.into());
            }
        }
    }

    fn language(&mut self, paper: &mut Paper) {
        for name in ["langid", "language", "hyphenation"] {
            let Some(written) = self.line(name) else { continue };
            let tag = language::tag(&written);
            if paper.language.is_none() && tag.is_some() {
                paper.language = tag;
            } else if tag.is_none() || tag != paper.language {
                paper.x.insert(name.to_owned(), written.into());
            }
        }
    }

    /// Adds the remaining fields to `x` under their names.
    fn rest(&mut self, paper: &mut Paper) {
        for own in std::mem::take(&mut self.fields) {
            let verbatim =
                matches!(own.name.as_ref(), "eprintclass" | "primaryclass" | "ee" | "biburl" | "ids" | "options");
            let text = if verbatim {
                let tex = self.tex(&own.field);
                latex::verbatim(&tex)
            } else {
                self.decode(&own)
            };
            if text.is_empty() {
                continue;
            }
            if !paper.x.contains_key(own.name.as_ref()) {
                paper.x.insert(own.name.into_owned(), text.into());
            }
        }
    }
}

/// Sets the genre that the type of entry implies, and stores the type where the CSL type and the genre do not give it back.
fn set_entry_type(kind: &str, paper: &mut Paper) {
    let Some(known) = entry_type::entry_type(kind) else {
        paper.x.insert("entrytype".to_owned(), kind.into());
        return;
    };
    let genre = PaperField::Genre.text_mut(paper);
    if let (None, Some(implied)) = (&genre, known.genre) {
        *genre = Some(implied.to_owned());
    }
    // Where the fields tell the CSL type, so will they again.
    if known.csl == paper.kind && !bibtex_writer::writes_type(paper, known.name) && kind != "data" {
        paper.x.insert("entrytype".to_owned(), kind.into());
    }
}

/// Sets a field; a second value of another text goes into `x`, and a second note is appended.
fn set(paper: &mut Paper, field: PaperField, name: &str, text: String) {
    if text.is_empty() {
        return;
    }
    match field.text_mut(paper) {
        Some(known) if field == PaperField::BibliographicNote => {
            known.push_str("; ");
            known.push_str(&text);
        }
        Some(known) if *known == text => {}
        Some(_) => {
            paper.x.insert(name.to_owned(), text.into());
        }
        unset => *unset = Some(text),
    }
}

/// Joins a title and a subtitle.
fn joined(title: Option<String>, subtitle: Option<String>) -> Option<String> {
    match (title, subtitle) {
        (Some(title), Some(subtitle)) if title.ends_with(['?', '!', ':']) => Some(format!("{title} {subtitle}")),
        (Some(title), Some(subtitle)) => Some(format!("{title}: {subtitle}")),
        (title, subtitle) => title.or(subtitle),
    }
}
