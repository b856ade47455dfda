import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { CodingCode } from '../../src/protocol/coding';
import { baseStyles } from '../shared/styles';
import { codeSwatch } from './codeSwatch';
import type { Paint } from './patterns';
import { patternStyles } from './patternStyles';
import { isNewName, rankCodes, type RankedCode } from './rankCodes';

export type PickedCode = { readonly code: string } | { readonly newName: string };

/** More would only be scrolled past: one letter more narrows the list. */
const longestList = 60;

/**
 * A code by typing a few letters of it; what the chosen one means stands beside the list. Fires `pick-code` with a
 * `PickedCode`, and `picker-close` with whether the keyboard is to go back to the text.
 */
@customElement('introspect-code-picker')
export class CodePickerElement extends LitElement {
  static override styles = [
    baseStyles,
    patternStyles,
    css`
      :host {
        display: block;
        width: min(460px, calc(100vw - 16px));
        /* All of it in a low window too: around the columns there are the field and a line about keys. */
        --longest: clamp(4.5em, calc(100vh - 140px), 260px);
        padding: 8px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorWidget-border));
        border-radius: 6px;
        background: var(--vscode-editorWidget-background);
        color: var(--vscode-editorWidget-foreground);
        box-shadow: 0 4px 16px var(--vscode-widget-shadow, transparent);
      }
      input {
        width: 100%;
        padding: 4px 8px;
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 10px;
        margin-top: 6px;
      }
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
        max-height: var(--longest);
        overflow-y: auto;
      }
      li {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 3px 6px;
        border-radius: 3px;
        cursor: pointer;
      }
      li[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .name {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .path {
        font-size: 0.9em;
        opacity: 0.85;
      }
      kbd {
        flex: none;
        min-width: 1.5em;
        padding: 0 4px;
        border: 1px solid currentcolor;
        border-radius: 3px;
        font-family: inherit;
        font-size: 0.9em;
        text-align: center;
      }
      .meaning {
        max-height: var(--longest);
        overflow-y: auto;
        padding-left: 10px;
        border-left: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border));
        overflow-wrap: anywhere;
      }
      .meaning h2 {
        font-size: 1em;
      }
      .meaning p + h2 {
        margin-top: 6px;
      }
      .keys {
        margin-top: 6px;
        color: var(--vscode-descriptionForeground);
      }
      @media (max-width: 420px) {
        :host {
          --longest: clamp(4.5em, calc(82vh - 150px), 260px);
        }
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .meaning {
          padding: 6px 0 0;
          border-left: 0;
          max-height: min(120px, 18vh);
        }
      }
    `,
  ];

  @property({ attribute: false }) codes: readonly CodingCode[] = [];
  @property({ attribute: false }) recent: readonly string[] = [];
  /** What stands in the field at first. */
  @property() text = '';
  /** What is being coded, or what the choice is for. */
  @property() subject = '';
  @property({ type: Boolean }) mayCreate = true;
  @property({ attribute: false }) paintOf: (code: CodingCode) => Paint = () => ({
    colour: '#808080',
    pattern: 'solid',
  });
  @state() private chosen = 0;
  @query('input') private field!: HTMLInputElement;

  protected override firstUpdated(): void {
    this.field.focus();
    this.field.setSelectionRange(this.text.length, this.text.length);
  }

  protected override updated(): void {
    this.renderRoot.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  get #ranked(): readonly RankedCode[] {
    return rankCodes(this.codes, this.text, this.recent).slice(0, longestList);
  }

  get #newName(): string | null {
    return this.mayCreate && isNewName(this.codes, this.text) ? this.text.trim() : null;
  }

  #pick(index: number): void {
    const ranked = this.#ranked[index];
    const newName = this.#newName;
    if (ranked) this.#tell({ code: ranked.code.id });
    else if (newName !== null) this.#tell({ newName });
  }

  #tell(picked: PickedCode): void {
    this.dispatchEvent(new CustomEvent<PickedCode>('pick-code', { detail: picked }));
  }

  #close(back: boolean): void {
    this.dispatchEvent(new CustomEvent<boolean>('picker-close', { detail: back }));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const count = this.#ranked.length + (this.#newName === null ? 0 : 1);
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => (this.chosen = (this.chosen + 1) % Math.max(1, count)),
      ArrowUp: () => (this.chosen = (this.chosen + count - 1) % Math.max(1, count)),
      PageDown: () => (this.chosen = Math.min(count - 1, this.chosen + 8)),
      PageUp: () => (this.chosen = Math.max(0, this.chosen - 8)),
      Enter: () => this.#pick(this.chosen),
      Escape: () => this.#close(true),
      Tab: () => this.#close(true),
    };
    const act = event.altKey || event.metaKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  protected override render() {
    const ranked = this.#ranked;
    const newName = this.#newName;
    const shown = ranked[this.chosen]?.code;
    const active = shown || newName !== null ? `option${this.chosen}` : nothing;
    return html`<input
        role="combobox"
        aria-label=${this.subject}
        aria-expanded="true"
        aria-controls="codes"
        aria-autocomplete="list"
        aria-activedescendant=${active}
        aria-describedby=${shown ? 'meaning' : nothing}
        placeholder="Name of a code"
        autocomplete="off"
        spellcheck="false"
        .value=${this.text}
        @input=${(e: InputEvent) => {
          if (e.target instanceof HTMLInputElement) this.text = e.target.value;
          this.chosen = 0;
        }}
        @keydown=${(e: KeyboardEvent) => this.#onKey(e)}
        @blur=${() => this.#close(false)}
      />
      <div class="columns">
        <ul role="listbox" id="codes" aria-label="Codes" @mousedown=${(e: Event) => e.preventDefault()}>
          ${ranked.map((one, i) => this.#renderCode(one, i))}
          ${
            newName === null
              ? nothing
              : html`<li
                  role="option"
                  id="option${ranked.length}"
                  aria-selected=${this.chosen === ranked.length}
                  @click=${() => this.#pick(ranked.length)}
                >
                  <span class="name">Create code “${newName}”</span>
                </li>`
          }
        </ul>
        <div class="meaning" id="meaning">
          ${shown ? renderMeaning(shown) : this.#renderNone(ranked.length, newName)}
        </div>
      </div>
      <p class="keys"><kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> apply · <kbd>Esc</kbd> back to the text</p>`;
  }

  #renderCode({ code, foundIn }: RankedCode, i: number) {
    const keys = [code.pin === null ? null : String(code.pin), code.shortcut].filter((key) => key !== null);
    return html`<li
      role="option"
      id="option${i}"
      aria-selected=${this.chosen === i}
      @click=${() => this.#pick(i)}
      @pointermove=${() => (this.chosen = i)}
    >
      ${codeSwatch(this.paintOf(code))}
      <span class="name"
        >${code.name}${code.path.length > 0 ? html` <span class="path">in ${code.path.join(' › ')}</span>` : nothing}
        ${foundIn === 'definition' ? html`<span class="path">(in its definition)</span>` : nothing}</span
      >
      ${keys.map((key) => html`<kbd>${key.toUpperCase()}</kbd>`)}
    </li>`;
  }

  #renderNone(found: number, newName: string | null) {
    if (newName !== null && found === 0)
      return html`<p>A new code at the top of the codebook. You can define it in the Codebook view.</p>`;
    if (newName !== null) return html`<p>A new code at the top of the codebook.</p>`;
    return html`<p>
      ${this.codes.length === 0 ? 'No code yet: type a name to make the first one.' : 'No such code.'}
    </p>`;
  }
}

function renderMeaning({ name, definition, whenToUse, whenNotToUse }: CodingCode) {
  const part = (heading: string, words: string) =>
    words === ''
      ? nothing
      : html`<h2>${heading}</h2>
          <p>${words}</p>`;
  return html`<h2>${name}</h2>
    <p>${definition === '' ? 'No definition yet.' : definition}</p>
    ${part('When to use', whenToUse)} ${part('When not to use', whenNotToUse)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'introspect-code-picker': CodePickerElement;
  }
}
