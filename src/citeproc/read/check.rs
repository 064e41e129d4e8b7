//! Checks that keep a hostile style from costing more than its length.

use crate::citeproc::element::{Element, TextSource};
use crate::citeproc::error::{Error, ErrorKind};
use crate::citeproc::style::Macro;

/// Checks that tags are not nested deeper than `limit`, before a tree is made of them.
pub(super) fn depth(xml: &str, limit: usize) -> Result<(), Error> {
    let bytes = xml.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == b'<') {
        let start = at + found;
        let rest = &xml[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = comment.find("-->").map_or(bytes.len(), |end| start + 4 + end + 3);
        } else if rest.starts_with("<![CDATA[") {
            at = rest.find("]]>").map_or(bytes.len(), |end| start + end + 3);
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            at = rest.find('>').map_or(bytes.len(), |end| start + end + 1);
        } else {
            let end = tag_end(rest);
            let tag = &rest[..end];
            if tag.starts_with("</") {
                depth = depth.saturating_sub(1);
            } else if !tag.ends_with("/>") {
                depth += 1;
            }
            if depth > limit {
                return Err(ErrorKind::TooDeep.at(start));
            }
            at = start + end.max(1);
        }
    }
    Ok(())
}

/// The length of the tag that `rest` starts with; a `>` in quotes does not end it.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Checks that no macro calls itself and that calls are not nested deeper than `limit`.
pub(super) fn macros(macros: &[Macro], offset: usize, limit: usize) -> Result<(), Error> {
    let calls: Vec<Vec<usize>> = macros.iter().map(|one| calls(&one.children)).collect();
    // `None`: not seen; 0: being visited; other: the levels of calls below, and one.
    let mut levels: Vec<Option<usize>> = vec![None; macros.len()];
    for start in 0..macros.len() {
        if levels[start].is_some() {
            continue;
        }
        levels[start] = Some(0);
        let mut stack = vec![(start, 0)];
        while let Some((at, next)) = stack.last_mut() {
            if let Some(&called) = calls[*at].get(*next) {
                *next += 1;
                match levels[called] {
                    Some(0) => return Err(ErrorKind::RecursiveMacro(macros[called].name.to_string()).at(offset)),
                    Some(_) => {}
                    None => {
                        levels[called] = Some(0);
                        stack.push((called, 0));
                    }
                }
            } else {
                let level = 1 + calls[*at].iter().filter_map(|&called| levels[called]).max().unwrap_or(0);
                if level > limit {
                    return Err(ErrorKind::TooDeep.at(offset));
                }
                levels[*at] = Some(level);
                stack.pop();
            }
        }
    }
    Ok(())
}

/// The macros that elements call.
fn calls(elements: &[Element]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut open: Vec<&Element> = elements.iter().collect();
    while let Some(element) = open.pop() {
        match element {
            Element::Text(text) => {
                if let TextSource::Macro(at) = text.source {
                    found.push(at);
                }
            }
            Element::Group(group) => open.extend(&group.children),
            Element::Names(names) => open.extend(&names.substitute),
            Element::Choose(choose) => {
                open.extend(choose.branches.iter().flat_map(|branch| &branch.children));
                open.extend(&choose.otherwise);
            }
            Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_counted_without_comments_and_attributes() {
        #[track_caller]
        fn check(xml: &str, limit: usize, expect: bool) {
            assert_eq!(depth(xml, limit).is_ok(), expect, "{xml}");
        }
        check("<a><b/><b/></a>", 1, true);
        check("<a><b></b></a>", 1, false);
        check("<a x='<b>'><!-- <b> --></a>", 1, true);
        check(&"<g>".repeat(100_000), 200, false);
        check("<", 1, true);
        check("<!-- ", 1, true);
    }
}
