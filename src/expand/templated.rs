//! Rendering of the listings that use a template of the book. A listing whose template fails becomes an invalid step.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::citation_states::CitationStates;
use crate::config::{BookToml, Config};
use crate::diagnostic::{Diagnostic, Place};
use crate::directive::{Directive, InvalidDirective};
use crate::library::Library;
use crate::options::{DirectiveKind, Style};
use crate::plan::{Plan, PlannedList, Step};
use crate::render::template::{TemplateInput, Templates};
use crate::render::{Context, RenderOptions, Renderer};
use crate::styles::Styles;

/// The output of templates, by chapter and step.
pub(super) type TemplatedLists = HashMap<(usize, usize), String>;

/// Renders every listing with a template, and replaces failed steps by their diagnostics.
pub(super) fn render(
    (root, renderer): (&Path, &str),
    config: &Config,
    (library, styles, citations): (&Arc<Library>, &Styles, &CitationStates),
    plan: &mut Plan,
    toml: &BookToml<'_>,
    warnings: &mut Vec<Diagnostic>,
) -> TemplatedLists {
    let renderer = Renderer::of(renderer, config);
    let mut templates = None;
    let (mut texts, mut failures) = (TemplatedLists::new(), Vec::new());
    for (chapter, planned) in plan.chapters.iter().enumerate() {
        for (nth, step) in planned.steps.iter().enumerate() {
            let Some((directive, list)) = listed(step) else { continue };
            let render_options = render_options(directive, config);
            let Style::Template(path) = render_options.style else { continue };
            // Pandoc formats references itself; an empty listing has a label instead of the template's output.
            let by_pandoc = renderer == Renderer::Pandoc && directive.spec.kind == DirectiveKind::References;
            if by_pandoc || list.listing.papers.is_empty() {
                continue;
            }
            let templates =
                templates.get_or_insert_with(|| Templates::new(root, config, library.papers.len(), renderer));
            let context =
                Context { library, config, renderer, styles, citations, plan, chapter, newest: None, cache: None };
            let input = TemplateInput { context, library, list, render_options: &render_options, path };
            let named = || match &directive.options.style {
                Some(style) => Place::Span(Arc::clone(&planned.source), style.span),
                None if directive.spec.kind == DirectiveKind::References => toml.value_place("references"),
                None => toml.value_place("style"),
            };
            let place = Place::Span(Arc::clone(&planned.source), directive.span);
            match templates.list(&input, named) {
                Ok((text, warning)) => {
                    texts.insert((chapter, nth), text);
                    warnings.extend(warning);
                }
                Err(diagnostic) => failures.push((chapter, nth, with_directive(diagnostic, place))),
            }
        }
    }
    for (chapter, nth, diagnostic) in failures {
        let step = &mut plan.chapters[chapter].steps[nth];
        let Some((directive, _)) = listed(step) else { continue };
        *step = Step::Invalid(InvalidDirective {
            span: directive.span,
            placement: directive.placement.clone(),
            diagnostics: vec![diagnostic],
        });
    }
    texts
}

/// Returns the directive and the listing of a step, if it has one.
fn listed(step: &Step) -> Option<(&Directive, &PlannedList)> {
    match step {
        Step::List(directive, list) | Step::References(directive, list) => Some((directive, list)),
        _ => None,
    }
}

fn render_options<'a>(directive: &'a Directive, config: &'a Config) -> RenderOptions<'a> {
    if directive.spec.kind != DirectiveKind::References {
        return RenderOptions::of(directive, config);
    }
    let style = directive.options.style.as_ref().map(|style| &style.value);
    let style = style.or(config.references.as_ref()).unwrap_or(&Style::Compact);
    RenderOptions::of_references(style, &directive.options, config)
}

/// Adds the directive that uses a template to an error in the template.
fn with_directive(diagnostic: Diagnostic, place: Place) -> Diagnostic {
    let here = matches!((&diagnostic.place, &place), (Place::Span(a, _), Place::Span(b, _)) if Arc::ptr_eq(a, b));
    if here { diagnostic } else { diagnostic.related(place, "used by this directive") }
}
