import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { baseStyles } from './styles';

/** Of a floating note, in CSS pixels: its width, and what it keeps from the edges and from its button. */
const float = { width: 460, margin: 8, gap: 4 } as const;

/**
 * A short plain-language note, opened by a "?" button beside the thing that it is about:
 * `<introspect-explain question="What is a token?"><h2 slot="subject">Tokens</h2><p>A token is…</p></introspect-explain>`;
 * without a subject, by the question itself. With `floating` it lies over the page, so that a row of controls stays
 * where it is; Escape or a click elsewhere closes it.
 */
@customElement('introspect-explain')
export class ExplainElement extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      :host([floating]) {
        display: inline-block;
        max-width: 100%;
      }
      ::slotted(.noted) {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        min-width: 0;
      }
      .subject {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      button {
        flex: none;
        display: inline-flex;
        padding: 2px;
        border: 0;
        border-radius: 4px;
        background: none;
        color: var(--vscode-textLink-foreground);
        cursor: pointer;
      }
      button.link {
        flex: 0 1 auto;
        text-align: start;
        align-items: center;
        gap: 2px;
        font: inherit;
      }
      button:hover {
        background: var(--vscode-toolbar-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
      }
      /* On the note's ground a link's colour is too faint in some themes. */
      button.glossary {
        margin-top: 4px;
        color: inherit;
        text-decoration: underline;
      }
      button.link:hover {
        background: none;
        text-decoration: underline;
      }
      vscode-icon {
        color: inherit;
      }
      .note {
        margin: 4px 0;
        padding: 6px 10px;
        border-left: 2px solid var(--vscode-contrastBorder, var(--vscode-textLink-foreground));
        background: var(--vscode-textBlockQuote-background);
        color: var(--vscode-foreground);
        max-width: 65ch;
      }
      .note[popover] {
        position: fixed;
        inset: auto;
        width: max-content;
        max-width: min(460px, calc(100vw - 16px));
        margin: 0;
        padding: 8px 12px;
        overflow: auto;
        overflow-wrap: break-word;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-editorHoverWidget-border));
        border-radius: 4px;
        color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
        background: var(--vscode-editorHoverWidget-background);
        white-space: normal;
        text-align: start;
      }
      .note strong {
        font-weight: 600;
      }
      ::slotted(p) {
        margin: 2px 0 0;
      }
      ::slotted(p + p) {
        margin-top: 6px;
      }
    `,
  ];

  /** The button's name and the note's heading. */
  @property() question = 'What is this?';
  /** Of the glossary, where it says more. */
  @property() term = '';
  @property({ type: Boolean, reflect: true }) floating = false;
  @state() private open = false;
  @query('button') private button!: HTMLElement;
  @query('.note') private note!: HTMLElement;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#followScrolling(false);
  }

  protected override render() {
    const beside = this.querySelector(':scope > [slot="subject"]') !== null;
    return html`<div class="subject">
        <slot name="subject"></slot>
        <button
          type="button"
          class=${beside ? 'icon' : 'link'}
          title=${beside ? this.question : nothing}
          aria-label=${beside ? this.question : nothing}
          aria-expanded=${this.open}
          aria-controls="note"
          popovertarget=${this.floating ? 'note' : nothing}
          @click=${() => {
            if (!this.floating) this.open = !this.open;
          }}
        >
          <vscode-icon name=${beside ? 'question' : this.open ? 'chevron-down' : 'chevron-right'}></vscode-icon>
          ${beside ? nothing : this.question}
        </button>
      </div>
      <div
        class="note"
        id="note"
        popover=${this.floating ? 'auto' : nothing}
        ?hidden=${!this.floating && !this.open}
        @beforetoggle=${this.#onToggle}
      >
        ${beside ? html`<strong>${this.question}</strong>` : nothing}<slot></slot>
        ${
          this.term === ''
            ? nothing
            : html`<button type="button" class="link glossary" @click=${() => this.#lookUp()}>
                Look up “${this.term}” in the glossary
              </button>`
        }
      </div>`;
  }

  readonly #onToggle = ({ newState }: ToggleEvent): void => {
    this.open = newState === 'open';
    this.#followScrolling(this.open);
    if (this.open) this.#place();
  };

  /** Below its button, or above where that has more room. */
  #place(): void {
    const { left, top, bottom } = this.button.getBoundingClientRect();
    const { innerWidth, innerHeight } = window;
    const { style } = this.note;
    const below = innerHeight - bottom - float.gap - float.margin;
    const above = top - float.gap - float.margin;
    const isBelow = below >= 240 || below >= above;
    style.left = `${Math.max(float.margin, Math.min(left, innerWidth - float.width - float.margin))}px`;
    style.top = isBelow ? `${bottom + float.gap}px` : 'auto';
    style.bottom = isBelow ? 'auto' : `${innerHeight - top + float.gap}px`;
    style.maxHeight = `${Math.max(96, isBelow ? below : above)}px`;
  }

  /** It would stay where it is while its button moves away. */
  #followScrolling(isOpen: boolean): void {
    if (isOpen) window.addEventListener('scroll', this.#onScroll, { capture: true });
    else window.removeEventListener('scroll', this.#onScroll, { capture: true });
  }

  readonly #onScroll = (event: Event): void => {
    if (!event.composedPath().includes(this.note)) this.note.hidePopover();
  };

  /** Heard by the page's `PanelHost`. */
  #lookUp(): void {
    this.dispatchEvent(new CustomEvent('introspect-glossary', { detail: this.term, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementEventMap {
    'introspect-glossary': CustomEvent<string>;
  }
  interface HTMLElementTagNameMap {
    'introspect-explain': ExplainElement;
  }
}
