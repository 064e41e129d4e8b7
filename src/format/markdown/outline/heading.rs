//! Headings: categories, the title of the whole list, or the titles of papers.

use std::collections::HashSet;

use super::{CategoryDraft, Open, Walk};
use crate::format::markdown::address::{is_of_paper, leads_away, leads_within_page};
use crate::format::markdown::block::{Block, Item};
use crate::format::markdown::dates::{self, Dated};
use crate::format::markdown::entry::Draft;
use crate::format::markdown::inline::{IMAGE, Inline, MarkKind};
use crate::format::markdown::item::{self, Reading};
use crate::format::markdown::names::{self, Trust};
use crate::format::markdown::segment::{self, Kind};
use crate::format::markdown::vocabulary::{self, Field};
use crate::format::markdown::{place, text};
use crate::identifier::Identifier;
use crate::source::Span;

impl Walk<'_> {
    pub(super) fn heading(&mut self, level: usize, inline: &Inline, span: Span) {
        let title = text_of(inline);
        if title.is_empty() {
            return;
        }
        self.close(level);
        let is_title = self.open.is_empty() && self.root == Some(level);
        let contents = vocabulary::is_contents(&title);
        let closed = !is_title && (vocabulary::is_no_papers(&title) || self.open.iter().any(|open| open.closed));
        let slug = text::slug(&title);
        let category = if closed || contents || slug.is_empty() {
            None
        } else if is_title {
            let known = self.outline.categories.iter().position(|category| category.id == slug && category.is_title);
            Some(known.unwrap_or_else(|| {
                let category = CategoryDraft { id: slug, title: title.clone(), intro: Vec::new(), span, is_title };
                self.outline.categories.push(category);
                self.outline.categories.len() - 1
            }))
        } else {
            self.subcategory(&title, span)
        };
        if closed {
            // `### Contributions` below the heading of a person belongs there.
            match self.named_category() {
                Some(category) => {
                    let text = self.file[span.range()].trim().to_owned();
                    self.outline.categories[category].intro.push((span, text));
                }
                None => self.outline.prose.push(span),
            }
        }
        // A link of the heading is text of its category.
        let linked = work_of(inline).filter(|url| url.contains("://"));
        self.open.push(Open { level, title, category, closed, contents });
        if let Some(category) = category.filter(|_| linked.is_some() && !is_title) {
            let cut = &self.file[inline.source(0..inline.text.len()).range()];
            self.outline.categories[category].intro.push((span, cut.trim().to_owned()));
        }
    }

    /// Gives a paper the year, and the venue, that the headings over it say.
    pub(super) fn dated(&self, draft: &mut Draft) {
        for (nth, open) in self.open.iter().enumerate().rev() {
            let short = text::words(&open.title) <= 3 || vocabulary::names_venue(&open.title);
            let whole = nth == 0 && self.root.is_some() || self.open.len() == nth + 1;
            let venue = vocabulary::venue_in(&open.title);
            let own = short && (whole && venue.is_some() || nth > 0 || text::words(&open.title) <= 2);
            if let Some(dated) = year_of(&open.title).filter(|dated| own || ends_with(&open.title, dated)) {
                draft.date = Some(dated.date);
                if draft.venue.is_none() {
                    draft.venue = venue.map(ToOwned::to_owned);
                }
                break;
            }
        }
        // The list of one conference names it in its title.
        if draft.date.is_none()
            && let Some(title) = self.outline.categories.first().map(|category| category.title.clone())
            && let Some(dated) = year_of(&title)
            && let Some(venue) = vocabulary::venue_in(&title)
        {
            draft.date = Some(dated.date);
            draft.venue = draft.venue.take().or_else(|| Some(venue.to_owned()));
        }
    }

    /// Takes a heading that is the title of one paper, with the blocks below it. Returns how many blocks those are.
    pub(super) fn headed(&mut self, blocks: &[Block]) -> Option<usize> {
        let Block::Heading { level, text: inline, span } = &blocks[0] else { return None };
        let title = text_of(inline);
        let closed = self.open.iter().any(|open| open.closed && open.level < *level);
        if closed
            || vocabulary::is_no_papers(&title)
            || leads_within_page(inline, &self.anchors)
            || vocabulary::is_contents(&title)
        {
            return None;
        }
        let below = below(blocks);
        // A heading that leads to a paper, by an identifier, over text.
        let identified = work_of(inline).is_some_and(|url| Identifier::in_url(url).is_some());
        let text_below =
            !below.is_empty() && below.iter().all(|block| !matches!(block, Block::List { .. } | Block::Table { .. }));
        if identified && (text_below || self.titled.contains(level)) {
            return self.paper(*level, inline, *span, below);
        }
        if *level < 3 || text::words(&title) < 3 {
            return None;
        }
        let fielded = |block: &Block| block.items().iter().any(is_authors) && describes(below);
        if below.first().is_some_and(fielded)
            || self.titled.contains(level) && (work_of(inline).is_some() || describes(below))
        {
            return self.paper(*level, inline, *span, below);
        }
        let Some(Block::Paragraph { text: first, .. }) = below.first() else { return None };
        let labelled = below.iter().any(|block| match block {
            Block::Paragraph { text, .. } => has_label(text),
            _ => false,
        });
        let segments = segment::segments(first, 0);
        let head = segments
            .iter()
            .find(|segment| segment.kind != Kind::Image && !first.text[segment.range.clone()].trim().is_empty())?;
        let written = &first.text[head.range.clone()];
        let names = match head.kind {
            Kind::Plain => place::names_and_place(written).is_some() || names::read(written, Trust::Plain).is_some(),
            Kind::Emphasis => names::read(written, Trust::Marked).is_some(),
            _ => false,
        };
        let linked = segments
            .first()
            .is_some_and(|segment| segment.url.is_some() && vocabulary::is_label(&first.text[segment.range.clone()]));
        let only = below.iter().all(|block| matches!(block, Block::Paragraph { .. } | Block::Other { .. }));
        if !only || !(names && (labelled || leads_away(inline)) || linked && labelled && leads_away(inline)) {
            return None;
        }
        self.paper(*level, inline, *span, below)
    }

    /// Takes a heading for the title of one paper, and the blocks below it for its description.
    fn paper(&mut self, level: usize, inline: &Inline, span: Span, below: &[Block]) -> Option<usize> {
        let title = Block::Paragraph { text: inline.strong(), span };
        let whole = Span::new(span.start, below.last().map_or(span, Block::span).end);
        let item =
            Item { blocks: std::iter::once(title).chain(below.iter().cloned()).collect(), span: whole, done: None };
        let Reading::Papers(found) = item::read(self.file, &item, 0) else { return None };
        self.close(level);
        for draft in found {
            self.place(draft);
        }
        Some(below.len() + 1)
    }
}

/// The blocks below a heading, up to the next one.
fn below(blocks: &[Block]) -> &[Block] {
    let count = blocks[1..]
        .iter()
        .take_while(|block| {
            !matches!(block, Block::Heading { .. } | Block::Summary { .. } | Block::EndOfDetails { .. })
        })
        .count();
    &blocks[1..=count]
}

/// `Authors: …`
fn is_authors(item: &Item) -> bool {
    let Some(Block::Paragraph { text, .. }) = item.blocks.first() else { return false };
    text.text.split_once([':', '：']).is_some_and(|(name, _)| vocabulary::field(name) == Some(Field::Authors))
}

fn has_label(inline: &Inline) -> bool {
    inline.links().any(|(mark, _)| vocabulary::is_label(&inline.text[mark.range.clone()]))
}

/// Whether blocks describe one paper: links with labels, fields or an abstract, and no titles of other works.
fn describes(blocks: &[Block]) -> bool {
    let fielded = |inline: &Inline| {
        let name = inline.text.split_once([':', '：']).map(|(name, _)| name);
        name.and_then(vocabulary::field).is_some_and(|field| field != Field::Title)
    };
    // Words outside of links, or a link of several words, may be the title of another work.
    let short = |inline: &Inline| {
        let linked: usize = inline.links().map(|(mark, _)| text::words(&inline.text[mark.range.clone()])).sum();
        inline.links().all(|(mark, _)| text::words(&inline.text[mark.range.clone()]) <= 4)
            && text::words(&inline.text) <= linked + 3
    };
    let own = |inline: &Inline| fielded(inline) || has_label(inline) && short(inline);
    let mut any = false;
    for block in blocks {
        match block {
            Block::Paragraph { text, .. } => any |= own(text),
            Block::List { items, .. } => {
                for item in items {
                    match item.blocks.first() {
                        Some(Block::Paragraph { text, .. }) if own(text) => any = true,
                        _ => return false,
                    }
                }
            }
            Block::Other { .. } => {}
            _ => return false,
        }
    }
    any
}

/// The heading over all others.
pub(in crate::format::markdown) fn list_title(blocks: &[Block]) -> Option<String> {
    let level = root(blocks)?;
    blocks.iter().find_map(|block| match block {
        Block::Heading { level: own, text, .. } if *own == level => Some(text_of(text)),
        _ => None,
    })
}

/// The headings as links to them have them, without what makes two anchors distinct.
pub(super) fn anchors(blocks: &[Block]) -> HashSet<String> {
    let folded = |block: &Block| match block {
        Block::Heading { text, .. } => Some(text::folded(&text_of(text))).filter(|text| !text.is_empty()),
        _ => None,
    };
    blocks.iter().filter_map(folded).collect()
}

/// The address that a heading as a whole leads to.
fn work_of(inline: &Inline) -> Option<&str> {
    let says = |text: &str| text.replace(IMAGE, "").contains(char::is_alphanumeric);
    let (mark, url) = inline.links().find(|(mark, _)| says(&inline.text[mark.range.clone()]))?;
    let outside = says(&inline.text[..mark.range.start]) || says(&inline.text[mark.range.end..]);
    (!outside && url.contains("://")).then_some(&**url)
}

/// The levels on which headings are titles of papers: three at least, most of which lead to papers, or describe one.
pub(super) fn titled(blocks: &[Block]) -> HashSet<usize> {
    let mut levels = HashSet::new();
    for level in 3..=6 {
        let mut count = [0_usize; 4];
        for (at, block) in blocks.iter().enumerate() {
            let Block::Heading { level: own, text, .. } = block else { continue };
            if *own != level {
                continue;
            }
            let title = text_of(text);
            let url = work_of(text);
            let below = below(&blocks[at..]);
            count[0] += 1;
            count[1] += usize::from(url.is_some());
            count[2] += usize::from(url.is_some_and(|url| is_of_paper("", url)));
            count[3] += usize::from(text::words(&title) >= 3 && describes(below));
        }
        let [all, works, papers, described] = count;
        if works >= 3 && papers * 2 > works
            || described >= 2 && described == all
            || described >= 3 && described * 10 >= all * 6
        {
            levels.insert(level);
        }
    }
    levels
}

/// Whether a heading below the title of the whole list may have papers below it.
pub(super) fn parted(blocks: &[Block]) -> bool {
    let root = root(blocks);
    let part = |block: &Block| match block {
        Block::Heading { level, text, .. } if Some(*level) != root => {
            let title = text_of(text);
            !vocabulary::is_no_papers(&title) && !vocabulary::is_contents(&title)
        }
        _ => false,
    };
    blocks.iter().any(part)
}

/// The level of the first heading, if no other is as high.
pub(super) fn root(blocks: &[Block]) -> Option<usize> {
    let mut levels = blocks.iter().filter_map(|block| match block {
        Block::Heading { level, .. } => Some(*level),
        _ => None,
    });
    let first = levels.next()?;
    let mut others = levels.peekable();
    (others.peek().is_some() && others.all(|level| level > first)).then_some(first)
}

/// The text of a heading, without links to other places of the page and what decorates it.
pub(super) fn text_of(inline: &Inline) -> String {
    let clean = |text: &str| {
        text::line(&text.replace(IMAGE, "")).trim_matches(|c: char| matches!(c, '#' | '*' | ' ')).to_owned()
    };
    // `Surveys [[back to top](#top)]`; a heading may also lead to itself as a whole.
    let mut own = inline.text.clone();
    for mark in inline.marks.iter().rev() {
        if matches!(&mark.kind, MarkKind::Link(url) if url.starts_with('#')) {
            own.replace_range(mark.range.clone(), "");
        }
    }
    let own = clean(&own);
    if !own.contains(char::is_alphanumeric) {
        return clean(&inline.text);
    }
    let mut own = own.as_str();
    while let Some(rest) = ["[]", "()", "|"].iter().find_map(|left| own.strip_suffix(left)) {
        own = rest.trim_end();
    }
    own.to_owned()
}

/// The one year of a heading; what came before a year, or over several, is not of that year.
fn year_of(title: &str) -> Option<Dated> {
    const OPEN: &[&str] = &["before", "after", "since", "until", "till", "prior", "pre", "earlier", "older", "now"];
    let found = dates::find(title);
    let open = vocabulary::plain(title).split(' ').any(|word| OPEN.contains(&word))
        || ["以前", "之前", "以后", "之后", "及"].iter().any(|word| title.contains(word));
    let first = found.first()?;
    (!open && found.iter().all(|other| other.date.year == first.date.year)).then_some(*first)
}

/// Whether a date ends a heading, set apart from it: `Papers of the week - 2024`, `Spring reading (2019)`.
fn ends_with(title: &str, dated: &Dated) -> bool {
    let before = title[..dated.start].trim_end();
    let apart = before.ends_with(['-', '–', '—', '(', '[', ':', ',', '|']);
    apart && title[dated.end..].trim_matches([' ', ')', ']', '.']).is_empty()
}
