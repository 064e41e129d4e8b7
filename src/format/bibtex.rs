//! Reads BibTeX and BibLaTeX. Entries are located by braces at once; each is parsed when it is needed.
//!
//! Reading a file collects keys and keywords and counts unknown fields; [`ReadEntry::read`] does the rest. An invalid
//! entry does not affect others.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::entry::add_distinct;
use super::{Contents, Entry, ReadEntry, Reading};
use crate::diagnostic::{Code, Diagnostic, Level, nearest};
use crate::paper::{Origin, Paper};
use crate::source::{Source, Span};

mod blocks;
mod crossref;
pub(super) mod dates;
pub(super) mod entry_types;
mod field;
mod latex;
pub(super) mod links;
mod locate;
mod names;
#[cfg(test)]
mod properties;
mod record;
mod unknown_fields;
mod value;

pub(super) use crate::paper::babel as language;
use blocks::{Block, Blocks, Found, Head};
use field::{Field, Fields};
use unknown_fields::UnknownFields;
use value::Macros;

pub(super) use locate::locate;

/// A file, split into blocks.
#[derive(Debug)]
struct Bibliography {
    source: Arc<Source>,
    reading: Reading,
    /// The entries, including those that are not papers.
    blocks: Vec<Block>,
    macros: Macros,
    /// The indexes of the blocks by key, computed on first use.
    by_key: OnceLock<Vec<usize>>,
    /// The other names of blocks, computed for the first key that is no block's.
    aliases: OnceLock<Aliases>,
}

/// The names of blocks apart from their keys.
#[derive(Debug, Default)]
struct Aliases {
    /// The numbers of the blocks by their keys in lower case and by their `ids`.
    blocks: HashMap<String, usize>,
    /// Similar keys for the first [`SUGGESTIONS`] keys that are no block's.
    similar: HashMap<String, String>,
}

/// For how many unknown keys of a file similar ones are looked for, since each search reads all keys.
const SUGGESTIONS: usize = 100;

impl Bibliography {
    /// Returns the type of a block, as written.
    fn kind(&self, nth: usize) -> &str {
        &self.source.text[self.blocks[nth].kind.range()]
    }

    fn head(&self, nth: usize) -> Head {
        blocks::head(&self.source.text, self.blocks[nth].body)
    }

    fn fields(&self, nth: usize) -> Fields<'_> {
        Fields::of(&self.source.text, self.blocks[nth], self.head(nth).fields)
    }

    fn key(&self, nth: usize) -> &str {
        &self.source.text[self.head(nth).key.range()]
    }

    /// Returns the key of a block; a missing key is generated from the file name and the line.
    fn name(&self, nth: usize) -> String {
        let key = self.key(nth);
        if key.is_empty() {
            let stem = self.source.path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
            return format!("{stem}-{}", self.source.line_column(self.blocks[nth].span.start).line);
        }
        key.split(char::is_control).collect::<Vec<_>>().join(" ")
    }

    /// Returns the first block with a key.
    fn nth_of(&self, key: &str) -> Option<usize> {
        let by_key = self.by_key.get_or_init(|| {
            let mut all: Vec<_> = (0..self.blocks.len()).collect();
            all.sort_by(|&a, &b| self.key(a).cmp(self.key(b)).then(a.cmp(&b)));
            all
        });
        let first = by_key.partition_point(|&nth| self.key(nth) < key);
        let exact = by_key.get(first).copied().filter(|&nth| self.key(nth) == key);
        exact.or_else(|| self.nth_of_alias(key))
    }

    /// Returns the first block with a key in another case, as BibTeX compares keys, or in its `ids`, as biber does.
    fn nth_of_alias(&self, key: &str) -> Option<usize> {
        self.aliases().blocks.get(&key.to_lowercase()).copied()
    }

    fn aliases(&self) -> &Aliases {
        self.aliases.get_or_init(|| {
            let mut aliases = Aliases::default();
            let mut named = Vec::new();
            for nth in 0..self.blocks.len() {
                aliases.blocks.entry(self.key(nth).to_lowercase()).or_insert(nth);
                for field in self.fields(nth) {
                    let name = self.source.text[field.name.range()].to_ascii_lowercase();
                    if name == "ids" {
                        for alias in crossref::keys(self, &field) {
                            aliases.blocks.entry(alias.to_lowercase()).or_insert(nth);
                        }
                    } else if crossref::RELATIONS.contains(&name.as_str()) {
                        named.append(&mut crossref::keys(self, &field));
                    }
                }
            }
            named.retain(|key| !aliases.blocks.contains_key(&key.to_lowercase()));
            for key in named.into_iter().take(SUGGESTIONS) {
                if let Some(near) = nearest(&key, (0..self.blocks.len()).map(|nth| self.key(nth))) {
                    aliases.similar.insert(key, near.to_owned());
                }
            }
            aliases
        })
    }
}

impl ReadEntry for Bibliography {
    fn read(&self, nth: usize) -> (Paper, Vec<Diagnostic>) {
        record::read(self, nth)
    }
}

/// The number of entries in a parallel task, large enough to make scheduling negligible.
const AT_ONCE: usize = 256;

pub(super) fn read(source: &Arc<Source>, reading: Reading) -> Contents {
    let text = source.text.as_str();
    let mut contents = Contents::default();
    let mut file = Bibliography {
        source: Arc::clone(source),
        reading,
        blocks: Vec::new(),
        macros: Macros::default(),
        by_key: OnceLock::new(),
        aliases: OnceLock::new(),
    };
    for found in Blocks::new(text) {
        match found {
            Found::Block(block) => match &text[block.kind.range()] {
                kind if kind.eq_ignore_ascii_case("string") => {
                    for unknown in file.macros.define(text, &block) {
                        contents.diagnostics.push(unknown_macro(source, unknown));
                    }
                }
                kind if kind.eq_ignore_ascii_case("comment") || kind.eq_ignore_ascii_case("preamble") => {}
                _ => {
                    let lost = block.closed.then(|| lost_field(text, block.span.end)).flatten();
                    contents.diagnostics.extend(lost.map(|lost| {
                        let found = Code::BadSyntax.at((source, lost), "a field behind the end of its entry");
                        found.label("not read").level(Level::Warning).help(
                            "the brace before it closes the entry, also after `\\`; is one of the braces too many?",
                        )
                    }));
                    file.blocks.push(block);
                }
            },
            Found::Lost(span) => {
                let lost = Code::BadSyntax.at((source, span), format!("no `{{` after `{}`", &text[span.range()]));
                let lost = lost.label("entry skipped").level(Level::Warning);
                contents.diagnostics.push(lost.help("an entry is written `@article{key, title = {…}, …}`"));
                contents.incomplete = true;
            }
        }
    }
    let file = Arc::new(file);
    let taken = file.blocks.par_chunks(AT_ONCE).enumerate().map(|(chunk, blocks)| {
        let (mut census, mut found) = (UnknownFields::new(text), Vec::new());
        let nths = chunk * AT_ONCE..chunk * AT_ONCE + blocks.len();
        let entries: Vec<_> = nths.filter_map(|nth| take(&file, nth, &mut census, &mut found)).collect();
        (entries, census, found)
    });
    let taken: Vec<_> = taken.collect();
    let mut census = UnknownFields::new(text);
    contents.entries.reserve_exact(file.blocks.len());
    for (mut entries, its_census, mut found) in taken {
        contents.entries.append(&mut entries);
        contents.diagnostics.append(&mut found);
        census.add(its_census);
    }
    contents.diagnostics.extend(census.finish(source));
    contents
}

/// Returns a field that follows the end of a block, which a brace too many has closed.
fn lost_field(text: &str, end: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let comma = blocks::skip_blanks(bytes, end);
    let start = blocks::skip_blanks(bytes, comma + usize::from(bytes.get(comma) == Some(&b',')));
    let name = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let is_field = start > comma && name > start && bytes.get(blocks::skip_blanks(bytes, name)) == Some(&b'=');
    is_field.then(|| Span::new(start, name))
}

/// Returns the key and keywords of an entry, or `None` if it is not a paper.
fn take(
    file: &Arc<Bibliography>,
    nth: usize,
    census: &mut UnknownFields<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Entry> {
    let (source, block) = (&file.source, file.blocks[nth]);
    let text = source.text.as_str();
    let kind = &text[block.kind.range()];
    let head = file.head(nth);
    if kind.eq_ignore_ascii_case("set") {
        census.set(block);
        return None;
    }
    if kind.eq_ignore_ascii_case("xdata") {
        return None;
    }
    census.kind(block.kind);
    let mut keywords = Vec::new();
    let mut data = None;
    for field in Fields::of(text, block, head.fields) {
        let name = &text[field.name.range()];
        if census.field(field.name) {
            // Most names are known and not keywords.
            if ["keywords", "keyword", "groups"].iter().any(|own| name.eq_ignore_ascii_case(own)) {
                add_keywords(file, &field, &mut keywords);
            } else if name.eq_ignore_ascii_case("xdata") {
                data = Some(field);
            }
        }
    }
    let header =
        Span::new(block.span.start, if head.key.start < head.key.end { head.key.end } else { block.body.start });
    let key = file.name(nth);
    let at = |span: Span, message: String| Code::BadSyntax.at((source, span), message).level(Level::Warning);
    if head.key.start == head.key.end {
        let missing = at(header, format!("entry has no key; using `{key}`"));
        found.push(missing.help(format!("write a key after the brace: `@{kind}{{key,`")));
    } else if !head.comma {
        found.push(at(head.key, format!("no comma after the key `{key}`")).expected("a comma"));
    }
    if !block.closed {
        let open = at(header, format!("the entry `{key}` is never closed"));
        found.push(open.label("only the fields that can be recognized are read").help("a `}` is missing in it"));
    }
    let origin = Origin { source: Arc::clone(source), span: header, key: head.key, merged: Vec::new() };
    if let (true, Some(data)) = (keywords.is_empty(), &data) {
        keywords = keywords_of_data(file, nth, data);
    }
    let mut entry = Entry::unread(Arc::clone(file) as Arc<dyn ReadEntry>, nth, key, Some(origin));
    entry.keywords = keywords;
    Some(entry)
}

/// Adds the keywords of a field without duplicates.
fn add_keywords(file: &Bibliography, field: &Field, keywords: &mut Vec<String>) {
    // JabRef escapes the comma in the name of a group.
    let tex = file.macros.join(&file.source.text, field.value).tex.replace("\\,", "{,}");
    let parts = names::at_depth_0(&tex, b',').into_iter().flat_map(|part| names::at_depth_0(part, b';'));
    let words = parts.map(|part| latex::line(part, &mut Vec::new()).into_owned()).filter(|keyword| !keyword.is_empty());
    add_distinct(keywords, words.collect());
}

/// Returns the keywords that an entry inherits from `xdata`.
fn keywords_of_data(file: &Bibliography, nth: usize, data: &Field) -> Vec<String> {
    let mut keywords = Vec::new();
    if crossref::keys(file, data).iter().any(|key| file.nth_of(key).is_some()) {
        for own in crossref::fields(file, nth).fields {
            if matches!(own.name.as_ref(), "keywords" | "keyword" | "groups") {
                add_keywords(file, &own.field, &mut keywords);
            }
        }
    }
    keywords
}

fn unknown_macro(source: &Arc<Source>, span: Span) -> Diagnostic {
    let name = &source.text[span.range()];
    Code::BadValue
        .at((source, span), format!("no `@string` defines `{name}`"))
        .label("used as text")
        .help(format!("define it, `@string{{{name} = {{…}}}}`, or put the text in braces"))
        .level(Level::Warning)
        .repeated()
}
