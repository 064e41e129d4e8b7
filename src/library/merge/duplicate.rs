//! Duplicate keys: entries in two files that agree are merged; others are reported.

use std::collections::HashMap;

use super::normalize;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::format::Entry;
use crate::paper::{Contributors, Date, DateValue, Field, FieldType, Origin, Paper, Person, Title, Translation};

/// The entries of all files, by key.
#[derive(Default)]
pub(super) struct MergedEntries {
    entries: Vec<Entry>,
    /// For each entry, the number of its file and whether it is in an external format.
    files: Vec<(usize, bool)>,
    keys: HashMap<String, usize>,
    file: usize,
}

impl MergedEntries {
    /// Adds the entries of a file.
    pub(super) fn add(&mut self, entries: Vec<Entry>, external: bool, diagnostics: &mut Vec<Diagnostic>) {
        self.file += 1;
        self.keys.reserve(entries.len());
        self.entries.reserve(entries.len());
        for entry in entries {
            if let Some(&first) = self.keys.get(&entry.key) {
                diagnostics.extend(self.merge_duplicate(first, entry, external));
                continue;
            }
            self.keys.insert(entry.key.clone(), self.entries.len());
            self.entries.push(entry);
            self.files.push((self.file, external));
        }
    }

    /// Returns the entries in order and their indices by key.
    pub(super) fn finish(self) -> (Vec<Entry>, HashMap<String, usize>) {
        (self.entries, self.keys)
    }

    /// Merges an entry whose key exists. Returns a diagnostic if they cannot be merged.
    fn merge_duplicate(&mut self, first: usize, mut second: Entry, external: bool) -> Option<Diagnostic> {
        let (first_file, first_external) = self.files[first];
        let first = &mut self.entries[first];
        let mut differ = Vec::new();
        if first_file != self.file {
            let mut merged = first.unsettled().0.clone();
            let (paper, diagnostics) = second.unsettled();
            differ = merge_fields(&mut merged, paper);
            if differ.is_empty() {
                let unsettled = first.unsettled();
                unsettled.0 = merged;
                unsettled.1.append(diagnostics);
                add_missing(&mut first.keywords, &second.keywords, |a, b| a == b);
                // Its span is in another file, so use the span of the key.
                let key = first.origin.as_ref().map(|origin| origin.key).unwrap_or_default();
                second.categories.iter_mut().for_each(|category| category.span = key);
                add_missing(&mut first.categories, &second.categories, |a, b| a.value == b.value);
                if let (Some(first), Some(second)) = (&mut first.origin, second.origin) {
                    first.merged.push(second);
                }
                return None;
            }
        }
        let diagnostics = diagnostic("key", &second.key, second.origin.as_ref(), first.origin.as_ref())?;
        // A duplicate in an external file is only a warning.
        let level = if external || first_external { Level::Warning } else { Level::Error };
        let diagnostics = diagnostics.level(level);
        Some(if differ.is_empty() {
            diagnostics.help("this entry is skipped")
        } else {
            let fields: Vec<_> = differ.iter().map(|field| format!("`{field}`")).collect();
            let verb = if differ.len() == 1 { "differs" } else { "differ" };
            diagnostics
                .help(format!("{} {verb}, so this entry is skipped; entries that agree are merged", fields.join(", ")))
        })
    }
}

/// Returns the diagnostic of a duplicate key or category id.
pub(super) fn diagnostic(
    what: &str,
    name: &str,
    second: Option<&Origin>,
    first: Option<&Origin>,
) -> Option<Diagnostic> {
    let second = second?;
    let diagnostics = Code::DuplicateKey
        .at((&second.source, second.key), format!("the {what} `{name}` is used twice"))
        .label("used again here");
    Some(match first {
        Some(first) => diagnostics.related((&first.source, first.key), "first used here"),
        None => diagnostics,
    })
}

/// Fills missing fields of `first` from `second`. Returns the names of fields that conflict.
fn merge_fields(first: &mut Paper, second: &Paper) -> Vec<String> {
    let mut differ = Vec::new();
    for (name, field) in Field::in_toml_order() {
        let agrees = match field.field_type() {
            // `article` is the default type.
            FieldType::Title(slot) => title((slot.get_mut)(first), (slot.get)(second)),
            FieldType::Type(slot) => text((slot.get_mut)(first), (slot.get)(second), |kind| kind == "article"),
            FieldType::Text(slot)
            | FieldType::Number(slot)
            | FieldType::Identifier(slot)
            | FieldType::Language(slot)
            | FieldType::SortName(slot)
            | FieldType::Markdown(slot) => optional((slot.get_mut)(first), (slot.get)(second).as_ref()),
            FieldType::Date(slot) => date_value((slot.get_mut)(first), (slot.get)(second).as_ref()),
            FieldType::Day(slot) => date((slot.get_mut)(first), *(slot.get)(second)),
            FieldType::Names(slot) => people((slot.get_mut)(first), (slot.get)(second)),
            FieldType::Tags(slot) => {
                add_missing((slot.get_mut)(first), (slot.get)(second), |a, b| a == b);
                true
            }
            FieldType::Links(slot) => {
                add_missing((slot.get_mut)(first), (slot.get)(second), |a, b| a.url == b.url);
                true
            }
            FieldType::Status(slot) => {
                let (first, second) = ((slot.get_mut)(first), *(slot.get)(second));
                *first = first.or(second);
                second.is_none() || *first == second
            }
            FieldType::Translations(slot) => {
                translations((slot.get_mut)(first), (slot.get)(second), &mut differ);
                true
            }
            FieldType::Custom(slot) => {
                for (name, value) in (slot.get)(second) {
                    let existing = (slot.get_mut)(first).entry(name.clone()).or_insert_with(|| value.clone());
                    if existing != value {
                        differ.push(format!("x.{name}"));
                    }
                }
                true
            }
            // Keys are equal, categories are merged with their spans, and date parts are compared with the date.
            FieldType::Key(_) | FieldType::Categories(_) | FieldType::DatePart(_) => true,
        };
        if !agrees {
            differ.push(name.to_owned());
        }
    }
    differ
}

/// Fills missing translations of `first` from `second`, and appends conflicting ones to `differ`.
fn translations(first: &mut Vec<(String, Translation)>, second: &[(String, Translation)], differ: &mut Vec<String>) {
    for (language, translation) in second {
        let Some((_, existing)) = first.iter_mut().find(|(existing, _)| existing == language) else {
            first.push((language.clone(), translation.clone()));
            continue;
        };
        for field in Field::ALL {
            let Some(slot) = field.translation() else { continue };
            if !optional((slot.get_mut)(existing), (slot.get)(translation).as_ref()) {
                differ.push(format!("translations.{language}.{}", field.name()));
            }
        }
    }
}

fn optional(first: &mut Option<String>, second: Option<&String>) -> bool {
    match (&first, second) {
        (Some(a), Some(b)) => same(a, b),
        (None, Some(second)) => {
            *first = Some(second.clone());
            true
        }
        (_, None) => true,
    }
}

/// Compares titles, of which one that is a key is filled.
fn title(first: &mut Title, second: &Title) -> bool {
    let is_missing = |title: &Title| title.is_empty() || title.is_key();
    if is_missing(second) || same(first, second) {
        return true;
    }
    let fill = is_missing(first);
    if fill {
        first.clone_from(second);
    }
    fill
}

fn text(first: &mut String, second: &str, is_default: impl Fn(&str) -> bool) -> bool {
    if is_default(second) || same(first, second) {
        return true;
    }
    let fill = is_default(first);
    if fill {
        second.clone_into(first);
    }
    fill
}

/// Compares texts, ignoring case, whitespace and the kind of dashes, in which programs differ.
fn same(a: &str, b: &str) -> bool {
    let plain = |text: &str| normalize(text).replace(['–', '—'], "-").replace("--", "-");
    a == b || plain(a) == plain(b)
}

fn people(first: &mut Contributors, second: &Contributors) -> bool {
    if first.is_empty() {
        first.named.clone_from(&second.named);
    }
    first.others |= second.others;
    let alike = |(a, b): (&Person, &Person)| {
        same(&a.family, &b.family) && initial(a).zip(initial(b)).is_none_or(|(a, b)| a == b)
    };
    second.is_empty() || (first.len() == second.len() && first.iter().zip(second).all(alike))
}

/// Some programs abbreviate given names, so only initials are compared.
fn initial(person: &Person) -> Option<char> {
    person.given.as_deref()?.chars().next()?.to_lowercase().next()
}

fn date_value(first: &mut Option<DateValue>, second: Option<&DateValue>) -> bool {
    let (Some(DateValue::Exact(a)), Some(DateValue::Exact(b))) = (&first, second) else {
        if first.is_none() {
            *first = second.cloned();
        }
        return second.is_none() || first.as_ref() == second;
    };
    let mut merged = Some(*a);
    let agrees = date(&mut merged, Some(*b));
    *first = merged.map(DateValue::Exact);
    agrees
}

/// Two dates agree where one is only more precise.
fn date(first: &mut Option<Date>, second: Option<Date>) -> bool {
    let (Some(a), Some(b)) = (*first, second) else {
        *first = first.or(second);
        return true;
    };
    let agree = |a: Option<u8>, b: Option<u8>| a.zip(b).is_none_or(|(a, b)| a == b);
    let agrees = a.year == b.year && agree(a.month, b.month) && agree(a.day, b.day);
    if agrees && (b.month.is_some(), b.day.is_some()) > (a.month.is_some(), a.day.is_some()) {
        *first = second;
    }
    agrees
}

fn add_missing<T: Clone>(first: &mut Vec<T>, second: &[T], same: impl Fn(&T, &T) -> bool) {
    for item in second {
        if !first.iter().any(|existing| same(existing, item)) {
            first.push(item.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{self, Contents, Reading};
    use crate::library::{Library, merge};
    use crate::source::Source;

    fn read(files: &[(&str, bool)]) -> (Library, Vec<String>) {
        let read = |(index, (text, external)): (usize, &(&str, bool))| {
            let contents = format::read(&Source::new(format!("{index}.toml"), *text), Reading::default());
            assert!(contents.diagnostics.is_empty(), "{:?}", contents.diagnostics);
            Contents { external: *external, ..contents }
        };
        let (library, diagnostics) = merge(files.iter().enumerate().map(read).collect());
        let diagnostics = diagnostics.iter().map(|diagnostics| {
            let help = diagnostics.help.as_deref().unwrap_or("-");
            let (first, _) = diagnostics.related.as_ref().unwrap();
            format!(
                "{} {} {}: {} at {first}; {help}",
                diagnostics.place,
                diagnostics.level.as_str(),
                diagnostics.code.as_str(),
                diagnostics.message
            )
        });
        let diagnostics = diagnostics.collect();
        (library, diagnostics)
    }

    /// Merges two entries with the same key and checks the diagnostics and the result.
    #[track_caller]
    fn check(first: &str, second: &str, expect: &str) {
        let entry = |fields: &str| format!("[[paper]]\nid = \"p\"\n{fields}\n");
        let (library, diagnostics) = read(&[(&entry(first), false), (&entry(second), false)]);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let (expected, _) = read(&[(&entry(expect), false)]);
        assert_eq!(library.papers[0], expected.papers[0]);
        assert_eq!(library.papers.len(), 1);
    }

    #[test]
    fn entries_that_agree_are_merged_field_by_field() {
        check("title = \"A\"", "title = \"A\"", "title = \"A\"");
        check(
            "title = \"On This\"\nauthors = [\"J. Doe\"]\ndate = \"2023\"\npages = \"1–2\"\ncategories = [\"a\"]\nlinks.b = \"b\"",
            "title = \"on this\"\nauthors = [\"Jane Doe\"]\ndate = \"2023-04\"\npages = \"1--2\"\ncategories = [\"c\", \"a\"]\n\
             type = \"book\"\nnote = \"N\"\nlinks = { x = \"b\", d = \"d\" }\nx.own = 1\ntags = [\"t\"]\ntranslations.zh.title = \"题\"",
            "title = \"On This\"\nauthors = [\"J. Doe\"]\ndate = \"2023-04\"\npages = \"1–2\"\ncategories = [\"a\", \"c\"]\n\
             type = \"book\"\nnote = \"N\"\nlinks = { b = \"b\", d = \"d\" }\nx.own = 1\ntags = [\"t\"]\ntranslations.zh.title = \"题\"",
        );
    }

    #[test]
    fn conflicting_entries_are_reported_with_both_places() {
        let first = "[[paper]]\nid = \"p\"\ntitle = \"A\"\ndate = \"2023\"\nauthors = [\"A B\"]\nx.a = 1\n";
        let second = "[[paper]]\nid = \"p\"\ntitle = \"B\"\ndate = \"2024\"\nauthors = [\"A B\", \"C\"]\nx.a = 2\n";
        let (library, diagnostics) = read(&[(first, false), (second, false)]);
        assert_eq!(library.papers[0].title, "A");
        let fields =
            "`title`, `authors`, `date`, `x.a` differ, so this entry is skipped; entries that agree are merged";
        assert_eq!(
            diagnostics,
            [format!("1.toml:2:6 error duplicate-key: the key `p` is used twice at 0.toml:2:6; {fields}")]
        );
        let (_, diagnostics) = read(&[(first, false), (second, true)]);
        assert!(diagnostics[0].starts_with("1.toml:2:6 warning duplicate-key"), "{diagnostics:?}");
    }

    #[test]
    fn a_key_is_unique_in_a_file() {
        let entry = "[[paper]]\nid = \"p\"\ntitle = \"A\"\n";
        let twice = entry.repeat(2);
        let (library, diagnostics) = read(&[(&twice, false)]);
        assert_eq!(library.papers.len(), 1);
        assert_eq!(
            diagnostics,
            ["0.toml:5:6 error duplicate-key: the key `p` is used twice at 0.toml:2:6; this entry is skipped"]
        );
        let (_, diagnostics) = read(&[(&twice, true)]);
        assert_eq!(
            diagnostics,
            ["0.toml:5:6 warning duplicate-key: the key `p` is used twice at 0.toml:2:6; this entry is skipped"]
        );
    }
}
