//! Superscript characters and the characters that they raise.

use unicode_normalization::UnicodeNormalization;

/// Returns whether a character has a compatibility decomposition of kind `<super>` in Unicode, or looks like one that
/// has.
pub fn is_superscript(c: char) -> bool {
    matches!(c,
        'ª' | '²' | '³' | '¹' | 'º' | '\u{2B0}'..='\u{2B8}' | '\u{2C0}' | '\u{2C1}' | '\u{2E0}'..='\u{2E4}'
        | '\u{6E5}' | '\u{6E6}' | '\u{1D2C}'..='\u{1D2E}' | '\u{1D30}'..='\u{1D3A}' | '\u{1D3C}'..='\u{1D4D}'
        | '\u{1D4F}'..='\u{1D61}' | '\u{2070}' | '\u{2071}' | '\u{2074}'..='\u{207F}' | '\u{2120}' | '\u{2122}'
        | '\u{3192}'..='\u{319F}')
}

/// Returns the characters that superscript characters raise.
pub fn base(text: &str) -> String {
    let base = |c: char| match c {
        '\u{2C0}' => 'ʔ',
        '\u{2C1}' => 'ʕ',
        '\u{6E5}' => 'و',
        '\u{6E6}' => 'ي',
        c => c,
    };
    text.chars().map(base).nfkd().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_superscript_has_a_base() {
        for c in ('\0'..char::MAX).filter(|c| is_superscript(*c)) {
            let base = base(&c.to_string());
            assert!(!base.is_empty() && !base.contains(is_superscript), "{c}");
        }
        assert_eq!(base("ª²ᵃ⁽™ʀ"), "a2a(TMʀ");
    }
}
