//! Malformed identifiers, and links that contradict identifiers.

use super::duplicates::{agrees, arxiv, doi};
use super::{LintedPaper, at, fix};
use crate::diagnostic::{Code, Diagnostic};
use crate::format;
use crate::identifier::{Arxiv, Doi, Identifier, Isbn};

pub(super) fn check(item: &LintedPaper<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let paper = item.paper;
    if let Some(value) = &paper.arxiv {
        let allowed = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./-".contains(&byte));
        let valid = allowed && Arxiv::parse(value).is_some();
        let meant = Identifier::parse(value).filter(|meant| matches!(meant.work(), Identifier::Arxiv(_)));
        let meant = meant.map(|meant| if let Identifier::Arxiv(_) = meant { meant } else { meant.work() });
        diagnostics.extend((!valid).then(|| malformed(item, "arxiv", value, meant.as_ref(), "such as `2302.13971`")));
    }
    if let Some(value) = &paper.doi {
        let valid = value.starts_with("10.") && Doi::parse(value).is_some();
        let meant = Identifier::parse(value).filter(|meant| matches!(meant, Identifier::Doi(_)));
        diagnostics.extend((!valid).then(|| malformed(item, "doi", value, meant.as_ref(), "such as `10.1000/182`")));
    }
    if let Some(value) = &paper.isbn
        && !are_isbns(value)
    {
        diagnostics.push(malformed(
            item,
            "isbn",
            value,
            None,
            "of 10 or 13 digits, the last of which is a check digit",
        ));
    }
    diagnostics.extend(contradictions(item));
}

fn malformed(item: &LintedPaper<'_>, field: &str, value: &str, meant: Option<&Identifier>, form: &str) -> Diagnostic {
    let (origin, span) = format::locate(item.origin, field, 0);
    let name = match field {
        "arxiv" => "an arXiv identifier",
        "doi" => "a DOI",
        _ => "an ISBN",
    };
    let Some(meant) = meant else {
        let diagnostic = at(origin, span, Code::BadIdentifier, format!("`{value}` is not {name}"));
        return diagnostic.expected(format!("one {form}"));
    };
    let meant = meant.to_string();
    at(origin, span, Code::BadIdentifier, format!("`{value}` is not just {name}"))
        .help(format!("write `{meant}`"))
        .fix(fix::replace(origin, span, value, &meant))
}

/// Returns whether a field contains valid ISBNs. Library catalogs export several in one field, each with its binding in brackets.
fn are_isbns(value: &str) -> bool {
    let bracketed = |part: &str| part.split_once(')').map_or("", |(_, rest)| rest).to_owned();
    let value =
        value.split('(').enumerate().map(|(nth, part)| if nth == 0 { part.to_owned() } else { bracketed(part) });
    let value = &value.collect::<String>();
    let mut parts = value.split([',', ';', ' ']).filter(|part| !part.is_empty()).peekable();
    Isbn::parse(value).is_some() || parts.peek().is_some() && parts.all(|part| Isbn::parse(part).is_some())
}

fn contradictions(item: &LintedPaper<'_>) -> Vec<Diagnostic> {
    let (arxiv, doi) = (arxiv(item.paper), doi(item.paper));
    let mut diagnostics = Vec::new();
    let of_fields = [("arxiv", &arxiv), ("doi", &doi)];
    if let (Some(arxiv), Some(doi)) = (&arxiv, &doi)
        && agrees(arxiv, doi) == Some(false)
    {
        let message = format!("the DOI `{doi}` belongs to another paper than `arxiv`, {arxiv}");
        diagnostics.push(item.at(Code::BadIdentifier, "doi", 0, message));
    }
    for (nth, link) in item.paper.links.iter().enumerate() {
        let Some(linked) = Identifier::in_url(&link.url) else { continue };
        let other = of_fields.iter().find_map(|(field, identifier)| {
            let identifier = identifier.as_ref()?;
            (agrees(identifier, &linked) == Some(false)).then_some((*field, identifier))
        });
        let agreed = of_fields.iter().any(|(_, identifier)| {
            identifier.as_ref().is_some_and(|identifier| agrees(identifier, &linked) == Some(true))
        });
        if let Some((field, identifier)) = other.filter(|_| !agreed) {
            let message = format!(
                "the link `{}` leads to {} {linked}, but `{field}` is {identifier}",
                link.label,
                linked.registry()
            );
            diagnostics.push(item.at(Code::BadIdentifier, "links", nth, message));
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_isbns_may_be_in_one_field() {
        for valid in [
            "978-0-262-03384-8",
            "0226019683 (cloth alk. paper)",
            "9780226302058 (hbk.) 0226302059 (hbk.)",
            "0 306 40615 2",
        ] {
            assert!(are_isbns(valid), "{valid}");
        }
        for invalid in ["978-0-262-03384-9", "9780226302058 1", "(pbk.)", ""] {
            assert!(!are_isbns(invalid), "{invalid}");
        }
    }
}
