import * as vscode from 'vscode';

/**
 * The extension's log. Ids, shapes, sizes and codes only: never a word of a transcript, a prompt or a reply (DESIGN 6.2).
 */
export type Log = Pick<vscode.LogOutputChannel, 'info' | 'warn' | 'error' | 'debug' | 'show'>;

export function createLog(context: vscode.ExtensionContext): Log {
  const channel = vscode.window.createOutputChannel('Introspect', { log: true });
  context.subscriptions.push(channel);
  return channel;
}
