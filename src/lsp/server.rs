//! The thread of the connection: receives messages, applies edits to open documents, and answers completion.
//!
//! Everything else is passed on to the [worker](super::worker), in order, so that completion does not wait for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{RecvTimeoutError, Sender};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{CompletionParams, CompletionResponse, InitializeParams};

use super::capabilities::{self, Client};
use super::client_process::ClientProcess;
use super::completion;
use super::documents::Documents;
use super::view::{BookView, SharedViews};
use super::worker::{self, Task};
use super::{Host, uri, workspace};

/// How often the server checks whether the process of its client is running.
const CHECK_CLIENT: Duration = Duration::from_secs(2);

/// How the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The client asked the server to shut down and to exit.
    AsAsked,
    /// The client exited or disconnected without asking.
    WithoutShutdown,
}

/// The state of the thread of the connection.
struct Server<'c> {
    connection: &'c Connection,
    adds_papers: bool,
    client: Client,
    process: Option<ClientProcess>,
    is_initialized: bool,
    is_shut_down: bool,
    documents: Documents,
    views: SharedViews,
    tasks: Sender<Task>,
    worker: JoinHandle<()>,
}

/// Why the server ends.
struct End;

/// Serves a client until it disconnects, exits, or asks the server to exit.
pub(super) fn run(connection: &Connection, host: Host) -> Ended {
    let adds_papers = host.find_papers.is_some();
    let (tasks, views) = (crossbeam_channel::unbounded(), SharedViews::default());
    let worker = worker::start(host, connection.sender.clone(), tasks.1, views.clone());
    let mut server = Server {
        connection,
        adds_papers,
        client: Client::default(),
        process: None,
        is_initialized: false,
        is_shut_down: false,
        documents: Documents::default(),
        views,
        tasks: tasks.0,
        worker,
    };
    while let Ok(()) = server.step() {}
    server.end()
}

impl Server<'_> {
    /// Waits for a message and handles it.
    fn step(&mut self) -> Result<(), End> {
        let message = match self.connection.receiver.recv_timeout(CHECK_CLIENT) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) if self.process.as_ref().is_none_or(ClientProcess::is_running) => {
                return Ok(());
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Err(End),
        };
        match message {
            Message::Notification(notification) if notification.method == notification::Exit::METHOD => Err(End),
            Message::Notification(notification) => match self.edited(&notification) {
                Some(path) => self.pass_on(self.document(path)),
                None => self.pass_on(Task::Message(notification.into())),
            },
            Message::Request(request) => match self.respond(request) {
                Ok(response) => self.send(response),
                Err(request) => self.pass_on(Task::Message(request.into())),
            },
            Message::Response(response) => self.pass_on(Task::Message(response.into())),
        }
    }

    /// Ends the server. If the client asked for it, all messages are answered before.
    fn end(self) -> Ended {
        let Self { is_shut_down, tasks, worker, .. } = self;
        if !is_shut_down {
            return Ended::WithoutShutdown;
        }
        drop(tasks);
        // A panic of the worker was reported.
        _ = worker.join();
        Ended::AsAsked
    }

    fn send(&self, response: Response) -> Result<(), End> {
        self.connection.sender.send(response.into()).map_err(|_| End)
    }

    fn pass_on(&self, task: Task) -> Result<(), End> {
        self.tasks.send(task).map_err(|_| End)
    }

    /// Applies a notification to the open documents. Returns the path of the document that changed.
    fn edited(&mut self, notification: &Notification) -> Option<PathBuf> {
        let Notification { method, params } = notification;
        match method.as_str() {
            notification::DidOpenTextDocument::METHOD => {
                let document = worker::read::<notification::DidOpenTextDocument>(params)?.text_document;
                self.documents.open(document.uri, document.text, document.version)
            }
            notification::DidChangeTextDocument::METHOD => {
                let params = worker::read::<notification::DidChangeTextDocument>(params)?;
                let (document, encoding) = (params.text_document, self.client.encoding);
                self.documents.change(&document.uri, document.version, params.content_changes, encoding)
            }
            notification::DidCloseTextDocument::METHOD => {
                let params = worker::read::<notification::DidCloseTextDocument>(params)?;
                self.documents.close(&params.text_document.uri)
            }
            _ => None,
        }
    }

    /// Returns the task to analyze an open document, or one that was closed.
    fn document(&self, path: PathBuf) -> Task {
        let document = self.documents.get(&path).cloned();
        Task::Document { path, document, at: Instant::now() }
    }

    /// Returns the response to a request, or the request, if the worker answers it.
    fn respond(&mut self, request: Request) -> Result<Response, Request> {
        let id = request.id.clone();
        let error = |code: ErrorCode, message: &str| Response::new_err(id.clone(), code as i32, message.to_owned());
        if request.method == request::Initialize::METHOD {
            return Ok(match serde_json::from_value::<InitializeParams>(request.params) {
                Ok(params) => {
                    self.initialize(&params);
                    Response::new_ok(id, capabilities::result(self.client.encoding, self.adds_papers))
                }
                Err(invalid) => error(ErrorCode::InvalidParams, &invalid.to_string()),
            });
        }
        if !self.is_initialized {
            return Ok(error(ErrorCode::ServerNotInitialized, "the server is not initialized"));
        }
        if self.is_shut_down {
            return Ok(error(ErrorCode::InvalidRequest, "the server is shut down"));
        }
        if request.method == request::Shutdown::METHOD {
            self.is_shut_down = true;
        }
        if request.method != request::Completion::METHOD {
            return Err(request);
        }
        match catch_unwind(AssertUnwindSafe(|| self.completion(&request))) {
            Ok(Some(response)) => Ok(response),
            Ok(None) => Err(request),
            Err(_) => Ok(error(ErrorCode::InternalError, "an internal error")),
        }
    }

    fn initialize(&mut self, params: &InitializeParams) {
        self.client = Client::of(params);
        self.process = params.process_id.and_then(ClientProcess::new);
        self.is_initialized = true;
        // The worker fails only at the end.
        _ = self.pass_on(Task::Client(self.client));
    }

    /// Answers a request for completions from the last view of the book. Returns `None` if there is none yet.
    fn completion(&self, request: &Request) -> Option<Response> {
        let params: CompletionParams = serde_json::from_value(request.params.clone()).ok()?;
        let path = uri::to_path(&params.text_document_position.text_document.uri)?;
        let views = self.views.get();
        // A book in a folder of another may not be loaded yet.
        let view = workspace::root(&path).map_or_else(|| views.of(&path), |root| views.at(root))?;
        let response = complete(view, &self.documents, &params, self.client);
        Some(Response::new_ok(request.id.clone(), response))
    }
}

/// Returns the completions at a position of an open document.
pub(super) fn complete(
    view: &BookView,
    documents: &Documents,
    params: &CompletionParams,
    client: Client,
) -> Option<CompletionResponse> {
    let at = &params.text_document_position;
    let path = uri::to_path(&at.text_document.uri)?;
    let source = &documents.get(&path)?.source;
    let here = (&**source, client.encoding.offset(source, at.position));
    let list = completion::complete(view, &path, here, client.completion, client.encoding);
    Some(CompletionResponse::List(list))
}
