import { html, nothing, svg } from 'lit';
import { patternGaps, patternTile, type Pattern } from '../../src/core/codebook/colours';
import type { RetrievalCode, RetrievalStudy } from '../../src/protocol/retrieval';

/** A code's colour and pattern, beside its name. */
export function swatch({ colour, pattern }: { readonly colour: string; readonly pattern: Pattern }) {
  const side = patternTile;
  return html`<svg class="swatch" viewBox="-1 -1 ${side + 2} ${side + 2}" width="12" height="12" aria-hidden="true">
    ${svg`<path fill=${colour} fill-rule="evenodd" d="M0 0H${side}V${side}H0Z${patternGaps[pattern]}"></path>
      <rect class="swatchEdge" width=${side} height=${side} fill="none" stroke=${colour}></rect>`}
  </svg>`;
}

export function codeOf(study: RetrievalStudy, id: string): RetrievalCode {
  const gone = { name: 'Deleted code', colour: '#808080', pattern: 'solid', depth: 0, segments: 0 } as const;
  return study.codes.find((code) => code.id === id) ?? { id, deleted: true, ...gone };
}

export function select<Key extends string>(
  label: string,
  options: readonly (readonly [Key, string])[],
  chosen: Key | null,
  choose: (key: Key) => void,
  labelHidden = false,
) {
  return html`<label class="field"
    ><span class=${labelHidden ? 'visuallyHidden' : ''}>${label}</span>
    <select
      .value=${chosen ?? ''}
      @change=${(event: Event) => {
        const { value } = event.target as HTMLSelectElement;
        const key = options.find(([one]) => one === value)?.[0];
        if (key !== undefined) choose(key);
      }}
    >
      ${options.map(([key, text]) => html`<option value=${key} ?selected=${key === chosen}>${text}</option>`)}
    </select></label
  >`;
}

/** A list of codes to take one from; it shows `prompt` and goes back to it. */
export function codeMenu(study: RetrievalStudy, prompt: string, take: (code: string) => void, onlyLiving = false) {
  const codes = study.codes.filter(({ deleted }) => !(deleted && onlyLiving));
  return html`<select
    aria-label=${prompt}
    .value=${''}
    @change=${(event: Event) => {
      const menu = event.target as HTMLSelectElement;
      const { value } = menu;
      menu.value = '';
      if (value !== '') take(value);
    }}
  >
    <option value="">${prompt}</option>
    ${codes.map(
      ({ id, name, depth, segments }) =>
        html`<option value=${id}>${'\u00a0\u00a0\u00a0'.repeat(depth)}${name} (${segments})</option>`,
    )}
  </select>`;
}

/** Which of several to look at: all, or those that are ticked. */
export function renderFilter(
  name: string,
  all: readonly { readonly id: string; readonly label: string }[],
  chosen: readonly string[] | null,
  choose: (ids: readonly string[] | null) => void,
  usual: readonly string[] = all.map(({ id }) => id),
) {
  const on = new Set(chosen ?? usual);
  const shown = all.filter(({ id }) => on.has(id)).map(({ label }) => label);
  const isAll = shown.length === all.length;
  const summary = isAll ? 'all' : shown.length > 2 ? `${shown.length} of ${all.length}` : shown.join(', ') || 'none';
  return html`<details class="filter">
    <summary>${name}: <strong>${summary}</strong></summary>
    <div class="choices" role="group" aria-label=${name}>
      <button type="button" class="link" @click=${() => choose(null)}>
        ${usual.length === all.length ? 'All' : 'As usual'}
      </button>
      ${all.map(
        ({ id, label }) =>
          html`<label class="check"
            ><input
              type="checkbox"
              .checked=${on.has(id)}
              @change=${(event: Event) => {
                const { checked } = event.target as HTMLInputElement;
                const ids = all.map((one) => one.id).filter((one) => (one === id ? checked : on.has(one)));
                choose(ids.length === all.length && usual.length === all.length ? null : ids);
              }}
            /><span>${label}</span></label
          >`,
      )}
    </div>
  </details>`;
}

/** A save menu; it shows its name and goes back to it. */
export function saveMenu(
  formats: readonly (readonly ['csv' | 'svg', string])[],
  save: (format: 'csv' | 'svg') => void,
) {
  return html`<select
    class="save"
    aria-label="Save"
    .value=${''}
    @change=${(event: Event) => {
      const menu = event.target as HTMLSelectElement;
      const format = formats.find(([one]) => one === menu.value)?.[0];
      menu.value = '';
      if (format) save(format);
    }}
  >
    <option value="">Save…</option>
    ${formats.map(([format, label]) => html`<option value=${format}>${label}</option>`)}
  </select>`;
}

export function checkbox(label: string, checked: boolean, change: (on: boolean) => void, isShown = true) {
  if (!isShown) return nothing;
  return html`<label class="check"
    ><input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    /><span>${label}</span></label
  >`;
}
