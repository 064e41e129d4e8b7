//! The look of characters, and the affixes of an element.

use super::variable::named;

/// Formatting of characters, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Look(u16);

impl Look {
    /// No formatting.
    pub const PLAIN: Self = Self(0);
    /// `font-style="italic"`.
    pub const ITALIC: Self = Self(1);
    /// `font-style="oblique"`.
    pub const OBLIQUE: Self = Self(1 << 1);
    /// `font-variant="small-caps"`.
    pub const SMALL_CAPS: Self = Self(1 << 2);
    /// `font-weight="bold"`.
    pub const BOLD: Self = Self(1 << 3);
    /// `font-weight="light"`.
    pub const LIGHT: Self = Self(1 << 4);
    /// `text-decoration="underline"`.
    pub const UNDERLINE: Self = Self(1 << 5);
    /// `vertical-align="sup"`.
    pub const SUP: Self = Self(1 << 6);
    /// `vertical-align="sub"`.
    pub const SUB: Self = Self(1 << 7);

    /// Returns whether every look of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns whether the set is empty.
    pub const fn is_plain(self) -> bool {
        self.0 == 0
    }

    /// Returns the looks of both sets.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns this set without the looks of `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns this set with the looks of `other` turned over.
    #[must_use]
    pub const fn toggled(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

/// What an element changes about the look of what it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// Looks that the element adds.
    pub set: Look,
    /// Looks that the element takes away.
    pub clear: Look,
}

impl Format {
    /// Returns what becomes of a look inside the element.
    pub const fn apply(self, look: Look) -> Look {
        look.without(self.clear).with(self.set)
    }

    /// Returns whether the element changes nothing.
    pub const fn is_plain(self) -> bool {
        self.set.is_plain() && self.clear.is_plain()
    }
}

/// Text before and after an element, outside its formatting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affixes {
    /// `prefix`.
    pub prefix: Option<Box<str>>,
    /// `suffix`.
    pub suffix: Option<Box<str>>,
}

impl Affixes {
    /// Returns the prefix, which may be empty.
    pub fn prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or_default()
    }

    /// Returns the suffix, which may be empty.
    pub fn suffix(&self) -> &str {
        self.suffix.as_deref().unwrap_or_default()
    }
}

named! {
    /// `display`.
    Display {
        Block = "block",
        LeftMargin = "left-margin",
        RightInline = "right-inline",
        Indent = "indent",
    }
}
