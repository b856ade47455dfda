import '@vscode-elements/elements/dist/vscode-icon/index.js';
import './headPicker';
import { html, nothing } from 'lit';
import { cache } from 'lit/directives/cache.js';
import { live } from 'lit/directives/live.js';
import { unitKinds } from '../../src/core/attribution/units';
import { readings, type AttentionViewState } from '../../src/protocol/attention';
import type { ModelLabel } from '../../src/protocol/panel';
import { noted } from '../shared/noted';
import * as about from './controlNotes';
import { aboutReadings, unitNames } from './readings';

export type View = AttentionViewState['view'];

const viewNames: { readonly [V in View]: string } = {
  heads: 'All heads',
  matrix: 'Matrix',
  lines: 'Lines',
  text: 'Text',
};

/** The switch between the views. */
export function viewSwitch(view: View, choose: (view: View) => void) {
  return html`<div class="segments" role="radiogroup" aria-label="View">
    ${(Object.keys(viewNames) as View[]).map((one) => radio('view', one, viewNames[one], view === one, () => choose(one)))}
  </div>`;
}

function radio(name: string, value: string, label: string, checked: boolean, choose: () => void) {
  // Live: a click marks a radio in controls that give way to others at once, and come back as they were left.
  return html`<label
    ><input type="radio" name=${name} value=${value} .checked=${live(checked)} @change=${choose} /><span
      >${label}</span
    ></label
  >`;
}

/** What is shown: all heads side by side, or one head, or many together, and of what; either is kept for the way back. */
export function toolbar(...of: Parameters<typeof controls>) {
  return cache(controls(...of));
}

function controls(
  view: AttentionViewState,
  { layers, heads }: Pick<ModelLabel, 'layers' | 'heads'>,
  place: { readonly layer: number; readonly head: number },
  change: (change: Partial<AttentionViewState>) => void,
  beside: { readonly back: () => void; readonly first: unknown; readonly hasSpecial: boolean },
) {
  const { needsLayer, needsHead } = aboutReadings[view.reading];
  const views = noted(
    viewSwitch(view.view, (one) => change({ view: one })),
    about.views,
  );
  const hideFirst = noted(
    check('hideFirst', 'Hide first token', view.hideFirstToken, (on) => change({ hideFirstToken: on }), beside.first),
    about.hideFirst,
  );
  if (view.view === 'heads') {
    return html`<div class="toolbar" role="group" aria-label="What to show">${views}${hideFirst}</div>`;
  }
  return html`<div class="toolbar" role="group" aria-label="What to show">
    <button type="button" class="back" @click=${beside.back}>
      <vscode-icon name="arrow-left"></vscode-icon>All heads
    </button>
    ${views}
    ${noted(
      html`<label
        >Show
        <select
          class="reading"
          aria-label="Weights"
          .value=${view.reading}
          @change=${(event: Event) =>
            change({ reading: (event.target as HTMLSelectElement).value as AttentionViewState['reading'] })}
        >
          ${readings.map(
            (one) => html`<option value=${one} ?selected=${one === view.reading}>${aboutReadings[one].label}</option>`,
          )}
        </select></label
      >`,
      about.weights(view.reading),
    )}
    ${
      needsLayer
        ? noted(
            html`<introspect-head-picker
              kind="Layer"
              count=${layers}
              index=${place.layer}
              @pick=${({ detail }: CustomEvent<number>) => change({ layer: detail })}
            ></introspect-head-picker>`,
            about.layer,
          )
        : nothing
    }
    ${
      needsHead
        ? noted(
            html`<introspect-head-picker
              kind="Head"
              count=${heads}
              index=${place.head}
              @pick=${({ detail }: CustomEvent<number>) => change({ head: detail })}
            ></introspect-head-picker>`,
            about.head,
          )
        : nothing
    }
    ${noted(
      html`<label
        >Between
        <select
          class="unit"
          aria-label="Between what"
          .value=${view.unit}
          @change=${(event: Event) =>
            change({ unit: (event.target as HTMLSelectElement).value as AttentionViewState['unit'] })}
        >
          ${unitKinds.map(
            (one) => html`<option value=${one} ?selected=${one === view.unit}>${unitNames[one].label}</option>`,
          )}
        </select></label
      >`,
      about.between,
    )}
    ${hideFirst}
    ${
      beside.hasSpecial || view.hideSpecialTokens
        ? noted(
            check('hideSpecial', 'Hide special tokens', view.hideSpecialTokens, (on) =>
              change({ hideSpecialTokens: on }),
            ),
            about.hideSpecial,
          )
        : nothing
    }
    ${
      view.view === 'text'
        ? noted(
            html`<div class="segments" role="radiogroup" aria-label="Shade by">
              ${radio('direction', 'from', `Where the ${unitNames[view.unit].one} looks`, view.direction === 'from', () => change({ direction: 'from' }))}
              ${radio('direction', 'to', 'Who looks at it', view.direction === 'to', () => change({ direction: 'to' }))}
            </div>`,
            about.direction,
          )
        : nothing
    }
  </div>`;
}

function check(name: string, label: string, on: boolean, change: (on: boolean) => void, rest: unknown = nothing) {
  return html`<label
    ><input
      type="checkbox"
      class=${name}
      .checked=${on}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />${label}${rest}</label
  >`;
}
