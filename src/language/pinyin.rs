//! Initials of Chinese text in pinyin, by which readers without a Chinese keyboard find it.

use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec;

// `DISTINCT`, the initials that a character can have; `PLACES`, the place there for each character from `FIRST`, compressed.
include!(concat!(env!("OUT_DIR"), "/initials.rs"));

/// Appends the initials of each run of Chinese characters to `out`.
///
/// A run is followed by the initials of the readings of each character, each with a space before it; runs are separated by
/// a comma: `唐杰, 微调` becomes `唐杰 t j,微调 w dt`. Runs of a single character are omitted, because one letter finds
/// nothing.
pub fn initials(text: &str, out: &mut String) {
    let mut run: Vec<(char, &str)> = Vec::new();
    for c in text.chars().chain(['\0']) {
        let letters = letters(c);
        if !letters.is_empty() {
            run.push((c, letters));
            continue;
        }
        if run.len() > 1 {
            if !out.is_empty() {
                out.push(',');
            }
            out.extend(run.iter().map(|(c, _)| *c));
            for (_, letters) in &run {
                out.push(' ');
                out.push_str(letters);
            }
        }
        run.clear();
    }
}

/// Returns the distinct initials of the readings of a character, sorted; empty if it has none.
fn letters(c: char) -> &'static str {
    static TABLE: OnceLock<Vec<u8>> = OnceLock::new();
    let Some(number) = u32::from(c).checked_sub(u32::from(FIRST)) else { return "" };
    let table = TABLE.get_or_init(|| decompress_to_vec(PLACES).unwrap_or_default());
    let place = table.as_chunks::<2>().0.get(number as usize).map(|bytes| usize::from(u16::from_le_bytes(*bytes)));
    place.and_then(|place| DISTINCT.get(place)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_of_a_character_counts() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            let mut out = String::new();
            initials(text, &mut out);
            assert_eq!(out, expect, "{text}");
        }
        check("唐杰", "唐杰 t j");
        check("指令微调", "指令微调 z l w dt");
        check("清华ABC唐杰：从", "清华 q h,唐杰 t j");
        check("Language models, 中", "");
        check("", "");
    }
}
