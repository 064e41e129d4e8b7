//! Finds templates of mdBook 0.4 in a book's theme, which the built-in mdBook 0.5 cannot render.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};

use crate::files;

/// A part of a template that mdBook 0.5 does not render, and what replaces it.
struct Outdated {
    part: &'static str,
    help: &'static str,
    /// Whether mdBook 0.5 fails at it. Otherwise, the page misses something.
    fails: bool,
}

/// From the migration guide in mdBook's changelog for 0.5.0.
const OUTDATED: &[Outdated] = &[
    Outdated { part: "{{#previous}}", help: "`{{#if previous}}`, with the address `{{previous.link}}`", fails: true },
    Outdated { part: "{{#next}}", help: "`{{#if next}}`, with the address `{{next.link}}`", fails: true },
    Outdated { part: "{{theme_option", help: "nothing, the helper was removed", fails: true },
    Outdated { part: "FontAwesome/css", help: "`{{fa \"solid\" \"NAME\"}}` for each icon", fails: false },
    Outdated {
        part: "id=\"sidebar\"",
        help: "`id=\"mdbook-sidebar\"`; all ids of mdBook start with `mdbook-`",
        fails: false,
    },
    Outdated { part: "{{google_analytics}}", help: "the script itself, in `head.hbs`", fails: false },
];

/// The templates that a theme can replace.
const TEMPLATES: &[&str] = &["head.hbs", "header.hbs", "index.hbs", "redirect.hbs", "toc.html.hbs", "toc.js.hbs"];

/// Logs what the theme in `folder` lacks for mdBook 0.5.
///
/// # Errors
/// mdBook 0.5 cannot render a template.
pub(super) fn check(root: &Path, folder: &Path) -> Result<()> {
    let mut failing = String::new();
    for name in TEMPLATES {
        let path = folder.join(name);
        let Ok(text) = files::read(root, &path) else { continue };
        let text = text.replace("{{ ", "{{").replace(" }}", "}}");
        let path = path.display();
        for Outdated { part, help, fails } in OUTDATED.iter().filter(|outdated| text.contains(outdated.part)) {
            if *fails {
                // Writing to a string cannot fail.
                let _ = write!(failing, "\n  `{path}`: instead of `{part}`, mdBook 0.5 has {help}");
            } else {
                tracing::warn!("`{path}` is a template of mdBook 0.4: instead of `{part}`, mdBook 0.5 has {help}");
            }
        }
    }
    if failing.is_empty() {
        return Ok(());
    }
    bail!("the theme is one of mdBook 0.4, and the built-in mdBook 0.5 cannot render it:{failing}")
}
