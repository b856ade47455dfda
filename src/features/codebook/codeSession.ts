import * as vscode from 'vscode';
import { toErrorInfo } from '../../core/base/userError';
import type { Code, Codebook } from '../../core/codebook/codebook';
import type { CodeDrafts } from '../../core/codebook/codeDrafts';
import type { CodeFields } from '../../core/codebook/codeRules';
import { patternOf } from '../../core/codebook/colours';
import { asWritten, conflictsOf, savable, settleField, typedFields, typeInto } from '../../core/codebook/draft';
import { codesBelow, updateCode } from '../../core/codebook/edit';
import { codebookFile } from '../../core/coding/studyFiles';
import type { Services } from '../../platform/services';
import type { OpenStudy } from '../../platform/study/openStudies';
import type { CodeChoice, FromCodebookPanel, ToCodebookPanel } from '../../protocol/codebook';
import type { CodebookEditor } from './codebookEditor';
import { countSegments, describeCounts } from './codeItems';

const findSegments = 'introspect.findSegments';

/** A code as the codebook has it, in its study. */
interface SavedCode {
  readonly study: OpenStudy;
  readonly fields: CodeFields;
}

/**
 * One form's code. What is typed is kept from the first letter, saved when the person leaves a field, the code, the panel
 * or the window, and never written over what somebody else changed meanwhile. What cannot be saved stays among the
 * drafts, which outlive the form.
 */
export class CodeSession implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable;
  #edits = 0;
  /** What the codebook said last of a code: it may not be readable while somebody else saves it, or edits it by hand. */
  readonly #known = new Map<string, SavedCode>();
  /** One message after another: a save must not overtake what was typed before it. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    readonly root: vscode.Uri,
    private code: string,
    private readonly services: Pick<Services, 'studies' | 'coder' | 'log'>,
    private readonly drafts: CodeDrafts,
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
    return this.#inTurn(() => this.#turnTo(code));
  }

  handle(message: FromCodebookPanel): Promise<void> {
    return this.#inTurn(() => this.#handle(message));
  }

  /** Writes what can be written; the rest stays in the draft. */
  save(): Promise<void> {
    return this.#inTurn(() => this.#save(this.code));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #turnTo(code: string): Promise<void> {
    if (code !== this.code) {
      await this.#save(this.code);
      this.code = code;
    }
    await this.#show();
  }

  async #handle(message: FromCodebookPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#edits = 0;
        return this.#show();
      case 'edit': {
        this.#edits++;
        const { code } = message;
        const saved = (await this.#saved(code))?.fields ?? this.#known.get(code)?.fields;
        if (saved) this.drafts.put(code, saved.name, typeInto(this.drafts.of(code), saved, message.change));
        // Typed just before the form turned to another code: its field is not left any more.
        return code === this.code ? undefined : this.#save(code);
      }
      case 'save':
        return this.#save(message.code);
      case 'settle': {
        const { code, field, keep } = message;
        const saved = (await this.#saved(code))?.fields;
        if (saved) this.drafts.put(code, saved.name, settleField(this.drafts.of(code), saved, field, keep));
        return this.#save(code);
      }
      case 'turnTo':
        return this.#turnTo(message.code);
      case 'discard':
        this.drafts.drop(message.code);
        return this.#show();
      case 'findSegments':
        await vscode.commands.executeCommand(findSegments, { root: this.root.toString(), code: message.code });
    }
  }

  async #save(code: string): Promise<void> {
    const draft = this.drafts.of(code);
    if (draft.size === 0) return this.#show();
    try {
      let written: Partial<CodeFields> = {};
      const change = (codebook: Codebook): Codebook => {
        const current = codebook.codes.find(({ id }) => id === code);
        if (!current) return codebook;
        written = savable(draft, code, fieldsOf(current), codebook.codes);
        return updateCode(codebook, code, written);
      };
      const name = (await this.#saved(code))?.fields.name ?? '';
      await this.editor().change(
        { what: 'edit', label: `Edit ${name}`, detail: { code, fields: [...draft.keys()] } },
        change,
      );
      if (Object.keys(written).length > 0) {
        this.drafts.put(code, name, asWritten(draft, written));
        this.services.studies.refresh();
      }
    } catch (error) {
      this.services.log.error(`The form of a code: ${toErrorInfo(error).code}.`);
      this.post({ type: 'failed', error: toErrorInfo(error) });
    }
    await this.#show();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    return (this.#turn = this.#turn.then(work, work));
  }

  async #saved(code: string): Promise<SavedCode | undefined> {
    const study = await this.services.studies.find(this.root);
    const found = study?.codebook?.codes.find(({ id }) => id === code);
    return study && found && { study, fields: fieldsOf(found) };
  }

  async #show(): Promise<void> {
    const { code } = this;
    const read = await this.#saved(code);
    const codes = new Map(read?.study.codebook?.codes.map((one) => [one.id, one]));
    this.drafts.rebase((id) => {
      const found = codes.get(id);
      return found && fieldsOf(found);
    });
    const { unsaved } = this.drafts;
    const unsavedElsewhere = unsaved.filter(({ id }) => id !== code);
    const draft = this.drafts.of(code);
    if (read) this.#known.set(code, read);
    const problem = (await this.services.studies.find(this.root))?.problems.find(({ file }) => file === codebookFile);
    // The form stays as it was, with what is typed in it.
    const saved = read ?? (problem && this.#known.get(code));
    if (!saved) {
      const name = unsaved.find(({ id }) => id === code)?.name;
      if (name !== undefined) this.named(name);
      return this.post({ type: 'gone', code, draft: typedFields(draft), unsavedElsewhere });
    }
    const { study, fields } = saved;
    this.named(fields.name);
    const me = this.services.coder.current(this.root);
    const counts = countSegments(study, code, me, this.services.coder.isBlind(this.root));
    const id = code.toLowerCase();
    this.post({
      type: 'code',
      folder: this.root.toString(),
      form: {
        id: code,
        saved: fields,
        draft: typedFields(draft),
        conflicts: conflictsOf(draft, fields),
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
      unsavedElsewhere,
    });
    if (problem) this.post({ type: 'failed', error: problem.error });
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
