import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { baseStyles } from '../shared/styles';

/** What a memo is called before it is made. */
export function newMemoId(): string {
  return `urn:uuid:${crypto.randomUUID()}`;
}

/**
 * A memo to read and write. Fires `memo-save` with the text at every letter, because a page that is hidden or closed is
 * gone without a word; an empty text deletes the memo. Fires `memo-leave` when the person goes back to the text, with
 * what to say.
 */
@customElement('introspect-memo-field')
export class MemoFieldElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: 2px;
      }
      textarea {
        width: 100%;
        min-height: 4.5em;
        resize: vertical;
        padding: 4px 8px;
        border: 1px solid
          var(--vscode-settings-textInputBorder, var(--vscode-input-border, var(--vscode-widget-border)));
        border-radius: 4px;
        background: var(--vscode-input-background);
        color: var(--vscode-input-foreground);
        font: inherit;
      }
      p {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property() label = 'Memo';
  @property() text = '';
  @property({ type: Boolean }) readonly = false;
  /** Says what is typed only when the field is left: what it brings about would take the keyboard. */
  @property({ type: Boolean }) hold = false;
  /** What stands in the field. */
  #draft = '';
  /** Said and not heard back so far: what comes back late is not written over what was typed since. */
  #said: string[] = [];
  #before: string | null = null;
  @query('textarea') private field!: HTMLTextAreaElement | null;

  override focus(): void {
    void this.updateComplete.then(() => this.field?.focus());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('text')) return;
    const at = this.#said.indexOf(this.text);
    if (at >= 0) this.#said.splice(0, at + 1);
    else {
      // Undone, or changed elsewhere.
      this.#said = [];
      this.#draft = this.text;
    }
  }

  /** What stands in the field and is in no memo. */
  get unkept(): string {
    const text = this.#draft.trim();
    return text === this.text.trim() ? '' : text;
  }

  /** What was said has not been done: it is said again with the next key, or when the field is left. */
  failed(): void {
    this.#said = [];
  }

  #onInput(isComposing = false): void {
    this.#draft = this.field?.value ?? '';
    if (!isComposing && !this.hold) this.#save();
  }

  #save(): void {
    const text = this.#draft.trim();
    const known = this.#said.at(-1) ?? this.text.trim();
    if (text === known) return;
    this.#before ??= known;
    this.#said.push(text);
    this.dispatchEvent(new CustomEvent<string>('memo-save', { detail: text }));
  }

  #onKey(event: KeyboardEvent): void {
    const mod = event.ctrlKey || event.metaKey;
    // VS Code acts on what is saved so far, in undo too.
    if (mod && !event.altKey) this.#save();
    if (event.isComposing || (event.key !== 'Escape' && !(event.key === 'Enter' && mod))) return;
    event.preventDefault();
    this.#save();
    const words = this.#draft.trim() === '' ? 'Memo deleted.' : 'Memo kept.';
    const isOther = this.#before !== null && this.#before !== this.#draft.trim();
    this.#before = null;
    const detail = isOther ? words : '';
    this.dispatchEvent(new CustomEvent<string>('memo-leave', { detail, bubbles: true, composed: true }));
  }

  /** Undo is VS Code's: the browser's own would be one more act. */
  #onBeforeInput(event: InputEvent): void {
    if (event.inputType.startsWith('history')) event.preventDefault();
  }

  protected override render() {
    if (this.readonly)
      return html`<h3>${this.label}</h3>
        <p>${this.text}</p>`;
    return html`<label for="memo">${this.label}</label>
      <textarea
        id="memo"
        rows="3"
        .value=${live(this.#draft)}
        @input=${(e: InputEvent) => this.#onInput(e.isComposing)}
        @compositionend=${() => this.#onInput()}
        @beforeinput=${(e: InputEvent) => this.#onBeforeInput(e)}
        @change=${() => this.#save()}
        @keydown=${(e: KeyboardEvent) => this.#onKey(e)}
      ></textarea>
      ${this.text === '' ? nothing : html`<span class="secondary">Empty it to delete the memo.</span>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-memo-field': MemoFieldElement;
  }
}
