import * as vscode from 'vscode';
import { toErrorInfo } from '../../core/base/userError';
import type { Code, Codebook } from '../../core/codebook/codebook';
import type { CodeFields } from '../../core/codebook/codeRules';
import { patternOf } from '../../core/codebook/colours';
import {
  asWritten,
  conflictsOf,
  rebase,
  savable,
  settleField,
  typedFields,
  typeInto,
  type CodeDraft,
} from '../../core/codebook/draft';
import { codesBelow, updateCode } from '../../core/codebook/edit';
import type { Services } from '../../platform/services';
import type { OpenStudy } from '../../platform/study/openStudies';
import type { CodeChoice, FromCodebookPanel, ToCodebookPanel } from '../../protocol/codebook';
import type { CodebookEditor } from './codebookEditor';
import { countSegments, describeCounts } from './codeItems';

const findSegments = 'introspect.findSegments';

/**
 * One form's code. What is typed is kept here from the first letter, saved when the person leaves a field, the panel or
 * the window, and never written over what somebody else changed meanwhile.
 */
export class CodeSession implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  #draft: CodeDraft = new Map();
  #edits = 0;
  /** One message after another: a save must not overtake what was typed before it. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    readonly root: vscode.Uri,
    private code: string,
    private readonly services: Pick<Services, 'studies' | 'coder' | 'log'>,
    private readonly editor: () => CodebookEditor,
    private readonly post: (message: ToCodebookPanel) => void,
    private readonly named: (name: string) => void,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      services.studies.onDidChange(() => void this.#inTurn(() => this.#show())),
      services.coder.onDidChange(() => void this.#inTurn(() => this.#show())),
    );
  }

  /** Turns to another code, once what was typed about this one is saved. */
  turnTo(code: string): Promise<void> {
    return this.#inTurn(async () => {
      if (code !== this.code) {
        await this.#save();
        this.code = code;
        this.#draft = new Map();
      }
      await this.#show();
    });
  }

  handle(message: FromCodebookPanel): Promise<void> {
    return this.#inTurn(() => this.#handle(message));
  }

  /** Writes what can be written; the rest stays in the draft. */
  save(): Promise<void> {
    return this.#inTurn(() => this.#save());
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #handle(message: FromCodebookPanel): Promise<void> {
    if (message.type === 'ready') {
      this.#edits = 0;
      return this.#show();
    }
    if (message.type === 'edit') this.#edits++;
    if (message.code !== this.code) return;
    switch (message.type) {
      case 'edit': {
        const saved = await this.#saved();
        if (saved) this.#draft = typeInto(this.#draft, saved.fields, message.change);
        return;
      }
      case 'save':
        return this.#save();
      case 'settle': {
        const saved = await this.#saved();
        if (saved) this.#draft = settleField(this.#draft, saved.fields, message.field, message.keep);
        return this.#save();
      }
      case 'findSegments':
        await vscode.commands.executeCommand(findSegments, { root: this.root.toString(), code: this.code });
    }
  }

  async #save(): Promise<void> {
    if (this.#draft.size === 0) return this.#show();
    const { code } = this;
    try {
      let written: Partial<CodeFields> = {};
      const change = (codebook: Codebook): Codebook => {
        const current = codebook.codes.find(({ id }) => id === code);
        if (!current) return codebook;
        written = savable(this.#draft, code, fieldsOf(current), codebook.codes);
        return updateCode(codebook, code, written);
      };
      const name = (await this.#saved())?.fields.name ?? '';
      await this.editor().change(
        { what: 'edit', label: `Edit ${name}`, detail: { code, fields: [...this.#draft.keys()] } },
        change,
      );
      this.#draft = asWritten(this.#draft, written);
      if (Object.keys(written).length > 0) this.services.studies.refresh();
    } catch (error) {
      this.services.log.error(`The form of a code: ${toErrorInfo(error).code}.`);
      this.post({ type: 'failed', error: toErrorInfo(error) });
    }
    await this.#show();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    return (this.#turn = this.#turn.then(work, work));
  }

  async #saved(): Promise<{ readonly study: OpenStudy; readonly fields: CodeFields } | undefined> {
    const study = await this.services.studies.find(this.root);
    const found = study?.codebook?.codes.find(({ id }) => id === this.code);
    return study && found && { study, fields: fieldsOf(found) };
  }

  async #show(): Promise<void> {
    const saved = await this.#saved();
    if (!saved) return this.post({ type: 'gone', draft: typedFields(this.#draft) });
    const { study, fields } = saved;
    this.#draft = rebase(this.#draft, fields);
    this.named(fields.name);
    const me = this.services.coder.current(this.root);
    const counts = countSegments(study, this.code, me, this.services.coder.isBlind(this.root));
    const id = this.code.toLowerCase();
    this.post({
      type: 'code',
      folder: this.root.toString(),
      form: {
        id: this.code,
        saved: fields,
        draft: typedFields(this.#draft),
        conflicts: conflictsOf(this.#draft, fields),
        edits: this.#edits,
      },
      codes: study.codebook ? choicesOf(study.codebook) : [],
      segments: describeCounts(counts, me),
      memos: study.tallies
        .filter(({ coder }) => coder === me || !this.services.coder.isBlind(this.root))
        .reduce((sum, { tally }) => sum + (tally.memos.get(id) ?? 0), 0),
      canFindSegments: (await vscode.commands.getCommands(true)).includes(findSegments),
      readOnly:
        this.root.scheme === 'file' ? null : 'This study is not in a folder on a disk, so nothing can be changed here.',
    });
  }
}

function fieldsOf(code: Code): CodeFields {
  const { name, definition, whenToUse, whenNotToUse, examples, colour, shortcut, parent } = code;
  const pattern = patternOf(code);
  return { name, definition, whenToUse, whenNotToUse, examples, colour, pattern, shortcut, parent };
}

/** In the order of the tree. */
function choicesOf(codebook: Codebook, parent: string | null = null, depth = 0): CodeChoice[] {
  return codesBelow(codebook, parent).flatMap((code) => {
    const { id, name, shortcut, colour } = code;
    const choice = { id, name, shortcut, parent: code.parent, colour, pattern: patternOf(code), depth };
    return [choice, ...choicesOf(codebook, id, depth + 1)];
  });
}
