// Starts `mdbook-papers lsp` and forwards two commands to it. Everything else is the server's.
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";

/** What the server reads: chapters, and the formats of data files. */
const LANGUAGES = ["markdown", "toml", "bibtex", "yaml", "json"];

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
	context.subscriptions.push(
		vscode.commands.registerCommand("mdbookPapers.restart", restart),
		vscode.commands.registerCommand("mdbookPapers.add", add),
		vscode.workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration("mdbookPapers.path")) return restart();
		}),
	);
	await start();
}

export async function deactivate(): Promise<void> {
	await client?.stop();
}

async function start(): Promise<void> {
	const command = vscode.workspace.getConfiguration("mdbookPapers").get<string>("path", "mdbook-papers");
	const server = { command, args: ["lsp"], transport: TransportKind.stdio };
	client = new LanguageClient("mdbookPapers", "mdbook-papers", server, {
		documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
		synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{md,toml,bib,yaml,yml,json,csl}") },
	});
	try {
		await client.start();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		void vscode.window.showErrorMessage(
			`mdbook-papers cannot start \`${command} lsp\`: ${reason}. Set \`mdbookPapers.path\` to the program.`,
		);
	}
}

async function restart(): Promise<void> {
	await client?.stop().catch(() => undefined);
	await start();
}

/** Asks for identifiers and lets the server add them to the book of the file that is open. */
async function add(): Promise<void> {
	const uri = vscode.window.activeTextEditor?.document.uri.toString();
	if (!client || !uri) {
		void vscode.window.showInformationMessage("Open a chapter or a data file of the book first.");
		return;
	}
	const identifiers = await vscode.window.showInputBox({
		prompt: "DOI, arXiv id or address of a paper; several are separated by spaces",
		placeHolder: "10.48550/arXiv.2106.09685",
	});
	if (!identifiers?.trim()) return;
	await client.sendRequest("workspace/executeCommand", {
		command: "mdbook-papers.add",
		arguments: [uri, identifiers.trim().split(/\s+/)],
	});
}
