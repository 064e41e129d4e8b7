//! Lists of names in the punctuation of their script; long lists are truncated.

use super::Context;
use crate::config::Config;
use crate::labels::label;
use crate::language::{self, CHINESE, Language};
use crate::paper::{Contributors, Paper, Person, has_han};

/// The maximum number of names in [`Names::short`].
const MAX_SHORT: usize = 3;

/// Names in reading order. More than `max-authors` names are truncated to the first three and the total number.
pub(super) struct Names<'a> {
    config: &'a Config,
    /// The names shown, at least one.
    pub(super) shown: Vec<String>,
    punctuation: language::Names,
    /// The text after the last name.
    pub(super) rest: String,
}

impl<'a> Names<'a> {
    /// Lists the authors of a paper, or the editors of one without authors. Returns `None` if it has neither.
    pub(super) fn of_paper(config: &'a Config, paper: &Paper) -> Option<Self> {
        Self::by(config, paper, Self::of)
    }

    /// Lists the authors or editors of a paper in one line.
    pub(super) fn short_of_paper(config: &'a Config, paper: &Paper) -> Option<Self> {
        Self::by(config, paper, Self::short)
    }

    fn by(config: &'a Config, paper: &Paper, list: fn(&'a Config, &[Person]) -> Self) -> Option<Self> {
        let people = contributors(paper);
        if people.is_empty() {
            return None;
        }
        let mut names = list(config, people).and_others(people);
        if paper.authors.is_empty() {
            let edited = label(config, "edited", names.first());
            let space = if edited.starts_with('（') { "" } else { " " };
            names.rest.extend([space, edited]);
        }
        Some(names)
    }

    /// Lists `people`, which must not be empty.
    pub(super) fn of(config: &'a Config, people: &[Person]) -> Self {
        Self::at_most(config, people, config.max_authors)
    }

    /// Lists `people`, which must not be empty; more than `most` names are truncated.
    pub(super) fn at_most(config: &'a Config, people: &[Person], most: usize) -> Self {
        let most = most.max(1);
        let shown = if people.len() <= most { people } else { &people[..most.min(3)] };
        let shown: Vec<_> = shown.iter().map(ToString::to_string).collect();
        let first = shown.iter().find(|name| !has_han(name)).or(shown.first()).map_or("", String::as_str);
        let punctuation = Language::next_to(first, &config.language).names;
        let mut names = Self { config, shown, punctuation, rest: String::new() };
        if names.shown.len() < people.len() {
            let count = label(config, "authors", names.first()).replace("{count}", &people.len().to_string());
            names.rest = [punctuation.et_al_after_several, names.et_al(), punctuation.space, count.as_str()].concat();
        }
        names
    }

    /// Lists people in one line: up to three names, or the first and "et al.".
    pub(super) fn short(config: &'a Config, people: &[Person]) -> Self {
        let mut names = Self::of(config, if people.len() <= MAX_SHORT { people } else { &people[..1] });
        if people.len() > MAX_SHORT {
            names.rest = names.punctuation.et_al_after_one.to_owned() + names.et_al();
        }
        names
    }

    /// Appends "et al." if there are more contributors than the data name.
    pub(super) fn and_others(mut self, contributors: &Contributors) -> Self {
        if self.rest.is_empty() && contributors.others {
            let language::Names { et_al_after_one, et_al_after_several, .. } = self.punctuation;
            let before = if self.shown.len() == 1 { et_al_after_one } else { et_al_after_several };
            self.rest = before.to_owned() + self.et_al();
        }
        self
    }

    /// Returns the separator between two names.
    pub(super) fn separator(&self) -> &'static str {
        self.punctuation.separator
    }

    /// Returns the list as text.
    pub(super) fn to_text(&self) -> String {
        self.shown.join(self.separator()) + &self.rest
    }

    fn first(&self) -> Option<&str> {
        self.shown.first().map(String::as_str)
    }

    fn et_al(&self) -> &'a str {
        label(self.config, "et-al", self.first())
    }
}

/// Returns the authors, or else the editors.
fn contributors(paper: &Paper) -> &Contributors {
    if paper.authors.is_empty() { &paper.editors } else { &paper.authors }
}

/// Returns the authors of a paper as a citation names them: one or two family names, or the first and "et al."; the editors
/// of a paper without authors, and nothing for one without editors.
pub(super) fn cited(context: Context<'_>, paper: &Paper) -> String {
    let config = context.config;
    let family = |person: &Person| {
        if person.prefix.is_none() && has_han(&person.family) {
            person.to_string()
        } else {
            person.full_family().into_owned()
        }
    };
    let people = contributors(paper);
    let others = people.others;
    match people.named.as_slice() {
        [] => String::new(),
        [one] if !others => family(one),
        [one, other] if !others && has_han(&one.family) && has_han(&other.family) => {
            [family(one).as_str(), CHINESE.names.separator, &family(other)].concat()
        }
        [one, other] if !others => format!("{} {} {}", family(one), label(config, "and", None), family(other)),
        [first, ..] => {
            let first = family(first);
            let et_al = label(config, "et-al", Some(&first));
            [first.as_str(), Language::next_to(&first, &config.language).names.et_al_after_one, et_al].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_truncated_to_three_names_and_a_count() {
        #[track_caller]
        fn check(max_authors: usize, people: &[&str], expect: &str) {
            let config = Config { max_authors, ..Config::default() };
            let people: Vec<_> = people.iter().map(|name| Person::parse(name)).collect();
            assert_eq!(Names::of(&config, &people).to_text(), expect);
        }
        let four = ["Ada Lovelace", "Babbage, Charles", "Oskar van der Wal", "OpenAI"];
        check(4, &four, "Ada Lovelace, Charles Babbage, Oskar van der Wal, OpenAI");
        check(3, &four, "Ada Lovelace, Charles Babbage, Oskar van der Wal, et al. (4 authors)");
        check(1, &four, "Ada Lovelace, et al. (4 authors)");
        check(0, &four, "Ada Lovelace, et al. (4 authors)");
        check(3, &["张三", "李四", "王五", "赵六"], "张三、李四、王五等（共 4 位作者）");
        check(3, &["张三", "Ada Lovelace"], "张三, Ada Lovelace");
    }

    #[test]
    fn and_others_becomes_et_al() {
        #[track_caller]
        fn check(others: bool, people: &[&str], expect: &str) {
            let config = Config { max_authors: 3, ..Config::default() };
            let named = people.iter().map(|name| Person::parse(name)).collect();
            let contributors = Contributors { named, others };
            assert_eq!(Names::of(&config, &contributors).and_others(&contributors).to_text(), expect);
        }
        check(true, &["Ada Lovelace"], "Ada Lovelace et al.");
        check(true, &["Ada Lovelace", "Charles Babbage"], "Ada Lovelace, Charles Babbage, et al.");
        check(true, &["张三"], "张三等");
        check(false, &["Ada Lovelace"], "Ada Lovelace");
        check(true, &["A B", "C D", "E F", "G H"], "A B, C D, E F, et al. (4 authors)");
    }

    #[test]
    fn german_has_no_comma_before_et_al() {
        let config = Config { max_authors: 2, language: "de".to_owned(), ..Config::default() };
        let people: Vec<_> = ["A B", "C D", "E F"].iter().map(|name| Person::parse(name)).collect();
        assert_eq!(Names::of(&config, &people).to_text(), "A B, C D et al. (3 Autoren)");
    }
}
