//! Converts the type, the venue and the publisher of an entry.

use super::Record;
use crate::format::bibtex::{entry_types, links};
use crate::format::external::hyphenated;
use crate::paper::Paper;

impl Record<'_> {
    /// Returns the CSL type, from the entry type and the fields.
    pub(super) fn kind(&self, kind: &str, paper: &Paper) -> &'static str {
        let subtype = self.fields.iter().find(|own| own.name == "entrysubtype");
        let subtype = subtype.map(|own| self.file.source.text[own.field.value.range()].to_ascii_lowercase());
        let sub = |word: &str| subtype.as_ref().is_some_and(|subtype| subtype.contains(word));
        let preprint = paper.arxiv.is_some();
        match entry_types::csl(kind).unwrap_or("document") {
            "article-journal" if sub("magazine") => "article-magazine",
            "article-journal" if sub("newspaper") => "article-newspaper",
            "article-journal" if preprint && !self.has("journal") && !self.has("journaltitle") => "article",
            "webpage" | "document" | "manuscript" if preprint => "article",
            "document" if kind == "misc" && paper.links.iter().any(|link| link.label == "url") => "webpage",
            csl => csl,
        }
    }

    /// Sets the venue and the publisher.
    pub(super) fn place(&mut self, kind: &str, paper: &mut Paper) {
        let periodical = paper.kind.starts_with("article") || matches!(paper.kind.as_str(), "periodical" | "review");
        let journal: [&str; 2] = ["journaltitle", "journal"];
        paper.venue = if periodical {
            journal.iter().find_map(|name| self.titled(name, "journalsubtitle"))
        } else {
            self.titled("booktitle", "booksubtitle")
        };
        if paper.venue.is_none() {
            let others: &[&str] = match paper.kind.as_str() {
                "paper-conference" | "chapter" => {
                    &["eventtitle", "maintitle", "journaltitle", "journal", "howpublished"]
                }
                "article" | "article-journal" => &["booktitle", "howpublished"],
                // A volume of a multi-volume work.
                "book" => &["maintitle"],
                _ => &["journaltitle", "journal", "eventtitle", "howpublished"],
            };
            paper.venue = self.first(others);
        }
        // The operator of the site; for other types the organization is the publisher.
        if paper.venue.is_none() && matches!(kind, "online" | "electronic" | "www" | "dataset") {
            paper.venue = self.line("organization");
        }
        // Some styles need a `booktitle` in the book for its chapters.
        paper.venue = paper.venue.take().filter(|venue| paper.kind != "book" || *venue != paper.title);
        if let Some(venue) = paper.venue.as_deref() {
            // As Google Scholar writes it; the venue is the first word.
            let front = venue.get(..6).unwrap_or(venue).trim_end();
            if front.eq_ignore_ascii_case("arxiv") || links::arxiv(venue).is_some() {
                if let (None, Some(id)) = (&paper.arxiv, links::arxiv(venue)) {
                    paper.arxiv = Some(id);
                }
                if paper.arxiv.is_some() {
                    paper.venue = Some("arXiv".to_owned());
                    paper.kind = "article".into();
                }
            }
        }
        paper.volume = self.line("volume");
        if let (None, Some(volume)) = (&paper.arxiv, paper.volume.as_deref().filter(|text| text.starts_with("abs/"))) {
            paper.arxiv = links::arxiv(volume);
        }
        let issue = self.line("issue");
        let number = self.line("number");
        let mut keep =
            |name: &str, text: Option<String>| paper.x.extend(text.map(|text| (name.to_owned(), text.into())));
        if periodical {
            match (number, issue) {
                (None, issue) => paper.issue = issue,
                (number, issue) => {
                    paper.issue = number;
                    keep("issue", issue);
                }
            }
        } else {
            paper.issue = issue;
            keep("number", number);
        }
        paper.pages = self.line("pages").map(|pages| hyphenated(&pages));
        paper.publisher = match kind {
            "thesis" | "phdthesis" | "mastersthesis" | "bachelorsthesis" => {
                self.first(&["school", "institution", "publisher"])
            }
            "report" | "techreport" => self.first(&["institution", "publisher", "organization", "school"]),
            _ => self.first(&["publisher", "institution", "school", "organization"]),
        };
        let genre = match kind {
            "phdthesis" => Some("PhD thesis"),
            "mastersthesis" => Some("Master's thesis"),
            "bachelorsthesis" => Some("Bachelor's thesis"),
            _ => None,
        };
        if let Some(genre) = genre.filter(|_| !self.has("type")) {
            paper.x.insert("type".to_owned(), genre.into());
        }
    }
}
