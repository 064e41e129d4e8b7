//! Checks HTML that a template writes, and makes it a single HTML block.
//!
//! Data in it is already escaped. The check rejects what escaping cannot prevent, such as a `javascript:` URL in `href`
//! or text in a script.

use std::collections::HashSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::markup::escape;
use crate::markup::html_scanner::{Part, Tag, parts, unbalanced};
use crate::markup::math::is_harmless;
use crate::source::{Source, Span};
use crate::url;

/// The elements that a template may write: text, lists, tables, figures and links. `MathML` comes from
/// [`crate::markup::math`].
const ALLOWED_ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Attributes that run code, load resources or restyle the page.
const FORBIDDEN_ATTRIBUTES: &[&str] =
    &["action", "background", "formaction", "http-equiv", "ping", "srcdoc", "srcset", "style"];

/// Attributes with a URL as value.
const URL_ATTRIBUTES: &[&str] = &["cite", "href", "longdesc", "poster", "src"];

/// Rejects HTML that is unbalanced or contains elements, attributes or URLs that are not allowed.
pub(super) fn check(html: &str, main: &Arc<Source>) -> Result<(), Diagnostic> {
    let error = |tag: &Tag<'_>, message: String| {
        let slash = if tag.closes { "/" } else { "" };
        Code::BadValue.at((main, span(&main.text, &format!("<{slash}{}", tag.name))), message)
    };
    for part in parts(html) {
        let tag = match part {
            Part::Tag(tag) => tag,
            Part::Comment(comment) if comment.starts_with("<!--") && comment.ends_with("-->") => continue,
            Part::Comment(_) => {
                let message = "the template writes a declaration or a comment that does not end".to_owned();
                return Err(Code::BadValue.at((main, span(&main.text, "<!")), message));
            }
            Part::Text(_) => continue,
        };
        let name = tag.name.to_ascii_lowercase();
        if !ALLOWED_ELEMENTS.contains(&name.as_str()) && !is_harmless(&tag) {
            return Err(error(&tag, format!("a template may not write `<{}>`", tag.name)).help(
                "it writes text, lists, tables, figures and links; scripts and stylesheets are named in book.toml, by `additional-js` and `additional-css`",
            ));
        }
        for (attribute, value) in tag.named_attributes() {
            if attribute.starts_with("on")
                || attribute.contains(':')
                || FORBIDDEN_ATTRIBUTES.contains(&attribute.as_str())
            {
                return Err(error(&tag, format!("a template may not write the attribute `{attribute}`"))
                    .help("give the element a `class`, for `additional-css` and `additional-js`"));
            }
            let value = unescaped(value);
            if URL_ATTRIBUTES.contains(&attribute.as_str()) && !value.is_empty() && url::safe(&value).is_none() {
                return Err(error(&tag, format!("`{attribute}` contains `{value}`, which is not a safe address"))
                    .help("the filter `url` omits addresses that are not safe, and `link` writes a complete link"));
            }
        }
    }
    match unbalanced(html) {
        None => Ok(()),
        Some(tag) if tag.closes => {
            Err(error(&tag, format!("the template closes `<{}>` where it is not open", tag.name)))
        }
        Some(tag) => Err(error(&tag, format!("the template leaves `<{}>` open", tag.name))),
    }
}

/// Removes blank lines, which would end the HTML block. Line breaks in preformatted text become character references.
pub(super) fn without_blank_lines(html: &str) -> String {
    let mut encoded = String::with_capacity(html.len());
    let mut preformatted = 0_usize;
    for part in parts(html) {
        match part {
            Part::Text(text) if preformatted > 0 => {
                encoded.push_str(&text.replace("\r\n", "\n").replace('\n', "&#10;"));
            }
            Part::Text(text) | Part::Comment(text) => encoded.push_str(text),
            Part::Tag(tag) => {
                if tag.name.eq_ignore_ascii_case("pre") {
                    preformatted = if tag.closes { preformatted.saturating_sub(1) } else { preformatted + 1 };
                }
                // An entry that is already on the page has no anchor.
                encoded.push_str(&tag.written.replace(" id=\"\"", ""));
            }
        }
    }
    let mut out = String::with_capacity(encoded.len());
    for line in encoded.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Prepends an element for each anchor that the template does not use as an `id`, since other pages link to them.
pub(super) fn with_anchors<'a>(html: &str, anchors: impl Iterator<Item = &'a str>) -> String {
    let present: HashSet<String> = parts(html)
        .into_iter()
        .filter_map(|part| match part {
            Part::Tag(tag) => tag.named_attributes().into_iter().find(|(name, _)| name == "id"),
            _ => None,
        })
        .map(|(_, value)| unescaped(value))
        .collect();
    let mut out = String::with_capacity(html.len());
    for anchor in anchors.filter(|anchor| !present.contains(*anchor)) {
        out.push_str("<span id=\"");
        escape::html(anchor, &mut out);
        out.push_str("\"></span>\n");
    }
    out.push_str(html);
    out
}

/// Returns where the template writes `tag`, or the start of the template.
fn span(text: &str, tag: &str) -> Span {
    let lower = text.to_ascii_lowercase();
    let next = |at: usize| lower[at + tag.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let at = lower.match_indices(&tag.to_ascii_lowercase()).map(|(at, _)| at).find(|&at| !next(at));
    at.map_or(Span::new(0, 0), |at| Span::new(at, at + tag.len()))
}

/// Decodes character references in an attribute's value. Of the named ones only those that browsers and our escapes
/// need are known.
fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 10);
        let named = end.and_then(|end| reference(&rest[1..end]).map(|c| (c, end)));
        let Some((c, end)) = named else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        out.push(c);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "colon" => Some(':'),
        "Tab" => Some('\t'),
        "NewLine" => Some('\n'),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
            decimal => number(decimal, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_html_is_rejected() {
        #[track_caller]
        fn check(html: &str, expect: Result<(), &str>) {
            let error = super::check(html, &Source::new("t.jinja", html)).map_err(|error| error.message);
            assert_eq!(error.as_ref().map_err(String::as_str).copied(), expect, "{html}");
        }
        check("<p class=\"a\">x <br> <b>y</b></p>\n<!-- c -->", Ok(()));
        check("<a href=\"https://x.org/?a=1&amp;b\">x</a><a href=\"../x.md#y\">y</a><a href=\"\">z</a>", Ok(()));
        check("<math class=\"papers-math\"><mi>x</mi></math>", Ok(()));
        check("<SCRIPT>x</SCRIPT>", Err("a template may not write `<SCRIPT>`"));
        check("<svg/>", Err("a template may not write `<svg>`"));
        check("<p OnClick=x>y</p>", Err("a template may not write the attribute `onclick`"));
        check("<p style='x'>y</p>", Err("a template may not write the attribute `style`"));
        check("<a href='javascript:x'>y</a>", Err("`href` contains `javascript:x`, which is not a safe address"));
        check(
            "<a href=java&#115;cript&colon;x>y</a>",
            Err("`href` contains `javascript:x`, which is not a safe address"),
        );
        check(
            "<a href=\"java&Tab;script:x\">y</a>",
            Err("`href` contains `java\tscript:x`, which is not a safe address"),
        );
        check("<img src=\"//x.org/a.png\">", Err("`src` contains `//x.org/a.png`, which is not a safe address"));
        check("<math href=\"x\"></math>", Err("a template may not write `<math>`"));
        check("<p>x", Err("the template leaves `<p>` open"));
        check("x</p>", Err("the template closes `<p>` where it is not open"));
        check("<b><i></b></i>", Err("the template closes `<b>` where it is not open"));
        check("<!-- x", Err("the template writes a declaration or a comment that does not end"));
        check("<p title=\"x>y</p>", Err("the template leaves `<p>` open"));
    }

    #[test]
    fn a_block_has_no_blank_line_and_every_anchor() {
        let html = "<pre>a\n\nb</pre>\n\n  \n<p id=\"x&#64;y\">c</p>  \n";
        let html = without_blank_lines(html);
        assert_eq!(html, "<pre>a&#10;&#10;b</pre>\n<p id=\"x&#64;y\">c</p>\n");
        assert_eq!(with_anchors(&html, ["x@y", "z\""].into_iter()), format!("<span id=\"z&quot;\"></span>\n{html}"));
    }
}
