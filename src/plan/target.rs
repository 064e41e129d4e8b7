//! Links from citations to entries, and relative paths between pages.

use std::borrow::Cow;
use std::path::Path;

use super::{EntryLocation, Plan, anchor, reference_anchor};
use crate::library::Library;
use crate::url;

/// An anchor on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTarget {
    /// The index of the chapter.
    pub chapter: usize,
    /// The anchor.
    pub anchor: String,
}

impl Plan {
    /// The target of a citation of `paper` in `chapter`. In order of preference: a list of the page, the references of the
    /// page, the canonical listing, the references of the book.
    ///
    /// A citation that is a number first leads to the references that have the same number: those of the page, or those of
    /// the book if they are numbered through the book.
    pub fn link_target(&self, library: &Library, chapter: usize, paper: usize) -> Option<LinkTarget> {
        let key = library.papers.key(paper);
        let page = &self.chapters[chapter];
        let here = |anchor: String| LinkTarget { chapter, anchor };
        let there =
            |location: &EntryLocation| LinkTarget { chapter: location.chapter, anchor: location.anchor.clone() };
        let reference = page.referenced.contains(&paper).then(|| here(reference_anchor(key)));
        let of_book = self.book_references.get(&paper).map(there);
        let numbered = || reference.clone().or_else(|| of_book.clone().filter(|_| self.through_book));
        numbered()
            .filter(|_| self.numeric)
            .or_else(|| page.listed.contains(&paper).then(|| here(anchor(key))))
            .or_else(|| reference.clone())
            .or_else(|| self.canonical.get(&paper).map(there))
            .or(of_book)
    }

    /// The link from a chapter's page to a target, or `None` if either chapter has no page.
    pub fn href(&self, from: usize, to: &LinkTarget) -> Option<String> {
        Some([self.page_href(from, to.chapter)?.as_ref(), "#", &to.anchor].concat())
    }

    /// The relative URL from a chapter's page to another's file, also to its own, or `None` if either chapter has no page.
    pub fn file_href(&self, from: usize, to: usize) -> Option<Cow<'_, str>> {
        Some(relative_path(self.chapters[from].html.as_ref()?, self.chapters[to].html.as_ref()?))
    }

    /// The relative URL from a chapter's page to another: empty for the same page, `None` if either chapter has no page.
    pub fn page_href(&self, from: usize, to: usize) -> Option<Cow<'_, str>> {
        if from == to {
            return Some(Cow::Borrowed(""));
        }
        Some(relative_path(self.chapters[from].html.as_ref()?, self.chapters[to].html.as_ref()?))
    }

    /// The link from a chapter's page to the papers with a tag in the list that readers can filter, or `None` if there
    /// is no such list or either chapter has no page.
    pub fn tag_href(&self, from: usize, tag: &str) -> Option<String> {
        let list = self.filter_list?;
        let mut href = self.file_href(from, list.chapter)?.into_owned();
        href.push_str("?papers-tags");
        if list.ordinal > 0 {
            href.push_str(itoa::Buffer::new().format(list.ordinal + 1));
        }
        href.push('=');
        url::encode_query(&tag.split_whitespace().collect::<Vec<_>>().join("-"), &mut href);
        Some(href)
    }

    /// The link from a chapter's page to the canonical entry of a paper, or `None` if it has none or either chapter has
    /// no page.
    pub fn canonical_href(&self, from: usize, paper: usize) -> Option<String> {
        let EntryLocation { chapter, anchor } = self.canonical.get(&paper)?;
        self.href(from, &LinkTarget { chapter: *chapter, anchor: anchor.clone() })
    }

    /// The relative path from one chapter's file to another's, or `None` if they are the same or either has no page.
    pub fn markdown_path(&self, from: usize, to: usize) -> Option<String> {
        let page = |chapter: usize| Some(slashed(self.chapters[chapter].page.as_ref()?));
        if from == to { None } else { Some(relative_path(&page(from)?, &page(to)?).into_owned()) }
    }
}

/// Returns the path of a page as mdBook publishes it, with `/` between folders. A README becomes the index of its folder.
pub(super) fn html(page: &Path) -> String {
    let stem = page.file_stem().unwrap_or_default();
    let stem = if stem.eq_ignore_ascii_case("readme") { "index".into() } else { stem.to_string_lossy() };
    slashed(&page.with_file_name(format!("{stem}.html")))
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The relative path from one page to another.
fn relative_path<'t>(from: &str, to: &'t str) -> Cow<'t, str> {
    let folders = |page: &str| page.rfind('/').map_or(0, |slash| slash + 1);
    let (here, there) = (&from[..folders(from)], &to[..folders(to)]);
    let both = here.split_inclusive('/').zip(there.split_inclusive('/')).take_while(|(a, b)| a == b);
    let shared: usize = both.map(|(a, _)| a.len()).sum();
    match here[shared..].matches('/').count() {
        0 => Cow::Borrowed(&to[shared..]),
        up => Cow::Owned("../".repeat(up) + &to[shared..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::PlannedChapter;
    use std::path::PathBuf;

    #[test]
    fn paths_between_pages_are_relative() {
        #[track_caller]
        fn check(from: &str, to: &str, expect: &str) {
            let chapter = |page: &str| {
                let page = PathBuf::from(page);
                PlannedChapter { html: Some(html(&page)), page: Some(page), ..PlannedChapter::default() }
            };
            let plan = Plan { chapters: vec![chapter(from), chapter(to)], ..Plan::default() };
            let href = plan.href(0, &LinkTarget { chapter: 1, anchor: "papers-a".to_owned() });
            assert_eq!(href.as_deref(), Some(expect), "{from} {to}");
        }
        check("a.md", "b.md", "b.html#papers-a");
        check("a.md", "c/b.md", "c/b.html#papers-a");
        check("c/a.md", "b.md", "../b.html#papers-a");
        check("c/a.md", "c/b.md", "b.html#papers-a");
        check("c/d/a.md", "c/e/b.md", "../e/b.html#papers-a");
        check("c/a.md", "README.md", "../index.html#papers-a");
        check("c/a.md", "c/README.md", "index.html#papers-a");
    }
}
