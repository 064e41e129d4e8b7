//! Chinese names in pinyin: surnames and given names of two syllables, to distinguish `Li Chunyuan` from `Chunyuan Li`.

/// The most frequent Chinese surnames, except common given names of other languages.
const SURNAMES: &[&str] = &[
    "bai", "cai", "cao", "chang", "chen", "cheng", "cui", "deng", "ding", "dong", "du", "duan", "fan", "fang", "feng",
    "fu", "gao", "gong", "gu", "guo", "han", "hao", "he", "hou", "hu", "huang", "jia", "jiang", "jin", "kang", "kong",
    "lei", "li", "liang", "liao", "liu", "lu", "luo", "lyu", "ma", "mao", "meng", "pan", "pang", "peng", "qian",
    "qiao", "qin", "qiu", "ren", "shao", "shen", "shi", "song", "su", "sun", "tan", "tang", "tian", "wan", "wang",
    "wei", "wu", "xia", "xiao", "xie", "xiong", "xu", "xue", "yan", "yang", "yao", "ye", "yin", "yuan", "zeng",
    "zhang", "zhao", "zheng", "zhong", "zhou", "zhu", "zou",
];

/// Surnames of two syllables.
const TWO_SYLLABLE_SURNAMES: &[&str] =
    &["dongfang", "huangfu", "linghu", "ouyang", "shangguan", "sima", "situ", "xiahou", "zhuge"];

const INITIALS: &[&str] = &[
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w", "",
];

const FINALS: &[&str] = &[
    "a", "ai", "an", "ang", "ao", "e", "ei", "en", "eng", "er", "i", "ia", "ian", "iang", "iao", "ie", "in", "ing",
    "iong", "iu", "o", "ong", "ou", "u", "ua", "uai", "uan", "uang", "ue", "ui", "un", "uo", "v",
];

/// Returns whether a word is a Chinese surname.
pub(super) fn is_surname(word: &str) -> bool {
    SURNAMES.contains(&word.to_lowercase().as_str())
}

/// Returns whether a word has two syllables, as most given names do, and is not a surname.
pub(super) fn is_given(word: &str) -> bool {
    let word = word.to_lowercase();
    let unhyphenated = word.replacen('-', "", 1);
    let two = unhyphenated.is_ascii()
        && (1..unhyphenated.len()).any(|at| is_syllable(&unhyphenated[..at]) && is_syllable(&unhyphenated[at..]));
    two && !is_syllable(&unhyphenated) && !TWO_SYLLABLE_SURNAMES.contains(&unhyphenated.as_str())
}

/// Returns whether a word is one syllable of pinyin.
pub(super) fn is_syllable(word: &str) -> bool {
    let text = word.to_lowercase();
    let fits = |initial: &&str| text.strip_prefix(*initial).is_some_and(|rest| FINALS.contains(&rest));
    // Syllables without an initial are written with `y` or `w` instead of `i`, `u` or `v`.
    !text.starts_with(['i', 'u', 'v']) && INITIALS.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_have_two_syllables() {
        for given in ["Chunyuan", "Pengcheng", "Jianfeng", "Wei-Lin", "Yizhong"] {
            assert!(is_given(given), "{given}");
        }
        for other in ["Li", "Zhang", "Xian", "Ouyang", "Michel", "Nakamura", "Smith", "评估", ""] {
            assert!(!is_given(other), "{other}");
        }
        assert!(is_surname("Li") && !is_surname("Chunyuan"));
    }
}
