//! A formatted citation: the author in the text, and the parts in brackets.

use super::runs::{Formatted, Look, Shift};

/// A formatted citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Citation {
    /// The author of a narrative citation, which is part of the sentence.
    pub lead: Option<Part>,
    /// The rest: the cites, and what is around and between them.
    pub parts: Vec<Part>,
}

/// A part of a citation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The cite that it is of, by its place among those given; none for what is around and between them.
    pub cite: Option<usize>,
    /// The text.
    pub text: Formatted,
    /// Whether it is a prefix or suffix of a cite, which is Markdown.
    pub is_markdown: bool,
}

impl Citation {
    /// Whether there are prefixes or suffixes in a superscript citation.
    pub fn raises_words(&self) -> bool {
        let (words, own): (Vec<&Part>, Vec<&Part>) = self.parts.iter().partition(|part| part.is_markdown);
        let mut runs = own.iter().flat_map(|part| &part.text.runs).peekable();
        !words.is_empty() && runs.peek().is_some() && runs.all(|run| run.look.shift == Shift::Super)
    }

    /// The same with a space between a comma and a prefix or suffix; the style may have none between numbers.
    #[must_use]
    pub fn spaced(mut self) -> Self {
        let words: Vec<bool> = self.parts.iter().map(|part| part.is_markdown).collect();
        let beside = |at: usize| words.get(at + 1) == Some(&true) || at.checked_sub(1).is_some_and(|at| words[at]);
        for (at, part) in self.parts.iter_mut().enumerate() {
            let is_between = part.cite.is_none() && !part.is_markdown;
            if let Some(last) = part.text.runs.last_mut().filter(|_| is_between && beside(at))
                && last.text.ends_with([',', ';'])
            {
                last.text.push(' ');
            }
        }
        self
    }

    /// The same on the line.
    #[must_use]
    pub fn lowered(mut self) -> Self {
        for run in self.parts.iter_mut().flat_map(|part| &mut part.text.runs) {
            run.look.shift = Shift::None;
        }
        self
    }

    /// Whether a space separates the author from the rest.
    pub fn has_space_after_lead(&self) -> bool {
        let mut runs = self.parts.iter().flat_map(|part| &part.text.runs);
        let is_separate = runs.clone().next().is_some_and(|run| !run.text.starts_with(char::is_whitespace));
        is_separate && runs.all(|run| run.look.shift != Shift::Super)
    }

    /// All of it in a row.
    pub fn to_formatted(&self) -> Formatted {
        let mut all = Formatted::default();
        if let Some(lead) = &self.lead {
            all.append(lead.text.clone());
            if self.has_space_after_lead() {
                all.push(" ", Look::default(), None);
            }
        }
        for part in &self.parts {
            all.append(part.text.clone());
        }
        all
    }
}
