//! `.csl` files: read, told what is wrong with them, and joined with the style they depend on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hayagriva::citationberg::taxonomy::Variable;
use hayagriva::citationberg::{IndependentStyle, Style};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

use super::bundle;
use crate::diagnostic::nearest;

/// Why a text is no style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong, in words.
    pub message: String,
    /// The place in the text, in bytes, where that is known.
    pub at: Option<usize>,
    /// Whether it is a style, but one that depends on a style which is not there.
    pub lacks_parent: bool,
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
        ParseError { message: format!("not a style of CSL: {}{inside}", error.source), at: None, lacks_parent: false }
    })?;
    let dependent = match style {
        Style::Independent(style) => return Ok(style),
        Style::Dependent(style) => style,
    };
    let address = &dependent.parent_link.href;
    let parent = bundle::by_id(address).map(hayagriva::archive::ArchivedStyle::get);
    let Some(Style::Independent(mut style)) = parent else {
        let message = format!("the style depends on `{address}`, which does not come with this program");
        return Err(ParseError { message, at: csl.find(address.as_str()), lacks_parent: true });
    };
    style.info.title = dependent.info.title;
    style.default_locale = dependent.default_locale.or(style.default_locale);
    Ok(style)
}

/// Elements may stand within each other so deep, and macros call each other so deep.
const DEEPEST: usize = 64;

/// All that the macros of a style may call together, each as often as it is called. The largest that are published, those of
/// the Chicago Manual, come to 225,000, most of them in branches that are not taken.
const MOST_CALLS: u64 = 1_000_000;

/// Whether the text is XML with a `style` in it, of bounded depth; the reader of styles knows no places, and no bounds.
fn well_formed(csl: &str) -> Result<(), ParseError> {
    let mut reader = Reader::from_str(csl);
    let mut root = None;
    let mut depth = 0_usize;
    let mut inside: Option<String> = None;
    let mut calls: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    let mut defined: BTreeSet<String> = BTreeSet::new();
    let broken = |error: String, at: u64| {
        Err(ParseError { message: format!("not XML: {error}"), at: usize::try_from(at).ok(), lacks_parent: false })
    };
    loop {
        let before = reader.buffer_position();
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return broken(error.to_string(), reader.error_position()),
        };
        match &event {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                let name = element.local_name();
                root.get_or_insert_with(|| String::from_utf8_lossy(name.as_ref()).into_owned());
                depth += usize::from(matches!(event, Event::Start(_)));
                if depth > DEEPEST {
                    return too_deep("its elements stand within each other too deep");
                }
                let at = usize::try_from(before).unwrap_or_default();
                for attribute in element.attributes().flatten() {
                    let Ok(value) = attribute.unescape_value() else { continue };
                    match attribute.key.as_ref() {
                        b"name" if name.as_ref() == b"macro" => {
                            inside = matches!(event, Event::Start(_)).then(|| value.clone().into_owned());
                            defined.insert(value.into_owned());
                        }
                        b"variable" => {
                            if let Some(unknown) = value.split_whitespace().find(|name| !is_variable(name)) {
                                let message = format!("CSL has no variable `{unknown}`");
                                return Err(ParseError { message, at: Some(at), lacks_parent: false });
                            }
                        }
                        b"macro" => {
                            called.entry(value.clone().into_owned()).or_insert(at);
                            calls.entry(inside.clone().unwrap_or_default()).or_default().push(value.into_owned());
                        }
                        _ => {}
                    }
                }
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                if element.local_name().as_ref() == b"macro" {
                    inside = None;
                }
            }
            _ => {}
        }
    }
    match root.as_deref() {
        Some("style") => {}
        Some(other) => {
            let message = format!("the outermost element of a style is `style`, not `{other}`");
            return Err(ParseError { message, at: csl.find(&format!("<{other}")), lacks_parent: false });
        }
        None => {
            let message = "not XML: no element in it".to_owned();
            return Err(ParseError { message, at: None, lacks_parent: false });
        }
    }
    if let Some((name, at)) = called.into_iter().find(|(name, _)| !defined.contains(name)) {
        let near = nearest(&name, defined.iter().map(String::as_str));
        let near = near.map(|near| format!(", but one `{near}`")).unwrap_or_default();
        let message = format!("the style has no macro `{name}`{near}");
        return Err(ParseError { message, at: Some(at), lacks_parent: false });
    }
    let mut known = BTreeMap::new();
    for name in calls.keys() {
        if weigh(name, &calls, 0, &mut known).is_none() {
            return too_deep("its macros call themselves, or each other too deep or too often");
        }
    }
    Ok(())
}

fn is_variable(name: &str) -> bool {
    let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
    Variable::deserialize(name).is_ok()
}

fn too_deep(message: &str) -> Result<(), ParseError> {
    Err(ParseError { message: message.to_owned(), at: None, lacks_parent: false })
}

/// How many calls a macro comes to and how deep they go; none where that is too much.
fn weigh<'c>(
    name: &'c str,
    calls: &'c BTreeMap<String, Vec<String>>,
    depth: usize,
    known: &mut BTreeMap<&'c str, (u64, usize)>,
) -> Option<(u64, usize)> {
    if let Some(&(weight, height)) = known.get(name) {
        return (depth + height <= DEEPEST).then_some((weight, height));
    }
    if depth > DEEPEST {
        return None;
    }
    let (mut weight, mut height) = (1_u64, 1);
    for called in calls.get(name).into_iter().flatten() {
        let (more, deep) = weigh(called, calls, depth + 1, known)?;
        weight = weight.saturating_add(more);
        height = height.max(deep + 1);
    }
    if weight > MOST_CALLS {
        return None;
    }
    known.insert(name, (weight, height));
    Some((weight, height))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn macros_that_never_end_are_refused() {
        #[track_caller]
        fn check(macros: &str, expect: Option<&str>) {
            let csl = format!("<style>{macros}<citation><layout><text macro=\"a\"/></layout></citation></style>");
            let found = well_formed(&csl).err().map(|error| error.message);
            assert_eq!(found.as_deref(), expect, "{macros:.200}");
        }
        let calling = |name: &str, called: &str, times: usize| {
            format!("<macro name=\"{name}\">{}</macro>", format!("<text macro=\"{called}\"/>").repeat(times))
        };
        let chain = |length: usize, times: usize| {
            (0..length).fold(calling("a", "m0", 1), |mut chain, at| {
                // Writing to a string cannot fail.
                let _ = write!(chain, "{}", calling(&format!("m{at}"), &format!("m{}", at + 1), times));
                chain
            }) + &format!("<macro name=\"m{length}\"/>")
        };
        let refused = Some("its macros call themselves, or each other too deep or too often");
        let one = |name: &str| format!("<macro name=\"{name}\"/>");
        check(&format!("{}{}", calling("a", "b", 1), one("b")), None);
        check(&calling("a", "b", 1), Some("the style has no macro `b`"));
        check("<macro name=\"a\"><text variable=\"titel\"/></macro>", Some("CSL has no variable `titel`"));
        check("<macro name=\"a\"><if variable=\"title  DOI year-suffix\"/></macro>", None);
        check(&calling("a", "a", 1), refused);
        check(&format!("{}{}", calling("a", "b", 1), calling("b", "&#97;", 1)), refused);
        check(&chain(20, 1), None);
        check(&chain(20, 2), refused);
        check(&chain(1000, 1), refused);
        let deep = format!("{}{}", "<group>".repeat(1000), "</group>".repeat(1000));
        let deep = format!("{}{deep}", one("a"));
        check(&deep, Some("its elements stand within each other too deep"));
    }
}
