//! The names of the fields of the native schema, for editors.

use super::{CATEGORY, PAPER, PERSON, Parser, Row, TRANSLATION};

/// A kind of table in a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaTable {
    /// A paper.
    Paper,
    /// A category.
    Category,
    /// Texts in another language.
    Translation,
    /// The parts of a name.
    Person,
}

/// The shape of the value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldShape {
    /// A text.
    Text,
    /// A list.
    List,
    /// A table.
    Table,
}

/// A field of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaField {
    /// Its name.
    pub name: &'static str,
    /// What it contains, in a sentence.
    pub about: &'static str,
    /// The shape of its value.
    pub shape: FieldShape,
}

/// Returns the fields of a table, in alphabetical order.
pub fn schema_fields(table: SchemaTable) -> Vec<SchemaField> {
    match table {
        SchemaTable::Paper => fields(&PAPER),
        SchemaTable::Category => fields(CATEGORY),
        SchemaTable::Translation => fields(&TRANSLATION),
        SchemaTable::Person => fields(PERSON),
    }
}

fn fields<T>(rows: &[Row<T>]) -> Vec<SchemaField> {
    let field = |row: &Row<T>| {
        let shape = match row.parser {
            Parser::Names(_) | Parser::Texts(_) | Parser::Keys(_) | Parser::Categories => FieldShape::List,
            Parser::Links(_) | Parser::Translations(_) | Parser::Custom(_) => FieldShape::Table,
            _ => FieldShape::Text,
        };
        SchemaField { name: row.name, about: row.about, shape }
    };
    rows.iter().map(field).collect()
}
