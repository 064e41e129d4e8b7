//! The open documents of the client, with their unsaved texts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::position::Encoding;
use super::uri;
use crate::source::Source;
use crate::splice::splice;

/// An open document.
#[derive(Debug, Clone)]
pub(super) struct Document {
    /// The URI as the client writes it.
    pub(super) uri: Uri,
    /// The text, with the absolute path.
    pub(super) source: Arc<Source>,
    /// The version that the client counts.
    pub(super) version: i32,
}

/// The open documents, by absolute path.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<PathBuf, Document>,
}

impl Documents {
    /// Opens a document. Returns its path, or `None` if it is not a file.
    pub(super) fn open(&mut self, uri: Uri, text: String, version: i32) -> Option<PathBuf> {
        let path = uri::to_path(&uri)?;
        let source = Source::new(path.clone(), text);
        self.open.insert(path.clone(), Document { uri, source, version });
        Some(path)
    }

    /// Applies changes to an open document. Returns its path, or `None` if it is not open.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<PathBuf> {
        let path = uri::to_path(uri)?;
        let document = self.open.get_mut(&path)?;
        for change in changes {
            let text = match change.range {
                Some(range) => {
                    let span = encoding.span(&document.source, range);
                    splice(&document.source.text, &[(span, change.text)])
                }
                None => change.text,
            };
            document.source = Source::new(path.clone(), text);
        }
        document.version = version;
        Some(path)
    }

    /// Closes a document. Returns its path.
    pub(super) fn close(&mut self, uri: &Uri) -> Option<PathBuf> {
        let path = uri::to_path(uri)?;
        self.open.remove(&path).map(|_| path)
    }

    /// Replaces a document, or closes it.
    pub(super) fn set(&mut self, path: &Path, document: Option<Document>) {
        match document {
            Some(document) => _ = self.open.insert(path.to_owned(), document),
            None => _ = self.open.remove(path),
        }
    }

    /// Returns an open document.
    pub(super) fn get(&self, path: &Path) -> Option<&Document> {
        self.open.get(path)
    }

    /// Returns the paths of all open documents.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.open.keys().map(PathBuf::as_path)
    }

    /// Returns the URI of a file, as the client writes it if it is open.
    pub(super) fn uri(&self, path: &Path) -> Option<Uri> {
        self.get(path).map(|document| document.uri.clone()).or_else(|| uri::of_path(path))
    }
}
