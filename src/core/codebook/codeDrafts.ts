import type { CodeFields } from './codeRules';
import { rebase, type CodeDraft } from './draft';

/** A code about which something was typed and is not saved. */
export interface UnsavedCode {
  readonly id: string;
  /** As the codebook had it last. */
  readonly name: string;
}

const nothing: CodeDraft = new Map();

/** What was typed about the codes of a study and is not saved. It outlives the form, which shows one code at a time. */
export class CodeDrafts {
  readonly #kept = new Map<string, { readonly name: string; readonly draft: CodeDraft }>();

  of(code: string): CodeDraft {
    return this.#kept.get(code)?.draft ?? nothing;
  }

  /** Also of codes that are no longer in the codebook. */
  get unsaved(): readonly UnsavedCode[] {
    return [...this.#kept].map(([id, { name }]) => ({ id, name }));
  }

  put(code: string, name: string, draft: CodeDraft): void {
    if (draft.size === 0) this.#kept.delete(code);
    else this.#kept.set(code, { name, draft });
  }

  drop(code: string): void {
    this.#kept.delete(code);
  }

  /** All drafts against what the file says now; those of codes that it has not are left as they are. */
  rebase(fieldsOf: (code: string) => CodeFields | undefined): void {
    for (const [code, { draft }] of this.#kept) {
      const saved = fieldsOf(code);
      if (saved) this.put(code, saved.name, rebase(draft, saved));
    }
  }
}
