//! One row for each way of writing that readers of lists get wrong: an item, and the records that it is read as.

use std::fmt::Write as _;

use mdbook_papers::format::{self, Format, Reading};
use mdbook_papers::paper::Paper;
use mdbook_papers::source::Source;

/// A paper on one line: the fields that it has.
fn shown(paper: &Paper, categories: &[String]) -> String {
    let mut out = format!("{} `{}`", paper.kind, paper.title);
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let _ = write!(out, "; {name} {value}");
        }
    };
    field("short", paper.short.clone());
    let others = paper.authors.others.then(|| "others".to_owned());
    field("by", Some(paper.authors.iter().map(ToString::to_string).chain(others).collect::<Vec<_>>().join(", ")));
    field("in", paper.venue.clone());
    field("as", paper.venue_note.clone());
    field("volume", paper.volume.clone());
    field("pages", paper.pages.clone());
    field("on", paper.date.as_ref().map(ToString::to_string));
    field("doi", paper.doi.clone());
    field("arxiv", paper.arxiv.clone());
    field("links", Some(paper.links.iter().map(|link| link.label.clone()).collect::<Vec<_>>().join(", ")));
    field("tags", Some(paper.tags.join(", ")));
    field("status", paper.status.map(|status| status.as_str().to_owned()));
    field("abstract", paper.abstract_text.clone());
    field("note", paper.note.clone());
    field("under", Some(categories.iter().filter(|id| *id != "a").cloned().collect::<Vec<_>>().join(", ")));
    out
}

const CASES: &[(&str, &str, &[&str])] = &[
    (
        "names of emoji are skipped",
        "* [Reading Far](https://a.example/1.pdf)<br>:star:[code](https://a.example/c):house:[project](https://a.example/p)\n",
        &["article `Reading Far`; links link, code, project"],
    ),
    (
        "author, venue and links in one bracket",
        "[Rows of Words](https://a.example/1.pdf) (Ann B. Low, ACL 2016, [code](https://a.example/c), [note](https://a.example/n))\n",
        &["article `Rows of Words`; by Ann B. Low; in ACL; on 2016; links link, code, note"],
    ),
    (
        "GB/T 7714",
        "- Low A, Chu B C, et al. [Faces in Snow](https://a.example/1.pdf)[C]//Proceedings of the IEEE Conference on Computer Vision. 2016: 1-9.\n- 【Acme】Ann Low, Bo Chu .[Faces in Fog](https://arxiv.org/pdf/1905.00002) .[J] arXiv preprint arXiv:1905.00002.\n",
        &[
            "article `Faces in Snow`; by A Low, B C Chu, others; in Proceedings of the IEEE Conference on Computer Vision; pages 1-9; on 2016; links link",
            "article `Faces in Fog`; short Acme; by Ann Low, Bo Chu; in arXiv; arxiv 1905.00002; links link",
        ],
    ),
    (
        "labels over papers are categories",
        "* 视频\n  * [Making Clips Small](https://arxiv.org/abs/2103.00001)\n- **CCS 2024**\n  - [Boxes of Sand](https://a.example/3)\n",
        &[
            "article `Making Clips Small`; arxiv 2103.00001; links link; under a/视频",
            "article `Boxes of Sand`; in CCS; on 2024; links link",
        ],
    ),
    (
        "places before titles",
        "- [2019 - Sand Boxes: Testing at Night](https://a.example/1.pdf) ✓\n- [[DSN][WWW 19][Acme] Graphs of Sessions for Clicks](https://a.example/2)\n- 22-NSDI-Fast Heaps for Slow Wires\n",
        &[
            "article `Sand Boxes: Testing at Night`; on 2019; links link; note ✓",
            "article `Graphs of Sessions for Clicks`; short DSN; in WWW; on 2019; links link; note [Acme]",
            "article `Fast Heaps for Slow Wires`; in NSDI; on 2022",
        ],
    ),
    (
        "a label in double brackets is no title",
        "- [[ICML](https://arxiv.org/abs/2306.00001)] Rounding Well [[code](https://a.example/c)]\n- [[COLD CHIPS](https://a.example/2.pdf)] Rounding in Memory. [**`hw`**]\n",
        &[
            "article `Rounding Well`; in ICML; arxiv 2306.00001; links ICML, code",
            "article `Rounding in Memory`; links COLD CHIPS; tags hw",
        ],
    ),
    (
        "initials keep their full stops",
        "- Low, A., Chu, B. C.,\n*[Seeing Rain](https://a.example/1)*,\nEuropean Conf. Computer Vision (ECCV), 2020. [PDF](https://a.example/1.pdf)\n",
        &[
            "article `Seeing Rain`; by A. Low, B. C. Chu; in European Conf. Computer Vision (ECCV); on 2020; links link, PDF",
        ],
    ),
    (
        "headings that are papers",
        "### A Survey of Sand Boxes (CCS 2022)\n\n* [Paper](https://a.example/1.pdf)\n\n**Abstract:** Boxes are full of sand.\n\n### A Survey of Tin Boxes\n\n* [Paper](https://a.example/2.pdf)\n\n**Abstract:** Boxes are made of tin.\n",
        &[
            "article `A Survey of Sand Boxes`; in CCS; on 2022; links Paper; abstract Boxes are full of sand.",
            "article `A Survey of Tin Boxes`; links Paper; abstract Boxes are made of tin.",
        ],
    ),
    (
        "institutions are no publishers, keys are tags",
        "- [Agents at Desks](https://arxiv.org/abs/2601.00001)\n    - Ann Low, Bo Chu\n    - 🏛️ Institutions: Acme Lab, Unknown\n    - 📅 Date: July 24, 2026\n    - 🔑 Key: [agents], [memory]\n",
        &[
            "article `Agents at Desks`; by Ann Low, Bo Chu; on 2026-07-24; arxiv 2601.00001; links link; tags agents, memory; note - 🏛️ Institutions: Acme Lab, Unknown",
        ],
    ),
    (
        "a venue with volume and pages beside unknown labels",
        "- Low, A., Chu, B.,\n*[Two Ears](https://a.example/2)*,\nFront. Neurosci. (2016), 10:496. [Video pitch](https://a.example/v), [Suppl. Mat.](https://a.example/s)\n",
        &[
            "article `Two Ears`; by A. Low, B. Chu; in Front. Neurosci.; volume 10; pages 496; on 2016; links link, Video pitch, Suppl. Mat.",
        ],
    ),
    (
        "prose stays as it was written",
        "* [Trees in Files](https://a.example/t.pdf) (1999): A short paper. It shows a tree, e.g. a B-tree. See the [talk](https://a.example/talk) too. Worth it.[1]\n",
        &[
            "article `Trees in Files`; on 1999; links link; note A short paper. It shows a tree, e.g. a B-tree. See the [talk](https://a.example/talk) too. Worth it.[1]",
        ],
    ),
    (
        "addresses of publishers are papers",
        "- [Finding Bugs in Drivers](https://ieeexplore.ieee.org/abstract/document/1234567)\n- [A Page on Bugs](https://a.example/bugs)\n",
        &["article `Finding Bugs in Drivers`; links link", "webpage `A Page on Bugs`; links link"],
    ),
    (
        "papers under a paper",
        "1. **The First Loop. [Low (1970)](https://a.example/1.pdf).**\n    * Teaching a Wheel. [Chu (1952)](https://a.example/2.pdf).\n",
        &[
            "article `The First Loop`; by Low; on 1970; links link",
            "article `Teaching a Wheel`; by Chu; on 1952; links link",
        ],
    ),
    (
        "items without link and year among papers",
        "- **Cores That Sleep** ASPLOS 2020\n- Query Plans as Forests (TKDE)\n- Host Traffic Under Stress\n",
        &[
            "article `Cores That Sleep`; in ASPLOS; on 2020",
            "article `Query Plans as Forests`; in TKDE",
            "article `Host Traffic Under Stress`",
        ],
    ),
    (
        "tables in Chinese",
        "| 年份 | 名字 | 简介 |\n|---|---|---|\n| 2012 | [AlexNet](https://a.example/a.pdf) | 奠基作 |\n| 2014 | [VGG](https://arxiv.org/pdf/1409.00001) | 卷积 |\n\n| 日期 | 标题 | 时长 |\n|---|---|---|\n| 1/11/23 | [CLIP](https://arxiv.org/abs/2103.00003) 精读 | 51:15 |\n",
        &[
            "article `AlexNet`; on 2012; links link; note 奠基作",
            "article `VGG`; on 2014; links link; note 卷积",
            "article `CLIP 精读`; on 2023-01-11; arxiv 2103.00003; links link; note 51:15",
        ],
    ),
    (
        "words in italics behind links are no authors",
        "- [2024/10] **Coding Colors in Few Bits** [[paper](https://arxiv.org/abs/2410.00001)] *BitNet, Multi-Scale Coding*\n",
        &[
            "article `Coding Colors in Few Bits`; on 2024-10; arxiv 2410.00001; links paper; note *BitNet, Multi-Scale Coding*",
        ],
    ),
    (
        "by in a title",
        "- Learning to Run by Watching Many Cats [[arXiv](https://arxiv.org/abs/1606.00001)]\n- Faster Trees by Random Cuts (ICML 2016)\n",
        &[
            "article `Learning to Run by Watching Many Cats`; in arXiv; arxiv 1606.00001; links arXiv",
            "article `Faster Trees by Random Cuts`; in ICML; on 2016",
        ],
    ),
    (
        "a middle initial before the venue",
        "* [Running by Looking](https://a.example/1), by Ann Low, Bo C. Chu and Di E. Fox, ICLR 2018.\n",
        &["article `Running by Looking`; by Ann Low, Bo C. Chu, Di E. Fox; in ICLR; on 2018; links link"],
    ),
    (
        "two papers in one item",
        "* [Large Files](https://a.example/a.pdf) (2003) and [Large Tables](https://a.example/b.pdf) (2006): Two systems.\n",
        &[
            "article `Large Files`; on 2003; links link",
            "article `Large Tables`; on 2006; links link; note Two systems.",
        ],
    ),
    (
        "bold over two lines in HTML",
        "<b>Making Walls and Doors\nwith True Depth (2018)</b> [[Paper]](https://arxiv.org/pdf/1704.00001.pdf)\n",
        &["article `Making Walls and Doors with True Depth`; on 2018; arxiv 1704.00001; links Paper"],
    ),
    (
        "code in HTML is kept whole",
        "**BitBench: Measuring Words** [**[Paper](https://arxiv.org/abs/2301.00001)**]\n\nAnn Low, [Bo Chu](https://a.example/bo), Di Fox.\n\n<details><summary>Bibtex</summary><pre><code>@inproceedings{low,\n  year={2023}\n}\n</code></pre></details>\n",
        &["article `BitBench: Measuring Words`; by Ann Low, Bo Chu, Di Fox; arxiv 2301.00001; links Paper, Bo Chu"],
    ),
    (
        "a bullet that is one link",
        "- **Leiden Again (ASONAM 2019)**\n  - Ann Low and Bo Chu\n  - [[Python Reference]](https://github.com/a/b)\n",
        &["article `Leiden Again`; by Ann Low, Bo Chu; in ASONAM; on 2019; links Python Reference"],
    ),
    (
        "venue notes and remarks before titles",
        "* \"Tracking Balls\" CVPR (Oral). [[Paper](https://a.example/2)]\n* Bonus: [Modeling Games](https://a.example/5.pdf);\n  Ann Low, Bo Chu (2017)\n",
        &[
            "article `Tracking Balls`; in CVPR; as Oral; links Paper",
            "article `Modeling Games`; by Ann Low, Bo Chu; on 2017; links link; note Bonus",
        ],
    ),
    (
        "identifiers in plain text",
        "- **A Title of Trees**. Ann Low. ICLR 2022. doi:10.1145/3530811\n- Low and Chu, *Snakes: Linear-Time Modeling*, 2023, arXiv:2312.00752\n",
        &[
            "article `A Title of Trees`; by Ann Low; in ICLR; on 2022; doi 10.1145/3530811",
            "article `Snakes: Linear-Time Modeling`; by Low, Chu; on 2023; arxiv 2312.00752",
        ],
    ),
    (
        "a heading that is a link",
        "### [Flash Reading](https://arxiv.org/abs/2205.14135)\n\nLow et al., NeurIPS 2022. Fast.\n",
        &["article `Flash Reading`; by Low, others; in NeurIPS; on 2022; arxiv 2205.14135; links link; note Fast."],
    ),
    (
        "a nickname, its venue, and a title in italics",
        "- **ColBERT** (SIGIR 2020): *A Long Title of Search* [PDF](https://a.example/x.pdf)\n",
        &["article `A Long Title of Search`; short ColBERT; in SIGIR; on 2020; links PDF"],
    ),
    (
        "text before a linked title",
        "**2024-03-02** read [Self-RAG](https://arxiv.org/abs/2310.11511) (ICLR 2024 oral): nice idea.\n",
        &["article `Self-RAG`; in ICLR; as oral; on 2024-03-02; arxiv 2310.11511; links link; note read\nnice idea."],
    ),
    (
        "authors first",
        "- Ann Low, Bo Chu. *Modeling Long Rows*. ICLR 2022. [pdf](https://a.example/x.pdf)\n- Ann Low, Bo Chu. Efficiently Modeling Longer Rows. ICLR 2022. [pdf](https://a.example/y.pdf)\n- A. Low, B. Chu, C. Ré. *Modeling the Longest Rows*. ICLR 2022.\n",
        &[
            "article `Modeling Long Rows`; by Ann Low, Bo Chu; in ICLR; on 2022; links pdf",
            "article `Efficiently Modeling Longer Rows`; by Ann Low, Bo Chu; in ICLR; on 2022; links pdf",
            "article `Modeling the Longest Rows`; by A. Low, B. Chu, C. Ré; in ICLR; on 2022",
        ],
    ),
    (
        "a citation in brackets",
        "- **Lost in the Woods** (Low et al., TACL 2024) [arxiv](https://arxiv.org/abs/2307.03172)\n- **Lost at Sea** (no link) 2020\n",
        &[
            "article `Lost in the Woods`; by Low, others; in TACL; on 2024; arxiv 2307.03172; links arxiv",
            "article `Lost at Sea`; on 2020; note (no link)",
        ],
    ),
    (
        "what follows a mark of GB/T 7714 is a venue, in lower case too",
        "- Low A, Chu B, et al. [Faces in Rain](https://a.example/1.pdf)[C]//Proceedings of the international conference on weather. 2015: 82-90.\n- 【Hail】【Fast marks】Ann Low, Bo Chu, Di Fox .[Faces in Hail](https://arxiv.org/pdf/1905.00003) .[J] arXiv preprint arXiv:1905.00003.\n",
        &[
            "article `Faces in Rain`; by A Low, B Chu, others; in Proceedings of the international conference on weather; pages 82-90; on 2015; links link",
            "article `Faces in Hail`; short Hail; by Ann Low, Bo Chu, Di Fox; in arXiv; arxiv 1905.00003; links link; note 【Fast marks】",
        ],
    ),
    (
        "links in a row after a title are links",
        "1. How Rows Are Found [Part 1](https://a.example/1), [Part 2](https://a.example/2) `Acme` `2020`\n",
        &["article `How Rows Are Found`; on 2020; links Part 1, Part 2; note `Acme`"],
    ),
    (
        "a line of links below a title holds links, however long their labels are",
        "- **Asking Rows: A Study of Rows** <br> Ann Low, Bo Chu <br> [RowsX: A First Workshop on Rows, Columns, and the Future of Tables](https://a.example/1) • [Code](https://a.example/2)\n",
        &[
            "article `Asking Rows: A Study of Rows`; by Ann Low, Bo Chu; in RowsX: A First Workshop on Rows, Columns, and the Future of Tables; links RowsX: A First Workshop on Rows, Columns, and the Future of Tables, Code",
        ],
    ),
    (
        "an identifier before a link is no label of it",
        "* Ann Lee and Bo Chu, *Trees Within Trees of Words*, arXiv:1511.00060 [[Paper](http://arxiv.org/pdf/1511.00060)]\n",
        &["article `Trees Within Trees of Words`; by Ann Lee, Bo Chu; arxiv 1511.00060; links Paper"],
    ),
    (
        "a number behind arXiv is the month of the identifier",
        "- **Patches on Coats** arXiv 2209 [[pdf](https://arxiv.org/abs/2209.14262)]\n",
        &["article `Patches on Coats`; in arXiv; on 2022-09; arxiv 2209.14262; links pdf"],
    ),
    (
        "an acronym behind et al. is a venue, and others before et al. are none",
        "- **Testing by Intent** *Low et al. QZTC.* [[pdf](https://a.example/1.pdf)]\n- Learning to Sharpen (2014, C. Low et al. [[pdf]](https://a.example/2.pdf)\n",
        &[
            "article `Testing by Intent`; by Low, others; in QZTC; links pdf",
            "article `Learning to Sharpen`; on 2014; links pdf; note C. Low et al.",
        ],
    ),
    (
        "numbers of affiliations",
        "- **Grids of Sound** \\\n  *Ann Low<sup>1</sup>, Bo Chu<sup>1</sup>, Di Fox* \\\n  ICML 2021. [[pdf](https://a.example/1.pdf)]\n",
        &["article `Grids of Sound`; by Ann Low, Bo Chu, Di Fox; in ICML; on 2021; links pdf"],
    ),
    (
        "a track in brackets, and volume and issue in the style of the MLA",
        "- \"Traps for Words\", 2024-02, ACL (findings) [[paper]](https://a.example/1.pdf)\n- **Levels by Learning** Ann Low and Bo Chu. IEEE Transactions on Play 10, no. 3 (2018): 257-270. [[pdf](https://a.example/2.pdf)]\n",
        &[
            "article `Traps for Words`; in ACL; as findings; on 2024-02; links paper",
            "article `Levels by Learning`; by Ann Low, Bo Chu; in IEEE Transactions on Play; volume 10; pages 257-270; on 2018; links pdf",
        ],
    ),
    (
        "a link to another place of the page names no authors",
        "* [rows-code](https://github.com/a/rows) compares the ways of [Low & Chu, FNORD 2016](#Low16)\n* [Some Other Rows](https://a.example/1.pdf)\n",
        &[
            "webpage `rows-code`; links link; note compares the ways of [Low & Chu, FNORD 2016](#Low16)",
            "article `Some Other Rows`; links link",
        ],
    ),
    (
        "labels of institutes over citations, and short titles",
        "* Midland Tech. Univ. + Some Univ. + Univ. North [[Paper](http://arxiv.org/pdf/1601.01073)]\n  * Ann Low, Bo Chu, and Di Fox, *Pointer Rows*, arXiv:1601.01073 / NIPS 2015\n",
        &[
            "article `Pointer Rows`; by Ann Low, Bo Chu, Di Fox; in NIPS; on 2015; arxiv 1601.01073; links Paper; note Midland Tech. Univ. + Some Univ. + Univ. North",
        ],
    ),
    (
        "a number as the label of a link in a field",
        "* [Cutting Films](https://arxiv.org/abs/2103.00001)<br>解读：[10](https://a.example/10)\n",
        &["article `Cutting Films`; arxiv 2103.00001; links link, 解读: 10"],
    ),
    (
        "one paper under two titles, and twice with other facts",
        "- [MAE in Detail](https://arxiv.org/pdf/2111.06377.pdf)\n- [MAE](https://arxiv.org/abs/2111.06377)\n",
        &["article `MAE in Detail`; arxiv 2111.06377; links link, link"],
    ),
    (
        "a sentence about someone is no paper",
        "[Someone](https://a.example/someone) was a winning economist and political science researcher.\n\n- [Rows of Rows](https://a.example/1.pdf)\n",
        &["article `Rows of Rows`; links link"],
    ),
    (
        "contents with a link that leads nowhere, and to a heading that has changed",
        "- [Works](#works), [More](#more), [Others](others), [All](#all), [Rest](#rest)\n  - [Old name](https://github.com/someone/list/tree/main#old-name)\n\n- [Rows of Rows](https://a.example/1.pdf)\n",
        &["article `Rows of Rows`; links link"],
    ),
    (
        "names of one word in the first column of a table",
        "| Datasets | Description | Links |\n|---|---|---|\n| **WIDE** | many rows | [Download](https://a.example/1) |\n| **LONG** | **longest rows** and | [Download](https://a.example/2) |\n",
        &[
            "webpage `WIDE`; links Download; note many rows",
            "webpage `LONG`; links Download; note **longest rows** and",
        ],
    ),
    (
        "cells of titles in which some words are a link",
        "| Year | Title | Link |\n|---|---|---|\n| 2020 | Reading [Deep Rows](https://a.example/1) with care | [pdf](https://a.example/1.pdf) |\n| 2021 | A lecture on [The Craft](https://a.example/2): part two | [pdf](https://a.example/2.pdf) |\n| 2022 | [Long Rows](https://a.example/3) | [pdf](https://a.example/3.pdf) |\n",
        &[
            "article `Reading Deep Rows with care`; on 2020; links link, pdf",
            "article `A lecture on The Craft: part two`; on 2021; links link, pdf",
            "article `Long Rows`; on 2022; links link, pdf",
        ],
    ),
    (
        "institutes before et al. are no venues",
        "- **Reading by Rows** Some University, et al., NeurIPS 2023 [[pdf](https://a.example/4.pdf)]\n- **Reading by Columns** (Acme Research, et al. ICLR 2022) [[pdf](https://a.example/5.pdf)]\n",
        &[
            "article `Reading by Rows`; in NeurIPS; on 2023; links pdf; note Some University, et al.",
            "article `Reading by Columns`; in ICLR; on 2022; links pdf; note Acme Research, et al.",
        ],
    ),
    (
        "marks of the owner",
        "- [x] **Poli and Sparse** ⭐⭐⭐ (4/5) #sparse [pdf](https://a.example/w.pdf)\n",
        &["article `Poli and Sparse`; links pdf; tags sparse; status read; note ⭐⭐⭐ (4/5)"],
    ),
];

#[test]
fn items_are_read_as_they_are_meant() {
    let mut wrong = Vec::new();
    for (name, items, expected) in CASES {
        let source = Source::new("README.md", format!("# L\n\n## A\n\n{items}"));
        let contents = format::read_as(Format::Markdown, &source, Reading::default());
        let records: Vec<_> = contents
            .entries
            .iter()
            .map(|entry| {
                shown(
                    entry.paper(),
                    &entry.categories.iter().map(|category| category.value.clone()).collect::<Vec<_>>(),
                )
            })
            .collect();
        if records != *expected {
            wrong.push(format!("{name}: {records:#?} instead of {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
