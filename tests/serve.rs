//! `serve`: the pages are served, and open pages learn of the next build.
#![cfg(feature = "serve")]
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests create files, and a failure there fails the test"
)]

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A running server, stopped at the end of the test.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts the server on a port that was free a moment ago, and waits until it accepts connections.
    fn start(book: &Path) -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
        command.args(["serve", book.to_str().unwrap(), "--port", &port.to_string()]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut server = Self { child, port };
        for _ in 0..600 {
            assert_eq!(server.child.try_wait().unwrap(), None, "the server stopped");
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
                return server;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("the server accepts no connection");
    }

    /// Returns the status line and the rest of a response.
    fn get(&self, path: &str, host: &str) -> (String, String) {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        // In one packet: the server resets the connection if more arrives after an invalid line.
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (status, rest) = response.split_once("\r\n").unwrap();
        (status.to_owned(), rest.to_owned())
    }

    #[track_caller]
    fn check(&self, path: &str, status: &str, contains: &str) {
        let (actual, rest) = self.get(path, "localhost");
        assert_eq!(actual, format!("HTTP/1.1 {status}"), "{path}");
        assert!(rest.contains(contains), "{path}: {rest}");
    }

    /// Waits for the build after `seen`, and returns its number.
    fn wait(&self, seen: &str) -> String {
        for _ in 0..10 {
            let (_, response) = self.get(&format!("/__mdbook_papers_reload?{seen}"), "localhost");
            let (_, build) = response.split_once("\r\n\r\n").unwrap();
            if build != seen {
                return build.to_owned();
            }
        }
        panic!("no build after {seen}");
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn a_book_is_served_and_built_again_after_a_change() {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    write(root, "book.toml", "[book]\ntitle = \"T\"\n[preprocessor.papers]\ndata = [\"data/*.toml\"]\n");
    write(root, "src/SUMMARY.md", "- [A](a.md)\n- [论文](nested/论文.md)\n");
    write(root, "src/a.md", "# A\n\n<<#papers>>\n");
    write(root, "src/nested/论文.md", "# 论文\n");
    write(root, "data/papers.toml", "[[paper]]\nid = \"a\"\ntitle = \"The first title\"\n");
    write(root, "secret.txt", "secret");

    let server = Server::start(root);
    server.check("/", "200 OK", "The first title");
    server.check("/a.html?query", "200 OK", "__mdbook_papers_reload");
    server.check("/nested/%E8%AE%BA%E6%96%87.html", "200 OK", "论文");
    server.check("/nested", "301 Moved Permanently", "location: /nested/\r\n");
    server.check("/none.html", "404 Not Found", "<html");
    server.check("/../secret.txt", "400 Bad Request", "");
    server.check("/%2e%2e/secret.txt", "400 Bad Request", "");
    let (status, _) = server.get("/", "example.org");
    assert_eq!(status, "HTTP/1.1 403 Forbidden");

    write(root, "data/papers.toml", "[[paper]]\nid = \"a\"\ntitle = \"The second title\"\n");
    let build = server.wait("1");
    server.check("/", "200 OK", "The second title");

    // An error is shown in the page, and the next change removes it.
    write(root, "src/a.md", "# A\n\n<<#papers none>>\n");
    let build = server.wait(&build);
    server.check("/", "200 OK", "unknown-category");
    write(root, "src/a.md", "# A\n\n<<#papers>>\n");
    server.wait(&build);
    server.check("/", "200 OK", "The second title");
}

#[test]
fn a_port_in_use_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "book.toml", "[book]\ntitle = \"T\"\n");
    write(root.path(), "src/SUMMARY.md", "- [A](a.md)\n");
    write(root.path(), "src/a.md", "# A\n");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"));
    let output = command.args(["serve", root.path().to_str().unwrap(), "--port", &port.to_string()]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let message = format!("cannot listen on `localhost:{port}`; choose another port with `--port`");
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains(&message), "{stderr}");
}
