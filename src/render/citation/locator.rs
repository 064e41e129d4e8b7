//! Locators in words: `pp. 33–35`, `chap. 2`, and in Chinese `第 33–35 页`.

use crate::citation::Locator;

/// What a label is called: one, several, and in Chinese what stands after the number.
const TERMS: &[(&str, &str, &str, &str)] = &[
    ("appendix", "app.", "apps.", ""),
    ("book", "bk.", "bks.", "卷"),
    ("chapter", "chap.", "chaps.", "章"),
    ("column", "col.", "cols.", "栏"),
    ("equation", "eq.", "eqs.", ""),
    ("figure", "fig.", "figs.", ""),
    ("folio", "fol.", "fols.", "叶"),
    ("issue", "no.", "nos.", "期"),
    ("line", "l.", "ll.", "行"),
    ("note", "n.", "nn.", ""),
    ("opus", "op.", "opp.", ""),
    ("page", "p.", "pp.", "页"),
    ("paragraph", "para.", "paras.", "段"),
    ("part", "pt.", "pts.", "部分"),
    ("section", "sec.", "secs.", "节"),
    ("sub-verbo", "s.v.", "s.vv.", ""),
    ("table", "tbl.", "tbls.", ""),
    ("verse", "v.", "vv.", "节"),
    ("volume", "vol.", "vols.", "卷"),
];

/// In the words of a book in Chinese, or of one in English; Chinese numerals stay among Chinese words.
pub(super) fn words(locator: &Locator, in_chinese: bool) -> String {
    if in_chinese || locator.has_chinese_number() { chinese(locator) } else { english(locator) }
}

/// As English has it; ranges with an en dash.
fn english(locator: &Locator) -> String {
    let several = locator.value.contains(['-', '–', '—', '~', '～', ',', '、', '&', ' ']);
    let term = TERMS.iter().find(|(label, ..)| *label == locator.label);
    let word = term.map_or("", |(_, one, many, _)| if several { many } else { one });
    format!("{word} {}", dashed(&locator.value)).trim_start().to_owned()
}

/// As Chinese has it, where it has a word for it.
fn chinese(locator: &Locator) -> String {
    let term = TERMS.iter().find(|(label, ..)| *label == locator.label);
    match term.map_or("", |(.., chinese)| chinese) {
        "" => match locator.label {
            "figure" => format!("图 {}", dashed(&locator.value)),
            "table" => format!("表 {}", dashed(&locator.value)),
            "equation" => format!("式 {}", dashed(&locator.value)),
            "appendix" => format!("附录 {}", dashed(&locator.value)),
            _ => english(locator),
        },
        word if locator.has_chinese_number() => format!("第{}{word}", locator.value),
        word => format!("第 {} {word}", dashed(&locator.value)),
    }
}

/// As Pandoc reads it again.
pub(super) fn plain(locator: &Locator) -> String {
    let word = TERMS.iter().find(|(label, ..)| *label == locator.label).map_or("", |(_, one, ..)| one);
    format!("{word} {}", locator.value).trim_start().to_owned()
}

/// A hyphen between digits is a range.
fn dashed(value: &str) -> String {
    let mut dashed = String::with_capacity(value.len());
    let mut before = ' ';
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let range = c == '-' && before.is_alphanumeric() && chars.peek().is_some_and(|c| c.is_alphanumeric());
        dashed.push(if range { '–' } else { c });
        before = c;
    }
    dashed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locator_is_said_in_the_language_of_the_book() {
        #[track_caller]
        fn check(label: &'static str, value: &str, in_english: &str, in_chinese: &str) {
            let locator = Locator { label, value: value.to_owned() };
            assert_eq!((words(&locator, false).as_str(), words(&locator, true).as_str()), (in_english, in_chinese));
        }
        check("page", "3", "p. 3", "第 3 页");
        check("page", "33-35", "pp. 33–35", "第 33–35 页");
        check("page", "3, 5", "pp. 3, 5", "第 3, 5 页");
        check("chapter", "2", "chap. 2", "第 2 章");
        check("chapter", "三", "第三章", "第三章");
        check("chapter", "序言", "chap. 序言", "第 序言 章");
        check("sub-verbo", "模型", "s.v. 模型", "s.v. 模型");
        check("figure", "4", "fig. 4", "图 4");
        check("sub-verbo", "LLaMA", "s.v. LLaMA", "s.v. LLaMA");
    }
}
