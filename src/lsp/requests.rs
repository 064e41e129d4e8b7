//! The requests that the worker answers. Each brings the analysis up to date first, except completion.

use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::{ErrorCode, Request, Response};
use lsp_types::request::{self, Request as _};
use lsp_types::{
    CodeActionParams, CodeActionResponse, CompletionParams, CompletionResponse, DocumentSymbolResponse,
    GotoDefinitionResponse, PrepareRenameResponse, TextDocumentIdentifier, TextDocumentPositionParams, Uri,
    WorkspaceSymbolResponse,
};

use super::book::Book;
use super::documents::Documents;
use super::position::Encoding;
use super::rename::Refusal;
use super::worker::Worker;
use super::workspace::Workspace;
use super::{actions, hints, hover, links, navigation, rename, server, symbols, uri};
use crate::source::Source;

/// An open document and its book.
struct At<'s> {
    book: &'s Book,
    documents: &'s Documents,
    path: PathBuf,
    source: &'s Arc<Source>,
    encoding: Encoding,
}

impl At<'_> {
    /// Whether it is a chapter, SUMMARY.md or an included file.
    fn is_markdown(&self) -> bool {
        let is_markdown = self.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        is_markdown && !self.book.is_data(&self.book.relative(&self.path))
    }
}

impl Worker {
    /// Answers a request.
    pub(super) fn answer(&mut self, request: Request) -> Response {
        match request.method.as_str() {
            request::Completion::METHOD => self.handle::<request::Completion>(request, Self::completion),
            request::CodeActionRequest::METHOD => self.handle::<request::CodeActionRequest>(request, Self::code_action),
            request::HoverRequest::METHOD => self.handle::<request::HoverRequest>(request, |worker, params| {
                let (at, offset) = worker.at(&params.text_document_position_params)?;
                hover::hover(at.book, &at.path, (at.source, offset), at.encoding)
            }),
            request::GotoDefinition::METHOD => self.handle::<request::GotoDefinition>(request, |worker, params| {
                let (at, offset) = worker.at(&params.text_document_position_params)?;
                let of = (at.book, at.documents);
                let here = (&**at.source, offset);
                let mut found = navigation::definition(of, &at.path, here, at.encoding);
                if found.is_empty() && at.is_markdown() {
                    found.extend(links::definition(of, &at.path, here, at.encoding));
                }
                Some(GotoDefinitionResponse::Array(found))
            }),
            request::References::METHOD => self.handle::<request::References>(request, |worker, params| {
                let (at, offset) = worker.at(&params.text_document_position)?;
                let (of, here) = ((at.book, at.documents), (&**at.source, offset));
                let with_definition = params.context.include_declaration;
                let found = navigation::references(of, &at.path, here, with_definition, at.encoding);
                let to_chapter = || links::references(of, &at.path, here, at.encoding);
                Some(if found.is_empty() && at.is_markdown() { to_chapter().unwrap_or_default() } else { found })
            }),
            request::PrepareRenameRequest::METHOD => {
                self.try_handle::<request::PrepareRenameRequest>(request, |worker, params| {
                    let Some((at, offset)) = worker.at(params) else { return Ok(None) };
                    let range = rename::prepare(at.book, &at.path, (at.source, offset), at.encoding)?;
                    Ok(range.map(PrepareRenameResponse::Range))
                })
            }
            request::Rename::METHOD => self.try_handle::<request::Rename>(request, |worker, params| {
                let Some((at, offset)) = worker.at(&params.text_document_position) else { return Ok(None) };
                let of = (at.book, at.documents);
                rename::rename(of, &at.path, (at.source, offset), &params.new_name, at.encoding)
            }),
            request::DocumentSymbolRequest::METHOD => {
                self.handle::<request::DocumentSymbolRequest>(request, |worker, params| {
                    let at = worker.document(&params.text_document)?;
                    let symbols = symbols::document(at.book, &at.path, at.source, at.encoding);
                    Some(DocumentSymbolResponse::Nested(symbols))
                })
            }
            request::WorkspaceSymbolRequest::METHOD => {
                self.handle::<request::WorkspaceSymbolRequest>(request, |worker, params| {
                    worker.refresh();
                    let Workspace { documents, .. } = &worker.workspace;
                    let encoding = worker.client.encoding;
                    let of = |book: &Book| symbols::workspace(book, documents, &params.query, encoding);
                    let found = worker.workspace.books().flat_map(of).collect();
                    Some(WorkspaceSymbolResponse::Nested(found))
                })
            }
            request::FoldingRangeRequest::METHOD => {
                self.handle::<request::FoldingRangeRequest>(request, |worker, params| {
                    let at = worker.document(&params.text_document)?;
                    Some(symbols::folding(at.book, &at.path, at.encoding))
                })
            }
            request::InlayHintRequest::METHOD => self.handle::<request::InlayHintRequest>(request, |worker, params| {
                let at = worker.document(&params.text_document)?;
                Some(hints::hints(at.book, &at.path, at.source, params.range, at.encoding))
            }),
            request::DocumentLinkRequest::METHOD => {
                self.handle::<request::DocumentLinkRequest>(request, |worker, params| {
                    let at = worker.document(&params.text_document)?;
                    Some(if at.is_markdown() {
                        links::document_links((at.book, at.documents), &at.path, at.source, at.encoding)
                    } else {
                        hints::links(at.book, &at.path, at.source, at.encoding)
                    })
                })
            }
            _ => {
                let message = format!("the server has no `{}`", request.method);
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, message)
            }
        }
    }

    fn handle<R: request::Request>(
        &mut self,
        request: Request,
        handle: impl FnOnce(&mut Self, &R::Params) -> R::Result,
    ) -> Response {
        self.try_handle::<R>(request, |worker, params| Ok(handle(worker, params)))
    }

    fn try_handle<R: request::Request>(
        &mut self,
        request: Request,
        handle: impl FnOnce(&mut Self, &R::Params) -> Result<R::Result, Refusal>,
    ) -> Response {
        match serde_json::from_value(request.params) {
            Ok(params) => match handle(self, &params) {
                Ok(result) => Response::new_ok(request.id, result),
                Err(refusal) => Response::new_err(request.id, ErrorCode::RequestFailed as i32, refusal),
            },
            Err(invalid) => Response::new_err(request.id, ErrorCode::InvalidParams as i32, invalid.to_string()),
        }
    }

    /// Returns an open document of a book after a refresh.
    fn document(&mut self, document: &TextDocumentIdentifier) -> Option<At<'_>> {
        self.refresh();
        self.current(&document.uri)
    }

    /// Returns an open document of a book after a refresh, and the offset of a position in it.
    fn at(&mut self, at: &TextDocumentPositionParams) -> Option<(At<'_>, usize)> {
        let document = self.document(&at.text_document)?;
        let offset = document.encoding.offset(document.source, at.position);
        Some((document, offset))
    }

    fn current(&self, uri: &Uri) -> Option<At<'_>> {
        let path = uri::to_path(uri)?;
        let Workspace { documents, .. } = &self.workspace;
        let (book, document) = (self.workspace.book(&path)?, documents.get(&path)?);
        Some(At { book, documents, path, source: &document.source, encoding: self.client.encoding })
    }

    /// Answers a request for completions of a book whose view is not shared yet.
    fn completion(&mut self, params: &CompletionParams) -> Option<CompletionResponse> {
        let path = uri::to_path(&params.text_document_position.text_document.uri)?;
        if self.workspace.book(&path).is_none() {
            self.refresh();
        }
        let view = self.workspace.book(&path)?.view();
        server::complete(&view, &self.workspace.documents, params, self.client)
    }

    fn code_action(&mut self, params: &CodeActionParams) -> Option<CodeActionResponse> {
        let at = self.document(&params.text_document)?;
        let of = (at.book, at.documents);
        Some(actions::actions(of, &at.path, params.range, params.context.only.as_deref(), at.encoding))
    }
}
