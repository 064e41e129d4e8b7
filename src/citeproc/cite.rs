//! What a document cites: clusters of cites, each at one place in the text or in one note.

use super::element::Position;
use super::item::Text;

/// The cites at one place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cluster {
    /// The cites in the order of the source.
    pub cites: Vec<Cite>,
    /// The number of the note that the cluster is in; `None` in the text.
    pub note: Option<u32>,
    /// How the author is set.
    pub mode: ClusterMode,
    /// Whether the citation is part of a sentence of the text, in a style of notes: it has no stop of its own, and names its
    /// works in full unless a cite has a position.
    pub in_sentence: bool,
}

/// How the author of a cluster is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClusterMode {
    /// Within the citation.
    #[default]
    Plain,
    /// The author of the first cite comes before the citation, as part of the sentence.
    Narrative,
}

/// One work in a cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cite {
    /// The place of the work among the items.
    pub item: usize,
    /// The place in the work.
    pub locator: Option<Locator>,
    /// Words before the cite.
    pub prefix: Text,
    /// Words after the cite.
    pub suffix: Text,
    /// Which part is printed.
    pub part: Part,
    /// Where the cite is in relation to earlier ones; `None` finds it out from the order of the clusters.
    pub position: Option<Position>,
}

/// Which part of a cite is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    #[default]
    Whole,
    /// All but the author.
    WithoutAuthor,
    /// The author alone.
    AuthorOnly,
}

/// A place in a work.
#[derive(Clone, Debug, PartialEq)]
pub struct Locator {
    /// The CSL name of its sort, such as `page` or `sub-verbo`.
    pub label: String,
    /// The place itself.
    pub value: Text,
}

impl Cite {
    /// Returns a cite of the item at that place, with nothing else.
    pub fn new(item: usize) -> Self {
        Self { item, ..Self::default() }
    }
}
