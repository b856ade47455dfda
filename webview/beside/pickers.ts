import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing } from 'lit';
import type { Both, ModelOption, Side } from '../../src/protocol/beside';
import { noted } from '../shared/noted';
import { showChosen } from '../shared/showChosen';
import { whichModels } from './notes';
import { sides } from './wording';

const labels = { left: 'First model', right: 'Second model' } as const;

/** Which two models. */
export function modelPickers(
  options: readonly ModelOption[],
  picks: Both<string>,
  pick: (picks: Both<string>) => void,
) {
  const select = (side: Side) =>
    html`<label
      ><span><span class=${`key ${side}`} aria-hidden="true"></span> ${labels[side]}</span>
      <select
        class=${`pick-${side}`}
        @change=${(event: Event) => pick({ ...picks, [side]: (event.target as HTMLSelectElement).value })}
      >
        ${options.map(
          (option) =>
            html`<option value=${option.id} ?disabled=${option.problem !== null} title=${option.problem ?? nothing}>
              ${nameOf(option)}
            </option>`,
        )}
        ${showChosen(picks[side])}
      </select></label
    >`;
  return noted(
    html`<div class="models" role="group" aria-label="Which models">
      ${sides.map(select)}
      <vscode-button secondary @click=${() => pick({ left: picks.right, right: picks.left })}>Swap</vscode-button>
    </div>`,
    whichModels,
  );
}

function nameOf({ name, server, inUse, problem }: ModelOption): string {
  const where = server === null ? '' : `, on a server (${server})`;
  return `${name}${where}${inUse ? ' (in use)' : ''}${problem === null ? '' : ': cannot be used'}`;
}
