import * as vscode from 'vscode';
import type { CoderRef } from '../../commands';
import { spellingKey } from '../../core/base/spelling';
import { UserError } from '../../core/base/userError';
import { parseStudy, serializeStudy, type Coder } from '../../core/coding/study';
import { studyFile } from '../../core/coding/studyFiles';
import type { Services } from '../../platform/services';
import { addPerson } from '../../platform/study/coderIdentity';
import type { OpenStudy } from '../../platform/study/openStudies';
import { CodersTree } from './codersTree';

/** Set while the other coders are hidden in a study of this workspace. */
const blindKey = 'introspect.codeBlind';

/** The Coders view and its commands. */
export class CodersFeature implements vscode.Disposable {
  readonly tree: CodersTree;
  readonly #subscriptions: vscode.Disposable;

  constructor(
    private readonly services: Pick<Services, 'studies' | 'coder'>,
    private readonly view: Pick<vscode.TreeView<unknown>, 'message'>,
    /** Saves what is not saved yet for the person who codes now. */
    private readonly saveForCoder: (root: vscode.Uri) => Promise<void>,
  ) {
    const { studies, coder } = services;
    this.tree = new CodersTree(studies, coder);
    this.#subscriptions = vscode.Disposable.from(
      this.tree,
      studies.onDidChange(() => void this.#tellBlind()),
      coder.onDidChange(() => void this.#tellBlind()),
    );
    void this.#tellBlind();
  }

  /** Asks who codes at this machine from now on. */
  async choose(): Promise<void> {
    const { studies, coder } = this.services;
    const study = await studies.choose('Code As');
    if (!study) return;
    await this.saveForCoder(study.root);
    await coder.choose(study.root, studies.files(study.root));
    studies.refresh();
  }

  async add(): Promise<void> {
    const { studies } = this.services;
    const study = await studies.choose('Add Coder');
    if (!study) return;
    const prompt = 'The name as it should stand in tables. Each coder’s codes go into a file of their own.';
    const name = await askName(study, { title: 'Add Coder', prompt });
    if (name === undefined) return;
    await addPerson(studies.files(study.root), name);
    studies.refresh();
  }

  async rename(ref?: CoderRef): Promise<void> {
    const { studies } = this.services;
    const study = ref ? await studies.find(vscode.Uri.parse(ref.root)) : await studies.choose('Rename Coder');
    if (!study) return;
    const coder = ref ? study.coders.find(({ id }) => id === ref.coder) : await pickCoder(study);
    if (!coder) return;
    const prompt = 'Only the name on screen and in tables changes, not the coder’s files.';
    const name = await askName(study, { title: `Rename ${coder.name}`, prompt, value: coder.name }, coder);
    if (name === undefined || name === coder.name) return;
    await studies.files(study.root).update(studyFile, { parse: parseStudy, serialize: serializeStudy }, (current) => {
      if (!current) throw new UserError('fileUnreadable', `${studyFile} is not there.`, 'Open the folder of a study.');
      const known = current.coders.some(({ id }) => id === coder.id);
      const coders = known ? current.coders : [...current.coders, coder];
      return { ...current, coders: coders.map((one) => (one.id === coder.id ? { ...one, name } : one)) };
    });
    studies.refresh();
  }

  /** Hides the other coders' segments and counts everywhere, or shows them again. */
  async toggleBlind(): Promise<void> {
    const { studies, coder } = this.services;
    const study = await studies.choose('Code Blind');
    if (!study) return;
    const blind = !coder.isBlind(study.root);
    // Without a coder of one's own, blind would hide everything.
    if (blind && (await coder.ask(study.root, studies.files(study.root))) === undefined) return;
    await coder.setBlind(study.root, blind);
    void vscode.window.showInformationMessage(
      blind
        ? 'You code blind: the other coders’ segments and counts are hidden until you switch it off.'
        : 'The other coders’ segments are shown again.',
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #tellBlind(): Promise<void> {
    const studies = await this.services.studies.list();
    const blind = studies.some(({ root }) => this.services.coder.isBlind(root));
    this.view.message = blind ? 'You code blind: the others are hidden.' : '';
    await vscode.commands.executeCommand('setContext', blindKey, blind);
  }
}

async function askName(
  { coders }: OpenStudy,
  options: vscode.InputBoxOptions,
  own?: Coder,
): Promise<string | undefined> {
  const taken = new Set(
    coders.filter(({ id }) => id !== own?.id).map(({ name }) => spellingKey(name).trim().toLowerCase()),
  );
  const validateInput = (value: string) => {
    if (value.trim() === '') return 'A name that is not empty';
    return taken.has(spellingKey(value).trim().toLowerCase()) ? 'Another coder has this name.' : undefined;
  };
  return (await vscode.window.showInputBox({ ...options, validateInput }))?.trim();
}

async function pickCoder({ coders }: OpenStudy): Promise<Coder | undefined> {
  const items = coders.map((coder) => ({ label: coder.name, description: coder.id, coder }));
  return (await vscode.window.showQuickPick(items, { title: 'Rename Which Coder?' }))?.coder;
}
