// The part of VS Code's API that the extension and vscode-languageclient use, without an editor: documents that a test opens,
// providers that it calls, and diagnostics and messages that it reads. Everything else is accepted and does nothing.
"use strict";

const path = require("node:path");

class Disposable {
	constructor(dispose = () => {}) {
		this.dispose = dispose;
	}
	static from(...all) {
		return new Disposable(() => all.forEach((one) => one.dispose()));
	}
}

class EventEmitter {
	listeners = new Set();
	event = (listener, self) => {
		const bound = self ? listener.bind(self) : listener;
		this.listeners.add(bound);
		return new Disposable(() => this.listeners.delete(bound));
	};
	async fire(value) {
		for (const listener of this.listeners) await listener(value);
	}
	dispose() {
		this.listeners.clear();
	}
}

class Uri {
	constructor(text) {
		const url = new URL(text);
		this.scheme = url.protocol.slice(0, -1);
		this.authority = url.host;
		this.path = decodeURIComponent(url.pathname);
		this.fsPath = this.path;
		this.query = this.fragment = "";
		this.text = text;
	}
	toString() {
		return this.text;
	}
	static parse(text) {
		return new Uri(text);
	}
	static file(name) {
		return new Uri(`file://${path.resolve(name)}`);
	}
}

class Position {
	constructor(line, character) {
		Object.assign(this, { line, character });
	}
}

class Range {
	constructor(...bounds) {
		const [startLine, startCharacter, endLine, endCharacter] = bounds;
		this.start = bounds.length === 4 ? new Position(startLine, startCharacter) : bounds[0];
		this.end = bounds.length === 4 ? new Position(endLine, endCharacter) : bounds[1];
	}
}

/** A class that keeps its arguments as the fields of these names. */
const record = (...names) =>
	class {
		constructor(...values) {
			names.forEach((name, nth) => (this[name] = values[nth]));
		}
	};

class CodeActionKind {
	constructor(value) {
		this.value = value;
	}
	append(part) {
		return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
	}
	static Empty = new CodeActionKind("");
	static QuickFix = new CodeActionKind("quickfix");
	static Source = new CodeActionKind("source");
	static SourceFixAll = new CodeActionKind("source.fixAll");
}

class CancellationTokenSource {
	token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
	cancel() {}
	dispose() {}
}

class MarkdownString {
	constructor(value = "") {
		this.value = value;
	}
	appendMarkdown(text) {
		this.value += text;
		return this;
	}
	appendCodeblock(text) {
		return this.appendMarkdown(text);
	}
}

/** The other classes and enumerations that vscode-languageclient names. */
const UNUSED = `
	CallHierarchyIncomingCall CallHierarchyItem CallHierarchyOutgoingCall CodeAction CodeActionKind CodeActionTriggerKind CodeLens
	Color ColorInformation ColorPresentation CompletionItemKind CompletionItemTag DiagnosticTag DocumentHighlight
	DocumentHighlightKind DocumentLink DocumentSymbol FileType FoldingRange FoldingRangeKind InlayHint InlayHintLabelPart
	InlineCompletionItem InlineCompletionList InlineCompletionTriggerKind InlineValueEvaluatableExpression InlineValueText
	InlineValueVariableLookup LinkedEditingRanges LogLevel NotebookCellKind ParameterInformation ProgressLocation RelativePattern
	SelectionRange SemanticTokens SemanticTokensEdit SemanticTokensEdits SignatureHelp SignatureHelpTriggerKind SignatureInformation
	SnippetTextEdit SymbolInformation SymbolKind SymbolTag TabInputCustom TabInputNotebook TabInputText TabInputTextDiff
	TextDocumentSaveReason TypeHierarchyItem WorkspaceEdit
`.match(/\w+/g);

/** An enumeration or a class of which the tests read nothing. */
const unused = () =>
	new Proxy(class {}, { get: (target, name) => (name in target ? target[name] : typeof name === "string" ? name : undefined) });

/** An object whose missing methods register something, and whose missing events never happen. */
const accepting = (known) =>
	new Proxy(known, { get: (target, name) => (name in target ? target[name] : () => new Disposable()) });

/** Creates an editor with settings. */
function editor(settings) {
	const state = { providers: {}, diagnostics: new Map(), messages: [], commands: new Map(), input: undefined };
	const published = new EventEmitter();
	const opened = new EventEmitter();
	const configuration = { get: (name, absent) => settings[name] ?? absent, has: (name) => name in settings };
	const output = { appendLine() {}, append() {}, show() {}, dispose() {}, replace() {}, clear() {} };
	for (const level of ["trace", "debug", "info", "warn", "error"]) output[level] = () => {};
	output.onDidChangeLogLevel = () => new Disposable();
	const show = (text) => {
		state.messages.push(text);
		return Promise.resolve(undefined);
	};
	const collection = {
		set: (uri, found) => {
			state.diagnostics.set(uri.toString(), found ?? []);
			published.fire();
		},
		delete: (uri) => state.diagnostics.delete(uri.toString()),
		clear: () => state.diagnostics.clear(),
		dispose() {},
	};
	const languages = {
		match: (selector, document) => [selector].flat().some((one) => (one.language ?? one) === document.languageId) ? 10 : 0,
		createDiagnosticCollection: () => collection,
	};
	const provided = new Proxy(languages, {
		get: (target, name) => target[name] ?? ((_selector, provider) => {
			state.providers[name.replace(/^register|Provider$/g, "")] = provider;
			return new Disposable();
		}),
	});
	const watcher = { onDidCreate: () => new Disposable(), onDidChange: () => new Disposable(), onDidDelete: () => new Disposable(), dispose() {} };
	const workspace = accepting({
		textDocuments: [],
		notebookDocuments: [],
		workspaceFolders: undefined,
		getConfiguration: () => configuration,
		createFileSystemWatcher: () => watcher,
		onDidOpenTextDocument: opened.event,
	});
	const window = accepting({
		activeTextEditor: undefined,
		visibleTextEditors: [],
		tabGroups: { all: [], onDidChangeTabs: () => new Disposable(), onDidChangeTabGroups: () => new Disposable() },
		createOutputChannel: () => output,
		showErrorMessage: show,
		showInformationMessage: show,
		showWarningMessage: show,
		showInputBox: () => Promise.resolve(state.input),
		withProgress: (_options, run) => run({ report() {} }, new CancellationTokenSource().token),
	});
	const commands = {
		registerCommand: (name, run) => {
			state.commands.set(name, run);
			return new Disposable(() => state.commands.delete(name));
		},
	};
	const Location = record("uri", "range");
	const known = {
		Disposable, EventEmitter, Uri, Position, Range, CancellationTokenSource, CodeActionKind, MarkdownString, Location,
		CancellationError: class extends Error {},
		Hover: record("contents", "range"),
		CompletionItem: record("label", "kind"),
		CompletionList: record("items", "isIncomplete"),
		SnippetString: record("value"),
		TextEdit: record("range", "newText"),
		Diagnostic: record("range", "message", "severity"),
		DiagnosticRelatedInformation: record("location", "message"),
		DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
		CompletionTriggerKind: { Invoke: 0, TriggerCharacter: 1, TriggerForIncompleteCompletions: 2 },
		version: "1.91.0",
		env: { language: "en", appName: "test" },
		languages: provided,
		workspace,
		window,
		commands,
	};
	const vscode = { ...Object.fromEntries(UNUSED.map((name) => [name, unused()])), ...known };
	/** Opens a document, as when an author opens a file. */
	state.open = async (file, languageId, text) => {
		const document = { uri: Uri.file(file), languageId, version: 1, getText: () => text, isClosed: false };
		workspace.textDocuments.push(document);
		window.activeTextEditor = { document };
		window.visibleTextEditors = [window.activeTextEditor];
		await opened.fire(document);
		return document;
	};
	/** Waits for diagnostics of a document that satisfy a condition. */
	state.wait = async (document, condition) => {
		for (;;) {
			const found = state.diagnostics.get(document.uri.toString()) ?? [];
			if (condition(found)) return found;
			await new Promise((resolve) => {
				const once = published.event(() => {
					once.dispose();
					resolve();
				});
			});
		}
	};
	state.vscode = vscode;
	return state;
}

module.exports = { editor };
