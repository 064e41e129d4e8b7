//! The variables and item types of CSL 1.0.2, as closed lists under their CSL names.
//!
//! Source: the schema's `csl-variables.rnc` and `csl-types.rnc`.

/// Declares an enum whose variants have CSL names.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the variants are the terms of the CSL specification")]
        pub enum $name { $($variant,)+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the name that CSL uses.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// Returns the variant with that CSL name.
            pub fn by_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use named;

named! {
    /// A variable that holds text or a number.
    Variable {
        Abstract = "abstract",
        Annote = "annote",
        Archive = "archive",
        ArchiveCollection = "archive_collection",
        ArchiveLocation = "archive_location",
        ArchivePlace = "archive-place",
        Authority = "authority",
        CallNumber = "call-number",
        ChapterNumber = "chapter-number",
        CitationKey = "citation-key",
        CitationLabel = "citation-label",
        CitationNumber = "citation-number",
        CollectionNumber = "collection-number",
        CollectionTitle = "collection-title",
        ContainerTitle = "container-title",
        ContainerTitleShort = "container-title-short",
        Dimensions = "dimensions",
        Division = "division",
        Doi = "DOI",
        Edition = "edition",
        EventPlace = "event-place",
        EventTitle = "event-title",
        FirstReferenceNoteNumber = "first-reference-note-number",
        Genre = "genre",
        Isbn = "ISBN",
        Issn = "ISSN",
        Issue = "issue",
        Jurisdiction = "jurisdiction",
        Keyword = "keyword",
        Language = "language",
        License = "license",
        Locator = "locator",
        Medium = "medium",
        Note = "note",
        Number = "number",
        NumberOfPages = "number-of-pages",
        NumberOfVolumes = "number-of-volumes",
        OriginalPublisher = "original-publisher",
        OriginalPublisherPlace = "original-publisher-place",
        OriginalTitle = "original-title",
        Page = "page",
        PageFirst = "page-first",
        PartNumber = "part-number",
        PartTitle = "part-title",
        Pmcid = "PMCID",
        Pmid = "PMID",
        PrintingNumber = "printing-number",
        Publisher = "publisher",
        PublisherPlace = "publisher-place",
        References = "references",
        ReviewedGenre = "reviewed-genre",
        ReviewedTitle = "reviewed-title",
        Scale = "scale",
        Section = "section",
        Source = "source",
        Status = "status",
        SupplementNumber = "supplement-number",
        Title = "title",
        TitleShort = "title-short",
        Url = "URL",
        Version = "version",
        Volume = "volume",
        VolumeTitle = "volume-title",
        YearSuffix = "year-suffix",
    }
}

named! {
    /// A variable that holds names.
    NameVariable {
        Author = "author",
        Chair = "chair",
        CollectionEditor = "collection-editor",
        Compiler = "compiler",
        Composer = "composer",
        ContainerAuthor = "container-author",
        Contributor = "contributor",
        Curator = "curator",
        Director = "director",
        Editor = "editor",
        EditorTranslator = "editor-translator",
        EditorialDirector = "editorial-director",
        ExecutiveProducer = "executive-producer",
        Guest = "guest",
        Host = "host",
        Illustrator = "illustrator",
        Interviewer = "interviewer",
        Narrator = "narrator",
        Organizer = "organizer",
        OriginalAuthor = "original-author",
        Performer = "performer",
        Producer = "producer",
        Recipient = "recipient",
        ReviewedAuthor = "reviewed-author",
        ScriptWriter = "script-writer",
        SeriesCreator = "series-creator",
        Translator = "translator",
    }
}

named! {
    /// A variable that holds a date.
    DateVariable {
        Accessed = "accessed",
        AvailableDate = "available-date",
        EventDate = "event-date",
        Issued = "issued",
        OriginalDate = "original-date",
        Submitted = "submitted",
    }
}

named! {
    /// What sort of work an item is.
    Kind {
        Article = "article",
        ArticleJournal = "article-journal",
        ArticleMagazine = "article-magazine",
        ArticleNewspaper = "article-newspaper",
        Bill = "bill",
        Book = "book",
        Broadcast = "broadcast",
        Chapter = "chapter",
        Classic = "classic",
        Collection = "collection",
        Dataset = "dataset",
        Document = "document",
        Entry = "entry",
        EntryDictionary = "entry-dictionary",
        EntryEncyclopedia = "entry-encyclopedia",
        Event = "event",
        Figure = "figure",
        Graphic = "graphic",
        Hearing = "hearing",
        Interview = "interview",
        LegalCase = "legal_case",
        Legislation = "legislation",
        Manuscript = "manuscript",
        Map = "map",
        MotionPicture = "motion_picture",
        MusicalScore = "musical_score",
        Pamphlet = "pamphlet",
        PaperConference = "paper-conference",
        Patent = "patent",
        Performance = "performance",
        Periodical = "periodical",
        PersonalCommunication = "personal_communication",
        Post = "post",
        PostWeblog = "post-weblog",
        Regulation = "regulation",
        Report = "report",
        Review = "review",
        ReviewBook = "review-book",
        Software = "software",
        Song = "song",
        Speech = "speech",
        Standard = "standard",
        Thesis = "thesis",
        Treaty = "treaty",
        Webpage = "webpage",
    }
}

impl Variable {
    /// Returns the variable of that name, old names included.
    pub fn lookup(name: &str) -> Option<Self> {
        match name {
            "event" => Some(Self::EventTitle),
            "journalAbbreviation" => Some(Self::ContainerTitleShort),
            "shortTitle" => Some(Self::TitleShort),
            _ => Self::by_name(name),
        }
    }

    /// Returns the variable that holds the short form of this one.
    pub const fn short(self) -> Option<Self> {
        match self {
            Self::Title => Some(Self::TitleShort),
            Self::ContainerTitle => Some(Self::ContainerTitleShort),
            _ => None,
        }
    }

    /// Returns whether CSL counts the variable among the numbers.
    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Self::ChapterNumber
                | Self::CitationNumber
                | Self::CollectionNumber
                | Self::Edition
                | Self::FirstReferenceNoteNumber
                | Self::Issue
                | Self::Locator
                | Self::Number
                | Self::NumberOfPages
                | Self::NumberOfVolumes
                | Self::Page
                | Self::PageFirst
                | Self::PartNumber
                | Self::PrintingNumber
                | Self::Section
                | Self::SupplementNumber
                | Self::Version
                | Self::Volume
        )
    }
}

/// A variable of any sort, as conditions and sort keys name them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnyVariable {
    /// Text or a number.
    Text(Variable),
    /// Names.
    Names(NameVariable),
    /// A date.
    Date(DateVariable),
}

impl AnyVariable {
    /// Returns the variable of that name.
    pub fn lookup(name: &str) -> Option<Self> {
        Variable::lookup(name)
            .map(Self::Text)
            .or_else(|| NameVariable::by_name(name).map(Self::Names))
            .or_else(|| DateVariable::by_name(name).map(Self::Date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_variables() {
        for variable in Variable::ALL {
            assert_eq!(Variable::by_name(variable.name()), Some(*variable));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::by_name(kind.name()), Some(*kind));
        }
        assert_eq!(AnyVariable::lookup("event"), Some(AnyVariable::Text(Variable::EventTitle)));
        assert_eq!(AnyVariable::lookup("issued"), Some(AnyVariable::Date(DateVariable::Issued)));
        assert_eq!(AnyVariable::lookup("nothing"), None);
    }
}
