//! Rendering elements.

use roxmltree::Node;

use super::attribute::{boolean, date_part_form, dress, named, required, term_form, text};
use super::{Reader, elements, name};
use crate::citeproc::element::{
    Branch, Choose, Date, DateForm, DatePart, DatePartName, DateParts, Element, Group, Kinds, Label, Match, Number,
    NumberForm, Plural, Position, Test, Text, TextSource,
};
use crate::citeproc::error::{Error, ErrorKind};
use crate::citeproc::variable::{AnyVariable, DateVariable, Kind, Variable};

impl<'a> Reader<'a> {
    pub(super) fn children(&mut self, node: Node<'a, 'a>) -> Result<Vec<Element>, Error> {
        let mut children = Vec::new();
        for child in elements(node) {
            children.extend(self.element(child)?);
        }
        Ok(children)
    }

    fn element(&mut self, node: Node<'a, 'a>) -> Result<Option<Element>, Error> {
        Ok(Some(match node.tag_name().name() {
            "text" => match self.text(node)? {
                Some(text) => Element::Text(text),
                None => return Ok(None),
            },
            "date" => Element::Date(Box::new(self.date(node)?)),
            "number" => Element::Number(self.number(node)?),
            "names" => Element::Names(Box::new(name::names(self, node)?)),
            "label" => Element::Label(self.label(node)?),
            "group" => Element::Group(Group {
                children: self.children(node)?,
                delimiter: text(node, "delimiter").unwrap_or_default(),
                dress: dress(node)?,
            }),
            "choose" => Element::Choose(self.choose(node)?),
            other => return Err(ErrorKind::UnknownElement(other.to_owned()).at(node.range().start)),
        }))
    }

    fn text(&mut self, node: Node<'a, 'a>) -> Result<Option<Text>, Error> {
        let source = if let Some(name) = node.attribute("variable") {
            let name = name.trim();
            if let Some(variable) = Variable::lookup(name) {
                TextSource::Variable(variable, node.attribute("form") == Some("short"))
            } else {
                self.remark(node, name);
                TextSource::Unknown
            }
        } else if let Some(name) = node.attribute("macro") {
            let at = self.macros.get(name);
            TextSource::Macro(*at.ok_or_else(|| ErrorKind::UnknownMacro(name.to_owned()).at(node.range().start))?)
        } else if let Some(term) = node.attribute("term") {
            TextSource::Term(term.into(), term_form(node)?, boolean(node, "plural")?.unwrap_or(false))
        } else if let Some(value) = node.attribute("value") {
            TextSource::Value(crate::citeproc::item::Text::parse(value))
        } else {
            // Nothing to print; the schema does not allow it, and some styles have it.
            self.remark(node, "text");
            return Ok(None);
        };
        Ok(Some(Text { source, dress: dress(node)? }))
    }

    fn number(&mut self, node: Node<'a, 'a>) -> Result<Number, Error> {
        let name = required(node, "variable")?.trim();
        let variable = Variable::lookup(name);
        if variable.is_none() {
            self.remark(node, name);
        }
        let form = named(node, "form", |value| Some(NumberForm::by_name(value).unwrap_or(NumberForm::Numeric)))?;
        Ok(Number { variable, form: form.unwrap_or(NumberForm::Numeric), dress: dress(node)? })
    }

    pub(super) fn label(&mut self, node: Node<'a, 'a>) -> Result<Label, Error> {
        let variable = node.attribute("variable").and_then(|name| {
            let found = Variable::lookup(name.trim());
            if found.is_none() {
                self.remark(node, name);
            }
            found
        });
        Ok(Label {
            variable,
            form: term_form(node)?,
            plural: named(node, "plural", Plural::by_name)?.unwrap_or(Plural::Contextual),
            dress: dress(node)?,
        })
    }

    fn date(&mut self, node: Node<'a, 'a>) -> Result<Date, Error> {
        let name = required(node, "variable")?.trim();
        let variable = DateVariable::by_name(name);
        if variable.is_none() {
            self.remark(node, name);
        }
        Ok(Date {
            variable,
            form: named(node, "form", DateForm::by_name)?,
            parts: named(node, "date-parts", DateParts::by_name)?.unwrap_or(DateParts::YearMonthDay),
            delimiter: text(node, "delimiter").unwrap_or_default(),
            formats: date_parts(node)?,
            dress: dress(node)?,
        })
    }

    fn choose(&mut self, node: Node<'a, 'a>) -> Result<Choose, Error> {
        let mut choose = Choose { branches: Vec::new(), otherwise: Vec::new() };
        for child in elements(node) {
            match child.tag_name().name() {
                "if" | "else-if" => {
                    let branch = self.branch(child)?;
                    choose.branches.push(branch);
                }
                "else" => choose.otherwise = self.children(child)?,
                other => return Err(ErrorKind::UnknownElement(other.to_owned()).at(child.range().start)),
            }
        }
        Ok(choose)
    }

    fn branch(&mut self, node: Node<'a, 'a>) -> Result<Branch, Error> {
        let mut tests = Vec::new();
        for attribute in node.attributes() {
            match attribute.name() {
                "match" => {}
                "type" => tests.push(Test::Type(self.kinds(node, attribute.value()))),
                "locator" => tests.push(Test::Locator(locators(attribute.value()))),
                name => {
                    for value in attribute.value().split_whitespace() {
                        tests.push(self.test(node, name, value));
                    }
                }
            }
        }
        let matching = named(node, "match", Match::by_name)?.unwrap_or(Match::All);
        Ok(Branch { matching, tests, children: self.children(node)? })
    }

    fn kinds(&mut self, node: Node<'a, 'a>, names: &'a str) -> Kinds {
        let mut kinds = Kinds::default();
        for name in names.split_whitespace() {
            match Kind::by_name(name) {
                Some(kind) => kinds.insert(kind),
                None => self.remark(node, name),
            }
        }
        kinds
    }

    fn test(&mut self, node: Node<'a, 'a>, attribute: &'a str, value: &'a str) -> Test {
        let test = match attribute {
            "disambiguate" => Some(Test::Disambiguate(value == "true")),
            "is-numeric" => AnyVariable::lookup(value).map(Test::IsNumeric),
            "is-uncertain-date" => DateVariable::by_name(value).map(Test::IsUncertainDate),
            "position" => Position::by_name(value).map(Test::Position),
            "variable" => AnyVariable::lookup(value).map(Test::Variable),
            _ => None,
        };
        test.unwrap_or_else(|| {
            self.remark(node, value);
            Test::Never
        })
    }
}

/// The names of locators; one of them once contained a space.
fn locators(names: &str) -> Vec<Box<str>> {
    names.replace("sub verbo", "sub-verbo").split_whitespace().map(Into::into).collect()
}

/// The `cs:date-part` elements of a date.
pub(super) fn date_parts(node: Node<'_, '_>) -> Result<Vec<DatePart>, Error> {
    let mut parts = Vec::new();
    for child in node.children().filter(Node::is_element) {
        if child.tag_name().name() != "date-part" {
            return Err(ErrorKind::UnknownElement(child.tag_name().name().to_owned()).at(child.range().start));
        }
        let name = named(child, "name", DatePartName::by_name)?;
        let Some(name) = name else {
            required(child, "name")?;
            continue;
        };
        parts.push(DatePart {
            name,
            form: date_part_form(child)?,
            range_delimiter: text(child, "range-delimiter"),
            dress: dress(child)?,
        });
    }
    Ok(parts)
}
