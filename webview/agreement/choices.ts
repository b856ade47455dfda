import '@vscode-elements/elements/dist/vscode-icon/index.js';
import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type AgreementChoices, greatestSeed, mostSamples } from '../../src/core/agreement/agreementChoices';
import type { DistanceWeights } from '../../src/core/agreement/kappa';
import type { ChanceModel } from '../../src/core/agreement/randomContinuum';
import type { UnitKind } from '../../src/core/agreement/units';
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

const weightLabels: Readonly<Record<DistanceWeights, string>> = {
  linear: 'Linear: two steps apart count twice',
  quadratic: 'Quadratic: two steps apart count four times',
};

const chanceLabels: Readonly<Record<ChanceModel, string>> = {
  statistical: 'Random segments alike (pygamma-agreement)',
  shifted: 'The coders’ segments shifted (Mathet et al.)',
};

type Choose = (change: Partial<AgreementChoices>) => void;

/** Which coders, transcripts and codes to compare, and over which unit. */
export function renderChoices(study: StudyOffer, choices: AgreementChoices, choose: Choose) {
  const drawn =
    choices.samples === 0
      ? `Intervals: none (seed ${choices.seed})`
      : `Intervals: ${formatCount(choices.samples)} bootstrap samples, seed ${choices.seed}`;
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
    ${renderSpeakers(study, choices, choose)}
    <fieldset class="how">
      <legend>How</legend>
      ${choice('Compare over', unitLabels, choices.unit, (unit) => choose({ unit }))}
      ${choice('What counts', scaleLabels, choices.scale, (scale) => choose({ scale }))}
      ${
        choices.scale === 'ordered'
          ? choice('How far apart the steps are', weightLabels, choices.weights, (weights) => choose({ weights }))
          : nothing
      }
      ${
        choices.unit === 'segment'
          ? choice('What gamma takes for chance', chanceLabels, choices.chance, (chance) => choose({ chance }))
          : nothing
      }
    </fieldset>
    ${renderCodeChoices(study, choices, choose)}
    ${choices.scale === 'ordered' ? renderSteps(study, choices, choose) : nothing}
    <details class="intervals">
      <summary>${drawn}</summary>
      <p class="secondary">
        Samples are drawn at random from the units (0 for no intervals; 1,000 are usual). The same seed gives the same
        intervals and the same gamma.
      </p>
      <div class="row">
        ${wholeNumber('Bootstrap samples', choices.samples, mostSamples, (samples) => choose({ samples }))}
        ${wholeNumber('Seed', choices.seed, greatestSeed, (seed) => choose({ seed }))}
      </div>
    </details>
  </section>`;
}

/** Who speaks in the transcripts that are compared; what was chosen of others stays for when theirs are. */
function renderSpeakers(study: StudyOffer, choices: AgreementChoices, choose: Choose) {
  const offered = study.speakers
    .map(({ name, turnsIn }) => ({
      name,
      turns: study.transcripts.reduce((n, path, i) => n + (choices.transcripts.includes(path) ? turnsIn[i]! : 0), 0),
    }))
    .filter(({ turns }) => turns > 0);
  // Of one alone nothing can be chosen, unless that one was left out.
  if (offered.length === 0 || (offered.length === 1 && choices.speakers === null)) return nothing;
  const all = study.speakers.map(({ name }) => ({ id: name }));
  const chosen = choices.speakers ?? all.map(({ id }) => id);
  return html`<fieldset class="speakers">
    <legend>What is said by</legend>
    ${offered.map(({ name, turns }) =>
      checkbox(
        chosen.includes(name),
        (on) => {
          const speakers = toggled(all, chosen, name, on);
          choose({ speakers: speakers.length === all.length ? null : speakers });
        },
        html`<span
          ><bdi>${name}</bdi>
          <span class="secondary">${formatCount(turns)} ${turns === 1 ? 'turn' : 'turns'}</span></span
        >`,
      ),
    )}
  </fieldset>`;
}

function renderCodeChoices(study: StudyOffer, choices: AgreementChoices, choose: Choose) {
  const missing = study.codes.map(({ id }) => id).filter((id) => !choices.codes.includes(id));
  const chosen = `Codes: ${formatCount(choices.codes.length)} of ${formatCount(study.codes.length)}`;
  return html`<details class="codes">
    <summary>${chosen}${choices.rollUp ? ', sub-codes counted as their top code' : ''}</summary>
    <div class="row">
      <button type="button" class="link" @click=${() => choose({ codes: [...choices.codes, ...missing] })}>All</button>
      <button type="button" class="link" @click=${() => choose({ codes: [] })}>None</button>
      ${
        study.codes.some(({ depth }) => depth > 0)
          ? checkbox(
              choices.rollUp,
              (rollUp) => choose({ rollUp }),
              html`<span>Count sub-codes as their top code</span>`,
            )
          : nothing
      }
    </div>
    <div class="codeList">
      ${study.codes.map(({ id, name, colour, depth }) =>
        checkbox(
          choices.codes.includes(id),
          (on) => choose({ codes: on ? [...choices.codes, id] : choices.codes.filter((code) => code !== id) }),
          html`${swatch(colour)}<span>${name}</span>`,
          depth > 0 ? 'below' : '',
        ),
      )}
    </div>
  </details>`;
}

/** The steps of an ordered scale, lowest first, to be moved up and down. */
function renderSteps(study: StudyOffer, choices: AgreementChoices, choose: Choose) {
  const codeOf = new Map(study.codes.map((code) => [code.id, code]));
  const stepOf = (id: string) => (choices.rollUp ? (codeOf.get(id)?.top ?? id) : id);
  const steps = [...new Set(choices.codes.map(stepOf))];
  const move = (from: number, to: number) => {
    if (to < 0 || to >= steps.length) return;
    const order = steps.toSpliced(from, 1).toSpliced(to, 0, steps[from]!);
    choose({ codes: order.flatMap((step) => choices.codes.filter((id) => stepOf(id) === step)) });
  };
  return html`<fieldset class="steps">
    <legend>Steps of the scale, lowest first</legend>
    <ol>
      ${repeat(
        steps,
        (step) => step,
        (step, i) => {
          const name = codeOf.get(step)?.name ?? step;
          const button = (label: string, icon: string, to: number) =>
            html`<button
              type="button"
              class="icon"
              aria-label="Move ${name} ${label}"
              aria-disabled=${to < 0 || to >= steps.length}
              @click=${() => move(i, to)}
            >
              <vscode-icon name=${icon}></vscode-icon>
            </button>`;
          return html`<li>
            ${button('up', 'arrow-up', i - 1)}${button('down', 'arrow-down', i + 1)}<span>${name}</span>
          </li>`;
        },
      )}
    </ol>
  </fieldset>`;
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

/** A field for a whole number; what is none, or too great, is put back. */
function wholeNumber(label: string, value: number, most: number, change: (n: number) => void) {
  return html`<label class="choice inline"
    ><span>${label}</span>
    <input
      type="number"
      min="0"
      max=${most}
      step="1"
      .value=${String(value)}
      @change=${(event: Event) => {
        const input = event.target as HTMLInputElement;
        const n = input.valueAsNumber;
        if (Number.isInteger(n) && n >= 0 && n <= most) change(n);
        else input.value = String(value);
      }}
  /></label>`;
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
