//! The fields of a paper: one table with everything that the rest of the project knows about them.
//!
//! A new field is a row of [`fields!`], a member of [`Paper`] and its label in the tables of words. What reads data files,
//! writes them, sorts, filters, groups, renders and checks works on [`FieldType`] and [`FieldValue`], both closed.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{Contributors, Date, Link, Paper, Person, Status, Translation};

/// A part of a `T`, for reading and for writing.
#[derive(Debug)]
pub struct Slot<V: 'static, T: 'static = Paper> {
    /// Borrows the part.
    pub get: fn(&T) -> &V,
    /// Borrows the part mutably.
    pub get_mut: fn(&mut T) -> &mut V,
}

/// The type of a field, and where a paper stores its value.
#[derive(Debug)]
pub enum FieldType {
    /// The key of the paper.
    Key(Slot<String>),
    /// The CSL type of the work.
    Type(Slot<String>),
    /// A title, which every paper has.
    Title(Slot<String>),
    /// Text on one line.
    Text(Slot<Option<String>>),
    /// A number or what is printed in its place, such as `e12` or `2397-2430`.
    Number(Slot<Option<String>>),
    /// An identifier that a registry assigns.
    Identifier(Slot<Option<String>>),
    /// A language tag (BCP 47).
    Language(Slot<Option<String>>),
    /// A name to sort by, in place of the first author's.
    SortName(Slot<Option<String>>),
    /// Markdown.
    Markdown(Slot<Option<String>>),
    /// A date.
    Date(Slot<Option<Date>>),
    /// A part of the date of publication; not stored separately.
    DatePart(fn(Date) -> Option<u16>),
    /// Names of people and organisations.
    Names(Slot<Contributors>),
    /// Ids of categories.
    Categories(Slot<Vec<String>>),
    /// Free words.
    Tags(Slot<Vec<String>>),
    /// Links with labels.
    Links(Slot<Vec<Link>>),
    /// The reading status.
    Status(Slot<Option<Status>>),
    /// Texts in other languages.
    Translations(Slot<Vec<(String, Translation)>>),
    /// The table of custom fields.
    Custom(Slot<Map<String, Value>>),
}

/// The value of a field that a paper has.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue<'p> {
    /// A CSL type.
    Type(&'p str),
    /// A title.
    Title(&'p str),
    /// Text on one line.
    Text(&'p str),
    /// A number or what is printed in its place.
    Number(&'p str),
    /// Markdown.
    Markdown(&'p str),
    /// A date.
    Date(Date),
    /// A part of a date, and the date.
    DatePart(u16, Date),
    /// Names, at least one.
    Names(&'p Contributors),
    /// Ids of categories, at least one.
    Categories(&'p [String]),
    /// Tags, at least one.
    Tags(&'p [String]),
    /// Links, at least one; those that the identifiers give where the data have none.
    Links(Cow<'p, [Link]>),
    /// A reading status.
    Status(Status),
    /// Texts in other languages, at least one.
    Translations(&'p [(String, Translation)]),
    /// Custom fields, at least one.
    Custom(&'p Map<String, Value>),
}

/// A place where users write the name of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A field in a data file.
    Data,
    /// A value in a template or in an expression of `where`.
    Template,
    /// A column of a table, and what the filter `has` takes.
    Column,
    /// A sort key.
    Sort,
    /// What papers are grouped by.
    Group,
}

/// A row of the table of fields.
#[derive(Debug)]
struct FieldSpec {
    field_type: FieldType,
    /// The name for users, in kebab-case.
    name: &'static str,
    /// The name in data files, where it differs; `None` for what is not stored.
    data: Option<&'static str>,
    /// The name in templates and expressions, where `-` subtracts.
    template: &'static str,
    column: bool,
    sort: bool,
    /// The name as a group, in the singular.
    group: Option<&'static str>,
    /// The key of its label as the head of a column.
    label: &'static str,
    /// The text in a translation.
    translation: Option<Slot<Option<String>, Translation>>,
    /// The position in canonical TOML, relative to the other fields.
    toml_order: u16,
}

macro_rules! slot {
    ($member:ident) => {
        Slot { get: |of| &of.$member, get_mut: |of| &mut of.$member }
    };
}

/// A row with the common settings: a field of the data files, in templates, and a column that can be sorted by.
macro_rules! row {
    ($name:literal, $template:literal, $toml_order:literal, $field_type:expr $(, $setting:ident: $value:expr)* $(,)?) => {{
        FieldSpec {
            $($setting: $value,)*
            ..FieldSpec {
                field_type: $field_type,
                name: $name,
                data: Some($name),
                template: $template,
                column: true,
                sort: true,
                group: None,
                label: concat!("column-", $name),
                translation: None,
                toml_order: $toml_order,
            }
        }
    }};
}

macro_rules! fields {
    ($(#[doc = $about:literal] $field:ident = $row:expr;)+) => {
        /// A field of a paper, in the order in which templates and `list --format json` enumerate them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Field { $(#[doc = $about] $field,)+ }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Field] = &[$(Field::$field,)+];

            const fn spec(self) -> &'static FieldSpec {
                match self { $(Field::$field => const { &$row },)+ }
            }

            /// What the field holds, in a sentence for editors.
            pub const fn about(self) -> &'static str {
                match self { $(Field::$field => $about.trim_ascii_start(),)+ }
            }
        }
    };
}

fields! {
    /// What it is called by in directives; of a shelf, a path: `resources/data` stands below `resources`.
    Key = row!("key", "key", 10, FieldType::Key(slot!(key)), data: Some("id"));
    /// The CSL type.
    Type = row!("type", "type", 20, FieldType::Type(slot!(kind)), group: Some("type"));
    /// The title.
    Title = row!("title", "title", 40, FieldType::Title(slot!(title)), translation: Some(slot!(title)));
    /// A nickname, such as `LoRA`.
    Short = row!("short", "short", 30, FieldType::Text(slot!(short)));
    /// The authors, in order.
    Authors = row!("authors", "authors", 50, FieldType::Names(slot!(authors)), group: Some("author"));
    /// The editors, in order.
    Editors = row!("editors", "editors", 60, FieldType::Names(slot!(editors)));
    /// When it came out: `2023`, `2023-04` or `2023-04-30`.
    Date = row!("date", "date", 70, FieldType::Date(slot!(date)));
    /// The year of the date.
    Year = row!("year", "year", 71, FieldType::DatePart(|date| Some(date.year)), data: None, group: Some("year"));
    /// The month of the date, 1 to 12.
    Month = row!("month", "month", 72, FieldType::DatePart(|date| date.month.map(u16::from)),
        data: None, column: false, sort: false);
    /// Where it came out: the name alone, without year and track.
    Venue = row!("venue", "venue", 80, FieldType::Text(slot!(venue)), group: Some("venue"));
    /// Track, series volume or the like: `PMLR 202`.
    VenueNote = row!("venue-note", "venue_note", 90, FieldType::Text(slot!(venue_note)), sort: false);
    /// The volume of the journal or series.
    Volume = row!("volume", "volume", 100, FieldType::Number(slot!(volume)));
    /// The issue of the journal.
    Issue = row!("issue", "issue", 110, FieldType::Number(slot!(issue)));
    /// The pages: `2397-2430`.
    Pages = row!("pages", "pages", 120, FieldType::Number(slot!(pages)));
    /// The publisher or institution.
    Publisher = row!("publisher", "publisher", 130, FieldType::Text(slot!(publisher)));
    /// The DOI: `10.48550/arXiv.2302.13971`.
    Doi = row!("doi", "doi", 140, FieldType::Identifier(slot!(doi)));
    /// The arXiv identifier: `2302.13971`.
    Arxiv = row!("arxiv", "arxiv", 150, FieldType::Identifier(slot!(arxiv)));
    /// The ISBN.
    Isbn = row!("isbn", "isbn", 160, FieldType::Identifier(slot!(isbn)));
    /// The shelves it stands on, by id.
    Categories = row!("categories", "categories", 180, FieldType::Categories(slot!(categories)),
        sort: false, group: Some("category"));
    /// Free words.
    Tags = row!("tags", "tags", 190, FieldType::Tags(slot!(tags)), sort: false, group: Some("tag"));
    /// Addresses by label, in the order in which they are shown; a list for several of one label.
    Links = row!("links", "links", 200, FieldType::Links(slot!(links)), sort: false);
    /// One line on what it is.
    Summary = row!("summary", "summary", 220, FieldType::Text(slot!(summary)),
        translation: Some(slot!(summary)));
    /// The authors' abstract, in Markdown.
    Abstract = row!("abstract", "abstract", 230, FieldType::Markdown(slot!(abstract_text)), sort: false);
    /// Your own words on it, in Markdown.
    Note = row!("note", "note", 240, FieldType::Markdown(slot!(note)),
        sort: false, translation: Some(slot!(note)));
    /// An editor's sourced remark, shown under the note.
    Remark = row!("remark", "remark", 250, FieldType::Markdown(slot!(remark)),
        sort: false, translation: Some(slot!(remark)));
    /// The language of the work (BCP 47).
    Language = row!("language", "language", 170, FieldType::Language(slot!(language)));
    /// When it came into the list.
    Added = row!("added", "added", 280, FieldType::Date(slot!(added)));
    /// How far it has been read.
    Status = row!("status", "status", 260, FieldType::Status(slot!(status)), group: Some("status"));
    /// What to sort it under, in place of the first author's name.
    SortName = row!("sort-name", "sort_name", 270, FieldType::SortName(slot!(sort_name)), column: false, sort: false);
    /// Wording in other languages, by language tag.
    Translations = row!("translations", "translations", 210, FieldType::Translations(slot!(translations)),
        column: false, sort: false);
    /// Fields of your own, for templates and exports.
    Custom = row!("x", "x", 290, FieldType::Custom(slot!(x)), column: false, sort: false);
}

impl Field {
    /// The name for users, in kebab-case.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// The name of the field in a role, or `None` where it has none there.
    pub const fn name_in(self, role: Role) -> Option<&'static str> {
        let spec = self.spec();
        match role {
            Role::Data => spec.data,
            Role::Template => Some(spec.template),
            Role::Column if spec.column => Some(spec.name),
            Role::Sort if spec.sort => Some(spec.name),
            Role::Column | Role::Sort => None,
            Role::Group => spec.group,
        }
    }

    /// Returns the field of that name in a role.
    pub fn named(name: &str, role: Role) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name_in(role) == Some(name))
    }

    /// The name in templates and expressions.
    pub const fn template_name(self) -> &'static str {
        self.spec().template
    }

    /// The name as a group, in the singular: `author` for the authors.
    pub const fn group_name(self) -> &'static str {
        match self.spec().group {
            Some(name) => name,
            None => self.spec().name,
        }
    }

    /// The type of the field, and where a paper stores its value.
    pub const fn field_type(self) -> &'static FieldType {
        &self.spec().field_type
    }

    /// The key of the label that heads its column.
    pub const fn label(self) -> &'static str {
        self.spec().label
    }

    /// The text of the field in a translation, or `None` where translations do not have it.
    pub const fn translation(self) -> Option<&'static Slot<Option<String>, Translation>> {
        self.spec().translation.as_ref()
    }

    /// The fields of data files, in the order of canonical TOML.
    pub fn in_toml_order() -> impl Iterator<Item = (&'static str, Self)> {
        static ORDER: LazyLock<Vec<(&str, Field)>> = LazyLock::new(|| {
            let data_name = |field: &Field| Some((field.name_in(Role::Data)?, *field));
            let mut fields: Vec<_> = Field::ALL.iter().filter_map(data_name).collect();
            fields.sort_by_key(|(_, field)| field.spec().toml_order);
            fields
        });
        ORDER.iter().copied()
    }

    /// The value that a paper has; `None` where it is missing or empty.
    pub fn value(self, paper: &Paper) -> Option<FieldValue<'_>> {
        let text = |text: &Slot<Option<String>>| (text.get)(paper).as_deref();
        let required = |text: &Slot<String>| Some((text.get)(paper).as_str()).filter(|text| !text.is_empty());
        match self.field_type() {
            FieldType::Key(slot) => required(slot).map(FieldValue::Text),
            FieldType::Type(slot) => required(slot).map(FieldValue::Type),
            FieldType::Title(slot) => required(slot).map(FieldValue::Title),
            FieldType::Text(slot)
            | FieldType::Identifier(slot)
            | FieldType::Language(slot)
            | FieldType::SortName(slot) => text(slot).map(FieldValue::Text),
            FieldType::Number(slot) => text(slot).map(FieldValue::Number),
            FieldType::Markdown(slot) => text(slot).map(FieldValue::Markdown),
            FieldType::Date(slot) => (slot.get)(paper).map(FieldValue::Date),
            FieldType::DatePart(part) => {
                let date = paper.date?;
                part(date).map(|part| FieldValue::DatePart(part, date))
            }
            FieldType::Names(slot) => Some((slot.get)(paper)).filter(|names| !names.is_empty()).map(FieldValue::Names),
            FieldType::Categories(slot) => non_empty((slot.get)(paper)).map(FieldValue::Categories),
            FieldType::Tags(slot) => non_empty((slot.get)(paper)).map(FieldValue::Tags),
            FieldType::Links(_) => Some(paper.shown_links()).filter(|links| !links.is_empty()).map(FieldValue::Links),
            FieldType::Status(slot) => (slot.get)(paper).map(FieldValue::Status),
            FieldType::Translations(slot) => non_empty((slot.get)(paper)).map(FieldValue::Translations),
            FieldType::Custom(slot) => {
                Some((slot.get)(paper)).filter(|fields| !fields.is_empty()).map(FieldValue::Custom)
            }
        }
    }
}

fn non_empty<T>(items: &Vec<T>) -> Option<&[T]> {
    Some(items.as_slice()).filter(|items| !items.is_empty())
}

impl<'p> FieldValue<'p> {
    /// The value as written, where it is a single text.
    pub fn as_str(&self) -> Option<&'p str> {
        match self {
            FieldValue::Type(text)
            | FieldValue::Title(text)
            | FieldValue::Text(text)
            | FieldValue::Number(text)
            | FieldValue::Markdown(text) => Some(text),
            FieldValue::Date(_)
            | FieldValue::DatePart(..)
            | FieldValue::Names(_)
            | FieldValue::Categories(_)
            | FieldValue::Tags(_)
            | FieldValue::Links(_)
            | FieldValue::Status(_)
            | FieldValue::Translations(_)
            | FieldValue::Custom(_) => None,
        }
    }

    /// The value as the data have it, on one line; items are joined by commas.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            FieldValue::Type(text)
            | FieldValue::Title(text)
            | FieldValue::Text(text)
            | FieldValue::Number(text)
            | FieldValue::Markdown(text) => Cow::Borrowed(text),
            FieldValue::Date(date) => Cow::Owned(date.to_string()),
            FieldValue::DatePart(part, _) => Cow::Owned(part.to_string()),
            FieldValue::Names(people) => joined(people.iter().map(Person::to_string)),
            FieldValue::Categories(texts) | FieldValue::Tags(texts) => Cow::Owned(texts.join(", ")),
            FieldValue::Links(links) => joined(links.iter().map(|link| link.label.clone())),
            FieldValue::Status(status) => Cow::Borrowed(status.as_str()),
            FieldValue::Translations(translations) => joined(translations.iter().map(|(tag, _)| tag.clone())),
            FieldValue::Custom(fields) => joined(fields.keys().cloned()),
        }
    }
}

fn joined(items: impl Iterator<Item = String>) -> Cow<'static, str> {
    Cow::Owned(items.collect::<Vec<_>>().join(", "))
}

/// How many fields have a name in a role.
pub const fn count(role: Role) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < Field::ALL.len() {
        count += Field::ALL[at].name_in(role).is_some() as usize;
        at += 1;
    }
    count
}

/// The names of fields in a role, in alphabetical order; `N` is their [`count`].
///
/// # Panics
/// If `N` is less than the count.
pub const fn names<const N: usize>(role: Role) -> [&'static str; N] {
    let mut names = [""; N];
    let (mut len, mut at) = (0, 0);
    while at < Field::ALL.len() {
        if let Some(name) = Field::ALL[at].name_in(role) {
            // Insertion sort: iterators and `sort` are not available in constants.
            let mut place = len;
            while place > 0 && is_less(name, names[place - 1]) {
                names[place] = names[place - 1];
                place -= 1;
            }
            names[place] = name;
            len += 1;
        }
        at += 1;
    }
    names
}

const fn is_less(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_in_every_role() {
        for role in [Role::Data, Role::Template, Role::Column, Role::Sort, Role::Group] {
            let names: Vec<_> = Field::ALL.iter().filter_map(|field| field.name_in(role)).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{role:?}");
            for name in names {
                assert_eq!(Field::named(name, role).and_then(|field| field.name_in(role)), Some(name));
            }
        }
    }

    #[test]
    fn rows_are_consistent() {
        let orders: BTreeSet<_> = Field::ALL.iter().map(|field| field.spec().toml_order).collect();
        assert_eq!(orders.len(), Field::ALL.len(), "two fields have the same position in TOML");
        for field in Field::ALL {
            assert_eq!(field.template_name(), field.name().replace('-', "_"));
            assert!(field.about().ends_with('.'), "{field:?}");
            let is_part = matches!(field.field_type(), FieldType::DatePart(_));
            assert_eq!(field.name_in(Role::Data).is_none(), is_part, "{field:?}");
        }
    }

    #[test]
    fn names_for_options_are_sorted() {
        const GROUPS: [&str; count(Role::Group)] = names(Role::Group);
        assert_eq!(GROUPS, ["author", "category", "status", "tag", "type", "venue", "year"]);
    }
}
