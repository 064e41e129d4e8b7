//! `cs:names` and what it holds.

use roxmltree::Node;

use super::attribute::{dress, format, name_options, required, text};
use super::{Reader, elements};
use crate::citeproc::element::{EtAl, Name, Names};
use crate::citeproc::error::{Error, ErrorKind};
use crate::citeproc::variable::NameVariable;

pub(super) fn names<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<Names, Error> {
    let variables = variables(reader, node)?;
    let mut names = Names {
        variables,
        delimiter: text(node, "delimiter"),
        name: None,
        et_al: None,
        label: None,
        substitute: Vec::new(),
        options: name_options(node)?,
        dress: dress(node)?,
    };
    for child in elements(node) {
        match child.tag_name().name() {
            "name" => names.name = Some(name(child)?),
            "et-al" => {
                names.et_al =
                    Some(EtAl { term: text(child, "term").unwrap_or_else(|| "et-al".into()), format: format(child)? });
            }
            "label" => names.label = Some((reader.label(child)?, names.name.is_none())),
            "substitute" => names.substitute = reader.children(child)?,
            // An extension that splits the names of organizations.
            "institution" => reader.remark(child, "institution"),
            other => return Err(ErrorKind::UnknownElement(other.to_owned()).at(child.range().start)),
        }
    }
    // A label comes before the names only where `cs:name` follows it.
    if names.name.is_none()
        && let Some((_, before)) = &mut names.label
    {
        *before = false;
    }
    Ok(names)
}

fn variables<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<Vec<NameVariable>, Error> {
    let mut variables = Vec::new();
    for name in required(node, "variable")?.split_whitespace() {
        match NameVariable::by_name(name) {
            Some(variable) => variables.push(variable),
            None => reader.remark(node, name),
        }
    }
    Ok(variables)
}

fn name(node: Node<'_, '_>) -> Result<Name, Error> {
    let mut name = Name { options: name_options(node)?, dress: dress(node)?, given: None, family: None };
    for child in node.children().filter(Node::is_element) {
        match (child.tag_name().name(), child.attribute("name")) {
            ("name-part", Some("given")) => name.given = Some(dress(child)?),
            ("name-part", Some("family")) => name.family = Some(dress(child)?),
            (other, _) => return Err(ErrorKind::UnknownElement(other.to_owned()).at(child.range().start)),
        }
    }
    Ok(name)
}
