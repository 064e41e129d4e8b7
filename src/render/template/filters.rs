//! Filters for templates in addition to those of MiniJinja: notes, math, names, dates and links.

use std::borrow::Cow;
use std::sync::Arc;

use minijinja::value::{Value, ValueKind};
use minijinja::{Environment, Error, ErrorKind, State};

use super::{escaped, safe_value};
use crate::config::Config;
use crate::language::Language;
use crate::markup::{escape, user_markdown};
use crate::paper::{Date, Link, Person};
use crate::render::lang;
use crate::render::names::Names;
use crate::render::{Renderer, html};
use crate::url;

/// The names of these filters.
pub const FILTERS: &[&str] = &["date", "e", "escape", "lang", "link", "markdown", "math", "names", "url"];

/// Bytes of input per unit of fuel. These filters cost more per byte than those of MiniJinja.
const BYTES_PER_FUEL_UNIT: usize = 16;

/// Adds the filters to an environment.
pub(super) fn add(environment: &mut Environment<'static>, config: &Arc<Config>, renderer: Renderer) {
    for name in ["escape", "e"] {
        environment.add_filter(name, move |value: &Value| {
            if value.is_safe() { value.clone() } else { safe_value(escaped(&text(value), renderer)) }
        });
    }
    environment.add_filter("markdown", move |state: &State, value: &Value| markdown(state, value, renderer));
    environment.add_filter("math", move |state: &State, value: &Value| math(state, value, renderer));
    environment.add_filter("link", move |value: &Value, address: Option<&Value>| link(value, address, renderer));
    environment.add_filter("url", move |value: &Value| address(&text(value), renderer));
    let config_copy = Arc::clone(config);
    environment.add_filter("names", move |value: &Value, most: Option<usize>| names(&config_copy, value, most));
    let config_copy = Arc::clone(config);
    environment.add_filter("date", move |value: &Value, form: Option<&str>| date(&config_copy, value, form));
    let config_copy = Arc::clone(config);
    environment.add_filter("lang", move |value: &Value| {
        lang::of_text(&config_copy, &text(value)).map_or(Value::UNDEFINED, Value::from)
    });
}

/// Returns a value as text; empty if it is undefined.
fn text(value: &Value) -> Cow<'_, str> {
    match value.as_str() {
        Some(text) => Cow::Borrowed(text),
        None if value.is_undefined() || value.is_none() => Cow::Borrowed(""),
        None => Cow::Owned(value.to_string()),
    }
}

/// Consumes fuel for processing a text.
fn charge_fuel(state: &State, text: &str) -> Result<(), Error> {
    state.consume_fuel(u64::try_from(text.len() / BYTES_PER_FUEL_UNIT).unwrap_or(u64::MAX))
}

/// Renders Markdown from data, as for notes.
fn markdown(state: &State, value: &Value, renderer: Renderer) -> Result<Value, Error> {
    let text = text(value);
    charge_fuel(state, &text)?;
    Ok(safe_value(match renderer {
        Renderer::Html => {
            let mut out = String::with_capacity(text.len() * 2);
            user_markdown::html(&text, "", &mut out);
            out.truncate(out.trim_end().len());
            out
        }
        Renderer::Markdown | Renderer::Pandoc | Renderer::Test => {
            user_markdown::markdown(&text, renderer != Renderer::Test).trim().to_owned()
        }
    }))
}

/// Typesets math in a text, if the output format supports it.
fn math(state: &State, value: &Value, renderer: Renderer) -> Result<Value, Error> {
    let text = text(value);
    charge_fuel(state, &text)?;
    Ok(safe_value(text_with_math(&text, renderer)))
}

fn text_with_math(text: &str, renderer: Renderer) -> String {
    if renderer != Renderer::Html {
        return escaped(text, renderer);
    }
    let mut out = String::with_capacity(text.len());
    html::text_with_math(text, &mut out);
    out
}

/// Returns a link, or any text linked to `address`. Without a safe URL the text is not linked.
fn link(value: &Value, address: Option<&Value>, renderer: Renderer) -> Value {
    let link = value.downcast_object_ref::<Link>();
    let (words, to) = match (link, address) {
        (Some(link), None) => (Cow::Borrowed(link.label.as_str()), Cow::Borrowed(link.url.as_str())),
        (_, address) => (text(value), address.map_or(Cow::Borrowed(""), text)),
    };
    let shown = text_with_math(&words, renderer);
    match url::safe(&to) {
        Some(to) if renderer == Renderer::Html => {
            let mut out = String::from("<a href=\"");
            escape::html(&to, &mut out);
            safe_value(out + "\">" + &shown + "</a>")
        }
        Some(to) => {
            let mut out = format!("[{}](", shown.trim());
            escape::markdown_url(&to, &mut out);
            safe_value(out + ")")
        }
        // Show an unsafe URL as text, so that it is not lost.
        None if link.is_some() => safe_value(format!("{shown}: {}", escaped(&to, renderer))),
        None => safe_value(shown),
    }
}

/// Returns the URL if it is safe, else an empty string.
fn address(written: &str, renderer: Renderer) -> Value {
    match url::safe(written) {
        Some(safe) if renderer == Renderer::Html => Value::from(safe.as_ref()),
        Some(safe) => {
            let mut out = String::with_capacity(safe.len());
            escape::markdown_url(&safe, &mut out);
            safe_value(out)
        }
        None => Value::from(""),
    }
}

/// Lists people in reading order. More than `most`, by default `max-authors`, are truncated to the first three and a
/// count.
fn names(config: &Config, value: &Value, most: Option<usize>) -> Result<Value, Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(Value::from(""));
    }
    let one = |value: Value| match value.downcast_object_ref::<Person>() {
        Some(person) => person.clone(),
        None => Person::parse(&text(&value)),
    };
    let people: Vec<Person> = match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => value.try_iter()?.map(one).collect(),
        _ => vec![one(value.clone())],
    };
    if people.is_empty() {
        return Ok(Value::from(""));
    }
    Ok(Value::from(Names::at_most(config, &people, most.unwrap_or(config.max_authors)).to_text()))
}

/// Formats a date in the language of the book, or in ISO 8601 if that language has no table. `form` selects another
/// form.
fn date(config: &Config, value: &Value, form: Option<&str>) -> Result<Value, Error> {
    let written = text(value);
    let Some(date) = Date::parse(&written) else { return Ok(Value::from(written.as_ref())) };
    let shown = match form {
        Some("year") => date.year.to_string(),
        Some("iso") => date.to_string(),
        Some("long") | None => {
            Language::of(&config.language).map_or_else(|| date.to_string(), |language| language.date(date))
        }
        Some(other) => {
            let message = format!("`date` has no form `{other}`\nits forms are `long`, `iso`, `year`");
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
    };
    Ok(Value::from(shown))
}
