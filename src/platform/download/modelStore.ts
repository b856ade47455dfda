import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { folderSegments, type OnnxVariant } from '../../core/models/downloadPlan';
import { modelRecordName, parseModelRecord, recordBytes, type ModelRecord } from '../../core/models/modelRecord';
import { onceLetGo } from '../heldFile';
import { isLocked } from './fileLock';

export interface DownloadedModel {
  readonly dir: string;
  readonly record: ModelRecord;
}

export interface PartialModel extends DownloadedModel {
  /** The folder that it will be in; it does not exist yet. */
  readonly dir: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** A process, of this window or another, is at it now. */
  readonly isLocked: boolean;
}

const stagingSuffix = '.partial';

/** Where a model lies until it is whole. */
export function stagingOf(dir: string): string {
  return `${dir}${stagingSuffix}`;
}

export function lockOf(dir: string): string {
  return `${dir}.lock`;
}

/** The record in a folder; undefined where there is none that can be read. */
export async function readRecord(dir: string): Promise<ModelRecord | undefined> {
  const file = path.join(dir, modelRecordName);
  try {
    return parseModelRecord(await readFile(file, 'utf8'), file);
  } catch {
    return undefined;
  }
}

/** The models that were downloaded, and those that are on their way: `root/<owner>/<name>-<precision>`. */
export class ModelStore {
  constructor(readonly root: string) {}

  /** The folder that a model is in, or is on its way to; a free one where it is neither. */
  async dirFor(repo: string, variant: OnnxVariant): Promise<string> {
    const here = [...(await this.downloaded()), ...(await this.partial())];
    const same = here.find(({ record }) => record.repo === repo && record.onnxFile === variant.onnx.path);
    if (same) return same.dir;
    const dirs = folderSegments(repo, variant).map((segments) => path.join(this.root, ...segments));
    return dirs.find((dir) => here.every((other) => other.dir !== dir)) ?? dirs[0]!;
  }

  async downloaded(): Promise<DownloadedModel[]> {
    const dirs = (await this.#folders()).filter((dir) => !dir.endsWith(stagingSuffix));
    const found = await Promise.all(dirs.map(async (dir) => ({ dir, record: await readRecord(dir) })));
    return found.flatMap(({ dir, record }) => (record ? [{ dir, record }] : []));
  }

  async partial(): Promise<PartialModel[]> {
    const stagings = (await this.#folders()).filter((dir) => dir.endsWith(stagingSuffix));
    const found = await Promise.all(
      stagings.map(async (staging): Promise<PartialModel | undefined> => {
        const record = await readRecord(staging);
        if (!record) return undefined;
        const dir = staging.slice(0, -stagingSuffix.length);
        const doneBytes = await this.#present(staging, record);
        return { dir, record, doneBytes, totalBytes: recordBytes(record), isLocked: await isLocked(lockOf(dir)) };
      }),
    );
    return found.filter((model) => model !== undefined);
  }

  /** Forgets what has come of a model. */
  async discardPartial(dir: string): Promise<void> {
    await onceLetGo(() => rm(stagingOf(dir), { recursive: true, force: true }));
  }

  async #folders(): Promise<string[]> {
    const owners = await subfolders(this.root);
    return (await Promise.all(owners.map(subfolders))).flat();
  }

  async #present(staging: string, { files }: ModelRecord): Promise<number> {
    const sizes = await Promise.all(
      files.map(async ({ path: file, bytes }) => {
        const target = path.join(staging, file);
        const found = await Promise.any([stat(target), stat(`${target}.part`)]).catch(() => undefined);
        return Math.min(bytes, found?.size ?? 0);
      }),
    );
    return sizes.reduce((sum, bytes) => sum + bytes, 0);
  }
}

async function subfolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(dir, entry.name));
}
