//! A section of a file between two markers, which is kept in step with the data.

use std::fmt::Write as _;

/// Where the section begins, alone on its line.
pub const BEGIN: &str = "<!-- papers:begin -->";

/// Where it ends.
pub const END: &str = "<!-- papers:end -->";

/// What a file lacks that has no such section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The first marker.
    Begin,
    /// The second, after the first.
    End,
}

/// The file with its section replaced; everything outside it stays, and its line ending too.
///
/// # Errors
/// Which marker is missing.
pub fn update(text: &str, section: &str) -> Result<String, Missing> {
    let from = line(text, 0, BEGIN).ok_or(Missing::Begin)?;
    let to = line(text, from.1, END).ok_or(Missing::End)?;
    let newline = if text[..from.1].ends_with("\r\n") { "\r\n" } else { "\n" };
    let section = section.replace("\r\n", "\n").trim_end_matches('\n').replace('\n', newline);
    let inner = if section.is_empty() { String::new() } else { format!("{newline}{section}{newline}{newline}") };
    Ok(format!("{}{inner}{}", &text[..from.1], &text[to.0..]))
}

/// Where the line starts and ends that holds nothing but a marker.
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

/// The lines that differ: those that are there with `-`, those that belong there with `+`, and where the first stands.
///
/// What is the same before and after is left out.
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
