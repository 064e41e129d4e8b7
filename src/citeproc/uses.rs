//! What a style makes use of anywhere, which decides how documents are prepared.

use std::collections::HashSet;

use super::element::{Element, Test, TextSource};
use super::style::Style;
use super::variable::Variable;

/// What a style makes use of.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a use of its own")]
pub(super) struct Uses {
    /// The variable `year-suffix`.
    pub(super) year_suffix: bool,
    /// The condition `disambiguate`.
    pub(super) disambiguate: bool,
    /// The variable `abstract`.
    pub(super) abstracts: bool,
    /// The variable `citation-label`.
    pub(super) label: bool,
    /// The variable `citation-number`, in cites.
    pub(super) number: bool,
    /// What follows the initials of names in cites.
    pub(super) initialize_with: String,
}

/// Looks through the elements that a style can reach.
pub(super) fn uses(style: &Style) -> Uses {
    let mut uses = Uses::default();
    let mut seen = HashSet::new();
    let inherited =
        [&style.citation.names, &style.names].into_iter().find_map(|names| names.initialize_with.as_deref());
    inherited.unwrap_or_default().clone_into(&mut uses.initialize_with);
    let bibliography = style.bibliography.iter().flat_map(|one| &one.layout.children).collect();
    for (mut open, in_cites) in [(style.citation.layout.children.iter().collect(), true), (bibliography, false)] {
        let open: &mut Vec<&Element> = &mut open;
        while let Some(element) = open.pop() {
            match element {
                Element::Text(text) => match text.source {
                    TextSource::Macro(at) if seen.insert(at) => {
                        open.extend(style.macros.get(at).iter().flat_map(|one| &one.children));
                    }
                    TextSource::Variable(Variable::YearSuffix, _) => uses.year_suffix = true,
                    TextSource::Variable(Variable::CitationLabel, _) => uses.label = true,
                    TextSource::Variable(Variable::Abstract, _) => uses.abstracts = true,
                    TextSource::Variable(Variable::CitationNumber, _) => uses.number |= in_cites,
                    _ => {}
                },
                Element::Group(group) => open.extend(&group.children),
                Element::Names(names) => {
                    if let Some(with) = names.name.as_ref().and_then(|name| name.options.initialize_with.as_deref()) {
                        with.clone_into(&mut uses.initialize_with);
                    }
                    open.extend(&names.substitute);
                }
                Element::Choose(choose) => {
                    let tests = choose.branches.iter().flat_map(|branch| &branch.tests);
                    uses.disambiguate |= tests.into_iter().any(|test| matches!(test, Test::Disambiguate(_)));
                    open.extend(choose.branches.iter().flat_map(|branch| &branch.children));
                    open.extend(&choose.otherwise);
                }
                Element::Number(number) => uses.number |= in_cites && number.variable == Some(Variable::CitationNumber),
                Element::Date(_) | Element::Label(_) => {}
            }
        }
    }
    uses
}
