//! Commands of the client. Papers are looked up on another thread, so that the server answers meanwhile.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::{ErrorCode, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request;
use lsp_types::{
    ApplyWorkspaceEditParams, ApplyWorkspaceEditResponse, ExecuteCommandParams, MessageType, ShowMessageParams, Uri,
};

use super::rename::Refusal;
use super::worker::Worker;
use super::{FoundPapers, add, uri};

/// The result of a lookup.
pub(super) struct FinishedLookup {
    /// The request of the client.
    id: RequestId,
    /// The root of the book.
    root: PathBuf,
    found: FoundPapers,
}

impl Worker {
    /// Starts a command. Returns a response if it cannot start; otherwise [`finish`](Self::finish) returns it later.
    pub(super) fn execute(&mut self, request: Request) -> Option<Response> {
        let id = request.id.clone();
        let refusal = self.start_lookup(request).err()?;
        Some(Response::new_err(id, ErrorCode::RequestFailed as i32, refusal))
    }

    fn start_lookup(&mut self, request: Request) -> Result<(), Refusal> {
        let Request { id, params, .. } = request;
        let params: ExecuteCommandParams = serde_json::from_value(params).map_err(|invalid| invalid.to_string())?;
        if params.command != add::COMMAND {
            return Err(format!("the server has no command `{}`", params.command));
        }
        let arguments = serde_json::Value::Array(params.arguments);
        let (uri, ids): (Uri, Vec<String>) =
            serde_json::from_value(arguments).map_err(|invalid| invalid.to_string())?;
        let find = self.host.find_papers.clone().ok_or("this program was built without the feature `add`")?;
        if !self.client.applies_edits {
            return Err("the editor does not apply edits of a language server".to_owned());
        }
        let path = uri::to_path(&uri).ok_or_else(|| format!("`{}` is not a file", uri.as_str()))?;
        if self.workspace.book(&path).is_none() {
            self.workspace.find(&path);
        }
        self.refresh();
        let book = self.workspace.book(&path).ok_or_else(|| format!("`{}` belongs to no book", path.display()))?;
        let (root, library) = (book.root().to_owned(), Arc::clone(book.query().library()));
        if library.incomplete {
            return Err(
                "nothing is added while data files cannot be read, because the paper may be in one of them".to_owned()
            );
        }
        let today = (self.host.today)().map_err(|error| format!("{error:#}"))?;
        let finished = self.lookups.0.clone();
        let run = move || {
            let found = catch_unwind(AssertUnwindSafe(|| find(&ids, &library, today)));
            let failed = |_| FoundPapers { papers: Vec::new(), errors: vec!["an internal error".to_owned()] };
            // The server may have ended meanwhile.
            _ = finished.send(FinishedLookup { id, root, found: found.unwrap_or_else(failed) });
        };
        let thread = std::thread::Builder::new().name("lookup".to_owned()).spawn(run);
        thread.map(drop).map_err(|error| error.to_string())
    }

    /// Sends the edit that adds the papers of a lookup, and returns the response to its command.
    pub(super) fn finish(&mut self, lookup: FinishedLookup) -> Response {
        self.refresh();
        let FinishedLookup { id, root, found: FoundPapers { papers, mut errors } } = lookup;
        let mut is_sent = false;
        if !papers.is_empty() {
            match self.edit(&root, &papers) {
                Ok(edit) => {
                    let params = ApplyWorkspaceEditParams { label: Some("Add papers".to_owned()), edit };
                    self.send_request::<request::ApplyWorkspaceEdit>(params);
                    is_sent = true;
                }
                Err(refusal) => errors.push(refusal),
            }
        }
        let message = errors.join("\n");
        match (errors.is_empty(), is_sent) {
            (true, _) => {}
            (false, true) => self.show(message),
            (false, false) => return Response::new_err(id, ErrorCode::RequestFailed as i32, message),
        }
        Response::new_ok(id, ())
    }

    fn edit(
        &self,
        root: &std::path::Path,
        papers: &[crate::paper::Paper],
    ) -> Result<lsp_types::WorkspaceEdit, Refusal> {
        let book = self.workspace.books().find(|book| book.root() == root);
        let book = book.ok_or_else(|| format!("the book in `{}` is no longer open", root.display()))?;
        add::edit((book, &self.workspace.documents), papers, self.client)
    }

    /// Reports an edit that the client did not apply. Other responses need no action.
    pub(super) fn responded(&self, response: Response) {
        let result = response.response_result.unwrap_or_default();
        let Ok(ApplyWorkspaceEditResponse { applied: false, failure_reason, .. }) = serde_json::from_value(result)
        else {
            return;
        };
        let reason = failure_reason.map_or_else(String::new, |reason| format!(": {reason}"));
        self.show(format!("the editor did not apply the edit{reason}"));
    }

    fn show(&self, message: String) {
        let params = ShowMessageParams { typ: MessageType::ERROR, message };
        self.send(Notification::new(notification::ShowMessage::METHOD.to_owned(), params).into());
    }
}
