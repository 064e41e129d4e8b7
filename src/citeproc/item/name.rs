//! The name of a person or of an organization.

use super::particle;
use crate::citeproc::variable::named;

/// A name, in the parts that the source has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// The family name, without particles.
    pub family: String,
    /// The given names.
    pub given: String,
    /// A particle that is dropped where only the family name is shown.
    pub dropping_particle: String,
    /// A particle that belongs to the family name.
    pub non_dropping_particle: String,
    /// `Jr.`, `III` and the like.
    pub suffix: String,
    /// Whether a comma comes before the suffix.
    pub comma_suffix: bool,
    /// Whether the family name always comes first.
    pub static_ordering: bool,
    /// A name that has no parts.
    pub literal: String,
}

named! {
    /// How a name is set.
    Script { Western = "western", Asian = "asian", }
}

impl Name {
    /// Returns a name that has no parts.
    pub fn literal(name: impl Into<String>) -> Self {
        Self { literal: name.into(), ..Self::default() }
    }

    /// Returns whether the name has neither parts nor words.
    pub fn is_empty(&self) -> bool {
        self.family.is_empty() && self.given.is_empty() && self.literal.is_empty()
    }

    /// Moves small words at the start of the family name and at the end of the given name into the particles.
    ///
    /// That is what citation managers leave to the processor. Parts that have their particle already stay.
    #[must_use]
    pub fn with_particles(mut self) -> Self {
        particle::split(&mut self);
        self
    }

    /// Returns how the name is set: without spaces if it is Chinese, Japanese or Korean.
    pub fn script(&self) -> Script {
        let name = if self.family.is_empty() { &self.literal } else { &self.family };
        if name.chars().any(is_western) || !name.chars().any(char::is_alphabetic) {
            Script::Western
        } else {
            Script::Asian
        }
    }
}

/// Whether a letter belongs to a script that writes given names first and separates names by spaces.
fn is_western(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(u32::from(c),
            0x0600..=0x06ff | 0x0750..=0x077f | 0x08a0..=0x08ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff
            | 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff
            | 0x1100..=0x11ff | 0x2e80..=0x2fdf | 0x3000..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
            | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_of_names() {
        #[track_caller]
        fn check(family: &str, expect: Script) {
            assert_eq!(Name { family: family.to_owned(), ..Name::default() }.script(), expect, "{family}");
        }
        check("Doe", Script::Western);
        check("Иванов", Script::Western);
        check("王", Script::Asian);
        check("김", Script::Asian);
        check("", Script::Western);
    }
}
