import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing } from 'lit';
import type { ImportWarning } from '../../src/core/exchange/import/imported';

/** A labelled list of choices. */
export function choice<Key extends string>(
  label: string,
  options: readonly (readonly [key: Key, text: string])[],
  chosen: Key,
  choose: (key: Key) => void,
  accessibleLabel = label,
) {
  return html`<label class="choice"
    ><span>${label}</span>
    <select
      aria-label=${accessibleLabel === label ? nothing : accessibleLabel}
      .value=${chosen}
      @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Key)}
    >
      ${options.map(([key, text]) => html`<option value=${key} ?selected=${key === chosen}>${text}</option>`)}
    </select></label
  >`;
}

/** What a person should know, each with its place; the first few in sight. */
export function renderWarnings(warnings: readonly ImportWarning[]) {
  if (warnings.length === 0) return nothing;
  const shown = 4;
  const row = ({ place, message }: ImportWarning) =>
    html`<li>
      <vscode-icon name="warning"></vscode-icon
      ><span>${place === null ? nothing : html`<span class="place">${place}:</span> `}${message}</span>
    </li>`;
  const [first, rest] = [warnings.slice(0, shown), warnings.slice(shown)];
  return html`<ul class="warnings" aria-label="To know">
      ${first.map(row)}
    </ul>
    ${
      rest.length === 0
        ? nothing
        : html`<details class="more">
            <summary>${rest.length} more</summary>
            <ul class="warnings">
              ${rest.map(row)}
            </ul>
          </details>`
    }`;
}
