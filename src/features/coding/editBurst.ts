import { joinEdits, type Edit } from '../../core/coding/codingModel';

/** What an entry in undo does; it grows as long as its burst goes on. */
export interface UndoEntry {
  edit: Edit;
}

/**
 * Makes edits that follow one another on the same thing, such as the letters of a memo, one entry in undo. VS Code is
 * told of an entry only when it begins. So a burst ends when VS Code saves or backs up: it would take what came after
 * for saved with it.
 */
export class EditBurst {
  #last: { readonly of: string; readonly entry: UndoEntry } | null = null;

  /**
   * @param of what the edit is about, where more of the same may follow
   * @returns a new entry; null when the edit has gone into the one before
   */
  take(edit: Edit, of: string | undefined): UndoEntry | null {
    const last = this.#last?.of === of ? this.#last : null;
    const joined = last && joinEdits(last.entry.edit, edit);
    if (last && joined) {
      last.entry.edit = joined;
      return null;
    }
    const entry = { edit };
    this.#last = of === undefined ? null : { of, entry };
    return entry;
  }

  end(): void {
    this.#last = null;
  }
}
