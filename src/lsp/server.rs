//! The main loop: receives messages, answers requests, and publishes diagnostics when the client pauses.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    Diagnostic, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, InitializeParams,
    PublishDiagnosticsParams, Registration, RegistrationParams, Uri,
};

use super::capabilities::{self, Client};
use super::commands::FinishedLookup;
use super::workspace::Workspace;
use super::{Host, HostState, uri};

/// How long no message must have arrived before diagnostics are published.
const PAUSE: Duration = Duration::from_millis(30);

/// The files that are watched for changes by other programs.
const WATCHED: &str = "**/*.{md,toml,yaml,yml,json,bib,ris,nbib,cff,csl,jinja,j2}";

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client asked the server to shut down and to exit.
    AsAsked,
    /// The client exited or disconnected without asking.
    WithoutShutdown,
}

/// The state of the server.
pub(super) struct Server<'c> {
    connection: &'c Connection,
    pub(super) host: Host,
    pub(super) workspace: Workspace,
    pub(super) client: Client,
    is_initialized: bool,
    is_shut_down: bool,
    /// Whether something changed since diagnostics were published.
    has_changed: bool,
    published: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// The results of lookups on other threads.
    pub(super) lookups: (Sender<FinishedLookup>, Receiver<FinishedLookup>),
    /// The number of requests to the client.
    pub(super) request_count: usize,
}

/// What the server waits for.
enum Event {
    Received(Message),
    Finished(FinishedLookup),
    /// Nothing happened since the last change.
    Paused,
    Disconnected,
}

/// Serves a client until it disconnects or asks the server to exit.
pub(super) fn run(connection: &Connection, host: Host) -> Ended {
    let mut server = Server {
        connection,
        host,
        workspace: Workspace::default(),
        client: Client::default(),
        is_initialized: false,
        is_shut_down: false,
        has_changed: false,
        published: BTreeMap::new(),
        lookups: crossbeam_channel::unbounded(),
        request_count: 0,
    };
    server.run()
}

impl Server<'_> {
    fn run(&mut self) -> Ended {
        let disconnected = |server: &Self| if server.is_shut_down { Ended::AsAsked } else { Ended::WithoutShutdown };
        loop {
            let sent = match self.wait() {
                Event::Disconnected => return disconnected(self),
                Event::Paused => {
                    self.guarded(Self::publish);
                    true
                }
                Event::Finished(lookup) => {
                    let response = self.guarded(|server| server.finish(lookup));
                    response.is_none_or(|response| self.send(response.into()))
                }
                Event::Received(Message::Notification(notification))
                    if notification.method == notification::Exit::METHOD =>
                {
                    return disconnected(self);
                }
                Event::Received(Message::Notification(notification)) => {
                    self.guarded(|server| server.notified(notification));
                    true
                }
                Event::Received(Message::Request(request)) => {
                    let response = self.respond(request);
                    response.is_none_or(|response| self.send(response.into()))
                }
                Event::Received(Message::Response(response)) => {
                    self.responded(response);
                    true
                }
            };
            if !sent {
                return disconnected(self);
            }
        }
    }

    fn wait(&self) -> Event {
        let pause = if self.has_changed { crossbeam_channel::after(PAUSE) } else { crossbeam_channel::never() };
        crossbeam_channel::select! {
            recv(self.connection.receiver) -> message => message.map_or(Event::Disconnected, Event::Received),
            recv(self.lookups.1) -> lookup => lookup.map_or(Event::Disconnected, Event::Finished),
            recv(pause) -> _ => Event::Paused,
        }
    }

    pub(super) fn send(&self, message: Message) -> bool {
        self.connection.sender.send(message).is_ok()
    }

    /// Runs a step. After a panic, all books are loaded again.
    fn guarded<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let outcome = catch_unwind(AssertUnwindSafe(|| step(self)));
        if outcome.is_err() {
            tracing::error!("papers: a message could not be handled; the books are loaded again");
            self.workspace.reset();
        }
        outcome.ok()
    }

    /// Brings the analysis of all books up to date.
    pub(super) fn refresh(&mut self) {
        match (self.host.today)() {
            Ok(today) => self.workspace.refresh(HostState { today, parse_config: self.host.parse_config }),
            Err(error) => tracing::error!("papers: {error:#}"),
        }
    }

    /// Publishes the diagnostics of the files where they changed.
    fn publish(&mut self) {
        self.has_changed = false;
        self.refresh();
        let new = self.workspace.diagnostics(self.client.encoding);
        let mut changed: Vec<_> =
            new.iter().filter(|(path, found)| self.published.get(*path) != Some(*found)).collect();
        let none = Vec::new();
        changed.extend(self.published.keys().filter(|path| !new.contains_key(*path)).map(|path| (path, &none)));
        for (path, found) in changed {
            let Some(uri) = self.workspace.documents.uri(path) else { continue };
            let version = self.workspace.documents.get(path).map(|document| document.version);
            let params = PublishDiagnosticsParams { uri, diagnostics: found.clone(), version };
            let method = notification::PublishDiagnostics::METHOD.to_owned();
            self.send(Notification::new(method, params).into());
        }
        self.published = new;
        self.workspace.warm();
    }

    fn notified(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        let documents = &mut self.workspace.documents;
        match method.as_str() {
            notification::Initialized::METHOD => self.watch_files(),
            notification::DidOpenTextDocument::METHOD => {
                let Some(params) = read::<notification::DidOpenTextDocument>(params) else { return };
                let document = params.text_document;
                let path = documents.open(document.uri, document.text, document.version);
                self.touch(path);
            }
            notification::DidChangeTextDocument::METHOD => {
                let Some(params) = read::<notification::DidChangeTextDocument>(params) else { return };
                let document = params.text_document;
                let encoding = self.client.encoding;
                let path = documents.change(&document.uri, document.version, params.content_changes, encoding);
                self.touch(path);
            }
            notification::DidCloseTextDocument::METHOD => {
                let Some(params) = read::<notification::DidCloseTextDocument>(params) else { return };
                let path = documents.close(&params.text_document.uri);
                self.touch(path);
            }
            notification::DidSaveTextDocument::METHOD => {
                let Some(params) = read::<notification::DidSaveTextDocument>(params) else { return };
                self.touch_saved(&params.text_document.uri);
            }
            notification::DidChangeWatchedFiles::METHOD => {
                let Some(params) = read::<notification::DidChangeWatchedFiles>(params) else { return };
                for change in &params.changes {
                    self.touch_saved(&change.uri);
                }
            }
            _ => {}
        }
    }

    fn touch(&mut self, path: Option<PathBuf>) {
        let Some(path) = path else { return };
        self.workspace.touch(&path);
        self.has_changed = true;
    }

    fn touch_saved(&mut self, uri: &Uri) {
        let Some(path) = uri::to_path(uri) else { return };
        self.workspace.touch_saved(&path);
        self.has_changed = true;
    }

    /// Asks the client to report changes of files by other programs.
    fn watch_files(&mut self) {
        if !self.client.watches_files {
            return;
        }
        let watcher = FileSystemWatcher { glob_pattern: GlobPattern::String(WATCHED.to_owned()), kind: None };
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
        let registration = Registration {
            id: "files".to_owned(),
            method: notification::DidChangeWatchedFiles::METHOD.to_owned(),
            register_options: serde_json::to_value(options).ok(),
        };
        let params = RegistrationParams { registrations: vec![registration] };
        self.send_request::<request::RegisterCapability>(params);
    }

    /// Returns the response to a request, unless it is sent later.
    fn respond(&mut self, request: Request) -> Option<Response> {
        let id = request.id.clone();
        let error = |code: ErrorCode, message: &str| Response::new_err(id.clone(), code as i32, message.to_owned());
        if request.method == request::Initialize::METHOD {
            return Some(match serde_json::from_value::<InitializeParams>(request.params) {
                Ok(params) => {
                    self.client = Client::of(&params);
                    self.is_initialized = true;
                    let adds = self.host.find_papers.is_some();
                    Response::new_ok(id, capabilities::result(self.client.encoding, adds))
                }
                Err(invalid) => error(ErrorCode::InvalidParams, &invalid.to_string()),
            });
        }
        if !self.is_initialized {
            return Some(error(ErrorCode::ServerNotInitialized, "the server is not initialized"));
        }
        if self.is_shut_down {
            return Some(error(ErrorCode::InvalidRequest, "the server is shut down"));
        }
        if request.method == request::Shutdown::METHOD {
            self.is_shut_down = true;
            return Some(Response::new_ok(id, ()));
        }
        let response = self.guarded(|server| match request.method.as_str() {
            request::ExecuteCommand::METHOD => server.execute(request),
            _ => Some(server.answer(request)),
        });
        response.unwrap_or_else(|| Some(error(ErrorCode::InternalError, "an internal error")))
    }
}

/// Reads the parameters of a notification. Invalid ones are ignored, because a notification has no answer.
fn read<N: notification::Notification>(params: serde_json::Value) -> Option<N::Params> {
    serde_json::from_value(params).ok()
}
