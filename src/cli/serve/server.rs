//! The web server of `serve`: the files of the site, with a script in each page that reloads it after a build.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use oxhttp::Server;
use oxhttp::model::{Body, Method, Request, Response, StatusCode, header};

use crate::files::{self, FileError};
use crate::identifier::percent_decode;

/// The address at which a page waits for the next build.
const RELOAD: &str = "/__mdbook_papers_reload";

/// How long a page waits before it asks again. Browsers and proxies end connections without an answer.
const WAIT: Duration = Duration::from_secs(20);

/// The number of connections at a time, which bounds the number of threads.
const MAX_CONNECTIONS: usize = 256;

const SCRIPT: &str = include_str!("../../../assets/reload.js");

/// A site that is served.
pub(super) struct Site(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    built: Condvar,
    /// Whether only this computer can connect.
    is_local: bool,
}

#[derive(Clone)]
struct State {
    /// The folder of the pages.
    html: PathBuf,
    /// The number of builds.
    builds: u64,
}

impl Site {
    /// Starts to serve the files of a folder, in threads of its own.
    ///
    /// # Errors
    /// The address is in use, or is not of this computer.
    pub(super) fn serve(html: PathBuf, hostname: IpAddr, port: u16) -> Result<Self> {
        let state = Mutex::new(State { html, builds: 1 });
        let shared = Arc::new(Shared { state, built: Condvar::new(), is_local: hostname.is_loopback() });
        let of_requests = Arc::clone(&shared);
        Server::new(move |request| of_requests.respond(request))
            .bind((hostname, port))
            .with_max_concurrent_connections(MAX_CONNECTIONS)
            .spawn()
            .with_context(|| {
                format!("cannot listen on `{}`; choose another port with `--port`", authority(hostname, port))
            })?;
        Ok(Self(shared))
    }

    /// Serves the files of a new build, and reloads the open pages.
    pub(super) fn replace(&self, html: PathBuf) {
        let mut state = self.0.lock();
        state.html = html;
        state.builds += 1;
        self.0.built.notify_all();
    }
}

/// Returns the host and port as in an address.
pub(super) fn authority(hostname: IpAddr, port: u16) -> String {
    if hostname.is_loopback() {
        format!("localhost:{port}")
    } else {
        std::net::SocketAddr::from((hostname, port)).to_string()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn respond(&self, request: &Request<Body>) -> Response<Body> {
        let uri = request.uri();
        if self.is_local && !uri.host().is_some_and(is_local_name) {
            // Another site whose name was resolved to this computer must not read the book.
            return text(StatusCode::FORBIDDEN, "this server is reached as `localhost`");
        }
        if request.method() != Method::GET {
            return text(StatusCode::METHOD_NOT_ALLOWED, "only GET is supported");
        }
        if uri.path() == RELOAD {
            return text(StatusCode::OK, &self.next_build(uri.query().unwrap_or_default()).to_string());
        }
        let State { html, builds } = self.lock().clone();
        page(&html, uri.path(), builds)
    }

    /// Returns the number of builds as soon as it differs from `seen`, or after a while.
    fn next_build(&self, seen: &str) -> u64 {
        let is_seen = |state: &mut State| state.builds.to_string() == seen;
        let waited = self.built.wait_timeout_while(self.lock(), WAIT, is_seen);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.builds
    }
}

/// Whether the host of a request is this computer.
fn is_local_name(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Returns the file at an address of the site.
fn page(html: &Path, path: &str, builds: u64) -> Response<Body> {
    let Some(file) = percent_decode(path).and_then(|path| relative(&path)) else {
        return text(StatusCode::BAD_REQUEST, "this is not an address of a file");
    };
    let file = if path.ends_with('/') { file.join("index.html") } else { file };
    match files::read_bytes(html, &file) {
        Ok(bytes) => response(StatusCode::OK, &file, bytes, builds),
        Err(FileError::Folder) => {
            let folder = format!("/{}/", path.trim_matches('/'));
            let moved = Response::builder().status(StatusCode::MOVED_PERMANENTLY).header(header::LOCATION, folder);
            moved.body(Body::empty()).unwrap_or_default()
        }
        Err(_) => match files::read_bytes(html, Path::new("404.html")) {
            Ok(bytes) => response(StatusCode::NOT_FOUND, Path::new("404.html"), bytes, builds),
            Err(_) => text(StatusCode::NOT_FOUND, "there is no such page"),
        },
    }
}

/// Returns the path of a file below the site. Returns `None` for one that could be elsewhere.
fn relative(path: &str) -> Option<PathBuf> {
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    let is_name = |part: &str| part != ".." && !part.contains(['\\', ':', '\0']);
    parts.map(|part| is_name(part).then_some(part)).collect()
}

/// Returns a file, and for a page the script after its end.
fn response(status: StatusCode, file: &Path, mut bytes: Vec<u8>, builds: u64) -> Response<Body> {
    let media_type = media_type(file);
    if media_type == HTML {
        let script = SCRIPT.replace("SEEN", &builds.to_string()).replace("ADDRESS", RELOAD);
        bytes.extend_from_slice(format!("<script>{script}</script>").as_bytes());
    }
    // A browser that keeps a file would show the last build.
    let response = Response::builder().status(status).header(header::CACHE_CONTROL, "no-store");
    response.header(header::CONTENT_TYPE, media_type).body(Body::from(bytes)).unwrap_or_default()
}

fn text(status: StatusCode, text: &str) -> Response<Body> {
    let response = Response::builder().status(status).header(header::CONTENT_TYPE, "text/plain; charset=utf-8");
    response.header(header::CACHE_CONTROL, "no-store").body(Body::from(text.to_owned())).unwrap_or_default()
}

const HTML: &str = "text/html; charset=utf-8";

/// Returns the media type of the files that books contain (IANA's registry).
fn media_type(file: &Path) -> &'static str {
    let extension = file.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "txt" | "md" | "bib" | "toml" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_below_the_site() {
        let check = |path: &str, expect: Option<&str>| assert_eq!(relative(path), expect.map(PathBuf::from), "{path}");
        check("/", Some(""));
        check("/a/b.html", Some("a/b.html"));
        check("//a/./b.html", Some("a/b.html"));
        check("/论文.html", Some("论文.html"));
        check("/../b", None);
        check("/a\\..\\b", None);
        check("/C:/b", None);
        check("/a\0", None);
    }

    #[test]
    fn only_names_of_this_computer_are_local() {
        let check = |host: &str, expect: bool| assert_eq!(is_local_name(host), expect, "{host}");
        check("localhost", true);
        check("127.0.0.1", true);
        check("[::1]", true);
        check("localhost.example.org", false);
        check("192.168.0.1", false);
    }

    #[test]
    fn a_waiting_page_is_answered_after_a_build() {
        let state = Mutex::new(State { html: PathBuf::new(), builds: 1 });
        let site = Site(Arc::new(Shared { state, built: Condvar::new(), is_local: true }));
        assert_eq!(site.0.next_build("0"), 1);
        let shared = Arc::clone(&site.0);
        let waiting = std::thread::spawn(move || shared.next_build("1"));
        site.replace(PathBuf::from("b"));
        assert_eq!(waiting.join().unwrap(), 2);
    }
}
