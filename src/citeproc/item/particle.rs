//! Particles in names: small words that belong to a family name, which sources write into other parts.
//!
//! Particles at the start of the family name do not drop; those at the end of the given names do, as do those before
//! them. Both begin with a small letter, or end with an apostrophe as `d'` and `D'` do.

use super::name::Name;

/// Moves particles out of the family and given names.
pub(super) fn split(name: &mut Name) {
    if name.non_dropping_particle.is_empty() {
        split_family(name);
    }
    if name.suffix.is_empty() {
        split_suffix(name);
    }
    if name.dropping_particle.is_empty() {
        split_given(name);
    }
}

/// A family name in double quotes is one name.
fn split_family(name: &mut Name) {
    if let Some(inner) = name.family.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        name.family = inner.to_owned();
        return;
    }
    let mut end = 0;
    for word in name.family.split_inclusive([' ', '\u{a0}']) {
        if end + word.len() == name.family.len() || !is_particle(word.trim_end()) {
            break;
        }
        end += word.len();
    }
    if end == 0 {
        end = elision(&name.family);
    }
    if end > 0 {
        let rest = name.family.split_off(end);
        let particle = std::mem::replace(&mut name.family, rest);
        let trimmed = particle.trim_end_matches(' ');
        // A space after an apostrophe stays: there is no space in `d’Alembert`.
        let apart = trimmed.len() < particle.len() && trimmed.ends_with(['\'', '’']);
        (if apart { &particle } else { trimmed }).clone_into(&mut name.non_dropping_particle);
    }
}

/// The length of an elided article at the start, such as `d’` in `d’Alembert`.
fn elision(family: &str) -> usize {
    let Some((at, mark)) = family.char_indices().find(|(_, c)| matches!(c, '\'' | '’' | '-')) else { return 0 };
    let article = &family[..at];
    let rest = &family[at + mark.len_utf8()..];
    let is_known = match mark {
        '-' => matches!(article, "al" | "el" | "as" | "at" | "ar"),
        _ => matches!(article, "d" | "l" | "dell" | "all" | "dall" | "nell" | "sull"),
    };
    if is_known && rest.chars().next().is_some_and(char::is_alphabetic) { at + mark.len_utf8() } else { 0 }
}

/// `Jr.` and numerals after a comma in the given names.
fn split_suffix(name: &mut Name) {
    let Some((given, suffix)) = name.given.split_once(',') else { return };
    let (suffix, comma) = suffix.strip_prefix('!').map_or((suffix, false), |rest| (rest, true));
    let (given, suffix) = (given.to_owned(), suffix.trim().to_owned());
    name.given = given;
    if suffix.split(' ').all(is_particle) {
        name.dropping_particle = format!(", {suffix}");
    } else {
        name.comma_suffix = comma;
        name.suffix = suffix;
    }
}

fn split_given(name: &mut Name) {
    let mut start = name.given.len();
    while let Some(space) = name.given[..start].rfind(' ') {
        let word = &name.given[space + 1..start];
        if !is_particle(word.trim_end()) {
            break;
        }
        start = space;
    }
    if start < name.given.len() {
        let particle = name.given.split_off(start);
        particle.trim().clone_into(&mut name.dropping_particle);
        // A particle among the given names makes what the family name begins with a part of it.
    }
}

fn is_particle(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
        && !word.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_found() {
        #[track_caller]
        fn check(family: &str, given: &str, expect: [&str; 5]) {
            let name = Name { family: family.to_owned(), given: given.to_owned(), ..Name::default() }.with_particles();
            let parts = [&name.given, &name.dropping_particle, &name.non_dropping_particle, &name.family, &name.suffix];
            assert_eq!(parts, expect.map(str::to_owned).each_ref());
        }
        check("van der Maaten", "Laurens", ["Laurens", "", "van der", "Maaten", ""]);
        check("Gaulle", "Charles de", ["Charles", "de", "", "Gaulle", ""]);
        check("d’Alembert", "Jean", ["Jean", "", "d’", "Alembert", ""]);
        check("Doe", "John, Jr.", ["John", "", "", "Doe", "Jr."]);
        check("Ortiz de Zárate", "José", ["José", "", "", "Ortiz de Zárate", ""]);
        check("\"van Gogh\"", "Vincent", ["Vincent", "", "", "van Gogh", ""]);
        check("hooks", "bell", ["bell", "", "", "hooks", ""]);
    }
}
