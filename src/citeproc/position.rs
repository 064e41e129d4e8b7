//! Where each cite is in relation to earlier ones.
//!
//! Source: the CSL specification, "Choose", `position`.

use super::cite::{Cite, Cluster};
use super::element::Position;
use super::state::Place;

/// Where an item was last cited.
#[derive(Clone, Copy)]
enum Seen {
    Never,
    InText,
    InNote(u32),
}

/// What came before among the citations in notes, or among those in the text.
struct Sequence<'a> {
    /// Where each item was last cited.
    seen: Vec<Seen>,
    /// The cluster before, and how many clusters its note has.
    previous: Option<(&'a Cluster, usize)>,
}

/// Finds the place of every cite, by cluster and cite.
pub(super) fn places(clusters: &[Cluster], items: usize, near_distance: usize) -> Vec<Vec<Place>> {
    let mut first_notes = vec![None; items];
    let mut in_notes = Sequence { seen: vec![Seen::Never; items], previous: None };
    let mut in_text = Sequence { seen: vec![Seen::Never; items], previous: None };
    let mut places = Vec::with_capacity(clusters.len());
    for cluster in clusters {
        let sequence = if cluster.note.is_some() { &mut in_notes } else { &mut in_text };
        let mut of_cluster = Vec::with_capacity(cluster.cites.len());
        for (at, cite) in cluster.cites.iter().enumerate() {
            let place = sequence.place(cluster, at, near_distance);
            let first_note = first_notes.get_mut(cite.item).and_then(|first| {
                *first = first.or(cluster.note);
                *first
            });
            of_cluster.push(Place { first_note, ..place });
            if let Some(seen) = sequence.seen.get_mut(cite.item) {
                *seen = cluster.note.map_or(Seen::InText, Seen::InNote);
            }
        }
        places.push(of_cluster);
        let in_note = match sequence.previous {
            Some((before, count)) if before.note == cluster.note && cluster.note.is_some() => count + 1,
            _ => 1,
        };
        sequence.previous = Some((cluster, in_note));
    }
    places
}

impl Sequence<'_> {
    fn place(&self, cluster: &Cluster, at: usize, near_distance: usize) -> Place {
        let cite = &cluster.cites[at];
        if let Some(position) = cite.position {
            return Place { position, ..Place::FIRST };
        }
        if cluster.in_sentence {
            return Place::FIRST;
        }
        let last = self.seen.get(cite.item).copied().unwrap_or(Seen::Never);
        if matches!(last, Seen::Never) {
            return Place::FIRST;
        }
        let before = match at.checked_sub(1) {
            Some(at) => cluster.cites.get(at),
            None => self.only(cluster),
        };
        let before = before.filter(|before| before.item == cite.item);
        let position = before.map_or(Position::Subsequent, |before| ibid(before, cite));
        Place { position, near: is_near(last, cluster.note, near_distance), first_note: None }
    }

    /// The one cite of what came before, unless another note comes between.
    fn only(&self, now: &Cluster) -> Option<&Cite> {
        let (previous, in_note) = self.previous?;
        if let (Some(before), Some(after)) = (previous.note, now.note)
            && (after > before + 1 || after != before && in_note > 1)
        {
            return None;
        }
        match previous.cites.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

fn ibid(before: &Cite, cite: &Cite) -> Position {
    match (&before.locator, &cite.locator) {
        (None, None) => Position::Ibid,
        (Some(_), None) => Position::Subsequent,
        (Some(a), Some(b)) if a == b => Position::Ibid,
        (_, Some(_)) => Position::IbidWithLocator,
    }
}

fn is_near(last: Seen, now: Option<u32>, distance: usize) -> bool {
    match (last, now) {
        (Seen::InNote(last), Some(now)) => {
            usize::try_from(now.saturating_sub(last)).is_ok_and(|apart| apart <= distance)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Position::{First, Ibid, IbidWithLocator, Subsequent};
    use super::*;
    use crate::citeproc::cite::Locator;
    use crate::citeproc::item::Text;

    #[test]
    fn positions_follow_from_the_order() {
        let cite = |item, page: &str| Cite {
            item,
            locator: (!page.is_empty()).then(|| Locator { label: "page".to_owned(), value: Text::plain(page) }),
            ..Cite::default()
        };
        let note = |number, cites: Vec<Cite>| Cluster { note: Some(number), cites, ..Cluster::default() };
        let clusters = [
            note(1, vec![cite(0, "")]),
            note(2, vec![cite(0, "")]),
            note(3, vec![cite(0, "4")]),
            note(4, vec![cite(0, "4")]),
            note(5, vec![cite(0, "")]),
            note(6, vec![cite(1, ""), cite(0, ""), cite(0, "5")]),
            note(7, vec![cite(1, "")]),
            note(30, vec![cite(1, "")]),
        ];
        let found: Vec<_> = places(&clusters, 2, 5).concat().iter().map(|place| (place.position, place.near)).collect();
        let expect = [
            (First, false),
            (Ibid, true),
            (IbidWithLocator, true),
            (Ibid, true),
            (Subsequent, true),
            (First, false),
            (Subsequent, true),
            (IbidWithLocator, true),
            (Subsequent, true),
            (Subsequent, false),
        ];
        assert_eq!(found, expect);
    }
}
