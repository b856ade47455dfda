import * as vscode from 'vscode';
import { parseSharedCodebook, sharedCodebookEnding, type SharedCodebook } from '../../core/codebook/sharedCodebook';

/** The codebooks that come with Introspect, by title. */
async function loadStarters(extensionUri: vscode.Uri): Promise<SharedCodebook[]> {
  const folder = vscode.Uri.joinPath(extensionUri, 'media', 'starters');
  const files = (await vscode.workspace.fs.readDirectory(folder)).filter(([name]) =>
    name.endsWith(sharedCodebookEnding),
  );
  const starters = await Promise.all(
    files.map(async ([name]) => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name));
      return parseSharedCodebook(new TextDecoder().decode(bytes), name);
    }),
  );
  return starters.sort((a, b) => a.title.localeCompare(b.title));
}

interface StarterItem extends vscode.QuickPickItem {
  /** Null for an empty codebook. */
  readonly starter: SharedCodebook | null;
}

const preview: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('list-tree'), tooltip: 'Show its codes' };

/**
 * Asks which codebook to begin with; each can be looked through before.
 *
 * @param options.empty how an empty codebook is offered, first in the list; absent when it is no choice
 * @returns null for an empty one, undefined when the person does not choose
 */
export async function pickStarter(
  extensionUri: vscode.Uri,
  options: { readonly title: string; readonly empty?: string },
): Promise<SharedCodebook | null | undefined> {
  const starters = await loadStarters(extensionUri);
  const empty: StarterItem[] =
    options.empty === undefined
      ? []
      : [{ label: options.empty, detail: 'You make the codes as you read.', starter: null }];
  const items: StarterItem[] = starters.map((starter) => ({
    label: starter.title,
    description: `${starter.codebook.codes.length} codes`,
    detail: starter.notice ?? starter.summary,
    buttons: [preview],
    starter,
  }));
  let active: StarterItem | undefined;
  for (;;) {
    const chosen = await chooseOrPreview(options.title, [...empty, ...items], active);
    if (!chosen) return undefined;
    const { starter } = chosen.item;
    if (!starter) return null;
    const wanted = !chosen.look || (await showCodes(starter));
    if (wanted && (await isUnderstood(starter))) return starter;
    active = chosen.item;
  }
}

function chooseOrPreview(
  title: string,
  items: readonly StarterItem[],
  active: StarterItem | undefined,
): Promise<{ readonly item: StarterItem; readonly look: boolean } | undefined> {
  const pick = vscode.window.createQuickPick<StarterItem>();
  pick.title = title;
  pick.placeholder = 'A codebook to begin with; everything in it can be changed later';
  pick.items = items;
  if (active) pick.activeItems = [active];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      resolve(item && { item, look: false });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      resolve({ item, look: true });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** The codes with their definitions, in a list. @returns whether the person takes them */
async function showCodes({ title, notice, codebook }: SharedCodebook): Promise<boolean> {
  const take = {
    label: '$(check) Take this codebook',
    description: `${codebook.codes.length} codes`,
    detail: notice ?? '',
  };
  const back = { label: '$(arrow-left) Back to the others' };
  const depthOf = new Map<string, number>();
  const codes = codebook.codes.map(({ id, name, parent, definition }): vscode.QuickPickItem => {
    const depth = parent === null ? 0 : (depthOf.get(parent) ?? 0) + 1;
    depthOf.set(id, depth);
    return { label: `${'\u2003'.repeat(depth)}${name}`, detail: `${'\u2003'.repeat(depth)}${definition}` };
  });
  const separator = { label: 'Codes', kind: vscode.QuickPickItemKind.Separator };
  const chosen = await vscode.window.showQuickPick([take, back, separator, ...codes], { title, matchOnDetail: true });
  return chosen === take;
}

/** Shows in full what must be read before the codebook is used. */
async function isUnderstood({ title, notice }: SharedCodebook): Promise<boolean> {
  if (notice === null) return true;
  const take = 'Take This Codebook';
  return (await vscode.window.showInformationMessage(title, { modal: true, detail: notice }, take)) === take;
}
