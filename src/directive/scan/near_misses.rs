//! Warnings about text that resembles a directive but is not one.

use std::sync::Arc;

use memchr::memmem;

use super::{Scanner, directive_end, is_escaped, name};
use crate::diagnostic::{Code, Diagnostic};
use crate::options::{self, DIRECTIVES};
use crate::source::{Source, Span, line_start};

/// The start of a directive in mdBook's own syntax.
pub(super) const BRACES: &[u8] = b"{{#papers";

/// Names under which other tools have a directive of this program.
const OTHER_NAMES: &[(&str, &str)] = &[("bibliography", "references"), ("citation", "cite"), ("refs", "references")];

/// Whether text after `<<` may be a directive, or a near miss of one.
pub(super) fn may_begin(rest: &[u8]) -> bool {
    let inner = rest.trim_ascii_start();
    inner.starts_with(b"#") || DIRECTIVES.iter().any(|directive| rest.starts_with(directive.name.as_bytes()))
}

impl Scanner<'_> {
    /// Warns about `<< #papers …>>` and `<<papers …>>`. `inner` is the text after `<<`.
    pub(super) fn warn_about_brackets(&mut self, at: usize, inner: &str) {
        let trimmed = inner.trim_start_matches([' ', '\t']);
        // `x << papers` may be an expression.
        let named = trimmed.strip_prefix('#').or_else(|| (trimmed.len() == inner.len()).then_some(trimmed));
        let Some(name) = named.map(name) else { return };
        let end = self.text.len() - named.unwrap_or_default().len() + name.len();
        self.warn_about_form(name, at, Span::new(at, end));
    }

    /// Warns about directives in braces.
    pub(super) fn warn_about_braces(&mut self) {
        for at in memmem::find_iter(self.text.as_bytes(), BRACES) {
            let start = at + "{{#".len();
            let name = name(&self.text[start..]);
            self.warn_about_form(name, at, Span::new(at, start + name.len()));
        }
    }

    /// Warns about the name of a directive in another syntax: `{{#papers …}}`, `<<# papers …>>`.
    pub(super) fn warn_about_form(&mut self, name: &str, at: usize, span: Span) {
        if options::directive(name).is_some() && self.mask.literal(at).is_none() && !is_escaped(self.text, at) {
            let warning = Code::NearMiss.at((self.source, span), "not a directive, left unchanged");
            self.result.warnings.push(warning.help(format!("did you mean `<<#{name} …>>`?")));
        }
    }

    /// Warns about a name that is a possible typo. Other names may belong to another preprocessor.
    pub(super) fn warn_about_name(&mut self, name: &str, span: Span) {
        if let Some(near) = near(name) {
            let message = format!("unknown directive `{name}`, left unchanged");
            self.result.warnings.push(Code::NearMiss.at((self.source, span), message).did_you_mean(Some(near)));
        }
    }

    /// Warns about a comment that begins with the name of a directive, or a possible typo of one.
    pub(super) fn warn_about_comment(&mut self, name: &str, span: Span, is_directive: bool) {
        let near = if is_directive { Some(name) } else { near(name) };
        if let Some(near) = near {
            let warning = Code::NearMiss.at((self.source, span), "this comment is not a directive, left unchanged");
            self.result.warnings.push(warning.help(format!("did you mean `<!-- #{near} … -->`?")));
        }
    }

    /// Warns about a directive inside HTML.
    pub(super) fn warn_about_html(&mut self, span: Span) {
        self.result.warnings.push(in_html(self.source, span));
    }

    /// Warns about `\<\<#papers`, an escaped form that tools which reprint Markdown make of a directive, if it is not
    /// [restored](crate::directive::restore).
    pub(super) fn warn_about_reprinted(&mut self, at: usize, rest: &str) {
        let inner = rest["<\\<".len()..].trim_start_matches('\\');
        let Some(inner) = inner.strip_prefix('#') else { return };
        let name = name(inner);
        let is_restored = at > 0 && directive_end(&self.text[at - 1..], false).is_some();
        if options::directive(name).is_none() || is_restored || self.mask.literal(at).is_some() {
            return;
        }
        let end = self.text.len() - inner.len() + name.len();
        let start = if at > line_start(self.text, at) { at - 1 } else { at };
        self.result.warnings.push(
            Code::ReprintedDirective
                .at(
                    (self.source, Span::new(start, end)),
                    "another preprocessor has turned this directive into plain text",
                )
                .help(format!(
                    "let `papers` run first: add `before = [\"…\"]` with the other's name to `[preprocessor.papers]`, \
                     or write `<!-- #{name} … -->`"
                )),
        );
    }
}

/// Returns the warning about a directive or citation inside HTML.
pub(super) fn in_html(source: &Arc<Source>, span: Span) -> Diagnostic {
    Code::LiteralDirective
        .at((source, span), "directive inside HTML, left unchanged")
        .help("move it out of the HTML, or put a blank line before and after it")
}

/// Returns the directive that differs from `name` by at most one edit, or that other tools call so, ignoring case.
fn near(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let mut names = DIRECTIVES.iter().map(|directive| directive.name);
    let other_name = || OTHER_NAMES.iter().find(|(other, _)| *other == lower).map(|(_, directive)| *directive);
    names.find(|directive| strsim::damerau_levenshtein(directive, &lower) <= 1).or_else(other_name)
}
