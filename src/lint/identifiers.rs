//! Identifiers in no form that their registry gives, and links that contradict them.

use super::duplicates::{agrees, arxiv, doi};
use super::{LintedPaper, Subject, at, fix};
use crate::diagnostic::{Code, Diagnostic};
use crate::format;
use crate::identifier::{Arxiv, Doi, Identifier, Isbn};

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for item in subject.items() {
        let paper = item.paper;
        if let Some(written) = &paper.arxiv {
            let plain = written.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./-".contains(&byte));
            let fine = plain && Arxiv::parse(written).is_some();
            let meant = Identifier::parse(written).filter(|meant| matches!(meant.work(), Identifier::Arxiv(_)));
            let meant = meant.map(|meant| if let Identifier::Arxiv(_) = meant { meant } else { meant.work() });
            found.extend((!fine).then(|| malformed(&item, "arxiv", written, meant.as_ref(), "such as `2302.13971`")));
        }
        if let Some(written) = &paper.doi {
            let fine = written.starts_with("10.") && Doi::parse(written).is_some();
            let meant = Identifier::parse(written).filter(|meant| matches!(meant, Identifier::Doi(_)));
            found.extend((!fine).then(|| malformed(&item, "doi", written, meant.as_ref(), "such as `10.1000/182`")));
        }
        if let Some(written) = &paper.isbn
            && !are_isbns(written)
        {
            found.push(malformed(
                &item,
                "isbn",
                written,
                None,
                "of 10 or 13 digits, the last of which checks the others",
            ));
        }
        found.extend(contradictions(&item));
    }
}

fn malformed(item: &LintedPaper<'_>, field: &str, written: &str, meant: Option<&Identifier>, form: &str) -> Diagnostic {
    let (origin, span) = format::locate(item.origin, field, 0);
    let name = match field {
        "arxiv" => "an arXiv identifier",
        "doi" => "a DOI",
        _ => "an ISBN",
    };
    let Some(meant) = meant else {
        let found = at(origin, span, Code::BadIdentifier, format!("`{written}` is not {name}"));
        return found.label(format!("expected one {form}"));
    };
    let meant = meant.to_string();
    at(origin, span, Code::BadIdentifier, format!("`{written}` is more than {name}"))
        .help(format!("write `{meant}`"))
        .fix(fix::replace(origin, span, written, &meant))
}

/// Several may stand in one field, each with its binding in brackets, as library catalogues export them.
fn are_isbns(written: &str) -> bool {
    let bracketed = |part: &str| part.split_once(')').map_or("", |(_, rest)| rest).to_owned();
    let written =
        written.split('(').enumerate().map(|(nth, part)| if nth == 0 { part.to_owned() } else { bracketed(part) });
    let written = &written.collect::<String>();
    let mut parts = written.split([',', ';', ' ']).filter(|part| !part.is_empty()).peekable();
    Isbn::parse(written).is_some() || parts.peek().is_some() && parts.all(|part| Isbn::parse(part).is_some())
}

fn contradictions(item: &LintedPaper<'_>) -> Vec<Diagnostic> {
    let (arxiv, doi) = (arxiv(item.paper), doi(item.paper));
    let mut found = Vec::new();
    let of_fields = [("arxiv", &arxiv), ("doi", &doi)];
    if let (Some(arxiv), Some(doi)) = (&arxiv, &doi)
        && agrees(arxiv, doi) == Some(false)
    {
        let message = format!("the DOI `{doi}` is that of another paper than `arxiv`, {arxiv}");
        found.push(item.at(Code::BadIdentifier, "doi", 0, message));
    }
    for (nth, link) in item.paper.links.iter().enumerate() {
        let Some(led) = Identifier::in_url(&link.url) else { continue };
        let other = of_fields.iter().find_map(|(field, own)| {
            let own = own.as_ref()?;
            (agrees(own, &led) == Some(false)).then_some((*field, own))
        });
        let agreed = of_fields.iter().any(|(_, own)| own.as_ref().is_some_and(|own| agrees(own, &led) == Some(true)));
        if let Some((field, own)) = other.filter(|_| !agreed) {
            let message =
                format!("the link `{}` leads to {} {led}, but `{field}` is {own}", link.label, led.registry());
            found.push(item.at(Code::BadIdentifier, "links", nth, message));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_isbns_may_stand_in_one_field() {
        for fine in [
            "978-0-262-03384-8",
            "0226019683 (cloth alk. paper)",
            "9780226302058 (hbk.) 0226302059 (hbk.)",
            "0 306 40615 2",
        ] {
            assert!(are_isbns(fine), "{fine}");
        }
        for wrong in ["978-0-262-03384-9", "9780226302058 1", "(pbk.)", ""] {
            assert!(!are_isbns(wrong), "{wrong}");
        }
    }
}
