//! The fields of a paper: one table with everything that the rest of the project knows about them.
//!
//! A new field is a row of `fields!`, a member of [`Paper`] and its label in the tables of words. What reads data files,
//! writes them, sorts, filters, groups, renders and checks works on [`FieldType`] and [`FieldValue`], both closed.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{Contributors, Date, DateValue, Link, Paper, Person, Status, Title, Translation};

/// A part of a `T`, for reading and for writing.
#[derive(Debug)]
pub struct Slot<V: 'static, T: 'static = Paper> {
    /// Borrows the part.
    pub get: fn(&T) -> &V,
    /// Borrows the part mutably.
    pub get_mut: fn(&mut T) -> &mut V,
}

/// The type of a field, and where a paper stores its value.
#[derive(Debug)]
pub enum FieldType {
    /// The key of the paper.
    Key(Slot<String>),
    /// The CSL type of the work.
    Type(Slot<String>),
    /// A title, which every paper has.
    Title(Slot<Title>),
    /// Text on one line.
    Text(Slot<Option<String>>),
    /// A number or what is printed in its place, such as `e12` or `2397-2430`.
    Number(Slot<Option<String>>),
    /// An identifier that a registry assigns.
    Identifier(Slot<Option<String>>),
    /// A language tag (BCP 47).
    Language(Slot<Option<String>>),
    /// A name to sort by, in place of the first author's.
    SortName(Slot<Option<String>>),
    /// Markdown.
    Markdown(Slot<Option<String>>),
    /// A date.
    Date(Slot<Option<DateValue>>),
    /// A day, month or year of the calendar.
    Day(Slot<Option<Date>>),
    /// A part of the date of publication; not stored separately.
    DatePart(fn(Date) -> Option<u16>),
    /// Names of people and organisations.
    Names(Slot<Contributors>),
    /// Ids of categories.
    Categories(Slot<Vec<String>>),
    /// Free words.
    Tags(Slot<Vec<String>>),
    /// Links with labels.
    Links(Slot<Vec<Link>>),
    /// The reading status.
    Status(Slot<Option<Status>>),
    /// Texts in other languages.
    Translations(Slot<Vec<(String, Translation)>>),
    /// The table of custom fields.
    Custom(Slot<Map<String, Value>>),
}

/// The value of a field that a paper has.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue<'p> {
    /// A CSL type.
    Type(&'p str),
    /// A title.
    Title(&'p Title),
    /// Text on one line.
    Text(&'p str),
    /// A number or what is printed in its place.
    Number(&'p str),
    /// Markdown.
    Markdown(&'p str),
    /// A date.
    Date(&'p DateValue),
    /// A day, month or year of the calendar.
    Day(Date),
    /// A part of a date, and the date.
    DatePart(u16, Date),
    /// Names, at least one.
    Names(&'p Contributors),
    /// Ids of categories, at least one.
    Categories(&'p [String]),
    /// Tags, at least one.
    Tags(&'p [String]),
    /// Links, at least one; those that the identifiers give where the data have none.
    Links(Cow<'p, [Link]>),
    /// A reading status.
    Status(Status),
    /// Texts in other languages, at least one.
    Translations(&'p [(String, Translation)]),
    /// Custom fields, at least one.
    Custom(&'p Map<String, Value>),
}

/// A place where users write the name of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A field in a data file.
    Data,
    /// A value in a template or in an expression of `where`.
    Template,
    /// A column of a table, and what the filter `has` takes.
    Column,
    /// A sort key.
    Sort,
    /// What papers are grouped by.
    Group,
}

/// A row of the table of fields.
#[derive(Debug)]
struct FieldSpec {
    field_type: FieldType,
    /// The name for users, in kebab-case.
    name: &'static str,
    /// The name in data files, where it differs; `None` for what is not stored.
    data: Option<&'static str>,
    /// The name in templates and expressions, where `-` subtracts.
    template: &'static str,
    column: bool,
    sort: bool,
    /// The name as a group, in the singular.
    group: Option<&'static str>,
    /// The key of its label as the head of a column.
    label: &'static str,
    /// The text in a translation.
    translation: Option<Slot<Option<String>, Translation>>,
    /// The position in canonical TOML, relative to the other fields; those with the same position are in table order.
    toml_order: u16,
    /// The variable of CSL 1.0.2.
    csl: Option<&'static str>,
    /// The field of BibTeX, where it does not depend on the type of the entry.
    bibtex: Option<&'static str>,
    /// The field of BibLaTeX, where it does not depend on the type of the entry.
    biblatex: Option<&'static str>,
    /// The path of the field in Hayagriva, where it is the same in every entry.
    hayagriva: Option<&'static str>,
    /// The tag of RIS.
    ris: Option<&'static str>,
    /// The key in a record of `OpenURL`, where it does not depend on the type of the work.
    openurl: Option<&'static str>,
}

macro_rules! slot {
    ($member:ident) => {
        Slot { get: |of| &of.$member, get_mut: |of| &mut of.$member }
    };
}

/// The type of a field that [`Variables`](super::Variables) stores.
macro_rules! variable {
    ($field_type:ident, $field:ident) => {
        variable!($field_type, $field, text, text_mut)
    };
    ($field_type:ident, $field:ident, $get:ident, $get_mut:ident) => {
        FieldType::$field_type(Slot {
            get: |paper: &Paper| paper.variables.$get(Field::$field),
            get_mut: |paper: &mut Paper| paper.variables.$get_mut(Field::$field),
        })
    };
}

/// A row with the common settings: a field of the data files, in templates, and a column that can be sorted by.
macro_rules! row {
    ($name:literal, $template:literal, $toml_order:literal, $field_type:expr $(, $setting:ident: $value:expr)* $(,)?) => {{
        FieldSpec {
            $($setting: $value,)*
            ..FieldSpec {
                field_type: $field_type,
                name: $name,
                data: Some($name),
                template: $template,
                column: true,
                sort: true,
                group: None,
                label: concat!("column-", $name),
                translation: None,
                toml_order: $toml_order,
                csl: None,
                bibtex: None,
                biblatex: None,
                hayagriva: None,
                ris: None,
                openurl: None,
            }
        }
    }};
}

macro_rules! fields {
    ($(#[doc = $about:literal] $field:ident = $row:expr;)+) => {
        /// A field of a paper, in the order in which templates and `list --format json` enumerate them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Field { $(#[doc = $about] $field,)+ }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Field] = &[$(Field::$field,)+];

            const fn spec(self) -> &'static FieldSpec {
                match self { $(Field::$field => const { &$row },)+ }
            }

            /// What the field holds, in a sentence for editors.
            pub const fn about(self) -> &'static str {
                match self { $(Field::$field => $about.trim_ascii_start(),)+ }
            }
        }
    };
}

fields! {
    /// What it is called by in directives; of a shelf, a path: `resources/data` stands below `resources`.
    Key = row!("key", "key", 10, FieldType::Key(slot!(key)), data: Some("id"));
    /// The CSL type.
    Type = row!("type", "type", 20, FieldType::Type(slot!(kind)), group: Some("type"));
    /// The title.
    Title = row!("title", "title", 40, FieldType::Title(slot!(title)), translation: Some(slot!(title)),
        csl: Some("title"), bibtex: Some("title"), biblatex: Some("title"), hayagriva: Some("title"), ris: Some("TI"));
    /// A nickname, such as `LoRA`.
    Short = row!("short", "short", 30, FieldType::Text(slot!(short)));
    /// The authors, in order.
    Authors = row!("authors", "authors", 50, FieldType::Names(slot!(authors)), group: Some("author"),
        csl: Some("author"), bibtex: Some("author"), biblatex: Some("author"), hayagriva: Some("author"), ris: Some("AU"), openurl: Some("rft.au"));
    /// The editors, in order.
    Editors = row!("editors", "editors", 60, FieldType::Names(slot!(editors)),
        csl: Some("editor"), bibtex: Some("editor"), biblatex: Some("editor"), hayagriva: Some("editor"), ris: Some("ED"));
    /// When it was published: `2023`, `2023-04`, `2023-04-30`, or in EDTF: `1890~`, `2007-22`, `2001/2003`; or words: `in press`.
    Date = row!("date", "date", 70, FieldType::Date(slot!(date)),
        csl: Some("issued"), biblatex: Some("date"), hayagriva: Some("date"), ris: Some("DA"), openurl: Some("rft.date"));
    /// The year of the date.
    Year = row!("year", "year", 71, FieldType::DatePart(|date| Some(date.year)), data: None, group: Some("year"));
    /// The month of the date, 1 to 12.
    Month = row!("month", "month", 72, FieldType::DatePart(|date| date.month.map(u16::from)),
        data: None, column: false, sort: false);
    /// Where it came out: the name alone, without year and track.
    Venue = row!("venue", "venue", 80, FieldType::Text(slot!(venue)), group: Some("venue"));
    /// Track, series volume or the like: `PMLR 202`.
    VenueNote = row!("venue-note", "venue_note", 90, FieldType::Text(slot!(venue_note)), sort: false);
    /// The volume of the journal or series.
    Volume = row!("volume", "volume", 100, FieldType::Number(slot!(volume)),
        csl: Some("volume"), bibtex: Some("volume"), biblatex: Some("volume"), ris: Some("VL"), openurl: Some("rft.volume"));
    /// The issue of the journal.
    Issue = row!("issue", "issue", 110, FieldType::Number(slot!(issue)),
        csl: Some("issue"), ris: Some("IS"), openurl: Some("rft.issue"));
    /// The pages: `2397-2430`.
    Pages = row!("pages", "pages", 120, FieldType::Number(slot!(pages)),
        csl: Some("page"), bibtex: Some("pages"), biblatex: Some("pages"), hayagriva: Some("page-range"), ris: Some("SP"), openurl: Some("rft.pages"));
    /// The publisher or institution.
    Publisher = row!("publisher", "publisher", 130, FieldType::Text(slot!(publisher)),
        csl: Some("publisher"), ris: Some("PB"), openurl: Some("rft.pub"));
    /// The DOI: `10.48550/arXiv.2302.13971`.
    Doi = row!("doi", "doi", 140, FieldType::Identifier(slot!(doi)),
        csl: Some("DOI"), bibtex: Some("doi"), biblatex: Some("doi"), hayagriva: Some("serial-number.doi"), ris: Some("DO"));
    /// The arXiv identifier: `2302.13971`.
    Arxiv = row!("arxiv", "arxiv", 150, FieldType::Identifier(slot!(arxiv)),
        hayagriva: Some("serial-number.arxiv"));
    /// The ISBN.
    Isbn = row!("isbn", "isbn", 160, FieldType::Identifier(slot!(isbn)),
        csl: Some("ISBN"), bibtex: Some("isbn"), biblatex: Some("isbn"), hayagriva: Some("serial-number.isbn"), ris: Some("SN"), openurl: Some("rft.isbn"));
    /// The shelves it stands on, by id.
    Categories = row!("categories", "categories", 180, FieldType::Categories(slot!(categories)),
        sort: false, group: Some("category"));
    /// Free words.
    Tags = row!("tags", "tags", 190, FieldType::Tags(slot!(tags)), sort: false, group: Some("tag"),
        ris: Some("KW"));
    /// Addresses by label, in the order in which they are shown; a list for several of one label.
    Links = row!("links", "links", 200, FieldType::Links(slot!(links)), sort: false);
    /// One line on what it is.
    Summary = row!("summary", "summary", 220, FieldType::Text(slot!(summary)),
        translation: Some(slot!(summary)));
    /// The authors' abstract, in Markdown.
    Abstract = row!("abstract", "abstract", 230, FieldType::Markdown(slot!(abstract_text)), sort: false,
        csl: Some("abstract"), bibtex: Some("abstract"), biblatex: Some("abstract"), hayagriva: Some("abstract"), ris: Some("AB"));
    /// Your own words on it, in Markdown.
    Note = row!("note", "note", 240, FieldType::Markdown(slot!(note)),
        sort: false, translation: Some(slot!(note)));
    /// An editor's sourced remark, shown under the note.
    Remark = row!("remark", "remark", 250, FieldType::Markdown(slot!(remark)),
        sort: false, translation: Some(slot!(remark)));
    /// The language of the work (BCP 47).
    Language = row!("language", "language", 170, FieldType::Language(slot!(language)),
        csl: Some("language"), bibtex: Some("language"), biblatex: Some("langid"), hayagriva: Some("language"), ris: Some("LA"));
    /// When it came into the list.
    Added = row!("added", "added", 280, FieldType::Day(slot!(added)));
    /// How far it has been read.
    Status = row!("status", "status", 260, FieldType::Status(slot!(status)), group: Some("status"));
    /// What to sort it under, in place of the first author's name.
    SortName = row!("sort-name", "sort_name", 270, FieldType::SortName(slot!(sort_name)), column: false, sort: false);
    /// The translators.
    Translators = row!("translator", "translator", 65, variable!(Names, Translators, names, names_mut),
        csl: Some("translator"), bibtex: Some("translator"), biblatex: Some("translator"), hayagriva: Some("affiliated.translator"), ris: Some("A4"), column: false);
    /// The authors of the book or other container that the work is part of.
    ContainerAuthors = row!("container-author", "container_author", 65, variable!(Names, ContainerAuthors, names, names_mut),
        csl: Some("container-author"), bibtex: Some("bookauthor"), biblatex: Some("bookauthor"), column: false);
    /// The editors of the series.
    CollectionEditors = row!("collection-editor", "collection_editor", 65, variable!(Names, CollectionEditors, names, names_mut),
        csl: Some("collection-editor"), ris: Some("A3"), column: false);
    /// The directors of a film or broadcast.
    Directors = row!("director", "director", 65, variable!(Names, Directors, names, names_mut),
        csl: Some("director"), hayagriva: Some("affiliated.director"), column: false);
    /// The illustrators.
    Illustrators = row!("illustrator", "illustrator", 65, variable!(Names, Illustrators, names, names_mut),
        csl: Some("illustrator"), hayagriva: Some("affiliated.illustrator"), column: false);
    /// The composers.
    Composers = row!("composer", "composer", 65, variable!(Names, Composers, names, names_mut),
        csl: Some("composer"), hayagriva: Some("affiliated.composer"), column: false);
    /// Those who compiled the work.
    Compilers = row!("compiler", "compiler", 65, variable!(Names, Compilers, names, names_mut),
        csl: Some("compiler"), hayagriva: Some("affiliated.compiler"), column: false);
    /// Those who asked the questions of an interview.
    Interviewers = row!("interviewer", "interviewer", 65, variable!(Names, Interviewers, names, names_mut),
        csl: Some("interviewer"), column: false);
    /// The recipients of a letter.
    Recipients = row!("recipient", "recipient", 65, variable!(Names, Recipients, names, names_mut),
        csl: Some("recipient"), column: false);
    /// The authors of the work that this one is based on.
    OriginalAuthors = row!("original-author", "original_author", 65, variable!(Names, OriginalAuthors, names, names_mut),
        csl: Some("original-author"), column: false);
    /// The authors of the reviewed work.
    ReviewedAuthors = row!("reviewed-author", "reviewed_author", 65, variable!(Names, ReviewedAuthors, names, names_mut),
        csl: Some("reviewed-author"), column: false);
    /// Those who both edited and translated the work.
    EditorTranslators = row!("editor-translator", "editor_translator", 65, variable!(Names, EditorTranslators, names, names_mut),
        csl: Some("editor-translator"), column: false);
    /// The directors of the series of which the work is part.
    EditorialDirectors = row!("editorial-director", "editorial_director", 65, variable!(Names, EditorialDirectors, names, names_mut),
        csl: Some("editorial-director"), column: false);
    /// The chairs of the meeting.
    Chairs = row!("chair", "chair", 65, variable!(Names, Chairs, names, names_mut),
        csl: Some("chair"), column: false);
    /// Further contributors.
    Contributors = row!("contributor", "contributor", 65, variable!(Names, Contributors, names, names_mut),
        csl: Some("contributor"), column: false);
    /// The curators of an exhibition.
    Curators = row!("curator", "curator", 65, variable!(Names, Curators, names, names_mut),
        csl: Some("curator"), column: false);
    /// The executive producers.
    ExecutiveProducers = row!("executive-producer", "executive_producer", 65, variable!(Names, ExecutiveProducers, names, names_mut),
        csl: Some("executive-producer"), hayagriva: Some("affiliated.executive-producer"), column: false);
    /// The guests of a broadcast or podcast.
    Guests = row!("guest", "guest", 65, variable!(Names, Guests, names, names_mut),
        csl: Some("guest"), column: false);
    /// The hosts of a broadcast or podcast.
    Hosts = row!("host", "host", 65, variable!(Names, Hosts, names, names_mut),
        csl: Some("host"), column: false);
    /// The narrators.
    Narrators = row!("narrator", "narrator", 65, variable!(Names, Narrators, names, names_mut),
        csl: Some("narrator"), hayagriva: Some("affiliated.narrator"), column: false);
    /// The organizers of an event.
    Organizers = row!("organizer", "organizer", 65, variable!(Names, Organizers, names, names_mut),
        csl: Some("organizer"), hayagriva: Some("affiliated.organizer"), column: false);
    /// The performers.
    Performers = row!("performer", "performer", 65, variable!(Names, Performers, names, names_mut),
        csl: Some("performer"), hayagriva: Some("affiliated.cast-member"), column: false);
    /// The producers.
    Producers = row!("producer", "producer", 65, variable!(Names, Producers, names, names_mut),
        csl: Some("producer"), hayagriva: Some("affiliated.producer"), column: false);
    /// The authors of the script.
    ScriptWriters = row!("script-writer", "script_writer", 65, variable!(Names, ScriptWriters, names, names_mut),
        csl: Some("script-writer"), hayagriva: Some("affiliated.writer"), column: false);
    /// Those who created the series.
    SeriesCreators = row!("series-creator", "series_creator", 65, variable!(Names, SeriesCreators, names, names_mut),
        csl: Some("series-creator"), column: false);
    /// When the original came out.
    OriginalDate = row!("original-date", "original_date", 75, variable!(Date, OriginalDate, date, date_mut),
        csl: Some("original-date"), bibtex: Some("origdate"), biblatex: Some("origdate"), column: false);
    /// When the event took place.
    EventDate = row!("event-date", "event_date", 75, variable!(Date, EventDate, date, date_mut),
        csl: Some("event-date"), bibtex: Some("eventdate"), biblatex: Some("eventdate"), column: false);
    /// When it became available ahead of its publication.
    AvailableDate = row!("available-date", "available_date", 75, variable!(Date, AvailableDate, date, date_mut),
        csl: Some("available-date"), column: false);
    /// When it was submitted.
    Submitted = row!("submitted", "submitted", 75, variable!(Date, Submitted, date, date_mut),
        csl: Some("submitted"), column: false);
    /// When its address was last visited.
    Accessed = row!("accessed", "accessed", 75, variable!(Date, Accessed, date, date_mut),
        csl: Some("accessed"), bibtex: Some("urldate"), biblatex: Some("urldate"), ris: Some("Y2"), column: false);
    /// A shortened title, for notes and repeated citations.
    TitleShort = row!("title-short", "title_short", 45, variable!(Text, TitleShort),
        csl: Some("title-short"), bibtex: Some("shorttitle"), biblatex: Some("shorttitle"), hayagriva: Some("title.short"), ris: Some("ST"), column: false);
    /// The title of the container, where the venue is something else.
    ContainerTitle = row!("container-title", "container_title", 85, variable!(Text, ContainerTitle),
        csl: Some("container-title"), column: false);
    /// The abbreviated title of the journal or other container.
    ContainerTitleShort = row!("container-title-short", "container_title_short", 85, variable!(Text, ContainerTitleShort),
        csl: Some("container-title-short"), bibtex: Some("shortjournal"), biblatex: Some("shortjournal"), ris: Some("J2"), column: false, openurl: Some("rft.stitle"));
    /// The title of the series.
    CollectionTitle = row!("collection-title", "collection_title", 95, variable!(Text, CollectionTitle),
        csl: Some("collection-title"), bibtex: Some("series"), biblatex: Some("series"), ris: Some("T3"), column: false, openurl: Some("rft.series"));
    /// The number in the series.
    CollectionNumber = row!("collection-number", "collection_number", 95, variable!(Number, CollectionNumber),
        csl: Some("collection-number"), column: false);
    /// The name of the conference or other event.
    EventTitle = row!("event-title", "event_title", 96, variable!(Text, EventTitle),
        csl: Some("event-title"), bibtex: Some("eventtitle"), biblatex: Some("eventtitle"), column: false);
    /// Where the event took place.
    EventPlace = row!("event-place", "event_place", 96, variable!(Text, EventPlace),
        csl: Some("event-place"), bibtex: Some("venue"), biblatex: Some("venue"), column: false);
    /// The title of the volume of a work in several volumes.
    VolumeTitle = row!("volume-title", "volume_title", 105, variable!(Text, VolumeTitle),
        csl: Some("volume-title"), column: false);
    /// The shortened title of the volume.
    VolumeTitleShort = row!("volume-title-short", "volume_title_short", 105, variable!(Text, VolumeTitleShort),
        csl: Some("volume-title-short"), column: false);
    /// How many volumes the work has.
    NumberOfVolumes = row!("number-of-volumes", "number_of_volumes", 105, variable!(Number, NumberOfVolumes),
        csl: Some("number-of-volumes"), bibtex: Some("volumes"), biblatex: Some("volumes"), hayagriva: Some("volume-total"), column: false);
    /// The edition: a number or words.
    Edition = row!("edition", "edition", 106, variable!(Number, Edition),
        csl: Some("edition"), bibtex: Some("edition"), biblatex: Some("edition"), hayagriva: Some("edition"), ris: Some("ET"), column: false, openurl: Some("rft.edition"));
    /// The version.
    Version = row!("version", "version", 106, variable!(Number, Version),
        csl: Some("version"), bibtex: Some("version"), biblatex: Some("version"), column: false);
    /// The number of a report, patent, standard or the like, or the article number.
    Number = row!("number", "work_number", 115, variable!(Number, Number),
        csl: Some("number"), bibtex: Some("number"), biblatex: Some("number"), hayagriva: Some("serial-number"), column: false);
    /// The number of the chapter.
    ChapterNumber = row!("chapter-number", "chapter_number", 116, variable!(Number, ChapterNumber),
        csl: Some("chapter-number"), bibtex: Some("chapter"), biblatex: Some("chapter"), hayagriva: Some("chapter"), column: false);
    /// The number of the part.
    PartNumber = row!("part-number", "part_number", 116, variable!(Number, PartNumber),
        csl: Some("part-number"), bibtex: Some("part"), biblatex: Some("part"), column: false, openurl: Some("rft.part"));
    /// The title of the part.
    PartTitle = row!("part-title", "part_title", 116, variable!(Text, PartTitle),
        csl: Some("part-title"), column: false);
    /// The number of the supplement.
    SupplementNumber = row!("supplement-number", "supplement_number", 116, variable!(Number, SupplementNumber),
        csl: Some("supplement-number"), column: false);
    /// The number of the printing.
    PrintingNumber = row!("printing-number", "printing_number", 116, variable!(Number, PrintingNumber),
        csl: Some("printing-number"), column: false);
    /// The section, such as that of a newspaper or a law.
    Section = row!("section", "section", 116, variable!(Number, Section),
        csl: Some("section"), column: false);
    /// The first page.
    PageFirst = row!("page-first", "page_first", 125, variable!(Number, PageFirst),
        csl: Some("page-first"), column: false);
    /// How many pages the work has.
    NumberOfPages = row!("number-of-pages", "number_of_pages", 125, variable!(Number, NumberOfPages),
        csl: Some("number-of-pages"), bibtex: Some("pagetotal"), biblatex: Some("pagetotal"), hayagriva: Some("page-total"), column: false, openurl: Some("rft.tpages"));
    /// The class or kind of the work: `PhD thesis`, `Working paper`.
    Genre = row!("genre", "genre", 25, variable!(Text, Genre),
        csl: Some("genre"), bibtex: Some("type"), biblatex: Some("type"), hayagriva: Some("genre"), ris: Some("M3"), column: false);
    /// The medium: `CD`, `Blog post`.
    Medium = row!("medium", "medium", 26, variable!(Text, Medium),
        csl: Some("medium"), column: false);
    /// The state of publication: `in press`, `forthcoming`.
    PublicationStatus = row!("publication-status", "publication_status", 76, variable!(Text, PublicationStatus),
        csl: Some("status"), bibtex: Some("pubstate"), biblatex: Some("pubstate"), column: false);
    /// Where the publisher is.
    PublisherPlace = row!("publisher-place", "publisher_place", 135, variable!(Text, PublisherPlace),
        csl: Some("publisher-place"), bibtex: Some("address"), biblatex: Some("location"), hayagriva: Some("publisher.location"), ris: Some("CY"), column: false, openurl: Some("rft.place"));
    /// The title of the original.
    OriginalTitle = row!("original-title", "original_title", 136, variable!(Text, OriginalTitle),
        csl: Some("original-title"), bibtex: Some("origtitle"), biblatex: Some("origtitle"), ris: Some("OP"), column: false);
    /// The publisher of the original.
    OriginalPublisher = row!("original-publisher", "original_publisher", 136, variable!(Text, OriginalPublisher),
        csl: Some("original-publisher"), bibtex: Some("origpublisher"), biblatex: Some("origpublisher"), column: false);
    /// Where the publisher of the original is.
    OriginalPublisherPlace = row!("original-publisher-place", "original_publisher_place", 136, variable!(Text, OriginalPublisherPlace),
        csl: Some("original-publisher-place"), bibtex: Some("origlocation"), biblatex: Some("origlocation"), column: false);
    /// The ISSN.
    Issn = row!("issn", "issn", 165, variable!(Identifier, Issn),
        csl: Some("ISSN"), bibtex: Some("issn"), biblatex: Some("issn"), hayagriva: Some("serial-number.issn"), column: false, openurl: Some("rft.issn"));
    /// The identifier in PubMed.
    Pmid = row!("pmid", "pmid", 165, variable!(Identifier, Pmid),
        csl: Some("PMID"), bibtex: Some("pmid"), biblatex: Some("pmid"), hayagriva: Some("serial-number.pmid"), column: false);
    /// The identifier in PubMed Central.
    Pmcid = row!("pmcid", "pmcid", 165, variable!(Identifier, Pmcid),
        csl: Some("PMCID"), bibtex: Some("pmcid"), biblatex: Some("pmcid"), hayagriva: Some("serial-number.pmcid"), column: false);
    /// The archive that holds the work.
    Archive = row!("archive", "archive", 166, variable!(Text, Archive),
        csl: Some("archive"), hayagriva: Some("archive"), column: false);
    /// The collection in the archive.
    ArchiveCollection = row!("archive-collection", "archive_collection", 166, variable!(Text, ArchiveCollection),
        csl: Some("archive_collection"), column: false);
    /// Where the work is in the archive.
    ArchiveLocation = row!("archive-location", "archive_location", 166, variable!(Text, ArchiveLocation),
        csl: Some("archive_location"), hayagriva: Some("archive-location"), column: false);
    /// Where the archive is.
    ArchivePlace = row!("archive-place", "archive_place", 166, variable!(Text, ArchivePlace),
        csl: Some("archive-place"), column: false);
    /// The call number in a library.
    CallNumber = row!("call-number", "call_number", 166, variable!(Text, CallNumber),
        csl: Some("call-number"), bibtex: Some("library"), biblatex: Some("library"), hayagriva: Some("call-number"), ris: Some("CN"), column: false);
    /// The catalogue or database that the data come from.
    Source = row!("source", "source", 166, variable!(Text, Source),
        csl: Some("source"), ris: Some("DP"), column: false);
    /// The authority of a law, case, standard or patent.
    Authority = row!("authority", "authority", 137, variable!(Text, Authority),
        csl: Some("authority"), column: false);
    /// Where a law or standard applies.
    Jurisdiction = row!("jurisdiction", "jurisdiction", 137, variable!(Text, Jurisdiction),
        csl: Some("jurisdiction"), column: false);
    /// The division of the authority or publisher.
    Division = row!("division", "division", 137, variable!(Text, Division),
        csl: Some("division"), column: false);
    /// The physical dimensions or the running time.
    Dimensions = row!("dimensions", "dimensions", 138, variable!(Text, Dimensions),
        csl: Some("dimensions"), column: false);
    /// The scale of a map.
    Scale = row!("scale", "scale", 138, variable!(Text, Scale),
        csl: Some("scale"), column: false);
    /// The licence.
    License = row!("license", "license", 138, variable!(Text, License),
        csl: Some("license"), column: false);
    /// Related works of a legal case or the like.
    References = row!("references", "references", 138, variable!(Text, References),
        csl: Some("references"), column: false);
    /// The title of the reviewed work.
    ReviewedTitle = row!("reviewed-title", "reviewed_title", 139, variable!(Text, ReviewedTitle),
        csl: Some("reviewed-title"), column: false);
    /// The kind of the reviewed work.
    ReviewedGenre = row!("reviewed-genre", "reviewed_genre", 139, variable!(Text, ReviewedGenre),
        csl: Some("reviewed-genre"), column: false);
    /// A note that belongs to the reference, which styles may print.
    BibliographicNote = row!("bibliographic-note", "bibliographic_note", 139, variable!(Text, BibliographicNote),
        csl: Some("note"), bibtex: Some("note"), biblatex: Some("note"), hayagriva: Some("note"), ris: Some("N1"), column: false);
    /// Texts in other languages, by language tag.
    Translations = row!("translations", "translations", 210, FieldType::Translations(slot!(translations)),
        column: false, sort: false);
    /// Custom fields, for templates and exports.
    Custom = row!("x", "x", 290, FieldType::Custom(slot!(x)), column: false, sort: false);
}

impl Field {
    /// The name for users, in kebab-case.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// The name of the field in a role, or `None` where it has none there.
    pub const fn name_in(self, role: Role) -> Option<&'static str> {
        let spec = self.spec();
        match role {
            Role::Data => spec.data,
            Role::Template => Some(spec.template),
            Role::Column if spec.column => Some(spec.name),
            Role::Sort if spec.sort => Some(spec.name),
            Role::Column | Role::Sort => None,
            Role::Group => spec.group,
        }
    }

    /// Returns the field of that name in a role.
    pub fn named(name: &str, role: Role) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name_in(role) == Some(name))
    }

    /// The name in templates and expressions.
    pub const fn template_name(self) -> &'static str {
        self.spec().template
    }

    /// The name as a group, in the singular: `author` for the authors.
    pub const fn group_name(self) -> &'static str {
        match self.spec().group {
            Some(name) => name,
            None => self.spec().name,
        }
    }

    /// The type of the field, and where a paper stores its value.
    pub const fn field_type(self) -> &'static FieldType {
        &self.spec().field_type
    }

    /// The key of the label that heads its column.
    pub const fn label(self) -> &'static str {
        self.spec().label
    }

    /// The variable of CSL 1.0.2, or `None` where CSL has none, or which one depends on the type of the work.
    pub const fn csl(self) -> Option<&'static str> {
        self.spec().csl
    }

    /// The field that stores a variable of CSL.
    pub fn of_csl(variable: &str) -> Option<Self> {
        static BY_NAME: LazyLock<Vec<(&str, Field)>> = LazyLock::new(|| by_name(Field::csl));
        find(&BY_NAME, variable)
    }

    /// The field of BibTeX, or `None` where it depends on the type of the entry or BibTeX has none.
    pub const fn bibtex(self) -> Option<&'static str> {
        self.spec().bibtex
    }

    /// The field of BibLaTeX, or `None` where it depends on the type of the entry or BibLaTeX has none.
    pub const fn biblatex(self) -> Option<&'static str> {
        self.spec().biblatex
    }

    /// The field that stores a field of BibTeX or BibLaTeX, where that does not depend on the type of the entry.
    pub fn of_bibtex(name: &str) -> Option<Self> {
        static BY_NAME: LazyLock<Vec<(&str, Field)>> = LazyLock::new(|| {
            let mut names = by_name(Field::bibtex);
            names.extend(by_name(Field::biblatex));
            // Other programs' names.
            names.extend([
                ("city", Field::PublisherPlace),
                ("lccn", Field::CallNumber),
                ("origyear", Field::OriginalDate),
            ]);
            names.sort_unstable();
            names.dedup();
            names
        });
        find(&BY_NAME, name)
    }

    /// The path in an entry of Hayagriva, or `None` where it depends on the entry or Hayagriva has none.
    pub const fn hayagriva(self) -> Option<&'static str> {
        self.spec().hayagriva
    }

    /// The field that stores a tag of RIS.
    pub fn of_ris(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.ris() == Some(tag))
    }

    /// The tag of RIS.
    pub const fn ris(self) -> Option<&'static str> {
        self.spec().ris
    }

    /// The key in a record of `OpenURL` (Z39.88), or `None` where it depends on the type of the work or there is none.
    pub const fn openurl(self) -> Option<&'static str> {
        self.spec().openurl
    }

    /// The text of the field in a translation, or `None` where translations do not have it.
    pub const fn translation(self) -> Option<&'static Slot<Option<String>, Translation>> {
        self.spec().translation.as_ref()
    }

    /// The fields of data files, in the order of canonical TOML.
    pub fn in_toml_order() -> impl Iterator<Item = (&'static str, Self)> {
        static ORDER: LazyLock<Vec<(&str, Field)>> = LazyLock::new(|| {
            let data_name = |field: &Field| Some((field.name_in(Role::Data)?, *field));
            let mut fields: Vec<_> = Field::ALL.iter().filter_map(data_name).collect();
            fields.sort_by_key(|(_, field)| field.spec().toml_order);
            fields
        });
        ORDER.iter().copied()
    }

    /// The text of a field, to be set.
    ///
    /// # Panics
    /// If the field holds no optional text.
    pub fn text_mut(self, paper: &mut Paper) -> &mut Option<String> {
        match self.field_type() {
            FieldType::Text(slot)
            | FieldType::Number(slot)
            | FieldType::Identifier(slot)
            | FieldType::Language(slot)
            | FieldType::SortName(slot)
            | FieldType::Markdown(slot) => (slot.get_mut)(paper),
            other => unreachable!("{self:?} is no text but {other:?}"),
        }
    }

    /// The text of a field, or `None` where the paper has none or the field holds no text.
    pub fn text(self, paper: &Paper) -> Option<&str> {
        self.value(paper).and_then(|value| value.as_str())
    }

    /// The value that a paper has; `None` where it is missing or empty.
    pub fn value(self, paper: &Paper) -> Option<FieldValue<'_>> {
        let text = |text: &Slot<Option<String>>| (text.get)(paper).as_deref();
        let required = |text: &Slot<String>| Some((text.get)(paper).as_str()).filter(|text| !text.is_empty());
        match self.field_type() {
            FieldType::Key(slot) => required(slot).map(FieldValue::Text),
            FieldType::Type(slot) => required(slot).map(FieldValue::Type),
            FieldType::Title(slot) => Some((slot.get)(paper)).filter(|title| !title.is_empty()).map(FieldValue::Title),
            FieldType::Text(slot)
            | FieldType::Identifier(slot)
            | FieldType::Language(slot)
            | FieldType::SortName(slot) => text(slot).map(FieldValue::Text),
            FieldType::Number(slot) => text(slot).map(FieldValue::Number),
            FieldType::Markdown(slot) => text(slot).map(FieldValue::Markdown),
            FieldType::Date(slot) => (slot.get)(paper).as_ref().map(FieldValue::Date),
            FieldType::Day(slot) => (slot.get)(paper).map(FieldValue::Day),
            FieldType::DatePart(part) => {
                let date = paper.day()?;
                part(date).map(|part| FieldValue::DatePart(part, date))
            }
            FieldType::Names(slot) => Some((slot.get)(paper)).filter(|names| !names.is_empty()).map(FieldValue::Names),
            FieldType::Categories(slot) => non_empty((slot.get)(paper)).map(FieldValue::Categories),
            FieldType::Tags(slot) => non_empty((slot.get)(paper)).map(FieldValue::Tags),
            FieldType::Links(_) => Some(paper.shown_links()).filter(|links| !links.is_empty()).map(FieldValue::Links),
            FieldType::Status(slot) => (slot.get)(paper).map(FieldValue::Status),
            FieldType::Translations(slot) => non_empty((slot.get)(paper)).map(FieldValue::Translations),
            FieldType::Custom(slot) => {
                Some((slot.get)(paper)).filter(|fields| !fields.is_empty()).map(FieldValue::Custom)
            }
        }
    }
}

/// The fields that have a name, in the order of the names.
fn by_name(name: fn(Field) -> Option<&'static str>) -> Vec<(&'static str, Field)> {
    let mut names: Vec<_> = Field::ALL.iter().filter_map(|&field| Some((name(field)?, field))).collect();
    names.sort_unstable();
    names
}

fn find(names: &[(&'static str, Field)], name: &str) -> Option<Field> {
    names.binary_search_by_key(&name, |(name, _)| *name).ok().map(|at| names[at].1)
}

fn non_empty<T>(items: &Vec<T>) -> Option<&[T]> {
    Some(items.as_slice()).filter(|items| !items.is_empty())
}

impl<'p> FieldValue<'p> {
    /// The value as written, where it is a single text.
    pub fn as_str(&self) -> Option<&'p str> {
        match self {
            FieldValue::Title(title) => Some(title.as_str()),
            FieldValue::Type(text) | FieldValue::Text(text) | FieldValue::Number(text) | FieldValue::Markdown(text) => {
                Some(text)
            }
            FieldValue::Date(_)
            | FieldValue::Day(_)
            | FieldValue::DatePart(..)
            | FieldValue::Names(_)
            | FieldValue::Categories(_)
            | FieldValue::Tags(_)
            | FieldValue::Links(_)
            | FieldValue::Status(_)
            | FieldValue::Translations(_)
            | FieldValue::Custom(_) => None,
        }
    }

    /// The value as the data have it, on one line; items are joined by commas.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            FieldValue::Title(title) => Cow::Borrowed(title.as_str()),
            FieldValue::Type(text) | FieldValue::Text(text) | FieldValue::Number(text) | FieldValue::Markdown(text) => {
                Cow::Borrowed(text)
            }
            FieldValue::Date(date) => Cow::Owned(date.to_string()),
            FieldValue::Day(date) => Cow::Owned(date.to_string()),
            FieldValue::DatePart(part, _) => Cow::Owned(part.to_string()),
            FieldValue::Names(people) => joined(people.iter().map(Person::to_string)),
            FieldValue::Categories(texts) | FieldValue::Tags(texts) => Cow::Owned(texts.join(", ")),
            FieldValue::Links(links) => joined(links.iter().map(|link| link.label.clone())),
            FieldValue::Status(status) => Cow::Borrowed(status.as_str()),
            FieldValue::Translations(translations) => joined(translations.iter().map(|(tag, _)| tag.clone())),
            FieldValue::Custom(fields) => joined(fields.keys().cloned()),
        }
    }
}

fn joined(items: impl Iterator<Item = String>) -> Cow<'static, str> {
    Cow::Owned(items.collect::<Vec<_>>().join(", "))
}

/// How many fields have a name in a role.
pub const fn count(role: Role) -> usize {
    let (mut count, mut at) = (0, 0);
    while at < Field::ALL.len() {
        count += Field::ALL[at].name_in(role).is_some() as usize;
        at += 1;
    }
    count
}

/// The names of fields in a role, in alphabetical order; `N` is their [`count`].
///
/// # Panics
/// If `N` is less than the count.
pub const fn names<const N: usize>(role: Role) -> [&'static str; N] {
    let mut names = [""; N];
    let (mut len, mut at) = (0, 0);
    while at < Field::ALL.len() {
        if let Some(name) = Field::ALL[at].name_in(role) {
            // Insertion sort: iterators and `sort` are not available in constants.
            let mut place = len;
            while place > 0 && is_less(name, names[place - 1]) {
                names[place] = names[place - 1];
                place -= 1;
            }
            names[place] = name;
            len += 1;
        }
        at += 1;
    }
    names
}

const fn is_less(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_in_every_role() {
        for role in [Role::Data, Role::Template, Role::Column, Role::Sort, Role::Group] {
            let names: Vec<_> = Field::ALL.iter().filter_map(|field| field.name_in(role)).collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{role:?}");
            for name in names {
                assert_eq!(Field::named(name, role).and_then(|field| field.name_in(role)), Some(name));
            }
        }
    }

    #[test]
    fn rows_are_consistent() {
        let variables: BTreeSet<_> = Field::ALL.iter().filter_map(|field| field.csl()).collect();
        let count = Field::ALL.iter().filter(|field| field.csl().is_some()).count();
        assert_eq!(variables.len(), count, "two fields store the same variable of CSL");
        for field in Field::ALL {
            // In templates `number` is the number of an entry in its listing.
            let template =
                if *field == Field::Number { "work_number".to_owned() } else { field.name().replace('-', "_") };
            assert_eq!(field.template_name(), template);
            assert!(field.about().ends_with('.'), "{field:?}");
            let is_part = matches!(field.field_type(), FieldType::DatePart(_));
            assert_eq!(field.name_in(Role::Data).is_none(), is_part, "{field:?}");
        }
    }

    #[test]
    fn names_for_options_are_sorted() {
        const GROUPS: [&str; count(Role::Group)] = names(Role::Group);
        assert_eq!(GROUPS, ["author", "category", "status", "tag", "type", "venue", "year"]);
    }
}
