//! `cs:style` and its parts.

use roxmltree::Node;

use super::attribute::{affixes, boolean, format, name_options, named, number, required, text};
use super::{DEPTH, Reader, check, elements, locale};
use crate::citeproc::element::Element;
use crate::citeproc::error::{Error, ErrorKind};
use crate::citeproc::format::Display;
use crate::citeproc::style::{
    Bibliography, Citation, Class, Collapse, Demote, Dependent, GivenNameRule, Info, Key, KeySource, Layout, Macro,
    PageRangeFormat, SecondFieldAlign, Sheet, Style, SubstituteRule,
};
use crate::citeproc::variable::AnyVariable;

pub(super) fn sheet<'a>(node: Node<'a, 'a>) -> Result<Sheet, Error> {
    let (info, parent) = info(node);
    let default_locale = node.attribute("default-locale").map(str::to_owned);
    let has_citation = elements(node).any(|child| child.tag_name().name() == "citation");
    if let (false, Some(parent)) = (has_citation, parent) {
        return Ok(Sheet::Dependent(Dependent { info, parent, default_locale }));
    }
    let mut reader = Reader::default();
    let macros = macros(&mut reader, node)?;
    let mut style = Style {
        info,
        class: named(node, "class", Class::by_name)?.unwrap_or(Class::InText),
        default_locale,
        initialize_with_hyphen: boolean(node, "initialize-with-hyphen")?.unwrap_or(true),
        page_range_format: named(node, "page-range-format", PageRangeFormat::by_name)?,
        demote: named(node, "demote-non-dropping-particle", Demote::by_name)?.unwrap_or(Demote::DisplayAndSort),
        names: name_options(node)?,
        locales: Vec::new(),
        macros,
        citation: Citation::default(),
        bibliography: None,
        remarks: Vec::new(),
    };
    for child in elements(node) {
        match child.tag_name().name() {
            "info" | "macro" => {}
            "locale" => style.locales.push(locale::locale(child)?),
            "citation" => style.citation = citation(&mut reader, child)?,
            "bibliography" => style.bibliography = Some(bibliography(&mut reader, child)?),
            other => return Err(ErrorKind::UnknownElement(other.to_owned()).at(child.range().start)),
        }
    }
    if !has_citation && style.bibliography.is_none() {
        return Err(ErrorKind::NoCitation.at(node.range().start));
    }
    style.remarks = reader.remarks;
    Ok(Sheet::Independent(Box::new(style)))
}

fn info(node: Node<'_, '_>) -> (Info, Option<String>) {
    let mut info = Info::default();
    let mut parent = None;
    let found = node.children().find(|child| child.tag_name().name() == "info");
    for child in found.iter().flat_map(Node::children) {
        let words = || child.text().unwrap_or_default().trim().to_owned();
        match child.tag_name().name() {
            "title" => info.title = words(),
            "title-short" => info.title_short = Some(words()),
            "id" => info.id = words(),
            "rights" => info.rights = Some(words()),
            "category" => {
                if let Some(format) = child.attribute("citation-format") {
                    info.citation_format = Some(format.to_owned());
                }
            }
            "link" if child.attribute("rel") == Some("independent-parent") => {
                parent = child.attribute("href").map(str::to_owned);
            }
            _ => {}
        }
    }
    (info, parent)
}

fn macros<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<Vec<Macro>, Error> {
    let nodes: Vec<_> = elements(node).filter(|child| child.tag_name().name() == "macro").collect();
    for (at, child) in nodes.iter().enumerate() {
        reader.macros.insert(required(*child, "name")?, at);
    }
    let mut macros = Vec::with_capacity(nodes.len());
    for child in nodes {
        let name = required(child, "name")?.into();
        let children: Vec<Element> = reader.children(child)?;
        macros.push(Macro { name, children });
    }
    check::macros(&macros, node.range().start, DEPTH)?;
    Ok(macros)
}

fn layout<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<Layout, Error> {
    Ok(Layout {
        affixes: affixes(node),
        format: format(node)?,
        delimiter: text(node, "delimiter").unwrap_or_default(),
        display: named(node, "display", Display::by_name)?,
        children: reader.children(node)?,
    })
}

/// `cs:sort` and `cs:layout` of `cs:citation` or `cs:bibliography`.
fn body<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<(Vec<Key>, Layout), Error> {
    let (mut sort, mut found) = (Vec::new(), None);
    for child in elements(node) {
        match child.tag_name().name() {
            "sort" => {
                for child in elements(child) {
                    sort.push(key(reader, child)?);
                }
            }
            "layout" if found.is_none() => found = Some(layout(reader, child)?),
            "layout" => reader.remark(child, "layout"),
            other => return Err(ErrorKind::UnknownElement(other.to_owned()).at(child.range().start)),
        }
    }
    Ok((sort, found.unwrap_or_default()))
}

fn key<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<Key, Error> {
    let source = if let Some(name) = node.attribute("macro") {
        let at = reader.macros.get(name).copied();
        KeySource::Macro(at.ok_or_else(|| ErrorKind::UnknownMacro(name.to_owned()).at(node.range().start))?)
    } else {
        let name = required(node, "variable")?.trim();
        let variable = AnyVariable::lookup(name);
        if variable.is_none() {
            reader.remark(node, name);
        }
        KeySource::Variable(variable)
    };
    let order = |value: &str| match value {
        "ascending" => Some(false),
        "descending" => Some(true),
        _ => None,
    };
    Ok(Key {
        source,
        descending: named(node, "sort", order)?.unwrap_or(false),
        names_min: number(node, "names-min")?,
        names_use_first: number(node, "names-use-first")?,
        names_use_last: boolean(node, "names-use-last")?,
    })
}

fn citation<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<Citation, Error> {
    let (sort, layout) = body(reader, node)?;
    Ok(Citation {
        layout,
        sort,
        names: name_options(node)?,
        add_names: boolean(node, "disambiguate-add-names")?.unwrap_or(false),
        add_given_name: boolean(node, "disambiguate-add-givenname")?.unwrap_or(false),
        add_year_suffix: boolean(node, "disambiguate-add-year-suffix")?.unwrap_or(false),
        given_name_rule: named(node, "givenname-disambiguation-rule", GivenNameRule::by_name)?,
        collapse: named(node, "collapse", Collapse::by_name)?,
        cite_group_delimiter: text(node, "cite-group-delimiter"),
        year_suffix_delimiter: text(node, "year-suffix-delimiter"),
        after_collapse_delimiter: text(node, "after-collapse-delimiter"),
        near_note_distance: number(node, "near-note-distance")?.unwrap_or(5),
    })
}

fn bibliography<'a>(reader: &mut Reader<'a>, node: Node<'a, 'a>) -> Result<Bibliography, Error> {
    let (sort, layout) = body(reader, node)?;
    let lines = |value: Option<usize>| value.map_or(1, |value| u32::try_from(value).unwrap_or(u32::MAX));
    Ok(Bibliography {
        layout,
        sort,
        names: name_options(node)?,
        hanging_indent: boolean(node, "hanging-indent")?.unwrap_or(false),
        second_field_align: named(node, "second-field-align", SecondFieldAlign::by_name)?,
        line_spacing: lines(number(node, "line-spacing")?),
        entry_spacing: lines(number(node, "entry-spacing")?),
        substitute: text(node, "subsequent-author-substitute"),
        substitute_rule: named(node, "subsequent-author-substitute-rule", SubstituteRule::by_name)?
            .unwrap_or(SubstituteRule::CompleteAll),
    })
}
