import * as vscode from 'vscode';

/** How a place of a transcript is shown to another panel. */
export interface HowOpened {
  /** Column of the panel that it is seen together with; undefined: of the editor in front. */
  readonly beside: vscode.ViewColumn | undefined;
  /** Leaves the keyboard where it is. */
  readonly preserveFocus: boolean;
}

/** Where a file goes that is to be seen beside a panel: where it is open already, else a group that is there. */
export function columnBeside(
  uri: vscode.Uri,
  viewType: string,
  panel: vscode.ViewColumn | undefined,
): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const isOpenIn = ({ tabs }: vscode.TabGroup) =>
    tabs.some(
      ({ input }) =>
        input instanceof vscode.TabInputCustom &&
        input.viewType === viewType &&
        input.uri.toString() === uri.toString(),
    );
  const others = all.filter(({ viewColumn }) => viewColumn !== (panel ?? activeTabGroup.viewColumn));
  const group = others.find(isOpenIn) ?? others[0];
  return group?.viewColumn ?? vscode.ViewColumn.Beside;
}

export function isHowOpened(value: unknown): value is HowOpened {
  return typeof value === 'object' && value !== null && 'preserveFocus' in value;
}
