//! Pictures that stand in no paper: how many a block holds, and the text that is kept of them.

use super::tree::{Node, Piece};
use super::{html, item};
use crate::source::Span;

/// How many pictures a text holds.
pub(super) fn count(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| matches!(piece, Piece::Run(run) if run.image)).count()
}

/// How many pictures a block of text holds.
pub(super) fn within(node: &Node) -> usize {
    match node {
        Node::Para { pieces, .. } | Node::Heading { pieces, .. } => count(pieces),
        _ => 0,
    }
}

/// Whether a text holds pictures and nothing else.
pub(super) fn alone(pieces: &[Piece]) -> bool {
    let nothing = |piece: &Piece| match piece {
        Piece::Run(run) => run.image || run.text.trim().is_empty(),
        Piece::Break => true,
    };
    count(pieces) > 0 && pieces.iter().all(nothing)
}

/// A block of pictures as it stands, those of HTML in Markdown: what shows text from lists shows no HTML of theirs.
pub(super) fn text(file: &str, span: Span) -> String {
    let written = item::dedented(file, span);
    if written.trim_start().starts_with('<') { html::pictures(&written) } else { written }
}
