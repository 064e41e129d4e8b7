//! What is said in footnotes, and in their place where none may stand.
//!
//! A footnote is a sentence of its own: it begins with a capital and ends with one full stop. A citation that stays in the text names
//! its work, and leaves the full stop to the text.

use super::citation::Part;
use super::cite::{Alone, Cite, Position, Ready};
use super::runs::{Formatted, Look};
use super::walk::Walked;
use super::{Class, Style, tidy};
use crate::language;
use crate::paper::Paper;

impl Style {
    /// A cite as its position asks for; in full where it would stand in the text and name nobody, as "ibid." and "see note 1" do.
    pub(super) fn alone_or_named(&self, alone: Alone<'_>, language: &str) -> Walked {
        let in_text = self.class == Class::Note && alone.note.is_none();
        if !in_text || alone.position == Position::First {
            return self.alone(alone, language);
        }
        let again = self.alone(alone.clone(), language);
        if again.names.is_some() { again } else { self.alone(Alone { position: Position::First, ..alone }, language) }
    }

    /// What a sentence calls a work whose footnote names nobody: what the short form has for names, else those of the full form.
    pub(super) fn words_beside_note(&self, cite: &Cite<'_>, language: &str) -> Option<Formatted> {
        let Cite { paper, mark, number, note: Some(_), .. } = *cite else { return None };
        let positions = [Position::Subsequent { first_note: None, near: false }, Position::First];
        positions.into_iter().find_map(|position| {
            let alone = Alone { paper, mark, number, locator: None, position, note: None };
            let walked = self.alone(alone, language);
            walked.names.is_some().then(|| walked.split_names().0)
        })
    }

    /// Whether a cite at the beginning of a footnote begins with a term, "ibid.", which styles have in small letters.
    pub(super) fn begins_note_with_term(&self, ready: &Ready<'_>) -> bool {
        let Ready { cite, walked, .. } = ready;
        let is_again = self.class == Class::Note && matches!(cite.position, Position::Ibid { .. });
        let begins_with_names = walked.names.as_ref().is_some_and(|names| names.start == 0);
        is_again && cite.note.is_some() && cite.prefix.trim().is_empty() && !begins_with_names
    }

    /// Puts behind all cites what a style has there. Of two full stops one is left; it stands before a closing quotation mark
    /// where the language has it so.
    pub(super) fn close(
        &self,
        parts: &mut Vec<Part>,
        mut suffix: &str,
        base: Look,
        cites: &[Cite<'_>],
        language: &str,
    ) {
        let Some(last) = cites.last() else { return };
        if let Some(rest) = suffix.strip_prefix('.')
            && let Some(end) = parts.iter_mut().rfind(|part| !part.text.is_empty())
        {
            let in_text = self.class == Class::Note && last.note.is_none();
            let stands = in_text
                || tidy::ends_sentence(&end.text)
                || (self.stops_stand_in_quotes(last.paper, language) && tidy::stop_in_quotes(&mut end.text));
            suffix = if stands { rest } else { suffix };
        }
        parts.push(Part::between(suffix, base));
    }

    /// Whether a full stop stands before a closing quotation mark, as in American English.
    fn stops_stand_in_quotes(&self, paper: &Paper, language: &str) -> bool {
        let (code, locales) = self.locale(paper, language);
        let is_meant = |tag: &str| tag == code.0 || tag == language::primary(&code.0);
        let of_style =
            self.csl.locale.iter().filter(|locale| locale.lang.as_ref().is_none_or(|lang| is_meant(&lang.0)));
        let said = of_style.chain(locales).find_map(|locale| locale.style_options?.punctuation_in_quote);
        said.unwrap_or_default()
    }
}

/// What is left of a cite without its names. A footnote that would be empty keeps them.
pub(super) fn rest_of(cite: &Cite<'_>, names: &Formatted, rest: Formatted) -> Formatted {
    if cite.note.is_some() && rest.is_empty() { names.clone() } else { rest }
}
