//! Requirements for every tutorial of this book. `tests/tutorials/run_python.py` runs their programs.

#![expect(clippy::unwrap_used, reason = "a read error fails the test")]

use toml::{Table, Value};

const FIGURES: &str = include_str!("tutorials/figures.toml");
const SUMMARY: &str = include_str!("../book/SUMMARY.md");
const FRONT_PAGE: &str = include_str!("../book/README.md");

const TUTORIALS: [(&str, &str); 8] = [
    ("base-models", include_str!("../book/tutorials/base-models.md")),
    ("instruction-tuning", include_str!("../book/tutorials/instruction-tuning.md")),
    ("reinforcement-learning", include_str!("../book/tutorials/reinforcement-learning.md")),
    ("peft", include_str!("../book/tutorials/peft.md")),
    ("evaluation", include_str!("../book/tutorials/evaluation.md")),
    ("training-techniques", include_str!("../book/tutorials/training-techniques.md")),
    ("inference", include_str!("../book/tutorials/inference.md")),
    ("model-explanation", include_str!("../book/tutorials/model-explanation.md")),
];

/// Asserts that a fact is true of every tutorial.
#[track_caller]
fn assert_all(fact: impl Fn(&str) -> bool) {
    let failing: Vec<_> = TUTORIALS.iter().filter(|(_, page)| !fact(page)).map(|(name, _)| *name).collect();
    assert!(failing.is_empty(), "{failing:?}");
}

fn figures() -> Vec<(String, String, String)> {
    let pages: Table = FIGURES.parse().unwrap();
    let rows = pages.iter().flat_map(|(page, rows)| rows.as_table().unwrap().iter().map(move |row| (page, row)));
    let of = |value: &Value, at: usize| value.as_array().unwrap()[at].as_str().unwrap().to_owned();
    rows.map(|(page, (words, value))| {
        assert!(!of(value, 1).is_empty(), "{words} has no source");
        (page.clone(), words.clone(), of(value, 0))
    })
    .collect()
}

#[test]
fn every_checked_figure_is_printed_and_its_source_is_cited() {
    let mut missing = Vec::new();
    for (name, words, key) in figures() {
        let page = TUTORIALS.iter().find(|(of, _)| *of == name).unwrap().1;
        let normalized = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !normalized(page).contains(&normalized(&words)) || !page.contains(&format!("@{key}")) {
            missing.push(format!("{name}: {words} ({key})"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_tutorial_has_checked_figures() {
    let figures = figures();
    let of = |name: &str| figures.iter().filter(|(page, ..)| page == name).count();
    let few: Vec<_> = TUTORIALS.iter().map(|(name, _)| (name, of(name))).filter(|(_, count)| *count < 5).collect();
    assert!(few.is_empty(), "{few:?}");
}

#[test]
fn every_tutorial_is_in_the_summary_and_on_the_front_page() {
    for (name, _) in TUTORIALS {
        let link = format!("(tutorials/{name}.md)");
        assert!(SUMMARY.contains(&link) && FRONT_PAGE.contains(&link), "{name}");
    }
}

/// The length includes programs and their output.
#[test]
fn every_tutorial_has_a_suitable_length() {
    assert_all(|page| (1_500..=6_200).contains(&page.split_whitespace().count()));
}

#[test]
fn every_tutorial_opens_with_a_chinese_summary_that_links_to_the_glossary() {
    assert_all(|page| {
        let summary = page.split("\n<div lang=\"zh\">\n\n**中文摘要。** ").nth(1).unwrap_or_default();
        let summary = summary.split("\n\n</div>\n").next().unwrap_or_default();
        let characters = summary.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
        let opens = page.find("中文摘要").is_some_and(|at| page[..at].lines().count() <= 5);
        opens && (200..=300).contains(&characters) && summary.contains("(../glossary.md)")
    });
}

#[test]
fn every_drawing_has_a_title_and_the_text_color() {
    assert_all(|page| {
        let drawings: Vec<_> = page.split("<svg ").skip(1).map(|rest| rest.split_once("</svg>").unwrap().0).collect();
        let fits = |drawing: &str| {
            let attributes = drawing.split_once('>').unwrap().0;
            let named = drawing.contains("<title id=") && attributes.contains("aria-labelledby=");
            let plain = !drawing.contains('#')
                || drawing.split('#').skip(1).all(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
            attributes.contains("role=\"img\"")
                && named
                && plain
                && drawing.contains("currentColor")
                && !drawing.contains("\n\n")
        };
        !drawings.is_empty() && drawings.into_iter().all(fits)
    });
}

/// A page is 350 pixels wide on a phone with 390.
#[test]
fn every_drawing_fits_a_narrow_screen() {
    assert_all(|page| {
        page.split("<svg ").skip(1).all(|drawing| {
            let attributes = drawing.split_once('>').unwrap().0;
            let view_box = attributes.split("viewBox=\"").nth(1).unwrap().split_once('"').unwrap().0;
            let width: f64 = view_box.split(' ').nth(2).unwrap().parse().unwrap();
            width <= 344.0 && !attributes.contains("min-width")
        })
    });
}

#[test]
fn every_tutorial_has_exercises_with_collapsed_answers() {
    assert_all(|page| {
        let exercises = page.split("## Exercises").nth(1).unwrap_or_default();
        let answers = exercises.matches("<details>\n<summary>Answer</summary>\n\n").count();
        answers >= 4
            && answers == exercises.matches("\n</details>").count()
            && answers == exercises.matches("\n**").count()
    });
}

/// A citation at the start of a line followed by a colon would be a link definition.
#[test]
fn no_citation_becomes_a_link_definition() {
    assert_all(|page| !page.lines().any(|line| line.starts_with("[@") && line.contains("]: ")));
}

#[test]
fn every_tutorial_has_a_listing_common_mistakes_and_further_reading() {
    assert_all(|page| {
        ["## Common mistakes", "## The papers\n", "<<#papers ", "## Further reading\n", " tag="]
            .iter()
            .all(|part| page.contains(part))
    });
}
