//! Converts the type, the venue and the publisher of an entry.

use super::{Record, set};
use crate::format::bibtex::{entry_types, links};
use crate::format::external::hyphenated;
use crate::paper::csl::kind::{Venue, place_of_venue};
use crate::paper::{Field, Paper};

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
            csl => csl,
        }
    }

    /// Sets the venue and the publisher.
    pub(super) fn place(&mut self, kind: &str, paper: &mut Paper) {
        let periodical = paper.kind.starts_with("article") || matches!(paper.kind.as_str(), "periodical" | "review");
        let journal: [&str; 2] = ["journaltitle", "journal"];
        let mut container = if periodical {
            journal.iter().find_map(|name| self.titled(name, "journalsubtitle"))
        } else {
            self.titled("booktitle", "booksubtitle")
        };
        if container.is_none() {
            let others: &[&str] = match paper.kind.as_str() {
                "paper-conference" | "chapter" => &["maintitle", "journaltitle", "journal"],
                "article" | "article-journal" => &["booktitle"],
                // A volume of a multi-volume work.
                "book" => &["maintitle"],
                _ => &["journaltitle", "journal"],
            };
            container = self.first(others);
        }
        // Some styles need a `booktitle` in the book for its chapters.
        container = container.filter(|title| paper.kind != "book" || paper.title != *title);
        // The venue of a book without a publisher may be one; other works are in a container.
        let publishes = place_of_venue(&paper.kind) == Venue::Publisher;
        if container.is_some() && publishes && !matches!(paper.kind.as_str(), "article" | "book" | "collection") {
            Field::ContainerTitle.text_mut(paper).clone_from(&container);
        }
        paper.venue = container;
        if paper.venue.is_none() && paper.kind != "book" {
            paper.venue = self.line("howpublished");
        }
        // The operator of the site; for other types the organization is the publisher.
        if paper.venue.is_none() && matches!(kind, "online" | "electronic" | "www" | "dataset") {
            paper.venue = self.line("organization");
        }
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
        // A preprint has a number of its own, unless it is an `@article`.
        self.numbers(periodical && (paper.kind != "article" || kind == "article"), paper);
        paper.pages = self.line("pages").map(|pages| hyphenated(&pages));
        paper.publisher = match kind {
            "thesis" | "phdthesis" | "mastersthesis" | "bachelorsthesis" => {
                self.first(&["school", "institution", "publisher"])
            }
            "report" | "techreport" => self.first(&["institution", "publisher", "organization", "school"]),
            _ => self.first(&["publisher", "institution", "school", "organization"]),
        };
        // In entries of ACM the address is the publisher's and the location that of the meeting.
        if self.has("address")
            && let Some(location) = self.line("location")
        {
            let name = if self.has("venue") { "location" } else { "venue" };
            set(paper, Field::EventPlace, name, location);
        }
    }

    /// The `number` is that of an issue, of a volume in a series, or of the work itself, by the type of the entry.
    fn numbers(&mut self, periodical: bool, paper: &mut Paper) {
        let issue = self.line("issue");
        let number = self.line("number");
        if periodical {
            if let Some(article) = self.line("eid") {
                set(paper, Field::Number, "eid", article);
            }
            if number.is_some() && issue.is_some() {
                paper.x.extend(issue.clone().map(|issue| ("issue".to_owned(), issue.into())));
            }
            paper.issue = number.or(issue);
            return;
        }
        paper.issue = issue;
        let Some(number) = number else { return };
        let in_series = matches!(
            paper.kind.as_str(),
            "book" | "chapter" | "paper-conference" | "collection" | "entry-encyclopedia"
        );
        match links::arxiv(&number).filter(|_| matches!(paper.kind.as_str(), "article" | "document")) {
            Some(id) if paper.arxiv.as_ref().is_none_or(|known| *known == id) => paper.arxiv = Some(id),
            _ if in_series => set(paper, Field::CollectionNumber, "number", number),
            _ => set(paper, Field::Number, "number", number),
        }
    }
}
