import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing, svg } from 'lit';
import type { UnitKind } from '../../src/core/agreement/units';
import type { AgreementChoices } from '../../src/core/agreement/studyAgreement';
import type { Scale } from '../../src/core/agreement/studyTables';
import type { StudyOffer } from '../../src/protocol/agreement';
import { formatCount } from '../shared/format';

const unitLabels: Readonly<Record<UnitKind, string>> = {
  turn: 'Turns',
  sentence: 'Sentences',
  segment: 'Coded segments',
  character: 'Characters',
};

const scaleLabels: Readonly<Record<Scale, string>> = {
  presence: 'Each code: there or not',
  label: 'One code per unit',
  ordered: 'Codes as steps of a scale',
};

type Choose = (change: Partial<AgreementChoices>) => void;

/** Which coders, transcripts and codes to compare, and over which unit. */
export function renderChoices(study: StudyOffer, choices: AgreementChoices, choose: Choose) {
  return html`<section class="choices" aria-label="What to compare">
    <fieldset>
      <legend>Coders</legend>
      ${study.coders.map(({ id, name, kind, transcripts }) =>
        checkbox(
          choices.coders.includes(id),
          (on) => choose({ coders: toggled(study.coders, choices.coders, id, on) }),
          html`<vscode-icon name=${kind === 'model' ? 'chip' : 'person'}></vscode-icon>
            <span
              >${name}${kind === 'model' ? html` <span class="badge">model</span>` : nothing}
              <span class="secondary"
                >${transcripts === 0 ? 'has coded nothing yet' : `${formatCount(transcripts)} ${transcripts === 1 ? 'transcript' : 'transcripts'}`}</span
              ></span
            >`,
        ),
      )}
    </fieldset>
    <fieldset>
      <legend>Transcripts</legend>
      ${study.transcripts.map((path) =>
        checkbox(
          choices.transcripts.includes(path),
          (on) =>
            choose({
              transcripts: toggled(
                study.transcripts.map((id) => ({ id })),
                choices.transcripts,
                path,
                on,
              ),
            }),
          html`<span class="path" title=${path}>${shortName(path)}</span>`,
        ),
      )}
    </fieldset>
    <fieldset class="how">
      <legend>How</legend>
      ${choice('Compare over', unitLabels, choices.unit, (unit) => choose({ unit }))}
      ${choice('What counts', scaleLabels, choices.scale, (scale) => choose({ scale }))}
    </fieldset>
    <details class="codes">
      <summary>Codes: ${formatCount(choices.codes.length)} of ${formatCount(study.codes.length)}</summary>
      <div class="row">
        <button type="button" class="link" @click=${() => choose({ codes: study.codes.map(({ id }) => id) })}>
          All
        </button>
        <button type="button" class="link" @click=${() => choose({ codes: [] })}>None</button>
      </div>
      <div class="codeList">
        ${study.codes.map(({ id, name, colour, depth }) =>
          checkbox(
            choices.codes.includes(id),
            (on) => choose({ codes: toggled(study.codes, choices.codes, id, on) }),
            html`${swatch(colour)}<span>${name}</span>`,
            depth > 0 ? 'below' : '',
          ),
        )}
      </div>
    </details>
  </section>`;
}

/** P01 of “transcripts/P01.transcript.txt”. */
export function shortName(path: string): string {
  return path.replace(/^transcripts\//, '').replace(/(\.transcript)?\.txt$/, '');
}

/** A code's colour, beside its name. */
export function swatch(colour: string) {
  return html`<svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
    ${svg`<circle cx="5" cy="5" r="4.5" fill=${colour}></circle>`}
  </svg>`;
}

function checkbox(checked: boolean, change: (on: boolean) => void, label: unknown, extraClass = '') {
  return html`<label class="check ${extraClass}"
    ><input
      type="checkbox"
      .checked=${checked}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />${label}</label
  >`;
}

function choice<Key extends string>(
  label: string,
  options: Readonly<Record<Key, string>>,
  chosen: Key,
  choose: (key: Key) => void,
) {
  return html`<label class="choice"
    ><span>${label}</span>
    <select .value=${chosen} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Key)}>
      ${(Object.entries(options) as [Key, string][]).map(
        ([key, text]) => html`<option value=${key} ?selected=${key === chosen}>${text}</option>`,
      )}
    </select></label
  >`;
}

/** In the order of `all`. */
function toggled(
  all: readonly { readonly id: string }[],
  chosen: readonly string[],
  id: string,
  on: boolean,
): string[] {
  return all.map((one) => one.id).filter((one) => (one === id ? on : chosen.includes(one)));
}
