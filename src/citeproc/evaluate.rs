//! Renders a style's elements for one work into a [`Buffer`].
//!
//! An [`Evaluator`] is made for one cite, one entry of the bibliography or one sort key. It never fails: a variable that a
//! work lacks prints nothing, and a group whose variables all lack is removed again.

mod choose;
mod date;
mod label;
mod list;
mod name;
mod names;
mod number;
mod page;
mod text;

use super::buffer::{Buffer, LinkKind, Mark, RunKind};
use super::case;
use super::element::{Case, Dress, Element, Group, Label, NameOptions, Names};
use super::format::{Format, Look};
use super::item::Item;
use super::state::{CiteView, Distinct, Entry, Levels};
use super::style::{GivenNameRule, Key, Style};
use super::terms::Terms;
use super::variable::{AnyVariable, DateVariable, NameVariable, Variable};

pub(super) use date::date_key;
pub(super) use list::SEPARATOR;
pub(super) use name::initialize;
pub(super) use names::{FirstNames, NameSet, NamesPlan};

/// How many elements are rendered for one work before a style is taken to be hostile.
const FUEL: u32 = 200_000;

/// What is rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    Citation,
    Bibliography,
    Sort,
}

/// What is the same for every work of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub(super) style: &'a Style,
    pub(super) terms: &'a Terms<'a>,
    /// Those of other languages, for works that name one.
    pub(super) others: &'a [Terms<'a>],
    /// The options of names that the area hands down.
    pub(super) names: &'a NameOptions,
    pub(super) area: Area,
    /// Whether the style prints the year suffix itself.
    pub(super) explicit_suffix: bool,
    /// Whether addresses become links.
    pub(super) links: bool,
    /// Given names of the whole document, where the style's rule is not `by-cite`.
    pub(super) levels: Option<(&'a Levels<'a>, GivenNameRule)>,
}

impl<'a> Context<'a> {
    /// Returns the terms that a work is printed with.
    pub(super) fn terms_of(&self, item: &Item) -> &'a Terms<'a> {
        let named = item.terms.as_deref().filter(|_| !self.others.is_empty());
        named.and_then(|tag| self.others.iter().find(|terms| terms.language == tag)).unwrap_or(self.terms)
    }
}

/// Renders one work.
pub(super) struct Evaluator<'a> {
    context: Context<'a>,
    item: &'a Item,
    entry: &'a Entry,
    distinct: &'a Distinct,
    cite: Option<CiteView<'a>>,
    key: Option<&'a Key>,
    /// What was printed.
    pub(super) buffer: Buffer,
    look: Look,
    called: u32,
    filled: u32,
    used: Used,
    suppressed: Used,
    fuel: u32,
    inherited: Option<&'a Names>,
    /// What becomes of the first names.
    pub(super) plan: NamesPlan<'a>,
    /// Whether the first names are wanted as text.
    pub(super) keeps_names: bool,
    /// The first names that were printed.
    pub(super) first_names: FirstNames,
    /// The lists of names that were printed, where they are requested.
    pub(super) sets: Option<Vec<NameSet>>,
    set: usize,
    suffix_done: bool,
    /// Whether the cite is compared with others, and not printed.
    is_key: bool,
    /// How many conditions `disambiguate` were met.
    pub(super) conditions: usize,
}

/// A set of variables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Used(u128);

impl Used {
    const fn bit(variable: AnyVariable) -> u128 {
        let at = match variable {
            AnyVariable::Text(variable) => variable as usize,
            AnyVariable::Names(variable) => Variable::ALL.len() + variable as usize,
            AnyVariable::Date(variable) => Variable::ALL.len() + NameVariable::ALL.len() + variable as usize,
        };
        1 << at
    }

    fn insert(&mut self, variable: AnyVariable) {
        self.0 |= Self::bit(variable);
    }

    fn contains(self, variable: AnyVariable) -> bool {
        self.0 & Self::bit(variable) != 0
    }
}

const _: () = assert!(Variable::ALL.len() + NameVariable::ALL.len() + DateVariable::ALL.len() <= 128);

impl<'a> Evaluator<'a> {
    /// Returns an evaluator for a work that has printed nothing yet.
    pub(super) fn new(context: Context<'a>, item: &'a Item, entry: &'a Entry, cite: Option<CiteView<'a>>) -> Self {
        Self {
            context: Context { terms: context.terms_of(item), ..context },
            item,
            entry,
            distinct: &entry.distinct,
            cite,
            key: None,
            buffer: Buffer::default(),
            look: Look::PLAIN,
            called: 0,
            filled: 0,
            used: Used::default(),
            suppressed: Used::default(),
            fuel: FUEL,
            inherited: None,
            plan: NamesPlan::Print,
            keeps_names: false,
            first_names: FirstNames::default(),
            sets: None,
            set: 0,
            suffix_done: false,
            is_key: false,
            conditions: 0,
        }
    }

    /// Uses other settings than those of the document for disambiguation.
    pub(super) fn with_distinct(mut self, distinct: &'a Distinct) -> Self {
        self.distinct = distinct;
        self.is_key = true;
        self
    }

    /// Uses the names options of a sort key.
    pub(super) fn with_key(mut self, key: &'a Key) -> Self {
        self.key = Some(key);
        self
    }

    /// Prints into a buffer that has memory already.
    pub(super) fn with_buffer(mut self, mut buffer: Buffer) -> Self {
        buffer.clear();
        self.buffer = buffer;
        self
    }

    /// Renders the children of a layout.
    pub(super) fn layout(&mut self, children: &'a [Element], format: Format) {
        self.look = format.apply(self.look);
        self.sequence(children, "", &mut false);
    }

    /// Renders a macro.
    pub(super) fn run_macro(&mut self, at: usize) {
        let style = self.context.style;
        if let Some(found) = style.macros.get(at) {
            self.sequence(&found.children, "", &mut false);
        }
    }

    /// Renders elements with a delimiter between those that print something.
    fn sequence(&mut self, children: &'a [Element], delimiter: &'a str, any: &mut bool) {
        for child in children {
            if self.fuel == 0 {
                return;
            }
            self.fuel -= 1;
            if let Element::Choose(choose) = child {
                let branch = self.branch(choose);
                self.sequence(branch, delimiter, any);
                continue;
            }
            let before = self.buffer.mark();
            if *any {
                self.buffer.push(delimiter, self.look, RunKind::Affix);
            }
            let start = self.buffer.mark();
            self.element(child);
            if self.buffer.is_empty_since(start) {
                self.buffer.truncate(before);
            } else {
                *any = true;
            }
        }
    }

    /// Renders an element.
    pub(super) fn element(&mut self, element: &'a Element) {
        match element {
            Element::Text(text) => self.text(text),
            Element::Date(date) => self.date(date),
            Element::Number(number) => self.number(number),
            Element::Names(names) => self.names(names),
            Element::Label(label) => self.standalone_label(label),
            Element::Group(group) => self.group(group),
            Element::Choose(choose) => {
                let branch = self.branch(choose);
                self.sequence(branch, "", &mut false);
            }
        }
    }

    fn group(&mut self, group: &'a Group) {
        let (called, filled) = (self.called, self.filled);
        let start = self.buffer.mark();
        self.dressed(&group.dress, |this| this.sequence(&group.children, &group.delimiter, &mut false));
        if self.called > called && self.filled == filled {
            self.buffer.truncate(start);
        } else if self.called == called && !self.buffer.is_empty_since(start) {
            // A group of words alone is as good as a variable with a value.
            self.called += 1;
            self.filled += 1;
        }
    }

    /// Prints content with its affixes, formatting, case and quotation marks; nothing if there is no content.
    fn dressed(&mut self, dress: &'a Dress, content: impl FnOnce(&mut Self)) {
        let start = self.buffer.mark();
        let outer = self.look;
        if let Some(display) = dress.display {
            self.buffer.event(RunKind::Block(display), outer);
        }
        self.buffer.push(dress.affixes.prefix(), outer, RunKind::Affix);
        self.look = dress.format.apply(outer);
        if dress.quotes {
            self.buffer.event(RunKind::Open(None), self.look);
        }
        let body = self.buffer.mark();
        content(self);
        if self.buffer.is_empty_since(body) {
            self.buffer.truncate(start);
            self.look = outer;
            return;
        }
        self.change(body, dress);
        if dress.quotes {
            self.buffer.event(RunKind::Close(None), self.look);
        }
        self.look = outer;
        self.buffer.push(dress.affixes.suffix(), outer, RunKind::Affix);
        if dress.display.is_some() {
            self.buffer.event(RunKind::BlockEnd, outer);
        }
    }

    /// Strips stops and changes case of what was printed since.
    fn change(&mut self, mark: Mark, dress: &Dress) {
        if dress.strip_periods {
            self.buffer.rewrite(mark, |text, _, out| out.extend(text.chars().filter(|c| *c != '.')));
        }
        if let Some(case) = dress.case
            && self.context.area != Area::Sort
        {
            self.change_case(mark, case);
        }
    }

    fn change_case(&mut self, mark: Mark, case: Case) {
        let language = self.item.language().filter(|language| !language.is_empty());
        let own = &*self.context.terms.language;
        if case == Case::Title && !language.unwrap_or(own).to_ascii_lowercase().starts_with("en") {
            return;
        }
        case::apply(&mut self.buffer, mark, case, language.unwrap_or(own));
    }

    /// Counts a variable that a group depends on, and returns whether it may be printed.
    fn call(&mut self, variable: AnyVariable, filled: bool) -> bool {
        self.called += 1;
        let shown = filled && !self.suppressed.contains(variable);
        if shown {
            self.filled += 1;
            self.used.insert(variable);
        }
        shown
    }

    /// Prints words of the work or of the locale.
    fn print(&mut self, text: &str) {
        self.buffer.push(text, self.look, RunKind::Text);
    }

    /// Prints what comes between words.
    fn print_affix(&mut self, text: &str) {
        self.buffer.push(text, self.look, RunKind::Affix);
    }

    /// Prints a link around content.
    fn linked(&mut self, kind: Option<LinkKind>, content: impl FnOnce(&mut Self)) {
        let Some(kind) = kind.filter(|_| self.context.links) else { return content(self) };
        self.buffer.event(RunKind::Link(kind), self.look);
        content(self);
        self.buffer.event(RunKind::LinkEnd, self.look);
    }

    fn label_dress(&mut self, label: &'a Label, term: &str) {
        self.dressed(&label.dress, |this| this.print(term));
    }

    /// The note that the work was first cited in; a bibliography has none.
    fn first_note(&self) -> Option<u32> {
        self.cite?.place.first_note
    }

    /// The letter that disambiguates works of one year.
    fn year_suffix(&self) -> Option<String> {
        self.distinct.year_suffix.map(letters)
    }
}

/// Returns the letters for a number: `a` to `z`, then `aa`.
pub(super) fn letters(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    loop {
        letters.push(char::from(b'a' + u8::try_from(rest % 26).unwrap_or(0)));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_count_on() {
        #[track_caller]
        fn check(number: usize, expect: &str) {
            assert_eq!(letters(number), expect);
        }
        check(0, "a");
        check(25, "z");
        check(26, "aa");
        check(27, "ab");
        check(702, "aaa");
    }
}
