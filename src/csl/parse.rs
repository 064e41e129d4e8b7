//! Parses `.csl` files, and joins dependent styles with their parents.

use std::fmt;

use super::archive::ArchivedStyle;
use super::bundle;
use crate::citeproc::{ErrorKind, Sheet, Style};
use crate::diagnostic::nearest;

/// Why a text is not a style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The error in words.
    pub message: String,
    /// The place in the text, in bytes, if it is known.
    pub at: Option<usize>,
    /// Whether it is a style that depends on a style which is not bundled.
    pub lacks_parent: bool,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}

/// Returns the rules of a style; those of its parent for a dependent one.
pub(super) fn parse(csl: &str) -> Result<Style, ParseError> {
    let dependent = match Sheet::parse(csl) {
        Ok(Sheet::Independent(style)) => return Ok(*style),
        Ok(Sheet::Dependent(dependent)) => dependent,
        Err(error) => {
            let near = match &error.kind {
                ErrorKind::UnknownMacro(name) => near_macro(csl, name),
                _ => None,
            };
            let near = near.map(|near| format!(", but one `{near}`")).unwrap_or_default();
            return Err(ParseError { message: format!("{error}{near}"), at: Some(error.offset), lacks_parent: false });
        }
    };
    let address = &dependent.parent;
    let Some(mut style) = bundle::by_id(address).and_then(ArchivedStyle::read) else {
        let message = format!("the style depends on `{address}`, which is not built in");
        return Err(ParseError { message, at: csl.find(address.as_str()), lacks_parent: true });
    };
    style.info.title = dependent.info.title;
    style.default_locale = dependent.default_locale.or(style.default_locale);
    Ok(style)
}

/// Returns the macro of a style with the most similar name.
fn near_macro<'c>(csl: &'c str, name: &str) -> Option<&'c str> {
    let macros = csl.split("<macro name=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
    nearest(name, macros)
}
