import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-icon/index.js';
import '../shared/explain';
import { html, nothing } from 'lit';
import type { ModelSetting, Sheet } from '../../src/core/prompting/sheet';
import type { ErrorInfo } from '../../src/core/base/userError';
import type { LabOffer } from '../../src/protocol/lab';
import { checkbox, number, text } from './fields';
import { isOffered, modelTitle } from './modelTitle';

export interface AnsweringActions {
  /** `isDone`: false while a field is being typed into. */
  readonly change: (change: Partial<Sheet>, isDone?: boolean) => void;
  readonly addModel: (id: string) => void;
}

type Sampling = Sheet['sampling'];

/** Which models answer, how they draw their words, how often, and what else is varied. */
export function renderAnswering(
  sheet: Sheet,
  offer: LabOffer,
  missing: readonly ErrorInfo[],
  { change, addModel }: AnsweringActions,
) {
  return html`<section>
    <introspect-explain question="What do these settings do?"
      ><h2 slot="subject">4. How the model answers</h2>
      <p>
        At temperature 0 the model always takes the most probable token. Above, it draws: the higher, the more it
        varies. The same seed gives the same answers on this machine.
      </p>
      <p>
        The others narrow what may be drawn: top-k to so many tokens (0: all), top-p to the most probable ones that make
        up this share together, min-p to those at least this share as probable as the best.
      </p>
      <p>
        Repeats with a temperature above 0 show how stable a technique is: whether it agrees with itself. Other orders
        of the codes and other wordings of the question show the same for what should not matter.
      </p></introspect-explain
    >
    ${modelsPart(sheet, offer, missing, change, addModel)} ${samplingPart(sheet, change)} ${repeatsPart(sheet, change)}
  </section>`;
}

function modelsPart(
  { models = [] }: Sheet,
  offer: LabOffer,
  missing: readonly ErrorInfo[],
  change: AnsweringActions['change'],
  addModel: AnsweringActions['addModel'],
) {
  const takeOut = (setting: ModelSetting) => {
    const left = models.filter((one) => one !== setting);
    change({ models: left.length > 0 ? left : undefined });
  };
  const strangers = models.filter((setting) => !offer.models.some((offered) => isOffered(setting, offered)));
  const summary =
    models.length === 0
      ? `the one in use (${offer.model.name})`
      : models.map((model) => modelTitle(model, offer)).join(' · ');
  return html`<details class="several models" ?open=${missing.length > 0}>
      <summary>Models: <strong>${summary}</strong></summary>
      <p class="secondary">
        Tick the models to compare; with none ticked, the model in use answers. Only models that you have added yourself
        can be asked: a sheet keeps a model’s name and the hash of its file, to know it again.
      </p>
      <div class="choices" role="group" aria-label="Models">
        ${offer.models.map((offered) => {
          const setting = models.find((one) => isOffered(one, offered));
          return checkbox(offered.label, setting !== undefined, (on) =>
            on ? addModel(offered.id) : setting && takeOut(setting),
          );
        })}
        ${strangers.map((setting) => checkbox(`${setting.name} (not here)`, true, () => takeOut(setting)))}
      </div>
    </details>
    ${missing.map(
      ({ message, remedy }) =>
        html`<p class="warning" role="note"><vscode-icon name="warning"></vscode-icon> ${message} ${remedy}</p>`,
    )}`;
}

function samplingPart({ sampling, samplings }: Sheet, change: AnsweringActions['change']) {
  const add = html`<vscode-button
    secondary
    @click=${() => {
      const first = samplings ?? [{ name: 'Setting 1', ...sampling }];
      const last = first.at(-1)!;
      const name = freeName(first.map((one) => one.name));
      const temperature = Math.min(2, Math.round((last.temperature + 0.5) * 10) / 10);
      change({ samplings: [...first, { ...last, name, temperature }] });
    }}
    >Compare with another setting</vscode-button
  >`;
  if (!samplings) {
    return html`<div class="row">
      ${fieldsOf(sampling, (own, isDone) => change({ sampling: { ...sampling, ...own } }, isDone))}${add}
    </div>`;
  }
  const put = (at: number, own: Partial<Sampling & { name: string }>, isDone: boolean) =>
    change({ samplings: samplings.map((one, i) => (i === at ? { ...one, ...own } : one)) }, isDone);
  return html`<div class="samplings" role="list" aria-label="Settings to compare">
      ${samplings.map(
        (one, i) =>
          html`<div class="row" role="listitem">
            ${text('Name', one.name, (given, isDone) => {
              const name = given.trim();
              const isFree = name !== '' && samplings.every((other, j) => j === i || other.name !== name);
              return isFree ? put(i, { name }, isDone) : false;
            })}
            ${fieldsOf(one, (own, isDone) => put(i, own, isDone))}
            <button
              type="button"
              class="link"
              aria-label=${`Remove ${one.name}`}
              @click=${() => {
                const left = samplings.filter((_, j) => j !== i);
                const [{ name: _, ...only } = { name: '', ...sampling }] = left;
                change(left.length > 1 ? { samplings: left } : { samplings: undefined, sampling: only });
              }}
            >
              Remove
            </button>
          </div>`,
      )}
    </div>
    <div class="row">${add}</div>`;
}

function fieldsOf(
  { temperature, topP, topK, minP, seed }: Sampling,
  put: (own: Partial<Sampling>, isDone: boolean) => void,
) {
  return html`${number('Temperature', temperature, { min: 0, max: 2, step: 0.1 }, (value, isDone) => put({ temperature: value }, isDone))}
  ${number('Top-p', topP, { min: 0.05, max: 1, step: 0.05 }, (value, isDone) => put({ topP: value }, isDone))}
  ${number('Top-k', topK, { min: 0, max: 1000 }, (value, isDone) => put({ topK: value }, isDone))}
  ${number('Min-p', minP, { min: 0, max: 1, step: 0.01 }, (value, isDone) => put({ minP: value }, isDone))}
  ${number('Seed', seed, { min: 0, max: 0xffffffff }, (value, isDone) => put({ seed: value }, isDone))}`;
}

function repeatsPart({ task, repeats, variations = {} }: Sheet, change: AnsweringActions['change']) {
  const vary = (own: Partial<NonNullable<Sheet['variations']>>, isDone: boolean) =>
    change({ variations: { ...variations, ...own } }, isDone);
  return html`<div class="row">
    ${number('Repeats', repeats, { min: 1, max: 100 }, (given, isDone) => change({ repeats: given }, isDone))}
    ${
      task.kind === 'codes'
        ? number('Other orders of the codes', variations.orders ?? 0, { min: 0, max: 20 }, (orders, isDone) =>
            vary({ orders }, isDone),
          )
        : nothing
    }
    ${number('Other wordings of the question', variations.paraphrases ?? 0, { min: 0, max: 4 }, (paraphrases, isDone) =>
      vary({ paraphrases }, isDone),
    )}
  </div>`;
}

function freeName(taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n++) if (!taken.includes(`Setting ${n}`)) return `Setting ${n}`;
}
