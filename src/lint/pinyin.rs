//! Chinese names in Latin letters: which words are surnames, and which are given names of two syllables.
//!
//! Nothing here reads Chinese; it only tells `Li Chunyuan`, family name first, from `Chunyuan Li`.

/// The surnames borne by most people in China, without those that are usual given names elsewhere.
const SURNAMES: &[&str] = &[
    "bai", "cai", "cao", "chang", "chen", "cheng", "cui", "deng", "ding", "dong", "du", "duan", "fan", "fang", "feng",
    "fu", "gao", "gong", "gu", "guo", "han", "hao", "he", "hou", "hu", "huang", "jia", "jiang", "jin", "kang", "kong",
    "lei", "li", "liang", "liao", "liu", "lu", "luo", "lyu", "ma", "mao", "meng", "pan", "pang", "peng", "qian",
    "qiao", "qin", "qiu", "ren", "shao", "shen", "shi", "song", "su", "sun", "tan", "tang", "tian", "wan", "wang",
    "wei", "wu", "xia", "xiao", "xie", "xiong", "xu", "xue", "yan", "yang", "yao", "ye", "yin", "yuan", "zeng",
    "zhang", "zhao", "zheng", "zhong", "zhou", "zhu", "zou",
];

/// Surnames of two syllables.
const DOUBLE: &[&str] = &["dongfang", "huangfu", "linghu", "ouyang", "shangguan", "sima", "situ", "xiahou", "zhuge"];

const INITIALS: &[&str] = &[
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w", "",
];

const FINALS: &[&str] = &[
    "a", "ai", "an", "ang", "ao", "e", "ei", "en", "eng", "er", "i", "ia", "ian", "iang", "iao", "ie", "in", "ing",
    "iong", "iu", "o", "ong", "ou", "u", "ua", "uai", "uan", "uang", "ue", "ui", "un", "uo", "v",
];

/// Whether a word can only be a surname where the other is a given name.
pub(super) fn is_surname(word: &str) -> bool {
    SURNAMES.contains(&word.to_lowercase().as_str())
}

/// Whether a word is two syllables and no surname, as most given names are.
pub(super) fn is_given(word: &str) -> bool {
    let word = word.to_lowercase();
    let plain = word.replacen('-', "", 1);
    let two = plain.is_ascii() && (1..plain.len()).any(|at| is_syllable(&plain[..at]) && is_syllable(&plain[at..]));
    two && !is_syllable(&plain) && !DOUBLE.contains(&plain.as_str())
}

fn is_syllable(text: &str) -> bool {
    let fits = |initial: &&str| text.strip_prefix(*initial).is_some_and(|rest| FINALS.contains(&rest));
    // What begins with `i`, `u` or `v` would be written with `y` or `w`.
    !text.starts_with(['i', 'u', 'v']) && INITIALS.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_are_two_syllables() {
        for given in ["Chunyuan", "Pengcheng", "Jianfeng", "Wei-Lin", "Yizhong"] {
            assert!(is_given(given), "{given}");
        }
        for other in ["Li", "Zhang", "Xian", "Ouyang", "Michel", "Nakamura", "Smith", "评估", ""] {
            assert!(!is_given(other), "{other}");
        }
        assert!(is_surname("Li") && !is_surname("Chunyuan"));
    }
}
