import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { PanelName } from '../protocol/panel';

/** A panel may load its own bundle and nothing else. */
export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [bundleRoot(extensionUri)] };
}

/** For a new panel whose page holds all its words: Ctrl+F finds them. Where it holds a part, “No results” would mislead. */
export function searchablePanelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions & vscode.WebviewPanelOptions {
  return { ...panelOptions(extensionUri), enableFindWidget: true };
}

/** The page of a panel: one custom element, one module script, a CSP that allows nothing else. */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, name: PanelName, title: string): string {
  const nonce = randomBytes(16).toString('base64');
  const resource = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(bundleRoot(extensionUri), file)).toString();
  const csp = [
    `default-src 'none'`,
    // 'strict-dynamic' would let a chunk load anything; the shared chunks come from the bundle folder.
    `script-src 'nonce-${nonce}' ${webview.cspSource}`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" id="vscode-codicon-stylesheet" href="${resource('codicon.css')}">
<title>${title}</title>
</head>
<body data-panel="${name}">
<introspect-${name}></introspect-${name}>
<script type="module" nonce="${nonce}" src="${resource(`${name}.js`)}"></script>
</body>
</html>`;
}

function bundleRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}
