//! The initial letters of Chinese characters in Pinyin, from the order in which Unicode's CLDR sorts them.

use std::sync::LazyLock;

use super::sort::Collation;
use crate::paper::is_han;

/// The first character of each initial in the Pinyin order of CLDR. No reading begins with `i`, `u` or `v`.
const FIRST: [(char, char); 23] = [
    ('a', '吖'),
    ('b', '八'),
    ('c', '嚓'),
    ('d', '咑'),
    ('e', '妸'),
    ('f', '发'),
    ('g', '旮'),
    ('h', '铪'),
    ('j', '丌'),
    ('k', '咔'),
    ('l', '垃'),
    ('m', '妈'),
    ('n', '拿'),
    ('o', '噢'),
    ('p', '妑'),
    ('q', '七'),
    ('r', '呥'),
    ('s', '仨'),
    ('t', '他'),
    ('w', '屲'),
    ('x', '夕'),
    ('y', '丫'),
    ('z', '帀'),
];

static COLLATION: LazyLock<Collation> = LazyLock::new(|| Collation::new("zh-u-co-pinyin"));
static KEYS: LazyLock<Vec<(char, Box<[u8]>)>> =
    LazyLock::new(|| FIRST.iter().map(|&(initial, first)| (initial, key(first))).collect());

fn key(c: char) -> Box<[u8]> {
    COLLATION.key(c.encode_utf8(&mut [0; 4]))
}

/// Returns the initial of a Chinese character's most common reading, in lower case. Returns `None` for other characters.
pub fn pinyin_initial(c: char) -> Option<char> {
    if !is_han(c) {
        return None;
    }
    let key = key(c);
    let after = KEYS.partition_point(|(_, first)| **first <= *key);
    KEYS.get(after.checked_sub(1)?).map(|(initial, _)| *initial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_in_order() {
        assert!(KEYS.is_sorted_by(|(_, a), (_, b)| a < b));
        assert!(FIRST.is_sorted_by_key(|(initial, _)| *initial));
    }

    #[test]
    fn surnames_and_words_have_their_initials() {
        #[track_caller]
        fn check(text: &str, expect: &str) {
            assert_eq!(text.chars().filter_map(pinyin_initial).collect::<String>(), expect, "{text}");
        }
        check("李王张刘陈杨赵黄周吴", "lwzlcyzhzw");
        check("徐孙胡朱高林何郭马罗", "xshzglhgml");
        check("梁宋郑谢韩唐冯于董萧", "lszxhtfydx");
        check("程曹袁邓许傅沈彭吕", "ccydxfspl");
        // As a surname it is Zeng; CLDR sorts it by its other reading, céng.
        check("曾", "c");
        check("苏卢蒋蔡贾丁魏薛叶阎", "sljcjdwxyy");
        check("余潘杜戴夏钟汪田任姜", "ypddxzwtrj");
        check("范方石姚谭廖邹熊金陆", "ffsytlzxjl");
        check("郝孔白崔康毛邱秦江史", "hkbckmqqjs");
        check("倪牛欧莫安鄂", "nnomae");
        check("预训练语言模型综述 LLM", "yxlyymxzs");
    }
}
