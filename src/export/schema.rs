//! Papers and categories as values of our own schema, in the order of its fields: what TOML, YAML and JSON write.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::toml_format::{self, Document, Entry, Item, Value};
use crate::paper::{Category, Contributors, DateValue, Field, FieldType, Link, Paper, Person, Status, Translation};

/// A value whose tables keep their order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    /// A value of the user's own that is no text, list or table.
    Other(serde_json::Value),
    List(Vec<Node>),
    Table(Vec<(String, Node)>),
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Text(text) => serializer.serialize_str(text),
            Node::Other(value) => value.serialize(serializer),
            Node::List(items) => serializer.collect_seq(items),
            Node::Table(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl From<&serde_json::Value> for Node {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::String(text) => Node::Text(text.clone()),
            serde_json::Value::Array(items) => Node::List(items.iter().map(Node::from).collect()),
            serde_json::Value::Object(fields) => {
                Node::Table(fields.iter().map(|(name, value)| (name.clone(), Node::from(value))).collect())
            }
            other => Node::Other(other.clone()),
        }
    }
}

/// The fields of a table, as they are put into it.
#[derive(Default)]
struct Fields(Vec<(String, Node)>);

impl Fields {
    fn text(&mut self, name: &str, text: Option<&str>) {
        self.0.extend(text.map(|text| (name.to_owned(), Node::Text(text.to_owned()))));
    }

    fn texts<'t>(&mut self, name: &str, texts: impl IntoIterator<Item = &'t str>) {
        self.list(name, texts.into_iter().map(|text| Node::Text(text.to_owned())).collect());
    }

    fn list(&mut self, name: &str, items: Vec<Node>) {
        if !items.is_empty() {
            self.0.push((name.to_owned(), Node::List(items)));
        }
    }

    fn table(&mut self, name: &str, fields: Vec<(String, Node)>) {
        if !fields.is_empty() {
            self.0.push((name.to_owned(), Node::Table(fields)));
        }
    }
}

/// A category, in order of its fields.
pub(super) fn category(category: &Category) -> Vec<(String, Node)> {
    let mut fields = Fields::default();
    fields.text("id", Some(&category.id));
    fields.text("title", Some(&category.title));
    fields.table("translations", translations(&category.translations));
    fields.text("intro", category.intro.as_deref());
    fields.texts("order", category.order.iter().map(|key| key.value.as_str()));
    fields.0
}

/// The fields of a paper, in the order of canonical TOML.
pub(super) fn paper(paper: &Paper) -> Vec<(String, Node)> {
    let mut fields = Fields::default();
    for (name, field) in Field::in_toml_order() {
        match field.field_type() {
            FieldType::Key(slot) => fields.text(name, Some((slot.get)(paper))),
            FieldType::Title(slot) => fields.text(name, Some((slot.get)(paper).source())),
            FieldType::Type(slot) => {
                fields.text(name, Some((slot.get)(paper).as_str()).filter(|kind| *kind != "article"));
            }
            FieldType::Text(slot)
            | FieldType::Number(slot)
            | FieldType::Identifier(slot)
            | FieldType::Language(slot)
            | FieldType::SortName(slot)
            | FieldType::Markdown(slot) => fields.text(name, (slot.get)(paper).as_deref()),
            FieldType::Date(slot) => {
                fields.0.extend((slot.get)(paper).as_ref().map(|value| (name.to_owned(), date(value))));
            }
            FieldType::Day(slot) => {
                fields.text(name, (slot.get)(paper).map(|date| date.to_string()).as_deref());
            }
            // Part of a date that is written.
            FieldType::DatePart(_) => {}
            FieldType::Names(slot) => fields.list(name, contributors((slot.get)(paper))),
            FieldType::Categories(slot) | FieldType::Tags(slot) => {
                fields.texts(name, (slot.get)(paper).iter().map(String::as_str));
            }
            FieldType::Links(slot) => fields.table(name, links((slot.get)(paper))),
            FieldType::Status(slot) => fields.text(name, (slot.get)(paper).map(Status::as_str)),
            FieldType::Translations(slot) => fields.table(name, translations((slot.get)(paper))),
            FieldType::Custom(slot) => {
                let custom = (slot.get)(paper).iter();
                fields.table(name, custom.map(|(name, value)| (name.clone(), Node::from(value))).collect());
            }
        }
    }
    fields.0
}

/// A date as text; words with digits are marked as words.
fn date(value: &DateValue) -> Node {
    let text = Node::Text(value.to_string());
    match value {
        DateValue::Words { text: words, .. } if words.contains(|c: char| c.is_ascii_digit()) => {
            Node::Table(vec![("literal".to_owned(), text)])
        }
        _ => text,
    }
}

/// The names, and `{ others = true }` if there are more.
fn contributors(contributors: &Contributors) -> Vec<Node> {
    let others = || Node::Table(vec![("others".to_owned(), Node::Other(true.into()))]);
    contributors.iter().map(person).chain(contributors.others.then(others)).collect()
}

/// A name as people write it, where it is read as that name again; else by its parts.
fn person(person: &Person) -> Node {
    let written = person.to_string();
    if !Person::is_several(&written) && Person::parse(&written) == *person {
        return Node::Text(written);
    }
    let mut fields = Fields::default();
    if person.whole
        && person.given.is_none()
        && person.dropping.is_none()
        && person.prefix.is_none()
        && person.suffix.is_none()
    {
        fields.text("name", Some(&person.family));
    } else {
        fields.text("family", Some(&person.family));
        fields.text("given", person.given.as_deref());
        fields.text("dropping-particle", person.dropping.as_deref());
        fields.text("prefix", person.prefix.as_deref());
        fields.text("suffix", person.suffix.as_deref());
    }
    Node::Table(fields.0)
}

/// Labels in the order of their first addresses; one that is there again has a list of them.
fn links(links: &[Link]) -> Vec<(String, Node)> {
    let mut fields: Vec<(String, Node)> = Vec::new();
    for link in links {
        let address = Node::Text(link.url.clone());
        match fields.iter_mut().find(|(label, _)| *label == link.label) {
            None => fields.push((link.label.clone(), address)),
            Some((_, Node::List(addresses))) => addresses.push(address),
            Some((_, first)) => *first = Node::List(vec![first.clone(), address]),
        }
    }
    fields
}

fn translations(translations: &[(String, Translation)]) -> Vec<(String, Node)> {
    let texts = |translation: &Translation| {
        let mut fields = Fields::default();
        for (name, field) in Field::in_toml_order() {
            fields.text(name, field.translation().and_then(|slot| (slot.get)(translation).as_deref()));
        }
        Node::Table(fields.0)
    };
    translations.iter().map(|(language, translation)| (language.clone(), texts(translation))).collect()
}

/// The same in TOML.
pub(super) fn toml<'p>(
    categories: impl IntoIterator<Item = &'p Category>,
    papers: impl IntoIterator<Item = &'p Paper>,
) -> String {
    let mut document = Document::default();
    let categories = categories.into_iter().map(|one| ("category", category(one)));
    for (name, fields) in categories.chain(papers.into_iter().map(|one| ("paper", paper(one)))) {
        document.entries.push(entry(name, fields));
    }
    document.write()
}

/// The fields of a paper but its key, each as the text of its value in TOML.
pub(super) fn values(paper: &Paper) -> Vec<(String, String)> {
    let fields = self::paper(paper).into_iter().filter(|(name, _)| name != "id");
    fields
        .filter_map(|(name, value)| {
            let value = toml_format::value(&name, &in_toml(&value)?);
            Some((name, value))
        })
        .collect()
}

/// A paper as an entry of a TOML file.
pub(super) fn entry(name: &str, fields: Vec<(String, Node)>) -> Entry {
    let mut entry = Entry::new(name);
    for (name, value) in fields {
        if let Some(value) = in_toml(&value) {
            entry.set(&name, value);
        }
    }
    entry
}

/// A value in TOML, which has no null.
fn in_toml(node: &Node) -> Option<Value> {
    Some(match node {
        Node::Text(text) => Value::Text(text.clone()),
        Node::Other(serde_json::Value::Null) => return None,
        Node::Other(value) => Value::Raw(value.to_string()),
        Node::List(items) => Value::List(items.iter().filter_map(in_toml).map(Item::new).collect(), Vec::new()),
        Node::Table(fields) => Value::Table(
            fields.iter().filter_map(|(name, value)| Some((vec![name.clone()], in_toml(value)?))).collect(),
        ),
    })
}
