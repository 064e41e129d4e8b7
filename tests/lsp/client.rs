//! A client of the language server, over pipes as editors are.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A running server and the book it serves.
pub(crate) struct Client {
    pub(crate) root: PathBuf,
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    errors: Option<ChildStderr>,
    next_id: i64,
    versions: BTreeMap<String, i64>,
    /// The last diagnostics of each file.
    pub(crate) diagnostics: BTreeMap<String, Value>,
    /// The requests of the server.
    pub(crate) requests: Vec<Value>,
}

impl Client {
    /// Starts a server for clients with these capabilities and initializes it.
    pub(crate) fn start(root: &Path, capabilities: &Value) -> Self {
        Self::start_with(root, &json!({ "processId": null, "capabilities": capabilities }), &[])
    }

    /// Starts a server with arguments, and initializes it with parameters.
    pub(crate) fn start_with(root: &Path, parameters: &Value, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mdbook-papers"))
            .arg("lsp")
            .args(arguments)
            // mdBook reports includes of files that vanish.
            .env("MDBOOK_LOG", "error,mdbook_driver=off")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let (input, errors) = (child.stdin.take(), child.stderr.take());
        let output = BufReader::new(child.stdout.take().expect("standard output is piped"));
        let (versions, diagnostics) = (BTreeMap::new(), BTreeMap::new());
        let (root, requests) = (root.to_owned(), Vec::new());
        let mut client = Self { root, child, input, output, errors, next_id: 0, versions, diagnostics, requests };
        client.request("initialize", parameters);
        client.notify("initialized", &json!({}));
        client
    }

    pub(crate) fn uri(&self, file: &str) -> String {
        format!("file://{}/{file}", self.root.display())
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().expect("the input is open");
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
        input.flush().expect("the server reads");
    }

    /// Receives a message, or `None` if the server closed its output.
    fn receive(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut header = String::new();
            if self.output.read_line(&mut header).expect("the server writes UTF-8") == 0 {
                return None;
            }
            match header.trim_end().split_once(": ") {
                Some(("Content-Length", value)) => length = value.parse().expect("the length is a number"),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("the body is complete");
        Some(serde_json::from_slice(&body).expect("the server writes JSON"))
    }

    /// Sends a request and returns the response.
    pub(crate) fn respond(&mut self, method: &str, params: &Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive().expect("the server is running");
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.note(&message);
        }
    }

    /// Sends a request and returns its result.
    #[track_caller]
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        let response = self.respond(method, params);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Notes diagnostics, and requests of the server.
    fn note(&mut self, message: &Value) -> Option<String> {
        if message.get("id").is_some() && message.get("method").is_some() {
            self.requests.push(message.clone());
        }
        if message["method"] != "textDocument/publishDiagnostics" {
            return None;
        }
        let uri = message["params"]["uri"].as_str().expect("diagnostics have a file");
        let file = uri.rsplit_once(&format!("{}/", self.root.display())).expect("the file is in the book").1.to_owned();
        self.diagnostics.insert(file.clone(), message["params"]["diagnostics"].clone());
        Some(file)
    }

    /// Opens a document, or replaces its text.
    pub(crate) fn set(&mut self, file: &str, text: &str) {
        let uri = self.uri(file);
        let version = self.versions.get(file).map_or(0, |version| version + 1);
        self.versions.insert(file.to_owned(), version);
        if version == 0 {
            let document = json!({ "uri": uri, "languageId": "x", "version": 0, "text": text });
            self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
        } else {
            let document = json!({ "uri": uri, "version": version });
            let changes = json!([{ "text": text }]);
            self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
        }
    }

    /// Changes a range of a document.
    pub(crate) fn edit(&mut self, file: &str, range: &Value, text: &str) {
        let version = self.versions.get_mut(file).expect("the document is open");
        *version += 1;
        let document = json!({ "uri": format!("file://{}/{file}", self.root.display()), "version": *version });
        let changes = json!([{ "range": range, "text": text }]);
        self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Returns the next diagnostics of a file.
    pub(crate) fn next_diagnostics(&mut self, file: &str) -> Value {
        loop {
            let message = self.receive().expect("the server is running");
            if self.note(&message).as_deref() == Some(file) {
                return self.diagnostics[file].clone();
            }
        }
    }

    /// Closes a document.
    pub(crate) fn close(&mut self, file: &str) {
        self.versions.remove(file);
        self.notify("textDocument/didClose", &json!({ "textDocument": { "uri": self.uri(file) } }));
    }

    /// Reports that a file changed on disk.
    pub(crate) fn changed_on_disk(&mut self, file: &str) {
        let changes = json!([{ "uri": self.uri(file), "type": 2 }]);
        self.notify("workspace/didChangeWatchedFiles", &json!({ "changes": changes }));
    }

    /// Closes the server's input and returns its exit status.
    pub(crate) fn disconnect(mut self) -> Option<i32> {
        drop(self.input.take());
        self.wait()
    }

    /// Waits until the server exits by itself, and returns its exit status. It must not have reported an error.
    pub(crate) fn wait(mut self) -> Option<i32> {
        while self.receive().is_some() {}
        let mut errors = String::new();
        let read = self.errors.take().map(|mut from| from.read_to_string(&mut errors));
        read.expect("standard error is piped").expect("the server writes UTF-8");
        assert_eq!(errors, "");
        self.child.wait().expect("the server exits").code()
    }

    /// Asks the server to exit and returns its exit status.
    pub(crate) fn exit(mut self) -> Option<i32> {
        self.request("shutdown", &Value::Null);
        self.notify("exit", &Value::Null);
        self.disconnect()
    }
}

/// Returns a text without its cursor `|`, and the position of the cursor in UTF-16.
pub(crate) fn cursor(text: &str) -> (String, Value) {
    let at = text.find('|').expect("the text has a cursor");
    (text.replacen('|', "", 1), position(text, at, Encoding::Utf16))
}

/// The unit of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf16,
}

/// Returns the position of a byte of a text.
pub(crate) fn position(text: &str, at: usize, encoding: Encoding) -> Value {
    let before = &text[..at];
    let last = before.rsplit('\n').next().unwrap_or_default();
    let column = match encoding {
        Encoding::Utf8 => last.len(),
        Encoding::Utf16 => last.encode_utf16().count(),
    };
    json!({ "line": before.matches('\n').count(), "character": column })
}
