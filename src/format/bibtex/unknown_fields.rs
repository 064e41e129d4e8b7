//! Counts the unknown names of a file, for one diagnostic per name.

use std::collections::HashMap;
use std::sync::Arc;

use super::blocks::Block;
use super::entry_types;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// The unknown names of a file.
pub(super) struct UnknownFields<'t> {
    text: &'t str,
    /// A cache of recent names and whether they are known: files repeat the same few names.
    recent: Vec<(&'t str, bool)>,
    fields: UnknownNames,
    private: UnknownNames,
    kinds: UnknownNames,
    sets: UnknownNames,
}

/// The first span of each name and the number of occurrences.
type UnknownNames = HashMap<String, (Span, usize)>;

impl<'t> UnknownFields<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let words = UnknownNames::new;
        Self { text, recent: vec![("", false); 256], fields: words(), private: words(), kinds: words(), sets: words() }
    }

    /// Counts a field; returns whether its name is known.
    pub(super) fn field(&mut self, span: Span) -> bool {
        let name = &self.text[span.range()];
        let bytes = name.as_bytes();
        let shape = match bytes {
            [first, .., last] => (usize::from(*first) * 31 + usize::from(*last) * 7 + bytes.len()) % 256,
            _ => 0,
        };
        let known = if self.recent[shape].0 == name {
            self.recent[shape].1
        } else {
            let known = entry_types::is_field(name) && !entry_types::is_private(name);
            self.recent[shape] = (name, known);
            known
        };
        if !known {
            let words = if entry_types::is_private(name) { &mut self.private } else { &mut self.fields };
            count(words, name, span);
        }
        known
    }

    /// Counts an entry type.
    pub(super) fn kind(&mut self, span: Span) {
        let kind = &self.text[span.range()];
        if !entry_types::is_known(kind) {
            count(&mut self.kinds, kind, span);
        }
    }

    /// Counts a set of entries.
    pub(super) fn set(&mut self, block: Block) {
        count(&mut self.sets, "set", Span::new(block.span.start, block.kind.end));
    }

    /// Adds what was counted in a later part of the file.
    #[expect(clippy::iter_over_hash_type, reason = "sums are the same in any order")]
    pub(super) fn add(&mut self, later: Self) {
        let Self { fields, private, kinds, sets, .. } = later;
        let own = [&mut self.fields, &mut self.private, &mut self.kinds, &mut self.sets];
        for (own, later) in own.into_iter().zip([fields, private, kinds, sets]) {
            for (word, (span, times)) in later {
                own.entry(word).or_insert((span, 0)).1 += times;
            }
        }
    }

    /// Returns the diagnostics, each at the first occurrence of its name.
    pub(super) fn finish(self, source: &Arc<Source>) -> Vec<Diagnostic> {
        let diagnostics = |words: UnknownNames, message: &dyn Fn(&str) -> String, help: &dyn Fn(&str) -> String| {
            let mut words: Vec<_> = words.into_iter().collect();
            words.sort_by_key(|(_, (span, _))| *span);
            let found = words.into_iter().map(|(word, (span, times))| {
                let found = Code::NotUnderstood.at((source, span), message(&word)).help(help(&word));
                if times == 1 { found } else { found.label(format!("{times} entries have it")) }
            });
            found.collect::<Vec<_>>()
        };
        let mut found =
            diagnostics(self.fields, &|word| format!("the field `{word}` has no equivalent here"), &|word| {
                format!("it is stored for templates and exports as `x.{word}`")
            });
        found.extend(diagnostics(self.private, &|word| format!("the field `{word}` is private"), &|_| {
            "it is neither published nor exported".to_owned()
        }));
        found.extend(diagnostics(self.kinds, &|word| format!("no type `@{word}` in BibTeX or BibLaTeX"), &|word| {
            let near = entry_types::nearest(word).map(|near| format!("did you mean `@{near}`? "));
            near.unwrap_or_default() + "it is read as `document`; the word is kept in `x.entrytype`"
        }));
        found.extend(diagnostics(self.sets, &|_| "a `@set` is no work of its own".to_owned(), &|_| {
            "it is left out; its members are entries as any".to_owned()
        }));
        found
    }
}

fn count(words: &mut UnknownNames, word: &str, span: Span) {
    words.entry(word.to_ascii_lowercase()).or_insert((span, 0)).1 += 1;
}
