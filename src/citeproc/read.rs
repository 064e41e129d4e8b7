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
        let (row, column) = (place.row.saturating_sub(1) as usize, place.col.saturating_sub(1) as usize);
        let start: usize = xml.split_inclusive('\n').take(row).map(str::len).sum();
        // roxmltree counts columns in characters.
        let offset = xml[start..].char_indices().nth(column).map_or(xml.len(), |(at, _)| start + at);
        ErrorKind::Xml(error.to_string()).at(offset)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offset_of_an_error_counts_bytes_of_all_characters() {
        for xml in ["<style>\n<评评 =\"1\"/></style>", "<style>\r\n<a 评评评<", "<评评评评", ""] {
            let error = sheet(xml).err().unwrap();
            assert!(xml.is_char_boundary(error.offset), "{xml}: {error:?}");
            let (before, position) = (&xml[..error.offset], error.to_string());
            let (row, column) =
                (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap().chars().count() + 1);
            assert!(
                !position.contains(" at ") || position.ends_with(&format!(" at {row}:{column}")),
                "{xml}: {error:?}"
            );
        }
    }
}
