//! Identifiers of arXiv, in the scheme of 2007 and the one before (<https://info.arxiv.org/help/arxiv_identifier.html>).

use std::fmt;

use super::strip_prefix_ignore_case;

/// An arXiv identifier of either scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arxiv {
    /// `2302.13971` or `hep-th/9901001`: without version, and without the subject class that `math.GT/0309136` has.
    pub id: String,
    /// The version, if given.
    pub version: Option<u16>,
}

impl Arxiv {
    /// Parses an identifier, with an optional `arXiv:` before it and an optional primary class in brackets after it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = strip_prefix_ignore_case(text, "arxiv:").unwrap_or(text);
        let text = text.split_once(" [").filter(|(_, class)| class.ends_with(']')).map_or(text, |(id, _)| id.trim());
        let (id, version) = split_version(text);
        let id = if let Some((archive, number)) = id.split_once('/') {
            let archive = archive_of(archive)?;
            is_old_number(number).then(|| format!("{archive}/{number}"))?
        } else {
            is_new(id).then(|| id.to_owned())?
        };
        Some(Self { id, version })
    }
}

impl fmt::Display for Arxiv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)?;
        match self.version {
            Some(version) => write!(f, "v{version}"),
            None => Ok(()),
        }
    }
}

fn split_version(text: &str) -> (&str, Option<u16>) {
    let Some((id, digits)) = text.rsplit_once(['v', 'V']) else { return (text, None) };
    let plain = !digits.starts_with(['0', '+']);
    match digits.parse() {
        Ok(version) if plain => (id, Some(version)),
        _ => (text, None),
    }
}

/// `YYMM.number`: four digits from April 2007, five since 2015.
fn is_new(id: &str) -> bool {
    let Some((date, number)) = id.split_once('.') else { return false };
    let Some((year, month)) = year_month(date) else { return false };
    let width = if year < 15 { 4 } else { 5 };
    let begun = (8..91).contains(&year) || (year == 7 && month >= 4);
    begun && number.len() == width && is_digits(number)
}

/// `YYMMnumber`, the number of three digits, from 1991 up to March 2007.
fn is_old_number(number: &str) -> bool {
    let Some((date, rest)) = number.split_at_checked(4) else { return false };
    let Some((year, month)) = year_month(date) else { return false };
    (!(7..91).contains(&year) || (year == 7 && month <= 3)) && rest.len() == 3 && is_digits(rest)
}

fn year_month(date: &str) -> Option<(u8, u8)> {
    if date.len() != 4 || !is_digits(date) {
        return None;
    }
    let (year, month) = (date[..2].parse().ok()?, date[2..].parse().ok()?);
    (1..=12).contains(&month).then_some((year, month))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns the archive of an old identifier, without its subject class.
fn archive_of(written: &str) -> Option<&'static str> {
    let (archive, class) = written.split_once('.').map_or((written, None), |(archive, class)| (archive, Some(class)));
    let class_fits = class.is_none_or(|class| class.len() == 2 || class.contains('-'));
    ARCHIVES.iter().copied().find(|known| class_fits && archive.eq_ignore_ascii_case(known))
}

/// The archives of the old scheme, including those merged later.
const ARCHIVES: &[&str] = &[
    "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn", "chem-ph", "cmp-lg",
    "comp-gas", "cond-mat", "cs", "dg-ga", "funct-an", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math",
    "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th", "patt-sol", "physics", "plasm-ph", "q-alg", "q-bio",
    "quant-ph", "solv-int", "stat", "supr-con",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_schemes_are_parsed() {
        #[track_caller]
        fn check(text: &str, expect: Option<(&str, Option<u16>)>) {
            let found = Arxiv::parse(text);
            assert_eq!(found.as_ref().map(|found| (found.id.as_str(), found.version)), expect, "{text}");
        }
        check("2302.13971", Some(("2302.13971", None)));
        check("2302.13971v12", Some(("2302.13971", Some(12))));
        check("ARXIV:0704.0001", Some(("0704.0001", None)));
        check("arXiv:2302.13971 [cs.CL]", Some(("2302.13971", None)));
        check("1412.9999", Some(("1412.9999", None)));
        check("1501.00001", Some(("1501.00001", None)));
        check("hep-th/9901001v3", Some(("hep-th/9901001", Some(3))));
        check("math.GT/0309136", Some(("math/0309136", None)));
        check("cs/0703001", Some(("cs/0703001", None)));
        for invalid in [
            "",
            "2302.1397",
            "2302.139711",
            "2313.13971",
            "0703.0001",
            "1412.99999",
            "1501.0001",
            "2302.13971v",
            "2302.13971v0",
            "9902.13971",
            "hep-th/0704001",
            "hep-th/990100",
            "hepth/9901001",
            "math.GEOM/0309136",
            "2302.1397１",
            "arXiv:",
            "评.估",
        ] {
            check(invalid, None);
        }
    }
}
