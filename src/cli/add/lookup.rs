//! Looks up the paper that an argument names: a record from the resolver, or the metadata of a page.

use std::time::Duration;

use super::existing::ExistingPapers;
use super::fetch::{Client, FetchError, FetchErrorKind, host};
use super::request::Request;
use super::{NetworkArgs, page, record};
use crate::cli::progress::Progress;
use crate::identifier::Identifier;
use crate::paper::Paper;

/// Looks up arguments one after the other.
pub(super) struct Lookup<'a> {
    client: Client,
    progress: Progress,
    resolver: &'a str,
    /// Whether the resolver cannot be used any more.
    unavailable: bool,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(network: &'a NetworkArgs, progress: Progress) -> Self {
        let client = Client::new(Duration::from_millis(network.timeout));
        Self { client, progress, resolver: network.resolver.trim_end_matches('/'), unavailable: false }
    }

    /// Looks up the paper of an argument.
    ///
    /// # Errors
    /// The argument is invalid, the paper exists already, or the request fails.
    pub(super) fn find(&mut self, argument: &str, existing: &ExistingPapers<'_>) -> Result<Paper, FetchError> {
        self.progress.step(argument);
        let request = Request::read(argument).map_err(FetchError::rejected)?;
        existing.reject(&request.known_fields())?;
        match &request {
            Request::Work(work) => self.work(work),
            Request::Page(address) => self.page(address),
            Request::WorkOrPage(work, address) => match self.work(work) {
                // A string in an address that looks like a DOI may not be one.
                Err(FetchError { kind: FetchErrorKind::Rejected, .. }) => self.page(address),
                found => found,
            },
        }
    }

    fn work(&mut self, work: &Identifier) -> Result<Paper, FetchError> {
        let server = host(self.resolver);
        if self.unavailable {
            let message = format!("not requested, because {server} was unavailable for an earlier one");
            return Err(FetchError { message, kind: FetchErrorKind::Failed });
        }
        let address = record::doi(work).and_then(|doi| doi.url()).unwrap_or_default();
        let address = address.replacen("https://doi.org", self.resolver, 1);
        let response = self.client.get(&address, record::ACCEPT);
        self.unavailable = response.as_ref().is_err_and(|error| error.kind == FetchErrorKind::Unavailable);
        record::paper(response?, server, work)
    }

    fn page(&self, address: &str) -> Result<Paper, FetchError> {
        page::paper(&self.client.get(address, page::ACCEPT)?, host(address), address)
    }
}
