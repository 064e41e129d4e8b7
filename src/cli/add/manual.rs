//! What the command line says of every paper that is added.

use super::Arguments;
use super::cleanup::line;
use super::request::is_web;
use crate::diagnostic::nearest;
use crate::format::markdown;
use crate::library::Library;
use crate::paper::{Date, Link, Paper, Status};
use crate::url;

/// Categories by id, and the rest as it goes into the paper.
#[derive(Debug)]
pub(super) struct ManualEntry {
    title: Option<String>,
    categories: Vec<String>,
    /// The type of what is no paper, as its shelf has it.
    kind: &'static str,
    links: Vec<Link>,
    tags: Vec<String>,
    note: Option<String>,
    status: Option<Status>,
    added: Date,
}

impl ManualEntry {
    /// Reads it; or says what is wrong.
    pub(super) fn read(arguments: &Arguments, library: &Library, added: Date) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        let title = arguments.title.as_deref().map(line);
        if title.as_deref() == Some("") {
            wrong.push("`--title` is empty".to_owned());
        }
        if title.is_some() && arguments.ids.len() > 1 {
            wrong.push("`--title` is that of one paper; add the others by themselves".to_owned());
        }
        let mut categories = Vec::new();
        let mut kind = "webpage";
        for written in &arguments.category {
            match category(library, written.trim()) {
                Ok((id, title)) => {
                    if kind == "webpage" {
                        kind = markdown::kind(&title);
                    }
                    if !categories.contains(&id) {
                        categories.push(id);
                    }
                }
                Err(why) => wrong.push(why),
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut tags: Vec<String> = Vec::new();
        for tag in arguments.tag.iter().map(|tag| line(tag)).filter(|tag| !tag.is_empty()) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let plain =
            |note: &str| note.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect::<String>();
        let note = arguments.note.as_deref().map(|note| plain(note).trim().to_owned()).filter(|note| !note.is_empty());
        let (links, status) = (arguments.link.clone(), arguments.status);
        Ok(Self { title, categories, kind, links, tags, note, status, added })
    }

    /// Puts it on a paper.
    pub(super) fn put_on(&self, mut paper: Paper) -> Paper {
        if let Some(title) = &self.title {
            paper.title.clone_from(title);
        }
        if paper.kind == "webpage" {
            self.kind.clone_into(&mut paper.kind);
        }
        if !self.links.is_empty() {
            // Those that identifiers give are shown only where there are no others.
            paper.links = paper.shown_links().into_owned();
            paper.links.extend(self.links.iter().cloned());
        }
        paper.categories.clone_from(&self.categories);
        paper.tags.clone_from(&self.tags);
        paper.note.clone_from(&self.note);
        paper.status = self.status;
        paper.added = Some(self.added);
        paper
    }
}

/// A category by id or title: its id and its title.
fn category(library: &Library, written: &str) -> Result<(String, String), String> {
    let found = library.category(written).or_else(|| library.categories_titled(written).first().copied());
    if let Some(found) = found {
        let category = &library.categories[found];
        return Ok((category.id.clone(), category.title.clone()));
    }
    let declared = library.categories.iter().any(|category| category.origin.is_some());
    let fits = !written.split('/').any(str::is_empty) && !written.chars().any(char::is_control);
    // Where none is declared, categories are taken as they come.
    if !declared && fits {
        return Ok((written.to_owned(), written.to_owned()));
    }
    let mut names: Vec<_> = library.category_names().collect();
    let near = nearest(written, names.iter().copied());
    names = library.categories.iter().map(|category| category.id.as_str()).collect();
    names.truncate(12);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    };
    Err(format!("no category `{}`; {help}", line(written)))
}

/// Reads `LABEL=URL`.
pub(super) fn link(text: &str) -> Result<Link, String> {
    let (label, address) = text.split_once('=').ok_or("expected a label and an address, as in `code=https://…`")?;
    let (label, address) = (line(label), url::safe(address));
    let Some(address) = address.filter(|address| is_web(address) && !label.is_empty()) else {
        return Err("expected a label and an address of the web, as in `code=https://…`".to_owned());
    };
    Ok(Link { label, url: address.into_owned() })
}

/// Reads a status.
pub(super) fn status(text: &str) -> Result<Status, String> {
    Status::ALL.iter().copied().find(|status| status.as_str() == text).ok_or_else(|| {
        let words: Vec<_> = Status::ALL.iter().map(|status| format!("`{}`", status.as_str())).collect();
        format!("expected one of {}", words.join(", "))
    })
}
