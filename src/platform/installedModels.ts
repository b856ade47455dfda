import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ErrorInfo } from '../core/base/userError';
import { licenceOfCard } from '../core/models/modelCard';
import type { ModelRecord } from '../core/models/modelRecord';
import type { ModelStore } from './download/modelStore';
import type { ModelHashes } from './modelHashes';
import { inspectModels } from './modelInspector';
import { bundledModelName, type Models } from './models';
import type { InspectReply, ModelInspection } from '../protocol/modelInspector';

export type ModelOrigin = 'bundled' | 'downloaded' | 'folder';

export interface InstalledModel {
  readonly dir: string;
  /** For people. */
  readonly name: string;
  readonly origin: ModelOrigin;
  /** One of several ONNX files in `dir`; '' for the default choice. */
  readonly onnxFile: string;
  readonly inUse: boolean;
  /** As its card or the server states it; null where neither does. */
  readonly licence: string | null;
  /** Where it came from; only of downloaded models. */
  readonly record: ModelRecord | undefined;
  readonly inspection: ModelInspection | undefined;
  /** Why it cannot be used; undefined when it can. */
  readonly problem: ErrorInfo | undefined;
}

/** A folder that the person named; the files in it stay theirs. */
interface AddedFolder {
  readonly dir: string;
  readonly onnxFile: string;
}

const foldersKey = 'introspect.models.folders';

/** The models that this machine has. Which of them is in use is `Models`' to say. */
export class InstalledModels implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #inspections = new Map<string, InspectReply>();
  readonly onDidChange = this.#changed.event;
  readonly #inUseChanged: vscode.Disposable;

  constructor(
    private readonly models: Models,
    private readonly store: ModelStore,
    private readonly memento: vscode.Memento,
    private readonly inspectorScript: string,
    private readonly hashes: ModelHashes,
  ) {
    this.#inUseChanged = models.onDidChange(() => this.#changed.fire());
  }

  /** The bundled one first, then the downloaded, then the person's folders. */
  async list(): Promise<InstalledModel[]> {
    const { choice } = this.models;
    const downloaded = await this.store.downloaded();
    const own = new Set([this.models.bundledDir, ...downloaded.map(({ dir }) => dir)]);
    const folders = this.#folders.filter(({ dir }) => !own.has(dir));
    // A folder that only the settings name.
    if (!own.has(choice.dir) && folders.every(({ dir }) => dir !== choice.dir)) {
      folders.push({ dir: choice.dir, onnxFile: choice.onnxFile ?? '' });
    }
    const known: Omit<InstalledModel, 'inUse' | 'inspection' | 'problem' | 'licence'>[] = [
      { dir: this.models.bundledDir, name: bundledModelName, origin: 'bundled', onnxFile: '', record: undefined },
      ...downloaded.map(
        ({ dir, record }) =>
          ({ dir, name: path.basename(dir), origin: 'downloaded', onnxFile: record.onnxFile, record }) as const,
      ),
      ...folders.map(
        ({ dir, onnxFile }) =>
          ({ dir, name: this.models.nameOf(dir), origin: 'folder', onnxFile, record: undefined }) as const,
      ),
    ];
    const inUse = known.map(({ dir }) => dir === choice.dir && !this.models.endpoint);
    const files = known.map(({ dir, onnxFile }) => (dir === choice.dir ? (choice.onnxFile ?? onnxFile) : onnxFile));
    const replies = await this.#inspect(known.map(({ dir }, i) => ({ dir, onnxFile: files[i] ?? '' })));
    return Promise.all(
      known.map(async (model, i) => {
        const reply = replies[i];
        return {
          ...model,
          onnxFile: files[i] ?? '',
          inUse: inUse[i] ?? false,
          licence: model.record?.licence ?? (await licenceOf(model.dir)),
          inspection: reply && 'inspection' in reply ? reply.inspection : undefined,
          problem: reply && 'error' in reply ? reply.error : undefined,
        };
      }),
    );
  }

  async find(dir: string): Promise<InstalledModel | undefined> {
    return (await this.list()).find((model) => model.dir === dir);
  }

  async addFolder(dir: string, onnxFile: string): Promise<void> {
    await this.memento.update(foldersKey, [...this.#folders.filter((folder) => folder.dir !== dir), { dir, onnxFile }]);
    this.refresh();
  }

  /** Leaves the files where they are. */
  async forgetFolder(dir: string): Promise<void> {
    await this.memento.update(
      foldersKey,
      this.#folders.filter((folder) => folder.dir !== dir),
    );
    this.refresh();
  }

  /** Looks at all folders afresh. */
  refresh(): void {
    this.#inspections.clear();
    this.#changed.fire();
  }

  /** What folders hold, read without loading weights; undefined for one that cannot be used. */
  async inspect(
    folders: readonly { readonly dir: string; readonly onnxFile?: string | undefined }[],
  ): Promise<(ModelInspection | undefined)[]> {
    const replies = await this.#inspect(folders.map(({ dir, onnxFile = '' }) => ({ dir, onnxFile })));
    return replies.map((reply) => (reply && 'inspection' in reply ? reply.inspection : undefined));
  }

  /** SHA-256 of the ONNX file, in hexadecimal. */
  sha256({ onnxPath }: ModelInspection): Promise<string> {
    return this.hashes.sha256(onnxPath);
  }

  dispose(): void {
    this.#inUseChanged.dispose();
    this.#changed.dispose();
  }

  get #folders(): AddedFolder[] {
    return [...this.memento.get<readonly AddedFolder[]>(foldersKey, [])];
  }

  async #inspect(folders: readonly AddedFolder[]): Promise<(InspectReply | undefined)[]> {
    const keyOf = ({ dir, onnxFile }: AddedFolder): string => `${dir}\0${onnxFile}`;
    const unknown = folders.filter((folder) => !this.#inspections.has(keyOf(folder)));
    const requests = unknown.map(({ dir, onnxFile }) => (onnxFile ? { dir, onnx: onnxFile } : { dir }));
    const replies = await inspectModels(this.inspectorScript, requests);
    for (const [i, folder] of unknown.entries()) this.#inspections.set(keyOf(folder), replies[i]!);
    return folders.map((folder) => this.#inspections.get(keyOf(folder)));
  }
}

async function licenceOf(dir: string): Promise<string | null> {
  return licenceOfCard(await readFile(path.join(dir, 'README.md'), 'utf8').catch(() => ''));
}
