//! `.csl` files: read, told what is wrong with them, and joined with the style they depend on.

use std::fmt;

use hayagriva::citationberg::{IndependentStyle, Style};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::bundle;

/// Why a text is no style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong, in words.
    pub message: String,
    /// The place in the text, in bytes, where that is known.
    pub at: Option<usize>,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}

/// The rules of a style; those of its parent if it is a dependent one.
pub(super) fn parse(csl: &str) -> Result<IndependentStyle, ParseError> {
    well_formed(csl)?;
    let style = Style::from_xml(csl).map_err(|error| {
        let path = error.path.map(|path| path.to_string()).filter(|path| path.chars().any(char::is_alphabetic));
        let inside = path.map(|path| format!(" (in `{path}`)")).unwrap_or_default();
        ParseError { message: format!("not a style of CSL: {}{inside}", error.source), at: None }
    })?;
    let dependent = match style {
        Style::Independent(style) => return Ok(style),
        Style::Dependent(style) => style,
    };
    let address = &dependent.parent_link.href;
    let parent = bundle::by_id(address).map(hayagriva::archive::ArchivedStyle::get);
    let Some(Style::Independent(mut style)) = parent else {
        let message = format!("the style depends on `{address}`, which does not come with this program");
        return Err(ParseError { message, at: csl.find(address.as_str()) });
    };
    style.info.title = dependent.info.title;
    style.default_locale = dependent.default_locale.or(style.default_locale);
    Ok(style)
}

/// Whether the text is XML with a `style` in it; the reader of styles knows no places.
fn well_formed(csl: &str) -> Result<(), ParseError> {
    let mut reader = Reader::from_str(csl);
    let mut root = None;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(element) | Event::Empty(element)) if root.is_none() => {
                root = Some(String::from_utf8_lossy(element.local_name().as_ref()).into_owned());
            }
            Ok(_) => {}
            Err(error) => {
                let at = usize::try_from(reader.error_position()).ok();
                return Err(ParseError { message: format!("not XML: {error}"), at });
            }
        }
    }
    match root.as_deref() {
        Some("style") => Ok(()),
        Some(other) => {
            let message = format!("the outermost element of a style is `style`, not `{other}`");
            Err(ParseError { message, at: csl.find(&format!("<{other}")) })
        }
        None => Err(ParseError { message: "not XML: no element in it".to_owned(), at: None }),
    }
}
