//! The limits that bound what input can cost: nesting, sizes and counts. All of them are in [`ALL`].
//!
//! A limit is never a time, so the same input always has the same result. Each is far above what books contain and low
//! enough for a stack of 256 kB.

use std::fmt;

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The name, in kebab-case.
    pub name: &'static str,
    /// The greatest allowed value.
    pub value: usize,
    /// What is counted, in the plural: "levels of nesting in an expression".
    pub of: &'static str,
    /// What the limit prevents.
    pub reason: &'static str,
}

impl Limit {
    /// Returns whether a value is above the limit.
    pub const fn is_exceeded_by(self, value: usize) -> bool {
        value > self.value
    }
}

/// Writes the message of a diagnostic for a value above the limit.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} {}", self.value, self.of)
    }
}

/// Declares the limits, and [`ALL`].
macro_rules! limits {
    ($($variant:ident = $name:literal, $value:expr, $of:literal, $reason:literal;)+) => {
        $(
            #[doc = concat!("At most this many ", $of, ", because ", $reason, ".")]
            pub const $variant: Limit = Limit { name: $name, value: $value, of: $of, reason: $reason };
        )+

        /// All limits, sorted by name.
        pub const ALL: &[Limit] = &[$($variant,)+];
    };
}

limits! {
    BOOK_LISTS = "book-lists", 1024, "MiB in the lists of a book",
        "each list is text that is written";
    CATEGORY_LEVELS = "category-levels", 32, "levels of a category",
        "each level is a category of its own";
    CHAPTER_DIRECTIVES = "chapter-directives", 20_000, "directives and citations in a chapter",
        "each is a search in the library";
    CHAPTER_LISTS = "chapter-lists", 128, "MiB in the lists of a chapter",
        "a chapter is assembled in memory";
    EXPRESSION_BYTES = "expression-bytes", 16 * 1024, "bytes in an expression",
        "compiling takes time and memory";
    EXPRESSION_NESTING = "expression-nesting", 100, "levels of nesting in an expression",
        "each level needs stack when the expression is compiled";
    FILE_BYTES = "file-bytes", 512 * 1024 * 1024, "bytes in a file",
        "a file is read into memory";
    GLOB_ENTRIES = "glob-entries", 200_000, "files and folders below the first wildcard of a path",
        "a path such as `../**` would walk the disk";
    INCLUDED_FILES = "included-files", 10_000, "files included in a chapter",
        "files that include each other would be read without end";
    PATH_BYTES = "path-bytes", 4096, "bytes in a path with wildcards",
        "it is compiled to a regular expression";
    SUGGESTION_STEPS = "suggestion-steps", 1_000_000, "pairs of characters compared for a suggestion",
        "a book may have thousands of unknown names";
    SUGGESTIONS = "suggestions", 1_000, "suggestions for unknown categories and keys in the data",
        "each is a search through all names";
    TEMPLATE_BYTES = "template-bytes", 1024 * 1024, "bytes in a template",
        "compiling takes time and memory";
    TEMPLATE_NESTING = "template-nesting", 100, "levels of nesting in a template",
        "each level needs stack when the template is compiled";
    TEMPLATE_OUTPUT_BYTES = "template-output-bytes", 64 * 1024 * 1024, "bytes of output of a template",
        "the output is assembled in memory";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_sorted() {
        let names: Vec<_> = ALL.iter().map(|limit| limit.name).collect();
        assert!(names.is_sorted_by(|first, second| first < second), "{names:?}");
    }

    #[test]
    fn a_limit_is_the_greatest_allowed_value() {
        assert!(!EXPRESSION_NESTING.is_exceeded_by(EXPRESSION_NESTING.value));
        assert!(EXPRESSION_NESTING.is_exceeded_by(EXPRESSION_NESTING.value + 1));
    }
}
