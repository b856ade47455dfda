import * as vscode from 'vscode';
import { snapToGraphemes } from '../../core/base/graphemes';
import { utf16 } from '../../core/base/offsets';
import { toErrorInfo, UserError } from '../../core/base/userError';
import { PanelChannel } from '../../panels/panelChannel';
import { panelHtml, panelOptions } from '../../panels/panelHtml';
import { nameUuid } from '../../platform/nameUuid';
import { getSetting, onDidChangeSetting, updateSetting } from '../../platform/configuration';
import type { CommandId } from '../../commands';
import type { Services } from '../../platform/services';
import type { CodingSettings, FromCodingPanel, CommandOfPage, Stretch, ToCodingPanel } from '../../protocol/coding';
import { parseBackup, serializeBackup, type CodingBackup } from './codingBackup';
import { CodingDocument, nothingTold } from './codingDocument';
import { CodingSession } from './codingSession';
import { CoderStatus } from './coderStatus';
import { isCoded } from './copyCoding';
import { Pins } from './pins';
import { saveSuggestions } from './suggestionTable';
import { columnBeside, type HowOpened } from './whereOpened';

export const codingViewType = 'introspect.coding';
const title = 'Coding';
const noBackup = { formatVersion: 1, coder: '', changes: [] } as const;

/** The editor in which transcripts are coded. It writes the coder's own file, never the transcript. */
export class CodingEditor implements vscode.CustomEditorProvider<CodingDocument>, vscode.Disposable {
  readonly #edited = new vscode.EventEmitter<vscode.CustomDocumentEditEvent<CodingDocument>>();
  readonly #documents = new Set<CodingDocument>();
  readonly #panels = new Map<CodingSession, vscode.WebviewPanel>();
  readonly #pins: Pins;
  readonly #status: CoderStatus;
  readonly #subscriptions: vscode.Disposable;
  #active: CodingDocument | undefined;
  /** To be shown by a page that is yet to come. */
  #pendingReveal: { readonly uri: string; readonly stretch: Stretch } | undefined;

  readonly onDidChangeCustomDocument = this.#edited.event;

  constructor(
    private readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'workspaceState'>,
    private readonly services: Pick<Services, 'coder' | 'studies' | 'subjects'>,
  ) {
    this.#pins = new Pins(context.workspaceState);
    this.#status = new CoderStatus();
    this.#subscriptions = vscode.Disposable.from(
      this.#edited,
      this.#pins,
      this.#status,
      this.#pins.onDidChange((root) => this.#eachSession(root, (session) => session.showPins())),
      services.coder.onDidChange(() => this.#showStatus()),
      onDidChangeSetting(['introspect.coding.singleKeys'], () =>
        this.#eachSession(undefined, (session) => session.showSettings()),
      ),
    );
  }

  /** The transcript in the active coding editor. */
  get active(): CodingDocument | undefined {
    return this.#active;
  }

  get documents(): ReadonlySet<CodingDocument> {
    return this.#documents;
  }

  async openCustomDocument(
    uri: vscode.Uri,
    { backupId }: Pick<vscode.CustomDocumentOpenContext, 'backupId'>,
  ): Promise<CodingDocument> {
    if (uri.scheme !== 'file') {
      const remedy = 'Open it as text here; to code it, open the study from a folder on a disk.';
      throw shown(new UserError('badRequest', 'A transcript can be coded only on a disk.', remedy));
    }
    const kept = backupId === undefined ? undefined : vscode.Uri.parse(backupId);
    const document = new CodingDocument(uri, this.services, kept && (await readBackup(kept)));
    document.backup = kept;
    this.#documents.add(document);
    document.onDidEdit((event) => this.#edited.fire(event));
    // Whoever is new to the study has an id before a name.
    document.coding.onDidUpdate(() => document === this.#active && this.#showStatus());
    document.onDidDispose(() => this.#documents.delete(document));
    return document;
  }

  resolveCustomEditor(document: CodingDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const channel = new PanelChannel<ToCodingPanel, FromCodingPanel>(webview);
    const session = this.openSession(
      document,
      (message) => channel.post(message),
      () => panel.visible,
    );
    this.#panels.set(session, panel);
    const followActive = () => {
      if (panel.active) this.#active = document;
      else if (this.#active === document) this.#active = undefined;
      this.#showStatus();
    };
    const subscriptions = vscode.Disposable.from(
      channel.onMessage((message) => void this.handle(document, session, message)),
      panel.onDidChangeViewState(followActive),
    );
    panel.onDidDispose(() => {
      subscriptions.dispose();
      this.closeSession(document, session);
      if (this.#active === document) this.#active = undefined;
      this.#showStatus();
    });
    webview.options = panelOptions(this.context.extensionUri);
    webview.html = panelHtml(webview, this.context.extensionUri, 'coding', title);
    followActive();
    void document.loaded.then(() => this.#offerStudy(document));
  }

  /** One page of a document, until `closeSession`. */
  openSession(document: CodingDocument, post: (message: ToCodingPanel) => void, isVisible = () => true): CodingSession {
    const session: CodingSession = new CodingSession(document.coding, {
      post,
      isVisible,
      askCoder: () => this.#askCoder(document),
      make: (edit, about) => document.make(edit, about),
      reject: (suggestion, rejected) => document.reject(suggestion, rejected),
      settings: () => this.#settings(document),
      pins: () => (document.root ? this.#pins.of(document.root) : new Map<string, number>()),
      suggesting: () => document.told,
      elsewhere: (message) => void this.#handleElsewhere(document, session, message).catch(tellFailure),
    });
    document.sessions.add(session);
    if (this.#pendingReveal?.uri === document.uri.toString()) {
      session.reveal(this.#pendingReveal.stretch, null, false);
      this.#pendingReveal = undefined;
    }
    return session;
  }

  closeSession(document: CodingDocument, session: CodingSession): void {
    document.sessions.delete(session);
    this.#panels.delete(session);
    session.dispose();
  }

  /** A message of a page; nothing is answered before the transcript has been read. */
  async handle(document: CodingDocument, session: CodingSession, message: FromCodingPanel): Promise<void> {
    await document.loaded;
    await session.handle(message);
  }

  async saveCustomDocument(document: CodingDocument): Promise<void> {
    await document.loaded;
    try {
      await document.coding.save();
    } catch (error) {
      throw shown(error);
    } finally {
      document.burst.end();
    }
    await deleteBackup(document);
  }

  /** A copy of the transcript, with the person's own coding where it stays in the study. */
  async saveCustomDocumentAs(document: CodingDocument, destination: vscode.Uri): Promise<void> {
    const { uri, coding, loaded } = document;
    if (destination.toString() === uri.toString()) return this.saveCustomDocument(document);
    await loaded;
    try {
      // VS Code has asked whether to replace the text; of its codes it knows nothing.
      await coding.requireUncoded(destination.fsPath);
      const isOpen = [...this.#documents].find((one) => one.uri.toString() === destination.toString());
      if (isOpen?.coding.backup()) throw isCoded(destination.fsPath);
      await vscode.workspace.fs.copy(uri, destination, { overwrite: true });
      await coding.saveFor(destination.fsPath);
    } catch (error) {
      throw shown(error);
    }
  }

  async revertCustomDocument(document: CodingDocument): Promise<void> {
    document.burst.end();
    await document.coding.revert().catch((error: unknown) => {
      throw shown(error);
    });
    await deleteBackup(document);
  }

  /**
   * Keeps what is not saved, always in the same place: after a crash VS Code may remember an older backup than the last,
   * and is then given the last all the same. What is in it and was saved since changes nothing when it is taken up again.
   */
  async backupCustomDocument(
    document: CodingDocument,
    { destination }: vscode.CustomDocumentBackupContext,
  ): Promise<vscode.CustomDocumentBackup> {
    document.burst.end();
    const json = serializeBackup(document.coding.backup() ?? noBackup);
    await vscode.workspace.fs.writeFile(destination, new TextEncoder().encode(json));
    const place = vscode.Uri.joinPath(destination, '..', `${nameUuid(document.uri.toString())}.coding-backup.json`);
    await vscode.workspace.fs.rename(destination, place, { overwrite: true });
    document.backup = place;
    // Called when a newer one is there, too; `deleteBackup` takes it away when it is not needed.
    return { id: place.toString(), delete: () => undefined };
  }

  /** Does in the page in front what a key of its own does. */
  run(command: CommandOfPage): void {
    for (const [session, panel] of this.#panels) if (panel.active) session.run(command);
  }

  /** Opens a text in this editor, and shows a stretch of it. */
  async open(uri: vscode.Uri, stretch?: Stretch, how?: HowOpened): Promise<CodingDocument | undefined> {
    const opened = () => [...this.#documents].find((one) => one.uri.toString() === uri.toString());
    const viewColumn = how && columnBeside(uri, codingViewType, how.beside);
    // Beside a panel another page of the transcript may be hidden behind the panel.
    const session = [...(opened()?.sessions ?? [])].find(
      (one) => viewColumn === undefined || this.#panels.get(one)?.viewColumn === viewColumn,
    );
    if (stretch && session) session.reveal(stretch, null, false);
    else if (stretch) this.#pendingReveal = { uri: uri.toString(), stretch };
    const options = how && { viewColumn, preview: true, preserveFocus: how.preserveFocus };
    await vscode.commands.executeCommand('vscode.openWith', uri, codingViewType, options);
    return opened();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #askCoder(document: CodingDocument): Promise<boolean> {
    const { root, coding } = document;
    if (!root) return false;
    const id = await this.services.coder.ask(root, coding.sources.files);
    // Their file is being read.
    await coding.settled();
    return id !== undefined;
  }

  #settings({ root }: CodingDocument): CodingSettings {
    const blind = root !== undefined && this.services.coder.isBlind(root);
    return { singleKeys: getSetting('introspect.coding.singleKeys'), blind };
  }

  async #handleElsewhere(
    document: CodingDocument,
    session: CodingSession,
    message: Exclude<FromCodingPanel, { type: 'ready' | 'apply' | 'showCoders' }>,
  ): Promise<void> {
    const { root, uri } = document;
    switch (message.type) {
      case 'suggest':
        await vscode.commands.executeCommand('introspect.suggestCodes' satisfies CommandId);
        return;
      case 'cancelSuggesting':
        return document.suggesting?.abort();
      case 'dismissSuggesting':
        if (!document.told.progress) document.told = nothingTold;
        return;
      case 'saveSuggestions':
        return saveSuggestions(document);
      case 'select':
        document.selection = message.codable;
        return message.stretch
          ? this.#select(document, session, message.stretch)
          : this.services.subjects.deselect(uri);
      case 'sayCoder':
        await this.#askCoder(document);
        return;
      case 'setBlind':
        return root && this.services.coder.setBlind(root, message.blind);
      case 'setSingleKeys':
        return updateSetting('introspect.coding.singleKeys', message.singleKeys);
      case 'pin':
        return root && this.#pins.set(root, message.code, message.pin);
      case 'openAsText': {
        const at = rangeOf(document, { start: message.at, end: message.at });
        await vscode.window.showTextDocument(uri, { selection: at });
        return;
      }
      case 'run': {
        const commands = { undo: 'undo', redo: 'redo', save: 'workbench.action.files.save' };
        await vscode.commands.executeCommand(commands[message.command]);
        return;
      }
    }
  }

  /** The words become the subject of the panels that explain a selection. */
  async #select(document: CodingDocument, session: CodingSession, stretch: Stretch): Promise<void> {
    const { text } = document.coding.sources.text;
    const { start, end } = snapToGraphemes(text, { start: utf16(stretch.start), end: utf16(stretch.end) });
    if (start >= end) return;
    const show = (within: Stretch) =>
      session.reveal({ start: start + within.start, end: start + within.end }, null, false);
    const range = rangeOf(document, { start, end });
    await this.services.subjects.take(document.uri, text.slice(start, end), range, show);
  }

  #eachSession(root: vscode.Uri | undefined, act: (session: CodingSession) => void): void {
    for (const document of this.#documents) {
      if (root && document.root?.toString() !== root.toString()) continue;
      for (const session of document.sessions) act(session);
    }
  }

  #showStatus(): void {
    const root = this.#active?.root;
    if (!this.#active || !root) return this.#status.hide();
    const id = this.services.coder.current(root);
    const name = this.#active.coding.coders.find((coder) => coder.id === id)?.name ?? id;
    this.#status.show(name, this.services.coder.isBlind(root));
  }

  #offerStudy({ root, coding }: CodingDocument): void {
    this.#showStatus();
    if (root) return;
    const newStudy = 'New Study…';
    const message = `${coding.sources.title} is in no study yet. A study keeps its codes beside it.`;
    void vscode.window.showInformationMessage(message, newStudy).then((chosen) => {
      if (chosen === newStudy) void vscode.commands.executeCommand('introspect.newStudy');
    });
  }
}

function rangeOf({ coding }: CodingDocument, { start, end }: Stretch): vscode.Range {
  const { lines } = coding.sources.text;
  const at = (offset: number) => {
    const { line, character } = lines.positionAt(utf16(offset));
    return new vscode.Position(line, character);
  };
  return new vscode.Range(at(start), at(end));
}

/** A backup that cannot be read is no reason not to show the transcript. */
async function readBackup(uri: vscode.Uri): Promise<CodingBackup | undefined> {
  try {
    return parseBackup(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    const message = 'What was not saved when the window was closed cannot be read any more. What was saved is shown.';
    void vscode.window.showWarningMessage(message);
    return undefined;
  }
}

async function deleteBackup(document: CodingDocument): Promise<void> {
  const { backup } = document;
  document.backup = undefined;
  // It may be gone already.
  if (backup && !document.coding.backup()) await vscode.workspace.fs.delete(backup).then(undefined, () => undefined);
}

/** VS Code shows a failed save by its message alone. */
function shown(error: unknown): Error {
  const { message, remedy } = toErrorInfo(error);
  return new Error(`${message} ${remedy}`.trim(), { cause: error });
}

function tellFailure(error: unknown): void {
  void vscode.window.showErrorMessage(shown(error).message);
}
