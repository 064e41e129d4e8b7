//! What is wrong with a style, a locale or an item, and where.

use std::fmt;

/// An error with the byte offset in the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The byte offset of the element that the error is about.
    pub offset: usize,
    /// What is wrong.
    pub kind: ErrorKind,
}

/// What is wrong with a style or a locale.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not well-formed XML.
    Xml(String),
    /// The root element is not the expected one.
    Root {
        /// The element that a reader of this sort expects.
        expected: &'static str,
        /// The element that the text has.
        found: String,
    },
    /// An element lacks an attribute that it needs.
    MissingAttribute {
        /// The element.
        element: String,
        /// The attribute.
        attribute: &'static str,
    },
    /// An element that CSL does not have at this place.
    UnknownElement(String),
    /// An attribute has a value that CSL does not have.
    UnknownValue {
        /// The attribute.
        attribute: &'static str,
        /// Its value.
        value: String,
    },
    /// A macro is used that the style does not define.
    UnknownMacro(String),
    /// A macro calls itself, directly or through others.
    RecursiveMacro(String),
    /// A style without `citation` and without a parent.
    NoCitation,
    /// Elements are nested deeper than any style needs.
    TooDeep,
}

impl ErrorKind {
    /// Places the error at a byte offset.
    pub(super) fn at(self, offset: usize) -> Error {
        Error { offset, kind: self }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Xml(message) => write!(f, "not well-formed XML: {message}"),
            ErrorKind::Root { expected, found } => write!(f, "the root element is `{found}`, not `{expected}`"),
            ErrorKind::MissingAttribute { element, attribute } => {
                write!(f, "the element `{element}` has no attribute `{attribute}`")
            }
            ErrorKind::UnknownElement(name) => write!(f, "CSL has no element `{name}` here"),
            ErrorKind::UnknownValue { attribute, value } => {
                write!(f, "the attribute `{attribute}` cannot be `{value}`")
            }
            ErrorKind::UnknownMacro(name) => write!(f, "the style has no macro `{name}`"),
            ErrorKind::RecursiveMacro(name) => write!(f, "the macro `{name}` calls itself"),
            ErrorKind::NoCitation => write!(f, "the style has no `citation`"),
            ErrorKind::TooDeep => write!(f, "elements are nested too deep"),
        }
    }
}

impl std::error::Error for Error {}
