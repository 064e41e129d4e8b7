//! The BibTeX record of an entry, which the script copies.
//!
//! To keep pages small, values that the script can derive from the entry or its `COinS` record are replaced by the
//! placeholder `<>`. The rules below must match those in `papers.js`.

use super::coins::Record;
use super::write::Html;
use crate::bibtex_writer;
use crate::markup::escape;
use crate::paper::{MONTHS, Paper};

impl Html<'_> {
    pub(super) fn bib(&mut self, paper: &Paper, record: &Record<'_>) {
        let entry = bibtex_writer::to_cite(paper);
        self.out.push_str("<script type=\"text/plain\" class=\"papers-bib\">@");
        self.out.push_str(entry.kind);
        self.out.push('{');
        self.value_or_placeholder(entry.key == paper.key, &entry.key);
        self.out.push_str(",\n");
        for (name, value) in &entry.fields {
            self.out.push_str("  ");
            self.out.push_str(name);
            self.out.push_str(" = ");
            self.value_or_placeholder(derived(record, name).as_ref() == Some(value), value);
            self.out.push_str(",\n");
        }
        self.out.push_str("}\n</script>\n");
    }

    /// Writes a value, or the placeholder if the script can derive it.
    fn value_or_placeholder(&mut self, is: bool, text: &str) {
        if is {
            self.out.push_str("<>");
        } else {
            escape::script(text, &mut self.out);
        }
    }
}

/// Derives the value of a BibTeX field from a record, as the script does.
fn derived(record: &Record<'_>, field: &str) -> Option<String> {
    let first = |names| record.values(names).next();
    let ids = || record.values(&["rft_id", "rft.identifier"]);
    let address = || ids().find(|id| !id.starts_with("info:"));
    let date = |part| first(&["rft.date"])?.split('-').nth(part);
    let value = match field {
        "author" => authors(record.values(&["rft.au", "rft.creator"])),
        "title" => title(first(&["rft.atitle"]).or_else(|| first(&["rft.title", "rft.btitle"]))?)?,
        "journal" | "booktitle" | "howpublished" => first(&["rft.jtitle", "rft.btitle", "rft.publisher"])?.to_owned(),
        "year" => date(0)?.to_owned(),
        "month" => return month(date(1)?),
        "doi" => ids().find_map(|id| id.strip_prefix("info:doi/"))?.to_owned(),
        "url" => address()?.to_owned(),
        "eprint" => arxiv(address()?)?.to_owned(),
        _ => return None,
    };
    Some(format!("{{{value}}}"))
}

/// Adds braces to a title. Returns `None` if it contains math or a byte order mark, where the script would differ.
fn title(title: &str) -> Option<String> {
    bibtex_writer::braced_title(title).filter(|title| !title.contains(['$', '\u{FEFF}']))
}

/// Returns the macro of a month, which every BibTeX style defines.
fn month(number: &str) -> Option<String> {
    let month = MONTHS.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
    Some(month[..3].to_ascii_lowercase())
}

/// Joins names for BibTeX. Names that are not split into parts are put in braces.
fn authors<'r>(names: impl Iterator<Item = &'r str>) -> String {
    let names = names.map(|name| if name.contains(", ") { name.to_owned() } else { format!("{{{name}}}") });
    names.collect::<Vec<_>>().join(" and ")
}

/// Returns the identifier in an arXiv URL, without the version.
fn arxiv(address: &str) -> Option<&str> {
    address.split("arxiv.org/").skip(1).find_map(|rest| {
        let id = rest.strip_prefix("abs/").or_else(|| rest.strip_prefix("pdf/"))?;
        let end = id.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(id.len());
        Some(id[..end].trim_end_matches('.')).filter(|id| !id.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::{Date, DateValue, Link, Person};

    /// Returns the fields that are written as placeholders.
    fn omitted(paper: &Paper) -> Vec<String> {
        let record = Record::of(paper);
        let fields = bibtex_writer::to_cite(paper).fields.into_iter();
        fields.filter(|(name, value)| derived(&record, name).as_ref() == Some(value)).map(|(name, _)| name).collect()
    }

    #[test]
    fn a_field_is_omitted_only_if_the_record_has_the_same_value() {
        #[track_caller]
        fn check(paper: &Paper, written: &[&str], all: &[&str]) {
            let expect: Vec<_> = all.iter().filter(|name| !written.contains(name)).collect();
            assert_eq!(omitted(paper).iter().collect::<Vec<_>>(), expect);
        }
        let link = |url: &str| vec![Link { label: "paper".to_owned(), url: url.to_owned() }];
        let plain = Paper {
            kind: "article".to_owned(),
            title: "LLaMA: Open Models, \"GPT-4\" and T5".into(),
            authors: ["Ada Lovelace", "van der Wal, Oskar", "{Big Science}", "张三"].map(Person::parse).into(),
            venue: Some("arXiv".to_owned()),
            date: Date::parse("2023-02-05").map(DateValue::from),
            doi: Some("10.1234/a".to_owned()),
            arxiv: Some("2302.13971".to_owned()),
            links: link("https://arxiv.org/pdf/2302.13971v2.pdf"),
            ..Paper::default()
        };
        let all = ["author", "title", "howpublished", "year", "month", "doi", "eprint", "url"];
        assert_eq!(omitted(&plain), all);

        // Values that LaTeX escapes.
        check(&Paper { title: "Costs & $a < b$".into(), ..plain.clone() }, &["title"], &all);
        check(&Paper { title: "The $F_1A$ score".into(), ..plain.clone() }, &["title"], &all);
        check(&Paper { title: "one--two".into(), ..plain.clone() }, &["title"], &all);
        check(&Paper { title: "A\u{FEFF}B".into(), ..plain.clone() }, &["title"], &all);
        check(&Paper { venue: Some("R&D".to_owned()), ..plain.clone() }, &["howpublished"], &all);
        check(&Paper { links: link("https://x.org/{a}"), ..plain.clone() }, &["url", "eprint"], &all);
        // Values that differ from the record or are missing in it.
        let mut more = plain.clone();
        more.authors.others = true;
        assert!(bibtex_writer::to_cite(&more).fields[0].1.ends_with(" and others}"));
        check(&more, &["author"], &all);
        for name in ["King, Jr., Martin Luther", "Plato", "A {and} B", "Smith & Co, A"] {
            check(&Paper { authors: [Person::parse(name)].into(), ..plain.clone() }, &["author"], &all);
        }
        check(&Paper { authors: vec![Person::parse("Ada Lovelace"); 51].into(), ..plain.clone() }, &["author"], &all);
        check(&Paper { kind: "report".to_owned(), ..plain.clone() }, &["howpublished"], &all);
        check(&Paper { kind: "dataset".to_owned(), ..plain.clone() }, &[], &all);
        check(&Paper { links: Vec::new(), ..plain.clone() }, &["url", "eprint"], &all);
        check(&Paper { arxiv: Some("math/0211159".to_owned()), ..plain.clone() }, &["eprint"], &all);
        let talk = ["author", "title", "booktitle", "year", "month", "doi", "eprint", "url"];
        check(&Paper { kind: "paper-conference".to_owned(), ..plain.clone() }, &[], &talk);
        let article = ["author", "title", "journal", "year", "month", "doi", "eprint", "url"];
        check(&Paper { kind: "article-journal".to_owned(), ..plain }, &[], &article);
    }
}
