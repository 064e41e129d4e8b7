//! Fields from the command line, applied to every added paper.

use super::AddArgs;
use super::cleanup::line;
use super::request::is_web;
use crate::diagnostic::nearest;
use crate::format::markdown;
use crate::library::Library;
use crate::paper::{Date, Link, Paper, Status};
use crate::url;

/// Validated options of `add`: categories by id, the rest as it goes into the paper.
#[derive(Debug)]
pub(super) struct ManualEntry {
    title: Option<String>,
    categories: Vec<String>,
    /// The type for web pages, derived from the category.
    kind: &'static str,
    links: Vec<Link>,
    tags: Vec<String>,
    note: Option<String>,
    status: Option<Status>,
    added: Date,
}

impl ManualEntry {
    /// Returns the fields of papers without options.
    #[cfg(feature = "lsp")]
    pub(super) fn added(added: Date) -> Self {
        let (categories, links, tags) = (Vec::new(), Vec::new(), Vec::new());
        Self { title: None, categories, kind: "webpage", links, tags, note: None, status: None, added }
    }

    /// Returns the title that replaces the one found.
    pub(super) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Validates the options.
    ///
    /// # Errors
    /// All invalid options, one message each.
    pub(super) fn read(arguments: &AddArgs, library: &Library, added: Date) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let title = arguments.title.as_deref().map(line);
        if title.as_deref() == Some("") {
            errors.push("`--title` is empty".to_owned());
        }
        if title.is_some() && arguments.ids.len() > 1 {
            errors.push("`--title` applies to one paper only; add the others separately".to_owned());
        }
        let mut categories = Vec::new();
        let mut kind = "webpage";
        for name in &arguments.category {
            match category(library, name.trim()) {
                Ok((id, title)) => {
                    if kind == "webpage" {
                        kind = markdown::kind(&title);
                    }
                    if !categories.contains(&id) {
                        categories.push(id);
                    }
                }
                Err(why) => errors.push(why),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
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

    /// Applies the options to a paper.
    pub(super) fn apply_to(&self, mut paper: Paper) -> Paper {
        if let Some(title) = &self.title {
            paper.title = title.as_str().into();
        }
        if paper.kind == "webpage" {
            self.kind.clone_into(&mut paper.kind);
        }
        if !self.links.is_empty() {
            // Links derived from identifiers are shown only if the paper has no links.
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

/// Finds a category by id or title and returns its id and title.
fn category(library: &Library, name: &str) -> Result<(String, String), String> {
    let found = library.category(name).or_else(|| library.categories_by_title(name).first().copied());
    if let Some(found) = found {
        let category = &library.categories[found];
        return Ok((category.id.clone(), category.title.clone()));
    }
    let declared = library.categories.iter().any(|category| category.origin.is_some());
    let fits = !name.split('/').any(str::is_empty) && !name.chars().any(char::is_control);
    // Without declared categories, any valid id is a category.
    if !declared && fits {
        return Ok((name.to_owned(), name.to_owned()));
    }
    let mut names: Vec<_> = library.category_names().collect();
    let near = nearest(name, names.iter().copied());
    names = library.categories.iter().map(|category| category.id.as_str()).collect();
    names.truncate(12);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("known categories: {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    };
    Err(format!("no category `{}`; {help}", line(name)))
}

/// Parses `LABEL=URL`.
pub(super) fn link(text: &str) -> Result<Link, String> {
    let (label, address) = text.split_once('=').ok_or("expected a label and an address, as in `code=https://…`")?;
    let (label, address) = (line(label), url::safe(address));
    let Some(address) = address.filter(|address| is_web(address) && !label.is_empty()) else {
        return Err("expected a label and a web address, as in `code=https://…`".to_owned());
    };
    Ok(Link { label, url: address.into_owned() })
}

/// Parses a status.
pub(super) fn status(text: &str) -> Result<Status, String> {
    Status::ALL.iter().copied().find(|status| status.as_str() == text).ok_or_else(|| {
        let words: Vec<_> = Status::ALL.iter().map(|status| format!("`{}`", status.as_str())).collect();
        format!("expected one of {}", words.join(", "))
    })
}
