//! What kind of work a paper is for CSL, where its data say no more than `article`, and what its venue is called there.

use crate::paper::Paper;

/// What CSL has a venue as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Venue {
    /// The journal, the proceedings, the book or the site that holds the work.
    Container,
    /// The meeting at which it was given.
    Event,
    /// Who brought it out.
    Publisher,
}

/// The type of a paper.
///
/// `article` is what a paper is that nobody says more about; to CSL it is a preprint, and references to journals and
/// proceedings look otherwise. The venue tells.
pub fn of(paper: &Paper) -> &str {
    if paper.kind != "article" {
        return &paper.kind;
    }
    let Some(venue) = paper.venue.as_deref().filter(|venue| !is_preprint_server(venue)) else {
        let in_journal = paper.volume.is_some() && paper.arxiv.is_none();
        return if in_journal { "article-journal" } else { "article" };
    };
    if words(venue).any(|word| word.eq_ignore_ascii_case("blog")) {
        "post-weblog"
    } else if paper.volume.is_none() && is_meeting(venue) {
        "paper-conference"
    } else {
        "article-journal"
    }
}

/// What the venue of a work of this type is.
pub fn place_of_venue(kind: &str) -> Venue {
    match kind {
        "article" | "book" | "collection" | "classic" | "dataset" | "document" | "manuscript" | "map"
        | "motion_picture" | "pamphlet" | "patent" | "periodical" | "regulation" | "report" | "software"
        | "standard" | "thesis" => Venue::Publisher,
        "event" | "performance" | "speech" => Venue::Event,
        _ => Venue::Container,
    }
}

/// Servers whose papers are their own: CSL has them as publishers of an `article`.
const PREPRINT_SERVERS: &[&str] = &["arxiv", "arxiv preprint", "biorxiv", "corr", "medrxiv", "preprint", "ssrn"];

fn is_preprint_server(venue: &str) -> bool {
    PREPRINT_SERVERS.iter().any(|server| venue.trim().eq_ignore_ascii_case(server))
}

/// What meetings call themselves in full.
const MEETING_WORDS: &[&str] = &[
    "colloquium",
    "conference",
    "congress",
    "findings",
    "meeting",
    "proceedings",
    "symposium",
    "workshop",
    "workshops",
];

/// Meetings that go by their initials.
const MEETINGS: &[&str] = &[
    "AAAI",
    "AACL",
    "ACL",
    "AISTATS",
    "ASPLOS",
    "BMVC",
    "CAV",
    "CCS",
    "CHI",
    "CIKM",
    "COLING",
    "COLM",
    "COLT",
    "CVPR",
    "CoNLL",
    "CoRL",
    "EACL",
    "ECCV",
    "ECML",
    "EMNLP",
    "EuroSys",
    "FAST",
    "FAccT",
    "FOCS",
    "FSE",
    "HPCA",
    "ICASSP",
    "ICCV",
    "ICDE",
    "ICLR",
    "ICML",
    "ICRA",
    "ICSE",
    "IJCAI",
    "IJCNLP",
    "INTERSPEECH",
    "IROS",
    "ISCA",
    "KDD",
    "LREC",
    "MICCAI",
    "MICRO",
    "MLSys",
    "NAACL",
    "NDSS",
    "NIPS",
    "NSDI",
    "NeurIPS",
    "OOPSLA",
    "OSDI",
    "PLDI",
    "POPL",
    "PPoPP",
    "RSS",
    "RecSys",
    "SIGCOMM",
    "SIGGRAPH",
    "SIGIR",
    "SIGMOD",
    "SODA",
    "SOSP",
    "STOC",
    "UAI",
    "UIST",
    "USENIX",
    "VLDB",
    "WACV",
    "WMT",
    "WSDM",
    "WWW",
];

fn is_meeting(venue: &str) -> bool {
    let chinese = ["会议", "大会", "研讨会", "會議", "研討會"].iter().any(|word| venue.contains(word));
    chinese
        || words(venue)
            .any(|word| MEETINGS.contains(&word) || MEETING_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_venue_tells_what_an_article_is() {
        #[track_caller]
        fn check(venue: &str, volume: Option<&str>, expect: &str) {
            let venue = Some(venue.to_owned()).filter(|venue| !venue.is_empty());
            let paper =
                Paper { kind: "article".to_owned(), venue, volume: volume.map(str::to_owned), ..Paper::default() };
            assert_eq!(of(&paper), expect);
        }
        check("", None, "article");
        check("arXiv", None, "article");
        check("CoRR", None, "article");
        check("", Some("3"), "article-journal");
        check("Nature", None, "article-journal");
        check("Transactions of the ACL", Some("9"), "article-journal");
        check("JMLR", Some("21"), "article-journal");
        check("NeurIPS", None, "paper-conference");
        check("Findings of ACL", None, "paper-conference");
        check("NeurIPS Datasets and Benchmarks", None, "paper-conference");
        check("Proceedings of the 3rd Workshop on X", None, "paper-conference");
        check("全国计算语言学会议", None, "paper-conference");
        check("LMSYS blog", None, "post-weblog");
    }

    #[test]
    fn what_the_data_say_holds() {
        let paper = Paper { kind: "report".to_owned(), venue: Some("ACL".to_owned()), ..Paper::default() };
        assert_eq!(of(&paper), "report");
    }

    #[test]
    fn meetings_are_sorted() {
        assert!(MEETINGS.is_sorted());
        assert!(MEETING_WORDS.is_sorted());
    }
}
