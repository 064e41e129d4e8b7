//! What stands in the page where a directive could not be expanded, under `on-error = "warn"`.

use super::Target;
use super::escape;
use crate::diagnostic::Diagnostic;

/// Faults as a block, in HTML without a blank line.
pub fn block(target: Target, faults: &[Diagnostic]) -> String {
    match target {
        Target::Html => {
            let items: String = faults.iter().map(|fault| format!("<p>{}</p>\n", words(fault))).collect();
            format!("<div class=\"papers-fault\">\n{items}</div>")
        }
        Target::Markdown | Target::Test => {
            let items: Vec<_> = faults.iter().map(|fault| format!("> {}", plain(fault))).collect();
            items.join("\n>\n")
        }
    }
}

/// Faults inside a line of text.
pub fn inline(target: Target, faults: &[Diagnostic]) -> String {
    match target {
        Target::Html => {
            let items: Vec<_> = faults.iter().map(words).collect();
            format!("<span class=\"papers-fault\">{}</span>", items.join(" "))
        }
        Target::Markdown | Target::Test => {
            let items: Vec<_> = faults.iter().map(plain).collect();
            items.join(" ")
        }
    }
}

fn words(fault: &Diagnostic) -> String {
    let mut out = format!("<strong>{}[{}]</strong>: ", fault.level().as_str(), fault.code.as_str());
    escape::html(&fault.message, &mut out);
    out.push_str(" (<code>");
    escape::html(&fault.place.to_string(), &mut out);
    out.push_str("</code>)");
    if let Some(help) = &fault.help {
        out.push_str("; help: ");
        escape::html(help, &mut out);
    }
    out
}

fn plain(fault: &Diagnostic) -> String {
    let mut out = format!("**{}\\[{}\\]**: ", fault.level().as_str(), fault.code.as_str());
    escape::markdown(&fault.message, &mut out);
    out.push_str(" (");
    escape::markdown(&fault.place.to_string(), &mut out);
    out.push(')');
    if let Some(help) = &fault.help {
        out.push_str("; help: ");
        escape::markdown(help, &mut out);
    }
    out
}
