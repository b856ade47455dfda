import '../shared/noticeView';
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { ExploreFromPanel, ExploreToPanel } from '../../src/protocol/explore';
import type { Notice } from '../../src/protocol/panel';
import { PanelHost } from '../shared/host';
import { baseStyles } from '../shared/styles';

@customElement('introspect-explore')
export class ExplorePanel extends LitElement {
  static override styles = baseStyles;
  readonly #host = new PanelHost<ExploreToPanel, ExploreFromPanel, null>(() => null);
  @state() private notice: Notice | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#host.onMessage((message) => {
      if (message.type === 'notice') this.notice = message.notice;
    });
    this.#host.post({ type: 'ready' });
  }

  protected override render() {
    return html`<main>
      <h1>Explore</h1>
      <introspect-notice
        .notice=${this.notice}
        @notice-action=${(e: HTMLElementEventMap['notice-action']) =>
          this.#host.post({ type: 'action', action: e.detail })}
      ></introspect-notice>
      ${nothing}
    </main>`;
  }
}
