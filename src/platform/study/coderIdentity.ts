import * as vscode from 'vscode';
import { UserError } from '../../core/base/userError';
import { makePersonCoder, offeredCoders, parseStudy, serializeStudy, type Coder } from '../../core/coding/study';
import { studyFile } from '../../core/coding/studyFiles';
import type { StudyFiles } from './studyFiles';

/** Name given last, offered in the next study. */
const lastNameKey = 'introspect.coderName';
const coderKey = (root: vscode.Uri) => `introspect.coder ${root.toString()}`;
const blindKey = (root: vscode.Uri) => `introspect.codeBlind ${root.toString()}`;

/** Who codes at this machine, for each study; kept by VS Code, never in the study. */
export class CoderIdentity implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** The coder of that study, or whether the others are hidden, has changed. */
  readonly onDidChange = this.#changed.event;

  constructor(private readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>) {}

  /** Id of the person who codes here; undefined until they have said who they are. */
  current(root: vscode.Uri): string | undefined {
    return this.context.workspaceState.get<string>(coderKey(root));
  }

  /** Whether the other coders' segments are hidden from this person. */
  isBlind(root: vscode.Uri): boolean {
    return this.context.workspaceState.get<boolean>(blindKey(root)) ?? false;
  }

  async setBlind(root: vscode.Uri, blind: boolean): Promise<void> {
    await this.context.workspaceState.update(blindKey(root), blind);
    this.#changed.fire(root);
  }

  async use(root: vscode.Uri, coderId: string): Promise<void> {
    await this.context.workspaceState.update(coderKey(root), coderId);
    this.#changed.fire(root);
  }

  /**
   * Who codes here, asked for once: one of the study's people, or somebody new, who is entered in study.json.
   *
   * @returns undefined when the person does not say
   * @throws UserError `fileInvalid`, `fileUnwritable`: study.json
   */
  async ask(root: vscode.Uri, files: StudyFiles): Promise<string | undefined> {
    return this.current(root) ?? this.choose(root, files);
  }

  /** As `ask`, though somebody is known already: to code as another person. */
  async choose(root: vscode.Uri, files: StudyFiles): Promise<string | undefined> {
    const { value: study } = await files.load(studyFile, parseStudy);
    if (!study) throw new UserError('fileUnreadable', `${studyFile} is not there.`, 'Open the folder of a study.');
    const people = study.coders.filter(({ kind, role }) => kind === 'person' && role !== 'consensus');
    const coder = await pickPerson(people, this.context.globalState.get<string>(lastNameKey));
    if (coder === undefined) return undefined;
    let id: string;
    if (typeof coder === 'string') {
      id = await addPerson(files, coder);
      await this.context.globalState.update(lastNameKey, coder);
    } else id = coder.id;
    await this.use(root, id);
    return id;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** @returns a coder of the study, the name of a new one, or undefined */
async function pickPerson(people: readonly Coder[], lastName: string | undefined): Promise<Coder | string | undefined> {
  if (people.length > 0) {
    const items = offeredCoders(people, lastName).map((coder) =>
      coder ? { label: coder.name, description: coder.id, coder } : { label: '$(add) Someone new…', coder },
    );
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Who is coding?',
      placeHolder: "Each person's codes go into a file of their own",
    });
    if (!picked) return undefined;
    if (picked.coder) return picked.coder;
  }
  const name = await vscode.window.showInputBox({
    title: 'Who is coding?',
    prompt: 'Your name or a short name, as it should stand in tables. Your codes go into a file of your own.',
    value: lastName ?? '',
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? 'A name that is not empty' : undefined),
  });
  return name?.trim();
}

/**
 * Enters a person in study.json.
 *
 * @returns the id of the new coder
 * @throws UserError `fileInvalid`, `fileUnwritable`: study.json
 */
export async function addPerson(files: StudyFiles, name: string): Promise<string> {
  let id = '';
  await files.update(studyFile, { parse: parseStudy, serialize: serializeStudy }, (study) => {
    if (!study) throw new UserError('fileUnreadable', `${studyFile} is not there.`, 'Open the folder of a study.');
    const coder = makePersonCoder(study, name);
    id = coder.id;
    return { ...study, coders: [...study.coders, coder] };
  });
  return id;
}
