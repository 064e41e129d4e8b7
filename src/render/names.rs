//! Lists of people, long ones cut, in the punctuation of their script.

use super::Context;
use super::labels::label;
use crate::config::Config;
use crate::paper::{Paper, Person, has_han};

/// Names in reading order; more than `max-authors` become the first three and how many there are.
pub(super) struct Names<'a> {
    /// The names shown, at least one.
    pub(super) shown: Vec<String>,
    /// What stands between them.
    pub(super) separator: &'a str,
    /// What stands after the last name shown.
    pub(super) rest: String,
}

impl<'a> Names<'a> {
    /// The names of people, of whom there is at least one.
    pub(super) fn of(config: &'a Config, people: &[Person]) -> Self {
        Self::at_most(config, people, config.max_authors)
    }

    /// The same, where more than `most` is too many.
    pub(super) fn at_most(config: &'a Config, people: &[Person], most: usize) -> Self {
        let most = most.max(1);
        let shown = if people.len() <= most { people } else { &people[..most.min(3)] };
        let shown: Vec<_> = shown.iter().map(ToString::to_string).collect();
        let chinese = shown.iter().all(|name| has_han(name));
        let separator = if chinese { "、" } else { ", " };
        let mut rest = String::new();
        if shown.len() < people.len() {
            let beside = shown.first().map(String::as_str);
            let et_al = label(config, "et-al", beside);
            let count = label(config, "authors", beside).replace("{count}", &people.len().to_string());
            rest = if chinese { format!("{et_al}{count}") } else { format!(", {et_al} {count}") };
        }
        Self { shown, separator, rest }
    }

    /// The names of people for one line: up to three, or the first "et al.".
    pub(super) fn short(config: &'a Config, people: &[Person]) -> Self {
        const SHORT: usize = 3;
        let mut names = Self::of(config, if people.len() <= SHORT { people } else { &people[..1] });
        if people.len() > SHORT {
            let first = names.shown.first().map(String::as_str);
            let et_al = label(config, "et-al", first);
            names.rest = if first.is_some_and(has_han) { et_al.to_owned() } else { [" ", et_al].concat() };
        }
        names
    }

    /// The same as the authors of a paper of which the data may say that there are more: `and others`, as BibTeX has it.
    pub(super) fn and_others(mut self, config: &'a Config, paper: &Paper) -> Self {
        if self.rest.is_empty() && paper.has_more_authors() {
            let et_al = label(config, "et-al", self.shown.first().map(String::as_str));
            let before = match (self.separator, self.shown.len()) {
                ("、", _) => "",
                (_, 1) => " ",
                _ => ", ",
            };
            self.rest = format!("{before}{et_al}");
        }
        self
    }

    /// All of it as one text.
    pub(super) fn to_text(&self) -> String {
        self.shown.join(self.separator) + &self.rest
    }
}

/// Who wrote a paper, as a citation names them: one family name, two, or the first "et al."; nothing if nobody is known.
pub(super) fn cited(context: Context<'_>, paper: &Paper) -> String {
    let family = |person: &Person| match &person.prefix {
        Some(prefix) => format!("{prefix} {}", person.family),
        None if has_han(&person.family) => person.to_string(),
        None => person.family.clone(),
    };
    let others = paper.has_more_authors();
    match paper.authors.as_slice() {
        [] => String::new(),
        [one] if !others => family(one),
        [one, other] if !others && has_han(&one.family) && has_han(&other.family) => {
            format!("{}、{}", family(one), family(other))
        }
        [one, other] if !others => format!("{} and {}", family(one), family(other)),
        [first, ..] => {
            let first = family(first);
            let et_al = label(context.config, "et-al", Some(&first));
            [first.as_str(), if has_han(&first) { "" } else { " " }, et_al].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_become_the_first_three_and_a_count() {
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
    fn authors_of_whom_the_data_name_only_the_first_are_not_all() {
        #[track_caller]
        fn check(others: &str, people: &[&str], expect: &str) {
            let config = Config { max_authors: 3, ..Config::default() };
            let mut paper =
                Paper { authors: people.iter().map(|name| Person::parse(name)).collect(), ..Paper::default() };
            paper.x.insert("others".to_owned(), others.into());
            assert_eq!(Names::of(&config, &paper.authors).and_others(&config, &paper).to_text(), expect);
        }
        check("authors", &["Ada Lovelace"], "Ada Lovelace et al.");
        check("authors editors", &["Ada Lovelace", "Charles Babbage"], "Ada Lovelace, Charles Babbage, et al.");
        check("authors", &["张三"], "张三等");
        check("editors", &["Ada Lovelace"], "Ada Lovelace");
        check("authors", &["A B", "C D", "E F", "G H"], "A B, C D, E F, et al. (4 authors)");
    }
}
