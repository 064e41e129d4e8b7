//! Reading lists in the styles that people write them in: each is made of the same papers, and read back.
//!
//! `cargo test --test lists -- --nocapture` prints the figures. A style is a row: what stands before the items of a heading,
//! and an item, in which names in braces stand for what is known of a paper.

#[path = "lists/cases.rs"]
mod cases;
#[path = "lists/invariant.rs"]
mod invariant;
#[path = "lists/own_export.rs"]
mod own_export;

use std::collections::HashSet;
use std::fmt::Write as _;

use mdbook_papers::diagnostic;
use mdbook_papers::format::{self, Format, Reading};
use mdbook_papers::library::{Library, merge};
use mdbook_papers::paper::Paper;
use mdbook_papers::source::Source;

/// Works of many kinds of titles and names, on two shelves.
const PAPERS: &str = include_str!("lists/papers.toml");

/// What lists hold beside their papers, none of which is one.
const TOP: &str = "# Awesome Reading List [![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n\n\
    ![stars](https://img.shields.io/github/stars/a/b) A list of papers, kept by hand.\n\n\
    Maintainers:\n\n- [Ada Lovelace](https://ada.example)\n- [Another list](https://github.com/someone/list)\n\n## News\n\n\
    - [2023/05/01] We added **twelve** papers, see [the page](https://a.example/news).\n\n\
    ## Table of Contents\n\n- [One Shelf](#one-shelf)\n- [Another Shelf](#another-shelf)\n\n";
const END: &str = "## Contributing\n\nSend a pull request in this format:\n\n```\n- **Title** [[pdf](link)]\n```\n\n\
    ## Contributors\n\n- [Ada Lovelace](https://github.com/ada)\n\n## License\n\n[MIT](LICENSE)\n";

struct Style {
    name: &'static str,
    /// What stands under a heading before its items, and after them.
    around: (&'static str, &'static str),
    item: &'static str,
}

const fn style(name: &'static str, item: &'static str) -> Style {
    Style { name, around: ("", ""), item }
}

const fn within(name: &'static str, before: &'static str, item: &'static str, after: &'static str) -> Style {
    Style { name, around: (before, after), item }
}

const STYLES: &[Style] = &[
    style(
        "backticks, authors below",
        "{n}. `{title}` {venue} {year}\n   {authors} [[pdf]({paper})] [[code]({code})]\n\n",
    ),
    style("bold, venue, links below", "{n}. **{title}** {venue} {year}. [paper]({paper})\n    *{authors}*\n"),
    style(
        "bold with stop, one line",
        "- **{title}**. *{authors}*. {venue} {year}. [[pdf]({paper})] [[code]({code})]\n",
    ),
    style("bold link, authors, brackets", "- **[{title}]({paper})** *{authors}* ({venue}, {year})\n"),
    style("link, authors, venue, commas", "- [{title}]({paper}), {authors}, {venue} {year}\n"),
    style("link alone", "- [{title}]({paper})\n"),
    style("link, dash, authors", "- [{title}]({paper}) - {authors} ({year})\n"),
    style("link, venue in brackets, code", "* [{title}]({paper}) ({venue} {year}) [[Code]({code})]\n"),
    style("emoji before the link", "* 📄 [{title}]({paper}) | 💻 [Code]({code}) | {venue} {year}\n"),
    style(
        "emoji labels",
        "- **{title}** ({venue} {year}) [:page_facing_up: Paper]({paper}) [:octocat: Code]({code})\n",
    ),
    style("date first", "- [{year}/05] **{title}** [[pdf]({paper})] [[code]({code})]\n"),
    style(
        "date first, authors below",
        "- [{year}-05] **{title}**\n  - {authors}\n  - [Paper]({paper}) | [Code]({code})\n",
    ),
    style("venue first", "- ({venue} {year}) **{title}** _{authors}_ [[paper]({paper})]\n"),
    style("venue in brackets alone", "* {title} ({venue} {year})\n"),
    style("venue in square brackets alone", "- [{venue}'{yy}] {title} [[code]({code})]\n"),
    style("venue in square brackets", "- [{venue} {year}] {title} [[paper]({paper})][[code]({code})]\n"),
    style("venue glued to the year", "- **{title}**, {venue}{year}. [[pdf]({paper})]\n"),
    style("venue and apostrophe", "- [{title}]({paper}) *{authors}* {venue}'{yy}\n"),
    style("authors first, quoted", "1. {authors}. \"{title}.\" {venue} ({year}). [[pdf]({paper})]\n"),
    style("authors first, curly quotes", "- {authors}, “{title},” in {venue}, {year}. [paper]({paper})\n"),
    style(
        "authors first, year, bold",
        "1. {authors}. {year}. **{title}**. In Proceedings of {venue}. [[paper]({paper})]\n",
    ),
    style("authors first, year in brackets", "- {authors} ({year}). {title}. {venue}. [PDF]({paper})\n"),
    style("turned names", "- {turned}. \"{title}\". {venue}, {year}. [[pdf]({paper})]\n"),
    style("turned names after a bold title", "- **{title}**. {turned}. *{venue}*, {year}. [paper]({paper})\n"),
    style("initials first", "- {initials}: {title}, {venue} {year}. [pdf]({paper})\n"),
    style("et al.", "- **{title}**, {first} et al., {venue} {year} [[pdf]({paper})]\n"),
    style("et al. in brackets", "- [{title}]({paper}) ({family} et al., {year})\n"),
    style("citation as the link", "* {title}. [{family} et al. ({year})]({paper}).\n"),
    style("italic title", "- *{title}*, {authors}, {venue} {year}. [pdf]({paper})\n"),
    style("underlined title", "- <u>{title}</u>. {authors}. {venue} {year}. [[pdf]({paper})]\n"),
    style("plain title, brackets", "- {title} ({year}), {authors} [[pdf]]({paper})\n"),
    style("plain title, semicolon names", "- {title}. {semicolons}. {venue}, {year}. [Link]({paper})\n"),
    style("quoted title", "- \"{title}\", {authors}, {venue} {year} [pdf]({paper})\n"),
    style("bare address", "- {title}. {authors}. {venue} {year}. {paper}\n"),
    style("address in angles", "- **{title}** {venue} {year} <{paper}>\n"),
    style(
        "paragraph and key bullets",
        "**{title}**\n\n- Paper: {paper}\n- Code: {code}\n- Authors: {authors}\n- Year: {year}\n\n",
    ),
    style("paragraphs", "**{title}** \\\n{authors} \\\n*{venue} {year}* [[Paper]({paper})] [[Code]({code})]\n\n"),
    style("paragraph, linked title", "[{title}]({paper})\n\n*{authors}*, {venue} {year}\n\n"),
    style(
        "sub-bullets",
        "- **{title}**\n    - Authors: {authors}\n    - Venue: {venue} {year}\n    - Links: [Paper]({paper}), [Code]({code})\n",
    ),
    style(
        "sub-bullets, linked title",
        "* [{title}]({paper})\n  * {authors}\n  * {venue}, {year}\n  * [code]({code})\n",
    ),
    style("key bullets", "- Title: {title}\n  - Author: {authors}\n  - Paper: {paper}\n  - Code: {code}\n"),
    style("Chinese keys", "- 论文：{title}\n- 作者：{authors}\n- 论文地址：{paper}\n- 代码：{code}\n\n"),
    style("Chinese brackets", "- 【{venue} {year}】{title} [[论文]({paper})] [[代码]({code})]\n"),
    style("Chinese labels", "{n}. **{title}**（{venue} {year}）[论文]({paper})｜[代码]({code})\n"),
    style(
        "badges",
        "- **{title}** {venue} {year} [![arXiv](https://img.shields.io/badge/arXiv-x-b31b1b.svg)]({paper}) [![Star](https://img.shields.io/github/stars/a/b.svg?style=social)]({code})\n",
    ),
    style("venue as a badge", "- [{title}]({paper}) ![](https://img.shields.io/badge/{venue}-{year}-blue)\n"),
    style("task boxes", "- [ ] [{title}]({paper}), {venue} {year}\n"),
    style("numbered link", "{n}. [{title}]({paper}) {venue} {year}. {authors}\n"),
    style("reference links", "- [{title}][{key}], {authors}, {year}\n\n[{key}]: {paper}\n\n"),
    style(
        "details",
        "- **{title}** ({venue} {year}) [[paper]({paper})]\n  <details><summary>Abstract</summary>We study it.</details>\n",
    ),
    style("breaks", "- **{title}**<br>{authors}<br>{venue} {year} [[Paper]({paper})]\n"),
    style(
        "paragraphs of HTML",
        "<p><b>{title}</b><br>{authors}<br>{venue} {year} <a href=\"{paper}\">paper</a> <a href=\"{code}\">code</a></p>\n\n",
    ),
    style("note after a dash", "- [{title}]({paper}) ({year}) - A short word on why it is here.\n"),
    style("bold venue at the end", "- {title} [[paper]({paper})] [[code]({code})] **{venue} {year}**\n"),
    style("code venue", "- [{title}]({paper}) `{venue} {year}` [code]({code})\n"),
    style("star before", "- :star: **{title}** ({authors}, {year}) [pdf]({paper})\n"),
    style("year, colon", "- **{year}**: [{title}]({paper}) ({venue})\n"),
    style("pipes in a bullet", "- {title} | {venue} {year} | [Paper]({paper}) | [Code]({code})\n"),
    style("titles in Chinese brackets", "- 《{title}》，{authors}，{venue} {year}。[PDF]({paper})\n"),
    style(
        "arXiv address as text",
        "- {title}, {authors}, arXiv preprint arXiv:2104.08691 ({year}). [[Paper]({paper})]\n",
    ),
    style(
        "in Proceedings",
        "- {authors}. {title}. In *Proceedings of {venue} {year}*, pages 10-20. [[pdf]({paper})]\n",
    ),
    style("authors in brackets below", "- **{title}**\n  ({authors})\n  [[pdf]({paper})] [[code]({code})]\n"),
    style("links before the title", "- [[pdf]({paper})] [[code]({code})] {title}. {venue} {year}.\n"),
    style("nickname first", "- (Nick) {title}, {venue} {year}, [[paper]({paper})], [[code]({code})]\n"),
    style("venue in italics", "- [{title}]({paper}), *{venue} {year}*. {authors}.\n"),
    style(
        "bold label bullets",
        "- **Paper**: [{title}]({paper})\n  - **Authors**: {authors}\n  - **Venue**: {venue} {year}\n",
    ),
    style("year and venue in bold", "- **[{venue} {year}]** {title}, {first} et al. [[paper]({paper})]\n"),
    style(
        "code in a badge",
        "- **{title}**, *{venue} {year}*. [[paper]]({paper}) [[code]]({code}) ![](https://img.shields.io/github/stars/a/b?style=social)\n",
    ),
    style(
        "blank lines between",
        "* **{title}**\n\n  {authors}\n\n  *{venue} {year}*\n\n  [Paper]({paper}) | [Code]({code})\n\n",
    ),
    style("heading for each", "#### {title}\n\n{authors}, {venue} {year}\n\n[[Paper]({paper})] [[Code]({code})]\n\n"),
    style("heading with a link", "### [{title}]({paper})\n\n*{authors}*\n\n{venue} {year}\n\n"),
    style("heading alone, linked", "#### [{title}]({paper})\n\n{venue} {year}\n\n1. It shows what can be done.\n\n"),
    style("date at the end", "- [{title}]({paper}) - {authors}, arXiv, {year}-03-09\n"),
    style("month and year", "- {title}, {authors}, Mar {year} [[paper]({paper})]\n"),
    style("month in brackets", "- (May {year}) [{title}]({paper})\n"),
    style("arrow", "- {title} → [paper]({paper}), [code]({code}) ({venue}{yy})\n"),
    style("quotes in bold", "- **\"{title}\"**, {venue} {year}, {authors} [[pdf]({paper})]\n"),
    style("affiliations", "- **{title}** (Google, MIT) [{venue} {year}] [[paper]({paper})]\n"),
    style("underlined name", "- <u>Nick</u>: **\"{title}\"**. {authors}. *{venue} {year}*. [[Paper]({paper})]\n"),
    style("Chinese full stops", "- {title}。{authors}。{venue}，{year}。[[论文]({paper})]\n"),
    style("BibTeX names", "- {bibtex}. {title}. {venue}, {year}. [pdf]({paper})\n"),
    style(
        "links in a table below",
        "- **{title}** | {authors} | {venue} {year} | [`Paper`]({paper}) [`Code`]({code})\n",
    ),
    style("venue and year as the link", "- {title} [[{venue}{year}]]({paper}) [[Pytorch]]({code})\n"),
    style("day as the link", "- {title} [[arXiv on 24 May {year}]]({paper}) [[code]]({code})\n"),
    style(
        "venue and year as the link, below",
        "**{title}** <br>\n{authors} <br>\n[{venue} {year}]({paper}) • [Homepage]({code})\n\n",
    ),
    style("venue and year as the link, before", "- [[{venue}{year}]({paper})] {title} [[Project]({code})]\n"),
    style(
        "nickname, quoted title",
        "* **Nick**: \"{title}\", *{venue}, May {year}*. [[Paper]({paper})] [[Pytorch Code]({code})]\n",
    ),
    style("nickname in brackets, quoted title", "* **[Nick]** \"{title}\", *{venue}, {year}*. [[Paper]({paper})]\n"),
    style(
        "nickname in bold brackets",
        "- **[Nick]** {title} | **[{venue}' {yy}]** |[`[pdf]`]({paper}) | [`[code]`]({code})\n\n",
    ),
    style("authors, venue below", "- [{title}]({paper}) [[code]({code})]\n  - {authors}. {venue}, {year}.\n"),
    style(
        "two authors, journal below",
        "- [{title}]({paper})\n  - Ada Lovelace and Alan Turing. Some Journal, {year}.\n",
    ),
    style("venue first, comma", "- {venue} {year}, {title}, [website]({paper}) / [github]({code})\n"),
    style("year and venue first, dash", "* {year}-{venue} - {title}. [[Paper]]({paper})[[Code]]({code})\n\n"),
    style("kind in bold code", "  * ****`PAPER`**** [{title}]({paper})\n"),
    style(
        "heading with a bullet",
        "##### • [{year} {venue}] {title}. [\\[PDF\\]]({paper}) [\\[Code\\]]({code})\n\n_{authors}_\n\n",
    ),
    style(
        "star in the title",
        "{n}. **⭐{title}** {venue}, {year}. [paper]({paper}), [code]({code})\n\n    *{authors}*\n\n",
    ),
    style(
        "strokes, et al. at the end",
        "+ [模型] | [{title}]({paper}) | [笔记]({code}) | 提出了新的方法，效果不错 | {first} et al,{year}\n\n",
    ),
    style(
        "et al. and venue in italics",
        "- [{year}/02] **{title}.** *{first} (A University) et al. {venue}.* [[paper]({paper})]\n",
    ),
    style("in angles, by", "- [Nick] <[{title}]({paper})> by {authors}, {venue} {year}.\n"),
    style("authors first, commas", "  * {authors}, {title}, {venue} {year} [[Paper]]({paper}) [[Code]]({code})\n"),
    style(
        "authors first, et al., commas",
        "- {first}, Ada Lovelace, et al., {title}, {venue} {year} [[Paper]]({paper})\n",
    ),
    style(
        "paragraph and bullets of all kinds",
        "**{title}**\n\n- intro: {venue} {year}. A University\n- keywords: one, another\n- arxiv: <{paper}>\n- github(Keras): <{code}>\n\n",
    ),
    style(
        "raised marks between names",
        "- [**{title}**]({paper}), {venue} {year} <br>\n  {raised} <br>\n  A University\n",
    ),
    style("lines alone", "{title}\n{venue} {year}\n{paper}\n\n"),
    style("a word in Chinese behind", "  * [{title}]({paper})<br>:star:[code]({code})图像融合\n"),
    style("place in the link", "* [[Nick] {title} ({venue} {year})]({paper}) <br />\n"),
    style("bold date, strokes", "- **{year}-06** | {title} | *{authors}* | [{venue}]({paper}) | [code]({code})\n\n"),
    style(
        "numbered in bold",
        "**[{n}]** {bibtex}. \"**{title}**.\" {venue} ({year}). [[pdf]]({paper}) :star::star:\n\n",
    ),
    within(
        "table, a text behind the title",
        "| **Paper**  | **Links** |\n| ------------- | ------------- |\n",
        "| {n}) {title}  It shows what can be done, and for how little. | [Paper]({paper}), [Code]({code}) |\n",
        "\n",
    ),
    within(
        "table in HTML, years that span rows",
        "<table>\n<tr><td>Years</td><td>Title</td><td>Affiliation</td><td>Materials</td></tr>\n\
         <tr><td rowspan=40><a href=\"https://venue.example/2020\">ICML 2020</a></td><td><a href=\"https://venue.example/one\">One More Work of the Same Year</a></td><td>Here</td><td></td></tr>\n",
        "<tr><td><a href=\"{paper}\">{title}</a></td><td>A University</td><td><a href=\"{code}\">code</a></td></tr>\n",
        "</table>\n\n",
    ),
    within(
        "table, authors in the cell",
        "| Paper | Links |\n|---|---|\n",
        "| **{title}** <br> {authors} <br> *{venue} {year}* | [Paper]({paper}) <br> [Code]({code}) |\n",
        "\n",
    ),
    within(
        "table, date first",
        "| Date | Method | Title | Publication | Link |\n|---|---|---|---|---|\n",
        "| {year}.04 | Nick | {title} | {venue} | [paper]({paper}) [code]({code}) |\n",
        "\n",
    ),
    within(
        "table, badges",
        "| Title & Authors | Introduction | Links |\n|:--|:-:|:-:|\n",
        "| [![Star](https://img.shields.io/github/stars/a/b.svg)]({code})<br>**{title}**<br>{authors} | <img src=\"x.png\"> | [Github]({code})<br>[Paper]({paper}) |\n",
        "\n",
    ),
    within(
        "table, name and full name",
        "| Name | Paper | Venue | Code |\n|--|--|--|--|\n",
        "| Nick | [{title}]({paper}) | {venue}'{yy} | [Link]({code}) |\n",
        "\n",
    ),
    within(
        "table in HTML, cells alone",
        "<table>\n<tbody>\n",
        "<tr>\n<td><a href=\"{paper}\"><b>{title}</b></a></td>\n<td>{authors}</td>\n<td>{venue} {year}</td>\n</tr>\n",
        "</tbody>\n</table>\n\n",
    ),
    within("bold sub-shelf", "**Surveys**\n\n", "- [{title}]({paper}), {venue} {year}\n", "\n"),
    within("links nested under a bullet", "- SODA\n", "  * [{title}]({paper})<br>:house:[project]({code})\n", "\n"),
    within("links in lines under a bullet", "- Early work\n\n", "  [{title}]({paper})\n\n", "\n"),
    within(
        "nested under a bullet",
        "- Early work\n",
        "  - **{title}**, {authors}, {venue} {year} [[pdf]({paper})]\n",
        "\n",
    ),
    within(
        "numbered within a quote",
        "> Papers we like.\n\n",
        "{n}. {title}. *{venue}* {year}. [paper]({paper})\n",
        "\n",
    ),
    within(
        "table, five columns",
        "| Year | Title | Venue | Paper | Code |\n|---|---|---|---|---|\n",
        "|{year}|{title}|{venue}|[Link]({paper})|[Code]({code})|\n",
        "\n",
    ),
    within(
        "table, linked titles",
        "| Title | Authors | Venue | Date | Code |\n|:--|:--|:-:|:-:|:-:|\n",
        "| [**{title}**]({paper}) | {authors} | {venue} | {year}-04 | [GitHub]({code}) |\n",
        "\n",
    ),
    within(
        "table, joined heads",
        "| Method | Title | Conferences/Affiliations | Materials |\n|--|--|--|--|\n",
        "| Nick | [{title}]({paper}) | {venue} {year} (A University; A Company) | [code]({code}) |\n",
        "\n",
    ),
    within(
        "table, odd columns",
        "| No. | Paper | Conf | Links | Notes |\n|--|--|--|--|--|\n",
        "| {n} | {title} | {venue} {year} | [pdf]({paper}) / [code]({code}) | - |\n",
        "\n",
    ),
    within(
        "table without heads",
        "| | | |\n|--|--|--|\n",
        "| [{title}]({paper}) | {venue}{yy} | [code]({code}) |\n",
        "\n",
    ),
    within(
        "table in HTML",
        "<table>\n<tr><th>Title</th><th>Venue</th><th>Links</th></tr>\n",
        "<tr><td>{title}</td><td>{venue} {year}</td><td><a href=\"{paper}\">pdf</a> <a href=\"{code}\">code</a></td></tr>\n",
        "</table>\n\n",
    ),
    within(
        "list in HTML",
        "<ul>\n",
        "<li><a href=\"{paper}\">{title}</a>, {authors}, {venue} {year}</li>\n",
        "</ul>\n\n",
    ),
    within(
        "folded",
        "<details open>\n<summary>Papers</summary>\n\n",
        "- **{title}**, {authors}, {venue} {year}. [[pdf]({paper})]\n",
        "\n</details>\n\n",
    ),
    within(
        "Chinese table",
        "| 论文标题 | 会议/期刊 | 时间 | 论文 | 代码 |\n|---|---|---|---|---|\n",
        "| {title} | {venue} | {year} | [链接]({paper}) | [代码]({code}) |\n",
        "\n",
    ),
];

/// How shelves are headed.
const HEADS: &[(&str, &str)] = &[
    ("## ", "\n\n"),
    ("", "\n--------\n\n"),
    ("<h2>", "</h2>\n\n"),
    ("## 📚 ", "\n\n"),
    ("## 2. ", " ##\n\n"),
    ("---\n## ", " [[back to top](#contents)]\n"),
];

fn library() -> Library {
    merge(vec![format::read(&Source::new("papers.toml", PAPERS), Reading::default())]).0
}

/// An item of a list.
fn item(style: &Style, number: usize, paper: &Paper) -> String {
    let year = paper.year().unwrap_or_default().to_string();
    let names = || paper.authors.iter();
    let joined = |name: &dyn Fn(&mdbook_papers::paper::Person) -> String, with: &str| {
        names().map(name).collect::<Vec<_>>().join(with)
    };
    let initial = |person: &mdbook_papers::paper::Person| {
        let given = person.given.as_deref().unwrap_or_default();
        let initials: Vec<_> =
            given.split_whitespace().filter_map(|word| word.chars().next()).map(|c| format!("{c}.")).collect();
        format!("{} {}", initials.join(" "), person.family)
    };
    let turned = |person: &mdbook_papers::paper::Person| {
        let prefix = person.prefix.as_ref().map(|prefix| format!("{prefix} ")).unwrap_or_default();
        let given = person.given.as_ref().map(|given| format!(", {given}")).unwrap_or_default();
        format!("{prefix}{}{given}", person.family)
    };
    let link = |label: &str| paper.links.iter().find(|link| link.label == label).map_or("", |link| &link.url);
    let values: [(&str, String); 16] = [
        ("{bibtex}", joined(&turned, " and ")),
        ("{raised}", joined(&|person| format!("{person}<sup>1</sup>"), " ")),
        ("{n}", number.to_string()),
        ("{key}", paper.key.clone()),
        ("{title}", paper.title.to_string()),
        ("{authors}", joined(&ToString::to_string, ", ")),
        ("{semicolons}", joined(&ToString::to_string, "; ")),
        ("{initials}", joined(&initial, ", ")),
        ("{turned}", joined(&turned, ", ")),
        ("{first}", paper.authors[0].to_string()),
        ("{family}", paper.authors[0].family.clone()),
        ("{venue}", paper.venue.clone().unwrap_or_default()),
        ("{yy}", year[2..].to_owned()),
        ("{year}", year.clone()),
        ("{paper}", link("paper").to_owned()),
        ("{code}", link("code").to_owned()),
    ];
    values.iter().fold(style.item.to_owned(), |text, (name, value)| text.replace(name, value))
}

fn list(style: &Style, head: (&str, &str), library: &Library) -> String {
    let mut text = TOP.to_owned();
    for (nth, category) in library.categories.iter().enumerate() {
        let _ = write!(text, "{}{}{}{}", head.0, category.title, head.1, style.around.0);
        for (number, &paper) in library.category_papers(nth).iter().enumerate() {
            text.push_str(&item(style, number + 1, &library.papers[paper]));
        }
        text.push_str(style.around.1);
        text.push('\n');
    }
    text + END
}

/// Letters and digits alone.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Right ones and all, of one figure.
#[derive(Default, Clone, Copy)]
struct Share(usize, usize);

impl Share {
    fn take(&mut self, right: bool) -> bool {
        self.0 += usize::from(right);
        self.1 += 1;
        right
    }

    /// None where a style does not have the field.
    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
    fn percent(self) -> Option<f64> {
        (self.1 > 0).then(|| 100.0 * self.0 as f64 / self.1 as f64)
    }
}

/// The mean of the styles that have a figure at all.
#[expect(clippy::cast_precision_loss, reason = "there are a few hundred")]
fn mean(figures: &[f64]) -> Option<f64> {
    (!figures.is_empty()).then(|| figures.iter().sum::<f64>() / figures.len() as f64)
}

fn shown(figure: Option<f64>) -> String {
    figure.map_or_else(|| format!("{:>10}", "-"), |figure| format!("{figure:>10.1}"))
}

const FIGURES: [(&str, f64); 6] =
    [("title", 97.0), ("precision", 95.0), ("link", 97.0), ("author", 90.0), ("year", 93.0), ("category", 93.0)];

/// Reads a list back; the figures, and what is wrong.
fn score(style: &Style, text: &str, library: &Library) -> ([Share; 6], Vec<String>) {
    let read = format::read_as(Format::Markdown, &Source::new("README.md", text), Reading::default());
    let (got, _) = merge(vec![read]);
    let mut shares = [Share::default(); 6];
    let mut wrong = Vec::new();
    let known: HashSet<_> = library.papers.iter().map(|paper| folded(&paper.title)).collect();
    for paper in got.papers.iter() {
        if !shares[1].take(known.contains(&folded(&paper.title))) {
            wrong.push(format!("no paper: {}", paper.title));
        }
    }
    let says = |name: &str| style.item.contains(name);
    for paper in library.papers.iter() {
        let found = got.papers.iter().find(|other| folded(&other.title) == folded(&paper.title));
        if !shares[0].take(found.is_some()) {
            wrong.push(format!("missing: {}", paper.title));
        }
        let Some(found) = found else { continue };
        for label in ["paper", "code"].into_iter().filter(|label| says(&format!("{{{label}}}"))) {
            for link in paper.links.iter().filter(|link| link.label == label) {
                if !shares[2].take(found.links.iter().any(|other| other.url == link.url)) {
                    wrong.push(format!("link {} of {}", link.url, paper.title));
                }
            }
        }
        let all = ["{authors}", "{semicolons}", "{turned}", "{bibtex}", "{raised}"].iter().any(|name| says(name));
        let families = says("{initials}");
        let first = says("{first}") || says("{family}");
        if all || families || first {
            let name = |person: &mdbook_papers::paper::Person| {
                folded(&if all { person.to_string() } else { person.family.clone() })
            };
            let right = found.authors.first().map(name) == paper.authors.first().map(name)
                && (first || found.authors.last().map(name) == paper.authors.last().map(name));
            if !shares[3].take(right) {
                let names: Vec<_> = found.authors.iter().map(ToString::to_string).collect();
                wrong.push(format!("authors {names:?} of {}", paper.title));
            }
        }
        if (says("{year}") || says("{yy}")) && !shares[4].take(found.year() == paper.year()) {
            wrong.push(format!("year {:?} of {}", found.year(), paper.title));
        }
        let title = |library: &Library, paper: &Paper| {
            paper
                .categories
                .iter()
                .map(|id| folded(&library.categories[library.category(id).unwrap_or(0)].title))
                .next()
        };
        let (own, want) = (title(&got, found), title(library, paper));
        let own = own.map(|own| own.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned());
        if !shares[5].take(own == want) {
            wrong.push(format!("category {own:?} of {}", paper.title));
        }
    }
    (shares, wrong)
}

#[test]
fn lists_of_every_style_are_read() {
    let library = library();
    let mut told = String::new();
    let mut columns = [const { Vec::new() }; 6];
    let _ = writeln!(told, "{:34}{}", "", FIGURES.map(|(name, _)| format!("{name:>10}")).concat());
    let mut below = Vec::new();
    for (nth, style) in STYLES.iter().enumerate() {
        let text = list(style, HEADS[nth % HEADS.len()], &library);
        let (shares, wrong) = score(style, &text, &library);
        let percents = shares.map(Share::percent);
        let _ = writeln!(told, "{:34}{}", style.name, percents.map(shown).concat());
        for line in wrong.iter().take(6) {
            let _ = writeln!(told, "    {line}");
        }
        for (column, percent) in columns.iter_mut().zip(percents) {
            column.extend(percent);
        }
        if percents[0].is_none_or(|titles| titles < 90.0) {
            below.push(style.name);
        }
    }
    let means = columns.map(|column| mean(&column));
    let _ = writeln!(told, "{:34}{}", "mean", means.map(shown).concat());
    println!("{told}");
    assert!(below.is_empty(), "{below:?} are below 90");
    for ((name, least), mean) in FIGURES.iter().zip(means) {
        assert!(mean.is_some_and(|mean| mean >= *least), "{name} is{}", shown(mean));
    }
}

#[test]
fn what_is_no_paper_is_kept_and_reported() {
    let source = Source::new("kept.md", include_str!("lists/kept.md"));
    let read = format::read(&source, Reading::default());
    let mut told = String::new();
    let mut found = read.diagnostics.clone();
    diagnostic::sort(&mut found);
    for found in &found {
        let _ = writeln!(told, "{}", diagnostic::concise::render(found));
    }
    for entry in &read.entries {
        let paper = entry.paper();
        let links: Vec<_> = paper.links.iter().map(|link| link.url.as_str()).collect();
        let _ = writeln!(told, "\npaper {}: {}", paper.title, links.join(" "));
    }
    for category in &read.categories {
        let intro = category.intro.as_deref().unwrap_or_default();
        let _ = writeln!(told, "\ncategory {}\n{intro}", category.title);
    }
    for prose in &read.prose {
        let _ = writeln!(told, "\nprose\n{}", prose.text);
    }
    assert_eq!(told, include_str!("lists/kept.txt"));
}
