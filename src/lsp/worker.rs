//! The thread that analyzes books, answers all requests but completion, and publishes diagnostics when the client pauses.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};
use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    Diagnostic, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, PublishDiagnosticsParams,
    Registration, RegistrationParams, Uri,
};

use super::capabilities::Client;
use super::commands::FinishedLookup;
use super::documents::Document;
use super::view::SharedViews;
use super::workspace::Workspace;
use super::{Host, HostState, uri};

/// How long no document must have changed before diagnostics are published.
const PAUSE: Duration = Duration::from_millis(30);

/// The files that are watched for changes by other programs.
const WATCHED: &str = "**/*.{md,toml,yaml,yml,json,bib,ris,nbib,cff,csl,jinja,j2}";

/// What the worker does next.
#[derive(Debug)]
pub(super) enum Task {
    /// Serve a client.
    Client(Client),
    /// Analyze the text of an open document, or the file of one that was closed.
    Document {
        /// The absolute path.
        path: PathBuf,
        /// `None` if it was closed.
        document: Option<Document>,
        /// When the message arrived.
        at: Instant,
    },
    /// Handle another message.
    Message(Message),
}

/// The state of the worker.
pub(super) struct Worker {
    sender: Sender<Message>,
    tasks: Receiver<Task>,
    views: SharedViews,
    pub(super) host: Host,
    pub(super) workspace: Workspace,
    pub(super) client: Client,
    /// When something last changed, if diagnostics have not been published since.
    changed: Option<Instant>,
    published: BTreeMap<PathBuf, Vec<Diagnostic>>,
    /// The results of lookups on other threads.
    pub(super) lookups: (Sender<FinishedLookup>, Receiver<FinishedLookup>),
    /// The number of requests to the client.
    request_count: usize,
}

/// What the worker waits for.
enum Event {
    Task(Task),
    Finished(FinishedLookup),
    /// Nothing happened since the last change.
    Paused,
    Ended,
}

/// Starts the worker. It ends when no more tasks can arrive.
pub(super) fn start(host: Host, sender: Sender<Message>, tasks: Receiver<Task>, views: SharedViews) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut worker = Worker {
            sender,
            tasks,
            views,
            host,
            workspace: Workspace::default(),
            client: Client::default(),
            changed: None,
            published: BTreeMap::new(),
            lookups: crossbeam_channel::unbounded(),
            request_count: 0,
        };
        worker.run();
    })
}

impl Worker {
    fn run(&mut self) {
        loop {
            match self.wait() {
                Event::Ended => return,
                Event::Paused => _ = self.guarded(Self::publish),
                Event::Finished(lookup) => {
                    if let Some(response) = self.guarded(|worker| worker.finish(lookup)) {
                        self.send(response.into());
                    }
                }
                Event::Task(Task::Client(client)) => self.client = client,
                Event::Task(Task::Document { path, document, at }) => {
                    self.changed = Some(at);
                    self.workspace.documents.set(&path, document);
                    self.guarded(|worker| worker.workspace.touch(&path));
                }
                Event::Task(Task::Message(Message::Request(request))) => {
                    if let Some(response) = self.respond(request) {
                        self.send(response.into());
                    }
                }
                Event::Task(Task::Message(Message::Notification(notification))) => {
                    self.guarded(|worker| worker.notified(notification));
                }
                Event::Task(Task::Message(Message::Response(response))) => self.responded(response),
            }
        }
    }

    fn wait(&self) -> Event {
        let task = |task: Result<Task, _>| task.map_or(Event::Ended, Event::Task);
        // The channel selects at random, and a message that has arrived precedes the end of a pause.
        match self.tasks.try_recv() {
            Err(crossbeam_channel::TryRecvError::Empty) => {}
            received => return task(received.map_err(drop)),
        }
        let pause = self.changed.map_or_else(crossbeam_channel::never, |at| crossbeam_channel::at(at + PAUSE));
        crossbeam_channel::select! {
            recv(self.tasks) -> received => task(received.map_err(drop)),
            recv(self.lookups.1) -> lookup => lookup.map_or(Event::Ended, Event::Finished),
            recv(pause) -> _ => Event::Paused,
        }
    }

    /// Sends a message. If the client is gone, the server ends anyway.
    pub(super) fn send(&self, message: Message) {
        _ = self.sender.send(message);
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
        self.changed = None;
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
        self.views.set(self.workspace.views());
    }

    fn notified(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            notification::Initialized::METHOD => self.watch_files(),
            notification::DidSaveTextDocument::METHOD => {
                let Some(params) = read::<notification::DidSaveTextDocument>(&params) else { return };
                self.touch_saved(&params.text_document.uri);
            }
            notification::DidChangeWatchedFiles::METHOD => {
                let Some(params) = read::<notification::DidChangeWatchedFiles>(&params) else { return };
                for change in &params.changes {
                    self.touch_saved(&change.uri);
                }
            }
            _ => {}
        }
    }

    fn touch_saved(&mut self, uri: &Uri) {
        let Some(path) = uri::to_path(uri) else { return };
        self.workspace.touch_saved(&path);
        self.changed = Some(Instant::now());
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

    /// Sends a request to the client.
    pub(super) fn send_request<R: request::Request>(&mut self, params: R::Params) {
        self.request_count += 1;
        let id = format!("server-{}", self.request_count);
        self.send(Request::new(id.into(), R::METHOD.to_owned(), params).into());
    }

    /// Returns the response to a request, unless it is sent later.
    fn respond(&mut self, request: Request) -> Option<Response> {
        let id = request.id.clone();
        let response = self.guarded(|worker| match request.method.as_str() {
            request::Shutdown::METHOD => Some(Response::new_ok(request.id, ())),
            request::ExecuteCommand::METHOD => worker.execute(request),
            _ => Some(worker.answer(request)),
        });
        let failed = || Response::new_err(id, ErrorCode::InternalError as i32, "an internal error".to_owned());
        response.unwrap_or_else(|| Some(failed()))
    }
}

/// Reads the parameters of a notification. Invalid ones are ignored, because a notification has no answer.
pub(super) fn read<N: notification::Notification>(params: &serde_json::Value) -> Option<N::Params> {
    serde::Deserialize::deserialize(params).ok()
}
