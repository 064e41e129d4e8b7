//! Changes to a style that make hayagriva do what it has no switch for.

use hayagriva::citationberg::taxonomy::{
    DateVariable, NameVariable, NumberOrPageVariable, NumberVariable, StandardVariable, Variable,
};
use hayagriva::citationberg::{
    Choose, ChooseBranch, DatePartName, DateParts, IndependentStyle, InheritableNameOptions, Label, LabelPluralize,
    Layout, LayoutRenderingElement, Name, NameAsSortOrder, Names, NamesChild, SortKey, Text, TextTarget,
};

use super::distinct::Mark;

/// The field of an item that holds the letter after its year; no style prints it under its own name.
pub(super) const LETTER: &str = "citation-key";

/// The fields of an item that hold its year and its date in a form to sort by; no style prints them either.
pub(super) const YEAR: &str = "citation-key";
/// See [`YEAR`].
pub(super) const DATE: &str = "dimensions";

const LOCATOR: NumberOrPageVariable = NumberOrPageVariable::Number(NumberVariable::Locator);

/// The style whose bibliography prints the macro of a sort key and nothing else; none for a key that is a variable.
pub(super) fn printing_key(style: &IndependentStyle, key: &SortKey) -> Option<IndependentStyle> {
    let SortKey::MacroName { name, names_min, names_use_first, names_use_last, .. } = key else { return None };
    let mut style = without_citations(style);
    each_element(&mut style, &mut |element| {
        if let LayoutRenderingElement::Date(date) = element
            && date.variable == Some(DateVariable::Issued)
        {
            let by_year = match date.parts {
                Some(parts) => parts == DateParts::Year,
                None => date.form.is_none() && date.date_part.iter().all(|part| part.name == DatePartName::Year),
            };
            let var = if by_year { StandardVariable::CitationKey } else { StandardVariable::Dimensions };
            *element = LayoutRenderingElement::Text(Text::with_target(Variable::Standard(var)));
        }
    });
    let bibliography = style.bibliography.as_mut()?;
    bibliography.layout.elements =
        vec![LayoutRenderingElement::Text(Text::with_target(TextTarget::Macro { name: name.clone() }))];
    bibliography.layout.prefix = None;
    bibliography.layout.suffix = None;
    bibliography.second_field_align = None;
    bibliography.sort = None;
    bibliography.name_options = InheritableNameOptions {
        et_al_min: *names_min,
        et_al_use_first: *names_use_first,
        et_al_use_last: *names_use_last,
        name_as_sort_order: Some(NameAsSortOrder::All),
        ..InheritableNameOptions::default()
    };
    Some(style)
}

/// The style with nothing in its citations: for references alone, of which hayagriva would render the citation thrice.
pub(super) fn without_citations(style: &IndependentStyle) -> IndependentStyle {
    let mut style = style.clone();
    style.citation.layout = Layout { elements: Vec::new(), ..style.citation.layout };
    style
}

/// Whether citations are made of numbers.
pub(super) fn cites_numbers(style: &IndependentStyle) -> bool {
    let number = Variable::Number(NumberVariable::CitationNumber);
    style.citation.layout.elements.iter().any(|element| element.find_variable_element(number, &style.macros).is_some())
}

/// Whether it ever says what a locator is, or asks.
pub(super) fn names_locators(style: &mut IndependentStyle) -> bool {
    let mut found = false;
    each_element(style, &mut |element| {
        found |= matches!(element, LayoutRenderingElement::Label(Label { variable, .. }) if *variable == LOCATOR);
        each_branch(element, &mut |branch| found |= branch.locator.is_some());
    });
    found
}

/// The style to cite with, as a mark asks for, and for a locator of one place or of several.
pub(super) fn citing(style: &IndependentStyle, mark: &Mark, several: bool) -> IndependentStyle {
    let mut style = bare(style.clone());
    each_element(&mut style, &mut |element| {
        if let LayoutRenderingElement::Label(Label { variable, label }) = element
            && *variable == LOCATOR
            && label.plural == LabelPluralize::Contextual
        {
            label.plural = if several { LabelPluralize::Always } else { LabelPluralize::Never };
        }
    });
    if mark.names > 0 {
        style = naming(&style, u32::try_from(mark.names).unwrap_or(u32::MAX));
    }
    if mark.told_apart {
        style = disambiguating(&style).unwrap_or(style);
    }
    if mark.letter.is_some() {
        style = with_letters(&style).unwrap_or(style);
    }
    style
}

/// The style with citations that know neither what is around them nor each other.
///
/// The text around and between citations is put there by us, since hayagriva knows no "see", and tells apart only what goes
/// through one driver.
fn bare(mut style: IndependentStyle) -> IndependentStyle {
    style.bibliography = None;
    style.citation.layout.prefix = None;
    style.citation.layout.suffix = None;
    // hayagriva puts it between the elements of a condition too.
    style.citation.layout.delimiter = None;
    // What was cited before is told to it a note back, or not.
    style.citation.sort = None;
    style.citation.near_note_distance = 1;
    style.citation.collapse = None;
    style.citation.cite_group_delimiter = None;
    style.citation.disambiguate_add_givenname = false;
    style.citation.disambiguate_add_names = false;
    style.citation.disambiguate_add_year_suffix = false;
    style
}

/// The style with the letter after a year taken from the item; none where the style leaves its place to the processor.
pub(super) fn with_letters(style: &IndependentStyle) -> Option<IndependentStyle> {
    let mut style = style.clone();
    let mut found = false;
    each_element(&mut style, &mut |element| {
        if let LayoutRenderingElement::Text(text) = element
            && let TextTarget::Variable { var, .. } = &mut text.target
            && *var == Variable::Standard(StandardVariable::YearSuffix)
        {
            *var = Variable::Standard(StandardVariable::CitationKey);
            found = true;
        }
    });
    found.then_some(style)
}

/// The style that names the first `count` authors in citations where it would name fewer.
fn naming(style: &IndependentStyle, count: u32) -> IndependentStyle {
    let mut style = style.clone();
    let options = &mut style.citation.name_options;
    options.et_al_use_first = Some(count);
    options.et_al_subsequent_use_first = Some(count);
    each_element(&mut style, &mut |element| {
        if let LayoutRenderingElement::Names(names) = element {
            let set = |slot: &mut Option<u32>| {
                if slot.is_some() {
                    *slot = Some(count);
                }
            };
            set(&mut names.et_al_use_first);
            set(&mut names.et_al_subsequent_use_first);
        }
    });
    style
}

/// The style that says "et al." after the authors of whom the data name `count` and no more; where it would name fewer, it
/// does. The item has one more, who stands for the others.
///
/// It is for citations or for a bibliography, as the style at hand has the one or the other.
pub(super) fn naming_some(style: &IndependentStyle, count: usize) -> IndependentStyle {
    let count = u32::try_from(count).unwrap_or(u32::MAX - 1);
    let mut style = style.clone();
    let of_layout = style.bibliography.as_ref().map_or(&style.citation.name_options, |list| &list.name_options);
    let outer = style.settings.options.apply(of_layout);
    each_element(&mut style, &mut |element| {
        let LayoutRenderingElement::Names(names) = element else { return };
        if !names.variable.contains(&NameVariable::Author) {
            return;
        }
        let outer = outer.apply(&names.options());
        let name = names.name().cloned().unwrap_or_default();
        let all = name.options(&outer);
        let shortened = |min: Option<u32>, first: Option<u32>| match (min, first) {
            (Some(min), Some(first)) if min <= count + 1 => (Some(min), Some(first.min(count))),
            _ => (Some(count + 1), Some(count)),
        };
        let (min, first) = shortened(all.et_al_min, all.et_al_use_first);
        let (later_min, later_first) = shortened(
            all.et_al_subsequent_min.or(all.et_al_min),
            all.et_al_subsequent_use_first.or(all.et_al_use_first),
        );
        (names.et_al_min, names.et_al_use_first) = (min, first);
        (names.et_al_subsequent_min, names.et_al_subsequent_use_first) = (later_min, later_first);
        names.et_al_use_last = Some(false);
        for child in &mut names.children {
            if let NamesChild::Name(name) = child {
                *name = without_et_al(name);
            }
        }
    });
    style
}

/// The element without rules on how many names are shown, which it keeps from all but its own reader.
fn without_et_al(name: &Name) -> Name {
    let nothing = InheritableNameOptions::default();
    let rules = name.options(&nothing);
    let has_any = rules.et_al_min.or(rules.et_al_use_first).is_some()
        || rules.et_al_subsequent_min.or(rules.et_al_subsequent_use_first).is_some()
        || rules.et_al_use_last;
    let without = || {
        let Ok(serde_json::Value::Object(mut fields)) = serde_json::to_value(name) else { return None };
        fields.retain(|field, _| !field.starts_with("@et-al"));
        serde_json::from_value(fields.into()).ok()
    };
    has_any.then(without).flatten().unwrap_or_else(|| name.clone())
}

/// The style as it is where an author and a year do not tell works apart.
pub(super) fn disambiguating(style: &IndependentStyle) -> Option<IndependentStyle> {
    let mut style = style.clone();
    let mut found = false;
    each_element(&mut style, &mut |element| {
        each_branch(element, &mut |branch| found |= branch.disambiguate.take_if(|wanted| *wanted).is_some());
    });
    found.then_some(style)
}

/// Calls back with the branches of an element that is a condition.
pub(super) fn each_branch(element: &mut LayoutRenderingElement, change: &mut dyn FnMut(&mut ChooseBranch)) {
    if let LayoutRenderingElement::Choose(choose) = element {
        std::iter::once(&mut choose.if_).chain(&mut choose.else_if).for_each(change);
    }
}

/// Calls back with every element of the style's macros, citations and bibliography.
pub(super) fn each_element(style: &mut IndependentStyle, change: &mut dyn FnMut(&mut LayoutRenderingElement)) {
    for each in &mut style.macros {
        elements(&mut each.children, change);
    }
    elements(&mut style.citation.layout.elements, change);
    if let Some(bibliography) = &mut style.bibliography {
        elements(&mut bibliography.layout.elements, change);
    }
}

fn elements(list: &mut [LayoutRenderingElement], change: &mut dyn FnMut(&mut LayoutRenderingElement)) {
    for element in list {
        change(element);
        match element {
            LayoutRenderingElement::Group(group) => elements(&mut group.children, change),
            LayoutRenderingElement::Choose(Choose { if_, else_if, otherwise }) => {
                for branch in std::iter::once(if_).chain(else_if) {
                    elements(&mut branch.children, change);
                }
                if let Some(otherwise) = otherwise {
                    elements(&mut otherwise.children, change);
                }
            }
            LayoutRenderingElement::Names(Names { children, .. }) => {
                for child in children {
                    if let NamesChild::Substitute(substitute) = child {
                        elements(&mut substitute.children, change);
                    }
                }
            }
            _ => {}
        }
    }
}
