//! Reads the metadata of a web page into a paper: the `citation_…` tags of scholarly pages, Open Graph, `<title>`.
//!
//! The `citation_…` tags are those that Google Scholar documents for publishers. The tokenizer follows the HTML standard; no
//! script runs.

use std::cell::RefCell;

use encoding_rs::Encoding;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::cleanup::{cleanup, line};
use super::fetch::{FetchError, Response};
use crate::identifier::{Arxiv, Doi};
use crate::paper::{Date, DateValue, Link, Paper, Person};

/// The media types to request.
pub(super) const ACCEPT: &str = "text/html, application/xhtml+xml";

/// Tags that name a venue, with the CSL type of what is published there.
const VENUES: &[(&str, &str)] = &[
    ("citation_journal_title", "article-journal"),
    ("citation_conference_title", "paper-conference"),
    ("citation_inbook_title", "chapter"),
    ("citation_dissertation_institution", "thesis"),
    ("citation_technical_report_institution", "report"),
];

/// Reads a page into a paper, whose title may be empty.
///
/// # Errors
/// The response is not HTML, or its encoding is unknown.
pub(super) fn paper(response: &Response, host: &str, url: &str) -> Result<Paper, FetchError> {
    if !response.media.is_empty() && !response.media.contains("html") {
        return Err(FetchError::rejected(format!("{host} returned {} instead of a page", line(&response.media))));
    }
    let text = text(response)
        .ok_or_else(|| FetchError::rejected(format!("the page of {host} is not UTF-8 and names no other encoding")))?;
    let tags = MetaTags::read(&text);
    let mut paper = if tags.get(&["citation_title"]).is_some() {
        from_citation_tags(&tags, url)
    } else {
        from_metadata(&tags, url)
    };
    cleanup(&mut paper);
    Ok(paper)
}

/// Decodes a page: by its byte-order mark, the response header, its `<meta charset>`, or as UTF-8, in this order.
fn text(response: &Response) -> Option<String> {
    let head = &response.bytes[..response.bytes.len().min(2048)];
    let from_page = || {
        let head = String::from_utf8_lossy(head).to_ascii_lowercase();
        let value = head.split("charset=").nth(1)?.trim_start_matches(['"', '\'']);
        let label = value.split(|c: char| !(c.is_ascii_alphanumeric() || "-_:".contains(c))).next()?;
        // The declaration was read as ASCII, so the page is not UTF-16.
        let wide = [encoding_rs::UTF_16BE, encoding_rs::UTF_16LE];
        Encoding::for_label(label.as_bytes())
            .map(|encoding| if wide.contains(&encoding) { encoding_rs::UTF_8 } else { encoding })
    };
    let from_header = response.charset.as_deref().and_then(|charset| Encoding::for_label(charset.as_bytes()));
    let encoding = Encoding::for_bom(&response.bytes).map(|(encoding, _)| encoding).or(from_header).or_else(from_page);
    match encoding {
        Some(encoding) => Some(encoding.decode(&response.bytes).0.into_owned()),
        None => String::from_utf8(response.bytes.clone()).ok(),
    }
}

/// Reads a page with `citation_…` tags.
fn from_citation_tags(tags: &MetaTags, url: &str) -> Paper {
    let text = |names: &[&str]| tags.get(names).map(str::to_owned);
    let venue = VENUES.iter().find_map(|(tag, kind)| Some((tags.get(&[tag])?, *kind)));
    let pages = match (tags.get(&["citation_firstpage"]), tags.get(&["citation_lastpage"])) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}-{last}")),
        (first, _) => first.map(str::to_owned),
    };
    let several = tags.all("citation_authors").flat_map(|all| all.split(';'));
    let doi = tags.get(&["citation_doi", "dc.identifier.doi", "dc.identifier"]).and_then(Doi::parse);
    let link = |label: &str, url: &str| Link { label: label.to_owned(), url: url.to_owned() };
    let pdf = tags.get(&["citation_pdf_url"]).map(|pdf| link("pdf", pdf));
    let arxiv = tags.get(&["citation_arxiv_id"]).and_then(Arxiv::parse);
    let is_thesis = venue.is_some_and(|(_, kind)| matches!(kind, "thesis" | "report"));
    let institution = venue.filter(|_| is_thesis).map(|(venue, _)| venue.to_owned());
    Paper {
        title: text(&["citation_title"]).unwrap_or_default().into(),
        kind: venue.map_or("article", |(_, kind)| kind).to_owned(),
        authors: tags.all("citation_author").chain(several).map(Person::parse).collect(),
        date: tags
            .get(&["citation_publication_date", "citation_date", "citation_online_date", "citation_year"])
            .and_then(date)
            .map(DateValue::from),
        venue: venue.filter(|_| !is_thesis).map(|(venue, _)| venue.to_owned()),
        volume: text(&["citation_volume"]),
        issue: text(&["citation_issue"]),
        pages,
        publisher: text(&["citation_publisher"]).or(institution),
        doi: doi.map(|doi| doi.as_str().to_owned()),
        arxiv: arxiv.map(|arxiv| arxiv.to_string()),
        isbn: text(&["citation_isbn"]),
        links: std::iter::once(link("paper", url)).chain(pdf).collect(),
        ..Paper::default()
    }
}

/// Reads any other page: Open Graph tags and `<title>`.
fn from_metadata(tags: &MetaTags, url: &str) -> Paper {
    let site = tags.get(&["og:site_name"]);
    let title = tags.get(&["og:title", "twitter:title"]).or(tags.title.as_deref());
    // Many pages append the name of the site to their titles.
    let without_site = |title: &str| {
        let rest = title.strip_suffix(site?)?.trim_end();
        let bare = rest.strip_suffix(['|', '-', '–', '—', '·', '•'])?.trim_end();
        Some(bare.to_owned()).filter(|bare| !bare.is_empty())
    };
    let title = title.map(|title| without_site(title).unwrap_or_else(|| title.to_owned()));
    // An address here is a profile page, not a name.
    let author = tags.get(&["author", "article:author", "dc.creator"]).filter(|author| !author.contains("://"));
    let kind = match tags.get(&["og:type"]) {
        _ if url.contains("/datasets/") => "dataset",
        Some("article") => "post-weblog",
        _ => "webpage",
    };
    Paper {
        title: title.unwrap_or_default().into(),
        kind: kind.to_owned(),
        authors: author
            .into_iter()
            .flat_map(|all| all.split([';', '&']))
            .flat_map(|all| all.split(" and "))
            .map(Person::parse)
            .collect(),
        date: tags
            .get(&["article:published_time", "date", "dc.date", "dc.date.issued"])
            .and_then(date)
            .map(DateValue::from),
        venue: site.map(str::to_owned),
        links: vec![Link { label: "website".to_owned(), url: url.to_owned() }],
        ..Paper::default()
    }
}

/// Parses `2023/7/9`, `2023-07-09T12:00:00Z` or `2023`.
fn date(text: &str) -> Option<Date> {
    let day = text.trim().split(['T', ' ']).next()?;
    let mut parts = day.split(['/', '-']).map(|part| part.parse::<u16>().ok());
    let year = parts.next()??;
    let mut small = || parts.next().flatten().and_then(|part| u8::try_from(part).ok());
    let (month, day) = (small(), small());
    Date::new(year, month, day).or_else(|| Date::new(year, None, None)).filter(|date| date.year >= 1000)
}

/// Returns the part of a page that is parsed: its first 256 KiB, up to the first tag of excessive length.
///
/// The tokenizer compares all attributes of a tag with each other, which is quadratic.
fn relevant_part(html: &str) -> &str {
    const MAX_BYTES: usize = 256 * 1024;
    const LONGEST_TAG: usize = 16 * 1024;
    let html = &html[..html.floor_char_boundary(MAX_BYTES)];
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        match html[open..].find('>') {
            Some(length) if length <= LONGEST_TAG => at = open + length,
            _ if html.len() - open <= LONGEST_TAG => break,
            _ => return &html[..open],
        }
    }
    html
}

/// The metadata of a page.
#[derive(Debug, Default)]
struct MetaTags {
    /// Names in lower case, with their content.
    metas: Vec<(String, String)>,
    title: Option<String>,
}

impl MetaTags {
    fn read(html: &str) -> Self {
        let tokenizer = Tokenizer::new(MetaSink::default(), TokenizerOpts::default());
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(relevant_part(html)));
        // Scripts are tokenized as text.
        while !input.is_empty() {
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        let MetaSink(reading) = tokenizer.sink;
        let MetaReader { mut tags, .. } = reading.into_inner();
        tags.title = tags.title.map(|title| line(&title)).filter(|title| !title.is_empty());
        tags
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.metas.iter().filter(move |(own, _)| own == name).map(|(_, content)| content.as_str())
    }

    /// Returns the content of the first of these names that is present.
    fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all(name).next())
    }
}

#[derive(Debug, Default)]
struct MetaReader {
    tags: MetaTags,
    in_title: bool,
}

#[derive(Debug, Default)]
struct MetaSink(RefCell<MetaReader>);

impl TokenSink for MetaSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reading = self.0.borrow_mut();
        let reading = &mut *reading;
        match token {
            Token::CharacterTokens(text) if reading.in_title => {
                reading.tags.title.get_or_insert_default().push_str(&text);
            }
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => reading.in_title = false,
            Token::TagToken(tag) => match &*tag.name {
                "title" => {
                    // SVG images in the page have titles too.
                    reading.in_title = reading.tags.title.is_none();
                    return TokenSinkResult::RawData(RawKind::Rcdata);
                }
                "textarea" => return TokenSinkResult::RawData(RawKind::Rcdata),
                "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                "style" | "noframes" | "iframe" | "xmp" | "noembed" => {
                    return TokenSinkResult::RawData(RawKind::Rawtext);
                }
                "meta" => {
                    let value = |name: &str| {
                        let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name)?;
                        Some(line(&found.value)).filter(|value| !value.is_empty())
                    };
                    let name = value("name").or_else(|| value("property")).or_else(|| value("itemprop"));
                    if let (Some(name), Some(content)) = (name, value("content")) {
                        reading.tags.metas.push((name.to_ascii_lowercase(), content));
                    }
                }
                _ => {}
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_beginning_of_a_page_is_parsed() {
        assert_eq!(relevant_part("<title>A</title> < b"), "<title>A</title> < b");
        let long = format!("<title>A</title><p {}>", "a ".repeat(10_000));
        assert_eq!(relevant_part(&long), "<title>A</title>");
        assert!(relevant_part(&"文".repeat(200_000)).len() <= 256 * 1024);
        check(
            "<meta charset=utf-16><title>An ASCII page</title>",
            "webpage | An ASCII page |  | - | - | - | website https://a.example/p",
        );
    }

    #[track_caller]
    fn check(html: &str, expect: &str) {
        let response = Response { bytes: html.into(), media: "text/html".to_owned(), charset: None };
        let paper = paper(&response, "a.example", "https://a.example/p").unwrap();
        let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let authors: Vec<_> = paper.authors.iter().map(ToString::to_string).collect();
        let links: Vec<_> = paper.links.iter().map(|link| format!("{} {}", link.label, link.url)).collect();
        let date = paper.date.map_or_else(|| "-".to_owned(), |date| date.to_string());
        let summary = [
            paper.kind,
            paper.title.to_string(),
            authors.join("; "),
            date,
            or(&paper.venue),
            or(&paper.doi),
            links.join(", "),
        ];
        assert_eq!(summary.join(" | "), expect);
    }

    #[test]
    fn scholarly_pages_are_read_by_their_tags() {
        check(
            "<head><title>x</title><META NAME=citation_title content='A &amp; B'><meta name=citation_author content='Lovelace, Ada'>\
             <meta name=citation_author content='Charles Babbage'><meta name=citation_publication_date content=2023/7/9>\
             <meta name=citation_conference_title content=C><meta name=citation_doi content='doi:10.1000/1'>\
             <meta name=citation_pdf_url content=https://a.example/p.pdf>",
            "paper-conference | A & B | Ada Lovelace; Charles Babbage | 2023-07-09 | C | 10.1000/1 | paper https://a.example/p, pdf https://a.example/p.pdf",
        );
        check(
            "<meta name=citation_title content=T><meta name=citation_authors content='A B; C D'><meta name=citation_pdf_url content='javascript:1'>",
            "article | T | A B; C D | - | - | - | paper https://a.example/p",
        );
    }

    #[test]
    fn other_pages_are_read_by_open_graph_and_title() {
        check(
            "<meta property=og:title content='Post | Site'><meta property=og:type content=article><meta property=og:site_name content=Site>\
             <meta name=author content='Ada Lovelace and Alan Turing'><meta property=article:published_time content=2024-03-05T10:00:00Z>",
            "post-weblog | Post | Ada Lovelace; Alan Turing | 2024-03-05 | Site | - | website https://a.example/p",
        );
        check(
            "<!doctype html><script>'<title>no</title>'</script><title>\n A &lt;b&gt;\n page</title><svg><title>icon</title></svg>",
            "webpage | A <b> page |  | - | - | - | website https://a.example/p",
        );
        check("<meta name=title><p>nothing", "webpage |  |  | - | - | - | website https://a.example/p");
    }

    #[test]
    fn a_page_is_read_in_the_encoding_that_it_names() {
        let page = |charset: Option<&str>, bytes: &[u8]| {
            let charset = charset.map(str::to_owned);
            text(&Response { bytes: bytes.to_vec(), media: String::new(), charset })
        };
        assert_eq!(page(Some("iso-8859-1"), b"caf\xe9").as_deref(), Some("café"));
        assert_eq!(page(None, b"<meta charset=\"gbk\">\xc6\xc0").as_deref(), Some("<meta charset=\"gbk\">评"));
        assert_eq!(page(None, b"caf\xe9"), None);
    }

    #[test]
    fn dates_of_pages() {
        for (text, expect) in [("2023", "2023"), ("2023/13/1", "2023"), ("2023-04", "2023-04"), ("2023-02-30", "2023")]
        {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), Some(expect));
        }
        for none in ["", "July", "7/9/2023", "-1"] {
            assert_eq!(date(none), None, "{none}");
        }
    }
}
