//! A style changed so that hayagriva does with it what the CSL specification says.
//!
//! Each function here is for one point in which hayagriva departs from it; with the style as written it would put affixes into
//! italics, forget how names look that stand for others, or ask in vain after a value that stands for another.

use std::collections::BTreeSet;

use hayagriva::citationberg::taxonomy::{
    DateVariable, NameVariable, NumberOrPageVariable, NumberVariable, StandardVariable, Term, Variable,
};
use hayagriva::citationberg::{
    Affixes, Choose, DatePartName, Formatting, Group, IndependentStyle, LayoutRenderingElement, Name, Names,
    NamesChild, Text, TextCase, TextTarget, ToFormatting, VerticalAlign,
};

use super::rewrite::{each_branch, each_element};
use crate::paper::Paper;

/// For a field of an item, another that says whether the item has it.
pub(super) type Shadows = Vec<(String, String)>;

/// The style as hayagriva has to be given it, and the fields that its conditions ask after.
pub(super) fn mended(mut style: IndependentStyle) -> (IndependentStyle, Shadows) {
    names_are_told_how_to_look(&mut style);
    names_look_as_those_they_stand_for(&mut style);
    editions_keep_their_label(&mut style);
    titles_are_marked(&mut style);
    affixes_stand_outside(&mut style);
    let shadows = conditions_see_what_stands_for_names(&mut style);
    (style, shadows)
}

/// `cs:name` may be left out, as it is in Vancouver's styles: hayagriva then takes names beside a label for nothing.
fn names_are_told_how_to_look(style: &mut IndependentStyle) {
    each_element(style, &mut |element| {
        let LayoutRenderingElement::Names(names) = element else { return };
        if !names.children.is_empty() && names.name().is_none() {
            names.children.insert(0, NamesChild::Name(Name::default()));
        }
    });
}

/// "A shorthand `cs:names` in `cs:substitute` inherits the children of the one around it": hayagriva does so for its own
/// children alone, and not for those in conditions.
fn names_look_as_those_they_stand_for(style: &mut IndependentStyle) {
    each_element(style, &mut |element| {
        let LayoutRenderingElement::Names(names) = element else { return };
        let parent = names.clone();
        for child in &mut names.children {
            let NamesChild::Substitute(substitute) = child else { continue };
            for element in &mut substitute.children {
                within(element, &mut |names| *names = parent.from_names_substitute(names));
            }
        }
    });
}

/// Calls back with names in the conditions and groups of an element, which is not names itself.
fn within(element: &mut LayoutRenderingElement, change: &mut dyn FnMut(&mut Names)) {
    let mut each = |list: &mut Vec<LayoutRenderingElement>| {
        for element in list {
            match element {
                LayoutRenderingElement::Names(names) => change(names),
                other => within(other, change),
            }
        }
    };
    match element {
        LayoutRenderingElement::Group(group) => each(&mut group.children),
        LayoutRenderingElement::Choose(Choose { if_, else_if, otherwise }) => {
            for branch in std::iter::once(if_).chain(else_if) {
                each(&mut branch.children);
            }
            if let Some(otherwise) = otherwise {
                each(&mut otherwise.children);
            }
        }
        _ => {}
    }
}

/// Where a title with an edition stands for missing names, hayagriva's look at the label hides the number beside it. "ed."
/// depends on nothing, and so can be a term.
fn editions_keep_their_label(style: &mut IndependentStyle) {
    const EDITION: NumberVariable = NumberVariable::Edition;
    let is_number = |element: &LayoutRenderingElement| match element {
        LayoutRenderingElement::Number(number) => number.variable == NumberOrPageVariable::Number(EDITION),
        _ => false,
    };
    let change = |list: &mut Vec<LayoutRenderingElement>| {
        if !list.iter().any(is_number) {
            return;
        }
        for element in list {
            if let LayoutRenderingElement::Label(label) = element
                && label.variable == NumberOrPageVariable::Number(EDITION)
            {
                let label = &label.label;
                let term = Term::NumberVariable(EDITION);
                let mut text = Text::with_target(TextTarget::Term { term, form: label.form, plural: false });
                text.affixes = label.affixes.clone();
                text.formatting = label.formatting;
                text.text_case = label.text_case;
                text.strip_periods = label.strip_periods;
                *element = LayoutRenderingElement::Text(text);
            }
        }
    };
    each_element(style, &mut |element| match element {
        LayoutRenderingElement::Group(group) => change(&mut group.children),
        choose => each_branch(choose, &mut |branch| change(&mut branch.children)),
    });
}

/// Title case is ours to set, by the words that the specification names: such a text is marked by its place on the line,
/// which a style has no other reason to state.
fn titles_are_marked(style: &mut IndependentStyle) {
    each_element(style, &mut |element| {
        let formatting = match element {
            LayoutRenderingElement::Text(text) => &mut text.formatting,
            LayoutRenderingElement::Number(number) => &mut number.formatting,
            LayoutRenderingElement::Date(date) => &mut date.formatting,
            _ => return,
        };
        formatting.vertical_align.take_if(|align| *align == VerticalAlign::Baseline);
        if let LayoutRenderingElement::Text(text) = element
            && matches!(text.target, TextTarget::Variable { .. })
            && text.text_case == Some(TextCase::TitleCase)
            && text.formatting.vertical_align.is_none()
        {
            text.text_case = None;
            text.formatting.vertical_align = Some(VerticalAlign::Baseline);
        }
    });
}

/// "Affixes are not formatted": what stands before and after a text is put around it.
fn affixes_stand_outside(style: &mut IndependentStyle) {
    each_element(style, &mut |element| {
        let (formatting, affixes, display) = match element {
            LayoutRenderingElement::Text(text) => (text.formatting, &mut text.affixes, text.display),
            LayoutRenderingElement::Number(number) => (number.formatting, &mut number.affixes, number.display),
            LayoutRenderingElement::Date(date) => (date.formatting, &mut date.affixes, date.display),
            LayoutRenderingElement::Group(group) if group.to_formatting() != Formatting::default() => {
                let outer = Group {
                    prefix: group.prefix.take(),
                    suffix: group.suffix.take(),
                    display: group.display.take(),
                    ..around(Vec::new())
                };
                wrap(element, outer);
                return;
            }
            _ => return,
        };
        if formatting == Formatting::default() || display.is_some() || *affixes == Affixes::default() {
            return;
        }
        let Affixes { prefix, suffix } = std::mem::take(affixes);
        wrap(element, Group { prefix, suffix, ..around(Vec::new()) });
    });
}

fn wrap(element: &mut LayoutRenderingElement, mut outer: Group) {
    if outer.prefix.is_some() || outer.suffix.is_some() || outer.display.is_some() {
        outer.children.push(element.clone());
        *element = LayoutRenderingElement::Group(outer);
    }
}

fn around(children: Vec<LayoutRenderingElement>) -> Group {
    Group {
        children,
        font_style: None,
        font_variant: None,
        font_weight: None,
        text_decoration: None,
        vertical_align: None,
        prefix: None,
        suffix: None,
        delimiter: None,
        display: None,
    }
}

/// What our items have that may stand for missing names, or be tested beside them.
const OURS: &[Variable] = &[
    Variable::Name(NameVariable::Author),
    Variable::Name(NameVariable::Editor),
    Variable::Standard(StandardVariable::Title),
    Variable::Standard(StandardVariable::ContainerTitle),
    Variable::Name(NameVariable::Translator),
    Variable::Standard(StandardVariable::Publisher),
    Variable::Standard(StandardVariable::Genre),
    Variable::Standard(StandardVariable::TitleShort),
    Variable::Name(NameVariable::Director),
    Variable::Standard(StandardVariable::CollectionTitle),
    Variable::Standard(StandardVariable::EventTitle),
    Variable::Standard(StandardVariable::VolumeTitle),
    Variable::Name(NameVariable::ContainerAuthor),
];

/// Fields that our items never have; a style that names one of them keeps it.
const SPARE: &[StandardVariable] = &[
    StandardVariable::Annote,
    StandardVariable::Abstract,
    StandardVariable::Keyword,
    StandardVariable::Note,
    StandardVariable::Source,
    StandardVariable::Scale,
    StandardVariable::License,
    StandardVariable::References,
    StandardVariable::Jurisdiction,
    StandardVariable::CallNumber,
    StandardVariable::ReviewedGenre,
    StandardVariable::PMCID,
    StandardVariable::Status,
    StandardVariable::Division,
    StandardVariable::Authority,
    StandardVariable::OriginalPublisherPlace,
    StandardVariable::OriginalPublisher,
    StandardVariable::OriginalTitle,
    StandardVariable::ReviewedTitle,
];

/// What has stood for missing names is not printed again, but a condition still finds it; for hayagriva it is gone.
fn conditions_see_what_stands_for_names(style: &mut IndependentStyle) -> Shadows {
    let mut named: BTreeSet<String> = BTreeSet::new();
    let mut tested: BTreeSet<String> = BTreeSet::new();
    each_element(style, &mut |element| {
        if let LayoutRenderingElement::Text(Text { target: TextTarget::Variable { var, .. }, .. }) = element {
            named.insert(var.to_string());
        }
        each_branch(element, &mut |branch| {
            named.extend(branch.is_numeric.iter().flatten().map(ToString::to_string));
            tested.extend(branch.variable.iter().flatten().map(ToString::to_string));
        });
    });
    let unnamed = |spare: &&StandardVariable| {
        let name = spare.to_string();
        !named.contains(&name) && !tested.contains(&name)
    };
    let wanted = OURS.iter().filter(|ours| tested.contains(&ours.to_string()));
    let shadows: Vec<_> = wanted.zip(SPARE.iter().filter(unnamed)).collect();
    each_element(style, &mut |element| {
        each_branch(element, &mut |branch| {
            for variable in branch.variable.iter_mut().flatten() {
                if let Some((_, shadow)) = shadows.iter().find(|(of, _)| *of == variable) {
                    *variable = Variable::Standard(**shadow);
                }
            }
        });
    });
    shadows.into_iter().map(|(of, shadow)| (of.to_string(), shadow.to_string())).collect()
}

/// What is known of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precision {
    /// Its year, if anything.
    Year,
    /// Its month as well.
    Month,
    /// All of it.
    Day,
}

impl Precision {
    /// How many there are.
    pub(super) const COUNT: usize = 3;

    /// What is known of a paper's date.
    pub(super) fn of(paper: &Paper) -> Self {
        match paper.day().map(|date| (date.month, date.day)) {
            Some((_, Some(_))) => Self::Day,
            Some((Some(_), None)) => Self::Month,
            _ => Self::Year,
        }
    }
}

/// The style without dates of which a date so short would show nothing: for hayagriva they are there all the same, and get
/// delimiters. Of a date nothing is known, or `known` is the last of its parts that is.
pub(super) fn without_dates_unknown(style: &IndependentStyle, known: Precision) -> IndependentStyle {
    let mut style = style.clone();
    let is_known = |part| match part {
        DatePartName::Year => true,
        DatePartName::Month => known >= Precision::Month,
        DatePartName::Day => known >= Precision::Day,
    };
    each_element(&mut style, &mut |element| {
        if let LayoutRenderingElement::Date(date) = element
            && date.variable == Some(DateVariable::Issued)
            && date.form.is_none()
            && !date.date_part.iter().any(|part| is_known(part.name))
        {
            *element = LayoutRenderingElement::Text(Text::with_target(TextTarget::Value { val: String::new() }));
        }
    });
    style
}
