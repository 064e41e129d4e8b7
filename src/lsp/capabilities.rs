//! What the server can do, and what it needs to know about the client.

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions, DocumentLinkOptions,
    ExecuteCommandOptions, FoldingRangeProviderCapability, HoverProviderCapability, InitializeParams, InitializeResult,
    OneOf, PositionEncodingKind, RenameOptions, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkDoneProgressOptions,
};

use super::add;
use super::completion::ClientSupport;
use super::diagnostics::SOURCE;
use super::position::Encoding;

/// The characters after which clients ask for completions.
const TRIGGERS: [&str; 8] = ["@", "#", "[", "=", ",", "\"", " ", "{"];

/// Returns the answer to `initialize`. `adds` is whether the server can add papers.
pub(super) fn result(encoding: Encoding, adds: bool) -> InitializeResult {
    InitializeResult {
        capabilities: capabilities(encoding.kind(), adds),
        server_info: Some(ServerInfo { name: SOURCE.to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
    }
}

fn capabilities(encoding: PositionEncodingKind, adds: bool) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::SOURCE_FIX_ALL]),
            ..CodeActionOptions::default()
        })),
        execute_command_provider: adds.then(|| ExecuteCommandOptions {
            commands: vec![add::COMMAND.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        ..ServerCapabilities::default()
    }
}

/// What the server needs to know about a client.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Client {
    /// The unit of columns.
    pub(super) encoding: Encoding,
    /// What completions may contain.
    pub(super) completion: ClientSupport,
    /// Whether it can watch files.
    pub(super) watches_files: bool,
    /// Whether it applies edits that the server sends.
    pub(super) applies_edits: bool,
    /// Whether edits may name the version of a document.
    pub(super) versions_edits: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn of(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_deref());
        let completion = capabilities.text_document.as_ref().and_then(|document| document.completion.as_ref());
        let item = completion.and_then(|completion| completion.completion_item.as_ref());
        let workspace = capabilities.workspace.as_ref();
        let edits = workspace.and_then(|it| it.workspace_edit.as_ref()).and_then(|edit| edit.document_changes);
        let watched = capabilities.workspace.as_ref().and_then(|it| it.did_change_watched_files.as_ref());
        Self {
            encoding: Encoding::choose(encodings),
            completion: ClientSupport { snippets: item.and_then(|item| item.snippet_support).unwrap_or_default() },
            watches_files: watched.and_then(|it| it.dynamic_registration).unwrap_or_default(),
            applies_edits: workspace.and_then(|it| it.apply_edit).unwrap_or_default(),
            versions_edits: edits.unwrap_or_default(),
        }
    }
}
