import { sha256 } from './labReports';

/**
 * Which texts of a document were written while somebody typed. VS Code has an entry in undo for every change that an
 * extension makes; one press of a key is to go over all of what was typed in a field.
 */
export class TypingSteps {
  readonly #between = new Set<string>();
  readonly #bounds = new Set<string>();

  /** The document has this text while a field is being typed into. */
  between(text: string): void {
    const hash = sha256(text);
    if (!this.#bounds.has(hash)) this.#between.add(hash);
  }

  /** It had this text before, or has it after. */
  bound(text: string): void {
    const hash = sha256(text);
    this.#bounds.add(hash);
    this.#between.delete(hash);
  }

  isBetween(text: string): boolean {
    return this.#between.has(sha256(text));
  }
}
