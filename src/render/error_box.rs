//! The error box that replaces a directive which could not be expanded, under `on-error = "warn"`.

use super::Renderer;
use crate::diagnostic::Diagnostic;
use crate::directive::Placement;
use crate::markup::escape;

/// A border in the text color, visible in every theme and without a stylesheet.
const BOX: &str = "border: 2px solid; padding: 0 0.5em";

/// Renders diagnostics in place of a directive, as a block or inline. The HTML has no blank line.
pub fn text(renderer: Renderer, placement: &Placement, diagnostics: &[Diagnostic]) -> String {
    match (renderer, placement) {
        (Renderer::Html, Placement::Block { .. }) => {
            let items: Vec<_> = diagnostics.iter().map(|diagnostic| format!("<p>{}</p>", html(diagnostic))).collect();
            format!("<div class=\"papers-fault\" style=\"{BOX}\">\n{}\n</div>", items.join("\n"))
        }
        (Renderer::Html, Placement::Inline) => {
            let items: Vec<_> = diagnostics.iter().map(html).collect();
            format!("<span class=\"papers-fault\" style=\"{BOX}\">{}</span>", items.join(" "))
        }
        (Renderer::Markdown | Renderer::Test | Renderer::Pandoc, Placement::Block { .. }) => {
            let items: Vec<_> = diagnostics.iter().map(|diagnostic| format!("> {}", markdown(diagnostic))).collect();
            items.join("\n>\n")
        }
        (Renderer::Markdown | Renderer::Test | Renderer::Pandoc, Placement::Inline) => {
            diagnostics.iter().map(markdown).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Renders HTML that is valid both inline in Markdown and in an HTML block.
fn html(diagnostic: &Diagnostic) -> String {
    let mut out = format!("<strong>{}[{}]</strong>: ", diagnostic.level.as_str(), diagnostic.code.as_str());
    write_message(&diagnostic.full_message(), &mut out);
    out.push_str(" (<code>");
    inline_text(&diagnostic.place.to_string(), &mut out);
    out.push_str("</code>)");
    if let Some(help) = &diagnostic.help {
        out.push_str("; help: ");
        write_message(help, &mut out);
    }
    out
}

/// Writes a message as HTML, with text in backticks as `<code>`.
fn write_message(sentence: &str, out: &mut String) {
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
        inline_text(part, out);
    }
}

/// Writes text that may be part of a heading.
fn inline_text(text: &str, out: &mut String) {
    escape::html_in_markdown(&escape::inert(text), out);
}

fn markdown(diagnostic: &Diagnostic) -> String {
    let mut out = format!("**{}\\[{}\\]**: ", diagnostic.level.as_str(), diagnostic.code.as_str());
    escape::markdown(&diagnostic.full_message(), &mut out);
    out.push_str(" (");
    escape::markdown(&diagnostic.place.to_string(), &mut out);
    out.push(')');
    if let Some(help) = &diagnostic.help {
        out.push_str("; help: ");
        escape::markdown(help, &mut out);
    }
    out
}
