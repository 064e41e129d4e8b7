//! From an argument to the paper that it names: asked of the resolver, or read from its page.

use std::time::Duration;

use super::existing::Present;
use super::fetch::{Client, FetchError, Kind, host};
use super::request::Request;
use super::{Arguments, page, record};
use crate::cli::progress::Progress;
use crate::identifier::Identifier;
use crate::paper::Paper;

/// What is asked, one argument after the other; while it lasts, the terminal shows how far it has come.
pub(super) struct Inquiry<'a> {
    client: Client,
    progress: Progress,
    resolver: &'a str,
    /// Whether the resolver is not to be asked again.
    closed: bool,
}

impl<'a> Inquiry<'a> {
    pub(super) fn new(arguments: &'a Arguments) -> Self {
        let client = Client::new(Duration::from_millis(arguments.timeout));
        let progress = Progress::new(arguments.ids.len());
        Self { client, progress, resolver: arguments.resolver.trim_end_matches('/'), closed: false }
    }

    /// The paper that an argument names, unless it is there.
    pub(super) fn find(&mut self, argument: &str, present: &Present<'_>) -> Result<Paper, FetchError> {
        self.progress.step(argument);
        let wanted = Request::read(argument).map_err(FetchError::refused)?;
        present.refuse(&wanted.outline())?;
        match &wanted {
            Request::Work(work) => self.work(work),
            Request::Page(address) => self.page(address),
            Request::Held(work, address) => match self.work(work) {
                // What looks like a DOI in an address may be none.
                Err(FetchError { kind: Kind::Refused, .. }) => self.page(address),
                found => found,
            },
        }
    }

    fn work(&mut self, work: &Identifier) -> Result<Paper, FetchError> {
        let server = host(self.resolver);
        if self.closed {
            let message = format!("not asked for, since {server} did not serve the one before");
            return Err(FetchError { message, kind: Kind::Failed });
        }
        let address = record::doi(work).and_then(|doi| doi.url()).unwrap_or_default();
        let address = address.replacen("https://doi.org", self.resolver, 1);
        let answer = self.client.get(&address, record::MEDIA);
        self.closed = answer.as_ref().is_err_and(|trouble| trouble.kind == Kind::Closed);
        record::paper(answer?, server, work)
    }

    fn page(&self, address: &str) -> Result<Paper, FetchError> {
        page::paper(&self.client.get(address, page::MEDIA)?, host(address), address)
    }
}
