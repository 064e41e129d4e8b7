//! An HTTP/1.1 server on the loopback interface with scripted replies.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A reply.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
    /// The value of `Content-Length`.
    length: usize,
    delay: Duration,
}

impl Reply {
    pub(crate) fn new(status: u16, media: &str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let (headers, length) = (vec![format!("Content-Type: {media}")], body.len());
        Self { status, headers, body, length, delay: Duration::ZERO }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push(format!("{name}: {value}"));
        self
    }

    /// Makes the body shorter than `Content-Length`.
    pub(crate) fn truncated(mut self) -> Self {
        self.length += 100;
        self
    }

    pub(crate) fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn send(&self, stream: &mut TcpStream) {
        std::thread::sleep(self.delay);
        let (status, headers, length) = (self.status, self.headers.join("\r\n"), self.length);
        let head = format!("HTTP/1.1 {status} x\r\n{headers}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        // The client may close the connection before it has read the body.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&self.body));
    }
}

/// A running server.
pub(crate) struct Server {
    /// Its host and port.
    pub(crate) host: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server that replies to each request by its path.
    pub(crate) fn new(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let host = listener.local_addr().expect("it has an address").to_string();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (log, reply) = (Arc::clone(&requests), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let (log, reply) = (Arc::clone(&log), Arc::clone(&reply));
                std::thread::spawn(move || serve(stream, &log, &*reply));
            }
        });
        Self { host, requests }
    }

    /// Returns the requests so far: the first line, and the headers `Accept` and `User-Agent`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no request panics").clone()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Vec<String>>, reply: &dyn Fn(&str) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream has two ends"));
    loop {
        let mut head = Vec::new();
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|count| count > 2) {
            head.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let Some(first) = head.first().cloned() else { return };
        let mut request = vec![first.clone()];
        for header in &head[1..] {
            let name = header.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if matches!(name.as_str(), "accept" | "user-agent") {
                request.push(header.clone());
            }
        }
        log.lock().expect("no request panics").push(request.join(" | "));
        if first.starts_with("CONNECT ") {
            // As a proxy, it answers for every host.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            continue;
        }
        reply(first.split(' ').nth(1).unwrap_or_default()).send(&mut stream);
        return;
    }
}
