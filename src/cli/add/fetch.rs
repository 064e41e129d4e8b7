//! The HTTP client, the only module that opens a socket.
//!
//! Requests are sent one at a time with a pause between them and are limited in time, redirects and size. The proxy is taken from
//! the environment (`HTTPS_PROXY` and related variables, `NO_PROXY`).

use std::cell::Cell;
use std::io::ErrorKind;
use std::time::Duration;

use ureq::Agent;
use ureq::http::HeaderMap;

use super::cleanup::line;

/// The largest response that is read, in bytes.
const MAX_RESPONSE_BYTES: u64 = 2 * 1024 * 1024;

const MAX_REDIRECTS: u32 = 10;

/// The pause between two requests, which limits the load on a server.
const PAUSE: Duration = Duration::from_millis(200);

const USER_AGENT: &str = concat!("mdbook-papers/", env!("CARGO_PKG_VERSION"));

/// Sends one request after the other.
pub(super) struct Client {
    agent: Agent,
    timeout: Duration,
    has_sent_request: Cell<bool>,
}

/// The response to a request.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) bytes: Vec<u8>,
    /// The media type, in lower case.
    pub(super) media: String,
    /// The encoding, if the header names one.
    pub(super) charset: Option<String>,
}

/// Why a request returned no paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FetchError {
    pub(super) message: String,
    pub(super) kind: FetchErrorKind,
}

/// Whether another request can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FetchErrorKind {
    /// The argument is invalid, or the server does not have it.
    Rejected,
    /// The request failed; a later one may succeed.
    Failed,
    /// The server cannot be used for the rest of this run.
    Unavailable,
}

impl FetchError {
    pub(super) fn rejected(message: impl Into<String>) -> Self {
        Self { message: message.into(), kind: FetchErrorKind::Rejected }
    }

    fn new(kind: FetchErrorKind, message: String) -> Self {
        Self { message, kind }
    }
}

impl Client {
    /// Creates a client that waits up to `timeout` for a complete response.
    pub(super) fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .timeout_global(Some(timeout))
            .max_redirects(MAX_REDIRECTS)
            .http_status_as_error(false)
            .build();
        Self { agent: config.into(), timeout, has_sent_request: Cell::new(false) }
    }

    /// Requests an address with the header `accept`.
    ///
    /// # Errors
    /// The connection fails, the status is not a success, or the response is too large.
    pub(super) fn get(&self, url: &str, accept: &str) -> Result<Response, FetchError> {
        if self.has_sent_request.replace(true) {
            std::thread::sleep(PAUSE);
        }
        let host = host(url);
        let response = self.agent.get(url).header("accept", accept).call();
        let mut response = response.map_err(|error| self.error(&error, url))?;
        check_status(response.status().as_u16(), response.headers(), host)?;
        let media = response.body().mime_type().unwrap_or_default().to_ascii_lowercase();
        let charset = response.body().charset().map(str::to_owned);
        let bytes = response.body_mut().with_config().limit(MAX_RESPONSE_BYTES).read_to_vec();
        let bytes = bytes.map_err(|error| match error {
            ureq::Error::Timeout(_) | ureq::Error::BodyExceedsLimit(_) => self.error(&error, url),
            _ => FetchError::new(FetchErrorKind::Failed, format!("the response of {host} was cut off")),
        })?;
        Ok(Response { bytes, media, charset })
    }

    /// Returns the proxy that the environment names for an address.
    fn proxy(&self, url: &str) -> Option<String> {
        let (proxy, url) = (self.agent.config().proxy()?, url.parse().ok()?);
        (!proxy.is_no_proxy(&url)).then(|| format!("the proxy {}:{}", proxy.host(), proxy.port()))
    }

    fn error(&self, error: &ureq::Error, url: &str) -> FetchError {
        let host = host(url);
        // With a proxy, the connection is made to the proxy.
        let proxy = self.proxy(url);
        let (server, advice) = match &proxy {
            Some(proxy) => (proxy.as_str(), "check the network connection and the proxy named in the environment"),
            None => (host, "check the network connection; a proxy may be required"),
        };
        match error {
            ureq::Error::Timeout(_) => FetchError::new(
                FetchErrorKind::Failed,
                format!("{host} sent no complete response within {:?}", self.timeout),
            ),
            ureq::Error::HostNotFound => {
                FetchError::new(FetchErrorKind::Unavailable, format!("{server} cannot be found; {advice}"))
            }
            ureq::Error::ConnectionFailed => {
                FetchError::new(FetchErrorKind::Unavailable, format!("no connection to {server}; {advice}"))
            }
            ureq::Error::Io(error) if error.kind() == ErrorKind::UnexpectedEof => {
                FetchError::new(FetchErrorKind::Failed, format!("the response of {host} was cut off"))
            }
            // Certificate errors are reported with this kind.
            ureq::Error::Io(error) if error.kind() == ErrorKind::InvalidData => FetchError::new(
                FetchErrorKind::Unavailable,
                format!("no secure connection to {host}: {}", line(&error.to_string())),
            ),
            ureq::Error::Io(error) => {
                let what = match unreachable_reason(error) {
                    Some(why) => format!("{server} {why}"),
                    None => format!("no connection to {server}: {}", line(&error.to_string())),
                };
                FetchError::new(FetchErrorKind::Unavailable, format!("{what}; {advice}"))
            }
            ureq::Error::TooManyRedirects => {
                FetchError::new(FetchErrorKind::Failed, format!("{host} redirects more than {MAX_REDIRECTS} times"))
            }
            ureq::Error::BodyExceedsLimit(_) => {
                let limit = MAX_RESPONSE_BYTES / (1024 * 1024);
                FetchError::new(FetchErrorKind::Failed, format!("the response of {host} is larger than {limit} MiB"))
            }
            ureq::Error::BadUri(_) | ureq::Error::Http(_) => {
                FetchError::rejected(format!("`{host}` is not a valid address"))
            }
            other => FetchError::new(
                FetchErrorKind::Failed,
                format!("the request to {host} failed: {}", line(&other.to_string())),
            ),
        }
    }
}

/// Returns why a host cannot be reached, if the operating system reports it.
fn unreachable_reason(error: &std::io::Error) -> Option<&'static str> {
    Some(match error.kind() {
        ErrorKind::ConnectionRefused => "refuses the connection",
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => "cannot be reached",
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => "closed the connection",
        ErrorKind::TimedOut => "does not respond",
        // The standard library has no error kind for a failed name lookup.
        _ if error.to_string().starts_with("failed to lookup address information") => "cannot be found",
        _ => return None,
    })
}

/// Returns an error unless the status is a success.
fn check_status(status: u16, headers: &HeaderMap, host: &str) -> Result<(), FetchError> {
    Err(match status {
        200..=299 => return Ok(()),
        401 | 403 => FetchError::rejected(format!("{host} does not allow programs to read it (status {status})")),
        404 | 410 => FetchError::rejected(format!("{host} does not know it (status {status})")),
        406 => FetchError::rejected(format!("{host} has no record of it in CSL-JSON (status 406)")),
        429 => {
            let wait = retry_after(headers).unwrap_or_else(|| "try again later".to_owned());
            FetchError::new(
                FetchErrorKind::Unavailable,
                format!("{host} received too many requests (status 429); {wait}"),
            )
        }
        500..=599 => {
            let wait = retry_after(headers).unwrap_or_else(|| "try again later".to_owned());
            FetchError::new(FetchErrorKind::Failed, format!("{host} has a server error (status {status}); {wait}"))
        }
        _ => FetchError::new(FetchErrorKind::Failed, format!("{host} returned status {status}")),
    })
}

/// Parses `Retry-After`: seconds, or a date.
fn retry_after(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("retry-after")?.to_str().ok()?.trim();
    match value.parse::<u32>() {
        Ok(1) => Some("try again in 1 second".to_owned()),
        Ok(seconds) => Some(format!("try again in {seconds} seconds")),
        Err(_) => Some(format!("try again after {value}")).filter(|_| !value.is_empty() && value.len() <= 40),
    }
}

/// Returns the host of an address with its port, without user name and password.
pub(super) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    authority.rsplit('@').next().unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_explained() {
        #[track_caller]
        fn check(status: u16, retry: Option<&'static str>, expect: Option<&str>) {
            let mut headers = HeaderMap::new();
            headers.extend(retry.map(|retry| (ureq::http::header::RETRY_AFTER, retry.parse().unwrap())));
            let value = check_status(status, &headers, "h").err().map(|error| error.message);
            assert_eq!(value.as_deref(), expect);
        }
        check(200, None, None);
        check(403, None, Some("h does not allow programs to read it (status 403)"));
        check(410, None, Some("h does not know it (status 410)"));
        check(406, None, Some("h has no record of it in CSL-JSON (status 406)"));
        check(429, Some("1"), Some("h received too many requests (status 429); try again in 1 second"));
        check(429, Some(""), Some("h received too many requests (status 429); try again later"));
        let date = "Fri, 27 Nov 2026 09:00:00 GMT";
        check(
            503,
            Some(date),
            Some("h has a server error (status 503); try again after Fri, 27 Nov 2026 09:00:00 GMT"),
        );
        check(304, None, Some("h returned status 304"));
    }

    #[test]
    fn a_host_is_without_user_and_password() {
        for (url, expect) in [("https://doi.org/10.1/2", "doi.org"), ("http://a:b@h:8080?x", "h:8080"), ("x", "x")] {
            assert_eq!(host(url), expect);
        }
    }
}
