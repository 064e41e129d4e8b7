//! One name: its parts in order, and initials.

use std::borrow::Cow;

use super::list::ListStyle;
use super::{Area, Evaluator};
use crate::citeproc::buffer::{Mark, RunKind};
use crate::citeproc::element::{Dress, NameForm};
use crate::citeproc::format::Look;
use crate::citeproc::item::{Name, Script, Text};
use crate::citeproc::state::Given;
use crate::citeproc::style::Demote;

/// A part of a name, with the element whose formatting and case it has.
#[derive(Clone, Copy)]
struct NamePart<'a, 'b> {
    text: &'b str,
    dress: Option<&'a Dress>,
}

impl<'a> Evaluator<'a> {
    /// Prints one name.
    pub(super) fn name(&mut self, name: &'a Name, style: &ListStyle<'a>, inverted: bool, level: Given) {
        let Some(element) = style.name else { return self.name_body(name, style, inverted, level) };
        self.dressed(&element.dress, |this| this.name_body(name, style, inverted, level));
    }

    fn name_body(&mut self, name: &'a Name, style: &ListStyle<'a>, inverted: bool, level: Given) {
        if !name.literal.is_empty() {
            return self.part(style.name.and_then(|element| element.family.as_ref()), &name.literal);
        }
        if name.family.is_empty() {
            return self.part(style.name.and_then(|element| element.family.as_ref()), &name.given);
        }
        let long = style.form == NameForm::Long || level != Given::Plain;
        let given = if long { self.given_name(name, style, level) } else { Cow::Borrowed("") };
        if self.context.area == Area::Sort {
            return self.sort_name(name, &given, style);
        }
        self.arranged(name, &given, style, inverted, long);
    }

    fn given_name<'b>(&self, name: &'b Name, style: &ListStyle<'a>, level: Given) -> Cow<'b, str> {
        match style.initialize_with {
            Some(with) if level != Given::Full || !style.initialize => Cow::Owned(initialize(
                &name.given,
                with,
                self.context.style.initialize_with_hyphen,
                style.initialize && level != Given::Full,
            )),
            _ => Cow::Borrowed(&name.given),
        }
    }

    /// Prints the parts of a name in the order of its script and of the style.
    fn arranged(&mut self, name: &Name, given: &str, style: &ListStyle<'a>, inverted: bool, long: bool) {
        let of_family = style.name.and_then(|element| element.family.as_ref());
        let of_given = style.name.and_then(|element| element.given.as_ref());
        let family = NamePart { text: &name.family, dress: of_family };
        let particle = NamePart { text: &name.non_dropping_particle, dress: of_family };
        let dropping = NamePart { text: &name.dropping_particle, dress: of_given };
        let given = NamePart { text: given, dress: of_given };
        let bare = style.initialize_with.is_some_and(|with| !with.contains('.')) && name.suffix.contains('.');
        let bare = bare.then(|| name.suffix.replace('.', ""));
        let suffix = NamePart { text: bare.as_deref().unwrap_or(&name.suffix), dress: None };
        let start = self.buffer.mark();
        if name.script() == Script::Asian {
            self.name_group(start, "", of_family, &[particle, family]);
            if long {
                self.name_group(start, "", of_given, &[given]);
            }
        } else if !long {
            self.name_group(start, "", of_family, &[particle, family]);
        } else if name.static_ordering && !inverted {
            self.name_group(start, " ", of_family, &[particle, family]);
            self.name_group(start, " ", of_given, &[given]);
        } else if inverted && self.context.style.demote == Demote::DisplayAndSort {
            self.name_group(start, " ", of_family, &[family]);
            self.name_group(start, style.sort_separator, of_given, &[given, dropping, particle]);
            self.name_group(start, style.sort_separator, None, &[suffix]);
        } else if inverted {
            self.name_group(start, " ", of_family, &[particle, family]);
            self.name_group(start, style.sort_separator, of_given, &[given, dropping]);
            self.name_group(start, style.sort_separator, None, &[suffix]);
        } else {
            self.name_group(start, " ", of_given, &[given]);
            let with_comma =
                NamePart { text: if name.comma_suffix && !name.suffix.is_empty() { "," } else { "" }, dress: None };
            self.name_group(start, " ", of_family, &[dropping, particle, family, with_comma, suffix]);
        }
    }

    /// Prints parts of a name inside the affixes of one of them, with spaces between.
    fn name_group(&mut self, start: Mark, separator: &str, affixes: Option<&'a Dress>, parts: &[NamePart<'a, '_>]) {
        let mut any = false;
        for part in parts.iter().filter(|part| !part.text.is_empty()) {
            if any {
                self.separate(" ", part.text);
            } else {
                if !self.buffer.is_empty_since(start) {
                    self.separate(separator, part.text);
                }
                if let Some(affixes) = affixes {
                    self.print_affix(affixes.affixes.prefix());
                }
                any = true;
            }
            self.styled(part.dress, part.text);
        }
        if let (true, Some(affixes)) = (any, affixes) {
            self.print_affix(affixes.affixes.suffix());
        }
    }

    /// A space or a separator; no space after an apostrophe or a hyphen, nor before a comma.
    fn separate(&mut self, separator: &str, next: &str) {
        let joins = self.buffer.text.ends_with(['\'', '’', '-', '\u{a0}', ' ']) || next.starts_with(',');
        if !(separator == " " && joins) {
            self.print_affix(separator);
        }
    }

    fn part(&mut self, dress: Option<&'a Dress>, text: &str) {
        match dress {
            Some(dress) => self.dressed(dress, |this| this.print_name(text)),
            None => self.print_name(text),
        }
    }

    /// Formatting and case of a part, without the affixes.
    fn styled(&mut self, dress: Option<&'a Dress>, text: &str) {
        let outer = self.look;
        let start = self.buffer.mark();
        if let Some(dress) = dress {
            self.look = dress.format.apply(outer);
        }
        self.print_name(text);
        if let Some(dress) = dress {
            self.change(start, dress);
        }
        self.look = outer;
    }

    fn print_name(&mut self, text: &str) {
        if text.contains(['<', '\'', '"']) {
            self.buffer.push_text(&Text::parse(text), self.look);
        } else {
            self.print(text);
        }
    }

    /// A name as a sort key.
    fn sort_name(&mut self, name: &Name, given: &str, style: &ListStyle<'a>) {
        let never = self.context.style.demote == Demote::Never;
        let mut key = Vec::with_capacity(5);
        if never && !name.non_dropping_particle.is_empty() {
            key.push(format!("{} {}", name.non_dropping_particle, name.family));
        } else {
            key.push(name.family.clone());
        }
        if style.form == NameForm::Long {
            let particles: &[&str] = if never {
                &[given, &name.dropping_particle]
            } else {
                &[given, &name.dropping_particle, &name.non_dropping_particle]
            };
            key.push(particles.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" "));
            key.push(name.suffix.clone());
        }
        key.retain(|part| !part.is_empty());
        self.buffer.push(&key.join(", "), Look::PLAIN, RunKind::Text);
    }
}

/// Makes initials of given names.
///
/// `with` follows each initial. Without `full`, only what is an initial already gets it, and names stay. A word that begins
/// small stays as it is.
pub(in crate::citeproc) fn initialize(given: &str, with: &str, hyphen: bool, full: bool) -> String {
    let mut out = String::new();
    let mut after_initial = false;
    for word in given.split([' ', '\u{a0}']).flat_map(parts_of_word).filter(|word| !word.is_empty()) {
        let mut joint = "";
        for (at, part) in hyphenated(word).enumerate() {
            if at > 0 {
                joint = if hyphen && with_hyphen(part) { "-" } else { "" };
            }
            add_part(&mut out, part, joint, with, full, &mut after_initial, at > 0);
        }
    }
    out.trim_end().to_owned()
}

/// A word, or an initial and the name that follows it without a space, as in `J.Ralph`.
fn parts_of_word(word: &str) -> [&str; 2] {
    match word.split_once('.') {
        Some((first, rest)) if first.chars().count() == 1 && rest.chars().count() > 2 && !rest.contains(['.', '-']) => {
            word.split_at(first.len() + 1)
        }
        _ => (word, ""),
    }
    .into()
}

fn hyphenated(word: &str) -> impl Iterator<Item = &str> {
    word.split(['-', '\u{2010}', '\u{2011}']).filter(|part| !part.is_empty())
}

/// Whether the second part of a hyphenated name gets an initial of its own.
fn with_hyphen(part: &str) -> bool {
    part.chars().next().is_some_and(char::is_uppercase)
}

fn add_part(out: &mut String, part: &str, joint: &str, with: &str, full: bool, after_initial: &mut bool, inner: bool) {
    let first = part.chars().next().unwrap_or_default();
    let initials = written_initials(part);
    if initials.is_empty() && (!full || !first.is_uppercase()) {
        if inner && first.is_lowercase() && full {
            // `Ji-ping` has one initial.
            return;
        }
        if inner {
            out.truncate(out.trim_end().len());
            out.push('-');
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        out.push_str(part);
        *after_initial = false;
        return;
    }
    if !joint.is_empty() {
        out.truncate(out.trim_end().len());
        out.push_str(joint);
    } else if !out.is_empty() && !*after_initial && !out.ends_with(' ') {
        out.push(' ');
    }
    if initials.is_empty() {
        out.push_str(&first_initial(part));
        out.push_str(with);
    }
    for initial in initials {
        out.push_str(initial);
        out.push_str(with);
    }
    *after_initial = true;
}

/// The initial of a name; two large letters before small ones are one, as in `TSerendorjiin`.
fn first_initial(part: &str) -> String {
    let large = part.chars().take_while(|c| c.is_uppercase()).count();
    let more = part.chars().nth(large).is_some_and(char::is_lowercase);
    let mut letters = part.chars();
    let mut initial: String = letters.next().into_iter().collect();
    if large == 2 && more {
        initial.extend(letters.next().into_iter().flat_map(char::to_lowercase));
    }
    initial
}

/// The initials that a word consists of: `J.R.R.` has three, `J` one, `Jean` none.
fn written_initials(part: &str) -> Vec<&str> {
    let mut letters = part.chars();
    if let (Some(only), None) = (letters.next(), letters.next()) {
        return if only.is_uppercase() { vec![part] } else { Vec::new() };
    }
    if !part.contains('.') {
        return Vec::new();
    }
    let pieces: Vec<_> = part.split('.').filter(|piece| !piece.is_empty()).collect();
    let short = |piece: &&str| piece.chars().count() <= 2 && piece.chars().next().is_some_and(char::is_uppercase);
    if part.ends_with('.') && pieces.iter().all(short) || pieces.len() > 1 && pieces.iter().all(short) {
        pieces
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_of_names() {
        #[track_caller]
        fn check(given: &str, with: &str, full: bool, expect: &str) {
            assert_eq!(initialize(given, with, true, full), expect);
        }
        check("John Ronald Reuel", ". ", true, "J. R. R.");
        check("J.R.R.", ". ", true, "J. R. R.");
        check("J.R.R.", ".", true, "J.R.R.");
        check("Jean-Luc", ".", true, "J.-L.");
        check("Jean-Luc", "", true, "J-L");
        check("Donald E.", "", false, "Donald E");
        check("Donald E.", ".", false, "Donald E.");
        check("Ji-ping", ". ", true, "J.");
        check("Jean de la", ".", true, "J. de la");
    }
}
