//! The one place that opens a socket: an address to the bytes that are there, or why they cannot be had.
//!
//! One request at a time, with a pause between two; bounded in time, redirects and size. The proxy is the one that the
//! environment names (`HTTPS_PROXY` and its kin, `NO_PROXY`).

use std::cell::Cell;
use std::io::ErrorKind;
use std::time::Duration;

use ureq::Agent;
use ureq::http::HeaderMap;

use super::cleanup::line;

/// The largest answer that is read, in bytes.
const LIMIT: u64 = 2 * 1024 * 1024;

const REDIRECTS: u32 = 10;

/// How long is waited between two requests, so that many of them are no burden.
const PAUSE: Duration = Duration::from_millis(200);

const USER_AGENT: &str = concat!("mdbook-papers/", env!("CARGO_PKG_VERSION"));

/// Asks, one request after the other.
pub(super) struct Client {
    agent: Agent,
    timeout: Duration,
    begun: Cell<bool>,
}

/// What an address gives.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) bytes: Vec<u8>,
    /// The media type, in lower case.
    pub(super) media: String,
    /// The encoding, where it is told.
    pub(super) charset: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FetchError {
    pub(super) message: String,
    pub(super) kind: Kind,
}

/// What may be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What was asked for is wrong, or not there.
    Refused,
    /// It could not be had this time.
    Failed,
    /// Nothing more can be had from that server now.
    Closed,
}

impl FetchError {
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self { message: message.into(), kind: Kind::Refused }
    }

    fn new(kind: Kind, message: String) -> Self {
        Self { message, kind }
    }
}

impl Client {
    /// Waits so long for the whole of an answer.
    pub(super) fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .timeout_global(Some(timeout))
            .max_redirects(REDIRECTS)
            .http_status_as_error(false)
            .build();
        Self { agent: config.into(), timeout, begun: Cell::new(false) }
    }

    /// What an address gives to somebody who takes `accept`.
    pub(super) fn get(&self, url: &str, accept: &str) -> Result<Answer, FetchError> {
        if self.begun.replace(true) {
            std::thread::sleep(PAUSE);
        }
        let host = host(url);
        let response = self.agent.get(url).header("accept", accept).call();
        let mut response = response.map_err(|error| self.trouble(&error, url))?;
        refuse(response.status().as_u16(), response.headers(), host)?;
        let media = response.body().mime_type().unwrap_or_default().to_ascii_lowercase();
        let charset = response.body().charset().map(str::to_owned);
        let bytes = response.body_mut().with_config().limit(LIMIT).read_to_vec();
        let bytes = bytes.map_err(|error| match error {
            ureq::Error::Timeout(_) | ureq::Error::BodyExceedsLimit(_) => self.trouble(&error, url),
            _ => FetchError::new(Kind::Failed, format!("the answer of {host} broke off")),
        })?;
        Ok(Answer { bytes, media, charset })
    }

    /// The proxy that the environment names for an address.
    fn proxy(&self, url: &str) -> Option<String> {
        let (proxy, url) = (self.agent.config().proxy()?, url.parse().ok()?);
        (!proxy.is_no_proxy(&url)).then(|| format!("the proxy {}:{}", proxy.host(), proxy.port()))
    }

    fn trouble(&self, error: &ureq::Error, url: &str) -> FetchError {
        let host = host(url);
        // It is the proxy that a connection is made to, where there is one.
        let proxy = self.proxy(url);
        let (asked, offline) = match &proxy {
            Some(proxy) => {
                (proxy.as_str(), "is this machine online, and the proxy that the environment names the right one?")
            }
            None => (host, "is this machine online, and does it need a proxy?"),
        };
        match error {
            ureq::Error::Timeout(_) => {
                FetchError::new(Kind::Failed, format!("{host} gave no whole answer within {:?}", self.timeout))
            }
            ureq::Error::HostNotFound => FetchError::new(Kind::Closed, format!("{asked} cannot be found; {offline}")),
            ureq::Error::ConnectionFailed => {
                FetchError::new(Kind::Closed, format!("no connection to {asked}; {offline}"))
            }
            ureq::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => {
                FetchError::new(Kind::Failed, format!("the answer of {host} broke off"))
            }
            // So comes what is wrong with a certificate.
            ureq::Error::Io(error) if error.kind() == ErrorKind::InvalidData => {
                FetchError::new(Kind::Closed, format!("no secure connection to {host}: {}", line(&error.to_string())))
            }
            ureq::Error::Io(error) => {
                let what = match unreachable(error) {
                    Some(why) => format!("{asked} {why}"),
                    None => format!("no connection to {asked}: {}", line(&error.to_string())),
                };
                FetchError::new(Kind::Closed, format!("{what}; {offline}"))
            }
            ureq::Error::TooManyRedirects => {
                FetchError::new(Kind::Failed, format!("{host} leads on and on, over {REDIRECTS} redirects"))
            }
            ureq::Error::BodyExceedsLimit(_) => {
                let limit = LIMIT / (1024 * 1024);
                FetchError::new(Kind::Failed, format!("the answer of {host} is larger than {limit} MiB"))
            }
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => FetchError::refused(format!("`{host}` is no address")),
            other => FetchError::new(Kind::Failed, format!("{host} cannot be asked: {}", line(&other.to_string()))),
        }
    }
}

/// Why a host is not reached, where the machine knows.
fn unreachable(error: &std::io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        ErrorKind::ConnectionRefused => "refuses the connection",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => "is out of reach",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => "broke the connection off",
        ErrorKind::TimedOut => "does not answer",
        // The standard library has no kind for a name that is not found.
        _ if error.to_string().starts_with("failed to lookup address information") => "cannot be found",
        _ => return None,
    })
}

/// What a status says, unless it is that all is well.
fn refuse(status: u16, headers: &HeaderMap, host: &str) -> Result<(), FetchError> {
    Err(match status {
        200..=299 => return Ok(()),
        401 | 403 => FetchError::refused(format!("{host} does not let programs read it (status {status})")),
        404 | 410 => FetchError::refused(format!("{host} does not know it (status {status})")),
        406 => FetchError::refused(format!("{host} has no record of it in CSL-JSON (status 406)")),
        429 => {
            let wait = retry_after(headers).unwrap_or_else(|| "try again later".to_owned());
            FetchError::new(Kind::Closed, format!("{host} was asked too often (status 429); {wait}"))
        }
        500..=599 => {
            let wait = retry_after(headers).unwrap_or_else(|| "try again later".to_owned());
            FetchError::new(Kind::Failed, format!("{host} is out of order (status {status}); {wait}"))
        }
        _ => FetchError::new(Kind::Failed, format!("{host} answers with status {status}")),
    })
}

/// When to ask again: seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<String> {
    let said = headers.get("retry-after")?.to_str().ok()?.trim();
    match said.parse::<u32>() {
        Ok(1) => Some("try again in 1 second".to_owned()),
        Ok(seconds) => Some(format!("try again in {seconds} seconds")),
        Err(_) => Some(format!("try again after {said}")).filter(|_| !said.is_empty() && said.len() <= 40),
    }
}

/// The host of an address, with its port.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority.rsplit('@').next().unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_told_in_words() {
        #[track_caller]
        fn check(status: u16, retry: Option<&'static str>, expect: Option<&str>) {
            let mut headers = HeaderMap::new();
            headers.extend(retry.map(|retry| (ureq::http::header::RETRY_AFTER, retry.parse().unwrap())));
            let said = refuse(status, &headers, "h").err().map(|trouble| trouble.message);
            assert_eq!(said.as_deref(), expect);
        }
        check(200, None, None);
        check(403, None, Some("h does not let programs read it (status 403)"));
        check(410, None, Some("h does not know it (status 410)"));
        check(406, None, Some("h has no record of it in CSL-JSON (status 406)"));
        check(429, Some("1"), Some("h was asked too often (status 429); try again in 1 second"));
        check(429, Some(""), Some("h was asked too often (status 429); try again later"));
        let date = "Fri, 27 Nov 2026 09:00:00 GMT";
        check(503, Some(date), Some("h is out of order (status 503); try again after Fri, 27 Nov 2026 09:00:00 GMT"));
        check(304, None, Some("h answers with status 304"));
    }

    #[test]
    fn the_host_is_told_and_no_password() {
        for (url, expect) in [("https://doi.org/10.1/2", "doi.org"), ("http://a:b@h:8080?x", "h:8080"), ("x", "x")] {
            assert_eq!(host(url), expect);
        }
    }
}
