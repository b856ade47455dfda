import * as vscode from 'vscode';
import { toErrorInfo, UserError, type ErrorInfo } from '../../core/base/userError';
import { decodeUtf8 } from '../../core/base/utf8';
import { parseCodebook, type Codebook } from '../../core/codebook/codebook';
import { makeCodebook } from '../../core/codebook/edit';
import { tallyCodes, type CodeTally } from '../../core/codebook/recode';
import { parseAnnotations } from '../../core/coding/annotations';
import { ownCodings, type CodingFile } from '../../core/coding/loadStudy';
import { isModelCoder, parseStudy, type Coder, type Study } from '../../core/coding/study';
import { strayCopies } from '../../core/coding/strayCopies';
import { codebookFile, codingFolder, studyFile, transcriptFolder } from '../../core/coding/studyFiles';
import { activeFile } from '../activeFile';
import { StudyFiles } from './studyFiles';
import { studyFolder, studyFolders } from './studyFolder';
import { studyWrites } from './studyWrites';

/** A coder's counts on one transcript. */
export interface CoderTally extends CodingFile {
  readonly tally: CodeTally;
}

/** A study of this workspace, as its files were when last looked at. */
export interface OpenStudy {
  readonly root: vscode.Uri;
  readonly name: string;
  /** Null when study.json cannot be read. */
  readonly study: Study | null;
  /** Null when codebook.json cannot be read; empty when there is none yet. */
  readonly codebook: Codebook | null;
  /** Those of study.json, then everyone else who has a file. */
  readonly coders: readonly Coder[];
  readonly tallies: readonly CoderTally[];
  readonly problems: readonly StudyProblem[];
}

/** A file that cannot be read, with the reason; or one that a sync program made a copy of. */
export interface StudyProblem {
  readonly file: string;
  readonly error: ErrorInfo;
  readonly isCopy?: true;
}

/**
 * What people coded, each for themselves. A model's suggestions are no data before they are accepted, and are then the
 * person's; a consensus says again what it settles.
 */
export function talliesOfPeople({ coders, tallies }: OpenStudy): readonly CoderTally[] {
  const people = new Set(coders.filter(({ kind, role }) => kind === 'person' && !role).map(({ id }) => id));
  return tallies.filter(({ coder }) => people.has(coder));
}

/** Changes on disk come in bursts. */
const settleMs = 100;
/** Beside these files lie copies of them. */
const watched = `**/{introspect/*.json,${codingFolder}/**,${transcriptFolder}/*conflict*}`;

/** What the studies of the workspace hold, read when asked for and read again, file by file, when one changes. */
export class OpenStudies implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly #files = new Map<string, StudyFiles>();
  /** By the file's URI; taken while size and time of the file stay the same. */
  readonly #tallies = new Map<string, { readonly stamp: string; readonly tally: CodeTally }>();
  #timer: NodeJS.Timeout | undefined;
  #list: Promise<readonly OpenStudy[]> | undefined;

  /** A file of a study has changed, or a folder has come or gone. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    const watcher = vscode.workspace.createFileSystemWatcher(watched);
    const later = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#lookAgain(), settleMs);
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidChange(later),
      watcher.onDidCreate(later),
      watcher.onDidDelete(later),
      vscode.workspace.onDidChangeWorkspaceFolders(later),
      new vscode.Disposable(studyWrites.on(later)),
    );
  }

  list(): Promise<readonly OpenStudy[]> {
    return (this.#list ??= this.#readAll());
  }

  async find(root: vscode.Uri): Promise<OpenStudy | undefined> {
    return (await this.list()).find((study) => study.root.toString() === root.toString());
  }

  /**
   * The study that a command is about: the only one, that of the active editor, or one that the person chooses.
   *
   * @throws UserError `fileUnreadable` when no folder of the workspace is a study
   */
  async choose(title: string): Promise<OpenStudy | undefined> {
    const studies = await this.list();
    if (studies.length === 0) {
      const remedy = 'Introspect: New Study… makes one of a folder.';
      throw new UserError('fileUnreadable', 'No folder of this workspace is a study.', remedy);
    }
    if (studies.length === 1) return studies[0];
    const active = activeFile();
    const front = active && vscode.workspace.getWorkspaceFolder(active)?.uri.toString();
    const ofEditor = studies.find(({ root }) => root.toString() === front);
    if (ofEditor) return ofEditor;
    const items = studies.map((study) => ({ label: study.study?.title ?? study.name, description: study.name, study }));
    return (await vscode.window.showQuickPick(items, { title, placeHolder: 'In which study?' }))?.study;
  }

  /**
   * The study's files, for writing; one `StudyFiles` for each folder, so that writes wait for each other.
   *
   * @throws UserError `fileUnwritable` where the folder is not on a disk
   */
  files(root: vscode.Uri): StudyFiles {
    if (root.scheme !== 'file') {
      const remedy = 'Open the study from a folder on a disk; there, nothing is lost when a write is interrupted.';
      throw new UserError('fileUnwritable', 'Introspect changes a study only in a folder on a disk.', remedy);
    }
    const key = root.toString();
    const files = this.#files.get(key) ?? new StudyFiles(root.fsPath);
    this.#files.set(key, files);
    return files;
  }

  /** Looks at the files again, after a change of our own. */
  refresh(): void {
    this.#list = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  /** Tells of a change on disk, unless it is one that has been told of: the file system reports our own writes too. */
  async #lookAgain(): Promise<void> {
    const before = await this.#list;
    const list = this.#readAll();
    this.#list = list;
    if (before === undefined || contentOf(before) !== contentOf(await list)) this.#changed.fire();
  }

  async #readAll(): Promise<readonly OpenStudy[]> {
    return Promise.all((await studyFolders()).map((folder) => this.#read(folder)));
  }

  async #read({ uri: root, name }: vscode.WorkspaceFolder): Promise<OpenStudy> {
    const folder = studyFolder(root);
    const problems: StudyProblem[] = [];
    const attempt = async <T>(file: string, read: () => Promise<T>): Promise<T | null> => {
      try {
        return await read();
      } catch (error) {
        problems.push({ file, error: toErrorInfo(error) });
        return null;
      }
    };
    const parsed = async <T>(file: string, parse: (json: string, file: string) => T, none: T | null) => {
      const bytes = await folder.read(file);
      return bytes === undefined ? none : parse(textOf(bytes, file), file);
    };
    const study = await attempt(studyFile, () => parsed(studyFile, parseStudy, null));
    const codebook = await attempt(codebookFile, () => parsed(codebookFile, parseCodebook, makeCodebook()));
    const tallies: CoderTally[] = [];
    const codings = await attempt(codingFolder, () => ownCodings(folder));
    for (const file of codings?.copies ?? []) problems.push({ file, error: copyError(file), isCopy: true });
    for (const { file, of } of await strayCopies(folder).catch(() => []))
      problems.push({ file, error: strayError(file, of), isCopy: true });
    for (const file of codings?.own ?? []) {
      const tally = await attempt(file.file, () => this.#tally(vscode.Uri.joinPath(root, file.file), file.file));
      if (tally) tallies.push({ ...file, tally });
    }
    const known = new Set(study?.coders.map(({ id }) => id));
    const others = [...new Set(tallies.map(({ coder }) => coder))].filter((id) => !known.has(id));
    const coders = [
      ...(study?.coders ?? []),
      ...others.map((id): Coder => ({ id, name: id, kind: isModelCoder(id) ? 'model' : 'person' })),
    ];
    return { root, name, study, codebook, coders, tallies, problems };
  }

  async #tally(uri: vscode.Uri, file: string): Promise<CodeTally> {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    const stamp = `${mtime} ${size}`;
    const known = this.#tallies.get(uri.toString());
    if (known?.stamp === stamp) return known.tally;
    const tally = tallyCodes(parseAnnotations(textOf(await vscode.workspace.fs.readFile(uri), file), file));
    this.#tallies.set(uri.toString(), { stamp, tally });
    return tally;
  }
}

/** All that is shown of the studies, to be compared. */
function contentOf(studies: readonly OpenStudy[]): string {
  return JSON.stringify(
    studies.map(({ root, ...content }) => ({ ...content, root: root.toString() })),
    (_, value: unknown) => (value instanceof Map ? [...(value as ReadonlyMap<string, unknown>)] : value),
  );
}

function copyError(file: string): ErrorInfo {
  return {
    code: 'fileInvalid',
    message: `${file} is not read: it lies beside the files of the coders, and is none of theirs.`,
    remedy:
      'Programs that sync a folder make such copies when two computers save at once. Whose copy it is can take it in by opening the transcript.',
  };
}

function strayError(file: string, of: string): ErrorInfo {
  const isTranscript = file.startsWith(`${transcriptFolder}/`);
  const what = isTranscript
    ? 'Its words count only once somebody codes it, or where most of them are others'
    : 'It is not read';
  return {
    code: 'fileInvalid',
    message: `${file} looks like a copy of ${of}. ${what}.`,
    remedy: `Programs that sync a folder make such copies when two computers save at once. Compare the two, bring into ${of.slice(of.lastIndexOf('/') + 1)} what it lacks${of === codebookFile ? ' (Import Codebook… takes in its codes)' : ''}, and take the copy out of the folder.`,
  };
}

function textOf(bytes: Uint8Array, file: string): string {
  const decoded = decodeUtf8(bytes);
  if ('text' in decoded) return decoded.text;
  throw new UserError('fileUnreadable', `${file} is not valid UTF-8 at line ${decoded.line}.`, 'Save it as UTF-8.');
}
