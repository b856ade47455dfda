import * as vscode from 'vscode';

/** A tree whose code is loaded when it is first shown. */
export function lazyTree<T>(load: () => Promise<vscode.TreeDataProvider<T>>): vscode.TreeDataProvider<T> {
  const changed = new vscode.EventEmitter<T | T[] | undefined | null | void>();
  let loaded: Promise<vscode.TreeDataProvider<T>> | undefined;
  const tree = () =>
    (loaded ??= load().then((provider) => {
      provider.onDidChangeTreeData?.((element) => changed.fire(element));
      return provider;
    }));
  return {
    onDidChangeTreeData: changed.event,
    getChildren: async (element) => (await tree()).getChildren(element),
    getTreeItem: async (element) => (await tree()).getTreeItem(element),
    getParent: async (element) => (await tree()).getParent?.(element),
  };
}

/** Drag and drop within one tree, loaded at the first drag. */
export function lazyDragAndDrop<T>(
  mimeType: string,
  load: () => Promise<Pick<vscode.TreeDragAndDropController<T>, 'handleDrag' | 'handleDrop'>>,
): vscode.TreeDragAndDropController<T> {
  return {
    dragMimeTypes: [mimeType],
    dropMimeTypes: [mimeType],
    handleDrag: async (source, transfer, token) => (await load()).handleDrag?.(source, transfer, token),
    handleDrop: async (target, transfer, token) => (await load()).handleDrop?.(target, transfer, token),
  };
}
