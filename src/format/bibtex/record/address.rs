//! Converts the identifiers and links of an entry.

use super::Record;
use crate::diagnostic::{Code, Label};
use crate::format::bibtex::crossref::Own;
use crate::format::bibtex::{entry_types, latex, links};
use crate::paper::{Field, Link, Paper};
use crate::url;

impl Record<'_> {
    pub(super) fn identify(&mut self, paper: &mut Paper) {
        paper.doi = self.verbatim("doi").map(|doi| links::doi(&doi));
        paper.isbn = self.line("isbn");
        let kind = self.first(&["eprinttype", "archiveprefix"]);
        let is_arxiv = kind.as_ref().map(|kind| kind.eq_ignore_ascii_case("arxiv"));
        if let Some(eprint) = self.verbatim("eprint") {
            match (is_arxiv, links::arxiv(&eprint)) {
                (Some(true) | None, Some(id)) => paper.arxiv = Some(id),
                // The entry declares it; the user has to decide which is right.
                (Some(true), None) => paper.arxiv = Some(eprint),
                (Some(false), _) if kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case("pubmed")) => {
                    *Field::Pmid.text_mut(paper) = Some(eprint);
                }
                (_, _) => {
                    paper.x.insert("eprint".to_owned(), eprint.into());
                    paper.x.extend(kind.map(|kind| ("eprinttype".to_owned(), kind.into())));
                }
            }
        }
        if paper.arxiv.is_none() {
            paper.arxiv = paper.doi.as_deref().and_then(links::arxiv_of_doi);
        }
        for name in ["arxivid", "arxiv"] {
            if paper.arxiv.is_none() && self.has(name) {
                paper.arxiv = self.verbatim(name).map(|id| links::arxiv(&id).unwrap_or(id));
            }
        }
    }

    pub(super) fn links(&mut self, paper: &mut Paper) {
        let (links, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.fields).into_iter().partition(|own| entry_types::is_link(&own.name));
        self.fields = rest;
        for own in links {
            let tex = self.tex(&own.field);
            self.link(&own, &latex::verbatim(&tex), paper);
        }
        // `\url{…}` in a field that a style prints.
        if let Some(own) = self.fields.iter().find(|own| own.name == "howpublished").cloned() {
            let tex = self.tex(&own.field);
            let address = latex::verbatim(&tex);
            if links::is_address(&address) {
                self.take("howpublished");
                self.link(&Own { name: "url".into(), ..own }, &address, paper);
            }
        }
    }

    /// Adds the links in texts, with their texts as labels.
    pub(super) fn add_hrefs(&mut self, paper: &mut Paper) {
        for (own, text, address) in std::mem::take(&mut self.hrefs) {
            // A text that is nothing but a link is how it was published only by name.
            if paper.venue.as_deref() == Some(&text) && own.name == "howpublished" {
                paper.venue = None;
            }
            if !address.is_empty() && !paper.links.iter().any(|known| known.url == address) {
                let label = if text.trim().is_empty() { "url" } else { text.trim() };
                self.add_link(&own, Link { label: label.to_owned(), url: address }, paper);
            }
        }
    }

    fn link(&mut self, own: &Own<'_>, address: &str, paper: &mut Paper) {
        if links::is_on_disk(address) {
            let message = format!("the link `{}` is a local file", own.name);
            let found = Code::NotUnderstood.at((&self.file.source, own.field.value), message);
            self.found.push(found.help("it is neither published nor exported"));
            return;
        }
        for link in links::links(&own.name, address) {
            // BibDesk and Zotero write the same address in several fields.
            if paper.links.contains(&link) {
                continue;
            }
            self.add_link(own, link, paper);
        }
    }

    fn add_link(&mut self, own: &Own<'_>, link: Link, paper: &mut Paper) {
        if url::safe(&link.url).is_none() {
            let found =
                self.warn(Code::BadLink, own.field.value, format!("the link `{}` has no safe address", own.name));
            found.label = Some(Label::Expected("`https:`, `http:`, `mailto:` or a relative address".to_owned()));
            found.help = Some("it is shown as text".to_owned());
        } else if let Some(meant) = url::meant(&link.url) {
            let found = self.warn(Code::BadLink, own.field.value, format!("the link `{}` has no scheme", own.name));
            found.help = Some(format!("did you mean `{meant}`?"));
        }
        paper.links.push(link);
    }
}
