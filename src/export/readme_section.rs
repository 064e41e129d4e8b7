//! Updates the section of a file between two markers.

use std::fmt::Write as _;

/// The line before the section.
pub const BEGIN: &str = "<!-- papers:begin -->";

/// The line after the section.
pub const END: &str = "<!-- papers:end -->";

/// The marker that is missing from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// [`BEGIN`] is missing.
    Begin,
    /// [`END`] is missing after [`BEGIN`].
    End,
}

/// Returns the file with its section replaced. The rest and the line endings are unchanged.
///
/// # Errors
/// The missing marker.
pub fn update(text: &str, section: &str) -> Result<String, Missing> {
    let from = line(text, 0, BEGIN).ok_or(Missing::Begin)?;
    let to = line(text, from.1, END).ok_or(Missing::End)?;
    let newline = if text[..from.1].ends_with("\r\n") { "\r\n" } else { "\n" };
    let section = section.replace("\r\n", "\n").trim_end_matches('\n').replace('\n', newline);
    let inner = if section.is_empty() { String::new() } else { format!("{newline}{section}{newline}{newline}") };
    Ok(format!("{}{inner}{}", &text[..from.1], &text[to.0..]))
}

/// Returns the span of the line that holds only a marker.
fn line(text: &str, from: usize, marker: &str) -> Option<(usize, usize)> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if line.trim() == marker {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Returns the number of the first line that differs and the differing lines, old ones with `-` and new ones with `+`.
///
/// Equal lines before and after are omitted.
pub fn difference(old: &str, new: &str) -> Option<(usize, String)> {
    if old == new {
        return None;
    }
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[same..].iter().rev().zip(new[same..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut out = String::new();
    for line in &old[same..old.len() - rest] {
        let _ = writeln!(out, "-{line}");
    }
    for line in &new[same..new.len() - rest] {
        let _ = writeln!(out, "+{line}");
    }
    Some((same + 1, out))
}
