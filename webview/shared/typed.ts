import { noChange } from 'lit';
import { AsyncDirective } from 'lit/async-directive.js';
import { directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

/** Letters that may still be on their way back. */
const remembered = 200;

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Takes what stands in a field.
 *
 * @param isDone false while it is being typed, true once the person has left the field
 * @returns false where it cannot be taken: a field that was left then shows again what it had
 */
export type Take = (value: string, isDone: boolean) => unknown;

class TypedDirective extends AsyncDirective {
  #field: Field | null = null;
  #take: Take = () => undefined;
  /** What the field was given last. */
  #given: string | null = null;
  /** Taken since the keyboard came here: what comes back late is not written over what was typed since. */
  #taken: string[] = [];
  /** What was said last. */
  #last: string | null = null;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('typed() stands in the tag of a field.');
  }

  render(_value: string, _take: Take): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [value, take]: [string, Take]): typeof noChange {
    this.#take = take;
    if (this.#field !== element) this.#listen(element as Field);
    if (value !== this.#given) this.#give(element as Field, value);
    return noChange;
  }

  #listen(field: Field): void {
    this.#field = field;
    this.#given = null;
    field.addEventListener('focus', () => (this.#taken = []));
    field.addEventListener('input', (event) => {
      // Half a character: the whole of it comes when the composition ends.
      if (!(event as InputEvent).isComposing) this.#say(field, false);
    });
    field.addEventListener('compositionend', () => void this.#say(field, false));
    field.addEventListener('change', () => {
      // Taken out of the page with the keyboard in it: what it was about is gone.
      if (!this.isConnected) return;
      if (this.#say(field, true) === false && this.#given !== null) field.value = this.#given;
    });
  }

  #give(field: Field, value: string): void {
    this.#given = value;
    if (value !== this.#last) this.#last = null;
    if (this.#taken.some((one) => isSame(field, one, value))) return;
    // Changed by somebody else, or undone.
    this.#taken = [];
    if (!isSame(field, field.value, value)) field.value = value;
  }

  #say(field: Field, isDone: boolean): unknown {
    const { value } = field;
    if (!isDone && value === this.#last) return undefined;
    this.#last = value;
    const answer = this.#take(value, isDone);
    if (answer !== false) this.#taken = [...this.#taken.slice(-remembered), value];
    return answer;
  }
}

/** Spaces at an end are yet to be followed by a word, a point by a digit. */
function isSame({ type }: Field, one: string, other: string): boolean {
  return one.trim() === other.trim() || (type === 'number' && one !== '' && Number(one) === Number(other));
}

/**
 * Binds a text field to a value and tells it at every letter, because a page that is hidden or closed is gone without a
 * word. What is being typed is never written over by what it brings about. In the tag, in place of `.value`:
 * `<input ${typed(value, take)} />`.
 */
export const typed = directive(TypedDirective);
