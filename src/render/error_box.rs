//! What stands in the page where a directive could not be expanded, under `on-error = "warn"`.

use super::Target;
use crate::diagnostic::Diagnostic;
use crate::directive::Placement;
use crate::markup::escape;

/// A frame in the colour of the text, so that the box is seen in every theme and without any stylesheet.
const BOX: &str = "border: 2px solid; padding: 0 0.5em";

/// Findings in place of a directive: a block, in HTML without a blank line, or words in the line.
pub fn text(target: Target, placement: &Placement, found: &[Diagnostic]) -> String {
    match (target, placement) {
        (Target::Html, Placement::Block { .. }) => {
            let items: Vec<_> = found.iter().map(|found| format!("<p>{}</p>", html(found))).collect();
            format!("<div class=\"papers-fault\" style=\"{BOX}\">\n{}\n</div>", items.join("\n"))
        }
        (Target::Html, Placement::Inline) => {
            let items: Vec<_> = found.iter().map(html).collect();
            format!("<span class=\"papers-fault\" style=\"{BOX}\">{}</span>", items.join(" "))
        }
        (Target::Markdown | Target::Test | Target::Pandoc, Placement::Block { .. }) => {
            let items: Vec<_> = found.iter().map(|found| format!("> {}", markdown(found))).collect();
            items.join("\n>\n")
        }
        (Target::Markdown | Target::Test | Target::Pandoc, Placement::Inline) => {
            found.iter().map(markdown).collect::<Vec<_>>().join(" ")
        }
    }
}

/// HTML that may stand in Markdown text as well as in an HTML block.
fn html(found: &Diagnostic) -> String {
    let mut out = format!("<strong>{}[{}]</strong>: ", found.level.as_str(), found.code.as_str());
    words(&found.full_message(), &mut out);
    out.push_str(" (<code>");
    escape::html_in_markdown(&found.place.to_string(), &mut out);
    out.push_str("</code>)");
    if let Some(help) = &found.help {
        out.push_str("; help: ");
        words(help, &mut out);
    }
    out
}

/// A sentence of ours, in which backticks stand around what users write.
fn words(sentence: &str, out: &mut String) {
    let parts: Vec<_> = sentence.split('`').collect();
    let paired = parts.len() % 2 == 1;
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            out.push_str(match (paired, at % 2 == 1) {
                (false, _) => "&#96;",
                (true, true) => "<code>",
                (true, false) => "</code>",
            });
        }
        escape::html_in_markdown(part, out);
    }
}

fn markdown(found: &Diagnostic) -> String {
    let mut out = format!("**{}\\[{}\\]**: ", found.level.as_str(), found.code.as_str());
    escape::markdown(&found.full_message(), &mut out);
    out.push_str(" (");
    escape::markdown(&found.place.to_string(), &mut out);
    out.push(')');
    if let Some(help) = &found.help {
        out.push_str("; help: ");
        escape::markdown(help, &mut out);
    }
    out
}
