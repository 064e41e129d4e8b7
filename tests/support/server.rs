//! A server on the loopback that answers as it is told, in HTTP/1.1 and with the standard library alone.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is sent back.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<String>,
    body: Vec<u8>,
    /// How many bytes the answer claims to have.
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

    /// Claims more than there is.
    pub(crate) fn cut(mut self) -> Self {
        self.length += 100;
        self
    }

    pub(crate) fn late(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    fn send(&self, stream: &mut TcpStream) {
        std::thread::sleep(self.delay);
        let (status, headers, length) = (self.status, self.headers.join("\r\n"), self.length);
        let head = format!("HTTP/1.1 {status} x\r\n{headers}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
        // Who was asked for more than it wanted hangs up.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&self.body));
    }
}

/// The server, for as long as the test runs.
pub(crate) struct Server {
    /// Its host and port.
    pub(crate) host: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers each request by its path.
    pub(crate) fn new(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let host = listener.local_addr().expect("it has an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || serve(stream, &log, &*answer));
            }
        });
        Self { host, asked }
    }

    /// The requests so far: the first line, and the headers that say who asks for what.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no request panics").clone()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Vec<String>>, answer: &dyn Fn(&str) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream has two ends"));
    loop {
        let mut head = Vec::new();
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|count| count > 2) {
            head.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        let Some(first) = head.first().cloned() else { return };
        let mut said = vec![first.clone()];
        for header in &head[1..] {
            let name = header.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if matches!(name.as_str(), "accept" | "user-agent") {
                said.push(header.clone());
            }
        }
        log.lock().expect("no request panics").push(said.join(" | "));
        if first.starts_with("CONNECT ") {
            // As a proxy, it is every host itself.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
            continue;
        }
        answer(first.split(' ').nth(1).unwrap_or_default()).send(&mut stream);
        return;
    }
}
