import * as vscode from 'vscode';

/** A custom editor whose code is loaded when the first file is opened in it. */
export function lazyCustomEditor<T extends vscode.CustomDocument>(
  load: () => Promise<vscode.CustomEditorProvider<T>>,
): vscode.CustomEditorProvider<T> {
  const changed = new vscode.EventEmitter<vscode.CustomDocumentEditEvent<T>>();
  let loaded: Promise<vscode.CustomEditorProvider<T>> | undefined;
  const provider = () =>
    (loaded ??= load().then((editor) => {
      editor.onDidChangeCustomDocument((event) => changed.fire(event as vscode.CustomDocumentEditEvent<T>));
      return editor;
    }));
  return {
    onDidChangeCustomDocument: changed.event,
    openCustomDocument: async (...args) => (await provider()).openCustomDocument(...args),
    resolveCustomEditor: async (...args) => (await provider()).resolveCustomEditor(...args),
    saveCustomDocument: async (...args) => (await provider()).saveCustomDocument(...args),
    saveCustomDocumentAs: async (...args) => (await provider()).saveCustomDocumentAs(...args),
    revertCustomDocument: async (...args) => (await provider()).revertCustomDocument(...args),
    backupCustomDocument: async (...args) => (await provider()).backupCustomDocument(...args),
  };
}
