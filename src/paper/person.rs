//! A person or an organisation, and names as people write them.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use super::has_han;

/// A name, by the parts of BibLaTeX and CSL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The given names.
    pub given: Option<String>,
    /// A particle that is part of the given names where the family name is used alone ("Ludwig van" Beethoven): CSL's
    /// dropping particle.
    pub dropping: Option<String>,
    /// A particle before the family name that does not count for sorting ("van der"): CSL's non-dropping particle.
    pub prefix: Option<String>,
    /// The family name, or the whole of a name that has no parts.
    pub family: String,
    /// "Jr.", "III".
    pub suffix: Option<String>,
    /// Whether a comma separates the suffix in the reading order: CSL's `comma-suffix`.
    pub comma_suffix: bool,
    /// Whether `family` is the whole name: an organisation, or a name in Han.
    pub whole: bool,
}

impl Person {
    /// Reads "Given Family", "Given Family Suffix", "Family, Given", "Family, Suffix, Given", "Family, Given, Suffix", or a
    /// name in Han or in braces as it is.
    ///
    /// Lower-case words before the family name are its prefix, as BibTeX has it. A legal form after a comma belongs to an
    /// organisation.
    pub fn parse(name: &str) -> Self {
        let name = single_spaced(name);
        if let Some(whole) = name.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            return Self { family: whole.trim().to_owned(), whole: true, ..Self::default() };
        }
        let mut parts = name.split(',').map(str::trim_ascii).filter(|part| !part.is_empty());
        match std::array::from_fn(|_| parts.next()) {
            [Some(_), Some(form), None, None] if is_legal_form(form) => {
                Self { family: name.into_owned(), whole: true, ..Self::default() }
            }
            // In `van der Wal, Ii` that is a given name.
            [Some(whole), Some(generation), None, None]
                if whole.contains(' ') && !starts_lower(whole) && is_one_of(generation, GENERATIONS) =>
            {
                Self::from_display(&format!("{whole} {generation}"))
            }
            [Some(family), Some(given), None, None] => Self::from_parts(family, Some(given), None),
            [Some(family), Some(given), Some(suffix), None]
                if is_one_of(suffix, SUFFIXES) && !is_one_of(given, SUFFIXES) =>
            {
                Self::from_parts(family, Some(given), Some(suffix))
            }
            [Some(family), Some(suffix), Some(given), None] => Self::from_parts(family, Some(given), Some(suffix)),
            _ if has_han(&name) => Self { family: name.into_owned(), whole: true, ..Self::default() },
            _ => Self::from_display(&name),
        }
    }

    /// Whether a text holds several names, as far as commas and "and" tell.
    pub fn is_several(name: &str) -> bool {
        let parts: Vec<_> = name.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let braced = name.trim_start().starts_with('{');
        let commas = match parts[..] {
            [] | [_] | [_, _] => false,
            [_, second, third] => !is_one_of(second, SUFFIXES) && !is_one_of(third, SUFFIXES),
            _ => true,
        };
        !braced && (commas || name.contains(" and "))
    }

    fn from_parts(family: &str, given: Option<&str>, suffix: Option<&str>) -> Self {
        let (prefix, family) = split_prefix(family);
        Self {
            given: given.map(str::to_owned),
            dropping: None,
            prefix: prefix.map(str::to_owned),
            family: family.to_owned(),
            suffix: suffix.map(str::to_owned),
            comma_suffix: false,
            whole: false,
        }
    }

    fn from_display(name: &str) -> Self {
        let (name, suffix) = split_suffix(name);
        let words: Vec<_> = name.split(' ').collect();
        if words.len() < 2 {
            return Self { family: name.to_owned(), ..Self::default() };
        }
        let particle = (1..words.len() - 1).find(|&at| starts_lower(words[at]));
        let (given, family) = words.split_at(particle.unwrap_or(words.len() - 1));
        Self::from_parts(&family.join(" "), Some(&given.join(" ")), suffix)
    }

    /// The particle, where data tell it or have it in lower case before the rest of the family name, and that rest.
    pub fn particle(&self) -> (Option<&str>, &str) {
        match self.prefix.as_deref() {
            None if !self.whole => split_prefix(&self.family),
            prefix => (prefix, &self.family),
        }
    }

    /// The family name with the particle that does not drop.
    pub fn full_family(&self) -> Cow<'_, str> {
        match &self.prefix {
            Some(prefix) => Cow::Owned([prefix, space_after(prefix), &self.family].concat()),
            None => Cow::Borrowed(&self.family),
        }
    }

    /// The name to sort under, before the given names.
    pub fn family(&self) -> &str {
        &self.family
    }
}

impl fmt::Display for Person {
    /// The name in reading order: given, prefix, family, suffix; Han names family first, unbroken.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(given) = &self.given {
            if has_han(&self.family) {
                return [&self.family, given].into_iter().try_for_each(|part| f.write_str(part));
            }
            f.write_str(given)?;
            f.write_char(' ')?;
        }
        for particle in self.dropping.iter().chain(&self.prefix) {
            f.write_str(particle)?;
            f.write_str(space_after(particle))?;
        }
        f.write_str(&self.family)?;
        if let Some(suffix) = &self.suffix {
            f.write_char(' ')?;
            f.write_str(suffix)?;
        }
        Ok(())
    }
}

/// Returns what separates a particle from the name: nothing after an apostrophe or a hyphen, as in `d’Alembert`.
pub fn space_after(particle: &str) -> &'static str {
    if particle.ends_with(['\'', '’', '-']) { "" } else { " " }
}

/// What stands after a person's name.
const SUFFIXES: &[&str] = &["jr", "sr", "i", "ii", "iii", "iv", "v", "phd", "md"];

/// Those that stand after a whole name too.
const GENERATIONS: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// What stands after an organisation's name.
const LEGAL_FORMS: &[&str] = &["inc", "ltd", "llc", "gmbh", "corp", "plc"];

/// Likewise, where it is written just so: in other letters these are given names.
const SHORT_LEGAL_FORMS: &[&str] = &["AG", "BV", "B.V.", "Co.", "SA", "S.A."];

fn is_legal_form(word: &str) -> bool {
    SHORT_LEGAL_FORMS.contains(&word) || is_one_of(word, LEGAL_FORMS)
}

/// Whether a word is in a list, its case and its full stops left out.
fn is_one_of(word: &str, list: &[&str]) -> bool {
    // The words of all lists are ASCII.
    if !word.contains('.') {
        return list.iter().any(|known| word.eq_ignore_ascii_case(known));
    }
    let plain = || word.bytes().filter(|byte| *byte != b'.').map(|byte| byte.to_ascii_lowercase());
    list.iter().any(|known| plain().eq(known.bytes()))
}

/// A text with one blank wherever it has white space, and none at its ends.
fn single_spaced(text: &str) -> Cow<'_, str> {
    let mut before = ' ';
    let single = text.chars().all(|c| {
        let fits = if c == ' ' { before != ' ' } else { !c.is_whitespace() };
        before = c;
        fits
    });
    if single && before != ' ' {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// A name of two words or more, and what stands after it.
fn split_suffix(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once(' ') {
        Some((rest, suffix)) if rest.contains(' ') && is_one_of(suffix, GENERATIONS) => (rest, Some(suffix)),
        _ => (name, None),
    }
}

pub(crate) fn split_prefix(family: &str) -> (Option<&str>, &str) {
    let after = family.split_inclusive(' ').take_while(|word| starts_lower(word)).map(str::len).sum::<usize>();
    if after == 0 || after >= family.len() {
        return (None, family);
    }
    (Some(family[..after].trim_end()), &family[after..])
}

fn starts_lower(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_people_write_them() {
        #[track_caller]
        fn check(written: &str, family: &str, shown: &str) {
            let person = Person::parse(written);
            assert_eq!((person.family(), person.to_string().as_str()), (family, shown));
        }
        check("Hugo Touvron", "Touvron", "Hugo Touvron");
        check("Touvron,  Hugo", "Touvron", "Hugo Touvron");
        check("Oskar van der Wal", "Wal", "Oskar van der Wal");
        check("van der Wal, Oskar", "Wal", "Oskar van der Wal");
        check("King, Jr., Martin Luther", "King", "Martin Luther King Jr.");
        check("King, Martin Luther, Jr.", "King", "Martin Luther King Jr.");
        check("Martin Luther King Jr.", "King", "Martin Luther King Jr.");
        check("Martin Luther King, Jr.", "King", "Martin Luther King Jr.");
        check("Oskar van der Wal III", "Wal", "Oskar van der Wal III");
        check("OpenAI", "OpenAI", "OpenAI");
        check("OpenAI, Inc.", "OpenAI, Inc.", "OpenAI, Inc.");
        check("Philips, B.V.", "Philips, B.V.", "Philips, B.V.");
        check("Ho, Sa", "Ho", "Sa Ho");
        check("Le, Co", "Le", "Co Le");
        check("Acme, Co.", "Acme, Co.", "Acme, Co.");
        check("Lee, A.G.", "Lee", "A.G. Lee");
        check("Wang, Sa", "Wang", "Sa Wang");
        check("van der Wal, Ii", "Wal", "Ii van der Wal");
        check("Wal, Jr., Ii", "Wal", "Ii Wal Jr.");
        check("{The LLaMA Team}", "The LLaMA Team", "The LLaMA Team");
        check("唐杰", "唐杰", "唐杰");
        check("唐, 杰", "唐", "唐杰");
        check("bell hooks", "hooks", "bell hooks");
        check("", "", "");
        check("de", "de", "de");
    }

    #[test]
    fn several_names_in_one_text_are_told() {
        for name in ["Brown, Tom and Mann, Ben", "Tom Brown, Ben Mann, Al Gore", "A, B, C, D"] {
            assert!(Person::is_several(name), "{name}");
        }
        for name in [
            "Tom Brown",
            "Brown, Tom",
            "King, Jr., Martin Luther",
            "King, Martin Luther, Jr.",
            "{Food and Drugs, A, B}",
        ] {
            assert!(!Person::is_several(name), "{name}");
        }
    }
}
