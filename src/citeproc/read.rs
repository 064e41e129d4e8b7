//! Reads the XML of styles and locales into typed trees.
//!
//! What CSL does not allow is an error with its place, but for names of variables, item types and elements that
//! only extensions of CSL have: they become [remarks](super::style::Remark), for such styles are in use.

mod attribute;
mod check;
mod element;
mod locale;
mod name;
mod style;

use roxmltree::{Document, Node, ParsingOptions};

use super::error::{Error, ErrorKind};
use super::locale::Locale;
use super::style::{Remark, Sheet};

/// How deep elements may be nested; the deepest style of the CSL project has 40 levels.
const DEPTH: usize = 200;

/// Parses a style.
pub(super) fn sheet(xml: &str) -> Result<Sheet, Error> {
    let document = document(xml)?;
    style::sheet(root(&document, "style")?)
}

/// Parses a locale file.
pub(super) fn locale_file(xml: &str) -> Result<Locale, Error> {
    let document = document(xml)?;
    locale::locale(root(&document, "locale")?)
}

fn document(xml: &str) -> Result<Document<'_>, Error> {
    check::depth(xml, DEPTH)?;
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    Document::parse_with_options(xml, options).map_err(|error| {
        let place = error.pos();
        let offset = xml.split_inclusive('\n').take(place.row.saturating_sub(1) as usize).map(str::len).sum::<usize>();
        ErrorKind::Xml(error.to_string()).at((offset + place.col.saturating_sub(1) as usize).min(xml.len()))
    })
}

fn root<'a>(document: &'a Document<'a>, expected: &'static str) -> Result<Node<'a, 'a>, Error> {
    let root = document.root_element();
    if root.tag_name().name() == expected {
        return Ok(root);
    }
    let found = root.tag_name().name().to_owned();
    Err(ErrorKind::Root { expected, found }.at(root.range().start))
}

/// What reading collects besides the tree.
#[derive(Default)]
struct Reader<'a> {
    macros: rustc_hash::FxHashMap<&'a str, usize>,
    remarks: Vec<Remark>,
}

impl Reader<'_> {
    fn remark(&mut self, node: Node<'_, '_>, name: &str) {
        self.remarks.push(Remark { offset: node.range().start, name: name.to_owned() });
    }
}

/// The elements in an element; comments and whitespace are not among them.
fn elements<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(Node::is_element)
}
