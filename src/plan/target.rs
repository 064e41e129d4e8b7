//! Where a citation links to, and the way from one page to another.

use std::borrow::Cow;
use std::path::Path;

use super::{Plan, anchor, reference_anchor};
use crate::library::Library;

/// A place on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The chapter it is in.
    pub chapter: usize,
    /// The anchor on its page.
    pub anchor: String,
}

impl Plan {
    /// Where a citation of `paper` in `chapter` links to: the page's own list, the page's own references, the paper's
    /// home, the references of the book.
    pub fn target(&self, library: &Library, chapter: usize, paper: usize) -> Option<Target> {
        let key = library.papers.key(paper);
        let page = &self.chapters[chapter];
        let here = |anchor: String| Some(Target { chapter, anchor });
        if page.listed.contains(&paper) {
            return here(anchor(key));
        }
        if page.referenced.contains(&paper) {
            return here(reference_anchor(key));
        }
        let home = self.canonical.get(&paper).or_else(|| self.book_references.get(&paper))?;
        Some(Target { chapter: home.chapter, anchor: home.anchor.clone() })
    }

    /// The address of a place as a link from a chapter's page has it; none where its chapter has no page.
    pub fn href(&self, from: usize, to: &Target) -> Option<String> {
        Some([self.page_href(from, to.chapter)?.as_ref(), "#", &to.anchor].concat())
    }

    /// The address of a chapter's page as a link from another has it: empty from itself, none where either has no page.
    pub fn page_href(&self, from: usize, to: usize) -> Option<Cow<'_, str>> {
        if from == to {
            return Some(Cow::Borrowed(""));
        }
        Some(way(self.chapters[from].html.as_ref()?, self.chapters[to].html.as_ref()?))
    }

    /// The way from one chapter's Markdown to that of another; none where one has no page, or both are one.
    pub fn markdown_path(&self, from: usize, to: usize) -> Option<String> {
        let page = |chapter: usize| Some(slashed(self.chapters[chapter].page.as_ref()?));
        if from == to { None } else { Some(way(&page(from)?, &page(to)?).into_owned()) }
    }
}

/// A page as mdBook publishes it, with `/` between its folders: a README becomes the index of its folder.
pub(super) fn html(page: &Path) -> String {
    let stem = page.file_stem().unwrap_or_default();
    let stem = if stem.eq_ignore_ascii_case("readme") { "index".into() } else { stem.to_string_lossy() };
    slashed(&page.with_file_name(format!("{stem}.html")))
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The way from one page to another.
fn way<'t>(from: &str, to: &'t str) -> Cow<'t, str> {
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
    fn the_way_between_pages_is_relative() {
        #[track_caller]
        fn check(from: &str, to: &str, expect: &str) {
            let chapter = |page: &str| {
                let page = PathBuf::from(page);
                PlannedChapter { html: Some(html(&page)), page: Some(page), ..PlannedChapter::default() }
            };
            let plan = Plan { chapters: vec![chapter(from), chapter(to)], ..Plan::default() };
            let href = plan.href(0, &Target { chapter: 1, anchor: "papers-a".to_owned() });
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
