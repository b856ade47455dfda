import * as vscode from 'vscode';
import { parseCodebook } from '../../core/codebook/codebook';
import { makeCodebook } from '../../core/codebook/edit';
import { parseStudy } from '../../core/coding/study';
import { codebookFile, studyFile } from '../../core/coding/studyFiles';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { errorNotice } from '../../panels/notices';
import { StudyImporter, type ImportRequest } from '../../platform/import/studyImporter';
import { unpackChat } from '../../platform/import/chatArchive';
import { sourceInMemory, sourceOnDisk, type SourceFile } from '../../platform/import/sourceFile';
import type { Services } from '../../platform/services';
import { studyFolder } from '../../platform/study/studyFolder';
import type {
  FileOutcome,
  ImportFromPanel,
  ImportReview,
  ImportToPanel,
  ImportViewState,
  MergeChoice,
} from '../../protocol/import';
import { PickedFile } from './pickedFile';
import { remarksReview, reviewFile, turnChoices, type StudyParts } from './review';
import { notesOf, speakerTable, type SpeakerDecision } from './speakerTable';

/** A file to import: on a disk, or as bytes. */
export type ImportSource = vscode.Uri | SourceFile;

const settleMs = 200;

/** One import: files that are looked at, decided about, and then written. Nothing is written before `import`. */
export class ImportSession implements vscode.Disposable {
  readonly #files: PickedFile[] = [];
  readonly #decisions = new Map<string, SpeakerDecision>();
  readonly #notes = new Map<string, 'note' | 'speaker'>();
  #merge: MergeChoice | null = null;
  #keepsRemarks = false;
  #parts: Promise<StudyParts> | undefined;
  /** How it ended; null while the person decides. */
  #outcomes: FileOutcome[] | null = null;
  /** What is being written; null before and after. */
  #importing: Extract<ImportToPanel, { type: 'importing' }> | null = null;
  /** What went wrong last, until the person goes on. */
  #error: Extract<ImportToPanel, { type: 'error' }> | null = null;
  #isImporting = false;
  #stop = false;
  #nextId = 0;
  #soon: NodeJS.Timeout | undefined;

  constructor(
    private readonly root: vscode.Uri,
    private readonly services: Pick<Services, 'studies' | 'coder' | 'log'>,
    private readonly post: (message: ImportToPanel) => void,
    private readonly close: () => void,
  ) {}

  handle(message: ImportFromPanel): void {
    void this.#handle(message).catch((error: unknown) => this.#tell(error));
  }

  /** Adds files and reads them. */
  async add(sources: readonly ImportSource[]): Promise<void> {
    this.#outcomes = null;
    const known = new Set(this.#files.map(({ uri }) => uri));
    const added: PickedFile[] = [];
    for (const source of sources) {
      const uri = source instanceof vscode.Uri ? source.toString() : null;
      if (uri !== null && known.has(uri)) continue;
      try {
        const file = await unpackChat(source instanceof vscode.Uri ? await sourceAt(source) : source);
        added.push(new PickedFile(this.#nextId++, file, uri));
      } catch (error) {
        this.#tell(error);
      }
    }
    this.#files.push(...added);
    await this.#show();
    for (const file of added) await this.#read(file);
  }

  restore({ merge, keepsRemarks, files }: ImportViewState): Promise<void> {
    this.#merge = merge;
    this.#keepsRemarks = keepsRemarks;
    return this.add(files.map((uri) => vscode.Uri.parse(uri)));
  }

  dispose(): void {
    clearTimeout(this.#soon);
  }

  async #handle(message: ImportFromPanel): Promise<void> {
    if (message.type !== 'ready') this.#error = null;
    switch (message.type) {
      case 'ready':
        if (this.#outcomes) this.#finish(this.#outcomes);
        else if (this.#importing) this.post(this.#importing);
        else await this.#show();
        // A page that was hidden has heard of nothing.
        if (this.#error) this.post(this.#error);
        return;
      case 'addFiles':
        return this.add(await chooseFiles());
      case 'include':
        this.#file(message.file)?.include(message.on);
        return this.#show();
      case 'format':
        return this.#reread(message.file, (file) => (file.choices = { format: message.format }));
      case 'encoding':
        return this.#reread(message.file, (file) => {
          file.choices = { ...file.choices, encoding: message.encoding };
        });
      case 'header':
        return this.#reread(message.file, (file) => {
          file.choices = { ...file.choices, hasHeader: message.hasHeader };
        });
      case 'columns':
        return this.#reread(message.file, (file) => {
          file.choices = { ...file.choices, columns: message.columns };
        });
      case 'rename':
        this.#file(message.file)?.names.set(message.document, message.name);
        return this.#showSoon();
      case 'speaker':
        this.#decide(message);
        return message.role === undefined ? this.#showSoon() : this.#show();
      case 'note':
        this.#notes.set(message.name, message.isNote ? 'note' : 'speaker');
        for (const file of this.#files) await this.#read(file);
        return;
      case 'merge':
        this.#merge = message.merge;
        return this.#show();
      case 'remarks':
        this.#keepsRemarks = message.keep;
        return this.#show();
      case 'import':
        return this.#import();
      case 'stop':
        this.#stop = true;
        return;
      case 'cancel':
        return this.close();
      case 'open':
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.joinPath(this.root, message.path));
    }
  }

  #decide({ name, newName, role }: Extract<ImportFromPanel, { type: 'speaker' }>): void {
    this.#decisions.set(name, {
      ...this.#decisions.get(name),
      ...(newName === undefined ? {} : { newName: newName.trim() }),
      ...(role === undefined ? {} : { role }),
    });
  }

  #file(id: number): PickedFile | undefined {
    return this.#files.find((file) => file.id === id);
  }

  async #reread(id: number, change: (file: PickedFile) => void): Promise<void> {
    const file = this.#file(id);
    if (!file) return;
    change(file);
    await this.#read(file);
  }

  async #read(file: PickedFile): Promise<void> {
    const importer = this.#importer();
    file.choices = { ...file.choices, notes: new Map(this.#notes) };
    const reading = file.read((sha256) => importer.existing(sha256));
    await this.#show();
    if (await reading) await this.#show();
  }

  #importer(): StudyImporter {
    return new StudyImporter(this.services.studies.files(this.root), studyFolder(this.root), () => new Date());
  }

  /** Names come at every letter; what they bring about is looked at when no more come. */
  #showSoon(): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#show().catch((error: unknown) => this.#tell(error)), settleMs);
  }

  async #show(): Promise<void> {
    clearTimeout(this.#soon);
    if (this.#isImporting) return;
    const review = await this.#review();
    const files = this.#files.flatMap(({ uri }) => (uri === null ? [] : [uri]));
    const saved = { folder: this.root.toString(), files, merge: this.#merge, keepsRemarks: this.#keepsRemarks };
    this.post({ type: 'review', review, saved });
  }

  async #review(): Promise<ImportReview> {
    const parts = await (this.#parts ??= this.#loadParts());
    const included = this.#files.filter(({ isIncluded }) => isIncluded);
    const speakers = speakerTable(included, this.#decisions);
    const choices = turnChoices(speakers, this.#gapMs());
    const names = included.flatMap((file) => file.documents.map(({ name }, i) => file.names.get(i) ?? name));
    const paths = await this.#importer().plannedPaths(names);
    const files = this.#files.map((file) => {
      const own = file.isIncluded ? paths.splice(0, file.documents.length) : [];
      return reviewFile(file, own, choices, parts);
    });
    const ready = included.filter(({ state }) => state === 'ready');
    const blocked = ((): string | null => {
      if (this.#files.some(({ state }) => state === 'reading')) return 'Files are still being read.';
      if (speakers.some(({ problem }) => problem !== null)) return 'Mend the names of the speakers first.';
      const withoutColumn = ready.find(({ content }) => content?.table && !content.table.columnsUsed);
      if (withoutColumn) return `Say which column of ${withoutColumn.source.name} holds the words.`;
      return ready.length === 0 ? 'No file is chosen that can be imported.' : null;
    })();
    const { study } = parts;
    const own = this.services.coder.current(this.root);
    const coder = study.coders.find(({ id }) => id === own)?.name ?? null;
    const remarks = remarksReview(ready, this.#keepsRemarks, coder);
    return { study: study.title, files, speakers, notes: notesOf(ready), remarks, merge: this.#merge, blocked };
  }

  #gapMs(): number | null {
    return this.#merge && (this.#merge.gapSeconds === null ? Infinity : this.#merge.gapSeconds * 1000);
  }

  async #loadParts(): Promise<StudyParts> {
    const files = this.services.studies.files(this.root);
    const { value: study } = await files.load(studyFile, parseStudy);
    if (!study) throw new UserError('fileUnreadable', `${studyFile} is not there.`, 'Make the folder a study first.');
    const { value: codebook } = await files.load(codebookFile, parseCodebook);
    return { study, codebook: codebook ?? makeCodebook() };
  }

  async #import(): Promise<void> {
    if (this.#isImporting) return;
    const { blocked, remarks } = await this.#review();
    if (blocked !== null) return;
    const { studies, coder } = this.services;
    const remarksBy = remarks?.isKept ? await coder.ask(this.root, studies.files(this.root)) : null;
    // Nobody said whose memos they are to be: the person goes on looking.
    if (remarksBy === undefined || this.#isImporting) return;
    this.#isImporting = true;
    this.#stop = false;
    const outcomes: FileOutcome[] = [];
    const files = this.#files.filter(({ isIncluded, state }) => isIncluded && state === 'ready');
    const speakers = speakerTable(files, this.#decisions);
    const roles = new Map(speakers.flatMap(({ newName, role }) => (role === null ? [] : [[newName, role] as const])));
    const importer = this.#importer();
    try {
      for (const [done, file] of files.entries()) {
        if (this.#stop) break;
        this.#importing = { type: 'importing', done, of: files.length, name: file.source.name };
        this.post(this.#importing);
        const more = { roles, ...(remarksBy === null ? {} : { remarksBy }) };
        outcomes.push(await this.#importOne(importer, file, turnChoices(speakers, this.#gapMs()), more));
      }
    } finally {
      this.#isImporting = false;
      this.#importing = null;
      this.#parts = undefined;
      this.services.studies.refresh();
    }
    this.#outcomes = outcomes;
    this.#files.length = 0;
    this.#finish(outcomes);
  }

  async #importOne(
    importer: StudyImporter,
    file: PickedFile,
    choices: ReturnType<typeof turnChoices>,
    more: Pick<ImportRequest, 'roles' | 'remarksBy'>,
  ): Promise<FileOutcome> {
    const { source, content, names, sha256 } = file;
    const none = { name: source.name, transcripts: [], codesAdded: 0, warnings: [], alreadyThere: false };
    try {
      const request = { source, content: content!, choices, names, ...more, expectedSha256: sha256, again: true };
      const { transcripts, codesAdded, warnings } = await importer.import(request);
      return {
        ...none,
        transcripts: transcripts.map(({ path, turns, segments, memos }) => ({ path, turns, segments, memos })),
        codesAdded,
        warnings: [...warnings, ...transcripts.flatMap((transcript) => transcript.warnings)],
        error: null,
      };
    } catch (error) {
      errorNotice(error, this.services.log);
      return { ...none, error: toErrorInfo(error) };
    }
  }

  #finish(outcomes: readonly FileOutcome[]): void {
    this.post({ type: 'finished', outcomes, wasStopped: this.#stop });
  }

  #tell(error: unknown): void {
    const notice = errorNotice(error, this.services.log);
    if (notice.kind !== 'error') return;
    this.#error = { type: 'error', error: notice.error };
    this.post(this.#error);
  }
}

/** From a disk piece by piece; from elsewhere as a whole. */
async function sourceAt(uri: vscode.Uri): Promise<SourceFile> {
  if (uri.scheme === 'file') return sourceOnDisk(uri.fsPath);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return sourceInMemory(name, await vscode.workspace.fs.readFile(uri));
}

/** What the open dialog offers first; any file may be chosen. */
const filters = {
  'Transcripts and projects': [
    'txt',
    'md',
    'vtt',
    'srt',
    'sbv',
    'docx',
    'csv',
    'tsv',
    'cha',
    'eaf',
    'TextGrid',
    'json',
    'zip',
    'qdpx',
    'qdc',
  ],
  'All files': ['*'],
};

export async function chooseFiles(): Promise<vscode.Uri[]> {
  const title = 'Import Transcripts';
  const options = { title, openLabel: 'Look at Them', canSelectMany: true, filters };
  return (await vscode.window.showOpenDialog(options)) ?? [];
}
