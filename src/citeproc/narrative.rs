//! Authors that are part of a sentence, where the style's cites have none.

use super::element::{And, DelimiterPrecedes, Dress, Element, Name, NameForm, NameOptions, Names, Text, TextSource};
use super::variable::{NameVariable, Variable};

/// The names that are part of a sentence where the style cites by number: those of the authors, or of who comes next.
pub(super) fn narrative() -> Names {
    let names = |variable, substitute| Names {
        variables: vec![variable],
        delimiter: None,
        name: None,
        et_al: None,
        label: None,
        substitute,
        options: NameOptions::default(),
        dress: Dress::default(),
    };
    let others = [NameVariable::Editor, NameVariable::Translator, NameVariable::Director, NameVariable::Composer];
    let mut substitute: Vec<Element> =
        others.into_iter().map(|variable| Element::Names(Box::new(names(variable, Vec::new())))).collect();
    let title = TextSource::Variable(Variable::Title, true);
    substitute.push(Element::Text(Text { source: title, dress: Dress { quotes: true, ..Dress::default() } }));
    let options = NameOptions {
        form: Some(NameForm::Short),
        and: Some(And::Text),
        // The bibliography of many such styles has a comma before the last of two names.
        delimiter_precedes_last: Some(DelimiterPrecedes::Contextual),
        et_al_min: Some(3),
        et_al_use_first: Some(1),
        ..NameOptions::default()
    };
    let name = Name { options, ..Name::default() };
    Names { name: Some(name), ..names(NameVariable::Author, substitute) }
}
