import * as vscode from 'vscode';
import { UserError, toErrorInfo } from '../../core/base/userError';
import type { Code, Codebook } from '../../core/codebook/codebook';
import { codesBelow, moveCodes, type CodePlace } from '../../core/codebook/edit';
import { tellError } from '../../platform/tellError';
import type { CodebookNode } from './codebookTree';

/** What is dragged from the Codebook view; VS Code wants the view's id in lower case. */
export const codeMimeType = 'application/vnd.code.tree.introspect.codebook';

/** Asks where a code goes that was dropped on another. */
export type AskPlace = (
  dropped: readonly Code[],
  target: Code,
  places: readonly DropPlace[],
) => Promise<CodePlace | undefined>;

export interface DropPlace extends CodePlace {
  readonly how: 'into' | 'before' | 'after';
}

interface Dragged {
  readonly root: string;
  readonly codes: readonly string[];
}

/** Drag and drop in the Codebook view: into another code, before or after it, or to the top of the tree. */
export class CodeDragAndDrop {
  constructor(
    private readonly load: (root: string) => Promise<Codebook>,
    private readonly move: (root: string, codes: readonly string[], place: CodePlace) => Promise<void>,
    private readonly askPlace: AskPlace,
  ) {}

  handleDrag(source: readonly CodebookNode[], transfer: vscode.DataTransfer): void {
    const codes = source.flatMap((node) => (node.kind === 'code' ? [node] : []));
    const root = codes[0]?.root;
    if (root === undefined) return;
    const dragged: Dragged = { root, codes: codes.filter((node) => node.root === root).map(({ code }) => code) };
    transfer.set(codeMimeType, new vscode.DataTransferItem(dragged));
  }

  async handleDrop(target: CodebookNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const dragged = readDragged(await valueOf(transfer.get(codeMimeType)));
    if (!dragged) return;
    try {
      const place = await this.#placeOf(dragged, target);
      if (place) await this.move(dragged.root, dragged.codes, place);
    } catch (error) {
      void tellError(toErrorInfo(error));
    }
  }

  async #placeOf({ root, codes }: Dragged, target: CodebookNode | undefined): Promise<CodePlace | undefined> {
    const top = { parent: null, before: null };
    if (!target) return top;
    if (target.root !== root) {
      const remedy = 'Introspect: Export Codebook… and Import Codebook… carry codes over.';
      throw new UserError('badRequest', 'Codes cannot be dragged from one study into another.', remedy);
    }
    if (target.kind !== 'code') return top;
    const codebook = await this.load(root);
    const dropped = codebook.codes.filter(({ id }) => codes.includes(id));
    const on = codebook.codes.find(({ id }) => id === target.code);
    if (!on || dropped.some(({ id }) => id === on.id)) return undefined;
    return this.askPlace(dropped, on, placesAt(codebook, dropped, on));
  }
}

/** Where codes dropped on another may go, the likeliest first: among its siblings the other side of it, else into it. */
function placesAt(codebook: Codebook, dropped: readonly Code[], on: Code): DropPlace[] {
  const siblings = codesBelow(codebook, on.parent);
  const at = siblings.findIndex(({ id }) => id === on.id);
  const from = siblings.findIndex(({ id }) => id === dropped[0]?.id);
  const into: DropPlace = { how: 'into', parent: on.id, before: null };
  const before: DropPlace = { how: 'before', parent: on.parent, before: on.id };
  const after: DropPlace = { how: 'after', parent: on.parent, before: siblings[at + 1]?.id ?? null };
  const likely = from < 0 ? [into, before, after] : from < at ? [after, into, before] : [before, into, after];
  return likely.filter((place) => isPossible(codebook, dropped, place));
}

function isPossible(codebook: Codebook, dropped: readonly Code[], place: CodePlace): boolean {
  try {
    moveCodes(
      codebook,
      dropped.map(({ id }) => id),
      place,
    );
    return true;
  } catch {
    return false;
  }
}

/** Within one window the object itself comes back; from another window, its JSON. */
async function valueOf(item: vscode.DataTransferItem | undefined): Promise<unknown> {
  if (!item) return undefined;
  if (typeof item.value === 'object') return item.value;
  try {
    return JSON.parse(await item.asString());
  } catch {
    return undefined;
  }
}

function readDragged(value: unknown): Dragged | undefined {
  if (typeof value !== 'object' || value === null || !('root' in value) || !('codes' in value)) return undefined;
  const { root, codes } = value;
  if (typeof root !== 'string' || !Array.isArray(codes)) return undefined;
  return { root, codes: codes.filter((id): id is string => typeof id === 'string') };
}
